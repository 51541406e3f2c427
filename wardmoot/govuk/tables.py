"""Tables that sort, filter, page without losing the filter, and export what they show with the filter written on it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from markupsafe import Markup

PAGE_SIZE = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the address, its heading, the text of a row, what rows are ordered by (None: not sortable)."""

    key: str
    heading: str
    text: Callable[[Any], Any]
    order: str | None = None
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class TableState:
    """What the address asks for: which column orders, which way, which page, and the filters as (name, value) pairs."""

    sort: str
    descending: bool
    page: int
    filters: tuple[tuple[str, str], ...] = ()

    def query(self, **changes: Any) -> str:
        """The query string of this state with some of it changed; empty filters are left out."""
        kept = {"sort": f"{'-' if self.descending else ''}{self.sort}", "page": self.page, **dict(self.filters)} | changes
        return urlencode({name: value for name, value in kept.items() if value not in ("", None) and (name, value) != ("page", 1)})


def read_state(query: Mapping[str, str], columns: Sequence[Column], *, default: str, filters: Iterable[str] = ()) -> TableState:
    """The state that a query string asks for; what it asks wrongly falls back to the default.

    Args:
        query: `request.GET`.
        default: the key of the column to order by, with a minus in front for descending.
        filters: the names that are filters; others are ignored.

    >>> read_state({"sort": "-name"}, [Column("name", "Name", str, order="name")], default="name").descending
    True
    """
    asked = query.get("sort", default)
    sortable = {column.key for column in columns if column.order}
    chosen = asked if asked.lstrip("-") in sortable else default
    page = query.get("page", "1")
    # no database but SQLite can look for a NUL
    given = tuple((name, query.get(name, "").replace("\0", "").strip()) for name in filters)
    return TableState(chosen.lstrip("-"), chosen.startswith("-"), int(page) if page.isascii() and page.isdigit() else 1, given)


@dataclass(frozen=True, slots=True)
class ListTable:
    """A page of rows, ready to be drawn: see `table_parameters` and `pagination_parameters`."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    state: TableState
    total: int
    pages: int
    empty: str = "Nothing matches."
    caption_shown: bool = True


def list_table(
    records: Any, columns: Sequence[Column], state: TableState, *, caption: str, empty: str = "Nothing matches.", caption_shown: bool = True
) -> ListTable:
    """One page of a queryset (or a list), in the order and on the page that the state asks for.

    Args:
        records: a queryset already scoped and filtered. A list is ordered by the attribute that `order` names, or else by the column's text.
    """
    ordered = ordered_records(records, columns, state)
    page = Paginator(ordered, PAGE_SIZE).get_page(state.page)
    found = TableState(state.sort, state.descending, page.number, state.filters)
    return ListTable(caption, columns, list(page.object_list), found, page.paginator.count, page.paginator.num_pages, empty, caption_shown)


def ordered_records(records: Any, columns: Sequence[Column], state: TableState) -> Any:
    """The records in the state's order; ties keep a steady order so that no row is shown twice or missed between pages."""
    column = next(column for column in columns if column.key == state.sort)
    if isinstance(records, list):
        return sorted(records, key=lambda row: _sort_value(row, column), reverse=state.descending)
    return records.order_by(f"{'-' if state.descending else ''}{column.order}", "pk")


def _sort_value(row: Any, column: Column) -> Any:
    value = getattr(row, column.order or "", None)
    if value is None:
        value = str(column.text(row))
    return value.casefold() if isinstance(value, str) else value


def _heading(column: Column, table: ListTable) -> dict[str, Any]:
    if not column.order:
        return {"text": column.heading, "format": "numeric" if column.numeric else ""}
    current = column.key == table.state.sort
    descending = current and not table.state.descending
    query = table.state.query(sort=f"{'-' if descending else ''}{column.key}", page=1)
    direction = ("descending" if table.state.descending else "ascending") if current else "none"
    mark = {"ascending": " ▲", "descending": " ▼", "none": ""}[direction]
    link = Markup('<a class="govuk-link wm-sort" href="?{}">{}<span aria-hidden="true">{}</span></a>')
    html = link.format(query, column.heading, mark)
    return {"html": html, "format": "numeric" if column.numeric else "", "attributes": {"aria-sort": direction}}


def _cell(value: Any, numeric: bool) -> dict[str, Any]:
    shape = {"format": "numeric"} if numeric else {}
    return {"html": value} | shape if hasattr(value, "__html__") else {"text": "" if value is None else str(value)} | shape


def table_parameters(table: ListTable) -> dict[str, Any]:
    """The parameters of the design system's table: `{{ govuk.table(table_parameters(table)) }}`."""
    rows = [[_cell(column.text(row), column.numeric) for column in table.columns] for row in table.rows]
    return {
        "caption": table.caption,
        "captionClasses": "govuk-table__caption--m" if table.caption_shown else "govuk-visually-hidden",
        "head": [_heading(column, table) for column in table.columns],
        "rows": rows,
    }


def pagination_parameters(table: ListTable) -> dict[str, Any] | None:
    """The parameters of the design system's pagination, or None where one page holds everything."""
    if table.pages < 2:
        return None
    here, last = table.state.page, table.pages
    shown = sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)})
    items: list[dict[str, Any]] = []
    for previous, number in zip([0, *shown], shown):
        if number - previous > 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": f"?{table.state.query(page=number)}", "current": number == here})
    parameters: dict[str, Any] = {"items": items, "landmarkLabel": f"Pages of {table.caption}"}
    if here > 1:
        parameters["previous"] = {"href": f"?{table.state.query(page=here - 1)}"}
    if here < last:
        parameters["next"] = {"href": f"?{table.state.query(page=here + 1)}"}
    return parameters


def harmless(value: Any) -> str:
    """A cell's text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Salisbury")
    ("'=1+1", 'Salisbury')

    Source: OWASP, "CSV Injection".
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def csv_response(records: Iterable[Any], columns: Sequence[Column], *, title: str, described: str, filename: str) -> HttpResponse:
    """All the records that match (not one page of them) as a CSV file whose first lines say what it is and how it was filtered."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(title)])
    writer.writerow([harmless(described)])
    writer.writerow([])
    writer.writerow([column.heading for column in columns])
    for record in records:
        writer.writerow([harmless(column.text(record)) for column in columns])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
