from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.urls import reverse

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment import shelf
from wardmoot.apps.assessment.entries import CLOSED
from wardmoot.apps.assessment.models import Assessment, Step
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.audit.actions import record
from wardmoot.apps.jobs.actions import enqueue
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.plan.actions import Refused
from wardmoot.core.calendar import Month
from wardmoot.reports.document import Document, Map

KIND, MORE, AGAIN = "make-assessment", "make-assessment-formats", "gather-assessment"
# the step is not among them: somebody may have moved it on while the worker was at work
DRAWN = ("title", "period", "marking", "cut_off", "demonstration", "made_at", "files", "maps")


def ask(
    *, by: User | None, area: str, area_name: str, to: Month, months: int, formats: Sequence[str], now: datetime, public_id: UUID | None = None
) -> Assessment:
    """Ask a worker to make one. The same form sent twice gives the same assessment, the second time doing nothing."""
    chosen = public_id or uuid4()
    try:
        with transaction.atomic():
            asked = begin(by=by, area=area, area_name=area_name, to=to, months=months, now=now, public_id=chosen)
            asked.job = enqueue(
                KIND,
                by=by,
                title=f"Make an assessment of {area_name} to {to.written}",
                parameters={"assessment": str(chosen), "formats": list(formats)},
            )
            asked.save(update_fields=["job"])
    except IntegrityError:
        if earlier := Assessment.objects.filter(public_id=chosen).first():
            return earlier
        raise
    return asked


@transaction.atomic
def begin(*, by: User | None, area: str, area_name: str, to: Month, months: int, now: datetime, public_id: UUID | None = None) -> Assessment:
    """The record of an assessment that is going to be made."""
    asked = Assessment.objects.create(
        public_id=public_id or uuid4(), area_code=area, area_name=area_name, last_month=str(to), months=months, asked_by=by, asked_at=now
    )
    record("ask for assessment", by=by, about=asked, details={"area": area, "to": str(to), "months": months})
    # asking names the area and the period, which is all that scoping needs
    take(by=by, assessment=asked, before=Step.SCOPING, after=Step.DATA, reason="", now=now)
    return asked


@transaction.atomic
def finish(
    *,
    assessment: Assessment,
    document: Document,
    files: dict[str, Path],
    maps: Sequence[Map],
    now: datetime,
    drawn: Mapping[str, Any],
    by: User | None = None,
) -> None:
    """`drawn` is what the draft was drawn up from: see the fields of the model."""
    assessment.title = document.title
    assessment.period = document.subtitle
    assessment.marking = document.marking.value
    assessment.cut_off = document.cut_off
    assessment.demonstration = document.demonstration
    assessment.made_at = now
    assessment.files = described(files)
    assessment.maps = [{"id": block.id, "title": block.title} for block in maps]
    for name, value in drawn.items():
        setattr(assessment, name, value)
    assessment.save(update_fields=[*DRAWN, *drawn])
    record("make assessment", by=by or assessment.asked_by, about=assessment, details={"formats": sorted(files)})


def described(files: dict[str, Path]) -> dict[str, Any]:
    return {form: {"name": path.name, "size": path.stat().st_size, "sha256": shelf.sha256(path)} for form, path in files.items()}


@transaction.atomic
def ask_again(*, by: User, assessment: Assessment, now: datetime) -> Job:
    if not Assessment.objects.get(pk=assessment.pk).is_open:
        raise Refused(CLOSED)
    parameters = {"assessment": str(assessment.public_id), "formats": sorted(assessment.files)}
    job = enqueue(AGAIN, by=by, title=f"Gather the assessment of {assessment.area_name} again", parameters=parameters, now=now)
    record("ask to gather again", by=by, about=assessment, now=now)
    return job


@transaction.atomic
def ask_for_formats(*, by: User, assessment: Assessment, formats: Sequence[str]) -> Job:
    job = enqueue(
        MORE,
        by=by,
        title=f"Make more formats of the assessment of {assessment.area_name}",
        parameters={"assessment": str(assessment.public_id), "formats": list(formats)},
    )
    record("ask for formats", by=by, about=assessment, details={"formats": sorted(formats)})
    return job


@transaction.atomic
def add_formats(*, by: User | None, assessment: Assessment, files: dict[str, Path]) -> None:
    # locked and read again: another job may have added a format meanwhile
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    held.files = described(files) | held.files
    held.save(update_fields=["files"])
    record("make formats", by=by, about=held, details={"formats": sorted(files)})


def address(assessment: Assessment) -> str:
    return reverse("assessment", args=[assessment.public_id])
