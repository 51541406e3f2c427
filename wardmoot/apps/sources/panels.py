"""What the data bring to the home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wardmoot.apps.sources import presenters, queries
from wardmoot.apps.sources.access import loaders, readers


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    if not readers.admits(request.user):
        return None
    latest = [(force, presenters.period_words(max(rows))) for force, rows in queries.month_counts(queries.held()).items()]
    return {"template": "sources/_home_panel.html", "latest": latest, "may_load": loaders.admits(request.user)}
