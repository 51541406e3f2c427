"""Loading: batches, revisions, one writer, atomic commit, readers beside a writer, real and synthetic apart."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from street_files import NOW, put, row, street, tree, zipped

from wardmoot.core.calendar import Month
from wardmoot.evidence import (
    LoadCancelled,
    Progress,
    Store,
    StoreBusy,
    StoreError,
    StoreKind,
    StoreKindError,
    counts_by,
    load,
    months_held,
    source_files,
)

LATER = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
RUN = (
    "from wardmoot.cli import evidence as e; import argparse, sys; p = argparse.ArgumentParser(); e.add_parser(p.add_subparsers()); "
    "a = p.parse_args(sys.argv[1:]); sys.exit(a.run(a))"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def statuses(store: Store, *paths: Path, now: datetime = NOW) -> list[str]:
    return [b.status.value for b in load(paths, store=store, now=now).batches]


def cli(home: Path, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "WARDMOOT_HOME": str(home)}
    return subprocess.run([sys.executable, "-c", RUN, "evidence", *arguments], env=environ, capture_output=True, text=True, **options)


def months(count: int) -> dict[str, bytes]:
    return {f"2024-{m:02d}/2024-{m:02d}-wiltshire-street.csv": street(200, month=f"2024-{m:02d}") for m in range(1, count + 1)}


def test_the_current_bytes_again_change_nothing(store: Store, tmp_path: Path):
    archive = zipped(tmp_path, months(3))
    assert statuses(store, archive) == ["loaded"] * 3
    before = tree(store.folder)
    assert statuses(store, archive, now=LATER) == ["unchanged"] * 3
    assert tree(store.folder) == before


def test_other_bytes_are_a_revision_and_the_old_ones_are_kept_but_not_taken_back(store: Store, tmp_path: Path):
    first, second = street(300), street(301)
    path = put(tmp_path, first)
    assert statuses(store, path) == ["loaded"]
    put(tmp_path, second)
    assert statuses(store, path, now=LATER) == ["revision"]
    assert counts_by(store).total == 301
    old, new = store.batches(current_only=False)
    assert (old.is_current, old.superseded_at, new.is_current) == (False, LATER, True)
    assert store.parquet(old).exists()
    before = tree(store.folder)
    put(tmp_path, first)
    report = load([path], store=store, now=LATER)
    assert report.batches[0].status == "refused"
    assert "superseded on 07 April 2026" in report.batches[0].reason
    assert tree(store.folder) == before


def test_twice_in_one_load(store: Store, tmp_path: Path):
    put(tmp_path / "a", street(300))
    put(tmp_path / "b", street(300))
    put(tmp_path / "c", street(301))
    report = load([tmp_path / "a", tmp_path / "b", tmp_path / "c"], store=store, now=NOW)
    assert [b.status for b in report.batches] == ["loaded", "unchanged", "refused"]
    assert "twice in this load with other contents" in report.batches[2].reason
    assert counts_by(store).total == 300


def test_a_file_without_the_sites_name_is_known_by_its_rows(store: Store, tmp_path: Path):
    assert statuses(store, put(tmp_path, street(300), "january.csv")) == ["loaded"]
    assert statuses(store, put(tmp_path, street(300))) == ["unchanged"]
    assert months_held(store) == {"wiltshire": (Month(2025, 1),)}


def test_line_ends_and_a_byte_order_mark_do_not_matter(store: Store, tmp_path: Path):
    for name, data in (("a.csv", street(300, end="\r\n")), ("b.csv", b"\xef\xbb\xbf" + street(300, month="2025-02"))):
        assert statuses(store, put(tmp_path, data, name)) == ["loaded"]
    assert counts_by(store, columns=("month",)).as_dict() == {"2025-01": 300, "2025-02": 300}


def test_rows_without_a_place_are_counted_under_none(store: Store, tmp_path: Path):
    rows = [row(i) for i in range(10)] + [row(i, longitude="", latitude="", location="No Location", lsoa_code="", lsoa_name="") for i in range(3)]
    assert statuses(store, put(tmp_path, street(rows))) == ["loaded"]
    assert counts_by(store, columns=("lsoa_code",)).as_dict() == {"E01032022": 10, None: 3}
    assert counts_by(store, lsoa_codes=["E01032022"]).total == 10


def test_a_trace_can_be_made_of_what_was_read(store: Store, tmp_path: Path):
    load([zipped(tmp_path, months(3))], store=store, now=NOW)
    counted = counts_by(store, months=[Month(2024, 2)])
    (file,) = source_files(counted.batches)
    assert (file.source, file.period, file.rows, file.loaded_at) == ("police-street", "2024-02", 200, NOW)
    assert file.name == "data.zip/2024-02/2024-02-wiltshire-street.csv"
    assert "Open Government Licence" in file.attribution
    assert counts_by(store, months=[Month(2023, 2)]).batches == ()


def test_progress_is_told_and_ends_whole(store: Store, tmp_path: Path):
    told: list[Progress] = []
    load([zipped(tmp_path, months(3))], store=store, now=NOW, progress=told.append)
    assert [p.done for p in told] == sorted(p.done for p in told)
    assert (told[-1].stage, told[-1].done) == ("committing", told[-1].total)


def test_a_stopped_load_keeps_nothing(store: Store, tmp_path: Path):
    asked = []
    with pytest.raises(LoadCancelled, match="nothing of it was kept"):
        load([zipped(tmp_path, months(3))], store=store, now=NOW, cancel=lambda: len(asked) > 5 or bool(asked.append(1)))
    assert store.batches() == ()
    assert statuses(store, zipped(tmp_path, months(3))) == ["loaded"] * 3


def test_a_fault_in_the_code_keeps_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wardmoot.evidence.manifest._insert", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load([zipped(tmp_path, months(2))], store=store, now=NOW)
    monkeypatch.undo()
    assert store.batches() == ()
    assert list((store.folder / "batches").iterdir()) == []


def _limit_file_size() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_keeps_nothing_and_says_so(store: Store, tmp_path: Path):
    load([put(tmp_path, street(50, month="2023-12"), "december.csv")], store=store, now=NOW)
    before = tree(store.folder)
    done = cli(tmp_path / "home", "load", "--json", str(put(tmp_path, street(3000))), preexec_fn=_limit_file_size)
    (batch,) = json.loads(done.stdout)["batches"]
    assert (done.returncode, batch["status"], batch["rows_kept"]) == (1, "refused", 0)
    assert "disk is full" in batch["reason"]
    assert tree(store.folder) == before


@pytest.mark.parametrize("place", ["wardmoot.evidence.store._sync", "wardmoot.evidence.delimited.scan", "wardmoot.evidence.manifest._insert"])
def test_a_disk_that_fills_at_any_stage(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str):
    def full(*_args: object, **_named: object) -> None:
        raise sqlite3.OperationalError("database or disk is full") if "manifest" in place else OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, full)
    report = load([zipped(tmp_path, months(2))], store=store, now=NOW)
    assert [b.status for b in report.batches] == ["refused", "refused"]
    assert "disk is full" in report.batches[0].reason
    monkeypatch.undo()
    assert store.batches() == ()
    assert statuses(store, zipped(tmp_path, months(2))) == ["loaded"] * 2


def _hold(home: Path, ready: multiprocessing.synchronize.Event, let_go: multiprocessing.synchronize.Event) -> None:
    with Store.open(home).writing(NOW):
        ready.set()
        let_go.wait(30)


def test_one_writer_at_a_time_and_who_it_is(store: Store, tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    ready, let_go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "home", ready, let_go))
    other.start()
    assert ready.wait(30)
    try:
        with pytest.raises(StoreBusy, match=f"process {other.pid} since 2026-03-06 09:30"):
            load([put(tmp_path, street())], store=store, now=NOW)
    finally:
        let_go.set()
        other.join()
    assert statuses(store, put(tmp_path, street())) == ["loaded"]


def test_a_second_process_reads_while_a_load_is_under_way(store: Store, tmp_path: Path):
    load([put(tmp_path, street(50, month="2023-12"), "december.csv")], store=store, now=NOW)
    seen = []

    def look(progress: Progress) -> None:
        if not seen and progress.done:
            seen.append(cli(tmp_path / "home", "status", "--json"))

    load([zipped(tmp_path, months(3))], store=store, now=NOW, progress=look)
    assert [s["rows"] for s in json.loads(seen[0].stdout)["sources"]] == [50]
    assert json.loads(cli(tmp_path / "home", "status", "--json").stdout)["sources"][0]["rows"] == 650


def test_a_snapshot_does_not_move(store: Store, tmp_path: Path):
    path = put(tmp_path, street(300))
    load([path], store=store, now=NOW)
    held = store.snapshot()
    put(tmp_path, street(310))
    load([path, zipped(tmp_path, months(2))], store=store, now=LATER)
    assert (counts_by(held).total, counts_by(store).total) == (300, 710)


def test_kill_at_ten_moments_leaves_none_or_all(tmp_path: Path):
    archive = zipped(tmp_path, months(6))
    command = [sys.executable, "-c", RUN, "evidence", "load", str(archive)]
    start = time.monotonic()
    assert cli(tmp_path / "whole", "load", str(archive)).returncode == 0
    whole = time.monotonic() - start
    found = set()
    for moment in range(10):
        home = tmp_path / f"home{moment}"
        loading = subprocess.Popen(command, env={**os.environ, "WARDMOOT_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.35 + 0.07 * moment))
        loading.send_signal(signal.SIGKILL)
        loading.wait()
        store = Store.open(home)
        held = len(store.batches())
        found.add(held)
        assert held in (0, 6)
        assert counts_by(store).total == held * 200
        assert statuses(store, archive) == (["unchanged"] if held else ["loaded"]) * 6
        assert counts_by(store).total == 1200
        assert sorted(p.name for p in (store.folder / "batches").iterdir()) == sorted({Path(b.path).parts[1] for b in store.batches()})
    assert 0 in found, "no kill came before the commit: the test shows nothing"


@pytest.mark.parametrize("died", ["before the folder is moved", "before the manifest is written"])
def test_what_a_death_leaves_is_swept_by_the_next_load(store: Store, tmp_path: Path, died: str):
    load([put(tmp_path, street(50, month="2023-12"), "december.csv")], store=store, now=NOW)
    before = tree(store.folder)
    leaving = store.folder / ("staging/20260306-x" if "moved" in died else "batches/20260306-x")
    leaving.mkdir(parents=True)
    (leaving / "0000-police-street.parquet").write_bytes(b"half")
    assert counts_by(store).total == 50
    assert statuses(store, tmp_path / "december.csv") == ["unchanged"]
    assert tree(store.folder) == before


# On Linux the peak that getrusage tells begins with that of the process that started this one: VmHWM does not.
BIG = """
import re, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from wardmoot.evidence import Store, load
(batch,) = load([Path(sys.argv[1])], store=Store.open(Path(sys.argv[2])), now=datetime.now(UTC)).batches
status = Path("/proc/self/status")
own = int(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]) // 1024 if status.exists() else None
print(batch.rows_kept, own or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 2**20))
"""


def test_memory_stays_flat(tmp_path: Path):
    path = tmp_path / "2025-01-wiltshire-street.csv"
    block = street(1000).partition(b"\n")
    with path.open("wb") as file:
        file.write(block[0] + b"\n")
        for _ in range(400):
            file.write(block[2])
    done = subprocess.run([sys.executable, "-c", BIG, str(path), str(tmp_path / "home")], capture_output=True, text=True, check=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 400_000
    assert megabytes < 450, "the rows alone are 80 MB as bytes and some 700 MB as Python text"


SYNTHETIC = {"force": "Moonshire Police (synthetic)", "code": "X01000001", "lsoa_name": "Melksham 001"}


def test_real_and_synthetic_never_mix(tmp_path: Path):
    real, demo = Store.open(tmp_path / "real"), Store.open(tmp_path / "demo", kind=StoreKind.DEMONSTRATION)
    invented = put(tmp_path, street(300, **SYNTHETIC), "2025-01-moonshire-synthetic-street.csv")
    genuine = put(tmp_path, street(300))
    assert statuses(demo, invented) == ["loaded"]
    assert statuses(real, genuine) == ["loaded"]
    for store, path, words in ((demo, genuine, "real data and this home is a demonstration"), (real, invented, "the file is synthetic")):
        before = tree(store.folder)
        report = load([path], store=store, now=NOW)
        assert report.batches[0].status == "refused"
        assert words in report.batches[0].reason
        assert tree(store.folder) == before
    assert demo.batches()[0].attribution.startswith("Synthetic data")
    assert months_held(demo) == {"moonshire-synthetic": (Month(2025, 1),)}
    with pytest.raises(StoreKindError, match="this home's data is real, not demonstration"):
        Store.open(tmp_path / "real", kind=StoreKind.DEMONSTRATION)


def test_a_file_that_mixes_real_and_synthetic_is_refused(store: Store, tmp_path: Path):
    rows = [row(i) for i in range(200)] + [row(i, code="X01000001", lsoa_name="Melksham 001") for i in range(200)]
    report = load([put(tmp_path, street(rows))], store=store, now=NOW)
    assert "mixes real and synthetic" in report.batches[0].reason


def test_a_fresh_home_is_for_real_data(store: Store, tmp_path: Path):
    invented = put(tmp_path, street(300, **SYNTHETIC), "2025-01-moonshire-synthetic-street.csv")
    assert statuses(store, invented) == ["refused"]
    assert store.kind is None


def test_reading_makes_nothing(tmp_path: Path):
    store = Store.open(tmp_path / "home", read_only=True)
    assert (store.batches(), store.status().sources, months_held(store)) == ((), (), {})
    assert counts_by(store).total == 0
    assert not (tmp_path / "home").exists()
    with pytest.raises(StoreError, match="read only"):
        load([put(tmp_path, street())], store=store, now=NOW)


def test_a_manifest_of_another_version_or_none_is_said(store: Store, tmp_path: Path):
    load([put(tmp_path, street())], store=store, now=NOW)
    manifest = store.folder / "manifest.sqlite3"
    with sqlite3.connect(manifest) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(StoreError, match="version 9"):
        store.batches()
    manifest.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="damaged"):
        store.batches()


def test_the_command_prints_the_contract(tmp_path: Path):
    put(tmp_path / "in", street(300, month="2025-02"), "2025-02-wiltshire-street.csv")
    put(tmp_path / "in", b"", "notes.csv")
    done = cli(tmp_path / "home", "load", str(tmp_path / "in"), "--json")
    assert done.returncode == 1
    printed = json.loads(done.stdout)
    assert [list(b) for b in printed["batches"]] == [
        ["source", "file", "sha256", "period", "rows_in", "rows_kept", "rows_rejected", "status", "reason"]
    ] * 2
    assert [(b["file"], b["status"], b["rows_in"], b["period"]) for b in printed["batches"]] == [
        ("in/2025-02-wiltshire-street.csv", "loaded", 300, "2025-02"),
        ("in/notes.csv", "refused", 0, ""),
    ]
    assert "reading in/2025-02-wiltshire-street.csv" in done.stderr
    assert cli(tmp_path / "home", "load", str(tmp_path / "in" / "2025-02-wiltshire-street.csv")).returncode == 0
    assert json.loads(cli(tmp_path / "home", "quality", "--json").stdout)["forces"][0]["months"] == ["2025-02"]
    for verb in ("status", "quality"):
        assert "wiltshire" in cli(tmp_path / "home", verb).stdout
