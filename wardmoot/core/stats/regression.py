"""Quasi-Poisson log-linear regression of a series of counts, the ground of trend, season and forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, above_zero, floats, series

HIGHEST_CORRELATION = 0.9
"""Neighbouring months are never taken to be more alike than this."""

MONTHS_A_YEAR = 12

FEWEST_MONTHS = 24
"""Under so many months a season cannot be told from a change."""

FEWEST_EVENTS = 30
"""Under so many events in all, nothing is said of a trend or of what is to come."""


class TooFew(ValueError):
    """A series too short or too sparse for the question; the message is the reason, for the reader."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted model log(expected count) = design @ coefficients + log(exposure).

    `covariance` is that of the coefficients, with over-dispersion and likeness of neighbouring months in it.
    `dispersion` is how many times more the months vary than independent events would, never under 1;
    `autocorrelation` how much a month resembles the one before, never under 0. `fitted` and `residuals` (Pearson's) are
    nan where a month is missing.
    """

    coefficients: Floats
    covariance: Floats
    deviance: float
    dispersion: float
    autocorrelation: float
    degrees_of_freedom: int
    fitted: Floats
    residuals: Floats


def exposure_of(counts: Floats, days: ArrayLike | None, population: ArrayLike | None) -> Floats:
    """Days times population for each value of `counts`; 1 where not given.

    Raises ValueError where there is not one for each value, or one is 0, negative or missing.
    """
    exposure = np.ones(counts.size)
    for given, name in ((days, "days"), (population, "population")):
        if given is not None:
            each = above_zero(given, name)
            if each.shape not in ((), counts.shape):
                raise ValueError(f"{name}: give one number for each month of the series, months without data too")
            exposure = exposure * each
    return exposure


def months_of(counts: ArrayLike) -> Floats:
    """`counts` as a series, nan where a month is missing. Raises ValueError for a negative count."""
    values = series(counts, "counts")
    if (values < 0).any():
        raise ValueError("counts: a value is negative; counts start at 0, and nan is a missing month")
    return values


def harmonics(months: NDArray[np.int_] | Floats, order: int = 2) -> Floats:
    """A smooth season: a sine and a cosine of the year for each of `order` waves; shape (months, 2 * order).

    >>> harmonics(np.array([0, 3]), order=1).round(6).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    angles = 2 * np.pi * np.asarray(months)[:, None] * np.arange(1, order + 1) / MONTHS_A_YEAR
    return np.concatenate((np.cos(angles), np.sin(angles)), axis=1)


def enough_months(counts: Floats) -> None:
    """Raises TooFew, with the reason in words, where a series cannot bear a trend or a forecast."""
    held, events = int(np.isfinite(counts).sum()), float(np.nansum(counts))
    if held < FEWEST_MONTHS:
        raise TooFew(f"{held} months are held: under {FEWEST_MONTHS} months a season cannot be told from a change")
    places = np.flatnonzero(np.isfinite(counts))
    span = int(places[-1] - places[0]) + 1
    if 2 * held < span:
        raise TooFew(f"{held} of the {span} months from the first to the last are held: where most are missing, nothing is said of the time between")
    if events < FEWEST_EVENTS:
        raise TooFew(f"{events:g} events were counted in all: under {FEWEST_EVENTS} nothing can be said")


def _solve(design: Floats, weights: Floats, working: Floats) -> Floats:
    root = np.sqrt(weights)
    return np.asarray(np.linalg.lstsq(design * root[:, None], working * root, rcond=None)[0])


def _deviance(counts: Floats, fitted: Floats) -> float:
    part = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1) / fitted), 0.0)
    return float(2 * (part - (counts - fitted)).sum())


