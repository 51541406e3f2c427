"""Worlds whose truth is known: small areas on a lattice with counts drawn at random, in which something was planted, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    CountingUnit,
    Denominator,
    DisclosureClass,
    Figure,
    Marking,
    Polarity,
    SourceFile,
    Trace,
    Unit,
)
from wardmoot.measures.change import basis_for, compared_months
from wardmoot.measures.finders.material import CountMaker, FigureMaker, Flags, Ground, Level, Material, People, Subject
from wardmoot.measures.recorded_crime import Cube, Slice, asb_only, crimes_only, rate_figure

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
AREA = Area("E06999999", "Anyshire", AreaKind.AUTHORITY)
ROWS, COLUMNS = 12, 12
FIRST = Month(2022, 1)
MONTHS = 48
"""Four years, of which the last is assessed: months 36 to 47, counted from 0, compared with 24 to 35."""

YEARLY_PER_1000: Mapping[str, float] = {
    "violence-and-sexual-offences": 22,
    "burglary": 8,
    "criminal-damage-and-arson": 6,
    "vehicle-crime": 4,
    "shoplifting": 6,
    "other-theft": 6,
    "bicycle-theft": 0.7,
    "theft-from-the-person": 0.5,
    "robbery": 0.5,
    "public-order": 6,
    "possession-of-weapons": 0.8,
    "drugs": 3,
    "other-crime": 2,
    "anti-social-behaviour": 18,
}
_FILE = SourceFile("police-street", "2025-01-anyshire-street.csv", "0" * 64, NOW, 1, "2025-01")
_EXTRACT = SourceFile("extract", "incidents.csv", "1" * 64, NOW, 1, "2025-01 to 2025-12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is true in a world; each default is nothing.

    `doubled` adjoining small areas have twice the rate of burglary, always or only `doubled_from` a month on. From month `step_month` on,
    `step_of` happens `step` times as often. The most deprived tenth has `gradient` times the rate of the least deprived. One person is a
    victim `repeat` times. `together` is the odds ratio of two flags. `season` is how far months rise over and fall under the year's mean.
    """

    doubled: int = 0
    doubled_from: int = 0
    step_month: int | None = None
    step_of: str = "vehicle-crime"
    step: float = 1.5
    repeat: int = 0
    gradient: float = 1.0
    together: float = 1.0
    season: float = 0.0


NOTHING = Planted()


def world(
    seed: int,
    planted: Planted = NOTHING,
    *,
    scale: float = 1.0,
    populations: bool = True,
    people: int = 150,
    records: int = 300,
    held: Sequence[int] | None = None,
) -> Material:
    """The material of one world; the same seed gives the same. `scale` multiplies every rate, `held` picks the months that are held."""
    random = np.random.default_rng(seed)
    codes = _codes()
    residents = random.integers(1000, 3001, len(codes))
    deciles = random.permutation(np.arange(len(codes)) % 10 + 1)
    kept = list(range(MONTHS)) if held is None else list(held)
    months = tuple(FIRST.shift(i) for i in kept)
    counts = random.poisson(_expected(residents, deciles, planted, scale)[:, kept, :]).astype(np.int64)
    cube = Cube(AREA, codes, codes, months, counts, tuple(replace(_FILE, period=str(m)) for m in months), (), NOW)
    period = Period.rolling_12(FIRST.shift(MONTHS - 1))
    basis = basis_for(period, months)
    now, before = compared_months(basis, months, period)
    whole = Denominator(float(residents.sum()), "residents", "Mid-2024 estimates", "mid-2024")
    each = {code: Denominator(float(n), "residents", "Mid-2024 estimates", "mid-2024") for code, n in zip(codes, residents, strict=True)}
    counted = tuple(m for m in period.months() if m in months)
    return Material(
        area=AREA,
        period=period,
        basis=basis,
        counted=counted,
        now=now,
        before=before,
        population=whole,
        cube=cube,
        ground=Ground(
            own=codes,
            every=codes,
            names={code: f"Place {code[-3:]}" for code in codes},
            populations=each if populations else {},
            deciles=dict(zip(codes, deciles.tolist(), strict=True)),
            pairs=_pairs(),
        ),
        subjects=_subjects(cube),
        levels=(_level(random, cube, counted, period, whole, scale),),
        people=(_people(random, people, planted, period),),
        flags=(_flags(random, records, planted, period),),
        seed=seed,
    )


def doubled_places(number: int) -> tuple[str, ...]:
    """The codes of the small areas in which burglary is doubled: a middle one, then those around it."""
    row, column = ROWS // 2, COLUMNS // 2
    steps = ((0, 0), (0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))
    return tuple(_codes()[(row + down) * COLUMNS + column + right] for down, right in steps[:number])


def types_of(key: str) -> tuple[CrimeType, ...]:
    """The categories that a subject of these worlds counts."""
    if key == "crimes":
        return crimes_only()
    return asb_only() if key == "asb" else tuple(t for t in crime_types().values() if t.slug == key)


@cache
def _codes() -> tuple[str, ...]:
    return tuple(f"E01999{i:03d}" for i in range(ROWS * COLUMNS))


@cache
def _pairs() -> NDArray[np.int64]:
    """Places that share an edge or a corner, each pair in both orders."""
    row, column = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
    near = (np.abs(row[:, None] - row) <= 1) & (np.abs(column[:, None] - column) <= 1)
    np.fill_diagonal(near, val=False)
    return np.argwhere(near)


