"""Many control charts at once: each is the chart of `xmr`, the slow oracle; the published unit cases; refusals."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wardmoot.core.stats.control_charts import PRECEDENCE, Rule, XmRTable, xmr, xmr_many

NAN = math.nan


def assert_as_one_by_one(values: np.ndarray, found: XmRTable, **asked: Any) -> None:
    for number, row in enumerate(values):
        one = xmr(row, **asked)
        assert found.rules(number) == one.rules, number
        for name in ("mean", "lower", "upper", "near_lower", "near_upper"):
            assert getattr(found, name)[number] == pytest.approx(getattr(one, name), rel=1e-12, abs=1e-12, nan_ok=True)


def some_series(kind: str, rng: np.random.Generator) -> np.ndarray:
    values = rng.poisson(25, (60, 48)).astype(float)
    match kind:
        case "few":
            values = rng.poisson(1, values.shape).astype(float)
        case "gaps":
            values[rng.random(values.shape) < 0.1] = NAN
            values[0] = NAN
            values[1, 1:] = NAN
            values[2, ::2] = NAN
        case "steps":
            values[:, 24:] += rng.integers(-12, 12, (60, 1))
        case "rates":
            values /= rng.uniform(3, 9, (60, 1))
        case "slopes":
            values += np.arange(48) * rng.uniform(-2, 2, (60, 1))
        case "wild":
            values[np.arange(60), rng.integers(0, 48, 60)] = 400
        case "alike":
            values[:] = rng.choice([0.1, 7, 1e9], (60, 1))
    return values


@pytest.mark.parametrize("kind", ["counts", "few", "gaps", "steps", "rates", "slopes", "wild", "alike"])
@pytest.mark.parametrize("asked", [{}, {"screen_outliers": False}, {"baseline": 24}, {"baseline": slice(6, 30)}])
def test_every_chart_is_that_of_the_series_alone(kind: str, asked: dict[str, Any]) -> None:
    values = some_series(kind, np.random.default_rng(17))
    assert_as_one_by_one(values, xmr_many(values, **asked), **asked)


def test_flags_are_read_by_rule_and_by_series() -> None:
    values = np.array([[42, 45, 38, 47, 44, 41, 46, 43, 40, 48, 45, 43, 52, 53, 51, 54, 55, 52, 56.0], [5.0] * 19])
    charts = xmr_many(values, baseline=12)
    assert charts.flagged(Rule.SHIFT).astype(int).tolist() == [[0] * 12 + [1] * 7, [0] * 19]
    assert charts.flagged(Rule.OUTSIDE_LIMITS)[0].tolist() == [False] * 18 + [True]
    for rule in PRECEDENCE:
        assert charts.flagged(rule)[0].tolist() == [rule in rules for rules in charts.rules(0)]
    assert (round(charts.lower[0], 2), round(charts.upper[0], 2)) == (31.65, 55.35)


@pytest.mark.vectors
def test_the_published_unit_cases_hold_for_many_at_once(vectors: Path) -> None:
    cases = json.loads((vectors / "control-charts" / "nhsr_rule_units.json").read_text())
    shifts = [[*case["rel"], *[NAN] * (10 - len(case["rel"])), -sum(case["rel"]) - 100, 100] for case in cases["seven_one_side"]]
    expected = [case["flag_last_of_7"] for case in cases["seven_one_side"]]
    for row, flags in zip(xmr_many(shifts).flagged(Rule.SHIFT), expected, strict=True):
        assert row[: len(flags)].tolist() == [any(flags[i : i + 7]) for i in range(len(flags))]
    longest = max(len(case["y"]) for case in cases["seven_trend"])
    trends = [[*case["y"], *[NAN] * (longest - len(case["y"]))] for case in cases["seven_trend"]]
    for row, case in zip(xmr_many(trends).flagged(Rule.TREND), cases["seven_trend"], strict=True):
        flags = [abs(flag) for flag in case["flag"]]
        assert row[: len(flags)].tolist() == [any(flags[i : i + 7]) for i in range(len(flags))]
    baseline = [0.5, -0.5] * 6
    for case in cases["two_of_three"]:
        points = [side * (2.0 if near else 0.1) for side, near in zip(case["rel"], case["close"], strict=True)]
        row = xmr_many([[*baseline, NAN, *points]], baseline=12).flagged(Rule.TWO_IN_THREE)[0]
        assert row[13:].tolist() == [bool(flag and near) for flag, near in zip(case["flag"], case["close"], strict=True)]


def test_on_the_mean_does_not_hang_on_the_order_of_adding() -> None:
    # A running sum of tenths is off by rounding; one point on the mean must break every run in all of them.
    tenths = np.array([[0.9, 1.1] * 3 + [1.0] + [1.2] * 6 + [1.0] + [0.8] * 6 + [1.0] * 5])
    order = np.array([np.random.default_rng(seed).permutation(25) for seed in range(200)])
    values = tenths[0][order]
    assert_as_one_by_one(values, xmr_many(values))
    assert not xmr_many(tenths).flagged(Rule.SHIFT).any()


def test_a_moving_range_at_the_screen_is_left_out_by_both() -> None:
    # Ranges of 1000 nine times and of 4488 once: 3.267 times their mean of 1348.8 is 4406.5; and one exactly at it.
    steps = [1000.0] * 9
    exactly = 9 * 3.267 * 1000 / (10 - 3.267)
    values = np.array([np.concatenate(([0], np.cumsum([*steps, last]))) for last in (4488.0, 4300.0, exactly)])
    assert_as_one_by_one(values, xmr_many(values))
    assert xmr_many(values).upper - xmr_many(values).mean == pytest.approx([2660, 2.66 * (9000 + 4300) / 10, 2660])


def test_no_series_and_no_months() -> None:
    assert xmr_many(np.empty((0, 5))).mean.shape == (0,)
    none = xmr_many(np.empty((3, 0)))
    assert np.isnan(none.mean).all()
    assert none.rules(0) == ()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: xmr_many([1, 2, 3]), "one row a series"),
        (lambda: xmr_many([[1, math.inf]]), "a value is infinite"),
        (lambda: xmr_many([["a"]]), "expected numbers"),
        (lambda: xmr_many([[1, 2, 3]], baseline=4), "give 2 to 3 leading points"),
        (lambda: xmr_many([[1, 2, 3]], baseline=slice(2, 1)), "is not a stretch"),
    ],
)
def test_bad_tables_are_refused(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
