"""Every dataset that is shipped, with a file as it should be and one with every fault partners' files have: none mended in silence, none lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from extract_files import FIRST, FORMATS, PLACES, Formula, good_row, table_of, write, write_protected

from wardmoot.catalogue.dataset import ColumnType, Dataset, DatasetColumn
from wardmoot.catalogue.datasets import datasets
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Preview, commit, preview
from wardmoot.evidence.extracts.values import EMPTY

NOW = datetime(2026, 3, 6, tzinfo=UTC)
T = ColumnType
EVERY = sorted(datasets())
STYLES = ("13/05/2016", "14 May 2016", "May 15, 2016", "2016/05/16")


def look(path: Path, dataset: Dataset, **options: Any) -> Preview:
    found = preview(path, dataset, agency="Wiltshire Council", now=NOW, known_places=PLACES, **options)
    assert found.rows_in == found.rows_ok + found.rows_bad
    return found


def places_of(dataset: Dataset, *types: ColumnType) -> list[int]:
    return [i for i, c in enumerate(dataset.columns) if c.type in types]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("key", EVERY)
def test_a_good_file_is_kept_whole(key: str, ending: str, tmp_path: Path):
    dataset = datasets()[key]
    path = write(tmp_path / f"a.{ending}", table_of(dataset, 5))
    found = look(path, dataset)
    assert (found.refused, found.errors, found.rows_in, found.rows_ok) == ("", (), 5, 5)
    assert {m.how for m in found.matches} == {"same name"}


def spoiled(dataset: Dataset) -> tuple[list[list[Any]], dict[int, str], dict[str, int]]:
    """The table with its faults, the lines that must be rejected (and the column to blame, "" for the row), and the adjustments that must be said."""
    table: list[list[Any]] = table_of(dataset, 4)
    bad: dict[int, str] = {}
    said: dict[str, int] = {}

    def add(changes: dict[int, Any], blame: str | None = None) -> None:
        row: list[Any] = good_row(dataset, 40 + len(table))
        for place, cell in changes.items():
            row[place] = cell
        table.append(row)
        if blame is not None:
            bad[len(table)] = blame

    columns = dataset.columns
    for place in places_of(dataset, T.DATE, T.DATETIME)[:1]:
        time = " 09:15" if columns[place].type is T.DATETIME else ""
        for style in STYLES:
            add({place: style + time})
        said["dates written"] = len(STYLES)
        add({place: f"31/02/2017{time}"}, columns[place].name)
        add({place: f"13/04/17{time}"}, columns[place].name)
    for place in places_of(dataset, T.WHOLE, T.DECIMAL)[:1]:
        fits = columns[place].maximum is None or (columns[place].maximum or 0) >= 1234
        add({place: "1,234"}, None if fits else columns[place].name)
        said["thousands marked with commas"] = int(fits)
        add({place: "<5"}, None if columns[place].codes else columns[place].name)
    place = next(i for i, c in enumerate(columns) if c.required and not any("n/a" in s.lower() for v in c.codes.values() for s in v))
    add({place: "N/A"}, columns[place].name)
    place = next(i for i, c in enumerate(columns) if not c.type.is_key)
    add({place: good_row(dataset, 40 + len(table))[place] + "  "})
    said["spaces at the ends taken off"] = 1
    if dataset.unique:
        table.append(list(table[1]))
        bad[len(table)] = " + ".join(dataset.unique)
    add({0: Formula()}, columns[0].name)
    table.append([None] * len(columns))
    table.append(["Total", *[None] * (len(columns) - 2), 57])
    table.append(["Source: case system, run by the duty desk"])
    bad |= {len(table) - 1: "", len(table): ""}
    return table, bad, said


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("key", EVERY)
def test_every_fault_of_a_row_is_said_and_nothing_is_lost(key: str, ending: str, tmp_path: Path):
    dataset = datasets()[key]
    table, bad, said = spoiled(dataset)
    found = look(write(tmp_path / f"a.{ending}", table), dataset)
    assert found.refused == ""
    assert (found.rows_in, found.rows_bad, found.rows_blank) == (len(table) - 2, len(bad), 1)
    assert {(s.line, e.column) for e in found.errors for s in e.samples} == set(bad.items())
    for words, count in said.items():
        assert sum(a.count for a in found.adjustments if words in a.what) == count, words
    for error in found.errors:
        assert error.reason
        assert error.expected == next((c.expected for c in dataset.columns if c.name == error.column), "")
    assert all(e.reason != EMPTY for e in found.errors)


@pytest.mark.parametrize("key", EVERY)
def test_the_rows_kept_of_a_spoiled_file_are_the_good_ones(key: str, tmp_path: Path):
    dataset = datasets()[key]
    table, bad, _ = spoiled(dataset)
    path, store = write(tmp_path / "a.csv", table), Store.open(tmp_path / "home")
    options: dict[str, Any] = {"agency": "Wiltshire Council", "columns": None, "store": store, "now": NOW, "known_places": PLACES}
    assert commit(path, dataset, leave_out_bad_rows=False, **options).status == "refused"
    report = commit(path, dataset, leave_out_bad_rows=True, **options)
    assert (report.status, report.rows_in, report.rows_kept) == ("loaded", len(table) - 2, len(table) - 2 - len(bad))
    assert sorted(r.line for r in report.rejects) == sorted(bad)


def wrong(label: str) -> str:
    """A heading with two letters changed about."""
    return label[:-2] + label[-1] + label[-2] + "s"


@pytest.mark.parametrize("key", EVERY)
def test_a_wrong_heading_is_not_guessed_over_but_suggested(key: str, tmp_path: Path):
    dataset = datasets()[key]
    column: DatasetColumn = max((c for c in dataset.columns if c.required), key=lambda c: len(c.label))
    table = table_of(dataset, 4)
    table[0][dataset.columns.index(column)] = wrong(column.label)
    path = write(tmp_path / "a.csv", table)
    found = look(path, dataset)
    unmatched = {u.column: u for u in found.unmatched}
    letter = chr(65 + dataset.columns.index(column))
    assert column.label in found.refused
    assert "by hand" in found.refused
    assert unmatched[column.name].suggestion is not None
    assert unmatched[column.name].suggestion.letter == letter
    assert look(path, dataset, columns={column.name: f"column {letter}"}).rows_ok == 4


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.parametrize("key", EVERY)
def test_merged_cells_refuse_the_file(key: str, ending: str, tmp_path: Path):
    dataset = datasets()[key]
    found = look(write(tmp_path / f"a.{ending}", table_of(dataset, 4), merged=["A3:B3"]), dataset)
    assert "merged cells (A3:B3)" in found.refused
    assert (found.rows_in, found.rows_ok) == (4, 0)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("key", EVERY)
def test_two_rows_of_headings_refuse_the_file(key: str, ending: str, tmp_path: Path):
    dataset = datasets()[key]
    table = table_of(dataset, 4)
    over = ["Details", *[None] * (len(table[0]) - 2), "Result"]
    assert "lines 1 and 2 both look like headings" in look(write(tmp_path / f"a.{ending}", [over, *table]), dataset).refused


@pytest.mark.parametrize("key", [k for k in EVERY if places_of(datasets()[k], T.DATE, T.DATETIME)])
def test_days_counted_from_1904_are_read_by_that_and_it_is_said(key: str, tmp_path: Path):
    dataset = datasets()[key]
    found = {}
    for system in (True, False):
        table = table_of(dataset, 4)
        for row in table[1:]:
            for place in places_of(dataset, T.DATE):
                row[place] = FIRST
            for place in places_of(dataset, T.DATETIME):
                row[place] = datetime(2017, 4, 13, 14, 30)
        for number, row in enumerate(table[1:]):
            for place in places_of(dataset, T.DATE)[:1]:
                row[place] = date_of(number)
        found[system] = look(write(tmp_path / f"{system}.xlsx", table, dates_1904=system), dataset)
    assert found[True].period == found[False].period
    assert found[True].rows_ok == found[False].rows_ok == 4
    assert [any("1904" in note for note in found[system].notes) for system in (True, False)] == [True, False]


def date_of(number: int):
    return FIRST.replace(day=FIRST.day + number)


@pytest.mark.parametrize("key", EVERY)
def test_a_password_is_said(key: str, tmp_path: Path):
    found = look(write_protected(tmp_path / "a.xlsx"), datasets()[key])
    assert "protected with a password" in found.refused
    assert found.rows_in == 0
