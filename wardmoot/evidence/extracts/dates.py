"""Days, months, quarters and years as partners write them. What could be read in two ways is read in neither."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

_MONTHS = {name[:length]: number for number, name in enumerate((m.lower() for m in month_name[1:]), 1) for length in range(3, len(name) + 1)}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(?:[a-z]{3,9},? +)?(\d{1,2})(?:st|nd|rd|th)?[ /-]*([a-z]{3,9})\.?[ ,/-]*(\d{4})", re.I)
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.? *(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.I)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]'?\d{2}", re.I)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?", re.I)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})|([a-z]{3,9})\.?[ -/]*(\d{4})", re.I)
_SHORT_MONTH = re.compile(r"[a-z]{3,9}[ -]'?\d{2}", re.I)
_FISCAL = re.compile(r"(?:fy ?)?(\d{4}) ?[/-] ?(\d{4}|\d{2})", re.I)
_ENDING = re.compile(r"year ending (?:31 )?march (\d{4})", re.I)
_QUARTER = re.compile(r"q(?:uarter)? ?([1-4])[ ,-]*(?:of )?(.+)|(.+?)[ ,-]*q(?:uarter)? ?([1-4])", re.I)
_SPAN = re.compile(r"([a-z]{3,9})(?: (\d{4}))? ?(?:-|–|to) ?([a-z]{3,9}) (\d{4})", re.I)

NOT_A_DAY = "not a date"
IMPOSSIBLE = "a day the calendar does not have"
TWO_DIGITS = "a year of two digits: write all four"
EITHER = "the day and the month cannot be told apart: write 2019-04-03 or 3 April 2019"
MIXED = "the column has dates with the day first and with the month first, so this one cannot be told: write 2019-04-03 or 3 April 2019"


class Order(StrEnum):
    """What the cells of a column show of the order in which it writes the day and the month."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    MIXED = "both"

    def seen(self, other: Order) -> Order:
        """The order after one more piece of evidence.

        >>> str(Order.UNKNOWN.seen(Order.DAY_FIRST)), str(Order.DAY_FIRST.seen(Order.MONTH_FIRST))
        ('day first', 'both')
        """
        if other in (self, Order.UNKNOWN):
            return self
        return other if self is Order.UNKNOWN else Order.MIXED


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read, and the style it is written in; or the fault. `shows` is what it tells of its column's order."""

    day: date | None
    style: str = ""
    fault: str = ""
    shows: Order = Order.UNKNOWN


