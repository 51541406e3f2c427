"""Properties of the spatial statistics and of many charts that hold for every input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wardmoot.core.stats.autocorrelation import global_moran
from wardmoot.core.stats.control_charts import Rule, xmr, xmr_many
from wardmoot.core.stats.density import kernel_density, shared_share
from wardmoot.core.stats.hotspots import gi, local_moran, weights_from_pairs
from wardmoot.core.stats.near_repeat import knox
from wardmoot.core.stats.permutations import conditional_permutations
from wardmoot.core.stats.rebasing import FEWEST, Finding, Step, rebase, unexplained_shifts
from wardmoot.core.stats.space_time import jacquez, mantel

few = settings(max_examples=40)


@st.composite
def maps(draw: st.DrawFn) -> tuple[np.ndarray, Any]:
    size = draw(st.integers(4, 14))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=25)
    )
    values = draw(arrays(np.float64, size, elements=st.integers(0, 60).map(float)))
    assume(not (values == values[0]).all())
    return values, weights_from_pairs(size, pairs)


@few
@given(maps(), st.integers(1, 40), st.integers(-40, 40))
def test_local_moran_and_gi_do_not_depend_on_the_scale(given_map: tuple[np.ndarray, Any], scale: int, shift: int) -> None:
    values, weights = given_map
    for variance in ("conditional", "total"):
        found, moved = (local_moran(each, weights, variance=variance) for each in (values, values * scale + shift))
        np.testing.assert_allclose(moved.I, found.I, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(moved.z, found.z, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(local_moran(-values, weights, variance=variance).I, found.I, rtol=1e-6, atol=1e-9)
        # Rows twice as heavy: I doubles, the z-score stays.
        np.testing.assert_allclose(local_moran(values, weights * 2, variance=variance).I, 2 * found.I, rtol=1e-9)
        np.testing.assert_allclose(local_moran(values, weights * 2, variance=variance).z, found.z, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(gi(values * scale + shift, weights), gi(values, weights), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(gi(-values, weights), -gi(values, weights), rtol=1e-6, atol=1e-8)


@few
@given(maps())
def test_local_morans_add_up_to_the_global_one(given_map: tuple[np.ndarray, Any]) -> None:
    values, weights = given_map
    alone = weights.toarray()
    np.fill_diagonal(alone, 0)
    found = local_moran(values, weights)
    together = float(np.nansum(found.I)) / alone.sum()
    assert math.isclose(global_moran(values, weights).value, together, rel_tol=1e-9, abs_tol=1e-12)
    # Given its own value, a place's z is that of Gi, turned to its own side of the mean.
    side = np.sign(np.round(values - values.mean(), 9))
    known = np.isfinite(found.z)
    np.testing.assert_allclose(found.z[known], (side * gi(values, weights))[known], rtol=1e-6, atol=1e-8)
    assert (values[np.isin(found.quadrant, ["HH", "HL"])] > values.mean()).all()
    assert (found.I[np.isin(found.quadrant, ["HH", "LL"])] > 0).all()
    assert (found.I[np.isin(found.quadrant, ["HL", "LH"])] < 0).all()


@few
@given(maps(), st.integers(0, 2**32), st.integers(1, 60))
def test_permuted_p_values_are_possible_ones(given_map: tuple[np.ndarray, Any], seed: int, number: int) -> None:
    values, weights = given_map
    found = conditional_permutations(values, weights, permutations=number, seed=seed)
    known = np.isfinite(found.p)
    assert (known == np.isfinite(found.p_high)).all()
    for p in (found.p_high[known], found.p_low[known]):
        assert ((p >= 1 / (number + 1)) & (p <= 1)).all()
        np.testing.assert_allclose(p * (number + 1), np.round(p * (number + 1)))
    # Each order is at least as high, at least as low, or both.
    assert (found.p_high + found.p_low >= (number + 2) / (number + 1) - 1e-12)[known].all()
    turned = conditional_permutations(-values, weights, permutations=number, seed=seed)
    np.testing.assert_array_equal(turned.p_high, found.p_low)
    np.testing.assert_array_equal(conditional_permutations(values * 4 + 1, weights, permutations=number, seed=seed).p, found.p)


@few
@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 800)), max_size=25), st.floats(1, 6), st.integers(-500, 500))
def test_a_surface_adds_up_and_moves_with_its_events(events: list[tuple[float, float]], ratio: float, shift: int) -> None:
    x, y = (np.array([event[axis] for event in events]) for axis in (0, 1))
    cell = 40.0
    reach = 6 * ratio * cell
    bounds = (-reach, -reach, 1000 + reach, 800 + reach)
    grid = kernel_density(x, y, bandwidth=ratio * cell, cell=cell, bounds=bounds, point_spacing=0)
    assert (grid >= 0).all()
    assert math.isclose(grid.sum() * cell**2, len(events), rel_tol=0.02, abs_tol=1e-9)
    moved_bounds = (bounds[0] + shift, bounds[1] - shift, bounds[2] + shift, bounds[3] - shift)
    moved = kernel_density(x + shift, y - shift, bandwidth=ratio * cell, cell=cell, bounds=moved_bounds, point_spacing=0)
    np.testing.assert_allclose(moved, grid, atol=1e-6 * max(grid.max(), 1e-12))
    twice = kernel_density(np.tile(x, 2), np.tile(y, 2), bandwidth=ratio * cell, cell=cell, bounds=bounds, point_spacing=0)
    np.testing.assert_allclose(twice, 2 * grid, rtol=1e-6, atol=1e-9 * max(grid.max(), 1e-12))
    assert shared_share(np.tile(x, 2), np.tile(y, 2)) == (1 if events else 0)


@few
@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 40)), min_size=2, max_size=25),
    st.sampled_from(["euclidean", "manhattan"]),
    st.integers(0, 2**31),
)
def test_knox_counts_each_pair_once_and_p_is_possible(events: list[tuple[int, int, int]], metric: Any, seed: int) -> None:
    x, y, days = (np.array(column) for column in zip(*events, strict=True))
    wide: dict[str, Any] = {"time_bands": [0, 2, 9, 41], "permutations": 19, "seed": seed, "metric": metric}
    found = knox(x, y, days, distance_bands=[0, 7, 20, 300], **wide)
    pairs = len(events) * (len(events) - 1) // 2
    assert found.observed.sum() == pairs
    np.testing.assert_allclose(found.expected.sum(), pairs)
    np.testing.assert_allclose(found.expected.sum(axis=1), found.observed.sum(axis=1))
    np.testing.assert_allclose(found.expected.sum(axis=0), found.observed.sum(axis=0))
    assert ((found.p >= 1 / 20) & (found.p <= 1)).all()
    assert (found.p[found.observed == 0] == 1).all()
    # The order of the events, a move and a turn of the map change no count; nor does another start of the days.
    order = np.random.default_rng(seed).permutation(len(events))
    moved = knox(1000 - y[order], x[order] + 70, 5000 - days[order], distance_bands=[0, 7, 20, 300], **wide)
    np.testing.assert_array_equal(moved.observed, found.observed)
    # Parts of days take another way through the sums, to the same counts.
    later = knox(x, y, days + 0.5 * (np.arange(len(events)) == -1) + 0.25, distance_bands=[0, 7, 20, 300], **wide)
    np.testing.assert_array_equal(later.observed, found.observed)


@few
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 60)), min_size=4, max_size=16, unique=True), st.integers(0, 2**31))
def test_whole_tests_of_space_and_time_stay_in_their_range(events: list[tuple[int, int, int]], seed: int) -> None:
    x, y, days = (np.array(column, dtype=float) for column in zip(*events, strict=True))
    correlation = mantel(x, y, days, permutations=19, seed=seed)
    assert math.isnan(correlation.statistic) or (-1 - 1e-9 <= correlation.statistic <= 1 + 1e-9 and 0.05 <= correlation.p <= 1)
    assert mantel(x, y, -days, permutations=19, seed=seed).p == correlation.p or math.isnan(correlation.p)
    shared = jacquez(x, y, days, neighbours=2, permutations=19, seed=seed)
    assert 0 <= shared.statistic <= 2 * len(events)


series = st.one_of(st.integers(0, 40).map(float), st.just(math.nan), st.integers(0, 400).map(lambda tenths: tenths / 10))


@settings(max_examples=120)
@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(0, 40)), elements=series), st.booleans(), st.one_of(st.none(), st.integers(2, 40)))
def test_every_flag_of_many_charts_is_that_of_one(values: np.ndarray, screen: bool, baseline: int | None) -> None:
    assume(baseline is None or baseline <= values.shape[1])
    found = xmr_many(values, baseline=baseline, screen_outliers=screen)
    for number, row in enumerate(values):
        one = xmr(row, baseline=baseline, screen_outliers=screen)
        assert found.rules(number) == one.rules
        np.testing.assert_allclose(
            [found.mean[number], found.lower[number], found.near_upper[number]], [one.mean, one.lower, one.near_upper], rtol=1e-9, atol=1e-9
        )


@few
@given(st.lists(series, min_size=2, max_size=60), st.sets(st.integers(1, 59), max_size=4))
def test_segments_cover_the_points_and_every_step_is_answered(values: list[float], places: set[int]) -> None:
    steps = [Step(at, f"change {at}") for at in sorted(places) if at < len(values)]
    chart = rebase(values, steps)
    assert [each.start for each in chart.segments] == [0, *(each.stop for each in chart.segments)][:-1]
    assert chart.segments[-1].stop == len(values) == len(chart.rules) == chart.line("mean").size
    drawn = {each.start for each in chart.segments[1:]}
    declined = {each.step.at for each in chart.declined}
    assert drawn | declined == {step.at for step in steps}
    assert not drawn & declined
    assert all(each.finding is not Finding.STANDS for each in chart.declined)
    for each in chart.segments:
        assert len(chart.segments) == 1 or (~np.isnan(values[each.start : each.stop])).sum() >= FEWEST
    flagged = {index for index, rules in enumerate(chart.rules) if Rule.SHIFT in rules}
    shifts = unexplained_shifts(values, steps)
    assert {index for shift in shifts for index in range(shift.start, shift.stop)} == flagged
    assert all(shift.stop - shift.start >= 7 for shift in shifts)
