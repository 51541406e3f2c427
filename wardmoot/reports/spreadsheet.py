"""Documents as accessible spreadsheets (.ods): a cover, contents, notes, then one table a sheet, and a sheet of traces.

Source: Analysis Function, releasing statistics in spreadsheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import Shorthand
from wardmoot.reports.checks import check_document
from wardmoot.reports.document import (
    Bullets,
    Callout,
    CalloutKind,
    Column,
    Document,
    Drawing,
    Heading,
    KeyFigures,
    Paragraph,
    Picture,
    Table,
)
from wardmoot.reports.numbering import Labels, captioned, labels_of
from wardmoot.reports.picture_words import foot_lines, spoken
from wardmoot.reports.rows import FILE_COLUMNS, file_rows
from wardmoot.reports.sheets import Sheet, Workbook
from wardmoot.reports.trace_rows import SHEET_COLUMNS, sheet_rows
from wardmoot.reports.traces import annex_of
from wardmoot.reports.wording import (
    HOW,
    SHORTHAND_WORDS,
    attributions_of,
    cards_source,
    clean,
    front_lines,
    key_figures_table,
    shield,
    source_line,
    spans_text,
)

LONGEST_NAME = 31
"""Spreadsheet programs take no longer name for a sheet."""
_UNNAMEABLE = re.compile(r"[\[\]*?:/\\'’]")
ROUNDING = "Numbers are held unrounded and shown rounded once, halves away from zero. A number and the number in brackets beside it are text."
GUARD = "A text that begins with = + - or @ has an apostrophe before it, so that no program takes it for a formula."


def render_ods(document: Document) -> bytes:
    """The document as a workbook. Every sheet bears the marking, its source and, in a demonstration, that it is one.

    Raises ValueError, naming the fault, for a document that cannot be drawn.
    """
    check_document(document)
    labels = labels_of(document.blocks)
    tables = list(tables_of(document))
    names = [sheet_name(table, labels) for table in tables]
    words = shield(document)
    annex = annex_of(document)
    book = Workbook(clean(document.title), words, document.language)
    book.add(_cover(document, words))
    book.add(_contents([captioned(labels, table.id, table.title) for table in tables], names, words))
    book.add(_notes(document, words))
    book.add(_text(document, labels, words))
    said = _said(document)
    for name, table in zip(names, tables):
        kept = (*said.get(table.id, _cut_off(document)), *(line for line in attributions_of(document) if line != clean(table.source)))
        book.add(Sheet(name, replace(table, title=captioned(labels, table.id, table.title)), words, kept=kept))
    title = f"{HOW} Each figure of this document"
    traces = Table("traces", title, "One row for each figure", SHEET_COLUMNS, sheet_rows(annex), _source(document))
    book.add(Sheet("Traces", traces, words, wrapped=False, explained=False))
    listed = Table(
        "data-files",
        "The data files behind the figures",
        "The numbers are those of the sheet Traces",
        FILE_COLUMNS,
        file_rows(annex),
        _source(document),
    )
    book.add(Sheet("Data files", listed, words, wrapped=False))
    return book.to_bytes()


def table_to_ods(table: Table, *, title: str = "", marking: str = "", language: str = "en-GB", kept: Sequence[str] = ()) -> bytes:
    """One table as a workbook of one sheet. `marking` stands above it; `kept` are lines such as the filter that was set."""
    book = Workbook(clean(title or table.title), marking, language)
    book.add(Sheet("Table", table, marking, tuple(clean(line) for line in kept)))
    return book.to_bytes()


def tables_of(document: Document) -> Iterator[Table]:
    """Every table of the document in order: its own, those of its key figures, and those beside its charts and maps."""
    cards = 0
    for block in document.blocks:
        match block:
            case Table():
                yield block
            case KeyFigures():
                cards += 1
                yield key_figures_table(block, cards, cards_source(document))
            case _ if isinstance(block, Drawing):
                yield block.table


def sheet_name(table: Table, labels: Labels) -> str:
    """The name of a table's sheet: its label, which keeps names apart, and as many words of its title as there is room for.

    Key figures have no label; their id keeps them apart.

    >>> table = Table("t", "Most crimes: [x] and Queen's Street in 2025", "", (), (), "")
    >>> sheet_name(table, labels_of([table]))
    'Table 1 Most crimes x and'
    """
    label = labels.get(table.id)
    if label is None:
        return clean(table.id).replace("-", " ").capitalize()
    name, *words = f"{label.kind} {label.number}", *_UNNAMEABLE.sub("", clean(table.title)).split()
    for word in words:
        if len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name += f" {word}"
    return name


def _cut_off(document: Document) -> tuple[str, ...]:
    return (f"Data to {written_day(document.cut_off)}.",)


def _said(document: Document) -> dict[str, tuple[str, ...]]:
    """What stands above the table of each chart and map besides its source: its filter and the cut-off, by table id."""
    cut_off = _cut_off(document)
    return {block.table.id: foot_lines(block, cut_off) for block in document.blocks if isinstance(block, Drawing)}


def _source(document: Document) -> str:
    return "; ".join(attributions_of(document))


def _sheet(name: str, title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], words: str, *, links: tuple[str, ...] = ()) -> Sheet:
    heads = tuple(Column(f"column-{index}", heading) for index, heading in enumerate(columns))
    return Sheet(name, Table(name.lower(), title, "", heads, tuple(rows), ""), words, links=links, explained=False)


def _cover(document: Document, words: str) -> Sheet:
    rows = [("Subtitle", clean(document.subtitle)), *front_lines(document)]
    rows += [("Attribution", line) for line in attributions_of(document)]
    rows += [("About these data", clean(document.footer)), ("Numbers", ROUNDING), ("Text", GUARD)]
    return _sheet("Cover", clean(document.title), ("Item", "Words"), rows, words)


def _contents(titles: Sequence[str], names: Sequence[str], words: str) -> Sheet:
    rows = [
        ("Cover", "What this workbook is"),
        ("Contents", "This list"),
        ("Notes", "What the marks in the tables mean, and notes"),
        ("Text", "The words of the document"),
    ]
    rows += list(zip(names, titles))
    rows += [("Traces", f"{HOW} One row for each figure"), ("Data files", "The files the figures come from")]
    return _sheet("Contents", "Contents", ("Sheet", "What it holds"), rows, words, links=tuple(name for name, _ in rows))


def _notes(document: Document, words: str) -> Sheet:
    rows = [(mark.value, SHORTHAND_WORDS[mark]) for mark in Shorthand]
    seen = dict.fromkeys(clean(note) for table in tables_of(document) for note in table.notes)
    rows += [(f"Note {number}", note) for number, note in enumerate(seen, 1)]
    return _sheet("Notes", "Notes", ("Mark or note", "What it means"), rows, words)


def _text(document: Document, labels: Labels, words: str) -> Sheet:
    rows: list[tuple[str, str]] = []
    for block in document.blocks:
        match block:
            case Heading(level=level, text=text):
                rows.append((f"Heading {level}", clean(text)))
            case Paragraph(spans=spans):
                rows.append(("Paragraph", spans_text(spans)))
            case Callout(kind=kind, title=title, spans=spans):
                rows.append(("Warning" if kind is CalloutKind.WARNING else "Note", f"{clean(title)}: {spans_text(spans)}"))
            case Bullets(items=items):
                rows += [("List item", spans_text(item)) for item in items]
            case Picture(id=name, title=title, alt=alt, source=source):
                rows.append(("Picture in words", f"{captioned(labels, name, title)}. {clean(alt)} {source_line(source)}".strip()))
            case _ if isinstance(block, Drawing):
                told = spoken(block, _cut_off(document))
                rows.append(("Picture in words", f"{captioned(labels, block.id, block.title)}. {clean(block.subtitle)}. {told}"))
    return _sheet("Text", "The words of the document", ("Part", "Words"), rows, words)
