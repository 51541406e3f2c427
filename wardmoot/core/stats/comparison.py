"""Whether one count or rate is higher than another, by a named test.

Crimes are not independent of one another: a busy month has more of them than chance alone gives. So the test is told by
how much the months of the series vary more than independent events would (over-dispersion), and counts are compared per
day (and per person where populations are given).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, ndtr, ndtri, stdtr, stdtrit

from wardmoot.core.stats._checks import FloatOrFloats, Floats, above_zero, alike, confidence_level, floats, numbers, plain, single, single_above_zero
from wardmoot.core.stats.dispersion import Dispersion
from wardmoot.core.stats.rates import score_limits

SMALL_BASE_UNDER = 30
"""Where either count is under this, the counts and their difference are shown and no percentage leads."""

TOO_FEW_UNDER = 5
"""Where both counts are under this, nothing is said of a change."""

EXACT_TEST = "exact conditional binomial test"
QUASI_TEST = "quasi-Poisson score test"
SCORE_TEST = "score test"
NO_TEST = "no test: over-dispersion not known"


class Change(StrEnum):
    """What the test says of the count against the one before."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A count against the one before.

    `ratio` is that of the two counts per day (per person), nan where the earlier is 0; `lower` and `upper` are its limits
    (`upper` is infinite where the earlier count is 0). `statistic` is the count itself in the exact test and t in the
    quasi-Poisson test. `verdict` follows from `p`; `small_base` asks for care in writing a percentage.
    """

    ratio: float
    lower: float
    upper: float
    statistic: float
    p: float
    test: str
    dispersion: float
    verdict: Change
    small_base: bool


@dataclass(frozen=True, slots=True)
class RateComparison:
    """One rate against another: a ratio, or a difference, with its limits, p and the test behind both.

    A single number each, or an array each. nan is "not calculable": a ratio to a rate of 0, and its upper limit.
    """

    value: FloatOrFloats
    lower: FloatOrFloats
    upper: FloatOrFloats
    p: FloatOrFloats
    test: str


def _exposure(days: float, population: float | None) -> float:
    return single_above_zero(days, "days") * (1 if population is None else single_above_zero(population, "population"))


def _whole(count: float, name: str) -> float:
    number = single(count, name)
    if not number.is_integer():
        raise ValueError(f"{name}: {count} is not a whole number; compare the counts, and give populations for rates")
    return number


def _exact(count: Floats, total: Floats, share: Floats, tail: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Statistic, p and the limits of the share, by the exact binomial test (both tails doubled) and its own interval."""
    rest = total - count
    some, others = np.maximum(count, 0.5), np.maximum(rest, 0.5)  # any number above 0, where 0 has its own answer
    at_least = np.where(count > 0, betainc(some, rest + 1, share), 1.0)
    at_most = np.where(rest > 0, betainc(others, count + 1, 1 - share), 1.0)
    lower = np.where(count > 0, betaincinv(some, rest + 1, tail), 0.0)
    upper = np.where(rest > 0, betaincinv(count + 1, others, 1 - tail), 1.0)
    return count, np.minimum(1.0, 2 * np.minimum(at_least, at_most)), lower, upper


def _score(count: Floats, total: Floats, share: Floats, spread: Dispersion) -> tuple[Floats, Floats]:
    """The statistic of the score test with over-dispersion, and its two-sided p."""
    statistic = (count - total * share) / np.sqrt(spread.factor * total * share * (1 - share))
    known = math.isinf(spread.degrees_of_freedom)
    return statistic, 2 * (ndtr(-np.abs(statistic)) if known else stdtr(spread.degrees_of_freedom, -np.abs(statistic)))


def _deviate(tail: float, spread: Dispersion) -> float:
    known = math.isinf(spread.degrees_of_freedom)
    return float(-ndtri(tail) if known else -stdtrit(spread.degrees_of_freedom, tail))


def _quasi(count: Floats, total: Floats, share: Floats, tail: float, spread: Dispersion) -> tuple[Floats, Floats, Floats, Floats]:
    """Statistic, p and the limits of the share, by the score test with over-dispersion and its own interval."""
    statistic, p = _score(count, total, share, spread)
    lower, upper = score_limits(count / spread.factor, total / spread.factor, _deviate(tail, spread))
    return statistic, p, lower, upper


def _factor(dispersion: float) -> float:
    factor = floats(dispersion, "dispersion")
    if factor.ndim:
        raise ValueError(f"dispersion: expected a single number, not {factor.size} of them")
    return float(factor)


def _spread(dispersion: float | Dispersion) -> Dispersion:
    spread = dispersion if isinstance(dispersion, Dispersion) else Dispersion(_factor(dispersion), math.inf)
    if spread.factor < 1 or math.isinf(spread.factor):
        raise ValueError(f"dispersion is {spread.factor}; it is a number from 1 up")
    return spread


def _test_for(spread: Dispersion) -> str:
    return NO_TEST if math.isnan(spread.factor) else EXACT_TEST if spread.factor == 1 else QUASI_TEST


