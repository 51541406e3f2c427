"""Which counts add up to which: from what they count, and from how they stand in tables. A sum that the true counts do not fit is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from wardmoot.reports.disclosure.extents import Extent, Side

Equation = dict[int, int]
"""Counts by number with their sign: together they are 0."""
_LOOSE = ("area", "share of")
"""Sides that are not known to be sets: an area without its small areas, the whole of a share."""
_TOTAL = ("total", "all", "whole", "together")


@dataclass(slots=True)
class Counts:
    """The counts of a document by number: their true values (nan: not known, or in no document), and where each extent stands.

    `extents` has a count for each pair of extent and value, so that two numbers that only look alike are never taken for one.
    """

    values: list[float] = field(default_factory=list)
    extents: dict[tuple[Extent, float], int] = field(default_factory=dict)

    def add(self, value: float) -> int:
        """A count of which nothing is known but its value."""
        self.values.append(value)
        return len(self.values) - 1

    def of(self, extent: Extent, value: float) -> int:
        """The number of the count with this extent and value."""
        found = self.extents.get((extent, value))
        if found is None:
            found = self.extents[extent, value] = self.add(value)
        return found


@dataclass(frozen=True, slots=True)
class _Line:
    """Counts that differ in one side only. `whole` are those that may have any value of it."""

    sets: Mapping[frozenset[str], int]
    whole: int | None


def sums_of_extents(counts: Counts) -> list[Equation]:
    """The sums that follow from what is counted. Parts that no count shows become counts of their own, of unknown value."""
    found: list[Equation] = []
    for line in _lines(counts):
        found += _sums_of_line(counts, line)
    return found


Key = tuple[str, str, tuple[Side, ...]]


def _lines(counts: Counts) -> Iterator[_Line]:
    """The lines of each measure, and those across measures of what only one of them counts: a share and the count it is of may be two."""
    held: dict[Key, list[tuple[frozenset[str] | None, int, str]]] = {}
    names: dict[str, set[str]] = {}
    for extent, _ in counts.extents:
        names.setdefault(extent.universe, set()).update(name for name, _ in extent.sides)
    for (extent, _), number in counts.extents.items():
        own = dict(extent.sides)
        for name in names[extent.universe]:
            held.setdefault((extent.universe, name, extent.beside(name)), []).append((own.get(name), number, extent.measure))
    for members in held.values():
        measures = {measure for _, _, measure in members}
        yield from (line for measure in measures if (line := _line([one for one in members if one[2] == measure])))
        times = Counter(values for values, _, _ in members)
        once = [one for one in members if times[one[0]] == 1]
        if len(measures) > 1 and (line := _line(once)):
            yield line


def _line(members: Sequence[tuple[frozenset[str] | None, int, str]]) -> _Line | None:
    sets: dict[frozenset[str], int] = {}
    for values, number, _ in members:
        if values is not None:
            sets.setdefault(values, number)
    whole = next((number for values, number, _ in members if values is None), None)
    return _Line(sets, whole) if sets and len(sets) + (whole is not None) > 1 else None


def _sums_of_line(counts: Counts, line: _Line) -> list[Equation]:
    members = [*line.sets.items()]
    masks: dict[str, int] = {}
    for place, (values, _) in enumerate(members):
        for value in values:
            masks[value] = masks.get(value, 0) | 1 << place
    pieces = set(masks.values())
    inside = [[mask for mask in pieces if mask >> place & 1] for place in range(len(members))]
    if line.whole is None and all(len(parts) == 1 for parts in inside):
        return []
    atoms: dict[int, int] = {parts[0]: number for parts, (_, number) in zip(inside, members) if len(parts) == 1}
    unknown = [mask for mask in pieces if mask not in atoms]
    sums = [([*parts], number) for parts, (_, number) in zip(inside, members) if len(parts) > 1]
    if line.whole is not None:
        rest = _rest(counts, atoms, pieces, line.whole) if not unknown else None
        unknown += [] if rest == 0 else [-1]
        sums.append(([*pieces, *([] if rest == 0 else [-1])], line.whole))
    if not _fits(counts, atoms, unknown, sums):
        return []
    atoms |= {mask: counts.add(np.nan) for mask in unknown}
    return [_sum([atoms[mask] for mask in parts], number) for parts, number in sums]


def _rest(counts: Counts, atoms: Mapping[int, int], pieces: set[int], whole: int) -> float:
    return counts.values[whole] - sum(counts.values[atoms[mask]] for mask in pieces)


def _fits(counts: Counts, atoms: Mapping[int, int], unknown: Sequence[int], sums: Sequence[tuple[list[int], int]]) -> bool:
    """Whether there are parts, none under 0, with which the true values add up."""
    place = {mask: i for i, mask in enumerate(unknown)}
    left = np.array([counts.values[number] - sum(counts.values[atoms[mask]] for mask in parts if mask in atoms) for parts, number in sums])
    if np.isnan(left).any():
        return True  # a count of an earlier release that is hidden there: the puzzle as a whole decides
    if not unknown:
        return not left.any()
    adds = np.zeros((len(sums), len(unknown)))
    for row, (parts, _) in enumerate(sums):
        adds[row, [place[mask] for mask in parts if mask in place]] = 1
    return bool((left >= 0).all()) and linprog(np.zeros(len(unknown)), A_eq=adds, b_eq=left).status == 0


def _sum(parts: Sequence[int], total: int) -> Equation:
    made: Equation = {total: -1}
    for part in parts:
        made[part] = made.get(part, 0) + 1
    return made


@dataclass(frozen=True, slots=True)
class Grid:
    """How counts stand in a table: numbers of counts by row and column (None where a cell has none), and each row's heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]


