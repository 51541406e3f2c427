"""Documents as Word files that stay editable: real styles, real tables, text alternatives, fields for page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.shared import Cm, Emu, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from wardmoot.reports.checks import check_document
from wardmoot.reports.document import (
    BarChart,
    Block,
    Bullets,
    Callout,
    CalloutKind,
    ControlChart,
    Document,
    FigureText,
    Heading,
    KeyFigures,
    Map,
    Paragraph,
    Span,
    Table,
)
from wardmoot.reports.layout import FEW_ROWS, Laid, Layout, layout_of, notes_under
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.svg import svg_size
from wardmoot.reports.word_parts import bookmark, bookmark_name, contents_field, figure_link, make_table, page_number, set_description
from wardmoot.reports.word_styles import ANNEX_TEXT, ANNEX_TITLE, CALLOUT, NOTE, WARNING, prepare_styles
from wardmoot.reports.wording import NO_ROWS, cards_source, clean, foot, front_lines, key_figures_table, notes_of, shield, source_line, span_text

TEXT_WIDTH = Cm(17)
MOST_HEIGHT = Cm(19)
PICTURE_SCALE = 0.55
"""Points on paper for a pixel of a picture."""


def render_docx(document: Document, *, gallery: Gallery | None = None) -> bytes:
    """The document as .docx: the marking in header and footer, tables with repeated header rows, figures linked to the annex.

    Key figures are a table. Raises ValueError, naming the fault, for a document that cannot be drawn.
    """
    check_document(document)
    layout = layout_of(document)
    word = docx.Document()
    prepare_styles(word, document.language)
    _properties(word, document)
    _page_furniture(word, document)
    writer = _Writer(word, layout, gallery or Gallery(), cards_source(document))
    writer.front(document)
    for laid in layout.blocks:
        writer.block(laid)
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


def _properties(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title, core.subject = clean(document.title)[:255], clean(document.subtitle)[:255]
    core.author = core.last_modified_by = clean(document.partnership)[:255]
    core.keywords, core.comments = shield(document), clean(document.footer)[:255]
    core.language, core.category = document.language, "Report"
    core.created = core.modified = document.made_at.replace(tzinfo=None)


def _page_furniture(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.8)
    words = shield(document)
    head = section.header.paragraphs[0]
    head.style = word.styles["Header"]
    head.add_run(words).bold = True
    line = section.footer.paragraphs[0]
    line.style = word.styles["Footer"]
    line.add_run(f"{foot(document)}  ")
    page_number(line)
    if words:
        marked = section.footer.add_paragraph(style="Header")
        marked.add_run(words).bold = True


@dataclass(slots=True)
class _Writer:
    word: WordDocument
    layout: Layout
    gallery: Gallery
    source: str
    cards: int = 0

    def front(self, document: Document) -> None:
        self.word.add_paragraph(clean(document.partnership), style="Subtitle")
        self.word.add_paragraph(clean(document.title), style="Title")
        self.word.add_paragraph(clean(document.subtitle), style="Subtitle")
        for name, value in front_lines(document)[1:]:
            line = self.word.add_paragraph(style=NOTE)
            line.add_run(f"{name}: ").bold = True
            line.add_run(value)
        headings = [laid.block for laid in self.layout.blocks if isinstance(laid.block, Heading) and laid.block.in_contents]
        contents_field(self.word, [(heading.level, clean(heading.text), heading.anchor) for heading in headings])

    def block(self, laid: Laid) -> None:
        block: Block = laid.block
        match block:
            case Heading():
                self.heading(block)
            case Paragraph(spans=spans):
                self.spans(self.word.add_paragraph(), spans)
            case Bullets(items=items):
                for item in items:
                    self.spans(self.word.add_paragraph(style="List Bullet"), item)
            case Callout():
                self.callout(block)
            case KeyFigures():
                self.cards += 1
                self.table(Laid(key_figures_table(block, self.cards, self.source)))
            case Table():
                self.table(laid)
            case ControlChart() | BarChart() | Map():
                self.picture(block, laid)

    def heading(self, block: Heading) -> None:
        style = f"Heading {block.level}" if block.listed else ANNEX_TITLE
        made = self.word.add_paragraph(clean(block.text), style=style)
        made.paragraph_format.page_break_before = block.new_page or None
        bookmark(made, bookmark_name(block.anchor))

    def spans(self, paragraph: WordParagraph, spans: Iterable[Span]) -> None:
        for span in spans:
            if isinstance(span, FigureText):
                figure_link(paragraph, span_text(span), bookmark_name(self.layout.anchors[span.figure.id]))
            else:
                paragraph.add_run(span_text(span))

    def callout(self, block: Callout) -> None:
        warning = block.kind is CalloutKind.WARNING
        style = WARNING if warning else CALLOUT
        title = self.word.add_paragraph(style=style)
        title.add_run(("Warning: " if warning else "") + clean(block.title)).bold = True
        title.paragraph_format.keep_with_next = True
        self.spans(self.word.add_paragraph(style=style), block.spans)

    def title(self, title: str, subtitle: str) -> None:
        caption = self.word.add_paragraph(clean(title), style="Caption")
        caption.paragraph_format.keep_with_next = True
        if subtitle:
            line = self.word.add_paragraph(clean(subtitle), style=NOTE)
            line.paragraph_format.keep_with_next = True

    def table(self, laid: Laid) -> None:
        table = laid.block
        if not isinstance(table, Table):
            raise TypeError("only a table is drawn as one")
        self.title(table.title, table.subtitle)
        made: WordTable = make_table(self.word, table, self.layout.anchors, laid.rows, ANNEX_TEXT if laid.small else "", TEXT_WIDTH)
        set_description(made, clean(table.title), clean(table.subtitle))
        self.notes(([] if table.rows else [NO_ROWS]) + [*notes_of(table), source_line(table.source)])

    def notes(self, lines: Sequence[str], *, with_next: bool = False) -> None:
        """Notes on one page; `with_next` keeps them with the table that follows."""
        kept = [line for line in lines if line]
        made = [self.word.add_paragraph(line, style=NOTE) for line in kept or [""]]
        for line in made if with_next else made[:-1]:
            line.paragraph_format.keep_with_next = True
        made[0].paragraph_format.space_before = Pt(4)
        made[-1].paragraph_format.space_after = Pt(8)

    def picture(self, block: ControlChart | BarChart | Map, laid: Laid) -> None:
        self.title(block.title, block.subtitle)
        width, height = svg_size(self.gallery.svg(block))
        shown = min(TEXT_WIDTH, MOST_HEIGHT * width / height, Pt(width * PICTURE_SCALE))
        holder = self.word.add_paragraph()
        holder.paragraph_format.keep_with_next = True
        drawn = holder.add_run().add_picture(io.BytesIO(self.gallery.png(block)), width=Emu(round(shown)))
        properties = drawn._inline.docPr
        properties.set("descr", clean(block.alt))
        properties.set("title", clean(block.title))
        properties.set("name", clean(block.id))
        self.notes((source_line(block.source), notes_under(laid)), with_next=len(block.table.rows) <= FEW_ROWS)
