"""What is held: the data files, one of them, and how good the rows are."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wardmoot.apps.accounts.access import access
from wardmoot.apps.sources import presenters, quality_presenters, queries
from wardmoot.apps.sources.access import loaders, readers
from wardmoot.apps.sources.exports import export
from wardmoot.apps.sources.months import months_of_force
from wardmoot.evidence import Store
from wardmoot.govuk.tables import TableState, list_table, ordered_records, read_state

FILTERS = ("source", "period", "state")


def _scope(request: HttpRequest) -> tuple[Store, TableState, list[queries.DataFile]]:
    store = queries.held()
    state = read_state(request.GET, presenters.FILE_COLUMNS, default="-loaded", filters=FILTERS)
    return store, state, queries.data_files(store, **dict(state.filters))


@access(readers, audited="view data files")
def data(request: HttpRequest) -> HttpResponse:
    store, state, found = _scope(request)
    chosen = dict(state.filters)
    status = store.status()
    context: dict[str, Any] = {
        "may_load": loaders.admits(request.user),
        "sources": status.sources,
        "source_rows": presenters.source_rows(status.sources),
        "grids": [months_of_force(force, rows) for force, rows in queries.month_counts(store).items()],
        "table": list_table(found, presenters.FILE_COLUMNS, state, caption="Files and their rows", empty="No data file matches these filters."),
        "filters": presenters.file_filters(store, chosen),
        "filtered": any(chosen.values()),
        "export": f"{reverse('data_export', args=['csv'])}?{state.query(page=1)}",
        "export_ods": f"{reverse('data_export', args=['ods'])}?{state.query(page=1)}",
        "month_heads": presenters.MONTH_HEADS,
        "loads": presenters.load_rows(queries.loads()[:5]),
        "present": presenters,
    }
    return render(request, "sources/data.html", context)


@access(readers, audited="export data files")
def data_export(request: HttpRequest, form: str) -> HttpResponse:
    store, state, found = _scope(request)
    records = ordered_records(found, presenters.FILE_COLUMNS, state)
    described = presenters.filters_in_words(dict(state.filters))
    source = " ".join(sorted({words for status in store.status().sources for words in status.attribution}))
    return export(form, records, presenters.FILE_EXPORT, title="Data files", described=described, stem="data-files", source=source)


def _found(number: int) -> tuple[Store, queries.DataFile]:
    store = queries.held()
    file = queries.data_file(store, number)
    if file is None:
        raise Http404("no data file has this number")
    return store, file


@access(readers, audited="view data file")
def data_file(request: HttpRequest, number: int) -> HttpResponse:
    store, file = _found(number)
    state = read_state(request.GET, presenters.REJECT_COLUMNS, default="line")
    rejects = list(store.rejects(number))
    context = {
        "file": file,
        "rows": presenters.file_rows(file),
        "versions": presenters.version_rows(queries.versions(store, file), file),
        "table": list_table(rejects, presenters.REJECT_COLUMNS, state, caption="Which rows, and why"),
        "is_shapes": presenters.is_shapes(file),
    }
    return render(request, "sources/data_file.html", context)


@access(readers, audited="export rows not loaded")
def rejects_export(request: HttpRequest, number: int, form: str) -> HttpResponse:
    store, file = _found(number)
    described = f"{file.file}: {file.batch.rows_in:,} rows in the file, {file.rows:,} loaded, {file.not_loaded:,} not loaded"
    return export(
        form,
        store.rejects(number),
        presenters.REJECT_EXPORT,
        title="Rows not loaded",
        described=described,
        stem=f"rows-not-loaded-{number}",
        source=file.batch.attribution,
    )


@access(readers, audited="view data quality")
def data_quality(request: HttpRequest) -> HttpResponse:
    store = queries.held()
    report = queries.quality_of(store)
    context = {
        "report": report,
        "forces": [quality_presenters.force_lines(force) for force in report.forces],
        "lists": quality_presenters.lists_in_words(report),
        "authorities": quality_presenters.authorities_in_words(report, store),
    }
    return render(request, "sources/quality.html", context)
