"""A scorer's own pages. They show a person their own scores and nothing of anybody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.priorities import presenters, queries, scoring
from wardmoot.apps.priorities.access import readers
from wardmoot.apps.priorities.deciding import CONFIDENCE
from wardmoot.apps.priorities.forms import AxesForm, ReasonForm, initial_of
from wardmoot.apps.priorities.issue_views import with_new_number
from wardmoot.apps.priorities.models import Exercise, Scorer, State
from wardmoot.apps.priorities.views import exercise_or_404, refused
from wardmoot.apps.sources.queries import moment_here


def _mine(request: HttpRequest, public_id: UUID) -> tuple[Exercise, Scorer]:
    exercise = exercise_or_404(public_id)
    scorer = queries.scorer_for(exercise, user_of(request))
    if scorer is None or exercise.state == State.LONGLIST:
        raise Http404("this person has nothing to score here")
    return exercise, scorer


@access(readers)
@never_cache
def own_scores(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exercise, scorer = _mine(request, public_id)
    return _own_page(request, exercise, scorer)


def _own_page(request: HttpRequest, exercise: Exercise, scorer: Scorer, problem: str = "") -> HttpResponse:
    drafts = {draft.issue_id: draft for draft in queries.own_drafts(scorer, user_of(request))}
    left = {issue.pk for issue in queries.unscored(exercise, drafts)}
    rows = [(issue, "Scored" if issue.pk not in left else "Begun" if issue.pk in drafts else "Not begun") for issue in queries.issues(exercise)]
    context: dict[str, Any] = {
        "exercise": exercise,
        "scorer": scorer,
        "rows": rows,
        "complete": not left,
        "problem": problem,
        "form": ReasonForm(label="Why you take them back"),
        "open": exercise.state == State.SCORING,
        "error_on_page": bool(problem),
    }
    return render(request, "priorities/own_scores.html", context, status=409 if problem else 200)


@access(readers)
@never_cache
def score_issue(request: HttpRequest, public_id: UUID, issue: UUID) -> HttpResponse:
    exercise, scorer = _mine(request, public_id)
    found = get_object_or_404(queries.issues(exercise), public_id=issue)
    draft = queries.own_drafts(scorer, user_of(request)).filter(issue=found).first()
    first = initial_of(draft.values, draft.confidence, {}, draft.revision, draft.note) if draft else {"seen": 0}
    form = AxesForm(request.POST or None, model=exercise.model, initial=first)
    context: dict[str, Any] = {
        "exercise": exercise,
        "issue": found,
        "form": form,
        "conflict": None,
        "card": presenters.evidence_card(exercise, queries.evidence_of(found), user_of(request)),
        "closed": bool(scorer.submitted_at) or exercise.state != State.SCORING,
        "draft": draft,
        "error_on_page": bool(form.errors),
    }
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            scoring.save_draft(
                by=user_of(request),
                scorer=scorer,
                issue=found,
                values=form.values,
                confidence=given[CONFIDENCE],
                note=given["note"],
                seen=given["seen"],
            )
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/score_issue.html", context | {"conflict": with_new_number(form, error)})
        messages.success(request, f"Saved for you alone: {found.title}.")
        return redirect("priority_own_scores", public_id)
    return render(request, "priorities/score_issue.html", context)


@access(readers)
@require_POST
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exercise, scorer = _mine(request, public_id)
    try:
        scoring.submit(by=user_of(request), scorer=scorer, now=moment_here(timezone.now()))
    except Refused as error:
        return _own_page(request, exercise, scorer, str(error))
    messages.success(request, "Your scores are submitted and locked.")
    return redirect("priority_own_scores", public_id)


@access(readers)
@require_POST
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exercise, scorer = _mine(request, public_id)
    form = ReasonForm(request.POST, label="Why you take them back")
    if not form.is_valid():
        return _own_page(request, exercise, scorer, "Say why you take your scores back.")
    try:
        scoring.reopen(by=user_of(request), scorer=scorer, reason=form.cleaned_data["reason"], now=moment_here(timezone.now()))
    except Refused as error:
        return _own_page(request, exercise, scorer, str(error))
    messages.success(request, "You can change your scores. Submit them again before the round is closed.")
    return redirect("priority_own_scores", public_id)
