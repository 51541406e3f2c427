"""Which of many tests stand, when a few of a hundred would pass by chance alone."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, floats


class Dependence(StrEnum):
    """What is known of the tests' dependence on one another, which decides the method.

    POSITIVE holds for independent tests and for those that tend to agree (neighbouring places, overlapping offence types
    of one area): Benjamini and Hochberg. ANY holds whatever the dependence, for example totals tested beside their parts
    against one another; it is stricter by 1 + 1/2 + ... + 1/n: Benjamini and Yekutieli.
    """

    POSITIVE = "Benjamini-Hochberg"
    ANY = "Benjamini-Yekutieli"


def _p_values(p_values: ArrayLike) -> Floats:
    p = floats(p_values, "p_values")
    if ((p < 0) | (p > 1)).any():
        raise ValueError("p_values: a p-value lies between 0 and 1")
    return p


def adjusted_p_values(p_values: ArrayLike, *, dependence: Dependence = Dependence.POSITIVE) -> Floats:
    """Each p-value as the smallest false-discovery rate at which its test would stand; never under the p-value itself.

    nan (no test) stays nan and does not count among the tests. The shape is kept. Raises ValueError for a p-value
    outside 0 to 1.

    Source: Benjamini and Hochberg (1995), JRSS B 57: 289-300; Benjamini and Yekutieli (2001), Annals of Statistics 29:
    1165-1188, theorem 1.3.

    >>> adjusted_p_values([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = _p_values(p_values)
    tested = ~np.isnan(p)
    found = np.full(p.shape, np.nan)
    known = p[tested]
    order = np.argsort(known)[::-1]
    scaled = known[order] * _penalty(known.size, dependence) / np.arange(known.size, 0, -1)
    adjusted = np.empty(known.size)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    found[tested] = adjusted
    return found


def _penalty(tests: int, dependence: Dependence) -> float:
    """What a p-value is multiplied by before it is divided by its rank."""
    return tests * float((1 / np.arange(1, tests + 1)).sum()) if Dependence(dependence) is Dependence.ANY else float(tests)


def false_discovery(p_values: ArrayLike, *, rate: float = 0.05, dependence: Dependence = Dependence.POSITIVE) -> NDArray[np.bool_]:
    """Which of many tests stand when at most `rate` of the findings may be false, on average.

    nan (no test) is never a finding and does not count among the tests. Raises ValueError for a p-value outside 0 to
    1, or a rate outside it.

    Source: as `adjusted_p_values`.

    >>> false_discovery([0.001, 0.03, 0.04, 0.9]).tolist()
    [True, False, False, False]
    """
    if not 0 < rate < 1:
        raise ValueError(f"rate is {rate}; give a proportion between 0 and 1, for example 0.05")
    p = _p_values(p_values)
    tested = ~np.isnan(p)
    ordered = np.sort(p[tested])
    # Compared with the line itself, as published: adjusted values can miss a tie by rounding.
    line = rate * np.arange(1, ordered.size + 1) / _penalty(ordered.size, dependence) if ordered.size else ordered
    passed = np.flatnonzero(ordered <= line)
    return np.asarray(tested & (p <= (ordered[passed[-1]] if passed.size else -1.0)))
