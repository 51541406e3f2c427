"""A stranger who reads what was published and solves for what was hidden. Knows nothing of how it was hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

HIDDEN = "[c]"
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
POPULATION = 48_000
TOP = 5000.0
Terms = Mapping[str, float]


class Attacker:
    """Unknown whole counts by name, and everything linear that is known of them."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self._known: list[tuple[Terms, float, float]] = []
        self.hidden: set[str] = set()

    def adds_up(self, parts: Iterable[str], total: str) -> None:
        parts = list(parts)
        self.between({**dict.fromkeys(parts, 1.0), total: -1.0}, 0, 0)

    def between(self, terms: Terms, lower: float, upper: float) -> None:
        for name in terms:
            self.names.setdefault(name, len(self.names))
        self._known.append((terms, lower, upper))

    def reads(self, name: str, text: str) -> None:
        """A count as it is printed."""
        self.names.setdefault(name, len(self.names))
        if HIDDEN in text:
            self.hidden.add(name)
        elif found := number(text):
            self.between({name: 1.0}, found[0], found[0])

    def reads_kind(self, year: str, kind: str, cells: Sequence[str], total: float | None) -> None:
        """A row of the table of kinds: count, year before, difference, rate, its interval, share."""
        now, before = f"{year}:{kind}", f"{int(year) - 1}:{kind}"
        self.reads(now, cells[0])
        self.reads(before, cells[1])
        if change := number(cells[2]):
            self.between({now: 1.0, before: -1.0}, change[0], change[0])
        if rate := number(cells[3]):
            self.scaled(now, rate, POPULATION / 1000)
        ends = [number(text) for text in cells[4].split(" to ")] if " to " in cells[4] else []
        for end, factor in zip(ends, (0.8, 1.25)):
            if end:
                self.scaled(now, end, POPULATION / 1000 / factor)
        if (share := number(cells[5])) and total is not None:
            self.scaled(now, share, total / 100)

    def scaled(self, name: str, read: tuple[float, float], factor: float) -> None:
        value, half = read
        self.between({name: 1.0}, (value - half) * factor - 1e-6, (value + half) * factor + 1e-6)

    def range_of(self, name: str) -> tuple[float, float]:
        """The least and the most a count can be."""
        return self.solution(name, -1)[name], self.solution(name, 1)[name]

    def solution(self, name: str, sense: int) -> dict[str, int]:
        """All counts, where this one is the least (-1) or the most (1) it can be. Fails where nothing fits what was read."""
        aim = np.zeros(len(self.names))
        aim[self.names[name]] = -sense
        found = milp(aim, integrality=np.ones(len(aim)), bounds=Bounds(0, TOP), constraints=self._rows())
        assert found.x is not None, f"nothing fits what was published: {found.message}"
        return {name: round(found.x[place]) for name, place in self.names.items()}

    def _rows(self) -> list[LinearConstraint]:
        matrix = np.zeros((len(self._known), len(self.names)))
        for row, (terms, _, _) in enumerate(self._known):
            for name, factor in terms.items():
                matrix[row, self.names[name]] = factor
        return [LinearConstraint(matrix, [low for _, low, _ in self._known], [high for _, _, high in self._known])] if self._known else []

    def found_out(self, width: int) -> dict[str, tuple[float, float]]:
        """The hidden counts that can be worked out to less than `width`."""
        ranges = {name: self.range_of(name) for name in sorted(self.hidden)}
        return {name: (low, high) for name, (low, high) in ranges.items() if high - low < width}


def number(text: str) -> tuple[float, float] | None:
    """A printed number and half of its last place; None for anything else."""
    found = _NUMBER.match(text.strip().lstrip("'"))
    if not found or HIDDEN in text:
        return None
    places = len(found[0].partition(".")[2])
    return float(found[0].replace(",", "")), 0.5 * 10.0**-places if places else 0.0


def attack(tables: Sequence[Sequence[Sequence[str]]], year: int, attacker: Attacker, kinds: Sequence[str], places: Sequence[str]) -> None:
    """Read every table of an edition: rows of kinds with seven numbers, of places and of months with one."""
    rows = [row for table in tables for row in table if row]
    total = next((number(row[1]) for row in rows if row[0] == "Total" and len(row) >= 7), None)
    months: set[str] = set()
    for row in rows:
        if (row[0] in kinds or row[0] == "Total") and len(row) >= 7:
            attacker.reads_kind(str(year), row[0], row[1:], total[0] if total else None)
        elif (row[0] in kinds and len(row) == 2) or (row[0] in places and len(row) == 2):
            attacker.reads(f"{year}:{row[0]}", row[1])
        elif re.fullmatch(rf"[A-Z][a-z]+ {year}", row[0]) and len(row) == 2:
            months.add(f"{year}:{row[0]}")
            attacker.reads(f"{year}:{row[0]}", row[1])
    assert len(months) in (0, 12)
    attacker.adds_up((f"{year}:{kind}" for kind in kinds), f"{year}:Total")
    attacker.adds_up((f"{year - 1}:{kind}" for kind in kinds), f"{year - 1}:Total")
    attacker.adds_up((f"{year}:{place}" for place in places), f"{year}:Total")
    if months:
        attacker.adds_up(months, f"{year}:Total")
