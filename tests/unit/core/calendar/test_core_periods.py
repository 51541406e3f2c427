"""Periods: their days, their labels, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from wardmoot.core.calendar import FiscalYear, Month, Period, PeriodKind


@pytest.mark.parametrize(
    ("period", "label", "short"),
    [
        (Period.month(2025, 12), "December 2025", "December 2025"),
        (Period.quarter(2017, 1), "April 2017 to June 2017 (quarter 1 of 2017/18)", None),
        (Period.quarter(2017, 4), "January 2018 to March 2018 (quarter 4 of 2017/18)", None),
        (Period.fiscal_year(2017), "April 2017 to March 2018 (2017/18)", "2017/18"),
        (Period.fiscal_year(1999), "April 1999 to March 2000 (1999/00)", "1999/00"),
        (Period.calendar_years(2013, 2015), "January 2013 to December 2015", "2013 to 2015"),
        (Period.calendar_years(2019), "January 2019 to December 2019", "2019"),
        (Period.rolling_12(Month(2025, 6)), "July 2024 to June 2025", None),
        (Period.span(Month(2025, 1), Month(2025, 4)), "January 2025 to April 2025", None),
        (Period.span(Month(2025, 1), Month(2025, 1)), "January 2025", None),
        (Period(PeriodKind.SPAN, date(2018, 3, 6), date(2018, 4, 1)), "6 March 2018 to 1 April 2018", None),
        (Period.snapshot(date(2018, 3, 31)), "at 31 March 2018", None),
        (Period.snapshot(date(2018, 3, 31), "March 2018"), "at March 2018", None),
        (Period.ambiguous("2014/16"), "“2014/16” (ambiguous as published)", "2014/16"),
        (Period.listed("January, March and May 2025"), "January, March and May 2025", None),
        (Period.not_stated(), "period not stated", "not stated"),
    ],
)
def test_how_a_period_is_written(period: Period, label: str, short: str | None) -> None:
    assert period.label == label
    assert period.short == (short or label)


def test_every_kind_has_a_label_here() -> None:
    marks = [mark for mark in test_how_a_period_is_written.pytestmark if mark.name == "parametrize"]
    assert {row[0].kind for row in marks[0].args[1]} == set(PeriodKind)


def test_the_days_of_a_period() -> None:
    assert Period.fiscal_year(2017).days == 365
    assert Period.fiscal_year(2019).days == 366
    assert Period.calendar_years(2013, 2015).days == 3 * 365
    assert Period.span(Month(2024, 1), Month(2024, 4)).days == 121
    assert Period.snapshot(date(2018, 3, 31)).days == 1


def test_the_months_of_a_period() -> None:
    assert [str(month) for month in Period.quarter(2017, 4).months()] == ["2018-01", "2018-02", "2018-03"]
    assert len(list(Period.calendar_years(2013, 2015).months())) == 36
    assert next(Period.rolling_12(Month(2025, 6)).months()) == Month(2024, 7)


@pytest.mark.parametrize("period", [Period.ambiguous("2014/16"), Period.not_stated(), Period.listed("January and March 2025")])
def test_nothing_is_computed_from_an_open_period(period: Period) -> None:
    assert period.is_open
    with pytest.raises(ValueError, match="no number of days"):
        _ = period.days
    with pytest.raises(ValueError, match="no months"):
        list(period.months())


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2018, 3, 31), "2017/18"),
        (date(2018, 4, 1), "2018/19"),
        (date(2017, 4, 1), "2017/18"),
        (date(2018, 1, 1), "2017/18"),
        (date(2009, 4, 1), "2009/10"),
    ],
)
def test_the_fiscal_year_of_a_day(day: date, year: str) -> None:
    found = FiscalYear.containing(day)
    assert str(found) == year
    assert found.start <= day <= found.end
    assert found.period == Period.fiscal_year(found.first_year)


def test_fiscal_years_and_months_are_in_order() -> None:
    assert FiscalYear(2016) < FiscalYear(2017)
    assert Month(2017, 12) < Month(2018, 1)


def test_a_month_knows_its_days_and_neighbours() -> None:
    assert (Month(2024, 2).days, Month(2023, 2).days) == (29, 28)
    assert Month(2018, 1).shift(-1) == Month(2017, 12)
    assert Month(2018, 1).shift(12) == Month(2019, 1)
    assert Month(2018, 3).written == "March 2018"
    assert Month.containing(date(2018, 3, 6)) == Month(2018, 3)


@pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-1", "2025/12", "202512", "", " 2025-1", "٢٠٢٥-١٢", "0001-01", "2025-12-01", "-025-12"])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (PeriodKind.FISCAL_YEAR, date(2017, 5, 1), date(2018, 4, 30)),
        (PeriodKind.FISCAL_YEAR, date(2017, 4, 1), date(2019, 3, 31)),
        (PeriodKind.FISCAL_YEAR, date(2017, 4, 2), date(2018, 3, 31)),
        (PeriodKind.MONTH, date(2017, 5, 1), date(2017, 5, 30)),
        (PeriodKind.MONTH, date(2017, 5, 1), date(2017, 6, 30)),
        (PeriodKind.QUARTER, date(2017, 5, 1), date(2017, 7, 31)),
        (PeriodKind.CALENDAR_YEARS, date(2017, 1, 1), date(2018, 6, 30)),
        (PeriodKind.CALENDAR_YEARS, date(2017, 4, 1), date(2018, 3, 31)),
        (PeriodKind.ROLLING_12, date(2017, 5, 1), date(2018, 5, 31)),
    ],
)
def test_days_that_are_not_of_their_kind_are_refused(kind: PeriodKind, start: date, end: date) -> None:
    with pytest.raises(ValueError, match=f"is not a period of kind {kind}"):
        Period(kind, start, end)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Period(PeriodKind.SPAN), "needs its first and last day"),
        (lambda: Period(PeriodKind.SPAN, date(2018, 1, 1)), "needs its first and last day"),
        (lambda: Period(PeriodKind.AMBIGUOUS, date(2018, 1, 1), date(2018, 1, 2)), "has no days"),
        (lambda: Period(PeriodKind.SPAN, date(2018, 1, 2), date(2018, 1, 1)), "after it ends"),
        (lambda: Period.quarter(2017, 5), "5 is not a quarter"),
    ],
)
def test_a_period_without_sense_is_refused(build, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        build()
