"""Subjects from the register of measures: what partners supply, counted month by month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from wardmoot.catalogue.measures import Step
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, Figure, Unit
from wardmoot.evidence import SourceKey, Store
from wardmoot.evidence.extracts import Scope, ScopeError
from wardmoot.evidence.extracts.difference import held_of
from wardmoot.evidence.roads import road_ground, severities_by
from wardmoot.measures.finders.material import FigureMaker, Subject
from wardmoot.measures.register import Measure, Request, compute, measure, measures, series
from wardmoot.measures.tables import Tables

ROADS = "ksi-casualties"
"""The measure that is counted from the published road files, not from an extract."""


def is_held(store: Store, name: str, period: Period | None = None) -> bool:
    """Whether a file of each dataset that the measure reads is held (for roads, one of theirs): of any time, or of some of `period`."""
    found = measures().get(name)
    if found is None:
        return False
    files = [held_of(store, key) for key in found.datasets] or [store.batches(source=SourceKey.ROAD_CASUALTIES)]
    return all(any(_touches(batch.period, period) for batch in held) for held in files)


def _touches(held: str, period: Period | None) -> bool:
    """Whether months or years in the store's words (`2018-01 to 2018-12`, `2013 to 2015`) meet the period; undated files may."""
    times = re.findall(r"\b\d{4}(?:-\d{2})?\b", held)
    if not times or period is None or period.start is None or period.end is None:
        return True
    first, last = f"{times[0]}-01"[:7], f"{times[-1]}-12"[:7]
    return first <= f"{period.end:%Y-%m}" and last >= f"{period.start:%Y-%m}"


def is_monthly(found: Measure) -> bool:
    """Whether the finders of time can use a measure: a count by month whose months add up."""
    return found.step is Step.MONTH and found.additive and found.unit is Unit.COUNT


def measured_subjects(
    store: Store, area: Area, months: Sequence[Month], names: Sequence[str], *, now: datetime, scope: Scope | None
) -> tuple[Subject, ...]:
    """A subject for each of the named measures that is a monthly count and held, over `months`; nan where a month is not held.

    Measures that `scope` does not allow give none.
    """
    if not months:
        return ()
    request = Request(store, area, Period.span(months[0], months[-1]), now, scope=scope, tables=Tables(store, scope))
    usable = [name for name in names if is_held(store, name, request.period) and is_monthly(measure(name))]
    found = (_subject(name, request, tuple(months)) for name in usable)
    return tuple(subject for subject in found if subject is not None)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The counts of a measure by month, those that are held, and how many rows each was counted from."""

    values: Mapping[Month, float]
    rows: Mapping[Month, int]


def _subject(name: str, request: Request, months: tuple[Month, ...]) -> Subject | None:
    try:
        counted = _road_casualties(request, months) if name == ROADS else _by_month(name, request, months)
    except (LookupError, ScopeError, ValueError):
        return None
    if not counted.values:
        return None
    found = measure(name)
    words = f"{found.title[0].lower()}{found.title[1:]}"
    values = np.array([counted.values.get(month, np.nan) for month in months])
    return Subject(name, words, found.counting_unit, found.polarity, months, values, _maker(name, request, counted), "", found.caveats)


def _by_month(name: str, request: Request, months: Sequence[Month]) -> _Counted:
    figures = zip(months, series(name, request), strict=True)
    held = {month: figure for month, figure in figures if figure.value is not None}
    values = {month: figure.value for month, figure in held.items() if figure.value is not None}
    return _Counted(values, {month: figure.trace.row_count or 0 for month, figure in held.items()})


def _road_casualties(request: Request, months: Sequence[Month]) -> _Counted:
    """Those killed or seriously injured by month in two queries: a figure for each month would ask the files 43 times over."""
    where = {"authority_code": [request.codes[0]]}
    ground = road_ground(request.store, request.codes[0], request.period)
    found = severities_by(request.store, columns=("month",), period=request.period, where=where)
    by_month = {str(key[0]): severities.killed_or_serious for key, severities in found.items()}
    lacking = {*ground.months_missing, *(month for month in months if month.year in ground.years_lacking_casualties)}
    held = [month for month in months if ground.force and month not in lacking]
    return _Counted({m: float(by_month.get(str(m), 0)) for m in held}, {m: by_month.get(str(m), 0) for m in held})


def _maker(name: str, request: Request, counted: _Counted) -> FigureMaker:
    def make(id: str, label: str, months: Sequence[Month], period: Period) -> Figure:
        value = sum(counted.values[month] for month in months)
        whole = compute(name, replace(request, period=Period.span(months[0], months[-1])))
        parameters = {**whole.trace.parameters, "months": [str(month) for month in months]}
        trace = replace(whole.trace, row_count=sum(counted.rows[month] for month in months), parameters=parameters)
        return replace(whole, id=id, label=label, period=period, value=value, numerator=value, trace=trace)

    return make
