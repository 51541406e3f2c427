"""Looking into a zip without trusting it."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import IO

from wardmoot.evidence.faults import FileFault

MAX_RATIO = 100
MAX_MEMBERS = 20_000
MAX_TOTAL_BYTES = 16 * 2**30
SMALL = 10 * 2**20
_CUT = "the zip cannot be read to its end ({error}): the download was probably cut short. Download it again"


def open_archive(file: IO[bytes], size: int) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive and its members that are files. Raises FileFault when it is cut short, encrypted, escapes its folder or is a bomb."""
    try:
        archive = zipfile.ZipFile(file)
        members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise FileFault(_CUT.format(error=error)) from None
    for member in members:
        _check_member(member)
    _check_sizes(members, size)
    if not members:
        raise FileFault("the zip holds no files: choose the archive that has the data files in it")
    return archive, sorted(members, key=lambda m: m.filename)


def _check_member(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise FileFault(
            f"the zip has a member that would be written outside its own folder ({member.filename!r}): "
            "nothing in it was read. Get the archive from its publisher again"
        )
    if member.flag_bits & 0x1:
        raise FileFault("the zip is encrypted: open it with its password, and load the files inside")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        raise FileFault(f"the zip packs {member.filename!r} in a way Wardmoot cannot read: unpack it and load the files inside")


def _check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(m.file_size for m in members)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        raise FileFault(
            f"the zip says it holds {len(members):,} files of {total / 2**30:,.1f} GB, over the limits of {MAX_MEMBERS:,} files and "
            f"{MAX_TOTAL_BYTES // 2**30} GB: unpack it and load the files a part at a time"
        )
    if total > max(SMALL, MAX_RATIO * size) or any(m.file_size > max(SMALL, MAX_RATIO * m.compress_size) for m in members):
        raise FileFault(
            f"the zip would grow to more than {MAX_RATIO} times its size, as a zip bomb does: nothing in it was read. "
            "Get the archive from its publisher again"
        )
