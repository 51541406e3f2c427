"""Gi, local Moran, global Moran and G: the published six points, every order of small maps, worked examples, refusals."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from wardmoot.core.stats.autocorrelation import global_g, global_moran
from wardmoot.core.stats.hotspots import gi, gi_star, local_moran, row_standardised, two_sided_p, weights_from_pairs
from wardmoot.core.stats.weights import checked_weights, row_sums, without_self

CHAIN = weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])
VALUES = np.array([9.0, 5, 1, 1])


@pytest.fixture(name="six")
def six_points(vectors: Path) -> tuple[dict[str, Any], Any]:
    published = json.loads((vectors / "spatial" / "six_points_getis_ord.json").read_text())
    lists = [[near] if isinstance(near, int) else near for near in published["neighbours_1based"]]
    return published, weights_from_pairs(6, [(place, near - 1) for place, row in enumerate(lists) for near in row])


@pytest.mark.vectors
def test_the_neighbours_published_are_those_within_the_distance(six: tuple[dict[str, Any], Any]) -> None:
    published, weights = six
    points = np.array(published["points"], dtype=float)
    apart = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    np.testing.assert_array_equal(weights.toarray() > 0, apart <= published["threshold"])


@pytest.mark.vectors
def test_gi_of_six_points_is_that_published(six: tuple[dict[str, Any], Any]) -> None:
    published, weights = six
    np.testing.assert_allclose(gi(published["y"], weights), published["localG_B"], rtol=1e-12)
    # The same with row-standardised weights, where esda's published values carry its known fault.
    found = {"Gi": gi(published["y"], row_standardised(without_self(weights))), "GiStar": gi_star(published["y"], row_standardised(weights))}
    for name, z in found.items():
        assert z[0] == pytest.approx(published["esda_published"][f"{name}_B_Z0"], abs=1e-7)
        assert abs(z[0] - published["esda_published"][f"{name}_R_Z0"]) > 0.3


@pytest.mark.vectors
def test_global_g_of_six_points_is_that_published(six: tuple[dict[str, Any], Any]) -> None:
    published, weights = six
    found = global_g(published["y"], weights)
    assert found.value == pytest.approx(published["esda_published"]["G_global"], abs=5e-9)
    assert found.p / 2 == pytest.approx(published["esda_published"]["G_p_norm"], abs=5e-7)  # one-sided there


def test_local_moran_by_hand() -> None:
    # Mean 4, so z = 5, 1, -3, -3 and their squares have the mean 11; the second place's neighbours add up to 5 - 3.
    found = local_moran(VALUES, CHAIN)
    np.testing.assert_allclose(found.I, np.array([5 * 1, 1 * 2, -3 * -2, -3 * -3]) / 11)
    assert found.quadrant.tolist() == ["HH", "HH", "LL", "LL"]
    # Of the means of the neighbours instead, and as the package esda divides.
    means = local_moran(VALUES, row_standardised(without_self(CHAIN)))
    np.testing.assert_allclose(means.I, np.array([5, 1, 3, 9]) / 11)
    np.testing.assert_allclose(means.I * 3 / 4, (VALUES - 4) * np.array([1, 1, -1, -3]) * 3 / 44)
    assert local_moran([5, 1, 5, 1], CHAIN).quadrant.tolist() == ["HL", "LH", "HL", "LH"]


@pytest.mark.parametrize("seed", range(3))
def test_means_and_variances_are_those_over_every_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 6
    weights = rng.random((size, size)) * (rng.random((size, size)) < 0.6)
    np.fill_diagonal(weights, 0)
    weights[0, 1] = weights[3, 2] = 1
    values = rng.poisson(6, size) + rng.random(size)
    orders = np.array(list(permutations(values)))
    centred = orders - values.mean()
    square = (centred[0] ** 2).mean()
    local = centred * (centred @ weights.T) / square
    held = weights.sum(axis=1) > 0
    observed = local[0]
    total = local_moran(values, sparse.csr_array(weights), variance="total")
    np.testing.assert_allclose(total.z[held], ((observed - local.mean(axis=0)) / local.std(axis=0))[held], rtol=1e-9)
    conditional = local_moran(values, sparse.csr_array(weights))
    for place in np.flatnonzero(held):
        own = local[orders[:, place] == values[place], place]
        assert conditional.z[place] == pytest.approx((observed[place] - own.mean()) / own.std(), rel=1e-8)
        # Gi is the same sum over the neighbours, turned to the place's own side.
        assert gi(values, sparse.csr_array(weights))[place] == pytest.approx(conditional.z[place] * np.sign(centred[0, place]), rel=1e-8)
    moran, g = global_moran(values, sparse.csr_array(weights)), global_g(values, sparse.csr_array(weights))
    every = local.sum(axis=1) / weights.sum()
    assert (moran.value, moran.expected, moran.variance) == pytest.approx((every[0], every.mean(), every.var()), rel=1e-8)
    crossed = np.einsum("oi,ij,oj->o", orders, weights, orders) / (values.sum() ** 2 - (values**2).sum())
    assert (g.value, g.expected, g.variance) == pytest.approx((crossed[0], crossed.mean(), crossed.var()), rel=1e-8)


def test_a_places_own_weight_changes_nothing_but_gi_star() -> None:
    alone = without_self(CHAIN)
    np.testing.assert_array_equal(gi(VALUES, CHAIN), gi(VALUES, alone))
    np.testing.assert_array_equal(local_moran(VALUES, CHAIN).z, local_moran(VALUES, alone).z)
    assert global_moran(VALUES, CHAIN) == global_moran(VALUES, alone)
    with pytest.raises(ValueError, match="place 0 does not weigh itself"):
        gi_star(VALUES, alone)


def test_where_nothing_can_be_said_local_statistics_are_missing() -> None:
    island = weights_from_pairs(5, [(0, 1), (1, 2), (2, 3)])
    values = [9, 5, 1, 1, 4]  # mean 4: the island lies on it
    found = local_moran(values, island)
    assert math.isnan(found.I[4])
    assert math.isnan(found.z[4])
    assert math.isnan(gi(values, island)[4])
    assert found.quadrant[4] == ""
    on_mean = local_moran([0.1, 0.3, 0.2, 0.2, 0.2], weights_from_pairs(5, [(0, 1), (2, 3)]))
    assert on_mean.I[2] == 0
    assert math.isnan(on_mean.z[2])
    assert np.isnan(local_moran([3, 3, 3], weights_from_pairs(3, [(0, 1)])).I).all()
    everyone = weights_from_pairs(3, [(0, 1), (1, 2), (0, 2)])
    assert np.isnan(local_moran([1, 2, 9], everyone).z).all()
    assert np.isnan(gi([1, 2, 9], everyone)).all()
    assert np.isnan(gi([1, 2], weights_from_pairs(2, [(0, 1)]))).all()
    # All the others equal: what the neighbours add up to is certain.
    assert math.isnan(gi([9, 1, 1, 1], CHAIN)[0])


def test_moran_of_a_whole_map_by_hand() -> None:
    # 2 * (5 - 3 + 9) over pairs, times 4 places, over 6 links and squares of 44.
    found = global_moran(VALUES, CHAIN)
    assert found.value == pytest.approx(4 / 6 * 2 * (5 * 1 + 1 * -3 + -3 * -3) / 44)
    assert found.expected == pytest.approx(-1 / 3)
    assert found.p == pytest.approx(two_sided_p(found.z))
    # Pairs 9*5 + 5*1 + 1*1, out of all pairs of different places.
    assert global_g(VALUES, CHAIN).value == pytest.approx(2 * 51 / (16**2 - 108))


def test_sums_of_rows_are_the_same_by_either_way() -> None:
    rng = np.random.default_rng(4)
    uneven = sparse.csr_array(rng.random((9, 9)) * (rng.random((9, 9)) < 0.4))
    for weights in (uneven, checked_weights(uneven > 0, 9) * 2.5):
        total, squares = row_sums(weights)
        np.testing.assert_allclose(total, weights.toarray().sum(axis=1))
        np.testing.assert_allclose(squares, (weights.toarray() ** 2).sum(axis=1))


def test_pairs_in_any_order_give_canonical_weights() -> None:
    rng = np.random.default_rng(9)
    pairs = rng.integers(0, 40, (300, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    expected = np.eye(40)
    expected[pairs[:, 0], pairs[:, 1]] = expected[pairs[:, 1], pairs[:, 0]] = 1
    weights = weights_from_pairs(40, pairs)
    np.testing.assert_array_equal(weights.toarray(), expected)
    copied = sparse.csr_array((weights.data, weights.indices, weights.indptr), shape=weights.shape)
    assert copied.has_canonical_format  # worked out anew, not taken from the flag


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: local_moran([1, math.nan, 3, 4], CHAIN), "none missing"),
        (lambda: local_moran(np.ones((4, 2)), CHAIN), "one number for each place"),
        (lambda: local_moran(VALUES, CHAIN, variance="sampled"), "'conditional' or 'total'"),
        (lambda: gi([1, 2, 3], CHAIN), "expected 3 by 3"),
        (lambda: global_moran([1, 1, 1, 1], CHAIN), "not all alike"),
        (lambda: global_moran([1, 2, 3], weights_from_pairs(3, [(0, 1)])), "four places or more"),
        (lambda: global_moran(VALUES, weights_from_pairs(4, [])), "at least one pair of neighbours"),
        (lambda: global_g([1, 2, -3, 4], CHAIN), "a value is negative"),
    ],
)
def test_bad_maps_are_refused(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
