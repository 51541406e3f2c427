"""Disclosure control: the worked example, tables that fool simpler rules, published k-anonymity, l-diversity and dominance, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from wardmoot.core.stats.disclosure_control import (
    feasible_ranges,
    protect,
    protection,
)

C = "[c]"
AGENCIES = [31, 3, 6, 12, 52]


def with_totals(cells: list[list[int]] | np.ndarray) -> list[list[int]]:
    body = np.asarray(cells)
    table = np.zeros((body.shape[0] + 1, body.shape[1] + 1), dtype=int)
    table[:-1, :-1], table[:-1, -1], table[-1, :-1], table[-1, -1] = body, body.sum(axis=1), body.sum(axis=0), body.sum()
    return table.tolist()


def attacked(table: list[list]) -> np.ndarray:
    """How far apart the largest and smallest value of each hidden cell are: by linear programmes that share nothing with the product."""
    rows, columns = len(table), len(table[0])
    equations = []
    for line in [[(i, j) for j in range(columns)] for i in range(rows)] + [[(i, j) for i in range(rows)] for j in range(columns)]:
        equation = np.zeros((rows, columns))
        for cell in line:
            equation[cell] = -1 if cell == line[-1] else 1
        equations.append(equation.ravel())
    bounds = [(0, None) if cell == C else (cell, cell) for row in table for cell in row]
    widths = np.full((rows, columns), np.nan)
    for i, j in np.argwhere(np.array(table, dtype=object) == C):
        aim = np.zeros((rows, columns))
        aim[i, j] = 1
        ends = [linprog(sign * aim.ravel(), A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds) for sign in (1, -1)]
        assert ends[0].status == 0
        widths[i, j] = np.inf if ends[1].status == 3 else -ends[1].fun - ends[0].fun
    return widths


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([AGENCIES], [[31, C, C, 12, 52]]),
        ([AGENCIES, AGENCIES], [[31, C, C, 12, 52], [31, C, C, 12, 52]]),
        ([[count] for count in AGENCIES], [[31], [C], [C], [12], [52]]),
        ([[count, count] for count in AGENCIES], [[31, 31], [C, C], [C, C], [12, 12], [52, 52]]),
    ],
    ids=["list", "with totals below", "upright list", "upright with totals beside"],
)
@pytest.mark.parametrize("no_rounding", [None, 0, 1])
def test_referrals_by_agency(table, expected, no_rounding) -> None:
    assert protect(table, threshold=5, round_to=no_rounding) == expected
    found = protection(table, threshold=5, round_to=no_rounding)
    assert int(found.small.sum()) == int(found.others.sum())
    assert found.width == 5


def test_sensitive_tables_hide_one_to_nine() -> None:
    assert protect([AGENCIES], threshold=10, round_to=None) == [[31, C, C, C, 52]]
    assert protect([[31, 3, 6, 40]], threshold=5, round_to=None) == [[31, C, C, 40]]
    table = with_totals([[9, 10, 40], [30, 31, 32], [10, 50, 60]])
    hidden = protection(table, threshold=10, round_to=None)
    assert np.argwhere(hidden.small).tolist() == [[0, 0]]
    assert int(hidden.others.sum()) == 3


def test_two_small_counts_in_a_row_do_not_always_protect_each_other() -> None:
    # 3 and 1 add up to a published 4: each would lie from 0 to 4, which is too narrow
    assert protect([[3, 1, 40, 50, 94]], threshold=5, round_to=None) == [[C, C, C, 50, 94]]


def test_a_bridge_between_two_blocks_is_recoverable_and_is_closed() -> None:
    """Two hidden cells in every row and column, and yet 47 can be worked out: each block of four keeps its own sum."""
    counts = [[12, 15, 90, 80], [14, 11, 47, 70], [60, 65, 13, 16], [75, 85, 17, 18]]
    table = with_totals(counts)
    naive = [row[:] for row in table]
    for i, j in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)]:
        naive[i][j] = C
    for line in (*naive[:-1], *zip(*naive[:-1], strict=True)):
        assert list(line).count(C) != 1
    lower, upper = feasible_ranges(naive)
    assert (lower[1, 2], upper[1, 2]) == (47, 47)
    assert attacked(naive)[1, 2] == pytest.approx(0)
    safe = protect(naive, threshold=5, round_to=None)
    assert np.nanmin(attacked(safe)) >= 5 - 1e-6
    assert sum(row.count(C) for row in safe) > 9
    with pytest.raises(ValueError, match="does not add up"):
        protect([[*row[:-1], row[-1] + 1] for row in naive], threshold=5, round_to=None)


def test_the_ranges_are_those_an_attacker_finds() -> None:
    table = protect(with_totals([[3, 14, 7], [22, 1, 9], [40, 16, 12]]), threshold=5, round_to=None)
    lower, upper = feasible_ranges(table)
    widths = attacked(table)
    np.testing.assert_allclose((upper - lower)[~np.isnan(widths)], widths[~np.isnan(widths)])
    assert (upper - lower)[np.isnan(widths)].max() == 0


def test_a_small_total_is_hidden_and_a_zero_is_shown() -> None:
    shown = protect(with_totals([[3, 0, 0], [20, 30, 40]]), threshold=5, round_to=None)
    assert shown[0] == [C, 0, 0, C]
    assert np.nanmin(attacked(shown)) >= 5 - 1e-6
    assert protect([[0, 0], [0, 0]], threshold=5, round_to=None) == [[0, 0], [0, 0]]
    assert protect([[3, 3], [3, 3]], threshold=5, round_to=5) == [[C, C], [C, C]]


def test_nothing_small_nothing_hidden() -> None:
    table = with_totals([[5, 8], [12, 20]])
    assert protect(table, threshold=5, round_to=None) == table
    assert protect(with_totals([[1, 2], [3, 4]]), threshold=1, round_to=None) == with_totals([[1, 2], [3, 4]])


def test_rounding_is_to_the_nearest_five_and_totals_for_themselves() -> None:
    assert protect([[6, 7, 8, 9, 30]], threshold=5, round_to=5) == [[5, 5, 10, 10, 30]]
    assert protect([[11, 12, 13, 14, 50]], threshold=5, round_to=5) == [[10, 10, 15, 15, 50]]
    # rounded neighbours are known to within 2 only, so that one hidden count may stand alone
    assert protect([AGENCIES], threshold=5, round_to=5) == [[30, C, 5, 10, 50]]
    # but not between a neighbour and a total that leave too little room
    assert protect([[3, 50, 53]], threshold=5, round_to=5) == [[C, 50, 55]]
    assert protect([[4, 30, 34]], threshold=10, round_to=3) == [[C, C, 33]]


def test_a_count_that_would_be_rounded_under_the_threshold_is_hidden_too() -> None:
    # a shown 5 under a threshold of 7 could only be a 7
    assert protect([[7, 40, 50, 97]], threshold=7, round_to=5)[0][0] == C
    assert protect([[8, 40, 50, 98]], threshold=7, round_to=5)[0][0] == 10
    # and a shown 0 is a true 0, even where 1 and 2 would not be hidden
    assert protect([[1, 40, 50, 91]], threshold=1, round_to=5)[0][0] == C


def test_what_is_published_comes_back_as_it_is() -> None:
    rng = np.random.default_rng(3)
    table = with_totals(rng.poisson(rng.gamma(0.8, 12, (9, 7))))
    for threshold, base in ((5, None), (10, None), (5, 5), (8, 5), (10, 3)):
        once = protect(table, threshold=threshold, round_to=base)
        assert protect(once, threshold=threshold, round_to=base) == once


@pytest.mark.parametrize(
    "table",
    [
        [[C, 0, 0], [0, 5, 5], [C, 5, 5]],
        [[C, 0, C], [0, 5, 5], [C, 5, C]],
        [[C, C], [C, C]],
        [[C, 0], [C, 0]],
        [[C, 50, 53]],
        [[C, C, C], [0, 0, 0], [C, C, C]],
    ],
)
def test_a_table_that_others_hid_badly_is_made_safe(table) -> None:
    safe = protect(table, threshold=5, round_to=None)
    assert np.nanmin(attacked(safe if len(safe) > 1 else safe * 2)) >= 5 - 1e-6
    for before, after in zip(table, safe, strict=True):
        assert all(cell in (C, old) for old, cell in zip(before, after, strict=True))


def test_an_array_gives_an_array() -> None:
    found = protect(np.array([AGENCIES]), threshold=5, round_to=None)
    assert isinstance(found, np.ndarray)
    assert found.tolist() == [[31, C, C, 12, 52]]
    assert protect(found, threshold=5, round_to=None).tolist() == found.tolist()


def test_a_table_of_areas_by_types_is_quick_and_hides_little_more_than_it_must() -> None:
    rng = np.random.default_rng(8)
    table = np.array(with_totals(rng.poisson(rng.gamma(0.7, 20, (300, 14)))))
    found = protection(table, threshold=5, round_to=None)
    assert found.others.sum() < 0.1 * found.small.sum()
    assert not found.others[-1].any()
    assert not found.others[:, -1].any()
    rows = [5, 17, 290]
    lower, upper = feasible_ranges([[*row] for row in found.table.tolist()])
    hidden = found.table == C
    assert ((upper - lower)[hidden] >= 5).all()
    assert ((upper - lower)[~hidden] == 0).all()
    assert (lower[rows] <= table[rows]).all()
    assert (table[rows] <= upper[rows]).all()


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ([[1, 2, 4]], "row 1 adds up to 3, but its total is 4"),
        ([[1, 2, 3], [4, 5, 9], [5, 8, 12]], "row 3 adds up to 13, but its total is 12"),
        ([[1, 2, 3], [4, 5, 9], [6, 6, 12]], "column 1 adds up to 5, but its total is 6"),
        ([[1, 2.5, 3.5]], "row 1, column 2: 2.5 is not a count"),
        ([[1, -2, -1]], "column 2: -2 is not a count"),
        ([[1, float("nan"), 1]], "column 2: nan is not a count"),
        ([[1, None, 1]], "column 2: None is not a count"),
        ([["1", 2, 3]], "column 1: '1' is not a count"),
        ([[True, 2, 3]], "column 1: True is not a count"),
        ([[1, 2], [1]], "rows of equal length"),
        ([1, 2, 3], "rows of equal length"),
        ([], "rows of equal length"),
        ([[4]], "at least one count and its total"),
        ([[12, 10, C], [3, 10, 50], [20, 20, 40]], "does not add up"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(table, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        protect(table, threshold=5, round_to=None)


@pytest.mark.parametrize(
    ("threshold", "round_to", "says"), [(0, None, "threshold is 0"), (True, None, "threshold"), (5, -5, "round_to is -5"), (5, 2.5, "round_to")]
)
def test_bad_rules_are_refused(threshold, round_to, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        protect([AGENCIES], threshold=threshold, round_to=round_to)
