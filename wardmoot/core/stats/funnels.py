"""Funnels: which areas differ from what is expected of areas of their size by more than chance explains.

Limits here are control limits: where an observed count or share may lie when the expected one holds. They are not
confidence intervals round the expected one, which some packages draw instead and which flag other areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gdtrib, ndtri

from wardmoot.core.stats._checks import Floats, above_zero, alike, confidence_level, numbers, plain, series
from wardmoot.core.stats.rates import Interval

WINSORISED = 0.1
"""The share of areas at each end whose distance is cut to that of the next, before over-dispersion is estimated."""


class Standing(StrEnum):
    """Where an area lies against the limits."""

    ABOVE = "above the upper limit"
    WITHIN = "within the limits"
    BELOW = "below the lower limit"
    NO_DATA = "no data"


class Adjustment(StrEnum):
    """How limits are widened where areas differ from one another by more than chance alone."""

    NONE = "none"
    MULTIPLICATIVE = "multiplicative"
    ADDITIVE = "additive"


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """How much more the areas differ than chance alone gives.

    `phi` is the mean of the squared, winsorised distances from what is expected in standard errors (1: chance alone);
    `tau_squared` is the variance between areas, on the scale of the value plotted, that this asks for; `areas` is the
    number it rests on. `phi` can come out under 1 and is then not used.
    """

    phi: float
    tau_squared: float
    areas: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """Each area's value against the limits for its size, at one or more levels.

    `values`, `denominator` and `standing` have one entry an area; `lower` and `upper` have shape (levels, areas), in the
    order of `confidence`; nan where an area has no data. `standing` is by the widest level that the area passes, and
    `level` says which: 0 where it is within all of them.
    """

    values: Floats
    centre: float
    lower: Floats
    upper: Floats
    standing: tuple[Standing, ...]
    level: Floats
    confidence: tuple[float, ...]
    adjustment: Adjustment
    overdispersion: Overdispersion


def _tail(confidence: float) -> float:
    return (1 - confidence_level(confidence)) / 2


def poisson_limits(expected: ArrayLike, *, confidence: float) -> Interval:
    """Control limits of a count whose expected value is `expected`, on the count itself.

    A whole count lies beyond a limit when, and only when, its exact interval (`exact_poisson_interval`) leaves out the
    expected value: when so high, or so low, a count has a chance under (1 - `confidence`) / 2. Between whole counts
    the limit is drawn where the interval's end, carried on to fractions of a count, meets the expected value. Where not
    even a count of 0 would be that unlikely the lower limit is 0. Divide by `expected` for a ratio, by the population for
    a rate. Raises ValueError where `expected` is negative, missing or 0.

    Source: Garwood (1936), Biometrika 28: 437-442, solved for the count; the funnel plots of the English public health
    bodies do the same. Spiegelhalter (2005), Statistics in Medicine 24: 1185-1202, interpolates otherwise.

    >>> [round(limit, 2) for limit in poisson_limits(5, confidence=0.95)]
    [0.68, 10.3]
    """
    mean, tail = above_zero(expected, "expected"), _tail(confidence)
    # The chance of x or more at a mean E is that of a gamma variable of shape x being E or less; gdtrib solves it for x.
    lower = np.maximum(gdtrib(1, 1 - tail, mean) - 1, 0)
    return plain(lower), plain(gdtrib(1, tail, mean))


def proportion_limits(denominator: ArrayLike, *, proportion: ArrayLike, confidence: float) -> Interval:
    """Control limits of a share of `denominator` whose expected value is `proportion`, as proportions from 0 to 1.

    A share lies beyond a limit when, and only when, its Wilson interval leaves out `proportion`. Limits that would pass 0
    or 1 stop there. Raises ValueError for a denominator of 0 and for a proportion outside 0 to 1.

    Source: Wilson (1927), JASA 22: 209-212, solved for the share, as the funnel plots of the English public health
    bodies do; Spiegelhalter (2005), section 2.1.

    >>> [round(float(limit), 4) for limit in proportion_limits(102, proportion=0.80642448, confidence=0.95)]
    [0.7297, 0.8831]
    """
    whole, share = above_zero(denominator, "denominator"), numbers(proportion, "proportion")
    if (share > 1).any():
        raise ValueError(f"proportion is {share.max():g}; give a proportion from 0 to 1, not a percentage")
    alike("denominator and proportion", whole, share)
    reach = -float(ndtri(_tail(confidence))) * np.sqrt(share * (1 - share) / whole)
    return plain(np.maximum(share - reach, 0)), plain(np.minimum(share + reach, 1))


def estimate_overdispersion(values: ArrayLike, centre: float, errors: ArrayLike) -> Overdispersion:
    """How much more areas differ from `centre` than their standard errors `errors` (from the centre) explain.

    The tenth of the distances at each end is cut back to the next, so that the areas the funnel is to find do not widen
    the limits that find them. That makes `phi` about 0.68, not 1, where chance alone is at work, and about two thirds of
    the truth where it is not: the limits are widened by less, never by more, than is due. nan is an area without data.
    Under 10 areas phi is nan and tau_squared 0: too few to tell. Raises ValueError for an error of 0 or less.

    Source: Spiegelhalter (2005), Statistics in Medicine 24: 1185-1202, sections 3.2 and 3.3; the variance between areas
    is DerSimonian and Laird's (1986) on the winsorised distances.

    >>> estimate_overdispersion([1.0] * 10, 1.0, [0.1] * 10)
    Overdispersion(phi=0.0, tau_squared=0.0, areas=10)
    """
    seen, spread = series(values, "values"), series(errors, "errors")
    if seen.shape != spread.shape or not np.isfinite(centre):
        raise ValueError("values, centre and errors: give one value and one error for each area, and a centre that is a number")
    known = ~np.isnan(seen) & ~np.isnan(spread)
    seen, spread = seen[known], above_zero(spread[known], "errors")
    if seen.size < 10:
        return Overdispersion(float("nan"), 0.0, int(seen.size))
    distances = np.sort((seen - centre) / spread)
    cut = int(WINSORISED * seen.size)
    phi = float((np.clip(distances, distances[cut], distances[-1 - cut]) ** 2).mean())
    weights = spread**-2.0
    excess = seen.size * phi - (seen.size - 1)
    between = excess / (weights.sum() - (weights**2).sum() / weights.sum()) if excess > 0 else 0.0
    return Overdispersion(phi, float(between), int(seen.size))


def _factors(overdispersion: Overdispersion, errors: Floats, adjustment: Adjustment) -> Floats:
    """By how much each area's variance is multiplied. Raises ValueError for another adjustment."""
    adjustment = Adjustment(adjustment)
    if adjustment is Adjustment.MULTIPLICATIVE and overdispersion.phi > 1:
        return np.full(errors.shape, overdispersion.phi)
    if adjustment is Adjustment.ADDITIVE:
        return np.asarray(1 + overdispersion.tau_squared / errors**2)
    return np.ones(errors.shape)


