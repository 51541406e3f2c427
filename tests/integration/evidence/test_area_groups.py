"""Lists of groups of similar areas: recognised by their header, dated, kept with their version; what is wrong is said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wardmoot.evidence import BatchReport, Store, area_group_lists, load

NOW = datetime(2026, 1, 5, tzinfo=UTC)
NAMED = "similar-partnerships-v3-2024-03-01.csv"
HEAD = "List,Version,Date,Area code,Member code"


def loaded(home: Path, name: str, *lines: str) -> tuple[Store, BatchReport]:
    file = home / name
    file.write_text("\n".join(lines) + "\n", "utf-8")
    store = Store.open(home / "home")
    return store, load([file], store=store, now=NOW).batches[0]


def test_version_and_date_of_the_files_name(tmp_path: Path) -> None:
    lines = ("Area code,Member code,Rank", "E22000361,E22000361,1", "E22000361,E22000350,3", "E22000361,E22000369,2")
    store, report = loaded(tmp_path, NAMED, *lines)
    assert (report.source, report.status.value, report.rows_kept, report.period) == ("area-groups", "loaded", 3, "2024-03-01")
    (found,) = area_group_lists(store)
    assert (found.name, found.version, found.dated, found.ranked) == ("similar partnerships", "3", date(2024, 3, 1), True)
    assert found.groups == {"E22000361": ("E22000369", "E22000350")}
    assert found.batch.attribution == "Groups of similar areas as given in the list named."


def test_version_and_date_in_the_rows(tmp_path: Path) -> None:
    store, report = loaded(tmp_path, "groups.csv", HEAD, "Ours,2b,2024-05-06,E22000361,E22000369", "Ours,2b,2024-05-06,E22000361,E22000350")
    assert report.status.value == "loaded", report.reason
    (found,) = area_group_lists(store)
    assert (found.name, found.version, found.dated, found.ranked) == ("Ours", "2b", date(2024, 5, 6), False)
    assert found.groups == {"E22000361": ("E22000350", "E22000369")}


def test_two_versions_stand_side_by_side_newest_first(tmp_path: Path) -> None:
    loaded(tmp_path, NAMED, "Area code,Member code", "E22000361,E22000350")
    store, report = loaded(tmp_path, NAMED.replace("v3-2024", "v4-2025"), "Area code,Member code", "E22000361,E22000369")
    assert report.status.value == "loaded"
    assert [one.version for one in area_group_lists(store)] == ["4", "3"]
    _, revised = loaded(tmp_path, NAMED, "Area code,Member code", "E22000361,E22000369")
    assert revised.status.value == "revision"


@pytest.mark.parametrize(
    ("name", "lines", "says"),
    [
        ("groups.csv", ("Area code,Member code", "E22000361,E22000350"), "does not say which version"),
        ("similar-v3-2024-13-01.csv", ("Area code,Member code", "E22000361,E22000350"), "“2024-13-01”: write it as 2024-03-01"),
        ("groups.csv", (HEAD, "Ours,2,May 2024,E22000361,E22000350"), "“May 2024”: write it as"),
        ("groups.csv", (HEAD, ",2,2024-05-06,E22000361,E22000350"), "line 2 has no name or no version"),
        ("groups.csv", (HEAD, "Ours,2,2024-05-06,E22000361,E22000350", "Ours,3,2024-05-06,E22000361,E22000369"), "line 3, Version “3”"),
        (NAMED, ("Area code,Member code", "E22000361,Swindon"), "line 2, Member code “Swindon”: not the form of an area code"),
        (NAMED, ("Area code,Member code,Rank", "E22000361,E22000350,first"), "line 2, Rank “first”"),
        (NAMED, ("Area code,Member code", "E22000361,E22000350", "E22000361,E22000350"), "there twice"),
        (NAMED, ("Area code,Member code", "E22000361,X22000350"), "mixes real and synthetic"),
        (NAMED, ("Area code,Member code,Victim name", "E22000361,E22000350,A Person"), "not a file Wardmoot knows"),
        (NAMED, ("Area code,Member code",), "no rows"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(tmp_path: Path, name: str, lines: tuple[str, ...], says: str) -> None:
    store, report = loaded(tmp_path, name, *lines)
    assert report.status.value == "refused"
    assert says in report.reason
    assert area_group_lists(store) == ()
