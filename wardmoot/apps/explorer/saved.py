"""Whether a saved view can still be shown, and the words of its list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.accounts.models import User
from wardmoot.apps.explorer.access import may_see
from wardmoot.apps.explorer.choices import Choices, every_subject
from wardmoot.apps.explorer.forms import ExploreForm
from wardmoot.apps.explorer.models import SavedView, Sharing
from wardmoot.apps.explorer.queries import MINE, SHARED
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import moment

WHOSE = {"": "Mine and those shared with me", MINE: "Mine", SHARED: "Shared with me"}


def why_not(view: SavedView, choices: Choices, user: User) -> list[str]:
    """What stands in the way of showing it now; nothing where it can be shown."""
    asked = QueryDict(view.asks)
    subject = every_subject().get(asked.get("measure", ""))
    if subject and not may_see(user, subject):
        return ["It counts rows about people, which your roles do not include."]
    form = ExploreForm(asked, choices=choices)
    if form.is_valid():
        return []
    named = {"measure": "Its measure", "area": "Its area"}
    gone = [f"{words} is not here any more." for field, words in named.items() if field in form.errors]
    return gone or [str(message) for messages in form.errors.values() for message in messages]


def shared_words(view: SavedView) -> str:
    if view.sharing == Sharing.AGENCY and view.agency:
        return view.agency.name
    if view.sharing == Sharing.ROLE:
        return f"Everybody with the role {view.get_role_display()}"
    return str(view.get_sharing_display()) if view.sharing != Sharing.NOBODY else "Nobody"


def measure_words() -> Callable[[SavedView], str]:
    subjects = every_subject()

    def words(view: SavedView) -> str:
        key = QueryDict(view.asks).get("measure", "")
        return subjects[key].label if key in subjects else f"{key} (not here any more)"

    return words


def columns_for(user: User) -> tuple[Column, ...]:
    def name(view: SavedView) -> Markup:
        return Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("saved_view", args=[view.public_id]), view.name)

    def do(view: SavedView) -> Any:
        if view.owner_id != user.pk:
            return ""
        links = (("change_view", "Change"), ("delete_view", "Delete"))
        made = (
            Markup('<a class="govuk-link wm-figure-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>').format(
                reverse(route, args=[view.public_id]), words, view.name
            )
            for route, words in links
        )
        return Markup(" ").join(made)

    return (
        Column("name", "Name", name, order="name"),
        Column("measure", "Measure", measure_words()),
        Column("owner", "Saved by", lambda view: "You" if view.owner_id == user.pk else view.owner.name, order="owner__name"),
        Column("sharing", "Shared with", shared_words, order="sharing"),
        Column("at", "Changed", lambda view: moment(view.changed_at), order="changed_at"),
        Column("do", "Do", do),
    )
