"""The control strategy: what each theme does under each of the four Ps, and what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.queries import today
from wardmoot.apps.assessment.editing_forms import with_seen
from wardmoot.apps.plan import presenters as plan_presenters
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.plan.queries import revision_of
from wardmoot.apps.plan.views import or_404, with_plan
from wardmoot.apps.priorities import control_actions as actions
from wardmoot.apps.priorities import control_presenters as presenters
from wardmoot.apps.priorities import control_queries as queries
from wardmoot.apps.priorities.control_access import editors, readers
from wardmoot.apps.priorities.control_forms import ControlItemForm, ReasonForm
from wardmoot.apps.priorities.control_page import made_page
from wardmoot.apps.sources.queries import moment_here
from wardmoot.core.plan import Plan
from wardmoot.core.priorities.control_strategy import FourP, gaps
from wardmoot.govuk.tables import csv_response, list_table, ordered_records, read_state

HERE = ("Control strategy", "control_strategy")


def _show(request: HttpRequest, template: str, plan: Plan, status: int = 200, **context: Any) -> HttpResponse:
    crumbs = plan_presenters.crumbs() if template == "control" else plan_presenters.crumbs((HERE[0], reverse(HERE[1])))
    shared = {"plan": plan, "sections": plan_presenters.sections(HERE[1]), "crumbs": crumbs, "editor": editors.admits(request.user)}
    return render(request, f"priorities/{template}.html", shared | context, status=status)


@access(readers, audited="view control strategy")
@with_plan
def control_strategy(request: HttpRequest, plan: Plan) -> HttpResponse:
    views = presenters.item_views(plan, today(now=timezone.now()))
    missing = gaps(queries.grid(plan))
    return _show(request, "control", plan, rows=presenters.places(plan, views), any=bool(views), missing=len(missing), ps=list(FourP))


@access(readers, audited="view control strategy items")
@with_plan
def control_items(request: HttpRequest, plan: Plan) -> HttpResponse:
    every = presenters.item_views(plan, today(now=timezone.now()))
    state = read_state(request.GET, presenters.COLUMNS, default="review_on", filters=presenters.FILTERS)
    chosen = dict(state.filters)
    table = list_table(
        presenters.matching(every, chosen),
        presenters.COLUMNS,
        state,
        caption="Items of the control strategy",
        empty="No item matches these filters." if every else "Nothing has been entered yet. Add the first item on the control strategy’s page.",
    )
    export = f"{reverse('control_items_file')}?{state.query(page=1)}"
    context: dict[str, Any] = {"table": table, "filters": presenters.selects(plan, every, chosen), "export": export}
    return _show(request, "control_items", plan, **context)


@access(readers, audited="download control strategy items")
@with_plan
def control_items_file(request: HttpRequest, plan: Plan) -> HttpResponse:
    every = presenters.item_views(plan, today(now=timezone.now()))
    state = read_state(request.GET, presenters.COLUMNS, default="review_on", filters=presenters.FILTERS)
    chosen = dict(state.filters)
    shown = ordered_records(presenters.matching(every, chosen), presenters.COLUMNS, state)
    page = made_page(plan, now=timezone.now())
    return csv_response(
        shown,
        presenters.EXPORTED,
        title=f"{page.shield} | Control strategy, {plan.identity.partnership}",
        described=presenters.described(plan, every, chosen),
        filename=page.file_name("csv", "control-strategy-items"),
    )


@access(readers, audited="download control strategy")
@with_plan
def control_strategy_file(request: HttpRequest, plan: Plan, form: str) -> HttpResponse:
    page = made_page(plan, now=timezone.now())
    if form not in page.forms:
        raise Http404("the control strategy is made as PDF, Word and spreadsheet")
    response = HttpResponse(page.content(form), content_type=page.forms[form])
    response["Content-Disposition"] = f'attachment; filename="{page.file_name(form, "control-strategy")}"'
    return response


@access(readers, audited="view control strategy item")
@with_plan
def control_item(request: HttpRequest, plan: Plan, item: UUID) -> HttpResponse:
    saved = queries.history(plan, item)
    if not saved:
        raise Http404("the control strategy has no such item")
    view = presenters.item_view(plan, saved[0], today(now=timezone.now()))
    return _show(request, "control_item", plan, view=view, history=saved)


@access(editors)
@never_cache
@with_plan
def add_control_item(request: HttpRequest, plan: Plan) -> HttpResponse:
    first = {name: request.GET.get(name, "") for name in ("theme", "p")} | {"item": uuid4(), "status": "planned", "seen": 0}
    return _item_form(request, plan, first, heading="Add an item")


@access(editors)
@never_cache
@with_plan
def change_control_item(request: HttpRequest, plan: Plan, item: UUID) -> HttpResponse:
    saved = queries.history(plan, item)
    if not saved:
        raise Http404("the control strategy has no such item")
    first = {name: getattr(saved[0], name) for name in actions.FIELDS} | {"item": item, "seen": saved[0].revision}
    return _item_form(request, plan, first, heading="Change an item", fixed=item)


def _item_form(request: HttpRequest, plan: Plan, first: dict[str, Any], *, heading: str, fixed: UUID | None = None) -> HttpResponse:
    form = ControlItemForm(request.POST or None, plan=plan, initial=first)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.save_item(
                by=user_of(request), plan=plan, item=fixed or given["item"], values=given, seen=given["seen"], now=moment_here(timezone.now())
            )
        except ChangedMeanwhile as changed:
            conflict, status = presenters.item_view(plan, changed.latest, today(now=timezone.now())), 409
            form.add_error(None, str(changed))
            form.data = with_seen(form.data, revision_of(changed.latest))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, "Saved: the item of the control strategy.")
            return redirect("control_item", made.item)
    return _show(request, "control_item_form", plan, status, form=form, heading=heading, conflict=conflict, error_on_page=bool(form.errors))


@access(editors)
@never_cache
@with_plan
def control_reason(request: HttpRequest, plan: Plan, theme: str, p: str) -> HttpResponse:
    place = or_404(plan.theme, theme)
    if p not in {one.value for one in FourP}:
        raise Http404("there are four Ps: prevent, pursue, protect, prepare")
    standing = queries.reasons(plan).get((theme, p))
    form = ReasonForm(request.POST or None, initial={"words": standing.words if standing else "", "seen": revision_of(standing)})
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        now = moment_here(timezone.now())
        try:
            actions.give_reason(by=user_of(request), plan=plan, theme=theme, p=FourP(p), words=given["words"], seen=given["seen"], now=now)
        except ChangedMeanwhile as changed:
            conflict, status = changed.latest, 409
            form.add_error(None, str(changed))
            form.data = with_seen(form.data, revision_of(changed.latest))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, f"Saved: why {place.name} has nothing under {FourP(p).heading}.")
            return redirect("control_strategy")
    return _show(request, "control_reason", plan, status, form=form, theme=place, p=FourP(p), conflict=conflict, error_on_page=bool(form.errors))
