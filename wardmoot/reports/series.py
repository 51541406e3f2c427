"""The months of a control chart laid out in order, with what is missing between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Shorthand
from wardmoot.reports.document import ControlChart
from wardmoot.reports.wording import clean


@dataclass(frozen=True, slots=True)
class Series:
    """`rows` are the months with data: place `i`, value `y`, `text`, number of the unbroken `run`, `unusual`.

    `gaps` are the (first, last) places of months without data, whether given as empty points or not given at all, and of months
    that are hidden to protect people, whose places are `hidden`; the two never share a gap.
    """

    first: Month
    count: int
    rows: list[dict[str, Any]]
    gaps: tuple[tuple[int, int], ...]
    hidden: frozenset[int] = frozenset()

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(row["y"] for row in self.rows)

    def place(self, month: Month) -> int:
        """Where a month lies; the first is at 0."""
        return (month.year - self.first.year) * 12 + month.month - self.first.month


def series_of(chart: ControlChart) -> Series:
    """The months of a chart, from its first to its last. Raises ValueError when there are none or one comes twice."""
    points = {point.month: point for point in chart.points}
    if len(points) != len(chart.points) or not points:
        raise ValueError(f"control chart “{chart.id}” {'names a month twice' if points else 'has no months'}")
    first, last = min(points), max(points)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    held = [points.get(first.shift(index)) for index in range(count)]
    rows: list[dict[str, Any]] = []
    empty: list[int] = []
    hidden: list[int] = []
    run = 0
    for index, point in enumerate(held):
        if point is None or point.value is None:
            (hidden if point and point.text == Shorthand.CONFIDENTIAL.value else empty).append(index)
            run += 1
        else:
            rows.append({"i": index, "y": float(point.value), "text": clean(point.text), "run": run, "unusual": bool(point.flags)})
    return Series(first, count, rows, tuple(sorted((*_joined(empty), *_joined(hidden)))), frozenset(hidden))


def _joined(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    starts = [place for before, place in zip([None, *places], places) if before is None or place != before + 1]
    ends = [place for place, after in pairwise([*places, None]) if place is not None and after != place + 1]
    return tuple(zip(starts, ends))


def spread(places: Sequence[float], least: float) -> list[float]:
    """Places in ascending order moved apart so that neighbours lie at least `least` from one another.

    >>> spread([10, 12, 40], 8)
    [7.0, 15.0, 40.0]
    """
    settled = [float(place) for place in places]
    for _ in range(20):
        for index in range(1, len(settled)):
            short = least - (settled[index] - settled[index - 1])
            if short > 0:
                settled[index - 1] -= short / 2
                settled[index] += short / 2
    return settled
