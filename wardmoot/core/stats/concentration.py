"""How much lies in how few places.

Shares are proportions (0 to 1). A place with no events counts as a place: leave out a place only where it has no data.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from wardmoot.core.stats._checks import Floats, numbers

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Lorenz:
    """The Lorenz curve: of the places with fewest events first, `places` of all places hold `events` of all events.

    Both run from 0 to 1 and are one longer than the counts.
    """

    places: Floats
    events: Floats


def _counts(counts: ArrayLike) -> Floats:
    array = numbers(counts, "counts")
    if array.ndim != 1 or not array.size:
        raise ValueError("counts: expected one count for each place, and at least one place")
    return array


def _descending_shares(counts: Floats) -> Floats:
    """The share held by the top 1, 2, ... places; nan throughout where there are no events."""
    running: Floats = np.cumsum(np.sort(counts)[::-1])
    return running / (running[-1] or np.nan)


def _places(top: float, size: int) -> int:
    if isinstance(top, Integral) and not isinstance(top, bool):
        number = int(top)
    elif isinstance(top, float) and 0 < top <= 1:
        number = int(np.ceil(top * size - _SLACK))
    else:
        raise ValueError(f"top is {top!r}; give a whole number of places, or a fraction of them over 0 and up to 1.0")
    if not 1 <= number <= size:
        raise ValueError(f"top is {top!r}, but there are {size} places")
    return number


def share_of_top(counts: ArrayLike, top: float) -> float:
    """The share of all events in the `top` places with most events; nan where there are no events at all.

    A whole number is so many places; a float up to 1.0 is that fraction of all places, rounded up to a whole place (so 1
    is the one place with most and 1.0 is all of them). Raises ValueError for a negative or missing count, no place, or
    more places than there are.

    Source: the "law of crime concentration", Weisburd (2015), Criminology 53: 133-157.

    >>> share_of_top([48, 20, 15, 10, 0, 0], 2)
    0.7311827956989247
    >>> share_of_top([48, 20, 15, 10, 0, 0], 0.5)
    0.8924731182795699
    """
    array = _counts(counts)
    return float(_descending_shares(array)[_places(top, array.size) - 1])


def places_for_share(counts: ArrayLike, share: float) -> int:
    """The smallest number of places that together hold at least `share` (over 0, up to 1) of all events.

    Raises ValueError for a share outside that range, a negative or missing count, or no events at all.

    >>> places_for_share([48, 20, 15, 10, 0, 0], 0.5)
    1
    """
    if not 0 < share <= 1:
        raise ValueError(f"share is {share!r}; give a proportion over 0 and up to 1")
    array = _counts(counts)
    if not array.any():
        raise ValueError("counts: there are no events, so no places hold a share of them")
    return int(np.searchsorted(_descending_shares(array), share - _SLACK)) + 1


def lorenz(counts: ArrayLike) -> Lorenz:
    """The Lorenz curve of events over places; `events` is nan throughout where there are none.

    Raises ValueError for a negative or missing count, or no place.

    Source: Lorenz (1905), Publications of the American Statistical Association 9: 209-219.

    >>> lorenz([3, 1]).events.tolist()
    [0.0, 0.25, 1.0]
    """
    running = np.cumsum(np.concatenate(([0.0], np.sort(_counts(counts)))))
    return Lorenz(np.linspace(0, 1, running.size), running / (running[-1] or np.nan))


def gini(counts: ArrayLike, *, unbiased: bool = False) -> float:
    """Gini's coefficient of events over places: 0 when every place has as many, near 1 when one place has them all.

    With fewer events than places it is near 1 whatever happens: use `generalised_gini` then. `unbiased` multiplies by
    n / (n - 1), so that one place with everything gives 1. nan where there are no events (or, unbiased, one place).
    Raises ValueError for a negative or missing count, or no place.

    Source: Gini (1912); in this form, Dixon and others (1987), Ecology 68: 1548-1551.

    >>> round(gini([5, 3, 1, 1, 0, 0, 0, 0, 0, 0]), 2)
    0.74
    """
    array = np.sort(_counts(counts))
    size, total = array.size, float(array.sum())
    if not total or (unbiased and size == 1):
        return float("nan")
    ranks = 2 * np.arange(1, size + 1) - size - 1
    value = max(0.0, float(ranks @ array) / (size * total))  # all alike can come out a rounding under 0
    return value * size / (size - 1) if unbiased else value


def generalised_gini(counts: ArrayLike, *, unbiased: bool = False) -> float:
    """Gini's coefficient measured from the most even spread that so few events allow; for sparse counts.

    Equal to `gini` where events are as many as places or more. With fewer, 0 means that no place has more than one.
    `unbiased` multiplies by m / (m - 1), m the smaller of events and places. nan where there are no events (or m is 1).
    Raises ValueError for a negative or missing count, or no place.

    Source: Bernasco and Steenbeek (2017), Journal of Quantitative Criminology 33: 451-467.

    >>> round(generalised_gini([1, 1, 1, 0, 0, 0, 0, 0]), 9)
    0.0
    """
    array = _counts(counts)
    total = float(array.sum())
    fewer = min(array.size, total)
    if not total or (unbiased and fewer <= 1):
        return float("nan")
    value = max(0.0, max(1.0, array.size / total) * (gini(array) - 1) + 1)
    return value * fewer / (fewer - 1) if unbiased else value
