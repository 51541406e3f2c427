"""Concentration against chance: the draws against every case counted by hand."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy.stats import multinomial

from wardmoot.core.stats.by_chance import repeats_by_chance, top_by_chance


def test_top_agrees_with_every_case() -> None:
    shares = np.array([0.5, 0.3, 0.2])
    cases = [case for case in product(range(8), repeat=3) if sum(case) == 7]
    exact = sum(multinomial.pmf(case, 7, shares) for case in cases if max(case) >= 6)
    found = [top_by_chance([1, 0, 6], shares * 1000, 1, seed=seed).p for seed in range(40)]
    assert np.mean(found) == pytest.approx(exact, rel=0.15)


def test_top_beyond_all_draws_has_a_bound_that_is_above_the_truth() -> None:
    counts = [200] + [10] * 20
    found = top_by_chance(counts, [1000.0] * 21, 1, seed=1)
    assert found.draws == 999
    assert 0 < found.p < 1e-6
    assert found.seen == 200
    assert found.chance == pytest.approx(400 / 21, rel=0.6)


def test_top_in_proportion_to_size_is_no_finding() -> None:
    sizes = np.array([8000.0, 1000, 1000, 1000, 1000])
    assert top_by_chance(sizes / 100, sizes, 1, seed=1).p > 0.2


def test_repeats_agree_with_every_case() -> None:
    # six events on three people who have at least one each: every way to hand them out is as likely
    ways = [np.bincount(way, minlength=3) for way in product(range(3), repeat=6)]
    ways = [way for way in ways if way.min() >= 1]
    exact = np.mean([(way * (way - 1)).sum() >= 12 for way in ways])
    found = [repeats_by_chance([4, 1, 1], seed=seed).p for seed in range(60)]
    assert np.mean(found) == pytest.approx(exact, rel=0.15)


def test_one_tenfold_victim_is_found_and_counted_as_one() -> None:
    counts = [1] * 120 + [2] * 25 + [3] * 4 + [10]
    found = repeats_by_chance(counts, seed=1)
    assert found.p < 0.01
    assert (found.heavy, found.heavy_events) == (1, 10)
    assert found.threshold > 3
    assert found.busiest == 15
    assert found.seen == 10 + 3 * 4 + 2 * 10
    assert found.chance < found.seen


def test_nobody_with_two_is_no_finding() -> None:
    found = repeats_by_chance([1] * 50, seed=1)
    assert (found.p, found.draws, found.heavy) == (1.0, 0, 0)


def test_the_same_seed_gives_the_same() -> None:
    counts = [1] * 60 + [2] * 20 + [3] * 5
    assert repeats_by_chance(counts, seed=4) == repeats_by_chance(counts, seed=4)


@pytest.mark.parametrize("counts", [[], [0, 1], [1.5], [[1]], [math.nan]])
def test_counts_that_cannot_be_are_refused(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="counts"):
        repeats_by_chance(counts, seed=1)


def test_places_and_sizes_fit() -> None:
    with pytest.raises(ValueError, match="one of each for every place"):
        top_by_chance([1, 2], [1.0], 1, seed=1)
