"""What a table that leaves as a file says of itself: its marking, and that a demonstration's is not real."""

from __future__ import annotations

from wardmoot.apps.accounts.queries import partnership
from wardmoot.reports.document import DEMONSTRATION

MARKING = "OFFICIAL"


def shield() -> str:
    return f"{MARKING}. {DEMONSTRATION}" if partnership().demonstration_on else MARKING


def file_name(stem: str, form: str) -> str:
    return f"{stem}-{MARKING}{'-DEMONSTRATION-NOT-REAL' if partnership().demonstration_on else ''}.{form}"
