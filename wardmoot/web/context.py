"""What every page shows round its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import partnership
from wardmoot.web.gate import second_factor_is_settled
from wardmoot.web.navigation import entries


@dataclass(frozen=True, slots=True)
class Furniture:
    """The head and foot of a page."""

    partnership: str
    demonstration: date | None
    person: User | None
    home: str
    sign_in: bool
    navigation: list[dict[str, Any]]
    idle_seconds: int


def furniture(request: HttpRequest) -> dict[str, Any]:
    """The context of every page: its furniture, and the marking of a page whose view gives none.

    A view that gives `marking` raises or empties it. It has a name of its own because what is returned here would
    take the place of a view's value of the same name.
    """
    found = partnership()
    # an error page may be made before the middleware knew who is there
    user = getattr(request, "user", None)
    user = user if isinstance(user, User) else None
    settled = user is not None and second_factor_is_settled(request)
    made = Furniture(
        partnership=found.name,
        demonstration=found.demonstration_on,
        person=user,
        home=reverse("home") if user else reverse("front"),
        sign_in=user is None and request.path != reverse("account_login"),
        navigation=entries(user, request.path) if user and settled else [],
        idle_seconds=settings.SESSION_IDLE_SECONDS if user else 0,
    )
    return {"furniture": made, "usual_marking": "OFFICIAL" if user else "", "request": request}
