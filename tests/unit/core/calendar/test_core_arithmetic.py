"""Months and working days counted forward: the guidance's own cases, bank holidays of special years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wardmoot.core.calendar import add_months, working_days_after
from wardmoot.core.calendar.arithmetic import is_working_day


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2018, 1, 30), 1, date(2018, 2, 28)),
        (date(2018, 2, 28), 1, date(2018, 3, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2018, 2, 20), 6, date(2018, 8, 20)),
        (date(2018, 11, 30), 3, date(2019, 2, 28)),
        (date(2018, 12, 1), 1, date(2019, 1, 1)),
        (date(2018, 3, 31), -1, date(2018, 2, 28)),
        (date(2018, 1, 15), -1, date(2017, 12, 15)),
        (date(2018, 5, 5), 0, date(2018, 5, 5)),
    ],
)
def test_the_corresponding_date(start: date, months: int, expected: date) -> None:
    assert add_months(start, months) == expected


def test_a_death_review_decided_on_20_february_is_due_on_20_august() -> None:
    # Notified on 31 January 2018: a decision within one month falls on 28 February.
    assert add_months(date(2018, 1, 31), 1) == date(2018, 2, 28)
    assert add_months(date(2018, 2, 20), 6) == date(2018, 8, 20)


@pytest.mark.parametrize(
    ("day", "next_working_day", "why"),
    [
        (date(2019, 12, 24), date(2019, 12, 27), "Christmas and Boxing Day on weekdays"),
        (date(2021, 12, 24), date(2021, 12, 29), "both at a weekend: substitutes on Monday and Tuesday"),
        (date(2022, 12, 23), date(2022, 12, 28), "Christmas on a Sunday: substitute on Tuesday"),
        (date(2020, 12, 24), date(2020, 12, 29), "Boxing Day on a Saturday: substitute on Monday"),
        (date(2016, 12, 30), date(2017, 1, 3), "New Year's Day on a Sunday: substitute on Monday"),
        (date(2018, 12, 31), date(2019, 1, 2), "New Year's Day across the years"),
        (date(2019, 4, 18), date(2019, 4, 23), "Good Friday and Easter Monday"),
        (date(2024, 3, 28), date(2024, 4, 2), "Easter across the end of a fiscal year"),
        (date(2019, 5, 3), date(2019, 5, 7), "early May"),
        (date(2020, 5, 7), date(2020, 5, 11), "early May moved to the Friday of VE Day 75"),
        (date(2022, 6, 1), date(2022, 6, 6), "spring holiday moved, Platinum Jubilee"),
        (date(2022, 9, 16), date(2022, 9, 20), "state funeral"),
        (date(2023, 5, 5), date(2023, 5, 9), "coronation"),
        (date(2018, 8, 24), date(2018, 8, 28), "August holiday of England and Wales"),
    ],
)
def test_the_next_working_day(day: date, next_working_day: date, why: str) -> None:
    assert working_days_after(day, 1) == next_working_day, why


def test_holidays_of_scotland_and_northern_ireland_are_working_days_here() -> None:
    for day in (date(2019, 1, 2), date(2019, 8, 5), date(2018, 11, 30), date(2018, 7, 12), date(2021, 3, 17)):
        assert is_working_day(day), day


def test_the_start_day_does_not_count() -> None:
    assert working_days_after(date(2019, 7, 1), 5) == date(2019, 7, 8)
    assert working_days_after(date(2019, 7, 6), 1) == date(2019, 7, 8)
    assert working_days_after(date(2019, 7, 6), 0) == date(2019, 7, 6)


def test_a_year_of_working_days() -> None:
    # 2019 has 261 weekdays and 8 bank holidays, all on weekdays.
    assert sum(is_working_day(date(2019, 1, 1) + timedelta(days=n)) for n in range(365)) == 253


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        working_days_after(date(2019, 7, 1), -1)
