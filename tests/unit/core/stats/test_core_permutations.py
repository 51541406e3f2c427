"""Conditional permutations: the slow obvious counting of the same draws, ties, sides, refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from wardmoot.core.stats import permutations as module
from wardmoot.core.stats.hotspots import gi_star, local_moran, row_standardised, weights_from_pairs
from wardmoot.core.stats.permutations import conditional_permutations
from wardmoot.core.stats.weights import without_self

CHAIN = weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])


def some_map(seed: int, size: int, *, uneven: bool) -> tuple[np.ndarray, Any]:
    rng = np.random.default_rng(seed)
    weights = weights_from_pairs(size, [(one, one + 1 + int(rng.integers(0, 3))) for one in range(size - 4)])
    if uneven:
        weights = weights * rng.uniform(0.5, 2, weights.shape)
    return rng.poisson(3, size).astype(float), sparse.csr_array(weights)


def obvious_counts(values: np.ndarray, weights: Any, draws: np.ndarray) -> tuple[list[int], list[int]]:
    """Place by place and draw by draw; the last place stands in where the draw holds the place itself."""
    high, low = [], []
    for place in range(values.size):
        row = slice(weights.indptr[place], weights.indptr[place + 1])
        observed = float(weights.data[row] @ values[weights.indices[row]])
        sums = []
        for draw in draws:
            others = [values.size - 1 if other == place else other for other in draw[: row.stop - row.start]]
            assert place not in others
            assert len(set(others)) == len(others)
            sums.append(float(weights.data[row] @ values[others]))
        high.append(sum(total >= observed - 1e-9 for total in sums))
        low.append(sum(total <= observed + 1e-9 for total in sums))
    return high, low


@pytest.mark.parametrize("uneven", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_obvious_reading(seed: int, uneven: bool) -> None:
    values, weights = some_map(seed, 25, uneven=uneven)
    neighbours = without_self(weights)
    draws = module._draws(25, neighbours, 60, seed)
    high, low = obvious_counts(values, neighbours, draws)
    found = conditional_permutations(values, weights, permutations=60, seed=seed, statistic="gi")
    held = np.diff(neighbours.indptr) > 0
    np.testing.assert_allclose(found.p_high[held], (np.array(high)[held] + 1) / 61)
    np.testing.assert_allclose(found.p_low[held], (np.array(low)[held] + 1) / 61)
    assert np.isnan(found.p[~held]).all()
    np.testing.assert_allclose(found.p[held], np.minimum(1, 2 * np.minimum(found.p_high, found.p_low)[held]))


def test_the_quick_way_and_the_loop_agree() -> None:
    values, weights = some_map(7, 200, uneven=False)
    barely = weights.copy()
    barely.data[weights.indptr[1:4] - 1] += 1e-15  # no longer all alike, and still the same to any reader
    quick, loop = (conditional_permutations(values, each, permutations=199, seed=3) for each in (weights, barely))
    np.testing.assert_array_equal(quick.p_high, loop.p_high)
    np.testing.assert_array_equal(quick.p_low, loop.p_low)


def test_ties_count_on_both_sides() -> None:
    # Every other place is alike, so that any order gives the same sum.
    found = conditional_permutations([9, 1, 1, 1], CHAIN, permutations=99, seed=1)
    assert (found.p_high[0], found.p_low[0], found.p[0]) == (1, 1, 1)


def test_ties_do_not_hang_on_rounding() -> None:
    # 0.1 + 0.2 is not 0.3 in floating point; the neighbours' sums tie all the same.
    whole = conditional_permutations([1, 2, 3, 0, 5, 1, 2], weights_from_pairs(7, [(6, 0), (6, 1), (2, 3), (4, 5)]), permutations=499, seed=5)
    parts = conditional_permutations(
        np.array([1, 2, 3, 0, 5, 1, 2]) / 10, weights_from_pairs(7, [(6, 0), (6, 1), (2, 3), (4, 5)]), permutations=499, seed=5
    )
    np.testing.assert_array_equal(whole.p, parts.p)


def test_local_moran_turns_the_sides_of_low_places() -> None:
    values, weights = some_map(2, 60, uneven=False)
    star, moran = (conditional_permutations(values, weights, permutations=99, seed=4, statistic=name) for name in ("gi_star", "local_moran"))
    above, on = values > values.mean(), values == values.mean()
    assert not on.any()
    np.testing.assert_array_equal(moran.p, star.p)
    np.testing.assert_array_equal(moran.p_high[above], star.p_high[above])
    np.testing.assert_array_equal(moran.p_high[~above], star.p_low[~above])
    # A place on the mean has a local Moran of 0 in every order.
    level = conditional_permutations([2, 1, 3, 2], CHAIN, permutations=99, seed=1, statistic="local_moran")
    assert level.p[0] == level.p_high[3] == 1


def test_p_goes_with_the_z_scores() -> None:
    rng = np.random.default_rng(6)
    weights = weights_from_pairs(900, [(r * 30 + c, r * 30 + c + step) for r in range(29) for c in range(29) for step in (1, 30)])
    values = rng.normal(50, 5, 900)
    permuted = conditional_permutations(values, weights, permutations=999, seed=2, statistic="local_moran")
    z = local_moran(values, weights).z
    assert (permuted.p[np.abs(z) > 4] < 0.01).all()
    assert (permuted.p[np.abs(z) < 1] > 0.2).all()
    assert ((permuted.p_high < permuted.p_low) == (z > 0))[np.abs(z) > 0.5].all()


def test_rescaled_rows_and_another_seed() -> None:
    values, weights = some_map(1, 50, uneven=False)
    one = conditional_permutations(values, weights, permutations=99, seed=9)
    np.testing.assert_array_equal(one.p, conditional_permutations(values, weights, permutations=99, seed=9).p)
    np.testing.assert_array_equal(one.p, conditional_permutations(values, row_standardised(without_self(weights)), permutations=99, seed=9).p)
    assert (one.p != conditional_permutations(values, weights, permutations=99, seed=10).p).any()
    assert gi_star(values, weights).shape == one.p.shape


def test_islands_and_empty_maps_are_missing() -> None:
    assert np.isnan(conditional_permutations([1, 2, 3], weights_from_pairs(3, []), permutations=9, seed=1).p).all()
    assert np.isnan(conditional_permutations([5], weights_from_pairs(1, []), permutations=9, seed=1).p).all()
    assert math.isnan(conditional_permutations([1, 2, 3], weights_from_pairs(3, [(0, 1)]), permutations=9, seed=1).p[2])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: conditional_permutations([1, 2, 3, 4], CHAIN, permutations=0, seed=1), "permutations is 0; give a whole number from 1"),
        (lambda: conditional_permutations([1, 2, 3, 4], CHAIN, seed=1, statistic="geary"), "statistic is 'geary'"),
        (lambda: conditional_permutations([1, 2, 3, math.nan], CHAIN, seed=1), "none missing"),
        (lambda: conditional_permutations([1, 2], CHAIN, seed=1), "expected 2 by 2"),
    ],
)
def test_bad_permutations_are_refused(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
