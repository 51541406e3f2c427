"""Two assessments side by side: numbers of times of different length never share a row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_counts import WORLD, small_document

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Figure
from wardmoot.reports.assessment.annexes import changed_blocks
from wardmoot.reports.assessment.supplied import Changes, FigureChange
from wardmoot.reports.document import Callout, Table, figures_of


def counted(months: int, last: Month) -> Figure:
    some = next(iter(figures_of(small_document(WORLD))))
    return replace(some, period=Period.span(last.shift(1 - months), last))


@pytest.mark.parametrize(("months", "rows", "warnings"), [(12, 1, 0), (4, 0, 1)])
def test_four_months_never_stand_beside_twelve(months: int, rows: int, warnings: int):
    then, now = counted(months, Month(2024, 12)), counted(12, Month(2025, 12))
    found = list(changed_blocks(Changes("Both.", (), (FigureChange("Crimes", then, now, "another period"),))))
    assert sum(len(block.rows) for block in found if isinstance(block, Table)) == rows
    assert sum(isinstance(block, Callout) and "different length" in str(block.spans) for block in found) == warnings


def test_a_figure_that_is_there_only_once_keeps_its_row():
    once = FigureChange("Crimes", None, counted(12, Month(2025, 12)), "not there last time")
    (table,) = (block for block in changed_blocks(Changes("Both.", (), (once,))) if isinstance(block, Table))
    assert len(table.rows) == 1
