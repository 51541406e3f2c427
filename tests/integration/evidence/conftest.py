"""The whole folder of real open data, loaded once by the command line for every test that asks what it holds."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wardmoot.cli import main
from wardmoot.evidence import Store


@dataclass(frozen=True)
class WholeFolder:
    """What `wardmoot evidence load FOLDER --json` did with it, and the store it left."""

    home: Path
    exit_status: int
    batches: list[dict[str, Any]]

    @property
    def store(self) -> Store:
        return Store.open(self.home, read_only=True)


@pytest.fixture(scope="session")
def whole_folder(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> WholeFolder:
    """Every file of the real data."""
    home, said = tmp_path_factory.mktemp("whole"), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        patch.setenv("WARDMOOT_HOME", str(home))
        status = main(["evidence", "load", str(real_data), "--json"])
    return WholeFolder(home, status, json.loads(said.getvalue())["batches"])
