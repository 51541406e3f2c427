"""Funnels: published control limits, the difference from intervals, over-dispersion by hand, awkward areas."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.stats.funnels import (
    Adjustment,
    Standing,
    count_funnel,
    estimate_overdispersion,
    poisson_limits,
    proportion_funnel,
    proportion_limits,
)
from wardmoot.core.stats.rates import exact_poisson_interval, wilson_interval

# Ratio funnels of the English public health bodies: for each count, the expected number at which it lies on the lower and
# on the upper limit, at 95% and at 99.8% (solved there to about seven digits).
PUBLISHED_RATIOS = {
    1: (5.571644585, 0.025317898, 9.233410143, 0.001000547),
    5: (11.6683331, 1.623486324, 16.45474478, 0.739371928),
    10: (18.39035799, 4.795387629, 24.13397235, 2.960519925),
    30: (42.82687112, 20.24087434, 51.08312418, 15.86916711),
    100: (121.6268111, 81.36400699, 134.9243187, 71.92139974),
    313: (349.6678193, 279.2813414, 371.620029, 261.1643428),
    716: (770.4222128, 664.5083011, 802.60414, 636.1521174),
}

# Their proportion funnels round 80.642448%: denominator, then lower and upper limits at 95% and 99.8%.
PUBLISHED_SHARES = [
    (1, 3.204264, 100, 0, 100),
    (10, 56.154344, 100, 42.03259, 100),
    (41, 68.548635, 92.73626, 61.574398, 99.710497),
    (102, 72.974925, 88.309971, 68.553233, 92.731663),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (11097, 79.907338, 81.377558, 79.483416, 81.80148),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]


def test_limits_of_counts_are_those_published() -> None:
    for count, (low, high, lower, upper) in PUBLISHED_RATIOS.items():
        assert poisson_limits(low, confidence=0.95)[0] == pytest.approx(count, rel=1e-5)
        assert poisson_limits(high, confidence=0.95)[1] == pytest.approx(count, rel=1e-5)
        assert poisson_limits(lower, confidence=0.998)[0] == pytest.approx(count, rel=1e-5)
        assert poisson_limits(upper, confidence=0.998)[1] == pytest.approx(count, rel=1e-4)


def test_limits_of_shares_are_those_published() -> None:
    for whole, *published in PUBLISHED_SHARES:
        found = [100 * limit for level in (0.95, 0.998) for limit in proportion_limits(whole, proportion=0.80642448, confidence=level)]
        assert found == pytest.approx(published, abs=2e-6)


def test_limits_at_five_expected_are_those_of_inversion_not_of_an_interval() -> None:
    lower, upper = (limit / 5 for limit in poisson_limits(5, confidence=0.95))
    assert (round(lower, 3), round(upper, 2)) == (0.135, 2.06)
    # An interval round the expected value says 0.325 and 2.33, and flags other areas.
    assert [round(limit / 5, 3) for limit in exact_poisson_interval(5)] == [0.325, 2.334]
    # The chance of 11 or more of 5 expected is 1.4%; of 12 or more, 0.5%.
    assert stats.poisson.sf(10, 5) == pytest.approx(0.0137, abs=1e-4)


@pytest.mark.vectors
def test_control_limits_are_not_the_published_intervals(vectors: Path) -> None:
    published = json.loads((vectors / "funnels" / "funnelplotr_published.json").read_text())
    expected = np.array(published["expected"])
    for level, suffix in ((0.95, "95"), (0.998, "998")):
        lower, upper = poisson_limits(expected, confidence=level)
        # The upper tail of a count is longer than the lower: control limits lie below an interval's, on both sides.
        assert (lower / expected < published["ll" + suffix]).all()
        assert (upper / expected < published["ul" + suffix]).all()


@pytest.mark.parametrize("level", [0.5, 0.95, 0.998])
@pytest.mark.parametrize("expected", [0.001, 0.02, 0.5, 3.6, 3.7, 12.0, 250.0])
def test_a_count_is_beyond_a_limit_when_its_interval_leaves_out_the_expected(expected: float, level: float) -> None:
    lower, upper = poisson_limits(expected, confidence=level)
    counts = np.arange(int(expected + 10 * math.sqrt(expected) + 10))
    low, high = exact_poisson_interval(counts, confidence=level)
    np.testing.assert_array_equal(counts > upper, low > expected)
    np.testing.assert_array_equal(counts < lower, high < expected)
    # The same by the tails themselves.
    np.testing.assert_array_equal(counts > upper, stats.poisson.sf(counts - 1, expected) < (1 - level) / 2)
    np.testing.assert_array_equal(counts < lower, stats.poisson.cdf(counts, expected) < (1 - level) / 2)


def test_where_nothing_at_all_would_not_be_unusual_the_lower_limit_is_nought() -> None:
    # exp(-3.68) is 2.5%.
    assert poisson_limits(3.6, confidence=0.95)[0] == 0
    assert poisson_limits(3.7, confidence=0.95)[0] > 0


def test_a_share_is_beyond_a_limit_when_its_wilson_interval_leaves_out_the_expected() -> None:
    lower, upper = proportion_limits(60, proportion=0.3, confidence=0.95)
    parts = np.arange(61)
    low, high = wilson_interval(parts, 60)
    np.testing.assert_array_equal(parts / 60 > upper, low > 0.3)
    np.testing.assert_array_equal(parts / 60 < lower, high < 0.3)


def test_overdispersion_by_hand() -> None:
    # Twenty areas at distances -1.9, -1.7 ... 1.9 standard errors of 0.1; the two at each end are cut to 1.5.
    distances = np.arange(-19, 20, 2) / 10
    found = estimate_overdispersion(1 + 0.1 * distances, 1.0, np.full(20, 0.1))
    cut = np.clip(distances, -1.5, 1.5)
    assert found.phi == pytest.approx((cut**2).mean())
    assert estimate_overdispersion(1 + 0.08 * distances, 1.0, np.full(20, 0.1)).tau_squared == 0
    wide = estimate_overdispersion(1 + 0.3 * distances, 1.0, np.full(20, 0.1))
    assert wide.phi == pytest.approx(9 * (cut**2).mean())
    # Equal weights of 100: (20 phi - 19) / (2000 - 100).
    assert wide.tau_squared == pytest.approx((20 * wide.phi - 19) / 1900)
    assert wide.areas == 20


def test_a_handful_of_areas_says_nothing_of_overdispersion() -> None:
    few = estimate_overdispersion([1.0, 3.0, math.nan], 1.0, [0.1, 0.1, 0.1])
    assert math.isnan(few.phi)
    assert (few.tau_squared, few.areas) == (0, 2)
    assert count_funnel([10, 30], [10, 10], adjustment=Adjustment.MULTIPLICATIVE).standing == (Standing.WITHIN, Standing.ABOVE)


def test_areas_are_classed_by_the_widest_level_they_pass() -> None:
    # 95% limits of 100 expected are 80.4 and 120.6, 99.8% limits 70.1 and 132.8.
    funnel = count_funnel([100, 121, 133, 80, 70, 0], [100] * 6)
    assert funnel.standing == (Standing.WITHIN, Standing.ABOVE, Standing.ABOVE, Standing.BELOW, Standing.BELOW, Standing.BELOW)
    assert funnel.level.tolist() == [0, 0.95, 0.998, 0.95, 0.998, 0.998]
    assert funnel.lower.shape == (2, 6)
    assert funnel.values.tolist() == [1, 1.21, 1.33, 0.8, 0.7, 0]


def test_an_area_without_data_is_not_within_the_limits() -> None:
    funnel = count_funnel([math.nan, 0, 12, 0], [10, 0, math.nan, 2])
    assert funnel.standing == (Standing.NO_DATA, Standing.NO_DATA, Standing.NO_DATA, Standing.WITHIN)
    assert np.isnan(funnel.level[:3]).all()
    shares = proportion_funnel([math.nan, 0, 5, 6], [9, 0, 10, 10])
    assert shares.standing == (Standing.NO_DATA, Standing.NO_DATA, Standing.WITHIN, Standing.WITHIN)
    assert shares.centre == pytest.approx(0.55)


def test_an_adjustment_widens_the_limits_by_the_variance_it_finds() -> None:
    rng = np.random.default_rng(3)
    expected = rng.uniform(40, 400, 60)
    observed = rng.poisson(expected * rng.gamma(25, 1 / 25, 60))
    plain, times, plus = (count_funnel(observed, expected, adjustment=how) for how in Adjustment)
    phi, tau = plain.overdispersion.phi, plain.overdispersion.tau_squared
    assert phi > 2
    np.testing.assert_allclose(times.upper[0] * expected, phi * np.array(poisson_limits(expected / phi, confidence=0.95)[1]))
    each = 1 + tau * expected
    np.testing.assert_allclose(plus.upper[1] * expected, each * np.array(poisson_limits(expected / each, confidence=0.998)[1]))
    flagged = [sum(word in (Standing.ABOVE, Standing.BELOW) for word in funnel.standing) for funnel in (plain, times, plus)]
    assert flagged[0] > flagged[1]
    assert flagged[0] > flagged[2]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: poisson_limits(0, confidence=0.95), "expected: 0 cannot be divided by"),
        (lambda: poisson_limits(5, confidence=95), "confidence is 95"),
        (lambda: proportion_limits(10, proportion=30, confidence=0.95), "proportion is 30; give a proportion from 0 to 1"),
        (lambda: proportion_limits(0, proportion=0.3, confidence=0.95), "denominator: 0 cannot be divided by"),
        (lambda: count_funnel([1, 2], [1]), "one value for each area"),
        (lambda: count_funnel([3], [0]), "an area has events but 0 expected"),
        (lambda: count_funnel([-3], [2]), "observed: -3 is negative"),
        (lambda: count_funnel([3], [2], confidence=()), "at least one level"),
        (lambda: proportion_funnel([11], [10]), "a part is larger than its denominator"),
        (lambda: proportion_funnel([math.nan], [10]), "no area has data"),
        (lambda: proportion_funnel([0, 0], [10, 20]), "nothing varies about it"),
        (lambda: estimate_overdispersion([1.0], 1.0, [0.0]), "errors: 0 cannot be divided by"),
    ],
)
def test_what_makes_no_funnel_is_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
