"""The published table of recorded crime by partnership as one thing: every area's printed rate, its number of offences, and its notes.

A partnership is compared only within one table (C4), whose rates all stand on one mid-year's population. The nation's rate is of the
table of forces (P3), on a later mid-year, and every figure of it says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from wardmoot.catalogue.published_offences import ALL_CRIME, published_offences
from wardmoot.core.calendar import Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Denominator,
    Figure,
    Interval,
    Marking,
    Polarity,
    Shorthand,
    Trace,
    Unit,
)
from wardmoot.core.stats.rates import rate_interval
from wardmoot.evidence import PublishedUnit, PublishedValue, Store, published_values, source_files
from wardmoot.evidence.published import note_words

RATES, COUNTS, NATIONAL, NATIONAL_COUNTS = "Table C4", "Table C2", "Table P3", "Table P1"
UNROUNDED = "not rounded, as the printed rate and number of offences give it"
MEASURE, VERSION, PER = "published recorded crime rate", "1", 1_000
METHOD = "The rate stands in the published table named below. Its interval is that of the number of offences, which the next table prints."
NATIONS = {"E": "E92000001", "W": "W92000004"}
_KINDS = {"partnership": AreaKind.PARTNERSHIP, "force": AreaKind.FORCE, "nation": AreaKind.NATION}
_HOUSEHOLDS = PublishedUnit.PER_1000_HOUSEHOLDS
Key = tuple[str, str]


def slug_of(offence: str) -> str:
    """An offence group's name as part of an id.

    >>> slug_of("Death or serious injury - unlawful driving")
    'death-or-serious-injury-unlawful-driving'
    """
    return re.sub(r"[^a-z0-9]+", "-", offence.lower()).strip("-")


@dataclass(frozen=True)
class RateTable:
    """One release. Rates, offences, residents and households are by (offence group, area code); of the latter two the group is empty.

    Residential burglary is held per 1,000 households, every other group per 1,000 residents.
    """

    period: Period
    release: str
    rates: Mapping[Key, PublishedValue]
    counts: Mapping[Key, PublishedValue]
    people: Mapping[str, PublishedValue]
    households: Mapping[str, PublishedValue]
    national: Mapping[Key, PublishedValue]
    national_counts: Mapping[Key, PublishedValue]
    national_people: Mapping[str, PublishedValue]
    national_households: Mapping[str, PublishedValue]
    store: Store
    now: datetime
    _notes: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    _figures: dict[Key, Figure] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The source as it is named under every chart and table."""
        return f"Police recorded crime, ONS, {self.words}"

    @property
    def words(self) -> str:
        """`year ending December 2024`."""
        return next(iter(self.rates.values())).batch.period

    @property
    def offences(self) -> tuple[str, ...]:
        """The offence groups that the table prints, in the product's order."""
        printed = {offence for offence, _ in self.rates}
        return tuple(name for name in published_offences() if name in printed)

    @property
    def partnerships(self) -> dict[str, str]:
        """Every partnership with a rate for all crime, code to name, in order of code."""
        found = {code: one.area_name for (offence, code), one in self.rates.items() if offence == ALL_CRIME and one.area_kind == "partnership"}
        return dict(sorted((code, name) for code, name in found.items() if self.rates[ALL_CRIME, code].value is not None))

    @property
    def without_rate(self) -> tuple[str, ...]:
        """The partnerships for which the table prints a mark in place of the rate for all crime, by name."""
        marked = (one for (offence, _), one in self.rates.items() if offence == ALL_CRIME and one.area_kind == "partnership" and one.value is None)
        return tuple(sorted(f"{one.area_name} {one.mark}" for one in marked))

    def count(self, offence: str, code: str) -> float | None:
        """The number of offences of a partnership or force, where one is printed."""
        found = self.counts.get((offence, code))
        return found.value if found else None

    def size(self, offence: str, code: str) -> float | None:
        """The residents (or households) that the printed rate was made with."""
        rate = self.rate(offence, code)
        return rate.denominator.value if rate and rate.denominator else None

    def places(self, offence: str) -> int:
        """How many decimals the group's rates are written with: two where half of the areas are under 2, else one."""
        if offence not in self._places:
            known = [one.value for (group, _), one in self.rates.items() if group == offence and one.value is not None]
            self._places[offence] = 1 if median(known or [0]) >= 2 else 2
        return self._places[offence]

    def rate(self, offence: str, code: str) -> Figure | None:
        """The printed rate of a partnership or force, with the interval of its number of offences; None where the table has no such row."""
        key = (offence, code)
        if key not in self._figures and (found := self.rates.get(key)):
            self._figures[key] = self._figure(found, self._base(found, self.people, self.households), self.counts.get(key))
        return self._figures.get(key)

    def nation(self, offence: str, code: str) -> Figure | None:
        """The printed rate of a nation, of the table of forces, saying that it stands on another mid-year's population."""
        found = self.national.get((offence, code))
        base = self._base(found, self.national_people, self.national_households) if found else None
        return self._figure(found, base, self.national_counts.get((offence, code))) if found else None

    def _base(self, rate: PublishedValue, people: Mapping[str, PublishedValue], households: Mapping[str, PublishedValue]) -> PublishedValue | None:
        return (households if rate.unit is _HOUSEHOLDS else people).get(rate.area_code)

    def _figure(self, found: PublishedValue, base: PublishedValue | None, counted: PublishedValue | None) -> Figure:
        count = counted.value if counted and counted.value is not None and counted.value >= 0 else None
        size = _size(found.value, count, base.value if base else None)
        per = "households" if found.unit is _HOUSEHOLDS else "residents"
        nation = found.area_kind == "nation"
        return Figure(
            id=f"published.table-rate.{slug_of(found.offence)}.{found.area_code}",
            label=f"{found.offence} per 1,000 {per}, {found.area_name}, as published",
            measure=MEASURE,
            breakdown={"offence group": found.offence},
            value=found.value,
            numerator=count if size else None,
            denominator=Denominator(size, per, found.release, f"{base.heading}; {UNROUNDED}") if base and size else None,
            unit=Unit.RATE,
            multiplier=PER,
            counting_unit=COUNTING_UNITS["crime"],
            area=Area(found.area_code, found.area_name, _KINDS.get(found.area_kind, AreaKind.UNSTATED)),
            period=self.period,
            trace=self._trace(found),
            polarity=published_offences()[found.offence].polarity if found.offence in published_offences() else Polarity.NEUTRAL,
            interval=_interval(found.value, count, size),
            marking=Marking.NONE,
            caveats=(*self.notes_of(found), *((f"The nation's rate is of {NATIONAL}, on the population of another mid-year.",) if nation else ())),
            places=self.places(found.offence),
            missing=Shorthand(found.mark) if found.mark in set(Shorthand) else Shorthand.NOT_AVAILABLE,
            published_text=found.mark,
        )

    def notes_of(self, found: PublishedValue) -> tuple[str, ...]:
        """The notes of the table that a printed number refers to, in the table's own words."""
        key = (found.sheet, *found.notes)
        if key not in self._notes:
            words = note_words(self.store, found)
            self._notes[key] = tuple(f"Note {n} of {found.sheet}: {' '.join(text.split())}" for n, text in words if text)
        return self._notes[key]

    def _trace(self, found: PublishedValue) -> Trace:
        return Trace(
            measure=MEASURE,
            version=VERSION,
            method=METHOD,
            computed_at=self.now,
            parameters={"release": found.release, "sheet": found.sheet, "row": found.line, "column": found.heading},
            filter={"sheet": found.sheet, "area code": found.area_code, "column": found.heading},
            files=source_files([found.batch]),
            row_count=1,
        )


