"""Reading the plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.plan import cards, presenters, queries
from wardmoot.apps.plan.access import editors, readers, readers_of_counts
from wardmoot.apps.plan.counted import beside, counted, marking_of
from wardmoot.apps.plan.tables import TABLES, PlanTable
from wardmoot.apps.plan.traces import how_we_know
from wardmoot.catalogue.faults import PlanFaults
from wardmoot.core.figures import Marking
from wardmoot.core.plan import Plan, gaps
from wardmoot.reports.csv_table import table_to_csv
from wardmoot.reports.document import DEMONSTRATION
from wardmoot.reports.spreadsheet import table_to_ods

Found = TypeVar("Found")


def with_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the plan; where there is none, or its file is broken, show what to do instead."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            plan = queries.current_plan()
        except PlanFaults as faults:
            return render(request, "plan/broken.html", {"faults": faults.faults}, status=503)
        if plan is None:
            return render(request, "plan/empty.html")
        return view(request, plan, *args, **kwargs)

    return shown


def or_404(look_up: Callable[[str], Found], key: str) -> Found:
    try:
        return look_up(key)
    except KeyError:
        raise Http404 from None


def show(request: HttpRequest, template: str, here: str, plan: Plan, **context: Any) -> HttpResponse:
    return render(request, f"plan/{template}.html", {"plan": plan, "sections": presenters.sections(here), "crumbs": presenters.crumbs(), **context})


@access(readers)
@with_plan
def plan_on_a_page(request: HttpRequest, plan: Plan) -> HttpResponse:
    context = {"cards": presenters.priority_cards(plan), "lines": presenters.theme_lines(plan), "pressing": presenters.pressing_gaps(plan)}
    return show(request, "on_a_page", "plan", plan, editor=editors.admits(request.user), publication=queries.live_publication(), **context)


@access(readers, audited="view plan priority")
@with_plan
def priority(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    found = or_404(plan.priority, key)
    order = plan.priorities_in_table
    place = order.index(found)
    shown = beside(plan, plan.headlines_of(key), user=user_of(request), now=timezone.now())
    cells = queries.matrix_cells(plan)
    context = {
        "priority": found,
        "place": place + 1,
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
        "cards": cards.cards_of(plan, key),
        "counted": shown,
        "marking": marking_of(shown.values()),
        "statements": plan.statements_of(key),
        "lines": presenters.themes_of_priority(plan, key, cells),
        "anchor": presenters.anchor,
        "gaps": presenters.gaps_of(plan, found, tuple(gap for gap in gaps(plan) if gap.section == "priorities")),
    }
    return show(request, "priority", "plan", plan, **context)


@access(readers, audited="view plan figure")
@with_plan
def figure(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    headline, found = or_404(lambda asked: cards.any_figure(plan, asked), key)
    of = plan.priority(headline.priority)
    shown = beside(plan, [headline], user=user_of(request), now=timezone.now()).get(key)
    context = {
        "headline": headline,
        "how": how_we_know(found),
        "whole": key == headline.id,
        "card": cards.card_of(plan, headline),
        "beside": shown,
        "marking": marking_of([shown] if shown else []),
        "priority": of,
        "crumbs": presenters.crumbs((of.name, presenters.priority_address(of.key))),
    }
    return show(request, "figure", "plan_figures", plan, **context)


@access(readers_of_counts, audited="view counted figure of the plan")
@with_plan
def counted_figure(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    headline, printed = or_404(lambda asked: cards.any_figure(plan, asked), key)
    found = next((one for one in counted(plan, [headline], user=user_of(request), now=timezone.now()) if one.published.id == key), None)
    if found is None or found.counted is None:
        raise Http404
    context = {
        "headline": headline,
        "printed": cards.number_of(printed),
        "how": how_we_know(found.counted),
        "marking": found.counted.marking.value,
        "crumbs": presenters.crumbs((f"Figure {key}", reverse("plan_figure", args=[key]))),
    }
    return show(request, "counted_figure", "plan_figures", plan, **context)


@access(readers)
@with_plan
def theme(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    found = or_404(plan.theme, key)
    context = {
        "line": presenters.theme_line(plan, found),
        "priorities": presenters.priorities_of_theme(plan, key, queries.matrix_cells(plan)),
        "headlines": presenters.headlines_of_theme(plan, key),
        "crumbs": presenters.crumbs(("Delivery", reverse("plan_delivery"))),
    }
    return show(request, "theme", "plan_delivery", plan, **context)


@access(readers)
@with_plan
def group(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    found = or_404(plan.group, key)
    lines = queries.reporting_lines(plan)
    above = queries.uppers(plan, lines)
    context = {
        "group": found,
        "lines": [presenters.theme_line(plan, theme) for theme in plan.themes_of(key)],
        "upper": presenters.upper_words(plan, above.get(key, "")),
        "below": [other for other in plan.groups if above.get(other.key) == queries.GROUP + key],
        "editor": editors.admits(request.user),
        "crumbs": presenters.crumbs(("Governance", reverse("plan_governance"))),
    }
    return show(request, "group", "plan_governance", plan, **context)


@access(readers)
@with_plan
def governance(request: HttpRequest, plan: Plan) -> HttpResponse:
    lines = queries.reporting_lines(plan)
    context = {
        "lines": presenters.theme_lines(plan),
        "reporting": presenters.reporting_views(plan, lines),
        "tree": presenters.reporting_tree(plan, lines),
        "editor": editors.admits(request.user),
    }
    return show(request, "governance", "plan_governance", plan, **context)


@access(readers)
@with_plan
def matrix(request: HttpRequest, plan: Plan) -> HttpResponse:
    rows = presenters.matrix_rows(plan, queries.matrix_cells(plan))
    return show(request, "matrix", "plan_matrix", plan, rows=rows, editor=editors.admits(request.user))


def table_context(request: HttpRequest, table: PlanTable) -> dict[str, Any]:
    shown = table.page(request.GET)
    query = shown.state.query(page=1)
    files = {form: f"{reverse('plan_table_file', args=[table.name, form])}?{query}" for form in FORMS}
    return {
        "title": table.title,
        "table": shown,
        "filters": table.selects(request.GET),
        "described": table.described(table.chosen(request.GET)),
        "files": files,
    }


def _table(request: HttpRequest, plan: Plan, name: str) -> HttpResponse:
    return show(request, name, f"plan_{name}", plan, **table_context(request, TABLES[name](plan)))


@access(readers)
@with_plan
def outcomes(request: HttpRequest, plan: Plan) -> HttpResponse:
    return _table(request, plan, "outcomes")


@access(readers)
@with_plan
def delivery(request: HttpRequest, plan: Plan) -> HttpResponse:
    return _table(request, plan, "delivery")


@access(readers, audited="view plan figures")
@with_plan
def figures(request: HttpRequest, plan: Plan) -> HttpResponse:
    return _table(request, plan, "figures")


@access(readers)
@with_plan
def gap_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    return _table(request, plan, "gaps")


FORMS = {"csv": "text/csv; charset=utf-8", "ods": "application/vnd.oasis.opendocument.spreadsheet"}


@access(readers, audited="download plan table")
@with_plan
def table_file(request: HttpRequest, plan: Plan, name: str, form: str) -> HttpResponse:
    if name not in TABLES or form not in FORMS:
        raise Http404
    table = TABLES[name](plan)
    demonstration = partnership().demonstration_on is not None
    shield = " | ".join(part for part in (Marking.OFFICIAL.value, DEMONSTRATION if demonstration else "") if part)
    kept = (table.described(table.chosen(request.GET)), shield)
    made = table.file(request.GET, subtitle=kept[0], source=plan.identity.title)
    body = (
        "\ufeff" + table_to_csv(made, kept=(*kept, f"Source: {made.source}")) if form == "csv" else table_to_ods(made, marking=shield, kept=kept[:1])
    )
    response = HttpResponse(body, content_type=FORMS[form])
    stem = f"{'DEMONSTRATION-NOT-REAL-' if demonstration else ''}plan-{name}-{Marking.OFFICIAL.value}"
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    return response


@access(who.anyone)
def public_plan(request: HttpRequest) -> HttpResponse:
    found = queries.public_plan()
    if found is None:
        raise Http404
    publication, plan = found
    sections = [(item, [(headline, *_public(plan, headline)) for headline in plan.headlines_of(item.key)]) for item in plan.priorities_in_table]
    return render(request, "plan/public.html", {"plan": plan, "publication": publication, "sections": sections, "marking": ""})


def _public(plan: Plan, headline: Any) -> tuple[bool, cards.Card | None, str]:
    if not presenters.is_public(headline):
        return False, None, presenters.public_label(headline)
    return True, cards.card_of(plan, headline), headline.label
