"""The register of named measures over partner datasets: what each counts, and its figure for an area and a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from wardmoot.catalogue.dataset import Dataset
from wardmoot.catalogue.datasets import code_columns, datasets
from wardmoot.catalogue.measures import Declared, Step, declared_measures
from wardmoot.core.calendar import Month, Period, PeriodKind, add_months
from wardmoot.core.figures import (
    Area,
    AreaKind,
    Comparator,
    Denominator,
    Figure,
    Marking,
    Trace,
)
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.tables import Selection, Tables, Where
from wardmoot.measures.tallies import Tallier, Tally
from wardmoot.measures.verdicts import verdict_on


@dataclass(frozen=True, slots=True)
class Request:
    """What to compute: over which store, for which area and period, as of when, and on whose authority (`scope`).

    `authorities` are the codes of the local authorities that make up the area, by default its own code. `comparator` is
    the period set in brackets. `parameters` overrule those of the measure; `where` narrows it to one value of a column.
    `tables` are rows read already, where many figures are computed from them.
    """

    store: Store
    area: Area
    period: Period
    now: datetime
    scope: Scope | None = None
    comparator: Period | None = None
    authorities: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    where: Where = field(default_factory=dict)
    tables: Tables | None = None

    @property
    def rows(self) -> Tables:
        """The rows as the scope may see them."""
        return self.tables or Tables(self.store, self.scope)

    @property
    def codes(self) -> tuple[str, ...]:
        """The authorities counted."""
        return self.authorities or (self.area.code,)


Way = Callable[[Mapping[str, Any]], Tallier]
"""From what a measure is asked to a way to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Declared):
    """A named, versioned way from partners' rows to a figure: what is declared of it, and how it is made.

    `way` makes the way to count from the parameters; a measure that is made otherwise has `make` instead.
    """

    way: Way | None = None
    make: Callable[[Measure, Request], Figure] | None = None

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """The columns of the first dataset that the figure can be broken down by, its area and town among them."""
        if self.way is None:
            return ()
        first = datasets()[self.datasets[0]]
        places = [c.name for c in first.columns if c.name == "town" or c.name == first.area_column]
        return (*places, *(c.name for c in code_columns(first)))


Maker = Callable[[Measure, Request], Figure]


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by name, in the order reports list them.

    >>> measures()["children-missing"].counting_unit.plural
    'children'
    """
    from wardmoot.measures.headlines import MAKERS, WAYS  # here: they are made of what this module defines

    def made(one: Declared) -> Measure:
        words = {part.name: getattr(one, part.name) for part in fields(one)}
        return Measure(**words, way=WAYS.get(one.name), make=MAKERS.get(one.name))

    return MappingProxyType({name: made(one) for name, one in declared_measures().items()})


def measure(name: str) -> Measure:
    """The measure of that name. Raises KeyError, saying which there are, for another name.

    >>> measure("knife-crimes").needs_scope
    True
    """
    if name not in measures():
        raise KeyError(f"there is no measure {name!r}; there is: {', '.join(measures())}")
    return measures()[name]


def compute(name: str, request: Request) -> Figure:
    """The figure of a measure, with its comparator and verdict where the request asks for one.

    A time that is not held gives no value, and a caveat says so: it is never zero. Raises KeyError for an unknown measure or
    parameter, ValueError for a period without days, LookupError where no file of a dataset is held, and ScopeError where
    rows about people are read without a fitting scope.
    """
    found = measure(name)
    if unknown := set(request.parameters) - set(found.parameters):
        raise KeyError(f"{name} has no parameter {', '.join(sorted(unknown))}; it has: {', '.join(found.parameters) or 'none'}")
    if found.make is not None:
        return found.make(found, request)
    return _figure(found, request, request.rows)


def series(name: str, request: Request, periods: Sequence[Period] | None = None) -> list[Figure]:
    """The figures of a measure for each of the periods, by default each month of the request's period; one read of the files.

    Each stands alone: different people counted by month do not add up to those of the year (`Measure.additive` is false).
    Raises as `compute`.
    """
    found = measure(name)
    each = list(periods) if periods is not None else [step_of(found, month) for month in request.period.months()]
    each = list(dict.fromkeys(each))
    if found.make is not None:
        return [found.make(found, replace(request, period=period, comparator=None)) for period in each]
    tables = request.rows
    return [_figure(found, replace(request, period=period, comparator=None), tables) for period in each]


def breakdown(name: str, request: Request, by: str) -> list[Figure]:
    """The figure for each value of a column that the measure can be broken down by, in the order the dataset declares them.

    By the area column the values are the request's authorities. Raises ValueError for another column, and as `compute`.
    """
    found = measure(name)
    if by not in found.breakdowns:
        raise ValueError(f"{name} cannot be broken down by {by!r}; it can by: {', '.join(found.breakdowns) or 'nothing'}")
    tables, first = request.rows, datasets()[found.datasets[0]]
    if by == first.area_column:
        parts = [replace(request, authorities=(code,), area=_authority(request, code)) for code in request.codes]
        return [_figure(found, part, tables, {"area": part.area.name}) for part in parts]
    values = _values(found, request, tables, first, by)
    column = first.column(by)
    return [_figure(found, replace(request, where={**request.where, by: value}), tables, {column.label.lower(): value}) for value in values]


def _authority(request: Request, code: str) -> Area:
    from wardmoot import evidence

    name = evidence.authority_names(request.store).get(code, code)
    return request.area if code == request.area.code else Area(code, name, AreaKind.AUTHORITY)


def _values(found: Measure, request: Request, tables: Tables, first: Dataset, by: str) -> list[str]:
    """The codes that are declared, or the towns that occur in the request's area."""
    column = first.column(by)
    if column.codes:
        return list(column.codes)
    rows = tables.rows(first.key, (by,))
    return sorted({str(town) for town in rows.columns[by][rows.in_area(request.codes)] if town})


