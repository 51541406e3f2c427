"""Comparison of two counts: published tests, over-dispersion by hand, verdicts, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.figures import VerdictWord
from wardmoot.core.stats.comparison import (
    EXACT_TEST,
    NO_TEST,
    QUASI_TEST,
    Change,
    Dispersion,
    compare_counts,
    dispersion,
    estimate_dispersion,
    same_month_dispersion,
)

NEARLY_ONE = 1 + 1e-12
MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_the_score_test_is_that_published() -> None:
    # Gu, Ng, Tang and Schucany (2008), coronary heart disease: 60 in 51,477.5 person-years against 30 in 54,308.7.
    found = compare_counts(60, 30, days=1, days_before=1, population=51_477.5, population_before=54_308.7, dispersion=NEARLY_ONE)
    assert found.test == QUASI_TEST
    assert found.statistic == pytest.approx(3.417402, abs=1e-6)
    assert found.p / 2 == pytest.approx(0.000316, abs=5e-7)


def test_the_exact_test_is_that_published() -> None:
    # The same example: the conditional test gives 0.000428 in one tail (Gu and others; both tails here).
    found = compare_counts(60, 30, days=1, days_before=1, population=51_477.5, population_before=54_308.7)
    assert found.test == EXACT_TEST
    assert found.p / 2 == pytest.approx(0.000428, abs=1e-6)
    assert found.statistic == 60


@pytest.mark.parametrize(
    ("count", "before", "days", "days_before"), [(60, 30, 365, 366), (0, 9, 30, 31), (9, 0, 30, 31), (517, 503, 365, 365), (31, 9, 90, 365)]
)
def test_the_exact_test_is_the_binomial_test_given_the_total(count: int, before: int, days: int, days_before: int) -> None:
    found = compare_counts(count, before, days=days, days_before=days_before, confidence=0.9)
    share = days / (days + days_before)
    tails = [stats.binomtest(count, count + before, share, side).pvalue for side in ("less", "greater")]
    assert found.p == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)
    limits = stats.binomtest(count, count + before, share).proportion_ci(0.9, "exact")
    assert found.lower == pytest.approx(limits.low / (1 - limits.low) * days_before / days, rel=1e-9)
    assert found.upper == (math.inf if before == 0 else pytest.approx(limits.high / (1 - limits.high) * days_before / days, rel=1e-9))


def test_the_plans_marac_cases_show_no_clear_change() -> None:
    found = compare_counts(517, 503, days=365, days_before=365)
    assert found.verdict is Change.NO_CLEAR_CHANGE
    assert round(found.ratio, 3) == 1.028
    assert not found.small_base


def test_the_verdict_turns_on_the_confidence_asked_for() -> None:
    found = compare_counts(1080, 1000, days=365, days_before=365)
    assert 0.05 < found.p < 0.1
    assert found.verdict is Change.NO_CLEAR_CHANGE
    assert compare_counts(1080, 1000, days=365, days_before=365, confidence=0.9).verdict is Change.HIGHER
    assert compare_counts(1000, 1080, days=365, days_before=365, confidence=0.9).verdict is Change.LOWER


def test_counts_are_compared_per_day() -> None:
    leap = compare_counts(3660, 3650, days=366, days_before=365)
    assert leap.ratio == pytest.approx(1)
    assert leap.p == pytest.approx(1, abs=0.02)
    assert compare_counts(400, 800, days=120, days_before=365).verdict is Change.HIGHER


def test_counts_are_compared_per_person() -> None:
    same = compare_counts(1100, 1000, days=365, days_before=365, population=110_000, population_before=100_000)
    assert same.ratio == pytest.approx(1)
    assert same.verdict is Change.NO_CLEAR_CHANGE
    assert compare_counts(1100, 1000, days=365, days_before=365).verdict is Change.HIGHER


def test_over_dispersion_takes_away_what_chance_explains() -> None:
    args = {"count": 1100, "before": 1000, "days": 365, "days_before": 365}
    assert compare_counts(**args).verdict is Change.HIGHER
    assert compare_counts(**args, dispersion=3.0).verdict is Change.NO_CLEAR_CHANGE
    # Few months to estimate it from: the same factor convinces less.
    assert compare_counts(**args, dispersion=1.2).verdict is Change.HIGHER
    assert compare_counts(**args, dispersion=Dispersion(1.2, 3)).verdict is Change.NO_CLEAR_CHANGE


def test_the_quasi_poisson_p_is_students() -> None:
    found = compare_counts(1100, 1000, days=365, days_before=365, dispersion=Dispersion(2.0, 15))
    assert found.statistic == pytest.approx(50 / math.sqrt(2 * 2100 / 4))
    assert found.p == pytest.approx(2 * stats.t.sf(found.statistic, 15))
    assert found.dispersion == 2


@pytest.mark.parametrize("spread", [1.0, 2.5])
def test_none_before_has_no_ratio_but_a_verdict(spread: float) -> None:
    risen = compare_counts(40, 0, days=365, days_before=365, dispersion=spread)
    assert math.isnan(risen.ratio)
    assert risen.lower > 1
    assert risen.upper == math.inf
    assert risen.verdict is Change.HIGHER
    assert risen.small_base
    fallen = compare_counts(0, 40, days=365, days_before=365, dispersion=spread)
    assert (fallen.ratio, fallen.lower) == (0, 0)
    assert fallen.upper < 1
    assert fallen.verdict is Change.LOWER


def test_small_bases_are_said() -> None:
    assert compare_counts(29, 300, days=1, days_before=1).small_base
    assert compare_counts(300, 29, days=1, days_before=1).small_base
    assert not compare_counts(30, 30, days=1, days_before=1).small_base


def test_too_few_to_say() -> None:
    assert compare_counts(4, 4, days=1, days_before=1).verdict is Change.TOO_FEW
    assert compare_counts(4, 0, days=1, days_before=1000).verdict is Change.TOO_FEW
    assert compare_counts(5, 4, days=1, days_before=1).verdict is Change.NO_CLEAR_CHANGE
    none = compare_counts(0, 0, days=365, days_before=365)
    assert none.verdict is Change.TOO_FEW
    assert math.isnan(none.p)
    assert math.isnan(none.upper)


def test_without_a_dispersion_there_is_no_test() -> None:
    found = compare_counts(900, 300, days=1, days_before=1, dispersion=estimate_dispersion([300]))
    assert found.test == NO_TEST
    assert found.verdict is Change.TOO_FEW
    assert math.isnan(found.p)
    assert found.ratio == 3


def test_every_change_has_its_word_in_figures() -> None:
    assert {change.name for change in Change} <= {word.name for word in VerdictWord}


def test_neighbouring_months_give_the_dispersion_by_hand() -> None:
    # (100-130)^2/230, (130-90)^2/220: mean of 3.913 and 7.273; two pairs sharing a month rest on 2*4/5 degrees of freedom.
    found = estimate_dispersion([100, 130, 90])
    assert found.factor == pytest.approx((900 / 230 + 1600 / 220) / 2)
    assert found.degrees_of_freedom == pytest.approx(8 / 5)


def test_von_neumanns_degrees_of_freedom() -> None:
    rng = np.random.default_rng(1)
    assert estimate_dispersion(rng.poisson(50, 12)).degrees_of_freedom == pytest.approx(2 * 11**2 / (3 * 12 - 4))


def test_a_change_of_level_between_periods_is_not_variation() -> None:
    steady, doubled = [100, 105, 95, 102, 98, 101] * 2, [200, 205, 195, 202, 198, 201] * 2
    assert dispersion([steady, doubled]) == 1
    assert dispersion([*steady, *doubled]) > 1.5
    assert same_month_dispersion(doubled, steady).factor == 1


def test_a_missing_month_parts_its_neighbours() -> None:
    assert dispersion([100, math.nan, 300, 310]) == dispersion([[100], [300, 310]])
    assert math.isnan(dispersion([100, math.nan, 300]))


def test_the_length_of_months_is_not_variation() -> None:
    counts = [1000 * days for days in MONTHS]
    assert dispersion(counts) > 10
    assert dispersion(counts, MONTHS) == 1


def test_the_season_is_not_variation_between_the_same_months() -> None:
    before = [200, 100, 300, 400, 500, 800]
    counts = [220, 110, 330, 440, 550, 880]
    assert dispersion([before, counts]) > 10
    found = same_month_dispersion(counts, before)
    assert (found.factor, found.degrees_of_freedom) == (1, 5)


def test_same_months_by_hand() -> None:
    # Totals equal, so each pair is expected to be halved: (120-100)^2/50 + (80-100)^2/50, one degree of freedom.
    assert same_month_dispersion([120, 80], [80, 120]).factor == pytest.approx(16)


def test_two_quiet_months_say_nothing_of_dispersion() -> None:
    assert math.isnan(dispersion([0, 0, 0]))
    assert math.isnan(same_month_dispersion([0, 5], [0, 5]).factor)
    assert dispersion([0, 0, 5, 5]) == dispersion([0, 5, 5])
    assert same_month_dispersion([5, 5, math.nan], [0, 0, 9]) == Dispersion(1.0, 1.0)


def test_rows_of_a_table_are_periods() -> None:
    table = np.array([[100, 130, 90], [300, 310, 305]])
    assert dispersion(table) == dispersion([[100, 130, 90], [300, 310, 305]])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: compare_counts(-1, 2, days=1, days_before=1), "count: -1 is negative"),
        (lambda: compare_counts(1, math.nan, days=1, days_before=1), "before: a value is missing"),
        (lambda: compare_counts(1.5, 2, days=1, days_before=1), "count: 1.5 is not a whole number"),
        (lambda: compare_counts(1, 2, days=0, days_before=1), "days: 0 cannot be divided by"),
        (lambda: compare_counts(1, 2, days=1, days_before=1, population=5), "both populations or neither"),
        (lambda: compare_counts(1, 2, days=1, days_before=1, population=5, population_before=0), "population: 0"),
        (lambda: compare_counts(1, 2, days=1, days_before=1, dispersion=0.5), "dispersion is 0.5"),
        (lambda: compare_counts(1, 2, days=1, days_before=1, confidence=1), "confidence is 1"),
        (lambda: dispersion([1, -2]), "a value is negative"),
        (lambda: dispersion([1, 2], [31]), "one number of days for each month"),
        (lambda: dispersion([1, 2], [31, 0]), "days: 0"),
        (lambda: same_month_dispersion([1, 2], [1]), "pair each month"),
        (lambda: same_month_dispersion([1, -2], [1, 2]), "a value is negative"),
    ],
)
def test_bad_input_is_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
