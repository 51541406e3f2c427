"""Names, addresses, dates of birth and NHS numbers are planted everywhere a file can hold them, sent down every path, and looked for afterwards."""

from __future__ import annotations

import logging
import os
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from extract_files import EPISODES, FORMATS, HEADINGS, PLACES, table_of, write

from wardmoot.cli import main
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import commit, error_workbook, preview, shelved, sweep, sweep_shelf, undo

NOW = datetime(2026, 3, 6, tzinfo=UTC)
AGENCY = "Wiltshire Police"
NAME, OTHER_NAME, SHOUTED = "Quentin Farthingale", "Marigold Okonkwo-Threlfall", "FARTHINGALE, QUENTIN"
ADDRESS, POSTCODE = "14 Larkspur Crescent, Melksham SN12 6QZ", "SN12 6QZ"
BIRTH, BIRTH_ISO = "12/03/1987", "1987-03-12"
NHS, NHS_PLAIN = "943 476 5919", "9434765919"
STORY = "Quentin was seen by the bridge with Marigold at nine and would not come home"
MAIL, PHONE, INSURANCE = "q.farthingale@example.org", "07700 900123", "QQ 12 34 56 C".replace("QQ", "AB")
PLANTED = (NAME, OTHER_NAME, SHOUTED, ADDRESS, POSTCODE, BIRTH, BIRTH_ISO, NHS, NHS_PLAIN, STORY, MAIL, PHONE, INSURANCE)
TRACES = (
    *("quentin", "farthingale", "marigold", "okonkwo", "threlfall", "larkspur", "sn12 6qz", "sn126qz", "12/03/1987", "1987-03-12"),
    *("19870312", "943 476 5919", "9434765919", "by the bridge", "07700 900123", "07700900123", "ab 12 34 56 c"),
)


def texts_under(folder: Path) -> Iterator[tuple[str, str]]:
    """The name and every byte of every file, and what is inside the packed ones."""
    for path in folder.rglob("*"):
        yield f"the name {path.name}", path.name
        if path.is_file():
            data = path.read_bytes()
            yield str(path), data.decode("latin-1")
            yield f"{path} in UTF-16", data.decode("utf-16-le", "ignore")
            if path.suffix == ".parquet":
                yield f"rows of {path}", str(duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall())
            if path.suffix in (".xlsx", ".ods"):
                with zipfile.ZipFile(path) as archive:
                    yield f"inside {path}", "".join(archive.read(n).decode() for n in archive.namelist())


def assert_nothing_of_it(texts: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> None:
    for where, text in texts:
        found = [trace for trace in TRACES if trace in text.lower()]
        assert not found, f"{found} in {where}"


def spread(table: list[list[Any]], place: int, values: list[Any]) -> list[list[Any]]:
    """The table with the values in a column, from the third row on."""
    for row, value in zip(table[3:], values, strict=False):
        row[place] = value
    return table


def with_column(heading: str, values: list[str]) -> list[list[Any]]:
    """The table with a column more, filled with the values again and again."""
    table = table_of(EPISODES, 40)
    return [[*table[0], heading], *([*row, values[i % len(values)]] for i, row in enumerate(table[1:]))]


def tables() -> Iterator[tuple[str, list[list[Any]]]]:
    for number, value in enumerate(PLANTED):
        yield f"undeclared {number}", with_column("Ref 2", [value, "x", "y"])
    for place in range(len(HEADINGS)):
        yield f"some in {HEADINGS[place]}", spread(table_of(EPISODES, 60), place, list(PLANTED))
    yield "undeclared names", with_column("Col X", [NAME, OTHER_NAME])
    yield "undeclared births", with_column("Col Y", [f"{d:02d}/03/{1950 + d}" for d in range(1, 28)] + [BIRTH])
    for place in range(len(HEADINGS)):
        yield f"many in {HEADINGS[place]}", spread(table_of(EPISODES, 40), place, list(PLANTED) * 3)
    heading = table_of(EPISODES, 40)
    yield "as a heading", [[*heading[0], f"Case of {NAME}"], *([*row, 1] for row in heading[1:])]
    yield "as headings", [[*heading[0], NAME, BIRTH, NHS], *([*row, 1, 2, 3] for row in heading[1:])]
    yield "above and below", [[f"Prepared by {NAME}, born {BIRTH}"], [], *table_of(EPISODES, 40), [f"Total for {NAME}"], [STORY]]


CASES = dict(tables())
IN_SPREADSHEETS = (
    *("undeclared names", "as a heading", "as headings", "above and below", "many in Town"),
    *("some in Risk", "some in Person reference", "some in Began", "some in Hours"),
)
"""What is sent as a spreadsheet too: after a file's cells are read its format makes no difference."""


def walk(path: Path, store: Store, seen: list[tuple[str, str]]) -> None:
    """Every path a file can take; what is returned or raised is written down."""
    options: dict[str, Any] = {"agency": AGENCY, "known_places": PLACES, "now": NOW}
    found = preview(path, EPISODES, store=store, **options)
    seen.append(("the preview", repr(found)))
    for leave_out in (False, True):
        report = commit(path, EPISODES, columns=found.columns or None, store=store, leave_out_bad_rows=leave_out, **options)
        seen.append(("the report", repr(report)))
        seen.append(("the rejects", repr([store.rejects(b.id) for b in store.batches()])))
    if found.matches and found.rows_bad and not found.refused:
        for ending in (".xlsx", ".ods"):
            out = shelved(store, expires=NOW + timedelta(days=7), ending=ending)
            assert error_workbook(path, EPISODES, found, out, expires=NOW + timedelta(days=7), **options) == found.rows_bad


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_that_tells_who_somebody_is_is_kept_or_shown(ending: str, tmp_path: Path, caplog: Any, capfd: Any):
    caplog.set_level(logging.DEBUG)
    home, incoming = tmp_path / "home", tmp_path / "incoming"
    incoming.mkdir()
    store, seen = Store.open(home), []
    cases = CASES if ending == "csv" else {name: CASES[name] for name in IN_SPREADSHEETS}
    for number, table in enumerate(cases.values()):
        about = {} if ending == "csv" else {"author": NAME, "sheets": {f"{OTHER_NAME} {NHS_PLAIN}": [["nothing", "here"]]}}
        path = write(incoming / f"{number} {NAME} {BIRTH_ISO}.{ending}", table, **about)
        walk(path, store, seen)
    held = store.batches()
    assert held, "some files had only a few bad rows and must have been imported"
    assert_nothing_of_it(seen)
    assert_nothing_of_it(texts_under(home))
    undo(store, held[-1].id, now=NOW)
    sweep(store, now=NOW + timedelta(days=1_000))
    assert_nothing_of_it(texts_under(home))
    out, err = capfd.readouterr()
    assert_nothing_of_it([("the log", caplog.text), ("standard output", out), ("standard error", err)])


@pytest.mark.parametrize("name", [n for n in CASES if n.startswith(("undeclared names", "undeclared births", "as a heading", "many in"))])
def test_a_column_that_looks_like_identity_refuses_the_file(name: str, tmp_path: Path):
    found = preview(write(tmp_path / "a.csv", CASES[name]), EPISODES, agency=AGENCY, known_places=PLACES, now=NOW)
    if name == "as a heading":
        assert found.refused == ""
        assert found.undeclared[-1].shown == "Case of xxxxxxx xxxxxxxxxxx"
    else:
        assert "looks like" in found.refused


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("Surname", "names"),
        ("Victim name", "names"),
        ("DOB", "dates of birth"),
        ("Home address", "addresses"),
        ("Post code", "full postcodes"),
        ("NHS No", "NHS numbers"),
        ("Contact tel", "telephone numbers"),
        ("MO", "free text"),
        ("Notes", "free text"),
    ],
)
def test_a_heading_that_tells_refuses_the_file_even_over_empty_cells(heading: str, what: str, tmp_path: Path):
    found = preview(write(tmp_path / "a.csv", with_column(heading, [""])), EPISODES, agency=AGENCY, known_places=PLACES, now=NOW)
    assert f"looks like {what}" in found.refused
    assert "column L" in found.refused


