"""Properties of the statistics that hold for every input."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wardmoot.core.stats.comparison import Change, compare_counts
from wardmoot.core.stats.concentration import generalised_gini, gini, lorenz, places_for_share, share_of_top
from wardmoot.core.stats.control_charts import Rule, consecutive_to_last, xmr
from wardmoot.core.stats.dispersion import Dispersion, estimate_dispersion, same_month_dispersion
from wardmoot.core.stats.false_discovery import false_discovery
from wardmoot.core.stats.hotspots import gi_star, weights_from_pairs
from wardmoot.core.stats.rates import byars_interval, directly_standardised_rate, exact_poisson_interval, rate, rate_interval, wilson_interval

counts = st.integers(0, 1_000_000)
populations = st.integers(1, 10_000_000)
levels = st.floats(0.5, 0.999)
months = st.lists(st.one_of(st.integers(0, 2000).map(float), st.just(math.nan)), max_size=40)
places = st.lists(st.integers(0, 500), min_size=1, max_size=60)
spreads = st.one_of(st.just(1.0), st.builds(Dispersion, st.floats(1, 20), st.floats(1, 60)))


@given(counts, levels)
def test_intervals_hold_the_count_and_widen_with_confidence(count: int, level: float) -> None:
    for method in (byars_interval, exact_poisson_interval):
        (lower, upper), (inner_lower, inner_upper) = method(count, confidence=level), method(count, confidence=level / 2)
        assert not lower > count
        assert upper > count
        assert not lower < 0
        assert not lower > inner_lower
        assert upper > inner_upper


@given(st.integers(10, 1_000_000))
def test_byars_is_close_to_exact_from_ten_events(count: int) -> None:
    np.testing.assert_allclose(byars_interval(count), exact_poisson_interval(count), rtol=0.005)


@given(counts, populations, levels)
def test_wilson_is_a_proportion_and_turns_round(part: int, whole: int, level: float) -> None:
    assume(part <= whole)
    lower, upper = wilson_interval(part, whole, confidence=level)
    assert 0 <= lower <= part / whole <= upper <= 1
    other = wilson_interval(whole - part, whole, confidence=level)
    assert (1 - other[1], 1 - other[0]) == pytest.approx((lower, upper), abs=1e-9)


@given(counts, populations, st.sampled_from([1, 100, 1_000, 100_000]))
def test_a_rate_lies_in_its_interval_and_scales(count: int, population: int, per: int) -> None:
    value, limits = rate(count, population, per=per), rate_interval(count, population, per=per)
    assert limits.lower <= value <= limits.upper
    assert value == pytest.approx(rate(count, population, per=1) * per)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 9000), st.integers(1, 90)), min_size=1, max_size=19), st.integers(2, 9))
def test_a_standardised_rate_is_a_mean_of_the_strata(strata: list[tuple[int, int, int]], times: int) -> None:
    events, people, standard = (np.array(column) for column in zip(*strata, strict=True))
    assume(events.sum() >= 10)
    found = directly_standardised_rate(events, people, standard, per=1000)
    each = events / people * 1000
    assert each.min() * (1 - 1e-9) <= found.value <= each.max() * (1 + 1e-9)
    assert found.lower < found.value < found.upper
    # Only the shape of the standard counts; and its own shape gives the crude rate.
    assert directly_standardised_rate(events, people, standard * times, per=1000).value == pytest.approx(found.value)
    crude = directly_standardised_rate(events, people, people, per=1000)
    assert crude.value == pytest.approx(rate(events.sum(), people.sum(), per=1000))


@given(counts, counts, st.integers(1, 400), st.integers(1, 400), spreads, st.floats(0.8, 0.99))
@example(0, 50, 30, 31, 1.0, 0.95)
@example(50, 0, 30, 31, Dispersion(2.0, 8.0), 0.95)
def test_test_and_interval_agree(count: int, before: int, days: int, days_before: int, spread: float | Dispersion, level: float) -> None:
    assume(count + before > 0)
    found = compare_counts(count, before, days=days, days_before=days_before, dispersion=spread, confidence=level)
    assume(abs(found.p - (1 - level)) > 1e-6)
    assert 0 <= found.p <= 1 + 1e-12
    assert (found.p < 1 - level) == (found.lower > 1 or found.upper < 1)
    if before:
        assert found.lower <= found.ratio * (1 + 1e-9)
        assert found.upper >= found.ratio * (1 - 1e-9)
    if found.verdict is Change.HIGHER:
        assert found.lower > 1
    if found.verdict is Change.LOWER:
        assert found.upper < 1
    if max(count, before) < 5:
        assert found.verdict is Change.TOO_FEW


@given(counts, counts, st.integers(1, 400), st.integers(1, 400), spreads)
def test_the_two_counts_may_change_places(count: int, before: int, days: int, days_before: int, spread: float | Dispersion) -> None:
    here = compare_counts(count, before, days=days, days_before=days_before, dispersion=spread)
    there = compare_counts(before, count, days=days_before, days_before=days, dispersion=spread)
    turned = {Change.HIGHER: Change.LOWER, Change.LOWER: Change.HIGHER}
    assert here.p == pytest.approx(there.p, rel=1e-6, abs=1e-12, nan_ok=True)
    if math.isnan(here.p) or abs(here.p - 0.05) > 1e-6:
        assert turned.get(here.verdict, here.verdict) is there.verdict
    if count and before:
        assert here.lower == pytest.approx(1 / there.upper, rel=1e-6)


@given(st.integers(5, 5000), st.integers(5, 5000), st.floats(1, 9), st.floats(1.01, 5))
def test_more_dispersion_never_convinces_more(count: int, before: int, factor: float, times: float) -> None:
    less, more = (
        compare_counts(count, before, days=365, days_before=365, dispersion=Dispersion(value, 12)) for value in (factor + 1e-9, factor * times)
    )
    assert more.p >= less.p * (1 - 1e-12)
    assert more.lower <= less.lower * (1 + 1e-12)
    assert more.upper >= less.upper * (1 - 1e-12)


@given(months, st.integers(2, 5))
def test_dispersion_is_at_least_one_or_unknown(series: list[float], times: int) -> None:
    found = estimate_dispersion(series)
    adjoining = any(a + b > 0 for a, b in pairwise(series))
    assert math.isnan(found.factor) != adjoining
    assert not found.factor < 1
    # The same series as two periods says the same, on twice the information.
    twice = estimate_dispersion([series, series])
    assert twice.factor == pytest.approx(found.factor, nan_ok=True)
    assert twice.degrees_of_freedom == pytest.approx(2 * found.degrees_of_freedom)
    assert same_month_dispersion([value * times for value in series], series).factor in (1.0, pytest.approx(math.nan, nan_ok=True))


@given(months, st.booleans(), st.integers(-3, 6), st.integers(-500, 500))
def test_a_chart_moves_and_stretches_with_its_values(series: list[float], screen: bool, power: int, shift: int) -> None:
    chart = xmr(series, screen_outliers=screen)
    scale = 2.0**power
    moved = xmr([value * scale + shift for value in series], screen_outliers=screen)
    assert moved.rules == chart.rules
    assert moved.mean == pytest.approx(chart.mean * scale + shift, nan_ok=True, abs=1e-6)
    assert moved.upper - moved.mean == pytest.approx((chart.upper - chart.mean) * scale, nan_ok=True, abs=1e-6)


@given(months)
def test_a_chart_reads_the_same_backwards_and_upside_down(series: list[float]) -> None:
    chart = xmr(series)
    assert xmr(series[::-1]).rules == chart.rules[::-1]
    assert xmr([-value for value in series]).rules == chart.rules


@given(months)
def test_every_flag_can_be_seen_in_the_chart(series: list[float]) -> None:
    chart = xmr(series)
    assert len(chart.rules) == len(series)
    for value, rules in zip(series, chart.rules, strict=True):
        if math.isnan(value):
            assert not rules
        if Rule.OUTSIDE_LIMITS in rules:
            assert value > chart.upper or value < chart.lower
        if Rule.TWO_IN_THREE in rules:
            assert chart.near_upper < value <= chart.upper * (1 + 1e-9) or chart.lower - 1e-9 <= value < chart.near_lower
        assert not {Rule.OUTSIDE_LIMITS, Rule.TWO_IN_THREE} <= rules
    for rule in (Rule.SHIFT, Rule.TREND):
        flags = "".join("x" if rule in rules else " " for rules in chart.rules)
        assert all(len(run) >= 7 for run in flags.split())


@given(months)
def test_months_to_the_last_hold_no_gap(series: list[float]) -> None:
    number = consecutive_to_last(series)
    assert not any(math.isnan(value) for value in series[len(series) - number :])
    assert number == len(series) or math.isnan(series[len(series) - number - 1])


@given(places)
def test_shares_rise_to_everything(numbers: list[int]) -> None:
    assume(sum(numbers))
    shares = [share_of_top(numbers, top) for top in range(1, len(numbers) + 1)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert all(share >= top / len(numbers) - 1e-9 for top, share in enumerate(shares, 1))


@given(places, st.floats(0.01, 1))
def test_the_fewest_places_that_hold_a_share(numbers: list[int], share: float) -> None:
    assume(sum(numbers))
    few = places_for_share(numbers, share)
    assert share_of_top(numbers, few) >= share - 1e-8
    assert few == 1 or share_of_top(numbers, few - 1) < share


@given(places, st.integers(2, 9))
def test_gini_lies_between_none_and_all(numbers: list[int], times: int) -> None:
    assume(sum(numbers))
    value = gini(numbers)
    assert -1e-12 <= value <= 1
    assert value == pytest.approx(gini([number * times for number in numbers]))
    assert value == pytest.approx(gini(numbers * times))
    assert -1e-9 <= generalised_gini(numbers) <= value + 1e-12
    # Twice the area between the Lorenz curve and the line of evenness.
    curve = lorenz(numbers)
    assert value == pytest.approx(1 - 2 * np.trapezoid(curve.events, curve.places))
    assert (np.diff(curve.events) >= 0).all()
    assert (curve.events <= curve.places + 1e-12).all()


@st.composite
def maps(draw: st.DrawFn) -> tuple[np.ndarray, object]:
    size = draw(st.integers(3, 12))
    pairs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] != pair[1]), max_size=20))
    return draw(arrays(np.float64, size, elements=st.integers(0, 100).map(float))), weights_from_pairs(size, pairs)


@given(maps(), st.integers(1, 50), st.integers(-50, 50))
def test_gi_star_does_not_depend_on_the_scale(given_map: tuple[np.ndarray, object], scale: int, shift: int) -> None:
    values, weights = given_map
    z = gi_star(values, weights)
    np.testing.assert_allclose(gi_star(values * scale + shift, weights), z, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(gi_star(-values, weights), -z, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(gi_star(values, weights * 3.0), z, rtol=1e-6, atol=1e-9)
    order = np.random.default_rng(0).permutation(values.size)
    np.testing.assert_allclose(gi_star(values[order], weights[order][:, order]), z[order], rtol=1e-6, atol=1e-9)


@given(st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), max_size=40), st.floats(0.01, 0.5))
def test_findings_are_the_smallest_p_values(p: list[float], level: float) -> None:
    found = false_discovery(p, rate=level)
    kept = [value for value, mark in zip(p, found, strict=True) if mark]
    left = [value for value, mark in zip(p, found, strict=True) if not mark and not math.isnan(value)]
    tested = len(kept) + len(left)
    assert all(value <= level * len(kept) / tested for value in kept)
    assert not kept or not left or max(kept) < min(left)
    # Nothing that stands when each test is paid for in full (Bonferroni) is lost.
    assert all(value > level / tested for value in left)