def step_of(found: Measure, month: Month) -> Period:
    """The period of the measure's own step that holds a month."""
    first = month.first_day
    if found.step is Step.QUARTER:
        fiscal = first.year if first.month >= 4 else first.year - 1
        return Period.quarter(fiscal, (first.month - 4) % 12 // 3 + 1)
    if found.step is Step.YEAR:
        return Period.fiscal_year(first.year if first.month >= 4 else first.year - 1)
    return Period.snapshot(month.last_day) if found.step is Step.DAY else Period.month(month.year, month.month)


def year_before(period: Period) -> Period:
    """The same period a year (or as many years as it has) before.

    >>> year_before(Period.fiscal_year(2017)).short
    '2016/17'
    """
    if period.start is None or period.end is None:
        raise ValueError(f"the period is {period.label}: it has no days, so nothing comes before it")
    years = max(1, round(period.days / 365.25))
    start, after = (add_months(day, -12 * years) for day in (period.start, _next(period.end)))
    if period.kind is PeriodKind.SNAPSHOT:
        return Period.snapshot(start)
    return Period(period.kind, start, date.fromordinal(after.toordinal() - 1))


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def tally_for(found: Measure, request: Request, tables: Tables, period: Period | None = None) -> Tally:
    """The tally of a measure for the request's period, or another. Raises ValueError for a period without days."""
    period = period or request.period
    if period.start is None or period.end is None:
        raise ValueError(f"{found.name} cannot be counted for a period that is {period.label}: give its first and last month")
    assert found.way is not None, found.name
    tallier = found.way({**found.parameters, **request.parameters})
    return tallier(tables, Selection(request.codes, period.start, period.end, request.where))


def _figure(found: Measure, request: Request, tables: Tables, sliced: Mapping[str, str] | None = None) -> Figure:
    tally = tally_for(found, request, tables)
    before = tally_for(found, request, tables, request.comparator) if request.comparator else None
    return figure_of(found, request, tally, before, sliced or {})


def figure_of(found: Measure, request: Request, tally: Tally, before: Tally | None = None, sliced: Mapping[str, str] | None = None) -> Figure:
    """A tally as a Figure, with the one before as its comparator."""
    comparator = None
    if before is not None and request.comparator is not None:
        trace = trace_of(found, request, before)
        whole = _denominator(found, before)
        comparator = Comparator(before.value, request.comparator, request.area, request.comparator.label, before.numerator, whole, trace)
    return Figure(
        id=_id(found, request, sliced or {}),
        label=found.title,
        measure=found.name,
        value=tally.value,
        numerator=tally.numerator,
        denominator=_denominator(found, tally),
        multiplier=found.multiplier,
        unit=found.unit,
        counting_unit=found.counting_unit,
        area=request.area,
        period=request.period,
        trace=trace_of(found, request, tally),
        polarity=found.polarity,
        breakdown=dict(sliced or {}),
        comparator=comparator,
        verdict=verdict_on(tally, before, request.period, request.comparator) if before and request.comparator else None,
        interval=tally.interval,
        disclosure=found.disclosure,
        marking=Marking.OFFICIAL_SENSITIVE if found.needs_scope else Marking.OFFICIAL,
        caveats=tuple(dict.fromkeys((*tally.caveats, *found.caveats))),
        places=found.places,
    )


def trace_of(found: Measure, request: Request, tally: Tally) -> Trace:
    """Where a tally comes from: files, filter, how many rows, and what each was counted by."""
    by = {"counted once for each": tally.counted_by} if tally.counted_by else {}
    return Trace(
        measure=found.name,
        version=found.version,
        method=found.method,
        computed_at=request.now,
        parameters={"datasets": list(found.datasets), **found.parameters, **request.parameters, **by, **tally.also},
        filter=tally.filter,
        files=tally.files,
        row_count=tally.rows,
    )


def _denominator(found: Measure, tally: Tally) -> Denominator | None:
    if tally.denominator is None:
        return None
    release = "; ".join(sorted({file.name for file in tally.files}))
    return Denominator(tally.denominator, found.of or found.counting_unit.plural, release)


def _id(found: Measure, request: Request, sliced: Mapping[str, str]) -> str:
    period = f"{request.period.start}.{request.period.end}"
    words = [found.name, "+".join(request.codes), period, *(f"{name}={value}" for name, value in sliced.items())]
    return ".".join(word.replace(" ", "-") for word in words)
