"""The manifest: which files the store holds, in a small SQLite database that readers may open while a load is written."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from wardmoot.evidence.faults import Reject, StoreError
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.synthetic import StoreKind

VERSION = 2
_SCHEMA = """
CREATE TABLE store (kind TEXT NOT NULL);
CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    coverage TEXT NOT NULL,
    period TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    rows_in INTEGER NOT NULL,
    rows_kept INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    loaded_at TEXT NOT NULL,
    attribution TEXT NOT NULL,
    licence TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    detail TEXT NOT NULL,
    superseded_at TEXT,
    CHECK (rows_in = rows_kept + rows_rejected)
);
CREATE UNIQUE INDEX one_current ON batches (source, coverage, period) WHERE superseded_at IS NULL;
CREATE TABLE rejects (
    batch INTEGER NOT NULL REFERENCES batches,
    line INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX rejects_of_batch ON rejects (batch, line);
"""
_ENDINGS = "CREATE TABLE IF NOT EXISTS endings (batch INTEGER PRIMARY KEY REFERENCES batches, ended_at TEXT NOT NULL, ending TEXT NOT NULL)"
_COLUMNS = (
    "id, source, coverage, period, file, sha256, size, rows_in, rows_kept, rows_rejected, "
    "loaded_at, attribution, licence, path, detail, superseded_at"
)


class Ending(StrEnum):
    """Why the rows of a batch are no longer held."""

    WITHDRAWN = "withdrawn"
    RETENTION = "deleted under the retention rule"


@dataclass(frozen=True, slots=True)
class Batch:
    """A data file that was loaded. `coverage` is the force or the areas it is about, `path` its Parquet file below the store's folder.

    `superseded_at` is set once it no longer counts: a revision of the same source, coverage and period has taken its place, or it was
    withdrawn. `ending` says why its rows are no longer held, since `ended_at`; None while they are.
    """

    id: int
    source: SourceKey
    coverage: str
    period: str
    file: str
    sha256: str
    size: int
    rows_in: int
    rows_kept: int
    rows_rejected: int
    loaded_at: datetime
    attribution: str
    licence: str
    path: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    superseded_at: datetime | None = None
    ending: Ending | None = None
    ended_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two files versions of one another: source, coverage and period."""
        return self.source, self.coverage, self.period

    @property
    def is_current(self) -> bool:
        return self.superseded_at is None


class Manifest:
    """The batches on disk. Each call opens and closes the database, so that an instance can be shared between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = self._connect()
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, VERSION):
                raise StoreError(
                    f"the data store is of version {found} and this Wardmoot reads version {VERSION}: "
                    "load the files again into a new home, or use the Wardmoot that made it"
                )
            yield connection
        except sqlite3.DatabaseError as error:
            if "not a database" in str(error) or "malformed" in str(error):
                raise StoreError("the data store's manifest is damaged: restore the home from a backup, or load the files into a new home") from error
            raise
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        """The database; as a fixed file where it lies on a medium that cannot be written and no write of it is pending."""
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        try:
            connection.execute("PRAGMA user_version").fetchone()
            return connection
        except sqlite3.OperationalError:
            connection.close()
            pending = self._path.with_name(f"{self._path.name}-wal")
            if os.access(self._path.parent, os.W_OK) or (pending.exists() and pending.stat().st_size):
                raise
            return sqlite3.connect(f"{self._path.as_uri()}?mode=ro&immutable=1", isolation_level=None, uri=True)
        except sqlite3.DatabaseError:
            return connection

    def _is_made(self) -> bool:
        if not self._path.exists():
            return False
        with self._open() as connection:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'batches'").fetchone()[0])

    def kind(self) -> StoreKind | None:
        """What the store was first used for; None when it has not been used."""
        if not self._is_made():
            return None
        with self._open() as connection:
            row = connection.execute("SELECT kind FROM store").fetchone()
        return StoreKind(row[0]) if row else None

    def batches(self) -> tuple[Batch, ...]:
        """Every batch, superseded ones too, in the order they were loaded."""
        if not self._is_made():
            return ()
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM batches ORDER BY id").fetchall()
            ended = connection.execute("SELECT name FROM sqlite_master WHERE name = 'endings'").fetchone()
            endings = {row[0]: row[1:] for row in connection.execute("SELECT batch, ended_at, ending FROM endings")} if ended else {}
        return tuple(_batch(row, endings.get(row[0])) for row in rows)

    def rejects(self, batch: int) -> tuple[Reject, ...]:
        """The rows of a batch that were not loaded, by line."""
        if not self._is_made():
            return ()
        with self._open() as connection:
            query = (
                "SELECT file, line, column_name, value, reason FROM rejects JOIN batches ON batches.id = rejects.batch WHERE batch = ? ORDER BY line"
            )
            rows = connection.execute(query, [batch]).fetchall()
        return tuple(Reject(row[0].rsplit("/", 1)[-1], *row[1:]) for row in rows)

    def record(self, kind: StoreKind, entries: Sequence[tuple[Batch, Sequence[Reject]]], supersede: Sequence[int] = ()) -> None:
        """Add the batches with their rejects, superseding those of the same key and those with the ids, all in one transaction."""
        with self._writing() as connection:
            _make(connection, kind)
            for batch, rejects in entries:
                _supersede(connection, supersede, batch.loaded_at)
                _insert(connection, batch, rejects)

    def end(self, batches: Sequence[int], ending: Ending, now: datetime, *, restore: Sequence[int] = ()) -> None:
        """Record that the rows of the batches are no longer held, and let those of `restore` count again, all in one transaction."""
        with self._writing() as connection:
            connection.execute(_ENDINGS)
            _supersede(connection, batches, now)
            connection.executemany("INSERT INTO endings VALUES (?, ?, ?)", [(b, now.isoformat(), ending.value) for b in batches])
            connection.executemany("DELETE FROM rejects WHERE batch = ?", [(b,) for b in batches])
            connection.executemany("UPDATE batches SET superseded_at = NULL WHERE id = ?", [(b,) for b in restore])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on disk when it ends."""
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def _supersede(connection: sqlite3.Connection, batches: Sequence[int], now: datetime) -> None:
    statement = "UPDATE batches SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL"
    connection.executemany(statement, [(now.isoformat(), batch) for batch in batches])


def _make(connection: sqlite3.Connection, kind: StoreKind) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    if connection.execute("SELECT count(*) FROM store").fetchone()[0] == 0:
        connection.execute("INSERT INTO store VALUES (?)", [kind.value])


def _insert(connection: sqlite3.Connection, batch: Batch, rejects: Sequence[Reject]) -> None:
    superseding = "UPDATE batches SET superseded_at = ? WHERE source = ? AND coverage = ? AND period = ? AND superseded_at IS NULL"
    connection.execute(superseding, [batch.loaded_at.isoformat(), *batch.key])
    values = [
        *(batch.source.value, batch.coverage, batch.period, batch.file, batch.sha256, batch.size, batch.rows_in, batch.rows_kept),
        *(batch.rows_rejected, batch.loaded_at.isoformat(), batch.attribution, batch.licence, batch.path, json.dumps(dict(batch.detail))),
    ]
    row = connection.execute(f"INSERT INTO batches ({_COLUMNS}) VALUES (NULL{', ?' * len(values)}, NULL)", values)
    connection.executemany("INSERT INTO rejects VALUES (?, ?, ?, ?, ?)", [(row.lastrowid, r.line, r.column, r.value, r.reason) for r in rejects])


def _batch(row: tuple[Any, ...], ended: tuple[str, str] | None) -> Batch:
    superseded = datetime.fromisoformat(row[15]) if row[15] else None
    values: list[Any] = [row[0], SourceKey(row[1]), *row[2:10], datetime.fromisoformat(row[10]), *row[11:14], json.loads(row[14]), superseded]
    return Batch(*values, *((Ending(ended[1]), datetime.fromisoformat(ended[0])) if ended else ()))
