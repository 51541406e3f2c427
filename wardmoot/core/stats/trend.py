"""Whether a series rises or falls over the years: log-linear regression for monthly counts, Mann and Kendall for any series.

No word of direction is given but by a test.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from wardmoot.core.stats._checks import Floats, confidence_level, series, whole
from wardmoot.core.stats.regression import MONTHS_A_YEAR, Regression, TooFew, enough_months, exposure_of, harmonics, months_of, quasi_poisson

REGRESSION_TEST = "quasi-Poisson log-linear trend"
KENDALL_TEST = "Mann-Kendall test"
SEASONAL_KENDALL_TEST = "seasonal Mann-Kendall test"

EXACT_TO = 10
"""Up to so many values, none tied, the p of Mann and Kendall's test is exact."""

FEWEST_VALUES = 4
"""With fewer values not even a straight rise can be told from chance."""


class Direction(StrEnum):
    """What the test says of the series."""

    RISING = "rising"
    FALLING = "falling"
    NO_CLEAR_TREND = "no clear trend"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class Trend:
    """The yearly change of a monthly count, with the model's own season taken out.

    `change` is in per cent a year (8.0: each year 8% more than the one before), with its limits; `statistic` is t on
    `degrees_of_freedom`. `dispersion` and `autocorrelation` say how much more the months vary than chance, and how much
    neighbouring months resemble one another; both widen the limits. `months` is the number of months held. Where nothing
    can be said `direction` is TOO_FEW, `reason` says why and the numbers are nan.
    """

    change: float
    lower: float
    upper: float
    statistic: float
    p: float
    test: str
    degrees_of_freedom: int
    dispersion: float
    autocorrelation: float
    months: int
    direction: Direction
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KendallTrend:
    """Mann and Kendall's test and Sen's slope.

    `s` counts the pairs that rise less those that fall, `tau` is its share of all pairs (of a season), from -1 to 1.
    `slope` is Sen's, the median change from one value to the next (a year, for a seasonal test), in the series' own
    unit, with limits that are nan where there are too few values for that confidence. `statistic` is z, nan where `p`
    is exact.
    """

    s: int
    variance: float
    tau: float
    slope: float
    lower: float
    upper: float
    statistic: float
    p: float
    test: str
    values: int
    direction: Direction


def _direction(p: float, rising: bool, confidence: float) -> Direction:
    if math.isnan(p):
        return Direction.TOO_FEW
    if p >= 1 - confidence:
        return Direction.NO_CLEAR_TREND
    return Direction.RISING if rising else Direction.FALLING


def _regression(counts: Floats, exposure: Floats) -> Regression:
    """The level, the change a year and a smooth season."""
    months = np.arange(counts.size)
    years = (months - months.mean()) / MONTHS_A_YEAR
    return quasi_poisson(counts, np.column_stack((np.ones(counts.size), years, harmonics(months))), exposure=exposure)


def log_linear_trend(counts: ArrayLike, *, days: ArrayLike | None = None, population: ArrayLike | None = None, confidence: float = 0.95) -> Trend:
    """The per cent change a year of monthly `counts`, per day (and per person where `population` is given).

    One value a month in order, nan for a missing month; `days` and `population` have one value a month, or are one number
    for all. The model is log(expected count) = level + change * years + a season of two waves + log(days * population),
    quasi-Poisson, its limits on Student's t and widened for over-dispersion and for likeness of neighbouring months.
    With under 24 months held, fewer than half of those from first to last, or under 30 events, nothing is said: `direction`
    is TOO_FEW.

    A trend is a summary of the months held: it does not say that the change was steady, nor that it will go on, and
    a single step can look like one (see the control chart). Raises ValueError for a negative count, or days or people
    that do not fit.

    Source: McCullagh and Nelder (1989), Generalized Linear Models, chapter 6; see `regression.quasi_poisson`.

    >>> counts = [100 * 1.1 ** (month / 12) for month in range(36)]
    >>> trend = log_linear_trend(counts)
    >>> round(trend.change, 6), str(trend.direction)
    (10.0, 'rising')
    """
    values, level = months_of(counts), confidence_level(confidence)
    exposure, held = exposure_of(values, days, population), int(np.isfinite(values).sum())
    try:
        enough_months(values)
        fit = _regression(values, exposure)
    except TooFew as reason:
        nothing = math.nan
        return Trend(nothing, nothing, nothing, nothing, nothing, REGRESSION_TEST, 0, nothing, nothing, held, Direction.TOO_FEW, str(reason))
    slope, error = float(fit.coefficients[1]), math.sqrt(fit.covariance[1, 1])
    reach = -float(stdtrit(fit.degrees_of_freedom, (1 - level) / 2)) * error
    p = 2 * float(stdtr(fit.degrees_of_freedom, -abs(slope / error)))
    change, lower, upper = (100 * math.expm1(value) for value in (slope, slope - reach, slope + reach))
    return Trend(
        change,
        lower,
        upper,
        slope / error,
        p,
        REGRESSION_TEST,
        fit.degrees_of_freedom,
        fit.dispersion,
        fit.autocorrelation,
        held,
        _direction(p, slope > 0, level),
    )


