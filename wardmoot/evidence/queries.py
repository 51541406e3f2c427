"""The SQL, built by pure functions: names of tables and columns in, text and parameters out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COLUMNS = (
    "crime_id",
    "month",
    "reported_by",
    "falls_within",
    "longitude",
    "latitude",
    "location",
    "lsoa_code",
    "lsoa_name",
    "crime_type",
    "last_outcome",
    "line",
    "batch",
    "force",
)
_ALIKE = "month, reported_by, falls_within, longitude, latitude, location, lsoa_code, lsoa_name, crime_type, last_outcome"


@dataclass(frozen=True, slots=True)
class Query:
    """SQL with its named parameters."""

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def check_columns(columns: Sequence[str]) -> None:
    """Raise ValueError, naming it, for a column that crime rows do not have.

    >>> check_columns(["month", "name"])
    Traceback (most recent call last):
    ValueError: crime rows have no column 'name'; they have crime_id, month, reported_by, falls_within, longitude, latitude, location, lsoa_code, \
lsoa_name, crime_type, last_outcome, line, batch, force
    """
    for column in columns:
        if column not in COLUMNS:
            raise ValueError(f"crime rows have no column {column!r}; they have {', '.join(COLUMNS)}")


def where(conditions: Mapping[str, Sequence[str | None]]) -> Query:
    """The condition that each column has one of its values (None stands for an empty cell); an empty list of values lets nothing through.

    >>> where({"crime_type": ["Burglary"]}).sql
    'WHERE (list_contains($crime_type, crime_type))'
    """
    check_columns(list(conditions))
    parts, parameters = [], {}
    for column, values in conditions.items():
        alternatives = [f"list_contains(${column}, {column})"]
        parameters[column] = [v for v in values if v is not None]
        if None in values:
            alternatives.append(f"{column} IS NULL")
        parts.append(f"({' OR '.join(alternatives)})")
    return Query(f"WHERE {' AND '.join(parts)}" if parts else "", parameters)


def count_by(columns: Sequence[str], conditions: Mapping[str, Sequence[str | None]]) -> Query:
    """Rows of `crimes` counted by the columns; a row with an empty cell is counted under None, never dropped."""
    check_columns(columns)
    keep = where(conditions)
    if not columns:
        return Query(f"SELECT count(*) AS n FROM crimes {keep.sql}", keep.parameters)
    names = ", ".join(columns)
    return Query(f"SELECT {names}, count(*) AS n FROM crimes {keep.sql} GROUP BY ALL ORDER BY {names}", keep.parameters)


def select_rows(columns: Sequence[str], conditions: Mapping[str, Sequence[str | None]]) -> Query:
    """Rows of `crimes` in the order they were loaded and stand in their files."""
    check_columns(columns)
    keep = where(conditions)
    return Query(f"SELECT {', '.join(columns)} FROM crimes {keep.sql} ORDER BY batch, line", keep.parameters)


def quality_counts() -> Query:
    """For each batch of `crimes`: rows, rows with no LSOA, with no coordinates, with no crime ID."""
    return Query(
        "SELECT batch, count(*) AS n, count(*) FILTER (lsoa_code IS NULL), count(*) FILTER (longitude IS NULL), count(*) FILTER (crime_id IS NULL) "
        "FROM crimes GROUP BY batch ORDER BY batch"
    )


def repeated_ids() -> Query:
    """For each force of `crimes`: crime IDs that are on more than one row, and the rows they are on."""
    return Query(
        "SELECT force, count(*), sum(n) FROM "
        "(SELECT force, crime_id, count(*) AS n FROM crimes WHERE crime_id IS NOT NULL GROUP BY force, crime_id HAVING count(*) > 1) AS repeated "
        "GROUP BY force"
    )


def identical_without_id() -> Query:
    """For each force of `crimes`: rows with no crime ID that are the same as another in every cell."""
    return Query(
        f"SELECT force, sum(n) FROM (SELECT force, {_ALIKE}, count(*) AS n FROM crimes WHERE crime_id IS NULL "
        "GROUP BY ALL HAVING count(*) > 1) AS alike GROUP BY force"
    )


def newest_by(key: Sequence[str], columns: Sequence[str], table: str, conditions: str = "") -> Query:
    """The columns of a table's rows, and for a key that several batches hold only the rows of the batch loaded last."""
    chosen = ", ".join(columns)
    ranked = f"SELECT *, dense_rank() OVER (PARTITION BY {', '.join(key)} ORDER BY batch DESC) AS age FROM {table} {conditions}"
    return Query(f"SELECT {chosen} FROM ({ranked}) AS ranked WHERE age = 1 ORDER BY {chosen}")
