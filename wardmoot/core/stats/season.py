"""The season of a monthly count: which months of the year run high, by how much, and whether that is more than chance."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, stdtrit

from wardmoot.core.stats._checks import Floats, confidence_level
from wardmoot.core.stats.regression import FEWEST_MONTHS, MONTHS_A_YEAR, Regression, TooFew, exposure_of, months_of, quasi_poisson

SEASON_TEST = "quasi-Poisson F test of the months of the year"

FEWEST_A_MONTH = 5
"""Every month of the year needs so many events in all, for its index to have limits worth showing."""


@dataclass(frozen=True, slots=True)
class Season:
    """Each month of the year against the year it lies in, January first, per day, with the trend taken out.

    `index` is 1.2 where a month has 20% more a day than the (geometric) mean of the twelve; `lower` and `upper` are its
    limits. `statistic` is F on `degrees_of_freedom`. Only where the test finds a season (`clear`) do `peak` and `trough`
    name the months (1 to 12) with the highest and the lowest index, and `peak_months` and `trough_months` all those that
    cannot be told from them at that confidence; otherwise they are None and empty.
    """

    index: Floats
    lower: Floats
    upper: Floats
    statistic: float
    p: float
    test: str
    degrees_of_freedom: tuple[int, int]
    dispersion: float
    months: int
    clear: bool
    peak: int | None
    peak_months: tuple[int, ...]
    trough: int | None
    trough_months: tuple[int, ...]


def _enough(counts: Floats, month_of_year: NDArray[np.int_]) -> None:
    known = np.isfinite(counts)
    if known.sum() < FEWEST_MONTHS:
        raise TooFew(f"{int(known.sum())} months are held: under {FEWEST_MONTHS} months a season cannot be told from a change")
    years = np.bincount(month_of_year[known], minlength=MONTHS_A_YEAR)
    if years.min() < 2:
        raise TooFew(f"{month_name[int(years.argmin()) + 1]} is held in {int(years.min())} year(s): every month of the year needs two or more")
    events = np.bincount(month_of_year[known], counts[known], MONTHS_A_YEAR)
    if events.min() < FEWEST_A_MONTH:
        scarce = f"{month_name[int(events.argmin()) + 1]} has {events.min():g} event(s) in all its years"
        raise TooFew(f"{scarce}: every month of the year needs {FEWEST_A_MONTH} before a season can be shown")


def _highest(effects: Floats, covariance: Floats, tail: float, freedom: int) -> tuple[int, ...]:
    """The months that are not clearly below another, so that the true highest is among them at that confidence."""
    variance = np.diag(covariance)
    errors = np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2 * covariance, 0))
    reach = -float(stdtrit(freedom, tail / (MONTHS_A_YEAR - 1))) * errors
    below = (effects[None, :] - effects[:, None] > reach).any(axis=1)
    return tuple(int(month) + 1 for month in np.flatnonzero(~below))


def seasonality(
    counts: ArrayLike, *, first_month: int, days: ArrayLike | None = None, population: ArrayLike | None = None, confidence: float = 0.95
) -> Season:
    """The season of monthly `counts`, one value a month in order, nan for a missing month; `first_month` is 1 to 12.

    Give `days`, or February seems quiet because it is short. The model is log(expected count) = month of the year +
    change * years + log(days * population), quasi-Poisson; it is tested against the same without months. The season is
    taken to be the same every year: a month that was odd once widens the limits of all.

    Raises TooFew, whose message is the reason for the reader, where under 24 months are held, a month of the year is
    held fewer than twice, or one has under 5 events in all; ValueError for a negative count, days that do not fit, or a
    first month outside 1 to 12.

    Source: McCullagh and Nelder (1989), Generalized Linear Models, sections 2.3 and 6.2; the months that may be the
    highest, Hsu (1981), Annals of Statistics 9: 1026-1034, with Bonferroni's bound.

    >>> summer = [130 if month % 12 in (5, 6, 7) else 100 for month in range(36)]
    >>> season = seasonality(summer, first_month=1)
    >>> season.index.round(2).tolist()[4:8], season.peak_months, season.clear
    ([0.94, 1.22, 1.22, 1.22], (6, 7, 8), True)
    """
    values, level = months_of(counts), confidence_level(confidence)
    if not 1 <= first_month <= MONTHS_A_YEAR:
        raise ValueError(f"first_month is {first_month}; give the month of the year of the first value, 1 to 12")
    exposure, places = exposure_of(values, days, population), np.arange(values.size)
    month_of_year = (places + first_month - 1) % MONTHS_A_YEAR
    _enough(values, month_of_year)
    full, statistic, freedom, p = _tested(values, month_of_year, places, exposure)
    centring = np.eye(MONTHS_A_YEAR) - 1 / MONTHS_A_YEAR
    effects = centring @ full.coefficients[:MONTHS_A_YEAR]
    covariance = centring @ full.covariance[:MONTHS_A_YEAR, :MONTHS_A_YEAR] @ centring
    tail, clear = (1 - level) / 2, p < 1 - level
    reach = -float(stdtrit(freedom[1], tail)) * np.sqrt(np.diag(covariance))
    ends = [_highest(sign * effects, covariance, 1 - level, freedom[1]) if clear else () for sign in (1, -1)]
    return Season(
        np.exp(effects),
        np.exp(effects - reach),
        np.exp(effects + reach),
        statistic,
        p,
        SEASON_TEST,
        freedom,
        full.dispersion,
        int(np.isfinite(values).sum()),
        clear,
        int(effects.argmax()) + 1 if clear else None,
        ends[0],
        int(effects.argmin()) + 1 if clear else None,
        ends[1],
    )


def _tested(
    values: Floats, month_of_year: NDArray[np.int_], places: NDArray[np.int_], exposure: Floats
) -> tuple[Regression, float, tuple[int, int], float]:
    """The model with months, and the F test of it against the same without: statistic, degrees of freedom, p."""
    years = ((places - places.mean()) / MONTHS_A_YEAR)[:, None]
    full = quasi_poisson(values, np.column_stack((np.eye(MONTHS_A_YEAR)[month_of_year], years)), exposure=exposure)
    plain = quasi_poisson(values, np.column_stack((np.ones(values.size), years)), exposure=exposure)
    freedom = (MONTHS_A_YEAR - 1, full.degrees_of_freedom)
    statistic = max(0.0, plain.deviance - full.deviance) / freedom[0] / full.dispersion
    return full, statistic, freedom, float(fdtrc(*freedom, statistic))
