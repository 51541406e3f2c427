"""Draws for the invented extracts: days with a weekday and a season, times of day, places, and lists of exact make-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.calendar import Period
from wardmoot.demo.chance import Chance
from wardmoot.demo.geography import Geography, SmallArea
from wardmoot.demo.places import AUTHORITIES, SWINDON, WILTSHIRE, Authority

T = TypeVar("T")

OFFICE_WEEK = (10, 10, 10, 10, 9, 1, 1)
EVEN_WEEK = (10, 10, 10, 10, 10, 10, 10)
WEEKEND = (9, 8, 8, 9, 11, 15, 15)
LEVEL = (10,) * 12
SUMMER = (9, 9, 9, 10, 11, 11, 12, 11, 10, 10, 9, 9)
EVENING = (7, 5, 4, 2, 1, 1, 1, 2, 3, 3, 3, 4, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 11, 9)
LATE = (12, 10, 8, 6, 3, 2, 2, 4, 5, 3, 3, 3, 3, 3, 4, 6, 6, 7, 8, 9, 11, 13, 14, 14)


def key(prefix: str, number: int) -> str:
    """An invented reference that says so.

    >>> key("C", 123)
    'SYN-C000123'
    """
    return f"SYN-{prefix}{number:06d}"


@lru_cache(maxsize=512)
def _calendar(first: date, last: date, week: tuple[int, ...], year: tuple[int, ...]) -> tuple[list[date], NDArray[np.int64]]:
    """The days from `first` to `last`, and how much each draws."""
    every = [first + timedelta(n) for n in range((last - first).days + 1)]
    return every, np.array([week[day.weekday()] * year[day.month - 1] for day in every], dtype=np.int64)


class Draw:
    """Draws of one extract, fixed by the seed and by which extract it is."""

    def __init__(self, geography: Geography, seed: int, stream: int) -> None:
        self.chance = Chance(seed, 40, stream)
        self._areas = {authority: geography.within(authority) for authority in AUTHORITIES}

    def days(self, first: date, last: date, many: int, week: Sequence[int] = EVEN_WEEK, year: Sequence[int] = LEVEL) -> list[date]:
        """So many days from `first` to `last`, in order: some weekdays and months draw more."""
        every, weights = _calendar(first, last, tuple(week), tuple(year))
        return [every[n] for n in sorted(self.chance.pick(weights, many).tolist())]

    def within(self, period: Period, many: int, week: Sequence[int] = EVEN_WEEK, year: Sequence[int] = LEVEL) -> list[date]:
        """So many days of a period, its first and its last among them where there is room: the traps of every filter."""
        assert period.start is not None
        assert period.end is not None
        if many < 2:
            return self.days(period.start, period.end, many, week, year)
        return [period.start, *self.days(period.start, period.end, many - 2, week, year), period.end]

    def times(self, days: Sequence[date], hours: Sequence[int]) -> list[datetime]:
        """A time on each day; on the first and last of them the first and last minute of the day."""
        hour, minute = self.chance.pick(np.array(hours), len(days)).tolist(), self.chance.below(60, len(days)).tolist()
        found = [datetime.combine(day, time(h, m)) for day, h, m in zip(days, hour, minute)]
        if len(found) > 1:
            found[0], found[-1] = datetime.combine(days[0], time(0, 0)), datetime.combine(days[-1], time(23, 59))
        return found

    def areas(self, authority: Authority, many: int) -> list[SmallArea]:
        """Small areas of an authority, the busy ones more often."""
        held = self._areas[authority]
        return [held[n] for n in self.chance.pick(np.array([area.heat for area in held]), many).tolist()]

    def towns(self, authority: Authority, many: int) -> list[str]:
        """Community areas of an authority."""
        return [area.ward.community for area in self.areas(authority, many)]

    def among(self, weights: Mapping[T, int], many: int) -> list[T]:
        """So many values, each as likely as its weight."""
        values = list(weights)
        return [values[n] for n in self.chance.pick(np.array(list(weights.values())), many).tolist()]

    def exactly(self, counts: Mapping[T, int]) -> list[T]:
        """Each value exactly so often, in an order of chance."""
        return self.shuffled([value for value, many in counts.items() for _ in range(many)])

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in an order of chance."""
        left = list(values)
        for n in range(len(left) - 1, 0, -1):
            other = self.chance.one_below(n + 1)
            left[n], left[other] = left[other], left[n]
        return left

    def below(self, bound: int, many: int) -> list[int]:
        """So many whole numbers from 0 up to, not including, `bound`."""
        found: list[int] = self.chance.below(bound, many).tolist()
        return found


def stamp(moment: datetime) -> str:
    """A moment as the invented police system writes it.

    >>> stamp(datetime(2018, 3, 31, 22, 15))
    '2018-03-31 22:15'
    """
    return f"{moment:%Y-%m-%d %H:%M}"


__all__ = ["SWINDON", "WILTSHIRE", "Draw", "key", "stamp"]
