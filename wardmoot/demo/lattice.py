"""A jittered lattice of cells in whole microdegrees, and the cutting of it into connected parts.

Every area is a set of cells, so areas that meet share their corner points exactly: no gap, no overlap and no
rounding can come between them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from wardmoot.demo.chance import Chance

Cell = tuple[int, int]
Point = tuple[int, int]
Ring = list[Point]

COLUMNS, ROWS = 84, 76
WEST, SOUTH = 1_020_000, 53_630_000
STEP_X, STEP_Y = 13_500, 8_500
_JITTER = 28
"""How far a corner may stray, in hundredths of a step: under 30, so that every cell keeps a clear middle."""


class Lattice:
    """The corner points of the plane, each moved a little by chance."""

    def __init__(self, chance: Chance) -> None:
        stray = chance.below(2 * _JITTER + 1, 2 * (COLUMNS + 1) * (ROWS + 1)) - _JITTER
        self._stray = stray.reshape(COLUMNS + 1, ROWS + 1, 2).tolist()

    def corner(self, column: int, row: int) -> Point:
        """The corner at the south-west of a cell, in microdegrees (longitude, latitude)."""
        x, y = self._stray[column][row]
        return WEST + column * STEP_X + x * STEP_X // 100, SOUTH + row * STEP_Y + y * STEP_Y // 100

    def inside(self, cell: Cell, across: int, up: int) -> Point:
        """A point inside a cell: `across` and `up` are 0 to 100, from the west and south of the cell's clear middle."""
        x, y = 30 + 40 * across // 100, 30 + 40 * up // 100
        return WEST + cell[0] * STEP_X + x * STEP_X // 100, SOUTH + cell[1] * STEP_Y + y * STEP_Y // 100


def neighbours(cell: Cell) -> tuple[Cell, Cell, Cell, Cell]:
    """The four cells that share an edge with this one."""
    column, row = cell
    return (column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)


def distance2(a: Cell, b: Cell) -> int:
    """The squared distance between two cells."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def grow(cells: set[Cell], seeds: Sequence[Cell], chance: Chance) -> list[list[Cell]]:
    """Cut `cells` among `seeds` by growing each at the same pace over ground of chance difficulty.

    Each part comes in the order it grew, so that any first piece of it is connected.
    """
    toll = dict(zip(sorted(cells), (chance.below(60, len(cells)) + 70).tolist()))
    parts: list[list[Cell]] = [[] for _ in seeds]
    taken: set[Cell] = set()
    queue = [(0, seed, part) for part, seed in enumerate(seeds)]
    heapq.heapify(queue)
    while queue:
        cost, cell, part = heapq.heappop(queue)
        if cell in taken:
            continue
        taken.add(cell)
        parts[part].append(cell)
        for near in neighbours(cell):
            if near in toll and near not in taken:
                heapq.heappush(queue, (cost + toll[near], near, part))
    return parts


def components(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The connected pieces of a set of cells, each sorted, in order of their first cell."""
    left, pieces = set(cells), []
    for first in sorted(left):
        if first not in left:
            continue
        piece, stack = [], [first]
        left.discard(first)
        while stack:
            cell = stack.pop()
            piece.append(cell)
            near = [n for n in neighbours(cell) if n in left]
            left.difference_update(near)
            stack.extend(near)
        pieces.append(sorted(piece))
    return pieces


def _spread_seeds(cells: list[Cell], many: int) -> list[Cell]:
    """`many` cells far from each other, the first at one end."""
    seeds = [cells[0]]
    nearest = {cell: distance2(cell, seeds[0]) for cell in cells}
    while len(seeds) < many:
        far = max(cells, key=lambda cell: (nearest[cell], cell))
        seeds.append(far)
        nearest = {cell: min(d, distance2(cell, far)) for cell, d in nearest.items()}
    return seeds


def partition(cells: list[Cell], many: int) -> list[list[Cell]]:
    """Cut connected `cells` into `many` connected parts of about equal size."""
    cells = sorted(cells)
    seeds = _spread_seeds(cells, min(many, len(cells)))
    parts = [[seed] for seed in seeds]
    free = set(cells) - set(seeds)
    edges: list[set[Cell]] = [set(neighbours(seed)) & free for seed in seeds]
    while free:
        smallest = min((k for k, edge in enumerate(edges) if edge & free), key=lambda k: (len(parts[k]), k))
        edges[smallest] &= free
        cell = min(edges[smallest], key=lambda c: (distance2(c, seeds[smallest]), c))
        parts[smallest].append(cell)
        free.discard(cell)
        edges[smallest] |= set(neighbours(cell)) & free
    return parts


def _boundary(cells: set[Cell]) -> dict[Cell, list[tuple[Cell, Cell]]]:
    """The outer edges of a set of cells, anticlockwise: from each corner, the corners it leads to and the cell inside."""
    leads: dict[Cell, list[tuple[Cell, Cell]]] = {}
    for c, r in sorted(cells):
        square = [(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)]
        beyond = [(c, r - 1), (c + 1, r), (c, r + 1), (c - 1, r)]
        for side in range(4):
            if beyond[side] not in cells:
                leads.setdefault(square[side], []).append((square[(side + 1) % 4], (c, r)))
    return leads


def outline(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The rings of corners round one connected set of cells: the outer one first (anticlockwise), then holes (clockwise)."""
    leads, rings = _boundary(set(cells)), []
    while leads:
        start = min(leads)
        ring, corner, inside = [start], start, None
        while True:
            ways = leads[corner]
            # Where two cells meet only at a corner, crossing to the other cell keeps a hole a ring of its own.
            way = next((w for w in ways if w[1] != inside), ways[0])
            ways.remove(way)
            if not ways:
                del leads[corner]
            corner, inside = way
            if corner == start:
                break
            ring.append(corner)
        rings.append(ring)
    return rings
