"""Parts of Word files that python-docx does not write by itself: links, bookmarks, fields and tables of any length."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import count

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from wardmoot.reports.document import Cell, Column, FigureText, Table
from wardmoot.reports.numbering import Label
from wardmoot.reports.widths import Fit, fit_table
from wardmoot.reports.word_styles import FIGURE, NUMBER, SMALL_HEADING, SMALL_SIZE, SMALL_TEXT, TABLE_HEADING, TABLE_SIZE, TABLE_TEXT
from wardmoot.reports.wording import cell_text, clean, slug

_bookmarks = count(1)
SHORT = 20
"""A table of no more rows than this stays on one page, with its notes."""
_LETTER, _PADDING = 0.567, 8.5
"""The width of a letter for each point of its size, and the room at the sides of a cell, in points."""
_BREAKS = re.compile(r"([\n\t])")
_BREAK_TAGS = {"\n": "w:br", "\t": "w:tab"}
LONGEST_MARK = 40
"""Word takes no longer name for a bookmark."""


def _new(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _style_id(name: str) -> str:
    return name.replace(" ", "")


def new_paragraph(word: WordDocument, style: str = "", text: str = "") -> WordParagraph:
    """A paragraph at the end; python-docx looks through all styles for each one it adds itself."""
    element = word.element.body.add_p()
    if style:
        element.style = _style_id(style)
    if text:
        element.append(_run(text))
    return WordParagraph(element, word._body)


def add_words(paragraph: WordParagraph, text: str, style: str = "") -> None:
    """Words at the end of the paragraph; `style` is a character style."""
    paragraph._p.append(_run(text, style))


def bookmark_name(anchor: str) -> str:
    """A bookmark Word accepts: letters, digits and underscores, at most 40 characters; a longer one ends in its digest.

    >>> bookmark_name("trace-12")
    'b_trace_12'
    """
    name = f"b_{slug(anchor).replace('-', '_')}"
    return name if len(name) <= LONGEST_MARK else f"{name[: LONGEST_MARK - 9]}_{sha256(anchor.encode()).hexdigest()[:8]}"


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
    for part in _BREAKS.split(text):
        if part in _BREAK_TAGS:
            run.append(OxmlElement(_BREAK_TAGS[part]))
        elif part:
            words = OxmlElement("w:t")
            words.text = part
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


def numbered_caption(paragraph: WordParagraph, label: Label, title: str, mark: str) -> None:
    """`Figure 3. Title`: the number is a field that Word counts again; `mark` names it, so that others can refer to it.

    The caption of a figure's table refers to the figure's number instead of having one.
    """
    element = paragraph._p
    if label.behind:
        element.append(_simple_field(f"REF {mark} \\h", f"{label.kind} {label.number}"))
        element.append(_run(f" in numbers. {clean(title)}"))
        return
    number = str(next(_bookmarks))
    element.append(_new("w:bookmarkStart", id=number, name=mark))
    element.append(_run(f"{label.kind} "))
    element.append(_simple_field(f"SEQ {label.kind} \\* ARABIC", str(label.number)))
    element.append(_new("w:bookmarkEnd", id=number))
    element.append(_run(f". {clean(title)}"))


def _simple_field(code: str, shown: str) -> BaseOxmlElement:
    field = _new("w:fldSimple", instr=f" {code} ")
    field.append(_run(shown))
    return field


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
    new_paragraph(word, "Caption", "Contents")
    lines = [new_paragraph(word, f"TOC {level}") for level, _, _ in headings]
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


def fit_in_word(table: Table, rooms: tuple[float, float], *, small: bool) -> Fit:
    """How a table fits on a page of a Word file; `rooms` are the points across, upright and turned."""
    return fit_table(table, rooms, (SMALL_SIZE,) if small else (TABLE_SIZE, SMALL_SIZE), letter=_LETTER, padding=_PADDING)


def make_table(word: WordDocument, table: Table, anchors: Mapping[str, str], rows: Sequence[str], fit: Fit) -> WordTable:
    """The table with a header row that repeats on each page; rows do not break across pages.

    `anchors` says where the text of each figure leads, by figure id; `rows` names the bookmark of each row, or is empty.
    The XML is built directly: through python-docx's cells a table of 500 rows takes minutes.
    """
    made: WordTable = word.add_table(rows=0, cols=0)
    made.style = word.styles["Partnership table"]
    element = made._tbl
    body, heading = (TABLE_TEXT, TABLE_HEADING) if fit.size == TABLE_SIZE else (SMALL_TEXT, SMALL_HEADING)
    widths = [round(size * 20) for size in fit.widths]
    _frame(element, widths)
    words = [_paragraph([_run(clean(column.heading))], _aligned(heading, column)) for column in table.columns]
    element.append(_row([_cell(part, size, low=True) for part, size in zip(words, widths)], head=True))
    together = len(table.rows) <= SHORT
    styles = [_aligned(body, column) for column in table.columns]
    for number, row in enumerate(table.rows):
        parts = [_paragraph(_spans(cell, anchors), style, kept=together) for cell, style in zip(row, styles)]
        cells = [_cell(part, size) for part, size in zip(parts, widths)]
        if rows:
            mark_paragraph(cells[0][-1], bookmark_name(rows[number]))
        element.append(_row(cells, head=False))
    return made


def _aligned(style: str, column: Column) -> str:
    return style + NUMBER if column.numeric else style


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
    if isinstance(cell, FigureText) and cell.figure.id in anchors:
        return [_link(cell_text(cell), bookmark_name(anchors[cell.figure.id]), FIGURE)]
    return [_run(cell_text(cell))]


def _paragraph(runs: Sequence[BaseOxmlElement], style: str, *, kept: bool = False) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(_new("w:pStyle", val=_style_id(style)))
    if kept:
        properties.append(OxmlElement("w:keepNext"))
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
