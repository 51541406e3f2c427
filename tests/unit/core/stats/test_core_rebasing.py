"""Mean and limits that start anew: the guidance's example, steps that stand and that do not, shifts left unexplained."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from wardmoot.core.stats.control_charts import Rule, xmr
from wardmoot.core.stats.rebasing import Finding, Shift, Step, judge, rebase, unexplained_shifts

NAN = math.nan
# The partnership guidance's worked example: twelve months, then a shift; five more months at the new level.
BEFORE = [42, 45, 38, 47, 44, 41, 46, 43, 40, 48, 45, 43]
AFTER = [52, 53, 51, 54, 55, 52, 56, 53, 50, 54, 52, 55]
STEP = Step(12, "domestic abuse incidents recorded by a new unit")


def findings(values: list[float], *steps: Step, **asked: Any) -> list[Finding]:
    return [each.finding for each in judge(values, steps, **asked)]


def test_a_recorded_change_that_held_starts_mean_and_limits_anew() -> None:
    chart = rebase(BEFORE + AFTER, [STEP])
    assert [(each.start, each.stop, each.reason) for each in chart.segments] == [(0, 12, ""), (12, 24, STEP.reason)]
    assert chart.segments[0].chart == xmr(BEFORE)
    assert chart.segments[1].chart == xmr(AFTER)
    assert chart.declined == ()
    assert not any(chart.rules)
    means = chart.line("mean")
    assert means[:12].tolist() == [43.5] * 12
    assert means[12:].tolist() == [pytest.approx(sum(AFTER) / 12)] * 12
    assert len(chart.rules) == chart.line("upper").size == 24


def test_without_a_step_it_is_the_plain_chart() -> None:
    chart = rebase(BEFORE + AFTER, [])
    assert [each.chart for each in chart.segments] == [xmr(BEFORE + AFTER)]
    assert chart.rules == xmr(BEFORE + AFTER).rules


def test_a_reason_is_needed() -> None:
    with pytest.raises(ValueError, match="the step at point 12 has no reason; record what changed"):
        Step(12, "  ")


def test_a_step_without_a_shift_does_not_stand() -> None:
    level = BEFORE + BEFORE
    chart = rebase(level, [STEP])
    assert [(each.step, each.finding) for each in chart.declined] == [(STEP, Finding.NO_SHIFT)]
    assert [each.chart for each in chart.segments] == [xmr(level)]
    # Six above and one below is no shift, and neither are seven with a gap among them.
    assert findings([*BEFORE, *AFTER[:6], 40, *AFTER], STEP) == [Finding.NO_SHIFT]
    assert findings([*BEFORE, *AFTER[:3], NAN, *AFTER], STEP) == [Finding.NO_SHIFT]
    assert findings([*BEFORE, *AFTER[:7], NAN, *AFTER], STEP) == [Finding.STANDS]


def test_a_run_that_began_before_the_step_is_not_its_doing() -> None:
    # Five high points, then the step, then four: nine on one side of the mean, of which only four follow it.
    values = [*BEFORE, *AFTER[:5], *AFTER[:4], *BEFORE]
    assert findings(values, Step(17, "a reason")) == [Finding.NO_SHIFT]


def test_limits_need_points_before_and_after() -> None:
    assert findings(BEFORE + AFTER[:11], STEP) == [Finding.TOO_FEW_AFTER]
    assert findings(BEFORE[1:] + AFTER, Step(11, "a reason")) == [Finding.TOO_FEW_BEFORE]
    assert findings([*BEFORE[:-1], NAN, *AFTER], STEP) == [Finding.TOO_FEW_BEFORE]
    assert findings(BEFORE[:8] + AFTER[:8], Step(8, "a reason"), fewest=8) == [Finding.STANDS]


def test_a_second_step_is_judged_by_the_level_of_the_first() -> None:
    back = Step(24, "the unit was closed")
    values = BEFORE + AFTER + BEFORE
    assert findings(values, back, STEP) == [Finding.STANDS, Finding.STANDS]
    assert [each.reason for each in rebase(values, [back, STEP]).segments] == ["", STEP.reason, back.reason]
    # A step that does not stand takes no points from the next.
    assert findings(BEFORE + BEFORE + AFTER, Step(18, "nothing followed"), Step(24, "the new unit")) == [Finding.TOO_FEW_AFTER, Finding.STANDS]
    # The step between is declined, so that the last is judged by everything before it.
    none = Step(12, "nothing followed")
    assert findings(BEFORE + BEFORE + AFTER, none, Step(24, "the new unit")) == [Finding.NO_SHIFT, Finding.STANDS]
    assert [each.start for each in rebase(BEFORE + BEFORE + AFTER, [none, Step(24, "the new unit")]).segments] == [0, 24]


def test_no_run_crosses_a_step() -> None:
    # A trend runs over the step in the plain chart and ends at it in the other.
    values = [*BEFORE[:8], 41, 42, 43, 44, 52, 53, 54, 55, 56, 52, 53, 54, 51, 52, 53, 54]
    assert Rule.TREND in xmr(values).rules[12]
    chart = rebase(values, [STEP])
    assert len(chart.segments) == 2
    assert not any(Rule.TREND in rules for rules in chart.rules)


def test_shifts_that_nobody_has_explained() -> None:
    values = BEFORE + AFTER
    assert unexplained_shifts(values) == (Shift(0, 12, above=False), Shift(12, 24, above=True))
    assert unexplained_shifts(values, [STEP]) == ()
    assert unexplained_shifts(BEFORE + BEFORE) == ()
    late = unexplained_shifts(BEFORE + AFTER + [value + 20 for value in AFTER], [STEP])
    assert [(each.start, each.stop) for each in late] == [(12, 24), (24, 36)]
    assert unexplained_shifts([]) == ()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: judge([1, 2, 3], [Step(0, "a reason")]), "not within the 3 points: give 1 to 2"),
        (lambda: judge([1, 2, 3], [Step(3, "a reason")]), "not within the 3 points"),
        (lambda: rebase([1, 2, 3], [Step(2, "one"), Step(2, "two")]), "two steps at point 2"),
        (lambda: rebase([1, 2, 3], [], fewest=6), "a shift alone takes 7"),
        (lambda: rebase([1, math.inf], []), "a value is infinite"),
        (lambda: rebase(np.ones((2, 2)), []), "expected one series"),
    ],
)
def test_bad_steps_are_refused(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