def _size(rate: float | None, count: float | None, printed: float | None) -> float | None:
    """The residents (or households) that a printed rate was made with; as printed, rounded to 100, where there are no offences."""
    return count / rate * PER if rate and count else printed


def _interval(rate: float | None, count: float | None, size: float | None) -> Interval | None:
    """The 95% interval of a printed rate from its number of offences; none where that is not printed, or is negative."""
    if rate is None or count is None or not size:
        return None
    found = rate_interval(count, size, per=PER)
    return Interval(float(found.lower), float(found.upper), 0.95, str(found.method))


def rate_table(store: Store, period: Period | None, now: datetime) -> RateTable | None:
    """The table of the period, else of the latest year held; None where no table of partnerships is held."""
    printed = published_values(store, sheet=RATES)
    if not printed:
        return None
    last = list(period.months())[-1] if period and not period.is_open else None
    newest = max(printed, key=lambda one: (one.last == last, str(one.last or ""), one.batch.id))
    rates = [one for one in printed if one.batch.id == newest.batch.id]
    counts = [one for one in published_values(store, sheet=COUNTS) if one.batch.id == newest.batch.id]
    national = [one for one in published_values(store, sheet=NATIONAL) if one.batch.id == newest.batch.id and one.area_kind == "nation"]
    of_nation = [one for one in published_values(store, sheet=NATIONAL_COUNTS) if one.batch.id == newest.batch.id and one.area_kind == "nation"]
    assert newest.first
    assert newest.last
    whole_year = newest.first.month == 1 and newest.last.month == 12
    return RateTable(
        period=Period.calendar_years(newest.last.year) if whole_year else Period.rolling_12(newest.last),
        release=newest.release,
        rates=_rates(rates),
        counts={(one.offence, one.area_code): one for one in counts if one.unit is PublishedUnit.OFFENCES},
        people=_bases(rates, PublishedUnit.PEOPLE),
        households=_bases(rates, PublishedUnit.HOUSEHOLDS),
        national=_rates(national),
        national_counts={(one.offence, one.area_code): one for one in of_nation if one.unit is PublishedUnit.OFFENCES},
        national_people=_bases(national, PublishedUnit.PEOPLE),
        national_households=_bases(national, PublishedUnit.HOUSEHOLDS),
        store=store,
        now=now,
    )


def _rates(values: list[PublishedValue]) -> dict[Key, PublishedValue]:
    """By offence group and area; where a group is printed per household too, that is the one kept."""
    found: dict[Key, PublishedValue] = {}
    for one in values:
        key = (one.offence, one.area_code)
        if one.area_code and one.unit in (PublishedUnit.PER_1000, _HOUSEHOLDS) and (key not in found or one.unit is _HOUSEHOLDS):
            found[key] = one
    return found


def _bases(values: list[PublishedValue], unit: PublishedUnit) -> dict[str, PublishedValue]:
    return {one.area_code: one for one in values if one.unit is unit and one.area_code}
