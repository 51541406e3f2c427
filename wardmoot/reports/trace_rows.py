"""The sheet of traces: one row for each figure, with all that is needed to compute it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wardmoot.core.figures import Figure, Trace, write_number
from wardmoot.reports.document import Cell, Column, FigureText, Form
from wardmoot.reports.traces import Annex, TraceRow
from wardmoot.reports.wording import clean

LONGEST_CELL = 32000
"""Spreadsheet programs hold no more in a cell; a longer text says where the whole stands."""
ELSEWHERE = "too long for a cell: see figures.json"

SHEET_COLUMNS = tuple(
    Column(key, heading, key in ("value", "comparator", "rows"))
    for key, heading in (
        ("id", "Figure id"),
        ("label", "What it is"),
        ("printed", "As printed"),
        ("value", "Value"),
        ("comparator", "Value compared with"),
        ("unit", "Unit"),
        ("area", "Area"),
        ("code", "Area code"),
        ("period", "Period"),
        ("breakdown", "Breakdown (JSON)"),
        ("test", "Test"),
        ("verdict", "What the test says"),
        ("measure", "Measure"),
        ("version", "Version"),
        ("method", "Method"),
        ("parameters", "Parameters (JSON)"),
        ("filter", "Filter (JSON)"),
        ("rows", "Rows counted"),
        ("compared", "Rows chosen for the value compared with (JSON)"),
        ("source", "Source (numbers of the sheet Data files)"),
        ("files", "Files and SHA-256"),
        ("loaded", "Loaded at"),
        ("computed", "Computed at"),
    )
)


def sheet_rows(annex: Annex) -> tuple[tuple[Cell, ...], ...]:
    """A row for each figure of the annex, in its order."""
    kept: dict[int, tuple[str, str]] = {}
    return tuple(_row(row, kept) for method in annex.methods for row in method.rows)


def _row(row: TraceRow, kept: dict[int, tuple[str, str]]) -> tuple[Cell, ...]:
    figure, trace = row.figure, row.figure.trace
    files, loaded = kept.setdefault(id(trace.files), _files(trace))
    test = figure.verdict.test if figure.verdict else ""
    return (
        *(clean(figure.id), clean(figure.label), row.value, FigureText(figure)),
        FigureText(figure, Form.COMPARATOR) if figure.comparator else None,
        *(clean(figure.written_unit), clean(figure.area.name), figure.area.code, clean(figure.period.label), _json(figure.breakdown)),
        *(test or None, figure.verdict.word.value if figure.verdict else None),
        *(trace.measure, trace.version, clean(trace.method), _json(trace.parameters), _json(trace.filter)),
        None if trace.row_count is None else write_number(trace.row_count),
        _compared(figure),
        *(row.source, files, loaded, trace.computed_at.isoformat()),
    )


def _compared(figure: Figure) -> str | None:
    trace = figure.comparator.trace if figure.comparator else None
    return None if trace is None else _json({"rows": trace.row_count, "filter": trace.filter})


def _files(trace: Trace) -> tuple[str, str]:
    words = "; ".join(f"{clean(file.name)} {file.sha256}" for file in trace.files)
    moments = sorted({file.loaded_at.isoformat() for file in trace.files})
    loaded = " to ".join(dict.fromkeys((moments[0], moments[-1]))) if moments else "[z]"
    return (words if len(words) <= LONGEST_CELL else ELSEWHERE) or "[z]", loaded


def _json(values: Mapping[str, Any]) -> str:
    written = clean(json.dumps(dict(values), ensure_ascii=False, default=str))
    return written if len(written) <= LONGEST_CELL else ELSEWHERE
