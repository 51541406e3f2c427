"""The steps of an assessment: where it stands, what is needed, moving it on and back, locking, approving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import actions, flow_actions, flow_presenters, version_actions
from wardmoot.apps.assessment.access import chairs, draft_for, makers, readers
from wardmoot.apps.assessment.editing import priority_pages
from wardmoot.apps.assessment.editing_forms import BackForm, CompareForm, ReasonForm
from wardmoot.apps.assessment.entries import CLOSED
from wardmoot.apps.assessment.flow import NEXT, progress_of
from wardmoot.apps.assessment.models import OPEN_STEPS, Assessment, Step, StepTaken
from wardmoot.apps.assessment.queries import earlier_versions
from wardmoot.apps.assessment.section_views import show
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.sources.queries import moment_here

movers = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.CHAIR)


@access(readers, audited="view assessment steps")
@never_cache
def steps(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _steps_page(request, draft_for(request, public_id))


def _steps_page(request: HttpRequest, found: Assessment, *, problem: str = "", form: Any = None) -> HttpResponse:
    progress = progress_of(found)
    step = Step(found.step)
    maker, chair = makers.admits(request.user), chairs.admits(request.user)
    lacking = [need for one in OPEN_STEPS[: OPEN_STEPS.index(step) + 1] for need in progress.lacking(one)] if found.is_open else []
    label = "Why you go on with something open" if lacking else "Note"
    back_to = [one for one in OPEN_STEPS if step not in OPEN_STEPS or OPEN_STEPS.index(one) < OPEN_STEPS.index(step)]
    may_return = (maker and found.is_open and back_to) or (chair and step in (Step.APPROVAL, Step.APPROVED, Step.PUBLISHED))
    # made anew: a form that was checked once keeps its first words
    back = BackForm(form.data if isinstance(form, BackForm) else None, initial={"seen": step.value})
    back.fields["to"].choices = [(one.value, one.label) for one in reversed(back_to)]  # type: ignore[attr-defined]
    sent = form.data if form is not None and not isinstance(form, BackForm) else None
    onward = ReasonForm(sent, label=label, initial={"seen": step.value})
    return show(
        request,
        "steps",
        found,
        status=409 if problem else 200,
        tasks=flow_presenters.tasks(progress),
        lacking=lacking,
        following=NEXT.get(step),
        onward=onward if maker and found.is_open else None,
        locking=step is Step.SCORING,
        back=back if may_return else None,
        may_approve=chair and step is Step.APPROVAL,
        version=progress.version,
        problem=problem,
        control=priority_pages(found)[1] if progress.priorities.decided or step not in OPEN_STEPS else "",
        moves=StepTaken.objects.filter(assessment=found).select_related("by"),
        step_words=dict(Step.choices),
        error_on_page=bool(problem),
    )


@access(makers)
@require_POST
def go_on(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = draft_for(request, public_id), ReasonForm(request.POST)
    try:
        given = _given(form)
        flow_actions.go_on(by=user_of(request), assessment=found, now=moment_here(timezone.now()), **given)
    except Refused as refused:
        return _again(request, public_id, str(refused), form)
    messages.success(request, f"The assessment is now at: {Step(found.step).label}.")
    return redirect("assessment_steps", public_id)


@access(movers)
@require_POST
def go_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = draft_for(request, public_id), BackForm(request.POST)
    try:
        given = _given(form)
        flow_actions.go_back(by=user_of(request), assessment=found, now=moment_here(timezone.now()), **given)
    except Refused as refused:
        return _again(request, public_id, str(refused), form)
    messages.success(request, f"The assessment is back at: {Step(found.step).label}.")
    return redirect("assessment_steps", public_id)


@access(makers)
@require_POST
def lock(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = draft_for(request, public_id), ReasonForm(request.POST)
    try:
        given = _given(form)
        job = version_actions.ask_to_lock(by=user_of(request), assessment=found, reason=given["reason"], now=timezone.now())
    except Refused as refused:
        return _again(request, public_id, str(refused), form)
    return redirect("job", job.public_id)


@access(chairs)
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id)
    try:
        given = request.POST.get("version", "")
        number = int(given) if given.isascii() and given.isdigit() else 0
        version = flow_actions.approve(by=user_of(request), assessment=found, now=moment_here(timezone.now()), number=number)
    except Refused as refused:
        return _again(request, public_id, str(refused))
    messages.success(request, f"Version {version.number} is approved.")
    return redirect("assessment_steps", public_id)


def _given(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(next(str(errors[0]) for errors in form.errors.values()))
    known: dict[str, Any] = form.cleaned_data
    if known["seen"] not in Step:
        raise Refused("This form is not whole. Open the page again and send it from there.")
    return known


def _again(request: HttpRequest, public_id: UUID, problem: str, form: Any = None) -> HttpResponse:
    return _steps_page(request, draft_for(request, public_id), problem=problem, form=form)


@access(makers)
def gather(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id)
    problem = ""
    if request.method == "POST":
        try:
            job = actions.ask_again(by=user_of(request), assessment=found, now=timezone.now())
        except Refused as refused:
            problem = str(refused)
        else:
            return redirect("job", job.public_id)
    context = {"problem": problem, "stale": progress_of(found).stale, "closed": CLOSED}
    return show(request, "gather", found, status=409 if problem else 200, **context)


@access(makers)
def compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id)
    versions = list(earlier_versions(found))
    held = str(found.compared_with.public_id) if found.compared_with else ""
    form = CompareForm(request.POST or None, versions=versions, initial={"version": held})
    problem = ""
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in versions if str(one.public_id) == form.cleaned_data["version"]), None)
        try:
            version_actions.compare_with(by=user_of(request), assessment=found, version=chosen, now=moment_here(timezone.now()))
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, "Saved. Gather again to draw up the annex of what changed.")
            return redirect("assessment", public_id)
    context = {"form": form, "versions": versions, "problem": problem, "error_on_page": bool(form.errors)}
    return show(request, "compare", found, status=409 if problem else 200, **context)
