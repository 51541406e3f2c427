"""Inequality by deprivation: lines by hand, an independent weighted regression, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chisquare

from wardmoot.core.stats.inequality import inequality_by_deprivation

COUNTS = [310, 270, 240, 200, 190, 150, 160, 120, 100, 80]
PEOPLE = [9000, 9400, 10100, 10000, 9900, 9800, 10300, 10050, 9700, 9900]


def test_a_straight_line_by_hand() -> None:
    # four equal groups, ranks 1/8, 3/8, 5/8, 7/8; rates 90, 70, 50, 30: the line runs from 100 to 20
    found = inequality_by_deprivation([90, 70, 50, 30], [1000] * 4, per=1000)
    assert (found.most, found.least) == pytest.approx((100, 20))
    assert (found.slope, found.relative) == pytest.approx((80, 5))
    # variance of the slope: the sum of ((rank - 1/2) / 4 / (5/64)) squared times each count
    steps = (np.array([1, 3, 5, 7]) / 8 - 0.5) / 4 / (5 / 64)
    spread = 1.959964 * math.sqrt(float(steps**2 @ [90, 70, 50, 30]))
    assert found.slope_limits == pytest.approx((80 - spread, 80 + spread))
    assert found.off_the_line == pytest.approx(1)


def test_an_independent_weighted_regression() -> None:
    people = np.array(PEOPLE, dtype=float)
    ranks = np.cumsum(people / people.sum()) - people / people.sum() / 2
    design = np.column_stack((np.ones(10), ranks))
    weight = np.diag(people)
    hat = np.linalg.inv(design.T @ weight @ design) @ design.T @ weight
    intercept, slope = hat @ (1000 * np.array(COUNTS) / people)
    covariance = hat @ np.diag(1000**2 * np.array(COUNTS) / people**2) @ hat.T
    found = inequality_by_deprivation(COUNTS, PEOPLE, per=1000)
    assert (found.most, found.least, found.slope) == pytest.approx((intercept, intercept + slope, -slope))
    assert found.slope_limits[1] - found.slope == pytest.approx(1.959964 * math.sqrt(covariance[1, 1]))
    gradient = np.array([1 / intercept - 1 / (intercept + slope), -1 / (intercept + slope)])
    assert math.log(found.relative_limits[1] / found.relative) == pytest.approx(1.959964 * math.sqrt(gradient @ covariance @ gradient))
    expected = people * (intercept + slope * ranks) / 1000
    assert found.off_the_line == pytest.approx(chisquare(COUNTS, expected, ddof=1, sum_check=False).pvalue)


def test_over_dispersion_widens_and_direction_turns() -> None:
    plain, wide = (inequality_by_deprivation(COUNTS, PEOPLE, per=1000, dispersion=factor) for factor in (1, 4))
    assert wide.slope_limits[1] - wide.slope == pytest.approx(2 * (plain.slope_limits[1] - plain.slope))
    turned = inequality_by_deprivation(COUNTS[::-1], PEOPLE[::-1], per=1000)
    assert (turned.slope, turned.relative) == pytest.approx((-plain.slope, 1 / plain.relative))


def test_a_bend_is_reported() -> None:
    assert inequality_by_deprivation([300, 100, 100, 300], [10_000] * 4, per=1000).off_the_line < 0.001
    assert math.isnan(inequality_by_deprivation([30, 10], [100, 100], per=1000).off_the_line)


def test_a_line_that_falls_to_nothing_has_no_ratio() -> None:
    found = inequality_by_deprivation([90, 30, 1, 0], [1000] * 4, per=1000)
    assert found.least < 0
    assert math.isnan(found.relative)
    assert math.isnan(found.relative_limits[0])
    nothing = inequality_by_deprivation([0, 0, 0], [10, 10, 10], per=1)
    assert (nothing.slope, math.isnan(nothing.relative)) == (0, True)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: inequality_by_deprivation([1], [10], per=1), "at least two groups"),
        (lambda: inequality_by_deprivation([1, 2], [10], per=1), "one of each"),
        (lambda: inequality_by_deprivation([1, 2], [10, 0], per=1), "populations: 0 cannot be divided by"),
        (lambda: inequality_by_deprivation([1, -2], [10, 10], per=1), "counts: -2 is negative"),
        (lambda: inequality_by_deprivation([1, 2], [10, 10], per=1, dispersion=0.5), "dispersion is 0.5"),
        (lambda: inequality_by_deprivation([1, 2], [10, 10], per=1, dispersion=math.nan), "dispersion is nan"),
    ],
)
def test_bad_groups_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
