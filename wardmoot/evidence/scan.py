"""The first reader of a CSV: judges every physical line as bytes, and writes the well-formed ones with their line numbers.

None of the sources lets a cell run over a line end, so each physical line is one row. That makes the faults that CSV
engines swallow (an unclosed quote, stray quotes far apart, blank lines) visible line by line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from wardmoot.evidence.faults import FileFault, Reject, shortened

LINE_CAP = 1 << 16
MAX_REJECTS = 100_000
SAMPLE = 200
_WELL_QUOTED = re.compile(r'(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*')


@dataclass(slots=True)
class Scan:
    """What the first reader found. `kept` lines were written; `sample` holds the cells of the first of them."""

    kept: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)

    def reject(self, reject: Reject) -> None:
        """Count a reject, keeping it while there are not absurdly many (such a file is refused in any case)."""
        self.rejected += 1
        if len(self.rejects) < MAX_REJECTS:
            self.rejects.append(reject)


def scan(chunks: Iterable[bytes], *, file: str, width: int, out: IO[bytes]) -> Scan:
    """Read the chunks of a CSV of `width` columns and write `line number,row` to `out`, one a line, without the header.

    An empty line is not a row, and is counted in the line numbers only. A row with too many or too few cells is rejected.
    Raises FileFault for what makes the whole file doubtful: a NUL, text that is not UTF-8, a lone carriage return,
    a line over 64 KB, a line with an odd number of quotes, a last line that breaks off, no rows at all.
    """
    scanner = _Scanner(file, width, out)
    tail = b""
    for chunk in chunks:
        block = tail + chunk
        cut = block.rfind(b"\n") + 1
        scanner.take(block[:cut])
        tail = block[cut:]
        if len(tail) > LINE_CAP:
            raise scanner.too_long(scanner.line + 1)
    if tail:
        scanner.take(tail + b"\n")
        scanner.check_end(tail)
    if not scanner.found.kept and not scanner.found.rejected:
        raise FileFault("the file has a header and no rows: the download probably failed, or the month is not published. Check with the publisher")
    return scanner.found


class _Scanner:
    def __init__(self, file: str, width: int, out: IO[bytes]) -> None:
        self.file, self.width, self.out = file, width, out
        self.line = 0
        self.found = Scan()

    def too_long(self, line: int) -> FileFault:
        return FileFault(f"line {line:,} is longer than 64 KB: it is not a row of this table. Download the file again")

    def take(self, block: bytes) -> None:
        """Judge and write whole lines."""
        self._check_bytes(block)
        lines = block.replace(b"\r\n", b"\n").split(b"\n")
        lines.pop()
        first = self.line + 1
        self.line += len(lines)
        if first == 1 and lines:
            lines, first = lines[1:], 2
        if max(map(len, lines), default=0) > LINE_CAP:
            raise self.too_long(first + next(i for i, text in enumerate(lines) if len(text) > LINE_CAP))
        self._write(lines, first, quoted=b'"' in block)

    def check_end(self, tail: bytes) -> None:
        """A last line with no line end and too few cells is where a download was cut short: nobody knows how many rows are lost."""
        if self.found.rejects and self.found.rejects[-1].line == self.line and tail.count(b",") < self.width - 1:
            raise FileFault(
                f"the file breaks off in the middle of line {self.line:,}: the download was probably cut short. Download it again", countable=True
            )

    def _write(self, lines: list[bytes], first: int, *, quoted: bool) -> None:
        """Write the runs of plain lines quickly, and look closely at each of the others."""
        commas = self.width - 1
        widths = [text.count(b",") for text in lines]
        closely = [i for i, n in enumerate(widths) if n != commas or (quoted and b'"' in lines[i])]
        start = 0
        for i in closely:
            self._write_plain(lines[start:i], first + start)
            self._write_one(first + i, lines[i])
            start = i + 1
        self._write_plain(lines[start:], first + start)

    def _check_bytes(self, block: bytes) -> None:
        if b"\0" in block:
            raise FileFault(f"line {self._line_of(block, block.index(0)):,} holds a NUL byte: the file is damaged. Download it again", countable=True)
        if block.count(b"\r") != block.count(b"\r\n"):
            at = next(m.start() for m in re.finditer(rb"\r(?!\n)", block))
            where = self._line_of(block, at)
            raise FileFault(
                f"line {where:,} has a carriage return inside it: save the file with LF or CRLF line ends, or download it again", countable=True
            )
        if not block.isascii():
            try:
                block.decode("utf-8")
            except UnicodeDecodeError as error:
                where = self._line_of(block, error.start)
                raise FileFault(f"line {where:,} is not UTF-8 text (perhaps Windows-1252): save the file as CSV UTF-8", countable=True) from None

    def _line_of(self, block: bytes, at: int) -> int:
        return self.line + block.count(b"\n", 0, at) + 1

    def _write_plain(self, lines: list[bytes], first: int) -> None:
        self.out.write(b"".join([b"%d,%b\n" % pair for pair in enumerate(lines, first)]))
        self.found.kept += len(lines)
        for text in lines[: max(SAMPLE - len(self.found.sample), 0)]:
            self.found.sample.append(text.decode("utf-8").split(","))

    def _write_one(self, number: int, text: bytes) -> None:
        if not text:
            return
        if text.count(b'"') % 2:
            raise FileFault(
                f"line {number:,} has a quote that is opened and not closed, which can swallow the rows after it: download the file again",
                countable=True,
            )
        row = text.decode("utf-8")
        if b'"' in text and not _WELL_QUOTED.fullmatch(row):
            self._reject(number, row, "a quote mark inside a cell that is not quoted")
            return
        cells = next(csv.reader([row], strict=True)) if b'"' in text else row.split(",")
        if len(cells) != self.width:
            self._reject(number, f"{len(cells)} cells", f"the row has {len(cells)} cells and should have {self.width}")
            return
        self.out.write(b"%d,%b\n" % (number, _quoted(cells)))
        self.found.kept += 1
        if len(self.found.sample) < SAMPLE:
            self.found.sample.append(cells)

    def _reject(self, number: int, value: str, reason: str) -> None:
        self.found.reject(Reject(self.file, number, "(whole row)", shortened(value) if "cells" in value else "", reason))


def _quoted(cells: list[str]) -> bytes:
    return ",".join('"' + cell.replace('"', '""') + '"' if '"' in cell or "," in cell else cell for cell in cells).encode("utf-8")
