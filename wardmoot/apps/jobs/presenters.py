from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.jobs.models import Job
from wardmoot.govuk.components import component
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import moment

COLOURS = {"queued": "grey", "running": "blue", "done": "green", "failed": "red", "interrupted": "orange"}


def tag(job: Job) -> Markup:
    return component("tag", {"text": job.get_state_display(), "classes": f"govuk-tag--{COLOURS[job.state]}"})


def in_words(job: Job) -> str:
    """How far it is, in a sentence."""
    if job.state == Job.State.QUEUED:
        return "Waiting for the work before it to finish"
    if not job.stage:
        return job.get_state_display()
    if not job.total:
        return job.stage
    # a large total is bytes or rows: nobody counts those
    how_far = f"{job.done:,} of {job.total:,}" if job.total <= 1000 else f"{100 * job.done // job.total}%"
    return f"{job.stage}: {how_far}"


def as_json(job: Job, now: datetime) -> dict[str, Any]:
    """What the page asks for by itself."""
    return {"state": job.state, "words": in_words(job), "done": job.done, "total": job.total, "finished": job.is_finished or job.is_silent(now)}


def _title(job: Job) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("job", args=[job.public_id]), job.title)


COLUMNS = (
    Column("at", "Started", lambda job: moment(job.created_at), order="created_at"),
    Column("title", "Work", _title, order="title"),
    Column("by", "By", lambda job: job.started_by.name if job.started_by else "Set-up", order="started_by__name"),
    Column("state", "State", tag, order="state"),
)
