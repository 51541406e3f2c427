"""After the round is closed: agreeing scores, the ranks, the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.exports import file_name, shield
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.priorities import deciding, presenters, queries
from wardmoot.apps.priorities.access import deciders, moderators, readers
from wardmoot.apps.priorities.assessing import requirements, score_plot
from wardmoot.apps.priorities.deciding import CONFIDENCE
from wardmoot.apps.priorities.forms import AxesForm, DecisionForm, initial_of
from wardmoot.apps.priorities.issue_views import issue_or_404, with_new_number
from wardmoot.apps.priorities.models import Decision, Exercise
from wardmoot.apps.priorities.views import exercise_or_404, refused
from wardmoot.apps.sources.queries import moment_here
from wardmoot.govuk.tables import csv_response, list_table, ordered_records, read_state
from wardmoot.reports.pictures import picture_svg


def _closed(public_id: UUID) -> Exercise:
    """Before the round is closed there are no results: not empty ones, none."""
    found = exercise_or_404(public_id)
    if not found.round_is_closed:
        raise Http404("the round is not closed")
    return found


def _rows(found: Exercise, chosen: dict[str, str]) -> list[presenters.ResultRow]:
    rows = [presenters.ResultRow(row) for row in queries.ranked(found)]
    return [
        row
        for row in rows
        if (not chosen["decision"] or row.choice == chosen["decision"]) and (not chosen["confidence"] or row.letter == chosen["confidence"])
    ]


@access(readers, audited="view priority results")
def results(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _closed(public_id)
    columns = presenters.result_columns(found.model)
    state = read_state(request.GET, columns, default="rank", filters=("decision", "confidence"))
    rows = queries.ranked(found)
    plot = score_plot(found, rows) if rows else None
    context: dict[str, Any] = {
        "exercise": found,
        "rows": rows,
        "table": list_table(_rows(found, dict(state.filters)), columns, state, caption="Issues by rank", empty="No issue matches these filters."),
        "filters": presenters.result_filters(dict(state.filters), found.model),
        "export": f"{reverse('priority_results_file', args=[public_id])}?{state.query(page=1)}",
        "waiting": queries.not_agreed(found),
        "requirements": requirements(rows),
        "firmness": presenters.firmness_table(found.model, [presenters.ResultRow(row) for row in rows]),
        "plot": plot,
        "picture": Markup(picture_svg(plot)) if plot else "",  # noqa: S704  drawn and escaped by our own renderer
        "bounds": [f"{bound / 100:g}" for bound in found.model.weight_bounds],
    }
    return render(request, "priorities/results.html", context)


@access(readers, audited="export priority results")
def results_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _closed(public_id)
    columns = presenters.result_columns(found.model)
    state = read_state(request.GET, columns, default="rank", filters=("decision", "confidence"))
    rows = ordered_records(_rows(found, dict(state.filters)), columns, state)
    columns += presenters.firmness_columns(found.model)
    described = "Filter: " + ("; ".join(f"{name}: {value}" for name, value in state.filters if value) or "none")
    title = f"{found.title}: results, {found.get_state_display()} ({shield()})"
    return csv_response(rows, presenters.file_columns(columns), title=title, described=described, filename=file_name("priorities", "csv"))


@access(moderators, audited="view scores to agree")
def agree(request: HttpRequest, public_id: UUID, issue: UUID) -> HttpResponse:
    exercise = _closed(public_id)
    found = issue_or_404(exercise, issue)
    standing = deciding.agreed_now(found)
    first = initial_of(standing.values, standing.confidence, standing.rationales, standing.revision) if standing else {"seen": 0}
    form = AxesForm(request.POST or None, model=exercise.model, complete=True, initial=first)
    scored = queries.scored_issue(found, user_of(request))
    context: dict[str, Any] = {
        "exercise": exercise,
        "issue": found,
        "form": form,
        "conflict": None,
        "axes": exercise.model.axes,
        "scored": scored,
        "differences": presenters.difference_rows(scored) if scored else [],
        "error_on_page": bool(form.errors),
    }
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            deciding.agree(
                by=user_of(request),
                issue=found,
                values=form.values,
                rationales=form.rationales,
                confidence=given[CONFIDENCE],
                seen=given["seen"],
                now=moment_here(timezone.now()),
            )
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/agree.html", context | {"conflict": with_new_number(form, error)})
        messages.success(request, f"Agreed: {found.title}.")
        return redirect("priority_issue", public_id, issue)
    return render(request, "priorities/agree.html", context)


@access(deciders)
def decide(request: HttpRequest, public_id: UUID, issue: UUID) -> HttpResponse:
    exercise = _closed(public_id)
    found = issue_or_404(exercise, issue)
    standing = deciding.decided_now(found)
    first = {"choice": standing.choice, "reason": standing.reason, "seen": standing.revision} if standing else {"seen": 0}
    form = DecisionForm(request.POST or None, initial=first)
    row = next((one for one in queries.ranked(exercise) if one.issue.pk == found.pk), None)
    context: dict[str, Any] = {"exercise": exercise, "issue": found, "form": form, "conflict": None, "row": row, "error_on_page": bool(form.errors)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            deciding.decide(
                by=user_of(request),
                issue=found,
                choice=Decision.Choice(given["choice"]),
                reason=given["reason"],
                seen=given["seen"],
                now=moment_here(timezone.now()),
            )
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/decide.html", context | {"conflict": with_new_number(form, error)})
        messages.success(request, f"Decided: {found.title}.")
        return redirect("priority_results", public_id)
    return render(request, "priorities/decide.html", context)
