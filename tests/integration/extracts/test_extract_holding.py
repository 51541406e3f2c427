"""Commit, undo, revision, retention and the diff; and what happens when something stops half way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from extract_files import EPISODES, PLACES, table_of, write

from wardmoot.evidence import SourceKey, Store, StoreBusy, StoreError, StoreKind
from wardmoot.evidence.extracts import Between, Scope, ScopeError, commit, preview, read, sweep, undo
from wardmoot.evidence.extracts import holding as module
from wardmoot.evidence.manifest import Ending

NOW = datetime(2026, 3, 6, tzinfo=UTC)
AGENCY = "Wiltshire Police"
SCOPE = Scope("a test", "to see what is held", frozenset({EPISODES.key}))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def give(path: Path, store: Store, days: int = 0, **options: Any):
    """Import with the usual answers, some days on."""
    usual: dict[str, Any] = {"agency": AGENCY, "columns": None, "leave_out_bad_rows": False, "known_places": PLACES}
    return commit(path, EPISODES, store=store, now=NOW + timedelta(days=days), **(usual | options))


def look(path: Path, store: Store):
    return preview(path, EPISODES, agency=AGENCY, store=store, now=NOW, known_places=PLACES)


def table(first: int, count: int, **changes: str) -> list[list[Any]]:
    """Rows that begin `first` days after the first day, with cells changed by column."""
    rows = table_of(EPISODES, first + count)
    rows = [rows[0], *rows[1 + first :]]
    for name, cell in changes.items():
        for row in rows[1:]:
            row[[c.name for c in EPISODES.columns].index(name)] = cell
    return rows


def refs(store: Store) -> int:
    return read(store, EPISODES.key, columns=["episode_ref"], scope=SCOPE).rows


def test_an_import_is_loaded_then_unchanged_and_read_back_in_types(store: Store, tmp_path: Path):
    rows = table(0, 20)
    rows[1][9], rows[2][10], rows[3][3] = "<5", "1.5", ""
    path = write(tmp_path / "x.xlsx", rows)
    first, again = give(path, store), give(path, store, 1)
    assert (first.status, first.rows_in, first.rows_kept, first.period) == ("loaded", 20, 20, "2017-04 to 2017-05")
    assert (again.status, again.rows_kept, len(store.batches())) == ("unchanged", 20, 1)
    batch = store.batches()[0]
    assert (batch.source, batch.coverage) == (SourceKey.EXTRACT, "test-episodes · Wiltshire Police")
    assert batch.file == f"test-episodes Wiltshire Police 2026-03-06 {batch.sha256[:8]}.xlsx"
    names = ["began", "seen_at", "age", "visits", "visits__code", "hours", "risk", "repeat", "town", "agency", "line"]
    found = read(store, EPISODES.key, columns=names, scope=SCOPE)
    columns = found.columns
    assert (columns["began"].dtype, columns["seen_at"].dtype, columns["age"].dtype) == ("datetime64[D]", "datetime64[s]", "int64")
    assert columns["began"][0] == np.datetime64("2017-04-13")
    assert np.isnat(columns["seen_at"][2])
    assert (np.isnan(columns["visits"][0]), columns["visits__code"][0], columns["visits__code"][1]) == (True, "suppressed", None)
    assert (columns["hours"][1], columns["risk"][0], columns["repeat"][1]) == (1.5, "high", "no")
    assert (columns["town"][0], columns["agency"][0], columns["line"][0]) == ("Melksham", AGENCY, 2)
    assert [f.sha256 for f in found.files] == [batch.sha256]


def test_rows_are_chosen_by_values_by_spans_and_by_emptiness(store: Store, tmp_path: Path):
    rows = table(0, 20)
    rows[3][5] = ""
    give(write(tmp_path / "x.csv", rows), store)

    def count(**where: Any) -> int:
        return read(store, EPISODES.key, columns=["began"], scope=SCOPE, where=where).rows

    assert count(began=Between(date(2017, 4, 13), date(2017, 4, 14))) == 2
    assert count(seen_at=Between(date(2017, 4, 13), date(2017, 4, 14))) == 2
    assert count(town=[None]) == 1
    assert count(town=["Salisbury", None]) == count(town="Salisbury") + 1
    assert count(town=()) == 0
    with pytest.raises(StoreError, match="no column 'name'"):
        count(name="x")


MINE = frozenset({EPISODES.key})


@pytest.mark.parametrize("scope", [None, Scope("me", "", MINE), Scope("", "x", MINE), Scope("me", "x", frozenset())])
def test_rows_about_persons_need_a_scope(scope: Scope | None, store: Store, tmp_path: Path):
    for _ in range(2):
        with pytest.raises(ScopeError, match="about persons"):
            read(store, EPISODES.key, columns=["age"], scope=scope)
        give(write(tmp_path / "x.csv", table(0, 3)), store)


def test_counts_need_none(store: Store, tmp_path: Path):
    counts = replace(EPISODES, key="test-counts", persons=False)
    commit(
        write(tmp_path / "x.csv", table(0, 3)),
        counts,
        agency=AGENCY,
        columns=None,
        store=store,
        now=NOW,
        leave_out_bad_rows=False,
        known_places=PLACES,
    )
    assert read(store, "test-counts", columns=[], scope=None).rows == 3


def test_the_preview_says_what_a_file_would_change(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 10)), store)
    rows = table(0, 12)
    rows[1][8] = "77"
    del rows[2]
    found = look(write(tmp_path / "y.csv", rows), store)
    assert found.difference is not None
    d = found.difference
    assert (d.added, d.changed, d.removed, d.same, d.of) == (2, 1, 1, 8, (1,))
    assert len(store.batches()) == 1
    nameless = replace(EPISODES, key="test-nameless", unique=())
    options: dict[str, Any] = {"agency": AGENCY, "store": store, "now": NOW, "known_places": PLACES}
    commit(write(tmp_path / "x.csv", table(0, 10)), nameless, columns=None, leave_out_bad_rows=False, **options)
    d = preview(write(tmp_path / "y.csv", rows), nameless, **options).difference
    assert (d.added, d.changed, d.removed, d.same) == (3, 0, 2, 8)


def test_a_revision_takes_the_place_and_undo_brings_the_earlier_one_back(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 10)), store)
    report = give(write(tmp_path / "y.csv", table(0, 11)), store, 1)
    assert (report.status, refs(store)) == ("revision", 11)
    assert "takes the place of the import number 1 of 6 March 2026" in report.reason
    assert "superseded on 7 March 2026" in give(tmp_path / "x.csv", store, 2).reason
    gone = store.parquet(store.batches()[0])
    undone = undo(store, 2, now=NOW + timedelta(days=3))
    assert ([b.id for b in undone.restored], undone.lost, refs(store), gone.exists()) == ([1], 0, 10, False)
    held = {b.id: b for b in store.batches(current_only=False)}
    assert (held[2].ending, held[2].ended_at, held[1].is_current) == (Ending.WITHDRAWN, NOW + timedelta(days=3), True)
    with pytest.raises(StoreError, match="was withdrawn"):
        undo(store, 2, now=NOW)
    with pytest.raises(StoreError, match="no import with the number 9"):
        undo(store, 9, now=NOW)
    assert give(tmp_path / "y.csv", store, 4).status == "revision"
    with pytest.raises(StoreError, match="undo import 3, which took its place, first"):
        undo(store, 1, now=NOW)


def test_a_year_takes_the_place_of_its_quarters_and_undo_brings_both_back(store: Store, tmp_path: Path):
    give(write(tmp_path / "q1.csv", table(20, 20)), store)
    give(write(tmp_path / "q2.csv", table(60, 20)), store)
    report = give(write(tmp_path / "year.csv", table(0, 120)), store, 1)
    assert (report.status, refs(store)) == ("revision", 120)
    assert [b.id for b in undo(store, 3, now=NOW).restored] == [1, 2]
    assert refs(store) == 40


def test_undo_stops_where_a_later_import_has_the_months_that_would_count_again(store: Store, tmp_path: Path):
    """The quarter was sent again with other references after the year took its place: withdrawing the year would count both quarters."""
    give(write(tmp_path / "q1.csv", table(20, 20)), store)
    give(write(tmp_path / "year.csv", table(0, 120)), store, 1)
    again = table(20, 20)
    for number, row in enumerate(again[1:]):
        row[0] = f"R9{number:05d}"
    assert give(write(tmp_path / "q1 again.csv", again), store, 2).status == "loaded"
    with pytest.raises(StoreError, match=r"import 1 .* would count again beside the later import 3 .*: undo import 3 first"):
        undo(store, 2, now=NOW)
    assert refs(store) == 140
    undo(store, 3, now=NOW)
    assert [b.id for b in undo(store, 2, now=NOW).restored] == [1]
    assert refs(store) == 20


def test_months_that_overlap_in_part_are_refused_where_rows_would_count_twice(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 60)), store)
    twice = write(tmp_path / "y.csv", table(40, 60))
    assert "rows would count twice" in give(twice, store).reason
    assert "rows would count twice" in look(twice, store).refused
    assert give(write(tmp_path / "z.csv", table(60, 40)), store).status == "loaded"
    assert refs(store) == 100


def test_one_odd_date_does_not_push_out_the_imports_of_other_months(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 20)), store)
    rows = table(60, 20)
    rows[1][2] = "2012-01-05"
    assert "first and last dates are right" in give(write(tmp_path / "y.csv", rows), store).reason
    assert refs(store) == 20


def test_a_year_without_a_row_is_said_because_it_would_count_as_none(store: Store, tmp_path: Path):
    rows = table(0, 20)
    assert look(write(tmp_path / "x.csv", rows), store).notes == ()
    rows[1][2] = "2014-02-14"
    [note] = look(write(tmp_path / "y.csv", rows), store).notes
    assert note.startswith("no row lies between February 2014 and April 2017, and the import would cover those months as months with none")


def test_two_agencies_supply_the_same_months_side_by_side(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 5)), store)
    give(write(tmp_path / "x.csv", table(0, 5)), store, agency="Dorset Police")
    assert refs(store) == 10
    assert read(store, EPISODES.key, columns=["age"], scope=SCOPE, agency="Dorset Police").rows == 5


def test_the_same_person_has_one_pseudonym_wherever_the_scheme_is_the_same(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 3)), store)
    other = replace(EPISODES, key="test-others")
    same = {"agency": AGENCY, "columns": None, "store": store, "now": NOW, "leave_out_bad_rows": False, "known_places": PLACES}
    commit(write(tmp_path / "y.csv", table(1, 3, person=" p 00001 ")), replace(other, unique=()), **same)
    mine = read(store, EPISODES.key, columns=["person", "episode_ref"], scope=SCOPE).columns
    theirs = read(store, "test-others", columns=["person"], scope=Scope("a", "b", frozenset({"test-others"}))).columns["person"]
    assert set(theirs) == {mine["person"][1]}
    assert set(mine["person"]).isdisjoint(mine["episode_ref"])


def test_retention_deletes_the_rows_and_the_manifest_keeps_that_they_were(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 10)), store)
    give(write(tmp_path / "y.csv", table(0, 11)), store, 1)
    assert sweep(store, now=NOW + timedelta(days=101)) == ()
    old = store.parquet(store.batches(current_only=False)[0])
    assert [b.id for b in sweep(store, now=NOW + timedelta(days=102))] == [1]
    assert (old.exists(), old.parent.exists(), refs(store)) == (False, False, 11)
    first = store.batches(current_only=False)[0]
    assert (first.ending, first.rows_kept) == (Ending.RETENTION, 10)
    undone = undo(store, 2, now=NOW + timedelta(days=103))
    assert (undone.restored, undone.lost, refs(store)) == ((), 1, 0)


def test_an_import_sweeps_by_itself(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 10)), store)
    give(write(tmp_path / "y.csv", table(0, 11)), store, 1)
    give(write(tmp_path / "z.csv", table(60, 5)), store, 200)
    assert store.batches(current_only=False)[0].ending is Ending.RETENTION


def test_real_and_synthetic_never_mix(store: Store, tmp_path: Path):
    real, invented = write(tmp_path / "r.csv", table(0, 3)), write(tmp_path / "i.csv", table(0, 3, authority="X06000001"))
    assert "real and synthetic are mixed" in give(invented, store).reason
    assert "real and synthetic are mixed" in give(real, store, agency="Moonshire Police (synthetic)").reason
    assert give(invented, store, agency="Moonshire Police (synthetic)").status == "loaded"
    assert (store.kind, store.batches()[0].attribution[:9]) == (StoreKind.DEMONSTRATION, "Synthetic")
    assert "this home is a demonstration" in give(real, store).reason
    assert "this home is a demonstration" in look(real, store).refused


def test_the_bytes_read_with_other_columns_are_another_import(store: Store, tmp_path: Path):
    rows = table(0, 5)
    rows = [[*row, row[8]] for row in rows]
    rows[0][11] = "Age 2"
    for row in rows[1:]:
        row[11] = "50"
    path = write(tmp_path / "x.csv", rows)
    assert give(path, store).status == "loaded"
    assert give(path, store, columns={"age": "column L"}).status == "revision"
    assert set(read(store, EPISODES.key, columns=["age"], scope=SCOPE).columns["age"]) == {50}


def test_a_lost_key_stops_imports_rather_than_splitting_people_in_two(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 5)), store)
    key = tmp_path / "home" / "keys" / "extracts.key"
    secret = key.read_text()
    key.write_text("ab")
    with pytest.raises(StoreError, match="damaged"):
        give(write(tmp_path / "y.csv", table(60, 5)), store)
    key.unlink()
    with pytest.raises(StoreError, match="another key"):
        give(write(tmp_path / "y.csv", table(60, 5)), store)
    key.write_text(secret)
    assert give(write(tmp_path / "y.csv", table(60, 5)), store).status == "loaded"


def test_a_full_disk_keeps_nothing_and_says_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import errno

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module._Rows, "write", full)
    report = give(write(tmp_path / "x.csv", table(0, 5)), store)
    assert (report.status, report.reason[:16]) == ("refused", "the disk is full")
    monkeypatch.undo()
    assert store.batches(current_only=False) == ()
    assert list((tmp_path / "home" / "evidence" / "batches").iterdir()) == []
    assert not (tmp_path / "home" / "evidence" / "staging").exists()
    assert give(tmp_path / "x.csv", store).status == "loaded"


def test_two_imports_at_once_the_second_is_told_to_wait(store: Store, tmp_path: Path):
    path = write(tmp_path / "x.csv", table(0, 5))
    with store.writing(NOW), pytest.raises(StoreBusy, match="is being written by process"):
        give(path, store)
    assert give(path, store).status == "loaded"


_KILLED = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from extract_files import EPISODES, PLACES
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import commit
def wait(progress):
    print("reading", flush=True)
    time.sleep(30)
commit(Path(sys.argv[1]), EPISODES, agency="Wiltshire Police", columns=None, store=Store.open(Path(sys.argv[2])),
       now=datetime(2026, 3, 6, tzinfo=UTC), leave_out_bad_rows=False, known_places=PLACES, progress=wait)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_an_import_that_is_killed_has_not_begun_and_leaves_nothing_for_long(store: Store, tmp_path: Path):
    path = write(tmp_path / "x.csv", table(0, 3000))
    folder = Path(__file__).parents[2] / "helpers"
    where = {**os.environ, "PYTHONPATH": str(folder)}
    process = subprocess.Popen([sys.executable, "-c", _KILLED, str(path), str(tmp_path / "home")], env=where, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"reading\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    staging = tmp_path / "home" / "evidence" / "staging"
    assert (store.batches(current_only=False), staging.exists()) == ((), True)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            sweep(store, now=NOW)
            break
        except StoreBusy:
            time.sleep(0.05)
    assert not staging.exists()
    assert list((tmp_path / "home" / "evidence" / "batches").iterdir()) == []


def test_a_death_between_the_manifest_and_the_file_is_swept_up(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    give(write(tmp_path / "x.csv", table(0, 5)), store)
    parquet = store.parquet(store.batches()[0])
    monkeypatch.setattr(Store, "_sweep_ended", lambda self: None)
    undo(store, 1, now=NOW)
    assert parquet.exists()
    monkeypatch.undo()
    sweep(store, now=NOW)
    assert not parquet.exists()


def test_an_older_manifest_without_endings_is_read_and_written(store: Store, tmp_path: Path):
    give(write(tmp_path / "x.csv", table(0, 5)), store)
    import sqlite3

    with sqlite3.connect(tmp_path / "home" / "evidence" / "manifest.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'endings'").fetchone() == (0,)
    connection.close()
    assert undo(store, 1, now=NOW).batch.id == 1
    assert store.batches() == ()
