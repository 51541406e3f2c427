"""A partner's file, opened as what it is: told by its bytes, never by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wardmoot.evidence.extracts.archive import Parts
from wardmoot.evidence.extracts.cells import Row, SheetFacts
from wardmoot.evidence.extracts.ods_table import Spreadsheet, open_spreadsheet
from wardmoot.evidence.extracts.second_count import count_ods_rows, count_text_rows, count_xlsx_rows
from wardmoot.evidence.extracts.text_table import TextTable, open_text
from wardmoot.evidence.extracts.xlsx_table import Workbook, open_workbook
from wardmoot.evidence.faults import FileFault

_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {b"%PDF": "a PDF", b"{\\rt": "a Word document (RTF)", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"\x1f\x8b": "a gzip archive"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROTECTED = "the file is protected with a password: open it, save it without one and send that by a safe way"
_SEND = "send a CSV, an .xlsx or an .ods"


@dataclass(slots=True)
class PartnerFile:
    """A file of one or more tables. `names` are the sheets' own names, which may hold anything and are not kept."""

    path: Path
    inside: TextTable | Workbook | Spreadsheet
    sha256: str
    size: int

    @property
    def words(self) -> str:
        """The format as a person reads it."""
        return self.inside.words

    @property
    def names(self) -> list[str]:
        return [""] if isinstance(self.inside, TextTable) else self.inside.names

    def work(self, sheet: int) -> int:
        """How much there is to read for a sheet, in the units that `rows` tells its progress in."""
        return self.size if isinstance(self.inside, TextTable) else self.inside.size(sheet)

    def rows(self, sheet: int, facts: SheetFacts, tick: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
        """The rows of a sheet as a stream. Raises FileFault where it is damaged."""
        with reading(self.path):
            if isinstance(self.inside, TextTable):
                yield from self.inside.rows(tick)
            else:
                yield from self.inside.rows(sheet, facts, tick)

    def count(self, sheet: int, header: int) -> int:
        """The rows with anything in them below the line of the headings, by the second reader."""
        with reading(self.path):
            if isinstance(self.inside, TextTable):
                return count_text_rows(self.path, self.inside.encoding, self.inside.separator, header)
            if isinstance(self.inside, Workbook):
                return count_xlsx_rows(self.path, self.inside.sheets[sheet][1], header)
            return count_ods_rows(self.path, sheet, header)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns what the system says of a file that cannot be read into a fault of the file, without its name or folder."""
    try:
        yield
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise FileFault(f"the file cannot be read ({error.strerror}): check that it is there and that you may read it") from None


def open_file(path: Path, known: Collection[str]) -> PartnerFile:
    """Open the file as the table it is; `known` are plain headings, which tell a CSV's separator.

    Raises FileFault, saying what to send instead, for anything but a CSV, an .xlsx or an .ods that opens without a password.
    """
    with reading(path):
        sha256 = _digest(path)
        with path.open("rb") as file:
            start = file.read(8)
        inside = _compound(path) if start == _COMPOUND else _zipped(path) if start.startswith(_ZIP) else _text(path, start, known)
        return PartnerFile(path, inside, sha256, path.stat().st_size)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _compound(path: Path) -> TextTable:
    """Refuse an old or an encrypted Office file, each in its own words."""
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            if _ENCRYPTED in tail + chunk:
                raise FileFault(_PROTECTED)
            tail = chunk[-len(_ENCRYPTED) :]
    raise FileFault("the file is an old Excel workbook (.xls): open it, save it as an Excel workbook (.xlsx) and send that")


def _zipped(path: Path) -> Workbook | Spreadsheet:
    parts = Parts(path)
    if "xl/workbook.xml" in parts.sizes:
        return open_workbook(parts)
    if "content.xml" in parts.sizes:
        return open_spreadsheet(parts)
    if "xl/workbook.bin" in parts.sizes:
        raise FileFault("the file is a binary Excel workbook (.xlsb): open it, save it as an Excel workbook (.xlsx) and send that")
    if "word/document.xml" in parts.sizes:
        raise FileFault(f"the file is a Word document: {_SEND}")
    if "Index/Document.iwa" in parts.sizes:
        raise FileFault("the file is a Numbers spreadsheet: export it as an Excel workbook (.xlsx) and send that")
    raise FileFault("the file is a zip: take out the table inside and send that alone")


def _text(path: Path, start: bytes, known: Collection[str]) -> TextTable:
    for mark, what in _OTHERS.items():
        if start.startswith(mark):
            raise FileFault(f"the file is {what}, not a table: {_SEND}")
    return open_text(path, known)
