"""On which days of the week and at which hours the rows behind a count fall."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wardmoot.catalogue.dataset import ColumnType
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.stats.aoristic import DayByHour, aoristic
from wardmoot.measures.register import Measure, Request, measure, tally_for
from wardmoot.measures.tables import Tables

WINDOWS: Mapping[str, tuple[str, str]] = {"asb-incidents": ("from_at", "to_at"), "knife-crimes": ("committed_from", "committed_to")}
"""Datasets whose rows say from when to when a thing may have happened (an empty end: the time was known); elsewhere the time of the
date column is taken as exact."""


def has_hours(found: Measure) -> bool:
    """Whether the rows behind a measure have a time of day.

    >>> has_hours(measure("domestic-abuse-incidents")), has_hours(measure("prevent-referrals"))
    (True, False)
    """
    return found.way is not None and _window(found) is not None


def _window(found: Measure) -> tuple[str, str] | None:
    first = datasets()[found.datasets[0]]
    if first.key in WINDOWS:
        return WINDOWS[first.key]
    if not first.date_column or first.column(first.date_column).type is not ColumnType.DATETIME:
        return None
    return first.date_column, first.date_column


def day_by_hour(name: str, request: Request) -> DayByHour | None:
    """The rows behind a count by day of the week and hour, spread over the time in which each may have happened.

    None where the rows have no time of day, or the time asked for is not held. For a dataset of reports the times are
    those of the report. Raises as `compute`.

    Source: `core.stats.aoristic`.
    """
    found = measure(name)
    window = _window(found) if found.way is not None else None
    if window is None:
        return None
    tally = tally_for(found, request, Tables(request.store, request.scope, {found.datasets[0]: window}))
    if tally.value is None or tally.picked is None:
        return None
    rows, mask = tally.picked
    starts, ends = (rows.columns[column][mask] for column in window)
    return aoristic(starts, np.where(np.isnat(ends), starts, ends))