def _levels(confidence: float | Sequence[float]) -> tuple[float, ...]:
    given: Sequence[float] = [confidence] if np.ndim(confidence) == 0 else list(confidence)  # type: ignore[arg-type,list-item]
    if not given:
        raise ValueError("confidence: give at least one level, for example 0.95")
    return tuple(sorted(confidence_level(level) for level in given))


def _standing(values: Floats, lower: Floats, upper: Floats, levels: tuple[float, ...]) -> tuple[tuple[Standing, ...], Floats]:
    above, below = values > upper, values < lower
    passed = (above | below) * np.array(levels)[:, None]
    words = np.where(above.any(axis=0), Standing.ABOVE, np.where(below.any(axis=0), Standing.BELOW, Standing.WITHIN))
    words = np.where(np.isnan(values), Standing.NO_DATA, words)
    return tuple(Standing(word) for word in words), np.where(np.isnan(values), np.nan, passed.max(axis=0))


def _pairs(first: ArrayLike, second: ArrayLike, names: tuple[str, str]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Two rows of one value an area, and where both are known."""
    part, whole = series(first, names[0]), series(second, names[1])
    if part.shape != whole.shape:
        raise ValueError(f"{names[0]} and {names[1]}: give one value for each area, in the same order")
    for values, name in ((part, names[0]), (whole, names[1])):
        numbers(values[~np.isnan(values)], name)
    known = ~np.isnan(part) & ~np.isnan(whole) & (whole != 0)
    if (part[whole == 0] > 0).any():
        raise ValueError(f"{names[1]}: an area has events but 0 {names[1]}; check that both are of the same area and period")
    return part, np.where(known, whole, np.nan), known


def count_funnel(
    observed: ArrayLike, expected: ArrayLike, *, confidence: float | Sequence[float] = (0.95, 0.998), adjustment: Adjustment = Adjustment.NONE
) -> Funnel:
    """Each area's ratio of events observed to events expected, against the control limits for so many expected.

    `expected` is at the rates of a reference (`expected_events`), or the area's population times the overall rate. With
    an adjustment the limits are those of a count `k` times more varied than Poisson, `k * poisson_limits(expected / k)`:
    `k` is phi for all areas, or 1 + tau_squared * expected where areas truly differ. nan, or 0 expected and observed, is
    an area without data. Raises ValueError for a negative number and for events where none can be.

    Source: as `poisson_limits` and `estimate_overdispersion`.

    >>> funnel = count_funnel([8, 160, 0], [6.24, 97.12, 240.6])
    >>> [str(word) for word in funnel.standing], funnel.level.tolist()
    (['within the limits', 'above the upper limit', 'below the lower limit'], [0.0, 0.998, 0.998])
    """
    events, base, known = _pairs(observed, expected, ("observed", "expected"))
    levels, values, errors = _levels(confidence), events / base, 1 / np.sqrt(base)
    found = estimate_overdispersion(values[known], 1.0, errors[known])
    factors = _factors(found, errors[known], adjustment)
    lower, upper = np.full((2, len(levels), values.size), np.nan)
    for row, level in enumerate(levels):
        limits = poisson_limits(base[known] / factors, confidence=level)
        lower[row, known], upper[row, known] = (limit * factors / base[known] for limit in limits)
    standing, passed = _standing(values, lower, upper, levels)
    return Funnel(values, 1.0, lower, upper, standing, passed, levels, adjustment, found)


def proportion_funnel(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    proportion: float | None = None,
    confidence: float | Sequence[float] = (0.95, 0.998),
    adjustment: Adjustment = Adjustment.NONE,
) -> Funnel:
    """Each area's share against the control limits for its denominator.

    `proportion` is the expected share; not given, it is that of all the areas together. An adjustment multiplies the
    variance of every area by phi, or adds tau_squared to it. nan, or 0 of 0, is an area without data. Raises ValueError
    for a negative number, a part larger than its whole, a share outside 0 to 1, or no area with data.

    Source: as `proportion_limits` and `estimate_overdispersion`.

    >>> proportion_funnel([32, 10, 20], [40, 40, 40], confidence=0.998).standing[0].name
    'ABOVE'
    """
    part, whole, known = _pairs(numerator, denominator, ("numerator", "denominator"))
    if not known.any():
        raise ValueError("numerator and denominator: no area has data")
    if (part[known] > whole[known]).any():
        raise ValueError("numerator: a part is larger than its denominator, so this is not a proportion")
    centre = float(part[known].sum() / whole[known].sum() if proportion is None else proportion)
    if not 0 < centre < 1:
        raise ValueError(f"proportion is {centre:g}: nothing varies about it; a funnel needs a share between 0 and 1")
    levels, values, errors = _levels(confidence), part / whole, np.sqrt(centre * (1 - centre) / whole)
    found = estimate_overdispersion(values[known], centre, errors[known])
    factors = _factors(found, errors[known], adjustment)
    lower, upper = np.full((2, len(levels), values.size), np.nan)
    for row, level in enumerate(levels):
        lower[row, known], upper[row, known] = proportion_limits(whole[known] / factors, proportion=centre, confidence=level)
    standing, passed = _standing(values, lower, upper, levels)
    return Funnel(values, centre, lower, upper, standing, passed, levels, adjustment, found)
