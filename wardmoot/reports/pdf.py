"""Documents as tagged PDF (PDF/UA-1), laid out by typst from data: no word of the document is ever read as markup."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import typst

from wardmoot.reports.checks import check_document
from wardmoot.reports.document import (
    BarChart,
    Bullets,
    Callout,
    CalloutKind,
    Cell,
    ControlChart,
    Document,
    FigureText,
    Heading,
    KeyFigure,
    KeyFigures,
    Map,
    Paragraph,
    Span,
    Table,
)
from wardmoot.reports.fonts import FAMILIES, fonts_folder
from wardmoot.reports.layout import MANY_ROWS, Laid, layout_of, notes_under
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.svg import svg_size
from wardmoot.reports.widths import column_widths
from wardmoot.reports.wording import NO_ROWS, card_words, cell_text, clean, foot, front_lines, notes_of, shield, source_line, span_text

TEXT_WIDTH = 481.0
"""Points between the margins of A4."""
MOST_HEIGHT = 560.0
PICTURE_SCALE = 0.6
"""Points on paper for a pixel of a picture, so that letters in pictures are of one size."""
LEAST_SCALE, GUTTER = 0.48, 16.0
"""A picture beside its table is not drawn smaller than this, for its letters to be read."""
_LONG_WORD = re.compile(r"\S{22,}")
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

Data = dict[str, Any]


class CharacterMissing(ValueError):
    """A character that no font at hand can show: it is named with the place where it stands."""


def render_pdf(document: Document, *, gallery: Gallery | None = None) -> bytes:
    """The document as A4 pages: tagged, with outline, text alternatives, repeated table headers and page numbers.

    The marking stands at the top and bottom of every page, the cut-off and the attributions at the foot. Raises
    CharacterMissing where a character cannot be shown, and ValueError, naming the fault, where the document cannot be drawn.
    """
    check_document(document)
    laid = json.dumps(_data(document, gallery or Gallery()), ensure_ascii=False)
    folder = fonts_folder()
    fonts: Any = [str(folder)] if folder else []
    template = files("wardmoot.reports").joinpath("assets/document.typ").read_bytes()
    try:
        made: bytes = typst.compile(
            template,
            format="pdf",
            font_paths=fonts,
            sys_inputs={"document": laid},
            pdf_standards=["ua-1"],
            timestamp=round(document.made_at.timestamp()),
        )
    except typst.TypstError as fault:
        raise _explained(fault, document) from fault
    return made


def _explained(fault: Exception, document: Document) -> ValueError:
    found = _MISSING.search(str(fault))
    if not found:
        return ValueError(f"the PDF of “{document.title}” could not be made: {fault}")
    text = _ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), found.group(1))
    sign = next((letter for letter in text if not letter.isascii()), text[:1])
    name = unicodedata.name(sign, "a character without a name")
    place = next((where for where, words in _places(document) if sign in words), "in the document")
    return CharacterMissing(
        f"the PDF cannot show {sign if sign.isprintable() else ''} (U+{ord(sign):04X}, {name.lower()}), which stands {place}: no font here has it. "
        "Take it out of the text, or install a font that has it (Debian: apt-get install fonts-noto-core fonts-noto-color-emoji)."
    )


def _places(document: Document) -> Iterator[tuple[str, str]]:
    yield "in the title, subtitle or partnership", f"{document.title}{document.subtitle}{document.partnership}{document.attributions}"
    heading = "at the beginning"
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = f"under “{block.text}”"
        table = block if isinstance(block, Table) else getattr(block, "table", None)
        if isinstance(table, Table):
            for number, row in enumerate(table.rows, 1):
                yield f"in row {number} of the table “{table.title}”", "".join(cell_text(cell) for cell in row)
        yield heading, _own_words(block)


def _own_words(block: object) -> str:
    texts = [getattr(block, name, "") for name in ("text", "title", "subtitle", "alt", "source", "notes")]
    groups = [*getattr(block, "items", ()), getattr(block, "spans", ())]
    cards = [card_words(card) for card in getattr(block, "cards", ())]
    return "".join([*map(str, texts), *(span_text(span) for group in groups for span in group), *map(str, cards)])


def _breakable(text: str) -> str:
    """`text` with room to break inside very long words, which typst does not break by itself."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(word.group()[start : start + 11] for start in range(0, len(word.group()), 11)), clean(text))


def _data(document: Document, gallery: Gallery) -> Data:
    layout = layout_of(document)
    writer = _Writer(layout.anchors, gallery)
    language, _, region = document.language.partition("-")
    footer = foot(document)
    lines = math.ceil(len(footer) / 115) + (1 if shield(document) else 0)
    return {
        "title": _breakable(document.title),
        "subtitle": _breakable(document.subtitle),
        "partnership": clean(document.partnership),
        "facts": front_lines(document)[1:],
        "lang": language,
        "region": region or None,
        "shield": shield(document),
        "foot": footer,
        "bottom": 48 + 11 * lines,
        "fonts": FAMILIES,
        "blocks": _paired([writer.block(laid) for laid in layout.blocks]),
    }


