"""Quasi-Poisson regression: a published fit, a slow search for the greatest likelihood, months missing, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from published_series import AIDS_CASES
from scipy import optimize

from wardmoot.core.stats.regression import TooFew, harmonics, quasi_poisson

LINE = np.column_stack((np.ones(13), np.arange(1, 14)))


def test_the_fit_is_that_published() -> None:
    # Wood prints 3.1406 and 0.2021, a residual deviance of 80.69 on 11 degrees of freedom.
    fit = quasi_poisson(AIDS_CASES, LINE)
    assert fit.coefficients == pytest.approx([3.1405895, 0.2021212], abs=1e-6)
    assert round(fit.deviance, 2) == 80.69
    assert fit.degrees_of_freedom == 11


def test_one_level_is_the_mean_with_its_own_error() -> None:
    counts, days = np.array([30.0, 45, 28, 60, 51]), np.array([31.0, 28, 31, 30, 31])
    fit = quasi_poisson(counts, np.ones((5, 1)), exposure=days)
    assert math.exp(fit.coefficients[0]) == pytest.approx(counts.sum() / days.sum())
    chi_square = ((counts - fit.fitted) ** 2 / fit.fitted).sum()
    assert fit.autocorrelation == 0  # neighbours differ more than distant months here
    assert fit.dispersion == pytest.approx(chi_square / 4)
    assert fit.covariance[0, 0] == pytest.approx(chi_square / 4 / counts.sum())


def test_a_slow_search_finds_the_same_model() -> None:
    rng = np.random.default_rng(1)
    months = np.arange(40)
    design = np.column_stack((np.ones(40), months / 12, harmonics(months)))
    exposure = rng.uniform(28, 31, 40)
    counts = rng.poisson(np.exp(design @ [0.5, 0.1, 0.3, -0.1, 0.05, 0]) * exposure).astype(float)

    def minus_likelihood(coefficients: np.ndarray) -> float:
        mean = np.exp(design @ coefficients) * exposure
        return float((mean - counts * np.log(mean)).sum())

    slow = optimize.minimize(minus_likelihood, np.zeros(6), method="Nelder-Mead", options={"maxiter": 40_000, "xatol": 1e-9, "fatol": 1e-9})
    assert quasi_poisson(counts, design, exposure=exposure).coefficients == pytest.approx(slow.x, abs=1e-5)


def test_a_missing_month_is_left_out_and_not_a_nought() -> None:
    counts, days = np.array([30.0, 45, math.nan, 60, 51, 40]), np.full(6, 30.0)
    design = np.column_stack((np.ones(6), np.arange(6)))
    gap = quasi_poisson(counts, design, exposure=days)
    known = np.isfinite(counts)
    short = quasi_poisson(counts[known], design[known], exposure=days[known])
    assert gap.coefficients == pytest.approx(short.coefficients)
    assert gap.degrees_of_freedom == 3
    np.testing.assert_array_equal(np.isnan(gap.fitted), ~known)


def test_likeness_of_neighbours_is_found_and_widens() -> None:
    rng = np.random.default_rng(8)
    noise = rng.standard_normal(400)
    for place in range(1, 400):
        noise[place] = 0.6 * noise[place - 1] + 0.8 * noise[place]
    fit = quasi_poisson(np.round(1000 + 150 * noise), np.ones((400, 1)))
    assert fit.autocorrelation == pytest.approx(0.6, abs=0.12)
    # The variance of a mean of such values is (1 + r) / (1 - r) times that of independent ones.
    r = fit.autocorrelation
    assert fit.covariance[0, 0] == pytest.approx(fit.dispersion / fit.fitted.sum() * (1 + r) / (1 - r), rel=0.03)


def test_months_that_vary_less_than_chance_do_not_narrow() -> None:
    fit = quasi_poisson([100] * 30, np.ones((30, 1)))
    assert (fit.dispersion, fit.autocorrelation) == (1, 0)
    assert fit.covariance[0, 0] == pytest.approx(1 / 3000)


@pytest.mark.parametrize(
    ("call", "says", "kind"),
    [
        (lambda: quasi_poisson([1, 2], [[1], [1], [1]]), "one row, with nothing missing, for each value", ValueError),
        (lambda: quasi_poisson([1, -2, 3], np.ones((3, 1))), "counts: a value is negative", ValueError),
        (lambda: quasi_poisson([1, 2, 3], [[1, 2], [1, 2], [1, 2]]), "one column follows from the others", ValueError),
        (lambda: quasi_poisson([1, 2, 3], np.ones((3, 1)), exposure=[1, 0, 1]), "exposure: 0 cannot be divided by", ValueError),
        (lambda: quasi_poisson([0, 0, 0], np.ones((3, 1))), "no event was counted", TooFew),
        (lambda: quasi_poisson([1, 2], np.eye(2)), "2 months are too few for a model of 2 terms", TooFew),
        (lambda: quasi_poisson([9, 0, 9, 0, 8, 0], np.eye(2)[[0, 1] * 3]), "too many months are 0|do not settle", TooFew),
    ],
)
def test_what_cannot_be_fitted_is_refused(call, says: str, kind: type) -> None:
    with pytest.raises(kind, match=says):
        call()
