"""Near repeats: are events close in space closer in time than chance gives (Knox's test), band by band?

It needs the place and the day of each event. Street crime from data.police.uk has neither, and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

from wardmoot.core.stats._checks import Floats, series, whole
from wardmoot.core.stats.density import MANY, SHARED_LIMIT, shared_share

Metric = Literal["euclidean", "manhattan"]
Counts: TypeAlias = NDArray[np.int64]

MONTH_GAP = 28
"""Dates that are never closer together than this are dates of months."""

# Integer days are compared as they are; beyond this span they are compared as floating point.
_WIDEST = 2**30

# Squares of ground are numbered in 64 bits.
_MOST_SQUARES = 2.0**60

# Over this span (days of 180 years) the time band of a gap is looked for instead of looked up.
_LONGEST_TABLE = 2**16


class UnsuitableEvents(ValueError):
    """The events cannot show near repeats, whatever the method; the message says why."""


@dataclass(frozen=True, slots=True)
class BandPair:
    """One cell of a near-repeat table: pairs at `near <= distance < far` metres and `early <= gap < late` days.

    `ratio` is observed over expected, nan where none are expected; `p` that so many come by chance.
    """

    near: float
    far: float
    early: float
    late: float
    observed: int
    expected: float
    ratio: float
    p: float


@dataclass(frozen=True, slots=True)
class Knox:
    """Pairs of events by distance (rows) and time apart (columns), against what chance gives.

    `expected` is the mean over every order of the dates, exactly; `ratio` is observed / expected (nan where that is 0);
    `p` is that of as many pairs or more, from permutations, and `p_poisson` the same were pairs independent, which they are
    not quite: it serves to compare with other programs.
    """

    observed: Counts
    expected: Floats
    ratio: Floats
    p: Floats
    p_poisson: Floats
    distance_bands: tuple[float, ...]
    time_bands: tuple[float, ...]
    metric: Metric
    permutations: int
    events: int

    def table(self) -> tuple[BandPair, ...]:
        """The cells one by one, the nearest first and within them the soonest."""
        return tuple(
            BandPair(
                self.distance_bands[row],
                self.distance_bands[row + 1],
                self.time_bands[column],
                self.time_bands[column + 1],
                int(self.observed[row, column]),
                float(self.expected[row, column]),
                float(self.ratio[row, column]),
                float(self.p[row, column]),
            )
            for row, column in np.ndindex(*self.observed.shape)
        )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Close pairs of events, by their numbers in `order`, each with its distance band."""

    order: NDArray[np.int64]
    one: NDArray[np.int32]
    other: NDArray[np.int32]
    band: NDArray[np.uint8]


def check_events(x: ArrayLike, y: ArrayLike, days: ArrayLike, *, exact_places: bool = False) -> None:
    """Raises UnsuitableEvents where places or dates are too coarse for near repeats; says nothing where they are not.

    Refused are: 30 or more events of which none are 1 to 27 days apart (only the month is known), or all on one day; and
    those of which over a quarter share their exact point with another (points that events were moved to), unless
    `exact_places` says that the places are exact and events do repeat at one address. Raises ValueError as `knox` does.

    >>> check_events(range(40), range(40), [0, 31] * 20)
    Traceback (most recent call last):
    ...
    wardmoot.core.stats.near_repeat.UnsuitableEvents: days: no two of the 40 events are 1 to 27 days apart, so only ...
    """
    across, up, when = checked_events(x, y, days)
    if when.size < MANY:
        return
    gaps = np.diff(np.unique(when))
    if not gaps.size:
        raise UnsuitableEvents(f"days: all {when.size} events have the same date, so nothing can be said of the time between them")
    if gaps.min() >= MONTH_GAP:
        raise UnsuitableEvents(
            f"days: no two of the {when.size} events are 1 to {MONTH_GAP - 1} days apart, so only the month of each is known "
            "(as in street crime from data.police.uk): near repeats need the day; ask the partner for dates"
        )
    share = shared_share(across, up)
    if share > SHARED_LIMIT and not exact_places:
        raise UnsuitableEvents(
            f"x and y: {share:.0%} of the events share their exact point with another, as where places are moved to set map points "
            "(data.police.uk does so): repeats at one point would be made by that. Ask the partner for the places, or say exact_places=True "
            "where they are exact and events do repeat at one address"
        )


