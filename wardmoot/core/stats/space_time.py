"""Other tests of whether events close in space are close in time: modified Knox, local Knox, Mantel, Jacquez.

`near_repeat.knox` is the one to show; these say whether its finding hangs on the bands chosen (Mantel, Jacquez), on a
population that moved (modified Knox), and which events it rests on (local Knox). All compare every event with every other,
so they take 3,000 events at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import pdist, squareform
from scipy.special import gammaln

from wardmoot.core.stats._checks import Floats, single_above_zero, whole
from wardmoot.core.stats.near_repeat import check_events, checked_events

MOST_EVENTS = 3_000


@dataclass(frozen=True, slots=True)
class SpaceTimeTest:
    """A statistic and the p of one as large or larger, from permutations of the dates."""

    statistic: float
    p: float
    permutations: int


@dataclass(frozen=True, slots=True)
class LocalKnox:
    """Of each event the number of others close in both space and time, and the p of as many or more (nan where none).

    `p` has every event in any order, this one too; `p_own_date` has it keep its date, so that an event on a busy day
    needs more close ones.
    """

    close: NDArray[np.int64]
    p: Floats
    p_own_date: Floats


def _events(x: ArrayLike, y: ArrayLike, days: ArrayLike, permutations: int, seed: int, exact_places: bool) -> tuple[Floats, Floats]:
    """Places, shape (n, 2), and days, both fit for a test in which every event is compared with every other."""
    across, up, when = checked_events(x, y, days)
    check_events(across, up, when, exact_places=exact_places)
    if when.size > MOST_EVENTS:
        raise ValueError(f"{when.size} events: this test compares each with each and takes {MOST_EVENTS:,} at most; use knox, or fewer events")
    whole(permutations, "permutations", least=1)
    whole(seed, "seed", least=0)
    return np.column_stack((across, up)), when


def _close(places: Floats, when: Floats, distance: float, days_apart: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which events are close in space, and which in time; none is close to itself."""
    limits = single_above_zero(distance, "distance"), single_above_zero(days_apart, "days_apart")
    near, soon = squareform(pdist(places)) < limits[0], np.abs(when[:, None] - when) < limits[1]
    np.fill_diagonal(near, val=False)
    np.fill_diagonal(soon, val=False)
    return near, soon


def modified_knox(
    x: ArrayLike, y: ArrayLike, days: ArrayLike, *, distance: float, days_apart: float, permutations: int = 999, seed: int, exact_places: bool = False
) -> SpaceTimeTest:
    """Knox's count of close pairs, less what the events' own crowdedness in space and in time leads to expect.

    Close is under `distance` metres and under `days_apart` days. Raises as `near_repeat.knox` does, and ValueError for over
    3,000 events.

    Source: Baker (2004), Applied Statistics 53: 457-472.

    >>> modified_knox([0, 1, 90], [0, 0, 90], [1, 2, 40], distance=5, days_apart=7, permutations=9, seed=1).statistic
    0.5
    """
    places, when = _events(x, y, days, permutations, seed, exact_places)
    near, soon = _close(places, when, distance, days_apart)
    random, crowded = np.random.default_rng(seed), near.sum(axis=1)

    def statistic(order: NDArray[np.int64]) -> float:
        rows, columns = np.nonzero(near)
        both = int(soon[order[rows], order[columns]].sum())
        return (both - float(crowded @ soon.sum(axis=1)[order]) / (when.size - 1)) / 2

    observed = statistic(np.arange(when.size))
    reached = sum(statistic(random.permutation(when.size)) >= observed - 1e-9 for _ in range(permutations))
    return SpaceTimeTest(observed, (reached + 1) / (permutations + 1), permutations)


def local_knox(x: ArrayLike, y: ArrayLike, days: ArrayLike, *, distance: float, days_apart: float, exact_places: bool = False) -> LocalKnox:
    """Which events Knox's count rests on: of each the others close in space and time, and the p of as many by chance.

    Close is under `distance` metres and under `days_apart` days. Of the n - 1 others so many are close in space, and so many
    are close in time to the event's date (`p_own_date`) or to each date in turn, of which p is the mean (`p`). It is as many
    tests as there are events: see `false_discovery`. Raises as `modified_knox` does.

    Source: Rogerson (2001), Journal of the Royal Statistical Society A 164: 87-96.

    >>> found = local_knox([0, 1, 90], [0, 0, 90], [1, 2, 40], distance=5, days_apart=7)
    >>> found.close.tolist(), found.p_own_date.round(2).tolist(), found.p.round(2).tolist()
    ([1, 1, 0], [0.5, 0.5, nan], [0.33, 0.33, nan])
    """
    places, when = _events(x, y, days, 1, 0, exact_places)
    near, soon = _close(places, when, distance, days_apart)
    close, in_space, in_time = (near & soon).sum(axis=1), near.sum(axis=1), soon.sum(axis=1)
    p, own = np.full(when.size, np.nan), np.full(when.size, np.nan)
    numbers, events = np.unique(in_time, return_counts=True)
    for event in np.flatnonzero(close):
        tails = {int(number): _hypergeometric_tail(int(close[event]), when.size - 1, int(number), int(in_space[event])) for number in numbers}
        p[event], own[event] = np.average(list(tails.values()), weights=events), tails[int(in_time[event])]
    return LocalKnox(close, p, own)


