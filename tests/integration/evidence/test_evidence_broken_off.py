"""Files that break off, names that are no text, homes that cannot be written: each said plainly, nothing lost in silence."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest
from street_files import NOW, put, street

from wardmoot.evidence import BatchStatus, Store, load
from wardmoot.evidence import manifest as manifest_module
from wardmoot.evidence.faults import storage_fault


@pytest.mark.parametrize("kept", [0.5, 0.999])
def test_a_csv_that_breaks_off_in_a_row_is_refused(tmp_path: Path, kept: float):
    data = street(400)
    cut = data[: int(len(data) * kept)]
    assert not cut.endswith(b"\n")
    (batch,) = load([put(tmp_path, cut)], store=Store.open(tmp_path / "home"), now=NOW).batches
    assert batch.status is BatchStatus.REFUSED
    assert "breaks off in the middle of line" in batch.reason
    assert batch.rows_in == batch.rows_rejected > 0


def test_a_whole_last_row_needs_no_line_end(tmp_path: Path):
    (batch,) = load([put(tmp_path, street(400).rstrip(b"\n"))], store=Store.open(tmp_path / "home"), now=NOW).batches
    assert (batch.status, batch.rows_kept) == (BatchStatus.LOADED, 400)


def test_a_short_last_row_with_its_line_end_is_one_bad_row(tmp_path: Path):
    (batch,) = load([put(tmp_path, street(400) + b"a,b\n")], store=Store.open(tmp_path / "home"), now=NOW).batches
    assert (batch.status, batch.rows_kept, batch.rows_rejected) == (BatchStatus.LOADED, 400, 1)


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_name_that_is_no_text_is_shown_as_text(tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n2025-01-wiltshire-street.csv"))
    path.write_bytes(street(100))
    store = Store.open(tmp_path / "home")
    (batch,) = load([path], store=store, now=NOW).batches
    assert batch.status is BatchStatus.LOADED
    assert batch.file == "caf\ufffd\ufffd2025-01-wiltshire-street.csv"
    assert json.dumps(batch.file, ensure_ascii=False).encode("utf-8")
    assert store.batches()[0].file == batch.file


def test_a_home_that_cannot_be_written_refuses_every_file_without_naming_the_machines_folders(tmp_path: Path):
    put(tmp_path, b"not a folder", "home")
    report = load([put(tmp_path, street(100))], store=Store.open(tmp_path / "home"), now=NOW)
    assert [b.status for b in report.batches] == [BatchStatus.REFUSED]
    assert "could not be written" in report.batches[0].reason
    assert str(tmp_path) not in report.batches[0].reason


@pytest.mark.parametrize(
    "error", [OSError(errno.EROFS, "Read-only file system", "/srv/secret/home"), duckdb.IOException('Cannot open file "/srv/secret/x.parquet": no')]
)
def test_a_fault_of_the_disk_is_told_without_paths(error: Exception):
    assert "secret" not in str(storage_fault(error))


def test_a_home_on_a_medium_that_cannot_be_written_can_still_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tmp_path / "home"
    load([put(tmp_path, street(100))], store=Store.open(home), now=NOW)
    really, access = sqlite3.connect, os.access

    class NeedsToWrite:
        """What SQLite gives for a database in write-ahead mode on such a medium: it opens, and then cannot be used."""

        def execute(self, _sql: str) -> None:
            raise sqlite3.OperationalError("unable to open database file")

        def close(self) -> None:
            """Nothing is open."""

    def connect(path: Any, **options: Any) -> Any:
        return really(path, **options) if options.get("uri") else NeedsToWrite()

    monkeypatch.setattr(manifest_module.sqlite3, "connect", connect)
    with pytest.raises(sqlite3.OperationalError):
        Store.open(home).batches()
    monkeypatch.setattr(manifest_module.os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    assert [b.rows_kept for b in Store.open(home).batches()] == [100]
