"""An .ods spreadsheet as a stream of rows, in flat memory: values, formulas, merged cells, hidden rows, repeated cells and rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import IO, Any

from wardmoot.evidence.extracts.archive import Parts
from wardmoot.evidence.extracts.cells import Odd, Oddity, Raw, Row, SheetFacts
from wardmoot.evidence.extracts.sheet_xml import stream
from wardmoot.evidence.faults import FileFault

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _TEXT, _OFFICE = (_OASIS % name for name in ("table", "text", "office"))
_TABLE_TAG, _ROW_TAG, _COLUMN_TAG = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column"
_VALUE, _KIND, _FORMULA = f"{_OFFICE}value", f"{_OFFICE}value-type", f"{_TABLE}formula"
_REPEATED, _WIDE, _DEEP = (f"{_TABLE}number-{name}" for name in ("columns-repeated", "columns-spanned", "rows-spanned"))
_VISIBLE, _P = f"{_TABLE}visibility", f"{_TEXT}p"
_CONTENT = "content.xml"
_MOST_ROWS, _MOST_COLUMNS, _MOST_REPEATED = 1_048_576, 16_384, 1_024
_OPENING = re.compile(rb"<(?:[\w.-]+:)?table\s[^>]*>")
_NAME = re.compile(rb"[\s:]name=[\"']([^\"']*)[\"']")
_CHUNK, _LONGEST_TAG = 1 << 20, 4096
_ERROR = re.compile(r"(#[A-Z/0]+[!?]?|Err:\d+)")


@dataclass(slots=True)
class Spreadsheet:
    """An .ods: its sheets by name."""

    parts: Parts
    names: list[str]

    words = "OpenDocument spreadsheet (.ods)"

    def size(self, sheet: int) -> int:  # noqa: ARG002 an Excel workbook has a part for each sheet
        """The bytes to read for any sheet: they all stand in one part."""
        return self.parts.sizes[_CONTENT]

    def rows(self, sheet: int, facts: SheetFacts, tick: Callable[[int], None]) -> Iterator[Row]:
        """The rows of a sheet that have a cell in them. Raises FileFault where the sheet is damaged."""
        at, row = -1, 1
        with self.parts.open(_CONTENT) as file:
            for event, element in stream(file, [_TABLE_TAG, _ROW_TAG, _COLUMN_TAG], tick, ("start", "end")):
                if element.tag == _TABLE_TAG:
                    at, row = at + (event == "start"), 1
                    if at > sheet or (event == "end" and at == sheet):
                        return
                elif event == "end" and at == sheet and not _is_tracked(element):
                    if element.tag == _COLUMN_TAG:
                        facts.hidden_columns = facts.hidden_columns or element.get(_VISIBLE, "visible") != "visible"
                        continue
                    times = _times(element, f"{_TABLE}number-rows-repeated", _MOST_ROWS)
                    yield from _rows(element, row, times, facts)
                    row += times


def _is_tracked(element: Any) -> bool:
    """Whether a row is one that was deleted and is kept by the record of changes only."""
    parent = element.getparent()
    return parent is not None and parent.tag not in (_TABLE_TAG, f"{_TABLE}table-rows", f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group")


def _rows(element: Any, row: int, times: int, facts: SheetFacts) -> Iterator[Row]:
    """The row as often as it stands for: nothing for a row without cells."""
    if element.get(_VISIBLE, "visible") != "visible":
        facts.hidden_rows.append(row)
    cells = _cells(element, row, facts)
    if not cells:
        return
    if row + times - 1 > _MOST_ROWS:
        raise FileFault("the sheet says it has more rows than a spreadsheet can hold, so it is damaged: save it anew and send that")
    for number in range(times):
        yield row + number, list(cells)


def _cells(element: Any, row: int, facts: SheetFacts) -> list[Raw]:
    cells: list[Raw] = []
    place = 0
    for cell in element:
        raw = _value(cell)
        times = _times(cell, _REPEATED, _MOST_COLUMNS)
        if cell.get(_WIDE) or cell.get(_DEEP):
            _note_merged(cell, row, place + 1, facts)
        if raw is not None:
            if times > _MOST_REPEATED:
                raise FileFault(f"row {row:,} repeats one cell over {times:,} columns: clear the cells beyond the table and save it anew")
            cells.extend([None] * (place - len(cells)))
            cells.extend([raw] * times)
        place += times
    return cells


def _note_merged(cell: Any, row: int, column: int, facts: SheetFacts) -> None:
    wide, deep = _times(cell, _WIDE, _MOST_COLUMNS), _times(cell, _DEEP, _MOST_ROWS)
    if wide > 1 or deep > 1:
        facts.merged.append((row, column, row + deep - 1, column + wide - 1))


def _times(element: Any, name: str, most: int) -> int:
    text = element.get(name)
    return min(int(text), most) if text and text.isdigit() else 1


def open_spreadsheet(parts: Parts) -> Spreadsheet:
    """The spreadsheet and the names of its sheets. Raises FileFault when it is encrypted or has none."""
    if "META-INF/manifest.xml" in parts.sizes:
        with parts.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read():
                raise FileFault("the file is protected with a password: open it, save it without one and send that by a safe way")
    with parts.open(_CONTENT) as file:
        names = list(_names(file))
    if not names:
        raise FileFault("the spreadsheet has no sheet with cells: send the one that has the rows")
    return Spreadsheet(parts, names)


def _names(file: IO[bytes]) -> Iterator[str]:
    """The names of the sheets, by their opening tags alone: building the tree would take the whole spreadsheet into memory."""
    rest = b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        found = list(_OPENING.finditer(rest))
        for tag in found:
            name = _NAME.search(tag[0])
            yield unescape(name[1].decode("utf-8", "replace")) if name else ""
        rest = rest[found[-1].end() if found else 0 :][-_LONGEST_TAG:]


def _value(cell: Any) -> Raw:
    kind = cell.get(_KIND)
    if cell.get(_FORMULA) is not None:
        return Odd(Oddity.FORMULA)
    if kind is None:
        return None if not len(cell) else _text(cell) or None
    if kind in ("float", "currency"):
        return _number(cell)
    if kind == "percentage":
        return Odd(Oddity.PERCENTAGE)
    if kind == "date":
        return _day(cell)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", "").upper() or None
    text = _text(cell)
    if kind == "time":
        return text or Odd(Oddity.DURATION)
    if text and _ERROR.fullmatch(text):
        return Odd(Oddity.ERROR)
    return text or cell.get(f"{_OFFICE}string-value") or None


def _text(cell: Any) -> str:
    """The paragraphs of a cell, without its notes."""
    if len(cell) == 1 and cell[0].tag == _P and not len(cell[0]):
        return cell[0].text or ""
    return "\n".join(_inline(p) for p in cell if p.tag == _P)


def _inline(element: Any) -> str:
    """A paragraph's text with its runs of spaces, tabs and line breaks put back."""
    pieces = [element.text or ""]
    for part in element:
        if part.tag == f"{_TEXT}s":
            pieces.append(" " * min(_times_of(part), 100))
        elif part.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif part.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif part.tag != f"{_OFFICE}annotation":
            pieces.append(_inline(part))
        pieces.append(part.tail or "")
    return "".join(pieces)


def _times_of(space: Any) -> int:
    text = space.get(f"{_TEXT}c", "1")
    return int(text) if text.isdigit() else 1


def _number(cell: Any) -> Raw:
    try:
        number = float(cell.get(_VALUE, ""))
    except ValueError:
        return _text(cell) or None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _day(cell: Any) -> Raw:
    value = cell.get(f"{_OFFICE}date-value", "")
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value[:26]).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return _text(cell) or None
