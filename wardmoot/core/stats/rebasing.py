"""Mean and limits that start anew where something changed: only at a recorded date, for a recorded reason, and if it held.

Limits that are moved whenever the points move never show anything. So a step is proposed by a person, with its reason;
`judge` says whether the points bear it out, `rebase` draws the chart with the steps that stand, and `unexplained_shifts`
lists the runs for which nobody has recorded a reason yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from wardmoot.core.stats._checks import Floats, series
from wardmoot.core.stats.control_charts import RUN, Rule, XmR, xmr

FEWEST = 12
"""Limits rest on at least this many points, before a step and after it."""


class Finding(StrEnum):
    """What the points say of a step."""

    STANDS = "stands"
    NO_SHIFT = "the seven points from the step on are not on one side of the mean before it"
    TOO_FEW_BEFORE = "too few points before the step"
    TOO_FEW_AFTER = "too few points after the step, so far"


@dataclass(frozen=True, slots=True)
class Step:
    """A recorded change: the number of the first point after it, and what changed. Raises ValueError without a reason."""

    at: int
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"the step at point {self.at} has no reason; record what changed, or leave mean and limits as they are")


@dataclass(frozen=True, slots=True)
class Judged:
    """A step and what the points say of it."""

    step: Step
    finding: Finding


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of points, from `start` up to but without `stop`, under one mean and one pair of limits.

    `reason` is that of the step it starts with, empty for the first.
    """

    start: int
    stop: int
    reason: str
    chart: XmR


@dataclass(frozen=True, slots=True)
class Rebased:
    """A chart of several segments, in order, and the steps that did not stand with why."""

    segments: tuple[Segment, ...]
    declined: tuple[Judged, ...]

    @property
    def rules(self) -> tuple[frozenset[Rule], ...]:
        """The rules that flag each point, by the mean and limits of its own segment; no run crosses a step."""
        return tuple(rules for segment in self.segments for rules in segment.chart.rules)

    def line(self, name: str) -> Floats:
        """One of `mean`, `lower`, `upper`, `near_lower`, `near_upper`, as a value for each point."""
        return np.concatenate([np.full(each.stop - each.start, getattr(each.chart, name)) for each in self.segments])


@dataclass(frozen=True, slots=True)
class Shift:
    """A run of seven or more points on one side of the mean, from `start` up to but without `stop`."""

    start: int
    stop: int
    above: bool


def judge(values: ArrayLike, steps: Iterable[Step], *, fewest: int = FEWEST, screen_outliers: bool = True) -> tuple[Judged, ...]:
    """Each step, in order, with what the points say of it.

    A step stands where at least `fewest` points are known between the standing step before it (or the start) and it, at
    least `fewest` from it to the next step (or the end), and the seven points from it on, none missing, all lie on one
    side of the mean before it. Steps may come in any order. Raises ValueError for a step that is not within the points,
    two at one point, `fewest` under 7, and as `control_charts.xmr` does.

    Source: NHS England, Making Data Count, guidance on recalculating limits: a known change, a shift that follows it, and
    reason to expect that it lasts. The numbers of points are this project's.

    >>> [each.finding.name for each in judge([5, 6] * 6 + [9, 8] * 6, [Step(12, "a new recording rule")])]
    ['STANDS']
    """
    points, ordered = series(values, "values"), _in_order(steps, np.size(values))
    if fewest < RUN:
        raise ValueError(f"fewest is {fewest}; a shift alone takes {RUN} points")
    found: list[Judged] = []
    start = 0
    ends = [*(step.at for step in ordered), points.size][1:]
    for step, stop in zip(ordered, ends, strict=True):
        finding = _finding(points[start:stop], step.at - start, fewest, screen_outliers)
        found.append(Judged(step, finding))
        start = step.at if finding is Finding.STANDS else start
    return tuple(found)


def _in_order(steps: Iterable[Step], size: int) -> Sequence[Step]:
    ordered = sorted(steps, key=lambda step: step.at)
    for step in ordered:
        if not 0 < step.at < size:
            raise ValueError(f"the step at point {step.at} is not within the {size} points: give 1 to {size - 1}, the first point after the change")
    for one, other in pairwise(ordered):
        if one.at == other.at:
            raise ValueError(f"two steps at point {one.at}: give one, with both reasons")
    return ordered


def _finding(points: Floats, at: int, fewest: int, screen_outliers: bool) -> Finding:
    known = ~np.isnan(points)
    if known[:at].sum() < fewest:
        return Finding.TOO_FEW_BEFORE
    if known[at:].sum() < fewest:
        return Finding.TOO_FEW_AFTER
    # All seven in a shift: only if they are on one side, since the points end with them; a gap among them breaks it.
    chart = xmr(points[: at + RUN], baseline=slice(0, at), screen_outliers=screen_outliers)
    return Finding.STANDS if all(Rule.SHIFT in rules for rules in chart.rules[-RUN:]) else Finding.NO_SHIFT


def rebase(values: ArrayLike, steps: Iterable[Step], *, fewest: int = FEWEST, screen_outliers: bool = True) -> Rebased:
    """The chart of `values` with mean and limits that start anew at each step that stands (see `judge`, which raises).

    Without steps, or where none stands, it is one segment: the chart of `control_charts.xmr`.

    >>> chart = rebase([5, 6] * 6 + [9, 8] * 6, [Step(12, "a new recording rule")])
    >>> [(each.start, each.stop, each.chart.mean, each.reason) for each in chart.segments]
    [(0, 12, 5.5, ''), (12, 24, 8.5, 'a new recording rule')]
    """
    points = series(values, "values")
    judged = judge(points, steps, fewest=fewest, screen_outliers=screen_outliers)
    standing = [each.step for each in judged if each.finding is Finding.STANDS]
    edges = [0, *(step.at for step in standing), points.size]
    reasons = ["", *(step.reason for step in standing)]
    segments = tuple(
        Segment(start, stop, reason, xmr(points[start:stop], screen_outliers=screen_outliers))
        for (start, stop), reason in zip(pairwise(edges), reasons, strict=True)
    )
    return Rebased(segments, tuple(each for each in judged if each.finding is not Finding.STANDS))


def unexplained_shifts(values: ArrayLike, steps: Iterable[Step] = (), *, fewest: int = FEWEST, screen_outliers: bool = True) -> tuple[Shift, ...]:
    """The runs of seven or more on one side of the mean that are left once the standing steps are drawn: ask what changed.

    A run is a reason to ask, never by itself one to move the limits. Raises as `judge` does.

    >>> unexplained_shifts([5, 6] * 6 + [9] * 7)[-1]
    Shift(start=12, stop=19, above=True)
    """
    points = series(values, "values")
    chart = rebase(points, steps, fewest=fewest, screen_outliers=screen_outliers)
    return tuple(shift for segment in chart.segments for shift in _shifts(points[segment.start : segment.stop], segment))


def _shifts(points: Floats, segment: Segment) -> list[Shift]:
    above = points > segment.chart.mean
    # 0 where no shift flags the point, 1 for one below and 2 for one above; a change of it starts or ends a run.
    kinds = [(1 + int(high)) if Rule.SHIFT in rules else 0 for high, rules in zip(above, segment.chart.rules, strict=True)]
    edges = [0, *(index for index in range(1, len(kinds)) if kinds[index] != kinds[index - 1]), len(kinds)]
    return [Shift(segment.start + start, segment.start + stop, kinds[start] == 2) for start, stop in pairwise(edges) if start < stop and kinds[start]]
