"""What a scorer finds on the home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wardmoot.apps.accounts.access import user_of
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.access import readers


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    if not readers.admits(request.user):
        return None
    to_score = queries.own_exercises(user_of(request))
    return {"template": "priorities/_home_panel.html", "to_score": to_score} if to_score else None
