"""Who is whose neighbour: sparse weights, ready made from pairs. Core knows no geometry."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from wardmoot.core.stats._checks import LARGEST, whole


def weights_from_pairs(size: int, pairs: ArrayLike, *, include_self: bool = True) -> Any:
    """Symmetric 0/1 weights of `size` places from `pairs` of neighbours, as a scipy.sparse CSR array.

    `pairs` has shape (m, 2), place numbers from 0; order and repeats do not matter. `include_self` puts 1 on the
    diagonal, which Gi* needs. Raises ValueError for a number outside the places, or a place paired with itself.

    >>> weights_from_pairs(3, [(0, 1)]).toarray().tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    low, high = (ends.astype(np.int32) for ends in pairs_once(size, pairs))
    diagonal = np.arange(size if include_self else 0, dtype=np.int32)
    # In this order the rows come out sorted, since the conversion keeps the order within a row.
    rows, columns = np.concatenate((high, diagonal, low)), np.concatenate((low, diagonal, high))
    listed = sparse.coo_array((np.ones(rows.size), (rows, columns)), shape=(size, size))
    listed.has_canonical_format = True
    weights = listed.tocsr()
    weights.has_canonical_format = True
    return weights


def pairs_once(size: int, pairs: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair once: the lower place number and the higher, in ascending order. Raises as `weights_from_pairs` does.

    >>> [ends.tolist() for ends in pairs_once(3, [(2, 1), (0, 1), (1, 2)])]
    [[0, 1], [1, 2]]
    """
    size, given = whole(size, "size", least=1), np.asarray(pairs)
    if given.size and (given.ndim != 2 or given.shape[1] != 2 or given.dtype.kind not in "iu"):
        raise ValueError("pairs: give two place numbers, whole ones from 0, for each pair of neighbours")
    ends = given.astype(np.int64).reshape(-1, 2)
    if ends.size and (ends.min() < 0 or ends.max() >= size):
        raise ValueError(f"pairs: place numbers run from 0 to {size - 1}")
    if (ends[:, 0] == ends[:, 1]).any():
        raise ValueError("pairs: a place is paired with itself; use include_self for the diagonal")
    low, high = np.minimum(ends[:, 0], ends[:, 1]), np.maximum(ends[:, 0], ends[:, 1])
    key = low * size + high
    if not (key[1:] > key[:-1]).all():
        key = np.unique(key)
        low = key // size
        high = key - low * size
    return low, high


def _rows(weights: Any) -> Any:
    if isinstance(weights, sparse.csr_array) and weights.dtype == np.float64:
        return weights
    try:
        return sparse.csr_array(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError("weights: expected a scipy.sparse matrix of numbers, one row and column for each place") from None


def checked_weights(weights: Any, size: int) -> Any:
    """`weights` as a CSR array of floating point in canonical form; the matrix given is not changed.

    Raises ValueError for another shape than (size, size), and for a negative or missing weight.

    >>> checked_weights(sparse.eye_array(2), 2).nnz
    2
    """
    matrix = _rows(weights)
    if matrix.shape != (size, size):
        raise ValueError(f"weights: expected {size} by {size}, one row and column for each value, not {matrix.shape}")
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    if matrix.nnz and not (matrix.data.min() >= 0 and matrix.data.max() <= LARGEST):
        raise ValueError(f"weights: a weight is negative, not a number, or over {LARGEST:g}")
    return matrix


def without_self(weights: Any) -> Any:
    """The same weights with no place weighing itself.

    >>> without_self(weights_from_pairs(2, [(0, 1)])).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    rows = np.repeat(np.arange(weights.shape[0], dtype=weights.indices.dtype), np.diff(weights.indptr))
    kept = (rows != weights.indices) & (weights.data != 0)
    if kept.all():
        return weights
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows[kept], minlength=weights.shape[0]))))
    matrix = sparse.csr_array((weights.data[kept], weights.indices[kept], starts), shape=weights.shape)
    matrix.has_canonical_format = True
    return matrix


def row_standardised(weights: Any) -> Any:
    """The same weights with each row adding up to 1 (a row without weights stays empty), as a scipy.sparse CSR array.

    Raises ValueError as `checked_weights` does.

    >>> row_standardised(weights_from_pairs(3, [(0, 1), (1, 2)], include_self=False)).toarray()[1].tolist()
    [0.5, 0.0, 0.5]
    """
    matrix = checked_weights(weights, _rows(weights).shape[0])
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(np.divide(1.0, total, out=np.zeros(total.size), where=total > 0)) @ matrix)


def row_sums(weights: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each row the sum of its weights and the sum of their squares.

    >>> [sums.tolist() for sums in row_sums(weights_from_pairs(2, [(0, 1)]) * 3.0)]
    [[6.0, 6.0], [18.0, 18.0]]
    """
    held = weights.data
    if held.size and held.min() == held.max():
        number = np.diff(weights.indptr).astype(np.float64)
        return number * held[0], number * held[0] ** 2
    ones = np.ones(weights.shape[0])
    squares = sparse.csr_array((held**2, weights.indices, weights.indptr), shape=weights.shape)
    return np.asarray(weights @ ones), np.asarray(squares @ ones)
