"""Which months of street crime are held, a row a year, so that a gap can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardmoot.core.calendar import Month


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One month: the rows held, or a gap between months that are held, or neither (before the first and after the last)."""

    month: str
    rows: int | None
    gap: bool


@dataclass(frozen=True, slots=True)
class YearRow:
    year: int
    cells: tuple[MonthCell, ...]


@dataclass(frozen=True, slots=True)
class ForceMonths:
    """The months of one force, first and last held in words, and how many lie between them unheld."""

    force: str
    first: str
    last: str
    held: int
    gaps: tuple[str, ...]
    years: tuple[YearRow, ...]


def months_of_force(force: str, rows: Mapping[str, int]) -> ForceMonths:
    """The grid of one force.

    Args:
        rows: rows kept by month, as "2019-10"; at least one month.
    """
    held = {Month.parse(text): count for text, count in rows.items()}
    first, last = min(held), max(held)
    years = tuple(
        YearRow(year, tuple(_cell(Month(year, number), held, first, last) for number in range(1, 13))) for year in range(first.year, last.year + 1)
    )
    gaps = tuple(cell.month for row in years for cell in row.cells if cell.gap)
    return ForceMonths(force, first.written, last.written, len(held), gaps, years)


def _cell(month: Month, held: Mapping[Month, int], first: Month, last: Month) -> MonthCell:
    return MonthCell(month.written, held.get(month), month not in held and first < month < last)
