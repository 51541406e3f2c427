"""Small areas get the names people use, and their neighbours are those that touch."""

from __future__ import annotations

import shapely
from shapely.geometry import box

from wardmoot.evidence import Boundary
from wardmoot.measures.places import Ward, busiest_wards, members, neighbours, place_name, shape_of, town_labels, wards_of


def boundary(code: str, name: str, geometry: shapely.Geometry) -> Boundary:
    return Boundary(code=code, name=name, authority="X06000001", geometry=geometry, batch=1)


def grid(side: int) -> list[Boundary]:
    return [boundary(f"X{i:02d}{j:02d}", f"{i} {j}", box(i, j, i + 1, j + 1)) for i in range(side) for j in range(side)]


def test_queen_contiguity_counts_edges_and_corners_once():
    pairs = neighbours(grid(3))
    assert len(pairs) == 20
    middle = [pair for pair in pairs.tolist() if 4 in pair]
    assert len(middle) == 8


def test_a_small_area_belongs_to_the_ward_that_holds_most_of_it():
    wards = [boundary("W1", "Town North", box(0, 0, 1, 10)), boundary("W2", "Town South", box(1, 0, 10, 10))]
    found = wards_of([boundary("A", "a", box(0.9, 0, 1.5, 1)), boundary("B", "b", box(20, 20, 21, 21))], wards)
    assert found == {"A": Ward("W2", "Town South")}


def test_touching_a_ward_is_not_lying_in_it():
    assert wards_of([boundary("A", "a", box(1, 0, 2, 1))], [boundary("W1", "Next door", box(0, 0, 1, 1))]) == {}


def test_towns_are_the_words_that_wards_share():
    wards = [boundary(str(i), name, box(i, 0, i + 1, 1)) for i, name in enumerate(["Royal Hill East", "Royal Hill South & West", "Till Valley"])]
    assert [label.text for label in town_labels(wards)] == ["Royal Hill"]


def test_a_place_without_ward_or_street_keeps_its_official_name():
    assert place_name("Wiltshire 032A", None, []) == "Wiltshire 032A"


def test_groups_take_wards_and_single_small_areas():
    assigned = {"A": Ward("W1", "x"), "B": Ward("W1", "x"), "C": Ward("W2", "y")}
    assert members(assigned, {"North": ["W1"], "South": ["C"]}) == {"North": ["A", "B"], "South": ["C"]}


def test_an_outline_keeps_its_islands_and_holes():
    ring = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))
    shape = shape_of(boundary("A", "a", shapely.MultiPolygon([ring, box(6, 6, 7, 7)])))
    assert [len(polygon) for polygon in shape.polygons] == [2, 1]


def test_a_place_is_called_after_the_ward_where_its_records_are():
    wards = [boundary("W1", "Town Meadows", box(0, 0, 9, 9)), boundary("W2", "Town Centre", box(9, 0, 10, 9))]
    points = {("A", 1.0, 1.0): 2, ("A", 9.5, 1.0): 30, ("A", None, None): 99}
    assert busiest_wards(points, wards) == {"A": Ward("W2", "Town Centre")}
