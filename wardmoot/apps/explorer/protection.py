"""What leaves the page where counts are about people: small counts are hidden, with as many more as it takes, and the rest rounded.

The page itself is for those whose work it is, and shows the counts as they are. A file can be passed on, so where a part
cannot be proved safe there is no file of it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wardmoot.apps.explorer import blocks
from wardmoot.apps.explorer.exploration import Exploration
from wardmoot.apps.explorer.hours import hours_chart
from wardmoot.core.figures import DisclosureClass, Figure, Shorthand, Unit, round_half_away
from wardmoot.core.stats.disclosure_control import SENSITIVE_BASE, may_publish_share, protect
from wardmoot.reports.assessment import Line
from wardmoot.reports.document import Cell, Column, ControlChart, FigureText, Point, Table

THRESHOLD, ROUND_TO = 10, 5
"""Counts from 1 to 9 are hidden and the others rounded to the nearest 5: the product's rule for data of disclosure class B."""
SAID = (
    f"Counts from 1 to {THRESHOLD - 1} are hidden, with others where they could be worked out, and the rest are rounded to the nearest "
    f"{ROUND_TO}, so they may not add up. The page shows them as they are to those whose work it is. "
    "Each file is safe by itself: files of periods or areas that overlap tell more when they are set side by side."
)
OWN_ORDER = "The rows are in an order of their own: one by count would tell of what is hidden."
NEVER = "data of this class never leaves the page"
NOT_WHOLE = "its numbers are not whole counts, so it cannot be proved that nobody can be found in them"
DRAWN = "some of its counts are hidden to protect people, and a picture would show where: take the table instead"


class Withheld(Exception):
    """There is no file of this part. The words say why."""


def is_protected(found: Exploration) -> bool:
    return found.answer.subject.disclosure is not DisclosureClass.OPEN


def _check(found: Exploration) -> None:
    if found.answer.subject.disclosure is not DisclosureClass.SENSITIVE:
        raise Withheld(NEVER)


def protected_figures(found: Exploration) -> Table:
    """The figures with their comparators, each hidden where it is small. Raises Withheld where nothing may leave."""
    _check(found)
    columns = (Column("what", "What is counted"), Column("figure", "Figure", numeric=True), Column("before", "A year before", numeric=True))
    rows = tuple((words, FigureText(alone(figure)), _before(figure)) for words, figure in blocks.figures_of_answer(found.answer))
    return replace(found.sure, title=found.answer.subject.label, columns=columns, rows=rows, notes=(SAID, found.answer.basis))


def _before(figure: Figure) -> Cell:
    if figure.comparator is None:
        return None
    then = replace(figure, value=figure.comparator.value, numerator=figure.comparator.numerator, denominator=figure.comparator.denominator)
    return FigureText(alone(then))


def alone(figure: Figure) -> Figure:
    """A figure by itself as it may leave: its count rounded, or hidden where it is small; a share only on enough people."""
    bare = replace(figure, comparator=None, verdict=None, interval=None)
    if figure.value is None:
        return bare
    if figure.unit is Unit.COUNT:
        return _shown(bare, _protect([[figure.value, figure.value]])[0][0])
    base = figure.denominator.value if figure.denominator else None
    if figure.unit is not Unit.PER_CENT or figure.numerator is None or base is None:
        return _hidden(bare)
    try:
        allowed = may_publish_share(_whole(figure.numerator), _whole(base), threshold=THRESHOLD, least_base=SENSITIVE_BASE).allowed
    except (ValueError, Withheld):
        allowed = False
    return _as_written(bare) if allowed else _hidden(bare)


def _as_written(share: Figure) -> Figure:
    """A share with no more decimals than are written: all those a spreadsheet keeps would give back the count and its base."""
    assert share.value is not None
    places = 1 if share.places is None else share.places
    return replace(share, value=float(round_half_away(share.value, places)), numerator=None, denominator=None)


def protected_breakdown(found: Exploration) -> Table:
    """The table's counts, and those of the year before, proved safe together. Raises Withheld where they cannot be.

    The rows are in their own order, whatever the page's: between two numbers a hidden one would be told by its place.
    """
    _check(found)
    lines = found.answer.breakdown.rows
    if any(line.count.unit is not Unit.COUNT for line in lines):  # shares can be whole numbers too: 100 of one person is no count of 100
        raise Withheld(NOT_WHOLE)
    before = found.answer.breakdown.compared and not found.answer.breakdown.partly
    shown = _protect(_with_totals([_counts(line, before=before) for line in lines]))
    heads = found.breakdown(lines).columns
    columns = tuple(column for column in heads if column.key in ("name", "count", *(("before",) if before else ())))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (line.name, *(FigureText(_shown(replace(line.count, comparator=None, verdict=None), value)) for value in row[: len(columns) - 1]))
        for line, row in zip(lines, shown)
    )
    return replace(found.breakdown(lines), columns=columns, rows=rows, notes=(SAID, OWN_ORDER))


