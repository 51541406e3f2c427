"""Partners' extracts: the imports and drafts, what each dataset expects, one import and its undoing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.sources import extract_actions, extract_presenters, extract_queries
from wardmoot.apps.sources.access import loaders, readers
from wardmoot.apps.sources.exports import ODS, export
from wardmoot.apps.sources.extract_forms import BeginForm, FileForm, UndoForm
from wardmoot.apps.sources.queries import held
from wardmoot.apps.sources.work import sentence
from wardmoot.catalogue.dataset import Dataset
from wardmoot.catalogue.datasets import datasets
from wardmoot.evidence import StoreError
from wardmoot.evidence.extracts.sheet_writing import HEADING, Cell, write_ods
from wardmoot.evidence.faults import StorageFault
from wardmoot.govuk.tables import TableState, list_table, ordered_records, read_state

FILTERS = ("dataset", "agency", "state")
EMPTY = "No extract has been imported yet, or none matches these filters."


def _listed(request: HttpRequest) -> tuple[TableState, list[extract_queries.Import], list[extract_queries.Import]]:
    """How the list is asked for, every import, and those that match."""
    store = held()
    state = read_state(request.GET, extract_presenters.IMPORT_COLUMNS, default="-id", filters=FILTERS)
    asked = extract_presenters.asked_for(dict(state.filters))
    return state, extract_queries.imports(store), extract_queries.imports(store, **asked)


@access(readers, audited="view imports of extracts")
def extracts(request: HttpRequest) -> HttpResponse:
    state, every, found = _listed(request)
    chosen, now = dict(state.filters), timezone.now()
    may_import = loaders.admits(request.user)
    drafts = extract_queries.open_drafts_of(user_of(request)) if may_import else []
    context = {
        "may_import": may_import,
        "drafts": extract_presenters.draft_rows(drafts, now=now),
        "any": bool(every),
        "table": list_table(found, extract_presenters.IMPORT_COLUMNS, state, caption="Imports", caption_shown=False, empty=EMPTY),
        "filters": extract_presenters.import_filters(every, chosen),
        "filtered": any(chosen.values()),
        "export": f"{reverse('extracts_export', args=['csv'])}?{state.query(page=1)}",
        "export_ods": f"{reverse('extracts_export', args=['ods'])}?{state.query(page=1)}",
        "deletions": extract_presenters.deletions(every),
        "datasets": datasets().values(),
    }
    return render(request, "sources/extracts.html", context)


@access(readers, audited="export imports of extracts")
def extracts_export(request: HttpRequest, form: str) -> HttpResponse:
    state, _, found = _listed(request)
    records = ordered_records(found, extract_presenters.IMPORT_COLUMNS, state)
    described = extract_presenters.filters_in_words(dict(state.filters))
    source = " ".join(sorted({one.batch.attribution for one in found}))
    return export(
        form, records, extract_presenters.IMPORT_EXPORT, title="Imports of partners' extracts", described=described, stem="imports", source=source
    )


def _dataset(key: str) -> Dataset:
    found = datasets().get(key)
    if found is None:
        raise Http404("no dataset has this name")
    return found


@access(readers)
def dataset(request: HttpRequest, key: str) -> HttpResponse:
    found = _dataset(key)
    context = {
        "dataset": found,
        "rows": extract_presenters.dataset_rows(found),
        "columns": extract_presenters.column_rows(found),
        "due": extract_queries.held_words(found, held()),
        "may_import": loaders.admits(request.user),
    }
    return render(request, "sources/extract_dataset.html", context)


@access(readers)
def dataset_template(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The headings alone, for a partner to fill in."""
    found = _dataset(key)
    headings = [column.label for column in found.columns]
    if form == "csv":
        text = StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(headings)
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    elif form == "ods":
        sheet = BytesIO()
        write_ods(sheet, [[Cell(heading, HEADING) for heading in headings]], head=1, name=found.title)
        response = HttpResponse(sheet.getvalue(), content_type=ODS)
    else:
        raise Http404(f"there is no template as {form}")
    response["Content-Disposition"] = f'attachment; filename="{found.key}-template.{form}"'
    return response


