"""Who may enter a page. Every view declares it; `wardmoot.web.gate` refuses a view that does not.

@access(who.roles(Role.ANALYST), audited="view data file")
def data_file(request, public_id): ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.who import Rule

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a view says of itself: who may enter, what entering is called in the audit log, whether it counts as activity."""

    rule: Rule
    audited: str = ""
    counts_as_activity: bool = True


def access(rule: Rule, *, audited: str = "", counts_as_activity: bool = True) -> Callable[[View], View]:
    """Declare who may enter a view. `counts_as_activity=False` is for what a page asks by itself, which must not keep a session alive."""

    def declare(view: View) -> View:
        view.access = Declaration(rule, audited, counts_as_activity)  # type: ignore[attr-defined]
        return view

    return declare


def user_of(request: HttpRequest) -> User:
    """The person who is signed in, in a view whose rule lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied("nobody is signed in")
    return request.user


def declaration(view: Callable[..., Any]) -> Declaration | None:
    found = getattr(view, "access", None)
    return found if isinstance(found, Declaration) else None
