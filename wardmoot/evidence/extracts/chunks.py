"""Rows that were kept, passed to DuckDB a few thousand at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from wardmoot.catalogue.dataset import Dataset, DatasetColumn
from wardmoot.evidence.extracts.values import STORED, has_code

ROWS = 8_192
LINE = "line"
CODE_SUFFIX = "__code"
_EMPTY_DAY = np.datetime64("NaT")


def quoted(name: str) -> str:
    """A name as SQL writes it.

    >>> quoted("line")
    '"line"'
    """
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the Parquet file: its name and SQL type."""

    name: str
    kind: str

    @property
    def quoted(self) -> str:
        return quoted(self.name)


def fields_of(columns: Sequence[DatasetColumn]) -> tuple[Field, ...]:
    """The stored columns: the declared ones, then for each that has codes in place of numbers the column of those."""
    plain = [Field(c.name, STORED.get(c.type, "VARCHAR")) for c in columns]
    return (*plain, *(Field(f"{c.name}{CODE_SUFFIX}", "VARCHAR") for c in columns if has_code(c)))


def all_fields(dataset: Dataset) -> tuple[Field, ...]:
    """The columns of every Parquet file of the dataset, whether or not its data file had them."""
    return fields_of(dataset.columns)


class Chunks:
    """Collects rows and hands them to `statement`, a SQL insert that selects from `chunk`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, fields: Sequence[Field], statement: str) -> None:
        self._connection, self._fields, self._statement = connection, fields, statement
        self._lines: list[int] = []
        self._rows: list[list[Any]] = []

    def add(self, line: int, values: list[Any]) -> None:
        """Take one row."""
        self._lines.append(line)
        self._rows.append(values)
        if len(self._rows) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Hand over what is left."""
        if not self._rows:
            return
        columns = {f.name: _array(values, f.kind) for f, values in zip(self._fields, zip(*self._rows, strict=True), strict=True)}
        columns[LINE] = np.array(self._lines, dtype=np.int64)
        self._connection.register("chunk", columns)
        try:
            self._connection.execute(self._statement)
        finally:
            self._connection.unregister("chunk")
        self._lines, self._rows = [], []


def _array(values: Sequence[Any], kind: str) -> np.ndarray:
    if kind in ("DATE", "TIMESTAMP"):
        return np.array([_EMPTY_DAY if v is None else np.datetime64(v, "us") for v in values], dtype="datetime64[us]")
    if kind == "VARCHAR":
        return np.array(values, dtype=object)
    empty = np.array([v is None for v in values])
    numbers = np.array([0 if v is None else v for v in values], dtype=np.int64 if kind == "BIGINT" else np.float64)
    return np.ma.array(numbers, mask=empty) if empty.any() else numbers


def padded(dataset: Dataset, fields: Sequence[Field]) -> str:
    """Every column of the dataset in its type, for a SELECT from `chunk`; those that the file has not are empty."""
    there = {f.name for f in fields}
    return ", ".join(f"CAST({f.quoted if f.name in there else 'NULL'} AS {f.kind}) AS {f.quoted}" for f in all_fields(dataset))


def marks(fields: Sequence[Field], unique: Sequence[str]) -> str:
    """A row's mark and the mark of what names it: where nothing names it, the row itself does.

    >>> marks([Field("a", "DATE"), Field("b", "BIGINT")], ["a"])
    'hash("a") AS name, hash("a", "b") AS whole'
    """
    whole = ", ".join(f.quoted for f in fields)
    return f"hash({', '.join(quoted(u) for u in unique) or whole}) AS name, hash({whole}) AS whole"
