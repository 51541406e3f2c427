"""What the assessments bring to the home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.assessment import presenters, queries
from wardmoot.apps.assessment.access import insiders, makers, readers


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    if not readers.admits(request.user):
        return None
    latest = queries.made().order_by("-made_at", "-pk").first()
    period = presenters.period_words(latest) if latest else ""
    may_read = latest is not None and (latest.for_partners or insiders.admits(request.user))
    context = {"latest": latest, "period": period, "may_make": makers.admits(request.user), "may_read": may_read}
    return {"template": "assessment/_home_panel.html", **context}


def front_panel(request: HttpRequest) -> dict[str, Any] | None:
    found = None if partnership().demonstration_on else queries.live_summary()
    if found is None:
        return None
    assessment = found.edition.version.assessment
    return {"template": "assessment/_front_panel.html", "publication": found, "assessment": assessment, "period": presenters.period_words(assessment)}
