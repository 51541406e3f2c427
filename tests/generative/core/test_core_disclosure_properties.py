"""No attacker recovers a hidden cell: linear programmes and plain enumeration, neither of which knows how the product hides."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wardmoot.core.stats.disclosure_control import Released, differencing, distinct_values, feasible_ranges, frequencies, protect, protection

C = "[c]"
RULES = st.sampled_from([(5, None), (10, None), (3, None), (5, 5), (10, 5), (8, 5), (6, 3), (4, 10)])


def with_totals(body: np.ndarray) -> np.ndarray:
    table = np.zeros((body.shape[0] + 1, body.shape[1] + 1), dtype=int)
    table[:-1, :-1], table[:-1, -1], table[-1, :-1], table[-1, -1] = body, body.sum(axis=1), body.sum(axis=0), body.sum()
    return table


@st.composite
def tables(draw: st.DrawFn, most: int = 5, largest: int = 60) -> np.ndarray:
    shape = draw(st.integers(1, most)), draw(st.integers(1, most))
    cell = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, largest))
    return with_totals(np.array(draw(st.lists(cell, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))).reshape(shape))


def known(cell: int | str, threshold: int, base: int) -> tuple[int, int | None]:
    """What an attacker knows of a cell who has read how the table was made."""
    if cell == C:
        return 0, None
    if cell == 0 or base == 1:
        return cell, cell
    return max(cell - base // 2, threshold), cell + (base - 1) // 2


def attack(published: list[list], threshold: int, base: int) -> dict[tuple[int, int], tuple[float, float]]:
    rows, columns = len(published), len(published[0])
    places = [[(i, j) for j in range(columns)] for i in range(rows)] + [[(i, j) for i in range(rows)] for j in range(columns)]
    equations = np.zeros((rows + columns, rows, columns))
    for equation, line in zip(equations, places, strict=True):
        for cell in line:
            equation[cell] = 1
        equation[line[-1]] = -1
    bounds = [known(cell, threshold, base) for row in published for cell in row]
    found = {}
    for place in ((i, j) for i in range(rows) for j in range(columns) if published[i][j] == C):
        aim = np.zeros((rows, columns))
        aim[place] = 1
        ends = []
        for sign in (1, -1):
            solved = linprog(sign * aim.ravel(), A_eq=equations.reshape(len(equations), -1), b_eq=np.zeros(len(equations)), bounds=bounds)
            assert solved.status in (0, 3)
            ends.append(sign * solved.fun if solved.status == 0 else np.inf)
        found[place] = (ends[0], ends[1])
    return found


@settings(max_examples=40)
@given(tables(), RULES)
def test_no_hidden_cell_is_known_to_within_the_width(table: np.ndarray, rules: tuple[int, int | None]) -> None:
    threshold, base = rules
    published = protect(table.tolist(), threshold=threshold, round_to=base)
    lower, upper = feasible_ranges(published, threshold=threshold, round_to=base)
    for place, (least, most) in attack(published, threshold, base or 1).items():
        assert most - least >= max(threshold, 5) - 1e-6
        assert least - 1e-6 <= table[place] <= most + 1e-6
        np.testing.assert_allclose((lower[place], upper[place]), (least, most), atol=1e-6)


EVERY_TABLE = np.stack(np.meshgrid(*[np.arange(19)] * 4, indexing="ij"), axis=-1).reshape(-1, 2, 2)


@settings(max_examples=25)
@given(tables(most=2, largest=12).filter(lambda table: table.shape == (3, 3)), st.sampled_from([2, 5, 6]))
def test_trying_every_table_finds_no_hidden_cell(table: np.ndarray, threshold: int) -> None:
    published = np.array(protect(table.tolist(), threshold=threshold, round_to=None), dtype=object)
    shown = published != C
    fits = np.ones(len(EVERY_TABLE), dtype=bool)
    values = {(i, j): EVERY_TABLE[:, rows, columns].sum(axis=(1, 2)) for i, rows in _lines() for j, columns in _lines()}
    for place, value in values.items():
        if shown[place]:
            fits &= value == published[place]
    for place, value in values.items():
        if not shown[place]:
            # cells up to 18 are tried, six over the largest: enough to see a width of 6
            assert np.ptp(value[fits]) >= max(threshold, 5)


def _lines() -> list[tuple[int, slice]]:
    return [(0, slice(0, 1)), (1, slice(1, 2)), (2, slice(0, 2))]


@settings(max_examples=60)
@given(tables(most=7), RULES)
def test_what_is_shown_is_true_and_what_is_small_is_hidden(table: np.ndarray, rules: tuple[int, int | None]) -> None:
    threshold, base = rules
    found = protection(table, threshold=threshold, round_to=base)
    for place in np.ndindex(table.shape):
        count, cell = int(table[place]), found.table[place]
        if cell == C:
            assert count > 0
            assert found.small[place] != found.others[place]
        else:
            assert not found.small[place]
            assert not found.others[place]
            assert not 0 < count < threshold
            assert abs(cell - count) <= (base or 1) // 2
            assert cell % (base or 1) == 0
            assert (cell == 0) == (count == 0)
    assert np.array_equal(protect(found.table, threshold=threshold, round_to=base), found.table)


@settings(max_examples=30)
@given(tables(most=4, largest=40), st.sampled_from([5, 10]))
def test_hidden_alike_whichever_way_the_table_lies(table: np.ndarray, threshold: int) -> None:
    found = protection(table, threshold=threshold, round_to=None)
    turned = protection(table.T, threshold=threshold, round_to=None)
    assert np.array_equal(found.small, turned.small.T)
    # which others are hidden may differ where two would do as well; every small cell is hidden in both
    assert ((turned.table.T == C) >= found.small).all()


@settings(max_examples=25)
@given(tables(most=3, largest=40), tables(most=3, largest=40), st.sampled_from([5, 8]))
def test_differencing_finds_the_true_counts_or_nothing(one: np.ndarray, other: np.ndarray, threshold: int) -> None:
    rows, names = [f"r{i}" for i in range(3)], [f"c{i}" for i in range(3)]
    labels = (*rows[: len(one) - 1], "all of one"), (*names[: one.shape[1] - 1], "all in one")
    releases = [Released("one", *labels, protect(one.tolist(), threshold=threshold, round_to=None))]
    assert differencing(releases, threshold=threshold) == ()
    # the second release counts the same places, so its counts are made those of the first where the labels are the same
    both = np.minimum(one.shape, other.shape) - 1
    body = other[:-1, :-1].copy()
    body[: both[0], : both[1]] = one[: both[0], : both[1]]
    table = with_totals(body)
    labels = (*rows[: len(table) - 1], "all of other"), (*names[: table.shape[1] - 1], "all in other")
    releases.append(Released("other", *labels, protect(table.tolist(), threshold=threshold, round_to=None)))
    truth = {(r, c): int(one[i, j]) for i, r in enumerate(releases[0].rows) for j, c in enumerate(releases[0].columns)}
    truth |= {(r, c): int(table[i, j]) for i, r in enumerate(labels[0]) for j, c in enumerate(labels[1])}
    for found in differencing(releases, threshold=threshold):
        assert found.lower <= truth[found.row, found.column] <= found.upper
        assert found.upper - found.lower < max(threshold, 5)


records = st.lists(st.tuples(st.sampled_from(["f", "m", None]), st.sampled_from([1, 2, None])), min_size=1, max_size=30)


@given(records, st.data())
def test_frequencies_are_those_counted_one_by_one(features: list[tuple], data: st.DataObject) -> None:
    sensitive = data.draw(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=len(features), max_size=len(features)))
    found, different = frequencies(features), distinct_values(features, sensitive)
    for index, record in enumerate(features):
        alike = [j for j, other in enumerate(features) if all(a is None or b is None or a == b for a, b in zip(record, other, strict=True))]
        assert found.sample[index] == found.population[index] == len(alike)
        assert different[index] == len({sensitive[j] for j in alike} - {None})
