"""What several releases give away together: an earlier one, an area that overlaps, a group within a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from wardmoot.core.stats.disclosure_control import tables
from wardmoot.core.stats.disclosure_control.suppression import LEAST_WIDTH
from wardmoot.core.stats.disclosure_control.tables import Table

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Released:
    """A table as it was published: `cells` with totals in the last row and column, a label for every row and column.

    The label of the last row and column is that of the total, for example "All ages". The same two labels mean the same
    number in every release; a later or revised count needs a label of its own. `round_to` is how it was rounded.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Table
    round_to: int | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A count that the releases give away: it lies from `lower` to `upper`. `says` is that in words."""

    row: str
    column: str
    lower: float
    upper: float
    says: str


def differencing(releases: Sequence[Released], *, threshold: int, parts: Mapping[str, Sequence[str]] | None = None) -> tuple[Derived, ...]:
    """The counts that can be worked out, to within max(`threshold`, 5), from all the releases together.

    `parts` says which label (of rows or of columns) is the sum of which others: {"Force": ("Wiltshire", "Swindon")}. A
    count is reported where it is hidden in some release, and where no release shows it and it may lie from 1 to
    `threshold` - 1: the difference between two published counts. For each, the least and the most it can be are found by
    integer linear programmes from everything published, every sum, and that counts are whole and never under 0. An
    empty answer means: nothing found in these releases; nobody can check releases that are not given.

    Raises ValueError where labels do not fit a table, or where the releases contradict each other.

    Source: differencing, Hundepool and others (2012), Statistical Disclosure Control, chapter 4 (linked tables).

    >>> force = Released("force", ("Assault", "Other", "All"), ("Force",), [[9], [31], [40]])
    >>> council = Released("council", ("Assault", "Other", "All"), ("Wiltshire",), [[7], [23], [30]])
    >>> [one.says for one in differencing([force, council], threshold=5, parts={"Force": ("Wiltshire", "Swindon")})]
    ['Assault, Swindon is in no release, and can only be 2: work it out from force and council']
    """
    rules = tables.release(threshold, None)
    if not releases:
        raise ValueError("releases: give at least one published table")
    puzzle = _Puzzle(releases)
    puzzle.add_parts(parts or {})
    puzzle.check()
    least = max(LEAST_WIDTH, rules.threshold)
    found = []
    for key in puzzle.unpublished():
        lower, upper = puzzle.range(key)
        small = upper >= 1 and lower < rules.threshold
        if upper - lower < least and (key in puzzle.hidden_in or small):
            found.append(Derived(*key, lower, upper, puzzle.says(key, lower, upper)))
    return tuple(found)


class _Puzzle:
    """One unknown for each pair of labels, and the sums that bind them."""

    def __init__(self, releases: Sequence[Released]) -> None:
        self.names = [one.name for one in releases]
        self.hidden_in: dict[Key, str] = {}
        self._limits: dict[Key, tuple[float, float]] = {}
        self._shown_in: dict[Key, str] = {}
        self._sums: list[dict[Key, int]] = []
        self._labels: tuple[dict[str, None], dict[str, None]] = ({}, {})
        for one in releases:
            self._add(one)

    def _add(self, one: Released) -> None:
        values = tables.read(one.cells)
        if values.shape != (len(one.rows), len(one.columns)):
            given = f"{len(one.rows)} row and {len(one.columns)} column labels"
            raise ValueError(f"{one.name}: {given} for a table of {values.shape[0]} by {values.shape[1]}; give one label each, totals last")
        for labels, name in ((one.rows, "row"), (one.columns, "column")):
            if len(set(labels)) != len(labels):
                raise ValueError(f"{one.name}: two {name}s have the same label; give each its own")
        lower, upper = tables.release(1, one.round_to).limits(values)
        for i, j in np.ndindex(values.shape):
            self._cell((one.rows[i], one.columns[j]), float(lower[i, j]), float(upper[i, j]), bool(np.isnan(values[i, j])), one.name)
        for line in range(values.shape[0]):
            self._sum([(one.rows[line], column) for column in one.columns])
        for line in range(values.shape[1]):
            self._sum([(row, one.columns[line]) for row in one.rows])

    def _cell(self, key: Key, lower: float, upper: float, hidden: bool, name: str) -> None:
        before = self._limits.get(key, (0.0, np.inf))
        limits = max(lower, before[0]), min(upper, before[1])
        if limits[0] > limits[1]:
            raise ValueError(
                f"{name} and {self._shown_in[key]} contradict each other at {key[0]}, {key[1]}: "
                "the same labels must mean the same number, so give a later or revised count a label of its own"
            )
        self._limits[key] = limits
        self._labels[0].setdefault(key[0])
        self._labels[1].setdefault(key[1])
        (self.hidden_in if hidden else self._shown_in).setdefault(key, name)

    def _sum(self, keys: list[Key]) -> None:
        if len(keys) > 1:
            self._sums.append({**dict.fromkeys(keys[:-1], 1), keys[-1]: -1})

    def add_parts(self, parts: Mapping[str, Sequence[str]]) -> None:
        for whole, pieces in parts.items():
            names = {whole, *pieces}
            if names & set(self._labels[0]):
                keys = [[(label, column) for label in (*pieces, whole)] for column in self._labels[1]]
            elif names & set(self._labels[1]):
                keys = [[(row, label) for label in (*pieces, whole)] for row in self._labels[0]]
            else:
                raise ValueError(f"parts: neither {whole!r} nor its parts are a row or a column of any release")
            for line in keys:
                self._sum(line)
                for key in line:
                    self._limits.setdefault(key, (0.0, np.inf))

    def unpublished(self) -> list[Key]:
        """The counts worth deriving: hidden somewhere, or shown nowhere."""
        return [key for key in self._limits if key in self.hidden_in or key not in self._shown_in]

    def check(self) -> None:
        """Raises ValueError where no counts fit all releases."""
        if self._solve({}) is None:
            names = ", ".join(self.names)
            raise ValueError(f"{names}: the releases contradict each other, no whole counts fit all of them; check totals, labels and parts")

    def range(self, key: Key) -> tuple[float, float]:
        """The least and the most a count can be."""
        least, most = self._solve({key: 1}), self._solve({key: -1})
        return 0.0 if least is None else least, np.inf if most is None else -most

    def _solve(self, aim: dict[Key, int]) -> float | None:
        """The least that `aim` can come to; None where there is no end to it (or, with no aim, no solution)."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        position = {key: index for index, key in enumerate(self._limits)}
        entries = [(line, position[key], sign) for line, one in enumerate(self._sums) for key, sign in one.items()]
        wanted = np.zeros(len(position))
        for key, sense in aim.items():
            wanted[position[key]] = sense
        lower, upper = (np.array(side) for side in zip(*self._limits.values(), strict=True))
        bind = []
        if entries:
            lines, columns, signs = (np.array(part) for part in zip(*entries, strict=True))
            adds = coo_array((signs, (lines, columns)), shape=(len(self._sums), len(position))).tocsr()
            bind.append(LinearConstraint(adds, 0, 0))
        found = milp(wanted, integrality=np.ones(len(position)), bounds=Bounds(lower, upper), constraints=bind)
        return None if found.x is None else float(round(found.fun))

    def says(self, key: Key, lower: float, upper: float) -> str:
        """A finding in words."""
        where = f"is hidden in {self.hidden_in[key]}" if key in self.hidden_in else "is in no release"
        value = f"{lower:g}" if lower == upper else f"from {lower:g} to {upper:g}"
        return f"{key[0]}, {key[1]} {where}, and can only be {value}: work it out from {' and '.join(self.names)}"
