"""Recovery of a known truth by the spatial statistics and re-based charts: made-up data whose answer is known, fixed seeds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wardmoot.core.stats.autocorrelation import global_g, global_moran
from wardmoot.core.stats.control_charts import Rule, xmr_many
from wardmoot.core.stats.density import cell_centres, kernel_density
from wardmoot.core.stats.false_discovery import false_discovery
from wardmoot.core.stats.hotspots import gi, local_moran, row_standardised, two_sided_p, weights_from_pairs
from wardmoot.core.stats.near_repeat import knox
from wardmoot.core.stats.permutations import conditional_permutations
from wardmoot.core.stats.rebasing import Step, rebase
from wardmoot.core.stats.space_time import jacquez, local_knox, mantel, modified_knox


def grid(side: int) -> list[tuple[int, int]]:
    steps = ((0, 1), (1, -1), (1, 0), (1, 1))
    cells = [(row, column) for row in range(side) for column in range(side)]
    return [(r * side + c, (r + dr) * side + c + dc) for r, c in cells for dr, dc in steps if r + dr < side and 0 <= c + dc < side]


WEIGHTS = weights_from_pairs(400, grid(20), include_self=False)


def test_local_statistics_of_noise_are_standard() -> None:
    rng = np.random.default_rng(21)
    noise = rng.normal(50, 8, (60, 400))
    for z in ([gi(values, WEIGHTS) for values in noise], [local_moran(values, WEIGHTS).z for values in noise]):
        assert np.mean(z) == pytest.approx(0, abs=0.03)
        assert np.std(z) == pytest.approx(1, abs=0.03)
    whole = [(global_moran(values, WEIGHTS).z, global_g(values, WEIGHTS).z) for values in rng.normal(50, 8, (400, 400))]
    assert np.mean(whole, axis=0) == pytest.approx(0, abs=0.15)
    assert np.std(whole, axis=0) == pytest.approx(1, abs=0.12)


def test_permuted_p_values_of_noise_are_even_and_go_with_the_normal_ones() -> None:
    rng = np.random.default_rng(22)
    p, normal = [], []
    for seed in range(30):
        values = rng.normal(50, 8, 400)
        p.append(conditional_permutations(values, WEIGHTS, seed=seed, statistic="local_moran").p)
        normal.append(two_sided_p(local_moran(values, WEIGHTS).z))
    for level in (0.05, 0.2, 0.5):
        assert np.mean(np.array(p) <= level) == pytest.approx(level, abs=0.012)
    assert np.abs(np.array(p) - np.array(normal)).mean() < 0.03


def test_ties_of_rare_counts_do_not_make_findings() -> None:
    # Nearly all places have none: a tie counted on one side only would find far too many.
    rng = np.random.default_rng(23)
    found = [conditional_permutations(rng.poisson(0.05, 400), WEIGHTS, seed=seed).p for seed in range(20)]
    assert np.mean(np.array(found) <= 0.05) < 0.05


def test_a_hot_corner_and_an_odd_one_out_are_found() -> None:
    rng = np.random.default_rng(24)
    mean = np.full((20, 20), 30.0)
    mean[:4, :4], mean[1, 1] = 90, 5
    values = rng.poisson(mean).ravel()
    found = local_moran(values, row_standardised(WEIGHTS))
    assert found.quadrant[21] == "LH"
    assert (found.quadrant.reshape(20, 20)[2:4, :4] == "HH").all()
    permuted = conditional_permutations(values, WEIGHTS, permutations=9999, seed=1).p
    hot = (false_discovery(permuted) & (gi(values, WEIGHTS) > 0)).reshape(20, 20)
    assert hot[:4, :4].mean() > 0.8
    assert not hot[7:, :].any()
    assert not hot[:, 7:].any()
    assert global_moran(values, WEIGHTS).p < 0.001
    assert global_g(values, WEIGHTS).z > 3


def test_a_known_surface_is_recovered() -> None:
    # Half even over the square, half round one place: the density there and far from it.
    rng = np.random.default_rng(25)
    even, round_it = rng.uniform(-5000, 15_000, (40_000, 2)), rng.normal(5000, 800, (20_000, 2))
    x, y = np.vstack((even, round_it)).T
    surface = kernel_density(x, y, bandwidth=300, cell=100, bounds=(0, 0, 10_000, 10_000))
    background = 40_000 / 20_000**2
    peak = 20_000 / (2 * math.pi * (800**2 + 300**2)) + background
    columns, rows = cell_centres((0, 0, 10_000, 10_000), 100)
    assert surface[(rows > 4800) & (rows < 5200)][:, (columns > 4800) & (columns < 5200)].mean() == pytest.approx(peak, rel=0.05)
    assert surface[:20].mean() == pytest.approx(background, rel=0.03)


def clustered(rng: np.random.Generator, repeats: int) -> tuple[np.ndarray, ...]:
    """400 events spread evenly, of which `repeats` follow another within 100 m and a week."""
    x, y, days = rng.uniform(0, 10_000, 400), rng.uniform(0, 10_000, 400), rng.integers(0, 365, 400)
    first, second = np.arange(repeats), np.arange(200, 200 + repeats)
    x[second], y[second] = x[first] + rng.uniform(-70, 70, repeats), y[first] + rng.uniform(-70, 70, repeats)
    days[second] = days[first] + rng.integers(0, 7, repeats)
    return x, y, days


def test_planted_near_repeats_are_counted_and_found() -> None:
    x, y, days = clustered(np.random.default_rng(26), 60)
    found = knox(x, y, days, distance_bands=[0, 100, 500, 1000], time_bands=[0, 7, 28], permutations=999, seed=1)
    by_chance = found.expected[0, 0]
    assert found.observed[0, 0] == pytest.approx(60 + by_chance, abs=4)
    assert found.p[0, 0] == 0.001
    assert found.ratio[0, 0] > 10
    assert found.p[2, 1] > 0.05
    close = {"distance": 100, "days_apart": 7}
    assert modified_knox(x, y, days, **close, permutations=99, seed=1).p == 0.01
    local = local_knox(x, y, days, **close)
    assert (local.close[:60] > 0).all()
    assert mantel(x, y, days, distance_constant=100, time_constant=7, permutations=99, seed=1).p == 0.01
    assert jacquez(x, y, days, permutations=99, seed=1).p == 0.01


def test_without_repeats_nothing_is_found_more_often_than_it_may() -> None:
    rng = np.random.default_rng(27)
    p = np.array(
        [knox(*clustered(rng, 0), distance_bands=[0, 500, 1000], time_bands=[0, 14, 28], permutations=99, seed=seed).p for seed in range(150)]
    )
    for level in (0.05, 0.2):
        # One step of a whole count over the level at the most; ties make p too large, never too small.
        assert 0.3 * level < (p <= level).mean() < 1.25 * level + 0.01


def test_crowded_towns_and_busy_months_alone_are_no_near_repeats() -> None:
    rng = np.random.default_rng(28)
    towns = rng.uniform(0, 20_000, (5, 2))
    places = towns[rng.integers(0, 5, 1500)] + rng.normal(0, 400, (1500, 2))
    days = rng.choice(365, 1500, p=(1 + np.cos(np.arange(365) / 58)) / (1 + np.cos(np.arange(365) / 58)).sum())
    found = knox(*places.T, days, distance_bands=[0, 200, 400], time_bands=[0, 7, 14], permutations=199, seed=1)
    assert np.abs(found.ratio - 1).max() < 0.1
    assert found.p.min() > 0.01


def test_many_charts_see_the_steps_that_were_planted() -> None:
    rng = np.random.default_rng(29)
    values = rng.poisson(100, (300, 36)).astype(float)
    values[:100, 24:] += 50
    shifted = xmr_many(values, baseline=24).flagged(Rule.SHIFT)[:, 24:].all(axis=1)
    assert shifted[:100].all()
    assert shifted[100:].mean() < 0.02
    drawn = [len(rebase(row, [Step(24, "planted")]).segments) for row in values]
    assert drawn[:100] == [2] * 100
    # A recorded change that changed nothing stands only by chance: seven on one side, 2 in 128.
    assert np.mean(drawn[100:]) < 1.06