def _expected(residents: NDArray[np.int64], deciles: NDArray[np.int64], planted: Planted, scale: float) -> NDArray[np.float64]:
    """What each place, month and category has on average; shape (places, months, categories)."""
    months = [FIRST.shift(i) for i in range(MONTHS)]
    yearly = np.array([YEARLY_PER_1000[t.slug] for t in crime_types().values()]) * scale / 1000
    days = np.array([m.days for m in months]) / 365.25
    swing = 1 + planted.season * np.cos(2 * np.pi * np.array([m.month - 7 for m in months]) / 12)
    slope = planted.gradient ** ((10 - deciles) / 9)
    found = (residents * slope / slope.mean())[:, None, None] * (days * swing)[None, :, None] * yearly
    kinds = [t.slug for t in crime_types().values()]
    for code in doubled_places(planted.doubled):
        found[_codes().index(code), planted.doubled_from :, kinds.index("burglary")] *= 2
    if planted.step_month is not None:
        found[:, planted.step_month :, kinds.index(planted.step_of)] *= planted.step
    return np.asarray(found)


def _subjects(cube: Cube) -> tuple[Subject, ...]:
    kinds = [("crimes", "crimes", crimes_only(), ""), ("asb", "anti-social behaviour incidents", asb_only(), "")]
    kinds += [(t.slug, t.name[0].lower() + t.name[1:], (t,), "crimes") for t in crimes_only()]
    return tuple(_subject(cube, key, words, types, whole) for key, words, types, whole in kinds)


def _subject(cube: Cube, key: str, words: str, types: tuple[CrimeType, ...], whole: str) -> Subject:
    what = Slice(types, cube.months)
    return Subject(key, words, what.counting_unit, what.polarity, cube.months, cube.by_month(what), _maker(cube, types), whole)


def _maker(cube: Cube, types: tuple[CrimeType, ...]) -> FigureMaker:
    def make(id: str, label: str, months: Sequence[Month], period: Period) -> Figure:
        return cube.figure(id, label, Slice(types, tuple(months)), period)

    return make


def _level(random: np.random.Generator, cube: Cube, months: Sequence[Month], period: Period, whole: Denominator, scale: float) -> Level:
    """The area's rate of crimes beside fourteen others, whose rates are its own but for chance."""
    own = rate_figure(cube.figure("level.own", "Crimes in Anyshire", Slice(crimes_only(), tuple(months)), period), whole)
    yearly = scale * sum(YEARLY_PER_1000[t.slug] for t in crimes_only()) / 1000 * whole.value
    expected = yearly * sum(month.days for month in months) / 365.25

    def rate_of(index: int, count: float) -> Figure:
        area = Area(f"E0699900{index}", f"Other {index}", AreaKind.AUTHORITY)
        return replace(own, id=f"level.{index}", label=f"Crimes in Other {index}", area=area, numerator=count, value=count / whole.value * 1000)

    others = tuple((f"Other {i}", rate_of(i, float(random.poisson(expected)))) for i in range(1, 15))
    centre = replace(
        own, id="level.centre", label="Similar areas, mean", value=float(np.mean([f.value for _, f in others])), numerator=None, interval=None
    )
    return Level("crimes", "crimes", own, "similar areas", centre, others)


def _people(random: np.random.Generator, number: int, planted: Planted, period: Period) -> People:
    """Victims of incidents that fall on people at random, of whom those with one or more are seen."""
    seen = random.poisson(0.35, number * 4)
    counts = seen[seen > 0][:number]
    if planted.repeat:
        counts = np.append(counts, planted.repeat)
    make = count_maker("domestic-abuse-incidents", period)
    return People("domestic-abuse-victims", "domestic abuse", COUNTING_UNITS["person"], COUNTING_UNITS["incident"], counts.astype(np.int64), make)


def _flags(random: np.random.Generator, number: int, planted: Planted, period: Period) -> Flags:
    """Three flags on each record, each missing now and then; the first two go together where that was planted."""
    alcohol, drugs, third = (random.random(number) < share for share in (0.4, 0.3, 0.25))
    odds = np.where(alcohol, planted.together, 1.0) * 0.3 / 0.7
    drugs = random.random(number) < odds / (1 + odds) if planted.together != 1 else drugs
    flags = {
        name: [None if missing else bool(value) for value, missing in zip(values, random.random(number) < 0.1, strict=True)]
        for name, values in (("alcohol", alcohol), ("drugs", drugs), ("mental health", third))
    }
    return Flags("knife-crimes", "knife crimes", COUNTING_UNITS["crime"], flags, count_maker("knife-crimes", period))


def count_maker(dataset: str, period: Period) -> CountMaker:
    """A maker of figures of numbers counted in one made-up extract."""
    trace = Trace(dataset, "1", "Each row is counted once.", NOW, filter={"authority": [AREA.code]}, files=(_EXTRACT,), row_count=1)

    def make(id: str, label: str, value: float, counting_unit: CountingUnit) -> Figure:
        return Figure(
            id=id,
            label=label,
            measure=dataset,
            value=value,
            numerator=value,
            unit=Unit.COUNT,
            counting_unit=counting_unit,
            area=AREA,
            period=period,
            trace=trace,
            polarity=Polarity.NEUTRAL,
            disclosure=DisclosureClass.SENSITIVE,
            marking=Marking.OFFICIAL_SENSITIVE,
        )

    return make
