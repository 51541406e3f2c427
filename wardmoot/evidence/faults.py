"""What can be wrong with a file, with a row, and with the place the store lives in."""

from __future__ import annotations

import errno
import re
import sqlite3
from dataclasses import dataclass

import duckdb

SHOWN = 60
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("no space left", "file too large", "disk quota", "database or disk is full", "could not write")


class FileFault(Exception):
    """A fault of the file: the whole file is refused. The text says what is wrong, where, and what to do.

    `countable` tells whether the file is text whose lines can still be counted, so that the report can say how many rows it had.
    """

    def __init__(self, reason: str, *, countable: bool = False) -> None:
        super().__init__(reason)
        self.countable = countable


class StorageFault(Exception):
    """The store's own disk failed: nothing of the load is kept."""


class StoreError(Exception):
    """The store cannot be used as asked; the text says why and what to do."""


class StoreBusy(StoreError):
    """Another process is loading."""


class StoreKindError(StoreError):
    """A demonstration store was asked for where a real one is, or the reverse."""


class LoadCancelled(Exception):
    """The person stopped the load: nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not loaded. `line` is the physical line of the file, counted from 1 (for GeoJSON the number of the feature).

    `value` is the offending cell alone, shortened; the rest of the row is not kept.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str


def shortened(text: str | None) -> str:
    """A cell as a message may show it: at most 60 characters, with no control characters.

    >>> shortened("x" * 99)[-3:]
    'xx…'
    """
    plain = "".join(c if c.isprintable() else "�" for c in text or "")
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def _without_paths(error: BaseException) -> str:
    """What the system said, without the machine's own folders: the reader may be on another machine."""
    text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return shortened(re.sub(r"""["']?(?:[A-Za-z]:)?[/\\\\][^\s"':]*["']?""", "(a file)", text))


def storage_fault(error: BaseException) -> StorageFault | None:
    """The storage fault behind an error of the system, DuckDB or SQLite, or None when the error is something else.

    >>> str(storage_fault(OSError(errno.ENOSPC, "full")))[:16]
    'the disk is full'
    """
    full = isinstance(error, OSError) and error.errno in _FULL
    if isinstance(error, (duckdb.Error, sqlite3.Error)):
        full = any(words in str(error).lower() for words in _FULL_WORDS)
    if full:
        return StorageFault("the disk is full (or a size limit was reached): nothing of this load was kept. Free some space and load again")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StorageFault("the load needed more memory than it may use: nothing of it was kept. Load fewer files at a time")
    if isinstance(error, (OSError, duckdb.IOException, sqlite3.OperationalError)):
        return StorageFault(
            f"the store could not be written ({_without_paths(error)}): nothing of this load was kept. Check the folder and load again"
        )
    return None
