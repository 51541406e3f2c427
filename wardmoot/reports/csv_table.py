"""One table as comma-separated values, as it is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from wardmoot.reports.document import Cell, FigureText, Table
from wardmoot.reports.guard import guarded
from wardmoot.reports.wording import cell_text, clean


def table_to_csv(table: Table, *, kept: Sequence[str] = ()) -> str:
    """The table's header row and rows as printed, guarded against formulas, lines ending in CRLF.

    `kept` are lines such as the filter that was set or the source, written below the rows after an empty line.
    Source: RFC 4180.
    """
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([guarded(clean(column.heading)) for column in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    if kept:
        writer.writerow([])
        writer.writerows([guarded(clean(line))] for line in kept)
    return held.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, FigureText) and cell.number is not None:
        return cell_text(cell)
    return guarded(cell_text(cell))
