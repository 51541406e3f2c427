"""What a monthly count will be if it goes on as it has, with the range that chance and what is not known leave open."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtr

from wardmoot.core.stats._checks import Floats, above_zero, confidence_level, whole
from wardmoot.core.stats.regression import (
    FEWEST_MONTHS,
    MONTHS_A_YEAR,
    Regression,
    TooFew,
    enough_months,
    exposure_of,
    harmonics,
    months_of,
    quasi_poisson,
)

MODEL = "quasi-Poisson regression: level, change a year and season, carried forward"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months to come and their sum, each with a prediction interval (where the count itself will lie, not its mean).

    `expected`, `lower` and `upper` have one entry a month ahead. The interval of the total is narrower than the sums of
    the limits. `months` is the number of months it rests on.
    """

    expected: Floats
    lower: Floats
    upper: Floats
    total: float
    total_lower: float
    total_upper: float
    confidence: float
    dispersion: float
    autocorrelation: float
    months: int
    model: str


@dataclass(frozen=True, slots=True)
class Backtest:
    """How forecasts made in the past would have done: months foretold, how many lay inside, and the mean error.

    `error` is the mean of |count - expected| as a share of the mean count. `inside` of `months` is to be about the
    confidence; where it is far less, the series does not go on as it has, and no forecast of it should be shown.
    """

    inside: int
    months: int
    error: float


def _design(months: Floats, held: int, trend: bool) -> Floats:
    """The columns of the model, time measured in years from the middle of the months held."""
    level = np.ones(months.size)
    years = (months - (held - 1) / 2) / MONTHS_A_YEAR
    return np.column_stack((level, years, harmonics(months)) if trend else (level, harmonics(months)))


