"""How much would lie in few places, or on few people, by chance alone: found by drawing, with p-values that hold for small counts.

Draws stop early where it is soon plain that chance does as much: Besag and Clifford's p, which is valid all the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import betainc, gammaln

from wardmoot.core.stats._checks import Floats, above_zero, numbers, whole

ENOUGH = 10
"""So many draws that reach what was seen are enough to say that chance reaches it."""
_FAR = 1e-300


@dataclass(frozen=True, slots=True)
class ByChance:
    """What was seen, its mean by chance alone, the one-sided p that chance gives so much or more, and how many draws that rests on."""

    seen: float
    chance: float
    p: float
    draws: int


@dataclass(frozen=True, slots=True)
class Repeats:
    """Events that fall again on the same people.

    `busiest` people (the tenth with most events) have `seen` events, where chance alone gives `chance`. `p` is one-sided. `heavy` people
    have `threshold` events or more each, `heavy_events` between them, a number of events that chance alone gives to fewer than one person in
    two such sets of people.
    """

    busiest: int
    seen: int
    chance: float
    p: float
    draws: int
    threshold: int
    heavy: int
    heavy_events: int


def _drawn_until(seen: float, draw: Callable[[int], Floats], most: int) -> tuple[float, float, int]:
    """p by sequential draws, the mean of what was drawn, and how many draws were made."""
    reached, done, total = 0, 0, 0.0
    while done < most:
        block = draw(min(max(20, done), most - done))
        hits = np.cumsum(block >= seen - 1e-9)
        total += float(block.sum())
        if reached + hits[-1] >= ENOUGH:
            last = int(np.searchsorted(hits, ENOUGH - reached))
            return ENOUGH / (done + last + 1), total / (done + block.size), done + block.size
        reached, done = reached + int(hits[-1]), done + block.size
    return (reached + 1) / (most + 1), total / done, done


def top_by_chance(counts: ArrayLike, sizes: ArrayLike, top: int, *, seed: int, most: int = 999) -> ByChance:
    """Events in the `top` places with most, against chance alone: all events falling on places in proportion to their size.

    One-sided: p is small where few places hold more than chance gives. Where none of `most` draws reaches what was seen, p is that of
    every set of so many places together (the binomial chance of the largest of them, times how many sets there are), if smaller.
    Raises ValueError for a negative count, a size of 0, or more places than there are.

    Source: Besag and Clifford (1991), Biometrika 78: 301-304; concentration, Weisburd (2015), Criminology 53: 133-157.

    >>> found = top_by_chance([30, 5, 4, 6, 5, 5, 6, 4], [1000] * 8, 1, seed=1)
    >>> found.seen, round(found.chance), found.p < 0.001
    (30.0, 12, True)
    """
    table, people = numbers(counts, "counts"), above_zero(sizes, "sizes")
    top, most, seed = whole(top, "top", least=1), whole(most, "most", least=1), whole(seed, "seed", least=0)
    if table.ndim != 1 or table.shape != people.shape or top > table.size:
        raise ValueError("counts and sizes: give one of each for every place, and no more places on top than there are")
    random, shares, events = np.random.default_rng(seed), people / people.sum(), int(table.sum())

    def draw(number: int) -> Floats:
        drawn = random.multinomial(events, shares, size=number)
        return np.asarray(np.partition(drawn, table.size - top, axis=1)[:, -top:].sum(axis=1), dtype=np.float64)

    seen = float(np.sort(table)[-top:].sum())
    if not events:
        return ByChance(0.0, 0.0, 1.0, 0)
    p, chance, draws = _drawn_until(seen, draw, most)
    if p <= 1 / (most + 1):
        p = min(p, _any_set(seen, events, float(np.sort(shares)[-top:].sum()), table.size, top))
    return ByChance(seen, chance, p, draws)


def _any_set(seen: float, events: int, share: float, size: int, top: int) -> float:
    """At most the chance that any set of `top` places, each with no more than the largest share, holds so much."""
    sets = gammaln(size + 1) - gammaln(top + 1) - gammaln(size - top + 1)
    one = float(betainc(seen, events - seen + 1, share)) if seen < events else share**events
    return math.exp(min(0.0, sets + math.log(max(one, _FAR))))


def repeats_by_chance(counts: ArrayLike, *, seed: int, most: int = 4999) -> Repeats:
    """Whether events gather on few of the people who have any, against chance alone: every one of them as likely to be next.

    `counts` has one whole number from 1 up for each person; people without an event are not seen and need not be known. Given how many people
    and events there are, counts by chance follow a Poisson distribution without its zeros, whatever its mean, so the test is exact: it
    draws such counts with the same totals, and compares how many pairs of events fall on one person.

    Raises ValueError for no person, or a count under 1.

    Source: the zero-truncated Poisson given its sum, David and Johnson (1952), Biometrics 8: 275-285; repeat victims, Farrell and Pease
    (1993), Once Bitten, Twice Bitten, Home Office; draws, Besag and Clifford (1991).

    >>> found = repeats_by_chance([1] * 80 + [2] * 15 + [3] * 2 + [10], seed=1)
    >>> found.p < 0.01, found.heavy, found.heavy_events, found.busiest
    (True, 1, 10, 10)
    """
    table = numbers(counts, "counts")
    if table.ndim != 1 or not table.size or (table < 1).any() or (table % 1 != 0).any():
        raise ValueError("counts: give for each person a whole number of events, from 1 up")
    people, events = table.size, int(table.sum())
    busiest = math.ceil(people / 10)
    seen = int(np.sort(table)[-busiest:].sum())
    chances = _without_zeros(events / people)
    pairs = float((table * (table - 1)).sum())
    drawn, values = _same_totals(chances, people, events, whole(seed, "seed", least=0)), np.arange(1, chances.size + 1)
    tops: list[float] = []

    def draw(number: int) -> Floats:
        block = next(drawn)
        while len(block) < number:
            block = np.concatenate((block, next(drawn)))
        block = block[:number]
        tops.append(_in_busiest(block, values, busiest))
        return np.asarray(block @ (values * (values - 1)), dtype=np.float64)

    p, _, draws = _drawn_until(pairs, draw, whole(most, "most", least=1)) if events > people else (1.0, 0.0, 0)
    threshold = _beyond_chance(chances, people)
    heavy = table >= threshold
    chance = float(np.mean(tops)) if tops else float(seen)
    return Repeats(busiest, seen, chance, p, draws, threshold, int(heavy.sum()), int(table[heavy].sum()))


def _without_zeros(mean: float) -> Floats:
    """The chances of 1, 2, ... events for one who has any, where their mean is `mean`."""
    if mean <= 1:
        return np.ones(1)
    rate = float(brentq(lambda rate: rate + mean * math.expm1(-rate), 1e-12, mean))
    values = np.arange(1, max(12, int(rate + 12 * math.sqrt(rate)) + 12))
    log = values * math.log(rate) - rate - gammaln(values + 1)
    chances = np.exp(log - log.max())
    return np.asarray(chances / chances.sum(), dtype=np.float64)


def _same_totals(chances: Floats, people: int, events: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Numbers of people with 1, 2, ... events, drawn again and again, those kept whose events add up to the total."""
    random, values = np.random.default_rng(seed), np.arange(1, chances.size + 1)
    while True:
        block = random.multinomial(people, chances, size=4096)
        kept = block[block @ values == events]
        if len(kept):
            yield kept


def _in_busiest(block: NDArray[np.int64], values: NDArray[np.int64], busiest: int) -> float:
    """The mean number of events of the people with most."""
    from_top = np.minimum(np.cumsum(block[:, ::-1], axis=1), busiest)
    taken = np.diff(from_top, axis=1, prepend=0)
    return float((taken @ values[::-1]).mean())


def _beyond_chance(chances: Floats, people: int) -> int:
    """The least number of events that chance gives to fewer than half a person, 3 or more."""
    at_least = np.cumsum(chances[::-1])[::-1] * people
    few = np.flatnonzero(at_least < 0.5)
    return max(3, int(few[0]) + 1 if few.size else chances.size + 1)
