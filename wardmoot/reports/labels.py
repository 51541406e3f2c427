"""Where the numbers beside the months of a chart stand, so that none hides another, the run of months or a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LETTER, LINE, CLEAR = 7.6, 13.0, 6.0
"""Width of a digit, height of a line and room about a point, in pixels."""
_OTHER, _EDGE, _CURVE, _LIMIT, _FAR = 100.0, 40.0, 4.0, 3.0, 3.0
"""What it costs to hide another number, to leave the chart, to lie on the run of months or on a limit, to stand far off."""
_MOST = 6.0
"""A number that could only stand worse than this is left out."""

Box = tuple[float, float, float, float]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A number and the middle of its place, in pixels from the top left of the chart."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies on a chart of `width` by `height`: the unbroken runs of months as points, and the heights of the limits."""

    width: float
    height: float
    runs: Sequence[Sequence[Spot]]
    limits: Sequence[float]


def place_labels(wanted: Iterable[tuple[str, Spot]], ground: Ground) -> list[Label]:
    """The numbers in order of importance, each above, below or beside its point where it hides least.

    A number that could only stand on another, or among many months, is left out: the table has it.
    """
    taken: list[Box] = []
    placed = []
    lines = _along(ground.runs)
    for text, spot in wanted:
        choices = ((_cost(_box(label), taken, ground, lines) + _FAR * far, label) for label, far in _choices(text, spot))
        cost, label = min(choices, key=lambda choice: choice[0])
        if cost < _MOST:
            taken.append(_box(label))
            placed.append(label)
    return placed


def _choices(text: str, spot: Spot) -> Iterator[tuple[Label, bool]]:
    """Places about the point, the best first, and whether they are far from it."""
    (x, y), reach, rise = spot, LETTER * len(text) / 2 + CLEAR, LINE / 2 + CLEAR
    for lift, far in ((-rise, False), (rise, False), (-2 * rise, True), (2 * rise, True)):
        yield from ((Label(text, x + side, y + lift), far) for side in (0.0, -0.7 * reach, 0.7 * reach))


def _box(label: Label) -> Box:
    half = LETTER * len(label.text) / 2
    return label.x - half, label.y - LINE / 2, label.x + half, label.y + LINE / 2


def _cost(box: Box, taken: Sequence[Box], ground: Ground, lines: NDArray[np.float64]) -> float:
    left, top, right, bottom = box
    cost = _OTHER * sum(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken)
    cost += _EDGE * ((left < 0) + (right > ground.width + CLEAR) + (top < -LINE) + (bottom > ground.height))
    cost += _LIMIT * sum(top < limit < bottom for limit in ground.limits)
    return cost + _CURVE * _crossed(box, lines)


def _along(runs: Sequence[Sequence[Spot]]) -> NDArray[np.float64]:
    """Nine points along each line of the runs, both ends included; shape (lines, 9, 2)."""
    pairs = np.array([(a, b) for run in runs for a, b in pairwise(run)], dtype=float).reshape(-1, 2, 2)
    parts = np.arange(9)[:, None] / 8
    along: NDArray[np.float64] = pairs[:, None, 0] + (pairs[:, None, 1] - pairs[:, None, 0]) * parts
    return along


def _crossed(box: Box, lines: NDArray[np.float64]) -> int:
    """How many of the lines pass through the box, as far as nine points along each tell."""
    left, top, right, bottom = box
    x, y = lines[..., 0], lines[..., 1]
    return int(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any(axis=1).sum())
