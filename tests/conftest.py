"""What every test shares: where real data, vectors, the browser and PostgreSQL are found, and what happens without them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def missing(reason: str) -> None:
    """Skip the test, saying what is missing; in CI a missing tool is a failure, so that nothing goes untested there."""
    if IN_CI:
        pytest.fail(f"in CI this must be present: {reason}")
    pytest.skip(reason)


def _folder(variable: str, what: str) -> Path:
    place = os.environ.get(variable, "")
    if not place or not Path(place).is_dir():
        missing(f"{what} not found: set {variable} to their folder")
    return Path(place).resolve()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data."""
    return _folder("WARDMOOT_TEST_DATA", "the real open data files were")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of worked examples for the statistics."""
    return _folder("WARDMOOT_TEST_VECTORS", "the worked examples were")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    found = os.environ.get("WARDMOOT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        missing("Chromium was not found: install it (Debian: apt-get install chromium) or set WARDMOOT_CHROMIUM to its path")
    return str(found)
