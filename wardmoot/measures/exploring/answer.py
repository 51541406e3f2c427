"""A question of the explorer and its answer: finished values, ready to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, Figure, Marking
from wardmoot.measures.exploring.subjects import Subject
from wardmoot.reports.assessment import Line, Places
from wardmoot.reports.document import Limits


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a subject, in an authority or a part of it, over a period, cut one way.

    `part` is the key of the part (see `parts`), "" for the whole authority. `limits_from` are months from which the
    control chart's limits are computed anew.
    """

    subject: str
    authority: str
    part: str
    period: Period
    cut: str
    limits_from: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """The months, in order. A month not held has no figure. `stretches` are the stretches that have limits; none where too few months are held."""

    points: tuple[tuple[Month, Figure | None], ...]
    stretches: tuple[Limits, ...]
    flags: Mapping[Month, tuple[str, ...]]
    note: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The rows of the table. `compared` says that every row's months have their counterpart a year before; `rated` that rows have rates."""

    cut: str
    heading: str
    rows: tuple[Line, ...]
    compared: bool
    rated: bool
    notes: tuple[str, ...] = ()

    @property
    def partly(self) -> bool:
        """Whether only some months of a row are compared, so that its count is not the number that is set against the year before."""
        return self.compared and any(_days(row.change.period) != _days(row.count.period) for row in self.rows)

    @property
    def shared(self) -> bool:
        """Whether rows have a share of the whole."""
        return any(row.share is not None for row in self.rows)


def _days(period: Period) -> tuple[object, ...]:
    """What a period covers, whatever its kind."""
    return (period.label,) if period.is_open else (period.start, period.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """Events by day of the week and hour: `grid[day, hour]`, Monday first; shape (7, 24).

    Where an event has a start and an end its weight is spread between them, so cells need not be whole. `used` counts the
    events in the grid and `left_out` those whose time is not known.
    """

    grid: NDArray[np.float64]
    used: Figure
    left_out: int
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `counted` are the months of `period` that are held, of which every count speaks.

    `count` carries the time before and its test where all its months can be compared; otherwise `change` speaks of those
    that can. Where there is no trend, no map or no day by hour, the note says why.
    """

    subject: Subject
    area: Area
    period: Period
    counted: Period
    count: Figure
    change: Figure | None
    rate: Figure | None
    share: Figure | None
    basis: str
    trend: Trend | None
    trend_note: str
    breakdown: Breakdown
    places: Places | None
    places_note: str
    hours: Hours | None
    hours_note: str
    missing: tuple[str, ...]
    attributions: tuple[str, ...]
    cut_off: date
    marking: Marking
    demonstration: bool
