"""Counting months and working days forward from a date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


def add_months(day: date, months: int) -> date:
    """The corresponding date `months` later, or the last day of that month if it has no such day.

    Source: the corresponding-date rule (Dodds v Walker [1981] 1 WLR 1027).

    >>> add_months(date(2018, 1, 31), 1)
    datetime.date(2018, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[date]:
    # Imported here: it takes a third of a second, which every command would pay and few need.
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether `day` is neither a weekend day nor a bank holiday in England and Wales.

    Source: Banking and Financial Dealings Act 1971, schedule 1.

    >>> is_working_day(date(2019, 12, 25))
    False
    """
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The date `count` working days after `day`; the start day is not counted.

    Raises ValueError when `count` is negative.

    >>> working_days_after(date(2019, 12, 24), 1)
    datetime.date(2019, 12, 27)
    """
    if count < 0:
        raise ValueError("the number of working days must not be negative")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
