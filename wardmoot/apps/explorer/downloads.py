"""The parts of an exploration as files, each saying in itself what it is, of when, from where and how it may be used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from wardmoot.apps.explorer.exploration import Exploration
from wardmoot.apps.explorer.pictures import captioned
from wardmoot.core.calendar import written_day
from wardmoot.measures.exploring import Answer
from wardmoot.reports.assessment import Line
from wardmoot.reports.csv_table import table_to_csv
from wardmoot.reports.document import DEMONSTRATION, Table
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


def table_of(found: Exploration, part: str, lines: Sequence[Line]) -> Table | None:
    if part == FIGURES:
        return found.sure
    if part == TREND:
        return found.trend.table
    if part == BREAKDOWN:
        return found.breakdown(lines)
    if part == HOURS:
        return found.hours.table if found.hours else None
    return found.map.table if found.map else None


def file_of(found: Exploration, part: str, form: str, *, lines: Sequence[Line], now: datetime) -> bytes | None:
    """The bytes of a part in a form, or None where the exploration has no such part. `lines` are the rows of the table, in order."""
    table = table_of(found, part, lines)
    if table is None or form not in FORMS[part]:
        return None
    kept = about(found.answer, found.answer.breakdown.heading if part == BREAKDOWN else "", now)
    if form == "svg":
        return _svg(found, part, table, kept).encode()
    shield = marking_of(found.answer)
    if form == "ods":
        return table_to_ods(table, title=table.title, marking=shield, kept=kept)
    said = [table.title, table.subtitle, shield, *kept, source_line(table.source), *notes_of(table)]
    return ("\ufeff" + table_to_csv(table, kept=[line for line in said if line])).encode()


def _svg(found: Exploration, part: str, table: Table, kept: Sequence[str]) -> str:
    shield = marking_of(found.answer)
    below = [*kept, source_line(table.source), *notes_of(table), shield]
    if part == HOURS and found.hours:
        drawn, title, words = found.hours.svg, found.hours.title, found.hours.subtitle
    else:
        block = found.map if part == MAP and found.map else found.trend
        drawn, title, words = found.gallery.svg(block), block.title, block.subtitle
    return captioned(drawn, title=title, above=[shield, words], below=below)


def name_of(found: Exploration, part: str, form: str) -> str:
    """The file's name: what, where, when, and in a demonstration that it is one."""
    answer = found.answer
    months = sorted(answer.period.months())
    place = answer.area.code or answer.area.name
    words = f"{answer.subject.key} {place} {months[0]} to {months[-1]} {part}"
    stem = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-")
    return f"{stem}{'-DEMONSTRATION-NOT-REAL' if answer.demonstration else ''}.{form}"
