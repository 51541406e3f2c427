"""People killed or seriously injured on the roads (KSI), counted by casualty from STATS19.

As recorded and adjusted for the change in how forces record severity are two measures and are never mixed in one figure.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from wardmoot import evidence
from wardmoot.core.calendar import Period, PeriodKind, written_months
from wardmoot.core.figures import COUNTING_UNITS, Area, Denominator, Figure, Interval, Marking, Polarity, SourceFile, Trace, Unit, write_number
from wardmoot.core.stats.rates import rate_interval
from wardmoot.evidence import Store, source_files
from wardmoot.evidence.roads import RoadGround, Severities, road_ground, severities_by

VERSION = "1"
MEASURE = "people killed or seriously injured on the roads"
ADJUSTED = f"{MEASURE} (adjusted severity)"
METHOD = (
    "Each casualty of the STATS19 files whose severity is killed or serious, and whose collision was on a road of the authority "
    "(local_authority_ons_district) and in the period, is counted once; collisions are not counted."
)
METHOD_ADJUSTED = (
    "The casualties killed, and of each other casualty the published probability of being serious had the injury been recorded by an "
    "injury-based system, are added up (casualty_adjusted_severity_serious), for collisions in the authority and the period."
)
PER = 100_000
_KSI = {"casualty_severity": [1, 2]}


def ksi_casualties(store: Store, area: Area, period: Period, now: datetime) -> Figure:
    """People killed or seriously injured in the area in the period, as recorded.

    No value where a month of the period is not held (the caveat says which): that is not zero.
    Raises ValueError where no STATS19 file is held or the period has no days.

    Source: DfT, Reported road casualties Great Britain, definitions: killed within 30 days, seriously injured; by casualty.
    """
    return _figure(store, area, period, now, adjusted=False)


def ksi_casualties_adjusted(store: Store, area: Area, period: Period, now: datetime) -> Figure:
    """People killed or seriously injured with the publisher's severity adjustment: for comparing years or forces that recorded differently.

    No value, too, where the files give no adjustment for a casualty. By record it is not a whole number. Raises as `ksi_casualties`.

    Source: DfT and ONS, guide to severity adjustments for reported road casualty statistics.
    """
    return _figure(store, area, period, now, adjusted=True)


def _figure(store: Store, area: Area, period: Period, now: datetime, *, adjusted: bool) -> Figure:
    held = store.snapshot()
    ground = road_ground(held, area.code, period)
    found = severities_by(held, period=period, where={"authority_code": [area.code]}).get(())
    counted = _adjusted if adjusted else _recorded
    value = counted(found) if found and ground.is_whole else None
    trace = _trace(area, period, ground, found, now, adjusted=adjusted)
    return Figure(
        id=f"road.ksi{'-adjusted' if adjusted else ''}.{area.code}.{period.start}.{period.end}",
        label="People killed or seriously injured on the roads" + (", adjusted for how severity was recorded" if adjusted else ""),
        measure=trace.measure,
        value=value,
        numerator=value,
        unit=Unit.COUNT,
        counting_unit=COUNTING_UNITS["casualty"],
        area=area,
        period=period,
        trace=trace,
        polarity=Polarity.LOWER_IS_BETTER,
        marking=Marking.OFFICIAL,
        caveats=_caveats(area, period, ground, found, adjusted=adjusted),
    )


def _recorded(found: Severities) -> float | None:
    return found.killed_or_serious


def _adjusted(found: Severities) -> float | None:
    return found.adjusted_killed_or_serious


def _trace(area: Area, period: Period, ground: RoadGround, found: Severities | None, now: datetime, *, adjusted: bool) -> Trace:
    """Enough to count again: the filter is on the casualties, joined to their collisions by the collision's index."""
    total = found.killed + found.serious + found.slight if found else 0
    return Trace(
        measure=ADJUSTED if adjusted else MEASURE,
        version=VERSION,
        method=METHOD_ADJUSTED if adjusted else METHOD,
        computed_at=now,
        parameters={"from": str(period.start), "to": str(period.end), "join": "collision_index", "column names": "those of the 2024 release"},
        filter={"local_authority_ons_district": [area.code], "month of date": [str(m) for m in period.months()]} | ({} if adjusted else _KSI),
        files=source_files(ground.batches),
        row_count=total if adjusted or found is None else found.killed_or_serious,
    )


