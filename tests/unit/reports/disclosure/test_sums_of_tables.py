"""Which sums a reader may try on a table."""

from __future__ import annotations

import pytest

from wardmoot.reports.disclosure.extents import Extent
from wardmoot.reports.disclosure.sums import Counts, Grid, sums_of_extents, sums_of_grid


def over(*months: str) -> Extent:
    return Extent("street | crimes", (("Month", frozenset(months)),))


@pytest.mark.parametrize(("total", "is_sum"), [(over("1", "2", "3"), True), (over("1", "4"), False), (Extent("street | cases", ()), False)])
def test_a_total_elsewhere_is_one_only_where_it_can_hold_the_parts(total: Extent, is_sum: bool):
    counts, extents = Counts(), {}
    for extent, value in ((over("1"), 6.0), (over("2"), 9.0), (total, 15.0)):
        extents[counts.of(extent, value)] = extent
    grid = Grid(("January", "February"), ((0,), (1,)))
    assert sums_of_grid(counts, grid, extents) == ([{2: -1, 0: 1, 1: 1}] if is_sum else [])


def test_sums_that_the_counts_do_not_fit_are_none():
    """Two measures of one filter, such as people and their cases: the people of each month are not the people of the year."""
    counts = Counts()
    for extent, value in ((over("1"), 6.0), (over("2"), 9.0), (over("1", "2"), 12.0)):
        counts.of(extent, value)
    assert sums_of_extents(counts) == []
