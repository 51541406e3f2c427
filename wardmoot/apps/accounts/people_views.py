"""Looking after accounts: who has one, with which roles, and stopping it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wardmoot.apps.accounts import actions, presenters, queries, who
from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.exports import file_name, shield
from wardmoot.apps.accounts.forms import AgencyForm, InviteForm, RolesForm
from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.govuk.tables import csv_response, list_table, ordered_records, read_state

administrators = who.roles(Role.ADMINISTRATOR)


def _scope(request: HttpRequest) -> tuple[Any, Any]:
    state = read_state(request.GET, presenters.PEOPLE_COLUMNS, default="name", filters=("role", "state", "agency"))
    chosen = dict(state.filters)
    return state, queries.people(role=chosen["role"], state=chosen["state"], agency=chosen["agency"])


@access(administrators, audited="view people")
def people(request: HttpRequest) -> HttpResponse:
    state, found = _scope(request)
    table = list_table(
        found, presenters.PEOPLE_COLUMNS, state, caption="People with an account", caption_shown=False, empty="No person matches these filters."
    )
    context = {
        "table": table,
        "filters": presenters.people_filters(dict(state.filters)),
        "export": f"{reverse('people_export')}?{state.query(page=1)}",
    }
    return render(request, "accounts/people.html", context)


@access(administrators, audited="export people")
def people_export(request: HttpRequest) -> HttpResponse:
    state, found = _scope(request)
    records = ordered_records(found, presenters.PEOPLE_COLUMNS, state)
    described = presenters.filters_in_words(dict(state.filters))
    title = f"People with an account ({shield()})"
    return csv_response(records, presenters.EXPORT_COLUMNS, title=title, described=described, filename=file_name("people", "csv"))


def _person(public_id: UUID) -> User:
    return get_object_or_404(queries.people(), public_id=public_id)


@access(administrators, audited="view person")
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _person(public_id)
    return render(request, "accounts/person.html", {"person": found, "rows": presenters.person_rows(found), "actions": offered(found)})


def link_address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("accept_invitation", args=[token]))


@access(administrators)
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, token = actions.invite(by=user_of(request), now=timezone.now(), **form.cleaned_data)
        # shown by this answer and never again: only the hash of the link is kept
        return render(request, "accounts/link.html", {"person": user, "link": link_address(request, token), "days": actions.INVITATION_LASTS.days})
    return render(request, "accounts/invite.html", {"form": form, "agencies": queries.agencies().exists(), "error_on_page": bool(form.errors)})


@access(administrators)
def change_roles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _person(public_id)
    form = RolesForm(request.POST or None, initial={"roles": [role.value for role in found.roles]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(by=user_of(request), user=found, roles=form.cleaned_data["roles"])
        except actions.Refused as refused:
            form.add_error("roles", str(refused))
        else:
            messages.success(request, "The roles have been changed.")
            return redirect("person", public_id)
    return render(request, "accounts/change_roles.html", {"form": form, "person": found, "error_on_page": bool(form.errors)})


@access(administrators)
def agencies(request: HttpRequest) -> HttpResponse:
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_agency(by=user_of(request), name=form.cleaned_data["name"])
        messages.success(request, "The agency has been added.")
        return redirect("agencies")
    state = read_state(request.GET, presenters.AGENCY_COLUMNS, default="name")
    table = list_table(
        queries.agencies_with_counts(),
        presenters.AGENCY_COLUMNS,
        state,
        caption="Agencies",
        caption_shown=False,
        empty="No agency has been added yet. Add the first below.",
    )
    return render(request, "accounts/agencies.html", {"form": form, "table": table, "error_on_page": bool(form.errors)})


@dataclass(frozen=True, slots=True)
class Step:
    """Something done to an account after being asked once more."""

    title: str
    button: str
    consequence: str
    done: str
    fits: Callable[[User], bool]
    act: Callable[[HttpRequest, User], str | None]


def _stop(request: HttpRequest, user: User) -> None:
    actions.stop_access(by=user_of(request), user=user, now=timezone.now())


def _restore(request: HttpRequest, user: User) -> None:
    actions.restore_access(by=user_of(request), user=user)


def _reset(request: HttpRequest, user: User) -> None:
    actions.reset_second_factor(by=user_of(request), user=user)


def _link(request: HttpRequest, user: User) -> str:
    return link_address(request, actions.issue_link(by=user_of(request), user=user, now=timezone.now()))


STEPS = {
    "new-link": Step(
        "Make a new link",
        "Make the link",
        "It lets the person choose a new password, once, within seven days. Earlier links stop working. Check who is asking first.",
        "",
        lambda user: user.is_active,
        _link,
    ),
    "reset-second-factor": Step(
        "Reset the second step",
        "Reset the second step",
        "Their authenticator app and recovery codes stop working and they are signed out. They set up a new app when they next sign in.",
        "The second step has been reset.",
        lambda user: bool(getattr(user, "second_factor", False)),
        _reset,
    ),
    "stop": Step(
        "Stop access",
        "Stop access",
        "They are signed out at once and cannot sign in. What they recorded stays, and you can restore their access later.",
        "Access has been stopped.",
        lambda user: user.is_active,
        _stop,
    ),
    "restore": Step(
        "Restore access",
        "Restore access",
        "They can sign in again with the password and second step they had.",
        "Access has been restored.",
        lambda user: not user.is_active,
        _restore,
    ),
}


def offered(user: User) -> list[dict[str, str]]:
    return [{"text": step.title, "href": reverse("person_step", args=[user.public_id, name])} for name, step in STEPS.items() if step.fits(user)]


@access(administrators)
@never_cache
def person_step(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    if name not in STEPS:
        raise Http404
    found, step = _person(public_id), STEPS[name]
    problem = "" if step.fits(found) else "This does not apply to the account as it is now."
    if request.method == "POST" and not problem:
        try:
            link = step.act(request, found)
        except actions.Refused as refused:
            problem = str(refused)
        else:
            if link:
                return render(request, "accounts/link.html", {"person": found, "link": link, "days": actions.INVITATION_LASTS.days})
            messages.success(request, step.done)
            return redirect("person", public_id)
    return render(request, "accounts/step.html", {"person": found, "step": step, "problem": problem}, status=409 if problem else 200)