def _hypergeometric_tail(least: int, every: int, marked: int, drawn: int) -> float:
    """The chance that `least` or more of `drawn` out of `every` are among the `marked`."""
    numbers = np.arange(max(least, drawn + marked - every), min(marked, drawn) + 1, dtype=np.float64)

    def ways(of: Any, taken: Any) -> Any:
        return gammaln(of + 1) - gammaln(taken + 1) - gammaln(of - taken + 1)

    logs = ways(marked, numbers) + ways(every - marked, drawn - numbers) - ways(every, drawn)
    return min(1.0, float(np.exp(logs).sum()))


def mantel(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    distance_constant: float = 1.0,
    time_constant: float = 1.0,
    power: float = -1.0,
    permutations: int = 999,
    seed: int,
    exact_places: bool = False,
) -> SpaceTimeTest:
    """Mantel's test: the correlation over all pairs between 1 / (distance + constant) and 1 / (days apart + constant).

    The constants, in metres and in days, say how close is close; another `power` than -1 is taken of both sums (1: the
    distances themselves, of which the far pairs decide). nan where all pairs are equally far apart in space or in
    time. Raises as `modified_knox` does, and ValueError for a constant of 0 or less.

    Source: Mantel (1967), Cancer Research 27: 209-220.

    >>> round(mantel([0, 1, 9, 9], [0, 0, 0, 1], [1, 2, 8, 9], permutations=9, seed=1).statistic, 2)
    1.0
    """
    places, when = _events(x, y, days, permutations, seed, exact_places)
    constants = single_above_zero(distance_constant, "distance_constant"), single_above_zero(time_constant, "time_constant")
    if not -4 <= power <= 4:
        raise ValueError(f"power is {power}; give -1, or 1 for the distances themselves")
    space, time = (pdist(places) + constants[0]) ** power, (pdist(when[:, None]) + constants[1]) ** power
    spreads = space.std() * time.std()
    if not spreads > 1e-12 * space.mean() * time.mean():
        return SpaceTimeTest(np.nan, np.nan, permutations)
    centred = squareform((space - space.mean()) / (spreads * space.size))
    soon, random = squareform(time), np.random.default_rng(seed)

    def statistic(order: NDArray[np.int64]) -> float:
        return float((centred * soon[np.ix_(order, order)]).sum() / 2)

    observed = statistic(np.arange(when.size))
    reached = sum(statistic(random.permutation(when.size)) >= observed - 1e-12 for _ in range(permutations))
    return SpaceTimeTest(observed, (reached + 1) / (permutations + 1), permutations)


def jacquez(
    x: ArrayLike, y: ArrayLike, days: ArrayLike, *, neighbours: int = 3, permutations: int = 999, seed: int, exact_places: bool = False
) -> SpaceTimeTest:
    """Jacquez's test: over all events, how many of the nearest `neighbours` in space are among the nearest in time too.

    It needs no band. Of equally near events the one listed first counts as nearer. Raises as `modified_knox` does, and
    ValueError unless `neighbours` is from 1 to one less than the events.

    Source: Jacquez (1996), Statistics in Medicine 15: 1935-1949.

    >>> jacquez([0, 1, 9, 9], [0, 0, 0, 1], [1, 2, 8, 9], neighbours=1, permutations=9, seed=1).statistic
    4.0
    """
    places, when = _events(x, y, days, permutations, seed, exact_places)
    if not 1 <= whole(neighbours, "neighbours", least=1) < when.size:
        raise ValueError(f"neighbours is {neighbours}; give 1 to {when.size - 1}, one less than the events")
    near, soon = _nearest(pdist(places), neighbours), _nearest(pdist(when[:, None]), neighbours)
    linked = np.zeros((when.size, when.size), dtype=np.bool_)
    np.put_along_axis(linked, soon, values=True, axis=1)
    random = np.random.default_rng(seed)

    def statistic(order: NDArray[np.int64]) -> int:
        return int(linked[order[:, None], order[near]].sum())

    observed = statistic(np.arange(when.size))
    reached = sum(statistic(random.permutation(when.size)) >= observed for _ in range(permutations))
    return SpaceTimeTest(float(observed), (reached + 1) / (permutations + 1), permutations)


def _nearest(distances: Floats, number: int) -> NDArray[np.int64]:
    table = squareform(distances)
    np.fill_diagonal(table, np.inf)
    return np.argsort(table, axis=1, kind="stable")[:, :number]
