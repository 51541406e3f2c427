"""An .xlsx workbook as a stream of rows, in flat memory: values, formulas, dates by their format, merged cells, hidden rows."""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from wardmoot.evidence.extracts.archive import Parts
from wardmoot.evidence.extracts.cells import Odd, Oddity, Raw, Row, SheetFacts
from wardmoot.evidence.extracts.sheet_xml import elements, local, stream
from wardmoot.evidence.faults import FileFault

_WORKBOOK = "xl/workbook.xml"
_DATE, _TIMED, _TIME, _PERCENT = "date", "date and time", "time", "percent"
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17), _DATE),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), _TIME),
    22: _TIMED,
    9: _PERCENT,
    10: _PERCENT,
}
_EPOCH = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 a sheet's dates have no zone
_LAST_SERIAL = 2_958_466
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MOST_COLUMNS = 16_384
_COLUMNS: dict[str, int] = {}
_SLOTS = 8192
_TRUE = ("1", "true")


class SharedTexts:
    """The texts that cells point at, packed into one block of bytes: a quarter of a million of them take little more than their length."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q")

    def add(self, text: str) -> None:
        """Append the next text."""
        self._block += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._block))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        start = self._ends[place - 1] if place else 0
        return self._block[start : self._ends[place]].decode("utf-8", "surrogatepass")


@dataclass(slots=True)
class Workbook:
    """An .xlsx: its sheets (name and part), the kinds of its number formats, its shared texts, and whether it counts days from 1904."""

    parts: Parts
    sheets: list[tuple[str, str]]
    formats: list[str]
    dates_1904: bool
    _texts: SharedTexts | None = field(default=None)

    words = "Excel workbook (.xlsx)"

    @property
    def names(self) -> list[str]:
        """The sheets' own names."""
        return [name for name, _ in self.sheets]

    def size(self, sheet: int) -> int:
        """The bytes to read for a sheet."""
        return self.parts.sizes[self.sheets[sheet][1]]

    @property
    def texts(self) -> SharedTexts:
        """The shared texts, read once."""
        if self._texts is None:
            self._texts = _shared(self.parts)
        return self._texts

    def rows(self, sheet: int, facts: SheetFacts, tick: Callable[[int], None]) -> Iterator[Row]:
        """The rows of a sheet that have a cell in them. Raises FileFault where the sheet is damaged."""
        facts.dates_1904 = self.dates_1904
        reader, row = _CellReader(self.texts, self.formats, _EPOCH[self.dates_1904]), 0
        with self.parts.open(self.sheets[sheet][1]) as file:
            for _, element in stream(file, ["{*}row", "{*}mergeCell", "{*}col"], tick):
                tag = local(element.tag)
                if tag == "row":
                    row = _row_number(element, row)
                    if element.get("hidden") in _TRUE:
                        facts.hidden_rows.append(row)
                    if cells := reader.row(element):
                        yield row, cells
                elif tag == "mergeCell":
                    facts.merged.append(_range(element.get("ref", "")))
                elif element.get("hidden") in _TRUE:
                    facts.hidden_columns = True


def _row_number(element: Any, last: int) -> int:
    number = element.get("r", "")
    row = int(number) if number.isdigit() else last + 1
    if row <= last:
        raise FileFault("the workbook's rows are out of order, so it is damaged: open it, save it anew and send that")
    return row


def open_workbook(parts: Parts) -> Workbook:
    """The workbook's table of contents. Raises FileFault when it has no sheets of cells."""
    with parts.open(_WORKBOOK) as file:
        contents = elements(file)
    targets = _targets(parts)
    sheets = [(a.get("name", ""), targets.get(a.get("id", ""), "")) for name, a in contents if name == "sheet"]
    sheets = [(name, part) for name, part in sheets if part in parts.sizes]
    if not sheets:
        raise FileFault("the workbook has no sheet with cells: send the one that has the rows")
    dates_1904 = any(name == "workbookPr" and a.get("date1904") in ("1", "true") for name, a in contents)
    return Workbook(parts, sheets, _formats(parts), dates_1904)


def _targets(parts: Parts) -> dict[str, str]:
    """The part each relation of the workbook points at, worksheets only."""
    if "xl/_rels/workbook.xml.rels" not in parts.sizes:
        return {}
    with parts.open("xl/_rels/workbook.xml.rels") as file:
        links = [a for name, a in elements(file) if name == "Relationship" and a.get("Type", "").endswith("/worksheet")]
    return {a.get("Id", ""): posixpath.normpath(posixpath.join("/xl", a.get("Target", ""))).lstrip("/") for a in links}


def _formats(parts: Parts) -> list[str]:
    """For each cell style what its number format makes of a number: a date, a time, a percentage or "" for a number."""
    if "xl/styles.xml" not in parts.sizes:
        return []
    with parts.open("xl/styles.xml") as file:
        found = elements(file)
    own = {a.get("numFmtId", ""): _kind(a.get("formatCode", "")) for name, a in found if name == "numFmt"}
    kinds, inside = [], False
    for name, attributes in found:
        if name in ("cellXfs", "cellStyles", "dxfs", "cellStyleXfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            code = attributes.get("numFmtId", "0")
            kinds.append(own.get(code) or _BUILT_IN.get(int(code) if code.isdigit() else 0, ""))
    return kinds


def _kind(code: str) -> str:
    """What a format code shows.

    >>> _kind("dd/mm/yyyy hh:mm"), _kind("[$-809]d mmmm yyyy;@"), _kind('0.0"d"'), _kind("0.0%"), _kind("[h]:mm")
    ('date and time', 'date', '', 'percent', 'time')
    """
    plain = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code.partition(";")[0]).lower()
    plain = re.sub(r"\[(?![hms]+\])[^\]]*\]", "", plain)
    days, times = bool(re.search(r"[dy]|mmm", plain)), bool(re.search(r"[hs]", plain))
    if days or times:
        return _TIMED if days and times else _DATE if days else _TIME
    return _PERCENT if "%" in plain else ""


