"""Filling in what the plan lacks, and publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access
from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.plan import actions, presenters, queries
from wardmoot.apps.plan.access import editors
from wardmoot.apps.plan.forms import MatrixCellForm, PublishForm, ReportingLineForm
from wardmoot.apps.plan.models import Entry, MatrixCell
from wardmoot.apps.plan.views import or_404, show, with_plan
from wardmoot.core.plan import Plan


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the gate lets nobody else in
    return request.user


def _with_new_number(form: Any, latest: Entry | None) -> None:
    """Keep what the person chose, and let the next save build on what they now see."""
    form.data = form.data.copy()
    form.data["seen"] = str(queries.revision_of(latest))


@access(editors)
@never_cache
@with_plan
def matrix_cell(request: HttpRequest, plan: Plan, theme: str, priority: str) -> HttpResponse:
    place = (or_404(plan.theme, theme), or_404(plan.priority, priority))
    standing = queries.matrix_cells(plan).get((theme, priority))
    first = {name: getattr(standing, name, "") for name in ("part", "group", "document")} | {"seen": queries.revision_of(standing)}
    form = MatrixCellForm(request.POST or None, plan=plan, initial=first)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            part = MatrixCell.Part(given["part"])
            actions.set_matrix_cell(
                by=_person(request),
                plan=plan,
                theme=theme,
                priority=priority,
                part=part,
                group=given["group"],
                document=given["document"],
                seen=given["seen"],
                now=timezone.now(),
            )
        except actions.ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            _with_new_number(form, changed.latest)
            conflict, status = presenters.matrix_view(plan, *place, queries.matrix_cells(plan)), 409
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, f"Saved: {place[0].name} and {place[1].name}.")
            return redirect("plan_matrix")
    context = {"form": form, "theme": place[0], "priority": place[1], "conflict": conflict, "history": queries.matrix_history(plan, theme, priority)}
    return _form_page(request, plan, "matrix_cell", "plan_matrix", ("Priority matrix", reverse("plan_matrix")), status, context)


@access(editors)
@never_cache
@with_plan
def reports_to(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    group = or_404(plan.group, key)
    lines = queries.reporting_lines(plan)
    first = {"reports_to": queries.uppers(plan, lines).get(key, ""), "seen": queries.revision_of(lines.get(key))}
    form = ReportingLineForm(request.POST or None, plan=plan, group=key, initial=first)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_reports_to(by=_person(request), plan=plan, group=key, reports_to=given["reports_to"], seen=given["seen"], now=timezone.now())
        except actions.ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            _with_new_number(form, changed.latest)
            conflict, status = changed.latest, 409
        except actions.Refused as refused:
            form.add_error("reports_to", str(refused))
            status = 409
        else:
            messages.success(request, f"Saved: to whom {group.name} reports.")
            return redirect("plan_governance")
    words = {"conflict_words": presenters.upper_words(plan, conflict.reports_to) or "Not entered"} if conflict else {}
    history = [(entry, presenters.upper_words(plan, entry.reports_to) or "Not entered") for entry in queries.reporting_history(plan, key)]
    context = {"form": form, "group": group, "conflict": conflict, "history": history, **words}
    return _form_page(request, plan, "reports_to", "plan_governance", ("Governance", reverse("plan_governance")), status, context)


def _form_page(
    request: HttpRequest, plan: Plan, template: str, here: str, back: tuple[str, str], status: int, context: dict[str, Any]
) -> HttpResponse:
    response = show(request, template, here, plan, crumbs=presenters.crumbs(back), error_on_page=bool(context["form"].errors), **context)
    response.status_code = status
    return response


@access(editors, audited="view plan publishing")
@never_cache
@with_plan
def publish(request: HttpRequest, plan: Plan) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        form = PublishForm(request.POST)
        try:
            actions.publish_plan(by=_person(request), digest=form.cleaned_data["digest"] if form.is_valid() else "", now=timezone.now())
        except actions.Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, "The plan is published. Anybody can read its summary.")
            return redirect("plan_publish")
    return _publish_page(request, plan, problem)


def _publish_page(request: HttpRequest, plan: Plan, problem: str) -> HttpResponse:
    source = queries.plan_source()
    public = [headline for headline in plan.headlines if presenters.is_public(headline)]
    live = queries.live_publication()
    context = {
        "problem": problem,
        "live": live,
        "readable": live is None or queries.public_plan() is not None,
        "changed": bool(live and source and live.digest != source.digest),
        "form": PublishForm(initial={"digest": source.digest if source else ""}),
        "public": len(public),
        "hidden": len(plan.headlines) - len(public),
        "demonstration": partnership().demonstration_on is not None,
    }
    response = show(request, "publish", "plan", plan, **context)
    response.status_code = 409 if problem else 200
    return response


@access(editors)
@require_POST
@with_plan
def withdraw(request: HttpRequest, plan: Plan) -> HttpResponse:
    try:
        actions.withdraw_plan(by=_person(request), now=timezone.now())
    except actions.Refused as refused:
        return _publish_page(request, plan, str(refused))
    messages.success(request, "The plan is withdrawn. The public page no longer shows it.")
    return redirect("plan_publish")
