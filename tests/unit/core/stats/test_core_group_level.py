"""A rate against the middle of a group: worked by hand, false alarms with the middle estimated, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.stats.dispersion import Dispersion
from wardmoot.core.stats.group_level import against_group


def test_by_hand_against_a_known_centre() -> None:
    found = against_group(400, 10_000, 0.035)
    assert found.ratio == pytest.approx(400 / 350)
    assert found.p == pytest.approx(max(2 * stats.norm.sf(math.log(400 / 350) * 20), 2 * stats.poisson.sf(399, 350)))
    assert (found.lower, found.upper) == pytest.approx((400 / 350 * math.exp(-1.959964 / 20), 400 / 350 * math.exp(1.959964 / 20)))
    assert math.isinf(found.degrees_of_freedom)


def test_the_spread_of_the_others_counts_with_welchs_degrees() -> None:
    others = [0.030, 0.035, 0.040, 0.036]
    found = against_group(400, 10_000, 0.035, others=others)
    middle, own = np.log(others).var(ddof=1) * (1 + 1 / 4), 1 / 400
    degrees = (own + middle) ** 2 / (middle**2 / 3)
    assert found.degrees_of_freedom == pytest.approx(degrees)
    assert found.p == pytest.approx(2 * stats.t.sf(math.log(400 / 350) / math.sqrt(own + middle), degrees))
    assert found.p > against_group(400, 10_000, 0.035).p


def test_over_dispersion_and_a_counted_centre_make_it_more_careful() -> None:
    plain = against_group(400, 10_000, 0.035)
    assert against_group(400, 10_000, 0.035, dispersion=Dispersion(3.0, 11.0)).p > plain.p
    assert against_group(400, 10_000, 0.035, centre_count=700).p > plain.p
    assert against_group(400, 10_000, 0.035, dispersion=Dispersion(math.nan, 0.0)).p == plain.p


def test_a_count_of_none_has_no_lower_end() -> None:
    found = against_group(0, 1000, 0.01)
    assert (found.ratio, found.lower) == (0, 0)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(stats.norm.ppf(math.exp(-10)))), rel=0.5) or found.p > math.exp(-10)
    assert found.upper > 0


@pytest.mark.parametrize(("mean", "spread"), [(4.0, 1.0), (400.0, 1.0), (400.0, 5.0)])
def test_false_alarms_stay_within_the_level(mean: float, spread: float) -> None:
    rng = np.random.default_rng(17)
    alarms = 0
    for _ in range(600):
        means = rng.gamma(mean / (spread - 1), spread - 1, 15) if spread > 1 else np.full(15, mean)
        rates = np.maximum(rng.poisson(means), 0.5) / 1000
        count = float(rng.poisson(means[0]))
        dispersion = Dispersion(spread, math.inf) if spread > 1 else None
        alarms += against_group(count, 1000, float(rates[1:].mean()), others=rates[1:], dispersion=dispersion).p < 0.05
    assert alarms <= 600 * 0.05 + 3 * math.sqrt(600 * 0.05 * 0.95)


def test_an_area_that_differs_as_its_group_does_is_no_finding() -> None:
    rng = np.random.default_rng(23)
    alarms = 0
    for _ in range(600):
        rates = 0.05 * np.exp(rng.normal(0, 0.18, 15))
        count = float(rng.poisson(rates[0] * 500_000))
        alarms += against_group(count, 500_000, float(rates[1:].mean()), others=rates[1:]).p < 0.05
    assert alarms <= 600 * 0.05 + 3 * math.sqrt(600 * 0.05 * 0.95)


@pytest.mark.parametrize("call", [lambda: against_group(-1, 10, 0.1), lambda: against_group(1, 0, 0.1), lambda: against_group(1, 10, 0)])
def test_refusals(call: object) -> None:
    with pytest.raises(ValueError, match=r"count|exposure|centre"):
        call()  # type: ignore[operator]
