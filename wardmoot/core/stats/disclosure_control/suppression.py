"""Small counts hidden, further cells hidden with them, and the proof that none of them can be worked out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wardmoot.core.stats._checks import Floats
from wardmoot.core.stats.disclosure_control import tables
from wardmoot.core.stats.disclosure_control.room import Place, Reach, Room, cheapest, nearby, reach
from wardmoot.core.stats.disclosure_control.tables import Bools, Release, Table

LEAST_WIDTH = 5
"""However low the threshold, the values a hidden cell could have span at least this much (largest less smallest)."""


@dataclass(frozen=True, slots=True)
class Protection:
    """A protected table. `small` marks the cells hidden for themselves, `others` those hidden so that the small cannot be worked out.

    `table` is what may be published; a hidden cell is "[c]". `width` is how far apart, at least, the largest and smallest
    value of every hidden cell are for a reader.
    """

    table: Any
    small: Bools
    others: Bools
    width: int


def protect(table: Table, *, threshold: int, round_to: int | None) -> Any:
    """The table as it may be published: counts from 1 to `threshold` - 1 hidden as "[c]", with as many more as it takes.

    `table` is rows of whole counts with totals in the last row and column (or one row, or one column, its total last).
    The usual thresholds are 5 for open data (1 to 4 hidden) and 10 for sensitive (1 to 9 hidden). With `round_to` None
    (or 1) what is shown is true; with 5 each shown cell and total is rounded by itself to the nearest 5, so that they may
    not add up, and a count that would be rounded under the threshold is hidden too. Zeros are shown: see
    `group_disclosures`.

    Then other cells are hidden, the smallest first and totals last, until this is proved of every hidden cell: given all
    that is published (with the limits of rounding, and the threshold), that rows and columns add up, and that counts are
    whole and never under 0, its largest and its smallest possible value are at least max(`threshold`, 5) apart. Each
    proof is a maximum flow, that is, an exact solution of the two linear programmes of the cell. What the reader may
    know besides (an earlier release, a table that shares a total) is for `differencing`.

    A protected table comes back as it is. A table given as an array gives an object array, else lists. Raises
    ValueError for what is not a table of counts, does not add up, or a threshold under 1.

    Source: Hundepool and others (2012), Statistical Disclosure Control, chapter 4; ways through the table, Kelly, Golden
    and Assad (1992), Networks 22: 397-417.

    >>> protect([[31, 3, 6, 12, 52]], threshold=5, round_to=None)
    [[31, '[c]', '[c]', 12, 52]]
    """
    return protection(table, threshold=threshold, round_to=round_to).table


def protection(table: Table, *, threshold: int, round_to: int | None) -> Protection:
    """As `protect`, with which cells were hidden and why.

    >>> protection([[31, 3, 6, 12, 52]], threshold=5, round_to=None).others.tolist()
    [[False, False, True, False, False]]
    """
    rules, given = tables.release(threshold, round_to), tables.read(table)
    values = tables.as_two_way(given)
    small = rules.too_small(values)
    shown = np.where(small, np.nan, rules.rounded(values))
    puzzle = _Puzzle(_possible(values, shown, small, rules), shown, rules)
    puzzle.solve(max(LEAST_WIDTH, rules.threshold))
    rows, columns = given.shape
    hidden = np.isnan(puzzle.shown)
    for axis in (0, 1):  # a list with its total was its own margin: what is hidden in one copy is in the other
        if given.shape[axis] == 1:
            hidden = np.repeat(hidden.any(axis=axis, keepdims=True), 2, axis=axis)
    small, hidden = small[:rows, :columns], hidden[:rows, :columns]
    protected = np.where(hidden, np.nan, shown[:rows, :columns])
    return Protection(tables.written(protected, table), small, hidden & ~small & ~np.isnan(given), max(LEAST_WIDTH, rules.threshold))


def feasible_ranges(table: Table, *, threshold: int = 1, round_to: int | None = None) -> tuple[Floats, Floats]:
    """The smallest and the largest value each cell of a published table can have, for a reader who knows the rules.

    For a cell that is shown these are its limits of rounding, narrowed by the totals. The largest is infinite where
    nothing published bounds it. Raises ValueError for a table that no counts fit.

    >>> lower, upper = feasible_ranges([[31, "[c]", "[c]", 12, 52]])
    >>> lower.tolist(), upper.tolist()
    ([[31.0, 0.0, 0.0, 12.0, 52.0]], [[31.0, 9.0, 9.0, 12.0, 52.0]])
    """
    rules, given = tables.release(threshold, round_to), tables.read(table)
    shown = tables.as_two_way(given)
    known = _possible(shown, shown, np.zeros(shown.shape, dtype=bool), rules)
    room, sign = _Puzzle(known, shown, rules).room, tables.signs(shown.shape)
    lower, upper = np.zeros(given.shape), np.zeros(given.shape)
    for place in np.ndindex(given.shape):
        up, down = (reach(room, place, (sign[place] > 0) == more, np.inf).distance for more in (True, False))
        lower[place], upper[place] = known[place] - down, known[place] + up
    return lower, upper


def _possible(values: Floats, shown: Floats, small: Bools, rules: Release) -> Floats:
    """Whole counts that fit all that is given: the table itself where it is complete and adds up, else one found by a linear programme."""
    hidden = np.isnan(values)
    wrong = "" if hidden.any() else tables.misfit(values)
    if not hidden.any() and not wrong:
        return values
    rounded = rules.base > 1 and bool((hidden | (values % rules.base == 0)).all())
    if not hidden.any() and not rounded:
        raise ValueError(f"table: {wrong}; correct it, with totals in the last row and column")
    lower, upper = rules.limits(shown)
    if not rounded:
        lower, upper = np.where(hidden, 0, values), np.where(hidden, np.inf, values)
    lower, upper = np.where(small, values, lower), np.where(small, values, upper)
    return _fitting(lower, upper, wrong)


def _fitting(lower: Floats, upper: Floats, wrong: str) -> Floats:
    from scipy.optimize import linprog  # only tables that were protected before come here
    from scipy.sparse import csr_array, eye_array, kron, vstack

    rows, columns = lower.shape
    sign = tables.signs(lower.shape).ravel()
    adds = vstack([kron(eye_array(rows), np.ones((1, columns))), kron(np.ones((1, rows)), eye_array(columns))])
    # the dual simplex method ends in a corner, and every corner of a network is whole
    found = linprog(
        np.ones(lower.size),
        A_eq=csr_array(adds) * sign,
        b_eq=np.zeros(rows + columns),
        bounds=np.column_stack((lower.ravel(), upper.ravel())),
        method="highs-ds",
    )
    if found.x is None:
        raise ValueError(f"table: {wrong or 'no whole counts fit what is shown: a row or column does not add up to its total'}; correct it first")
    counts: Floats = np.abs(np.round(found.x)).reshape(lower.shape)
    return counts


class _Puzzle:
    """The table as a reader sees it, with more and more cells hidden."""

    def __init__(self, known: Floats, shown: Floats, rules: Release) -> None:
        self.shown = shown.copy()
        lower, upper = rules.limits(shown)
        self._positive = tables.signs(shown.shape) > 0
        self.room = Room(*self._in_balance(upper - known, known - lower))
        self._open = Room(*self._in_balance(np.full(shown.shape, np.inf), known))
        self._cost = _costs(shown)
        self._proved_by: dict[Place, frozenset[Place]] = {}

    def _in_balance(self, up: Floats, down: Floats) -> tuple[Floats, Floats]:
        return np.where(self._positive, up, down), np.where(self._positive, down, up)

    def solve(self, width: int) -> None:
        """Hide more until every hidden cell is `width` wide, then show again what turned out not to be needed."""
        before, cost, room = self.shown.copy(), self._cost.copy(), Room(self.room.rise.copy(), self.room.fall.copy())
        waiting = _hidden(self.shown)
        while waiting:  # what is wide stays so: hiding never narrows
            waiting += self._widen(waiting.pop(0), width)
        added = [place for place in _hidden(self.shown) if not np.isnan(before[place])]
        for place in sorted(added, key=lambda place: -cost[place]):
            self._show_if_safe(place, before[place], (room.rise[place], room.fall[place]), width)

    def _widen(self, place: Place, width: int) -> list[Place]:
        newly: list[Place] = []
        while (proof := self._proof(place, width)) is not None:
            ways = [self._next(place, found, upwards) for found, upwards in zip(proof, (True, False), strict=True)]
            newly += self._hide(min(ways, key=lambda way: way[0])[1])
        return newly

    def _proof(self, place: Place, width: int) -> tuple[Reach, Reach] | None:
        """None where the cell is `width` wide (which cells make it so is noted), else how far it can go each way."""
        (rise, above), (fall, below) = (nearby(self.room, place, upwards) for upwards in (True, False))
        if rise + fall >= width:
            self._proved_by[place] = above | below
            return None
        up = reach(self.room, place, True, width)
        down = reach(self.room, place, False, width - up.distance)
        if up.distance + down.distance < width:
            return up, down
        self._proved_by[place] = up.used | down.used
        return None

    def _next(self, place: Place, found: Reach, upwards: bool) -> tuple[float, list[Place]]:
        if found.spent:
            return float("inf"), []
        return cheapest(found.left, self._open.towards(upwards), self._cost, place)

    def _hide(self, way: list[Place]) -> list[Place]:
        newly = [place for place in way if not np.isnan(self.shown[place])]
        if not newly:
            raise ValueError("table: a hidden cell can be worked out, and no further cell could hide it; give the counts themselves")
        for place in newly:
            self.shown[place] = np.nan
            self.room.rise[place], self.room.fall[place] = self._open.rise[place], self._open.fall[place]
            self._cost[place] = 0
        return newly

    def _show_if_safe(self, place: Place, value: float, room: tuple[float, float], width: int) -> None:
        self.shown[place] = value
        self.room.rise[place], self.room.fall[place] = room
        own = self._proved_by.pop(place)
        needed = [other for other, used in self._proved_by.items() if place in used]
        if any(self._proof(other, width) is not None for other in needed):
            self._hide([place])
            self._proved_by[place] = own


def _hidden(shown: Floats) -> list[Place]:
    return [(int(row), int(column)) for row, column in np.argwhere(np.isnan(shown))]


def _costs(shown: Floats) -> Floats:
    """What it costs to hide each cell: its value, a total more than all cells, a zero more than all else; 0 where it is hidden."""
    cost = np.nan_to_num(shown)
    every = float(cost[:-1, :-1].sum()) + 1
    cost[:-1, -1] += every
    cost[-1, :-1] += every
    cost[-1, -1] += 2 * every
    return np.where(np.isnan(shown), 0, np.where(shown == 0, cost.sum() + 1, cost))
