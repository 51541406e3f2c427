"""What `wardmoot serve` and its like say of a home that they cannot use, and how they leave one that they can."""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wardmoot.cli import records, serve


@pytest.fixture(autouse=True)
def kept_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def wardmoot(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`wardmoot("serve")`: a process of its own with a home of its own, as people run it."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        code = "import sys; from wardmoot.cli import main; sys.exit(main(sys.argv[1:]))"
        environ = {**os.environ, "WARDMOOT_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}
        return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, env=environ, timeout=120, check=False)

    return run


def test_a_home_is_its_owners_only(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path / "new"))
    home = records.ready_home()
    (home / "records").write_text("")
    assert (home.stat().st_mode & 0o777, (home / "records").stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_home_that_cannot_be_made_is_named(monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(OSError, match=r"file/home cannot be made .*: set WARDMOOT_HOME"):
        records.ready_home()


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_said(monkeypatch, tmp_path, port) -> None:
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path))
    monkeypatch.setenv("PORT", port)
    with pytest.raises(ValueError, match=f"PORT: '{port}' is not a port"):
        serve.run(argparse.Namespace(port=None))


def test_the_records_of_a_newer_version_are_refused(wardmoot, tmp_path) -> None:
    made = wardmoot("invite", "ada@example.org", "--name", "Ada", "--role", "administrator")
    assert made.returncode == 0, made.stderr
    file = tmp_path / "home" / "records.sqlite3"
    assert file.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(file) as held:
        held.execute("insert into django_migrations (app, name, applied) values ('plan', '0099_tomorrow', '2030-01-01')")
    for words in (("invite", "ada@example.org"), ("demo", "--if-empty")):
        refused = wardmoot(*words)
        assert refused.returncode == 1
        assert "newer version of Wardmoot (it knows plan.0099_tomorrow" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_broken_records_are_one_sentence(wardmoot, tmp_path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "records.sqlite3").write_text("this is no database " * 100)
    refused = wardmoot("invite", "ada@example.org")
    assert refused.returncode == 1
    assert refused.stderr.startswith("wardmoot: the records cannot be opened or written (file is not a database)")
    assert "Traceback" not in refused.stderr
