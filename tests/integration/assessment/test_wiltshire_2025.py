"""The assessment of Wiltshire in 2025 from the real files: every number was counted by other means first."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from assessment_prose import figures_in_text, own_numbers

from wardmoot.core.calendar import Month
from wardmoot.core.figures import VerdictWord
from wardmoot.evidence import Store
from wardmoot.measures.assessment import recorded
from wardmoot.measures.making import Made, make_assessment
from wardmoot.reports.assessment import assessment_document
from wardmoot.reports.document import Bullets, Heading, Table

pytestmark = pytest.mark.real_data
NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)


def test_crimes_and_incidents_are_counted_apart(wiltshire_2025: Made):
    found = wiltshire_2025.gathered
    assert found.scope.records.value == 31361
    assert found.scope.records.counting_unit.plural == "crimes and ASB incidents"
    assert (found.crimes.count.value, found.asb.count.value) == (25247, 6114)
    assert found.crimes.rate.written == "48.7"
    assert found.asb.rate.written == "11.8"
    assert found.crimes.rate.denominator
    assert found.crimes.rate.denominator.value == 517979
    assert {line.name: line.count.value for line in found.offences}.items() >= {
        ("Violence and sexual offences", 11821),
        ("Burglary", 1125),
        ("Robbery", 95),
    }


def test_the_busiest_small_areas(wiltshire_2025: Made):
    found = wiltshire_2025.gathered
    assert [(p.code, p.count.value) for p in found.crime_places.listed[:3]] == [("E01032022", 699), ("E01034534", 656), ("E01031912", 635)]
    assert [(p.code, p.count.value) for p in found.asb_places.listed[:3]] == [("E01031912", 226), ("E01034534", 222), ("E01032022", 189)]
    trowbridge = found.crime_places.listed[1]
    assert "Trowbridge" in trowbridge.name
    assert trowbridge.rate.written == "[x]"
    assert "E01034534" in found.crime_places.shapes


def test_only_the_same_months_are_compared(wiltshire_2025: Made):
    found = wiltshire_2025.gathered
    assert found.scope.basis.same_months_only
    changes = {line.name: (line.change.value, line.change.comparator and line.change.comparator.value) for line in found.offences}
    assert changes["Violence and sexual offences"] == (3651, 3338)
    assert changes["Burglary"] == (378, 428)


def test_no_month_is_called_unusual_on_so_few(wiltshire_2025: Made):
    for series in wiltshire_2025.gathered.series:
        assert not series.flags
        assert series.mean is None
        assert [str(m) for m, f in series.points if f is None] == [f"2024-{n:02d}" for n in range(5, 13)]


def test_every_direction_word_comes_from_a_named_test(figures: list[dict[str, Any]]):
    for figure in figures:
        if figure["test"] and figure["test"]["verdict"] in (VerdictWord.HIGHER, VerdictWord.LOWER):
            assert figure["test"]["name"]
            assert figure["test"]["p"] < 0.05
            assert figure["test"]["overdispersion"] >= 1


def test_every_figure_has_a_trace(figures: list[dict[str, Any]]):
    assert len(figures) > 500
    for figure in figures:
        assert figure["trace"]["files"], figure["id"]
        assert all(len(f["sha256"]) == 64 and f["loaded_at"] for f in figure["trace"]["files"])
        assert figure["trace"]["measure"]
        assert figure["trace"]["computed_at"]


def counted_again(archive: Path, trace: dict[str, Any]) -> int:
    """The slow, obvious way: open the files the trace names and count the rows its filter lets through."""
    wanted = {f["name"].rsplit("/", 1)[-1] for f in trace["files"] if f["source"] == "police-street"}
    total = 0
    with zipfile.ZipFile(archive) as z:
        for name in z.namelist():
            if name.rsplit("/", 1)[-1] in wanted:
                rows = csv.DictReader(io.TextIOWrapper(z.open(name), "utf-8", newline=""))
                total += sum(all(row[column] in allowed for column, allowed in trace["filter"].items()) for row in rows)
    return total


def test_five_figures_are_counted_again_from_the_rows_their_traces_name(real_data: Path, figures: list[dict[str, Any]]):
    by_id = {figure["id"]: figure for figure in figures}
    archive = real_data / "police-uk" / "wiltshire-22-months.zip"
    for id in ("recorded.crimes", "recorded.asb", "recorded.burglary.change", "place.crimes.E01034534", "month.robbery.2024-03"):
        assert counted_again(archive, by_id[id]["trace"]) == by_id[id]["value"], id


def test_running_text_has_no_number_of_its_own(wiltshire_2025: Made):
    found = wiltshire_2025.gathered
    names = [place.name for places in (found.crime_places, found.asb_places) for place in places.listed]
    for document in wiltshire_2025.documents.values():
        assert own_numbers(document, names) == []


def test_every_number_of_the_text_equals_a_figure_of_the_file(wiltshire_2025: Made, figures: list[dict[str, Any]]):
    held = {figure["id"]: figure["text"]["with_comparator"] for figure in figures}
    printed = figures_in_text(wiltshire_2025.document)
    assert len(printed) > 50
    assert all(held[figure.id] == figure.written_with_comparator for figure in printed)


def test_without_published_tables_the_area_stands_beside_those_counted_here_and_it_is_said(wiltshire_2025: Made):
    document = wiltshire_2025.document
    start, end = (
        next(n for n, block in enumerate(document.blocks) if isinstance(block, Heading) and block.anchor == f"section-{key}")
        for key in ("comparators", "community-areas")
    )
    words = " ".join(
        text for block in document.blocks[start:end] if isinstance(block, Bullets) for item in block.items for text in item if isinstance(text, str)
    )
    assert "no workbook of the Office for National Statistics" in words
    beside = [block for block in document.blocks[start:end] if isinstance(block, Table)]
    assert all("Swindon" in str([column.heading for column in table.columns] + list(table.rows)) for table in beside)


def test_themes_without_data_say_who_could_supply_it(wiltshire_2025: Made):
    tables = {block.id: block for block in wiltshire_2025.document.blocks if isinstance(block, Table)}
    rows = {str(row[0]): str(row[2]) for row in tables["missing-theme-domestic-abuse"].rows}
    assert rows["High-risk cases heard at MARAC"] == "The MARAC coordinator"
    assert wiltshire_2025.document.marking.value == "OFFICIAL"


def test_swindon_by_place(real_home: Path):
    found = recorded(Store.open(real_home), area="E06000030", to=Month(2025, 12), months=12, now=NOW).gathered
    assert found.scope.records.value == 20410


@pytest.mark.parametrize(
    ("area", "to", "says"),
    [
        ("E06000099", Month(2025, 12), "no small-area boundaries"),
        ("E06000054", Month(2030, 1), "no street crime files"),
        ("wiltshire", Month(2025, 12), "area code"),
    ],
)
def test_what_cannot_be_assessed_says_why(real_home: Path, tmp_path: Path, area: str, to: Month, says: str):
    with pytest.raises(ValueError, match=says):
        make_assessment(real_home, area=area, to=to, months=12, out=tmp_path, formats=("json",), now=NOW)
    assert not list(tmp_path.iterdir())


def test_a_period_with_months_missing_has_counts_and_no_rate(real_home: Path):
    found = recorded(Store.open(real_home), area="E06000054", to=Month(2019, 2), months=12, now=NOW).gathered
    assert found.crimes.count.value == 12622
    assert found.crimes.rate.written == "[x]"
    assert found.crime_places.listed[0].rate.written == "[x]"
    assert found.scope.missing[0].startswith("No data is held for April 2018 to September 2018")
    assert found.scope.missing[1].startswith("No rate is given, because months of the period are missing")


def test_a_complete_month_of_2011_small_areas_has_their_rates(real_home: Path):
    found = recorded(Store.open(real_home), area="E06000054", to=Month(2018, 3), months=1, now=NOW).gathered
    assert found.crimes.rate.denominator
    assert found.crimes.rate.denominator.as_of == "mid-2018"
    assert found.crime_places.listed[0].rate.value
    assert "not for a year" in " ".join(note for block in assessment_document(found).blocks for note in getattr(block, "notes", ()))
