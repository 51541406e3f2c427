"""`evidence load --json` prints JSON whatever happens, so that a program that reads it never meets nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from street_files import NOW, put, street

from wardmoot.cli import main
from wardmoot.evidence import Store


def test_a_store_that_is_being_written_is_told_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    home = tmp_path / "home"
    monkeypatch.setenv("WARDMOOT_HOME", str(home))
    with Store.open(home).writing(NOW):
        status = main(["evidence", "load", "--json", str(put(tmp_path, street(100)))])
    printed = json.loads(capsys.readouterr().out)
    assert status == 1
    assert printed["batches"] == []
    assert "wait until that load has ended" in printed["reason"]
