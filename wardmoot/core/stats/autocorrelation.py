"""One number for a whole map: are like places together (Moran's I), do high counts gather (Getis and Ord's G)?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from wardmoot.core.stats.hotspots import place_values, two_sided_p
from wardmoot.core.stats.weights import checked_weights, without_self


@dataclass(frozen=True, slots=True)
class WholeMap:
    """A statistic of the whole map with its mean and variance were the values in any order, z-score and two-sided p."""

    value: float
    expected: float
    variance: float
    z: float
    p: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums of the weights that both variances need: all, of pairs squared, of rows and columns squared."""

    all: float
    pairs: float
    places: float


def _sums(weights: Any) -> _Sums:
    both = weights + weights.T
    places = np.asarray(both.sum(axis=1)).ravel()
    return _Sums(float(weights.sum()), float((both.data**2).sum() / 2), float((places**2).sum()))


def _tested(value: float, expected: float, variance: float) -> WholeMap:
    z = (value - expected) / np.sqrt(variance) if variance > 1e-15 * expected**2 else np.nan
    return WholeMap(value, expected, variance, float(z), float(two_sided_p(z)))


def _places(values: ArrayLike, weights: Any) -> tuple[Any, Any]:
    table = place_values(values)
    matrix = without_self(checked_weights(weights, table.size))
    if table.size < 4 or not matrix.nnz or table.std() <= 1e-12 * np.abs(table).max():
        raise ValueError("values: a map needs four places or more, not all alike, and at least one pair of neighbours")
    return table, matrix


def global_moran(values: ArrayLike, weights: Any) -> WholeMap:
    """Moran's I of a map: above its expectation, -1/(n-1), where like places lie together.

    `values` has shape (n,), `weights` is scipy.sparse (n, n); a place's weight of itself is left out. The variance is that
    of the values in any order (randomisation). Raises ValueError for a missing value, a wrong shape, fewer than four
    places, values all alike, or no neighbours.

    Source: Cliff and Ord (1981), Spatial Processes, p. 21.

    >>> from wardmoot.core.stats.weights import weights_from_pairs
    >>> round(global_moran([9, 5, 1, 1], weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])).value, 3)
    0.333
    """
    table, matrix = _places(values, weights)
    n, sums = table.size, _sums(matrix)
    centred = table - table.mean()
    mean_square = float((centred**2).mean())
    value = float(centred @ (matrix @ centred)) / sums.all / mean_square
    peaked = float((centred**4).mean()) / mean_square**2
    expected = -1 / (n - 1)
    squared = sums.all**2
    first = n * ((n * n - 3 * n + 3) * sums.pairs - n * sums.places + 3 * squared)
    second = peaked * ((n * n - n) * sums.pairs - 2 * n * sums.places + 6 * squared)
    return _tested(value, expected, (first - second) / ((n - 1) * (n - 2) * (n - 3) * squared) - expected**2)


def global_g(values: ArrayLike, weights: Any) -> WholeMap:
    """Getis and Ord's G of a map: high where high counts are neighbours, low where low ones are.

    `values` are from 0 up, shape (n,); `weights` is scipy.sparse (n, n), best 0 and 1; a place's weight of itself is left
    out. The variance is that of the values in any order. Raises ValueError as `global_moran` does, and for a negative value.

    Source: Getis and Ord (1992), Geographical Analysis 24: 189-206, equations 11 to 15.

    >>> from wardmoot.core.stats.weights import weights_from_pairs
    >>> round(global_g([9, 5, 1, 1], weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])).value, 3)
    0.689
    """
    table, matrix = _places(values, weights)
    if table.min() < 0:
        raise ValueError("values: a value is negative; G is for counts and rates, which start at 0")
    n, sums = table.size, _sums(matrix)
    # Only ratios of the moments count; a mean of 1 keeps them near 1.
    scaled = table / table.mean()
    m1, m2, m3, m4 = (float((scaled**power).sum()) for power in (1, 2, 3, 4))
    value = float(scaled @ (matrix @ scaled)) / (m1**2 - m2)
    expected = sums.all / (n * (n - 1))
    squared = sums.all**2
    b0 = (n * n - 3 * n + 3) * sums.pairs - n * sums.places + 3 * squared
    b1 = -((n * n - n) * sums.pairs - 2 * n * sums.places + 6 * squared)
    b2 = -(2 * n * sums.pairs - (n + 3) * sums.places + 6 * squared)
    b3 = 4 * (n - 1) * sums.pairs - 2 * (n + 1) * sums.places + 8 * squared
    b4 = sums.pairs - sums.places + squared
    top = b0 * m2**2 + b1 * m4 + b2 * m1**2 * m2 + b3 * m1 * m3 + b4 * m1**4
    square = top / ((m1**2 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3))
    return _tested(value, expected, square - expected**2)
