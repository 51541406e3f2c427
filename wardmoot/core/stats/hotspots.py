"""Where high counts gather: Gi* on sparse weights. Weights come ready made; core knows no geometry."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import ndtr

from wardmoot.core.stats._checks import FloatOrFloats, Floats, floats, plain


def weights_from_pairs(size: int, pairs: ArrayLike, *, include_self: bool = True) -> Any:
    """Symmetric 0/1 weights of `size` places from `pairs` of neighbours, as a scipy.sparse CSR array.

    `pairs` has shape (m, 2), place numbers from 0; order and repeats do not matter. `include_self` puts 1 on the
    diagonal, which Gi* needs. Raises ValueError for a number outside the places, or a place paired with itself.

    >>> weights_from_pairs(3, [(0, 1)]).toarray().tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if size < 1 or (ends.size and (ends.min() < 0 or ends.max() >= size)):
        raise ValueError(f"pairs: place numbers run from 0 to {size - 1}")
    if (ends[:, 0] == ends[:, 1]).any():
        raise ValueError("pairs: a place is paired with itself; use include_self for the diagonal")
    diagonal = np.arange(size if include_self else 0)
    rows = np.concatenate((ends[:, 0], ends[:, 1], diagonal))
    columns = np.concatenate((ends[:, 1], ends[:, 0], diagonal))
    weights = sparse.coo_array((np.ones(rows.size), (rows, columns)), shape=(size, size)).tocsr()
    weights.data[:] = 1  # the conversion adds repeats up
    return weights


def _weights(weights: Any, size: int) -> Any:
    matrix = sparse.csr_array(weights, dtype=np.float64)
    if matrix.shape != (size, size):
        raise ValueError(f"weights: expected {size} by {size}, one row and column for each value, not {matrix.shape}")
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    if matrix.nnz and not (matrix.data.min() >= 0 and np.isfinite(matrix.data).all()):
        raise ValueError("weights: a weight is negative or not a number")
    return matrix


def gi_star(values: ArrayLike, weights: Any) -> Floats:
    """Getis and Ord's Gi* of each place, as a z-score: high where the place and its neighbours are high together.

    `values` has shape (n,), or (n, k) for k maps at once; `weights` is scipy.sparse (n, n) with the place itself
    included, of any weights from 0 up, and the result does not change when a row is rescaled. An island, whose only
    weight is its own, has the z-score of its own value. nan where nothing can be said: all values equal, a row
    without weights, or a row that weighs every place alike. Raises ValueError for a missing value or a wrong shape.

    Source: Ord and Getis (1995), Geographical Analysis 27: 286-306, equation 14, with the variance
    n * sum(w^2) - sum(w)^2, which holds for weights other than 0 and 1 too.

    >>> weights = weights_from_pairs(4, [(0, 1), (1, 2), (2, 3)])
    >>> gi_star([9, 5, 1, 1], weights).round(2).tolist()
    [1.57, 0.9, -1.51, -1.57]
    """
    table = floats(values, "values")
    if table.ndim not in (1, 2) or not np.isfinite(table).all():
        raise ValueError("values: expected one number for each place, none missing; leave out places without data")
    size = table.shape[0]
    matrix = _weights(weights, size)
    ones = np.ones(size)
    total = matrix @ ones
    squares = sparse.csr_array((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape) @ ones
    # Rounding leaves a little where a row weighs all places alike; a true remainder is far larger.
    remainder = size * squares - total**2
    known = remainder > 1e-12 * total**2
    spread = np.sqrt(np.where(known, remainder, np.nan) / max(size - 1, 1))
    centred = table - table.mean(axis=0)
    deviation = np.sqrt((centred**2).mean(axis=0))
    deviation = np.where((table == table[:1]).all(axis=0), np.nan, deviation)
    return np.asarray(matrix @ centred / (spread * deviation if table.ndim == 1 else spread[:, None] * deviation))


def two_sided_p(z: ArrayLike) -> FloatOrFloats:
    """The two-sided normal p-value of a z-score; nan stays nan.

    >>> round(two_sided_p(1.959964), 4)
    0.05
    """
    return plain(2 * ndtr(-np.abs(floats(z, "z"))))


def false_discovery(p_values: ArrayLike, *, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which of many tests stand when at most `rate` of the findings may be false, on average.

    nan (no test) is never a finding and does not count among the tests. Raises ValueError for a p-value outside 0 to
    1, or a rate outside it.

    Source: Benjamini and Hochberg (1995), JRSS B 57: 289-300.

    >>> false_discovery([0.001, 0.03, 0.04, 0.9]).tolist()
    [True, False, False, False]
    """
    if not 0 < rate < 1:
        raise ValueError(f"rate is {rate}; give a proportion between 0 and 1, for example 0.05")
    p = floats(p_values, "p_values")
    tested = ~np.isnan(p)
    if (tested & ((p < 0) | (p > 1))).any():
        raise ValueError("p_values: a p-value lies between 0 and 1")
    ordered = np.sort(p[tested])
    passed = np.flatnonzero(ordered <= rate * np.arange(1, ordered.size + 1) / max(ordered.size, 1))
    return np.asarray(tested & (p <= (ordered[passed[-1]] if passed.size else -1.0)))
