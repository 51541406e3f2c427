"""Recorded crime as the national statistics publish it, by partnership and police force area: comparators, and a check on their rates.

These are police recorded crime of the Home Office's offence groups: not the rows of data.police.uk, whose categories and areas differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wardmoot.catalogue.published_offences import ALL_CRIME
from wardmoot.core.calendar import Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Denominator,
    Figure,
    Marking,
    Polarity,
    Shorthand,
    Trace,
    Unit,
    round_half_away,
)
from wardmoot.evidence import Store, source_files
from wardmoot.evidence.ons_headings import PublishedUnit
from wardmoot.evidence.published import PublishedValue, note_words, published_crime, published_values

VERSION = "1"
MEASURE = "published recorded crime"
METHOD = "The number stands in the published table named below; it is read, not counted."
PER = 1_000
_KINDS = {"partnership": AreaKind.PARTNERSHIP, "force": AreaKind.FORCE, "nation": AreaKind.NATION}


def published_count(store: Store, csp_or_force: str, period: Period, now: datetime, *, offence: str = ALL_CRIME) -> Figure | None:
    """The published number of offences as a Figure; None where no release held prints it for the period.

    A mark in place of the number (suppressed, not available) gives a Figure with no value and the mark as published.
    """
    found = published_crime(store, csp_or_force, offence, period)
    return _figure(store, found, Unit.COUNT, period, now) if found else None


def published_rate(store: Store, csp_or_force: str, period: Period, now: datetime, *, offence: str = ALL_CRIME) -> Figure | None:
    """The published rate per 1,000 residents as a Figure, as printed (made by the publisher from an unrounded population).

    Its denominator is the population as printed, rounded to 100, so it need not give the rate again: see `rates_checked`.
    None where no release held prints it for the period. Of a police force two tables print a rate; that of the force table is taken.
    """
    found = published_values(store, area=csp_or_force, offence=offence, unit=PublishedUnit.PER_1000, period=period)
    if not found:
        return None
    chosen = max(found, key=lambda v: (v.batch.id, v.sheet))
    people = _population(store, chosen)
    return _figure(store, chosen, Unit.RATE, period, now, people)


def _population(store: Store, rate: PublishedValue) -> Denominator | None:
    """The population printed in the row of a rate."""
    of_row = published_values(store, area=rate.area_code, unit=PublishedUnit.PEOPLE, sheet=rate.sheet)
    printed = next((v for v in of_row if v.batch.id == rate.batch.id and v.value is not None), None)
    return Denominator(printed.value, "residents", rate.release, printed.heading) if printed and printed.value else None


def _figure(store: Store, found: PublishedValue, unit: Unit, period: Period, now: datetime, people: Denominator | None = None) -> Figure:
    is_rate = unit is Unit.RATE
    return Figure(
        id=f"published.{'rate' if is_rate else 'count'}.{found.area_code}.{found.offence}.{found.last}",
        label=f"{found.offence}{' per 1,000 residents' if is_rate else ''}, as published",
        measure=f"{MEASURE} rate" if is_rate else MEASURE,
        breakdown={"offence group": found.offence},
        value=found.value,
        numerator=None if is_rate else found.value,
        denominator=people,
        unit=unit,
        multiplier=PER if is_rate else 1,
        counting_unit=COUNTING_UNITS["crime"],
        area=Area(found.area_code, found.area_name, _KINDS.get(found.area_kind, AreaKind.UNSTATED)),
        period=period,
        trace=_trace(found, now),
        polarity=Polarity.NEUTRAL,
        marking=Marking.NONE,
        caveats=tuple(_caveat(number, words) for number, words in note_words(store, found)),
        places=1 if is_rate else 0,
        missing=Shorthand(found.mark) if found.mark in set(Shorthand) else Shorthand.NOT_AVAILABLE,
        published_text=found.mark,
    )


def _caveat(number: str, words: str) -> str:
    return f"Note {number} of the published table: {words}" if words else f"Note {number} of the published table applies."


def _trace(found: PublishedValue, now: datetime) -> Trace:
    return Trace(
        measure=MEASURE,
        version=VERSION,
        method=METHOD,
        computed_at=now,
        parameters={"release": found.release, "sheet": found.sheet, "row": found.line, "column": found.heading},
        filter={"sheet": found.sheet, "area code": found.area_code, "column": found.heading},
        files=source_files([found.batch]),
        row_count=1,
    )


def published_comparator(figure: Figure) -> Comparator:
    """A published figure as the number in brackets of another figure."""
    return Comparator(
        value=figure.value,
        period=figure.period,
        area=figure.area,
        label="as published",
        numerator=figure.numerator,
        denominator=figure.denominator,
        trace=figure.trace,
    )


@dataclass(frozen=True, slots=True)
class RateCheck:
    """A printed rate beside the count over the printed population.

    `explained` says that some population within 50 of the printed one, which is rounded to 100, gives the printed rate.
    """

    area_code: str
    area_name: str
    area_kind: str
    offences: float
    population: float
    printed: float
    computed: float
    explained: bool

    @property
    def agrees(self) -> bool:
        """Whether both are the same to the one decimal place that rates are written with."""
        return round_half_away(self.computed, 1) == round_half_away(self.printed, 1)


def rates_checked(store: Store, period: Period, *, offence: str = ALL_CRIME) -> tuple[RateCheck, ...]:
    """Every area of table C4 that has a rate: its number of table C2 over its printed population, beside its printed rate.

    The population is printed rounded to 100 and the rate is made from the unrounded one, so some disagree at one decimal place;
    a rate that such rounding cannot explain would be a fault of the table or of the reading.
    """
    counts = _by_area(published_values(store, offence=offence, unit=PublishedUnit.OFFENCES, period=period, sheet="Table C2"))
    people = _by_area(published_values(store, unit=PublishedUnit.PEOPLE, sheet="Table C4"))
    rates = _by_area(published_values(store, offence=offence, unit=PublishedUnit.PER_1000, period=period, sheet="Table C4"))
    return tuple(_check(rate, counts[key], people[key]) for key, rate in rates.items() if key in counts and key in people)


def _by_area(values: tuple[PublishedValue, ...]) -> dict[tuple[int, str], PublishedValue]:
    return {(v.batch.id, v.area_code): v for v in values if v.area_code and v.value is not None}


def _check(rate: PublishedValue, count: PublishedValue, people: PublishedValue) -> RateCheck:
    offences, population, printed = (float(v.value or 0) for v in (count, people, rate))
    least, most = offences / (population + 50) * PER, offences / (population - 50) * PER
    about = 1e-9 * printed
    explained = least - about <= printed <= most + about
    return RateCheck(rate.area_code, rate.area_name, rate.area_kind, offences, population, printed, offences / population * PER, explained)
