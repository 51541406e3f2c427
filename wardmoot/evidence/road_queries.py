"""The SQL over the STATS19 tables, built by pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wardmoot.catalogue.road_casualties import RoadForm, RoadTable, road_tables
from wardmoot.core.calendar import Period
from wardmoot.evidence.queries import Query

_OF_COLLISION = {
    "authority_code": "k.local_authority_ons_district",
    "highway_code": "k.local_authority_highway",
    "lsoa_code": "k.lsoa_of_accident_location",
    "date": "k.date",
    "month": "strftime(k.date, '%Y-%m')",
    "day_of_week": "isodow(k.date)",
    "hour": "k.hour",
    "year": "k.year",
    "police_force": "k.police_force",
    "batch": "k.batch",
}


def _stored(table: RoadTable) -> list[str]:
    return [c.name for c in table.columns if c.form in (RoadForm.CODE, RoadForm.NUMBER, RoadForm.LSOA, RoadForm.AUTHORITY)]


def collision_columns() -> dict[str, str]:
    """What collisions may be counted by, to its SQL: `k` is the collision.

    >>> collision_columns()["day_of_week"]
    'isodow(k.date)'
    """
    return {name: f"k.{name}" for name in _stored(road_tables()["collision"])} | _OF_COLLISION


def casualty_columns() -> dict[str, str]:
    """What casualties may be counted by: columns of the casualty (`c`) and of its collision (`k`). `severity` is 1 killed, 2 serious, 3 slight.

    >>> casualty_columns()["severity"], casualty_columns()["speed_limit"]
    ('c.casualty_severity', 'k.speed_limit')
    """
    own = {name: f"c.{name}" for name in _stored(road_tables()["casualty"])}
    own |= {"severity": "c.casualty_severity", "year": "c.year", "police_force": "c.police_force", "batch": "c.batch"}
    return collision_columns() | own


def newest(table: str) -> str:
    """The rows of a table that count: where several files hold a force's year, those of the file loaded last."""
    ranked = f"SELECT *, max(batch) OVER (PARTITION BY year, police_force) AS newest FROM {table}"
    return f"(SELECT * EXCLUDE (newest) FROM ({ranked}) AS ranked WHERE batch = newest)"


def collisions_and_casualties() -> str:
    """Each casualty that counts, with its collision where that is held."""
    return f"{newest('casualties')} AS c LEFT JOIN {newest('collisions')} AS k ON c.collision_index = k.collision_index"


def collisions_and_held() -> str:
    """Each collision that counts, with the number of its casualties that are held (`h.held`; NULL for none)."""
    held = f"SELECT collision_index, count(*) AS held FROM {newest('casualties')} AS c GROUP BY collision_index"
    return f"{newest('collisions')} AS k LEFT JOIN ({held}) AS h ON h.collision_index = k.collision_index"


def conditions(columns: Mapping[str, str], period: Period | None, where: Mapping[str, Sequence[Any]]) -> Query:
    """The condition that the collision was in the period and each column has one of its values (None for missing).

    Raises ValueError for a column that is not there, and for a period with no days.
    """
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    for name, values in where.items():
        known = [v for v in values if v is not None]
        held = [f"list_contains(${name}, {_column(columns, name)})"] if known else []
        held += [f"{_column(columns, name)} IS NULL"] if None in values else []
        parts.append(f"({' OR '.join(held) or 'false'})")
        parameters |= {name: known} if known else {}
    if period is not None:
        if period.start is None:
            raise ValueError(f"the period is {period.kind}: road casualties need its first and last day")
        parts.append("k.date BETWEEN $first_day AND $last_day")
        parameters |= {"first_day": period.start, "last_day": period.end}
    return Query(f"WHERE {' AND '.join(parts)}" if parts else "", parameters)


def _column(columns: Mapping[str, str], name: str) -> str:
    if name not in columns:
        raise ValueError(f"there is no column {name!r} to count by; there are {', '.join(columns)}")
    return columns[name]


def grouped(
    columns: Mapping[str, str], by: Sequence[str], values: Mapping[str, str], source: str, period: Period | None, where: Mapping[str, Sequence[Any]]
) -> Query:
    """Sums (`values`, name to SQL) over the source for each group of `by`, in the groups' order; a missing cell is a group of its own."""
    keep = conditions(columns, period, where)
    keys = [f"{_column(columns, name)} AS {name}" for name in by]
    made = [f"{sql} AS {name}" for name, sql in values.items()]
    group = "GROUP BY ALL ORDER BY ALL" if by else ""
    return Query(f"SELECT {', '.join(keys + made)} FROM {source} {keep.sql} {group}", keep.parameters)
