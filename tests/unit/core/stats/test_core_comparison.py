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
    SCORE_TEST,
    Change,
    compare_counts,
    rate_difference,
    rate_ratio,
)
from wardmoot.core.stats.dispersion import Dispersion, dispersion, estimate_dispersion, same_month_dispersion

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


# Rothman's breast cancer example as printed by Stata (iri 41 15 28010 19017): 41 in 28,010 person-years, 15 in 19,017.
ROTHMAN = (41, 28_010, 15, 19_017)


def test_a_rate_ratio_is_that_published() -> None:
    found = rate_ratio(*ROTHMAN)
    assert round(found.value, 6) == 1.855759
    assert [round(found.lower, 6), round(found.upper, 4)] == [1.005684, 3.6093]
    assert found.test == EXACT_TEST


def test_a_rate_difference_is_that_published() -> None:
    found = rate_difference(*ROTHMAN, per=1)
    assert round(found.value, 6) == 0.000675
    # Stata's limits, .0000749 and .0012751, are Wald's; score limits are not symmetric but lie near.
    assert [found.lower, found.upper] == pytest.approx([0.0000749, 0.0012751], abs=4e-5)
    assert found.test == SCORE_TEST


def slow_score_limits(count: float, here: float, other: float, there: float, reach: float) -> tuple[float, float]:
    """The differences at which twice the score reaches `reach`, by a search over the likeliest pair of rates."""

    def statistic(gap: float) -> float:
        low, high = max(0, -gap) + 1e-15, 10 * (count + other + 10) / min(here, there)
        for _ in range(200):
            thirds = low + (high - low) / 3, high - (high - low) / 3
            values = [count * math.log(rate + gap) - here * (rate + gap) + other * math.log(rate) - there * rate for rate in thirds]
            low, high = (thirds[0], high) if values[0] < values[1] else (low, thirds[1])
        return (count / here - other / there - gap) / math.sqrt((low + gap) / here + low / there)

    middle, ends = count / here - other / there, []
    for sign in (-1, 1):
        inner, outer = middle, middle + sign * 20 * (math.sqrt(count + 1) / here + math.sqrt(other + 1) / there)
        for _ in range(80):
            half = (inner + outer) / 2
            inner, outer = (half, outer) if -sign * statistic(half) < reach else (inner, half)
        ends.append(inner)
    return ends[0], ends[1]


@pytest.mark.parametrize(("count", "here", "other", "there"), [(41, 28.01, 15, 19.017), (3, 10, 9, 4), (120, 7, 80, 9)])
@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_a_difference_has_the_limits_of_a_slow_search(count: int, here: float, other: int, there: float, factor: float) -> None:
    found = rate_difference(count, here, other, there, per=1, dispersion=factor, confidence=0.9)
    slow = slow_score_limits(count, here, other, there, stats.norm.isf(0.05) * math.sqrt(factor))
    assert [found.lower, found.upper] == pytest.approx(slow, rel=1e-5, abs=1e-6)


def test_a_ratio_to_nothing_is_not_calculable() -> None:
    found = rate_ratio([5, 0, 0], [10, 10, 10], [0, 5, 0], [10, 10, 10])
    np.testing.assert_array_equal(found.value, [math.nan, 0, math.nan])
    # The exact share of 5 of 5 is at least 0.4782 (Clopper and Pearson).
    np.testing.assert_allclose(found.lower, [0.47818 / 0.52182, 0, math.nan], rtol=1e-4)
    np.testing.assert_array_equal(np.isnan(found.upper), [True, False, True])
    np.testing.assert_allclose(found.p, [0.0625, 0.0625, math.nan])


def test_a_difference_of_nothing_has_limits() -> None:
    found = rate_difference(0, 10, 0, 10, per=100)
    # At a difference d the score is d / sqrt(d / 10): it reaches z where d = z squared / 10.
    assert (found.value, found.upper, found.lower) == pytest.approx((0, 38.4146, -38.4146), rel=1e-5)
    assert math.isnan(found.p)


def test_ratios_and_differences_are_per_day_and_allow_for_dispersion() -> None:
    spread = Dispersion(3.0, 12.0)
    one = compare_counts(3651, 3338, days=120, days_before=121, population=5000, population_before=4900, dispersion=spread)
    ratio = rate_ratio(3651, 5000, 3338, 4900, days=120, other_days=121, dispersion=spread)
    assert (ratio.value, ratio.lower, ratio.upper, ratio.p) == pytest.approx((one.ratio, one.lower, one.upper, one.p))
    assert ratio.test == QUASI_TEST
    gap = rate_difference(3651, 5000, 3338, 4900, per=1000, days=120, other_days=121, dispersion=spread)
    assert gap.value == pytest.approx(1000 * (3651 / 5000 / 120 - 3338 / 4900 / 121))
    assert gap.p == pytest.approx(one.p)


def test_without_a_dispersion_nothing_is_said_of_a_difference() -> None:
    unknown = estimate_dispersion([300])
    for found in (rate_ratio(*ROTHMAN, dispersion=unknown), rate_difference(*ROTHMAN, per=1, dispersion=unknown)):
        assert found.test == NO_TEST
        assert math.isnan(found.lower)
        assert math.isnan(found.p)
        assert not math.isnan(found.value)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rate_ratio(1.5, 10, 1, 10), "count: a count is not a whole number"),
        (lambda: rate_ratio(1, 10, -1, 10), "other_count: -1 is negative"),
        (lambda: rate_difference(1, 0, 1, 10, per=1), "population: 0 cannot be divided by"),
        (lambda: rate_difference(1, 10, 1, 10, per=0), "per: 0 cannot be divided by"),
        (lambda: rate_ratio(1, 10, 1, 10, dispersion=0.5), "dispersion is 0.5"),
        (lambda: rate_ratio(1, 10, 1, 10, days=0), "days: 0 cannot be divided by"),
    ],
)
def test_rates_that_cannot_be_compared_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