def _shared(parts: Parts) -> SharedTexts:
    """The shared texts; of a rich text its runs, without the reading aids of Asian scripts."""
    texts = SharedTexts()
    if "xl/sharedStrings.xml" in parts.sizes:
        with parts.open("xl/sharedStrings.xml") as file:
            for _, item in stream(file, ["{*}si"]):
                texts.add(_plain_text(item))
    return texts


def _plain_text(item: Any) -> str:
    """The text of a shared or an inline string."""
    if len(item) == 1 and local(item[0].tag) == "t":
        return item[0].text or ""
    return "".join(t.text or "" for t in item.iter("{*}t") if local(t.getparent().tag) != "rPh")


class _CellReader:
    """Turns the elements of cells into what they hold."""

    def __init__(self, texts: SharedTexts, formats: list[str], epoch: datetime) -> None:
        self._texts, self._formats, self._epoch = texts, formats, epoch
        self._recent: dict[str, str] = {}
        self._numbers: dict[tuple[str | None, str], Raw] = {}

    def row(self, row: Any) -> list[Raw]:
        """The cells of a row up to the last that holds something."""
        cells: list[Raw] = []
        place = 0
        for cell in row:
            reference = cell.get("r")
            place = _column(reference) if reference else place + 1
            raw = self._value(cell)
            if raw is not None:
                if len(cells) < place - 1:
                    cells.extend([None] * (place - 1 - len(cells)))
                cells.append(raw)
        return cells

    def _value(self, cell: Any) -> Raw:
        kind, text = cell.get("t"), None
        for part in cell:
            tag = part.tag
            if tag.endswith("}v"):
                text = part.text
            elif tag.endswith("}f"):
                return Odd(Oddity.FORMULA)
            elif tag.endswith("}is"):
                text = _plain_text(part)
        if not text:
            return None
        if kind == "s":
            return self._recent.get(text) or self._shared(text)
        if kind is None or kind == "n":
            style = cell.get("s")
            known = self._numbers.get((style, text))
            return self._number(style, text) if known is None else known
        return _other(kind, text)

    def _shared(self, text: str) -> str:
        place = int(text) if text.isdigit() else -1
        if not 0 <= place < len(self._texts):
            raise FileFault("the workbook points at a text it does not hold, so it is damaged: open it, save it anew and send that")
        if len(self._recent) >= _SLOTS:
            self._recent.clear()
        self._recent[text] = self._texts[place]
        return self._recent[text]

    def _number(self, style: str | None, text: str) -> Raw:
        place = int(style) if style and style.isdigit() else 0
        kind = self._formats[place] if place < len(self._formats) else ""
        try:
            number = float(text)
        except ValueError:
            raise FileFault("the workbook has a cell of numbers that holds none, so it is damaged: open it, save it anew and send that") from None
        if len(self._numbers) >= _SLOTS:
            self._numbers.clear()
        self._numbers[style, text] = _meant(number, kind, self._epoch)
        return self._numbers[style, text]


def _other(kind: str, text: str) -> Raw:
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "e":
        return Odd(Oddity.ERROR)
    return _iso(text) if kind == "d" else text


def _meant(number: float, kind: str, epoch: datetime) -> Raw:
    """What a number is, by the format it is shown in.

    >>> _meant(43558.0, "date", _EPOCH[False]), _meant(12.0, "", _EPOCH[False])
    (datetime.date(2019, 4, 3), 12)
    """
    if not kind or (kind != _PERCENT and not 0 <= number < _LAST_SERIAL):
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == _PERCENT:
        return Odd(Oddity.PERCENTAGE)
    moment = epoch + timedelta(seconds=round(number * 86_400))
    if kind == _TIME:
        return moment.time() if number < 1 else Odd(Oddity.DURATION)
    return date(moment.year, moment.month, moment.day) if kind == _DATE and number.is_integer() else moment


def _iso(text: str) -> Raw:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def _column(reference: str) -> int:
    """The column's number from 1.

    >>> _column("A1"), _column("AB12")
    (1, 28)
    """
    letters = reference.rstrip("0123456789")
    known = _COLUMNS.get(letters)
    if known is None:
        known = 0
        for letter in letters:
            known = known * 26 + ord(letter) - 64
        if not 0 < known <= _MOST_COLUMNS:
            raise FileFault("the workbook has a cell outside its sheet, so it is damaged: open it, save it anew and send that")
        _COLUMNS[letters] = known
    return known


def _range(text: str) -> tuple[int, int, int, int]:
    """A range of cells: first row, first column, last row, last column.

    >>> _range("B2:C5")
    (2, 2, 5, 3)
    """
    corners: list[Any] = [_REFERENCE.fullmatch(corner) for corner in (text.split(":") * 2)[:2]]
    if not all(corners):
        return 1, 1, 1, 1
    first, last = corners
    return int(first[2]), _column(first[1]), int(last[2]), _column(last[1])
