"""How rates differ along a gradient of deprivation, from the most deprived tenth of places to the least."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from wardmoot.core.stats._checks import Floats, above_zero, confidence_level, numbers, single_above_zero


@dataclass(frozen=True, slots=True)
class Inequality:
    """A gradient of rates, from a straight line through them.

    `slope` (the slope index of inequality) is the rate at the most deprived end less that at the least deprived end, in
    the unit of the rates; positive: higher where deprived. `relative` (the relative index) is the one over the other. Each
    has its limits; those of `relative`, and itself, are nan where the line falls to 0. `most` and `least` are the two
    ends of the line. `off_the_line` is the p of a test that a straight line describes the rates: small, it does not, and
    one number cannot tell the story; nan with two groups.
    """

    slope: float
    slope_limits: tuple[float, float]
    relative: float
    relative_limits: tuple[float, float]
    most: float
    least: float
    off_the_line: float


def _ranks(populations: Floats) -> Floats:
    """The middle of each group's stretch of the population, most deprived first, from 0 to 1."""
    shares: Floats = populations / populations.sum()
    middles: Floats = np.cumsum(shares) - shares / 2
    return middles


def _off_the_line(counts: Floats, expected: Floats) -> float:
    from scipy.special import chdtrc

    if counts.size < 3 or (expected <= 0).any():
        return math.nan
    return float(chdtrc(counts.size - 2, float(((counts - expected) ** 2 / expected).sum())))


def inequality_by_deprivation(
    counts: ArrayLike, populations: ArrayLike, *, per: float, dispersion: float = 1.0, confidence: float = 0.95
) -> Inequality:
    """The slope index and the relative index of inequality of rates over groups of places in order of deprivation.

    `counts` and `populations` are equally long, one of each a group, the MOST deprived first (decile 1 of the English
    index). The rates are fitted by a straight line on the middle of each group's stretch of the population, weighted by
    population; the indices compare its two ends, so that groups of unequal size and all the groups between count. The
    limits take the counts as Poisson, their variance multiplied by `dispersion`; those of the ratio are found on its
    logarithm.

    Raises ValueError for fewer than two groups, columns of unequal length, negative or missing numbers, a population of 0,
    or a dispersion under 1.

    Source: Mackenbach and Kunst (1997), Social Science and Medicine 44: 757-771; Pamuk (1985), Population Studies 39:
    17-31; the ratio of the ends, Kunst and Mackenbach (1995).

    >>> found = inequality_by_deprivation([90, 70, 50, 30], [1000] * 4, per=1000)
    >>> round(found.slope, 6), round(found.relative, 6)
    (80.0, 5.0)
    """
    events, people = numbers(counts, "counts"), above_zero(populations, "populations")
    if events.ndim != 1 or events.shape != people.shape or events.size < 2:
        raise ValueError("counts and populations: give one of each for every group, at least two groups, the most deprived first")
    if not (dispersion >= 1 and math.isfinite(dispersion)):
        raise ValueError(f"dispersion is {dispersion}; it is a number from 1 up")
    factor, z = single_above_zero(per, "per"), float(ndtri((1 + confidence_level(confidence)) / 2))
    weights, ranks = people / people.sum(), _ranks(people)
    middle = float(weights @ ranks)
    # The fitted line at a rank is a weighted sum of the rates: these are its weights for the two ends.
    steps = (ranks - middle) * weights / float(weights @ (ranks - middle) ** 2)
    ends = np.array([weights - middle * steps, weights + (1 - middle) * steps])
    rates, variance = events / people * factor, dispersion * events / people**2 * factor**2
    most, least = (float(end) for end in ends @ rates)
    covariance = (ends * variance) @ ends.T
    slope, spread = most - least, z * math.sqrt(float(steps**2 @ variance))
    relative, limits = _ratio(most, least, covariance, z)
    expected = (most - slope * ranks) * people / factor
    return Inequality(slope, (slope - spread, slope + spread), relative, limits, most, least, _off_the_line(events, expected))


def _ratio(most: float, least: float, covariance: Floats, z: float) -> tuple[float, tuple[float, float]]:
    if most <= 0 or least <= 0:
        return math.nan, (math.nan, math.nan)
    variance = covariance[0, 0] / most**2 + covariance[1, 1] / least**2 - 2 * covariance[0, 1] / (most * least)
    ratio, spread = most / least, z * math.sqrt(max(0.0, float(variance)))
    return ratio, (ratio * math.exp(-spread), ratio * math.exp(spread))
