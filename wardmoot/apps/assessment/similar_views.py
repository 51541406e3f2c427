"""Similar areas: find them, see the working, save a group, and choose the one an assessment is set beside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.accounts.access import access
from wardmoot.apps.accounts.exports import file_name, shield
from wardmoot.apps.assessment import queries, similar_actions, similar_presenters, similar_queries
from wardmoot.apps.assessment.access import makers, readers
from wardmoot.apps.assessment.presenters import period_words
from wardmoot.apps.assessment.similar_forms import FOUND, ChooseGroupForm, SaveGroupForm, SimilarForm
from wardmoot.apps.plan.traces import how_we_know
from wardmoot.apps.sources.queries import held, moment_here
from wardmoot.core.stats.similar_areas import MEMBERS
from wardmoot.evidence import Store, area_group_lists
from wardmoot.govuk.tables import Column, TableState, csv_response, list_table, ordered_records, read_state
from wardmoot.measures.comparators import Profiles, Similar, area_profiles, similar_to

ASKED = ("area", "variables", "members", "without")


def _found(form: SimilarForm, store: Store, profiles: Profiles) -> tuple[Similar | None, str]:
    """The search the form asks for; and why there is none where it cannot be made."""
    if not form.is_valid():
        return None, ""
    given = form.cleaned_data
    members = given["members"] or MEMBERS
    try:
        found = similar_to(store, given["area"], moment_here(timezone.now()), variables=given["variables"], without=given["without"], members=members)
    except ValueError as reason:
        return None, f"{str(reason)[:1].upper()}{str(reason)[1:]}."
    return found, ""


def _state(request: HttpRequest, form: SimilarForm, shown: tuple[Column, ...]) -> TableState:
    given = form.cleaned_data
    query = request.GET.copy()
    for name in ("variables", "without"):
        query[name] = ",".join(given[name])
    return read_state(query, shown, default="distance", filters=ASKED)


def _asked(request: HttpRequest) -> tuple[Profiles, SimilarForm, Similar]:
    """What an address of the working asks for. Raises Http404 where nothing is found by it."""
    store = held()
    profiles = area_profiles(store)
    form = SimilarForm(request.GET, profiles=profiles)
    found, _ = _found(form, store, profiles)
    if found is None:
        raise Http404("no similar areas are found by this address")
    return profiles, form, found


@access(readers)
def similar_areas(request: HttpRequest) -> HttpResponse:
    store = held()
    profiles = area_profiles(store)
    form = SimilarForm(request.GET, profiles=profiles)
    found, reason = _found(form, store, profiles)
    context: dict[str, Any] = {
        "form": form,
        "any": len(profiles.names) > 1 and bool(profiles.variables),
        "reason": reason,
        "not_held": [variable.words for variable in profiles.not_held],
        "may_make": makers.admits(request.user),
        "error_on_page": bool(form.errors),
        "found": None,
        "table": None,
    }
    if found:
        context |= _working(request, form, found)
    return render(request, "assessment/similar.html", context)


def _working(request: HttpRequest, form: SimilarForm, found: Similar) -> dict[str, Any]:
    shown = similar_presenters.columns(found)
    state = _state(request, form, shown)
    leave = Column("leave", "Leave out", lambda row: similar_presenters.left_out_links(found, state, row))
    table = list_table(similar_presenters.rows(found), (*shown, leave), state, caption=f"How far each area is from {found.area.name}")
    return {
        "found": found,
        "group": found.group,
        "names": similar_presenters.member_names(found.group, found.profiles.names),
        "table": table,
        "variables": similar_presenters.variable_rows(found),
        "lacking": similar_presenters.lacking(found),
        "put_back": similar_presenters.put_back(found, state),
        "next_nearest": similar_presenters.next_nearest(found),
        "query": state.query(page=1),
    }


@access(readers, audited="export similar areas")
def similar_areas_export(request: HttpRequest) -> HttpResponse:
    _, form, found = _asked(request)
    state = _state(request, form, similar_presenters.columns(found))
    records = ordered_records(similar_presenters.rows(found), similar_presenters.columns(found), state)
    sources = " ".join(dict.fromkeys(file.attribution for file in found.files))
    described = f"{found.group.words} {shield()}. {sources}"
    title = f"Areas most like {found.area.name}"
    return csv_response(
        records,
        similar_presenters.export_columns(found),
        title=title,
        described=described,
        filename=file_name(f"similar-areas-{found.found.area}", "csv"),
    )


@access(readers)
def similar_areas_how(request: HttpRequest) -> HttpResponse:
    _, _, found = _asked(request)
    figure = similar_presenters.first_figure(found, request.GET.get("of", ""))
    return render(request, "assessment/similar_how.html", {"how": how_we_know(figure), "query": request.GET.urlencode()})


@access(makers)
def save_similar_group(request: HttpRequest) -> HttpResponse:
    _, _, found = _asked(request)
    form = SaveGroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = similar_actions.save_group(by=request.user, name=form.cleaned_data["name"], similar=found, now=moment_here(timezone.now()))  # type: ignore[arg-type]
            messages.success(request, f"The group “{saved.name}” is saved.")
            return redirect("similar_groups")
        except ValueError as reason:
            form.add_error("name", str(reason))
    names = similar_presenters.member_names(found.group, found.profiles.names)
    context = {"form": form, "found": found, "names": names, "query": request.GET.urlencode(), "error_on_page": bool(form.errors)}
    return render(request, "assessment/similar_save.html", context)


@access(readers)
def similar_groups(request: HttpRequest) -> HttpResponse:
    may = makers.admits(request.user)
    shown = similar_presenters.saved_columns(may_remove=may)
    state = read_state(request.GET, shown, default="-at")
    empty = "No group has been saved yet. Find similar areas, and save the group you want to compare with."
    table = list_table(similar_queries.groups_saved(), shown, state, caption="Groups saved here", empty=empty)
    lists = list(similar_presenters.imported_lists(area_group_lists(held())))
    return render(request, "assessment/similar_groups.html", {"table": table, "lists": lists})


@access(makers)
def remove_similar_group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    group = get_object_or_404(similar_queries.groups_saved(), public_id=public_id)
    if request.method == "POST":
        similar_actions.remove_group(by=request.user, group=group, now=moment_here(timezone.now()))  # type: ignore[arg-type]
        messages.success(request, f"The group “{group.name}” is removed. Assessments that were compared with it keep it.")
        return redirect("similar_groups")
    return render(request, "assessment/similar_remove.html", {"group": group})


@access(makers)
def assessment_similar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(queries.assessments(), public_id=public_id)
    area, groups, reason = similar_queries.groups_to_choose(held(), found)
    chosen = similar_queries.group_for(found)
    form = ChooseGroupForm(request.POST or None, groups=groups, initial={"group": _chosen_key(groups, chosen)})
    if request.method == "POST" and form.is_valid():
        try:
            group = dict(groups).get(form.cleaned_data["group"])
            similar_actions.choose_group(by=request.user, assessment=found, group=group, now=moment_here(timezone.now()))  # type: ignore[arg-type]
            messages.success(request, f"The assessment will be compared with {group.name if group else 'the nearest areas, found anew'}.")
            return redirect("assessment_similar", found.public_id)
        except ValueError as reason_now:
            form.add_error(None, str(reason_now))
    context = {
        "assessment": found,
        "period": period_words(found),
        "form": form,
        "reason": reason,
        "chosen": chosen,
        "search": f"{reverse('similar_areas')}?area={area}" if area else reverse("similar_areas"),
        "error_on_page": bool(form.errors),
    }
    return render(request, "assessment/similar_choose.html", context)


def _chosen_key(groups: Any, chosen: Any) -> str:
    return next((key for key, one in groups if chosen and one.name == chosen.name and one.members == chosen.members), FOUND)
