"""What the apps bring to the home page and to the public front page, each by a dotted path in the settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def panels(request: HttpRequest, setting: str) -> list[dict[str, Any]]:
    """The panels of `settings.HOME_PANELS` or `settings.FRONT_PANELS`, in that order, that have something for this person.

    Each path names a function that takes the request and gives None or a dictionary: its `template` draws it as `panel`,
    and `style`, where it is not empty, is the static file of its own style sheet.
    """
    made = (import_string(path)(request) for path in getattr(settings, setting))
    return [{"style": ""} | panel for panel in made if panel is not None]