def _draws(fit: Regression, ahead: Floats, exposure: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Counts of the months ahead, shape (draws, months): from uncertain coefficients, dispersion and chance.

    Extra-Poisson variation is gamma, with variance in proportion to the mean as the model has it, and carries over from
    month to month as the residuals did; coefficients and dispersion share their uncertainty, as Student's t does.
    """
    doubt = fit.degrees_of_freedom / rng.chisquare(fit.degrees_of_freedom, draws)
    root = np.linalg.cholesky(fit.covariance)
    shift = rng.standard_normal((draws, fit.coefficients.size)) @ root.T * np.sqrt(doubt)[:, None]
    mean = np.exp(np.minimum((fit.coefficients + shift) @ ahead.T, math.log(1e15)) + np.log(exposure))
    mean = np.minimum(mean, 1e15)
    if fit.dispersion == 1:
        return np.asarray(rng.poisson(mean), dtype=np.float64)
    extra = np.maximum(fit.dispersion * doubt - 1, 1e-3)[:, None]
    # Only the part beyond Poisson persists, so it resembles its neighbour more than the counts do.
    carry = min(fit.autocorrelation * fit.dispersion / (fit.dispersion - 1), 0.98)
    noise = rng.standard_normal(mean.shape)
    for month in range(1, mean.shape[1]):
        noise[:, month] = carry * noise[:, month - 1] + math.sqrt(1 - carry**2) * noise[:, month]
    return np.asarray(rng.poisson(gammaincinv(mean / extra, ndtr(noise)) * extra), dtype=np.float64)


def _ends(futures: Floats, level: float) -> tuple[Floats, Floats]:
    """The limits that leave equal shares of the draws outside; counts are whole, so they are counts, taken outwards."""
    tail = (1 - level) / 2
    lower, upper = np.quantile(futures, tail, axis=0, method="lower"), np.quantile(futures, 1 - tail, axis=0, method="higher")
    return np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)


def _exposure_ahead(ahead: int, days: ArrayLike | None, population: ArrayLike | None) -> Floats:
    exposure = np.ones(ahead)
    for given, name in ((days, "days_ahead"), (population, "population_ahead")):
        if given is not None:
            each = above_zero(given, name)
            if each.shape not in ((), (ahead,)):
                raise ValueError(f"{name}: give one number for each of the {ahead} months ahead")
            exposure = exposure * each
    return exposure


def forecast(
    counts: ArrayLike,
    *,
    ahead: int,
    seed: int,
    days: ArrayLike | None = None,
    days_ahead: ArrayLike | None = None,
    population: ArrayLike | None = None,
    population_ahead: ArrayLike | None = None,
    trend: bool = True,
    confidence: float = 0.95,
    draws: int = 4000,
) -> Forecast:
    """The `ahead` months that follow monthly `counts`, if level, change and season go on as they were.

    One value a month in order, nan for a missing month. `days` and `days_ahead` (and `population`) are given together,
    one number a month or one for all. The model is that of `log_linear_trend`; with `trend=False` the level stays as it
    was on average. Limits come from `draws` simulated futures with the seed given, and hold what is not known of the
    coefficients and of the dispersion as well as chance. They do not hold what the past does not show: a new law, a
    change of recording, another level. Show `backtest` beside a forecast.

    Raises TooFew (the message is the reason) for under 24 months, fewer than half of those from first to last, under 30
    events, or more months ahead than half of those held; ValueError for a negative count, days that do not fit, or one exposure without the other.

    Source: McCullagh and Nelder (1989), Generalized Linear Models, chapter 6; predictive simulation, Gelman and Hill
    (2007), Data Analysis Using Regression, section 7.2.

    >>> found = forecast([100] * 36, ahead=3, seed=1)
    >>> found.expected.round(1).tolist(), bool((found.lower < 100).all() and (found.upper > 100).all())
    ([100.0, 100.0, 100.0], True)
    """
    values, level = months_of(counts), confidence_level(confidence)
    if (days is None) != (days_ahead is None) or (population is None) != (population_ahead is None):
        raise ValueError("days and days_ahead, population and population_ahead: give both or neither")
    ahead, draws, seed = whole(ahead, "ahead", least=1), whole(draws, "draws", least=100), whole(seed, "seed", least=0)
    enough_months(values)
    held = int(np.isfinite(values).sum())
    if ahead > held / 2:
        raise TooFew(f"{ahead} months ahead are more than half of the {held} months held; ask for {held // 2} or fewer")
    design = _design(np.arange(values.size + ahead, dtype=np.float64), values.size, trend)
    fit = quasi_poisson(values, design[: values.size], exposure=exposure_of(values, days, population))
    exposure = _exposure_ahead(ahead, days_ahead, population_ahead)
    expected = np.exp(design[values.size :] @ fit.coefficients) * exposure
    futures = _draws(fit, design[values.size :], exposure, draws, np.random.default_rng(seed))
    lower, upper = _ends(futures, level)
    low, high = (float(end) for end in _ends(futures.sum(axis=1), level))
    return Forecast(expected, lower, upper, float(expected.sum()), low, high, level, fit.dispersion, fit.autocorrelation, held, MODEL)


def backtest(
    counts: ArrayLike,
    *,
    ahead: int,
    seed: int,
    days: ArrayLike | None = None,
    population: ArrayLike | None = None,
    trend: bool = True,
    confidence: float = 0.95,
    draws: int = 1000,
) -> Backtest:
    """What `forecast` would have said at each earlier point of the series, `ahead` months apart, against what came.

    Each forecast sees only the months before it; the first has 24, or twice `ahead`. Missing months are not counted. Raises TooFew where
    there are not `ahead` months after the first 24, or the first months are too sparse; ValueError as `forecast` does.

    Source: rolling-origin evaluation, Tashman (2000), International Journal of Forecasting 16: 437-450.

    >>> found = backtest([100] * 60, ahead=12, seed=1)
    >>> found.inside, found.months
    (36, 36)
    """
    values, ahead = months_of(counts), whole(ahead, "ahead", least=1)
    exposure = exposure_of(values, days, population)
    held = np.cumsum(np.isfinite(values))
    first = int(np.searchsorted(held, max(FEWEST_MONTHS, 2 * ahead))) + 1
    if first + ahead > values.size:
        raise TooFew(f"{values.size} months leave none to test forecasts of {ahead} months against")
    inside = tested = 0
    misses = []
    for start in range(first, values.size - ahead + 1, ahead):
        after = slice(start, start + ahead)
        found = forecast(
            values[:start],
            ahead=ahead,
            seed=seed,
            days=exposure[:start],
            days_ahead=exposure[after],
            trend=trend,
            confidence=confidence,
            draws=draws,
        )
        known = np.isfinite(values[after])
        inside += int(((found.lower <= values[after]) & (values[after] <= found.upper))[known].sum())
        tested += int(known.sum())
        misses.append(np.abs(values[after] - found.expected)[known])
    mean = float(np.nanmean(values))
    return Backtest(inside, tested, float(np.concatenate(misses).mean()) / mean)
