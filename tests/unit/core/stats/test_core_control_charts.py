"""Control charts: published unit cases of each rule, published limits, a slow reference, missing months, rounding."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from wardmoot.core.stats.control_charts import PRECEDENCE, Rule, XmR, consecutive_to_last, first_rule, xmr

NAN = math.nan
# The partnership guidance's worked example: twelve months of baseline, then seven months.
BASELINE = [42, 45, 38, 47, 44, 41, 46, 43, 40, 48, 45, 43]
AFTER = [52, 53, 51, 54, 55, 52, 56]
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates of ten batches.
NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]

# Twenty standard normal numbers (R, set.seed(123); rnorm(20)), the series behind the published snapshots.
NORMAL = [
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285, -0.44566197),
    *(1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141),
]


def flagged(chart: XmR, rule: Rule) -> list[int]:
    return [int(rule in rules) for rules in chart.rules]


def obvious_rules(values: list[float], chart: XmR) -> list[set[Rule]]:
    """The four rules, read out point by point for whole numbers (limits as the chart has them)."""
    known = [value for value in values if not math.isnan(value)]
    found: list[set[Rule]] = [set() for _ in values]

    def side(value: float) -> int:
        gap = 0 if math.isnan(value) else value * len(known) - sum(known)
        return (gap > 0) - (gap < 0)

    for i, value in enumerate(values):
        if value > chart.upper or value < chart.lower:
            found[i].add(Rule.OUTSIDE_LIMITS)
    for start in range(len(values) - 6):
        window = values[start : start + 7]
        steps = list(pairwise(window))
        if {side(value) for value in window} in ({1}, {-1}):
            for i in range(start, start + 7):
                found[i].add(Rule.SHIFT)
        if all(a < b for a, b in steps) or all(a > b for a, b in steps):
            for i in range(start, start + 7):
                found[i].add(Rule.TREND)
    for start in range(len(values) - 2):
        window = values[start : start + 3]
        near = [chart.near_upper < v <= chart.upper or chart.lower <= v < chart.near_lower for v in window]
        if {side(value) for value in window} in ({1}, {-1}) and sum(near) >= 2:
            for i in range(3):
                if near[i]:
                    found[start + i].add(Rule.TWO_IN_THREE)
    return found


def test_the_worked_example_of_the_guidance() -> None:
    chart = xmr(BASELINE + AFTER, baseline=12)
    assert (chart.mean, round(chart.lower, 2), round(chart.upper, 2)) == (43.5, 31.65, 55.35)
    assert (round(chart.near_lower, 2), round(chart.near_upper, 2)) == (35.60, 51.40)
    assert flagged(chart, Rule.SHIFT) == [0] * 12 + [1] * 7
    assert flagged(chart, Rule.OUTSIDE_LIMITS) == [0] * 18 + [1]
    # Fixed limits are those of the baseline alone.
    alone = xmr(BASELINE)
    assert (alone.mean, alone.lower, alone.upper) == (chart.mean, chart.lower, chart.upper)
    assert xmr(BASELINE + AFTER, baseline=slice(0, 12)) == chart


def test_the_limits_of_the_nist_handbook() -> None:
    chart = xmr(NIST)
    assert chart.mean == pytest.approx(50.81)
    # The handbook divides by 1.128 (limits 45.8159 and 55.8041); 2.66 is that, rounded.
    assert chart.upper == pytest.approx(55.8041, abs=0.002)
    assert chart.lower == pytest.approx(45.8159, abs=0.002)
    assert all(not rules for rules in chart.rules)


@pytest.mark.vectors
def test_shifts_and_trends_are_the_published_unit_cases(vectors: Path) -> None:
    cases = json.loads((vectors / "control-charts" / "nhsr_rule_units.json").read_text())
    for case in cases["seven_one_side"]:
        # The side of each point, with two far points after a gap that put the mean at 0.
        values = [*case["rel"], NAN, -sum(case["rel"]) - 100, 100]
        expected = whole_runs(case["flag_last_of_7"])
        assert flagged(xmr(values), Rule.SHIFT)[: len(expected)] == expected
    for case in cases["seven_trend"]:
        expected = whole_runs([abs(flag) for flag in case["flag"]])
        assert flagged(xmr(case["y"]), Rule.TREND) == expected
    for case in cases["part_of_seven"]:
        assert whole_runs(case["v"]) == case["part"]


def whole_runs(last_of_seven: list[int]) -> list[int]:
    """Every point of a run, where the published case marks its seventh and later points."""
    return [int(any(last_of_seven[i : i + 7])) for i in range(len(last_of_seven))]


@pytest.mark.vectors
def test_two_in_three_is_the_published_unit_cases(vectors: Path) -> None:
    cases = json.loads((vectors / "control-charts" / "nhsr_rule_units.json").read_text())["two_of_three"]
    assert len(cases) == 4
    # Baseline with mean 0 and limits +-2.66, near limits +-1.77.
    baseline = [0.5, -0.5] * 6
    for case in cases:
        points = [side * (2.0 if near else 0.1) for side, near in zip(case["rel"], case["close"], strict=True)]
        chart = xmr([*baseline, NAN, *points], baseline=12)
        expected = [int(flag and near) for flag, near in zip(case["flag"], case["close"], strict=True)]
        assert flagged(chart, Rule.TWO_IN_THREE)[13:] == expected


@pytest.mark.vectors
def test_constants_and_precedence_are_those_published(vectors: Path) -> None:
    published = json.loads((vectors / "control-charts" / "nhsr_rule_units.json").read_text())
    assert xmr([0, 1]).upper - 0.5 == pytest.approx(published["constants"]["limit"])
    assert xmr([0, 1]).near_upper - 0.5 == pytest.approx(published["constants"]["limit"] * 2 / 3)
    names = {Rule.OUTSIDE_LIMITS: "outside limits", Rule.TREND: "7 point trend", Rule.TWO_IN_THREE: "2 in 3", Rule.SHIFT: "7 points one side"}
    assert [names[rule] for rule in PRECEDENCE] == published["precedence"]


@pytest.mark.vectors
def test_limits_are_the_published_snapshots(vectors: Path) -> None:
    published = json.loads((vectors / "control-charts" / "nhsr_rule_units.json").read_text())["published_snapshots"]
    outlier = [*NORMAL[:14], 10, *NORMAL[15:]]
    charts = {"r1": xmr(NORMAL), "r2_outlier_screened": xmr(outlier), "r3_not_screened": xmr(outlier, screen_outliers=False)}
    for name, chart in charts.items():
        expected = published[name]
        assert (chart.mean, chart.lower, chart.upper) == pytest.approx((expected["mean"], expected["lpl"], expected["upl"]), abs=1e-6), name


def test_one_wild_month_is_screened_out_of_the_limits() -> None:
    values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 100, 11, 10]
    screened, whole = xmr(values), xmr(values, screen_outliers=False)
    assert screened.upper - screened.mean == pytest.approx(2.66)
    assert whole.upper - whole.mean == pytest.approx(2.66 * (10 + 89 + 89) / 12)
    assert Rule.OUTSIDE_LIMITS in screened.rules[10]


@pytest.mark.parametrize(("step", "mean_range"), [(4.2, 14.2 / 11), (4.474, 1)])
def test_a_range_is_screened_from_3_267_times_the_mean(step: float, mean_range: float) -> None:
    # Ten ranges of 1 and one of 4.2 (3.254 times their mean) or of 4.474 (3.4 times).
    chart = xmr([*[0, 1] * 5, 0, step])
    assert chart.upper - chart.mean == pytest.approx(2.66 * mean_range)


def test_screening_happens_once() -> None:
    # Ranges 1 x 20, 10, 100: mean 5.91 screens 100 only; a second pass would screen 10 too.
    values = [0, 1] * 10 + [0, 10, 110]
    assert xmr(values).upper - xmr(values).mean == pytest.approx(2.66 * 30 / 21)


@pytest.mark.parametrize("seed", range(12))
def test_rules_are_those_of_the_obvious_reading(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.poisson(30, 60) + np.where(np.arange(60) > 40, 8 * (seed % 3), 0) + np.arange(60) * (seed % 2) // 6
    held = values.astype(float)
    held[rng.random(60) < 0.04 * (seed % 4)] = NAN
    chart = xmr(held)
    assert [set(rules) for rules in chart.rules] == obvious_rules(held.tolist(), chart)


def test_no_moving_range_crosses_a_missing_month() -> None:
    chart = xmr([1, 2, NAN, 101, 102])
    assert chart.upper - chart.mean == pytest.approx(2.66)


def test_no_run_crosses_a_missing_month() -> None:
    low = [5, 6] * 10
    run = [20, 21, 20, 21, 20, 21, 20]
    assert flagged(xmr(low + run, baseline=20), Rule.SHIFT)[20:] == [1] * 7
    assert flagged(xmr([*low, *run[:4], NAN, *run[4:]], baseline=20), Rule.SHIFT)[20:] == [0] * 8
    assert flagged(xmr([1, 2, 3, 4, NAN, 5, 6, 7, 8]), Rule.TREND) == [0] * 9


def test_a_missing_month_is_never_flagged_and_keeps_its_place() -> None:
    chart = xmr([*BASELINE, NAN, 90], baseline=12)
    assert len(chart.rules) == 14
    assert chart.rules[12] == frozenset()
    assert Rule.OUTSIDE_LIMITS in chart.rules[13]


def test_a_point_on_the_mean_breaks_a_run() -> None:
    # Mean 10: six above, one on it, six above, then the balance below.
    run = [11, 12, 11, 12, 11, 12, 10, 11, 12, 11, 12, 11, 12]
    values = [*run, *[8, 9] * 6]
    assert sum(values) == 10 * len(values)
    assert flagged(xmr(values), Rule.SHIFT) == [0] * 13 + [1] * 12
    values[6], values[-1] = 11, 8
    assert flagged(xmr(values), Rule.SHIFT) == [1] * 13 + [1] * 12


@pytest.mark.parametrize("scale", [0.1, 1 / 3, 1e-9, 1e6])
def test_on_the_mean_is_not_decided_by_rounding(scale: float) -> None:
    # Tenths have no exact binary form; a tenth of 10 still lies on the mean of tenths whose mean it is.
    values = [11, 12, 11, 12, 11, 12, 10, 11, 12, 11, 12, 11, 12, *[8, 9] * 6]
    assert xmr([value * scale for value in values]).rules == xmr(values).rules
    assert all(not rules for rules in xmr([scale] * 60).rules)


def test_values_all_alike_are_common_cause() -> None:
    chart = xmr([7] * 30)
    assert (chart.mean, chart.lower, chart.upper) == (7, 7, 7)
    assert all(not rules for rules in chart.rules)


def test_a_tie_breaks_a_trend() -> None:
    assert not any(flagged(xmr([1, 2, 3, 3, 4, 5, 6, 7]), Rule.TREND))
    assert flagged(xmr([7, 6, 5, 4, 3, 2, 1, 2]), Rule.TREND) == [1] * 7 + [0]


def test_too_few_points_have_no_limits_and_no_flags() -> None:
    for values in ([], [NAN, NAN], [5]):
        chart = xmr(values)
        assert math.isnan(chart.upper)
        assert chart.rules == (frozenset(),) * len(values)
    assert xmr([5]).mean == 5


def test_one_label_a_point_in_order() -> None:
    assert first_rule(frozenset(Rule)) is Rule.OUTSIDE_LIMITS
    assert first_rule({Rule.SHIFT, Rule.TWO_IN_THREE}) is Rule.TWO_IN_THREE
    assert first_rule(frozenset()) is None


def test_consecutive_months_to_the_last() -> None:
    assert consecutive_to_last([1, 2, 3]) == 3
    assert consecutive_to_last([NAN, 2, 3]) == 2
    assert consecutive_to_last([1, 2, NAN]) == 0
    assert consecutive_to_last([]) == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: xmr([1, math.inf]), "a value is infinite"),
        (lambda: xmr([[1, 2]]), "expected one series"),
        (lambda: xmr([1, 2, 3], baseline=1), "give 2 to 3 leading points"),
        (lambda: xmr([1, 2, 3], baseline=4), "give 2 to 3 leading points"),
        (lambda: xmr([1, 2, 3], baseline=slice(5, 9)), "is not a stretch"),
        (lambda: xmr([1, 2, 3], baseline=slice(0, 3, 2)), "is not a stretch"),
    ],
)
def test_bad_series_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
