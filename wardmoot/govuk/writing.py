"""How dates, times and counts are written on a page."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def day(value: date | None) -> str:
    """A date in words; nothing for none.

    >>> day(date(2018, 3, 6))
    '6 March 2018'

    Source: GOV.UK style guide, "Dates".
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """A date and time of day in words, in the time of the installation; nothing for none.

    >>> moment(datetime(2018, 3, 6, 14, 5))
    '6 March 2018 at 2:05pm'

    Source: GOV.UK style guide, "Times".
    """
    if value is None:
        return ""
    value = _local(value)
    return f"{day(value)} at {value.hour % 12 or 12}:{value.minute:02d}{'am' if value.hour < 12 else 'pm'}"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def thousands(value: int) -> str:
    """A whole count with commas.

    >>> thousands(96275)
    '96,275'
    """
    return f"{value:,}"


def count_of(number: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> count_of(1, "person", "people"), count_of(1200, "row")
    ('1 person', '1,200 rows')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
