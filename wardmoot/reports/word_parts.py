"""Parts of Word files that python-docx does not write by itself: links, bookmarks, fields and tables of any length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from wardmoot.reports.document import Cell, FigureText, Table
from wardmoot.reports.widths import column_widths
from wardmoot.reports.word_styles import ANNEX_HEADING, ANNEX_TEXT, FIGURE, TABLE_HEADING, TABLE_TEXT
from wardmoot.reports.wording import cell_text, clean, slug

_bookmarks = count(1)
SHORT = 20
"""A table of no more rows than this stays on one page, with its notes."""
_LETTER = {TABLE_TEXT: 102.0, ANNEX_TEXT: 85.0}
"""The width of a letter in twentieths of a point."""


def _new(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _style_id(name: str) -> str:
    return name.replace(" ", "")


def bookmark_name(anchor: str) -> str:
    """A bookmark Word accepts: letters, digits and underscores, at most 40 characters.

    >>> bookmark_name("trace-12")
    'b_trace_12'
    """
    return f"b_{slug(anchor).replace('-', '_')}"[:40]


def bookmark(paragraph: WordParagraph, name: str) -> None:
    """Name the paragraph, so that links reach it."""
    mark_paragraph(paragraph._p, name)


def mark_paragraph(element: BaseOxmlElement, name: str) -> None:
    """Put a bookmark around the contents of a paragraph element."""
    number = str(next(_bookmarks))
    start = 1 if len(element) and element[0].tag == qn("w:pPr") else 0
    element.insert(start, _new("w:bookmarkStart", id=number, name=name))
    element.append(_new("w:bookmarkEnd", id=number))


def _run(text: str, style: str = "") -> BaseOxmlElement:
    run = OxmlElement("w:r")
    if style:
        properties = OxmlElement("w:rPr")
        properties.append(_new("w:rStyle", val=_style_id(style)))
        run.append(properties)
    words = OxmlElement("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _link(text: str, anchor: str, style: str) -> BaseOxmlElement:
    link = _new("w:hyperlink", anchor=anchor, history="1")
    link.append(_run(text, style))
    return link


def figure_link(paragraph: WordParagraph, text: str, anchor: str) -> None:
    """A figure's text that leads to its row in the annex."""
    paragraph._p.append(_link(text, anchor, FIGURE))


def _field(paragraph: BaseOxmlElement, kind: str) -> None:
    run = OxmlElement("w:r")
    run.append(_new("w:fldChar", fldCharType=kind))
    paragraph.append(run)


def _instruction(paragraph: BaseOxmlElement, words: str) -> None:
    run = OxmlElement("w:r")
    code = OxmlElement("w:instrText")
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.text = words
    run.append(code)
    paragraph.append(run)


def page_number(paragraph: WordParagraph) -> None:
    """`Page 2 of 9`, counted by Word itself."""
    element = paragraph._p
    for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        element.append(_run(words))
        _field(element, "begin")
        _instruction(element, f" {code} ")
        _field(element, "separate")
        element.append(_run("1"))
        _field(element, "end")


def contents_field(word: WordDocument, headings: Sequence[tuple[int, str, str]]) -> None:
    """A table of contents that works as it is (each line a link) and that Word can update with page numbers."""
    word.add_paragraph("Contents", style="Caption")
    lines = [word.add_paragraph(style=f"TOC {level}") for level, _, _ in headings]
    for index, (line, (_, text, anchor)) in enumerate(zip(lines, headings)):
        if index == 0:
            _field(line._p, "begin")
            _instruction(line._p, r' TOC \o "1-2" \h ')
            _field(line._p, "separate")
        line._p.append(_link(text, bookmark_name(anchor), ""))
    if lines:
        _field(lines[-1]._p, "end")


def set_description(table: WordTable, title: str, words: str) -> None:
    """The title and text alternative of a table."""
    properties = table._tbl.tblPr
    properties.append(_new("w:tblCaption", val=title))
    properties.append(_new("w:tblDescription", val=words or title))


def make_table(word: WordDocument, table: Table, anchors: Mapping[str, str], rows: Sequence[str], style: str, width: Length) -> WordTable:
    """The table with a header row that repeats on each page; rows do not break across pages.

    `anchors` says where the text of each figure leads, by figure id; `rows` names the bookmark of each row, or is empty.
    The XML is built directly: through python-docx's cells a table of 500 rows takes minutes.
    """
    made: WordTable = word.add_table(rows=0, cols=0)
    made.style = word.styles["Partnership table"]
    element = made._tbl
    style = style or TABLE_TEXT
    widths = [round(size) for size in column_widths(table, width.twips, letter=_LETTER[style], padding=170)]
    _frame(element, widths)
    heading = ANNEX_HEADING if style == ANNEX_TEXT else TABLE_HEADING
    words = [_paragraph([_run(clean(column.heading))], heading, column.numeric) for column in table.columns]
    heads = [_cell(body, size, low=True) for body, size in zip(words, widths)]
    element.append(_row(heads, head=True))
    together = len(table.rows) <= SHORT
    for number, row in enumerate(table.rows):
        bodies = [_paragraph(_spans(cell, anchors), style, column.numeric, kept=together) for cell, column in zip(row, table.columns)]
        cells = [_cell(body, size) for body, size in zip(bodies, widths)]
        if rows:
            mark_paragraph(cells[0][-1], bookmark_name(rows[number]))
        element.append(_row(cells, head=False))
    return made


def _frame(element: BaseOxmlElement, widths: Sequence[int]) -> None:
    properties = element.tblPr
    for tag in ("w:tblW", "w:tblLook"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)
    properties.append(_new("w:tblW", w=str(sum(widths)), type="dxa"))
    properties.append(_new("w:tblLayout", type="fixed"))
    properties.append(_new("w:tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0", noHBand="1", noVBand="1"))
    grid = element.tblGrid
    for size in widths:
        grid.append(_new("w:gridCol", w=str(size)))


def _spans(cell: Cell, anchors: Mapping[str, str]) -> list[BaseOxmlElement]:
    if isinstance(cell, FigureText):
        return [_link(cell_text(cell), bookmark_name(anchors[cell.figure.id]), FIGURE)]
    return [_run(cell_text(cell))]


def _paragraph(runs: Sequence[BaseOxmlElement], style: str, numeric: bool, *, kept: bool = False) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(_new("w:pStyle", val=_style_id(style)))
    if kept:
        properties.append(OxmlElement("w:keepNext"))
    if numeric:
        properties.append(_new("w:jc", val="right"))
    paragraph.append(properties)
    paragraph.extend(runs)
    return paragraph


def _cell(paragraph: BaseOxmlElement, width: int, *, low: bool = False) -> BaseOxmlElement:
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    properties.append(_new("w:tcW", w=str(width), type="dxa"))
    if low:
        properties.append(_new("w:vAlign", val="bottom"))
    cell.append(properties)
    cell.append(paragraph)
    return cell


def _row(cells: Sequence[BaseOxmlElement], *, head: bool) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    row.extend(cells)
    return row
