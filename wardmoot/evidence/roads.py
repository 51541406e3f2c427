"""Counting road collisions and casualties (STATS19). A casualty is a person; a collision may have several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wardmoot.core.calendar import Month, Period
from wardmoot.evidence.crimes import Counts
from wardmoot.evidence.engine import arrays_of, rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query
from wardmoot.evidence.road_queries import casualty_columns, collision_columns, collisions_and_casualties, collisions_and_held, grouped, newest
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

_N = {"n": "count(*)"}
_SEVERITIES = {
    "killed": "count(*) FILTER (c.casualty_severity = 1)",
    "serious": "count(*) FILTER (c.casualty_severity = 2)",
    "slight": "count(*) FILTER (c.casualty_severity = 3)",
    "adjusted": "sum(c.casualty_adjusted_severity_serious) FILTER (c.casualty_severity > 1)",
    "unadjusted": "count(*) FILTER (c.casualty_severity > 1 AND c.casualty_adjusted_severity_serious IS NULL)",
}
_STATED = {
    "stated": "coalesce(sum(k.number_of_casualties), 0)",
    "short": "coalesce(sum(greatest(k.number_of_casualties - coalesce(h.held, 0), 0)), 0)",
}
_MOST_SHORT = 0.01
"""Of a year's casualties that the collisions state, this share may be lacking, as of the rows of a file; with more the year is not whole."""


@dataclass(frozen=True, slots=True)
class Severities:
    """Casualties by severity as recorded, and what the publisher's adjustment makes of them; the two are never mixed.

    `adjusted_serious` is the sum over the injured of their probability of being serious had an injury-based system recorded them:
    None where `without_adjustment` of them have no such probability in the file.
    """

    killed: int
    serious: int
    slight: int
    adjusted_serious: float | None
    without_adjustment: int

    @property
    def killed_or_serious(self) -> int:
        """Killed or seriously injured (KSI), as recorded."""
        return self.killed + self.serious

    @property
    def adjusted_killed_or_serious(self) -> float | None:
        """Killed, and the adjusted number of seriously injured."""
        return None if self.adjusted_serious is None else self.killed + self.adjusted_serious


