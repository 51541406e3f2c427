"""Ways to count partners' rows, on a handful of rows each: the edges of time, area and age, who counts once, and what is not held."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import Period
from wardmoot.core.figures import SourceFile, VerdictWord
from wardmoot.measures.register import year_before
from wardmoot.measures.reoffending import (
    fewest_for_half,
    further_offences,
    offences_of_half,
    offenders_of_half,
    people_who_reoffend,
    share_who_reoffend,
)
from wardmoot.measures.tables import Rows, Selection, held_days, meets
from wardmoot.measures.tallies import add_up, count_different, count_during, count_open, count_rows, share_during, share_of_rows
from wardmoot.measures.verdicts import verdict_on

W, S = "X06000001", "X06000002"
YEAR = Selection((W,), date(2017, 4, 1), date(2018, 3, 31))
LOADED = datetime(2019, 12, 12, tzinfo=UTC)


class Few:
    """Tables of a few rows given in the test."""

    def __init__(self, periods=("2016-04 to 2018-06",), **tables):
        self._tables = {key.replace("_", "-"): rows for key, rows in tables.items()}
        self._periods = periods

    def rows(self, key, columns):
        given = self._tables[key]
        size = len(next(iter(given.values())))
        made = {name: _column(datasets()[key].column(name).type.value, values) for name, values in given.items()}
        files = tuple(SourceFile("extract", f"{key} {n}", "0" * 64, LOADED, size, period) for n, period in enumerate(self._periods))
        return Rows(datasets()[key], made, files, size)


def _column(kind, values):
    if kind in ("date", "date and time", "quarter", "fiscal year", "month"):
        return np.array(values, dtype="datetime64[s]")
    if "number" in kind:
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    return np.array(values, dtype=str)


def _missing(days, people=None, ages=None, status=None, areas=None):
    many = len(days)
    return Few(
        missing_episodes={
            "reported_at": days,
            "person": people or [f"p{n}" for n in range(many)],
            "age": ages or [15] * many,
            "status": status or ["missing"] * many,
            "authority": areas or [W] * many,
        }
    )


CHILD = {"age": {"below": 18}, "status": "missing"}


def test_the_first_and_last_minute_count_and_the_ones_beside_do_not():
    tables = _missing(["2017-03-31T23:59", "2017-04-01T00:00", "2018-03-31T23:59", "2018-04-01T00:00"])
    assert count_rows("missing-episodes", CHILD)(tables, YEAR).value == 2


def test_area_age_and_status_are_conditions_all_at_once():
    tables = _missing(["2017-06-01"] * 5, ages=[17, 18, None, 15, 15], status=["missing"] * 4 + ["absent"], areas=[W, W, W, S, W])
    tally = count_rows("missing-episodes", CHILD)(tables, YEAR)
    assert tally.value == 1
    assert tally.filter == {"authority": [W], "reported_at": {"from": "2017-04-01", "to": "2018-03-31"}, "age": {"below": 18}, "status": "missing"}


def test_people_count_once_and_only_with_enough_episodes():
    tables = _missing(["2017-06-01"] * 11 + ["2017-07-01"] * 12 + ["2018-04-02"] * 3, people=["a"] * 11 + ["b"] * 12 + ["a"] * 3)
    assert count_different("missing-episodes", "person", CHILD)(tables, YEAR).value == 2
    often = count_different("missing-episodes", "person", CHILD, at_least=12)(tables, YEAR)
    assert (often.value, often.filter["rows for one"], often.counted_by) == (1, {"at least": 12}, "person")


def test_the_days_of_different_people_are_their_first():
    tables = _missing(["2017-09-01", "2017-05-02", "2017-06-03"], people=["a", "a", "b"])
    assert sorted(map(str, count_different("missing-episodes", "person", CHILD)(tables, YEAR).days)) == ["2017-05-02", "2017-06-03"]


def test_a_time_that_no_file_covers_is_no_number():
    tables = _missing(["2017-06-01"])
    for start, end in ((date(2015, 4, 1), date(2016, 3, 31)), (date(2018, 4, 1), date(2019, 3, 31))):
        tally = count_rows("missing-episodes", CHILD)(tables, Selection((W,), start, end))
        assert tally.value is None
        assert "Not held for the whole of this time" in tally.caveats[-1]


def test_files_that_touch_cover_together_and_a_gap_does_not():
    rows = Few(("2016-04 to 2017-09", "2017-10 to 2018-06", "2019-01"), prevent_referrals={"referral_ref": ["a"]}).rows("prevent-referrals", ())
    assert held_days(rows) == ((date(2016, 4, 1), date(2018, 6, 30)), (date(2019, 1, 1), date(2019, 1, 31)))


def _cases(opened, closed, children=None):
    many = len(opened)
    return Few(
        child_exploitation_cases={
            "child": children or [f"c{n}" for n in range(many)], "opened_on": opened, "closed_on": closed, "authority": [W] * many,
            "exploitation": ["sexual"] * many,
        }
    )  # fmt: skip


def test_a_stock_counts_what_was_open_at_the_end_of_the_day():
    tables = _cases(["2018-03-31", "2018-04-01", "2017-05-01", "2017-05-01", "2017-05-01"], ["NaT", "NaT", "2018-03-31", "2018-04-01", "NaT"])
    stock = count_open("child-exploitation-cases", "child", "opened_on", "closed_on", {})(tables, YEAR)
    assert stock.value == 3
    assert stock.filter["closed_on"] == {"empty or after": "2018-03-31"}


def test_two_open_cases_of_a_child_count_once():
    tables = _cases(["2017-05-01", "2017-06-01"], ["NaT", "NaT"], ["c", "c"])
    assert count_open("child-exploitation-cases", "child", "opened_on", "closed_on", {})(tables, YEAR).value == 1


def test_in_treatment_at_some_time_includes_those_who_left_on_the_first_day():
    tables = Few(
        ("2015-04 to 2018-06",),
        substance_treatment={
            "client": ["a", "b", "c", "d", "d"], "started_on": ["2016-01-01", "2016-01-01", "2018-04-01", "2018-03-31", "2017-05-01"],
            "ended_on": ["2017-04-01", "2017-03-31", "NaT", "NaT", "2017-06-01"], "authority": [W] * 5, "service": ["adult"] * 5,
        },
    )  # fmt: skip
    assert count_during("substance-treatment", "client", "started_on", "ended_on", {"service": "adult"})(tables, YEAR).value == 2


def _returns(cases):
    return Few(
        ("2016-04 to 2018-03",),
        marac_quarterly_counts={
            "quarter": ["2017-01-01", "2017-04-01", "2017-07-01", "2017-10-01", "2018-01-01"],
            "authority": [W] * 5,
            "cases": cases,
        },
    )


def test_quarters_are_added_up_and_never_cut():
    way = add_up("marac-quarterly-counts", "cases", {})
    assert way(_returns([99, 1, 2, 3, 4]), YEAR).value == 10
    cut = way(_returns([99, 1, 2, 3, 4]), Selection((W,), date(2017, 4, 1), date(2017, 8, 31)))
    assert cut.value is None
    assert "known only for each quarter" in cut.caveats[-1]


def test_a_hidden_count_makes_the_total_unknown():
    tally = add_up("marac-quarterly-counts", "cases", {})(_returns([99, 1, None, 3, 4]), YEAR)
    assert tally.value is None
    assert "hidden or empty" in tally.caveats[-1]


def _people(*needs):
    return Few(
        sex_work_register={
            "person": ["a", "b", "c", "c"], "first_seen": ["2017-01-01"] * 4, "last_seen": ["2017-12-01"] * 4, "authority": [W, W, W, S],
            "on_street": ["yes"] * 4, "homelessness": list(needs[0]), "drugs_or_alcohol": list(needs[1]),
        }
    )  # fmt: skip


def test_at_least_one_need_is_an_or_for_each_person():
    tables = _people(("yes", "no", "no", "yes"), ("yes", "not recorded", "no", "yes"))
    way = share_during(
        "sex-work-register",
        "person",
        ("first_seen", "last_seen"),
        {"any of": {"homelessness": "yes", "drugs_or_alcohol": "yes"}},
        {"on_street": "yes"},
    )
    tally = way(tables, Selection((W, S), YEAR.start, YEAR.end))
    assert (tally.numerator, tally.denominator) == (2, 3)
    assert tally.value == pytest.approx(200 / 3)
    assert tally.interval.lower < tally.value < tally.interval.upper


def _survey(answers, weights):
    many = len(answers)
    return Few(
        ("2017-04 to 2018-03",),
        school_survey={"surveyed": ["2017-04-01"] * many, "authority": [W] * many, "alcohol": answers, "weight": weights},
    )


def test_a_weighted_share_has_the_interval_of_the_effective_number():
    part, whole = {"alcohol": "weekly"}, {"alcohol": ("weekly", "never")}
    tally = share_of_rows("school-survey", part, whole, weight="weight")(_survey(["weekly", "never", "never", "not answered"], [2, 1, 1, 9]), YEAR)
    assert (tally.numerator, tally.denominator, tally.rows) == (2, 4, 3)
    assert tally.value == 50
    assert tally.also["effective number"] == pytest.approx(16 / 6)
    plain = share_of_rows("school-survey", part, whole, weight="weight")(_survey(["weekly", "never"], [1, 1]), YEAR)
    assert plain.interval.method == "Wilson"


def test_a_share_of_nothing_is_no_number():
    tally = share_of_rows("school-survey", {"alcohol": "weekly"}, {"alcohol": "never"})(_survey(["weekly"], [1]), YEAR)
    assert tally.value is None
    assert tally.caveats[-1] == "There is nothing to take a share of."


def test_an_unknown_condition_is_refused():
    with pytest.raises(ValueError, match="'over' is not a condition"):
        meets(np.array([1.0]), {"over": 0})


def _cohort(index, offences):
    return Few(
        ("2016-04 to 2018-06",),
        youth_offending_cohort={"person": list(index), "index_date": list(index.values()), "authority": [W] * len(index)},
        youth_reoffences={"person": [who for who, _ in offences], "offence_date": [day for _, day in offences]},
    )


def test_further_offences_begin_the_day_after_and_end_with_the_same_day_a_year_on():
    tables = _cohort(
        {"a": "2017-05-10", "b": "2017-06-01"},
        [("a", day) for day in ("2017-05-10", "2017-05-11", "2018-05-10", "2018-05-11")] + [("z", "2017-07-01")],
    )
    assert further_offences(12)(tables, YEAR).value == 2
    assert people_who_reoffend(12)(tables, YEAR).value == 1
    share = share_who_reoffend(12)(tables, YEAR)
    assert (share.value, share.numerator, share.denominator) == (50, 1, 2)


def test_those_followed_from_another_year_are_not_in_the_cohort():
    tables = _cohort({"a": "2016-05-10", "b": "2017-06-01"}, [("a", "2016-06-01"), ("b", "2017-07-01")])
    assert further_offences(12)(tables, YEAR).value == 1
    assert len(share_who_reoffend(12)(tables, YEAR).files) == 2


def test_the_fewest_with_half():
    tables = _cohort({"a": "2017-05-10", "b": "2017-06-01"}, [("a", "2017-07-01")] * 3 + [("b", "2017-07-01")])
    assert offenders_of_half(12)(tables, YEAR).value == 1
    assert offences_of_half(12)(tables, YEAR).value == 3
    assert fewest_for_half(np.array([0, 0])) == (0, 0)
    assert fewest_for_half(np.array([2, 2])) == (1, 2)


def test_a_change_is_tested_only_where_it_can_be():
    now, then = Period.fiscal_year(2017), Period.fiscal_year(2016)
    many = count_rows("missing-episodes", {})(_missing([f"2017-{4 + n % 9:02d}-1{n % 9}" for n in range(90)]), YEAR)
    few = count_rows("missing-episodes", {})(_missing(["2016-06-01"] * 3), Selection((W,), date(2016, 4, 1), date(2017, 3, 31)))
    assert verdict_on(many, few, now, then).word is VerdictWord.HIGHER
    nothing = count_rows("missing-episodes", {})(_missing(["2016-06-01"]), Selection((W,), date(2014, 4, 1), date(2015, 3, 31)))
    assert verdict_on(many, nothing, now, then).word is VerdictWord.NOT_TESTED
    day = Period.snapshot(date(2018, 3, 31))
    assert "stock" in verdict_on(many, few, day, day).note


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.fiscal_year(2017), Period.fiscal_year(2016)),
        (Period.quarter(2017, 4), Period.quarter(2016, 4)),
        (Period.month(2020, 2), Period.month(2019, 2)),
        (Period.calendar_years(2013, 2015), Period.calendar_years(2010, 2012)),
        (Period.snapshot(date(2020, 2, 29)), Period.snapshot(date(2019, 2, 28))),
    ],
)
def test_the_year_before(period, before):
    assert year_before(period) == before
