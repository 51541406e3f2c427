"""The compiled loops of `near_repeat` and `space_time`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wardmoot.core.stats._compiled import compiled


@compiled
def close_pairs(ground: Any, starts: Any, one: Any, other: Any, band: Any) -> None:
    """Called twice: with empty `one`, counts into `starts` the close pairs of each event; then fills in the pairs.

    An event is compared with those after it up to `same_stop` (its own row of squares) and with those from `next_start`
    to `next_stop` (the row above).
    """
    x, y, same_stop, next_start, next_stop, edges, streets = ground
    counting = one.size == 0
    for event in range(x.size):
        found = 0
        for part in range(2):
            first, last = (event + 1, same_stop[event]) if part == 0 else (next_start[event], next_stop[event])
            for mate in range(first, last):
                across, up = abs(x[mate] - x[event]), abs(y[mate] - y[event])
                distance = across + up if streets else math.sqrt(across * across + up * up)
                if edges[0] <= distance < edges[-1]:
                    if not counting:
                        place = starts[event] + found
                        one[place], other[place] = event, mate
                        which = 0
                        while distance >= edges[which + 1]:
                            which += 1
                        band[place] = which
                    found += 1
        if counting:
            starts[event] = found


@compiled
def count_bands(clock: Any, one: Any, other: Any, band: Any, edges: Any, counts: Any) -> None:
    """Adds to `counts` (distance band, time band) the pairs of which the times of the two lie that far apart."""
    first, last = edges[0], edges[-1]
    for pair in range(one.size):
        gap = abs(clock[one[pair]] - clock[other[pair]])
        if first <= gap < last:
            which = 0
            while gap >= edges[which + 1]:
                which += 1
            counts[band[pair], which] += 1


@compiled
def count_whole_days(clock: Any, one: Any, other: Any, band: Any, late: Any, counts: Any) -> None:
    """The same for whole days, quicker: `late` names the time band of every gap, the last column of `counts` being none."""
    for pair in range(one.size):
        gap = abs(np.int64(clock[one[pair]]) - np.int64(clock[other[pair]]))
        counts[np.uint64(band[pair]), np.uint64(late[np.uint64(gap)])] += 1


@compiled
def next_random(state: Any) -> Any:
    """The next state, and 64 random bits of it: SplitMix64 (Steele, Lea and Flood 2014, OOPSLA)."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state, mixed ^ (mixed >> np.uint64(31))


@compiled
def shuffle(items: Any, seed: Any) -> None:
    """Puts `items` in a random order (Fisher and Yates)."""
    state = seed
    for last in range(items.size - 1, 0, -1):
        state, bits = next_random(state)
        chosen = np.int64(((bits >> np.uint64(32)) * np.uint64(last + 1)) >> np.uint64(32))
        items[last], items[chosen] = items[chosen], items[last]


@compiled
def count_permuted(clock: Any, one: Any, other: Any, band: Any, edges: Any, late: Any, observed: Any, seeds: Any, reached: Any) -> None:
    """Adds to `reached`, for each seed, 1 in every cell that holds as many pairs as `observed` or more.

    An empty `late` says that the days are not whole, or too many years apart.
    """
    dealt = clock.copy()
    bands, times = observed.shape
    counts = np.zeros((bands, times + 1), dtype=np.int64)
    for seed in seeds:
        dealt[:] = clock
        shuffle(dealt, seed)
        counts[:] = 0
        if late.size:
            count_whole_days(dealt, one, other, band, late, counts)
        else:
            count_bands(dealt, one, other, band, edges, counts)
        reached += counts[:, :times] >= observed


@compiled
def pairs_under(ordered: Any, edge: Any) -> int:
    """How many pairs of the ascending times lie less than `edge` apart."""
    total, late = 0, 0
    for early in range(ordered.size):
        late = max(late, early + 1)
        while late < ordered.size and ordered[late] - ordered[early] < edge:
            late += 1
        total += late - early - 1
    return total
