"""Sheets of an OpenDocument spreadsheet: one table each from A1, real header row, real numbers, no merged cells."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from odf import dc
from odf.element import Text
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import DatabaseRange, DatabaseRanges, TableColumn
from odf.table import Table as OdfTable

from wardmoot.core.figures import Unit
from wardmoot.reports.document import Cell, FigureText, Form, Table
from wardmoot.reports.guard import guarded
from wardmoot.reports.sheet_styles import BODY, BODY_RIGHT, HEAD, HEAD_RIGHT, LINE, LONG, ROW, SHEET, TITLE, Styles
from wardmoot.reports.wording import NO_ROWS, cell_text, clean, notes_of, slug, source_line

NARROWEST, WIDEST, WORDY = 8, 60, 110
_AS_NUMBERS = (Form.VALUE, Form.COMPARATOR, Form.CHANGE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on its sheet. `links` are sheet names: the first cell of each row leads to that sheet.

    `explained` lists above the table what its shorthand means; `wrapped` lets long cells take several lines.
    """

    name: str
    table: Table
    marking: str
    kept: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    explained: bool = True
    wrapped: bool = True

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands above the header row, below the title."""
        notes = notes_of(self.table) if self.explained else ()
        lines = (clean(self.table.subtitle), self.marking, source_line(self.table.source), *self.kept, *notes)
        return tuple(line for line in lines if line)


@dataclass(slots=True)
class Workbook:
    """A workbook in the making."""

    title: str
    marking: str
    language: str
    _book: Any = field(default_factory=OpenDocumentSpreadsheet)
    _ranges: Any = field(default_factory=DatabaseRanges)
    _names: set[str] = field(default_factory=set)
    _styles: Any = None

    def __post_init__(self) -> None:
        self._styles = Styles(self._book, self.marking)
        self._book.meta.addElement(dc.Title(text=self.title))
        self._book.meta.addElement(dc.Language(text=self.language))

    def add(self, sheet: Sheet) -> None:
        """Add a sheet. Raises ValueError when its name is taken or is one that no program accepts."""
        name = sheet.name
        if not name or len(name) > 31 or set(name) & set("[]*?:/\\'") or name.lower() in self._names:
            raise ValueError(f"{name!r} cannot name a sheet: it must be new, of 1 to 31 letters, without [ ] * ? : / \\ and '")
        self._names.add(name.lower())
        made = OdfTable(name=name, stylename=SHEET)
        for width in _widths(sheet):
            made.addElement(TableColumn(stylename=self._styles.column(width)))
        lines = [_row([_words(line, style)]) for style, line in ((TITLE, clean(sheet.table.title)), *((LINE, line) for line in sheet.lines))]
        heads = _row([_words(clean(column.heading), HEAD_RIGHT if column.numeric else HEAD) for column in sheet.table.columns])
        made.appendChild(_Written("".join([*lines, f"<table:table-header-rows>{heads}</table:table-header-rows>", *self._rows(sheet)])))
        self._book.spreadsheet.addElement(made)
        self._range(sheet)

    def _rows(self, sheet: Sheet) -> list[str]:
        body = BODY if sheet.wrapped else LONG
        styles = [BODY_RIGHT if column.numeric else body for column in sheet.table.columns]
        rows = [[self._cell(cell, style) for cell, style in zip(row, styles)] for row in sheet.table.rows]
        for cells, row, link in zip(rows, sheet.table.rows, sheet.links):
            cells[0] = _link(cell_text(row[0]), link)
        return [_row(cells) for cells in rows] or [_row([_words(NO_ROWS, LINE)])]

    def _range(self, sheet: Sheet) -> None:
        top = len(sheet.lines) + 2
        last = _letters(len(sheet.table.columns))
        where = f"'{sheet.name}'.A{top}:'{sheet.name}'.{last}{top + max(len(sheet.table.rows), 1)}"
        name = f"rows_{slug(sheet.name).replace('-', '_')}"
        self._ranges.addElement(DatabaseRange(name=name, targetrangeaddress=where))

    def _cell(self, cell: Cell, style: str) -> str:
        value = cell.number if isinstance(cell, FigureText) and cell.form in _AS_NUMBERS else None
        if value is None or not isinstance(cell, FigureText):
            return _words(cell_text(cell), style)
        text, signed = cell_text(cell), cell.form is Form.CHANGE
        per_cent = cell.figure.unit is Unit.PER_CENT and not signed
        shown = self._styles.number(len(text.rstrip("%").partition(".")[2]), per_cent=per_cent, signed=signed)
        kind, held = ("percentage", value / 100) if per_cent else ("float", float(value))
        head = f'<table:table-cell table:style-name="{shown}" office:value-type="{kind}" office:value="{held!r}">'
        return f"{head}<text:p>{escape(text)}</text:p></table:table-cell>"

    def to_bytes(self) -> bytes:
        """The workbook as a file."""
        self._book.spreadsheet.addElement(self._ranges)
        kept = io.BytesIO()
        self._book.write(kept)
        return kept.getvalue()


class _Written(Text):  # type: ignore[misc]
    """Rows already written as XML: one element object a cell would take most of the time of a workbook."""

    def toXml(self, level: int, file: Any) -> None:  # noqa: ARG002
        file.write(self.data)


def _row(cells: Sequence[str]) -> str:
    return f'<table:table-row table:style-name="{ROW}">{"".join(cells)}</table:table-row>'


def _words(text: str, style: str) -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in guarded(text).split("\n"))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{lines}</table:table-cell>'


def _link(text: str, sheet: str) -> str:
    link = f'<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="#\'{escape(sheet)}\'.A1">{escape(text)}</text:a>'
    return f'<table:table-cell table:style-name="{BODY}" office:value-type="string"><text:p>{link}</text:p></table:table-cell>'


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _widths(sheet: Sheet) -> list[int]:
    table = sheet.table
    widest = WORDY if len(table.columns) == 2 else WIDEST if sheet.wrapped else WIDEST // 2
    widths = []
    for index, column in enumerate(table.columns):
        longest = max((len(cell_text(row[index])) for row in table.rows[:200]), default=0)
        word = max((len(word) for word in column.heading.split()), default=0)
        widths.append(max(NARROWEST, word + 4, round(len(column.heading) * 0.7), min(longest + 4, widest)))
    return widths
