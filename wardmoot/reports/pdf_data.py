"""A document as the data that the typst template lays out: words, sizes in points, pictures; nothing that is read as markup."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wardmoot.reports.document import (
    Bullets,
    Callout,
    CalloutKind,
    Cell,
    Document,
    Drawing,
    FigureText,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Span,
    Table,
)
from wardmoot.reports.fonts import FAMILIES
from wardmoot.reports.layout import MANY_ROWS, Laid, Layout, layout_of, notes_under
from wardmoot.reports.numbering import captioned
from wardmoot.reports.picture_words import spoken, standing_words
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.pixels import pixels_of
from wardmoot.reports.svg import svg_size
from wardmoot.reports.widths import breakable, fit_table
from wardmoot.reports.wording import NO_ROWS, card_words, cell_text, clean, foot, front_lines, notes_of, shield, source_line, span_text

TEXT_WIDTH, TURNED_WIDTH = 481.0, 728.0
"""Points between the margins of A4, upright and turned."""
MOST_HEIGHT = 540.0
PICTURE_SCALE = 0.6
"""Points on paper for a pixel of a picture, so that letters in pictures are of one size."""
ADDED_SCALE = 0.75
"""Points for a pixel of a picture that somebody added."""
LEAST_SCALE, GUTTER = 0.48, 16.0
"""A picture beside its table is not drawn smaller than this, for its letters to be read."""
SURE_TO_FIT, SURE_NOT_TO_FIT = 230.0, 750.0
"""A table or picture of less than the one, in points, is surely under half a page, and of more than the other surely is not."""
LETTER, PADDING = 0.51, 11.0
"""The width of a letter for each point of its size, and the room at the sides of a cell, in points."""
LONG_WORD = 22
"""Outside tables, words of more letters than this may break."""
SIZES, WIDE_SIZES, SMALL_SIZES = (9.0, 8.5, 7.5, 7.0), (8.5, 7.5, 7.0), (7.5, 7.0)

Data = dict[str, Any]


def page_data(document: Document, gallery: Gallery) -> tuple[Data, dict[str, bytes]]:
    """All that the template needs, and the files of the pictures that people added, by name."""
    layout = layout_of(document)
    writer = _Writer(layout, gallery, standing_words(document))
    language, _, region = document.language.partition("-")
    footer = foot(document)
    across = 175 if layout.one_page else 115
    lines = math.ceil(len(footer) / across) + (1 if shield(document) else 0)
    data = {
        "title": _words(document.title),
        "subtitle": _words(document.subtitle),
        "partnership": _words(document.partnership),
        "facts": [[name, _words(value)] for name, value in front_lines(document)[1:]],
        "lang": language,
        "region": region or None,
        "shield": shield(document),
        "foot": footer,
        "bottom": 48 + 11 * lines,
        "fonts": FAMILIES,
        "one_page": layout.one_page,
        "blocks": _arranged([writer.block(laid) for laid in layout.blocks]),
    }
    return data, writer.pictures


def _words(text: str) -> str:
    return breakable(clean(text), LONG_WORD)


def _arranged(blocks: Sequence[Data]) -> list[Data]:
    """The blocks, with a table that follows its picture kept with it: beside it where both stay readable, otherwise below.

    A paragraph that leads to a table is marked, to stay with it; a table too wide for a page stands on a turned one, with
    the heading and the paragraph that lead to it.
    """
    arranged: list[Data] = []
    for block in blocks:
        before = arranged[-1] if arranged else {}
        if block["kind"] == "table" and before.get("kind") == "paragraph":
            before["leads"] = True
        if block["kind"] == "table" and block["turned"]:
            _turn(arranged, block)
        elif block["kind"] == "table" and block["small"] and before.get("kind") == "picture":
            arranged[-1] = _pair(before, block)
        else:
            arranged.append(block)
    return arranged


def _turn(arranged: list[Data], table: Data) -> None:
    """Put a wide table on a turned page, together with one before it."""
    if arranged and arranged[-1]["kind"] == "turned":
        arranged[-1]["blocks"].append(table)
        return
    led: list[Data] = []
    while arranged and (arranged[-1]["kind"] == "heading" or (arranged[-1]["kind"] == "paragraph" and arranged[-1]["leads"])):
        led.insert(0, {**arranged.pop(), "newpage": False})
    arranged.append({"kind": "turned", "blocks": [*led, table]})


def _pair(picture: Data, table: Data) -> Data:
    room = TEXT_WIDTH - GUTTER - sum(table["widths"])
    if room < picture["least"]:
        return {"kind": "below", "picture": picture, "table": table, "fits": _fits(picture["height"] + table["height"])}
    return {"kind": "beside", "picture": {**picture, "width": min(picture["width"], room)}, "table": table}


def _fits(height: float) -> bool | None:
    """Whether what is about so high takes less than half an upright page, and so is kept whole; None where that has to be measured."""
    return True if height < SURE_TO_FIT else False if height > SURE_NOT_TO_FIT else None


def _height(lines: Iterable[int], size: float, words: int) -> float:
    """About how high a table is: rows of so many lines, and lines of words above and below."""
    return sum(count * size * 1.25 + 8 for count in lines) + 14 * words + 12


@dataclass(frozen=True, slots=True)
class _Writer:
    layout: Layout
    gallery: Gallery
    standing: tuple[str, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)

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
                return {"kind": "callout", "warning": kind is CalloutKind.WARNING, "title": _words(title), "spans": self.spans(spans)}
            case KeyFigures(cards=cards):
                return {"kind": "cards", "cards": [self.card(card) for card in cards]}
            case Table():
                return self.table(block, laid)
            case Picture():
                return self.added(block)
            case _:
                return self.drawing(block, laid)

    def heading(self, block: Heading) -> Data:
        label = f"heading-{block.anchor}"
        about = {"level": block.level, "text": _words(block.text), "label": label}
        return {"kind": "heading", **about, "newpage": block.new_page, "listed": block.in_contents}

    def spans(self, spans: Iterable[Span]) -> list[Data]:
        return [self.span(span) for span in spans]

    def span(self, span: Span, letters: float = LONG_WORD) -> Data:
        to = self.layout.anchors.get(span.figure.id) if isinstance(span, FigureText) else None
        return {"text": breakable(span_text(span), letters), "to": to}

    def card(self, card: KeyFigure) -> Data:
        words = card_words(card)
        lines = [_words(line) for line in (words.where, words.brackets) if line]
        svg = self.gallery.card(card)
        alt = clean(card.chart.alt) if card.chart else ""
        about = {"words": _words(words.words), "unit": _words(words.unit), "verdict": words.verdict}
        return {**about, "number": self.span(words.number), "lines": lines, "svg": svg, "alt": alt}

    def table(self, table: Table, laid: Laid) -> Data:
        labels: Sequence[str | None] = laid.rows or [None] * len(table.rows)
        sizes = SMALL_SIZES if laid.small else WIDE_SIZES if len(table.columns) > 6 else SIZES
        rooms = (TURNED_WIDTH, TURNED_WIDTH) if self.layout.one_page else (TEXT_WIDTH, TURNED_WIDTH)
        fit = fit_table(table, rooms, sizes, letter=LETTER, padding=PADDING)
        letters = [(width - PADDING) / (fit.size * LETTER) * 1.04 for width in fit.widths]
        rows = [
            [self.cell(cell, label if index == 0 else None, letters[index]) for index, cell in enumerate(row)]
            for row, label in zip(table.rows, labels)
        ]
        notes = [_words(line) for line in (*notes_of(table), source_line(table.source)) if line]
        lines = [max(math.ceil(len(cell["spans"][0]["text"]) / room * 1.15) for cell, room in zip(row, letters)) for row in rows]
        height = _height([3, *lines], fit.size, 3 + sum(1 + len(note) // 110 for note in notes))
        turned = fit.turned and not self.layout.one_page
        return {
            "kind": "table",
            "title": _words(captioned(self.layout.labels, table.id, table.title)),
            "subtitle": _words(table.subtitle),
            "heads": [breakable(clean(column.heading), room / 1.06) for column, room in zip(table.columns, letters)],
            "numeric": [column.numeric for column in table.columns],
            "widths": fit.widths,
            "turned": turned,
            "height": height,
            "fits": None if turned else _fits(height),
            "empty": NO_ROWS,
            "rows": rows,
            "size": fit.size,
            "small": laid.small,
            "long": len(table.rows) > MANY_ROWS,
            "notes": notes,
        }

    def cell(self, cell: Cell, label: str | None, letters: float) -> Data:
        span = self.span(cell, letters) if isinstance(cell, FigureText) else {"text": breakable(cell_text(cell), letters), "to": None}
        return {"spans": [span], "label": label}

    def drawing(self, block: Drawing, laid: Laid) -> Data:
        svg = self.gallery.svg(block, self.standing)
        width, height = svg_size(svg)
        shown = min(TEXT_WIDTH, width * PICTURE_SCALE, MOST_HEIGHT * width / height)
        notes = [_words(line) for line in (source_line(block.source), notes_under(laid, self.layout)) if line]
        about = {"title": _words(captioned(self.layout.labels, block.id, block.title)), "subtitle": _words(block.subtitle), "notes": notes}
        about |= {"svg": svg, "alt": spoken(block, self.standing)}
        return {"kind": "picture", **about, "width": shown, "height": shown * height / width + 80, "least": width * LEAST_SCALE}

    def added(self, block: Picture) -> Data:
        size = pixels_of(block.content)
        shown = min(TEXT_WIDTH, size.width * ADDED_SCALE, MOST_HEIGHT * size.width / size.height)
        notes = [_words(source_line(block.source))] if block.source else []
        about = {"title": _words(captioned(self.layout.labels, block.id, block.title)), "subtitle": "", "notes": notes, "alt": clean(block.alt)}
        name = f"picture-{len(self.pictures) + 1}"
        self.pictures[name] = block.content
        return {
            "kind": "picture",
            **about,
            "svg": None,
            "file": f"/{name}",
            "format": size.kind.replace("jpeg", "jpg"),
            "width": shown,
            "least": shown,
        }
