"""Recovery of a known truth by trend, season, forecast, funnels and false discoveries: made-up data with fixed seeds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaincinv, ndtr

from wardmoot.core.stats.comparison import rate_difference, rate_ratio
from wardmoot.core.stats.dispersion import Dispersion
from wardmoot.core.stats.false_discovery import Dependence, false_discovery
from wardmoot.core.stats.forecast import forecast
from wardmoot.core.stats.funnels import Adjustment, Standing, count_funnel, estimate_overdispersion, proportion_funnel
from wardmoot.core.stats.rates import indirectly_standardised_ratio
from wardmoot.core.stats.season import seasonality
from wardmoot.core.stats.trend import Direction, log_linear_trend, mann_kendall

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def months(
    rng: np.random.Generator, size: int, mean: float, factor: float, likeness: float = 0.0, rise: float = 0.0, swing: float = 0.3
) -> np.ndarray:
    """Monthly counts with a season (peak in January), a log change a year, over-dispersion and likeness of neighbours."""
    place = np.arange(size)
    level = mean * DAYS[place % 12] / 30.4 * np.exp(rise * place / 12 + swing * np.cos(2 * np.pi * place / 12))
    if factor == 1:
        return rng.poisson(level)
    noise = rng.standard_normal(size)
    for month in range(1, size):
        noise[month] = likeness * noise[month - 1] + np.sqrt(1 - likeness**2) * noise[month]
    return rng.poisson(gammaincinv(level / (factor - 1), ndtr(noise)) * (factor - 1))


@pytest.mark.parametrize(
    ("size", "mean", "factor", "likeness", "least"),
    [(24, 100, 1, 0, 0.94), (36, 100, 3, 0, 0.92), (60, 3, 1.5, 0, 0.92), (60, 300, 6, 0, 0.92), (60, 100, 3, 0.4, 0.89), (36, 300, 6, 0.6, 0.82)],
)
def test_the_interval_of_a_trend_covers_the_true_change(size: int, mean: float, factor: float, likeness: float, least: float) -> None:
    rng, days, truth = np.random.default_rng(size), DAYS[np.arange(size) % 12], 100 * np.expm1(0.05)
    found = [log_linear_trend(months(rng, size, mean, factor, likeness, rise=0.05), days=days) for _ in range(250)]
    assert np.mean([one.lower <= truth <= one.upper for one in found]) > least
    assert np.median([one.change for one in found]) == pytest.approx(truth, abs=max(1, np.std([one.change for one in found]) / 5))


def test_a_true_trend_is_found_and_none_is_not() -> None:
    rng, days = np.random.default_rng(1), np.tile(DAYS, 5)
    falling = [log_linear_trend(months(rng, 60, 200, 2, rise=-0.1), days=days).direction for _ in range(100)]
    assert falling.count(Direction.FALLING) > 97
    none = [log_linear_trend(months(rng, 60, 200, 2), days=days).direction for _ in range(200)]
    assert none.count(Direction.NO_CLEAR_TREND) / 200 > 0.92


@pytest.mark.parametrize(("size", "seasons"), [(8, 1), (30, 1), (60, 12)])
def test_false_alarms_of_kendalls_test_stay_near_one_in_twenty(size: int, seasons: int) -> None:
    rng = np.random.default_rng(size)
    alarms = np.mean([mann_kendall(rng.poisson(20, size), seasons=seasons).p < 0.05 for _ in range(600)])
    assert 0.01 < alarms < 0.07


def test_sens_slope_and_its_limits_cover_the_true_slope() -> None:
    rng = np.random.default_rng(2)
    found = [mann_kendall(rng.standard_t(3, 25) + 0.2 * np.arange(25)) for _ in range(300)]
    assert np.mean([one.lower <= 0.2 <= one.upper for one in found]) == pytest.approx(0.95, abs=0.035)
    assert np.mean([one.slope for one in found]) == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize(("mean", "factor"), [(100, 1), (100, 3), (9, 1.5)])
def test_a_season_is_seldom_found_where_there_is_none(mean: float, factor: float) -> None:
    rng, days = np.random.default_rng(3), np.tile(DAYS, 4)
    assert np.mean([seasonality(months(rng, 48, mean, factor, swing=0), first_month=1, days=days).clear for _ in range(250)]) < 0.08


def test_a_true_season_is_found_with_its_peak_and_its_size() -> None:
    rng, days = np.random.default_rng(4), np.tile(DAYS, 4)
    found = [seasonality(months(rng, 48, 200, 2), first_month=1, days=days) for _ in range(120)]
    assert np.mean([one.clear for one in found]) > 0.99
    assert np.mean([1 in one.peak_months for one in found]) > 0.94
    assert np.mean([7 in one.trough_months for one in found]) > 0.94
    truth = np.exp(0.3 * np.cos(2 * np.pi * np.arange(12) / 12))
    assert np.mean([one.index for one in found], axis=0) == pytest.approx(truth, rel=0.02)
    inside = [(one.lower <= truth) & (truth <= one.upper) for one in found]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize(
    ("size", "mean", "factor", "likeness", "least"),
    [(24, 100, 1, 0, 0.94), (36, 100, 3, 0, 0.92), (48, 3, 1.5, 0, 0.93), (60, 300, 6, 0, 0.92), (48, 100, 3, 0.4, 0.88)],
)
def test_months_foretold_and_their_total_lie_inside(size: int, mean: float, factor: float, likeness: float, least: float) -> None:
    rng, days = np.random.default_rng(size), DAYS[np.arange(size + 6) % 12]
    months_inside, totals_inside = [], []
    for seed in range(90):
        counts = months(rng, size + 6, mean, factor, likeness, rise=0.05)
        found = forecast(counts[:size], ahead=6, seed=seed, days=days[:size], days_ahead=days[size:], draws=600)
        after = counts[size:]
        months_inside.append((found.lower <= after) & (after <= found.upper))
        totals_inside.append(found.total_lower <= after.sum() <= found.total_upper)
    assert np.mean(months_inside) > least
    assert np.mean(totals_inside) > least - 0.03


@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_ratios_and_differences_cover_the_truth(factor: float) -> None:
    rng, size = np.random.default_rng(9), 4000
    here, there = (rng.poisson(mean, size) if factor == 1 else rng.negative_binomial(mean / (factor - 1), 1 / factor, size) for mean in (36.0, 25.0))
    spread = Dispersion(factor, np.inf)
    ratio = rate_ratio(here, 1200, there, 1000, dispersion=spread)
    assert np.mean((ratio.lower <= 1.2) & (ratio.upper >= 1.2)) == pytest.approx(0.955, abs=0.02)
    gap = rate_difference(here, 1200, there, 1000, per=1000, dispersion=spread)
    assert np.mean((gap.lower <= 5) & (gap.upper >= 5)) == pytest.approx(0.95, abs=0.015)
    # Hardly any events: still no undercoverage worth the name.
    few = rate_difference(rng.poisson(2, size), 100, rng.poisson(1, size), 100, per=100)
    assert np.mean((few.lower <= 1) & (few.upper >= 1)) > 0.935


def test_a_standardised_ratio_covers_the_true_ratio() -> None:
    found = indirectly_standardised_ratio(np.random.default_rng(10).poisson(1.3 * 14.0, 20_000), 14.0)
    # Counts are whole, so the cover of one ratio steps above 95%.
    assert 0.95 < np.mean((found.lower <= 130) & (found.upper >= 130)) < 0.975


def test_a_funnel_seldom_flags_areas_that_differ_by_chance_alone() -> None:
    rng = np.random.default_rng(11)
    expected = rng.uniform(1, 300, 20_000)
    beyond = count_funnel(rng.poisson(expected), expected).level
    # Counts are whole, so exact limits are passed less often than their level says.
    assert 0.03 < np.mean(beyond > 0) <= 0.05
    assert 0.0008 < np.mean(beyond == 0.998) <= 0.002
    whole = rng.integers(40, 900, 20_000)
    shares = proportion_funnel(rng.binomial(whole, 0.3), whole, proportion=0.3).level
    assert np.mean(shares > 0) == pytest.approx(0.05, abs=0.006)


def test_winsorised_overdispersion_errs_on_the_side_it_says() -> None:
    rng = np.random.default_rng(12)
    expected = np.full(4000, 200.0)
    errors = 1 / np.sqrt(expected)
    alone = estimate_overdispersion(rng.poisson(expected) / expected, 1.0, errors)
    # A standard normal cut at its tenths has mean square 0.679.
    assert alone.phi == pytest.approx(0.68, abs=0.03)
    assert alone.tau_squared == 0
    varied = estimate_overdispersion(rng.poisson(expected * rng.gamma(100, 0.01, 4000)) / expected, 1.0, errors)
    # The areas vary with variance 0.01 of their own: 0.01 * 200 + 1 = 3 in all, of which two thirds are seen.
    assert varied.phi == pytest.approx(3 * 0.68, rel=0.1)
    assert 0.004 < varied.tau_squared < 0.01


def test_an_additive_funnel_still_finds_the_odd_one_out() -> None:
    rng = np.random.default_rng(13)
    expected = rng.uniform(100, 600, 80)
    observed = rng.poisson(expected * rng.normal(1, 0.1, 80))
    observed[7] = 2 * expected[7]
    funnel = count_funnel(observed, expected, confidence=0.998, adjustment=Adjustment.ADDITIVE)
    assert funnel.standing[7] is Standing.ABOVE
    assert sum(word is not Standing.WITHIN for word in funnel.standing) <= 5


@pytest.mark.parametrize("dependence", list(Dependence))
def test_the_share_of_false_findings_stays_under_the_rate(dependence: Dependence) -> None:
    rng = np.random.default_rng(14)
    shares = []
    for _ in range(400):
        # A hundred tests that share much of their noise; twenty have something to find.
        z = 0.7 * rng.standard_normal() + np.sqrt(0.51) * rng.standard_normal(100)
        z[:20] += 3.5
        found = false_discovery(2 * ndtr(-np.abs(z)), rate=0.1, dependence=dependence)
        shares.append(found[20:].sum() / max(found.sum(), 1))
    assert np.mean(shares) < 0.1