def sums_of_grid(counts: Counts, grid: Grid, extents: Mapping[int, Extent]) -> list[Equation]:
    """The sums that a reader tries on a table: totals at its ends, subtotals, rows, and totals that stand elsewhere.

    `extents` says what each count counts: what is known to be no part of a total is not added up to it, however the numbers fall.
    """
    found = _tried(counts, grid, extents)
    return [one for one in found if _may_be(one, extents)]


def _may_be(equation: Equation, extents: Mapping[int, Extent]) -> bool:
    """Whether what is counted allows that the parts are parts of the total."""
    total = next(number for number, sign in equation.items() if sign < 0)
    return all(_may_hold(extents[total], extents[number]) for number, sign in equation.items() if sign > 0)


def _may_hold(whole: Extent, part: Extent) -> bool:
    own = dict(part.sides)
    return all(name in _LOOSE or (name in own and own[name] <= values) for name, values in whole.sides)


def _tried(counts: Counts, grid: Grid, extents: Mapping[int, Extent]) -> list[Equation]:
    kinds = {number: extent.universe for number, extent in extents.items()}
    columns = [[(i, row[j]) for i, row in enumerate(grid.rows) if row[j] is not None] for j in range(len(grid.rows[0]) if grid.rows else 0)]
    found: list[Equation] = []
    cells: list[int] = []
    for column in columns:
        numbers = [number for _, number in column if number is not None]
        totals = _totals(counts, grid, column)
        found += totals
        summed = {next(number for number, sign in total.items() if sign < 0) for total in totals}
        inner = [number for number in dict.fromkeys(numbers) if number not in summed]
        cells += inner
        found += _elsewhere(counts, inner, kinds)
    found += _elsewhere(counts, list(dict.fromkeys(cells)), kinds) if len(columns) > 1 else []
    for row in grid.rows:
        found += _one_of(counts, list(dict.fromkeys(number for number in row if number is not None)), kinds)
    return found


def _totals(counts: Counts, grid: Grid, column: Sequence[tuple[int, int | None]]) -> list[Equation]:
    numbers = [number for _, number in column if number is not None]
    values = [counts.values[number] for number in numbers]
    found: list[Equation] = []
    for place, number in enumerate(numbers):
        others = numbers[:place] + numbers[place + 1 :]
        if len(others) > 1 and number not in others and values[place] > 0 and values[place] * 2 == sum(values):
            found.append(_sum(others, number))
    if found:
        return found
    begun = 0
    for place, (row, _) in enumerate(column):
        if grid.headings[row].lower().startswith(_TOTAL) and place - begun > 1:
            if values[place] == sum(values[begun:place]):
                found.append(_sum(numbers[begun:place], numbers[place]))
            begun = place + 1
    return found


def _elsewhere(counts: Counts, numbers: Sequence[int], kinds: Mapping[int, str]) -> list[Equation]:
    """The counts of the same kind, wherever they stand, that these add up to."""
    total = sum(counts.values[number] for number in numbers)
    if len(numbers) < 2 or not total > 0 or len({kinds[number] for number in numbers}) > 1:
        return []
    same = (number for number, kind in kinds.items() if kind == kinds[numbers[0]] and counts.values[number] == total)
    return [_sum(numbers, number) for number in same if number not in numbers]


def _one_of(counts: Counts, numbers: Sequence[int], kinds: Mapping[int, str]) -> list[Equation]:
    """A row of which one count is the sum of the others."""
    values = [counts.values[number] for number in numbers]
    if len(numbers) < 3 or len({kinds[number] for number in numbers}) > 1:
        return []
    totals = (number for number, value in zip(numbers, values) if value > 0 and value * 2 == sum(values))
    return [_sum([other for other in numbers if other != number], number) for number in totals]
