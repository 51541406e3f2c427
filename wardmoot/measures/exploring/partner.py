"""The explorer's answers about partners' extracts: the named measures of the register, by month, by column, by day and hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from wardmoot import evidence
from wardmoot.catalogue.dataset import ColumnType, Dataset
from wardmoot.catalogue.datasets import datasets
from wardmoot.catalogue.measures import Declared, Step, declared_measures
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, AreaKind, Figure, Unit
from wardmoot.core.stats.aoristic import aoristic
from wardmoot.evidence import Store, StoreKind
from wardmoot.evidence.extracts import Scope
from wardmoot.evidence.extracts.difference import held_of
from wardmoot.measures import register
from wardmoot.measures.assessment import CHART_MONTHS
from wardmoot.measures.change import judged_together
from wardmoot.measures.exploring.answer import Answer, Breakdown, Hours, Question, Trend
from wardmoot.measures.exploring.subjects import CUT_WORDS, Cut, Source, Subject
from wardmoot.measures.exploring.trend import trend_of
from wardmoot.measures.recorded_crime import rate_figure, share_figure
from wardmoot.measures.register import Measure, Request, step_of, year_before
from wardmoot.measures.tables import Tables
from wardmoot.reports.assessment import Line

PARTNERS = "Partners’ data"
PREFIX = "partner."
NOT_MAPPED = "Partners’ data is counted for whole authorities here, so there is no map."
NO_TIMES = "This data gives days and no times of day."
NOT_THE_SAME_ROWS = "The measure does not count rows one by one, so its rows cannot be shown by hour."
COUNTS_ONLY = "Limits are drawn for things counted month by month only, so no month is called unusual."
OVERLAP = "The rows do not add up to the whole, because one thing may stand in several of them or have none recorded."
APART = "Each row is counted by itself, so the rows do not add up to the whole."
BY_STEP = {Step.QUARTER: "Quarter", Step.YEAR: "Fiscal year"}
LONGEST = timedelta(hours=24)


def partner_subjects() -> dict[str, Subject]:
    """The measures of the register that count partners' rows, by key.

    >>> partner_subjects()["partner.children-missing"].is_sensitive
    True
    """
    made = (_subject(one) for one in declared_measures().values() if one.datasets)
    return {subject.key: subject for subject in made}


def _subject(one: Declared) -> Subject:
    first = datasets()[one.datasets[0]]
    steps = (Cut.MONTH.value, BY_STEP.get(one.step, CUT_WORDS[Cut.MONTH]))
    columns = tuple((c.name, c.label) for c in first.columns if c.name in register.measure(one.name).breakdowns and c.name != first.area_column)
    return Subject(
        key=f"{PREFIX}{one.name}",
        label=one.title,
        group=PARTNERS,
        counting_unit=one.counting_unit,
        cuts=(steps, *columns),
        source=Source.PARTNER,
        says=" ".join(one.caveats),
        disclosure=one.disclosure,
        needs_scope=one.needs_scope,
        datasets=one.datasets,
    )


def partner_months(store: Store) -> dict[str, tuple[Month, ...]]:
    """For each measure of which rows are held the months that its first dataset's files cover, newest first."""
    found = {key: _months_of(store, key) for key in {one.datasets[0] for one in declared_measures().values() if one.datasets}}
    return {f"{PREFIX}{one.name}": found[one.datasets[0]] for one in declared_measures().values() if one.datasets and found[one.datasets[0]]}


def _months_of(store: Store, dataset: str) -> tuple[Month, ...]:
    months: set[Month] = set()
    for batch in held_of(store, dataset):
        first, _, last = batch.period.partition(" to ")
        try:
            months |= set(Period.span(Month.parse(first), Month.parse(last or first)).months())
        except ValueError:
            continue  # rows that bear no date belong to no month
    return tuple(sorted(months, reverse=True))


def answer_partner(store: Store, question: Question, scope: Scope | None, now: datetime) -> Answer:
    """The answer to a question about partners' data.

    Raises ValueError, saying what to load, where nothing is held, and ScopeError where `scope` does not reach the rows.
    """
    try:
        return _Partner(store, question, scope, now).answer()
    except LookupError as fault:
        raise ValueError(str(fault.args[0]) if fault.args else "no data file is held") from None


