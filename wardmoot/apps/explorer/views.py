"""The explorer: what is asked for and what was found, a figure laid open, the map to move about in, the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.audit.actions import record
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.explorer import downloads, presenters
from wardmoot.apps.explorer.access import readers, refuse_unless_seen, scope_for
from wardmoot.apps.explorer.choices import Choices, choices_for, every_subject
from wardmoot.apps.explorer.exploration import ON_PAGE, Exploration, NotThere, explore, parts_for
from wardmoot.apps.explorer.forms import ExploreForm
from wardmoot.apps.explorer.protection import Withheld
from wardmoot.apps.explorer.state import NAMES, State
from wardmoot.apps.plan.traces import how_we_know
from wardmoot.apps.sources.access import loaders
from wardmoot.apps.sources.queries import held, moment_here
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import ScopeError
from wardmoot.govuk.tables import list_table
from wardmoot.reports.document import DEMONSTRATION
from wardmoot.reports.html import render_html_block
from wardmoot.reports.map_page import map_shapes, map_words


@access(readers)
def explorer(request: HttpRequest) -> HttpResponse:
    store, user = held(), user_of(request)
    _refuse_sensitive(request)
    choices = choices_for(store, user)
    if choices.is_empty:
        return render(request, "explorer/empty.html", {"may_load": loaders.admits(user)})
    if "asked" in request.GET:
        return HttpResponseRedirect(f"{reverse('explore')}?{_settled(request.GET, choices)}")
    form = ExploreForm(request.GET, choices=choices)
    if not form.is_valid():
        return _page(request, form, status=400)
    state = form.state()
    try:
        form.offer_parts(parts_for(store, state, choices, moment_here(timezone.now())))
        found = _explored(request, store, state, choices)
    except NotThere as fault:
        form.add_error("part", str(fault))
        return _page(request, form, status=400)
    except ValueError as fault:
        return _page(request, form, state=state, why_not=str(fault))
    _write_down(request, "explore data", state)
    return _page(request, form, state=state, **_shown(request, found, state))


def _explored(request: HttpRequest, store: Store, state: State, choices: Choices) -> Exploration:
    """Whatever goes wrong with the authority on which rows are read, nothing is shown and the refusal is written down."""
    user = user_of(request)
    try:
        return explore(store, state, choices, scope_for(user, choices.subjects[state.measure]), moment_here(timezone.now()))
    except ScopeError as fault:
        _write_down(request, "explore data", state, outcome=AuditEvent.Outcome.REFUSED)
        raise PermissionDenied(str(fault)) from None


def _refuse_sensitive(request: HttpRequest) -> None:
    """Whatever else the address asks for, a measure that this person may not see is refused and the refusal written down."""
    subject = every_subject().get(request.GET.get("measure", ""))
    if subject:
        refuse_unless_seen(request, user_of(request), subject)


def _settled(asked: Mapping[str, str], choices: Choices) -> str:
    """The address for what the form asks: what a new area or measure does not have falls back to what is usual."""
    given = {name: asked.get(name, "") for name in NAMES}
    if given["area"] != asked["asked"]:
        given["part"] = ""
    subject = choices.subjects.get(given["measure"])
    if subject and given["by"] not in dict(subject.cuts):
        given["by"] = ""
    return State(**given).query()


def _page(request: HttpRequest, form: ExploreForm, *, state: State | None = None, why_not: str = "", status: int = 200, **shown: Any) -> HttpResponse:
    context = {"form": form, "state": state, "why_not": why_not, "found": None, "asked": form.data.get("area", ""), "error_on_page": status == 400}
    return render(request, "explorer/explore.html", context | shown, status=status)


def _shown(request: HttpRequest, found: Exploration, state: State) -> dict[str, Any]:
    address = presenters.figure_address(state)
    columns = presenters.columns_of(found, address)
    order = presenters.table_state(request, found, columns, state)
    answer = found.answer
    rows = presenters.rows_of(answer.breakdown)
    caption = f"{answer.subject.label} by {answer.breakdown.heading.lower()}"
    sorted_by = order.query(page="")

    def block(one: Any) -> Markup:
        return render_html_block(one, trace_url=address, gallery=found.gallery)

    def files(part: str, words: str, query: str = state.query()) -> dict[str, Any]:
        return presenters.download_links(part, words, downloads.FORMS[part], query)

    return {
        "found": found,
        "answer": answer,
        "heading": f"{answer.subject.label}, {answer.area.name}",
        "cards": block(found.cards),
        "sure": block(found.sure),
        "trend": block(found.trend) if found.trend else "",
        "map": block(found.map_with_few_rows) if found.map_with_few_rows else "",
        "hours": found.hours,
        "hours_picture": Markup(found.hours.svg) if found.hours else "",  # noqa: S704  drawn and escaped by our own renderer
        "hours_table": block(found.hours.table) if found.hours else "",
        "table": list_table(rows, columns, order, caption=caption, empty="There are no rows of this kind in the area."),
        "table_notes": found.breakdown(answer.breakdown.rows).notes,
        "files": {
            "figures": files("figures", "The figures"),
            "trend": files("trend", "The months"),
            "table": files("table", "The whole table, in this order", sorted_by),
            "map": files("map", "The map and every small area"),
            "hours": files("hours", "The days and hours"),
        },
        "query": state.query(),
        "not_real": DEMONSTRATION if answer.demonstration else "",
        "marking": answer.marking.value,
    }


def _asked_for(request: HttpRequest) -> tuple[Exploration, State]:
    """What the address of a figure, a map or a file asks for. Http404, saying why, where there is nothing to show."""
    store, user = held(), user_of(request)
    _refuse_sensitive(request)
    choices = choices_for(store, user)
    form = ExploreForm(request.GET, choices=choices)
    if choices.is_empty or not form.is_valid():
        raise Http404("the address asks for something that is not held")
    state = form.state()
    try:
        return _explored(request, store, state, choices), state
    except ValueError as fault:
        raise Http404(str(fault)) from None


@access(readers)
def explore_figure(request: HttpRequest, figure_id: str) -> HttpResponse:
    found, state = _asked_for(request)
    figure = found.figures.get(figure_id)
    if figure is None:
        raise Http404("the view has no figure of this name")
    _write_down(request, "view explorer figure", state)
    return render(request, "explorer/figure.html", _around(found, state) | {"how": how_we_know(figure)})


@access(readers)
def explore_map(request: HttpRequest) -> HttpResponse:
    found, state = _asked_for(request)
    if found.map is None:
        raise Http404(found.answer.places_note)
    words = map_words(found.map) | {"attributions": list(found.answer.attributions)}
    drawing = {key: words[key] for key in ("bands", "labels", "places")} | {"listed": [row["code"] for row in words["table"]["rows"][:ON_PAGE]]}
    context = _around(found, state) | {
        "map": words,
        "picture": Markup(found.gallery.svg(found.map)),  # noqa: S704  drawn and escaped by our own renderer
        "table": presenters.places_table(found.map, presenters.figure_address(state)),
        "drawing": drawing,
        "shapes": f"{reverse('explore_map_shapes')}?{state.query()}",
    }
    _write_down(request, "view explorer map", state)
    return render(request, "explorer/map.html", context)


@access(readers)
def explore_map_shapes(request: HttpRequest) -> HttpResponse:
    found, state = _asked_for(request)
    if found.map is None:
        raise Http404(found.answer.places_note)
    made = map_shapes(found.map) | {"marking": downloads.marking_of(found.answer)}
    _write_down(request, "view explorer map shapes", state)
    return HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/geo+json")


@access(readers)
def explore_file(request: HttpRequest, part: str, form: str) -> HttpResponse:
    if form not in downloads.FORMS.get(part, ()):
        raise Http404("there is no such file of a view")
    found, state = _asked_for(request)
    columns = presenters.columns_of(found, presenters.figure_address(state))
    order = presenters.table_state(request, found, columns, state)
    lines = presenters.ordered_lines(found, columns, order)
    try:
        content = downloads.file_of(found, part, form, lines=lines, now=moment_here(timezone.now()))
    except Withheld as fault:
        _write_down(request, "download from explorer", state, outcome=AuditEvent.Outcome.REFUSED, part=part, form=form)
        return render(request, "explorer/withheld.html", _around(found, state) | {"why": str(fault)}, status=403)
    if content is None:
        raise Http404("the view has no such part")
    _write_down(request, "download from explorer", state, part=part, form=form)
    answer = HttpResponse(content, content_type=downloads.TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{downloads.name_of(found, part, form)}"'
    return answer


def _around(found: Exploration, state: State) -> dict[str, Any]:
    """What every page about one view says of it."""
    return {
        "answer": found.answer,
        "back": f"{reverse('explore')}?{state.query()}",
        "not_real": DEMONSTRATION if found.answer.demonstration else "",
        "marking": found.answer.marking.value,
    }


def _write_down(request: HttpRequest, verb: str, state: State, *, outcome: str = AuditEvent.Outcome.DONE, **more: str) -> None:
    """The audit log says which measure and which area were looked at: both are codes."""
    details = {"area": state.area, "part": state.part, "period": state.period, "by": state.by, **more}
    told = {name: value for name, value in details.items() if value}
    record(verb, by=user_of(request), object_type="measure", object_id=state.measure, outcome=outcome, request=request, details=told)
