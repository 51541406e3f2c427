"""The exercises, one of them, and moving it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.exports import file_name, shield
from wardmoot.apps.assessment.presenters import period_words
from wardmoot.apps.assessment.queries import made
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.priorities import actions, deciding, presenters, queries
from wardmoot.apps.priorities.access import coordinators, deciders, readers
from wardmoot.apps.priorities.forms import AskForm, ExerciseForm, ReasonForm
from wardmoot.apps.priorities.models import Exercise, Scorer, State
from wardmoot.apps.sources.queries import moment_here
from wardmoot.catalogue.faults import CatalogueFaults
from wardmoot.catalogue.priority_models import parse_priority_model, priority_models
from wardmoot.govuk.tables import csv_response, list_table, ordered_records, read_state

EMPTY = "No issue is on the longlist, or none matches the filter."


def exercise_or_404(public_id: UUID) -> Exercise:
    return get_object_or_404(queries.exercises(), public_id=public_id)


def refused(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form whose saving was refused, with what the person typed."""
    return render(request, template, context | {"error_on_page": True}, status=409)


@access(readers)
def priorities(request: HttpRequest) -> HttpResponse:
    state = read_state(request.GET, presenters.EXERCISE_COLUMNS, default="-at", filters=("state",))
    chosen = dict(state.filters)["state"]
    table = list_table(
        queries.exercises(state=chosen), presenters.EXERCISE_COLUMNS, state, caption="Exercises", empty="No exercise matches this filter."
    )
    context = {
        "any": queries.exercises().exists(),
        "table": table,
        "filters": presenters.state_filter(chosen),
        "export": "",
        "may_run": coordinators.admits(request.user),
        "to_score": queries.own_exercises(user_of(request)),
    }
    return render(request, "priorities/exercises.html", context)


