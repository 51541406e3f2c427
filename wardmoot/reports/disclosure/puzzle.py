"""The reader's puzzle: counts that are shown, counts that are not, and the sums that bind them. Solved before anybody else can."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack
from scipy.sparse.csgraph import connected_components

from wardmoot.reports.disclosure.sums import Equation

Floats = NDArray[np.float64]
_FREE = 1e-3
"""The cost of moving a count that is not shown: a little, so that short ways are taken."""
_ROOM = 1000.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must not be worked out: the count `number`, to within `width`. `below`: only where it may lie from 1 to `below` - 1."""

    number: int
    width: int
    below: int | None = None


class Puzzle:
    """Counts of which some are shown. `truth` fits every equation (nan: nobody knows).

    `shown` are the counts printed, each with the least and the most it can be for a reader: twice the same unless it is rounded.
    `known` are those that were published before, and cannot be hidden any more; `widths` says how wide each count has to be once it
    is hidden. `lost` names what earlier publications give away whatever is done now.
    """

    def __init__(
        self, truth: Sequence[float], equations: Sequence[Equation], shown: Mapping[int, tuple[float, float]], known: Collection[int], widths: Floats
    ) -> None:
        self.shown = np.zeros(len(truth), dtype=bool)
        self.shown[list(shown)] = True
        self.lost: set[int] = set()
        self._known = np.isin(np.arange(len(truth)), list(known))
        self._widths = widths
        self._sums = _matrix(equations, len(truth))
        self.truth = self._fitting(np.array(truth, dtype=float))
        self._floor, self._ceiling = self.truth.copy(), self.truth.copy()
        for number, (least, most) in shown.items():
            self._floor[number], self._ceiling[number] = least, most

    def _fitting(self, truth: Floats) -> Floats:
        """The true values, with whole counts that fit in place of those nobody knows. Raises ValueError where there are none."""
        unknown = np.isnan(truth)
        if not unknown.any():
            return truth
        left = -(self._sums @ np.where(unknown, 0, truth))
        ours = self._sums[:, np.flatnonzero(unknown)]
        rows = np.flatnonzero(np.abs(ours).sum(axis=1) > 0)
        bind = [LinearConstraint(ours[rows], left[rows], left[rows])] if rows.size else []
        found = milp(np.ones(int(unknown.sum())), integrality=np.ones(int(unknown.sum())), bounds=Bounds(0, np.inf), constraints=bind)
        if found.x is None:
            raise ValueError("the counts of this document, and of the earlier one, contradict each other: no whole counts fit all their sums")
        made = truth.copy()
        made[unknown] = np.round(found.x)
        return made

    def protect(self, wanted: Sequence[Wanted]) -> None:
        """Hide more counts, cheapest first, until nothing wanted, and nothing hidden for it, can be worked out.

        Raises ValueError where that cannot be, though nothing was published before.
        """
        waiting = self.narrow(wanted)
        while waiting:
            newly: set[int] = set()
            for one in waiting:
                if not newly & self._near(one.number):
                    newly |= set(self._hide(one))
            if not newly:
                self._give_up(waiting)
                return
            waiting = self.narrow([*waiting, *(Wanted(number, int(self._widths[number])) for number in sorted(newly))])

    def _give_up(self, waiting: Sequence[Wanted]) -> None:
        if not self._known.any():
            raise ValueError("a count that must be hidden can be worked out from the document, and hiding more does not help: leave the part out")
        self.lost |= {one.number for one in waiting}

    def _near(self, number: int) -> set[int]:
        """The counts in the same sums as this one."""
        rows = self._sums[:, [number]].nonzero()[0]
        return set(self._sums[rows].nonzero()[1].tolist())

    def _hide(self, one: Wanted) -> list[int]:
        """Hide the cheapest counts that let this one rise by its width, and say which."""
        size = len(self.truth)
        cost = np.where(self.shown, 1 + self.truth + np.where(self.truth == 0, self.truth.max(), 0), _FREE)
        rise, fall = np.where(self._known, 0, np.inf), np.where(self._known, 0, self.truth)
        if self._known[one.number]:
            return []
        least = np.zeros(2 * size)
        rise[one.number] = least[one.number] = one.width
        fall[one.number] = 0
        found = linprog(
            np.concatenate((cost, cost)),
            A_eq=hstack((self._sums, -self._sums)).tocsr(),
            b_eq=np.zeros(self._sums.shape[0]),
            bounds=np.column_stack((least, np.concatenate((rise, fall)))),
            method="highs",
        )
        if found.x is None:
            return []
        there = self.truth + found.x[:size] - found.x[size:]
        outside = (there > self._ceiling + 1e-6) | (there < self._floor - 1e-6)
        newly: list[int] = np.flatnonzero(outside & self.shown).tolist()
        self.shown[newly] = False
        return newly

    def narrow(self, wanted: Iterable[Wanted]) -> list[Wanted]:
        """Those of which the least and the most they can be lie too near each other."""
        of_part = self._parts()
        by_part: dict[int, list[Wanted]] = {}
        for one in wanted:
            by_part.setdefault(int(of_part[one.number]), []).append(one)
        found: list[Wanted] = []
        for part, members in by_part.items():
            found += self._narrow_in(np.flatnonzero(of_part == part), members)
        return found

    def _moves(self) -> NDArray[np.bool_]:
        return ~self.shown | (self._ceiling > self._floor)

    def _parts(self) -> NDArray[np.int32]:
        """For each count the part of the puzzle it belongs to: counts that can still move and are bound to each other."""
        moves = self._moves()
        bound = self._sums[:, np.flatnonzero(moves)]
        inner = connected_components(bound.T @ bound if bound.nnz else csr_array((int(moves.sum()),) * 2), directed=False)[1]
        parts = np.arange(len(moves)) + len(moves)
        parts[moves] = inner
        return parts.astype(np.int32)

    def _narrow_in(self, part: NDArray[np.int64], wanted: Sequence[Wanted]) -> list[Wanted]:
        solver = _Ranges(self, part)
        return [one for one in wanted if solver.is_narrow(one)]

    def limits(self, part: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """How low and how high each count can be for all that is printed of that count alone."""
        shown = self.shown[part]
        top = self.truth.max(initial=0) + _ROOM
        return np.where(shown, self._floor[part], 0), np.where(shown, self._ceiling[part], top)

    def bind(self, part: NDArray[np.int64]) -> list[LinearConstraint]:
        """The sums of a part of the puzzle, with what is shown put in."""
        ours = self._sums[:, part]
        rows = np.flatnonzero(np.abs(ours).sum(axis=1) > 0)
        if not rows.size:
            return []
        values = ours[rows] @ self.truth[part]
        return [LinearConstraint(ours[rows], values, values)]


class _Ranges:
    """The ranges of the counts of one part; what one solution shows of all of them is kept."""

    def __init__(self, puzzle: Puzzle, part: NDArray[np.int64]) -> None:
        self._place = {int(number): i for i, number in enumerate(part)}
        self._bounds = Bounds(*puzzle.limits(part))
        self._bind = puzzle.bind(part)
        self.low, self.high = puzzle.truth[part].copy(), puzzle.truth[part].copy()

    def is_narrow(self, one: Wanted) -> bool:
        """Whether the count can be worked out: first by what is known of its range, then by solving for it."""
        place = self._place[one.number]
        for sense in (-1, 1):
            if self.high[place] - self.low[place] < one.width:
                self._solve(place, sense)
        narrow = bool(self.high[place] - self.low[place] < one.width)
        if one.below is None:
            return narrow
        return narrow and bool(self.high[place] >= 1 and self.low[place] < one.below)

    def _solve(self, place: int, sense: int) -> None:
        aim = np.zeros(len(self.low))
        aim[place] = sense
        found = milp(aim, integrality=np.ones(len(aim)), bounds=self._bounds, constraints=self._bind)
        if found.x is None:
            raise ValueError(f"what the document publishes cannot be checked: {found.message}")
        x = np.round(found.x)
        np.minimum(self.low, x, out=self.low)
        np.maximum(self.high, x, out=self.high)


def _matrix(equations: Sequence[Equation], size: int) -> csr_array:
    entries = [(row, number, sign) for row, one in enumerate(equations) for number, sign in one.items()]
    if not entries:
        return csr_array((0, size))
    rows, columns, signs = (np.array(part) for part in zip(*entries, strict=True))
    return csr_array((signs.astype(float), (rows, columns)), shape=(len(equations), size))
