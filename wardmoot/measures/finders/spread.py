"""What the place finders share: the subjects that are counted by small area, how large the areas are, and figures of several of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Figure, Polarity, Unit
from wardmoot.core.findings.place_sentences import LISTED, Named
from wardmoot.core.stats.weights import weights_from_pairs
from wardmoot.measures.change import period_of
from wardmoot.measures.finders.material import Ground, Material, Subject
from wardmoot.measures.recorded_crime import Cube, Slice, asb_only, crimes_only

Counts = NDArray[np.int64]


def types_of(subject: Subject) -> tuple[CrimeType, ...]:
    """The categories of the street files that a subject counts; none where it is counted from other rows."""
    if subject.key == "crimes":
        return crimes_only()
    return asb_only() if subject.key == "asb" else tuple(t for t in crime_types().values() if t.slug == subject.key)


@dataclass(frozen=True)
class Places:
    """The small areas of one material and the counts in them. All are of the months counted."""

    material: Material
    cube: Cube
    ground: Ground

    @classmethod
    def of(cls, material: Material) -> Places | None:
        """None where nothing is counted by place."""
        if material.cube is None or material.ground is None or not material.counted:
            return None
        return cls(material, material.cube, material.ground)

    @cached_property
    def whole(self) -> bool:
        """Whether every month of the period is held."""
        return list(self.material.period.months()) == list(self.material.counted)

    @cached_property
    def period(self) -> Period:
        """The months counted."""
        return self.material.period if self.whole else period_of(self.material.counted)

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """Where clusters are sought: all small areas held or, where only the residents of the own are known, the own."""
        known = self.ground.populations
        only_own = all(code in known for code in self.ground.own) and not all(code in known for code in self.ground.every)
        return self.ground.own if only_own or not self.ground.every else self.ground.every

    @cached_property
    def own_at(self) -> NDArray[np.int64]:
        """Where the own small areas stand among those searched."""
        place = {code: i for i, code in enumerate(self.searched)}
        return np.array([place[code] for code in self.ground.own], dtype=np.int64)

    @cached_property
    def sizes(self) -> NDArray[np.float64] | None:
        """The residents of each small area searched; None where they are not known for all."""
        known = self.ground.populations
        if not all(code in known for code in self.searched):
            return None
        return np.array([known[code].value for code in self.searched], dtype=np.float64)

    @cached_property
    def weights(self) -> Any:
        """Neighbours among those searched."""
        every = {code: i for i, code in enumerate(self.ground.every or self.ground.own)}
        place = np.full(len(every), -1)
        for i, code in enumerate(self.searched):
            place[every[code]] = i
        pairs = np.empty((0, 2), np.int64) if self.ground.pairs is None else place[self.ground.pairs]
        return weights_from_pairs(len(self.searched), pairs[(pairs >= 0).all(axis=1)], include_self=False)

    def subjects(self) -> Iterator[tuple[Subject, tuple[CrimeType, ...]]]:
        """The subjects that are counted by small area."""
        for subject in self.material.subjects:
            if types := types_of(subject):
                yield subject, types

    def counts(self, types: Sequence[CrimeType], months: Sequence[Month], codes: Sequence[str]) -> Counts:
        """The counts of the small areas over the months."""
        return self.cube.by_place(Slice(tuple(types), tuple(months), tuple(codes)))

    def figure(self, id: str, label: str, types: Sequence[CrimeType], months: Sequence[Month], codes: Sequence[str], period: Period) -> Figure:
        """The count of several small areas together."""
        found = self.cube.figure(id, label, Slice(tuple(types), tuple(months), tuple(codes)), period)
        files = (*found.trace.files, *self.ground.population_files) if self.ground.populations else found.trace.files
        return replace(found, trace=replace(found.trace, files=files))

    def named(self, count: Figure, codes: Sequence[str]) -> Named:
        """The places of a figure, the first few by name."""
        names = tuple(self.ground.names.get(code, code) for code in codes[:LISTED])
        more = len(codes) - len(names)
        others = number_of_places(count, "others", "Other small areas", more) if more else None
        return Named(number_of_places(count, "places", "Small areas", len(codes)), names, others)


def number_of_places(count: Figure, suffix: str, label: str, number: float) -> Figure:
    """A number of small areas, found from the rows that `count` was counted from."""
    return replace(
        count,
        id=f"{count.id}.{suffix}",
        label=label,
        value=number,
        numerator=number,
        unit=Unit.COUNT,
        counting_unit=COUNTING_UNITS["place"],
        polarity=Polarity.NEUTRAL,
        denominator=None,
        multiplier=1,
        interval=None,
        places=0,
        comparator=None,
        verdict=None,
        caveats=(),
    )
