"""Queries on extracts. Rows about persons are given only to a scope that names who asks, why and for which datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np

from wardmoot.core.figures import SourceFile
from wardmoot.evidence.delimited import literal
from wardmoot.evidence.engine import connect
from wardmoot.evidence.extracts.chunks import LINE, quoted
from wardmoot.evidence.extracts.difference import held_of
from wardmoot.evidence.faults import StoreError
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.store import Store, source_files

AGENCY, BATCH = "agency", "batch"


class ScopeError(StoreError):
    """Rows about persons were asked for without a scope that allows it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, for what purpose, and of which datasets (their keys) they may have rows about persons."""

    by: str
    purpose: str
    datasets: frozenset[str]

    def allows(self, dataset_key: str) -> bool:
        """Whether rows of the dataset may be given.

        >>> Scope("measures", "headline figures", frozenset({"missing-episodes"})).allows("missing-episodes")
        True
        >>> Scope("measures", " ", frozenset({"missing-episodes"})).allows("missing-episodes")
        False
        """
        return bool(self.by.strip() and self.purpose.strip()) and dataset_key in self.datasets


@dataclass(frozen=True, slots=True)
class Between:
    """Values from `low` to `high`, both included."""

    low: Any
    high: Any


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows that were asked for: an array a column, all of one length. `files` are the imports they come from.

    Dates are datetime64[D], moments datetime64[s] (both NaT where empty), numbers float64 (NaN where empty) or int64 where none is empty,
    everything else objects (None where empty).
    """

    columns: Mapping[str, np.ndarray]
    files: tuple[SourceFile, ...]
    rows: int
    batches: tuple[Batch, ...] = field(default=())


def read(
    store: Store, dataset_key: str, *, columns: Sequence[str], scope: Scope | None, where: Mapping[str, Any] | None = None, agency: str | None = None
) -> Extract:
    """The columns asked for of every row that counts now, of one agency or all.

    `columns` are names of the declaration, `NAME__code` for the code that stands in place of a number, `agency`, `batch` and `line`.
    `where` gives for a column the value, the values (a list, tuple or set; None in it means empty) or a `Between`. Rows come by
    import and line. A dataset of which nothing is held gives no rows and no files: that is not zero.

    Raises ScopeError when the dataset is about persons and the scope does not name it, StoreError for an unknown column.
    """
    held = held_of(store, dataset_key, agency)
    if _is_about_persons(dataset_key, held) and (scope is None or not scope.allows(dataset_key)):
        raise ScopeError(
            f"rows of {dataset_key} are about persons: they are given only to a scope with who asks, the purpose and this dataset. "
            "Ask the information governance lead"
        )
    if not held:
        return Extract({c: np.array([], dtype=object) for c in columns}, (), 0)
    with connect() as connection:
        found, rows = _query(connection, store, held, columns, where or {})
    return Extract(found, source_files(held), rows, held)


def _is_about_persons(dataset_key: str, held: Sequence[Batch]) -> bool:
    """Whether any import says so, or the catalogue does; where neither knows the dataset it is taken to be."""
    from wardmoot.catalogue.datasets import datasets

    declared = datasets().get(dataset_key)
    return any(b.detail.get("persons", True) for b in held) or (declared.persons if declared else not held)


def _query(
    connection: duckdb.DuckDBPyConnection, store: Store, held: Sequence[Batch], columns: Sequence[str], where: Mapping[str, Any]
) -> tuple[dict[str, np.ndarray], int]:
    parts = [
        f"SELECT *, {literal(b.detail['agency'])} AS {AGENCY}, {b.id} AS {BATCH} FROM read_parquet({literal(str(store.parquet(b)))})" for b in held
    ]
    connection.execute(f"CREATE TEMP VIEW rows AS {' UNION ALL BY NAME '.join(parts)}")
    known = {row[0]: row[1] for row in connection.execute("DESCRIBE rows").fetchall()}
    for name in (*columns, *where):
        if name not in known:
            raise StoreError(f"there is no column {name!r} in the extract: it has {', '.join(sorted(known))}")
    conditions, parameters = _conditions(where)
    chosen = ", ".join(quoted(c) for c in dict.fromkeys((*columns, LINE)))
    found = connection.execute(f"SELECT {chosen} FROM rows{conditions} ORDER BY {BATCH}, {LINE}", parameters).fetchnumpy()
    return {name: _array(found[name], known[name]) for name in dict.fromkeys(columns)}, len(found[LINE])


def _conditions(where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    clauses: list[str] = []
    parameters: list[Any] = []
    for name, wanted in where.items():
        if isinstance(wanted, Between):
            clauses.append(f"{quoted(name)} BETWEEN ? AND ?")
            parameters += [_end_of(wanted.low, False), _end_of(wanted.high, True)]
            continue
        values = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
        some = [v for v in values if v is not None]
        either = [f"{quoted(name)} IN ({', '.join('?' * len(some))})"] if some else []
        either += [f"{quoted(name)} IS NULL"] if None in values else []
        clauses.append(f"({' OR '.join(either) or 'FALSE'})")
        parameters += some
    return (f" WHERE {' AND '.join(clauses)}" if clauses else ""), parameters


def _end_of(value: Any, is_high: bool) -> Any:
    """A day as the upper end of a range means its last moment."""
    if is_high and isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, 23, 59, 59, 999_999)  # noqa: DTZ001 the rows have no zone
    return value


def _array(column: Any, kind: str) -> np.ndarray:
    """A column without a mask, empty cells written as the type's own."""
    mask = np.ma.getmaskarray(column) if isinstance(column, np.ma.MaskedArray) else np.zeros(len(column), dtype=bool)
    data = np.asarray(column.data if isinstance(column, np.ma.MaskedArray) else column)
    if kind in ("DATE", "TIMESTAMP"):
        moments = data.astype("datetime64[D]" if kind == "DATE" else "datetime64[s]")
        moments[mask] = np.datetime64("NaT")
        return moments
    if kind in ("BIGINT", "DOUBLE", "INTEGER"):
        return np.where(mask, np.nan, data) if mask.any() else data
    values = data.astype(object)
    values[mask] = None
    return values
