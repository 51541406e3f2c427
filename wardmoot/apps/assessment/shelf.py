"""Where an assessment's files lie: a folder of its own in the home, put in place whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from wardmoot.core.figures import Figure, figure_from_json, figure_to_json
from wardmoot.core.findings import Finding
from wardmoot.core.findings.serial import finding_from_json, finding_to_json

BODY, FIGURES, INDEX, FILES = "body.html", "figures.jsonl", "figures-index.json", "files"
FINDINGS, EDITING = "findings.jsonl", "editing.json"


def folder(public_id: UUID) -> Path:
    return Path(settings.HOME) / "assessments" / str(public_id)


@contextmanager
def making(public_id: UUID) -> Iterator[Path]:
    """A folder to write in; what is in it at the end takes the assessment's place at a stroke. What a killed worker left goes."""
    place = folder(public_id)
    room = place.with_name(f".making-{public_id}")
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True, mode=0o700)
    try:
        yield room
        shutil.rmtree(place, ignore_errors=True)
        room.rename(place)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_figures(room: Path, figures: Sequence[Figure]) -> None:
    """The figures a line each, and where each line begins: a page shows one of thousands without reading the rest."""
    index: dict[str, int] = {}
    with (room / FIGURES).open("wb") as file:
        for figure in figures:
            index[figure.id] = file.tell()
            file.write(json.dumps(figure_to_json(figure), ensure_ascii=False).encode() + b"\n")
    (room / INDEX).write_text(json.dumps(index), "utf-8")


def version_folder(public_id: UUID, number: int) -> Path:
    """Where a locked version lies: apart from the draft, whose folder is replaced whenever it is gathered again."""
    return Path(settings.HOME) / "assessment-versions" / str(public_id) / str(number)


def figure(public_id: UUID, figure_id: str) -> Figure | None:
    place = folder(public_id)
    start = json.loads((place / INDEX).read_text("utf-8")).get(figure_id)
    if start is None:
        return None
    with (place / FIGURES).open("rb") as file:
        file.seek(start)
        return figure_from_json(json.loads(file.readline()))


def write_findings(room: Path, findings: Sequence[Finding]) -> None:
    lines = (json.dumps(finding_to_json(finding, inline=True), ensure_ascii=False) for finding in findings)
    (room / FINDINGS).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def read_findings(place: Path) -> tuple[Finding, ...]:
    """The findings kept in a folder, ranked as they were; none where none were gathered."""
    kept = place / FINDINGS
    if not kept.is_file():
        return ()
    with kept.open(encoding="utf-8") as lines:
        return tuple(finding_from_json(json.loads(line)) for line in lines)


def body(public_id: UUID) -> str:
    return (folder(public_id) / BODY).read_text("utf-8")


def map_file(public_id: UUID, name: str, ending: str) -> Path:
    return folder(public_id) / f"{name}.{ending}"


def read_map(public_id: UUID, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(map_file(public_id, name, "json").read_text("utf-8"))
    return found
