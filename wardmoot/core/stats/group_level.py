"""Whether an area's rate stands apart from a group of areas by more than chance, and their own differences, explain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc, gammaincc, ndtri, stdtr, stdtrit

from wardmoot.core.stats._checks import above_zero, confidence_level, single, single_above_zero
from wardmoot.core.stats.dispersion import Dispersion

GROUP_TEST = "rate against the middle of a group"


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """The area's rate to the group's: `ratio` with its limits, `p` two-sided, `degrees_of_freedom` of Student's t (infinite: normal)."""

    ratio: float
    lower: float
    upper: float
    p: float
    test: str
    degrees_of_freedom: float


def against_group(
    count: float,
    exposure: float,
    centre: float,
    *,
    others: ArrayLike | None = None,
    centre_count: float | None = None,
    dispersion: Dispersion | None = None,
    confidence: float = 0.95,
) -> GroupLevel:
    """A count in `exposure` (persons, over one period) against `centre`, the group's rate per person.

    Three things are uncertain: the area's own count (chance, times `dispersion`), how far areas of the group lie from its
    middle anyway, and where the middle lies. The last two come from the spread of `others`, the rates of three or more other
    areas, as for a prediction of one more; without them the last comes from `centre_count`, the events behind the centre,
    or the centre is taken as known. The logarithm of the ratio is set against both, on Student's t with Welch and
    Satterthwaite's degrees of freedom; a small count also has to be unlikely by its own skew tail (Poisson, or negative binomial
    where over-dispersed). The others' rates carry chance of their own, which is counted too: the test is careful.

    Raises ValueError for a negative or missing count, or an exposure, centre or rate that is not above 0.

    Source: Welch (1947), Biometrika 34: 28-35; Whitmore (1986), American Statistician 40: 141-143 (prediction of a further
    value); Breslow and Day (1987), Statistical Methods in Cancer Research II, section 2.3.

    >>> found = against_group(130, 1000, 0.1)
    >>> round(found.ratio, 2), round(found.p, 4)
    (1.3, 0.0046)
    """
    number, people, rate = single(count, "count"), single_above_zero(exposure, "exposure"), single_above_zero(centre, "centre")
    if not number >= 0:
        raise ValueError(f"count is {count}; a count starts at 0")
    spread = dispersion if dispersion is not None and math.isfinite(dispersion.factor) else Dispersion(1.0, math.inf)
    expected = rate * people
    own = spread.factor / max(number, 0.5)
    middle, freedom = _middle(others, centre_count)
    whole = own + middle
    parts = own**2 / spread.degrees_of_freedom + middle**2 / freedom
    degrees = whole**2 / parts if parts else math.inf
    error, far = math.sqrt(whole), -float(stdtrit(_finite(degrees), (1 - confidence_level(confidence)) / 2))
    effect = math.log(max(number, 0.5) / expected)
    deviate = max(-abs(effect) / error, float(ndtri(min(0.5, _tail(number, expected, spread.factor)))))
    p = min(1.0, 2 * float(stdtr(_finite(degrees), deviate)))
    ratio, reach = number / expected, far * error
    lower = math.exp(effect - reach) if number else 0.0
    return GroupLevel(ratio, lower, math.exp(effect + reach), p, GROUP_TEST, degrees)


def _finite(degrees: float) -> float:
    """Student's t on so many degrees is the normal curve."""
    return min(degrees, 1e9)


def _middle(others: ArrayLike | None, centre_count: float | None) -> tuple[float, float]:
    """How far from the centre an area may lie: the variance of its logarithm, and the degrees of freedom."""
    if others is not None:
        rates = np.log(above_zero(others, "others"))
        if rates.size >= 3:
            return float(rates.var(ddof=1)) * (1 + 1 / rates.size), float(rates.size - 1)
    if centre_count is not None:
        return 1 / single_above_zero(centre_count, "centre_count"), math.inf
    return 0.0, math.inf


def _tail(count: float, expected: float, spread: float) -> float:
    """The chance of a count so far out or further on its own side."""
    high = count > expected
    if spread <= 1:
        return float(gammainc(count, expected) if high else gammaincc(count + 1, expected))
    size = expected / (spread - 1)
    return float(betainc(count, size, 1 - 1 / spread) if high else betainc(size, count + 1, 1 / spread))
