"""A small invented partnership, sent in through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from data_pages_files import MONTHS, NOW, boundary_bytes, street_bytes, street_name
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.fixture
def home(settings: Any, tmp_path: Path, db: Any) -> Path:
    """An empty home of a demonstration."""
    from wardmoot.apps.accounts.actions import set_partnership

    settings.HOME = tmp_path / "home"
    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    return settings.HOME


@pytest.fixture
def stored(home: Path, tmp_path: Path) -> Path:
    """A home that holds the boundaries and four of five months; one of them with a row not loaded."""
    from wardmoot.evidence import Store, StoreKind, load

    folder = tmp_path / "given"
    folder.mkdir()
    files = {"moonshire.geojson": boundary_bytes()}
    files |= {street_name(month): street_bytes(month, bad=int(month == "2019-07")) for month in MONTHS if month != "2019-08"}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    report = load([folder / name for name in files], store=Store.open(home, kind=StoreKind.DEMONSTRATION), now=NOW)
    assert not report.refused, report.refused
    return home


@pytest.fixture
def send(home: Path) -> Callable[..., Any]:
    """`send(client, {"name.csv": bytes})`: the form of the load page, filled in and sent."""
    from uuid import uuid4

    def send_in(client: Any, files: dict[str, bytes], load: str = "", **more: Any) -> Any:
        sent = [SimpleUploadedFile(name, data) for name, data in files.items()]
        return client.post("/data/load/", {"load": load or str(uuid4()), "data_files": sent}, **more)

    return send_in


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run every waiting job, as the worker does; its heartbeat, which needs a second connection to the database, rests."""
    from wardmoot.apps.jobs import worker
    from wardmoot.apps.jobs.worker import run_one

    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)

    def run_all() -> None:
        while run_one():
            pass

    return run_all
