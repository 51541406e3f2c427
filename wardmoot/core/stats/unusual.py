"""Which months of a series are unusual, given its other months, its season and its trend: one test for each month."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc, gammaincc, ndtri, stdtr

from wardmoot.core.stats._checks import Floats
from wardmoot.core.stats.regression import MONTHS_A_YEAR, enough_months, exposure_of, harmonics, months_of, quasi_poisson

UNUSUAL_TEST = "deletion residual of a quasi-Poisson model"


@dataclass(frozen=True, slots=True)
class UnusualMonths:
    """For each month what the others lead one to expect of it, and how unlikely its count is; nan where it is missing.

    `expected` is a count, `ratio` the count to it; `p` is two-sided and belongs to the one month: of many months tested side
    by side, control for their number. `dispersion` is that of the other months, on average.
    """

    expected: Floats
    ratio: Floats
    p: Floats
    high: NDArray[np.bool_]
    test: str
    dispersion: float


def unusual_months(counts: ArrayLike, *, days: ArrayLike | None = None, population: ArrayLike | None = None) -> UnusualMonths:
    """How unusual each of the monthly `counts` is, per day (and per person where `population` is given).

    One value a month in order, nan for a missing month. The model is log(expected count) = level + change a year + a season of
    two waves + log(days * population), quasi-Poisson. Each month is judged by the other months: what they expect of it, with
    their own over-dispersion, never under 1. Two distances are taken: the deletion residual, which allows for the model being
    estimated, and the normal deviate of a negative binomial (or Poisson) tail, which allows for counts being skew. p is that of the
    nearer one on Student's t. So a small count is not called unusual because a symmetric curve says so.

    Raises TooFew, whose message is the reason for the reader, under 24 months or 30 events; ValueError for a negative count, or
    days that do not fit.

    Source: Cook and Weisberg (1982), Residuals and Influence in Regression, sections 2.2 and 5.3; McCullagh and Nelder (1989),
    section 12.7.

    >>> found = unusual_months([100, 98, 103, 101, 97, 99, 102, 100, 104, 96, 101, 99] * 2 + [100] * 5 + [150] + [100] * 6)
    >>> int(found.p.argmin()), round(float(found.expected[29])), bool(found.high[29])
    (29, 100, True)
    """
    values = months_of(counts)
    exposure = exposure_of(values, days, population)
    enough_months(values)
    places = np.arange(values.size)
    design = np.column_stack((np.ones(values.size), (places - places.mean()) / MONTHS_A_YEAR, harmonics(places)))
    fit = quasi_poisson(values, design, exposure=exposure)
    expected, spread, distance = _deleted(fit.fitted, fit.residuals, design, fit.degrees_of_freedom)
    high = values > expected
    freedom = fit.degrees_of_freedom - 1
    skew = ndtri(np.minimum(0.5, _tail(values, expected, spread, high)))
    p = 2 * stdtr(freedom, np.maximum(-np.abs(distance), skew))
    return UnusualMonths(expected, values / expected, p, high, UNUSUAL_TEST, float(np.nanmean(spread)))


def _deleted(fitted: Floats, residuals: Floats, design: Floats, freedom: int) -> tuple[Floats, Floats, Floats]:
    """What the other months expect of each, their over-dispersion, and the deletion residual; one step from the whole fit."""
    known = np.isfinite(fitted)
    base, _ = np.linalg.qr(design[known] * np.sqrt(fitted[known])[:, None])
    leverage = np.full(fitted.shape, np.nan)
    leverage[known] = np.minimum((base**2).sum(axis=1), 0.95)
    others = (np.nansum(residuals**2) - residuals**2 / (1 - leverage)) / (freedom - 1)
    spread = np.maximum(1.0, others)
    distance = residuals / np.sqrt(spread * (1 - leverage))
    # The month's own pull on the line, taken out; on the log scale, so that the expected count stays above 0.
    pull = np.clip(leverage / (1 - leverage) * residuals / np.sqrt(fitted), -math.log(4), math.log(4))
    return fitted * np.exp(-pull), spread, distance


def _tail(counts: Floats, expected: Floats, spread: Floats, high: NDArray[np.bool_]) -> Floats:
    """The chance of a count so far out or further on its own side: Poisson, or negative binomial of variance spread * expected."""
    more = np.where(counts > 0, counts, 1)
    poisson = np.where(high, np.where(counts > 0, gammainc(more, expected), 1.0), gammaincc(counts + 1, expected))
    wide = spread > 1
    size = expected / np.where(wide, spread - 1, 1)
    over = np.where(counts > 0, betainc(more, size, 1 - 1 / spread), 1.0)
    return np.asarray(np.where(wide, np.where(high, over, betainc(size, counts + 1, 1 / spread)), poisson))
