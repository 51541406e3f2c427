"""The table of an exploration as it is sorted and paged, and the words beside its parts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.explorer import blocks
from wardmoot.apps.explorer.exploration import Exploration
from wardmoot.apps.explorer.state import NAMES, State
from wardmoot.core.figures import Figure
from wardmoot.govuk.tables import Column, TableState, ordered_records, read_state
from wardmoot.measures.exploring import Breakdown, Cut
from wardmoot.reports.assessment import Line
from wardmoot.reports.document import FigureText, Form, Map

Address = Callable[[Figure], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the breakdown with what it can be sorted by; what is missing comes last."""

    line: Line
    position: int
    name: str
    count: float
    same: float
    before: float
    ratio: float
    share: float
    rate: float


def rows_of(breakdown: Breakdown) -> list[Row]:
    return [_row(position, line) for position, line in enumerate(breakdown.rows)]


def _row(position: int, line: Line) -> Row:
    before = line.change.comparator.value if line.change.comparator else None
    ratio = line.change.verdict.ratio if line.change.verdict else None
    share = line.share.value if line.share else None
    numbers = (line.count.value, line.change.value, before, ratio, share, line.rate.value)
    return Row(line, position, line.name, *(-math.inf if number is None else number for number in numbers))


def columns_of(exploration: Exploration, address: Address) -> tuple[Column, ...]:
    found = exploration.answer.breakdown
    things = exploration.answer.subject.counting_unit.plural.capitalize()

    def linked(part: Callable[[Line], Figure | None], form: Form = Form.VALUE) -> Callable[[Row], Any]:
        def text(row: Row) -> Any:
            figure = part(row.line)
            if figure is None:
                return "[z]"
            return Markup('<a class="govuk-link wm-figure-link" href="{}">{}</a>').format(address(figure), FigureText(figure, form).text)

        return text

    columns = [
        Column("name", found.heading, lambda row: row.name, order="position" if found.cut == Cut.MONTH else "name"),
        Column("count", things, linked(lambda line: line.count), order="count", numeric=True),
    ]
    if found.partly:
        columns.append(Column("same", blocks.SAME_MONTHS, linked(lambda line: line.change), order="same", numeric=True))
    if found.compared:
        columns += [
            Column("before", "A year before", linked(lambda line: line.change, Form.COMPARATOR), order="before", numeric=True),
            Column("ratio", "Ratio per day, 95% interval", lambda row: FigureText(row.line.change, Form.RATIO).text, order="ratio", numeric=True),
            Column("verdict", "What the test says", lambda row: blocks.verdict_text(row.line)),
        ]
    if found.shared:
        columns.append(Column("share", "Share of all", linked(lambda line: line.share), order="share", numeric=True))
    if found.rated:
        columns += [
            Column("rate", "Per 1,000 residents", linked(lambda line: line.rate), order="rate", numeric=True),
            Column("interval", "95% interval of the rate", lambda row: FigureText(row.line.rate, Form.INTERVAL).text, numeric=True),
        ]
    return tuple(columns)


def table_state(request: HttpRequest, exploration: Exploration, columns: Sequence[Column], state: State) -> TableState:
    """The table's order and page, with the whole of the view in every link of its own."""
    usual = "name" if exploration.answer.breakdown.cut == Cut.MONTH else "-count"
    found = read_state(request.GET, columns, default=usual)
    asked = tuple((name, getattr(state, name)) for name in NAMES)
    return TableState(found.sort, found.descending, found.page, asked)


def ordered_lines(exploration: Exploration, columns: Sequence[Column], state: TableState) -> list[Line]:
    return [row.line for row in ordered_records(rows_of(exploration.answer.breakdown), columns, state)]


def figure_address(state: State) -> Address:
    return lambda figure: f"{reverse('explore_figure', args=[figure.id])}?{state.query()}"


def download_links(part: str, words: str, forms: Sequence[str], query: str) -> dict[str, Any]:
    """The downloads of a part: what it is, and each file (words, address)."""
    return {"words": words, "links": [(f".{form}", f"{reverse('explore_file', args=[part, form])}?{query}") for form in forms]}


def places_table(block: Map, address: Address) -> dict[str, Any]:
    """The table beside the map, each figure leading to how we know it."""
    heads = [{"text": column.heading, "format": "numeric" if column.numeric else ""} for column in block.table.columns]
    rows = [[_cell(cell, column.numeric, address) for cell, column in zip(row, block.table.columns)] for row in block.table.rows]
    caption = f"{block.table.title}. {block.table.subtitle}"
    classes = "govuk-table__caption--m"
    return {"caption": caption, "captionClasses": classes, "firstCellIsHeader": True, "classes": "wm-map-table", "head": heads, "rows": rows}


def _cell(cell: Any, numeric: bool, address: Address) -> dict[str, Any]:
    shape = {"format": "numeric"} if numeric else {}
    if not isinstance(cell, FigureText):
        return shape | {"text": "[z]" if cell is None else cell}
    link = Markup('<a class="govuk-link wm-figure-link" href="{}">{}</a>').format(address(cell.figure), cell.text)
    return shape | {"html": link}
