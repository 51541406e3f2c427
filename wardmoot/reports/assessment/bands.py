"""Sensible breaks for a map of counts: round numbers, about a fifth of the places in each, words in the legend."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

_ROUND = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000)


def bands_for(counts: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """The lowest count of each legend band with its words, lightest first; empty when there is nothing to map.

    Breaks are the round numbers nearest to the fifths of the places, so a legend can be read aloud.

    >>> [words for _, words in bands_for([3, 8, 20, 60, 250])]
    ['0 to 9', '10 to 19', '20 to 59', '60 to 249', '250 or more']
    """
    if not counts:
        return ()
    ordered = sorted(counts)
    fifths = (ordered[len(ordered) * part // 5] for part in range(1, 5))
    breaks = sorted({_nearest(at) for at in fifths} - {1})
    edges = [0, *breaks]
    words = [f"{low:,} to {high - 1:,}" if high - low > 1 else f"{low:,}" for low, high in pairwise(edges)]
    return tuple(zip(map(float, edges), [*words, f"{edges[-1]:,} or more"]))


def _nearest(count: float) -> int:
    return min(_ROUND, key=lambda edge: abs(edge - count))


def band_of(count: float, bands: Sequence[tuple[float, str]]) -> int:
    """The index of the band that `count` falls in."""
    return bisect_right([low for low, _ in bands], count) - 1
