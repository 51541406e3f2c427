"""Similar areas: a group by hand, a slow obvious reference, what is left out, refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from wardmoot.core.stats.similar_areas import LeftOut, similar_areas, without_each_area, without_each_variable

CODES = ["A", "B", "C", "D", "E"]
VALUES = [[1.0, 10.0, 4.0], [2.0, 12.0, 3.0], [3.0, 20.0, 9.0], [9.0, 11.0, 1.0], [4.0, 13.0, 4.5]]
NAMES = ["age", "size", "income"]


def slowly(area: str, codes: list[str], values: list[list[float]]) -> list[tuple[float, str, list[float]]]:
    """Distances by the book: every mean, deviation and difference written out, areas that lack a value left out."""
    rows = {code: row for code, row in zip(codes, values, strict=True) if not any(math.isnan(value) for value in row)}
    columns = list(zip(*rows.values(), strict=True))
    means = [sum(column) / len(column) for column in columns]
    deviations = [math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) for column, mean in zip(columns, means, strict=True)]
    scores = {code: [(v - m) / d for v, m, d in zip(row, means, deviations, strict=True)] for code, row in rows.items()}
    found = []
    for code, row in scores.items():
        squares = [(one - other) ** 2 for one, other in zip(row, scores[area], strict=True)]
        if code != area:
            found.append((math.sqrt(sum(squares) / len(squares)), code, [square / sum(squares) for square in squares]))
    return sorted(found)


def test_two_variables_by_hand() -> None:
    # age 0, 2, 4: mean 2, deviation sqrt(8/3); size the same numbers turned: B differs by 2 and 0, C by 4 and 2
    found = similar_areas("A", ["A", "B", "C"], [[0, 4], [2, 4], [4, 1]], ["age", "size"])
    age, size = math.sqrt(8 / 3), math.sqrt(2)
    assert found.deviations == pytest.approx([age, size])
    assert found.ranked[0].code == "B"
    assert found.ranked[0].distance == pytest.approx(2 / age / math.sqrt(2))
    assert found.ranked[1].distance == pytest.approx(math.sqrt(((4 / age) ** 2 + (3 / size) ** 2) / 2))
    assert found.ranked[1].shares == pytest.approx([6 / (6 + 4.5), 4.5 / (6 + 4.5)])
    assert found.group(2) == ("A", "B")
    assert found.group() == ("A", "B", "C")
    assert found.scores("A") == pytest.approx([-2 / age, 1 / size])


@pytest.mark.parametrize("area", CODES)
def test_the_slow_reference(area: str) -> None:
    found = similar_areas(area, CODES, VALUES, NAMES)
    expected = slowly(area, CODES, VALUES)
    assert [near.code for near in found.ranked] == [code for _, code, _ in expected]
    assert [near.distance for near in found.ranked] == pytest.approx([distance for distance, _, _ in expected])
    for near, (_, _, shares) in zip(found.ranked, expected, strict=True):
        assert near.shares == pytest.approx(shares)


def test_an_area_that_lacks_a_variable_is_named_and_changes_nothing() -> None:
    codes, values = [*CODES, "F"], [*VALUES, [1.0, math.nan, 4.0]]
    found = similar_areas("A", codes, values, NAMES)
    assert found.lacking == ("F",)
    assert found.compared == tuple(CODES)
    whole = similar_areas("A", CODES, VALUES, NAMES)
    assert [(near.code, near.distance) for near in found.ranked] == [(near.code, near.distance) for near in whole.ranked]
    # without the variable that it lacks it can be compared, and is exactly alike
    nearest = similar_areas("A", codes, [[row[0], row[2]] for row in values], ["age", "income"]).ranked[0]
    assert (nearest.code, nearest.distance) == ("F", 0)
    assert np.isnan(nearest.shares).all()


def test_leaving_an_area_out_lets_the_next_in_and_changes_no_distance() -> None:
    found = similar_areas("A", CODES, VALUES, NAMES)
    order = [near.code for near in found.ranked]
    without = similar_areas("A", CODES, VALUES, NAMES, without=[order[0]])
    assert [(n.code, n.distance) for n in without.ranked] == [(n.code, n.distance) for n in found.ranked[1:]]
    assert without.set_aside == (order[0],)
    told = without_each_area(found, members=3)
    assert told == tuple(LeftOut(code, (order[2],), ()) for code in order[:2])
    assert without_each_area(found, members=5) == tuple(LeftOut(code, (), ()) for code in order)


def test_leaving_a_variable_out_says_who_joins_and_leaves() -> None:
    now = set(similar_areas("A", CODES, VALUES, NAMES).group(3))
    for place, told in enumerate(without_each_variable("A", CODES, VALUES, NAMES, members=3)):
        rest = [name for name in NAMES if name != NAMES[place]]
        then = set(similar_areas("A", CODES, np.delete(np.array(VALUES), place, axis=1), rest).group(3))
        assert told == LeftOut(NAMES[place], tuple(sorted(then - now)), tuple(sorted(now - then)))
    assert without_each_variable("A", CODES, [row[:1] for row in VALUES], ["age"]) == ()


def test_a_group_is_an_areas_own() -> None:
    values = [[0.0], [1.0], [1.4], [1.7], [9.0]]
    of_b, of_e = (similar_areas(area, CODES, values, ["age"]).group(2) for area in ("B", "E"))
    assert of_b == ("B", "C")
    assert of_e == ("E", "D")
    assert similar_areas("D", CODES, values, ["age"]).group(2) == ("D", "C")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: similar_areas("Z", CODES, VALUES, NAMES), "Z is not among the areas"),
        (lambda: similar_areas("A", CODES, VALUES[:4], NAMES), "shape"),
        (lambda: similar_areas("A", CODES, VALUES, NAMES[:2]), "shape"),
        (lambda: similar_areas("A", CODES, np.zeros((5, 0)), []), "shape"),
        (lambda: similar_areas("A", ["A", "A", "C", "D", "E"], VALUES, NAMES), "there twice"),
        (lambda: similar_areas("A", CODES, VALUES, ["age", "age", "size"]), "count double"),
        (lambda: similar_areas("A", CODES, [[math.inf, 1, 1], *VALUES[1:]], NAMES), "infinite"),
        (lambda: similar_areas("A", CODES, [[math.nan, 1, 1], *VALUES[1:]], NAMES), "A has no value for age"),
        (lambda: similar_areas("A", CODES, [[*row[:2], 0.1] for row in VALUES], NAMES), "income: the same in every area"),
        (lambda: similar_areas("A", CODES[:2], VALUES[:2], NAMES), "at least 3 are needed"),
        (lambda: similar_areas("A", CODES, VALUES, NAMES, without=["A"]), "its own group"),
        (lambda: similar_areas("A", CODES, VALUES, NAMES, without=["Q"]), "Q: not among the areas"),
        (lambda: similar_areas("A", CODES, [["x"] * 3] * 5, NAMES), "expected numbers"),
        (lambda: similar_areas("A", CODES, VALUES, NAMES).group(1), "from 2"),
    ],
)
def test_faults_are_refused_in_words(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
