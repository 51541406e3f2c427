"""Events at which people who live or work here were heard: counted, dated, and told by issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.models import Assessment, EngagementEvent, ViewHeard
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import ChangedMeanwhile
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Figure, RecordQuery, Trace, Unit
from wardmoot.reports.assessment.editing import View

YEAR = timedelta(days=365)
FIELDS = ("on", "kind", "audience", "place", "people", "seniors")


@dataclass(frozen=True, slots=True)
class Heard:
    """One issue as it was raised."""

    issue: str
    people: int | None = None
    words: str = ""


def events(*, kind: str = "", year: str = "") -> QuerySet[EngagementEvent]:
    found = EngagementEvent.objects.filter(removed_at=None).select_related("by").annotate(issues=Count("views"))
    if kind in EngagementEvent.Kind.values:
        found = found.filter(kind=kind)
    if year.isascii() and year.isdigit() and len(year) == 4:
        found = found.filter(on__year=int(year))
    return found


def years() -> list[str]:
    return [str(day.year) for day in EngagementEvent.objects.filter(removed_at=None).dates("on", "year", order="DESC")]


def meeting_in_the_last_year(today: date) -> EngagementEvent | None:
    """The newest public meeting with senior people within a year of today, which regulation 12 of SI 2007/1830 asks for."""
    found = events(kind=EngagementEvent.Kind.PUBLIC_MEETING).filter(seniors=True, on__gt=today - YEAR, on__lte=today)
    return found.order_by("-on").first()


def in_the_time_of(assessment: Assessment, now: datetime) -> QuerySet[EngagementEvent]:
    """From the first day of what is assessed until now: residents may speak of it after it ended."""
    first = Month.parse(assessment.last_month).shift(1 - assessment.months).first_day
    return events().filter(on__gte=first, on__lte=now.date()).prefetch_related("views")


@transaction.atomic
def save_event(
    *, by: User, given: dict[str, Any], heard: Sequence[Heard], now: datetime, event: EngagementEvent | None = None, seen: int = 0
) -> EngagementEvent:
    """A new event, or another wording of one: `seen` is then the revision the person had before them."""
    values = {name: given[name] for name in FIELDS}
    if event is None:
        event = EngagementEvent.objects.create(**values, by=by, at=now)
    else:
        fresh = EngagementEvent.objects.filter(pk=event.pk, revision=seen, removed_at=None)
        if not fresh.update(**values, by=by, at=now, revision=F("revision") + 1):
            raise ChangedMeanwhile(EngagementEvent.objects.get(pk=event.pk))
        event.refresh_from_db()
    event.views.all().delete()
    ViewHeard.objects.bulk_create(ViewHeard(event=event, issue=one.issue, people=one.people, words=one.words) for one in heard)
    record("write engagement event", by=by, about=event, details={"views": len(heard), "revision": event.revision}, now=now)
    return event


@transaction.atomic
def remove_event(*, by: User, event: EngagementEvent, now: datetime) -> None:
    if EngagementEvent.objects.filter(pk=event.pk, removed_at=None).update(removed_at=now):
        record("remove engagement event", by=by, about=event, now=now)


def views_heard(assessment: Assessment, now: datetime) -> tuple[View, ...]:
    """What was heard in the time of the assessment, as the document takes it; how many is a figure with its trace."""
    return tuple(
        View(
            heard.issue,
            f"{event.get_kind_display()}, {event.place} ({event.audience})",
            event.on,
            _people(heard, event, assessment, now),
            heard.words,
        )
        for event in in_the_time_of(assessment, now).order_by("on", "pk")
        for heard in event.views.all()
    )


def _people(heard: ViewHeard, event: EngagementEvent, assessment: Assessment, now: datetime) -> Figure | None:
    if heard.people is None:
        return None
    number = list(event.views.all()).index(heard) + 1
    trace = Trace(
        measure="people-heard",
        version="1",
        method="As entered by those who held the event: how many of those there raised the issue. It is no sample and stands for nobody else.",
        computed_at=now,
        parameters={"event": str(event.public_id), "issue": number},
        row_count=1,
        query=RecordQuery("engagement event", event.at),
    )
    return Figure(
        id=f"heard.{event.public_id}.{number}",
        label="People who raised the issue",
        measure="people-heard",
        value=heard.people,
        unit=Unit.COUNT,
        counting_unit=COUNTING_UNITS["person"],
        area=Area(assessment.area_code, assessment.area_name, AreaKind.AUTHORITY),
        period=Period.snapshot(event.on),
        trace=trace,
    )
