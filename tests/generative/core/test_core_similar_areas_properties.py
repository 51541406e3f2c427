"""Properties of similar areas that hold for every table: order, units, shares, missing values."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wardmoot.core.stats.similar_areas import similar_areas, without_each_area, without_each_variable

few = settings(max_examples=20)
NAMES = ["v0", "v1", "v2", "v3"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], np.ndarray]:
    size, width = draw(st.integers(4, 12)), draw(st.integers(1, 4))
    values = draw(arrays(np.float64, (size, width), elements=st.integers(-500, 500).map(float)))
    assume((values.max(axis=0) > values.min(axis=0)).all())
    return [f"E{number:02d}" for number in range(size)], values


@few
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_in_which_areas_are_given_changes_nothing(table: tuple[list[str], np.ndarray], chance: object) -> None:
    codes, values = table
    order = list(range(len(codes)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    names = NAMES[: values.shape[1]]
    found = similar_areas("E00", codes, values, names)
    turned = similar_areas("E00", [codes[i] for i in order], values[order], names)
    assert [(n.code, n.distance) for n in turned.ranked] == [(n.code, n.distance) for n in found.ranked]
    for one, other in zip(turned.ranked, found.ranked, strict=True):
        np.testing.assert_array_equal(one.shares, other.shares)


@few
@given(tables(), st.integers(1, 40), st.integers(-300, 300))
def test_the_unit_of_a_variable_changes_nothing(table: tuple[list[str], np.ndarray], scale: int, shift: int) -> None:
    codes, values = table
    names = NAMES[: values.shape[1]]
    found, moved = (similar_areas("E00", codes, each, names) for each in (values, values * scale + shift))
    turned = similar_areas("E00", codes, -values, names)
    for other in (moved, turned):
        distances = {near.code: near.distance for near in other.ranked}
        for near in found.ranked:
            assert math.isclose(distances[near.code], near.distance, rel_tol=1e-7, abs_tol=1e-9)


@few
@given(tables())
def test_shares_are_of_the_whole_and_distances_go_both_ways(table: tuple[list[str], np.ndarray]) -> None:
    codes, values = table
    names = NAMES[: values.shape[1]]
    found = similar_areas("E00", codes, values, names)
    assert [near.distance for near in found.ranked] == sorted(near.distance for near in found.ranked)
    for near in found.ranked:
        back = next(one for one in similar_areas(near.code, codes, values, names).ranked if one.code == "E00")
        assert math.isclose(back.distance, near.distance, rel_tol=1e-9, abs_tol=1e-12)
        assert np.isnan(near.shares).all() if near.distance == 0 else math.isclose(near.shares.sum(), 1, rel_tol=1e-9)


@few
@given(tables(), st.integers(2, 8))
def test_leaving_one_out_keeps_the_size_of_the_group(table: tuple[list[str], np.ndarray], members: int) -> None:
    codes, values = table
    names = NAMES[: values.shape[1]]
    found = similar_areas("E00", codes, values, names)
    group = found.group(members)
    for told in without_each_variable("E00", codes, values, names, members=members):
        assert len(told.joins) == len(told.leaves)
        assert not set(told.joins) & set(group)
    for told in without_each_area(found, members=members):
        again = similar_areas("E00", codes, values, names, without=[told.left_out]).group(members)
        assert set(again) - set(group) == set(told.joins)


@few
@given(tables(), st.integers(0, 11), st.integers(0, 3))
def test_a_missing_value_takes_its_area_out_and_no_other(table: tuple[list[str], np.ndarray], row: int, column: int) -> None:
    codes, values = table
    assume(0 < row < len(codes) and column < values.shape[1])
    rest = np.delete(values, row, axis=0)
    assume((rest.max(axis=0) > rest.min(axis=0)).all())
    names = NAMES[: values.shape[1]]
    holed = values.copy()
    holed[row, column] = np.nan
    found = similar_areas("E00", codes, holed, names)
    without = similar_areas("E00", [code for code in codes if code != codes[row]], rest, names)
    assert found.lacking == (codes[row],)
    assert [(n.code, n.distance) for n in found.ranked] == [(n.code, n.distance) for n in without.ranked]
