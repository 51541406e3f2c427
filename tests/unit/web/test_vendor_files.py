"""The third-party front-end files that script/assets brought: whole, listed, and without what only gov.uk may use."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import wardmoot.web

VENDOR = Path(wardmoot.web.__file__).parent / "static" / "vendor"
ROOT = VENDOR.parents[3]


@pytest.fixture
def manifest(missing) -> dict:
    file = VENDOR / "manifest.json"
    if not file.is_file():
        missing("the front-end files were not found: run `.venv/bin/python script/assets`")
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_file_is_listed_with_its_licence_and_is_as_it_was_brought(manifest) -> None:
    files = {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*") if file.is_file()} - {"manifest.json", ".stamp"}
    assert files == set(manifest)
    for name, about in manifest.items():
        assert about["sha256"] == hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        assert about["licence"]
        assert about["version"]


def test_nothing_that_only_govuk_may_use(manifest) -> None:
    stylesheet = (VENDOR / "govuk-frontend" / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert not re.search(r"GDS Transport|crest\.svg|@font-face", stylesheet)
    assert not [name for name in manifest if re.search(r"crown|crest|gds|transport", name, re.IGNORECASE)]


def test_no_file_points_at_a_source_map(manifest) -> None:
    for name in manifest:
        if name.endswith((".js", ".mjs", ".css")):
            assert "sourceMappingURL=" not in (VENDOR / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["package-lock.json", "package.json", ".npmrc", "requirements/assets.txt"])
def test_what_names_the_packages_holds_no_address(name) -> None:
    assert not re.search(r"https?://|registry\.", (ROOT / name).read_text(encoding="utf-8"))
