"""XmR control charts with the rules of NHS England's "Making Data Count": `xmr` one series, `xmr_many` thousands at once.

Mean and limits that start anew at a recorded change are in `rebasing`. Names on screen are "control chart" and "unusual
month". Under 24 consecutive months a season cannot be told from a change; `consecutive_to_last` counts them, and it is
for the caller to say so instead of naming a month unusual.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from numbers import Integral

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, floats, series

LIMIT = 2.66
"""Limits lie this many mean moving ranges from the mean (3 / 1.128, rounded as Shewhart charts do)."""

NEAR = 2 / 3
"""The near limits lie this far from the mean towards the limits."""

SCREEN = 3.267
"""A moving range of this many mean moving ranges or more is left out, once, when limits are computed."""

RUN = 7
"""Points that make a shift or a trend."""

# Means and limits carry rounding of about 1e-16 of the values; this decides "on the mean" and "outside" alike.
_SLACK = 1e-12


class Rule(StrEnum):
    """Why a point is a special cause."""

    OUTSIDE_LIMITS = "outside the limits"
    TREND = "seven rising or falling"
    TWO_IN_THREE = "two of three near a limit"
    SHIFT = "seven on one side of the mean"


PRECEDENCE = (Rule.OUTSIDE_LIMITS, Rule.TREND, Rule.TWO_IN_THREE, Rule.SHIFT)
"""Where one point has one label, the first of these that flags it."""


@dataclass(frozen=True, slots=True)
class XmR:
    """A control chart: its mean, its limits and, for each point, the rules that flag it (empty: common cause).

    Numbers are nan where too few points are held to compute them. The lower limit of a count can come out under 0: do
    not draw it there.
    """

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    rules: tuple[frozenset[Rule], ...]


@dataclass(frozen=True, slots=True)
class XmRTable:
    """The control charts of many series: numbers have one value a series, `flags` one a series and month.

    A flag is the sum of 1, 2, 4 and 8 for the rules in the order of `PRECEDENCE` that flag the point; `flagged` and
    `rules` read it. What `XmR` says of nan and of the lower limit holds here.
    """

    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    flags: NDArray[np.uint8]

    def flagged(self, rule: Rule) -> NDArray[np.bool_]:
        """Which points `rule` flags, one truth value a series and month."""
        return (self.flags >> PRECEDENCE.index(rule) & 1).astype(np.bool_)

    def rules(self, number: int) -> tuple[frozenset[Rule], ...]:
        """The rules that flag each point of one series, as `XmR` has them."""
        return tuple(frozenset(rule for bit, rule in enumerate(PRECEDENCE) if flag >> bit & 1) for flag in self.flags[number].tolist())


def first_rule(rules: Collection[Rule]) -> Rule | None:
    """The one rule to name a point by, None for common cause.

    >>> first_rule({Rule.SHIFT, Rule.TREND}).name
    'TREND'
    """
    return next((rule for rule in PRECEDENCE if rule in rules), None)


def consecutive_to_last(values: ArrayLike) -> int:
    """The number of months without a gap that end with the last one; 0 where the last is missing (nan).

    >>> consecutive_to_last([5, 4, float("nan"), 6, 7])
    2
    """
    missing = np.flatnonzero(np.isnan(series(values, "values"))[::-1])
    return int(missing[0]) if missing.size else int(np.size(values))


def _baseline(size: int, baseline: int | slice | None) -> slice:
    """From which to which of the `size` points mean and limits are computed."""
    if baseline is None:
        return slice(0, size)
    if isinstance(baseline, slice):
        ends = (baseline.start, baseline.stop, baseline.step)
        whole = all(end is None or isinstance(end, Integral) for end in ends)
        start, stop, step = baseline.indices(size) if whole else (0, 0, 1)
        if step != 1 or start >= stop:
            raise ValueError(f"baseline: {baseline} is not a stretch of the {size} points")
        return slice(start, stop)
    if not isinstance(baseline, Integral) or not 2 <= baseline <= size:
        raise ValueError(f"baseline is {baseline}; give 2 to {size} leading points")
    return slice(0, int(baseline))


def _mean_moving_range(values: Floats, screen_outliers: bool) -> float:
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    if not ranges.size:
        return math.nan
    average = float(ranges.mean())
    kept = ranges[ranges < SCREEN * average * (1 - _SLACK)] if screen_outliers else ranges
    return float(kept.mean()) if kept.size else 0.0  # none is under a mean of 0: the values are all alike


def _in_runs(signs: NDArray[np.int8], length: int) -> NDArray[np.bool_]:
    """Which signs belong to a run of at least `length` equal ones; a 0 belongs to none and breaks it."""
    found = np.zeros(signs.size, dtype=np.bool_)
    if signs.size >= length:
        whole = np.abs(sliding_window_view(signs, length).sum(axis=1, dtype=np.int64)) == length
        for start in np.flatnonzero(whole):
            found[start : start + length] = True
    return found


def _trend(values: Floats) -> NDArray[np.bool_]:
    steps = np.nan_to_num(np.sign(np.diff(values))).astype(np.int8)
    rising_or_falling = _in_runs(steps, RUN - 1)
    return np.concatenate((rising_or_falling, [False])) | np.concatenate(([False], rising_or_falling))


def _two_in_three(side: NDArray[np.int8], near: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found = np.zeros(side.size, dtype=np.bool_)
    if side.size >= 3:
        one_side = np.abs(sliding_window_view(side, 3).sum(axis=1, dtype=np.int64)) == 3
        for start in np.flatnonzero(one_side & (sliding_window_view(near, 3).sum(axis=1) >= 2)):
            found[start : start + 3] = True
    return found & near


def _side(values: Floats, total: float, number: int, slack: float) -> NDArray[np.int8]:
    """1 above the mean, -1 below, 0 on it or missing; exact for whole numbers, since nothing is divided."""
    gap = number * np.nan_to_num(values, nan=total / number) - total
    return (np.sign(gap) * (np.abs(gap) > slack * number)).astype(np.int8)


def xmr(values: ArrayLike, *, baseline: int | slice | None = None, screen_outliers: bool = True) -> XmR:
    """Mean, limits and special causes of a series of months, in order; nan is a missing month.

    No moving range and no run crosses a missing month. `baseline` fixes mean and limits on so many leading points, or on
    a slice (missing months included); the rules speak of every point. `screen_outliers` leaves out moving ranges of 3.267
    times their mean, once; the NHS spreadsheet tool does not. A special cause is a point
    outside the limits; seven or more in a row on one side of the mean (one on the mean breaks the run); seven or more
    all rising or all falling (a tie breaks it); two of three in a row between near limit and limit, all three on one
    side, of which only those near the limit are flagged. Raises ValueError for infinity, a table, or a baseline outside
    the series.

    Source: NHS England, Making Data Count; the limits, Wheeler (1993), Understanding Variation.

    >>> chart = xmr([42, 45, 38, 47, 44, 41, 46, 43, 40, 48, 45, 43, 56], baseline=12)
    >>> round(chart.lower, 2), round(chart.upper, 2), [rule.name for rule in chart.rules[-1]]
    (31.65, 55.35, ['OUTSIDE_LIMITS'])
    """
    points = series(values, "values")
    base = points[_baseline(points.size, baseline)]
    known = base[~np.isnan(base)]
    if not known.size:
        return XmR(
            math.nan, math.nan, math.nan, math.nan, math.nan, _labels({rule: np.zeros(points.size, np.bool_) for rule in PRECEDENCE}, points.size)
        )
    total = math.fsum(known)
    mean, width = total / known.size, LIMIT * _mean_moving_range(base, screen_outliers)
    slack = _SLACK * float(np.nanmax(np.abs(points)))
    distance = np.abs(points - mean)
    outside = distance > width + slack
    side = _side(points, total, known.size, slack)
    flags = {
        Rule.OUTSIDE_LIMITS: outside,
        Rule.TREND: _trend(points),
        Rule.TWO_IN_THREE: _two_in_three(side, ~outside & (distance > NEAR * width + slack)),
        Rule.SHIFT: _in_runs(side, RUN),
    }
    return XmR(mean, mean - width, mean + width, mean - NEAR * width, mean + NEAR * width, _labels(flags, points.size))


def _labels(flags: dict[Rule, NDArray[np.bool_]], size: int) -> tuple[frozenset[Rule], ...]:
    return tuple(frozenset(rule for rule, mask in flags.items() if mask[index]) for index in range(size))


def xmr_many(values: ArrayLike, *, baseline: int | slice | None = None, screen_outliers: bool = True) -> XmRTable:
    """The control charts of many series at once; what `xmr` says of one holds for each of them.

    `values` has shape (series, months), nan where a month is missing; `baseline` and `screen_outliers` are the same for
    all. The first call of a process takes a second or so longer, to fetch the compiled loop: for a few series use `xmr`.
    Raises ValueError for infinity, for what is not a table, or a baseline outside the months.

    Source: as `xmr`, with which every flag agrees.

    >>> charts = xmr_many([[42, 45, 38, 47, 44, 41, 46, 43, 40, 48, 45, 43, 56], [5] * 13], baseline=12)
    >>> charts.upper.round(2).tolist(), charts.flagged(Rule.OUTSIDE_LIMITS).sum(axis=1).tolist()
    ([55.35, 5.0], [1, 0])
    """
    table = np.ascontiguousarray(floats(values, "values"))
    if table.ndim != 2:
        raise ValueError(f"values: expected one row a series and one column a month, not {table.ndim} dimensions")
    if np.isinf(table).any():
        raise ValueError("values: a value is infinite; use nan for a missing one")
    from wardmoot.core.stats import _chart_loop as loop
    from wardmoot.core.stats._compiled import in_threads

    base = _baseline(table.shape[1], baseline)
    mean, width, flags = np.empty(table.shape[0]), np.empty(table.shape[0]), np.zeros(table.shape, dtype=np.uint8)
    screen, rules = SCREEN if screen_outliers else math.inf, (LIMIT, NEAR, _SLACK, RUN)
    in_threads(lambda first, last: loop.chart(table, base.start, base.stop, screen, rules, mean, width, flags, first, last), table.shape[0])
    return XmRTable(mean, mean - width, mean + width, mean - NEAR * width, mean + NEAR * width, flags)
