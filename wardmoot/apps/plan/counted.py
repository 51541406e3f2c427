"""The plan's numbers counted again from the data held, for those who may see counts of rows about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.plan.access import readers_of_counts
from wardmoot.apps.plan.words import unit_words
from wardmoot.catalogue.datasets import datasets
from wardmoot.catalogue.plans import plan_path
from wardmoot.core.figures import Marking
from wardmoot.core.plan import Headline, Plan
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.plan_figures import Counted, counted_headline, reader_for

MOST_KEPT = 400
_SAYS = {True: "The same as the plan prints.", False: "Another number than the plan prints.", None: "The plan prints no number to set it beside."}
READ = "Read from a source, not counted."
_kept: dict[tuple[object, ...], tuple[Counted, ...]] = {}


@dataclass(frozen=True, slots=True)
class Beside:
    """A counted number beside the printed one; `number` is empty, and `says` tells why, where nothing could be counted."""

    id: str
    label: str
    number: str
    unit: str
    says: str
    marking: Marking = Marking.OFFICIAL


def beside(plan: Plan, headlines: Iterable[Headline], *, user: User, now: datetime) -> dict[str, Beside]:
    """What is counted beside headlines and their further numbers, by id; nothing for those who may not see it."""
    return {one.published.id: _beside(one) for one in counted(plan, headlines, user=user, now=now)}


def _beside(one: Counted) -> Beside:
    key, label = one.published.id, one.published.label
    if one.counted is None:
        return Beside(key, label, "", "", one.why_not)
    if one.counted.value is None:
        return Beside(key, label, "", "", one.counted.caveats[-1])
    shown = replace(one.counted, places=one.published.places)
    reading = f"{READ} " if shown.trace.stated else ""
    return Beside(key, label, shown.written_with_comparator, unit_words(shown), reading + _SAYS[one.agrees], shown.marking)


def marking_of(found: Iterable[Beside]) -> str:
    """The marking of a page that shows these: the strictest of them."""
    return max((one.marking.value for one in found), key=len, default=Marking.OFFICIAL.value)


def counted(plan: Plan, headlines: Iterable[Headline], *, user: User, now: datetime) -> list[Counted]:
    """The numbers of headlines as counted. They are kept until a data file or the plan changes: who may see them is asked each time."""
    if not readers_of_counts.admits(user):
        return []
    store = Store.open(Path(settings.HOME), read_only=True)
    state = (plan_path(settings.HOME), plan_path(settings.HOME).stat().st_mtime_ns, tuple(batch.id for batch in store.batches()))
    reader = None
    found: list[Counted] = []
    for headline in headlines:
        numbers = _kept.get((state, headline.id))
        if numbers is None:
            reader = reader or reader_for(plan, store, now=_moment(now), scope=_scope(user))
            numbers = _keep((state, headline.id), counted_headline(reader, headline))
        found += numbers
    return found


def _scope(user: User) -> Scope:
    return Scope(str(user.public_id), "the plan's headlines", frozenset(datasets()))


def _keep(key: tuple[object, ...], numbers: tuple[Counted, ...]) -> tuple[Counted, ...]:
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = numbers
    return numbers


def _moment(now: datetime) -> datetime:
    """Now, by the partnership's calendar: a demonstration has its own day."""
    day, local = partnership().demonstration_on, timezone.localtime(now)
    return local.replace(year=day.year, month=day.month, day=day.day) if day else local
