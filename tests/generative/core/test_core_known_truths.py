"""Recovery of a known truth: made-up series and maps whose answer is known, with fixed seeds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wardmoot.core.stats.comparison import Change, compare_counts
from wardmoot.core.stats.concentration import gini, share_of_top
from wardmoot.core.stats.control_charts import Rule, xmr
from wardmoot.core.stats.dispersion import Dispersion, estimate_dispersion, same_month_dispersion
from wardmoot.core.stats.false_discovery import false_discovery
from wardmoot.core.stats.hotspots import gi_star, two_sided_p, weights_from_pairs
from wardmoot.core.stats.rates import byars_interval, directly_standardised_rate, exact_poisson_interval, wilson_interval

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def monthly(rng: np.random.Generator, mean: float | np.ndarray, factor: float, shape: tuple[int, ...]) -> np.ndarray:
    """Monthly counts whose variance is `factor` times their mean."""
    if factor == 1:
        return rng.poisson(mean, shape)
    return rng.negative_binomial(np.broadcast_to(mean, shape) / (factor - 1), 1 / factor)


def coverage(lower: np.ndarray, upper: np.ndarray, truth: float) -> float:
    return float(((lower <= truth) & (truth <= upper)).mean())


@pytest.mark.parametrize("mean", [12, 40, 300])
def test_poisson_limits_cover_the_true_count(mean: int) -> None:
    counts = np.random.default_rng(mean).poisson(mean, 40_000)
    assert coverage(*exact_poisson_interval(counts), mean) > 0.948
    assert coverage(*byars_interval(counts), mean) == pytest.approx(0.955, abs=0.012)


@pytest.mark.parametrize(("proportion", "of"), [(0.1, 50), (0.3, 76), (0.5, 400)])
def test_wilson_limits_cover_the_true_proportion(proportion: float, of: int) -> None:
    part = np.random.default_rng(of).binomial(of, proportion, 40_000)
    # Counts are whole, so the cover of one proportion steps round 95%: 97.0% at 0.1 of 50.
    assert coverage(*wilson_interval(part, of), proportion) == pytest.approx(0.95, abs=0.025)


def test_dobsons_limits_cover_the_true_standardised_rate() -> None:
    rng = np.random.default_rng(11)
    people, standard, risk = np.array([9000, 6000, 2000]), np.array([5, 4, 3]), np.array([0.001, 0.003, 0.01])
    truth = float(standard @ risk / standard.sum()) * 1000
    found = [directly_standardised_rate(rng.poisson(people * risk), people, standard, per=1000) for _ in range(3000)]
    assert np.mean([one.lower <= truth <= one.upper for one in found]) == pytest.approx(0.955, abs=0.015)
    assert np.mean([one.value for one in found]) == pytest.approx(truth, rel=0.01)


@pytest.mark.parametrize("factor", [1.0, 3.0, 8.0])
def test_dispersion_is_recovered(factor: float) -> None:
    rng = np.random.default_rng(int(factor))
    years = [monthly(rng, 400 * DAYS / 30.4, factor, (12,)) for _ in range(400)]
    assert estimate_dispersion(years, [DAYS] * 400).factor == pytest.approx(factor, rel=0.08)
    assert same_month_dispersion(np.concatenate(years[:200]), np.concatenate(years[200:])).factor == pytest.approx(factor, rel=0.08)


def test_degrees_of_freedom_say_how_far_an_estimate_strays() -> None:
    rng = np.random.default_rng(2)
    found = [estimate_dispersion(list(monthly(rng, 400, 6, (2, 12)))) for _ in range(3000)]
    factors = np.array([one.factor for one in found])
    # An estimate on d degrees of freedom has the relative variance 2 / d.
    assert 2 / (factors.var() / factors.mean() ** 2) == pytest.approx(found[0].degrees_of_freedom, rel=0.12)


def findings(factor: float, mean: float, rise: float, months: int, rng: np.random.Generator, spread: str, runs: int = 1200) -> float:
    """How often a change is found between two years (or their first months), the second `rise` times the first."""
    hits = 0
    for _ in range(runs):
        before, now = (monthly(rng, mean * level * DAYS / 30.4, factor, (12,)) for level in (1, rise))
        known = {
            "neighbours": lambda: estimate_dispersion([before, now], [DAYS, DAYS]),  # noqa: B023
            "same months": lambda: same_month_dispersion(now, before, DAYS, DAYS),  # noqa: B023
            "ignored": lambda: 1.0,
        }[spread]()
        sums = (int(year[:months].sum()) for year in (now, before))
        days = int(DAYS[:months].sum())
        hits += compare_counts(*sums, days=days, days_before=days, dispersion=known).verdict in (Change.HIGHER, Change.LOWER)
    return hits / runs


@pytest.mark.parametrize(("factor", "mean", "months"), [(1, 100, 12), (3, 100, 12), (6, 300, 12), (3, 100, 4), (1.5, 5, 12)])
@pytest.mark.parametrize("spread", ["neighbours", "same months"])
def test_false_alarms_of_a_change_stay_near_one_in_twenty(factor: float, mean: float, months: int, spread: str) -> None:
    rate = findings(factor, mean, 1.0, months, np.random.default_rng(7), spread)
    assert rate < 0.075
    assert rate > 0.01


def test_ignoring_dispersion_would_cry_wolf() -> None:
    assert findings(3, 100, 1.0, 12, np.random.default_rng(7), "ignored") > 0.18


def test_a_true_rise_is_found() -> None:
    assert findings(3, 300, 1.2, 12, np.random.default_rng(9), "neighbours") > 0.97


@pytest.mark.parametrize("spread", [1.0, Dispersion(3.0, math.inf)])
def test_the_interval_of_a_ratio_covers_the_true_ratio(spread: float | Dispersion) -> None:
    rng = np.random.default_rng(4)
    factor = spread if isinstance(spread, float) else spread.factor
    hits = 0
    for _ in range(3000):
        now, before = (int(monthly(rng, mean, factor, (1,))[0]) for mean in (720, 500))
        found = compare_counts(now, before, days=360, days_before=300, dispersion=spread)
        hits += found.lower <= 1.2 <= found.upper
    assert hits / 3000 == pytest.approx(0.95, abs=0.015)


def test_control_charts_seldom_cry_wolf() -> None:
    rng = np.random.default_rng(5)
    flags = dict.fromkeys(Rule, 0)
    for _ in range(2000):
        for rules in xmr(rng.normal(100, 10, 60), screen_outliers=False).rules:
            for rule in rules:
                flags[rule] += 1
    share = {rule: number / 120_000 for rule, number in flags.items()}
    # Three sigma: 0.27% of normal points, somewhat more with limits estimated from 60.
    assert 0.002 < share[Rule.OUTSIDE_LIMITS] < 0.006
    # A given seven on one side: 2/2^7; each point lies in up to seven such runs.
    assert 0.02 < share[Rule.SHIFT] < 0.07
    # Seven all rising or falling: 2/7! a window.
    assert share[Rule.TREND] == pytest.approx(7 * 2 / math.factorial(7) * 0.9, rel=0.35)
    assert share[Rule.TWO_IN_THREE] < 0.01


def test_a_control_chart_sees_a_step_a_slope_and_a_wild_month() -> None:
    rng = np.random.default_rng(6)
    stepped = xmr(np.concatenate((rng.normal(100, 5, 24), rng.normal(125, 5, 12))), baseline=24)
    assert all(Rule.SHIFT in rules for rules in stepped.rules[24:])
    assert all(Rule.TREND in rules for rules in xmr(np.concatenate((rng.normal(100, 5, 24), 100 + 10 * np.arange(1, 10)))).rules[-8:])
    wild = rng.normal(100, 5, 36)
    wild[17] = 160
    assert [index for index, rules in enumerate(xmr(wild).rules) if Rule.OUTSIDE_LIMITS in rules] == [17]


def grid(side: int) -> list[tuple[int, int]]:
    steps = ((0, 1), (1, -1), (1, 0), (1, 1))
    cells = [(row, column) for row in range(side) for column in range(side)]
    return [(r * side + c, (r + dr) * side + c + dc) for r, c in cells for dr, dc in steps if r + dr < side and 0 <= c + dc < side]


def test_gi_star_of_noise_is_standard_normal() -> None:
    rng = np.random.default_rng(12)
    z = gi_star(rng.normal(50, 8, (400, 300)), weights_from_pairs(400, grid(20)))
    assert z.mean() == pytest.approx(0, abs=0.02)
    assert z.std() == pytest.approx(1, abs=0.02)
    assert float((two_sided_p(z) < 0.05).mean()) == pytest.approx(0.05, abs=0.006)


def test_gi_star_finds_the_hot_corner_and_nothing_else() -> None:
    rng = np.random.default_rng(13)
    mean = np.full((20, 20), 30.0)
    mean[:4, :4] = 90
    z = gi_star(rng.poisson(mean).ravel(), weights_from_pairs(400, grid(20)))
    found = (false_discovery(two_sided_p(z)) & (z > 0)).reshape(20, 20)
    assert found[:4, :4].all()
    assert not found[6:, :].any()
    assert not found[:, 6:].any()


def test_concentration_of_a_known_curve_is_recovered() -> None:
    # Exponential rates over many places: Gini 1/2, and the top tenth holds (1 + ln 10) / 10.
    counts = np.random.default_rng(14).exponential(1000, 200_000)
    assert gini(counts) == pytest.approx(0.5, abs=0.003)
    assert share_of_top(counts, 0.1) == pytest.approx((1 + math.log(10)) / 10, abs=0.003)