def read_day(text: str, order: Order) -> Day:
    """Read a day, given what the column's other cells show of the order.

    >>> read_day("13/04/2019", Order.UNKNOWN).day, read_day("03/04/2019", Order.DAY_FIRST).day
    (datetime.date(2019, 4, 13), datetime.date(2019, 4, 3))
    >>> read_day("03/04/2019", Order.UNKNOWN).fault == EITHER, read_day("31/02/2019", Order.UNKNOWN).fault
    (True, 'a day the calendar does not have')
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return _made(found[1], found[3], found[4], "" if found[2] == "-" and len(found[3]) == len(found[4]) == 2 else "year first, as 2019/04/03")
    if found := _YEAR_LAST.fullmatch(text):
        return _either(int(found[1]), int(found[3]), found[4], order)
    if found := _NAMED.fullmatch(text):
        return _named(found[1], found[2], found[3])
    if found := _NAMED_FIRST.fullmatch(text):
        return _named(found[2], found[1], found[3])
    if found := _COMPACT.fullmatch(text):
        return _made(found[1], found[2], found[3], "eight digits, as 20190403")
    return Day(None, fault=TWO_DIGITS if _SHORT_YEAR.fullmatch(text) else NOT_A_DAY)


def _made(year: str, month: int | str, day: int | str, style: str, shows: Order = Order.UNKNOWN) -> Day:
    try:
        return Day(date(int(year), int(month), int(day)), style, shows=shows)
    except ValueError:
        return Day(None, fault=IMPOSSIBLE)


def _named(day: str, month: str, year: str) -> Day:
    number = _MONTHS.get(month.lower())
    return _made(year, number, day, "the month by its name, as 3 April 2019") if number else Day(None, fault=NOT_A_DAY)


def _either(first: int, second: int, year: str, order: Order) -> Day:
    day_first, month_first = "day first, as 13/04/2019", "month first, as 04/13/2019"
    if first > 12 and second > 12:
        return Day(None, fault=IMPOSSIBLE)
    if first > 12:
        return _made(year, second, first, day_first, Order.DAY_FIRST)
    if second > 12:
        return _made(year, first, second, month_first, Order.MONTH_FIRST) if second <= 31 else Day(None, fault=IMPOSSIBLE)
    if first == second:
        return _made(year, first, second, day_first)
    if order is Order.DAY_FIRST:
        return _made(year, second, first, day_first)
    if order is Order.MONTH_FIRST:
        return _made(year, first, second, month_first)
    return Day(None, fault=MIXED if order is Order.MIXED else EITHER)


def day_in(text: str) -> date | None:
    """The day a text writes, in either order, for judging what a column holds; None when it is not a day.

    >>> day_in("3 April 2019"), day_in("E01032022")
    (datetime.date(2019, 4, 3), None)
    """
    return read_day(text.strip(), Order.DAY_FIRST).day if 6 <= len(text) <= 30 and any(c.isdigit() for c in text) else None


def split_time(text: str) -> tuple[str, time | None, str]:
    """The text of the day, the time of day after it, and the fault of that: `(day, None, "")` where there is no time.

    >>> split_time("3 April 2019 14:35"), split_time("2019-04-03T09:05:10")[1], split_time("2019-04-03 25:00")[2]
    (('3 April 2019', datetime.time(14, 35), ''), datetime.time(9, 5, 10), 'not a time of day')
    """
    found = re.fullmatch(r"(.*\d{2,4}|\d{4}-\d{2}-\d{2})(?:[T ]|, ?) *(\d{1,2}[:.]\d{2}\S*(?: ?[ap]\.?m\.?)?)", text, re.I)
    if not found:
        return text, None, ""
    if re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", found[2]):
        return found[1], None, "a time with a time zone: send the local time of day without one"
    moment = _TIME.fullmatch(found[2])
    if not moment:
        return found[1], None, "not a time of day"
    hour = int(moment[1]) % 12 + 12 * (moment[4].lower() == "p") if moment[4] else int(moment[1])
    try:
        return found[1], time(hour, int(moment[2]), int(moment[3] or 0)), ""
    except ValueError:
        return found[1], None, "not a time of day"


def read_month(text: str) -> Day:
    """The first day of a month written 2019-04, April 2019 or 04/2019.

    >>> read_month("Apr 2019").day, read_month("2019-13").fault, read_month("Apr-19").fault == TWO_DIGITS
    (datetime.date(2019, 4, 1), 'a day the calendar does not have', True)
    """
    found = _MONTH.fullmatch(text)
    if not found:
        return Day(None, fault=TWO_DIGITS if _SHORT_MONTH.fullmatch(text) else "not a month")
    if found[1]:
        return _made(found[1], found[2], 1, "")
    if found[3]:
        return _made(found[4], found[3], 1, "the month first, as 04/2019")
    number = _MONTHS.get(found[5].lower())
    return _made(found[6], number, 1, "the month by its name, as April 2019") if number else Day(None, fault="not a month")


def read_fiscal_year(text: str) -> Day:
    """The first day (1 April) of a year written 2019/20 or "year ending March 2020". A year alone could be of two kinds and is a fault.

    >>> read_fiscal_year("2019/20").day, read_fiscal_year("2019").fault
    (datetime.date(2019, 4, 1), 'not a fiscal year: 2019 alone could begin in January or in April')
    """
    if found := _ENDING.fullmatch(text):
        return Day(date(int(found[1]) - 1, 4, 1), "by its end, as year ending March 2020")
    found = _FISCAL.fullmatch(text)
    if not found:
        alone = re.fullmatch(r"\d{4}", text)
        return Day(None, fault="not a fiscal year: 2019 alone could begin in January or in April" if alone else "not a fiscal year")
    first, last = int(found[1]), found[2]
    if str(first + 1)[-len(last) :] != last:
        return Day(None, fault="two years that do not follow one another")
    return Day(date(first, 4, 1), "" if text == f"{first}/{last}" and len(last) == 2 else "otherwise than 2019/20")


def read_quarter(text: str) -> Day:
    """The first day of a quarter written 2019/20 Q1 (April to June) or April to June 2019.

    >>> read_quarter("2019/20 Q4").day, read_quarter("Jul-Sep 2019").day, read_quarter("2019 Q1").fault[:13]
    (datetime.date(2020, 1, 1), datetime.date(2019, 7, 1), 'not a quarter')
    """
    if found := _SPAN.fullmatch(text):
        return _spelled_quarter(found[1], found[2], found[3], found[4])
    found = _QUARTER.fullmatch(text)
    if not found:
        return Day(None, fault="not a quarter")
    number, year = int(found[1] or found[4]), read_fiscal_year((found[2] or found[3]).strip())
    if year.day is None:
        return Day(None, fault="not a quarter of a fiscal year: write 2019/20 Q1 for April to June 2019")
    month = 3 * number + 1
    return Day(date(year.day.year + (month > 12), (month - 1) % 12 + 1, 1), "" if found[3] and not year.style else "otherwise than 2019/20 Q1")


def _spelled_quarter(first: str, first_year: str | None, last: str, last_year: str) -> Day:
    start, end = _MONTHS.get(first.lower()), _MONTHS.get(last.lower())
    if start is None or end is None or start % 3 != 1 or end != start + 2 or first_year not in (None, last_year):
        return Day(None, fault="not a quarter: one runs from January, April, July or October over three months")
    return Day(date(int(last_year), start, 1), "by its months, as April to June 2019")


def order_of(texts: Iterable[str]) -> Order:
    """What a column's cells show of the order of day and month.

    >>> str(order_of(["03/04/2019", "13/04/2019 10:00"]))
    'day first'
    """
    order = Order.UNKNOWN
    for text in texts:
        order = order.seen(read_day(split_time(text.strip())[0], Order.UNKNOWN).shows)
    return order
