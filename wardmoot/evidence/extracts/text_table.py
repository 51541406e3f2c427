"""A CSV as a stream of rows: its encoding and separator recognised and said, its quotes taken strictly."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wardmoot.evidence.extracts.cells import Odd, Oddity, Raw, Row
from wardmoot.evidence.extracts.wording import plain_heading
from wardmoot.evidence.faults import FileFault

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORDS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a byte-order mark", "cp1252": "Windows-1252, not UTF-8"}
_CHUNK = 1 << 20
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class TextTable:
    """A CSV file: how it is written, and its rows."""

    path: Path
    encoding: str
    separator: str

    @property
    def words(self) -> str:
        """The format as a person reads it."""
        return f"CSV, {_WORDS.get(self.encoding, 'UTF-16')}, {SEPARATORS[self.separator]} between cells"

    def rows(self, tick: Callable[[int], None]) -> Iterator[Row]:
        """Each row with the line it begins on. Raises FileFault where a quote is left open or text follows a closing quote."""
        with _opened(self.path, self.encoding) as file:
            reader = csv.reader(_told(file, tick), delimiter=self.separator, strict=True)
            line = 1
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    raise FileFault(
                        f"line {line:,} or one soon after it has a quotation mark that is not closed as it should be, or a cell of over "
                        "100,000 characters: correct it, or export the file again"
                    ) from None
                yield line, [_raw(cell) for cell in cells]
                line = reader.line_num + 1


def _raw(cell: str) -> Raw:
    return Odd(Oddity.FORMULA) if cell.startswith("=") else cell or None


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    try:
        with path.open("r", encoding=encoding, newline="") as file:
            yield file
    except UnicodeError:
        raise FileFault(f"the file is not all {_WORDS.get(encoding, 'UTF-16')}: save it as CSV (UTF-8) and send that") from None


def _told(file: io.TextIOWrapper, tick: Callable[[int], None]) -> Iterator[str]:
    """The lines, telling now and then how much was read."""
    read = 0
    for line in file:
        read += len(line)
        if read >= _HEAD:
            tick(read)
            read = 0
        yield line
    tick(read)


def open_text(path: Path, known: Collection[str]) -> TextTable:
    """Recognise the encoding and the separator; `known` are headings, plain, that the separator must bring out. Raises FileFault when not text."""
    encoding = _encoding(path)
    with _opened(path, encoding) as file:
        head = file.read(_HEAD)
    if "\0" in head:
        raise FileFault("the file is not a table of text (it holds NUL characters): send a CSV, an .xlsx or an .ods")
    if head.lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise FileFault("the file is a web page or XML under another name: open it in a spreadsheet program, save it as .xlsx and send that")
    if not head.strip():
        raise FileFault("the file is empty: export it again, and see that it has rows")
    return TextTable(path, encoding, max(SEPARATORS, key=lambda mark: _merit(head, mark, known)))


def _encoding(path: Path) -> str:
    """UTF-8 where all of it is that, UTF-16 by its mark, otherwise Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in _BOMS:
            if start.startswith(mark):
                return name
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _merit(head: str, separator: str, known: Collection[str]) -> tuple[int, int]:
    """How well a separator brings out known headings, and then how often it stands in the first lines."""
    lines = [line for line in head.splitlines() if line.strip()][:30]
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        rows = [line.split(separator) for line in lines]
    best = max((sum(plain_heading(cell) in known for cell in row) for row in rows), default=0)
    return best, sum(len(row) - 1 for row in rows)