def _tested(count: Floats, total: Floats, share: Floats, tail: float, spread: Dispersion) -> tuple[Floats, Floats, Floats, Floats]:
    """Statistic, p and the limits of the share, nan where nothing was counted or the dispersion is not known."""
    test, some = _test_for(spread), np.maximum(total, 1)
    if test == NO_TEST:
        return (np.full(np.shape(total), np.nan),) * 4
    found = _exact(count, some, share, tail) if test == EXACT_TEST else _quasi(count, some, share, tail, spread)
    statistic, p, lower, upper = (np.where(total > 0, value, np.nan) for value in found)
    return statistic, p, lower, upper


def _verdict(count: float, before: float, p: float, ratio_over_1: bool, confidence: float) -> Change:
    if math.isnan(p) or max(count, before) < TOO_FEW_UNDER:
        return Change.TOO_FEW
    if p >= 1 - confidence:
        return Change.NO_CLEAR_CHANGE
    return Change.HIGHER if ratio_over_1 else Change.LOWER


def compare_counts(
    count: float,
    before: float,
    *,
    days: float,
    days_before: float,
    population: float | None = None,
    population_before: float | None = None,
    dispersion: float | Dispersion = 1.0,
    confidence: float = 0.95,
) -> Comparison:
    """Whether `count` in `days` is higher or lower than `before` in `days_before`, per day and per person.

    Given the total of the two, the count is binomial. Where `dispersion` is 1 the exact test of that is used (both
    tails doubled, not mid-p, with the interval that goes with it); above 1 the score test with the variance multiplied
    by the factor, on Student's t when a `Dispersion` says on how many degrees of freedom it rests. Test and interval
    always agree: p is under 1 - confidence when, and only when, the interval of the ratio leaves out 1. Where both
    counts are under 5, or the dispersion is nan (not known), the verdict is TOO_FEW.

    Raises ValueError for a count that is negative, missing or not whole, days or a population of 0, one population
    without the other, or a dispersion under 1.

    Source: Przyborowski and Wilenski (1940), Biometrika 31: 313-323; limits, Clopper and Pearson (1934), Biometrika 26:
    404-413; over-dispersion, McCullagh and Nelder (1989), section 4.5, with Wilson's (1927) limits.

    >>> result = compare_counts(3651, 3338, days=120, days_before=121, dispersion=Dispersion(3.0, 12.0))
    >>> str(result.verdict), round(result.ratio, 3), round(result.p, 3)
    ('higher', 1.103, 0.036)
    """
    now, then = _whole(count, "count"), _whole(before, "before")
    if (population is None) != (population_before is None):
        raise ValueError("population: give both populations or neither")
    spread = _spread(dispersion)
    here, there = _exposure(days, population), _exposure(days_before, population_before)
    tail, total = (1 - confidence_level(confidence)) / 2, now + then
    share, ratio = here / (here + there), (now / here) / (then / there) if then else math.nan
    tested = _tested(np.asarray(now), np.asarray(total), np.asarray(share), tail, spread)
    statistic, p, lower, upper = (float(value) for value in tested)
    low, high = (limit / (1 - limit) * there / here if limit < 1 else math.inf for limit in (lower, upper))
    verdict = _verdict(now, then, p, now > total * share, confidence)
    return Comparison(
        ratio,
        low,
        math.nan if math.isnan(upper) else high,
        statistic,
        p,
        _test_for(spread),
        spread.factor,
        verdict,
        min(now, then) < SMALL_BASE_UNDER,
    )


