"""Tables taken away as files, the filter written on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse

from wardmoot.apps.accounts.exports import file_name, shield
from wardmoot.govuk.tables import Column, csv_response
from wardmoot.reports.document import Column as SheetColumn
from wardmoot.reports.document import Table
from wardmoot.reports.spreadsheet import table_to_ods

ODS = "application/vnd.oasis.opendocument.spreadsheet"


def export(form: str, records: Iterable[Any], columns: Sequence[Column], *, title: str, described: str, stem: str, source: str = "") -> HttpResponse:
    """The records as `csv` or `ods`, marked, and said to be a demonstration's where they are."""
    filename = file_name(stem, form)
    if form == "csv":
        return csv_response(records, columns, title=f"{title} ({shield()})", described=described, filename=filename)
    if form != "ods":
        raise Http404(f"there is no export as {form}")
    heads = tuple(SheetColumn(column.key, column.heading, column.numeric) for column in columns)
    rows = tuple(tuple(str(column.text(record)) for column in columns) for record in records)
    content = table_to_ods(Table(stem, title, described, heads, rows, source), title=title, marking=shield(), kept=(described,))
    response = HttpResponse(content, content_type=ODS)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
