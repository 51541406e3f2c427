"""The area beside the other authorities whose street files are held: counted here, by place, and said to be so.

Where no published table is held this is all that can be compared. It is never set in one level, table or chart with published rates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from wardmoot import evidence
from wardmoot.catalogue.crime_types import CrimeType
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, AreaKind, Comparator, Denominator, Figure, FigureText, Form, Interval, SourceFile, Verdict, VerdictWord
from wardmoot.core.stats.comparison import Change, Comparison, compare_counts
from wardmoot.core.stats.dispersion import estimate_dispersion
from wardmoot.evidence import Store
from wardmoot.measures.change import period_of
from wardmoot.measures.comparators.compared import verdict_text
from wardmoot.measures.finders.material import Level
from wardmoot.measures.ground import Held, look_up, population_of
from wardmoot.measures.recorded_crime import Cube, Slice, crimes_only, rate_figure, read_cube
from wardmoot.reports.assessment.sources import publisher
from wardmoot.reports.document import Column, Table

COUNTED_HERE = (
    "Counted here, by place, from the street files held of both areas, in one way for both: these are not the published rates of recorded crime."
)
_WORDS = {
    Change.HIGHER: VerdictWord.HIGHER_THAN,
    Change.LOWER: VerdictWord.LOWER_THAN,
    Change.NO_CLEAR_CHANGE: VerdictWord.NO_CLEAR_DIFFERENCE,
    Change.TOO_FEW: VerdictWord.TOO_FEW,
}
_People = tuple[Denominator, tuple[SourceFile, ...]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another authority: its small areas and residents, and the levels of the area beside it with the table of them."""

    levels: tuple[Level, ...]
    table: Table


def neighbours_of(store: Store, area: str, period: Period, now: datetime) -> tuple[Beside, ...]:
    """The area beside each other authority that is wholly covered by the same files; empty where there is none, or a population is not held.

    Only over a period of which every month is held, because rates of part of a year are not those of a year.
    """
    try:
        held = look_up(store, area, period, tuple(period.months()))
    except ValueError:
        return ()
    people = _people(store, area, period)
    others = sorted({boundary.authority for boundary in held.every} - {area})
    if people is None or not others or not set(period.months()) <= set(held.months):
        return ()
    cube = read_cube(store, held, now)
    names = evidence.authority_names(store)
    found = [(Area(code, names.get(code, code), AreaKind.AUTHORITY), _people(store, code, period)) for code in others]
    return tuple(_beside(cube, held, place, people, theirs) for place, theirs in found if theirs is not None)


def _people(store: Store, code: str, period: Period) -> _People | None:
    people, files = population_of(store, code, period)
    return (people, files) if people is not None else None


def _beside(cube: Cube, held: Held, other: Area, own_people: _People, their_people: _People) -> Beside:
    theirs = tuple(boundary.code for boundary in held.every if boundary.authority == other.code)
    levels = tuple(_level(cube, other, theirs, own_people, their_people, *kind) for kind in _kinds())
    return Beside(levels, _table(cube, other, levels))


def _kinds() -> Iterator[tuple[str, str, tuple[CrimeType, ...]]]:
    yield "crimes", "All crimes", crimes_only()
    yield from ((one.slug, one.name, (one,)) for one in crimes_only())


def _level(cube: Cube, other: Area, places: tuple[str, ...], own_people: _People, their_people: _People, *kind: object) -> Level:
    slug, name, types = kind
    assert isinstance(types, tuple)
    what = Slice(types, cube.months)
    own = _rate(cube, f"counted-here.{slug}.{cube.area.code}", str(name), what, cube.area, own_people)
    there = replace(what, lsoas=places)
    centre = _rate(cube, f"counted-here.{slug}.{other.code}", str(name), there, other, their_people)
    verdict = _verdict(cube, what, there, own_people[0], their_people[0])
    comparator = Comparator(centre.value, centre.period, other, f"in {other.name}", centre.numerator, centre.denominator, centre.trace)
    compared = replace(own, id=f"{own.id}.beside-{other.code}", comparator=comparator, verdict=verdict)
    return Level(str(slug), str(name).lower(), compared, other.name, centre, (), own.polarity)


def _rate(cube: Cube, id: str, name: str, what: Slice, area: Area, people: _People) -> Figure:
    count = cube.figure(id, f"{name}, {area.name}", what, period_of(cube.months), breakdown={"crime type": name}, area=area)
    return rate_figure(count, *people)


def _verdict(cube: Cube, what: Slice, there: Slice, people: Denominator, others: Denominator) -> Verdict:
    """Per person over the same months, with the over-dispersion of the months of both."""
    days = [float(month.days) for month in cube.months]
    spread = estimate_dispersion([list(cube.by_month(one)) for one in (what, there)], [days, days])
    counts = {"population": people.value, "population_before": others.value, "days": sum(days), "days_before": sum(days)}
    return _said(compare_counts(cube.count(what), cube.count(there), dispersion=spread, **counts))


def _said(found: Comparison) -> Verdict:
    notes = ["small base: one of the counts is under thirty"] if found.small_base else []
    known = bool(np.isfinite(found.lower) and np.isfinite(found.upper))
    interval = Interval(float(found.lower), float(found.upper), 0.95, found.test) if known else None
    p, ratio = (float(value) if np.isfinite(value) else None for value in (found.p, found.ratio))
    return Verdict(_WORDS[found.verdict], found.test, p=p, ratio=ratio, interval=interval, note="; ".join(notes))


def _table(cube: Cube, other: Area, levels: tuple[Level, ...]) -> Table:
    files = dict.fromkeys(publisher(file.attribution) for level in levels for file in level.own.trace.files)
    return Table(
        id=f"comparators-counted-{other.code}",
        title=f"Crimes in {cube.area.name} and in {other.name}, counted here",
        subtitle=f"Crimes per 1,000 residents, {period_of(cube.months).label}",
        columns=(
            Column("type", "Crime type"),
            Column("own", cube.area.name, numeric=True),
            Column("interval", "95% interval", numeric=True),
            Column("other", other.name, numeric=True),
            Column("verdict", f"Beside {other.name}"),
        ),
        rows=tuple(
            (
                level.own.breakdown["crime type"],
                FigureText(level.own),
                FigureText(level.own, Form.INTERVAL),
                FigureText(level.centre),
                verdict_text(level.own),
            )
            for level in levels
        ),
        source="; ".join(files),
        notes=(COUNTED_HERE, "Anti-social behaviour incidents are not crimes and are not in this table."),
    )
