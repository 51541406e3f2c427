from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wardmoot.apps.accounts import journal
from wardmoot.apps.accounts.models import User
from wardmoot.apps.jobs import handlers
from wardmoot.apps.jobs.models import SILENT_FOR, Job


class Refused(ValueError):
    """What was asked does not fit the job as it is; the text says why."""


@transaction.atomic
def enqueue(kind: str, *, by: User | None, title: str, parameters: dict[str, Any] | None = None, now: datetime | None = None) -> Job:
    """Put work in the queue. An unknown kind fails here, where somebody sees it, and not in the worker."""
    handlers.handler(kind)
    job = Job.objects.create(kind=kind, title=title, started_by=by, parameters=parameters or {}, created_at=now or timezone.now())
    journal.record("start job", by=by, about=job, details={"kind": kind})
    return job


@transaction.atomic
def resume(*, by: User | None, job: Job) -> None:
    """Queue it again from the beginning: a handler's work is atomic or knows what is done already."""
    stopped = (Job.State.INTERRUPTED, Job.State.FAILED)
    fresh = {"state": Job.State.QUEUED, "stage": "", "done": 0, "total": 0, "error": "", "finished_at": None, "heartbeat_at": None}
    if not Job.objects.filter(pk=job.pk, state__in=stopped).update(**fresh):
        raise Refused("Only a job that failed or was interrupted can be started again.")
    journal.record("resume job", by=by, about=job, details={"kind": job.kind})


def interrupt_silent(*, now: datetime) -> int:
    """Mark as interrupted what no worker is at any more; how many."""
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - SILENT_FOR)
    return silent.update(state=Job.State.INTERRUPTED, finished_at=now)


def claim(*, now: datetime) -> Job | None:
    """Take the oldest waiting job. The conditional update lets only one worker have it."""
    for job in Job.objects.filter(state=Job.State.QUEUED).order_by("created_at", "pk")[:10]:
        taken = {"state": Job.State.RUNNING, "started_at": now, "heartbeat_at": now, "attempts": F("attempts") + 1}
        if Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(**taken):
            job.refresh_from_db()
            return job
    return None


def update_held(job: Job, **values: Any) -> bool:
    """Write to a job only while this attempt still holds it; whether it does."""
    return bool(Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING).update(**values))
