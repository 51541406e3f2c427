"""Gi*: the published six points, a slow obvious reference, edges, and the false discovery rate."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse, stats

from wardmoot.core.stats.hotspots import gi_star, two_sided_p, weights_from_pairs


def obvious_gi_star(values: list[float], weights: np.ndarray) -> list[float]:
    """Ord and Getis (1995), written out place by place."""
    size, mean = len(values), sum(values) / len(values)
    deviation = math.sqrt(sum(value**2 for value in values) / size - mean**2)
    found = []
    for place in range(size):
        row = weights[place]
        above = sum(row[other] * values[other] for other in range(size)) - mean * row.sum()
        below = deviation * math.sqrt((size * (row**2).sum() - row.sum() ** 2) / (size - 1))
        found.append(above / below)
    return found


@pytest.mark.vectors
def test_gi_star_of_six_points_is_that_published(vectors: Path) -> None:
    published = json.loads((vectors / "spatial" / "six_points_getis_ord.json").read_text())
    lists = [[near] if isinstance(near, int) else near for near in published["neighbours_1based"]]
    pairs = [(place, near - 1) for place, row in enumerate(lists) for near in row]
    weights = weights_from_pairs(6, pairs)
    z = gi_star(published["y"], weights)
    np.testing.assert_allclose(z, published["localGstar_B"], rtol=1e-12)
    # Row-standardised weights must give the same: esda's published -0.6249 for the first point is its known fault.
    standardised = sparse.diags_array(1 / weights.sum(axis=1)) @ weights
    np.testing.assert_allclose(gi_star(published["y"], standardised), published["localGstar_B"], rtol=1e-12)


def test_gi_star_equals_the_obvious_computation_for_any_weights() -> None:
    rng = np.random.default_rng(8)
    for size in (5, 12, 30):
        weights = rng.random((size, size)) * (rng.random((size, size)) < 0.3) + np.eye(size)
        values = rng.poisson(6, size).astype(float)
        np.testing.assert_allclose(gi_star(values, sparse.csr_array(weights)), obvious_gi_star(list(values), weights), rtol=1e-9)


def test_many_maps_at_once_are_the_maps_one_by_one() -> None:
    rng = np.random.default_rng(3)
    weights = weights_from_pairs(10, [(i, i + 1) for i in range(9)])
    maps = rng.poisson(4, (10, 3))
    together = gi_star(maps, weights)
    for column in range(3):
        np.testing.assert_allclose(together[:, column], gi_star(maps[:, column], weights))


def test_an_island_has_the_z_score_of_its_own_value() -> None:
    values = np.array([1.0, 2, 3, 10])
    z = gi_star(values, weights_from_pairs(4, [(0, 1), (1, 2)]))
    assert z[3] == pytest.approx((10 - values.mean()) / values.std())


def test_where_nothing_can_be_said_the_result_is_missing() -> None:
    assert np.isnan(gi_star([0.1] * 6, weights_from_pairs(6, [(0, 1)]))).all()
    everyone = weights_from_pairs(3, [(0, 1), (1, 2), (0, 2)])
    assert np.isnan(gi_star([1, 2, 9], everyone)).all()
    assert np.isnan(gi_star([1, 2, 9], sparse.csr_array([[1, 1, 0], [1, 1, 0], [0, 0, 0]]))[2])
    assert np.isnan(gi_star([5], weights_from_pairs(1, []))).all()


def test_the_weights_given_are_not_changed() -> None:
    doubled = sparse.csr_array((np.ones(4), np.array([0, 0, 1, 2]), np.array([0, 2, 3, 4])), shape=(3, 3))
    before = doubled.data.copy()
    z = gi_star([1, 2, 9], doubled)
    np.testing.assert_array_equal(doubled.data, before)
    np.testing.assert_allclose(z, gi_star([1, 2, 9], sparse.csr_array(np.diag([2.0, 1, 1]))))


def test_weights_from_pairs_are_symmetric_ones() -> None:
    weights = weights_from_pairs(4, [(0, 1), (1, 0), (0, 1), (2, 1)])
    expected = np.eye(4)
    for one, other in ((0, 1), (1, 2)):
        expected[one, other] = expected[other, one] = 1
    np.testing.assert_array_equal(weights.toarray(), expected)
    np.testing.assert_array_equal(weights_from_pairs(4, [], include_self=False).toarray(), np.zeros((4, 4)))


def test_two_sided_p_values() -> None:
    np.testing.assert_allclose(two_sided_p([-1.96, 0, 1.96]), 2 * stats.norm.sf([1.96, 0, 1.96]))
    assert math.isnan(two_sided_p(math.nan))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: gi_star([1, math.nan], weights_from_pairs(2, [])), "none missing"),
        (lambda: gi_star([1, 2, 3], weights_from_pairs(2, [])), "expected 3 by 3"),
        (lambda: gi_star([1, 2], sparse.csr_array(np.array([[1.0, -1], [0, 1]]))), "a weight is negative"),
        (lambda: weights_from_pairs(2, [(0, 2)]), "run from 0 to 1"),
        (lambda: weights_from_pairs(2, [(-1, 0)]), "run from 0 to 1"),
        (lambda: weights_from_pairs(2, [(1, 1)]), "paired with itself"),
    ],
)
def test_bad_places_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
