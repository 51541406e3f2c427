"""Disclosure beyond one table: several releases, groups, percentages, records of people, sums; published results; refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from wardmoot.core.stats.disclosure_control import (
    OPEN_BASE,
    SENSITIVE_BASE,
    Released,
    Telling,
    differencing,
    distinct_values,
    dominates,
    frequencies,
    group_disclosures,
    may_publish_average,
    may_publish_share,
    p_percent,
    protection,
)

C = "[c]"


def with_totals(cells: list[list[int]] | np.ndarray) -> list[list[int]]:
    body = np.asarray(cells)
    table = np.zeros((body.shape[0] + 1, body.shape[1] + 1), dtype=int)
    table[:-1, :-1], table[:-1, -1], table[-1, :-1], table[-1, -1] = body, body.sum(axis=1), body.sum(axis=0), body.sum()
    return table.tolist()


# --- several releases -------------------------------------------------------------------------------------------------

CRIMES = ("Assault", "Arson", "Theft", "All crimes")


def test_an_overlapping_area_gives_a_small_place_away() -> None:
    force = Released("force table", CRIMES, ("Force",), [[60], [23], [117], [200]])
    council = Released("council table", CRIMES, ("Wiltshire",), [[48], [20], [82], [150]])
    found = differencing([force, council], threshold=5, parts={"Force": ("Wiltshire", "Swindon")})
    assert [(one.row, one.column, one.lower, one.upper) for one in found] == [("Arson", "Swindon", 3, 3)]
    assert found[0].says == "Arson, Swindon is in no release, and can only be 3: work it out from force table and council table"
    assert differencing([force], threshold=5) == ()


def test_an_earlier_release_gives_a_hidden_cell_away() -> None:
    now = Released(
        "2020 release", ("Males", "Females", "All"), ("Police", "Health", "Housing", "All agencies"), _rows("5 [c] [c] 20|10 [c] [c] 32|15 9 28 52")
    )
    before = Released("2019 release", ("Males", "Females", "All"), ("Health",), [[3], [6], [9]])
    assert differencing([now], threshold=5) == ()
    found = differencing([now, before], threshold=5)
    assert {(one.row, one.column): (one.lower, one.upper) for one in found} == {
        ("Males", "Health"): (3, 3),
        ("Females", "Health"): (6, 6),
        ("Males", "Housing"): (12, 12),
        ("Females", "Housing"): (16, 16),
    }
    assert "is hidden in 2020 release" in found[0].says


def _rows(text: str) -> list[list]:
    return [[cell if cell == C else int(cell) for cell in row.split()] for row in text.split("|")]


def test_a_group_within_a_group_is_taken_apart() -> None:
    areas = ("North", "South", "Both")
    young = Released("under 18", areas, ("Under 18",), [[40], [55], [95]])
    younger = Released("under 17", areas, ("Under 17",), [[38], [40], [78]])
    found = differencing([young, younger], threshold=5, parts={"Under 18": ("Under 17", "17")})
    assert [(one.row, one.column, one.lower, one.upper) for one in found] == [("North", "17", 2, 2)]
    # rounded to 5, the two tables no longer tell
    rounded = [
        Released("under 18", areas, ("Under 18",), [[40], [55], [95]], round_to=5),
        Released("under 17", areas, ("Under 17",), [[40], [40], [80]], round_to=5),
    ]
    assert [one.says for one in differencing(rounded, threshold=5, parts={"Under 18": ("Under 17", "17")})] == [
        "North, 17 is in no release, and can only be from 0 to 4: work it out from under 18 and under 17"
    ]


def test_sums_of_rows_and_unknown_labels() -> None:
    one = Released("one", ("Drugs", "Alcohol", "Either"), ("2018", "2019", "Both"), with_totals([[20, 30], [40, 50]]))
    parts = {"Alcohol": ("Beer", "Other")}
    assert differencing([one], threshold=5, parts=parts) == ()
    two = Released("two", ("Beer",), ("2018", "2019", "Both"), [[37, 40, 77]])
    assert [(d.row, d.column, d.lower) for d in differencing([one, two], threshold=5, parts=parts)] == [("Other", "2018", 3)]
    with pytest.raises(ValueError, match="neither 'Mars' nor its parts"):
        differencing([one], threshold=5, parts={"Mars": ("Phobos",)})


def test_releases_that_contradict_each_other_are_refused() -> None:
    first, second = (Released(name, ("A", "B", "All"), ("n",), [[a], [7], [a + 7]]) for name, a in (("first", 9), ("second", 10)))
    with pytest.raises(ValueError, match="second and first contradict each other at A, n"):
        differencing([first, second], threshold=5)
    hidden = Released("third", ("A", "B", "All"), ("n",), [[C], [C], [5]])
    with pytest.raises(ValueError, match="contradict each other"):
        differencing([hidden, Released("fourth", ("A",), ("n",), [[9]])], threshold=5)
    with pytest.raises(ValueError, match="give one label each"):
        differencing([Released("odd", ("A",), ("n",), [[1, 2], [3, 4]])], threshold=5)
    with pytest.raises(ValueError, match="two rows have the same label"):
        differencing([Released("odd", ("A", "A"), ("n",), [[1], [1]])], threshold=5)


# --- what else tells --------------------------------------------------------------------------------------------------


def test_all_or_none_of_a_group_is_flagged() -> None:
    found = group_disclosures(with_totals([[40, 0], [10, 20]]))
    assert [(one.row, one.column, one.along, one.telling) for one in found] == [
        (0, 0, "row", Telling.EVERYBODY),
        (0, 1, "row", Telling.NOBODY),
        (0, 1, "column", Telling.NOBODY),
        (1, 1, "column", Telling.EVERYBODY),
    ]
    assert found[2].says == "column 2: none of 20 is in row 1"
    assert group_disclosures(with_totals([[4, 7], [10, 20]])) == ()
    assert group_disclosures([[0, 0, 0], [C, 5, C], [C, 5, 20]])[0].says == "column 2: none of 5 is in row 1"


@pytest.mark.parametrize(
    ("part", "base", "threshold", "least", "reason"),
    [
        (20, 76, 5, OPEN_BASE, ""),
        (6, 19, 5, OPEN_BASE, "the base is 19, under 20"),
        (6, 20, 5, OPEN_BASE, ""),
        (20, 49, 10, SENSITIVE_BASE, "the base is 49, under 50"),
        (4, 60, 5, OPEN_BASE, "the numerator is from 1 to 4"),
        (57, 60, 5, OPEN_BASE, "the rest of the base is from 1 to 4"),
        (0, 60, 5, OPEN_BASE, ""),
        (60, 60, 5, OPEN_BASE, ""),
        (C, 60, 5, OPEN_BASE, "the numerator is hidden, [c]"),
        (6, C, 5, OPEN_BASE, "the base is hidden, [c]"),
    ],
)
def test_percentages_need_a_base(part, base, threshold: int, least: int, reason: str) -> None:
    found = may_publish_share(part, base, threshold=threshold, least_base=least)
    assert (found.allowed, found.reason) == (not reason, reason)


def test_averages_need_ten() -> None:
    assert may_publish_average(10).allowed
    assert not may_publish_average(9).allowed
    with pytest.raises(ValueError, match="more than its denominator"):
        may_publish_share(7, 6, threshold=5, least_base=20)


# --- records and sums -------------------------------------------------------------------------------------------------


@pytest.mark.vectors
def test_published_frequencies_and_diversity(vectors: Path) -> None:
    published = json.loads((vectors / "disclosure-control" / "k_anonymity_l_diversity.json").read_text())
    assert len(published["sdcMicro_freqCalc"]) == 3
    for case in published["sdcMicro_freqCalc"]:
        found = frequencies(list(zip(*(case[name] for name in "ABC" if name in case), strict=True)), case["w"])
        assert found.sample.tolist() == case["fk"]
        assert found.population.tolist() == case["Fk"]
        assert found.under(2) == case.get("n_unique", found.under(2))
        # both name the records that share their features with exactly one other
        pairs = case.get("n_pairs", case.get("n_lt3"))
        assert pairs is None or found.under(3) - found.under(2) == pairs
    (case,) = published["ldiversity"]
    features = list(zip(case["sex"], case["occupation"], case["ethnicity"], strict=True))
    assert distinct_values(features, case["sensitive"]).tolist() == case["distinct_l"]


@pytest.mark.vectors
def test_published_threshold_dominance_and_p_percent(vectors: Path) -> None:
    published = json.loads((vectors / "disclosure-control" / "acro_charities.json").read_text())
    table, rules = published["crosstab"], published["params"]
    counts = np.array(table["counts"])
    small = protection(with_totals(counts), threshold=rules["threshold"], round_to=None).small[:-1, :-1]
    assert int(small.sum()) == table["cells_below"] == 6
    assert np.argwhere(small).tolist() == [[year, table["grant_type"].index("R/G")] for year in range(6)]
    # the other cells of the published table hold far more contributors than are listed
    cells = table["inc_grants"]
    assert len(cells) == 13
    named = {(cell["year"], cell["grant_type"]): cell["values"] for cell in cells}
    assert [key for key, values in named.items() if p_percent(values, p=rules["p_ratio"])] == [(2010, "N"), (2010, "R/G")]
    assert [key for key, values in named.items() if dominates(values, n=rules["nk_n"], k=rules["nk_k"])] == [(2010, "R/G")]


def test_sums_by_hand() -> None:
    assert not dominates([50, 50], n=1, k=0.5)
    assert dominates([51, 49], n=1, k=0.5)
    assert not dominates([0, 0], n=1, k=0.5)
    assert not p_percent([100, 40, 10], p=0.1)
    assert p_percent([100, 40, 9.9], p=0.1)
    assert p_percent([100], p=0.1)
    assert p_percent([0, 0], p=0.1)
    assert not p_percent([], p=0.1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: frequencies([]), "at least one record"),
        (lambda: frequencies([(1, 2), (1,)]), "the same features"),
        (lambda: frequencies([(1,)], [1, 2]), "one weight a record"),
        (lambda: frequencies([(1,)], [-1]), "-1 is negative"),
        (lambda: distinct_values([(1,)], [1, 2]), "one value a record"),
        (lambda: dominates([1, -1], n=1, k=0.5), "-1 is negative"),
        (lambda: dominates([1], n=0, k=0.5), "n is 0"),
        (lambda: p_percent([1], p=0), "p is 0"),
        (lambda: p_percent([[1]], p=0.1), "one amount for each contributor"),
    ],
)
def test_bad_records_and_sums_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_a_missing_sensitive_value_is_none() -> None:
    assert distinct_values([("a",), ("a",), ("b",)], [None, "x", None]).tolist() == [1, 1, 0]
