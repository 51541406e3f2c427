"""A draft: what was found in a partner's file, step by step, until it is imported or given up. Only its own agency's people see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.jobs import actions as jobs
from wardmoot.apps.jobs.presenters import as_json, in_words
from wardmoot.apps.sources import extract_actions, extract_presenters, extract_queries, extract_shelf
from wardmoot.apps.sources.access import loaders
from wardmoot.apps.sources.extract_forms import ColumnsForm, ConfirmForm, FileForm
from wardmoot.apps.sources.extract_views import DISK, is_sent, sent_in
from wardmoot.apps.sources.models import Draft
from wardmoot.catalogue.datasets import datasets
from wardmoot.govuk.writing import count_of, day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENSITIVE = "OFFICIAL-SENSITIVE"
State = Draft.State


def _draft(request: HttpRequest, public_id: UUID) -> Draft:
    jobs.interrupt_silent(now=timezone.now())
    return get_object_or_404(extract_queries.drafts_of(user_of(request)), public_id=public_id)


def _checked(request: HttpRequest, public_id: UUID) -> Draft | None:
    """The draft, where it waits for a person; None where it must be looked at first."""
    draft = _draft(request, public_id)
    return draft if draft.state == State.CHECKED and draft.dataset in datasets() else None


def _context(draft: Draft, **more: Any) -> dict[str, Any]:
    found = datasets().get(draft.dataset)
    return {
        "draft": draft,
        "found": draft.found,
        "dataset": found,
        "title": found.title if found else draft.dataset,
        "name": extract_queries.received_words(draft),
        "expires": day(extract_queries.shown_here(draft.expires_at, now=timezone.now())),
        "marking": SENSITIVE,
        "present": extract_presenters,
    } | more


@access(loaders, audited="view draft of an extract")
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _draft(request, public_id)
    if found.state == State.IMPORTED and found.batch:
        if found.unchanged:
            messages.info(request, "Just these rows are held already, by the import shown here: nothing was changed.")
        return redirect("extract_import", found.batch)
    context = _context(found, words=in_words(found.job) if found.job else "", form=FileForm(mended=True), steps=_steps(found))
    return render(request, "sources/extract_draft.html", context)


def _steps(found: Draft) -> dict[str, bool]:
    """Which of the pages can be opened now."""
    checked = found.state == State.CHECKED
    refused = bool(found.found.get("refused"))
    return {"columns": checked, "rows": checked and not refused, "confirm": checked and not refused and found.found["rows_ok"] > 0}


@access(loaders, counts_as_activity=False)
def draft_state(request: HttpRequest, public_id: UUID) -> JsonResponse:
    found = _draft(request, public_id)
    if found.job is None:
        raise Http404("nothing is being done with this draft")
    return JsonResponse(as_json(found.job, timezone.now()))


@access(loaders)
@require_POST
def resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _draft(request, public_id)
    if found.job:
        try:
            jobs.resume(by=user_of(request), job=found.job)
        except jobs.Refused as refused:
            messages.warning(request, str(refused))
    return redirect("extract_draft", public_id)


@access(loaders, audited="view columns of an extract")
def columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _checked(request, public_id)
    if found is None:
        return redirect("extract_draft", public_id)
    dataset = datasets()[found.dataset]
    form = ColumnsForm(sent_in(request)[0], dataset=dataset, draft=found)
    if request.method == "POST" and form.is_valid():
        return _match(request, found, form)
    context = _context(
        found,
        form=form,
        guessed=extract_presenters.guessed_labels(dataset, found),
        nearly=extract_presenters.nearly_labels(found),
        not_kept=extract_presenters.not_kept(found.found),
        error_on_page=bool(form.errors),
    )
    return render(request, "sources/extract_columns.html", context)


def _match(request: HttpRequest, found: Draft, form: ColumnsForm) -> HttpResponse:
    if form.is_as_found and not found.found["refused"]:
        return redirect("extract_rows", found.public_id)
    try:
        if form.cleaned_data["reading"] != found.reading:
            raise extract_actions.Refused(extract_actions.CHANGED)
        if form.wants_another_sheet:
            extract_actions.match(by=user_of(request), draft=found, columns=None, hows={}, sheet=form.cleaned_data["sheet"])
        else:
            chosen = {name: f"column {letter}" if letter else "" for name, letter in form.chosen.items()}
            sheet = str(found.found["sheet"] + 1)
            extract_actions.match(by=user_of(request), draft=found, columns=chosen, hows=_hows(found, form), sheet=sheet)
    except extract_actions.Refused as refused:
        messages.warning(request, str(refused))
    return redirect("extract_draft", found.public_id)


def _hows(found: Draft, form: ColumnsForm) -> dict[str, str]:
    """How each column came to be matched, where it was not by hand: what stays as it was found keeps its reason."""
    before = {m["column"]: (m["heading"]["letter"], found.hows.get(m["column"], m["how"])) for m in found.found["matches"]}
    return {name: before[name][1] for name, letter in form.chosen.items() if name in before and before[name][0] == letter}


@access(loaders, audited="view rows of an extract")
def rows(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _checked(request, public_id)
    if found is None or found.found["refused"]:
        return redirect("extract_draft", public_id)
    dataset = datasets()[found.dataset]
    context = _context(
        found,
        form=FileForm(mended=True),
        errors=extract_presenters.error_rows(dataset, found.found),
        adjustments=extract_presenters.adjustment_rows(dataset, found.found),
        difference=extract_presenters.difference_rows(found.found),
        bad_words=count_of(found.found["rows_bad"], "bad row"),
    )
    return render(request, "sources/extract_rows.html", context)


@access(loaders, audited="download error workbook")
def error_workbook(request: HttpRequest, public_id: UUID) -> FileResponse:
    found = _draft(request, public_id)
    place = extract_shelf.place_of(found.workbook)
    if not found.workbook or not place.is_file():
        raise Http404("this draft has no error workbook, or its time is over")
    mark = "-DEMONSTRATION-NOT-REAL" if partnership().demonstration_on else ""
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"rows-not-read-{SENSITIVE}{mark}.xlsx", content_type=XLSX)


@access(loaders)
def send_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _draft(request, public_id)
    if found.state not in (State.CHECKED, State.REFUSED):
        return redirect("extract_draft", public_id)
    form = FileForm(*sent_in(request), mended=True)
    if request.method == "POST" and is_sent(request, form):
        token, file = form.cleaned_data["token"], form.cleaned_data["extract"]
        try:
            extract_actions.send_again(by=user_of(request), draft=found, sent=token, file=file, now=timezone.now())
            return redirect("extract_draft", public_id)
        except extract_actions.Refused as refused:
            messages.warning(request, str(refused))
            return redirect("extract_draft", public_id)
        except OSError:
            form.add_error("extract", DISK)
    return render(request, "sources/extract_again.html", _context(found, form=form, error_on_page=bool(form.errors)))


@access(loaders)
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _draft(request, public_id)
    if request.method == "POST" and found.state != State.CHECKED and found.confirmed_by != request.user:
        messages.warning(request, extract_actions.overtaken(found))
    if found.dataset not in datasets() or not _steps(found)["confirm"]:
        return redirect("extract_draft", public_id)
    bad = found.found.get("rows_bad", 0)
    bad_words = f"the {count_of(bad, 'bad row')}" if bad else ""
    form = ConfirmForm(sent_in(request)[0], bad_words=bad_words, initial={"reading": found.reading})
    if request.method == "POST" and form.is_valid():
        return _confirm(request, found, form)
    dataset = datasets()[found.dataset]
    context = _context(
        found,
        form=form,
        answers=extract_presenters.answer_rows(dataset, found),
        matches=extract_presenters.match_rows(dataset, found),
        error_on_page=bool(form.errors),
    )
    return render(request, "sources/extract_confirm.html", context)


def _confirm(request: HttpRequest, found: Draft, form: ConfirmForm) -> HttpResponse:
    try:
        leave_out = bool(form.cleaned_data.get("leave_out"))
        extract_actions.confirm(by=user_of(request), draft=found, reading=form.cleaned_data["reading"], leave_out=leave_out, now=timezone.now())
    except extract_actions.Refused as refused:
        messages.warning(request, str(refused))
    return redirect("extract_draft", found.public_id)


@access(loaders)
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _draft(request, public_id)
    if not found.is_open:
        return redirect("extract_draft", public_id)
    if request.method != "POST":
        return render(request, "sources/extract_cancel.html", _context(found))
    try:
        extract_actions.cancel(by=user_of(request), draft=found)
        messages.success(request, "The draft was cancelled and its file deleted.")
    except extract_actions.Refused as refused:
        messages.warning(request, str(refused))
        return redirect("extract_draft", public_id)
    return redirect("extracts")
