"""What no statistic can use is refused in words, and what it can use gives the same however it is held."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from wardmoot.core.stats import (
    aoristic,
    association,
    autocorrelation,
    comparison,
    concentration,
    control_charts,
    density,
    dispersion,
    false_discovery,
    forecast,
    funnels,
    harm,
    hotspots,
    inequality,
    near_repeat,
    permutations,
    rates,
    rebasing,
    season,
    space_time,
    trend,
)
from wardmoot.core.stats import disclosure_control as control
from wardmoot.core.stats._checks import floats, numbers

MONTHS = [12, 9, 14, 11, 8, 15, 13, 10, 9, 12, 16, 7] * 3
SIZE = len(MONTHS)
ONES = [1] * SIZE

OF_A_SERIES: dict[str, Callable[[Any], Any]] = {
    "rate": lambda values: rates.rate(values, 1000, per=1000),
    "rate, population": lambda values: rates.rate(5, values, per=1000),
    "byars_interval": rates.byars_interval,
    "exact_poisson_interval": rates.exact_poisson_interval,
    "wilson_interval": lambda values: rates.wilson_interval(values, 100),
    "rate_interval": lambda values: rates.rate_interval(values, 1000, per=1),
    "directly_standardised_rate": lambda values: rates.directly_standardised_rate(values, ONES, ONES, per=1),
    "directly_standardised_rate, standard": lambda values: rates.directly_standardised_rate(ONES, ONES, values, per=1),
    "expected_events": lambda values: rates.expected_events(values, ONES, ONES),
    "indirectly_standardised_ratio": lambda values: rates.indirectly_standardised_ratio(values, 7),
    "poisson_limits": lambda values: funnels.poisson_limits(values, confidence=0.95),
    "proportion_limits": lambda values: funnels.proportion_limits(values, proportion=0.2, confidence=0.95),
    "count_funnel": lambda values: funnels.count_funnel(values, [11] * SIZE),
    "count_funnel, expected": lambda values: funnels.count_funnel([11] * SIZE, values),
    "proportion_funnel": lambda values: funnels.proportion_funnel(values, [40] * SIZE),
    "estimate_overdispersion": lambda values: funnels.estimate_overdispersion(values, 11, ONES),
    "rate_ratio": lambda values: comparison.rate_ratio(values, 1000, 5, 100),
    "rate_difference": lambda values: comparison.rate_difference(values, 1000, 5, 100, per=10),
    "estimate_dispersion": dispersion.estimate_dispersion,
    "same_month_dispersion": lambda values: dispersion.same_month_dispersion(values, MONTHS),
    "gini": concentration.gini,
    "generalised_gini": concentration.generalised_gini,
    "lorenz": concentration.lorenz,
    "share_of_top": lambda values: concentration.share_of_top(values, 3),
    "places_for_share": lambda values: concentration.places_for_share(values, 0.5),
    "xmr": control_charts.xmr,
    "rebase": lambda values: rebasing.rebase(values, [rebasing.Step(18, "a new system")]),
    "log_linear_trend": trend.log_linear_trend,
    "mann_kendall": trend.mann_kendall,
    "forecast": lambda values: forecast.forecast(values, ahead=3, seed=1, draws=100),
    "seasonality": lambda values: season.seasonality(values, first_month=4),
    "inequality_by_deprivation": lambda values: inequality.inequality_by_deprivation(values, [100] * SIZE, per=1),
    "adjusted_p_values": false_discovery.adjusted_p_values,
    "dominates": lambda values: control.dominates(values, n=2, k=0.5),
    "p_percent": lambda values: control.p_percent(values, p=0.1),
}

UNUSABLE = {
    "text": ["12"] * SIZE,
    "text among numbers": ["12", *MONTHS[1:]],
    "text in an array of objects": np.array(["12", *MONTHS[1:]], dtype=object),
    "dates": np.array(["2019-04-01"] * SIZE, dtype="datetime64[D]"),
    "lengths of time": np.array([1] * SIZE, dtype="timedelta64[D]"),
    "complex numbers": [1 + 2j] * SIZE,
    "infinity": [math.inf, *MONTHS[1:]],
    "a number beyond floating point": [10**400, *MONTHS[1:]],
    "a number that cannot be squared": [1e200, *MONTHS[1:]],
    "rows of unequal length": [[1, 2], [3]],
}


@pytest.mark.parametrize("values", UNUSABLE.values(), ids=UNUSABLE.keys())
@pytest.mark.parametrize("name", OF_A_SERIES)
def test_what_is_not_a_number_is_refused(name: str, values: Any) -> None:
    if name == "estimate_dispersion" and values is UNUSABLE["rows of unequal length"]:
        assert OF_A_SERIES[name](values).degrees_of_freedom == 1  # two series, of which one month has no neighbour
        return
    with pytest.raises(ValueError, match=r"^\w+( and \w+)*:"):
        OF_A_SERIES[name](values)


HELD = {
    "small unsigned integers, of which a sum would overflow": np.array(MONTHS, dtype=np.uint8),
    "short floating point": np.array(MONTHS, dtype=np.float32),
    "fractions": [Fraction(value) for value in MONTHS],
    "decimals": [Decimal(value) for value in MONTHS],
    "a tuple": tuple(MONTHS),
    "a range of an array": np.repeat(MONTHS, 2)[::2],
    "an array that masks nothing": np.ma.masked_array(MONTHS, mask=False),
}


@pytest.mark.parametrize("function", [function for name, function in OF_A_SERIES.items() if name != "adjusted_p_values"])
@pytest.mark.parametrize("values", HELD.values(), ids=HELD.keys())
def test_the_result_does_not_depend_on_how_numbers_are_held(function: Callable[[Any], Any], values: Any) -> None:
    assert repr(function(values)) == repr(function(MONTHS))


def test_what_is_masked_is_missing() -> None:
    masked = np.ma.masked_array([5, 90, 7], mask=[False, True, False])
    np.testing.assert_array_equal(floats(masked, "values"), [5, np.nan, 7])
    with pytest.raises(ValueError, match="a value is missing"):
        numbers(masked, "values")


def test_none_is_missing() -> None:
    np.testing.assert_array_equal(floats([5, None, 7], "values"), [5, np.nan, 7])


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, math.nan, "0.95", None, [0.95]])
@pytest.mark.parametrize(
    "function",
    [
        lambda confidence: rates.byars_interval(5, confidence=confidence),
        lambda confidence: rates.wilson_interval(5, 10, confidence=confidence),
        lambda confidence: funnels.poisson_limits(5, confidence=confidence),
        lambda confidence: comparison.compare_counts(5, 6, days=30, days_before=30, confidence=confidence),
        lambda confidence: comparison.rate_ratio(5, 6, 7, 8, confidence=confidence),
        lambda confidence: association.associate(association.FlagCounts(5, 5, 5, 5), confidence=confidence),
        lambda confidence: trend.mann_kendall([1, 2, 3, 4], confidence=confidence),
    ],
)
def test_a_confidence_that_is_no_proportion_is_refused(function: Callable[[Any], Any], confidence: Any) -> None:
    with pytest.raises(ValueError, match="give a proportion between 0 and 1"):
        function(confidence)


BAD_CALLS: list[tuple[Callable[[], Any], str]] = [
    (lambda: rates.rate([1, 2, 3], [10, 20], per=1), "count and population: shapes .* do not fit"),
    (lambda: rates.rate(1, 10, per=[1, 2]), "per: expected a single number"),
    (lambda: rates.wilson_interval([1, 2, 3], [10, 20]), "numerator and denominator: shapes"),
    (lambda: comparison.rate_ratio([1, 2, 3], [10, 20], 1, 10), "counts, populations and days: shapes"),
    (lambda: comparison.compare_counts([1, 2], 3, days=30, days_before=30), "count: expected a single number"),
    (lambda: comparison.compare_counts(1, 3, days=[30, 31], days_before=30), "days: expected a single number"),
    (lambda: comparison.compare_counts(1, 3, days=30, days_before=30, dispersion=[1, 2]), "dispersion: expected a single number"),
    (lambda: funnels.proportion_limits([1, 2], proportion=[0.1, 0.2, 0.3], confidence=0.9), "denominator and proportion: shapes"),
    (lambda: funnels.estimate_overdispersion([1, 2], 1, [1]), "one value and one error for each area"),
    (lambda: funnels.estimate_overdispersion([1], math.nan, [1]), "a centre that is a number"),
    (lambda: funnels.count_funnel([-1], [math.nan]), "observed: -1 is negative"),
    (lambda: funnels.count_funnel(ONES, ONES, adjustment="additve"), "additve"),
    (lambda: false_discovery.false_discovery([0.1], dependence="none"), "none"),
    (lambda: harm.weigh({12: 1}, harm.HarmWeights("", "", "", "", "", {}, {})), "offence 12: give offence codes as text"),  # type: ignore[dict-item]
    (lambda: association.associate(association.FlagCounts(10**12, 10**12, 10**12, 10**12)), "more than the exact test takes"),
    (lambda: aoristic.aoristic([datetime(1, 1, 1)], [datetime(1, 1, 1, 1)]), "years from 1 to 1970; check the dates"),
    (lambda: aoristic.aoristic([], [], longest=24), "give at least an hour, as a timedelta"),  # type: ignore[arg-type]
    (lambda: aoristic.aoristic(datetime(2019, 1, 1), []), "starts: expected one row"),  # type: ignore[arg-type]
    (lambda: control.protect(None, threshold=5, round_to=None), "table: expected rows of counts"),  # type: ignore[arg-type]
    (lambda: control.protect([[10**17 + 1, 10**17 + 1]], threshold=5, round_to=None), "row 1, column 1: .* is not a count"),
    (lambda: control.may_publish_share(1.5, 40, threshold=5, least_base=20), "numerator: 1.5 is not a count"),  # type: ignore[arg-type]
    (lambda: control.differencing([], threshold=5), "give at least one published table"),
    (lambda: control.dominates([1, 2], n=1.5, k=0.5), "n is 1.5"),  # type: ignore[arg-type]
    (lambda: control.frequencies([1, 2]), "give for every record the same features"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("call", "says"), BAD_CALLS)
def test_other_faults_are_refused_in_words(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_an_infinite_count_does_not_lie_within_a_funnel() -> None:
    with pytest.raises(ValueError, match="observed: a value is infinite"):
        funnels.count_funnel([math.inf, 5], [5, 5])


def test_an_adjustment_may_be_named_by_its_word() -> None:
    observed, expected = np.arange(5, 45), np.full(40, 20)
    by_word = funnels.count_funnel(observed, expected, adjustment="multiplicative")  # type: ignore[arg-type]
    assert by_word.overdispersion.phi > 1
    np.testing.assert_array_equal(by_word.upper, funnels.count_funnel(observed, expected, adjustment=funnels.Adjustment.MULTIPLICATIVE).upper)
    p = [0.01, 0.02, 0.03]
    by_word = false_discovery.adjusted_p_values(p, dependence="Benjamini-Yekutieli")  # type: ignore[arg-type]
    np.testing.assert_array_equal(by_word, false_discovery.adjusted_p_values(p, dependence=false_discovery.Dependence.ANY))


def test_flags_counted_in_small_integers_do_not_overflow() -> None:
    counts = association.FlagCounts(*np.array([200, 100, 90, 250], dtype=np.uint8))
    assert repr(association.associate(counts)) == repr(association.associate(association.FlagCounts(200, 100, 90, 250)))
    assert association.compare_flags(counts).recorded == 640


@pytest.mark.parametrize("counts", [[0.1] * 10, [0.1, 0.2, 0.7, 0.3] * 7, np.random.default_rng(4).random(999)])
def test_shares_of_all_places_are_the_whole_and_gini_is_never_under_0(counts: Any) -> None:
    assert concentration.lorenz(counts).events[-1] == 1
    assert concentration.share_of_top(counts, 1.0) == 1
    assert 0 <= concentration.gini(counts) < 1
    assert 0 <= concentration.generalised_gini(counts) < 1


def test_missing_features_of_short_floating_point_match_all() -> None:
    assert control.frequencies(np.array([[1, np.nan], [1, 2]], dtype=np.float32)).sample.tolist() == [2, 2]


def test_hours_of_no_events_are_empty() -> None:
    found = aoristic.aoristic([], [], longest=timedelta(hours=1))
    assert (found.used, found.not_known, found.grid.sum()) == (0, 0, 0)


CHAIN = hotspots.weights_from_pairs(SIZE, [(place, place + 1) for place in range(SIZE - 1)])
PAIRS = [(place, place + 1) for place in range(SIZE - 1)]

NOTHING_KNOWN = [math.nan] * SIZE

OF_A_MAP: dict[str, Callable[[Any], Any]] = {
    "gi_star": lambda values: hotspots.gi_star(values, CHAIN),
    "gi_star_of_pairs": lambda values: hotspots.gi_star_of_pairs(values, PAIRS),
    "gi": lambda values: hotspots.gi(values, CHAIN),
    "local_moran": lambda values: hotspots.local_moran(values, CHAIN),
    "global_moran": lambda values: autocorrelation.global_moran(values, CHAIN),
    "global_g": lambda values: autocorrelation.global_g(values, CHAIN),
    "conditional_permutations": lambda values: permutations.conditional_permutations(values, CHAIN, permutations=9, seed=1),
    "kernel_density": lambda values: density.kernel_density(values, MONTHS, bandwidth=2, cell=1, bounds=(0, 0, 9, 9), point_spacing=0),
    "knox": lambda values: (
        near_repeat.knox(range(SIZE), values, MONTHS, distance_bands=[0, 5], time_bands=[0, 5], permutations=9, seed=1, exact_places=True).observed
    ),
    "mantel": lambda values: space_time.mantel(range(SIZE), MONTHS, values, permutations=9, seed=1, exact_places=True),
    "xmr_many": lambda values: control_charts.xmr_many([values]).mean,
}


@pytest.mark.parametrize("values", [*UNUSABLE.values(), [[1, 2], [3, 4]], NOTHING_KNOWN], ids=[*UNUSABLE, "a table", "nothing known"])
@pytest.mark.parametrize("name", OF_A_MAP)
def test_what_a_map_cannot_use_is_refused(name: str, values: Any) -> None:
    if name == "xmr_many" and values is NOTHING_KNOWN:
        assert np.isnan(OF_A_MAP[name](values)).all()  # a series of missing months
        return
    with pytest.raises(ValueError, match=r"^\w+.*:"):
        OF_A_MAP[name](values)


@pytest.mark.parametrize("function", OF_A_MAP.values(), ids=OF_A_MAP.keys())
@pytest.mark.parametrize("values", HELD.values(), ids=HELD.keys())
def test_a_map_does_not_depend_on_how_numbers_are_held(function: Callable[[Any], Any], values: Any) -> None:
    assert repr(function(values)) == repr(function(MONTHS))


@pytest.mark.parametrize("alike", [1 / 3, 0.1, 1e12, 0])
def test_a_map_of_equal_values_says_nothing_whatever_the_rounding(alike: float) -> None:
    for values in ([alike] * SIZE, [alike, alike * (1 + 2e-16)] * (SIZE // 2)):
        assert np.isnan(hotspots.gi_star(values, CHAIN)).all()
        assert np.isnan(hotspots.gi_star_of_pairs(values, PAIRS)).all()
        assert np.isnan(hotspots.gi(values, CHAIN)).all()
        assert np.isnan(hotspots.local_moran(values, CHAIN).z).all()
        with pytest.raises(ValueError, match="not all alike"):
            autocorrelation.global_moran(values, CHAIN)


def test_a_map_of_no_places_is_empty() -> None:
    nothing = sparse.csr_array((0, 0))
    assert hotspots.gi_star([], nothing).size == hotspots.gi([], nothing).size == hotspots.local_moran([], nothing).z.size == 0


THREE: Any = ([0, 1, 5], [0, 1, 5], [1, 2, 9])
BANDS = {"distance_bands": [0, 10], "time_bands": [0, 5]}

BAD_MAPS: list[tuple[Callable[[], Any], str]] = [
    (lambda: hotspots.gi_star([1, 2], None), "weights: expected a scipy.sparse matrix"),
    (lambda: hotspots.gi_star([1, 2], sparse.csr_array(np.full((2, 2), 1e200))), "over 1e.50"),
    (lambda: hotspots.gi_star([1, 2], sparse.csr_array([[math.nan, 1], [1, 1]])), "not a number"),
    (lambda: hotspots.gi_star([1, 2], sparse.csr_array([[0, 1], [1, 1]])), "place 0 does not weigh itself"),
    (lambda: hotspots.row_standardised(sparse.csr_array([[-1, 1], [1, 1]])), "a weight is negative"),
    (lambda: hotspots.weights_from_pairs(3, [(0.5, 1)]), "whole ones from 0"),
    (lambda: hotspots.weights_from_pairs(3, [0, 1, 1, 2]), "two place numbers"),
    (lambda: hotspots.weights_from_pairs(3, [(0, 1, 2), (0, 1, 2)]), "two place numbers"),
    (lambda: hotspots.weights_from_pairs(3, [("0", "1")]), "two place numbers"),
    (lambda: hotspots.weights_from_pairs(2.5, []), "size is 2.5"),  # type: ignore[arg-type]
    (lambda: hotspots.weights_from_pairs(0, []), "size is 0"),
    (lambda: density.kernel_density([1], [1], bandwidth=[1, 2], cell=1, bounds=(0, 0, 5, 5)), "bandwidth: expected a single number"),  # type: ignore[arg-type]
    (lambda: density.kernel_density([1], [1], bandwidth=1, cell=1, bounds=(0, 0, 1e9, 1e9)), "take larger cells"),
    (lambda: density.kernel_density([1], [1], bandwidth=2, cell=1, bounds=(0, 0, 5)), "least x, least y"),  # type: ignore[arg-type]
    (lambda: density.kernel_density([1], [1], bandwidth=2, cell=1, bounds=None), "bounds"),  # type: ignore[arg-type]
    (lambda: near_repeat.knox(*THREE, **BANDS, permutations=9.5, seed=1), "permutations is 9.5"),
    (lambda: near_repeat.knox(*THREE, **BANDS, permutations=9, seed=None), "seed is None"),
    (lambda: near_repeat.knox([0, 1e20, 5], [0, 1e20, 5], [1, 2, 3], **BANDS, permutations=9, seed=1), "places lie too far apart"),
    (
        lambda: near_repeat.knox(*THREE, distance_bands=[0, math.inf], time_bands=[0, 5], permutations=9, seed=1),
        "bands: a value is infinite",
    ),
    (lambda: space_time.mantel(*THREE, power=math.nan, permutations=9, seed=1), "power is nan"),
    (lambda: space_time.jacquez(*THREE, neighbours=1.5, permutations=9, seed=1), "neighbours is 1.5"),  # type: ignore[arg-type]
    (lambda: permutations.conditional_permutations(MONTHS, CHAIN, permutations=9, seed=-1), "seed is -1"),
    (lambda: forecast.forecast(MONTHS, ahead=3, seed=None), "seed is None"),  # type: ignore[arg-type]
    (lambda: forecast.backtest(MONTHS, ahead=1.5, seed=1), "ahead is 1.5"),  # type: ignore[arg-type]
    (lambda: control_charts.xmr(MONTHS, baseline=12.0), "leading points"),  # type: ignore[arg-type]
    (lambda: control_charts.xmr(MONTHS, baseline=slice(0.5, 20)), "is not a stretch"),
]


@pytest.mark.parametrize(("call", "says"), BAD_MAPS)
def test_faults_of_maps_and_draws_are_refused_in_words(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
