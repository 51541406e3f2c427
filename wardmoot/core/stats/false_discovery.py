"""Which of many tests stand, when a few of a hundred would pass by chance alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
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


def adjusted_in_families(p_values: ArrayLike, families: Sequence[str]) -> Floats:
    """Each p-value as the smallest rate at which its test would stand, where tests belong to families that are judged first.

    `families` names the family of each test. A family is judged by Simes' p, its smallest adjusted p-value, and the families by
    Benjamini and Hochberg among themselves; where R of M families stand, their tests are judged within the family at R / M of
    the rate. So on average at most that rate of false findings is made within the families that are shown, and where there
    is nothing to find at all, the chance of any finding is at most that rate. nan (no test) stays nan and counts nowhere.
    Raises ValueError for a p-value outside 0 to 1, or where there is not one family for each.

    Source: Benjamini and Bogomolov (2014), JRSS B 76: 297-318; Simes (1986), Biometrika 73: 751-754.

    >>> adjusted_in_families([0.001, 0.02, 0.9, 0.6], ["change", "change", "trend", "trend"]).round(3).tolist()
    [0.004, 0.04, 0.9, 0.9]
    """
    p = _p_values(p_values)
    if p.shape != (len(families),):
        raise ValueError(f"families: give the family of each of the {p.size} tests")
    members: dict[str, list[int]] = {}
    for place, (value, family) in enumerate(zip(p.tolist(), families, strict=True)):
        if not math.isnan(value):
            members.setdefault(family, []).append(place)
    within = {family: adjusted_p_values(p[places]) for family, places in members.items()}
    each = adjusted_p_values([float(adjusted.min()) for adjusted in within.values()])
    found = np.full(p.shape, np.nan)
    for (family, places), own in zip(members.items(), each, strict=True):
        found[places] = _smallest_rate(within[family], float(own), np.sort(each))
    return found


def _smallest_rate(within: Floats, own: float, each: Floats) -> Floats:
    """For each test of a family the smallest rate at which it stands: `own` is its family's, `each` those of all, in order."""
    shown = np.arange(1, each.size + 1)
    rates = np.maximum(np.maximum(own, each)[:, None], within[None, :] * (each.size / shown)[:, None])
    return np.asarray(np.minimum(rates.min(axis=0), 1.0))
