"""The compiled loop of `control_charts.xmr_many`."""

from __future__ import annotations

import math
from typing import Any

from wardmoot.core.stats._compiled import compiled

OUTSIDE, TREND, TWO_IN_THREE, SHIFT = 1, 2, 4, 8
"""The bits of a point's flags, in the order of `control_charts.PRECEDENCE`."""


@compiled
def _total(row: Any, start: int, stop: int) -> Any:
    """The sum of the known values and their number; what each addition rounds away is added at the end (Neumaier)."""
    total, lost, number = 0.0, 0.0, 0
    for month in range(start, stop):
        value = row[month]
        if math.isnan(value):
            continue
        new = total + value
        lost += (total - new) + value if abs(total) >= abs(value) else (value - new) + total
        total = new
        number += 1
    return total + lost, number


@compiled
def _mean_range(row: Any, start: int, stop: int, most: float) -> float:
    """The mean of the moving ranges under `most`; nan where there are none at all, 0 where none is under it."""
    total, kept, seen = 0.0, 0, 0
    for month in range(start + 1, stop):
        gap = abs(row[month] - row[month - 1])
        if math.isnan(gap):
            continue
        seen += 1
        if gap < most:
            total += gap
            kept += 1
    if seen == 0:
        return math.nan
    return total / kept if kept else 0.0


@compiled
def _flag_run(flags: Any, last: int, run: int, length: int, bit: int) -> None:
    """Marks the points of a run that ends at `last`, of which the ones before its `length`th are not marked yet."""
    if run == length:
        for month in range(last - length + 1, last + 1):
            flags[month] |= bit
    elif run > length:
        flags[last] |= bit


@compiled
def _flag(row: Any, total: float, number: int, width: float, near_width: float, slack: float, length: int, flags: Any) -> None:
    """Marks the points of a series. Written with few branches: which side a month lies on cannot be guessed by a processor."""
    mean, on_mean = total / number, slack * number
    limit, near_limit = width + slack, near_width + slack
    side_run, step_run, side_before, step_before, nears = 0, 0, 0, 0, 0
    before = math.nan
    for month in range(row.size):
        value = row[month]
        distance, gap, change = abs(value - mean), number * value - total, value - before
        before = value
        outside, side, step = distance > limit, int(gap > on_mean) - int(gap < -on_mean), int(change > 0) - int(change < 0)
        flags[month] |= OUTSIDE * outside
        nears = (nears << 1 | int((distance > near_limit) & (not outside))) & 7
        side_run = (side_run * int(side == side_before) + 1) * int(side != 0)
        step_run = (step_run * int(step == step_before) + 1) * int(step != 0)
        side_before, step_before = side, step
        if side_run >= length:
            _flag_run(flags, month, side_run, length, SHIFT)
        if step_run >= length - 1:  # n steps one way join n + 1 points
            _flag_run(flags, month, step_run + 1, length, TREND)
        if (side_run >= 3) & (nears >= 3) & (nears != 4):
            for back in range(3):
                flags[month - back] |= TWO_IN_THREE * (nears >> back & 1)


@compiled
def chart(values: Any, start: int, stop: int, screen: float, rules: Any, mean: Any, width: Any, flags: Any, first: int, last: int) -> None:
    """Fills in `mean`, `width` and `flags` of the series `first` to `last`.

    `screen` is infinite where no moving range is left out; `rules` is (limit, near limit as a share, slack, run length).
    """
    limit, near_share, slack_share, length = rules
    for series in range(first, last):
        row = values[series]
        largest = 0.0
        for value in row:
            if abs(value) > largest:
                largest = abs(value)
        total, number = _total(row, start, stop)
        mean[series], width[series] = math.nan, math.nan
        if number:
            average = _mean_range(row, start, stop, math.inf)
            kept = average if screen == math.inf else _mean_range(row, start, stop, screen * average * (1 - slack_share))
            mean[series], width[series] = total / number, limit * kept
            _flag(row, total, number, width[series], near_share * width[series], slack_share * largest, length, flags[series])
