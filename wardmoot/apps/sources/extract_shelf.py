"""Error workbooks: made for one draft, under the home, deleted with it or when their time is over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from wardmoot.evidence.extracts.error_workbook import SHELF, shelved
from wardmoot.evidence.store import Store


def new_place(store: Store, *, expires: datetime) -> Path:
    return shelved(store, expires=expires.astimezone(UTC))


def place_of(workbook: str) -> Path:
    return Path(settings.HOME) / SHELF / workbook


def discard(workbook: str) -> None:
    if workbook:
        place_of(workbook).unlink(missing_ok=True)
