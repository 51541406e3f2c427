"""Tests of counts in small places: high against what is expected, high for any order of the places, changed, along a gradient.

Each p is valid where nothing is the matter, however small the counts and however unlike the places; places that differ from one
another for reasons of their own widen the tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, ndtr, stdtr, stdtrit

from wardmoot.core.stats._checks import Floats, above_zero, numbers, whole
from wardmoot.core.stats.funnels import estimate_overdispersion
from wardmoot.core.stats.weights import checked_weights, without_self

OWN = 0.05
"""A place is part of a cluster only where its own count is high too, by a one-sided exact test at this level."""
ORDERS = 4999
_FEWEST_EXPECTED = 1.0


@dataclass(frozen=True, slots=True)
class High:
    """Whether each place is part of a cluster of high counts.

    `expected` is what the place itself would have; `p` the chance that its neighbours have so many, given its own count, for the places whose own
    count is high, nan for the others: those are not tested, whatever their neighbours. `dispersion` is how much more the places differ
    than chance alone gives (nan where the test does not use it).
    """

    expected: Floats
    p: Floats
    dispersion: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """How counts change from the most deprived group to the least: the ratio of the ends of a line, its limits and p.

    `groups` are the groups there are, most deprived first; `counts` and `sizes` are theirs.
    """

    ratio: float
    lower: float
    upper: float
    p: float
    dispersion: float
    groups: NDArray[np.int64]
    counts: Floats
    sizes: Floats


def _at_least(count: Floats, total: float | Floats, share: Floats) -> Floats:
    """The binomial chance of so many or more."""
    found = betainc(np.maximum(count, 1), np.maximum(total - count + 1, 1e-9), np.clip(share, 0, 1))
    return np.asarray(np.where(count <= 0, 1.0, found))


def _table(counts: ArrayLike, weights: Any) -> tuple[Floats, Any]:
    table = numbers(counts, "counts")
    if table.ndim != 1:
        raise ValueError("counts: expected one count for each place")
    return table, checked_weights(weights, table.size)


def _where_high(p: Floats, own: Floats) -> Floats:
    return np.where(own <= OWN, p, np.nan)


def _neighbours(matrix: Any) -> Any:
    """1 for each neighbour, without the place itself."""
    links = without_self(matrix) if matrix.diagonal().any() else matrix
    return links if (links.data == 1).all() else (links != 0).astype(np.float64).tocsr()


def high_against_expected(counts: ArrayLike, sizes: ArrayLike, weights: Any) -> High:
    """Places that have more than their share of all counts and whose neighbours do too, where a place's share goes with its size.

    `counts` and `sizes` (residents, or households) have one entry a place; `weights` is scipy.sparse, of which only what is not 0
    counts. Given the total and the place's own count, the chance that its neighbours have so many or more is binomial: it holds for
    small counts, and does not depend on the own count, by which places are chosen. Where places differ from one another by more than
    that (the dispersion of a funnel plot, the tenth at each end cut back), p is not under that of a normal test with the variance so
    widened. Raises ValueError for a negative count or a size of 0.

    Source: the exact test, Kulldorff and Nagarwalla (1995), Statistics in Medicine 14: 799-810 (a window of fixed places); given the
    own value, Anselin (1995), Geographical Analysis 27: 93-115; the dispersion, Spiegelhalter (2005), Statistics in Medicine 24: 1185-1202.

    >>> from wardmoot.core.stats.weights import weights_from_pairs
    >>> chain = weights_from_pairs(6, [(place, place + 1) for place in range(5)])
    >>> high_against_expected([30, 28, 10, 9, 11, 10], [1000] * 6, chain).p.round(4).tolist()
    [0.0001, 0.0028, nan, nan, nan, nan]
    """
    table, matrix = _table(counts, weights)
    people = above_zero(sizes, "sizes")
    total, shares = float(table.sum()), people / people.sum()
    expected, links = total * shares, _neighbours(matrix)
    around, rest = links @ table, np.maximum(total - table, 0)
    share = np.minimum((links @ shares) / np.maximum(1 - shares, 1e-12), 1.0)
    p = _at_least(around, rest, share)
    factor = _differing(table, expected)
    if factor > 1:
        spread = np.sqrt(factor * np.maximum(rest * share * (1 - share), 1e-12))
        p = np.maximum(p, ndtr(-(around - rest * share) / spread))
    return High(expected, _where_high(p, _at_least(table, total, shares)), factor)


def _differing(counts: Floats, expected: Floats) -> float:
    """How much more places differ than chance gives, never under 1; 1 under ten places with something expected."""
    known = expected >= _FEWEST_EXPECTED
    if known.sum() < 10:
        return 1.0
    return max(1.0, estimate_overdispersion(counts[known] / expected[known], 1.0, 1 / np.sqrt(expected[known])).phi)


def high_for_any_order(counts: ArrayLike, weights: Any, *, orders: int = ORDERS, seed: int) -> High:
    """Places that have more than an even share and whose neighbours have more than as many places picked at random: sizes are not known.

    The counts are put on the map in `orders` random orders; p is the share (with 1 added to both) of those in which so many places
    have as high a mean of log(1 + count), or higher, as the neighbours: of the logarithm, so that one town centre does not make a cluster
    of all that lie around it. Valid whatever the sizes, as long as large and small places lie anywhere. `expected` is the mean count.
    Raises ValueError for a negative count or under 1 order.

    Source: Anselin (1995), Geographical Analysis 27: 93-115; the 1 added, Phipson and Smyth (2010).

    >>> from wardmoot.core.stats.weights import weights_from_pairs
    >>> chain = weights_from_pairs(30, [(place, place + 1) for place in range(29)])
    >>> found = high_for_any_order([9, 9, 9] + [1, 2, 0] * 9, chain, seed=1)
    >>> bool(found.p[1] < 0.05), float(found.p[20])
    (True, nan)
    """
    table, matrix = _table(counts, weights)
    orders, seed = whole(orders, "orders", least=1), whole(seed, "seed", least=0)
    links = _neighbours(matrix)
    level = np.log1p(table)
    around, number = links @ level, np.diff(links.indptr)
    running = np.cumsum(level[_picked(table.size, int(number.max(initial=1)), orders, seed)], axis=1)
    p = np.ones(table.size)
    for size in np.unique(number[number > 0]):
        drawn, here = np.sort(running[:, size - 1]), number == size
        reached = orders - np.searchsorted(drawn, around[here] - 1e-9, "left")
        p[here] = (reached + 1) / (orders + 1)
    mean, total = float(table.mean()) if table.size else 0.0, float(table.sum())
    own = _at_least(table, total, np.full(table.size, 1 / max(table.size, 1)))
    return High(np.full(table.size, mean), _where_high(p, own), math.nan)


@lru_cache(maxsize=4)
def _picked(size: int, number: int, orders: int, seed: int) -> NDArray[np.int64]:
    """For each order the first `number` places of it, all different."""
    random = np.random.default_rng(seed)
    if number**2 > 2 * size:
        return np.ascontiguousarray(np.argsort(random.random((orders, size)), axis=1)[:, :number])
    found = random.integers(0, size, (orders, number))
    again = np.arange(orders)
    while again.size:
        ordered = np.sort(found[again], axis=1)
        again = again[(ordered[:, 1:] == ordered[:, :-1]).any(axis=1)]
        found[again] = random.integers(0, size, (again.size, number))
    return found


def changed_places(now: ArrayLike, before: ArrayLike, *, days: float, days_before: float) -> tuple[Floats, Floats]:
    """Of each place the one-sided p that its count rose, and that it fell, per day.

    Given the two counts of a place, the later is binomial. Where places change more unlike one another than that, the p is not under
    that of a normal test with the variance widened by Pearson's factor over the places. Raises ValueError for a negative count.

    Source: as `compare_counts`, for many places.

    >>> rose, fell = changed_places([30, 10, 11], [10, 10, 9], days=365, days_before=365)
    >>> rose.round(3).tolist(), fell.round(3).tolist()
    ([0.017, 0.588, 0.412], [1.0, 0.588, 0.748])
    """
    later, earlier = numbers(now, "now"), numbers(before, "before")
    both, share = later + earlier, days / (days + days_before)
    rose = np.where(later <= 0, 1.0, betainc(np.maximum(later, 1), earlier + 1, share))
    fell = np.where(earlier <= 0, 1.0, betainc(np.maximum(earlier, 1), later + 1, 1 - share))
    some, every = both > 0, float(both.sum())
    middle = float(later.sum()) / every if every else share
    if some.sum() < 2 or not 0 < middle < 1:
        return rose, fell
    factor = float(((later - both * middle)[some] ** 2 / (both * middle * (1 - middle))[some]).sum() / (some.sum() - 1))
    if factor > 1:
        z = (later - both * share) / np.sqrt(np.maximum(factor * both * share * (1 - share), 1e-12))
        rose, fell = np.where(some, np.maximum(rose, ndtr(-z)), 1.0), np.where(some, np.maximum(fell, ndtr(z)), 1.0)
    return rose, fell


def gradient(counts: ArrayLike, sizes: ArrayLike, groups: ArrayLike) -> Gradient:
    """Whether counts rise or fall along groups of places (deciles of deprivation, 1 the most deprived), for their size.

    The ratio (relative index of inequality) is that of the two ends of a line through the logarithms of the rates, on the middle of each
    group's stretch of the population; 2 means twice as many at the most deprived end. Its variance is widened by how much places of
    one group differ from each other, on Student's t with as many degrees of freedom. p is the larger of that of the score test and that
    of the ratio. Everything is nan, and p 1, with fewer than two groups with counts, fewer than three places more than groups, or no counts.
    Raises ValueError for a negative count or a size of 0.

    Source: Mackenbach and Kunst (1997), Social Science and Medicine 44: 757-771; the logarithmic line, Moreno-Betancur and others (2015),
    Epidemiology 26: 518-527; widening, McCullagh and Nelder (1989), Generalized Linear Models.

    >>> found = gradient([40, 44, 41, 30, 29, 33, 22, 18, 20], [1000] * 9, [1, 1, 1, 5, 5, 5, 10, 10, 10])
    >>> round(found.ratio, 1), found.p < 0.01
    (2.9, True)
    """
    events, people, group = numbers(counts, "counts"), above_zero(sizes, "sizes"), np.asarray(groups, dtype=np.int64)
    found, place = np.unique(group, return_inverse=True)
    of_group, size_of = (np.bincount(place, each, found.size).astype(np.float64) for each in (events, people))
    freedom = events.size - found.size
    unknown = Gradient(math.nan, math.nan, math.nan, 1.0, math.nan, found, of_group, size_of)
    if (of_group > 0).sum() < 2 or freedom < 3:
        return unknown
    factor = _within(events, people, place, of_group, size_of, freedom)
    share = size_of / size_of.sum()
    middle = np.cumsum(share) - share / 2
    fitted = _log_line(of_group, size_of, middle)
    if fitted is None:
        return unknown
    slope, error = fitted[0], fitted[1] * math.sqrt(factor)
    reach = float(stdtrit(freedom, 0.975)) * error
    expected = events.sum() * people / people.sum()
    lean = middle[place] - float(middle[place] @ expected) / float(expected.sum())
    score = float(lean @ (events - expected)) / math.sqrt(factor * float(lean**2 @ expected))
    p = max(2 * float(stdtr(freedom, -abs(each))) for each in (score, slope / error))
    return Gradient(math.exp(-slope), math.exp(-slope - reach), math.exp(-slope + reach), p, factor, found, of_group, size_of)


def _log_line(counts: Floats, sizes: Floats, at: Floats) -> tuple[float, float] | None:
    """The slope of a log-linear Poisson line and its standard error; None where it has no end."""
    level, slope = math.log(counts.sum() / sizes.sum()), 0.0
    for _ in range(50):
        fitted = sizes * np.exp(level + slope * at)
        weight, first, second = float(fitted.sum()), float(fitted @ at), float(fitted @ at**2)
        spread = weight * second - first**2
        gaps = float((counts - fitted).sum()), float((counts - fitted) @ at)
        step = (weight * gaps[1] - first * gaps[0]) / spread
        level, slope = level + (second * gaps[0] - first * gaps[1]) / spread, slope + step
        if not abs(slope) < 50:
            return None
        if abs(step) < 1e-9:
            return slope, math.sqrt(weight / spread)
    return None


def _within(events: Floats, people: Floats, place: NDArray[Any], of_group: Floats, size_of: Floats, freedom: int) -> float:
    """Pearson's factor of the places about the rate of their own group, never under 1."""
    expected = (of_group / size_of)[place] * people
    some = expected > 0
    return max(1.0, float(((events - expected)[some] ** 2 / expected[some]).sum()) / freedom)
