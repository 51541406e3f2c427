"""The demonstration partnership: invented places, crime and people, made by chance from a seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from wardmoot.evidence import Store, StoreKind

DEMONSTRATION_DATE = date(2019, 12, 12)
"""The demonstration's own today."""

DEMONSTRATION_SEED = 2019


MORNING = datetime.combine(DEMONSTRATION_DATE, time(9), tzinfo=UTC)
"""The moment at which the demonstration stands."""


def moment_in(home: Path, now: datetime) -> datetime:
    """What `now` is in this home: the demonstration has its own date, a real home the world's."""
    return MORNING if Store.open(home).kind is StoreKind.DEMONSTRATION else now
