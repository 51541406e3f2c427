"""Trend: published examples, SciPy's tau and slope, exact p by counting every order, words only by a test."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from published_series import ACCIDENTAL_DEATHS
from scipy import stats

from wardmoot.core.stats.trend import Direction, log_linear_trend, mann_kendall

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def test_the_guidance_of_the_epa_is_reproduced() -> None:
    # Data Quality Assessment (EPA QA/G-9), box 4-6: 5, 6, 11, 8, 10 have S = 6, with a one-sided p of 0.117.
    found = mann_kendall([5, 6, 11, 8, 10])
    assert found.s == 6
    assert round(found.p / 2, 3) == 0.117
    assert found.direction is Direction.NO_CLEAR_TREND


def test_the_two_tests_disagree_on_the_accidental_deaths_as_the_page_says() -> None:
    days = np.tile(DAYS, 6)
    days[37] = 29  # February 1976
    found, kendall = log_linear_trend(ACCIDENTAL_DEATHS, days=days), mann_kendall(ACCIDENTAL_DEATHS, seasons=12)
    assert (round(found.p, 3), round(found.autocorrelation, 2), found.direction) == (0.062, 0.68, Direction.NO_CLEAR_TREND)
    assert (round(kendall.p, 3), kendall.direction) == (0.008, Direction.FALLING)


def test_gilberts_example() -> None:
    # Gilbert (1987), section 16.4.1: 10, 15, 14, 20 have S = 4; his table gives 0.167 one-sided.
    found = mann_kendall([10, 15, 14, 20])
    assert (found.s, round(found.p / 2, 3)) == (4, 0.167)
    # Slopes 5, 2, 10/3, -1, 5/2 and 6.
    assert found.slope == pytest.approx((2.5 + 10 / 3) / 2)


def test_z_is_that_printed_for_45_years() -> None:
    # The trend package prints z = -1.3989, p = 0.1619 and a variance of 10450 for 45 untied years with S = -144.
    rng = np.random.default_rng(0)
    values = rng.permutation(45).astype(float)
    s = mann_kendall(values).s
    places = 0
    while s != -144:  # swap neighbours, each of which moves S by 2, until S is as printed
        rising = values[places] < values[places + 1]
        if (s > -144) == rising:
            values[places : places + 2] = values[places : places + 2][::-1]
            s += -2 if rising else 2
        places = (places + 1) % 44
    found = mann_kendall(values)
    assert (found.s, found.variance) == (-144, 10450)
    assert (round(found.statistic, 4), round(found.p, 4)) == (-1.3989, 0.1619)


@pytest.mark.parametrize("size", [4, 5, 6, 7])
def test_the_exact_p_counts_every_order(size: int) -> None:
    def score(order: tuple[int, ...]) -> int:
        return sum(1 if b > a else -1 for i, a in enumerate(order) for b in order[i + 1 :])

    scores = np.abs([score(order) for order in permutations(range(size))])
    rng = np.random.default_rng(size)
    for _ in range(5):
        values = rng.permutation(size)
        found = mann_kendall(values)
        assert found.p == pytest.approx((scores >= abs(found.s)).mean())


def test_tau_and_slope_are_scipys() -> None:
    rng = np.random.default_rng(4)
    for size in (12, 30, 61):
        values = np.round(rng.normal(100, 10, size) + 0.3 * np.arange(size))  # rounded, so that there are ties
        found = mann_kendall(values)
        slope, _, low, high = stats.theilslopes(values, alpha=0.95)
        assert found.slope == pytest.approx(slope)
        # SciPy takes the nearest ranked slope for a limit; ours lies between two.
        assert (found.lower, found.upper) == pytest.approx((low, high), abs=1.5 / size)
        # SciPy's tau-b divides by fewer pairs where there are ties, and its p has no correction for continuity.
        without = 2 * stats.norm.sf(abs(found.s) / math.sqrt(found.variance))
        assert without == pytest.approx(stats.kendalltau(np.arange(size), values, method="asymptotic").pvalue, rel=1e-9)
        assert found.p >= without


def test_ties_reduce_the_variance_by_hand() -> None:
    # Ten values with one group of three: (10 * 9 * 25 - 3 * 2 * 11) / 18.
    assert mann_kendall([1, 2, 3, 4, 5, 5, 5, 8, 9, 10]).variance == pytest.approx((2250 - 66) / 18)


def test_each_season_is_compared_with_itself() -> None:
    # Three years of four quarters: every quarter rises by one a year, whatever the season.
    found = mann_kendall([10, 50, 20, 5, 11, 51, 21, 6, 12, 52, 22, 7], seasons=4)
    assert found.s == 4 * 3
    assert found.variance == pytest.approx(4 * 3 * 2 * 11 / 18)
    assert found.slope == 1
    assert found.tau == 1
    assert found.direction is Direction.RISING
    assert mann_kendall([10, 50, 20, 5, 11, 51, 21, 6, 12, 52, 22, 7]).direction is Direction.NO_CLEAR_TREND


def test_missing_values_keep_their_place_in_time() -> None:
    found = mann_kendall([1, math.nan, 3, math.nan, 5, 6])
    assert (found.slope, found.values) == (1, 4)
    assert found.s == 6


@pytest.mark.parametrize("values", [[], [1, 2, 3], [4, 4, 4, 4, 4], [math.nan] * 8])
def test_too_little_to_say(values: list[float]) -> None:
    found = mann_kendall(values)
    assert found.direction is Direction.TOO_FEW
    assert math.isnan(found.p)


def test_a_steady_change_a_year_is_recovered() -> None:
    counts = np.array([1000 * 0.9 ** (month / 12) * DAYS[month % 12] for month in range(48)])
    found = log_linear_trend(counts, days=np.tile(DAYS, 4))
    assert found.change == pytest.approx(-10, abs=1e-6)
    assert found.direction is Direction.FALLING
    assert found.lower < -10 < found.upper < 0


def test_the_season_is_no_trend() -> None:
    # Thirty months that begin in the trough and end at the peak of a season that repeats.
    months = np.arange(30)
    counts = np.round(300 * np.exp(0.4 * np.cos(2 * np.pi * (months - 29) / 12)))
    assert log_linear_trend(counts).direction is Direction.NO_CLEAR_TREND


def test_a_growing_population_is_no_trend() -> None:
    people = 100_000 * 1.03 ** (np.arange(60) / 12)
    counts = people / 100
    assert log_linear_trend(counts).change == pytest.approx(3, abs=1e-6)
    found = log_linear_trend(counts, population=people)
    assert found.change == pytest.approx(0, abs=1e-6)
    assert found.direction is Direction.NO_CLEAR_TREND


def test_under_24_months_nothing_is_said() -> None:
    rising = [100 + 10 * month for month in range(23)]
    found = log_linear_trend(rising)
    assert found.direction is Direction.TOO_FEW
    assert "23 months are held: under 24" in found.reason
    assert math.isnan(found.change)
    assert math.isnan(found.p)
    assert log_linear_trend([*rising, 330]).direction is not Direction.TOO_FEW
    assert log_linear_trend([*rising, math.nan]).direction is Direction.TOO_FEW


def test_nothing_is_said_across_years_without_data() -> None:
    gone = [math.nan]
    found = log_linear_trend([100] * 12 + gone * 60 + [200] * 12)
    assert found.direction is Direction.TOO_FEW
    assert "24 of the 84 months" in found.reason
    # Months missing before the first or after the last are no gap.
    assert log_linear_trend(gone * 60 + [100] * 24 + gone * 60).direction is Direction.NO_CLEAR_TREND


def test_a_handful_of_events_says_nothing() -> None:
    found = log_linear_trend([0, 1] * 20)
    assert found.direction is Direction.TOO_FEW
    assert "20 events" in found.reason
    assert log_linear_trend([0] * 40).direction is Direction.TOO_FEW


def test_months_alike_are_no_proof_of_a_trend() -> None:
    # The published deaths fall and rise again over years: neighbours are alike, and what looks like a fall is not firm.
    regression, kendall = log_linear_trend(ACCIDENTAL_DEATHS, days=np.tile(DAYS, 6)), mann_kendall(ACCIDENTAL_DEATHS, seasons=12)
    assert regression.autocorrelation > 0.4
    assert regression.direction is Direction.NO_CLEAR_TREND
    # Kendall's test takes every month for independent, and finds one.
    assert kendall.direction is Direction.FALLING


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: log_linear_trend([1, -1] * 20), "counts: a value is negative"),
        (lambda: log_linear_trend([5] * 30, days=[30] * 29), "days: give one number for each month"),
        (lambda: log_linear_trend([5] * 30, days=0), "days: 0 cannot be divided by"),
        (lambda: log_linear_trend([5] * 30, confidence=95), "confidence is 95"),
        (lambda: mann_kendall([1, math.inf]), "values: a value is infinite"),
        (lambda: mann_kendall([1, 2, 3, 4], seasons=0), "seasons is 0"),
    ],
)
def test_what_has_no_trend_is_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
