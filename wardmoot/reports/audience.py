"""For whom a document is rendered."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Internal: the analysts and the partnership's own staff. Partnership: every member agency. Public: anybody."""

    INTERNAL = "internal"
    PARTNERSHIP = "partnership"
    PUBLIC = "public"
