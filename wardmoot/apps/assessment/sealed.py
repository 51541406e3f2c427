"""The files of locked versions: written once, made read-only, and checked against their SHA-256 whenever they are opened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from wardmoot.apps.assessment import shelf
from wardmoot.apps.assessment.models import Edition, Version
from wardmoot.reports.audience import Audience

READ_ONLY = 0o440
BODY = "body"


class Tampered(ValueError):
    """A locked file is gone, or not what was locked."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not the file that was locked: it was changed or removed on the server. "
            "It is not shown. Tell your administrator, who can put it back from a backup."
        )


@contextmanager
def room_for(place: Path) -> Iterator[Path]:
    """A folder to write in, which takes its place whole and read-only at the end; what a killed worker left goes."""
    room = place.with_name(f".making-{place.name}")
    for left in (room, place):
        shutil.rmtree(left, ignore_errors=True)
    room.mkdir(parents=True, mode=0o700)
    try:
        yield room
        for path in room.rglob("*"):
            if path.is_file():
                path.chmod(READ_ONLY)
        room.rename(place)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def place_of(version: Version) -> Path:
    return shelf.version_folder(version.assessment.public_id, version.number)


def edition_place(public_id: UUID, number: int, audience: Audience) -> Path:
    """Each audience's files in a folder of their own beside the version's, so that a later edition touches nothing locked."""
    return shelf.version_folder(public_id, number).with_name(f"{number}-{audience.value}")


def described(files: Mapping[str, Path]) -> dict[str, Any]:
    return {form: {"name": path.name, "size": path.stat().st_size, "sha256": shelf.sha256(path)} for form, path in files.items()}


def edition_file(edition: Edition, form: str) -> Path:
    """One file of an edition. Raises Tampered where it is not what was locked, and KeyError for a form it does not have."""
    about = edition.files[form]
    version = edition.version
    place = edition_place(version.assessment.public_id, version.number, Audience(edition.audience))
    return _checked(place / about["name"], about["sha256"])


def editing_file(version: Version) -> Path:
    return _checked(place_of(version) / shelf.EDITING, version.editing_sha256)


def findings_place(version: Version) -> Path:
    """The folder that holds the version's findings, once they are what was locked."""
    return _checked(place_of(version) / shelf.FINDINGS, version.findings_sha256).parent


def _checked(path: Path, sha256: str) -> Path:
    if not path.is_file() or shelf.sha256(path) != sha256:
        raise Tampered(path.name)
    return path
