"""What is held of each topic of the assessment's template: partners' numbers, their months, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from wardmoot.catalogue.assessment_template import AssessmentTemplate, Topic
from wardmoot.catalogue.datasets import datasets
from wardmoot.catalogue.measures import Step
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, Figure, Unit, write_number
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER
from wardmoot.evidence import SourceKey, Store
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.offences import charted
from wardmoot.measures.register import Measure, Request, compute, measure, series, step_of, year_before
from wardmoot.measures.tables import Tables, held_days
from wardmoot.reports.assessment import Line, Series
from wardmoot.reports.assessment.supplied import TopicLine, TopicPage

PURPOSE = "strategic assessment"
SCOPE = Scope("the analyst of the partnership", PURPOSE, frozenset(datasets()))
"""On whose authority rows about persons are counted for an assessment: counts only, for the purpose the law gives the partnership."""

YEARS_BACK = 6
CHART_MONTHS = 48
NO_TIME = "What is held of it covers neither the period assessed nor a whole year shortly before."
NO_STREET = "No street crime file of the period is held."
NO_DATASET = "No data of this kind can be loaded yet, so the partnership holds none here."


@dataclass(frozen=True, slots=True)
class Asked:
    """What topics are counted for: a store, an area, a period, as of when, and the rows read so far."""

    store: Store
    area: Area
    period: Period
    now: datetime
    tables: Tables

    def request(self, period: Period, comparator: Period | None = None) -> Request:
        return Request(self.store, self.area, period, self.now, comparator=comparator, scope=SCOPE, tables=self.tables)


def topic_pages(
    store: Store, template: AssessmentTemplate, area: Area, period: Period, now: datetime, lines: Mapping[str, Line]
) -> dict[str, tuple[TopicPage, ...]]:
    """The pages of each section's topics. `lines` are those of the street files' categories, by name.

    A topic for which nothing is held says why and who could supply it. Nothing is counted for a time that the files do not hold.
    """
    asked = Asked(store, area, period, now, Tables(store, SCOPE, whole=True))
    return {section.key: tuple(_page(asked, topic, lines) for topic in section.topics) for section in template.sections if section.topics}


def _page(asked: Asked, topic: Topic, lines: Mapping[str, Line]) -> TopicPage:
    street = [_street_line(lines[name]) for name in topic.crime_types if name in lines]
    counted = [(name, found) for name in topic.measures if (found := _counted(asked, measure(name))) is not None]
    told = (*street, *(TopicLine(figure.label, figure, older) for _, (figure, older) in counted))
    charts = tuple(chart for name, (figure, _) in counted if (chart := _chart(asked, measure(name), figure)) is not None)
    return TopicPage(topic.key, topic.words, topic.supplier, told, charts, "" if told else _why_not(asked, topic))


def _street_line(line: Line) -> TopicLine:
    return TopicLine(line.name, line.change if line.change.value is not None else line.count)


def _why_not(asked: Asked, topic: Topic) -> str:
    if not topic.measures:
        return NO_STREET if topic.crime_types else NO_DATASET
    missing = set()
    for name in topic.measures:
        for key in measure(name).datasets:
            try:
                asked.tables.rows(key, ())
            except LookupError:
                missing.add(datasets()[key].title)
    if missing:
        return f"No data file of {' or '.join(sorted(missing))} is held."
    return NO_TIME if any(measure(name).datasets for name in topic.measures) else "No data file of it is held."


def _counted(asked: Asked, found: Measure) -> tuple[Figure, bool] | None:
    """The figure of a measure for the period, or else for the latest year before it that is held; whether it is such an older one."""
    for period in _periods(asked, found):
        comparator = None if _is_estimate(found) else year_before(period)
        with suppress(LookupError, ValueError):
            figure = compute(found.name, asked.request(period, comparator))
            if figure.value is not None:
                told = _as_read(without_small_share(_without_empty(figure)))
                return told, _is_older(asked, told)
    return None


def _is_older(asked: Asked, figure: Figure) -> bool:
    """Whether a number speaks of a time before the period assessed."""
    return figure.period.end is not None and asked.period.start is not None and figure.period.end < asked.period.start


def _as_read(figure: Figure) -> Figure:
    """An estimate with the day it speaks of for its period: it was read, not counted, and holds for no other time."""
    day = figure.trace.filter.get("as_of")
    return replace(figure, period=Period.snapshot(date.fromisoformat(day))) if isinstance(day, str) else figure


def _periods(asked: Asked, found: Measure) -> Iterator[Period]:
    """The period assessed, then the fiscal and calendar years before its end, the latest first."""
    end = asked.period.end
    if end is None:
        return
    if found.counting_unit.key == "casualty":
        yield from _road_periods(asked)
        return
    last = Month.containing(end)
    yield step_of(found, last) if found.step is Step.DAY else asked.period
    fiscal = end.year if last.month >= 4 else end.year - 1
    for back in range(YEARS_BACK):
        year = Period.fiscal_year(fiscal - 1 - back)
        assert year.end is not None
        yield step_of(found, Month.containing(year.end)) if found.step is Step.DAY else year
        if found.step is not Step.DAY:
            yield Period.calendar_years(end.year - 1 - back, end.year - 1 - back)


def _road_periods(asked: Asked) -> Iterator[Period]:
    """The period assessed where road files of its years are held, then the last year held that is not after it."""
    assert asked.period.start is not None
    assert asked.period.end is not None
    years: set[int] = set()
    for batch in asked.store.batches(source=SourceKey.ROAD_CASUALTIES):
        first, _, last = batch.period.partition(" to ")
        years |= set(range(int(first[:4]), int((last or first)[:4]) + 1))
    if set(range(asked.period.start.year, asked.period.end.year + 1)) <= years:
        yield asked.period
    earlier = [year for year in years if year < asked.period.end.year]
    yield from ((Period.calendar_years(max(earlier)),) if earlier else ())


def _is_estimate(found: Measure) -> bool:
    """Whether a number was modelled elsewhere: two releases of a model are not two counts."""
    return "modelled-estimates" in found.datasets


def _without_empty(figure: Figure) -> Figure:
    """The figure without the brackets where the time before is not held: there is nothing to compare."""
    empty = figure.comparator is not None and figure.comparator.value is None
    return replace(figure, comparator=None, verdict=None) if empty else figure


def without_small_share(figure: Figure) -> Figure:
    """A share of fewer than 30 as its count, of how many in its label: a percentage of so few says more than is known."""
    before = figure.comparator.denominator if figure.comparator else None
    bases = [whole.value for whole in (figure.denominator, before) if whole is not None]
    if figure.unit is not Unit.PER_CENT or figure.numerator is None or not bases or min(bases) >= SMALL_BASE_UNDER:
        return figure
    assert figure.denominator is not None
    comparator = replace(figure.comparator, value=figure.comparator.numerator) if figure.comparator else None
    of = write_number(figure.denominator.value) + (f" ({write_number(before.value)})" if before else "")
    return replace(
        figure,
        id=f"{figure.id}.number",
        label=f"{figure.label}: the number, of {of}, too few for a percentage",
        unit=Unit.COUNT,
        value=figure.numerator,
        multiplier=1,
        interval=None,
        comparator=comparator,
        places=None,
    )


def _chart(asked: Asked, found: Measure, figure: Figure) -> Series | None:
    """The months of a measure that is counted by month, up to the last that is held."""
    if found.step is not Step.MONTH or not found.additive or not found.datasets:
        return None
    last = Month.containing(figure.period.end) if figure.period.end else None
    spans = held_days(asked.tables.rows(found.datasets[0], ()))
    if last is None or not spans:
        return None
    first = max(Month.containing(min(start for start, _ in spans)), last.shift(1 - CHART_MONTHS))
    window = list(Period.span(first, last).months())
    held = dict(zip(window, series(found.name, asked.request(Period.span(first, last))), strict=True))
    return months_of(found, window, held)


def months_of(found: Measure, window: Sequence[Month], held: Mapping[Month, Figure]) -> Series | None:
    """The control chart of a measure's months; None where no month has a number."""
    points = tuple((month, held[month] if held[month].value is not None else None) for month in window)
    first = next((index for index, (_, figure) in enumerate(points) if figure is not None), None)
    if first is None:
        return None
    values = np.array([np.nan if figure is None or figure.value is None else figure.value for _, figure in points[first:]])
    return charted(found.title, found.name, found.counting_unit.plural, points[first:], values)
