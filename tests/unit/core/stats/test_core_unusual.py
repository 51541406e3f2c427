"""Unusual months: the model fitted without the month as reference, skew tails, false alarms, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.stats.regression import MONTHS_A_YEAR, TooFew, harmonics, quasi_poisson
from wardmoot.core.stats.unusual import unusual_months


def test_what_is_expected_is_what_a_fit_without_the_month_expects() -> None:
    rng = np.random.default_rng(6)
    counts = rng.poisson(200 + 40 * np.cos(np.arange(36) / 6 * math.pi)).astype(float)
    found = unusual_months(counts)
    places = np.arange(36)
    design = np.column_stack((np.ones(36), (places - places.mean()) / MONTHS_A_YEAR, harmonics(places)))
    for place in (0, 17, 35):
        without = counts.copy()
        without[place] = math.nan
        fit = quasi_poisson(without, design)
        assert found.expected[place] == pytest.approx(math.exp(design[place] @ fit.coefficients), rel=0.01)


def test_a_planted_month_is_the_least_likely() -> None:
    rng = np.random.default_rng(1)
    for place, factor in ((30, 1.6), (5, 0.5), (35, 1.6)):
        expected = np.full(36, 150.0)
        expected[place] *= factor
        found = unusual_months(rng.poisson(expected))
        assert int(found.p.argmin()) == place
        assert found.p[place] < 0.001
        assert bool(found.high[place]) is (factor > 1)
        assert found.expected[place] == pytest.approx(150, rel=0.15)


def test_small_counts_are_judged_by_a_skew_curve() -> None:
    counts = np.array([0, 1, 0, 2, 1, 1] * 8, dtype=float)
    counts[40] = 5
    found = unusual_months(counts)
    # No surer than a Poisson count of what is expected: a symmetric curve would say p is under 0.0001.
    assert found.p[40] >= 2 * stats.poisson.sf(4, found.expected[40]) > 0.0005


@pytest.mark.parametrize(("mean", "spread"), [(2.0, 1.0), (2.0, 1.5), (10.0, 3.0), (300.0, 1.0), (300.0, 8.0)])
def test_false_alarms_of_single_months_stay_within_the_level(mean: float, spread: float) -> None:
    rng = np.random.default_rng(21)
    means = rng.gamma(mean / (spread - 1), spread - 1, (150, 36)) if spread > 1 else np.full((150, 36), mean)
    p = np.concatenate([unusual_months(row).p for row in rng.poisson(means) if row.sum() >= 30])
    assert p.size > 4000
    for level in (0.05, 0.01, 0.002):
        assert (p < level).mean() <= level + 3 * math.sqrt(level * (1 - level) / p.size)


def test_missing_months_have_no_answer() -> None:
    counts = np.array([100.0] * 36)
    counts[[3, 20]] = math.nan
    found = unusual_months(counts)
    assert np.flatnonzero(np.isnan(found.p)).tolist() == [3, 20]
    assert found.p[0] == pytest.approx(1)


def test_days_count() -> None:
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 3)
    found = unusual_months(days * 10, days=days)
    np.testing.assert_allclose(found.expected, days * 10)


def test_refusals() -> None:
    with pytest.raises(TooFew, match="23 months are held"):
        unusual_months([10] * 23)
    with pytest.raises(TooFew, match="under 30"):
        unusual_months([1] * 24)
    with pytest.raises(ValueError, match="negative"):
        unusual_months([-1] * 30)
