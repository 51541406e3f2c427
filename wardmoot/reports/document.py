"""The document: blocks of finished values that every renderer draws, so that a report is written once.

A block holds text, figures and geometry; never a query. A renderer lays blocks out and changes no number:
the text of a figure comes from `FigureText.text` in every format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import Figure, FigureText, Form, Marking, Span
from wardmoot.reports.blocks import Bullets, Callout, CalloutKind, Cell, Column, Heading, Paragraph, Table
from wardmoot.reports.drawings import (
    BarChart,
    ControlChart,
    Funnel,
    FunnelLimits,
    FunnelPoint,
    KeyFigure,
    KeyFigures,
    Limits,
    Map,
    MapLabel,
    Picture,
    PlotPoint,
    Point,
    Region,
    RegionState,
    ScorePlot,
)

__all__ = [
    "DEMONSTRATION",
    "BarChart",
    "Block",
    "Bullets",
    "Callout",
    "CalloutKind",
    "Cell",
    "Column",
    "ControlChart",
    "Document",
    "Drawing",
    "FigureText",
    "Form",
    "Funnel",
    "FunnelLimits",
    "FunnelPoint",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Limits",
    "Map",
    "MapLabel",
    "PageLayout",
    "Paragraph",
    "Picture",
    "PlotPoint",
    "Point",
    "Region",
    "RegionState",
    "ScorePlot",
    "Span",
    "Table",
    "figures_in",
    "figures_of",
    "printed_tables",
]

Drawing = ControlChart | BarChart | Map | Funnel | ScorePlot
"""What is drawn from figures and has a table beside it."""

Block = Heading | Paragraph | Bullets | Callout | KeyFigures | Table | Drawing | Picture


class PageLayout(StrEnum):
    """How a document is laid out on paper. ONE_PAGE is one landscape A4 page without contents or annex, its type made as small as it must be.

    BRIEF has no annex of traces on paper, for a short document that stands beside a long one: its web page and spreadsheet have it.
    """

    PAGES = "pages"
    ONE_PAGE = "one page"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Document:
    """A report, ready to be drawn. The marking, the cut-off and the attributions go on every page and sheet.

    `demonstration` makes every page and sheet say DEMONSTRATION - NOT REAL. `cut_off` is the last day of data.
    """

    title: str
    subtitle: str
    partnership: str
    marking: Marking
    cut_off: date
    made_at: datetime
    blocks: tuple[Block, ...]
    attributions: tuple[str, ...]
    demonstration: bool = False
    language: str = "en-GB"
    layout: PageLayout = PageLayout.PAGES

    @property
    def footer(self) -> str:
        """What every page says of itself."""
        return f"{self.partnership}: {self.title}. Data to {written_day(self.cut_off)}."


DEMONSTRATION = "DEMONSTRATION - NOT REAL"


def figures_in(block: Block) -> Iterator[Figure]:
    """The figures a block prints, in the order a reader meets them; one that is printed twice comes twice."""
    match block:
        case Paragraph(spans=spans) | Callout(spans=spans):
            yield from _of(spans)
        case Bullets(items=rows) | Table(rows=rows):
            for row in rows:
                yield from _of(row)
        case KeyFigures(cards=cards):
            yield from (card.figure for card in cards)
        case Map(regions=regions):
            yield from (region.figure for region in regions if region.figure)
        case BarChart(bars=bars):
            yield from (figure for _, figure in bars)
        case Funnel(points=points):
            yield from (point.figure for point in points)
        case ScorePlot(points=placed):
            for point in placed:
                yield from (point.x, point.y)
    if isinstance(block, Drawing):
        yield from figures_in(block.table)


def _of(cells: tuple[Cell, ...]) -> Iterator[Figure]:
    return (cell.figure for cell in cells if isinstance(cell, FigureText))


def figures_of(document: Document) -> tuple[Figure, ...]:
    """Every figure the document prints, each once, in the order a reader meets them."""
    found: dict[str, Figure] = {}
    for block in document.blocks:
        for figure in figures_in(block):
            found.setdefault(figure.id, figure)
    return tuple(found.values())


def printed_tables(document: Document) -> Iterator[Table]:
    """Every table of the document, those behind its charts and maps too."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Drawing):
            yield block.table
