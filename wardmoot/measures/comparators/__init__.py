"""Comparators: the area beside its police force, its nation and the areas most like it, from the published tables of recorded crime.

They are never mixed with the product's own counts of the street files: every level, table and chart here is of one source, which it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmoot import evidence
from wardmoot.catalogue.published_offences import ALL_CRIME
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Figure
from wardmoot.core.stats.comparison import TOO_FEW_UNDER
from wardmoot.evidence import Store
from wardmoot.measures.comparators.compared import group_rates, levels_of
from wardmoot.measures.comparators.drawn import funnel, group_table, ranked_bars, reference_table
from wardmoot.measures.comparators.groups import Group, Origin, group_from_json, group_to_json, imported_groups, saved_group
from wardmoot.measures.comparators.neighbours import COUNTED_HERE, neighbours_of
from wardmoot.measures.comparators.profiles import VARIABLES, Profiles, Variable, area_profiles
from wardmoot.measures.comparators.published import NATIONS, RateTable, rate_table
from wardmoot.measures.comparators.similar import Similar, similar_to, working_table
from wardmoot.measures.finders.material import Level
from wardmoot.reports.document import BarChart, Funnel, Table

__all__ = [
    "VARIABLES",
    "Comparators",
    "Group",
    "Origin",
    "Profiles",
    "Similar",
    "Variable",
    "area_profiles",
    "comparators_for",
    "group_from_json",
    "group_to_json",
    "imported_groups",
    "saved_group",
    "similar_to",
    "working_table",
]

NOT_SUPPLIED = (
    "Not supplied: no workbook of the Office for National Statistics' police force area data tables is held, so the area is not set beside "
    "its force, its nation or similar areas. Load the workbook to compare."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparators:
    """What can be compared. `notes` are whole sentences for the reader. Without the published tables there is no `source`: then `tables` and
    `levels` are of the product's own counts of other authorities whose street files are held, or empty.

    `working` shows how a group that was found here came about. `attributions` are the words the licences ask for.
    """

    notes: tuple[str, ...]
    group: Group | None = None
    period: Period | None = None
    source: str = ""
    levels: tuple[Level, ...] = ()
    tables: tuple[Table, ...] = ()
    bars: tuple[BarChart, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    working: Table | None = None
    attributions: tuple[str, ...] = ()

    @property
    def supplied(self) -> bool:
        """Whether there is anything to compare with."""
        return bool(self.tables)


def comparators_for(
    store: Store, area: str, period: Period, now: datetime, *, group: Group | None = None, charted: Sequence[str] = (ALL_CRIME,)
) -> Comparators:
    """The area (an authority or a partnership) beside its force, its nation and its group, from the newest tables held.

    `period` is that of the assessment: tables of other months are used and said to be so. `group` is the one chosen; without one the
    areas most like it are found by all that is held of it. `charted` are the offence groups that get bars and a funnel.
    """
    table = rate_table(store, period, now)
    if table is None:
        return _counted_here(store, area, period, now)
    own, force, reason = _places(store, table, area)
    if reason:
        return Comparators(notes=(reason,), period=table.period, source=table.source)
    found, working, why = _group(store, own, now, group)
    rates = tuple(one for offence in _told(table, own) if found and (one := group_rates(table, offence, found)))
    nation = NATIONS[own[0]]
    levels = tuple(level for level in levels_of(table, rates, own, nation) if level.own.breakdown["offence group"] in _told(table, own))
    tables = (
        reference_table(table, own, force, nation, _beside_nation(levels)),
        *((group_table(table, found, rates),) if found and rates else ()),
    )
    return Comparators(
        notes=tuple(filter(None, (_months_words(table, period), why, _left_out(table, own)))),
        group=found,
        period=table.period,
        source=table.source,
        levels=levels,
        tables=tables,
        bars=tuple(ranked_bars(table, found, one) for one in rates if found and one.offence in charted),
        funnels=tuple(drawn for offence in charted if (drawn := funnel(table, own, offence))),
        working=working,
        attributions=tuple(dict.fromkeys(file.attribution for file in _files(table, own, found))),
    )


def _counted_here(store: Store, area: str, period: Period, now: datetime) -> Comparators:
    """What can be said without the published tables: the other authorities whose street files are held, counted here."""
    beside = neighbours_of(store, area, period, now)
    levels = tuple(level for one in beside for level in one.levels)
    return Comparators(
        notes=(NOT_SUPPLIED, *((COUNTED_HERE,) if beside else ())),
        levels=levels,
        tables=tuple(one.table for one in beside),
        period=period if beside else None,
        attributions=tuple(dict.fromkeys(file.attribution for level in levels for file in level.own.trace.files)),
    )


def _places(store: Store, table: RateTable, area: str) -> tuple[str, str, str]:
    """The partnership and its force as the table names them; and the reason where they cannot be told."""
    lies_in = [one.code for one in evidence.csp_of_authority(store, area)] if area not in table.partnerships else [area]
    known = [code for code in lies_in if code in table.partnerships]
    if len(known) != 1:
        why = "it lies in several partnerships" if known else "no partnership of the published tables is held for it: load the lookup of partnerships"
        return "", "", f"Not compared: {area} has no one row in the published tables, because {why}."
    return known[0], _force(store, table, known[0]), ""


def _force(store: Store, table: RateTable, partnership: str) -> str:
    authorities = evidence.authorities_of_partnerships(store).get(partnership, ("", ()))[1]
    forces = [one.force_area_code for code in authorities for one in evidence.csp_of_authority(store, code) if one.code == partnership]
    return next((code for code in forces if (ALL_CRIME, code) in table.rates), "")


def _group(store: Store, own: str, now: datetime, chosen: Group | None) -> tuple[Group | None, Table | None, str]:
    """The group to compare with, its working where it was found here, and the reason where there is none."""
    if chosen is not None:
        if chosen.area != own:
            raise ValueError(f"the group “{chosen.name}” is that of {chosen.area}, not of {own}: choose a group of the area that is assessed")
        return chosen, None, ""
    try:
        found = similar_to(store, own, now)
    except ValueError as reason:
        return None, None, f"No similar areas were found: {reason}."
    return found.group, working_table(found), ""


def _told(table: RateTable, own: str) -> tuple[str, ...]:
    """The offence groups of which the area has enough to be compared by rate."""
    return tuple(offence for offence in table.offences if (table.count(offence, own) or 0) >= TOO_FEW_UNDER)


def _left_out(table: RateTable, own: str) -> str:
    few = [offence.lower() for offence in table.offences if offence not in _told(table, own)]
    return f"Too few in the area to compare by rate: {', '.join(few)}." if few else ""


def _beside_nation(levels: Sequence[Level]) -> list[tuple[str, Figure]]:
    return [(level.own.breakdown["offence group"], level.own) for level in levels if level.reference != "similar areas"]


def _months_words(table: RateTable, period: Period) -> str:
    """What must be said where the tables are of other months than the assessment."""
    ours = None if period.is_open else list(period.months())
    same = ours == list(table.period.months())
    about = f"The comparison is of {table.period.label} (police recorded crime, ONS, {table.words})"
    return (
        f"{about}, the same months as the assessment."
        if same
        else f"{about}; the assessment is of {period.label}, so the two are not of the same months."
    )


def _files(table: RateTable, own: str, group: Group | None) -> list:  # type: ignore[type-arg]
    rate = table.rate(ALL_CRIME, own)
    return [*(rate.trace.files if rate else ()), *(group.files if group else ())]
