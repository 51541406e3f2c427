"""An .xlsx workbook as a stream of rows, in flat memory: values, formulas, dates by their format, merged cells, hidden rows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from wardmoot.evidence.extracts.archive import Parts
from wardmoot.evidence.extracts.cells import Row, SheetFacts
from wardmoot.evidence.extracts.sheet_xml import elements, stream
from wardmoot.evidence.extracts.xlsx_cells import DATE, EPOCH, PERCENT, TIME, TIMED, CellReader, SharedTexts
from wardmoot.evidence.extracts.xlsx_sheet import plain_text, rows_of
from wardmoot.evidence.faults import FileFault

_WORKBOOK = "xl/workbook.xml"
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17), DATE),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), TIME),
    22: TIMED,
    9: PERCENT,
    10: PERCENT,
}


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
        reader = CellReader(self.texts, self.formats, EPOCH[self.dates_1904])
        for number, row in rows_of(self.parts, self.sheets[sheet][1], facts, tick):
            if cells := reader.row(row.cells):
                yield number, cells


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
        return TIMED if days and times else DATE if days else TIME
    return PERCENT if "%" in plain else ""


def _shared(parts: Parts) -> SharedTexts:
    """The shared texts; of a rich text its runs, without the reading aids of Asian scripts."""
    texts = SharedTexts()
    if "xl/sharedStrings.xml" in parts.sizes:
        with parts.open("xl/sharedStrings.xml") as file:
            for _, item in stream(file, ["{*}si"]):
                texts.add(plain_text(item))
    return texts
