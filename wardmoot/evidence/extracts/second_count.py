"""The second reader: counts the rows of a partner's file in the simplest way, sharing no code with the reader that loads them.

A row is one with anything in it below the headings. If the two readers disagree the file is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20
_BOUND = 1 << 26
_SPACES = rb"(?:\s|&#(?:32|9|10|13|160|x20|x9|xA|xD|xA0);|\xc2\xa0)*"
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>(?!" + _SPACES + rb"<)|<(?:\w+:)?f[\s>/]")
_SHARED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>(\d+)</(?:\w+:)?v>\s*</(?:\w+:)?c>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)[\"']")
_ODS_ROW = re.compile(rb"<(?:\w+:)?table-row\b([^>]*?)(/?)>")
_REPEATED = re.compile(rb"number-rows-repeated=[\"'](\d+)[\"']")
_ODS_SPACES = rb"(?:" + _SPACES[3:-2] + rb"|<text:(?:s|tab|line-break)\b[^>]*/>)*"
_ODS_FILLED = re.compile(rb"<(?:\w+:)?p\b[^>/]*>(?!" + _ODS_SPACES + rb"</(?:\w+:)?p>)|:(?:formula|value|date-value|boolean-value)=")
_ODS_ASIDE = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.S)


def count_text_rows(path: Path, encoding: str, separator: str, header: int) -> int:
    """Records of a CSV below the line `header`: a line ends a record unless it leaves a quotation mark open."""
    seen = re.compile(rf'[^\s"{re.escape(separator)}]')
    rows, number, begun, filled, quotes = 0, 0, 0, False, 0
    with path.open("r", encoding=encoding) as file:
        for line in file:
            number += 1
            begun = begun or number
            filled = filled or seen.search(line) is not None
            quotes += line.count('"')
            if quotes % 2 == 0:
                rows += filled and begun > header
                begun, filled, quotes = 0, False, 0
    return rows + (filled and begun > header)


def count_xlsx_rows(path: Path, part: str, header: int) -> int:
    """Rows of a worksheet below row `header` that have a cell with a value, a text or a formula."""
    rows, number = 0, 0
    with zipfile.ZipFile(path) as archive:
        blank = _blank_texts(archive)
        with archive.open(part) as file:
            for piece in _pieces(file, b"row>"):
                found = _ROW.search(piece)
                number = int(found[1]) if found else number + 1
                rows += number > header and _is_filled(piece, blank)
    return rows


def _blank_texts(archive: zipfile.ZipFile) -> set[int]:
    """The places of the shared texts that hold nothing but spaces."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return set()
    with archive.open("xl/sharedStrings.xml") as file:
        return {place for place, piece in enumerate(_pieces(file, b"si>")) if not _FILLED.search(re.sub(rb"<rPh.*?</rPh>", b"", piece, flags=re.S))}


def _is_filled(piece: bytes, blank: set[int]) -> bool:
    if blank:
        piece = _SHARED.sub(lambda m: b"" if int(m[1]) in blank else m[0], piece)
    return _FILLED.search(piece) is not None


def count_ods_rows(path: Path, sheet: int, header: int) -> int:
    """Rows of a sheet below row `header` that have a cell with a value, a text or a formula, each as often as it is repeated."""
    rows, number, at = 0, 0, -1
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        for piece in _pieces(file, b"table-row>"):
            tables = list(re.finditer(rb"<table:table[\s>]", piece))
            if tables:
                at, number = at + len(tables), 0
                piece = piece[tables[-1].start() :]
            if at == sheet:
                number, more = _count_piece(_ODS_ASIDE.sub(b"", piece), number, header)
                rows += more
    return rows


def _count_piece(piece: bytes, number: int, header: int) -> tuple[int, int]:
    """The number of the last row of the piece and how many of its rows count: rows without cells, then at most one with."""
    rows = 0
    for found in _ODS_ROW.finditer(piece):
        repeated = _REPEATED.search(found[1])
        times = int(repeated[1]) if repeated else 1
        if not found[2] and _ODS_FILLED.search(piece, found.end()):
            rows += max(0, min(times, number + times - header))
        number += times
    return number, rows


def _pieces(file: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """The bytes up to the end tag that ends in `mark`, again and again; what follows the last one is left out."""
    end, rest = re.compile(rb"</(?:\w+:)?" + re.escape(mark)), b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        last = 0
        for found in end.finditer(rest):
            yield rest[last : found.end()]
            last = found.end()
        rest = rest[last:]
        if len(rest) > _BOUND:
            return
