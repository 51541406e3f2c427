"""The names, signatures and fields that checks outside the project call, each used as an outside caller would."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from wardmoot.core.calendar import FiscalYear, add_months, working_days_after
from wardmoot.core.stats import concentration, control_charts, disclosure_control, funnels, hotspots, near_repeat, rates

PROMISED = [
    (rates.rate, "count, population, *, per"),
    (rates.byars_interval, "count, *, confidence=0.95"),
    (rates.wilson_interval, "numerator, denominator, *, confidence=0.95"),
    (rates.directly_standardised_rate, "counts, populations, standard, *, per, confidence=0.95"),
    (control_charts.xmr, "values, *, baseline=None, screen_outliers=True"),
    (funnels.poisson_limits, "expected, *, confidence"),
    (funnels.proportion_limits, "denominator, *, proportion, confidence"),
    (hotspots.gi_star, "values, weights"),
    (hotspots.local_moran, "values, weights"),
    (hotspots.kernel_density, "x, y, *, bandwidth, cell, bounds"),
    (near_repeat.knox, "x, y, days, *, distance_bands, time_bands, permutations, seed, metric"),
    (concentration.gini, "counts"),
    (concentration.lorenz, "counts"),
    (concentration.share_of_top, "counts, top"),
    (disclosure_control.protect, "table, *, threshold, round_to"),
]


@pytest.mark.parametrize(("function", "promised"), PROMISED, ids=[function.__name__ for function, _ in PROMISED])
def test_a_signature_is_the_one_promised(function: Callable[..., Any], promised: str) -> None:
    given = inspect.signature(function).parameters
    by_name = False
    for part in promised.split(", "):
        name, _, default = part.partition("=")
        if name == "*":
            by_name = True
            continue
        assert given[name].kind is (inspect.Parameter.KEYWORD_ONLY if by_name else inspect.Parameter.POSITIONAL_OR_KEYWORD), name
        assert not default or repr(given[name].default) == default, name
    extra = [given[name] for name in given if name not in promised.replace("=", ", ").split(", ")]
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY and each.default is not inspect.Parameter.empty for each in extra)


def field_names(result: Any) -> list[str]:
    assert is_dataclass(result)
    name = fields(result)[0].name
    with pytest.raises(AttributeError):
        setattr(result, name, None)  # frozen
    return [each.name for each in fields(result)]


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda values: np.array(values, dtype=np.int32)])
def test_rates_take_lists_and_arrays_and_give_arrays(kind: Callable[[list[int]], Any]) -> None:
    found = rates.rate(kind([5, 10]), kind([100, 1000]), per=1000)
    assert isinstance(found, np.ndarray)
    assert found.tolist() == [50, 10]
    lower, upper = rates.byars_interval(kind([0, 65]))
    assert math.isnan(lower[0])
    assert (round(lower[1], 2), round(upper[1], 2)) == (50.16, 82.85)
    lower, upper = rates.wilson_interval(kind([0, 20]), kind([10, 76]))
    assert (lower[0], round(upper[1], 3)) == (0, 0.372)


def test_single_numbers_give_single_numbers() -> None:
    assert rates.rate(5, 100, per=1000) == 50
    for limits in (rates.byars_interval(65), rates.wilson_interval(20, 76), funnels.poisson_limits(5, confidence=0.95)):
        assert isinstance(limits, tuple)
        assert [type(limit) for limit in limits] == [float, float]
        assert limits[0] < limits[1]
    assert math.isnan(rates.byars_interval(1, confidence=0.998)[0])  # missing where negative, not 0


def test_a_standardised_rate_has_value_and_limits() -> None:
    found = rates.directly_standardised_rate([10, 40], [1000, 1000], [3, 1], per=1000)
    assert field_names(found) == ["value", "lower", "upper"]
    assert found.lower < found.value == 17.5 < found.upper


def test_a_control_chart_has_limits_and_a_set_of_rules_a_point() -> None:
    months = [42, 45, 38, 47, 44, float("nan"), 46, 43, 40, 48, 45, 43, 96]
    found = control_charts.xmr(months, baseline=12)
    assert {"mean", "lower", "upper", "near_lower", "near_upper", "rules"} <= set(field_names(found))
    assert found.lower < found.near_lower < found.mean < found.near_upper < found.upper
    assert len(found.rules) == len(months)
    assert [set(rules) for rules in found.rules[:-1]] == [set()] * 12
    assert found.rules[-1] == {control_charts.Rule.OUTSIDE_LIMITS}
    # the gap takes two moving ranges: nine are left of eleven
    assert found.upper - found.mean == pytest.approx(2.66 * np.mean([3, 7, 9, 3, 3, 3, 8, 3, 2]))


def test_funnel_limits_are_on_the_count_and_on_the_share() -> None:
    lower, upper = funnels.poisson_limits([5, 50], confidence=0.95)
    assert (round(lower[0], 2), round(upper[0], 2)) == (0.68, 10.3)
    lower, upper = funnels.proportion_limits(102, proportion=0.80642448, confidence=0.95)
    assert (round(lower, 4), round(upper, 4)) == (0.7297, 0.8831)


def test_clusters_take_any_sparse_weights_with_the_place_itself() -> None:
    chain = np.eye(4) + np.diag([1] * 3, 1) + np.diag([1] * 3, -1)
    for weights in (sparse.csr_array(chain), sparse.csc_matrix(chain), sparse.coo_array(chain.astype(int))):
        z = hotspots.gi_star([9, 5, 1, 1], weights)
        assert isinstance(z, np.ndarray)
        assert z.round(2).tolist() == [1.57, 0.9, -1.51, -1.57]
        found = hotspots.local_moran([9, 5, 1, 1], weights)
        assert {"I", "z"} <= set(field_names(found))
        assert found.I.shape == found.z.shape == (4,)
        np.testing.assert_allclose(found.I, [5 / 11, 2 / 11, 6 / 11, 9 / 11])


def test_a_density_surface_sums_to_its_events() -> None:
    grid = hotspots.kernel_density([500.0, 700.0], [500.0, 600.0], bandwidth=100, cell=50, bounds=(0, 0, 1200, 1000))
    assert grid.shape == (20, 24)
    assert grid.sum() * 50**2 == pytest.approx(2, rel=1e-3)


@pytest.mark.parametrize(("metric", "pairs"), [("euclidean", [[1, 0], [1, 1]]), ("manhattan", [[1, 0], [1, 0]])])
def test_near_repeats_have_a_row_a_distance_band_and_a_column_a_time_band(metric: Any, pairs: list[list[int]]) -> None:
    # pairs 5, 66 and 71 apart (7, 93 and 100 along the streets) and 1, 13 and 14 days; a band leaves its upper edge out
    x, y, days, bands = [0, 3, 50, 10_050], [0, 4, 50, 0], [0, 1, 14, 400], {"distance_bands": [0, 50, 100], "time_bands": [0, 14, 15]}
    found = near_repeat.knox(x, y, days, **bands, permutations=99, seed=1, metric=metric)
    assert {"observed", "ratio", "p"} <= set(field_names(found))
    assert found.observed.shape == found.ratio.shape == found.p.shape == (2, 2)
    assert found.observed.tolist() == pairs
    assert (found.p >= 1 / 100).all()
    np.testing.assert_array_equal(near_repeat.knox(x, y, days, **bands, permutations=99, seed=1, metric=metric).p, found.p)


def test_concentration() -> None:
    assert concentration.gini([5, 3, 1, 1, 0, 0, 0, 0, 0, 0]) == pytest.approx(0.74)
    assert concentration.share_of_top([48, 20, 15, 10, 0, 0], 1) == pytest.approx(48 / 93)
    curve = concentration.lorenz([3, 1])
    assert curve.places.tolist() == [0, 0.5, 1]
    assert curve.events.tolist() == [0, 0.25, 1]


@pytest.mark.parametrize("kind", [list, np.array])
def test_a_protected_table_hides_small_counts_and_enough_others(kind: Callable[[Any], Any]) -> None:
    table = kind([[20, 3, 30, 53], [25, 40, 35, 100], [15, 22, 33, 70], [60, 65, 98, 223]])
    found = [list(row) for row in disclosure_control.protect(table, threshold=5, round_to=None)]
    assert found[0][1] == "[c]"
    assert sum(cell == "[c]" for row in found for cell in row) >= 4
    assert all(cell == "[c]" or cell == true for row, known in zip(found, table, strict=True) for cell, true in zip(row, known, strict=True))
    rounded = [list(row) for row in disclosure_control.protect(table, threshold=5, round_to=5)]
    assert all(cell == "[c]" or cell % 5 == 0 for row in rounded for cell in row)


def test_the_calendar() -> None:
    assert FiscalYear.containing(date(2019, 3, 31)).start == date(2018, 4, 1)
    assert add_months(date(2019, 1, 31), 1) == date(2019, 2, 28)
    assert working_days_after(date(2019, 12, 24), 2) == date(2019, 12, 30)