def _fit(counts: Floats, design: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Coefficients and fitted counts of greatest likelihood, by iterated weighted least squares with halved steps."""
    offset = np.log(exposure)
    fitted = (counts + (counts.sum() / exposure.sum()) * exposure) / 2
    coefficients = _solve(design, fitted, np.log(fitted) - offset + (counts - fitted) / fitted)
    fitted = np.exp(design @ coefficients + offset)
    last = _deviance(counts, fitted)
    for _ in range(60):
        target = _solve(design, fitted, design @ coefficients + (counts - fitted) / fitted)
        step = target - coefficients
        for _ in range(30):
            trial = np.exp(np.clip(design @ (coefficients + step) + offset, -300, 300))
            now = _deviance(counts, trial)
            if now <= last + 1e-9 * (1 + abs(last)):
                break
            step = step / 2
        coefficients, fitted = coefficients + step, trial
        if abs(last - now) < 1e-11 * (1 + abs(now)):
            return coefficients, fitted
        last = now
    raise TooFew("the counts do not settle on one model: too many months are 0 for it")


def _likeness(correlation: float, places: NDArray[np.int_]) -> Floats:
    """How like each two months are: `correlation` to the power of the months between them."""
    return np.asarray(correlation ** np.abs(places[:, None] - places[None, :]), dtype=np.float64)


def _by_distance(matrix: Floats, places: NDArray[np.int_]) -> Floats:
    """The sum of a matrix's entries for each number of months between row and column."""
    apart = np.abs(places[:, None] - places[None, :])
    return np.asarray(np.bincount(apart.ravel(), matrix.ravel()), dtype=np.float64)


def _autocorrelation(residuals: Floats, free: Floats, places: NDArray[np.int_]) -> float:
    """The correlation of neighbouring months whose residuals would be as like, on average, as those found.

    Residuals of a model are less like their neighbours than the months are, the more so the more terms it has; so the
    likeness expected of the residuals, `free` being the projection that makes them, is compared with that found.
    """
    adjoining = (places[:, None] + 1 == places[None, :]).astype(np.float64)
    found = float(residuals @ adjoining @ residuals) / float(residuals @ residuals)
    # The traces of free L adjoining and of free L free are sums over L, which depends on the months between alone.
    like, whole = _by_distance(free @ adjoining @ free, places), _by_distance(free, places)
    apart = np.arange(whole.size)

    def expected(correlation: float) -> float:
        power = correlation**apart
        return float(power @ like) / float(power @ whole)

    low, high = 0.0, HIGHEST_CORRELATION
    if found <= expected(low):
        return low
    if found >= expected(high):
        return high
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < found else (low, middle)
    return (low + high) / 2


def _spread(residuals: Floats, weighted: Floats, places: NDArray[np.int_]) -> tuple[float, float, Floats]:
    """Dispersion, autocorrelation and the covariance of the coefficients, from the design times the root of the weights."""
    inverse = np.linalg.inv(weighted.T @ weighted)
    free = np.eye(places.size) - weighted @ inverse @ weighted.T
    squares = float(residuals @ residuals)
    # Months that vary no more than chance alone leave nothing that could persist from one to the next.
    varied = squares > places.size - weighted.shape[1]
    correlation = _autocorrelation(residuals, free, places) if varied else 0.0
    if not correlation:
        independent = max(1.0, squares / float(np.trace(free)))
        return independent, 0.0, np.asarray(independent * inverse, dtype=np.float64)
    likeness = _likeness(correlation, places)
    dispersion = max(1.0, squares / float((free * likeness).sum()))
    sandwich = inverse @ weighted.T @ likeness @ weighted @ inverse
    return dispersion, correlation, np.asarray(dispersion * sandwich, dtype=np.float64)


def quasi_poisson(counts: ArrayLike, design: ArrayLike, *, exposure: ArrayLike | None = None) -> Regression:
    """The quasi-Poisson model of `counts` in time order, with a log link.

    `counts` has shape (n,), nan where a month is missing; `design` has shape (n, p) and is known for every month, its
    first column usually 1; `exposure` (days, or days times people) shape (n,). Two things widen what is said of the
    coefficients, and neither narrows it: over-dispersion, and neighbouring months that resemble one another (a
    first-order autoregression, estimated from the residuals with their bias taken out). Raises ValueError for a negative
    count, shapes that do not fit, or columns that say the same thing twice, and TooFew where there are not more months
    than columns, or all counts are 0.

    Source: McCullagh and Nelder (1989), Generalized Linear Models, sections 2.5, 4.5 and 6.2; the covariance under
    autocorrelation, Zeger (1988), Biometrika 75: 621-629.

    >>> fit = quasi_poisson([12, 14, 33, 50, 67, 74, 123, 141, 165, 204, 253, 246, 240], [[1, t] for t in range(1, 14)])
    >>> fit.coefficients.round(4).tolist(), round(fit.deviance, 2)
    ([3.1406, 0.2021], 80.69)
    """
    values, columns = months_of(counts), floats(design, "design")
    if columns.ndim != 2 or columns.shape[0] != values.size or not np.isfinite(columns).all():
        raise ValueError("design: give one row, with nothing missing, for each value of counts")
    known = np.isfinite(values)
    here = (np.ones(values.size) if exposure is None else np.broadcast_to(above_zero(exposure, "exposure"), values.shape))[known]
    freedom = int(known.sum()) - columns.shape[1]
    if freedom < 1 or values[known].sum() == 0:
        raise TooFew("no event was counted" if freedom >= 1 else f"{int(known.sum())} months are too few for a model of {columns.shape[1]} terms")
    if np.linalg.matrix_rank(columns[known]) < columns.shape[1]:
        raise ValueError("design: with the months that are held, one column follows from the others")
    coefficients, fitted = _fit(values[known], columns[known], here)
    if fitted.min() < 1e-9 * fitted.max():
        raise TooFew("too many months are 0 for this model: it would expect none at all in some")
    residuals = (values[known] - fitted) / np.sqrt(fitted)
    spread = _spread(residuals, columns[known] * np.sqrt(fitted)[:, None], np.flatnonzero(known))
    whole = np.full((2, values.size), np.nan)
    whole[:, known] = fitted, residuals
    return Regression(coefficients, spread[2], _deviance(values[known], fitted), spread[0], spread[1], freedom, whole[0], whole[1])
