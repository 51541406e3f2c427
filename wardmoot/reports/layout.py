"""The order of a paged document: the report, then the numbers behind its longer charts, then the annex of traces.

Word and PDF share it. A page offers a long table on request; paper puts it at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wardmoot.reports.document import Block, Document, Drawing, Heading, PageLayout, Paragraph, Table
from wardmoot.reports.families import gathered
from wardmoot.reports.numbering import Labels, labels_of
from wardmoot.reports.rows import FILE_COLUMNS, FILES_TABLE, TRACE_COLUMNS, annex_tables, file_rows
from wardmoot.reports.traces import Annex, annex_of
from wardmoot.reports.wording import HOW, NUMBERS_BEHIND

FEW_ROWS = 12
"""A table of at most this many rows stands with its chart; a longer one opens on request on a page, and stands at the end on paper."""
MANY_ROWS = 40
"""A table of more rows than this is set in small type on paper."""
INTRO = (
    "Each figure of this document is listed here with the rows that were counted, how they were chosen and the data files they come from. "
    "The number in brackets beside rows counted belongs to the figure in brackets. Where a choice of rows names many values, their number is given; "
    "the file figures.json writes them out, and holds all of this in a form that a computer can read."
)


@dataclass(frozen=True, slots=True)
class Laid:
    """A block in its place. `rows` names the trace anchor of each table row; `small` sets a table in small type."""

    block: Block
    rows: tuple[str, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks in order, the anchor that each figure's text links to, by figure id, and the labels of tables and figures, by block id.

    A document that is one page has no annex, so nothing is linked to.
    """

    blocks: tuple[Laid, ...]
    labels: Labels
    anchors: dict[str, str] = field(default_factory=dict)
    one_page: bool = False


def layout_of(document: Document) -> Layout:
    """The document laid out for pages; one that is a single page, or brief, has no annex, and its figures' tables are left to the spreadsheet."""
    if document.layout is not PageLayout.PAGES:
        one_page = document.layout is PageLayout.ONE_PAGE
        return Layout(tuple(Laid(block) for block in document.blocks), labels_of(document.blocks), one_page=one_page)
    annex = gathered(annex_of(document), document)
    anchors = {figure_id: f"trace-{number}" for figure_id, number in annex.numbers.items()}
    later: list[Table] = []
    laid: list[Laid] = []
    for block in document.blocks:
        laid.append(Laid(block, small=isinstance(block, Table) and len(block.rows) > MANY_ROWS))
        if isinstance(block, Drawing):
            if len(block.table.rows) <= FEW_ROWS:
                laid.append(Laid(_without_repetition(block.table, block), small=True))
            else:
                later.append(block.table)
    if later:
        laid += [Laid(Heading(1, NUMBERS_BEHIND, "numbers-behind", new_page=True)), *(Laid(table, small=True) for table in later)]
    return Layout((*laid, *_annex(annex, anchors)), labels_of(document.blocks, annex_tables(annex)), anchors)


def _without_repetition(table: Table, picture: Drawing) -> Table:
    """The table without the source and subtitle that already stand with its picture."""
    source = "" if table.source == picture.source else table.source
    return replace(table, source=source, subtitle="" if table.subtitle == picture.subtitle else table.subtitle)


def _annex(annex: Annex, anchors: dict[str, str]) -> Iterator[Laid]:
    yield Laid(Heading(1, HOW, "how-do-we-know", new_page=True))
    yield Laid(Paragraph((INTRO,)))
    for number, method in enumerate(annex.methods, 1):
        rows = tuple((row.label, row.value, row.rows, row.chosen, row.source) for row in method.rows)
        yield Laid(Heading(2, method.title, f"method-{number}", listed=False))
        yield Laid(Paragraph((method.sentence,)))
        table = Table(annex_tables(annex)[number - 1], "The figures made in this way", f"Computed on {method.computed}", TRACE_COLUMNS, rows, "")
        yield Laid(table, tuple(anchors[row.figure.id] for row in method.rows), small=True)
    if annex.files:
        yield Laid(Heading(2, "Data files", "data-files", listed=False))
        yield Laid(Table(FILES_TABLE, "The data files behind the figures", "", FILE_COLUMNS, tuple(file_rows(annex)), ""), small=True)


def notes_under(laid: Laid, layout: Layout) -> str:
    """Where the numbers of a long chart are, or nothing."""
    block = laid.block
    if isinstance(block, Drawing) and len(block.table.rows) > FEW_ROWS and not layout.one_page:
        return f"The numbers are at the end, under “{NUMBERS_BEHIND}”: {layout.labels[block.table.id].text}."
    return ""
