"""From the paths a person gives to the files to read: folders walked, zips opened, nothing written."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from wardmoot.evidence.archives import open_archive
from wardmoot.evidence.faults import FileFault

CHUNK = 1 << 20
HEAD = 1 << 16
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_WORDS = ("readme", "readme.md", "readme.txt")
SPREADSHEETS = (".xlsx", ".xlsm", ".ods")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to load. `name` is how it is shown and kept (never a machine path); `fault` says why it cannot even be read."""

    name: str
    size: int
    path: Path | None = None
    member: zipfile.ZipInfo | None = None
    fault: str = ""

    @property
    def base(self) -> str:
        """The file's own name, without folders."""
        return PurePosixPath(self.name).name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The file's bytes. Raises FileFault for every fault of reading, whatever library it came from."""
        if self.fault or self.path is None:
            raise FileFault(self.fault)
        try:
            with self.path.open("rb") as file:
                if self.member is None:
                    yield file
                else:
                    with zipfile.ZipFile(file) as archive, archive.open(self.member) as inner:
                        yield io.BufferedReader(_Guarded(inner), HEAD)
        except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
            raise FileFault(f"the file cannot be read ({error.strerror}): check that it is there and that you may read it") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise FileFault(f"the file is damaged inside its zip ({error}): download the zip again") from None


class _Guarded(io.RawIOBase):
    """A zip member as a raw stream, so that a buffered reader can give its lines quickly."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Reading:
    """One pass through a file, in chunks, taking its SHA-256 and telling how far it is.

    `sha256` and `size` speak of the bytes read so far. Raises FileFault when a zip member grows past the size it declares.
    """

    def __init__(self, candidate: Candidate, tick: Callable[[int], None]) -> None:
        self._candidate = candidate
        self._tick = tick
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        with self._candidate.open() as file:
            while chunk := file.read(CHUNK):
                self._hash.update(chunk)
                self.size += len(chunk)
                self._tick(len(chunk))
                yield chunk

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def head_of(candidate: Candidate) -> bytes:
    """The first 64 KB of the file: enough to recognise it."""
    with candidate.open() as file:
        return file.read(HEAD)


def shown_name(name: str) -> str:
    """A file's name as it is shown and kept: what is not text, or moves the cursor, becomes a replacement character.

    >>> shown_name("a\\nb\\udce9.csv")
    'a\ufffdb\ufffd.csv'
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def candidates(paths: Iterable[Path]) -> Iterator[Candidate]:
    """Every file under the paths, folders and zips opened, in a fixed order; hidden files, macOS leavings and READMEs are passed over."""
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.exists():
            yield from _in_file(path, shown_name(path.name))
        else:
            name = shown_name(path.name or str(path))
            yield Candidate(name, 0, fault=f"there is no file or folder called {name}: check the path")


def _in_folder(folder: Path) -> Iterator[Candidate]:
    root = folder.resolve()
    found = False
    for place, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not _is_hidden(f))
        for name in sorted(f for f in files if not _is_hidden(f)):
            found = True
            path = Path(place) / name
            yield from _in_file(path, shown_name(f"{root.name}/{path.relative_to(root).as_posix()}"))
    if not found:
        yield Candidate(shown_name(root.name), 0, fault="the folder holds no files: choose the folder that has the data files in it")


def _is_hidden(name: str) -> bool:
    """Whether a name in a folder or a zip is no data: hidden files, what systems leave behind, and the words that come with data."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini") or name.lower() in _WORDS


def _in_file(path: Path, name: str) -> Iterator[Candidate]:
    if not path.is_file():
        yield Candidate(name, 0, fault="this is not a file that can be read: choose a data file, a zip or a folder")
        return
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(4)
            looks_zip = magic in ZIP_MAGIC and not name.lower().endswith((*SPREADSHEETS, ".csv"))
            if looks_zip:
                yield from _in_zip(file, path, name, size)
                return
    except OSError as error:
        yield Candidate(name, 0, fault=f"the file cannot be read ({error.strerror}): check that you may read it")
        return
    if name.lower().endswith(".zip"):
        what = "the file is empty (0 bytes)" if size == 0 else "the file is named .zip and is not a zip"
        yield Candidate(name, size, fault=f"{what}: the download probably failed. Download it again")
        return
    yield Candidate(name, size, path)


def _in_zip(file: IO[bytes], path: Path, name: str, size: int) -> Iterator[Candidate]:
    try:
        archive, members = open_archive(file, size)
    except FileFault as fault:
        yield Candidate(name, size, fault=str(fault))
        return
    with archive:
        shown = [m for m in members if not any(_is_hidden(part) for part in PurePosixPath(m.filename).parts)]
    if not shown:
        yield Candidate(name, size, fault="the zip holds no data files: choose the archive that has the data files in it")
    for member in shown:
        yield Candidate(shown_name(f"{name}/{member.filename}"), member.file_size, path, member)
