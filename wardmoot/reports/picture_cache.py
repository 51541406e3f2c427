"""Drawn pictures kept by what is in them, so that a report made again without new data draws nothing."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import wardmoot
from wardmoot.reports.fonts import fonts_folder

MOST_FILES, MOST_BYTES = 2_000, 200_000_000
_PRUNED_EVERY = 100
_DIGEST = 64


@cache
def drawn_with() -> str:
    """What draws: the versions of the product and of the chart library, the code of this package, and whether its letters are installed."""
    held = hashlib.sha256()
    for place in sorted(files("wardmoot.reports").iterdir(), key=lambda place: place.name):
        if place.name.endswith(".py"):
            held.update(place.read_bytes())
    return json.dumps([wardmoot.__version__, version("vl-convert-python"), fonts_folder() is not None, held.hexdigest()])


def key_of(*parts: str | bytes) -> str:
    """The key of what is made of these parts, by the code and libraries of today."""
    held = hashlib.sha256(drawn_with().encode())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        held.update(len(content).to_bytes(8, "big") + content)
    return held.hexdigest()


@dataclass(slots=True)
class PictureCache:
    """A folder of pictures, each in a file called by its key that begins with the SHA-256 of the rest.

    A file that does not hold what it says is thrown away and drawn again. The longest unused go first once there are more
    than `most_files` or they take more than `most_bytes`. A folder that cannot be written to only costs time.
    """

    folder: Path
    most_files: int = MOST_FILES
    most_bytes: int = MOST_BYTES
    _written: int = field(default=0)

    def get(self, key: str) -> bytes | None:
        """What is kept under the key, or None."""
        place = self.folder / key
        try:
            held = place.read_bytes()
        except OSError:
            return None
        digest, content = held[:_DIGEST], held[_DIGEST:]
        if hashlib.sha256(content).hexdigest().encode() != digest:
            with suppress(OSError):
                place.unlink()
            return None
        with suppress(OSError):
            os.utime(place)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep the content, at a stroke: whoever reads or writes the same key meanwhile has the whole of it or nothing."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, place = tempfile.mkstemp(dir=self.folder, prefix=".writing-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(content).hexdigest().encode() + content)
                Path(place).replace(self.folder / key)
            finally:
                with suppress(FileNotFoundError):
                    Path(place).unlink()
        if self._written % _PRUNED_EVERY == 0:
            self.prune()
        self._written += 1

    def prune(self) -> None:
        """Throw away the longest unused beyond what may be kept."""
        with suppress(OSError):
            held = [(entry.stat().st_mtime_ns, entry.stat().st_size, entry.path) for entry in os.scandir(self.folder) if entry.is_file()]
            room, count = self.most_bytes, self.most_files
            for _, size, path in sorted(held, reverse=True):
                room, count = room - size, count - 1
                if room < 0 or count < 0:
                    Path(path).unlink(missing_ok=True)
