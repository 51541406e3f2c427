"""Tests of counts in small places, against the distributions they rest on and against counting by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from wardmoot.core.stats.place_tests import changed_places, gradient, high_against_expected, high_for_any_order
from wardmoot.core.stats.weights import weights_from_pairs

CHAIN = weights_from_pairs(8, [(place, place + 1) for place in range(7)])


def test_neighbours_are_binomial_given_the_place_itself() -> None:
    counts, sizes = [30, 20, 5, 4, 6, 5, 3, 7], np.array([900.0, 1100, 1000, 2000, 800, 1000, 1000, 1200])
    found = high_against_expected(counts, sizes, CHAIN)
    # the middle of the first three: its neighbours have 35 of the 60 that are not its own
    share = (sizes[0] + sizes[2]) / (sizes.sum() - sizes[1])
    assert found.p[1] == pytest.approx(binom.sf(34, 60, share))
    assert found.dispersion == 1.0  # eight places are too few to say that they differ
    assert found.expected == pytest.approx(80 * sizes / sizes.sum())


def test_a_place_whose_own_count_is_not_high_is_not_tested() -> None:
    found = high_against_expected([40, 2, 38, 5, 5, 5, 5, 5], [1000.0] * 8, CHAIN)
    assert math.isnan(found.p[1])
    assert math.isnan(high_for_any_order([40, 2, 38, 5, 5, 5, 5, 5], CHAIN, seed=1).p[1])


def test_weights_with_and_without_the_place_itself_are_alike() -> None:
    counts = [30, 20, 5, 4, 6, 5, 3, 7]
    alone = weights_from_pairs(8, [(place, place + 1) for place in range(7)], include_self=False)
    for test in (lambda w: high_against_expected(counts, [1000.0] * 8, w), lambda w: high_for_any_order(counts, w, seed=1)):
        assert test(CHAIN).p.tolist() == pytest.approx(test(alone).p.tolist(), nan_ok=True)


def test_a_populous_place_is_no_cluster_by_its_size() -> None:
    sizes = np.array([9000.0, 8000, 9500, 1000, 1000, 1000, 1000, 1000])
    found = high_against_expected((sizes / 100).astype(int), sizes, CHAIN)
    assert not (found.p <= 0.05).any()


def test_places_that_differ_for_reasons_of_their_own_widen_the_test() -> None:
    random = np.random.default_rng(3)
    pairs = weights_from_pairs(100, [(place, place + 1) for place in range(99)])
    counts = random.poisson(random.gamma(2, 20, 100))
    counts[50:53] = 90
    found = high_against_expected(counts, [1000.0] * 100, pairs)
    exact = binom.sf(counts[50] + counts[52] - 1, counts.sum() - counts[51], 2 / 99)
    assert found.dispersion > 5
    assert found.p[51] > 100 * exact


def test_orders_give_the_chance_of_so_high_neighbours() -> None:
    counts = np.array([9, 8, 7, 1, 0, 2, 1, 0])
    found = high_for_any_order(counts, CHAIN, orders=20_000, seed=2)
    level = np.log1p(counts)
    pairs = [level[a] + level[b] for a in range(8) for b in range(8) if a != b]
    assert found.p[1] == pytest.approx(np.mean(np.array(pairs) >= level[0] + level[2] - 1e-9), abs=0.01)


def test_change_of_a_place_is_binomial() -> None:
    now, before = np.array([30, 0, 5, 0]), np.array([10, 7, 5, 0])
    rose, fell = changed_places(now, before, days=100, days_before=300)
    alone = changed_places([30], [10], days=100, days_before=300)
    assert alone[0][0] == pytest.approx(binom.sf(29, 40, 0.25))
    assert fell[1] >= binom.cdf(0, 7, 0.25) - 1e-12
    assert rose[3] == fell[3] == 1.0


def test_gradient_is_found_and_its_interval_holds_the_truth() -> None:
    random, groups = np.random.default_rng(5), np.arange(200) % 10 + 1
    held = []
    for _ in range(60):
        sizes = random.integers(800, 3000, 200)
        middle = (groups - 0.5) / 10
        found = gradient(random.poisson(sizes * 0.01 * np.exp(-math.log(3) * middle)), sizes, groups)
        held.append(found.lower <= 3 <= found.upper)
        assert found.ratio > 1
    assert np.mean(held) >= 0.85


def test_gradient_fits_both_totals() -> None:
    counts, sizes, groups = np.array([30, 20, 25, 14, 9, 11]), np.full(6, 1000.0), np.array([1, 1, 2, 2, 3, 3])
    found = gradient(counts, sizes, groups)
    slope = -math.log(found.ratio)
    middle = np.array([1 / 6, 0.5, 5 / 6])
    fitted = np.exp(slope * middle)
    fitted *= counts.sum() / fitted.sum()
    assert fitted @ middle == pytest.approx(found.counts @ middle)


@pytest.mark.parametrize("counts", [[0] * 6, [5, 6, 0, 0, 0, 0]])
def test_gradient_says_nothing_where_nothing_can_be_said(counts: list[int]) -> None:
    found = gradient(counts, [1000.0] * 6, [1, 1, 5, 5, 10, 10])
    assert math.isnan(found.ratio)
    assert found.p == 1.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: high_against_expected([1, -1], [1.0, 1.0], CHAIN[:2, :2]), "counts"),
        (lambda: high_against_expected([1, 1], [1.0, 0.0], CHAIN[:2, :2]), "sizes"),
        (lambda: high_for_any_order([[1], [2]], CHAIN[:2, :2], seed=1), "one count for each place"),
        (lambda: gradient([1, 2], [1.0, -1.0], [1, 2]), "sizes"),
    ],
)
def test_bad_input_is_named(call, words) -> None:
    with pytest.raises(ValueError, match=words):
        call()
