"""A cell as it stands in a partner's file, before anything is read into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Oddity(StrEnum):
    """A cell that holds something other than a value; the words say what to send."""

    FORMULA = "a formula: send the value it gives (copy, then paste as values)"
    ERROR = "an error value of the spreadsheet: correct the cell it comes from"
    PERCENTAGE = "shown as a percentage: send the number itself, in the unit expected"
    DURATION = "a length of time: a value was expected"


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell with an oddity. Its content is not kept, because nothing may be read from it."""

    kind: Oddity


Raw = str | int | float | date | datetime | time | Odd | None
"""Text as it stands (spaces and all), a number, a date, an oddity, or None for an empty cell. Truth values are the text TRUE or FALSE."""

Row = tuple[int, list[Raw]]
"""The line (or the sheet's row number), counted from 1, and its cells."""


@dataclass(slots=True)
class SheetFacts:
    """What a sheet says of itself besides its values; complete once its rows have been read.

    `merged` are ranges of merged cells: first row, first column, last row, last column, all from 1.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: bool = False
    dates_1904: bool = False


def is_blank(raw: Raw) -> bool:
    """Whether a cell holds nothing that can be seen.

    >>> is_blank(" \\u00a0"), is_blank(0), is_blank(None)
    (True, False, True)
    """
    return raw is None or (isinstance(raw, str) and not raw.strip())


def text_of(raw: Raw) -> str:
    """The cell as text, the way a person would type it; empty for an oddity.

    >>> text_of(12.0), text_of(date(2019, 4, 3)), text_of(" a ")
    ('12', '2019-04-03', ' a ')
    """
    if raw is None or isinstance(raw, Odd):
        return ""
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, datetime):
        return raw.isoformat(" ")
    return raw if isinstance(raw, str) else str(raw)
