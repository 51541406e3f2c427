"""The months of a series with control limits, computed anew from the months an analyst names."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure
from wardmoot.core.stats.control_charts import PRECEDENCE, consecutive_to_last, xmr
from wardmoot.measures.exploring.answer import Trend
from wardmoot.measures.offences import ENOUGH_MONTHS, HOW_TO_READ, TOO_FEW_MONTHS
from wardmoot.reports.document import Limits

LEAST_STRETCH = 12
"""Months a stretch needs for limits of its own. Source: NHS England, Making Data Count, on re-basing."""
REBASED = "The limits are computed anew from {}. Name a month only where something that changed the numbers is known to have happened then."


def trend_of(points: Sequence[tuple[Month, Figure | None]], limits_from: Sequence[Month] = ()) -> Trend:
    """The control chart of the points, which are consecutive months in order.

    With `limits_from` each stretch between those months has its own mean and limits, and no run crosses from one to the
    next. Raises ValueError, saying which month, where a stretch would hold fewer than twelve months.
    """
    values = np.array([math.nan if figure is None or figure.value is None else figure.value for _, figure in points])
    months = [month for month, _ in points]
    if consecutive_to_last(values) < ENOUGH_MONTHS:
        return Trend(tuple(points), (), {}, TOO_FEW_MONTHS)
    stretches, flags = [], {}
    for first, after in _stretches(months, values, limits_from):
        chart = xmr(values[first:after])
        stretches.append(Limits(months[first], months[after - 1], chart.mean, max(0.0, chart.lower), chart.upper))
        for month, rules in zip(months[first:after], chart.rules):
            if rules:
                flags[month] = tuple(rule.value for rule in PRECEDENCE if rule in rules)
    said = REBASED.format(" and ".join(month.written for month in sorted(limits_from))) if limits_from else ""
    return Trend(tuple(points), tuple(stretches), flags, " ".join(filter(None, (HOW_TO_READ, said))))


def _stretches(months: Sequence[Month], values: np.ndarray, limits_from: Sequence[Month]) -> list[tuple[int, int]]:
    """The first place of each stretch and the place after its last."""
    for month in limits_from:
        if month not in months:
            raise ValueError(f"the limits cannot begin anew in {month.written}: the chart runs from {months[0].written} to {months[-1].written}")
    starts = sorted({0, *(months.index(month) for month in limits_from)})
    found = list(zip(starts, [*starts[1:], len(months)]))
    for first, after in found:
        held = int(np.isfinite(values[first:after]).sum())
        if limits_from and held < LEAST_STRETCH:
            words = f"{months[first].written} to {months[after - 1].written}"
            raise ValueError(f"limits need {LEAST_STRETCH} months at least, and {words} holds {held}: choose another month to begin them anew")
    return found
