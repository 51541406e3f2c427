"""Files on their way in: streamed to the home's own disk, counted while they come, never under the name they came with."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.urls import Resolver404, resolve

from wardmoot.apps.sources.access import loaders

LONGEST_NAME, LONGEST_ENDING = 120, 12
LEFT_BEHIND = timedelta(days=1)
FILE_PAGES = ("load_data", "extract_send", "extract_again", "assessment_add_picture")


def incoming() -> Path:
    return Path(settings.HOME) / "incoming"


def folder_of(load: UUID) -> Path:
    return incoming() / str(load)


def safe_name(given: str) -> str:
    """The name to keep a file under: what people know it by, with nothing in it that a path, a shell or a spreadsheet would act on.

    >>> safe_name("../../etc/2019-10-wiltshire-street.csv"), safe_name("=1+1; calc.csv"), safe_name("..")
    ('2019-10-wiltshire-street.csv', '1_1_calc.csv', 'file')
    """
    plain = unicodedata.normalize("NFKC", given.replace("\\", "/").rsplit("/", 1)[-1])
    words = re.sub(r"[ _]*_[ _]*", "_", re.sub(r"[^\w.() -]+", "_", plain, flags=re.ASCII)).strip(" ._-")
    stem, dot, ending = words.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return words[:LONGEST_NAME].rstrip(" ._-") or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip(' ._-')}.{ending}"


class ArrivingFile(TemporaryUploadedFile):
    """A file being received, on the home's own disk so that keeping it is a rename; it vanishes with the request unless it is kept."""

    def __init__(self, name: str, content_type: str, charset: str | None, content_type_extra: Any) -> None:
        place = incoming() / "arriving"
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        # the framework's own constructor knows only one folder for the whole machine
        held = NamedTemporaryFile(dir=place)  # noqa: SIM115  closed, and with that taken away, when the request ends
        UploadedFile.__init__(self, held, name, content_type, 0, charset, content_type_extra)


class ArrivingFileHandler(TemporaryFileUploadHandler):
    """The framework's handler of files, for the whole site.

    It keeps a file only for the pages that take files and only from somebody who may load them: the check for forged
    forms reads the whole body before any view runs, so without this anybody could fill the disk. What it drops it drops
    quietly; `fault` is for the form to show.
    """

    fault = ""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *more: Any) -> None:
        request: Any = self.request
        person = request.user
        self.wanted = _takes_files(request.path) and person.is_authenticated and loaders.admits(person)
        if content_length > settings.UPLOAD_MAX_BYTES:
            self.fault = too_large(content_length)
        request.arriving = self

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if not self.wanted or self.fault:
            raise SkipFile
        FileUploadHandler.new_file(self, *args, **kwargs)
        try:
            self.file = ArrivingFile(self.file_name or "", self.content_type or "", self.charset, self.content_type_extra)
        except OSError:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError:
            self._stop()

    def _stop(self) -> None:
        self.fault = (
            "The server's disk is full or cannot be written to. Nothing was kept. Ask your administrator to make room, then send the files again"
        )
        raise SkipFile


def _takes_files(path: str) -> bool:
    try:
        return resolve(path).url_name in FILE_PAGES
    except Resolver404:
        return False


def too_large(size: int) -> str:
    most = settings.UPLOAD_MAX_BYTES
    return (
        f"The files are {in_megabytes(size)} together and at most {in_megabytes(most)} can be sent at once. "
        "Send them in parts, or ask your administrator to load them with the command line"
    )


def in_megabytes(size: int) -> str:
    """The size as people read it off their own screen.

    >>> in_megabytes(2_621_440), in_megabytes(12_000), in_megabytes(2**30)
    ('2.5 MB', '12 KB', '1 GB')
    """
    if size < 2**20:
        return f"{max(1, round(size / 1024)):,} KB"
    power, unit = (30, "GB") if size >= 2**30 else (20, "MB")
    return f"{size / 2**power:,.1f}".removesuffix(".0") + f" {unit}"


def keep(files: Sequence[ArrivingFile], load: UUID) -> list[dict[str, Any]]:
    """Put the files in the load's own folder, each in a numbered folder of its own so that two of one name cannot meet."""
    kept = []
    for number, file in enumerate(files, 1):
        name = safe_name(file.name or "")
        place = folder_of(load) / f"{number:04d}" / name
        place.parent.mkdir(parents=True, mode=0o700)
        file.flush()
        os.replace(file.temporary_file_path(), place)
        kept.append({"name": name, "size": file.size})
    return kept


def kept(load: UUID) -> list[Path]:
    return sorted(path for path in folder_of(load).glob("*/*") if path.is_file())


def discard(load: UUID) -> None:
    shutil.rmtree(folder_of(load), ignore_errors=True)


def sweep(*, now: datetime) -> None:
    """Take away what was received and never loaded: its load was not tried again for a day, or the server died while it came."""
    oldest = (now - LEFT_BEHIND).timestamp()
    for place in (*incoming().glob("*"), *incoming().glob("arriving/*")):
        # another request may take a file away between the two looks
        with suppress(FileNotFoundError):
            if place.name != "arriving" and place.stat().st_mtime < oldest:
                shutil.rmtree(place) if place.is_dir() else place.unlink()
