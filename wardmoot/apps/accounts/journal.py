"""The way from accounts up to the audit log, which lies above and is named in the settings by dotted path."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def record(verb: str, **about: Any) -> None:
    """Write an audit record; see `wardmoot.apps.audit.actions.record` for what it takes."""
    import_string(settings.AUDIT_RECORDER)(verb, **about)