def checked_events(x: ArrayLike, y: ArrayLike, days: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """x, y and days as floating point. Raises ValueError for fewer than two events, a missing value or unequal lengths.

    >>> checked_events([1, 2], [3, 4], [5, 6])[2].tolist()
    [5.0, 6.0]
    """
    columns = series(x, "x"), series(y, "y"), series(days, "days")
    if len({column.size for column in columns}) > 1 or columns[0].size < 2:
        raise ValueError(f"x, y and days: give one of each an event, and two events or more, not {[column.size for column in columns]}")
    if any(np.isnan(column).any() for column in columns):
        raise ValueError("x, y and days: a place or a date is missing; leave out such events, and say how many")
    return columns


def band_edges(edges: ArrayLike, name: str) -> Floats:
    """Band edges as floating point. Raises ValueError unless there are two or more, from 0 up and ascending.

    >>> band_edges([0, 200, 400], "distance_bands").tolist()
    [0.0, 200.0, 400.0]
    """
    found = series(edges, name)
    if found.size < 2 or np.isnan(found).any() or found[0] < 0 or (np.diff(found) <= 0).any():
        raise ValueError(f"{name}: give ascending edges from 0 up, two or more, for example [0, 200, 400]")
    if found.size > 200:
        raise ValueError(f"{name}: {found.size - 1} bands are more than can be read; give at most 199")
    return found


def knox(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    distance_bands: ArrayLike,
    time_bands: ArrayLike,
    permutations: int = 999,
    seed: int,
    metric: Metric = "euclidean",
    exact_places: bool = False,
) -> Knox:
    """How many pairs of events lie in each band of distance and of time, and whether chance gives as many.

    `x` and `y` are metres on a flat grid, `days` the date as a number of days (parts of days allowed). Edges ascend and a
    band holds its lower edge and not its upper: [0, 200, 400] is under 200, and 200 to under 400. `metric` is
    "euclidean" (as the crow flies) or "manhattan" (along a grid of streets). The dates are dealt out anew `permutations`
    times; p is (times with as many pairs or more + 1) / (permutations + 1). The same `seed` gives the same result
    on any machine. Many cells are many tests: see `false_discovery`.

    Memory grows with the pairs that are close in space (9 bytes each), not with the square of the events. Raises
    UnsuitableEvents as `check_events` does, and ValueError for missing values, unequal lengths, edges that do not ascend,
    another metric or under 1 permutation.

    Source: Knox (1964), British Journal of Preventive and Social Medicine 18: 17-24; for crime, Johnson and others
    (2007), Journal of Quantitative Criminology 23: 201-219.

    >>> found = knox([0, 1, 90], [0, 0, 90], [1, 2, 40], distance_bands=[0, 5], time_bands=[0, 7], permutations=99, seed=1)
    >>> int(found.observed[0, 0]), round(float(found.expected[0, 0]), 3), round(float(found.ratio[0, 0]), 3)
    (1, 0.333, 3.0)
    """
    across, up, when = checked_events(x, y, days)
    distances, times = band_edges(distance_bands, "distance_bands"), band_edges(time_bands, "time_bands")
    if metric not in ("euclidean", "manhattan"):
        raise ValueError(f"metric is {metric!r}; give 'euclidean' or 'manhattan'")
    permutations, seed = whole(permutations, "permutations", least=1), whole(seed, "seed", least=0)
    check_events(across, up, when, exact_places=exact_places)
    pairs = _close_pairs(across, up, distances, metric)
    clock, edges = _clock(when[pairs.order], times)
    observed, reached = _counted(clock, edges, pairs, distances.size - 1, permutations, seed)
    expected = _expected(clock, edges, pairs, distances.size - 1)
    ratio = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    p = (reached + 1) / (permutations + 1)
    by_chance = np.where(observed > 0, gammainc(np.maximum(observed, 1), expected), 1.0)
    return Knox(observed, expected, ratio, p, by_chance, tuple(distances.tolist()), tuple(times.tolist()), metric, permutations, when.size)


def _close_pairs(x: Floats, y: Floats, edges: Floats, metric: Metric) -> _Pairs:
    """Each pair within the bands once, with events numbered square by square so that neighbours lie together in memory."""
    from wardmoot.core.stats import _near_repeat_loops as loops

    # A little wider than the last edge, so that rounding cannot put a close pair two squares apart.
    side = edges[-1] * (1 + 1e-9)
    across, along = (np.floor((axis - axis.min()) / side) for axis in (x, y))
    if across.max() * along.max() > _MOST_SQUARES or max(across.max(), along.max()) > _MOST_SQUARES**0.75:
        raise ValueError(f"x, y and distance_bands: places lie too far apart for bands up to {edges[-1]:g}; check that all are in metres")
    column, row = across.astype(np.int64), along.astype(np.int64)
    width = int(column.max()) + 3
    key = row * width + column
    order = np.argsort(key, kind="stable")
    key = key[order]
    same_stop, next_start, next_stop = (
        key.searchsorted(key + 1, "right"),
        key.searchsorted(key + width - 1),
        key.searchsorted(key + width + 1, "right"),
    )
    ground = (x[order], y[order], same_stop, next_start, next_stop, edges, metric == "manhattan")
    starts = np.zeros(x.size + 1, dtype=np.int64)
    loops.close_pairs(ground, starts, np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8))
    starts = np.concatenate(([0], np.cumsum(starts[:-1])))
    one, other, band = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint8)
    loops.close_pairs(ground, starts, one, other, band)
    return _Pairs(order, one, other, band)


