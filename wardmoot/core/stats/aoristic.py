"""When in the week things happen, where only "some time between" is known.

A burglary found in the morning happened at some hour of the night. Each event counts for 1 and is spread evenly over the time
in which it must have happened, so that the hours add up to the number of events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.stats._checks import Floats

_HOUR = 3600
_WEEK = 168
_MONDAY = 96
"""Hours from the epoch, a Thursday at 0:00, to the first Monday."""


@dataclass(frozen=True, slots=True)
class DayByHour:
    """Events by day (7 rows, Monday first) and hour (24 columns, 0 is 0:00 to 0:59), by the clock on the wall.

    `grid` adds up to `used`; of these `exact` had one known time, the others were spread. Not in the grid, because the
    time is not known: `too_long` between their ends, an end `missing`, and `reversed`, which end before they begin.
    """

    grid: Floats
    used: int
    exact: int
    too_long: int
    missing: int
    reversed: int

    @property
    def not_known(self) -> int:
        """Events whose time is not known, which no row or column has."""
        return self.too_long + self.missing + self.reversed


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)  # March and October both have 31 days
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _clock_changes(first: int, last: int) -> NDArray[np.int64]:
    """Seconds from the epoch, universal time, at which British clocks go forward and back in turn, from `first` to `last` year."""
    found = [(_last_sunday(year, month) - date(1970, 1, 1)).days * 24 + 1 for year in range(first, last + 1) for month in (3, 10)]
    return np.array(found, dtype=np.int64) * _HOUR


def _summer(universal: NDArray[np.int64], changes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Seconds by which the clock is ahead of universal time."""
    return np.searchsorted(changes, universal, side="right") % 2 * _HOUR


def _universal(local: NDArray[np.int64], changes: NDArray[np.int64], *, later: bool) -> NDArray[np.int64]:
    """Universal time of a time on the clock; of the two that an hour in October has, the first, or the `later`.

    A time that the clock leaps over in March is taken as if it had not yet gone forward.
    """
    early = local - _HOUR
    could_be_summer, could_be_winter = _summer(early, changes) == _HOUR, _summer(local, changes) == 0
    summer = could_be_summer & ~could_be_winter if later else could_be_summer
    return np.where(summer, early, local)


def _seconds(times: Sequence[datetime | None] | NDArray[Any], name: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Times as seconds from the epoch by the clock, and which are missing."""
    if isinstance(times, datetime):
        raise ValueError(f"{name}: expected one row of dates and times, not a single one")
    if not isinstance(times, np.ndarray):
        for index, time in enumerate(times):
            if time is not None and (not isinstance(time, datetime) or time.tzinfo is not None):
                raise ValueError(f"{name}: value {index} is {time!r}; give the local date and time by the clock, without a time zone, or None")
        times = np.array([np.datetime64("NaT") if time is None else np.datetime64(time) for time in times], dtype="datetime64[s]")
    if times.ndim != 1 or times.dtype.kind != "M":
        raise ValueError(f"{name}: expected one row of dates and times")
    missing = np.isnat(times)
    return np.where(missing, 0, times.astype("datetime64[s]").astype(np.int64)), missing


def _years(local: NDArray[np.int64]) -> tuple[int, int]:
    years = local.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    first, last = int(years.min()) - 1, int(years.max()) + 1
    if first < 1 or last > 9999:
        raise ValueError(f"starts and ends: years from {first + 1} to {last - 1}; check the dates, and give None for one that is not known")
    return first, last


def _spread(start: NDArray[np.int64], end: NDArray[np.int64], changes: NDArray[np.int64], week: Floats) -> None:
    """Add 1 for each event to the hours of the week it covers, each by the part of the event that lies in it."""
    length, hour = end - start, start // _HOUR
    for step in range(int(length.max(initial=0)) // _HOUR + 2):
        begin = (hour + step) * _HOUR
        part = np.minimum(end, begin + _HOUR) - np.maximum(start, begin)
        open_still = part > 0
        clock = begin[open_still] + _summer(begin[open_still], changes)
        _add(week, clock, part[open_still] / length[open_still])


def _add(week: Floats, clock: NDArray[np.int64], weights: Floats) -> None:
    week += np.bincount((clock // _HOUR - _MONDAY) % _WEEK, weights, minlength=_WEEK)


def aoristic(
    starts: Sequence[datetime | None] | NDArray[Any], ends: Sequence[datetime | None] | NDArray[Any], *, longest: timedelta = timedelta(hours=24)
) -> DayByHour:
    """Events by day of the week and hour, each spread evenly from its earliest to its latest possible time.

    `starts` and `ends` are equally long: local dates and times by the clock in Britain, or NumPy datetime64 (NaT where
    missing). Where both are the same the time is exact. Events with more than `longest` between them, with an end
    missing, or which end before they begin are counted apart as "time not known", not guessed at: spread over all
    hours they would only hide the pattern. Real time is spread: the hour that comes twice in October holds two hours,
    the hour leapt over in March none, and where a time fell in the double hour the longer reading is taken.

    Raises ValueError for times with a time zone, columns of different length, or `longest` under an hour.

    Source: Ratcliffe and McCullagh (1998), International Journal of Geographical Information Science 12: 751-764;
    Ratcliffe (2002), Journal of Quantitative Criminology 18: 23-43. British summer time: Summer Time Order 2002
    (SI 2002/262), last Sundays of March and October at 1:00 universal time.

    >>> found = aoristic([datetime(2019, 6, 3, 22, 30)], [datetime(2019, 6, 4, 1, 0)])
    >>> found.grid[0, 22:].tolist(), found.grid[1, :2].tolist()
    ([0.2, 0.4], [0.4, 0.0])
    """
    (start, no_start), (end, no_end) = _seconds(starts, "starts"), _seconds(ends, "ends")
    if start.shape != end.shape:
        raise ValueError(f"starts and ends: {start.size} and {end.size} times; give both for every event")
    if not isinstance(longest, timedelta) or longest < timedelta(hours=1):
        raise ValueError(f"longest is {longest!r}; give at least an hour, as a timedelta")
    missing = no_start | no_end
    exact = ~missing & (start == end)
    week = np.zeros(_WEEK)
    _add(week, start[exact], np.ones(int(exact.sum())))
    open_ended = ~missing & ~exact
    start, end = start[open_ended], end[open_ended]
    changes = _clock_changes(*_years(np.concatenate((start, end, [0]))))
    start, end = _universal(start, changes, later=False), _universal(end, changes, later=True)
    too_long, wrong = end - start > longest.total_seconds(), end <= start
    kept = ~too_long & ~wrong
    _spread(start[kept], end[kept], changes, week)
    used = int(exact.sum() + kept.sum())
    return DayByHour(week.reshape(7, 24), used, int(exact.sum()), int(too_long.sum()), int(missing.sum()), int(wrong.sum()))
