"""What the assessments bring to the home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wardmoot.apps.assessment import presenters, queries
from wardmoot.apps.assessment.access import makers, readers


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    if not readers.admits(request.user):
        return None
    latest = queries.made().order_by("-made_at", "-pk").first()
    period = presenters.period_words(latest) if latest else ""
    return {"template": "assessment/_home_panel.html", "latest": latest, "period": period, "may_make": makers.admits(request.user)}
