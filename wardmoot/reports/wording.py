"""What every renderer says in the same words: the text of a cell, a card, the front page, the foot of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import Figure, Shorthand, Verdict
from wardmoot.reports.document import DEMONSTRATION, Cell, Column, Document, FigureText, Form, KeyFigure, KeyFigures, Span, Table, printed_tables

HOW = "How do we know?"
NUMBERS_BEHIND = "The numbers behind the charts and maps"
NO_ROWS = "There are no rows in this table."

SHORTHAND_WORDS = {
    Shorthand.NOT_AVAILABLE: "not available",
    Shorthand.NOT_APPLICABLE: "not applicable",
    Shorthand.CONFIDENTIAL: "hidden to protect people",
    Shorthand.LOW: "low: rounds to zero but is not zero",
    Shorthand.PROVISIONAL: "provisional",
    Shorthand.REVISED: "revised",
    Shorthand.BREAK: "break in the series",
}

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without the control characters and half characters that no file format can hold.

    >>> clean("Chippenham\\x00\\x0b central")
    'Chippenham central'
    """
    return _UNPRINTABLE.sub("", text)


def span_text(span: Span) -> str:
    """The words of a span, as printed in every format."""
    return clean(span.text if isinstance(span, FigureText) else span)


def spans_text(spans: Iterable[Span]) -> str:
    """The words of several spans, joined."""
    return "".join(span_text(span) for span in spans)


def cell_text(cell: Cell) -> str:
    """The words of a table cell; a cell that does not apply is `[z]`.

    >>> cell_text(None)
    '[z]'
    """
    return Shorthand.NOT_APPLICABLE.value if cell is None else span_text(cell)


def written_moment(moment: datetime) -> str:
    """A date and time as a reader meets it.

    >>> written_moment(datetime(2018, 3, 6, 14, 5))
    '6 March 2018 at 14:05'
    """
    return f"{written_day(moment.date())} at {moment:%H:%M}"


def shorthand_notes(table: Table) -> tuple[str, ...]:
    """What each mark that stands in the table's cells means, in the order of the guidance; a mark that a note explains is left to it."""
    texts = {cell_text(cell) for row in table.rows for cell in row}
    used = [mark for mark in Shorthand if any(mark.value in text for text in texts)]
    return tuple(f"{mark.value} means {SHORTHAND_WORDS[mark]}." for mark in used if not any(f"{mark.value}: " in note for note in table.notes))


def notes_of(table: Table) -> tuple[str, ...]:
    """The table's own notes, then what its shorthand means."""
    return tuple(clean(note) for note in table.notes) + shorthand_notes(table)


def source_line(source: str) -> str:
    """`Source: ...`, or nothing where there is none."""
    return f"Source: {clean(source)}" if source else ""


def shield(document: Document) -> str:
    """What stands at the top and bottom of every page and sheet: the marking and, in a demonstration, that it is one."""
    return " | ".join(part for part in (document.marking.value, DEMONSTRATION if document.demonstration else "") if part)


def attributions_of(document: Document) -> tuple[str, ...]:
    """The attributions the licences require, without those that another one contains word for word."""
    lines = tuple(dict.fromkeys(clean(line) for line in document.attributions))
    return tuple(line for line in lines if not any(line in other for other in lines if other != line))


def cards_source(document: Document) -> str:
    """The source of the key figures: what stands under the first table that names one, otherwise the attributions."""
    return next((table.source for table in printed_tables(document) if table.source), "; ".join(attributions_of(document)))


def foot(document: Document) -> str:
    """The foot of every page: whose it is, the cut-off, and the attributions the licences require."""
    return " ".join((clean(document.footer), *attributions_of(document)))


def front_lines(document: Document) -> tuple[tuple[str, str], ...]:
    """The facts of the front page, as names and values."""
    lines = [("Partnership", document.partnership), ("Data to", written_day(document.cut_off)), ("Made", written_moment(document.made_at))]
    if document.marking.value:
        lines.append(("Marking", document.marking.value))
    return tuple((name, clean(value)) for name, value in lines)


@dataclass(frozen=True, slots=True)
class CardWords:
    """A key figure card in words. `brackets` says what the number in brackets is; empty where nothing is compared."""

    words: str
    number: FigureText
    unit: str
    where: str
    brackets: str
    verdict: str


def card_words(card: KeyFigure) -> CardWords:
    """The words of a card; the direction comes only from the figure's own test."""
    figure = card.figure
    comparator = figure.comparator
    brackets = f"In brackets: {clean(comparator.label or comparator.period.label)}" if comparator else ""
    where = f"{clean(figure.area.name)}, {clean(figure.period.label)}"
    return CardWords(
        clean(card.words),
        FigureText(figure, Form.WITH_COMPARATOR),
        clean(figure.written_unit),
        where,
        brackets,
        verdict_words(figure.verdict, figure),
    )


def verdict_words(verdict: Verdict | None, figure: Figure) -> str:
    """What the test says, with its note; `not tested` where something is compared without a test, `[c]` where it is hidden; otherwise nothing."""
    if verdict is None:
        return FigureText(figure, Form.VERDICT).text if figure.comparator else ""
    return f"{verdict.word.value} ({clean(verdict.note)})" if verdict.note else verdict.word.value


KEY_COLUMNS = (
    Column("words", "What it counts"),
    Column("figure", "Figure", numeric=True),
    Column("comparator", "Compared with", numeric=True),
    Column("unit", "Unit"),
    Column("where", "Area and period"),
    Column("verdict", "What the test says"),
)


def key_figures_table(block: KeyFigures, number: int, source: str) -> Table:
    """The cards as a table, for the formats that hold tables; a column that no card fills is left out."""
    rows: list[tuple[Cell, ...]] = []
    for card in block.cards:
        words = card_words(card)
        compared = FigureText(card.figure, Form.COMPARATOR) if card.figure.comparator else None
        where = f"{words.where}. {words.brackets}" if words.brackets else words.where
        rows.append((words.words, FigureText(card.figure), compared, words.unit, where, words.verdict or None))
    kept = [index for index in range(len(KEY_COLUMNS)) if any(row[index] is not None for row in rows)]
    filled = tuple(tuple(row[index] for index in kept) for row in rows)
    return Table(f"key-figures-{number}", "Key figures", "", tuple(KEY_COLUMNS[index] for index in kept), filled, source)


def slug(text: str) -> str:
    """Letters, digits and hyphens only, for identifiers inside files.

    >>> slug("Offences: 2025 & before")
    'offences-2025-before'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"
