"""Forecast: the published months that followed, what widens the interval, the same seed the same answer, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from published_series import ACCIDENTAL_AFTER, ACCIDENTAL_DEATHS
from scipy import stats

from wardmoot.core.stats.forecast import backtest, forecast
from wardmoot.core.stats.regression import TooFew


def test_the_months_that_followed_lie_inside() -> None:
    found = forecast(ACCIDENTAL_DEATHS, ahead=6, seed=1)
    after = np.array(ACCIDENTAL_AFTER)
    assert (found.lower <= after).all()
    assert (after <= found.upper).all()
    assert found.total_lower <= after.sum() <= found.total_upper
    # Not by being useless: the interval of a month is at most a quarter of it either way.
    assert ((found.upper - found.lower) / found.expected).max() < 0.5


def test_a_level_carried_on_has_the_limits_of_poisson() -> None:
    # 240 months at 50: hardly any doubt of the level or season, so the limits are nearly those of one Poisson count.
    rng = np.random.default_rng(5)
    counts = rng.poisson(50, 240)
    found = forecast(counts, ahead=1, seed=2, trend=False, draws=20_000)
    assert [found.lower[0], found.upper[0]] == pytest.approx(stats.poisson.ppf([0.025, 0.975], 50), abs=4)


def test_doubt_of_the_model_widens_a_short_series() -> None:
    width = {months: np.ptp([f.lower[0], f.upper[0]]) for months in (24, 96) for f in [forecast([200] * months, ahead=6, seed=1)]}
    assert width[24] > width[96] * 1.15
    # Further ahead is less sure.
    far = forecast([200] * 48, ahead=24, seed=1)
    assert far.upper[-1] - far.lower[-1] > far.upper[0] - far.lower[0]


def test_a_known_shape_goes_on() -> None:
    days = np.tile([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], 5)
    months = np.arange(60)
    truth = 20 * days * np.exp(0.08 * months / 12 + 0.3 * np.sin(2 * np.pi * months / 12))
    found = forecast(truth[:48], ahead=12, seed=1, days=days[:48], days_ahead=days[48:])
    assert found.expected == pytest.approx(truth[48:], rel=1e-6)
    assert found.total == pytest.approx(truth[48:].sum(), rel=1e-6)
    assert found.months == 48


def test_the_total_is_surer_than_the_sum_of_the_months() -> None:
    found = forecast([100, 120, 90] * 16, ahead=12, seed=1)
    assert found.lower.sum() < found.total_lower < found.total < found.total_upper < found.upper.sum()


def test_the_same_seed_gives_the_same_limits() -> None:
    one, same, other = (forecast(ACCIDENTAL_DEATHS, ahead=3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.upper, same.upper)
    assert (one.upper != other.upper).any()
    np.testing.assert_array_equal(one.expected, other.expected)


def test_limits_are_counts_and_never_negative() -> None:
    found = forecast([0, 1, 2, 1] * 12, ahead=6, seed=3)
    assert (found.lower >= 0).all()
    np.testing.assert_array_equal(found.upper % 1, 0)


def test_a_broken_series_fails_its_backtest() -> None:
    steady = np.random.default_rng(6).poisson(100, 72)
    held = backtest(steady, ahead=6, seed=1)
    assert held.months == 48
    assert held.inside >= 42
    assert held.error < 0.15
    broken = np.where(np.arange(72) < 48, steady, steady * 3)
    assert backtest(broken, ahead=6, seed=1).inside < held.inside - 4


def test_a_backtest_sees_only_the_past_and_skips_missing_months() -> None:
    counts = np.random.default_rng(7).poisson(100, 60).astype(float)
    counts[50] = math.nan
    assert backtest(counts, ahead=6, seed=1).months == 35
    changed = counts.copy()
    changed[-6:] = 100_000
    # Only the last six months are foretold wrongly: what is to come changes no forecast before it.
    assert backtest(changed, ahead=6, seed=1).inside >= backtest(counts, ahead=6, seed=1).inside - 6


@pytest.mark.parametrize(
    ("call", "says", "kind"),
    [
        (lambda: forecast([100] * 23, ahead=3, seed=1), "23 months are held: under 24", TooFew),
        (lambda: forecast([0, 1] * 20, ahead=3, seed=1), "20 events were counted", TooFew),
        (lambda: forecast([100] * 30, ahead=16, seed=1), "16 months ahead are more than half of the 30 months held", TooFew),
        (lambda: backtest([100] * 26, ahead=6, seed=1), "26 months leave none", TooFew),
        (lambda: forecast([100] * 30, ahead=0, seed=1), "ahead is 0", ValueError),
        (lambda: forecast([100] * 30, ahead=3, seed=1, days=30), "give both or neither", ValueError),
        (lambda: forecast([100] * 30, ahead=3, seed=1, days=30, days_ahead=[30, 31]), "days_ahead: give one number for each of the 3", ValueError),
        (lambda: forecast([-1] * 30, ahead=3, seed=1), "counts: a value is negative", ValueError),
    ],
)
def test_what_cannot_be_foretold_is_refused_with_the_reason(call, says: str, kind: type) -> None:
    with pytest.raises(kind, match=says):
        call()
