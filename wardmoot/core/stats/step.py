"""Whether a series of monthly counts took a lasting step, and in which month: every month is tried, and the p says so."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from wardmoot.core.stats._checks import Floats, confidence_level, whole
from wardmoot.core.stats.regression import Regression, TooFew, enough_months, exposure_of, harmonics, months_of, quasi_poisson
from wardmoot.core.stats.trend import Direction

STEP_TEST = "quasi-Poisson step, every month tried"

FEWEST_EACH_SIDE = 6
"""A step lasts so many months at least, and follows at least so many."""

FEWEST_EVENTS_EACH_SIDE = 5

CLOSER_LOOK = 3
"""So many places, those a score test likes best, are fitted in full."""

NEAR = 2.5
"""A step of fewer standard errors stands nowhere once all months were tried, so no better one is looked for beside it."""


@dataclass(frozen=True, slots=True)
class Step:
    """The step that fits best. `place` is the index of the first month after it, None where nothing can be said.

    `ratio` is the level after to the level before, per day, with the season taken out; `lower` and `upper` are its limits,
    which take the month as known. `statistic` is t on `degrees_of_freedom`; `p` allows for the `tried` months among which
    the step was sought. Where nothing can be said `direction` is TOO_FEW, `reason` says why and the numbers are nan.
    """

    place: int | None
    ratio: float
    lower: float
    upper: float
    statistic: float
    p: float
    test: str
    degrees_of_freedom: int
    dispersion: float
    autocorrelation: float
    tried: int
    direction: Direction
    reason: str = ""


def lasting_step(
    counts: ArrayLike, *, days: ArrayLike | None = None, population: ArrayLike | None = None, fewest: int = FEWEST_EACH_SIDE, confidence: float = 0.95
) -> Step:
    """The lasting step in monthly `counts` that fits best, per day (and per person where `population` is given).

    One value a month in order, nan for a missing month. The model is log(expected count) = level + step + a season of two
    waves + log(days * population), quasi-Poisson, widened for likeness of neighbouring months. Each month with `fewest`
    months held and five events either side is tried; of the three that a score test likes best the best fit is taken, and its p is
    multiplied by the number tried (Bonferroni): an upper bound, so the chance of finding a step in a series without one is
    at most what p says. With under 24 months held, or under 30 events, nothing is said.

    A steady rise looks like a step in the middle: compare with `log_linear_trend`. The month may be one or two out. Raises
    ValueError for a negative count, or days or people that do not fit.

    Source: Worsley (1983), Biometrika 70: 455-464, for the bound; McCullagh and Nelder (1989), chapter 6.

    >>> found = lasting_step([100] * 29 + [150] * 19)
    >>> found.place, round(found.ratio, 3), str(found.direction)
    (29, 1.5, 'rising')
    """
    values, level, least = months_of(counts), confidence_level(confidence), whole(fewest, "fewest", least=2)
    exposure = exposure_of(values, days, population)
    try:
        enough_months(values)
        places = _places(values, least)
        season = np.column_stack((np.ones(values.size), harmonics(np.arange(values.size))))
        likely = [places[i] for i in np.argsort(_scores(values, exposure, season, places))[::-1][:CLOSER_LOOK]]
        place, fit = _best(values, exposure, season, likely)
    except TooFew as reason:
        nothing = math.nan
        return Step(None, nothing, nothing, nothing, nothing, nothing, STEP_TEST, 0, nothing, nothing, 0, Direction.TOO_FEW, str(reason))
    return _found(fit, place, len(places), level)


def _places(values: Floats, least: int) -> list[int]:
    """Where a step may have come: enough months and events on either side."""
    held, events = np.cumsum(np.isfinite(values)), np.cumsum(np.nan_to_num(values))
    before, counted = held[:-1], events[:-1]
    enough = (before >= least) & (held[-1] - before >= least)
    enough &= (counted >= FEWEST_EVENTS_EACH_SIDE) & (events[-1] - counted >= FEWEST_EVENTS_EACH_SIDE)
    # Between two months held, a gap gives several places that are one and the same step: the latest is meant.
    places = np.flatnonzero(enough & np.isfinite(values[1:])) + 1
    if not places.size:
        raise TooFew(f"no month has {least} months and {FEWEST_EVENTS_EACH_SIDE} events on either side")
    return [int(place) for place in places]


def _scores(values: Floats, exposure: Floats, season: Floats, places: list[int]) -> Floats:
    """The square of each step's score statistic, but for a factor common to all, given the model without a step."""
    fit = quasi_poisson(values, season, exposure=exposure)
    known = np.isfinite(values)
    root = np.sqrt(fit.fitted[known])
    steps = (np.flatnonzero(known)[:, None] >= np.asarray(places)[None, :]) * root[:, None]
    base, _ = np.linalg.qr(season[known] * root[:, None])
    free = steps - base @ (base.T @ steps)
    spread = (free**2).sum(axis=0)
    return np.asarray((fit.residuals[known] @ free) ** 2 / np.where(spread > 0, spread, np.inf))


def _best(values: Floats, exposure: Floats, season: Floats, places: list[int]) -> tuple[int, Regression]:
    """The place whose step fits best, of least deviance; the first, where not even that is near to a step."""
    months = np.arange(values.size)
    found: list[tuple[int, Regression]] = []
    for place in places:
        fit = quasi_poisson(values, np.column_stack((season, months >= place)), exposure=exposure)
        found.append((place, fit))
        if abs(fit.coefficients[-1]) < NEAR * math.sqrt(fit.covariance[-1, -1]):
            break
    return min(found, key=lambda one: one[1].deviance)


def _found(fit: Regression, place: int, tried: int, level: float) -> Step:
    size, error = float(fit.coefficients[-1]), math.sqrt(fit.covariance[-1, -1])
    p = min(1.0, tried * 2 * float(stdtr(fit.degrees_of_freedom, -abs(size / error))))
    reach = -float(stdtrit(fit.degrees_of_freedom, (1 - level) / 2)) * error
    clear = Direction.RISING if size > 0 else Direction.FALLING
    return Step(
        place,
        math.exp(size),
        math.exp(size - reach),
        math.exp(size + reach),
        size / error,
        p,
        STEP_TEST,
        fit.degrees_of_freedom,
        fit.dispersion,
        fit.autocorrelation,
        tried,
        clear if p < 1 - level else Direction.NO_CLEAR_TREND,
    )
