"""Counts of recorded crime and anti-social behaviour by place, month and category, each with its trace.

Measure "recorded crime" counts rows of data.police.uk street files in the thirteen crime categories; "anti-social
behaviour incidents" counts the fourteenth. They are two measures and are only added in "crimes and ASB incidents".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wardmoot import evidence
from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Area, CountingUnit, Denominator, Figure, Interval, Marking, Polarity, SourceFile, Trace, Unit
from wardmoot.core.stats.rates import rate_interval
from wardmoot.measures.ground import Held

VERSION = "1"
MEASURES = {"crime": "recorded crime", "asb_incident": "anti-social behaviour incidents", "crime_or_asb": "crimes and ASB incidents"}
METHOD = "Each row of the street files whose LSOA code, month and crime type are in the filter is counted once; rows are never merged."


@dataclass(frozen=True, slots=True)
class Slice:
    """One count to make: which categories, where and when. Empty `lsoas` means every small area of the area."""

    types: tuple[CrimeType, ...]
    months: tuple[Month, ...]
    lsoas: tuple[str, ...] = ()

    @property
    def counting_unit(self) -> CountingUnit:
        """The one unit that all the categories share; crimes and incidents together are named as both."""
        kinds = {t.counting_unit.key for t in self.types}
        return COUNTING_UNITS[kinds.pop() if len(kinds) == 1 else "crime_or_asb"]

    @property
    def polarity(self) -> Polarity:
        """The polarity the categories share, else neutral."""
        found = {t.polarity for t in self.types}
        return found.pop() if len(found) == 1 else Polarity.NEUTRAL


@dataclass(frozen=True)
class Cube:
    """Counts of rows: `counts[place, month, category]`, for the small areas and months asked for.

    A month is in `months` only where its file is held, so that a zero is a real zero. `own` are the small areas of `area`,
    among all of `lsoas`. `files` holds the data files read, `boundary_files` those that say which small areas are its own.
    """

    area: Area
    own: tuple[str, ...]
    lsoas: tuple[str, ...]
    months: tuple[Month, ...]
    counts: NDArray[np.int64]
    files: tuple[SourceFile, ...]
    boundary_files: tuple[SourceFile, ...]
    computed_at: datetime
    marking: Marking = Marking.OFFICIAL

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {code: i for i, code in enumerate(self.lsoas)}

    @cached_property
    def _month(self) -> Mapping[Month, int]:
        return {month: i for i, month in enumerate(self.months)}

    @cached_property
    def _type(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(crime_types())}

    def count(self, what: Slice) -> int:
        """The number of rows in the slice. Raises KeyError for a month or place the cube does not hold."""
        return int(self.by_place(what).sum())

    def by_place(self, what: Slice) -> NDArray[np.int64]:
        """Rows in the slice for each of its places, in their order; shape (places,)."""
        places = [self._place[code] for code in what.lsoas or self.own]
        months = [self._month[month] for month in what.months]
        types = [self._type[t.name] for t in what.types]
        found: NDArray[np.int64] = self.counts[np.ix_(places, months, types)].sum(axis=(1, 2))
        return found

    def by_month(self, what: Slice) -> NDArray[np.float64]:
        """Rows in the slice for each of its months; nan where no file is held; shape (months,)."""
        places = [self._place[code] for code in what.lsoas or self.own]
        types = [self._type[t.name] for t in what.types]
        held = [i for i, month in enumerate(what.months) if month in self._month]
        found = np.full(len(what.months), np.nan)
        found[held] = self.counts[np.ix_(places, [self._month[what.months[i]] for i in held], types)].sum(axis=(0, 2))
        return found

    def trace(self, what: Slice) -> Trace:
        """Enough to count the slice again from the files themselves."""
        months = {str(month) for month in what.months}
        return Trace(
            measure=MEASURES[what.counting_unit.key],
            version=VERSION,
            method=METHOD,
            computed_at=self.computed_at,
            parameters={"area": self.area.code, "by": "place", "small areas from": [f"{f.name} ({f.sha256})" for f in self.boundary_files]},
            filter={
                "Month": sorted(months),
                "LSOA code": list(what.lsoas or self.own),
                "Crime type": [t.name for t in what.types],
            },
            files=tuple(f for f in self.files if f.period in months),
            row_count=self.count(what),
        )

    def figure(
        self, id: str, label: str, what: Slice, period: Period, *, breakdown: Mapping[str, str] | None = None, area: Area | None = None
    ) -> Figure:
        """The count of a slice as a Figure."""
        count = self.count(what)
        return Figure(
            id=id,
            label=label,
            measure=MEASURES[what.counting_unit.key],
            value=count,
            numerator=count,
            unit=Unit.COUNT,
            counting_unit=what.counting_unit,
            area=area or self.area,
            period=period,
            trace=self.trace(what),
            polarity=what.polarity,
            breakdown=breakdown or {},
            marking=self.marking,
            caveats=tuple(f"{t.name}: {t.says}" for t in what.types if t.says) if len(what.types) == 1 else (),
        )


def read_cube(store: evidence.Store, held: Held, now: datetime) -> Cube:
    """Count the rows of the held forces, months and small areas (those of other authorities too, for the search for clusters)."""
    codes = sorted({b.code for b in (*held.own, *held.every)})
    found = evidence.counts_by(store, columns=("lsoa_code", "month", "crime_type"), months=held.months, lsoa_codes=codes, forces=held.forces)
    place = {code: i for i, code in enumerate(codes)}
    month = {str(m): i for i, m in enumerate(held.months)}
    kind = {name: i for i, name in enumerate(crime_types())}
    counts = np.zeros((len(codes), len(month), len(kind)), dtype=np.int64)
    for (code, when, name), n in found.as_dict().items():
        counts[place[code], month[str(when)], kind[name]] = n
    return Cube(held.area, tuple(b.code for b in held.own), tuple(codes), held.months, counts, found.files, held.boundary_files, now)


def rate_figure(count: Figure, population: Denominator | None, population_files: tuple[SourceFile, ...] = (), *, per: float = 1000) -> Figure:
    """`count` per `per` residents with its 95% interval (exact under 10 events, else Byar's); no value without a population.

    The trace names the files of the population too.
    """
    value, interval = None, None
    if population is not None and count.numerator is not None:
        found = rate_interval(count.numerator, population.value, per=per)
        value = count.numerator / population.value * per
        interval = Interval(_finite(float(found.lower)), _finite(float(found.upper)), 0.95, str(found.method))
    return _derived(
        count,
        ".rate",
        label=f"{count.label} per {per:,.0f} residents",
        measure=f"{count.measure} rate",
        unit=Unit.RATE,
        value=value,
        denominator=population,
        multiplier=per,
        interval=interval,
        places=1,
        trace=replace(count.trace, files=(*count.trace.files, *population_files)) if value is not None else count.trace,
    )


def share_figure(part: Figure, whole: Figure, whole_label: str) -> Figure:
    """`part` as a percentage of `whole`; no value when the whole is nothing."""
    value = part.numerator / whole.numerator * 100 if whole.numerator and part.numerator is not None else None
    denominator = Denominator(whole.numerator, whole_label, whole.trace.measure) if whole.numerator else None
    return _derived(
        part,
        ".share",
        label=f"{part.label} as a share of {whole_label}",
        measure=f"{part.measure} share",
        unit=Unit.PER_CENT,
        value=value,
        denominator=denominator,
        multiplier=100,
        places=1,
    )


def _derived(source: Figure, suffix: str, **changes: object) -> Figure:
    return replace(source, id=source.id + suffix, comparator=None, verdict=None, **changes)  # type: ignore[arg-type]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def crimes_only() -> tuple[CrimeType, ...]:
    """The thirteen crime categories."""
    return tuple(t for t in crime_types().values() if t.is_crime)


def asb_only() -> tuple[CrimeType, ...]:
    """Anti-social behaviour, which is no crime category."""
    return tuple(t for t in crime_types().values() if not t.is_crime)
