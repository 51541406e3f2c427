"""Records of people: how many share the same known features, and what can be learnt of those who do."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, numbers

Features = Sequence[Sequence[Hashable]]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """For each record, how many records of the sample look the same (itself included), and what their weights add up to.

    The weights say how many people each record stands for: their sum is how many of the population look the same.
    """

    sample: NDArray[np.int64]
    population: Floats

    def under(self, k: int) -> int:
        """How many records share their features with fewer than `k`: those that break k-anonymity."""
        return int((self.sample < k).sum())


def _is_missing(value: Any) -> bool:
    return value is None or bool(value != value)  # only nan differs from itself


def _codes(features: Features) -> NDArray[np.int64]:
    """Each feature as a number from 0, -1 where it is missing."""
    if (
        not len(features)
        or not all(np.iterable(record) for record in features)
        or len({len(record) for record in features}) != 1
        or not len(features[0])
    ):
        raise ValueError("features: give for every record the same features, at least one record and one feature")
    coded = []
    for values in zip(*features, strict=True):
        seen: dict[Hashable, int] = {}
        coded.append([-1 if _is_missing(value) else seen.setdefault(value, len(seen)) for value in values])
    return np.array(coded, dtype=np.int64).T


def _alike(features: Features) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The pattern of each record, and which patterns cannot be told apart: a missing feature may be any."""
    patterns, of = np.unique(_codes(features), axis=0, return_inverse=True)
    same = np.ones((len(patterns), len(patterns)), dtype=bool)
    for column in patterns.T:
        same &= (column[:, None] == column[None, :]) | (column[:, None] < 0) | (column[None, :] < 0)
    return of.ravel(), same


def frequencies(features: Features, weights: ArrayLike | None = None) -> Frequencies:
    """How many share the features of each record; the least is the k of k-anonymity.

    `features` has one row a record: those by which a person could be recognised (age band, sex, ward). None or nan is
    missing and matches anything, so a record with a missing feature is counted with every one it could be. `weights`
    is 1 a record where not given. Raises ValueError for records of unequal length and for negative weights.

    Source: Sweeney (2002), International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10: 557-570;
    missing values, Hundepool and others (2012), section 3.3.

    >>> frequencies([("f", 30), ("f", 30), ("m", None), ("m", 40)]).sample.tolist()
    [2, 2, 2, 2]
    """
    of, same = _alike(features)
    weight = np.ones(len(of)) if weights is None else numbers(weights, "weights")
    if weight.shape != of.shape:
        raise ValueError(f"weights: give one weight a record; there are {len(of)} records")
    sizes = np.bincount(of, minlength=len(same))
    return Frequencies((same.astype(np.int64) @ sizes)[of], (same.astype(np.float64) @ np.bincount(of, weight, minlength=len(same)))[of])


def distinct_values(features: Features, sensitive: Sequence[Hashable]) -> NDArray[np.int64]:
    """How many different values of `sensitive` there are among the records that look like each: the l of distinct l-diversity.

    Where it is 1, all who share the features have the same value, and whoever recognises the features knows it. A missing
    sensitive value is none. Raises ValueError where the two are not equally long.

    Source: Machanavajjhala and others (2007), ACM Transactions on Knowledge Discovery from Data 1: 3.

    >>> distinct_values([("f", 30), ("f", 30), ("m", 40)], ["theft", "fraud", "theft"]).tolist()
    [2, 2, 1]
    """
    of, same = _alike(features)
    if len(sensitive) != len(of):
        raise ValueError(f"sensitive: give one value a record; there are {len(of)} records")
    values = _codes([(value,) for value in sensitive])[:, 0]
    present = np.zeros((len(same), int(values.max()) + 1), dtype=bool)
    present[of[values >= 0], values[values >= 0]] = True
    different: NDArray[np.int64] = (same.astype(np.int64) @ present > 0).sum(axis=1)[of]
    return different
