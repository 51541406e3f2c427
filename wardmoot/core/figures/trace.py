"""Where a figure comes from: enough to compute it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A data file that was read. `period` is the month or release it covers, as the store keeps it."""

    source: str
    name: str
    sha256: str
    loaded_at: datetime
    rows: int
    period: str
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """A figure over case records: the named query and the moment it speaks of, instead of files."""

    query: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class StatedSource:
    """A figure taken from a document as it stands there, with the words it was printed in."""

    document: str
    place: str
    printed: str
    entered_by: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a figure was made. Many figures share one trace in memory; JSON writes it out in each.

    `filter` is machine-readable: a mapping of column to the value, or the list of values, that a row must
    have, so that anyone can count the rows of `files` again. `row_count` is the number of rows counted.
    `method` is the one sentence a reader sees under "How do we know?".
    """

    measure: str
    version: str
    method: str
    computed_at: datetime
    parameters: Mapping[str, Any] = field(default_factory=dict)
    filter: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[SourceFile, ...] = ()
    row_count: int | None = None
    query: RecordQuery | None = None
    stated: StatedSource | None = None

    def __post_init__(self) -> None:
        if not (self.files or self.query or self.stated):
            raise ValueError(f"the trace of {self.measure} names no source: give its files, its query or the document")
