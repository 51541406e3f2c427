"""The bar of main pages: only those that a person may enter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse

from wardmoot.apps.accounts.access import declaration
from wardmoot.apps.accounts.models import User


def entries(user: User, path: str) -> list[dict[str, Any]]:
    """The entries of `settings.NAVIGATION` for this person, with the one they are in marked."""
    made = []
    for name, words in settings.NAVIGATION:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        declared = declaration(resolve(address).func)
        if declared and declared.rule.admits(user):
            made.append({"href": address, "text": words, "current": path == address, "active": path.startswith(address)})
    return made
