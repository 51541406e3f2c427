"""The assessments: which there are, asking for one, and one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wardmoot.apps.accounts.access import access
from wardmoot.apps.assessment import actions, presenters, queries
from wardmoot.apps.assessment.access import draft_for, insiders, makers, readers
from wardmoot.apps.assessment.entries import last_revision
from wardmoot.apps.assessment.forms import AssessmentForm, MoreFormatsForm
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.sources.access import readers as data_readers
from wardmoot.apps.sources.queries import held, moment_here
from wardmoot.core.calendar import Month
from wardmoot.govuk.tables import list_table, read_state


@access(readers)
def assessments(request: HttpRequest) -> HttpResponse:
    state = read_state(request.GET, presenters.COLUMNS, default="-asked", filters=("area", "state"))
    chosen = dict(state.filters)
    found = queries.assessments(**chosen)
    context: dict[str, Any] = {
        "any": queries.assessments().exists(),
        "may_make": makers.admits(request.user),
        "table": list_table(found, presenters.COLUMNS, state, caption="Assessments", empty="No assessment matches these filters."),
        "filters": presenters.filters(chosen),
        "export": "",
    }
    return render(request, "assessment/assessments.html", context)


@access(makers)
def make_assessment(request: HttpRequest) -> HttpResponse:
    store = held()
    areas, months = queries.areas_held(store), queries.months_to_choose(store)
    form = AssessmentForm(request.POST or None, areas=areas, months=months)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = actions.ask(
            by=request.user,  # type: ignore[arg-type]
            area=given["area"],
            area_name=form.area_name,
            to=Month.parse(given["to"]),
            months=given["months"],
            formats=given["formats"],
            now=moment_here(timezone.now()),
            public_id=given["assessment"],
        )
        return redirect("job", asked.job.public_id) if asked.job else redirect("assessment", asked.public_id)
    context = {"form": form, "areas": areas, "months": months, "sees_data": data_readers.admits(request.user), "error_on_page": bool(form.errors)}
    return render(request, "assessment/make.html", context)


@access(readers, audited="view assessment")
def assessment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(queries.assessments(), public_id=public_id))


@access(makers)
def more_formats(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id, made=True)
    form = MoreFormatsForm(request.POST or None, missing=presenters.formats_missing(found))
    if request.method == "POST" and form.is_valid():
        job = actions.ask_for_formats(by=request.user, assessment=found, formats=form.cleaned_data["formats"])  # type: ignore[arg-type]
        return redirect("job", job.public_id)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Assessment, form: MoreFormatsForm | None = None) -> HttpResponse:
    missing = presenters.formats_missing(found) if found.is_made and makers.admits(request.user) else []
    shown = form or (MoreFormatsForm(missing=missing) if missing else None)
    context = {
        "assessment": found,
        "period": presenters.period_words(found),
        "facts": presenters.facts(found),
        "downloads": presenters.download_rows(found),
        "form": shown if missing else None,
        "own_job": found.job if found.job and found.asked_by == request.user else None,
        "error_on_page": bool(form and form.errors),
        "marking": found.marking or "OFFICIAL",
        "may_see": found.for_partners or insiders.admits(request.user),
        "may_edit": found.is_open and makers.admits(request.user),
        "versions": list(queries.versions_of(found)),
        "undrawn": last_revision(found) - found.drawn_revision if found.is_open and found.is_made else 0,
    }
    return render(request, "assessment/assessment.html", context)
