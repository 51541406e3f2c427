"""XmR control charts with the rules of NHS England's "Making Data Count".

Names on screen are "control chart" and "unusual month". Under 24 consecutive months a season cannot be told from a
change; `consecutive_to_last` counts them, and it is for the caller to say so instead of naming a month unusual.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, series

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


def _baseline(values: Floats, baseline: int | slice | None) -> Floats:
    if baseline is None:
        return values
    if isinstance(baseline, slice):
        if baseline.step not in (None, 1) or not values[baseline].size:
            raise ValueError(f"baseline: {baseline} is not a stretch of the {values.size} points")
        return values[baseline]
    if not 2 <= baseline <= values.size:
        raise ValueError(f"baseline is {baseline}; give 2 to {values.size} leading points")
    return values[:baseline]


def _mean_moving_range(values: Floats, screen_outliers: bool) -> float:
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    if not ranges.size:
        return math.nan
    average = float(ranges.mean())
    kept = ranges[ranges < SCREEN * average] if screen_outliers else ranges
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
    base = _baseline(points, baseline)
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
