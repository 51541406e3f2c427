"""Documents as Word files that stay editable: real styles, real tables, text alternatives, fields for page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.section import Section
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from wardmoot.reports.checks import check_document
from wardmoot.reports.document import (
    Block,
    Bullets,
    Callout,
    CalloutKind,
    Document,
    Drawing,
    FigureText,
    Heading,
    KeyFigures,
    Paragraph,
    Picture,
    Span,
    Table,
)
from wardmoot.reports.layout import FEW_ROWS, Laid, Layout, layout_of, notes_under
from wardmoot.reports.pdf import fitted_part
from wardmoot.reports.picture_words import spoken, standing_words
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.pixels import pixels_of
from wardmoot.reports.svg import svg_size
from wardmoot.reports.word_parts import (
    add_words,
    bookmark,
    bookmark_name,
    contents_field,
    figure_link,
    fit_in_word,
    make_table,
    new_paragraph,
    numbered_caption,
    page_number,
    set_description,
)
from wardmoot.reports.word_styles import ANNEX_TITLE, CALLOUT, LAST_NOTE, NOTE, PICTURE, STRONG, WARNING, prepare_styles
from wardmoot.reports.wording import NO_ROWS, cards_source, clean, foot, front_lines, key_figures_table, notes_of, shield, source_line, span_text

UPRIGHT, TURNED = (Cm(21), Cm(29.7)), (Cm(29.7), Cm(21))
SIDE = Cm(2)
ROOMS = ((UPRIGHT[0] - 2 * SIDE) / Pt(1), (TURNED[0] - 2 * SIDE) / Pt(1))
"""Points between the margins, upright and turned."""
MOST_HEIGHT = Cm(19)
PICTURE_SCALE = 0.55
"""Points on paper for a pixel of a picture."""
ADDED_SCALE = 0.75
"""The same for a picture that somebody added."""
WIDER = 0.85
"""Arial takes more room than the letters of the PDF: a document of one page is set in this much of the size that fits there."""


def render_docx(document: Document, *, gallery: Gallery | None = None) -> bytes:
    """The document as .docx: the marking in header and footer, tables with repeated header rows, figures linked to the annex.

    Key figures are a table. Raises ValueError, naming the fault, for a document that cannot be drawn.
    """
    check_document(document)
    layout = layout_of(document)
    word = docx.Document()
    prepare_styles(word, document.language, WIDER * fitted_part(document, gallery) if layout.one_page else 1)
    _properties(word, document)
    _page_furniture(word, document, turned=layout.one_page)
    writer = _Writer(word, layout, gallery or Gallery(), cards_source(document), standing_words(document))
    writer.front(document)
    writer.all_blocks()
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


def _page_furniture(word: WordDocument, document: Document, *, turned: bool) -> None:
    section = word.sections[0]
    _turn(section, turned=turned)
    section.left_margin = section.right_margin = SIDE
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.8)
    words = shield(document)
    head = section.header.paragraphs[0]
    head.style = word.styles["Header"]
    head.add_run(words)
    line = section.footer.paragraphs[0]
    line.style = word.styles["Footer"]
    line.add_run(f"{foot(document)}  ")
    page_number(line)
    if words:
        section.footer.add_paragraph(words, style="Header")


def _turn(section: Section, *, turned: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = TURNED if turned else UPRIGHT


@dataclass(slots=True)
class _Writer:
    word: WordDocument
    layout: Layout
    gallery: Gallery
    source: str
    standing: tuple[str, ...]
    cards: int = 0

    def front(self, document: Document) -> None:
        if self.layout.one_page:
            new_paragraph(self.word, "Title", clean(document.title))
            new_paragraph(self.word, "Subtitle", f"{clean(document.partnership)}. {clean(document.subtitle)}")
            return
        new_paragraph(self.word, "Subtitle", clean(document.partnership))
        new_paragraph(self.word, "Title", clean(document.title))
        new_paragraph(self.word, "Subtitle", clean(document.subtitle))
        for name, value in front_lines(document)[1:]:
            line = new_paragraph(self.word, NOTE)
            add_words(line, f"{name}: ", STRONG)
            add_words(line, value)
        headings = [laid.block for laid in self.layout.blocks if isinstance(laid.block, Heading) and laid.block.in_contents]
        contents_field(self.word, [(heading.level, clean(heading.text), heading.anchor) for heading in headings])

    def all_blocks(self) -> None:
        """Every block, wide tables on turned pages of their own with the heading and the words that lead to them."""
        upright = True
        following = [*(laid.block for laid in self.layout.blocks[1:]), None]
        for laid, after, turned in zip(self.layout.blocks, following, self.turned()):
            if turned is upright:
                _turn(self.word.add_section(WD_SECTION.NEW_PAGE), turned=turned)
                upright = not turned
            self.block(laid)
            if isinstance(laid.block, Paragraph) and isinstance(after, Table):
                self.word.paragraphs[-1].paragraph_format.keep_with_next = True

    def turned(self) -> list[bool]:
        """Which blocks stand on a turned page."""
        blocks = self.layout.blocks
        found = [self.is_wide(laid) for laid in blocks] if not self.layout.one_page else [False] * len(blocks)
        for index in [index for index, wide in enumerate(found) if wide]:
            before = index - 1
            while before >= 0 and not found[before] and _leads(blocks[before].block, last=before == index - 1):
                found[before] = True
                before -= 1
        return found

    def is_wide(self, laid: Laid) -> bool:
        return isinstance(laid.block, Table) and fit_in_word(laid.block, ROOMS, small=laid.small).turned

    def block(self, laid: Laid) -> None:
        block: Block = laid.block
        match block:
            case Heading():
                self.heading(block)
            case Paragraph(spans=spans):
                self.spans(new_paragraph(self.word), spans)
            case Bullets(items=items):
                for item in items:
                    self.spans(new_paragraph(self.word, "List Bullet"), item)
            case Callout():
                self.callout(block)
            case KeyFigures():
                self.cards += 1
                self.table(Laid(key_figures_table(block, self.cards, self.source)))
            case Table():
                self.table(laid)
            case Picture():
                self.added(block)
            case _:
                self.drawing(block, laid)

    def heading(self, block: Heading) -> None:
        style = f"Heading {block.level}" if block.listed else ANNEX_TITLE
        made = new_paragraph(self.word, style, clean(block.text))
        made.paragraph_format.page_break_before = block.new_page or None
        bookmark(made, bookmark_name(block.anchor))

    def spans(self, paragraph: WordParagraph, spans: Iterable[Span]) -> None:
        for span in spans:
            if isinstance(span, FigureText) and span.figure.id in self.layout.anchors:
                figure_link(paragraph, span_text(span), bookmark_name(self.layout.anchors[span.figure.id]))
            else:
                add_words(paragraph, span_text(span))

    def callout(self, block: Callout) -> None:
        warning = block.kind is CalloutKind.WARNING
        style = WARNING if warning else CALLOUT
        title = new_paragraph(self.word, style)
        add_words(title, ("Warning: " if warning else "") + clean(block.title), STRONG)
        title.paragraph_format.keep_with_next = True
        self.spans(new_paragraph(self.word, style), block.spans)

    def title(self, name: str, title: str, subtitle: str) -> None:
        """The caption with its number, and what is measured where below it."""
        caption = new_paragraph(self.word, "Caption")
        label = self.layout.labels.get(name)
        if label:
            numbered_caption(caption, label, title, bookmark_name(f"{label.kind} {label.number}"))
        else:
            add_words(caption, clean(title))
        if subtitle:
            line = new_paragraph(self.word, NOTE, clean(subtitle))
            line.paragraph_format.keep_with_next = True

    def table(self, laid: Laid) -> None:
        table = laid.block
        if not isinstance(table, Table):
            raise TypeError("only a table is drawn as one")
        self.title(table.id, table.title, table.subtitle)
        rooms = (ROOMS[1], ROOMS[1]) if self.layout.one_page else ROOMS
        made = make_table(self.word, table, self.layout.anchors, laid.rows, fit_in_word(table, rooms, small=laid.small))
        set_description(made, clean(table.title), clean(table.subtitle))
        self.notes(([] if table.rows else [NO_ROWS]) + [*notes_of(table), source_line(table.source)])

    def notes(self, lines: Sequence[str], *, with_next: bool = False) -> None:
        """Notes on one page; `with_next` keeps them with the table that follows."""
        kept = [line for line in lines if line] or [""]
        made = [new_paragraph(self.word, NOTE, line) for line in kept[:-1]] + [new_paragraph(self.word, LAST_NOTE, kept[-1])]
        for line in made if with_next else made[:-1]:
            line.paragraph_format.keep_with_next = True

    def drawing(self, block: Drawing, laid: Laid) -> None:
        self.title(block.id, block.title, block.subtitle)
        width, height = svg_size(self.gallery.svg(block, self.standing))
        shown = min(Pt(ROOMS[0]), MOST_HEIGHT * width / height, Pt(width * PICTURE_SCALE))
        self.picture(self.gallery.png(block, self.standing), shown, block.id, block.title, spoken(block, self.standing))
        self.notes((source_line(block.source), notes_under(laid, self.layout)), with_next=len(block.table.rows) <= FEW_ROWS)

    def added(self, block: Picture) -> None:
        self.title(block.id, block.title, "")
        size = pixels_of(block.content)
        shown = min(Pt(ROOMS[0]), MOST_HEIGHT * size.width / size.height, Pt(size.width * ADDED_SCALE))
        self.picture(block.content, shown, block.id, block.title, clean(block.alt))
        self.notes((source_line(block.source),))

    def picture(self, content: bytes, width: float, name: str, title: str, alt: str) -> None:
        holder = new_paragraph(self.word, PICTURE)
        properties = holder.add_run().add_picture(io.BytesIO(content), width=Emu(round(width)))._inline.docPr
        for attribute, words in (("descr", alt), ("title", title), ("name", name)):
            properties.set(attribute, clean(words))


def _leads(block: Block, *, last: bool) -> bool:
    return isinstance(block, Heading) or (last and isinstance(block, Paragraph))
