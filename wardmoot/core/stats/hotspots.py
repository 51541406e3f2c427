"""Where high counts gather: Gi* and local Moran on sparse weights, and a density surface. Weights come ready made.

Permutations of either are in `permutations`, one number for the whole map in `autocorrelation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from wardmoot.core.stats._checks import FloatOrFloats, Floats, floats, plain
from wardmoot.core.stats.density import kernel_density
from wardmoot.core.stats.weights import checked_weights, pairs_once, row_standardised, row_sums, weights_from_pairs, without_self

__all__ = [
    "LocalMoran",
    "gi",
    "gi_star",
    "gi_star_of_pairs",
    "kernel_density",
    "local_moran",
    "place_values",
    "row_standardised",
    "two_sided_p",
    "weights_from_pairs",
]

Variance = Literal["conditional", "total"]

_SLACK = 1e-12
"""What is smaller than this share of the numbers it comes from is rounding."""


@dataclass(frozen=True, slots=True)
class LocalMoran:
    """Local Moran of each place: `I`, its z-score `z`, and what the z-score rests on.

    `quadrant` says which kind of place it is: "HH" high among high, "LL" low among low, "HL" high among low, "LH" low
    among high, "" on the mean or without neighbours. `variance` names the form of the z-score.
    """

    I: Floats  # noqa: E741 - the statistic's own name
    z: Floats
    quadrant: NDArray[np.str_]
    variance: Variance


def place_values(values: ArrayLike, *, maps: bool = False) -> Floats:
    """One number for each place (with `maps`, one column a map). Raises ValueError for a missing one or another shape.

    >>> place_values([1, 2]).tolist()
    [1.0, 2.0]
    """
    table = floats(values, "values")
    if table.ndim not in ((1, 2) if maps else (1,)) or not np.isfinite(table).all():
        raise ValueError("values: expected one number for each place, none missing; leave out places without data")
    return table


def _from_mean(table: Floats) -> Floats:
    """Each value less the mean; what lies on the mean, or would without rounding, is exactly 0."""
    centred = table - table.sum() / max(table.size, 1)
    return np.where(np.abs(centred) <= _SLACK * np.abs(table).max(initial=0), 0.0, centred)


def gi_star(values: ArrayLike, weights: Any) -> Floats:
    """Getis and Ord's Gi* of each place, as a z-score: high where the place and its neighbours are high together.

    `values` has shape (n,), or (n, k) for k maps at once; `weights` is scipy.sparse (n, n) with the place itself
    included, of any weights from 0 up, and the result does not change when a row is rescaled. An island, whose only
    weight is its own, has the z-score of its own value. nan where nothing can be said: all values equal, a row
    without weights, or a row that weighs every place alike. Raises ValueError for a missing value, a wrong shape, or a place
    that has neighbours and does not weigh itself.

    Source: Ord and Getis (1995), Geographical Analysis 27: 286-306, equation 14, with the variance
    n * sum(w^2) - sum(w)^2, which holds for weights other than 0 and 1 too.

    >>> weights = weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])
    >>> gi_star([9, 5, 1, 1], weights).round(2).tolist()
    [1.57, 0.9, -1.51, -1.57]
    """
    table = place_values(values, maps=True)
    matrix = checked_weights(weights, table.shape[0])
    if not table.size:
        return table.copy()
    total, squares = row_sums(matrix)
    alone = np.flatnonzero((matrix.diagonal() == 0) & (total > 0))
    if alone.size:
        raise ValueError(f"weights: place {alone[0]} does not weigh itself, which Gi* needs; put a weight on the diagonal, or take gi")
    centred = table - table.mean(axis=0)
    return _as_z(table, centred, matrix @ centred, total, squares)


def _as_z(table: Floats, centred: Floats, lag: Floats, total: Floats, squares: Floats) -> Floats:
    """Gi* from the weighted sums of the centred values, the sums of the weights and those of their squares."""
    size = table.shape[0]
    # Rounding leaves a little where a row weighs all places alike; a true remainder is far larger.
    remainder = size * squares - total**2
    known = remainder > _SLACK * total**2
    spread = np.sqrt(np.where(known, remainder, np.nan) / max(size - 1, 1))
    deviation = np.sqrt((centred**2).mean(axis=0))
    deviation = np.where(deviation > _SLACK * np.abs(table).max(axis=0), deviation, np.nan)
    return np.asarray(lag / (spread * deviation if table.ndim == 1 else spread[:, None] * deviation))


def gi_star_of_pairs(values: ArrayLike, pairs: ArrayLike) -> Floats:
    """Gi* of one map straight from pairs of neighbours: `gi_star(values, weights_from_pairs(n, pairs))`, twice as quick.

    For several maps of the same places make the weights once. Raises ValueError as those two do.

    Source: as `gi_star`.

    >>> gi_star_of_pairs([9, 5, 1, 1], [(0, 1), (1, 2), (2, 3)]).round(2).tolist()
    [1.57, 0.9, -1.51, -1.57]
    """
    table = place_values(values)
    low, high = pairs_once(table.size, pairs)
    centred = table - table.mean()
    lag = centred + np.bincount(low, centred[high], table.size) + np.bincount(high, centred[low], table.size)
    number = (1 + np.bincount(low, minlength=table.size) + np.bincount(high, minlength=table.size)).astype(np.float64)
    return _as_z(table, centred, lag, number, number)


def gi(values: ArrayLike, weights: Any) -> Floats:
    """Getis and Ord's Gi of each place, as a z-score: high where its neighbours are high, whatever the place itself is.

    `values` has shape (n,); `weights` is scipy.sparse (n, n), of which a place's weight of itself is left out. Mean and
    variance are those of the other places. nan where nothing can be said: no neighbour, every other place a neighbour
    alike, all others equal, or fewer than three places. Raises ValueError as `gi_star` does.

    Source: Ord and Getis (1995), Geographical Analysis 27: 286-306, equation 6 with 7 and 8.

    >>> gi([9, 5, 1, 1], weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])).round(2).tolist()
    [1.41, 0.71, -1.22, -1.22]
    """
    table = place_values(values)
    size = table.size
    matrix = without_self(checked_weights(weights, size))
    if size < 3:
        return np.full(size, np.nan)
    total, squares = row_sums(matrix)
    centred = _from_mean(table)
    others = -centred / (size - 1)
    variance = ((centred**2).sum() - centred**2) / (size - 1) - others**2
    remainder = (size - 1) * squares - total**2
    known = (remainder > _SLACK * total**2) & (variance > _SLACK * (centred**2).max())
    spread = np.sqrt(np.where(known, remainder * variance, np.nan) / (size - 2))
    return np.asarray((matrix @ centred - total * others) / spread)


def local_moran(values: ArrayLike, weights: Any, *, variance: Variance = "conditional") -> LocalMoran:
    """Local Moran of each place: above 0 where the place is like its neighbours, below 0 where it stands out from them.

    `values` has shape (n,); `weights` is scipy.sparse (n, n), used as given (`row_standardised` makes them means), but a
    place's weight of itself is left out. I is (z_i / m2) * sum(w_ij z_j), with z the value less the mean and m2 the mean
    of z squared over n, as Anselin and the R package spdep have it; the Python package esda divides by n - 1 and gives
    I * (n - 1) / n. The z-score takes the place's own value as given and the others in any order ("conditional",
    Sokal and others; the form of `permutations` and of spdep today), or all values in any order ("total", Anselin).
    Rescaling a row changes I and leaves z.

    nan: I of a place without neighbours or where all values are equal; z also of a place on the mean (conditional), of
    one that weighs all others alike (conditional), or of fewer than three places. Raises ValueError for a missing value,
    a wrong shape or another `variance`.

    Source: Anselin (1995), Geographical Analysis 27: 93-115; Sokal, Oden and Thomson (1998), Geographical Analysis
    30: 331-354.

    >>> found = local_moran([9, 5, 1, 1], weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)]))
    >>> found.I.round(2).tolist(), found.quadrant.tolist()
    ([0.45, 0.18, 0.55, 0.82], ['HH', 'HH', 'LL', 'LL'])
    """
    if variance not in ("conditional", "total"):
        raise ValueError(f"variance is {variance!r}; give 'conditional' or 'total'")
    table = place_values(values)
    matrix = without_self(checked_weights(weights, table.size))
    centred = _from_mean(table)
    if not centred.any():
        empty = np.full(table.size, np.nan)
        return LocalMoran(empty, empty.copy(), np.full(table.size, "", dtype="<U2"), variance)
    total, squares = row_sums(matrix)
    held = total > 0
    lag = np.where(held, matrix @ centred, np.nan)
    found = centred * lag / (centred**2).mean()
    moments = _given_its_own if variance == "conditional" else _in_any_order
    expected, square = moments(centred, np.where(held, total, np.nan), squares)
    scale = squares * (centred**2 / (centred**2).mean() if variance == "conditional" else 1)
    z = (found - expected) / np.sqrt(np.where(square > _SLACK * scale, square, np.nan))
    return LocalMoran(found, z, _quadrants(centred, lag), variance)


def _given_its_own(centred: Floats, total: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of local Moran with the other places' values in any order."""
    size, mean_square = centred.size, float((centred**2).mean())
    expected = -(centred**2) / mean_square * total / (size - 1)
    if size < 3:
        return expected, np.full(size, np.nan)
    others = np.maximum(mean_square - centred**2 / (size - 1), 0)
    return expected, (centred / mean_square) ** 2 * size / (size - 2) * (squares - total**2 / (size - 1)) * others


def _in_any_order(centred: Floats, total: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of local Moran with all values in any order."""
    size = centred.size
    expected = -total / (size - 1)
    if size < 3:
        return expected, np.full(size, np.nan)
    peaked = float((centred**4).mean() / (centred**2).mean() ** 2)
    crossed = (total**2 - squares) * (2 * peaked - size) / ((size - 1) * (size - 2))
    return expected, squares * (size - peaked) / (size - 1) + crossed - expected**2


def _quadrants(centred: Floats, lag: Floats) -> NDArray[np.str_]:
    names = np.array(["LL", "LH", "HL", "HH"])
    found = names[2 * (centred > 0) + (lag > 0)]
    return np.where((centred == 0) | (lag == 0) | np.isnan(lag), "", found)


def two_sided_p(z: ArrayLike) -> FloatOrFloats:
    """The two-sided normal p-value of a z-score; nan stays nan.

    >>> round(two_sided_p(1.959964), 4)
    0.05
    """
    return plain(2 * ndtr(-np.abs(floats(z, "z"))))
