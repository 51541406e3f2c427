"""Periods as people type them."""

import pytest

from wardmoot.core.calendar import Month, Period
from wardmoot.core.plan import read_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2017/18", Period.fiscal_year(2017)),
        ("1999/00", Period.fiscal_year(1999)),
        ("2017/18 Q4", Period.quarter(2017, 4)),
        ("2011/12 to 2015/16", Period.span(Month(2011, 4), Month(2016, 3))),
        ("2013 to 2015", Period.calendar_years(2013, 2015)),
        ("2015", Period.calendar_years(2015)),
        ("2018-03", Period.month(2018, 3)),
        ("2017-04 to 2018-03", Period.span(Month(2017, 4), Month(2018, 3))),
        ("12 months to 2018-03", Period.rolling_12(Month(2018, 3))),
        (" not stated ", Period.not_stated()),
    ],
)
def test_each_form_is_read(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    "text", ["2014/16", "2017/2018", "17/18", "2018-13", "2015 to 2013", "March 2018", "2017/18 Q5", "", "2014/16 to 2017/18", "２０１５"]
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(text):
    with pytest.raises(ValueError, match=r"not|after"):
        read_period(text)