def _counts(line: Line, *, before: bool) -> list[float | None]:
    then = line.change.comparator.value if line.change.comparator else None
    return [line.count.value, then] if before else [line.count.value]


def _with_totals(rows: list[list[float | None]]) -> list[list[float]]:
    if any(value is None for row in rows for value in row):
        raise Withheld("some of its rows have no number")
    whole = [[_whole(value) for value in row if value is not None] for row in rows]
    wide = [[*row, sum(row)] if len(row) > 1 else row for row in whole]
    return [*wide, [sum(column) for column in zip(*wide)]]


def protected_trend(found: Exploration) -> tuple[Table, ControlChart | None]:
    """The months, without limits, which would tell of hidden ones; and the chart, where no month is hidden."""
    _check(found)
    trend = found.trend
    if trend is None or found.answer.trend is None:
        raise Withheld(found.answer.trend_note)
    points = found.answer.trend.points
    held = [(month, figure) for month, figure in points if figure is not None]
    if any(figure.unit is not Unit.COUNT for _, figure in held):
        raise Withheld(NOT_WHOLE)
    safe = _protect(_with_totals([[figure.value] for _, figure in held]))
    shown = {month: _shown(figure, row[0]) for (month, figure), row in zip(held, safe)}
    rows = tuple((month.written, FigureText(shown[month]) if month in shown else Shorthand.NOT_AVAILABLE.value) for month, _ in points)
    table = replace(trend.table, columns=trend.table.columns[:2], rows=rows, notes=(SAID,))
    if any(figure.value is None for figure in shown.values()):
        return table, None
    drawn = tuple(Point(month, shown[month].value, shown[month].written) if month in shown else Point(month, None, "[x]") for month, _ in points)
    words = f"Line of {found.answer.subject.counting_unit.plural} by month, rounded to the nearest {ROUND_TO}. The numbers are in the table."
    bare = replace(trend, title=found.answer.subject.label, alt=words, points=drawn, mean=None, lower=None, upper=None, earlier=(), table=table)
    return table, bare


def protected_hours(found: Exploration) -> tuple[Table, str | None]:
    """The days and hours proved safe together, and their picture where nothing is hidden."""
    _check(found)
    if found.hours is None or found.answer.hours is None:
        raise Withheld(found.answer.hours_note)
    grid = found.answer.hours.grid
    safe = _protect(_with_totals([list(map(float, row)) for row in grid]))
    numbers = np.array([[np.nan if isinstance(cell, str) else float(cell) for cell in row[:-1]] for row in safe[:-1]])
    if np.isnan(numbers).any():
        rows = tuple(
            (row[0], *(FigureText(_shown(cell.figure, safe[day][hour])) for day, cell in enumerate(row[1:8]) if isinstance(cell, FigureText)))
            for hour, row in enumerate(found.hours.table.rows)
        )
        return replace(found.hours.table, columns=found.hours.table.columns[:8], rows=rows, notes=(SAID, found.answer.hours_note)), None
    made = hours_chart(found.answer, replace(found.answer.hours, grid=numbers))
    return replace(made.table, notes=(SAID, found.answer.hours_note)), made.svg


def _protect(table: list[list[float]]) -> list[list[float | str]]:
    """Raises Withheld where the table cannot be proved safe, for whatever reason."""
    try:
        found: list[list[float | str]] = protect([[_whole(value) for value in row] for row in table], threshold=THRESHOLD, round_to=ROUND_TO)
    except ValueError as fault:
        raise Withheld(f"it cannot be proved that nobody can be found in it: {fault}") from None
    return found


def _whole(value: float) -> int:
    if value != int(value):
        raise Withheld(NOT_WHOLE)
    return int(value)


def _shown(figure: Figure, value: float | str) -> Figure:
    return _hidden(figure) if isinstance(value, str) else replace(figure, value=float(value), numerator=float(value), places=0)


def _hidden(figure: Figure) -> Figure:
    return replace(figure, value=None, numerator=None, denominator=None, interval=None, missing=Shorthand.CONFIDENTIAL)
