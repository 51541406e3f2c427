"""Engagement events: which were held, what was heard, and whether the public meeting of the year is among them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from markupsafe import Markup

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.assessment import engagement
from wardmoot.apps.assessment.access import makers, readers
from wardmoot.apps.assessment.engagement_forms import EventForm, as_given
from wardmoot.apps.assessment.models import EngagementEvent
from wardmoot.apps.plan.actions import ChangedMeanwhile
from wardmoot.apps.sources.presenters import select
from wardmoot.apps.sources.queries import moment_here
from wardmoot.govuk.tables import Column, csv_response, list_table, ordered_records, read_state
from wardmoot.govuk.writing import day
from wardmoot.reports.document import DEMONSTRATION

FILTERS = ("kind", "year")


def _link(event: EngagementEvent) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("engagement_event", args=[event.public_id]), day(event.on))


def _people(event: EngagementEvent) -> str:
    return "Not counted" if event.people is None else f"{event.people:,}"


COLUMNS = (
    Column("on", "Date", _link, order="on"),
    Column("kind", "Kind", lambda event: event.get_kind_display(), order="kind"),
    Column("place", "Place", lambda event: event.place, order="place"),
    Column("audience", "Who was there", lambda event: event.audience, order="audience"),
    Column("people", "People", _people, order="people", numeric=True),
    Column("issues", "Issues raised", lambda event: event.issues, order="issues", numeric=True),
)
EXPORT = (
    Column("on", "Date", lambda event: event.on.isoformat()),
    *COLUMNS[1:4],
    Column("people", "People", lambda event: "" if event.people is None else event.people, numeric=True),
    Column("seniors", "Senior people there", lambda event: "yes" if event.seniors else "no"),
    Column("heard", "Issues", lambda event: "; ".join(_heard(event))),
)


def _heard(event: EngagementEvent) -> list[str]:
    return [one.issue if one.people is None else f"{one.issue} ({one.people:,})" for one in event.views.all()]


@access(readers, audited="view engagement events")
def event_list(request: HttpRequest) -> HttpResponse:
    state = read_state(request.GET, COLUMNS, default="-on", filters=FILTERS)
    chosen = dict(state.filters)
    found = engagement.events(**chosen)
    today = moment_here(timezone.now()).date()
    context = {
        "any": engagement.events().exists(),
        "meeting": engagement.meeting_in_the_last_year(today),
        "may_edit": makers.admits(request.user),
        "table": list_table(found, COLUMNS, state, caption="Engagement events", empty="No event matches these filters."),
        "filters": [
            select("kind", "Kind", chosen["kind"], [("", "Any kind"), *EngagementEvent.Kind.choices]),
            select("year", "Year", chosen["year"], [("", "Any year"), *((year, year) for year in engagement.years())]),
        ],
        "export": f"{reverse('engagement_export')}?{state.query(page=1)}",
    }
    return render(request, "assessment/engagement.html", context)


@access(readers, audited="export engagement events")
def export(request: HttpRequest) -> HttpResponse:
    state = read_state(request.GET, COLUMNS, default="-on", filters=FILTERS)
    chosen = dict(state.filters)
    found = ordered_records(engagement.events(**chosen).prefetch_related("views"), COLUMNS, state)
    kinds = dict(EngagementEvent.Kind.choices)
    said = f"Filter: kind: {kinds.get(chosen['kind'], 'any')}; year: {chosen['year'] or 'any'}"
    mark = DEMONSTRATION if partnership().demonstration_on else ""
    title = " | ".join(filter(None, ("Engagement events", "OFFICIAL", mark)))
    stem = "DEMONSTRATION-NOT-REAL-" if mark else ""
    return csv_response(found, EXPORT, title=title, described=said, filename=f"{stem}engagement-events-OFFICIAL.csv")


@access(readers, audited="view engagement event")
def event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(engagement.events(), public_id=public_id)
    return render(request, "assessment/engagement_event.html", {"event": found, "may_edit": makers.admits(request.user), "people": _people(found)})


@access(makers)
def add_event(request: HttpRequest) -> HttpResponse:
    now = moment_here(timezone.now())
    form = EventForm(request.POST or None, today=now.date())
    if request.method == "POST" and form.is_valid():
        made = engagement.save_event(by=user_of(request), given=form.cleaned_data, heard=form.heard(), now=now)
        messages.success(request, "The event is saved.")
        return redirect("engagement_event", made.public_id)
    return _form_page(request, form, None, None, 200)


@access(makers)
@never_cache
def change_event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(engagement.events(), public_id=public_id)
    now = moment_here(timezone.now())
    form = EventForm(request.POST or None, today=now.date(), initial=as_given(found))
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            engagement.save_event(by=user_of(request), given=form.cleaned_data, heard=form.heard(), now=now, event=found, seen=seen)
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            form.built_on(changed.latest.revision)
            conflict, status = changed.latest, 409
        else:
            messages.success(request, "The event is saved.")
            return redirect("engagement_event", public_id)
    return _form_page(request, form, found, conflict, status)


def _form_page(request: HttpRequest, form: EventForm, found: Any, conflict: Any, status: int) -> HttpResponse:
    context = {"form": form, "event": found, "conflict": conflict, "error_on_page": bool(form.errors)}
    context["issues"] = [[form[f"{name}_{number}"] for name in ("issue", "people", "words")] for number in range(1, 9)]
    return render(request, "assessment/engagement_form.html", context, status=status)


@access(makers)
@require_POST
def remove_event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(engagement.events(), public_id=public_id)
    engagement.remove_event(by=user_of(request), event=found, now=moment_here(timezone.now()))
    messages.success(request, "The event is removed. What was locked with it before keeps it.")
    return redirect("engagement")
