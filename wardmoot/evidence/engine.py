"""The one place where analytical SQL is run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from wardmoot.evidence.delimited import literal
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.police import CRIME_ID, CRIME_ID_PARTS
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

MEMORY = "512MB"
MEMORY_OF_LOAD = "256MB"
QUIET = "SET enable_progress_bar = false"
"""Its bar goes to standard output, into the middle of any JSON that is printed there."""


def connect(scratch: Path | None = None, *, threads: int = 4) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with a ceiling on it, that fetches no extension, prints nothing and spills to `scratch` (nowhere when not given)."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_OF_LOAD if scratch else MEMORY,
        "threads": min(threads, os.cpu_count() or 1),
        "temp_directory": str(scratch) if scratch else "",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
    }
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute(QUIET)
    return connection


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """The one empty database of a process (one made before a fork is of no use after it): each question has a connection of its own in it."""
    return connect()


@contextmanager
def tables(store: Store, batches: Mapping[str, Sequence[Batch]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which each name is a table of the rows of its batches, with the batch's id in the column `batch` and its coverage in `force`.

    A name with no batches is left out, because a table that is not there must not look like an empty one.
    """
    connection = _database(os.getpid()).cursor()
    connection.execute(QUIET)
    try:
        for name, held in batches.items():
            if held:
                connection.execute(f"CREATE TEMP VIEW {name} AS {_union(store, held)}")
        yield connection
    finally:
        connection.close()


def _union(store: Store, batches: Sequence[Batch]) -> str:
    """One relation of many files, each row with its batch and what that covers. The file name is DuckDB's own virtual column."""
    paths = [(b, literal(str(store.parquet(b)))) for b in batches]
    ids = " ".join(f"WHEN {path} THEN {b.id}" for b, path in paths)
    coverage = " ".join(f"WHEN {path} THEN {literal(b.coverage)}" for b, path in paths)
    files = ", ".join(path for _, path in paths)
    columns = (
        f"* EXCLUDE (filename, {', '.join(CRIME_ID_PARTS)}), {CRIME_ID}" if batches[0].source is SourceKey.POLICE_STREET else "* EXCLUDE (filename)"
    )
    # files of populations from before their ages were kept lack those columns
    by_name = ", union_by_name=true" if batches[0].source is SourceKey.POPULATION_AUTHORITY else ""
    chosen = f"{columns}, CASE filename {ids} END AS batch, CASE filename {coverage} END AS force"
    return f"SELECT {chosen} FROM read_parquet([{files}], filename=true{by_name})"


def rows_of(store: Store, batches: Mapping[str, Sequence[Batch]], query: Query) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with tables(store, batches) as connection:
        return connection.execute(query.sql, query.parameters).fetchall()


def arrays_of(store: Store, batches: Mapping[str, Sequence[Batch]], query: Query) -> dict[str, np.ndarray]:
    """The columns of a query as arrays; text columns are object arrays with None where there is nothing."""
    with tables(store, batches) as connection:
        columns = connection.execute(query.sql, query.parameters).fetchnumpy()
    return {name: _plain(column) for name, column in columns.items()}


def _plain(column: Any) -> np.ndarray:
    """A column without a mask: what is not there is None (numpy's own filling would put a question mark)."""
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    values = np.array(column.data, dtype=object if np.ma.getmaskarray(column).any() else column.dtype)
    values[np.ma.getmaskarray(column)] = None
    return values
