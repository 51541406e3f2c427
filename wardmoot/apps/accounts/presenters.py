from __future__ import annotations

from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.accounts import queries
from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import Role
from wardmoot.govuk.components import component
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import day

STATES = {"active": "Active", "invited": "Invited", "stopped": "Stopped"}
COLOURS = {"active": "green", "invited": "yellow", "stopped": "grey"}


def state_of(user: User) -> str:
    if not user.is_active:
        return "stopped"
    return "active" if user.has_usable_password() or user.last_login else "invited"


def _tag(user: User) -> Markup:
    state = state_of(user)
    return component("tag", {"text": STATES[state], "classes": f"govuk-tag--{COLOURS[state]}"})


def _name(user: User) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("person", args=[user.public_id]), user.name)


def _agency(user: User) -> str:
    return user.agency.name if user.agency else ""


def _second_step(user: User) -> str:
    return "Set up" if getattr(user, "second_factor", False) else "Not yet"


def _last(user: User) -> str:
    return day(user.last_login) or "Never"


PEOPLE_COLUMNS = (
    Column("name", "Name", _name, order="name"),
    Column("agency", "Agency", _agency, order="agency__name"),
    Column("roles", "Roles", lambda user: user.role_words),
    Column("state", "Account", _tag),
    Column("step", "Second step", _second_step, order="second_factor"),
    Column("last", "Last sign-in", _last, order="last_login"),
)
EXPORT_COLUMNS = (
    Column("name", "Name", lambda user: user.name),
    Column("email", "Email address", lambda user: user.email),
    Column("agency", "Agency", _agency),
    Column("roles", "Roles", lambda user: user.role_words),
    Column("state", "Account", lambda user: STATES[state_of(user)]),
    Column("step", "Second step", _second_step),
    Column("last", "Last sign-in", _last),
)
AGENCY_COLUMNS = (
    Column("name", "Agency", lambda agency: agency.name, order="name"),
    Column("people", "People with an account", lambda agency: agency.people_count, order="people_count", numeric=True),
)


def _options(pairs: list[tuple[str, str]], chosen: str, every: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in [("", every), *pairs]]


def people_filters(chosen: dict[str, str]) -> list[dict[str, Any]]:
    """The selects above the list of people. There is no search by name: it would put names into addresses."""
    agencies = [(str(agency.public_id), agency.name) for agency in queries.agencies()]
    return [
        {"id": "role", "name": "role", "label": {"text": "Role"}, "items": _options(list(Role.choices), chosen["role"], "Any role")},
        {"id": "state", "name": "state", "label": {"text": "Account"}, "items": _options(list(STATES.items()), chosen["state"], "Any state")},
        {"id": "agency", "name": "agency", "label": {"text": "Agency"}, "items": _options(agencies, chosen["agency"], "Any agency")},
    ]


def filters_in_words(chosen: dict[str, str]) -> str:
    said = []
    if chosen["role"] in Role.values:
        said.append(f"role: {Role(chosen['role']).label}")
    if chosen["state"] in STATES:
        said.append(f"account: {STATES[chosen['state']]}")
    if agency := Agency.objects.filter(public_id=queries.uuid_or_nobody(chosen["agency"])).first():
        said.append(f"agency: {agency.name}")
    return "Filter: " + ("; ".join(said) or "none, everybody")


def person_rows(user: User) -> list[dict[str, Any]]:
    pairs: list[tuple[str, Any]] = [
        ("Email address", user.email),
        ("Agency", _agency(user) or "None"),
        ("Roles", user.role_words or "None"),
        ("Account", _tag(user)),
        ("Second step", _second_step(user)),
        ("Account made", day(user.created_at)),
        ("Last sign-in", _last(user)),
    ]
    return [{"key": {"text": key}, "value": {"html": value} if isinstance(value, Markup) else {"text": value}} for key, value in pairs]
