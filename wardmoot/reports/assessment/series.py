"""A category or a measure month by month, with what a control chart says of its months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure


@dataclass(frozen=True, slots=True)
class Series:
    """A category month by month. A month not held has no figure. Limits are None where there are too few months.

    `flags` gives the words of the rules that mark a month unusual; `note` is what must be said beside the chart.
    """

    name: str
    slug: str
    counting: str
    points: tuple[tuple[Month, Figure | None], ...]
    mean: float | None
    lower: float | None
    upper: float | None
    flags: Mapping[Month, tuple[str, ...]]
    note: str