@pytest.mark.parametrize("heading", ["Ward name", "School name", "Offence description", "Force name"])
def test_a_heading_of_places_and_kinds_does_not(heading: str, tmp_path: Path):
    values = ["Royal Wootton Bassett East", "St Edmund", "Violence with injury"]
    found = preview(write(tmp_path / "a.csv", with_column(heading, values)), EPISODES, agency=AGENCY, known_places=PLACES, now=NOW)
    assert (found.refused, found.undeclared[-1].letter) == ("", "L")


def test_an_nhs_number_may_be_a_person_key_because_only_its_hash_is_kept(tmp_path: Path):
    table = spread(table_of(EPISODES, 6), 1, [NHS, NHS_PLAIN, "9434765870"])
    store = Store.open(tmp_path / "home")
    report = commit(
        write(tmp_path / "a.csv", table), EPISODES, agency=AGENCY, columns=None, store=store, now=NOW, leave_out_bad_rows=False, known_places=PLACES
    )
    assert (report.status, report.rows_kept) == ("loaded", 6)
    rows = duckdb.connect().execute("SELECT person FROM read_parquet(?) ORDER BY line", [str(store.parquet(store.batches()[0]))]).fetchall()
    assert rows[2] == rows[3] != rows[4]
    assert all(len(row[0]) == 32 for row in rows)
    assert_nothing_of_it(texts_under(tmp_path / "home"))


def test_the_key_is_the_owner_s_only_and_is_never_printed(tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path / "home"))
    path = write(tmp_path / "a.csv", [["Sector", "Referred on"], ["education", "2019-01-02"]])
    main(["extract", "load", str(path), "--dataset", "prevent-referrals", "--agency", "Police"])
    key = tmp_path / "home" / "keys" / "extracts.key"
    secret = key.read_text()
    out, err = capfd.readouterr()
    assert secret not in out + err
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    others = [p for p in (tmp_path / "home").rglob("*") if p.is_file() and p != key]
    assert not any(secret.encode() in p.read_bytes() for p in others)


def test_error_workbooks_expire(tmp_path: Path):
    store = Store.open(tmp_path / "home")
    out = shelved(store, expires=NOW + timedelta(days=7))
    path = write(tmp_path / "a.csv", spread(table_of(EPISODES, 6), 6, ["N/A"]))
    written = error_workbook(
        path,
        EPISODES,
        preview(path, EPISODES, agency=AGENCY, now=NOW, known_places=PLACES),
        out,
        agency=AGENCY,
        now=NOW,
        expires=NOW,
        known_places=PLACES,
    )
    assert written == 1
    assert stat.S_IMODE(os.stat(out).st_mode) == 0o600
    assert sweep_shelf(store, now=NOW + timedelta(days=6)) == 0
    assert sweep_shelf(store, now=NOW + timedelta(days=8)) == 1
    assert not out.exists()