class _Partner:
    """One answer in the making."""

    def __init__(self, store: Store, question: Question, scope: Scope | None, now: datetime) -> None:
        self.store, self.question, self.scope, self.now = store, question, scope, now
        self.measure: Measure = register.measure(question.subject.removeprefix(PREFIX))
        self.subject = partner_subjects()[question.subject]
        self.dataset: Dataset = datasets()[self.measure.datasets[0]]
        self.period = _snapshot(question.period) if self.measure.step is Step.DAY else question.period
        self.before = year_before(self.period)
        name = evidence.authority_names(store).get(question.authority, question.authority)
        self.area = Area(question.authority, name, AreaKind.AUTHORITY)

    def _request(self, period: Period, *, compared: bool) -> Request:
        return Request(self.store, self.area, period, self.now, self.scope, self.before if compared else None)

    @cached_property
    def count(self) -> Figure:
        found = register.compute(self.measure.name, self._request(self.period, compared=True))
        known = found.comparator is not None and found.comparator.value is not None
        return found if known else replace(found, comparator=None, verdict=None)

    def answer(self) -> Answer:
        count = self.count
        held = _months_of(self.store, self.dataset.key)
        hours, hours_note = self._hours()
        trend, trend_note = self._trend(held)
        last = max((m for m in held if m <= max(self.question.period.months())), default=max(self.question.period.months()))
        return Answer(
            subject=self.subject,
            area=self.area,
            period=self.question.period,
            counted=self.period,
            count=count,
            change=None,
            rate=None,
            share=None,
            basis=self._basis(),
            trend=trend,
            trend_note=trend_note,
            breakdown=self._breakdown(),
            places=None,
            places_note=NOT_MAPPED,
            hours=hours,
            hours_note=hours_note,
            missing=tuple(c for c in count.caveats if count.value is None),
            attributions=self._attributions(),
            cut_off=min(last.last_day, self.period.end or last.last_day),
            marking=count.marking,
            demonstration=self.store.kind is StoreKind.DEMONSTRATION,
        )

    def _basis(self) -> str:
        if self.count.comparator is None:
            return f"Nothing is compared: {self.before.label} is not held as a whole."
        label = self.period.label
        return f"{label[:1].upper()}{label[1:]} is compared with {self.before.label}."

    def _attributions(self) -> tuple[str, ...]:
        said = {f.attribution for f in self.count.trace.files if f.attribution}
        return tuple(sorted(said)) or (f"{self.dataset.title}: supplied by {self.dataset.owner}",)

    def _steps(self, months: Sequence[Month]) -> list[Figure]:
        """The figure of each step of the measure that the months touch, each once."""
        steps = dict.fromkeys(step_of(self.measure, month) for month in months)
        span = self._request(self.period, compared=False)
        return register.series(self.measure.name, span, list(steps))

    def _trend(self, held: Sequence[Month]) -> tuple[Trend | None, str]:
        if self.measure.step not in (Step.DAY, Step.MONTH):
            return None, f"It is counted by {self.measure.step.value}: choose the rows of the table by {BY_STEP[self.measure.step].lower()}."
        last = max(self.question.period.months())
        months = list(Period.span(max(min(held, default=last), last.shift(1 - CHART_MONTHS)), last).months()) if held else []
        if not months:
            return None, "No month is held."
        figures = self._steps(months)
        points = [(month, figure if figure.value is not None else None) for month, figure in zip(months, figures, strict=True)]
        if self.measure.step is Step.MONTH and self.measure.unit is Unit.COUNT:
            return trend_of(points, self.question.limits_from), ""
        return Trend(tuple(points), (), {}, COUNTS_ONLY), ""

    def _breakdown(self) -> Breakdown:
        cut = self.question.cut
        heading = dict(self.subject.cuts)[cut]
        if cut == Cut.MONTH:
            rows = [self._line(figure.period.short, figure) for figure in self._steps(list(self.question.period.months()))]
        else:
            figures = register.breakdown(self.measure.name, self._request(self.period, compared=True), cut)
            rows = [self._line(next(iter(figure.breakdown.values())), figure) for figure in figures]
        whole = self.count.value if self.measure.unit is Unit.COUNT else None
        adds_up = whole is not None and sum(row.count.value or 0 for row in rows) == whole
        if adds_up:
            rows = [replace(row, share=replace(share_figure(row.count, self.count, "all"), label=f"{row.name} as a share of all")) for row in rows]
        compared = bool(rows) and all(row.change.comparator is not None and row.change.comparator.value is not None for row in rows)
        notes = () if adds_up or whole is None or not rows else ((APART if cut == Cut.MONTH else OVERLAP),)
        return Breakdown(cut, heading, judged_together(rows), compared, False, notes)

    def _line(self, name: str, figure: Figure) -> Line:
        """A row: the figure with its comparison where it has one."""
        change = figure if figure.comparator else replace(figure, id=f"{figure.id}.change", value=None, numerator=None)
        nothing = replace(figure, comparator=None, verdict=None)
        return Line(name, "", figure if figure.comparator else nothing, rate_figure(nothing, None), change, None)

    def _hours(self) -> tuple[Hours | None, str]:
        columns = times_of(self.dataset)
        if not columns:
            return None, NO_TIMES
        found = self._rows_counted(columns)
        if found is None:
            return None, NOT_THE_SAME_ROWS
        start, end = (found[name] for name in (columns[0], columns[-1]))
        week = aoristic(start, end, longest=LONGEST)
        used = replace(
            self.count,
            id=f"{self.count.id}.hours",
            label=f"{self.dataset.title} with a known time",
            value=week.used,
            numerator=week.used,
            counting_unit=self.dataset.counting_unit,
            unit=Unit.COUNT,
            denominator=None,
            multiplier=1,
            comparator=None,
            verdict=None,
            interval=None,
            places=0,
        )
        spread = f" Each is spread evenly from “{_label(self.dataset, columns[0])}” to “{_label(self.dataset, columns[-1])}”."
        return Hours(week.grid, used, week.not_known, SPREAD_NOTE if len(columns) > 1 else ""), (
            f"By the clock, for rows of “{self.dataset.title}”." + (spread if len(columns) > 1 else "")
        )

    def _rows_counted(self, times: Sequence[str]) -> Mapping[str, Any] | None:
        """The times of the very rows that the measure counted; None where its filter cannot be applied to rows again."""
        tables = Tables(self.store, self.scope)
        wanted = dict(self.count.trace.filter)
        own = {self.dataset.date_column, self.dataset.area_column}
        where = {name: condition for name, condition in wanted.items() if name not in own}
        if not set(_named(where)) <= {column.name for column in self.dataset.columns} or self.period.start is None or self.period.end is None:
            return None
        rows = tables.rows(self.dataset.key, (*times, *_named(where)))
        try:
            chosen = rows.in_area((self.question.authority,)) & rows.in_period(self.period.start, self.period.end) & rows.that(where)
        except ValueError:  # a condition that is not about one row
            return None
        if int(chosen.sum()) != self.count.trace.row_count:
            return None
        return {name: np.asarray(rows.columns[name][chosen]).astype("datetime64[s]") for name in times}


SPREAD_NOTE = "Where more than 24 hours lie between the two times the hour is not known."


def times_of(dataset: Dataset) -> tuple[str, ...]:
    """The columns that say when a row happened: the earliest and latest time it can have, or its one time, or none.

    >>> times_of(datasets()["asb-incidents"])
    ('from_at', 'to_at')
    """
    held = [c.name for c in dataset.columns if c.type is ColumnType.DATETIME]
    first = next((name for name in held if name.startswith("from_") or name.endswith("_from")), "")
    last = next((name for name in held if name.startswith("to_") or name.endswith("_to")), "")
    if first and last:
        return first, last
    return (dataset.date_column,) if dataset.date_column in held else ()


def _label(dataset: Dataset, name: str) -> str:
    return dataset.column(name).label


def _named(where: Mapping[str, Any]) -> list[str]:
    """The columns that conditions name, those inside "any of" too."""
    return [name for key, condition in where.items() for name in (list(condition) if key == "any of" else [key])]


def _snapshot(period: Period) -> Period:
    """The last day of a period, for what is counted on a day."""
    if period.end is None:
        raise ValueError(f"the period is {period.label}: it has no last day")
    return Period.snapshot(period.end)
