"""Shares of few: the count is told and no percentage."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wardmoot.core.calendar import Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Comparator, Denominator, Figure, Interval, StatedSource, Trace, Unit
from wardmoot.measures.themes import without_small_share

AREA = Area("E06000054", "Wiltshire", AreaKind.AUTHORITY)
TRACE = Trace("share", "1", "Counted.", datetime(2026, 1, 1, tzinfo=UTC), stated=StatedSource("a", "b", "c"))


def share(number: float, of: float, before: float | None = None) -> Figure:
    comparator = None
    if before is not None:
        comparator = Comparator(50.0, Period.fiscal_year(2023), AREA, numerator=before / 2, denominator=Denominator(before, "crimes", "here"))
    return Figure(
        id="share",
        label="Share with a flag",
        measure="share",
        value=number / of * 100,
        numerator=number,
        denominator=Denominator(of, "crimes", "here"),
        multiplier=100,
        unit=Unit.PER_CENT,
        counting_unit=COUNTING_UNITS["crime"],
        area=AREA,
        period=Period.fiscal_year(2024),
        trace=TRACE,
        comparator=comparator,
        interval=Interval(1, 2, 0.95, "Wilson"),
    )


def test_a_share_of_29_is_told_as_a_number():
    told = without_small_share(share(14, 29, 60))
    assert (told.written_with_comparator, told.unit, told.interval) == ("14 (30)", Unit.COUNT, None)
    assert told.label == "Share with a flag: the number, of 29 (60), too few for a percentage"


def test_a_small_time_before_is_enough_to_tell_numbers():
    assert without_small_share(share(30, 60, 10)).written_with_comparator == "30 (5)"


@pytest.mark.parametrize("before", [None, 30])
def test_a_share_of_30_stays_a_percentage(before: float | None):
    figure = share(15, 30, before)
    assert without_small_share(figure) is figure