def _clock(days: Floats, edges: Floats) -> tuple[NDArray[Any], NDArray[Any]]:
    """Days and edges as whole numbers where the days are whole, which is quicker and never rounds."""
    from_first = days - days.min()
    if (from_first == np.floor(from_first)).all() and from_first.max() < _WIDEST:
        return from_first.astype(np.int32), np.minimum(np.ceil(edges), _WIDEST).astype(np.int32)
    return days, edges


def _counted(clock: NDArray[Any], edges: NDArray[Any], pairs: _Pairs, bands: int, permutations: int, seed: int) -> tuple[Counts, Counts]:
    from wardmoot.core.stats import _near_repeat_loops as loops
    from wardmoot.core.stats._compiled import in_threads

    observed = np.zeros((bands, edges.size - 1), dtype=np.int64)
    loops.count_bands(clock, pairs.one, pairs.other, pairs.band, edges, observed)
    late = _time_band_of_each_gap(clock, edges)
    seeds = np.random.default_rng(seed).integers(0, 2**64, size=permutations, dtype=np.uint64)

    def work(start: int, stop: int) -> Counts:
        reached = np.zeros_like(observed)
        loops.count_permuted(clock, pairs.one, pairs.other, pairs.band, edges, late, observed, seeds[start:stop], reached)
        return reached

    return observed, np.sum(in_threads(work, permutations), axis=0)


def _time_band_of_each_gap(clock: NDArray[Any], edges: NDArray[Any]) -> NDArray[np.uint8]:
    """The time band of gaps of 0, 1, 2, ... days, one more than the bands for none; empty where days are not whole, or span too much."""
    span = int(clock.max()) if clock.dtype == np.int32 else _WIDEST
    if span > _LONGEST_TABLE:
        return np.empty(0, np.uint8)
    band = np.searchsorted(edges, np.arange(span + 1), "right") - 1
    return np.where((band >= 0) & (band < edges.size - 1), band, edges.size - 1).astype(np.uint8)


def _expected(clock: NDArray[Any], edges: NDArray[Any], pairs: _Pairs, bands: int) -> Floats:
    """Close pairs of each distance band, shared over the time bands as all pairs of events are."""
    from wardmoot.core.stats import _near_repeat_loops as loops

    ordered = np.sort(clock)
    under = np.array([loops.pairs_under(ordered, edge) for edge in edges], dtype=np.float64)
    every = clock.size * (clock.size - 1) / 2
    return np.asarray(np.outer(np.bincount(pairs.band, minlength=bands), np.diff(under) / every), dtype=np.float64)
