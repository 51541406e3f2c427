"""What a reader of one source gives back when it has staged a file, and what it is given to work with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from wardmoot.evidence.faults import FileFault, Reject
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.synthetic import StoreKind


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a file is worked on: the staging folder, the DuckDB connection, and how progress is told (bytes read)."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    tick: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was checked and written to `parquet`, ready to be committed. `coverage` and `period` make its key with the source."""

    source: SourceKey
    coverage: str
    period: str
    kind: StoreKind
    sha256: str
    size: int
    rows_in: int
    rejects: tuple[Reject, ...]
    parquet: Path
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows_kept(self) -> int:
        return self.rows_in - len(self.rejects)


def judge_rejects(rejected: int, rows: int, first: Reject | None) -> None:
    """Raise FileFault when more than 1% of the rows are bad.

    >>> judge_rejects(1, 100, None)
    >>> judge_rejects(2, 100, Reject("a.csv", 7, "Month", "x", "not a month"))
    Traceback (most recent call last):
    wardmoot.evidence.faults.FileFault: 2 of 100 rows are bad, more than 1%; the first is line 7, Month “x”: not a month. \
Get the file from its publisher again
    """
    if first is not None and rejected * 100 > rows:
        where = f"line {first.line:,}, {first.column} “{first.value}”: {first.reason}"
        raise FileFault(
            f"{rejected:,} of {rows:,} rows are bad, more than 1%; the first is {where}. Get the file from its publisher again", countable=True
        )


def judge_counts(kept: int, rejected: int, counted: int) -> None:
    """Raise FileFault when the second reader saw another number of rows.

    >>> judge_counts(9, 1, 10)
    """
    if kept + rejected != counted:
        raise FileFault(
            f"two readers disagree: one found {counted:,} rows, the other kept {kept:,} and rejected {rejected:,}. "
            "The file may have changed while it was read: load it again, and if this is said again get the file anew",
            countable=True,
        )


def coverage_of(codes: set[str]) -> str:
    """How the areas a file covers are written in its key: the codes themselves when few, their number and a digest when many.

    >>> coverage_of({"E06000054", "E06000030"})
    'E06000030+E06000054'
    """
    names = sorted(codes)
    if len(names) <= 5:
        return "+".join(names)
    return f"{len(names):,} areas ({hashlib.sha256('+'.join(names).encode()).hexdigest()[:8]})"
