"""Properties of trend, season, forecast, funnels, comparisons of rates and false discoveries that hold for every input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wardmoot.core.stats.comparison import rate_difference, rate_ratio
from wardmoot.core.stats.dispersion import Dispersion
from wardmoot.core.stats.false_discovery import Dependence, adjusted_p_values, false_discovery
from wardmoot.core.stats.forecast import forecast
from wardmoot.core.stats.funnels import Standing, count_funnel, poisson_limits, proportion_limits
from wardmoot.core.stats.rates import exact_poisson_interval, expected_events, indirectly_standardised_ratio
from wardmoot.core.stats.regression import TooFew
from wardmoot.core.stats.season import seasonality
from wardmoot.core.stats.trend import Direction, log_linear_trend, mann_kendall

TURNED = {Direction.RISING: Direction.FALLING, Direction.FALLING: Direction.RISING}

counts = st.integers(0, 5000)
exposures = st.floats(0.5, 1e6)
spreads = st.one_of(st.just(1.0), st.builds(Dispersion, st.floats(1, 20), st.floats(1, 60)))
levels = st.floats(0.5, 0.999)
p_values = st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), max_size=40)
monthly = st.lists(st.one_of(st.integers(0, 300).map(float), st.just(math.nan)), max_size=60)
values = st.lists(st.one_of(st.integers(-30, 30).map(float), st.just(math.nan)), max_size=25)
few = settings(max_examples=30)


@given(counts, exposures, counts, exposures, spreads, levels)
@settings(max_examples=60)
def test_a_difference_agrees_with_its_test_and_turns_round(
    count: int, here: float, other: int, there: float, spread: float | Dispersion, level: float
) -> None:
    found = rate_difference(count, here, other, there, per=1, dispersion=spread, confidence=level)
    assert found.lower <= found.value <= found.upper
    assume(count + other > 0)
    if abs(found.p - (1 - level)) > 1e-6:
        assert (found.p < 1 - level) == (found.lower > 0 or found.upper < 0)
    back = rate_difference(other, there, count, here, per=1, dispersion=spread, confidence=level)
    scale = max(abs(found.lower), abs(found.upper))
    assert [-back.upper, -back.lower] == pytest.approx([found.lower, found.upper], rel=1e-6, abs=1e-7 * scale)


@given(counts, exposures, counts, exposures, spreads)
@few
def test_a_ratio_scales_with_what_it_is_out_of(count: int, here: float, other: int, there: float, spread: float | Dispersion) -> None:
    one, twice = (rate_ratio(count, here * times, other, there, dispersion=spread) for times in (1, 2))
    assert one.value == pytest.approx(2 * twice.value, nan_ok=True)
    assert not one.lower > one.value * (1 + 1e-9)
    assert not one.upper < one.value * (1 - 1e-9)
    assert math.isnan(one.value) == (other == 0)
    assert math.isinf(one.upper) is False


@given(st.floats(1e-4, 1e6), levels)
def test_control_limits_hold_the_expected_count(expected: float, level: float) -> None:
    lower, upper = poisson_limits(expected, confidence=level)
    assert 0 <= lower < expected + 1
    assert upper > lower
    assert upper > expected or expected < 1
    wider = poisson_limits(expected, confidence=(1 + level) / 2)
    assert wider[0] <= lower
    assert wider[1] > upper
    whole = math.floor(upper) + 1
    assert exact_poisson_interval(whole, confidence=level)[0] > expected * (1 - 1e-9)


@given(st.integers(1, 100_000), st.integers(0, 1000).map(lambda part: part / 1000), levels)
def test_share_limits_stay_shares_and_turn_round(whole: int, share: float, level: float) -> None:
    lower, upper = proportion_limits(whole, proportion=share, confidence=level)
    assert 0 <= lower <= share <= upper <= 1
    other = proportion_limits(whole, proportion=1 - share, confidence=level)
    assert (1 - other[1], 1 - other[0]) == pytest.approx((lower, upper), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0.1, 300)), min_size=1, max_size=30))
@few
def test_every_standing_can_be_seen_in_the_funnel(areas: list[tuple[int, float]]) -> None:
    observed, expected = (np.array(column) for column in zip(*areas, strict=True))
    funnel = count_funnel(observed, expected)
    assert (funnel.lower[1] <= funnel.lower[0]).all()
    assert (funnel.upper[1] >= funnel.upper[0]).all()
    for place, word in enumerate(funnel.standing):
        assert (word is Standing.ABOVE) == bool(funnel.values[place] > funnel.upper[0, place])
        assert (word is Standing.BELOW) == bool(funnel.values[place] < funnel.lower[0, place])
        assert (funnel.level[place] == 0) == (word is Standing.WITHIN)


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 90), st.integers(1, 9000)), min_size=1, max_size=19), st.integers(0, 500))
@few
def test_expected_events_add_up(strata: list[tuple[int, int, int]], observed: int) -> None:
    people, events, base = (np.array(column) for column in zip(*strata, strict=True))
    expected = expected_events(people, events, base)
    assert expected == pytest.approx(sum(p * e / b for p, e, b in strata))
    assume(expected > 1e-6)
    ratio = indirectly_standardised_ratio(observed, expected)
    assert ratio.lower <= ratio.value <= ratio.upper
    assert ratio.value * expected == pytest.approx(100 * observed)


@given(values, st.integers(1, 12), st.integers(-5, 5), st.integers(1, 4))
def test_kendalls_test_turns_with_its_values(given_values: list[float], seasons: int, shift: int, scale: int) -> None:
    found = mann_kendall(given_values, seasons=seasons)
    back, down = mann_kendall(given_values[::-1]), mann_kendall([-value for value in given_values], seasons=seasons)
    if seasons == 1:
        assert back.s == -found.s
    assert (down.s, down.variance) == (-found.s, found.variance)
    assert down.p == pytest.approx(found.p, nan_ok=True)
    assert down.direction is TURNED.get(found.direction, found.direction)
    moved = mann_kendall([value * scale + shift for value in given_values], seasons=seasons)
    assert (moved.s, moved.direction) == (found.s, found.direction)
    assert moved.slope == pytest.approx(found.slope * scale, nan_ok=True)
    if not math.isnan(found.lower):
        assert found.lower <= found.slope
    assert not found.upper < found.slope


@given(monthly)
@few
def test_a_direction_is_always_that_of_a_test(series: list[float]) -> None:
    found = log_linear_trend(series)
    if found.direction is Direction.TOO_FEW:
        assert found.reason
        assert math.isnan(found.p)
        return
    assert found.lower <= found.change <= found.upper
    assert (found.direction is not Direction.NO_CLEAR_TREND) == (found.p < 0.05)
    if abs(found.p - 0.05) > 1e-9:
        assert (found.p < 0.05) == (found.lower > 0 or found.upper < 0)
    assert (found.direction is Direction.RISING) <= (found.change > 0)


@given(st.lists(st.integers(1, 300), min_size=24, max_size=60), st.floats(0.5, 50))
@few
def test_days_given_for_all_months_alike_change_nothing(series: list[int], days: float) -> None:
    assume(sum(series) >= 30)
    plain, per_day = log_linear_trend(series), log_linear_trend(series, days=days)
    assert per_day.change == pytest.approx(plain.change, rel=1e-5, abs=1e-6)
    assert per_day.p == pytest.approx(plain.p, rel=1e-4, abs=1e-9)


@given(st.lists(st.integers(1, 300), min_size=24, max_size=60), st.integers(1, 12))
@few
def test_a_season_is_about_one_and_names_peaks_only_by_its_test(series: list[int], first: int) -> None:
    try:
        found = seasonality(series, first_month=first)
    except TooFew:
        assume(False)
    assert np.log(found.index).sum() == pytest.approx(0, abs=1e-9)
    assert (found.lower <= found.index).all()
    assert (found.index <= found.upper).all()
    assert found.clear == (found.p < 0.05)
    assert (found.peak is not None) == found.clear
    if found.clear:
        assert found.peak in found.peak_months
        assert found.trough in found.trough_months
        assert found.index[found.peak - 1] == found.index.max()


@given(monthly, st.integers(1, 12), st.integers(0, 99))
@few
def test_a_forecast_is_ordered_or_refused_with_a_reason(series: list[float], ahead: int, seed: int) -> None:
    held = [value for value in series if not math.isnan(value)]
    if len(held) < max(24, 2 * ahead) or sum(held) < 30:
        with pytest.raises(TooFew, match=r"months|events"):
            forecast(series, ahead=ahead, seed=seed, draws=200)
        return
    try:
        found = forecast(series, ahead=ahead, seed=seed, draws=200)
    except TooFew:  # most months are 0, or missing
        assert max(held.count(0), len(series) - len(held)) > len(held) / 2
        return
    assert found.expected.shape == (ahead,)
    assert (found.lower <= found.upper).all()
    assert (found.lower >= 0).all()
    assert found.total_lower <= found.total_upper
    assert np.isfinite(found.upper).all()
    assert found.total == pytest.approx(found.expected.sum())


@given(p_values, st.floats(0.01, 0.5), st.sampled_from(list(Dependence)))
def test_findings_are_those_whose_adjusted_p_is_within_the_rate(p: list[float], rate: float, dependence: Dependence) -> None:
    found, adjusted = false_discovery(p, rate=rate, dependence=dependence), adjusted_p_values(p, dependence=dependence)
    sure = np.abs(adjusted - rate) > 1e-9
    np.testing.assert_array_equal(found[sure], (adjusted <= rate)[sure])
    assert not (adjusted < np.array(p) * (1 - 1e-12)).any()
    strict = false_discovery(p, rate=rate, dependence=Dependence.ANY)
    assert (strict <= false_discovery(p, rate=rate)).all()
