"""Partners' files while they wait: in a private folder of the home, outside the data store, under a name that says nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wardmoot.apps.sources.arriving import ArrivingFile

FOLDER = "extracts-waiting"
LEFT_BEHIND = timedelta(hours=1)


def spool() -> Path:
    return Path(settings.HOME) / FOLDER


def place_of(draft: UUID, sent: str) -> Path:
    """Where a file lies. Each sending has a name of its own, so that a reader of the one before never meets half of the next."""
    return spool() / str(draft) / sent


def keep(file: ArrivingFile, draft: UUID, sent: str) -> None:
    place = place_of(draft, sent)
    for folder in (spool(), place.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    file.flush()
    os.chmod(file.temporary_file_path(), 0o600)
    os.replace(file.temporary_file_path(), place)


def discard(draft: UUID, *, but: str = "") -> None:
    """Delete a draft's files; `but` names one to leave."""
    folder = spool() / str(draft)
    if not but:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for file in folder.glob("*"):
        if file.name != but:
            file.unlink(missing_ok=True)


def discard_others(wanted: Collection[UUID], *, now: datetime) -> None:
    """Delete the folders of all drafts but these: a death between a file and its record leaves such a one.

    Those of the last hour are left: their records may be about to be written.
    """
    names, oldest = {str(one) for one in wanted}, (now - LEFT_BEHIND).timestamp()
    for place in spool().glob("*"):
        # another process may sweep at the same time
        with suppress(FileNotFoundError):
            if place.name not in names and place.stat().st_mtime < oldest:
                shutil.rmtree(place)
