"""Rates and intervals: published worked examples, edge cases, clear refusals."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.stats.rates import (
    byars_interval,
    directly_standardised_rate,
    exact_poisson_interval,
    expected_events,
    indirectly_standardised_ratio,
    rate,
    rate_interval,
    wilson_interval,
)

# Down's syndrome by mother's age, first births, Michigan 1950-64: Fleiss (1981), p. 249; Fay and Feuer (1997), table 1.
FLEISS = {
    "counts": [107, 141, 60, 40, 39, 25],
    "populations": [230061, 329449, 114920, 39487, 14208, 3052],
    "standard": [63986.6, 186263.6, 157302.2, 97647.0, 47572.6, 12262.6],
}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "rates" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def close(found: float, published: str) -> bool:
    return math.isnan(found) if not published else math.isclose(found, float(published), rel_tol=1e-12)


@pytest.mark.vectors
def test_byars_and_wilson_limits_are_those_published(vectors: Path) -> None:
    checked = 0
    for row in rows(vectors, "testdata_B_W.csv"):
        confidence = float(row["confidence"].rstrip("%")) / 100
        if row["method"] == "Byars":
            lower, upper = byars_interval(float(row["x"]), confidence=confidence)
        else:
            lower, upper = wilson_interval(float(row["x"]), float(row["n"]), confidence=confidence)
        assert close(lower, row["lowercl"]), row
        assert close(upper, row["uppercl"]), row
        checked += 1
    assert checked == 13


@pytest.mark.vectors
@pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
def test_crude_rates_and_their_limits_are_those_published(vectors: Path, confidence: float, suffix: str) -> None:
    published = [row for row in rows(vectors, "testdata_Rate.csv") if row["value"]]
    assert len(published) == 17
    for row in published:
        count, population, per = (float(row[key]) for key in ("Numerator", "Denominator", "multiplier"))
        assert close(rate(count, population, per=per), row["value"])
        found = rate_interval(count, population, per=per, confidence=confidence)
        assert close(found.lower, row["lower" + suffix]), row
        assert close(found.upper, row["upper" + suffix]), row
        assert found.method == {"Exact": "exact Poisson", "Byars": "Byar's"}[row["method"]]


@pytest.mark.vectors
@pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
def test_proportions_and_their_limits_are_those_published(vectors: Path, confidence: float, suffix: str) -> None:
    published = [row for row in rows(vectors, "testdata_Prop.csv") if row["value"]]
    assert len(published) == 16
    part, whole, times = (np.array([float(row[key]) for row in published]) for key in ("Numerator", "Denominator", "multiplier"))
    lower, upper = wilson_interval(part, whole, confidence=confidence)
    np.testing.assert_allclose(lower * times, [float(row["lower" + suffix]) for row in published], rtol=1e-12)
    np.testing.assert_allclose(upper * times, [float(row["upper" + suffix]) for row in published], rtol=1e-12)


def test_the_plans_own_figures() -> None:
    # 20 reoffenders of 76; 669 people killed or seriously injured in three years among 483,143.
    assert [round(100 * limit, 1) for limit in wilson_interval(20, 76)] == [17.7, 37.2]
    assert round(rate(669, 3 * 483_143, per=100_000), 2) == 46.16
    killed_or_injured = rate_interval(669, 3 * 483_143, per=100_000)
    assert (round(killed_or_injured.lower, 1), round(killed_or_injured.upper, 1), killed_or_injured.method) == (42.7, 49.8, "Byar's")


def test_a_standardised_rate_is_that_of_fay_and_feuer() -> None:
    found = directly_standardised_rate(**FLEISS, per=1)
    assert round(found.value, 8) == 0.00092305
    # Dobson's limits divide the published variance among Byar's limits of the 412 events.
    low, high = byars_interval(412)
    spread = math.sqrt(0.003919e-6 / 412)
    assert found.lower == pytest.approx(found.value + spread * (low - 412), rel=1e-4)
    assert found.upper == pytest.approx(found.value + spread * (high - 412), rel=1e-4)


def test_one_stratum_standardised_is_the_crude_rate_with_byars_limits() -> None:
    found, crude = directly_standardised_rate([65], [100], [7], per=100), rate_interval(65, 100, per=100)
    assert (found.value, found.lower, found.upper) == pytest.approx((65, crude.lower, crude.upper), rel=1e-12)


def test_a_standardised_rate_of_fewer_than_ten_events_is_not_given() -> None:
    found = directly_standardised_rate([4, 5], [1000, 1000], [1, 1], per=1000)
    assert math.isnan(found.value)
    assert math.isnan(found.lower)
    assert math.isnan(found.upper)
    assert directly_standardised_rate([5, 5], [1000, 1000], [1, 1], per=1000).value == pytest.approx(5)


def test_byars_lower_limit_is_missing_not_zero_where_it_would_be_negative() -> None:
    lower, upper = byars_interval(1, confidence=0.998)
    assert math.isnan(lower)
    assert upper > 9
    lower, upper = byars_interval(0)
    assert math.isnan(lower)
    assert round(upper, 2) == 3.67


def test_no_events_have_an_exact_interval_from_zero() -> None:
    lower, upper = exact_poisson_interval(0)
    assert lower == 0
    assert upper == pytest.approx(-math.log(0.025))
    assert rate_interval(0, 1000, per=1000).lower == 0


def test_exact_limits_leave_half_the_risk_in_each_tail() -> None:
    for count in (1, 5, 9, 65):
        lower, upper = exact_poisson_interval(count, confidence=0.9)
        assert stats.poisson.sf(count - 1, lower) == pytest.approx(0.05)
        assert stats.poisson.cdf(count, upper) == pytest.approx(0.05)


def test_wilson_limits_stop_exactly_at_nothing_and_everything() -> None:
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == 1


def test_the_method_changes_at_ten_events() -> None:
    found = rate_interval([9, 10], 1000, per=1000)
    assert list(found.method) == ["exact Poisson", "Byar's"]


def test_arrays_give_what_single_numbers_give() -> None:
    counts, people = np.array([0, 3, 10, 699]), np.array([50, 1500, 2000, 1800])
    found = rate_interval(counts, people, per=1000)
    for index, (count, population) in enumerate(zip(counts, people, strict=True)):
        one = rate_interval(count, population, per=1000)
        assert isinstance(one.lower, float)
        assert isinstance(one.method, str)
        assert (found.lower[index], found.upper[index]) == pytest.approx((one.lower, one.upper), rel=1e-12)
        assert found.method[index] == one.method
    np.testing.assert_array_equal(rate(counts, people, per=1000), counts / people * 1000)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rate(-1, 10, per=1000), "count: -1 is negative"),
        (lambda: rate(math.nan, 10, per=1000), "count: a value is missing"),
        (lambda: rate("many", 10, per=1000), "count: expected numbers"),
        (lambda: rate(1, 0, per=1000), "population: 0 cannot be divided by"),
        (lambda: rate([1, 2], [10, 0], per=1000), "population: 0 cannot be divided by"),
        (lambda: rate(1, 10, per=0), "per: 0 cannot be divided by"),
        (lambda: rate(1, 10, per=-1000), "per: -1000 is negative"),
        (lambda: byars_interval(math.inf), "count: a value is missing or not a number"),
        (lambda: byars_interval(1, confidence=95), "confidence is 95"),
        (lambda: exact_poisson_interval(-2), "count: -2 is negative"),
        (lambda: wilson_interval(11, 10), "a part is larger than its denominator"),
        (lambda: wilson_interval(0, 0), "denominator: 0 cannot be divided by"),
        (lambda: directly_standardised_rate([1, 2], [10], [1, 1], per=1), "one value for each stratum"),
        (lambda: directly_standardised_rate([10, 2], [10, 10], [0, 0], per=1), "its strata add up to 0"),
    ],
)
def test_bad_input_is_refused_by_name(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


@pytest.mark.vectors
def test_rows_without_a_number_are_refused_and_never_nought(vectors: Path) -> None:
    # The published tables leave out value and limits where numerator or denominator is missing.
    rates_missing = [row for row in rows(vectors, "testdata_Rate.csv") if not row["value"]]
    shares_missing = [row for row in rows(vectors, "testdata_Prop.csv") if not row["value"]]
    assert (len(rates_missing), len(shares_missing)) == (3, 3)
    for row in rates_missing + shares_missing:
        count, population = (float(row[key]) if row[key] else math.nan for key in ("Numerator", "Denominator"))
        for call in (lambda: rate(count, population, per=100), lambda: wilson_interval(count, population)):  # noqa: B023
            with pytest.raises(ValueError, match="missing"):
                call()


@pytest.mark.vectors
def test_an_exact_interval_gives_the_published_limits_round_the_expected(vectors: Path) -> None:
    # FunnelPlotR's unadjusted limits are an exact interval round the expected value, as ratios, printed to 7 digits.
    published = json.loads((vectors / "funnels" / "funnelplotr_published.json").read_text())
    expected = np.array(published["expected"])
    for confidence, suffix in ((0.95, "95"), (0.998, "998")):
        lower, upper = exact_poisson_interval(expected, confidence=confidence)
        np.testing.assert_allclose(lower / expected, published["ll" + suffix], rtol=2e-7)
        np.testing.assert_allclose(upper / expected, published["ul" + suffix], rtol=4e-7)


def test_a_standardised_ratio_is_that_of_rothman_and_boice() -> None:
    # Their example: 4 observed, 3.3 expected, a ratio of 1.212.
    found = indirectly_standardised_ratio(4, 3.3, per=1)
    assert round(found.value, 3) == 1.212
    # Garwood's (1936) table: 1.09 and 10.24 for a count of 4.
    assert [round(found.lower * 3.3, 2), round(found.upper * 3.3, 2)] == [1.09, 10.24]


def test_a_standardised_ratio_from_ten_events_has_byars_limits() -> None:
    found = indirectly_standardised_ratio(65, 50)
    assert found.value == pytest.approx(130)
    assert [found.lower, found.upper] == pytest.approx([2 * limit for limit in (50.163187710459454, 82.84913854593984)])
    assert found.method == "Byar's"
    assert indirectly_standardised_ratio(0, 5).lower == 0


def test_expected_events_are_added_stratum_by_stratum() -> None:
    people, events, base = [[1000, 500], [0, 800]], [30, 80], [10_000, 8_000]
    np.testing.assert_allclose(expected_events(people, events, base), [8.0, 8.0])
    found = indirectly_standardised_ratio([12, 4], expected_events(people, events, base))
    np.testing.assert_allclose(found.value, [150, 50])
    assert list(found.method) == ["Byar's", "exact Poisson"]


def test_the_reference_itself_has_a_ratio_of_100() -> None:
    expected = expected_events(FLEISS["populations"], FLEISS["counts"], FLEISS["populations"])
    assert indirectly_standardised_ratio(sum(FLEISS["counts"]), expected).value == pytest.approx(100)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: indirectly_standardised_ratio(3, 0), "expected: 0 cannot be divided by"),
        (lambda: indirectly_standardised_ratio(math.nan, 4), "observed: a value is missing"),
        (lambda: expected_events([1, 2], [1], [1]), "one value for each stratum"),
        (lambda: expected_events([1], [1], [0]), "reference_populations: 0 cannot be divided by"),
    ],
)
def test_a_ratio_that_is_not_calculable_is_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