@access(loaders)
def begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(sent_in(request)[0], initial={"dataset": request.GET.get("dataset", "")})
    if request.method == "POST" and form.is_valid():
        return redirect("extract_send", form.cleaned_data["dataset"], form.cleaned_data["agency"].public_id)
    return render(request, "sources/extract_begin.html", {"form": form, "error_on_page": bool(form.errors)})


def _supplier(public_id: UUID) -> Agency:
    found = extract_queries.agency_or_none(public_id)
    if found is None or extract_queries.kind_fault(found):
        raise Http404("no such agency can supply extracts here")
    return found


@access(loaders)
def send(request: HttpRequest, key: str, agency: UUID) -> HttpResponse:
    found, supplier = _dataset(key), _supplier(agency)
    form = FileForm(*sent_in(request))
    if request.method == "POST" and is_sent(request, form):
        try:
            draft = extract_actions.receive(
                by=user_of(request),
                draft=form.cleaned_data["token"],
                dataset=found,
                agency=supplier,
                file=form.cleaned_data["extract"],
                now=timezone.now(),
            )
            return redirect("extract_draft", draft.public_id)
        except extract_actions.Refused as refused:
            form.add_error(None, str(refused))
        except OSError:
            form.add_error("extract", DISK)
    context: dict[str, Any] = {"form": form, "dataset": found, "agency": supplier, "error_on_page": bool(form.errors)}
    return render(request, "sources/extract_send.html", context)


DISK = "The server's disk is full or cannot be written to. Nothing was kept. Ask your administrator to make room, then send the file again"


def sent_in(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was filled in with; nothing where the page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def is_sent(request: HttpRequest, form: FileForm) -> bool:
    """Whether the form came whole; what stopped the file on its way is said in the form."""
    fault = request.arriving.fault if hasattr(request, "arriving") else ""
    good = form.is_valid()
    if fault:
        form.errors.pop("extract", None)
        form.add_error("extract", fault)
    return good and not fault


def _import(number: int) -> tuple[dict[int, extract_queries.Import], extract_queries.Import]:
    every = {one.id: one for one in extract_queries.imports(held())}
    if number not in every:
        raise Http404("no import has this number")
    return every, every[number]


@access(readers, audited="view import of an extract")
def extract_import(request: HttpRequest, number: int) -> HttpResponse:
    every, one = _import(number)
    draft, undoing = extract_queries.draft_of_import(number), extract_queries.undoing_of(number)
    context = {
        "one": one,
        "rows": extract_presenters.import_rows(one, draft, undoing),
        "adjusted": extract_presenters.adjusted_rows(datasets().get(one.dataset), one.batch),
        "replaced": extract_presenters.links_to(one.batch.detail["replaces"], every),
        "replaced_by": [other for other in every.values() if number in other.batch.detail["replaces"] and other.state != extract_queries.WITHDRAWN],
        "may_undo": one.batch.is_current,
    }
    return render(request, "sources/extract_import.html", context)


@access(readers)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    every, one = _import(number)
    if not one.batch.is_current:
        messages.warning(request, "This import does not count now, so there is nothing to undo.")
        return redirect("extract_import", number)
    form = UndoForm(sent_in(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            extract_actions.undo(by=user_of(request), number=number, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, f"Import {number} was undone: its rows are deleted and count in no figure.")
        except (StoreError, StorageFault) as fault:
            messages.warning(request, sentence(str(fault)))
        return redirect("extract_import", number)
    again = [old for old in extract_presenters.links_to(one.batch.detail["replaces"], every) if not old.batch.ending]
    return render(request, "sources/extract_undo.html", {"one": one, "form": form, "again": again, "error_on_page": bool(form.errors)})