def _caveats(area: Area, period: Period, ground: RoadGround, found: Severities | None, *, adjusted: bool) -> tuple[str, ...]:
    """What a reader must know: what is not held, not placed or not adjusted."""
    without = found.without_adjustment if adjusted and found else 0
    said: list[tuple[bool, str]] = [
        (not ground.force, f"No collision in {area.name} is in the files held."),
        (bool(ground.force and ground.months_missing), f"Not held, so nothing is counted: {written_months(ground.months_missing)}."),
        (
            bool(ground.force and ground.years_lacking_casualties),
            f"The casualties are not all held, so nothing is counted: {', '.join(map(str, ground.years_lacking_casualties))}.",
        ),
        (bool(without), f"Without a severity adjustment in the files held: {_casualties(without)}."),
    ]
    return (*(words for applies, words in said if applies), *casualties_lost(ground))


def casualties_lost(ground: RoadGround) -> tuple[str, ...]:
    """What the files say there were and no count has, in sentences: nothing is dropped without a word."""
    said = (
        (ground.short, "Stated by the collisions, but not held as casualties and in no count"),
        (ground.unplaced, "Of the police force, but could not be placed, because no collision of their index is held"),
        (ground.unstated, "In collisions for which the files give no authority, so that they are in no authority's count"),
    )
    return tuple(f"{words}: {_casualties(lost)}." for lost, words in said if lost)


def _casualties(number: int) -> str:
    return f"{write_number(number)} {COUNTING_UNITS['casualty'].of(number)}"


def middle_year_population(store: Store, area: Area, period: Period) -> tuple[Denominator, tuple[SourceFile, ...]] | None:
    """The residents at the middle of the middle year of a period of calendar years, and the file; None when not held.

    Of an even number of years, the earlier of the two in the middle.
    """
    years = _years(period)
    found = evidence.population_authority(store, area.code, years[(len(years) - 1) // 2])
    return (found.denominator, source_files([found.batch])) if found else None


def ksi_rate(
    store: Store, area: Area, period: Period, now: datetime, *, population: Denominator, population_files: tuple[SourceFile, ...] = ()
) -> Figure:
    """People killed or seriously injured per 100,000 residents a year, averaged over whole calendar years, with its 95% interval.

    `population` is the residents of one year, the middle one of three; `middle_year_population` gives it where it is held.
    Raises ValueError where the period is not of whole calendar years, and as `ksi_casualties`.

    Source: OHID, public health outcomes framework, indicator B10: (A + B + C) / (3 x mid-year population of B) x 100,000.
    """
    return _rate(ksi_casualties(store, area, period, now), period, population, population_files, with_interval=True)


def ksi_rate_adjusted(
    store: Store, area: Area, period: Period, now: datetime, *, population: Denominator, population_files: tuple[SourceFile, ...] = ()
) -> Figure:
    """As `ksi_rate`, with adjusted severities. It has no interval: a sum of probabilities is not a count of events."""
    return _rate(ksi_casualties_adjusted(store, area, period, now), period, population, population_files, with_interval=False)


def _years(period: Period) -> tuple[int, ...]:
    if period.kind is not PeriodKind.CALENDAR_YEARS or period.start is None or period.end is None:
        raise ValueError(f"the rate is an average over whole calendar years, and the period is {period.label}: give calendar years")
    return tuple(range(period.start.year, period.end.year + 1))


def _rate(count: Figure, period: Period, population: Denominator, population_files: tuple[SourceFile, ...], *, with_interval: bool) -> Figure:
    years = len(_years(period))
    whole = replace(population, value=population.value * years, label="residents a year")
    value, interval = None, None
    if count.value is not None:
        value = count.value / whole.value * PER
        limits = rate_interval(count.value, whole.value, per=PER) if with_interval else None
        interval = Interval(float(limits.lower), float(limits.upper), 0.95, str(limits.method)) if limits else None
    files = (*count.trace.files, *population_files)
    parameters = {**count.trace.parameters, "years": years, "population of one year": population.value, "population release": population.release}
    return replace(
        count,
        id=f"{count.id}.rate",
        label=f"{count.label}, per {PER:,} residents a year",
        measure=f"{count.measure} rate",
        value=value,
        unit=Unit.RATE,
        denominator=whole,
        multiplier=PER,
        interval=interval,
        places=1,
        trace=replace(count.trace, measure=f"{count.measure} rate", files=files, parameters=parameters),
    )
