"""The longlist: suggestions, free entry, an issue's evidence card, changing and withdrawing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.assessment.queries import findings_of
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.plan.queries import current_plan
from wardmoot.apps.priorities import actions, deciding, presenters, queries
from wardmoot.apps.priorities.access import coordinators, deciders, moderators, readers
from wardmoot.apps.priorities.forms import IssueForm, ReasonForm, SuggestionsForm
from wardmoot.apps.priorities.models import Exercise, Issue, State
from wardmoot.apps.priorities.record import locked_evidence
from wardmoot.apps.priorities.views import exercise_or_404, refused
from wardmoot.apps.sources.queries import moment_here
from wardmoot.catalogue.assessment_template import section_of
from wardmoot.core.findings import Finder, Finding
from wardmoot.core.plan import Theme

MOST_SUGGESTED = 40
"""Findings come strongest first; the rest can be chosen as evidence of any issue."""


def issue_or_404(exercise: Exercise, public_id: UUID) -> Issue:
    return get_object_or_404(Issue.objects.select_related("exercise__assessment"), exercise=exercise, public_id=public_id)


def themes_left(exercise: Exercise) -> list[Theme]:
    plan = current_plan()
    held = set(queries.issues(exercise).values_list("theme", flat=True))
    return [theme for theme in plan.themes if theme.key not in held] if plan else []


def findings_left(exercise: Exercise, found: tuple[Finding, ...]) -> list[Finding]:
    """Findings that no issue rests on yet. That data is missing is no issue by itself."""
    held = {name for names in queries.issues(exercise).values_list("findings", flat=True) for name in names}
    return [one for one in found if one.id not in held and one.finder is not Finder.MISSING][:MOST_SUGGESTED]


@access(coordinators)
def suggestions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exercise = exercise_or_404(public_id)
    found = findings_of(exercise.assessment)
    themes, left = themes_left(exercise), findings_left(exercise, found)
    form = SuggestionsForm(request.POST or None, themes=themes, found=left)
    context = {"form": form, "exercise": exercise, "any": bool(themes or left), "error_on_page": bool(form.errors)}
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data.get("themes", ())), set(form.cleaned_data.get("findings", ()))
        try:
            add_suggested(
                exercise, [one for one in themes if one.key in chosen[0]], [one for one in left if one.id in chosen[1]], found, user_of(request)
            )
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/suggestions.html", context)
        return redirect("priority_exercise", public_id)
    return render(request, "priorities/suggestions.html", context)


def add_suggested(exercise: Exercise, themes: list[Theme], chosen: list[Finding], found: tuple[Finding, ...], by: Any) -> None:
    now = moment_here(timezone.now())
    for theme in themes:
        evidence = [one.id for one in found if section_of(one) == f"theme-{theme.key}"]
        actions.add_issue(
            by=by, exercise=exercise, title=theme.name, problem="", origin=Issue.Origin.THEME, theme=theme.key, findings=evidence, now=now
        )
    for one in chosen:
        title = f"{one.subject_words[:1].upper()}{one.subject_words[1:]}, {one.area.name}"[:150]
        taken = queries.issues(exercise).filter(title__iexact=title).exists()
        title = f"{title}: {one.finder.value.replace('-', ' ')}"[:160] if taken else title
        actions.add_issue(
            by=by,
            exercise=exercise,
            title=title,
            problem=one.words if queries.is_open(one) else "",
            origin=Issue.Origin.FINDING,
            findings=[one.id],
            now=now,
        )


@access(coordinators)
def add_issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    exercise = exercise_or_404(public_id)
    form = IssueForm(request.POST or None, found=findings_of(exercise.assessment), initial={"seen": 0})
    context = {"form": form, "exercise": exercise, "issue": None, "conflict": None, "error_on_page": bool(form.errors)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_issue(
                by=user_of(request),
                exercise=exercise,
                title=given["title"],
                problem=given["problem"],
                origin=Issue.Origin.FREE,
                findings=given.get("findings", ()),
                now=moment_here(timezone.now()),
            )
        except Refused as error:
            form.add_error("title", str(error))
            return refused(request, "priorities/issue_form.html", context)
        return redirect("priority_exercise", public_id)
    return render(request, "priorities/issue_form.html", context)


@access(coordinators)
def change_issue(request: HttpRequest, public_id: UUID, issue: UUID) -> HttpResponse:
    exercise = exercise_or_404(public_id)
    found = issue_or_404(exercise, issue)
    gone = queries.evidence_of(found).gone
    first = {"title": found.title, "problem": found.problem, "findings": found.findings, "seen": found.revision}
    form = IssueForm(request.POST or None, found=findings_of(exercise.assessment), gone=gone, initial=first)
    context = {"form": form, "exercise": exercise, "issue": found, "conflict": None, "error_on_page": bool(form.errors)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_issue(
                by=user_of(request),
                issue=found,
                title=given["title"],
                problem=given["problem"],
                findings=given.get("findings", ()),
                seen=given["seen"],
                now=moment_here(timezone.now()),
            )
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/issue_form.html", context | {"conflict": with_new_number(form, error)})
        return redirect("priority_issue", public_id, issue)
    return render(request, "priorities/issue_form.html", context)


def with_new_number(form: Any, error: Refused) -> Any:
    """What somebody else saved meanwhile, if that is why; the form keeps what was typed and now builds on theirs."""
    if not isinstance(error, ChangedMeanwhile):
        return None
    form.data = form.data.copy()
    form.data["seen"] = str(error.latest.revision if error.latest else 0)
    return error.latest


@access(coordinators)
def withdraw_issue(request: HttpRequest, public_id: UUID, issue: UUID) -> HttpResponse:
    exercise = exercise_or_404(public_id)
    found = issue_or_404(exercise, issue)
    form = ReasonForm(request.POST or None, label="Why it is withdrawn", hint="It stays on record with this reason.")
    context = {"form": form, "exercise": exercise, "issue": found, "error_on_page": bool(form.errors)}
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_issue(by=user_of(request), issue=found, reason=form.cleaned_data["reason"], now=moment_here(timezone.now()))
        except Refused as error:
            form.add_error(None, str(error))
            return refused(request, "priorities/withdraw.html", context)
        messages.success(request, f"“{found.title}” is withdrawn.")
        return redirect("priority_exercise", public_id)
    return render(request, "priorities/withdraw.html", context)


@access(readers, audited="view issue")
def issue(request: HttpRequest, public_id: UUID, issue: UUID) -> HttpResponse:
    exercise, user = exercise_or_404(public_id), user_of(request)
    found = issue_or_404(exercise, issue)
    decided = exercise.state == State.DECIDED and found.stands
    evidence = locked_evidence(exercise, str(found.public_id)) if decided else queries.evidence_of(found)
    row = next((one for one in queries.ranked(exercise) if one.issue.pk == found.pk), None)
    scored = queries.scored_issue(found, user)
    context = {
        "exercise": exercise,
        "issue": found,
        "origin": presenters.ORIGINS[Issue.Origin(found.origin)],
        "card": presenters.evidence_card(exercise, evidence, user),
        "locked": decided,
        "row": row,
        "decision_tag": presenters.decision_tag(row) if row else "",
        "scored": scored,
        "differences": presenters.difference_rows(scored) if scored else [],
        "axes": exercise.model.axes,
        "rationale_of_confidence": row.agreed.rationales[deciding.CONFIDENCE] if row else "",
        "may_change": coordinators.admits(user) and exercise.state == State.LONGLIST and found.stands,
        "may_withdraw": coordinators.admits(user) and exercise.state in actions.WITHDRAWABLE and found.stands,
        "may_agree": moderators.admits(user) and exercise.state == State.MODERATION and found.stands,
        "may_decide": deciders.admits(user) and exercise.state == State.MODERATION and found.stands,
    }
    return render(request, "priorities/issue.html", context)
