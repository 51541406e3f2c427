"""The XML of an .xlsx sheet as a stream of rows.

Nearly all rows are written in the same few ways, which a pattern reads several times as fast as an XML parser does. So a sheet is read in
pieces that end with a row's end tag: a piece that is plainly written is read by the pattern, any other by the parser, and so is what
stands round the rows. A sheet that is not plainly written at all goes to the parser from its first byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from wardmoot.evidence.extracts.archive import Parts
from wardmoot.evidence.extracts.cells import SheetFacts
from wardmoot.evidence.extracts.sheet_xml import local, stream
from wardmoot.evidence.extracts.xlsx_cells import FORMULA, Part, column_number
from wardmoot.evidence.faults import FileFault

_CHUNK = 1 << 18
_LONGEST = 1 << 26
_END = b"</row>"
_TRUE = ("1", "true")
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>\s*)?(<worksheet\b[^<>]*>)(?:[^!]*?)<sheetData>")
_OTHER_ENCODING = re.compile(rb"<\?xml[^<>]*encoding=[\"'](?!utf-8[\"'])", re.I)
_ROW = re.compile(r"\s*<row\b([^<>]*?)(/?)>")
_NUMBER = re.compile(r"\sr=\"(\d+)\"")
_HIDDEN = re.compile(r"\shidden=\"(?:1|true)\"")
_CELL = re.compile(
    r"<c(?: r=\"([A-Z]{1,3})[0-9]{1,7}\")?(?: s=\"([0-9]+)\")?(?: t=\"([a-zA-Z]+)\")?"
    r"(?:/>|>(?:<v>([^<>&\r]*)</v>|<is><t(?: xml:space=\"preserve\")?>([^<>&\r]*)</t></is>)?</c>)"
)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class RowParts:
    """A row as it stands in the XML: its number ("" where it is the next one), whether it is hidden, its cells."""

    number: str
    hidden: bool
    cells: list[Part]


class NotPlain(Exception):
    """A piece is written in a way that the pattern does not know."""


def rows_of(parts: Parts, name: str, facts: SheetFacts, tick: Callable[[int], None]) -> Iterator[tuple[int, RowParts]]:
    """Every row of the sheet with its number; what the sheet says round its rows goes into `facts`. Raises FileFault where it is damaged."""
    row = 0
    for found in _pieces(parts, name, facts, tick):
        row = _row_number(found.number, row)
        if found.hidden:
            facts.hidden_rows.append(row)
        yield row, found


def _row_number(number: str, last: int) -> int:
    row = int(number) if number.isdigit() else last + 1
    if row <= last:
        raise FileFault("the workbook's rows are out of order, so it is damaged: open it, save it anew and send that")
    return row


def _pieces(parts: Parts, name: str, facts: SheetFacts, tick: Callable[[int], None]) -> Iterator[RowParts]:
    with parts.open(name) as file:
        head = file.read(_CHUNK)
        opening = _OPENING.match(head)
        if opening and not _OTHER_ENCODING.match(head):
            tick(len(head))
            yield from _plainly(file, head, opening, facts, tick)
            return
    with parts.open(name) as file:
        yield from _carefully(file, facts, tick)


def _carefully(file: IO[bytes], facts: SheetFacts, tick: Callable[[int], None]) -> Iterator[RowParts]:
    """The rows by the parser, and what stands round them."""
    for _, element in stream(file, ["{*}row", "{*}mergeCell", "{*}col"], tick):
        tag = local(element.tag)
        if tag == "row":
            yield RowParts(element.get("r", ""), element.get("hidden") in _TRUE, [_part(cell) for cell in element])
        elif tag == "mergeCell":
            facts.merged.append(_range(element.get("ref", "")))
        elif element.get("hidden") in _TRUE:
            facts.hidden_columns = True


def _part(cell: Any) -> Part:
    kind, text = cell.get("t", ""), ""
    for part in cell:
        tag = local(part.tag)
        if tag == "f":
            kind = FORMULA
        elif tag == "v":
            text = part.text or ""
        elif tag == "is":
            text = plain_text(part)
    return cell.get("r", "").rstrip("0123456789"), cell.get("s", ""), kind, text


def plain_text(item: Any) -> str:
    """The text of a shared or an inline string: of a rich text its runs, without the reading aids of Asian scripts."""
    if len(item) == 1 and local(item[0].tag) == "t":
        return item[0].text or ""
    return "".join(t.text or "" for t in item.iter("{*}t") if local(t.getparent().tag) != "rPh")


def _plainly(file: IO[bytes], head: bytes, opening: re.Match[bytes], facts: SheetFacts, tick: Callable[[int], None]) -> Iterator[RowParts]:
    """The rows by the pattern, a piece at a time, and then what stands round them by the parser."""
    rest = head[opening.end() :]
    while True:
        pieces = rest.split(_END)
        rest = pieces.pop()
        for piece in pieces:
            yield from _rows(piece, opening[1])
        if len(rest) > _LONGEST:
            raise FileFault("the workbook has a row of over 64 MB, so it is damaged: open it, save it anew and send that")
        chunk = file.read(_CHUNK)
        if not chunk:
            break
        tick(len(chunk))
        rest += chunk
    yield from _carefully(BytesIO(head[: opening.end()] + rest), facts, lambda _: None)


def _rows(piece: bytes, opening: bytes) -> Iterator[RowParts]:
    """The rows of a piece: some without cells, then one with."""
    try:
        found = _read_plain(piece.decode("utf-8"))
    except (NotPlain, UnicodeDecodeError):
        found = list(_carefully(BytesIO(opening + b"<sheetData>" + piece + _END + b"</sheetData></worksheet>"), SheetFacts(), lambda _: None))
    yield from found


def _read_plain(text: str) -> list[RowParts]:
    """The rows of a piece that is plainly written. Raises NotPlain where it is not.

    >>> _read_plain('<row r="1"/><row r="2"><c r="B2" t="s"><v>7</v></c>')[1].cells
    [('B', '', 's', '7')]
    """
    found: list[RowParts] = []
    place = 0
    while True:
        row = _ROW.match(text, place)
        if row is None:
            raise NotPlain
        number, place = _NUMBER.search(row[1]), row.end()
        if row[2]:
            found.append(RowParts(number[1] if number else "", bool(_HIDDEN.search(row[1])), []))
            continue
        found.append(RowParts(number[1] if number else "", bool(_HIDDEN.search(row[1])), _read_cells(text, place)))
        return found


def _read_cells(text: str, place: int) -> list[Part]:
    cells: list[Part] = []
    for cell in _CELL.finditer(text, place):
        if cell.start() != place:
            raise NotPlain
        place = cell.end()
        letters, style, kind, value, inline = cell.groups("")
        cells.append((letters, style, kind, value or inline))
    if place != len(text):
        raise NotPlain
    return cells


def _range(text: str) -> tuple[int, int, int, int]:
    """A range of cells: first row, first column, last row, last column.

    >>> _range("B2:C5")
    (2, 2, 5, 3)
    """
    corners: list[Any] = [_REFERENCE.fullmatch(corner) for corner in (text.split(":") * 2)[:2]]
    if not all(corners):
        return 1, 1, 1, 1
    first, last = corners
    return int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1])
