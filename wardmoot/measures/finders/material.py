"""What the finders look at: counts that were read once, each able to turn a part of itself into a Figure with its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, CountingUnit, Denominator, Figure, Polarity, SourceFile
from wardmoot.core.stats.harm import HarmWeights
from wardmoot.measures.recorded_crime import Cube
from wardmoot.reports.assessment import Basis


class FigureMaker(Protocol):
    """Makes the figure of a subject's count over some of its months."""

    def __call__(self, id: str, label: str, months: Sequence[Month], period: Period) -> Figure: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing counted month by month in the area.

    `key` is a crime type's slug, "crimes", "asb" or the name of a measure. `values` has a count for each of `months`, nan where the
    month is not held. `whole_key` names the subject this one is a part of ("crimes"), so that the same finding is not said twice.
    """

    key: str
    words: str
    counting_unit: CountingUnit
    polarity: Polarity
    months: tuple[Month, ...]
    values: NDArray[np.float64]
    figure: FigureMaker
    whole_key: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """The area's rate beside those of others of one source and one period. Rates of two sources never stand in one Level.

    `own` carries the area's figure with its interval. `reference` names what it is compared with ("similar areas", "the force",
    "England"): `others` are the rates of each area of the group, by label, and `centre` the figure of the group.
    """

    subject: str
    subject_words: str
    own: Figure
    reference: str
    centre: Figure
    others: tuple[tuple[str, Figure], ...] = ()
    polarity: Polarity = Polarity.NEUTRAL


@dataclass(frozen=True, slots=True)
class People:
    """How many events each person (or address) had in the period: one entry for each, at least one event each.

    `figure` makes a figure of a number of them: `figure(id, label, value, counting_unit)` with the trace of the rows read.
    """

    subject: str
    subject_words: str
    thing: CountingUnit
    event: CountingUnit
    counts: NDArray[np.int64]
    figure: CountMaker
    polarity: Polarity = Polarity.NEUTRAL
    repeats: bool = True


class CountMaker(Protocol):
    """Makes a figure of a number that was counted in the rows of one dataset."""

    def __call__(self, id: str, label: str, value: float, counting_unit: CountingUnit) -> Figure: ...


@dataclass(frozen=True, slots=True)
class Flags:
    """Flags recorded on each row of a dataset in the period: True, False, or None where it was not recorded."""

    subject: str
    subject_words: str
    counting_unit: CountingUnit
    flags: Mapping[str, Sequence[bool | None]]
    figure: CountMaker


@dataclass(frozen=True, slots=True)
class Coded:
    """Offences of a dataset with offence codes in the period: for each group of offences, how many of each code."""

    subject: str
    subject_words: str
    counting_unit: CountingUnit
    groups: Mapping[str, Mapping[str, int]]
    figure: CountMaker


@dataclass(frozen=True, slots=True)
class NotSupplied:
    """A topic of the template for which nothing is held, and who could supply it."""

    topic: str
    topic_words: str
    supplier: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The small areas that place finders work on: own codes, names, populations of the same vintage, deciles of deprivation
    (1 = most deprived), and pairs of neighbours among `every` (indices into it, each pair in both orders)."""

    own: tuple[str, ...]
    every: tuple[str, ...]
    names: Mapping[str, str]
    populations: Mapping[str, Denominator] = field(default_factory=dict)
    deciles: Mapping[str, int] = field(default_factory=dict)
    pairs: NDArray[np.int64] | None = None
    population_files: tuple[SourceFile, ...] = ()
    deprivation_files: tuple[SourceFile, ...] = ()
    boundary_files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything the finders may look at. What is not held is empty: a finder without material finds nothing and says nothing.

    `counted` are the months of the period that are held; `now` and `before` those compared, of the same months of the year.
    """

    area: Area
    period: Period
    basis: Basis
    counted: tuple[Month, ...]
    now: tuple[Month, ...]
    before: tuple[Month, ...]
    population: Denominator | None
    cube: Cube | None = None
    ground: Ground | None = None
    subjects: tuple[Subject, ...] = ()
    levels: tuple[Level, ...] = ()
    people: tuple[People, ...] = ()
    flags: tuple[Flags, ...] = ()
    coded: tuple[Coded, ...] = ()
    harm: HarmWeights | None = None
    not_supplied: tuple[NotSupplied, ...] = ()
    seed: int = 0
