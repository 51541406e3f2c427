"""Gathering an annex for paper: figures that differ only in their place or month share one row, which says so.

A table of three hundred small areas would otherwise put three hundred rows in the annex that all say the same. The
spreadsheet, figures.json and the web page keep a row for each figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wardmoot.core.figures import Figure, write_number
from wardmoot.reports.document import Document, FigureText, printed_tables
from wardmoot.reports.traces import Annex, TraceRow, filter_words, traces_of

SMALLEST = 10
"""So few figures of one kind stay apart: gathering them would save no paper."""
OWN = "its own"


def gathered(annex: Annex, document: Document) -> Annex:
    """The annex with each family in one row; links to any of its figures lead there.

    Only figures that stand in a table of the document are gathered: there each can be read with its place or month.
    """
    tabled = frozenset(cell.figure.id for table in printed_tables(document) for row in table.rows for cell in row if isinstance(cell, FigureText))
    return replace(annex, methods=tuple(replace(method, rows=_rows(method.rows, tabled)) for method in annex.methods))


def _rows(rows: Sequence[TraceRow], tabled: frozenset[str]) -> tuple[TraceRow, ...]:
    families: dict[tuple[Any, ...], list[TraceRow]] = {}
    for row in rows:
        key = _family(row) if row.figure.id in tabled else (row.figure.id,)
        families.setdefault(key, []).append(row)
    return tuple(made for family in families.values() for made in ([_one(family)] if len(family) >= SMALLEST else family))


def _family(row: TraceRow) -> tuple[Any, ...]:
    """What members share: the kind of cut, and each filter column's values, or that there is just one."""
    figure = row.figure
    shapes = tuple(_shape(trace.filter) for trace in traces_of(figure))
    months = figure.period.kind, len(figure.trace.files)
    return tuple(figure.breakdown), figure.unit, figure.counting_unit.key, months, shapes


def _shape(chosen: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((column, OWN if _is_single(value) else tuple(value)) for column, value in chosen.items())


def _is_single(value: Any) -> bool:
    return isinstance(value, str) or len(value) == 1


def _one(family: Sequence[TraceRow]) -> TraceRow:
    first = family[0]
    figures = [row.figure for row in family]
    varying = _varying(figures)
    what = f" for each {' and '.join(first.figure.breakdown)}" if first.figure.breakdown else ""
    chosen = filter_words({**first.figure.trace.filter, **dict.fromkeys(varying, OWN)})
    sources = {row.source for row in family}
    return replace(
        first,
        label=f"{write_number(len(family))} figures of {first.figure.trace.measure}{what}, each as printed in its table",
        value="as printed",
        rows="each its own",
        chosen=chosen,
        source=first.source if len(sources) == 1 else f"{first.source} and the others, each {OWN}",
        others=tuple(figures[1:]),
    )


def _varying(figures: Sequence[Figure]) -> list[str]:
    first = figures[0].trace.filter
    return [column for column in first if any(f.trace.filter[column] != first[column] for f in figures)]