def _rates(
    count: ArrayLike, population: ArrayLike, other_count: ArrayLike, other_population: ArrayLike, days: ArrayLike, other_days: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """The counts, whole, and what each is out of, in person-days."""
    counts = [numbers(count, "count"), numbers(other_count, "other_count")]
    for each, name in zip(counts, ("count", "other_count"), strict=True):
        if (each % 1 != 0).any():
            raise ValueError(f"{name}: a count is not a whole number; compare the counts, with the populations they are out of")
    exposures = (population, "population"), (days, "days"), (other_population, "other_population"), (other_days, "other_days")
    people, length, others, other_length = (above_zero(values, name) for values, name in exposures)
    alike("counts, populations and days", *counts, people, length, others, other_length)
    now, here, then, there = np.broadcast_arrays(counts[0], people * length, counts[1], others * other_length)
    return now, here, then, there


def rate_ratio(
    count: ArrayLike,
    population: ArrayLike,
    other_count: ArrayLike,
    other_population: ArrayLike,
    *,
    days: ArrayLike = 1.0,
    other_days: ArrayLike = 1.0,
    dispersion: float | Dispersion = 1.0,
    confidence: float = 0.95,
) -> RateComparison:
    """How many times one rate is another, per person and per day; single numbers or arrays, which broadcast.

    The test and the interval are those of `compare_counts`: exact given the total where `dispersion` is 1, the score test
    with over-dispersion above it; they always agree. Where the other count is 0 the ratio and its upper limit are nan
    (not calculable), and the lower limit says what the ratio is at least; where both are 0, or the dispersion is not
    known, limits and p are nan too. Of many ratios tested side by side, `false_discovery` says which stand.

    Raises ValueError for a count that is negative, missing or not whole, and for a population or days of 0.

    Source: as `compare_counts`.

    >>> ratio = rate_ratio(41, 28_010, 15, 19_017)
    >>> round(ratio.value, 3), round(ratio.lower, 3), round(ratio.upper, 3), round(ratio.p, 3)
    (1.856, 1.006, 3.609, 0.048)
    """
    now, here, then, there = _rates(count, population, other_count, other_population, days, other_days)
    spread, tail = _spread(dispersion), (1 - confidence_level(confidence)) / 2
    _, p, lower, upper = _tested(now, now + then, here / (here + there), tail, spread)
    some = then > 0
    value = np.where(some, now / here / np.where(some, then / there, 1), np.nan)
    low = lower / np.where(lower < 1, 1 - lower, 1) * there / here
    high = np.where(some, upper / np.where(upper < 1, 1 - upper, 1) * there / here, np.nan)
    return RateComparison(plain(value), plain(low), plain(high), plain(p), _test_for(spread))


def _score_of_difference(difference: Floats, now: Floats, here: Floats, then: Floats, there: Floats) -> Floats:
    """The score statistic, without over-dispersion, of the two rates being `difference` apart."""
    total, people = now + then, here + there
    middle = total - people * difference
    root = np.sqrt(np.maximum(middle**2 + 4 * people * then * difference, 0))
    # The likeliest rate of the second under that difference: the larger root, written so that nothing cancels.
    away = np.where(middle < 0, root - middle, 1)
    second = np.where(middle < 0, 2 * then * difference / away, (middle + root) / (2 * people))
    second = np.maximum(second, np.maximum(0, -difference))
    variance = (second + difference) / here + second / there
    gap = now / here - then / there - difference
    return np.where(gap == 0, 0.0, gap / np.sqrt(np.where(variance > 0, variance, np.finfo(float).tiny)))


def _difference_limit(side: int, reach: float, now: Floats, here: Floats, then: Floats, there: Floats) -> Floats:
    """The difference at which the statistic is `reach` below (side 1) or above (side -1) 0, by halving an interval."""
    inner = now / here - then / there
    step = side * (reach + 1) * (np.sqrt(now + 1) / here + np.sqrt(then + 1) / there + reach / here + reach / there)
    outer = inner + step
    for _ in range(60):
        short = -side * _score_of_difference(outer, now, here, then, there) < reach
        if not short.any():
            break
        outer = np.where(short, inner + 2 * (outer - inner), outer)
    for _ in range(100):
        middle = (inner + outer) / 2
        beyond = -side * _score_of_difference(middle, now, here, then, there) >= reach
        inner, outer = np.where(beyond, inner, middle), np.where(beyond, middle, outer)
    return outer


def rate_difference(
    count: ArrayLike,
    population: ArrayLike,
    other_count: ArrayLike,
    other_population: ArrayLike,
    *,
    per: float,
    days: ArrayLike = 1.0,
    other_days: ArrayLike = 1.0,
    dispersion: float | Dispersion = 1.0,
    confidence: float = 0.95,
) -> RateComparison:
    """How much higher one rate is than another, in events for every `per` persons a day (days of 1: for the period).

    Single numbers or arrays, which broadcast. The score test of equal rates and the interval that goes with it, so
    they always agree; over-dispersion multiplies the variance, on Student's t where a `Dispersion` says so. Zero counts
    need no correction. Where both are 0 the difference is 0, with limits, and p is nan; where the dispersion is not known
    limits and p are nan. Raises ValueError as `rate_ratio` does, and for a `per` of 0.

    Source: Miettinen and Nurminen (1985), Statistics in Medicine 4: 213-226, section on rates.

    >>> found = rate_difference(41, 28_010, 15, 19_017, per=1_000)
    >>> round(found.value, 3), round(found.lower, 3), round(found.upper, 3)
    (0.675, 0.043, 1.29)
    """
    now, here, then, there = _rates(count, population, other_count, other_population, days, other_days)
    spread, multiplier = _spread(dispersion), single_above_zero(per, "per")
    value = (now / here - then / there) * multiplier
    if math.isnan(spread.factor):
        missing = np.full(now.shape, np.nan)
        return RateComparison(plain(value), plain(missing), plain(missing), plain(missing), NO_TEST)
    reach = _deviate((1 - confidence_level(confidence)) / 2, spread) * math.sqrt(spread.factor)
    lower, upper = (_difference_limit(side, reach, now, here, then, there) * multiplier for side in (-1, 1))
    test = SCORE_TEST if spread.factor == 1 else QUASI_TEST
    _, p = _score(now, np.maximum(now + then, 1), here / (here + there), spread)
    return RateComparison(plain(value), plain(lower), plain(upper), plain(np.where(now + then > 0, p, np.nan)), test)
