"""The parts of an exploration as files, each saying in itself what it is, of when, from where and how it may be used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmoot.apps.explorer.exploration import Exploration
from wardmoot.apps.explorer.pictures import captioned
from wardmoot.apps.explorer.protection import (
    DRAWN,
    Withheld,
    is_protected,
    protected_breakdown,
    protected_figures,
    protected_hours,
    protected_trend,
)
from wardmoot.core.calendar import written_day
from wardmoot.measures.exploring import Answer
from wardmoot.reports.assessment import Line
from wardmoot.reports.csv_table import table_to_csv
from wardmoot.reports.document import DEMONSTRATION, ControlChart, Map, Table
from wardmoot.reports.spreadsheet import table_to_ods
from wardmoot.reports.wording import notes_of, source_line, written_moment

FIGURES, TREND, BREAKDOWN, MAP, HOURS = "figures", "trend", "table", "map", "hours"
FORMS = {FIGURES: ("csv", "ods"), TREND: ("csv", "ods", "svg"), BREAKDOWN: ("csv", "ods"), MAP: ("csv", "ods", "svg"), HOURS: ("csv", "ods", "svg")}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "svg": "image/svg+xml",
}


def about(answer: Answer, cut: str, now: datetime) -> list[str]:
    """What every file says of itself."""
    lines = [
        f"Measure: {answer.subject.label}",
        f"Counting unit: {answer.subject.counting_unit.plural}",
        f"Area: {answer.area.name}" + (f" ({answer.area.code})" if answer.area.code else ""),
        f"Period: {answer.counted.label}",
        *([f"Rows: by {cut.lower()}"] if cut else []),
        f"Data to {written_day(answer.cut_off)}. Made on {written_moment(now)}.",
        *answer.missing,
    ]
    return [*lines, *answer.attributions]


def marking_of(answer: Answer) -> str:
    return " | ".join(filter(None, (answer.marking.value, DEMONSTRATION if answer.demonstration else "")))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as it may leave the page: its table, and its picture with the words above it where it has one."""

    table: Table
    svg: str = ""
    title: str = ""
    subtitle: str = ""


def piece_of(found: Exploration, part: str, lines: Sequence[Line]) -> Piece | None:
    """The part, or None where the exploration has no such part. Raises Withheld where it must not leave the page."""
    return _protected(found, part) if is_protected(found) else _open(found, part, lines)


def _open(found: Exploration, part: str, lines: Sequence[Line]) -> Piece | None:
    if part == FIGURES:
        return Piece(found.sure)
    if part == BREAKDOWN:
        return Piece(found.breakdown(lines))
    if part == HOURS:
        made = found.hours
        return Piece(made.table, made.svg, made.title, made.subtitle) if made else None
    block = found.map if part == MAP else found.trend
    return _drawn(found, block, block.table) if block else None


def _protected(found: Exploration, part: str) -> Piece | None:
    if part == FIGURES:
        return Piece(protected_figures(found))
    if part == BREAKDOWN:
        return Piece(protected_breakdown(found))
    if part == HOURS and found.hours:
        table, svg = protected_hours(found)
        return Piece(table, svg or "", found.answer.subject.label, found.hours.subtitle)
    if part == TREND and found.trend:
        table, chart = protected_trend(found)
        return _drawn(found, chart, table) if chart else Piece(table)
    return None


def _drawn(found: Exploration, block: ControlChart | Map, table: Table) -> Piece:
    return Piece(table, found.gallery.svg(block), block.title, block.subtitle)


def file_of(found: Exploration, part: str, form: str, *, lines: Sequence[Line], now: datetime) -> bytes | None:
    """The bytes of a part in a form, or None where there is no such part. `lines` are the rows of the table, in order.

    Raises Withheld where the part, or a picture of it, must not leave the page.
    """
    piece = piece_of(found, part, lines) if form in FORMS[part] else None
    if piece is None:
        return None
    kept = about(found.answer, found.answer.breakdown.heading if part == BREAKDOWN else "", now)
    if form == "svg":
        return _svg(found, piece, kept).encode()
    shield, table = marking_of(found.answer), piece.table
    if form == "ods":
        return table_to_ods(table, title=table.title, marking=shield, kept=kept)
    said = [table.title, table.subtitle, shield, *kept, source_line(table.source), *notes_of(table)]
    return ("\ufeff" + table_to_csv(table, kept=[line for line in said if line])).encode()


def _svg(found: Exploration, piece: Piece, kept: Sequence[str]) -> str:
    if not piece.svg:
        raise Withheld(DRAWN)
    shield = marking_of(found.answer)
    below = [*kept, source_line(piece.table.source), *notes_of(piece.table), shield]
    return captioned(piece.svg, title=piece.title, above=[shield, piece.subtitle], below=below)


def name_of(found: Exploration, part: str, form: str) -> str:
    """The file's name: what, where, when, and in a demonstration that it is one."""
    answer = found.answer
    months = sorted(answer.period.months())
    place = answer.area.code or answer.area.name
    words = f"{answer.subject.key} {place} {months[0]} to {months[-1]} {part}"
    stem = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-")
    return f"{stem}{'-DEMONSTRATION-NOT-REAL' if answer.demonstration else ''}.{form}"
