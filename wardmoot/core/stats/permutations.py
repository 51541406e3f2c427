"""How far Gi*, Gi or local Moran of a place is from what chance gives, by putting the other places' values in any order.

The place keeps its own value and the others are drawn anew, so that all three statistics of one place rest on the same
thing: how the sum over its neighbours compares with sums over as many others. One draw serves every place (as in the
Python package esda), with the place itself replaced wherever the draw holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, whole
from wardmoot.core.stats.hotspots import place_values
from wardmoot.core.stats.weights import checked_weights, without_self

Statistic = Literal["gi_star", "gi", "local_moran"]
Counts: TypeAlias = NDArray[np.int64]

_SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class Permuted:
    """Of each place the two-sided p, and the one-sided ones: that so high (so low) a statistic comes by chance.

    Each is at least 1 / (permutations + 1); nan for a place without neighbours.
    """

    p: Floats
    p_high: Floats
    p_low: Floats
    permutations: int
    statistic: Statistic


def conditional_permutations(values: ArrayLike, weights: Any, *, permutations: int = 999, seed: int, statistic: Statistic = "gi_star") -> Permuted:
    """p-values of each place's statistic from conditional permutations; the same `seed` gives the same result anywhere.

    `values` has shape (n,), `weights` is scipy.sparse (n, n); a place's weight of itself changes nothing and is left
    out. Of R permutations r reach the statistic or more: p_high is (r + 1) / (R + 1), p_low likewise from below, and p
    twice the smaller, 1 at most. A tie counts on both sides. "gi_star" and "gi" give the same result; "local_moran" has the
    same p and, for a place under the mean, the sides changed (a place on the mean: all 1).

    With thousands of places pass p through `false_discovery`, and take R large enough: no p is under 2 / (R + 1). Since
    the draws are shared, places with as many neighbours share their chance: an unlucky seed is unlucky for all of them.
    Raises ValueError for a missing value, a wrong shape, another statistic or under 1 permutation.

    Source: Anselin (1995), Geographical Analysis 27: 93-115; the +1, Phipson and Smyth (2010), Statistical Applications
    in Genetics and Molecular Biology 9: 39.

    >>> from wardmoot.core.stats.weights import weights_from_pairs
    >>> chain = weights_from_pairs(12, [(place, place + 1) for place in range(11)])
    >>> found = conditional_permutations([9, 9, 9, 1, 0, 1, 0, 1, 0, 1, 0, 1], chain, permutations=999, seed=1)
    >>> bool(found.p[1] < 0.1), bool(found.p_high[1] < found.p_low[1])
    (True, True)
    """
    if statistic not in ("gi_star", "gi", "local_moran"):
        raise ValueError(f"statistic is {statistic!r}; give 'gi_star', 'gi' or 'local_moran'")
    permutations, seed = whole(permutations, "permutations", least=1), whole(seed, "seed", least=0)
    table = place_values(values)
    matrix = without_self(checked_weights(weights, table.size))
    high, low = _reached(table, matrix, _draws(table.size, matrix, permutations, seed))
    if statistic == "local_moran":
        high, low = _moran_sides(table, high, low, permutations)
    held = np.diff(matrix.indptr) > 0
    p_high, p_low = (np.where(held, (number + 1) / (permutations + 1), np.nan) for number in (high, low))
    return Permuted(np.minimum(2 * np.minimum(p_high, p_low), 1), p_high, p_low, permutations, statistic)


def _draws(size: int, weights: Any, permutations: int, seed: int) -> NDArray[np.int64]:
    """For each permutation as many different places, of all but the last, as the most neighbours any place has."""
    most = int(np.diff(weights.indptr).max(initial=0))
    random = np.random.default_rng(seed)
    return np.array([random.choice(size - 1, most, replace=False) for _ in range(permutations)], dtype=np.int64).reshape(permutations, most)


def _moran_sides(table: Floats, high: Counts, low: Counts, permutations: int) -> tuple[Counts, Counts]:
    """Local Moran is the neighbours' sum times the place's own distance from the mean: below it, the sides change."""
    gap = table - table.mean()
    gap[np.abs(gap) <= _SLACK * np.abs(table).max(initial=0)] = 0
    turned = np.where(gap < 0, low, high), np.where(gap < 0, high, low)
    return np.where(gap == 0, permutations, turned[0]), np.where(gap == 0, permutations, turned[1])


def _reached(table: Floats, weights: Any, draws: NDArray[np.int64]) -> tuple[Counts, Counts]:
    """How many permuted sums over neighbours are at least, and at most, the sum of each place."""
    number = np.diff(weights.indptr)
    first = weights.data[np.minimum(weights.indptr[:-1], max(weights.nnz - 1, 0))] if weights.nnz else np.ones(table.size)
    if (weights.data == np.repeat(first, number)).all():
        return _reached_by_plain_sums(table, weights.indptr, weights.indices, draws)
    from wardmoot.core.stats import _permutation_loop as loop
    from wardmoot.core.stats._compiled import in_threads

    high, low = np.zeros(table.size, np.int64), np.zeros(table.size, np.int64)
    in_threads(
        lambda start, stop: loop.reached(table, weights.indptr, weights.indices, weights.data, draws, _SLACK, start, stop, high, low), table.size
    )
    return high, low


def _reached_by_plain_sums(table: Floats, starts: NDArray[Any], neighbours: NDArray[Any], draws: NDArray[np.int64]) -> tuple[Counts, Counts]:
    """The same where each place weighs its neighbours alike: a permuted sum is then a running sum of the draw.

    The sums of k drawn values serve every place with k neighbours, but for the few draws that hold the place itself:
    there the last place, which is never drawn, stands in for it.
    """
    number = np.diff(starts)
    running = np.concatenate((np.zeros((draws.shape[0], 1)), np.cumsum(table[draws], axis=1)), axis=1)
    observed = np.add.reduceat(np.append(table[neighbours], 0.0), starts[:-1]) * (number > 0)
    slack = _SLACK * np.maximum(number, 1) * np.abs(table).max(initial=0)
    high, low = np.zeros(table.size, np.int64), np.zeros(table.size, np.int64)
    for degree in np.unique(number):
        places = np.flatnonzero(number == degree)
        ordered = np.sort(running[:, degree])
        high[places] = ordered.size - np.searchsorted(ordered, observed[places] - slack[places], "left")
        low[places] = np.searchsorted(ordered, observed[places] + slack[places], "right")
    which, position = np.nonzero(np.arange(draws.shape[1]) < number[draws])
    place = draws[which, position]
    without = running[which, number[place]]
    instead = without - table[place] + table[-1]
    for sums, sign in ((instead, 1), (without, -1)):
        np.add.at(high, place, sign * (sums >= observed[place] - slack[place]))
        np.add.at(low, place, sign * (sums <= observed[place] + slack[place]))
    return high, low
