"""Periods as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardmoot.core.calendar import Month, Period

FORMS = "2017/18, 2017/18 Q2, 2011/12 to 2015/16, 2013 to 2015, 2015, 2018-03, 2017-04 to 2018-03, 12 months to 2018-03, not stated"
"""The forms `read_period` knows, for messages and manuals."""

_YEAR = r"(?:19|20)\d\d"
_FISCAL = rf"({_YEAR})/(\d\d)"
_MONTH = rf"({_YEAR}-\d\d)"


def _fiscal(first: str, second: str) -> int:
    if (int(first) + 1) % 100 != int(second):
        raise ValueError(f"'{first}/{second}' is not one fiscal year: {first} is followed by {(int(first) + 1) % 100:02d}")
    return int(first)


def _fiscal_span(first: str, first_end: str, last: str, last_end: str) -> Period:
    return Period.span(Month(_fiscal(first, first_end), 4), Month(_fiscal(last, last_end) + 1, 3))


def _month(text: str) -> Period:
    month = Month.parse(text)
    return Period.month(month.year, month.month)


_READERS: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"not stated", Period.not_stated),
    (_FISCAL, lambda first, second: Period.fiscal_year(_fiscal(first, second))),
    (rf"{_FISCAL} Q([1-4])", lambda first, second, quarter: Period.quarter(_fiscal(first, second), int(quarter))),
    (rf"{_FISCAL} to {_FISCAL}", _fiscal_span),
    (rf"({_YEAR})", lambda year: Period.calendar_years(int(year))),
    (rf"({_YEAR}) to ({_YEAR})", lambda first, last: Period.calendar_years(int(first), int(last))),
    (_MONTH, _month),
    (rf"{_MONTH} to {_MONTH}", lambda first, last: Period.span(Month.parse(first), Month.parse(last))),
    (rf"12 months to {_MONTH}", lambda last: Period.rolling_12(Month.parse(last))),
)


def read_period(text: str) -> Period:
    """The period that `text` writes in one of the FORMS.

    A period that can be read in two ways is refused, never guessed: `2014/16` is neither a fiscal year nor a
    span of years. Raises ValueError, naming the forms, for anything else.

    >>> read_period("2011/12 to 2015/16").label
    'April 2011 to March 2016'
    """
    for pattern, reader in _READERS:
        if found := re.fullmatch(pattern, text.strip(), flags=re.ASCII):
            return reader(*found.groups())
    raise ValueError(f"{text!r} is not a period; write it as one of: {FORMS}")
