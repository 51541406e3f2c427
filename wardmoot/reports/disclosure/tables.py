"""Tables as an audience may have them: hidden cells, an order that tells nothing of them, and notes that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from wardmoot.core.figures import FigureText, Shorthand, Span, write_number
from wardmoot.reports.blocks import Cell, Column, Table
from wardmoot.reports.disclosure.view import View

MARK = Shorthand.CONFIDENTIAL.value
OWN_ORDER = "The rows are in alphabetical order: an order by count would tell of what is hidden."
_TOTAL = ("total", "all", "whole", "together")
_OF_LIMITS = "nusual month"
"""A note on which months lie outside limits tells of hidden ones."""
_UNTRACED = ("then", "now", "why")
"""Columns of words that were made from figures: those that set two assessments side by side."""
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
Row = tuple[Cell, ...]


def protected_table(table: Table, view: View) -> Table:
    """The table with what is hidden hidden. A row of which everything is withheld is not there."""
    kept = [row for row in table.rows if not _all_withheld(row, view)]
    rows = [tuple(_checked(protected_cell(cell, view), column) for cell, column in zip(row, table.columns)) for row in kept]
    hidden = sum(is_left_out(old, new) for before, after in zip(kept, rows) for old, new in zip(before, after))
    notes, ordered = tuple(_notes(table, view, hidden=hidden > 0)), False
    if hidden and _tells_by_order(kept, rows):
        rows, ordered = _alphabetical(rows), True
    if hidden:
        many = f"{write_number(hidden)} number{'' if hidden == 1 else 's'} of this table"
        notes += (f"{MARK}: hidden to protect people, {many}.", *((OWN_ORDER,) if ordered else ()))
    columns = tuple(replace(column, heading=view.words(column.heading)) for column in table.columns)
    return replace(table, title=view.words(table.title), subtitle=view.words(table.subtitle), columns=columns, rows=tuple(rows), notes=notes)


def _checked(cell: Cell, column: Column) -> Cell:
    """A number that is no figure, and words made from figures that nobody can trace any more, are not given: nothing can be decided on them."""
    untraced = column.numeric or column.key in _UNTRACED
    return MARK if untraced and isinstance(cell, str) and _DIGIT.search(cell) else cell


def protected_cell(cell: Cell, view: View) -> Cell:
    """A cell as the audience may have it."""
    if not isinstance(cell, FigureText):
        return cell if cell is None else view.words(cell)
    figure = view.figure(cell.figure)
    return MARK if figure is None else replace(cell, figure=figure)


def protected_spans(spans: Sequence[Span], view: View) -> tuple[Span, ...] | None:
    """A sentence, or None where it prints a number that is hidden: with the words around it, it could tell what the number is."""
    made: list[Span] = []
    for span in spans:
        if isinstance(span, str):
            made.append(view.words(span))
            continue
        figure = view.figure(span.figure)
        printed = None if figure is None else replace(span, figure=figure)
        if printed is None or is_left_out(span, printed):
            return None
        made.append(printed)
    return tuple(made)


def is_left_out(before: Cell, after: Cell) -> bool:
    """Whether the cell printed a number and does not any more."""
    if not isinstance(before, FigureText):
        return False
    return MARK not in before.text and MARK in (after.text if isinstance(after, FigureText) else after or "")


def _all_withheld(row: Row, view: View) -> bool:
    figures = [cell.figure for cell in row if isinstance(cell, FigureText)]
    return bool(figures) and all(view.figure(figure) is None for figure in figures)


def _notes(table: Table, view: View, *, hidden: bool) -> list[str]:
    """The notes without sentences on limits and on how much a series varies, where hidden months went into them."""
    figures = [cell.figure for row in table.rows for cell in row if isinstance(cell, FigureText)]
    varied = {write_number(f.verdict.overdispersion, 1) for f in figures if f.verdict and f.verdict.overdispersion and view.loses_test(f)}
    kept = []
    for note in table.notes:
        sentences = [one for one in _SENTENCE.split(note) if not (hidden and _OF_LIMITS in one) and not _names(one, varied)]
        if sentences:
            kept.append(view.words(" ".join(sentences)))
    return kept


def _names(sentence: str, numbers: set[str]) -> bool:
    return any(re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", sentence) for number in numbers)


def _tells_by_order(before: Sequence[Row], after: Sequence[Row]) -> bool:
    """Whether some column that has a hidden number stands in order of size."""
    for place in range(len(before[0]) if before else 0):
        pairs = [(old[place], new[place]) for old, new in zip(before, after) if not _is_total(old)]
        numbers = [cell.number for cell, _ in pairs if isinstance(cell, FigureText) and cell.number is not None]
        if any(is_left_out(old, new) for old, new in pairs) and is_ordered(numbers):
            return True
    return False


def is_ordered(numbers: Sequence[float]) -> bool:
    """Whether at least three numbers stand from the least to the most, or the other way."""
    if len(numbers) < 3 or len(set(numbers)) == 1:
        return False
    return all(a <= b for a, b in pairwise(numbers)) or all(a >= b for a, b in pairwise(numbers))


def _alphabetical(rows: Sequence[Row]) -> list[Row]:
    totals = [row for row in rows if _is_total(row)]
    return [*sorted((row for row in rows if not _is_total(row)), key=lambda row: str(row[0]).lower()), *totals]


def _is_total(row: Row) -> bool:
    return isinstance(row[0], str) and row[0].lower().startswith(_TOTAL)
