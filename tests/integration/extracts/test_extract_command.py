"""`wardmoot extract`, as a person at a terminal uses it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from extract_files import table_of, write

from wardmoot.catalogue.datasets import datasets
from wardmoot.cli import main

KEY = "prevent-referrals"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(capsys: Any, *arguments: Any) -> tuple[int, Any]:
    status = main(["extract", *map(str, arguments)])
    out = capsys.readouterr().out
    return status, json.loads(out) if "--json" in arguments else out


def file(tmp_path: Path, name: str = "a.csv", rows: int = 4, spoil: bool = False) -> Path:
    table = table_of(datasets()[KEY], rows)
    if spoil:
        table[2][[c.name for c in datasets()[KEY].columns].index("sector")] = "N/A"
    return write(tmp_path / name, table)


def test_preview_load_list_undo(home: Path, tmp_path: Path, capsys: Any):
    about = ("--dataset", KEY, "--agency", "Wiltshire Council", "--json")
    status, found = run(capsys, "preview", file(tmp_path), *about)
    assert (status, found["rows_in"], found["rows_ok"], found["refused"]) == (0, 4, 4, "")
    status, loaded = run(capsys, "load", file(tmp_path), *about)
    assert (status, loaded["batches"][0]["status"], loaded["batches"][0]["rows_kept"]) == (0, "loaded", 4)
    status, listed = run(capsys, "list", "--json")
    assert [(i["number"], i["state"]) for i in listed["imports"]] == [(1, "counts")]
    assert run(capsys, "undo", 1, "--json") == (0, {"withdrawn": 1, "counts_again": [], "deleted_under_retention": 0})
    assert run(capsys, "undo", 1, "--json")[0] == 1
    assert "withdrawn" in run(capsys, "list")[1]
    assert run(capsys, "sweep", "--json") == (0, {"imports": [], "error_workbooks": 0})


def test_bad_rows_refuse_until_they_are_left_out_and_go_to_an_error_workbook(home: Path, tmp_path: Path, capsys: Any):
    path, about = file(tmp_path, spoil=True), ("--dataset", KEY, "--agency", "Wiltshire Council")
    status, text = run(capsys, "preview", path, *about, "--errors", tmp_path / "errors.xlsx")
    assert status == 0
    assert "1 × sector: not one of the codes; expected" in text
    with zipfile.ZipFile(tmp_path / "errors.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 's="1"><is><t xml:space="preserve">N/A' in sheet
    assert "(a key, not shown)" in sheet
    status, text = run(capsys, "load", path, *about)
    assert status == 1
    assert "1 of 4 rows are bad" in text
    assert run(capsys, "load", path, *about, "--leave-out-bad-rows", "--json")[1]["batches"][0]["rows_kept"] == 3


def test_the_datasets_are_listed(home: Path, capsys: Any):
    status, listed = run(capsys, "datasets", "--json")
    assert status == 0
    assert {d["key"] for d in listed["datasets"]} == set(datasets())
    assert "missing-episodes  Missing episodes" in run(capsys, "datasets")[1]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--dataset", "nothing"], "there is no dataset 'nothing'"),
        (["--dataset", KEY, "--column", "x"], "COLUMN=HEADING"),
        (["--dataset", KEY, "--column", "x=y"], "has no column 'x'"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(extra: list[str], words: str, home: Path, tmp_path: Path, capsys: Any):
    assert main(["extract", "preview", str(file(tmp_path)), "--agency", "Council", *extra]) == 1
    assert words in capsys.readouterr().err


def test_a_column_matched_by_hand(home: Path, tmp_path: Path, capsys: Any):
    table = table_of(datasets()[KEY], 3)
    place = [c.name for c in datasets()[KEY].columns].index("sector")
    table[0][place] = "Zz"
    for row in table[1:]:
        row[place] = "N/A"
    path = write(tmp_path / "a.csv", table)
    about = ("--dataset", KEY, "--agency", "Wiltshire Council", "--json")
    assert run(capsys, "preview", path, *about)[0] == 1
    status, found = run(capsys, "preview", path, *about, "--column", f"sector=column {chr(65 + place)}")
    assert (status, found["rows_bad"]) == (0, 3)
