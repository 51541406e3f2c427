"""A workbook's zip, opened with care, and its parts as streams."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from wardmoot.evidence.archives import open_archive
from wardmoot.evidence.faults import FileFault

_CUT = "the workbook is cut short or damaged: get it from the sender again"


class Parts:
    """The parts of a workbook by name, each opened when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            archive, members = open_archive(file, path.stat().st_size)
            archive.close()
        self.sizes = {m.filename.replace("\\", "/"): m.file_size for m in members}

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The part's bytes. Raises FileFault when it is not there or is damaged."""
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(name) as part:
                yield part
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError):
            raise FileFault(_CUT) from None