def _pairs(values: Floats) -> tuple[Floats, Floats]:
    """The difference and the distance in time of each pair of values that are held, the later less the earlier."""
    places = np.flatnonzero(np.isfinite(values))
    first, second = np.triu_indices(places.size, 1)
    return values[places[second]] - values[places[first]], (places[second] - places[first]).astype(np.float64)


def _variance(values: Floats) -> float:
    """Of S where there is no trend, ties allowed for."""
    held = values[np.isfinite(values)]
    ties = np.unique(held, return_counts=True)[1]
    return float((held.size * (held.size - 1) * (2 * held.size + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18)


def _exact_p(s: int, size: int) -> float:
    """The chance of an S at least so far from 0 among all orders of `size` different values."""
    ways = np.ones(1)
    for count in range(2, size + 1):
        ways = np.convolve(ways, np.ones(count))
    scores = 2 * np.arange(ways.size) - size * (size - 1) // 2
    return float(ways[np.abs(scores) >= abs(s)].sum() / ways.sum())


def _slope(slopes: Floats, variance: float, confidence: float) -> tuple[float, float, float]:
    """The median slope, and those that lie as far from the middle in rank as S may by chance."""
    if not slopes.size:
        return math.nan, math.nan, math.nan
    ordered = np.sort(slopes)
    reach = -float(ndtri((1 - confidence) / 2)) * math.sqrt(variance)
    ranks = np.array([(ordered.size - reach) / 2 - 1, (ordered.size + reach) / 2])
    limits = np.interp(ranks, np.arange(ordered.size), ordered)
    limits[(ranks < 0) | (ranks > ordered.size - 1)] = math.nan
    return float(np.median(ordered)), float(limits[0]), float(limits[1])


def mann_kendall(values: ArrayLike, *, seasons: int = 1, confidence: float = 0.95) -> KendallTrend:
    """Whether `values` rise or fall, whatever the shape of the rise; Sen's slope says by how much.

    Values are evenly spaced in time (years, or months), nan where one is missing; give rates per day for months, which
    are not equally long. `seasons=12` compares January with January only, and so on, and adds the twelve up: for
    monthly values with a season. With ties the variance of S is reduced; p is exact for up to 10 untied values of one
    season, otherwise normal with the correction for continuity. With under 4 values, or all alike, p is nan and the
    direction TOO_FEW. Values that resemble their neighbours (most monthly series) make the test find too much: prefer
    yearly values, or `log_linear_trend`, which allows for it. Raises ValueError for infinite values or seasons under 1.

    Source: Mann (1945), Econometrica 13: 245-259; Kendall (1975), Rank Correlation Methods; Sen (1968), JASA 63:
    1379-1389; Hirsch, Slack and Smith (1982), Water Resources Research 18: 107-121; limits, Gilbert (1987), Statistical
    Methods for Environmental Pollution Monitoring, section 16.5.

    >>> trend = mann_kendall([5, 6, 11, 8, 10])
    >>> trend.s, round(trend.p, 3), trend.slope, str(trend.direction)
    (6, 0.233, 1.125, 'no clear trend')
    """
    given, level = series(values, "values"), confidence_level(confidence)
    seasons = whole(seasons, "seasons", least=1)
    parts = [given[start::seasons] for start in range(min(seasons, max(given.size, 1)))]
    pairs = [_pairs(part) for part in parts]
    s, variance = int(sum(np.sign(change).sum() for change, _ in pairs)), sum(_variance(part) for part in parts)
    number, held = sum(change.size for change, _ in pairs), int(np.isfinite(given).sum())
    statistic, p = math.nan, math.nan
    untied = seasons == 1 and np.unique(given[np.isfinite(given)]).size == held
    if held >= FEWEST_VALUES and variance > 0 and untied and held <= EXACT_TO:
        p = _exact_p(s, held)
    elif held >= FEWEST_VALUES and variance > 0:
        statistic = float(s - np.sign(s)) / math.sqrt(variance)
        p = 2 * float(ndtr(-abs(statistic)))
    slopes = np.concatenate([change / apart for change, apart in pairs])
    test = KENDALL_TEST if seasons == 1 else SEASONAL_KENDALL_TEST
    tau = s / number if number else math.nan
    return KendallTrend(s, variance, tau, *_slope(slopes, variance, level), statistic, p, test, held, _direction(p, s > 0, level))
