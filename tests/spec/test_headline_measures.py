"""The plan's headlines, counted again: every number the plan prints comes out of partners' rows by a named measure.

The demonstration holds an invented extract of each partner. Each row goes through the same import as a real one, and each
holds rows that must not count: other years, other areas, adults among the missing, flags that were not recorded. What is
counted equals what the plan prints, with its comparator, its parts and its percentage.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest

from wardmoot.catalogue import load_plan
from wardmoot.catalogue.datasets import datasets
from wardmoot.catalogue.measures import Step, declared_measures
from wardmoot.catalogue.plans import shipped_plan
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, AreaKind, StatedSource, Unit, VerdictWord
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope, ScopeError
from wardmoot.measures.hours import day_by_hour
from wardmoot.measures.plan_figures import counted_headlines
from wardmoot.measures.register import Request, breakdown, compute, measure, measures, series
from wardmoot.measures.tables import Tables

NOW = datetime(2019, 12, 12, 9, tzinfo=UTC)
EVERYTHING = Scope("the manual", "counting the plan's headlines", frozenset(datasets()))
WILTSHIRE = Area("X06000001", "Wiltshire (synthetic)", AreaKind.AUTHORITY)

PRINTED = {
    "F01": "3,205 (3,312)",
    "F02": "1,437",
    "F03": "517 (503)",
    "F04": "699 (728)",
    "F05": "49",
    "F05.part1": "33",
    "F05.part2": "16",
    "F06": "96%",
    "F07": "407 (513)",
    "F08": "1,170 (1,360)",
    "F09": "18 (20)",
    "F10": "58 (39)",
    "F11": "67,000",
    "F12": "4.4%",
    "F13": "6,892",
    "F14": "14.3",
    "F16": "21 (30)",
    "F17": "82",
    "F18": "63%",
    "F19": "669",
    "F20": "46.2 (38.5)",
    "F21": "28.7%",
    "F21.also1": "110,100",
    "F22": "1,779",
    "F23": "28%",
    "F24": "3,000",
    "F25": "19%",
    "F26": "163",
    "F29": "26.3%",
    "F30": "93",
    "F30.also1": "20",
    "F31": "4",
    "F31.also1": "48",
    "F32": "357",
    "F33": "42%",
}
"""Every number of the plan that a measure gives, as the plan prints it."""

WITHOUT_A_NUMBER = {"F27", "F28", "F34"}
"""Lines that claim something and print no number: the measure gives one all the same."""

READINGS = {"F11", "F12", "F21", "F21.also1", "F22", "F23"}
"""Numbers estimated elsewhere: they are read with their source, not counted."""


@pytest.fixture(scope="module")
def store(partners_home):
    return Store.open(partners_home, read_only=True)


@pytest.fixture(scope="module")
def plan():
    return load_plan(shipped_plan("wiltshire-2019-2022"))


@pytest.fixture(scope="module")
def counted(store, plan):
    found = counted_headlines(plan, store, now=NOW, scope=EVERYTHING)
    return {one.published.id: one for _, several in found for one in several}


def test_every_numeric_headline_names_a_measure_but_the_one_without_a_unit(plan, counted):
    assert set(counted) == set(PRINTED) | WITHOUT_A_NUMBER
    numeric = {headline.id for headline in plan.headlines if not headline.is_qualitative}
    assert numeric - set(counted) == {"F15"}
    (open_one,) = (headline for headline in plan.headlines if headline.id == "F15")
    assert (open_one.reported_text, open_one.unit, open_one.measure) == ("+6.8", Unit.NOT_STATED, None)


@pytest.mark.parametrize("number", PRINTED)
def test_counted_from_rows_it_is_what_the_plan_prints(counted, number):
    one = counted[number]
    assert one.why_not == ""
    assert one.published.written_with_comparator == PRINTED[number]
    assert one.agrees is True


@pytest.mark.parametrize("number", sorted(set(PRINTED) - READINGS))
def test_it_can_be_followed_to_its_rows(counted, number):
    trace = counted[number].counted.trace
    assert trace.row_count
    assert trace.filter
    assert trace.method.endswith(".")
    assert all("synthetic" in f.name or "(synthetic)" in f.name for f in trace.files)
    assert trace.measure in measures()


@pytest.mark.parametrize("number", sorted(READINGS))
def test_an_external_estimate_is_a_reading_with_its_source(counted, number):
    figure = counted[number].counted
    assert isinstance(figure.trace.stated, StatedSource)
    assert "An estimate from a survey or model made elsewhere, not a local count." in figure.caveats
    assert any(caveat.startswith("As at ") and "Source: " in caveat for caveat in figure.caveats)


def test_lines_without_a_number_get_one_and_stay_lines_without_a_number(counted):
    assert {number: counted[number].counted.written for number in WITHOUT_A_NUMBER} == {"F27": "41", "F28": "12", "F34": "22%"}
    assert all(counted[number].agrees is None for number in WITHOUT_A_NUMBER)


def test_children_and_episodes_and_children_missing_often_are_three_counts(counted):
    children, episodes, often = (counted[number].counted for number in ("F07", "F08", "F09"))
    assert [f.counting_unit.key for f in (children, episodes, often)] == ["child", "episode", "child"]
    assert children.trace.parameters["counted once for each"] == "person"
    assert often.trace.parameters["at least"] == 12
    assert episodes.value / children.value == pytest.approx(2.87, abs=0.005)
    assert children.verdict.word is episodes.verdict.word is VerdictWord.LOWER
    assert often.verdict.word is VerdictWord.NOT_TESTED


def test_needs_are_an_or_for_each_person_and_never_added_up(store, counted):
    share = counted["F06"].counted
    assert (share.numerator, share.denominator.value) == (47, 49)
    one_by_one = [
        compute("on-street-sex-workers", _request(store, 2017, where={need: "yes"}, authorities=("X06000001", "X06000002"))).value
        for need in ("drugs_or_alcohol", "homelessness", "self_harm_or_suicide", "learning_difficulty")
    ]
    assert sum(one_by_one) > 49


def test_the_rate_of_violence_stands_beside_the_one_on_the_revised_population(counted):
    figure = counted["F14"].counted
    assert (figure.as_published.denominator.value, figure.as_revised.denominator.value) == (483143, 484344)
    assert [round(life.value, 1) for life in (figure.as_published, figure.as_revised)] == [14.3, 14.2]
    assert figure.interval.method == "Byar's"


def test_the_road_casualty_rate_is_higher_than_englands(counted):
    figure = counted["F20"].counted
    assert figure.interval.write(figure.unit) == "42.7 to 49.8"
    assert (figure.comparator.area.name, figure.verdict.word) == ("England", VerdictWord.HIGHER_THAN)
    assert [round(life.value, 1) for life in (figure.as_published, figure.as_revised)] == [46.2, 46.0]


def test_three_towns_give_52_of_82_referrals(counted):
    figure = counted["F18"].counted
    assert (figure.numerator, figure.denominator.value) == (52, 82)
    assert figure.trace.filter["part"] == {"town": ("Salisbury", "Melksham", "Trowbridge")}


def test_the_survey_is_weighted(counted):
    figure = counted["F25"].counted
    assert (figure.numerator, figure.denominator.value) == (1805, 9500)
    assert figure.trace.row_count == 9500
    assert figure.interval.method == "Wilson, on the effective number of rows (Kish)"


def test_young_offenders_are_followed_for_twelve_months(counted):
    share, offences = counted["F29"].counted, counted["F30"].counted
    assert (share.numerator, share.denominator.value) == (20, 76)
    assert share.interval.write(share.unit) == "17.7% to 37.2%"
    assert offences.trace.filter["further offences"] == {"after": "index_date", "months": 12}


def test_the_share_of_young_knife_crime_has_its_own_base_and_says_how_often_the_flag_is_recorded(counted):
    figure = counted["F33"].counted
    assert (figure.numerator, figure.denominator.value) == (21, 50)
    assert figure.denominator.value != counted["F32"].counted.value
    assert any("is recorded, as yes or as no, for 41 of the 50" in caveat for caveat in figure.caveats)


@pytest.mark.parametrize(("number", "note"), [("F05", "2017/18"), ("F17", "2017/18"), ("F24", "2014/15 and 2015/16"), ("F32", "police force area")])
def test_what_had_to_be_chosen_is_said(counted, number, note):
    assert note in counted[number].counted.caveats[0]


def test_a_time_that_is_not_held_is_no_number_and_never_zero(store):
    figure = compute("prevent-referrals", _request(store, 2010))
    assert figure.value is None
    assert figure.written == "[x]"
    assert any("Not held for the whole of this time" in caveat for caveat in figure.caveats)


def test_rows_about_people_need_a_scope(store):
    for name in ("children-missing", "prevent-referrals", "knife-crimes"):
        assert measure(name).needs_scope
        with pytest.raises(ScopeError, match="about persons"):
            compute(name, Request(store, WILTSHIRE, Period.fiscal_year(2017), NOW))
    assert not measure("marac-cases").needs_scope
    assert compute("marac-cases", Request(store, WILTSHIRE, Period.fiscal_year(2017), NOW)).value == 517


def test_every_measure_gives_a_figure_of_what_it_declares(store):
    for name, declared in declared_measures().items():
        years = Period.calendar_years(2013, 2015) if name.startswith("ksi") else None
        parameters = {"towns": ["Salisbury"]} if "towns" in declared.parameters else {}
        figure = compute(name, _request(store, 2017, period=years, parameters=parameters))
        assert (figure.measure, figure.unit, figure.counting_unit) == (name, declared.unit, declared.counting_unit)
        assert figure.caveats or name.startswith("ksi")


def test_a_stock_is_counted_on_its_day(store):
    days = [date(2018, 3, 30), date(2018, 3, 31), date(2018, 4, 1)]
    values = [compute("children-at-risk-of-sexual-exploitation", _request(store, 2017, period=Period.snapshot(day))).value for day in days]
    assert values[1] == 58
    assert len(set(values)) > 1


def test_quarters_add_up_and_a_month_of_a_quarterly_return_is_not_known(store):
    quarters = [compute("marac-cases", _request(store, 2017, period=Period.quarter(2017, n))).value for n in (1, 2, 3, 4)]
    assert sum(quarters) == 517
    cut = compute("marac-cases", _request(store, 2017, period=Period.span(Month(2017, 4), Month(2017, 8))))
    assert cut.value is None
    assert "known only for each quarter as a whole" in cut.caveats[-2] + cut.caveats[-1]


@pytest.mark.parametrize("name", [name for name, one in declared_measures().items() if one.additive and one.step is Step.MONTH and one.datasets])
def test_months_add_up_to_their_year_where_a_measure_says_so(store, name):
    period = Period.quarter(2015, 4) if name == "alcohol-related-admissions" else Period.fiscal_year(2015 if name.startswith("violence") else 2017)
    request = _request(store, 2017, period=period)
    months = [figure.value for figure in series(name, request)]
    assert len(months) == len(list(period.months()))
    assert sum(months) == pytest.approx(compute(name, request).value)


def test_different_people_by_month_do_not_add_up_to_the_year(store):
    months = series("children-missing", _request(store, 2017))
    assert sum(figure.value for figure in months) > 407
    assert not measure("children-missing").additive


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("asbrac-referrals", "town"),
        ("asbrac-referrals", "referred_by"),
        ("domestic-abuse-incidents", "risk"),
        ("knife-crimes", "offence"),
        ("prevent-referrals", "discussed"),
    ],
)
def test_a_breakdown_adds_up_to_the_whole(store, name, by):
    request = _request(store, 2017)
    parts = breakdown(name, request, by)
    assert sum(figure.value for figure in parts) == compute(name, request).value
    assert all(len(figure.breakdown) == 1 for figure in parts)
    assert all(by in figure.trace.filter for figure in parts)
    assert len({figure.id for figure in parts}) == len(parts)


def test_a_breakdown_by_area_gives_each_authority(store):
    parts = breakdown("knife-crimes", _request(store, 2017, authorities=("X06000001", "X06000002")), "authority")
    assert [(figure.area.name, figure.value) for figure in parts] == [("Wiltshire (synthetic)", 211), ("Swindon (synthetic)", 146)]
    with pytest.raises(ValueError, match="cannot be broken down by 'colour'"):
        breakdown("knife-crimes", _request(store, 2017), "colour")


def test_day_by_hour_spreads_what_may_have_happened_over_its_time(store):
    found = day_by_hour("knife-crimes", _request(store, 2017))
    assert found.used + found.not_known == 211
    assert found.grid.sum() == pytest.approx(found.used)
    exact = day_by_hour("domestic-abuse-incidents", _request(store, 2017))
    assert (exact.used, exact.exact) == (3205, 3205)
    assert day_by_hour("prevent-referrals", _request(store, 2017)) is None


def test_a_share_of_towns_that_are_not_named_is_no_share(store):
    figure = compute("asbrac-referrals-from-towns", _request(store, 2017))
    assert figure.value is None
    assert "Name the towns" in figure.caveats[-1]


def test_two_sources_of_one_number_must_be_named(store):
    residents = compute(
        "adults-drinking-over-14-units", _request(store, 2017, parameters={"estimate": "residents", "source": "mid-year-estimates-revised"})
    )
    assert residents.value == 484344
    with pytest.raises(ValueError, match="name one as source: mid-year-estimates-first-published, mid-year-estimates-revised"):
        compute("adults-drinking-over-14-units", _request(store, 2017, parameters={"estimate": "residents"}))


@cache
def _tables(store):
    return Tables(store, EVERYTHING, whole=True)


def _request(store, year, **more):
    period = more.pop("period", None) or Period.fiscal_year(year)
    return Request(store, WILTSHIRE, period, NOW, EVERYTHING, tables=_tables(store), **more)
