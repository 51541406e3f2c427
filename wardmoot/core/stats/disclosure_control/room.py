"""How far a reader of a table with totals can pin down each hidden cell.

Give row and column totals a minus sign, and every row and every column of the table adds up to 0. Two tables that a reader
cannot tell apart then differ by a circulation: a flow in the network whose nodes are the rows and columns and whose arcs
are the cells. So the largest (smallest) value a cell can have is the solution of a linear programme that a maximum flow
solves exactly, in whole numbers when all limits are whole numbers.

Source: Kelly, Golden and Assad (1992), Networks 22: 397-417; Cox (1995), JASA 90: 1453-1462; the network's integrality,
Hoffman and Kruskal (1956).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wardmoot.core.stats._checks import Floats

Place = tuple[int, int]
_STEP = 1e-3
"""The cost of going through a cell that is hidden already: short ways first."""


@dataclass(slots=True)
class Room:
    """How far each cell of a table in balance (totals negative) may rise and fall, for all that is published of that cell alone."""

    rise: Floats
    fall: Floats

    def towards(self, upwards: bool) -> tuple[Floats, Floats]:
        """Room to move in the direction of the cell's own row first: copies, for a flow that is to be sent."""
        return (self.fall.copy(), self.rise.copy()) if upwards else (self.rise.copy(), self.fall.copy())


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a cell can go, the room then left, and the cells that gave way for it.

    `left` is forward and backward from the cell's row, as `Room.towards` gives it. `spent`: the cell itself can go no
    further, whatever else gives way.
    """

    distance: float
    left: Room
    used: frozenset[Place]
    spent: bool


def _way(forward: Floats, backward: Floats, place: Place) -> list[Place]:
    """The cells of a shortest way from the row of `place` to its column, changed in turn forward and backward; empty where there is none."""
    row, column = place
    from_row, from_column = np.full(forward.shape[1], -1), np.full(forward.shape[0], -1)
    from_column[row] = 0
    rows = np.array([row])
    while rows.size:
        found = forward[rows]
        best = found.argmax(axis=0)
        columns = np.flatnonzero((found.max(axis=0) > 0) & (from_row < 0))
        from_row[columns] = rows[best[columns]]
        if from_row[column] >= 0:
            return _trace(place, from_row, from_column)
        if not columns.size:
            return []
        back = backward[:, columns]
        best = back.argmax(axis=1)
        rows = np.flatnonzero((back.max(axis=1) > 0) & (from_column < 0))
        from_column[rows] = columns[best[rows]]
    return []


def _trace(place: Place, from_row: np.ndarray, from_column: np.ndarray) -> list[Place]:
    start, column = place
    way: list[Place] = []
    while True:
        row = int(from_row[column])
        way.append((row, column))
        if row == start:
            return way[::-1]
        column = int(from_column[row])
        way.append((row, column))


def _send(forward: Floats, backward: Floats, place: Place, most: float, used: set[Place]) -> float:
    """Send as much flow as there is way for, up to `most`, from the row of `place` to its column; the room left is in the arrays."""
    sent = 0.0
    while sent < most:
        way = _way(forward, backward, place)
        if not way:
            break
        used.update(way)
        ahead, behind = tuple(zip(*way[::2], strict=True)), tuple(zip(*way[1::2], strict=True))
        amount = min(most - sent, forward[ahead].min(), backward[behind].min() if behind else np.inf)
        if np.isinf(amount):
            return float("inf")
        forward[ahead] -= amount
        backward[ahead] += amount
        if behind:
            backward[behind] -= amount
            forward[behind] += amount
        sent += amount
    return sent


def nearby(room: Room, place: Place, upwards: bool) -> tuple[float, frozenset[Place]]:
    """How far the cell at `place` can surely rise (or fall) when one other row and column give way, and the three cells that do.

    Never more than `reach` finds; much quicker, and in most tables it proves most cells.
    """
    (row, column), (forward, backward) = place, (room.fall, room.rise) if upwards else (room.rise, room.fall)
    least = np.minimum(np.minimum(forward[row][None, :], backward), forward[:, column][:, None])
    least[row] = least[:, column] = 0
    other, across = divmod(int(least.argmax()), least.shape[1])
    return min(float(backward[place]), float(least[other, across])), frozenset({(row, across), (other, across), (other, column)})


def reach(room: Room, place: Place, upwards: bool, most: float) -> Reach:
    """How far the cell at `place` can rise (or fall) when all other cells give way, up to `most`."""
    forward, backward = room.towards(upwards)
    own = float(backward[place])
    forward[place] = backward[place] = 0
    used: set[Place] = set()
    sent = _send(forward, backward, place, min(own, most), used)
    return Reach(sent, Room(forward, backward), frozenset(used), sent >= own)


def _distances(forward: Floats, backward: Floats, row: int) -> tuple[Floats, Floats]:
    rows, columns = np.full(forward.shape[0], np.inf), np.full(forward.shape[1], np.inf)
    rows[row] = 0
    while True:
        nearer = np.minimum(columns, (rows[:, None] + forward).min(axis=0))
        now = np.minimum(rows, (nearer[None, :] + backward).min(axis=1))
        if np.array_equal(nearer, columns) and np.array_equal(now, rows):
            return rows, columns
        rows, columns = now, nearer


def cheapest(left: Room, opened: tuple[Floats, Floats], cost: Floats, place: Place) -> tuple[float, list[Place]]:
    """The cost and the cells of the way from the row of `place` to its column that costs least to open.

    `left` is what `reach` left; `opened` the room forward and backward of each cell if it were hidden, `cost` the cost of
    hiding it (0 where hidden already). The cost is infinite where there is no way at all.
    """
    prices = []
    for free, could in zip((left.rise, left.fall), opened, strict=True):
        price = np.where(free > 0, _STEP, np.where((cost > 0) & (could > 0), cost + _STEP, np.inf))
        price[place] = np.inf
        prices.append(price)
    rows, columns = _distances(prices[0], prices[1], place[0])
    if np.isinf(columns[place[1]]):
        return float("inf"), []
    way: list[Place] = []
    column = place[1]
    while True:
        row = int(np.argmin(rows + prices[0][:, column]))
        way.append((row, column))
        if row == place[0]:
            return float(columns[place[1]]), way
        column = int(np.argmin(columns + prices[1][row]))
        way.append((row, column))
