"""The looks of a workbook: letters, numbers shown as printed, column widths, and the marking on each printed page.

The styles of rows and cells are named ones: the library keeps only those automatic styles that its own elements use,
and rows are written as plain XML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from odf import number as number_style
from odf.element import Element
from odf.namespaces import STYLENS
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    Footer,
    FooterStyle,
    Header,
    HeaderFooterProperties,
    HeaderStyle,
    Map,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TextProperties,
)
from odf.text import P

from wardmoot.reports.palette import TEAL, TEAL_TINT

FONT = "Arial"
TITLE, LINE, HEAD, HEAD_RIGHT = "title", "line", "head", "head-right"
BODY, BODY_RIGHT, LONG, SHEET, ROW = "body", "body-right", "long", "sheet", "row"


@dataclass(slots=True)
class Styles:
    """The styles of one workbook, made when first asked for."""

    book: OpenDocumentSpreadsheet
    marking: str
    _made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._page()
        for name in (TITLE, LINE, HEAD, HEAD_RIGHT, BODY, BODY_RIGHT, LONG):
            self._cell(name)

    def _page(self) -> None:
        layout = PageLayout(name="page")
        properties = PageLayoutProperties(pagewidth="29.7cm", pageheight="21cm", printorientation="landscape", margin="1.5cm")
        properties.setAttrNS(STYLENS, "scale-to-X", "1")
        properties.setAttrNS(STYLENS, "scale-to-Y", "0")
        layout.addElement(properties)
        for part in (HeaderStyle(), FooterStyle()):
            part.addElement(HeaderFooterProperties(minheight="0.8cm"))
            layout.addElement(part)
        self.book.automaticstyles.addElement(layout)
        master = MasterPage(name="Default", pagelayoutname="page")
        for part in (Header(), Footer()):
            part.addElement(P(text=self.marking))
            master.addElement(part)
        self.book.masterstyles.addElement(master)
        sheet, row = Style(name=SHEET, family="table", masterpagename="Default"), Style(name=ROW, family="table-row")
        sheet.addElement(TableProperties(display="true"))
        row.addElement(TableRowProperties(useoptimalrowheight="true"))
        self.book.automaticstyles.addElement(sheet)
        self.book.styles.addElement(row)

    def _cell(self, name: str, *, data: str = "") -> None:
        style = Style(name=name, family="table-cell", **({"datastylename": data} if data else {}))
        heading = name in (HEAD, HEAD_RIGHT)
        filled = {"backgroundcolor": TEAL_TINT, "borderbottom": f"1.5pt solid {TEAL}"} if heading else {}
        wrap = "no-wrap" if name in (TITLE, LINE, LONG) else "wrap"
        place = {"verticalalign": "bottom" if heading else "top", "wrapoption": wrap, "paddingleft": "0.12cm", "paddingright": "0.12cm"}
        style.addElement(TableCellProperties(**place, **filled))
        if name in (HEAD_RIGHT, BODY_RIGHT):
            style.addElement(ParagraphProperties(textalign="end"))
        bold = {"fontweight": "bold"} if heading or name == TITLE else {}
        colour = {"color": TEAL} if name == TITLE else {}
        style.addElement(TextProperties(fontfamily=FONT, fontsize="15pt" if name == TITLE else "10pt", **bold, **colour))
        self.book.styles.addElement(style)

    def number(self, places: int, *, per_cent: bool, signed: bool) -> str:
        """The cell style that shows a number with that many decimals and thousands commas, as it is printed elsewhere."""
        name = f"number-{places}{'-per-cent' if per_cent else ''}{'-signed' if signed else ''}"
        if name not in self._made:
            self._made.add(name)
            shown = _number(f"{name}-format", places, per_cent=per_cent)
            if signed:
                self.book.styles.addElement(_number(f"{name}-plus", places, per_cent=per_cent, sign="+"))
                shown.addElement(Map(condition="value()>0", applystylename=f"{name}-plus"))
            self.book.styles.addElement(shown)
            self._cell(name, data=f"{name}-format")
        return name

    def column(self, letters: int) -> str:
        """The style of a column that holds about so many letters."""
        name = f"column-{letters}"
        if name not in self._made:
            self._made.add(name)
            style = Style(name=name, family="table-column")
            style.addElement(TableColumnProperties(columnwidth=f"{letters * 0.2:.1f}cm"))
            self.book.automaticstyles.addElement(style)
        return name


def _number(name: str, places: int, *, per_cent: bool, sign: str = "") -> Element:
    style = number_style.PercentageStyle(name=name) if per_cent else number_style.NumberStyle(name=name)
    if sign:
        style.addElement(number_style.Text(text=sign))
    style.addElement(number_style.Number(decimalplaces=str(places), minintegerdigits="1", grouping="true"))
    if per_cent:
        style.addElement(number_style.Text(text="%"))
    return style
