"""A demonstration partnership with two agencies, and the steps of an import through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from extract_pages_files import COUNCIL, KEY, POLICE, extract_bytes


@pytest.fixture
def home(settings: Any, tmp_path: Path, db: Any) -> Path:
    from wardmoot.apps.accounts.actions import add_agency, set_partnership

    settings.HOME = tmp_path / "home"
    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    for name in (POLICE, COUNCIL):
        add_agency(by=None, name=name)
    return settings.HOME


@pytest.fixture
def police(home: Path) -> Any:
    from wardmoot.apps.accounts.models import Agency

    return Agency.objects.get(name=POLICE)


@pytest.fixture
def council(home: Path) -> Any:
    from wardmoot.apps.accounts.models import Agency

    return Agency.objects.get(name=COUNCIL)


@pytest.fixture
def enter(sign_in: Any, police: Any) -> Callable[..., Any]:
    """`enter(Role.ANALYST)`: somebody of the police, or of another agency."""

    def make(*roles: Any, agency: Any = police) -> Any:
        client = sign_in(*roles)
        client.person.agency = agency
        client.person.save()
        return client

    return make


@pytest.fixture
def send(police: Any) -> Callable[..., Any]:
    """`draft = send(client, bytes)`: the file sent by the page, not read yet."""
    from wardmoot.apps.sources.models import Draft

    def send_in(client: Any, data: bytes | None = None, *, name: str = "extract.csv", token: str = "", key: str = KEY, agency: Any = police) -> Any:
        sent = SimpleUploadedFile(name, extract_bytes() if data is None else data)
        answer = client.post(f"/data/extracts/send/{key}/{agency.public_id}/", {"token": token or str(uuid4()), "extract": sent})
        assert answer.status_code == 302, answer.content.decode()
        return Draft.objects.get(public_id=answer.url.rstrip("/").rpartition("/")[2])

    return send_in


@pytest.fixture
def send_mended() -> Callable[..., Any]:
    def send_in(client: Any, draft: Any, data: bytes, token: str = "") -> Any:
        sent = SimpleUploadedFile("mended.csv", data)
        return client.post(f"{address(draft)}again/", {"token": token or str(uuid4()), "extract": sent})

    return send_in


def address(draft: Any) -> str:
    return f"/data/extracts/drafts/{draft.public_id}/"


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run every waiting job; the heartbeat, which needs a second connection to the database, rests."""
    from wardmoot.apps.jobs import worker
    from wardmoot.apps.jobs.worker import run_one

    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)

    def run_all() -> None:
        while run_one():
            pass

    return run_all


@pytest.fixture
def imported(send: Any, work: Any) -> Callable[..., Any]:
    """`draft = imported(client, bytes)`: sent, read, confirmed and imported."""

    def make(client: Any, data: bytes | None = None, **confirming: str) -> Any:
        draft = send(client, data)
        work()
        client.post(f"{address(draft)}confirm/", {"reading": "1", **confirming})
        work()
        draft.refresh_from_db()
        assert draft.state == draft.State.IMPORTED, draft.job.error or draft.found
        return draft

    return make