@access(coordinators)
def begin(request: HttpRequest) -> HttpResponse:
    try:
        texts = priority_models(settings.HOME)
    except CatalogueFaults as faults:
        return render(request, "priorities/broken_model.html", {"faults": faults.faults, "file": faults.file}, status=503)
    assessments = [(str(one.public_id), f"{one.area_name}, {period_words(one)}") for one in made()]
    models = [(name, parse_priority_model(text.encode(), name)) for name, text in texts.items()]
    form = ExerciseForm(request.POST or None, assessments=assessments, models=models, initial={"model": "thematic 1"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = get_object_or_404(made(), public_id=given["assessment"])
        begun = actions.begin(
            by=user_of(request), assessment=found, title=given["title"], model_text=texts[given["model"]], now=moment_here(timezone.now())
        )
        return redirect("priority_suggestions", begun.public_id)
    context = {"form": form, "any": bool(assessments), "models": models, "error_on_page": bool(form.errors)}
    return render(request, "priorities/begin.html", context)


@access(readers, audited="view priority exercise")
def exercise(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, user = exercise_or_404(public_id), user_of(request)
    columns = presenters.issue_columns()
    state = read_state(request.GET, columns, default="title", filters=("origin",))
    context = {
        "exercise": found,
        "facts": presenters.facts(found),
        "formula": found.model.formula,
        "table": list_table(_issues(found, state), columns, state, caption="Issues", caption_shown=False, empty=EMPTY),
        "filters": presenters.origin_filter(dict(state.filters)["origin"]),
        "export": f"{reverse('priority_issues_file', args=[public_id])}?{state.query(page=1)}",
        "withdrawn": queries.withdrawn(found),
        "scorers": presenters.scorer_rows(queries.scorers(found), coordinators.admits(user) and found.state == State.LONGLIST),
        "few": queries.agencies_of(found) < queries.AGENCIES_EXPECTED,
        "own": queries.scorer_for(found, user),
        "may_run": coordinators.admits(user),
        "may_decide": deciders.admits(user),
        "sees_record": queries.sees_record(found, user),
        "waiting": deciding.still_open(found) if found.state == State.MODERATION else ([], []),
    }
    return render(request, "priorities/exercise.html", context)


def _issues(found: Exercise, state: Any) -> Any:
    origin = dict(state.filters)["origin"]
    issues = queries.issues(found)
    return issues.filter(origin=origin) if origin in presenters.ORIGINS else issues


@access(readers, audited="export issues")
def issues_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, columns = exercise_or_404(public_id), presenters.issue_columns()
    state = read_state(request.GET, columns, default="title", filters=("origin",))
    rows = ordered_records(_issues(found, state), columns, state)
    origin = dict(state.filters)["origin"]
    described = f"Filter: from {presenters.ORIGINS[origin].lower()}" if origin in presenters.ORIGINS else "Filter: none"  # type: ignore[index]
    title = f"{found.title}: issues ({shield()})"
    return csv_response(rows, presenters.file_columns(columns), title=title, described=described, filename=file_name("issues", "csv"))


@access(coordinators)
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = exercise_or_404(public_id)
    people = queries.may_be_asked().exclude(pk__in=queries.scorers(found).values("user"))
    form = AskForm(request.POST or None, people=people)
    context = {"form": form, "exercise": found, "any": bool(people), "error_on_page": bool(form.errors)}
    if request.method == "POST" and form.is_valid():
        chosen = people.filter(public_id__in=form.cleaned_data["people"])
        try:
            actions.invite(by=user_of(request), exercise=found, people=chosen, now=moment_here(timezone.now()))
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/ask.html", context)
        messages.success(request, "They are asked to score. They find it on their home page.")
        return redirect("priority_exercise", public_id)
    return render(request, "priorities/ask.html", context)


@access(coordinators)
@require_POST
def take_off(request: HttpRequest, public_id: UUID, scorer: UUID) -> HttpResponse:
    found = get_object_or_404(Scorer.objects.select_related("exercise"), exercise=exercise_or_404(public_id), public_id=scorer)
    try:
        actions.take_off(by=user_of(request), scorer=found, now=moment_here(timezone.now()))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("priority_exercise", public_id)


def _move(request: HttpRequest, public_id: UUID, kind: str, needs: bool, act: Callable[[Exercise, str], Any], done: str) -> HttpResponse:
    found = exercise_or_404(public_id)
    form = ReasonForm(request.POST or None, label="Why", required=False) if needs else ReasonForm({"reason": ""}, label="Why", required=False)
    context = {"form": form, "exercise": found, "kind": kind, "needs": needs, "scorers": presenters.scorer_rows(queries.scorers(found), False)}
    context["issues"] = list(queries.issues(found))
    if request.method == "POST" and form.is_valid():
        try:
            act(found, form.cleaned_data["reason"])
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/move.html", context)
        messages.success(request, done)
        return redirect("priority_exercise", public_id)
    return render(request, "priorities/move.html", context)


@access(coordinators)
def open_scoring(request: HttpRequest, public_id: UUID) -> HttpResponse:
    needs = queries.agencies_of(exercise_or_404(public_id)) < queries.AGENCIES_EXPECTED

    def act(found: Exercise, reason: str) -> None:
        actions.open_scoring(by=user_of(request), exercise=found, reason=reason, now=moment_here(timezone.now()))

    return _move(request, public_id, "open", needs, act, "Scoring is open. Each scorer scores by themselves.")


@access(coordinators)
def close_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    def act(found: Exercise, reason: str) -> None:
        actions.close_round(by=user_of(request), exercise=found, reason=reason, now=moment_here(timezone.now()))

    return _move(request, public_id, "close", True, act, "The round is closed. The meeting can now agree scores.")


@access(deciders)
def lock(request: HttpRequest, public_id: UUID) -> HttpResponse:
    def act(found: Exercise, reason: str) -> None:
        deciding.lock_decisions(by=user_of(request), exercise=found, now=moment_here(timezone.now()))

    return _move(request, public_id, "lock", False, act, "The decisions are locked, with the evidence of today.")


@access(readers, audited="download record of decision")
def record_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = exercise_or_404(public_id)
    if not queries.sees_record(found, user_of(request)):
        raise Http404("there is no record of a decision here for this person")
    response = HttpResponse(found.record, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name("decision", "json")}"'
    return response
