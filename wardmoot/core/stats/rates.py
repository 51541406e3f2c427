"""Counts and rates, each with its interval.

Every function takes single numbers or arrays (which broadcast) and gives the like back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

from wardmoot.core.stats._checks import FloatOrFloats, Floats, above_zero, alike, confidence_level, numbers, plain, single_above_zero

EXACT_BELOW = 10
"""Under this many events an interval is exact rather than Byar's, and no standardised rate is given."""

Interval = tuple[FloatOrFloats, FloatOrFloats]


@dataclass(frozen=True, slots=True)
class RateInterval:
    """The limits of a rate, and the method behind them: "exact Poisson" or "Byar's" (an array of names for arrays)."""

    lower: FloatOrFloats
    upper: FloatOrFloats
    method: str | NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """A directly standardised rate and its limits; all three nan under 10 events."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class StandardisedRatio:
    """Events observed against those expected, times `per`, with limits and the method behind them.

    A single number each, or an array each for several areas.
    """

    value: FloatOrFloats
    lower: FloatOrFloats
    upper: FloatOrFloats
    observed: FloatOrFloats
    expected: FloatOrFloats
    method: str | NDArray[np.str_]


def _z(confidence: float) -> float:
    return float(ndtri((1 + confidence_level(confidence)) / 2))


def rate(count: ArrayLike, population: ArrayLike, *, per: float) -> FloatOrFloats:
    """`count` events for every `per` of `population`, not rounded.

    Raises ValueError for a negative or missing number, and for a population or `per` of 0.

    >>> round(rate(25_247, 517_979, per=1_000), 1)
    48.7
    """
    events, people = numbers(count, "count"), above_zero(population, "population")
    alike("count and population", events, people)
    return plain(events / people * single_above_zero(per, "per"))


def byars_interval(count: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Byar's approximate limits of a Poisson count, on the count itself.

    A limit that the formula puts below 0 is missing (nan), never 0. For a count of 0 the formula's lower limit is
    minus infinity, so it too is missing, and the upper is 3.67 at 95%. Raises ValueError for a negative or missing count.

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69; used by the English public
    health bodies for rates of 10 events or more.

    >>> [round(limit, 2) for limit in byars_interval(65)]
    [50.16, 82.85]
    """
    observed, z = numbers(count, "count"), _z(confidence)
    above = observed + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    known = np.where(observed > 0, observed, 1)
    root = 1 - 1 / (9 * known) - z / (3 * np.sqrt(known))
    lower = np.where((observed > 0) & (root >= 0), observed * root**3, np.nan)
    return plain(lower), plain(upper)


