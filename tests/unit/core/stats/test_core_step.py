"""Lasting steps: a slow reference over every month, the planted month found, false alarms within the bound, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wardmoot.core.stats.regression import harmonics, quasi_poisson
from wardmoot.core.stats.step import lasting_step
from wardmoot.core.stats.trend import Direction, log_linear_trend

DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 4


def test_the_step_is_that_of_the_best_of_all_fits() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(80 * np.where(np.arange(40) >= 22, 1.4, 1.0))
    found = lasting_step(counts, days=DAYS[:40])
    fits = {}
    for place in range(6, 35):
        design = np.column_stack((np.ones(40), harmonics(np.arange(40)), np.arange(40) >= place))
        fits[place] = quasi_poisson(counts, design, exposure=DAYS[:40])
    best = min(fits, key=lambda place: fits[place].deviance)
    size, error = fits[best].coefficients[-1], math.sqrt(fits[best].covariance[-1, -1])
    assert found.place == best
    assert found.tried == 29
    assert (found.ratio, found.statistic) == pytest.approx((math.exp(size), size / error))


def test_the_interval_covers_the_step() -> None:
    rng = np.random.default_rng(9)
    means = 90 * np.where(np.arange(48) >= 30, 1.4, 1)
    covered = sum(found.lower < 1.4 < found.upper for found in (lasting_step(rng.poisson(means)) for _ in range(60)))
    assert covered >= 52


@pytest.mark.parametrize("ratio", [1.35, 0.7])
def test_a_step_in_month_30_is_found_and_dated(ratio: float) -> None:
    rng = np.random.default_rng(8)
    expected = np.array(DAYS) * 3 * np.where(np.arange(48) >= 30, ratio, 1) * (1 + 0.2 * np.cos(np.arange(48) / 6 * math.pi))
    far = []
    for _ in range(20):
        found = lasting_step(rng.poisson(expected), days=DAYS)
        assert found.place is not None
        far.append(abs(found.place - 30))
        assert found.p < 0.001
        assert found.direction is (Direction.RISING if ratio > 1 else Direction.FALLING)
    assert max(far) <= 3
    assert sum(months <= 1 for months in far) >= 17


def test_a_step_fits_a_step_better_than_a_trend_does_and_a_trend_a_trend() -> None:
    rng, months = np.random.default_rng(3), np.arange(48)
    stepped, rising = rng.poisson(100 * np.where(months >= 30, 1.4, 1)), rng.poisson(100 * 1.25 ** (months / 12))
    assert lasting_step(stepped).p < log_linear_trend(stepped).p
    assert lasting_step(rising).p > log_linear_trend(rising).p


@pytest.mark.parametrize(("months", "mean", "spread"), [(24, 3.0, 1.0), (48, 60.0, 1.0), (48, 60.0, 4.0)])
def test_without_a_step_false_alarms_stay_within_the_bound(months: int, mean: float, spread: float) -> None:
    rng = np.random.default_rng(13)
    shape = mean / (spread - 1) if spread > 1 else None
    means = rng.gamma(shape, mean / shape, (200, months)) if shape else np.full((200, months), mean)
    alarms = sum(lasting_step(row).p < 0.05 for row in rng.poisson(means))
    assert alarms <= 200 * 0.05 + 2.5 * math.sqrt(200 * 0.05 * 0.95)


def test_missing_months_keep_their_place() -> None:
    counts = np.array([100.0] * 20 + [math.nan] * 4 + [150.0] * 24)
    found = lasting_step(counts)
    assert (found.place, round(found.ratio, 3)) == (24, 1.5)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([10] * 23, "23 months are held"),
        ([1] * 25, "under 30 nothing can be said"),
        ([0] * 20 + [0, 30, 2, 0], "no month has 6 months and 5 events on either side"),
    ],
)
def test_too_few_gives_the_reason(counts: list[float], reason: str) -> None:
    found = lasting_step(counts)
    assert (found.place, found.direction) == (None, Direction.TOO_FEW)
    assert reason in found.reason
    assert math.isnan(found.p)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="negative"):
        lasting_step([-1] * 30)
    with pytest.raises(ValueError, match="fewest"):
        lasting_step([10] * 30, fewest=1)
    with pytest.raises(ValueError, match="days"):
        lasting_step([10] * 30, days=[30] * 29)
