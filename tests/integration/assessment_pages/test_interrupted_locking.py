"""A worker killed while it locks, or makes an edition, leaves nothing half done; the job is resumed and makes all of it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from wardmoot.apps.assessment import sealed, version_actions, version_work
from wardmoot.apps.assessment.models import Edition, Step, Version
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs import actions, worker
from wardmoot.apps.jobs.models import Job
from wardmoot.reports.audience import Audience

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no code of ours catches: the process is gone."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    # the tests' database is in memory: a heartbeat from a second connection would meet its locks
    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)
    for making in (version_work.lock_now, version_work.edition_now):
        monkeypatch.setitem(making.__kwdefaults__, "formats", ("html",))


def kill(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Run the waiting job and end it at `place`, where nothing tidies up after it either."""

    def die(*args: Any, **more: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *args, **more: None)
        patch.setattr(version_work if place == "_write_body" else version_actions, place, die)
        with pytest.raises(Killed):
            worker.run_one()


def resume(job: Job) -> None:
    """As the next worker finds it: silent for long, then resumed by the person who asked for it."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    actions.interrupt_silent(now=timezone.now())
    job.refresh_from_db()
    assert job.state == Job.State.INTERRUPTED
    actions.resume(by=job.started_by, job=job)
    assert worker.run_one()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error


def left_over(one: Any) -> list[Path]:
    """Folders of versions that nothing in the records speaks of."""
    root = sealed.edition_place(one.public_id, 1, Audience.INTERNAL).parent
    told = {str(version.number) for version in Version.objects.all()}
    told |= {f"{edition.version.number}-{edition.audience}" for edition in Edition.objects.select_related("version")}
    return [path for path in root.glob("*") if path.name not in told]


def is_whole(edition: Edition) -> bool:
    return all(sealed.edition_file(edition, form).is_file() for form in edition.files) and "html" in "".join(edition.files)


@pytest.mark.parametrize("place", ["_write_body", "keep_version", "keep_edition"])
def test_a_lock_that_was_killed_is_made_whole(one: Any, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    take(by=one.asked_by, assessment=one, before=Step.ANALYSIS, after=Step.SCORING, reason="", now=one.made_at)
    one.refresh_from_db()
    job = version_actions.ask_to_lock(by=one.asked_by, assessment=one, reason="A trial", now=timezone.now())
    kill(monkeypatch, place)
    one.refresh_from_db()
    assert (one.step, Version.objects.count(), Edition.objects.count()) == (Step.SCORING, 0, 0)
    assert not AuditEvent.objects.filter(verb="lock assessment").exists()
    assert left_over(one), "it was killed with files on the disk"

    resume(job)
    one.refresh_from_db()
    version = Version.objects.get()
    assert (one.step, version.number) == (Step.APPROVAL, 1)
    assert is_whole(Edition.objects.get())
    assert sealed.editing_file(version).is_file()
    assert not left_over(one)


def test_an_edition_that_was_killed_is_made_whole(one: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    take(by=one.asked_by, assessment=one, before=Step.ANALYSIS, after=Step.SCORING, reason="", now=one.made_at)
    version = version_work.lock_now(one, by=one.asked_by, reason="A trial", now=one.made_at)
    job = version_actions.ask_for_edition(by=one.asked_by, version=version, audience=Audience.PARTNERSHIP, now=timezone.now())
    kill(monkeypatch, "keep_edition")
    assert [edition.audience for edition in Edition.objects.all()] == [Audience.INTERNAL.value]
    assert left_over(one)
    resume(job)
    assert is_whole(Edition.objects.get(audience=Audience.PARTNERSHIP.value))
    assert is_whole(Edition.objects.get(audience=Audience.INTERNAL.value))
    assert not left_over(one)
