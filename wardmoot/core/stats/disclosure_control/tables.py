"""A table of counts as it is given and as a reader sees it: which cells are hidden, and between what limits the others lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.stats._checks import Floats

HIDDEN = "[c]"
"""The mark of a hidden count: confidential. Source: Analysis Function, symbols in tables guidance."""

Cell: TypeAlias = int | str
Table: TypeAlias = Sequence[Sequence[Any]] | NDArray[Any]
Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Release:
    """How cells are published: counts from 1 up to under `threshold` are hidden; others are rounded to `base` (1: not rounded)."""

    threshold: int
    base: int

    def rounded(self, counts: Floats) -> Floats:
        """Each count to the nearest multiple of the base, halves up; nan stays nan."""
        return np.floor((2 * counts + self.base) / (2 * self.base)) * self.base

    def too_small(self, counts: Floats) -> Bools:
        """Counts to be hidden for themselves: under the threshold, or so near it that they would be rounded under it.

        A published 5 under a threshold of 7 would give away a 7, and a published 0 must be a true 0.
        """
        return (counts > 0) & ((counts < self.threshold) | (self.rounded(counts) < max(self.threshold, 1)))

    def limits(self, published: Floats) -> tuple[Floats, Floats]:
        """What a reader who knows the rules can say of each cell: the least and most it can be; hidden (nan) is 0 to infinity."""
        hidden, nothing = np.isnan(published), published == 0
        least = np.minimum(np.maximum(published - self.base // 2, self.threshold), published)
        lower = np.where(hidden | nothing, 0, least)
        return lower, np.where(hidden, np.inf, np.where(nothing, 0, published + (self.base - 1) // 2))


def release(threshold: int, round_to: int | None) -> Release:
    """The rules as numbers. Raises ValueError for a threshold under 1 or a negative base."""
    base = 1 if round_to in (None, 0) else round_to
    for name, value in (("threshold", threshold), ("round_to", base)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{name} is {value!r}; give a whole number from 1 up (round_to may be None: not rounded)")
    return Release(int(threshold), int(base or 1))


def _count(cell: Any, row: int, column: int) -> float:
    if isinstance(cell, str) and cell.strip() == HIDDEN:
        return np.nan
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = -1.0
    if isinstance(cell, str | bool | np.bool_) or not (0 <= number <= 2**53 and number.is_integer()):  # beyond, floating point skips whole numbers
        raise ValueError(f"row {row + 1}, column {column + 1}: {cell!r} is not a count; give a whole number from 0 up, or {HIDDEN!r} where hidden")
    return number


def read(table: Table) -> Floats:
    """The cells as numbers, nan where hidden; totals in the last row and column.

    A table of one row (or one column) is a list with its total last. Raises ValueError for a table that is not
    rectangular, and for a cell that is neither a count nor "[c]".
    """
    if not np.iterable(table):
        raise ValueError(f"table: expected rows of counts, not {table!r}")
    rows = [list(row) if not isinstance(row, str) and np.ndim(row) else [None] for row in table]
    if not rows or len({len(row) for row in rows}) != 1 or rows == [[None]] * len(rows):
        raise ValueError("table: expected rows of equal length, with totals in the last row and column")
    return np.array([[_count(cell, i, j) for j, cell in enumerate(row)] for i, row in enumerate(rows)])


def as_two_way(values: Floats) -> Floats:
    """The table with both margins: a list with its total is its own margin. Raises ValueError for a single cell."""
    if values.size < 2:
        raise ValueError("table: expected at least one count and its total")
    for axis in (0, 1):
        if values.shape[axis] == 1:
            values = np.repeat(values, 2, axis=axis)
    return values


def signs(shape: tuple[int, ...]) -> Floats:
    """-1 for the totals of rows and columns, 1 for the cells and the grand total: with these, every row and column adds up to 0."""
    sign = np.ones(shape)
    sign[-1, :] *= -1
    sign[:, -1] *= -1
    return sign


def misfit(values: Floats) -> str:
    """In words, the first row or column that does not add up to its total; empty where all do. No cell may be hidden."""
    for name, lines in (("row", values), ("column", values.T)):
        wrong = np.flatnonzero(lines[:, :-1].sum(axis=1) != lines[:, -1])
        if wrong.size:
            line = lines[wrong[0]]
            return f"{name} {wrong[0] + 1} adds up to {line[:-1].sum():g}, but its total is {line[-1]:g}"
    return ""


def written(values: Floats, like: Table) -> Any:
    """The published table: lists for a table given as lists, an object array for an array."""
    cells = [[HIDDEN if np.isnan(value) else int(value) for value in row] for row in values]
    if not isinstance(like, np.ndarray):
        return cells
    array = np.empty(values.shape, dtype=object)
    array[:] = cells
    return array
