"""The data pages with every open source held: their words, their coverage, and the category in law of stop and search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from recorded_crime_book import book, tables
from road_files import COLLISION, collision, table, year_of_roads

from wardmoot.apps.accounts.roles import Role
from wardmoot.cli import main
from wardmoot.evidence import SourceKey, Store, load

STOPS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,"
    "Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
)


@pytest.fixture
def full(settings: Any, tmp_path: Path, db: Any) -> Store:
    """A home of real data that holds road, published and stop-and-search files."""
    from street_files import NOW

    from wardmoot.apps.accounts.actions import set_partnership

    settings.HOME = tmp_path / "home"
    set_partnership(by=None, name="Wiltshire Community Safety Partnership", demonstration_on=None)
    stop = "Person search,2025-01-15T22:40:00+00:00,False,,,,Male,18-24,,White,,Controlled drugs,Arrest,,"
    paths = [
        *year_of_roads(tmp_path, force="13", authority="E08000035"),
        book(tmp_path / "ons.xlsx", tables()),
        table(tmp_path, "2025-01-wiltshire-stop-and-search.csv", STOPS, [stop]),
    ]
    store = Store.open(settings.HOME)
    assert not load(paths, store=store, now=NOW).refused
    return store


def test_the_list_names_each_source_and_what_it_covers(full: Store, sign_in: Any):
    page = sign_in(Role.ANALYST).get("/data/").content.decode()
    for words in ("Road collisions", "Road casualties", "Recorded crime by force and partnership, as published", "Stop and search of data.police.uk"):
        assert words in page
    assert "West Yorkshire" in page
    assert "year ending December 2024" in page
    assert "Department for Transport (STATS19)" in page


def test_each_file_has_its_page_and_stop_and_search_says_its_category(full: Store, sign_in: Any):
    client = sign_in(Role.ANALYST)
    for batch in full.batches():
        page = client.get(f"/data/files/{batch.id}/")
        assert page.status_code == 200
        says = "Special category and criminal offence data" in page.content.decode()
        assert says is (batch.source is SourceKey.STOP_AND_SEARCH)


def test_what_a_load_said_of_a_file_stays_beside_it(full: Store, sign_in: Any, tmp_path: Path):
    from street_files import NOW

    path = table(tmp_path, "collisions-2015.csv", f"{COLLISION},weather_station", [f"{collision(1, year=2015)},x"])
    load([path], store=full, now=NOW)
    page = sign_in(Role.ANALYST).get(f"/data/files/{full.batches()[-1].id}/").content.decode()
    assert "Columns that are not known were not kept: weather_station." in page


def test_the_command_line_says_the_same(full: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("WARDMOOT_HOME", str(full.folder.parent))
    assert main(["evidence", "status"]) == 0
    said = capsys.readouterr().out
    assert "road-casualties (road casualties): 1 file, 36 rows" in said
    assert "recorded-crime-tables (recorded crime by force and partnership, as published): 1 file" in said


def test_a_long_list_of_areas_is_covered_by_number_alone(
    full: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    from street_files import NOW

    load([table(tmp_path, "lsoa-mid-2019.csv", "lsoa,pop", [f"E0100{n},1500" for n in range(1000, 1100)])], store=full, now=NOW)
    monkeypatch.setenv("WARDMOOT_HOME", str(full.folder.parent))
    main(["evidence", "status"])
    assert "covers: 100 areas\n" in capsys.readouterr().out
