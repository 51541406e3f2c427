"""The explorer's answers about road collisions and casualties (STATS19), by the month, day and hour of the collision."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from wardmoot import evidence
from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Comparator, Figure, Polarity, Trace, Unit
from wardmoot.core.stats.comparison import compare_counts
from wardmoot.core.stats.dispersion import estimate_dispersion, same_month_dispersion
from wardmoot.evidence import Store, StoreKind, source_files
from wardmoot.evidence.roads import casualties_by, collisions_by, road_ground
from wardmoot.measures.assessment import CHART_MONTHS
from wardmoot.measures.change import basis_for, compared_months, judged_together, period_of, verdict_of
from wardmoot.measures.exploring.answer import Answer, Breakdown, Hours, Question
from wardmoot.measures.exploring.subjects import CUT_WORDS, Cut, Source, Subject
from wardmoot.measures.exploring.trend import trend_of
from wardmoot.measures.ground import population_of
from wardmoot.measures.recorded_crime import rate_figure, share_figure
from wardmoot.measures.road_safety import casualties_lost
from wardmoot.reports.assessment import Line

ROADS = "Road collisions and casualties (STATS19)"
SEVERITIES = {1: "Killed", 2: "Seriously injured", 3: "Slightly injured"}
WORST = {1: "Fatal", 2: "Serious", 3: "Slight"}
PER = 100_000
NOT_MAPPED = "Collisions are not counted by small area here."
METHOD = (
    "Each {} of the STATS19 files whose collision was on a road of the authority, in the months and of the severities in the filter, is counted once."
)
Months = Sequence[Month]
AS_RECORDED = "Severity is as the police recorded it, without the adjustment for forces that changed how they record it."


@dataclass(frozen=True, slots=True)
class RoadSubject:
    """What a road subject counts: collisions or casualties, of which severities."""

    subject: Subject
    severities: tuple[int, ...]

    @property
    def casualties(self) -> bool:
        return self.subject.counting_unit.key == "casualty"


def road_subjects() -> dict[str, RoadSubject]:
    """People killed or seriously injured, all casualties, and collisions, by key.

    >>> road_subjects()["ksi-casualties"].severities
    (1, 2)
    """
    cuts = tuple((cut.value, CUT_WORDS[cut]) for cut in (Cut.MONTH, Cut.SEVERITY))

    def made(key: str, label: str, unit: str, severities: tuple[int, ...]) -> RoadSubject:
        return RoadSubject(Subject(key, label, ROADS, COUNTING_UNITS[unit], cuts, Source.ROADS, AS_RECORDED), severities)

    listed = (
        made("ksi-casualties", "People killed or seriously injured on the roads", "casualty", (1, 2)),
        made("road-casualties", "Road casualties", "casualty", (1, 2, 3)),
        made("road-collisions", "Road collisions in which somebody was hurt", "collision", (1, 2, 3)),
    )
    return {one.subject.key: one for one in listed}


def road_months(store: Store) -> tuple[Month, ...]:
    """The months of which a collision is held, newest first; none where no file of collisions is held."""
    if not store.batches(source=evidence.SourceKey.ROAD_COLLISIONS):
        return ()
    return tuple(sorted((Month.parse(str(m)) for m in collisions_by(store, columns=("month",)).as_dict() if m), reverse=True))


def road_authorities(store: Store) -> tuple[str, ...]:
    """The authorities on whose roads a collision is held."""
    if not store.batches(source=evidence.SourceKey.ROAD_COLLISIONS):
        return ()
    return tuple(sorted(str(code) for code in collisions_by(store, columns=("authority_code",)).as_dict() if code))


def answer_roads(store: Store, question: Question, now: datetime) -> Answer:
    """The answer to a question about road collisions or casualties.

    A month in which the area's police force has no collision at all is taken as not held. Raises ValueError, saying what to
    load or choose, where nothing of the period is held.
    """
    return _Roads(store, question, now).answer()


class _Roads:
    """One answer in the making. `counts[severity, month]` are the rows of the authority over the months that are looked at."""

    def __init__(self, store: Store, question: Question, now: datetime) -> None:
        self.store, self.question, self.now = store, question, now
        self.asked = road_subjects()[question.subject]
        self.subject = self.asked.subject
        self.code = question.authority
        self.window = _window(question.period)
        self.ground = road_ground(store, self.code, Period.span(self.window[0], self.window[-1]))
        lost = set(self.ground.months_missing)
        without = set(self.ground.years_lacking_casualties) if self.asked.casualties else set()
        self.held = tuple(m for m in self.window if self.ground.force and m not in lost and m.year not in without)
        self.months = tuple(m for m in question.period.months() if m in self.held)
        if not self.months:
            raise ValueError(
                f"no road {self.subject.counting_unit.plural} of {question.period.label} are held for {self.code}: load the STATS19 files"
            )
        self.basis = basis_for(question.period, self.held)
        self.counted = question.period if len(self.months) == len(list(question.period.months())) else period_of(self.months)

    @cached_property
    def area(self) -> Area:
        return Area(self.code, evidence.authority_names(self.store).get(self.code, self.code), AreaKind.AUTHORITY)

    def _grouped(self, columns: Sequence[str], period: Period) -> dict[Any, int]:
        """Rows of the subject by columns, over a period, in the authority."""
        if self.asked.casualties:
            where: Mapping[str, Sequence[Any]] = {"authority_code": [self.code], "severity": list(self.asked.severities)}
            return casualties_by(self.store, columns=columns, period=period, where=where).as_dict()
        named = ["collision_severity" if name == "severity" else name for name in columns]
        return collisions_by(self.store, columns=named, period=period, where={"authority_code": [self.code]}).as_dict()

    @cached_property
    def counts(self) -> dict[tuple[int, Month], int]:
        found = self._grouped(("severity", "month"), Period.span(self.window[0], self.window[-1]))
        return {(int(severity), Month.parse(str(month))): n for (severity, month), n in found.items()}

    def _count(self, months: Sequence[Month], severities: Sequence[int]) -> int:
        return sum(self.counts.get((severity, month), 0) for severity in severities for month in months)

    def _figure(self, key: str, label: str, months: Sequence[Month], severities: Sequence[int], period: Period, cut: Mapping[str, str]) -> Figure:
        count = self._count(months, severities)
        return Figure(
            id=f"roads.{key}",
            label=label,
            measure=self.subject.label.lower(),
            value=count,
            numerator=count,
            unit=Unit.COUNT,
            counting_unit=self.subject.counting_unit,
            area=self.area,
            period=period,
            trace=self._trace(months, severities),
            polarity=Polarity.LOWER_IS_BETTER,
            breakdown=cut,
            caveats=self._caveats(),
        )

    def _caveats(self) -> tuple[str, ...]:
        return (AS_RECORDED, *(casualties_lost(self.ground) if self.asked.casualties else ()))

    def _trace(self, months: Sequence[Month], severities: Sequence[int]) -> Trace:
        column = "casualty_severity" if self.asked.casualties else "collision_severity"
        return Trace(
            measure=self.subject.label.lower(),
            version="1",
            method=METHOD.format(self.subject.counting_unit.singular),
            computed_at=self.now,
            parameters={"join": "collision_index", "column names": "those of the 2024 release"},
            filter={"local_authority_ons_district": [self.code], "month of date": [str(m) for m in months], column: list(severities)},
            files=source_files(self.ground.batches),
            row_count=self._count(months, severities),
        )

    def _line(self, key: str, name: str, period: Period, severities: Sequence[int], cut: Mapping[str, str], whole: Figure | None) -> Line:
        basis = basis_for(period, self.held)
        months = tuple(m for m in period.months() if m in self.held)
        counted = period if len(months) == len(list(period.months())) else period_of(months)
        count = self._figure(key, name, months, severities, counted, cut)
        change = replace(count, id=f"{count.id}.change", value=None, numerator=None)
        if basis.current and basis.previous:
            change = self._change(count, basis.current, basis.previous, compared_months(basis, self.held, period), severities)
        share = replace(share_figure(count, whole, "all"), label=f"{name} as a share of all") if whole else None
        return Line(name, "", count, rate_figure(count, None, per=PER), change, share)

    def _change(self, count: Figure, now: Period, earlier: Period, months: tuple[Months, Months], severities: Sequence[int]) -> Figure:
        after, before = (self._count(chosen, severities) for chosen in months)
        by_month, by_month_before = ([self._count((m,), severities) for m in chosen] for chosen in months)
        days, days_before = ([m.days for m in chosen] for chosen in months)
        if len(months[0]) >= 6:
            spread = same_month_dispersion(by_month, by_month_before, days, days_before)
        else:
            around = [[m for m in self.window if (m < months[0][0]) is early] for early in (True, False)]
            counts = [[self._count((m,), severities) if m in self.held else math.nan for m in run] for run in around]
            spread = estimate_dispersion(counts, [[m.days for m in run] for run in around])
        found = compare_counts(after, before, days=sum(days), days_before=sum(days_before), dispersion=spread)
        return replace(
            count,
            id=f"{count.id}.change",
            label=f"{count.label}, months compared",
            period=now,
            value=after,
            numerator=after,
            trace=self._trace(months[0], severities),
            comparator=Comparator(before, earlier, self.area, earlier.label, before, trace=self._trace(months[1], severities)),
            verdict=verdict_of(found),
        )

    def answer(self) -> Answer:
        line = self._line(self.subject.key, self.subject.label, self.question.period, self.asked.severities, {}, None)
        whole = len(self.months) == len(list(self.question.period.months()))
        compared = self.basis.current is not None and not self.basis.same_months_only
        population, population_files = population_of(self.store, self.code, self.question.period) if whole else (None, ())
        return Answer(
            subject=self.subject,
            area=self.area,
            period=self.question.period,
            counted=self.counted,
            count=replace(line.count, comparator=line.change.comparator, verdict=line.change.verdict) if compared else line.count,
            change=line.change if self.basis.current and not compared else None,
            rate=rate_figure(line.count, population, population_files, per=PER),
            share=None,
            basis=self.basis.words,
            trend=trend_of([(m, self._month(m) if m in self.held else None) for m in self._shown()], self.question.limits_from),
            trend_note="",
            breakdown=self._breakdown(line.count),
            places=None,
            places_note=NOT_MAPPED,
            hours=self._hours(),
            hours_note="By the clock, at the time of the collision.",
            missing=self._missing(),
            attributions=tuple(sorted({b.attribution for b in self.ground.batches if b.attribution} | {f.attribution for f in population_files})),
            cut_off=max(self.months).last_day,
            marking=line.count.marking,
            demonstration=self.store.kind is StoreKind.DEMONSTRATION,
        )

    def _shown(self) -> list[Month]:
        last = max(self.question.period.months())
        first = max(min(self.held), min(next(self.question.period.months()), last.shift(1 - CHART_MONTHS)))
        return list(Period.span(min(first, last), last).months())

    def _month(self, month: Month) -> Figure:
        words = f"{self.subject.label}, {month.written}"
        return self._figure(f"{self.subject.key}.{month}", words, (month,), self.asked.severities, Period.month(month.year, month.month), {})

    def _breakdown(self, whole: Figure) -> Breakdown:
        key, cut = self.subject.key, self.question.cut
        if cut == Cut.SEVERITY:
            words = SEVERITIES if self.asked.casualties else WORST
            made = [self._line(f"{key}.by.{s}", words[s], self.question.period, (s,), {"severity": words[s]}, whole) for s in self.asked.severities]
        else:
            made = [self._line(f"{key}.by.{m}", m.written, Period.month(m.year, m.month), self.asked.severities, {}, whole) for m in self.months]
        rows = judged_together(made)
        return Breakdown(cut, CUT_WORDS[Cut(cut)], rows, bool(rows) and all(row.change.value is not None for row in rows), False)

    def _hours(self) -> Hours:
        grid, unknown = np.zeros((7, 24)), 0
        for (day, hour, month), n in self._grouped(("day_of_week", "hour", "month"), self.question.period).items():
            if Month.parse(str(month)) not in self.months:
                continue
            if hour is None or day is None:
                unknown += n
            else:
                grid[int(day) - 1, int(hour)] += n
        used = self._figure(
            f"{self.subject.key}.hours", f"{self.subject.label} with a known hour", self.months, self.asked.severities, self.counted, {}
        )
        known = int(grid.sum())
        return Hours(grid, replace(used, value=known, numerator=known), unknown, "")

    def _missing(self) -> tuple[str, ...]:
        lost = [m for m in self.question.period.months() if m not in self.months]
        return (f"No data is held for {written_months(lost)}: counts for the period leave those months out.",) if lost else ()


def _window(period: Period) -> list[Month]:
    """The months that the chart shows or the comparison needs, in order."""
    months = list(period.months())
    years = -(-len(months) // 12)
    return [months[-1].shift(-i) for i in range(max(CHART_MONTHS, 24 * years))][::-1]