def exact_poisson_interval(count: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """The exact (central) limits of a Poisson count; for a count of 0 the lower limit is 0.

    Raises ValueError for a negative or missing count.

    Source: Garwood (1936), Biometrika 28: 437-442.

    >>> [round(limit, 2) for limit in exact_poisson_interval(5)]
    [1.62, 11.67]
    """
    observed, tail = numbers(count, "count"), (1 - confidence_level(confidence)) / 2
    known = np.where(observed > 0, observed, 1)
    lower = np.where(observed > 0, gammaincinv(known, tail), 0.0)
    return plain(lower), plain(gammaincinv(observed + 1, 1 - tail))


def wilson_interval(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Wilson's score limits of `numerator` out of `denominator`, as proportions between 0 and 1.

    Raises ValueError for a negative or missing number, a denominator of 0, or a numerator over its denominator.

    Source: Wilson (1927), JASA 22: 209-212.

    >>> [round(limit, 3) for limit in wilson_interval(20, 76)]
    [0.177, 0.372]
    """
    part, whole, z = numbers(numerator, "numerator"), above_zero(denominator, "denominator"), _z(confidence)
    alike("numerator and denominator", part, whole)
    if (part > whole).any():
        raise ValueError("numerator: a part is larger than its denominator, so this is not a proportion")
    lower, upper = score_limits(part, whole, z)
    return plain(lower), plain(upper)


def score_limits(part: Floats, whole: Floats, z: float) -> tuple[Floats, Floats]:
    """Wilson's limits of `part` out of `whole` for a deviate `z` (1.96 for 95%), without checks.

    >>> [round(float(limit), 3) for limit in score_limits(np.array(0), np.array(10), 1.96)]
    [0.0, 0.278]
    """
    rest, square = whole - part, z * z
    spread = z * np.sqrt(square + 4 * part * rest / whole)
    # Each limit is written so that nothing cancels: 0 of n starts at exactly 0, n of n ends at exactly 1.
    lower = 2 * part * part / whole / (2 * part + square + spread)
    upper = 1 - 2 * rest * rest / whole / (2 * rest + square + spread)
    return lower, upper


def rate_interval(count: ArrayLike, population: ArrayLike, *, per: float, confidence: float = 0.95) -> RateInterval:
    """The limits of a rate: exact Poisson under 10 events, Byar's from 10; the population is taken as known.

    A rate of 0 has limits from 0 (exact). Raises ValueError as `rate` does.

    Source: Office for Health Improvement and Disparities, technical guide on confidence intervals (2018).

    >>> rate_interval(5, 1_000, per=1_000).method
    'exact Poisson'
    """
    events, people = numbers(count, "count"), above_zero(population, "population")
    alike("count and population", events, people)
    factor = single_above_zero(per, "per") / people
    few = events < EXACT_BELOW
    exact, byars = exact_poisson_interval(events, confidence=confidence), byars_interval(events, confidence=confidence)
    lower, upper = (np.where(few, one, other) * factor for one, other in zip(exact, byars, strict=True))
    method = np.where(few, "exact Poisson", "Byar's")
    return RateInterval(plain(lower), plain(upper), str(method) if method.ndim == 0 else method)


def directly_standardised_rate(
    counts: ArrayLike, populations: ArrayLike, standard: ArrayLike, *, per: float, confidence: float = 0.95
) -> StandardisedRate:
    """The rate a population would have with the age (or other) structure of `standard`, with Dobson's limits.

    `counts`, `populations` and `standard` are equally long, one value a stratum. Under 10 events in all, value and
    limits are nan: such a rate is not given. Raises ValueError for a negative or missing number, a population of 0,
    arrays of different lengths, or a standard that is 0 throughout.

    Source: Dobson, Kuulasmaa, Eberle and Scherer (1991), Statistics in Medicine 10: 457-462. Fewer than 10:
    Morris, Tan, Fryers and Bestwick (2018), Population Health Metrics 16: 19.

    >>> result = directly_standardised_rate([10, 40], [1_000, 1_000], [3, 1], per=1_000)
    >>> result.value, round(result.lower, 1), round(result.upper, 1)
    (17.5, 12.3, 23.9)
    """
    events, people, weights = numbers(counts, "counts"), above_zero(populations, "populations"), numbers(standard, "standard")
    if not events.ndim == 1 or not events.shape == people.shape == weights.shape:
        raise ValueError("counts, populations and standard: give one value for each stratum, in the same order")
    if not weights.sum() > 0:
        raise ValueError("standard: its strata add up to 0")
    total, multiplier = float(events.sum()), single_above_zero(per, "per")
    low, high = byars_interval(total, confidence=confidence)
    if total < EXACT_BELOW:
        return StandardisedRate(np.nan, np.nan, np.nan)
    share = weights / weights.sum() / people
    value, spread = float(share @ events), float(np.sqrt(share**2 @ events / total))
    lower, upper = value + spread * (float(low) - total), value + spread * (float(high) - total)
    return StandardisedRate(value * multiplier, lower * multiplier, upper * multiplier)


def expected_events(populations: ArrayLike, reference_counts: ArrayLike, reference_populations: ArrayLike) -> FloatOrFloats:
    """The events a population would have at the reference's rates, stratum by stratum.

    `populations` has shape (strata,), or (areas, strata) for several areas at once; the reference has shape (strata,).
    Raises ValueError for a negative or missing number, a reference population of 0, or shapes that do not fit.

    >>> expected_events([1_000, 500], [30, 80], [10_000, 8_000])
    8.0
    """
    people, events = numbers(populations, "populations"), numbers(reference_counts, "reference_counts")
    base = above_zero(reference_populations, "reference_populations")
    if events.ndim != 1 or events.shape != base.shape or people.ndim not in (1, 2) or people.shape[-1] != events.size:
        raise ValueError("populations and reference: give one value for each stratum, in the same order")
    return plain(people @ (events / base))


def indirectly_standardised_ratio(observed: ArrayLike, expected: ArrayLike, *, per: float = 100, confidence: float = 0.95) -> StandardisedRatio:
    """`observed` events for every `per` of those `expected` at the rates of a reference (100: just as many).

    `expected` comes from `expected_events` and is taken as known. Limits are exact under 10 events and Byar's from 10; a
    ratio of 0 has limits from 0. A ratio is given under 10 events too: it is the standardised rate that then is not.
    Each ratio compares its own area with the reference; two areas of different age structure are not compared by
    their ratios. Raises ValueError for a negative or missing number, and for 0 expected: that ratio is not calculable.

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, sections 2.3 and 4.2.

    >>> ratio = indirectly_standardised_ratio(4, 3.3)
    >>> round(ratio.value, 1), round(ratio.lower, 1), round(ratio.upper, 1), ratio.method
    (121.2, 33.0, 310.4, 'exact Poisson')
    """
    events, base = numbers(observed, "observed"), above_zero(expected, "expected")
    limits = rate_interval(events, base, per=per, confidence=confidence)
    value = events / base * float(per)
    return StandardisedRatio(plain(value), limits.lower, limits.upper, plain(events), plain(base), limits.method)