def _paired(blocks: Sequence[Data]) -> list[Data]:
    """The blocks, with a table that follows its picture kept with it: beside it where both stay readable, otherwise below.

    A paragraph that leads to a table is marked, to stay with it.
    """
    paired: list[Data] = []
    for block in blocks:
        before = paired[-1] if paired else {}
        if block["kind"] == "table" and before.get("kind") == "paragraph":
            before["leads"] = True
        if block["kind"] == "table" and block["small"] and before.get("kind") == "picture":
            paired[-1] = _pair(before, block)
        else:
            paired.append(block)
    return paired


def _pair(picture: Data, table: Data) -> Data:
    room = TEXT_WIDTH - GUTTER - sum(table["widths"])
    if room < picture["least"]:
        return {"kind": "below", "picture": picture, "table": table}
    return {"kind": "beside", "picture": {**picture, "width": min(picture["width"], room)}, "table": table}


@dataclass(frozen=True, slots=True)
class _Writer:
    anchors: dict[str, str]
    gallery: Gallery

    def block(self, laid: Laid) -> Data:
        block = laid.block
        match block:
            case Heading():
                return self.heading(block)
            case Paragraph(spans=spans):
                return {"kind": "paragraph", "spans": self.spans(spans), "leads": False}
            case Bullets(items=items):
                return {"kind": "bullets", "items": [self.spans(item) for item in items]}
            case Callout(kind=kind, title=title, spans=spans):
                return {"kind": "callout", "warning": kind is CalloutKind.WARNING, "title": _breakable(title), "spans": self.spans(spans)}
            case KeyFigures(cards=cards):
                return {"kind": "cards", "cards": [self.card(card) for card in cards]}
            case Table():
                return self.table(block, laid)
            case ControlChart() | BarChart() | Map():
                return self.picture(block, laid)

    def heading(self, block: Heading) -> Data:
        label = f"heading-{block.anchor}"
        return {
            "kind": "heading",
            "level": block.level,
            "text": _breakable(block.text),
            "label": label,
            "newpage": block.new_page,
            "listed": block.in_contents,
        }

    def spans(self, spans: Iterable[Span]) -> list[Data]:
        return [self.span(span) for span in spans]

    def span(self, span: Span) -> Data:
        return {"text": _breakable(span_text(span)), "to": self.anchors[span.figure.id] if isinstance(span, FigureText) else None}

    def card(self, card: KeyFigure) -> Data:
        words = card_words(card)
        lines = [line for line in (words.where, words.brackets) if line]
        svg = self.gallery.card(card)
        alt = card.chart.alt if card.chart else ""
        number = self.span(words.number)
        return {"words": words.words, "number": number, "unit": words.unit, "lines": lines, "verdict": words.verdict, "svg": svg, "alt": alt}

    def table(self, table: Table, laid: Laid) -> Data:
        labels: Sequence[str | None] = laid.rows or [None] * len(table.rows)
        rows = [[self.cell(cell, label if index == 0 else None) for index, cell in enumerate(row)] for row, label in zip(table.rows, labels)]
        size = 7.5 if laid.small else 8.5 if len(table.columns) > 6 else 9
        return {
            "kind": "table",
            "title": _breakable(table.title),
            "subtitle": _breakable(table.subtitle),
            "heads": [_breakable(column.heading) for column in table.columns],
            "numeric": [column.numeric for column in table.columns],
            "widths": column_widths(table, TEXT_WIDTH, letter=size * 0.51, padding=11),
            "empty": NO_ROWS,
            "rows": rows,
            "size": size,
            "small": laid.small,
            "long": len(table.rows) > MANY_ROWS,
            "notes": [_breakable(line) for line in (*notes_of(table), source_line(table.source)) if line],
        }

    def cell(self, cell: Cell, label: str | None) -> Data:
        spans = [self.span(cell)] if isinstance(cell, FigureText) else [{"text": _breakable(cell_text(cell)), "to": None}]
        return {"spans": spans, "label": label}

    def picture(self, block: ControlChart | BarChart | Map, laid: Laid) -> Data:
        svg = self.gallery.svg(block)
        width, height = svg_size(svg)
        shown = min(TEXT_WIDTH, width * PICTURE_SCALE, MOST_HEIGHT * width / height)
        notes = [_breakable(line) for line in (source_line(block.source), notes_under(laid)) if line]
        return {
            "kind": "picture",
            "title": _breakable(block.title),
            "subtitle": _breakable(block.subtitle),
            "svg": svg,
            "alt": clean(block.alt),
            "width": shown,
            "least": width * LEAST_SCALE,
            "notes": notes,
        }
