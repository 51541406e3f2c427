"""A home with the real open data loaded, shared by every test that only reads it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wardmoot.core.calendar import Month
from wardmoot.evidence import Store, load
from wardmoot.measures.making import Made, make_assessment

NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def real_home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real-home")
    paths = [real_data / "police-uk" / "wiltshire-22-months.zip", real_data / "boundaries", real_data / "population"]
    paths += [real_data / "lookups" / "lad-csp-police-force-area-december-2023.csv", real_data / "lookups" / "lsoa-2011-msoa-lad-force.csv"]
    report = load(paths, store=Store.open(home), now=NOW)
    assert {batch.status.value for batch in report.batches} == {"loaded"}, [b for b in report.batches if b.status.value != "loaded"]
    return home


@pytest.fixture(scope="session")
def wiltshire_2025(real_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    out = tmp_path_factory.mktemp("wiltshire-2025")
    return make_assessment(real_home, area="E06000054", to=Month(2025, 12), months=12, out=out, formats=("html", "json"), now=NOW)


@pytest.fixture(scope="session")
def figures(wiltshire_2025: Made) -> list[dict[str, Any]]:
    return json.loads(wiltshire_2025.files["json"].read_text("utf-8"))["figures"]
