"""What an assessment counts, and what it says it could not count: other forces, other censuses, months that are missing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wardmoot.core.calendar import Month, Period
from wardmoot.evidence import Store, load
from wardmoot.measures.assessment import recorded
from wardmoot.measures.making import Made
from wardmoot.reports.assessment import assessment_document
from wardmoot.reports.document import Callout, FigureText, Paragraph

pytestmark = pytest.mark.real_data
NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)
WILTSHIRE = "E06000054"


@pytest.fixture(scope="module")
def all_forces(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.open(tmp_path_factory.mktemp("all-forces"))
    crime, boundaries = real_data / "police-uk", real_data / "boundaries"
    paths = [crime / "2018-03-all-forces.zip", crime / "wiltshire-22-months.zip", *sorted(boundaries.glob("lsoa-2011-*"))]
    load(paths, store=store, now=NOW)
    return store


def test_by_place_counts_what_other_forces_recorded_there(all_forces: Store):
    found = recorded(all_forces, area=WILTSHIRE, to=Month(2018, 3), months=1, now=NOW).gathered
    assert (found.scope.records.value, found.crimes.count.value, found.asb.count.value) == (2667, 1936, 731)
    assert "British Transport Police" in found.scope.forces
    assert len(found.scope.records.trace.files) == 6
    assert "Greater Manchester Police" not in found.scope.forces


def test_forces_held_for_some_months_only_are_left_out_and_named(all_forces: Store):
    found = recorded(all_forces, area=WILTSHIRE, to=Month(2018, 12), months=12, now=NOW).gathered
    assert found.scope.forces == ("Wiltshire Police",)
    assert found.scope.records.value == 11411
    assert any("British Transport Police (20)" in words for words in found.scope.missing)


def test_boundaries_of_another_census_give_no_low_count(all_forces: Store):
    with pytest.raises(ValueError, match=r"4,457 of 31,361 records .*Load its LSOA 2021 boundaries"):
        recorded(all_forces, area=WILTSHIRE, to=Month(2025, 12), months=12, now=NOW)


def test_an_area_that_no_file_names_is_called_as_its_small_areas_are(all_forces: Store):
    assert recorded(all_forces, area=WILTSHIRE, to=Month(2018, 3), months=1, now=NOW).gathered.scope.area.name == "Wiltshire"


def test_a_count_speaks_of_the_months_that_are_held(real_home: Path):
    found = recorded(Store.open(real_home, read_only=True), area=WILTSHIRE, to=Month(2024, 12), months=12, now=NOW).gathered
    held = Period.span(Month(2024, 1), Month(2024, 4))
    assert found.scope.period == Period.rolling_12(Month(2024, 12))
    assert {found.scope.counted, found.crimes.count.period, found.scope.records.period, found.crime_places.listed[0].count.period} == {held}
    assert found.crimes.count.value == 7611


def test_what_is_missing_comes_before_the_first_number(wiltshire_2025: Made):
    blocks = list(assessment_document(wiltshire_2025.gathered).blocks)
    warning = next(i for i, b in enumerate(blocks) if isinstance(b, Callout) and b.title == "What is missing")
    number = next(i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and any(isinstance(s, FigureText) for s in b.spans))
    assert warning < number
    words = " ".join(wiltshire_2025.gathered.scope.missing)
    assert "not held for May 2025 to December 2025" in words
    assert "Only files of Wiltshire Police are used" in words


def test_directions_that_do_not_stand_together_are_told_apart(wiltshire_2025: Made):
    lines = {line.name: line for line in (*wiltshire_2025.gathered.offences, wiltshire_2025.gathered.asb)}
    assert {name for name, line in lines.items() if not line.firm} == {"Violence and sexual offences", "Public order", "Other crime"}


def test_traces_name_everything_a_rate_and_a_cluster_rest_on(figures: list[dict[str, Any]]):
    by_id = {figure["id"]: figure for figure in figures}
    assert {f["source"] for f in by_id["recorded.crimes.rate"]["trace"]["files"]} == {"police-street", "population-authority"}
    cluster = by_id["place.crimes.E01032022.gi-star"]["trace"]
    assert len(cluster["filter"]["LSOA code"]) == 447
    assert cluster["row_count"] == 25247 + 16626
    assert len(cluster["parameters"]["small areas from"]) == 2