@dataclass(frozen=True, slots=True)
class RoadGround:
    """What is held of one authority over a period. `force` is the police force that recorded most of its collisions ("" where there is none).

    `months_missing` are those in which no collision of that force is held; `years_lacking_casualties` those with no casualty of it, or with
    more than 1% fewer than its collisions state. `short` counts the casualties that the authority's own collisions state and that are not held.
    Nobody knows where that force's `unplaced` were (their collision is not held) and `unstated` (their collision gives no authority).
    """

    force: str
    months_missing: tuple[Month, ...]
    years_lacking_casualties: tuple[int, ...]
    short: int
    unplaced: int
    unstated: int
    batches: tuple[Batch, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every month of the period is held, so that a count of 0 is a true 0."""
        return bool(self.force) and not self.months_missing and not self.years_lacking_casualties


def road_batches(store: Store, *sources: SourceKey) -> dict[str, tuple[Batch, ...]]:
    """The files that count now, by the name their rows have in SQL. Raises ValueError, naming it, for a table of which no file is held."""
    tables = {SourceKey.ROAD_COLLISIONS: "collisions", SourceKey.ROAD_CASUALTIES: "casualties", SourceKey.ROAD_VEHICLES: "vehicles"}
    found = {tables[source]: store.batches(source=source) for source in sources}
    for name, held in found.items():
        if not held:
            raise ValueError(f"no file of road {name} (STATS19) is held: load it with `wardmoot evidence load`")
    return found


def collisions_by(
    store: Store, *, columns: Sequence[str] = (), period: Period | None = None, where: Mapping[str, Sequence[Any]] | None = None
) -> Counts:
    """Collisions counted by columns such as `year`, `month`, `day_of_week` (1 Monday to 7 Sunday), `hour`, `authority_code`, `collision_severity`.

    `where` gives the values a column may have (None for missing). Where several files hold a force's year, the one loaded last counts.
    Raises ValueError for a column that is not there, and where no file of collisions is held.
    """
    held = road_batches(store, SourceKey.ROAD_COLLISIONS)
    query = grouped(collision_columns(), columns, _N, f"{newest('collisions')} AS k", period, where or {})
    return _counts(store, held, columns, query)


def casualties_by(
    store: Store, *, columns: Sequence[str] = (), period: Period | None = None, where: Mapping[str, Sequence[Any]] | None = None
) -> Counts:
    """Casualties counted by their own columns (`severity`, `casualty_class`, `casualty_type`, `age_band_of_casualty`, ...) and their collision's.

    `authority_code` is the local authority district, `highway_code` the highway authority. A casualty whose collision is not held
    is counted under None, never dropped (but a period, which goes by the collision's date, cannot find it: see `road_ground`).
    Raises ValueError for a column that is not there, and where no file of casualties or of collisions is held.

    Source: DfT road safety open dataset data guide; severity 1 killed, 2 serious, 3 slight.
    """
    held = road_batches(store, SourceKey.ROAD_CASUALTIES, SourceKey.ROAD_COLLISIONS)
    return _counts(store, held, columns, grouped(casualty_columns(), columns, _N, collisions_and_casualties(), period, where or {}))


def _counts(store: Store, held: dict[str, tuple[Batch, ...]], columns: Sequence[str], query: Query) -> Counts:
    arrays = arrays_of(store, held, query)
    batches = tuple(b for files in held.values() for b in files)
    return Counts(tuple(columns), {c: arrays[c] for c in columns}, arrays["n"].astype(np.int64), batches)


def severities_by(
    store: Store, *, columns: Sequence[str] = (), period: Period | None = None, where: Mapping[str, Sequence[Any]] | None = None
) -> dict[tuple[Any, ...], Severities]:
    """Casualties by severity, as recorded and adjusted, for each group of the columns (as `casualties_by`); without columns under the key ().

    Source: DfT, severity adjustment for reported road casualties: guide (adjusted KSI = killed + sum of the probabilities of serious).
    """
    held = road_batches(store, SourceKey.ROAD_CASUALTIES, SourceKey.ROAD_COLLISIONS)
    query = grouped(casualty_columns(), columns, _SEVERITIES, collisions_and_casualties(), period, where or {})
    return {tuple(row[: len(columns)]): _severities(*row[len(columns) :]) for row in rows_of(store, held, query)}


def _severities(killed: int, serious: int, slight: int, adjusted: float | None, without: int) -> Severities:
    return Severities(killed, serious, slight, None if without else float(adjusted or 0), without)


def road_ground(store: Store, authority: str, period: Period, *, area_by: str = "authority_code") -> RoadGround:
    """Whether the files hold the whole period for the authority: a month in which its force has no collision at all is taken as not held.

    Raises ValueError where no file of collisions or casualties is held, or the period has no days.
    """
    held = road_batches(store, SourceKey.ROAD_CASUALTIES, SourceKey.ROAD_COLLISIONS)
    batches = tuple(b for files in held.values() for b in files)
    months = tuple(period.months())
    years = sorted({m.year for m in months})
    here = collisions_by(store, columns=("police_force",), where={area_by: [authority]}).as_dict()
    if not here:
        unstated = casualties_by(store, period=period, where={area_by: [None]}).total
        return RoadGround("", months, tuple(years), 0, 0, unstated, batches)
    force = max(here, key=lambda slug: (here[slug], slug))
    own = {"police_force": [force]}
    seen = collisions_by(store, columns=("month",), period=period, where=own).as_dict()
    people, unplaced = _casualty_years(store, held, own)
    lacking = _lacking_years(store, held, own)
    return RoadGround(
        force=force,
        months_missing=tuple(m for m in months if str(m) not in seen),
        years_lacking_casualties=tuple(y for y in years if not people[y] or y in lacking),
        short=_stated(store, held, (), period, {area_by: [authority]})[()][1],
        unplaced=sum(unplaced[y] for y in years),
        unstated=casualties_by(store, period=period, where=own | {area_by: [None]}).total,
        batches=batches,
    )


def _casualty_years(store: Store, held: dict[str, tuple[Batch, ...]], where: Mapping[str, Sequence[Any]]) -> tuple[Counter[int], Counter[int]]:
    """The force's casualties by year, and those of them whose collision is not held."""
    sums = _N | {"unplaced": "count(*) FILTER (k.collision_index IS NULL)"}
    rows = rows_of(store, held, grouped(casualty_columns(), ("year",), sums, collisions_and_casualties(), None, where))
    return Counter({year: n for year, n, _ in rows}), Counter({year: lost for year, _, lost in rows})


def _lacking_years(store: Store, held: dict[str, tuple[Batch, ...]], where: Mapping[str, Sequence[Any]]) -> set[int]:
    """The years of which too many of the casualties that the collisions state are not held."""
    return {year for (year,), (stated, short) in _stated(store, held, ("year",), None, where).items() if short > _MOST_SHORT * stated}


def _stated(
    store: Store, held: dict[str, tuple[Batch, ...]], by: Sequence[str], period: Period | None, where: Mapping[str, Sequence[Any]]
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """The casualties that collisions state, and how many of these are not held: one collision's excess hides no other's lack."""
    rows = rows_of(store, held, grouped(collision_columns(), by, _STATED, collisions_and_held(), period, where))
    return {tuple(row[: len(by)]): (int(row[-2]), int(row[-1])) for row in rows}
