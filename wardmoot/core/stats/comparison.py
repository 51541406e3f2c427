"""Whether one count or rate is higher than another, by a named test.

Crimes are not independent of one another: a busy month has more of them than chance alone gives. So the test is told by
how much the months of the series vary more than independent events would (over-dispersion), and counts are compared per
day (and per person where populations are given).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, ndtr, ndtri, stdtr, stdtrit

from wardmoot.core.stats._checks import Floats, above_zero, confidence_level, numbers, series
from wardmoot.core.stats.rates import score_limits

SMALL_BASE_UNDER = 30
"""Where either count is under this, the counts and their difference are shown and no percentage leads."""

TOO_FEW_UNDER = 5
"""Where both counts are under this, nothing is said of a change."""

EXACT_TEST = "exact conditional binomial test"
QUASI_TEST = "quasi-Poisson score test"
NO_TEST = "no test: over-dispersion not known"


class Change(StrEnum):
    """What the test says of the count against the one before."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How many times more the months vary than independent events would: `factor`, never under 1, nan where not known.

    `degrees_of_freedom` says on how much information it rests; infinite where the factor is taken as known.
    """

    factor: float
    degrees_of_freedom: float


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


def _periods(values: ArrayLike | Sequence[ArrayLike], name: str) -> list[Floats]:
    several = values.ndim > 1 if isinstance(values, np.ndarray) else isinstance(values, Sequence) and any(np.ndim(row) for row in values)
    rows: list[Any] = list(values) if several else [values]  # type: ignore[arg-type]
    found = [series(row, name) for row in rows]
    if any((row < 0).any() for row in found):
        raise ValueError(f"{name}: a value is negative; counts and days start at 0")
    return found


def _days(days: ArrayLike | Sequence[ArrayLike] | None, periods: list[Floats]) -> list[Floats]:
    found = [np.ones(row.size) for row in periods] if days is None else _periods(days, "days")
    if [row.size for row in found] != [row.size for row in periods]:
        raise ValueError("days: give one number of days for each month of the series")
    for row in found:
        above_zero(row, "days")
    return found


def _pearson(first: Floats, second: Floats, share: Floats) -> Floats:
    """Pearson's chi-square (1 degree of freedom) of each pair, `share` of its total being expected in the second.

    nan where a month is missing or both are 0: such a pair says nothing.
    """
    total = first + second
    expected, variance = total * share, total * share * (1 - share)
    square = (second - expected) ** 2 / np.where(variance > 0, variance, 1)
    return np.where(total > 0, square, np.nan)


def estimate_dispersion(series_counts: ArrayLike | Sequence[ArrayLike], series_days: ArrayLike | Sequence[ArrayLike] | None = None) -> Dispersion:
    """Over-dispersion of monthly counts, from the difference between each month and the next.

    `series_counts` is one series of months, or several (one for each compared period): no difference is taken from one
    series to the next, so that a change of level between the periods cannot pass for variation within them. Neighbours
    are compared per day, so a slow trend and most of the season do not count either; what season is left makes the
    factor too large, that is, the test more careful. nan is a missing month: no pair crosses it. `series_days` has the
    same shape (months of equal length where not given). Where no two months adjoin, the factor is nan.

    Changes of level that last for months and come back are not seen by neighbours: a verdict speaks of the two
    periods, not of a lasting trend. Raises ValueError for a negative count, or days that do not fit.

    Source: Pearson's estimate of the quasi-Poisson factor, McCullagh and Nelder (1989), Generalized Linear Models,
    section 4.5; successive differences and their degrees of freedom, von Neumann and others (1941), Annals of
    Mathematical Statistics 12: 153-162.

    >>> round(estimate_dispersion([100, 130, 90, 120, 80, 125]).factor, 2)
    6.67
    """
    periods = _periods(series_counts, "series_counts")
    squares, spread = [], 0
    for counts, days in zip(periods, _days(series_days, periods), strict=True):
        found = _pearson(counts[:-1], counts[1:], days[1:] / (days[:-1] + days[1:]))
        known = np.isfinite(found)
        squares.append(found[known])
        # Neighbouring differences share a month, so squares of adjoining pairs have correlation 1/4.
        spread += 2 * int(known.sum()) + int((known[:-1] & known[1:]).sum())
    every = np.concatenate(squares)
    if not every.size:
        return Dispersion(math.nan, 0.0)
    return Dispersion(max(1.0, float(every.mean())), 2 * every.size**2 / spread)


def dispersion(series_counts: ArrayLike | Sequence[ArrayLike], series_days: ArrayLike | Sequence[ArrayLike] | None = None) -> float:
    """The factor of `estimate_dispersion` alone.

    Give `compare_counts` the whole estimate where there is one: a bare factor is taken as known, and from 24 months that
    makes about 7 false findings in 100 instead of 5.

    >>> dispersion([[10, 10, 10], [90, 90, 90]])
    1.0
    """
    return estimate_dispersion(series_counts, series_days).factor


def same_month_dispersion(counts: ArrayLike, before: ArrayLike, days: ArrayLike | None = None, days_before: ArrayLike | None = None) -> Dispersion:
    """Over-dispersion from pairs of the same month in two periods, so that no season is left in it.

    The two series are equally long and month for month alike (January with January); nan is a missing month. The change
    of level between the periods is taken out first, which costs one degree of freedom. With fewer than two pairs the
    factor is nan. Better than neighbouring months where the season is strong and six months or more are paired.

    Source: as `estimate_dispersion`; the model is log(count) = month + period + log(days).

    >>> same_month_dispersion([20, 40, 80], [10, 20, 40])
    Dispersion(factor=1.0, degrees_of_freedom=2.0)
    """
    now, then = series(counts, "counts"), series(before, "before")
    (now_days, then_days) = (_days(given, [row])[0] for given, row in ((days, now), (days_before, then)))
    if now.size != then.size:
        raise ValueError("counts and before: pair each month with the same month of the other period")
    if (now < 0).any() or (then < 0).any():
        raise ValueError("counts: a value is negative; counts start at 0")
    both = np.isfinite(now) & np.isfinite(then) & (now + then > 0)
    now, then, now_days, then_days = now[both], then[both], now_days[both], then_days[both]
    if both.sum() < 2:
        return Dispersion(math.nan, 0.0)
    here, there = now.sum() / now_days.sum() * now_days, then.sum() / then_days.sum() * then_days
    chi_square = float(_pearson(then, now, here / (here + there)).sum())
    return Dispersion(max(1.0, chi_square / (both.sum() - 1)), float(both.sum() - 1))


def _exposure(days: float, population: float | None) -> float:
    return float(above_zero(days, "days") * (1 if population is None else above_zero(population, "population")))


def _whole(count: float, name: str) -> float:
    number = float(numbers(count, name))
    if not number.is_integer():
        raise ValueError(f"{name}: {count} is not a whole number; compare the counts, and give populations for rates")
    return number


def _exact(count: float, total: float, share: float, tail: float) -> tuple[float, float, float, float]:
    """Statistic, p and the limits of the share, by the exact binomial test (both tails doubled) and its own interval."""
    rest = total - count
    at_least = betainc(count, rest + 1, share) if count else 1.0
    at_most = betainc(rest, count + 1, 1 - share) if rest else 1.0
    lower = betaincinv(count, rest + 1, tail) if count else 0.0
    upper = betaincinv(count + 1, rest, 1 - tail) if rest else 1.0
    return count, min(1.0, 2 * float(min(at_least, at_most))), float(lower), float(upper)


def _quasi(count: float, total: float, share: float, tail: float, spread: Dispersion) -> tuple[float, float, float, float]:
    """Statistic, p and the limits of the share, by the score test with over-dispersion and its own interval."""
    statistic = (count - total * share) / math.sqrt(spread.factor * total * share * (1 - share))
    known = math.isinf(spread.degrees_of_freedom)
    p = 2 * float(ndtr(-abs(statistic)) if known else stdtr(spread.degrees_of_freedom, -abs(statistic)))
    deviate = float(-ndtri(tail) if known else -stdtrit(spread.degrees_of_freedom, tail))
    lower, upper = score_limits(np.array(count / spread.factor), np.array(total / spread.factor), deviate)
    return statistic, p, float(lower), float(upper)


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
    spread = dispersion if isinstance(dispersion, Dispersion) else Dispersion(float(dispersion), math.inf)
    if spread.factor < 1 or math.isinf(spread.factor):
        raise ValueError(f"dispersion is {spread.factor}; it is a number from 1 up")
    here, there = _exposure(days, population), _exposure(days_before, population_before)
    tail, total = (1 - confidence_level(confidence)) / 2, now + then
    share, ratio = here / (here + there), (now / here) / (then / there) if then else math.nan
    statistic = p = lower = upper = math.nan
    test = NO_TEST if math.isnan(spread.factor) else EXACT_TEST if spread.factor == 1 else QUASI_TEST
    if total and test == EXACT_TEST:
        statistic, p, lower, upper = _exact(now, total, share, tail)
    elif total and test == QUASI_TEST:
        statistic, p, lower, upper = _quasi(now, total, share, tail, spread)
    low, high = (limit / (1 - limit) * there / here if limit < 1 else math.inf for limit in (lower, upper))
    verdict = _verdict(now, then, p, now > total * share, confidence)
    return Comparison(
        ratio, low, math.nan if math.isnan(upper) else high, statistic, p, test, spread.factor, verdict, min(now, then) < SMALL_BASE_UNDER
    )
