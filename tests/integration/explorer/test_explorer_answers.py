"""What the explorer finds is what the files hold, and what the assessment of the same area and period says."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from data_pages_files import AUTHORITY, street_bytes
from explorer_home import LAST, MISSING, PLACES

from wardmoot.catalogue.areas import community_areas_for
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import VerdictWord
from wardmoot.evidence import Store, load
from wardmoot.measures.assessment import assess
from wardmoot.measures.exploring import Answer, Question, StreetGround, answer_roads, answer_street, read_ground, street_subjects

NOW = datetime(2019, 12, 12, 9, 30, tzinfo=UTC)
SUBJECTS = {subject.key: subject for subject in street_subjects()}
WHOLE = Period.span(Month(2019, 3), LAST)


def rows_of(month: Month) -> list[dict[str, str]]:
    data = street_bytes(str(month), rows=120 + 7 * (month.month % 5)).decode()
    return list(csv.DictReader(data.splitlines()))


def counted(months: list[Month], crime_type: str, places: set[str]) -> int:
    return sum(row["Crime type"] == crime_type and row["LSOA code"] in places for month in months for row in rows_of(month))


@pytest.fixture
def store(explorer_home: Path) -> Store:
    return Store.open(explorer_home, read_only=True).snapshot()


def ground_of(store: Store, home: Path, period: Period) -> StreetGround:
    return read_ground(store, authority=AUTHORITY, period=period, groups=community_areas_for(AUTHORITY, home), now=NOW)


def ask(
    store: Store, home: Path, subject: str, *, period: Period = WHOLE, part: str = "", cut: str = "month", limits: tuple[Month, ...] = ()
) -> Answer:
    return answer_street(ground_of(store, home, period), SUBJECTS[subject], Question(subject, AUTHORITY, part, period, cut, limits))


def test_a_count_is_the_number_of_rows_and_its_comparison_the_rows_of_the_year_before(store: Store, explorer_home: Path):
    answer = ask(store, explorer_home, "burglary")
    months, before = list(WHOLE.months()), [m.shift(-12) for m in WHOLE.months()]
    assert answer.count.value == counted(months, "Burglary", set(PLACES)) > 0
    assert answer.count.comparator
    assert answer.count.comparator.value == counted(before, "Burglary", set(PLACES)) > 0
    assert answer.count.verdict
    assert answer.count.verdict.test
    assert answer.change is None
    assert answer.count.trace.row_count == answer.count.value


def test_the_explorer_and_the_assessment_say_the_same(store: Store, explorer_home: Path):
    groups = community_areas_for(AUTHORITY, explorer_home)
    findings = assess(store, area=AUTHORITY, to=LAST, months=8, now=NOW, groups=groups)
    crimes = ask(store, explorer_home, "crimes", cut="type")
    assert (crimes.count.value, crimes.rate and crimes.rate.value) == (findings.crimes.count.value, findings.crimes.rate.value)
    assert crimes.count.comparator == findings.crimes.change.comparator
    assert crimes.count.verdict
    assert findings.crimes.change.verdict
    assert crimes.count.verdict.p == findings.crimes.change.verdict.p
    assert {r.name: (r.count.value, r.firm) for r in crimes.breakdown.rows} == {
        line.name: (line.count.value, line.firm) for line in findings.offences
    }
    by_community = {row.name: row.count.value for row in ask(store, explorer_home, "crimes", cut="community").breakdown.rows}
    assert by_community == {area.name: area.crimes.value for area in findings.local_areas}
    assert crimes.places
    assert {p.code: (p.count.value, p.cluster, p.z.value) for p in crimes.places.listed} == {
        p.code: (p.count.value, p.cluster, p.z.value) for p in findings.crime_places.listed
    }


@pytest.mark.parametrize("cut", ["month", "community", "ward", "small-area"])
def test_the_rows_of_every_cut_add_up_to_the_whole(store: Store, explorer_home: Path, cut: str):
    answer = ask(store, explorer_home, "asb-incidents", cut=cut)
    assert sum(row.count.value or 0 for row in answer.breakdown.rows) == answer.count.value
    assert sum(row.share.value or 0 for row in answer.breakdown.rows if row.share) == pytest.approx(100)
    assert len(answer.breakdown.rows) == {"month": 8, "community": 2, "ward": 4, "small-area": 12}[cut]


def test_a_part_is_counted_by_its_small_areas_and_its_rate_by_their_residents(store: Store, explorer_home: Path):
    answer = ask(store, explorer_home, "shoplifting", part="ward.x05000002", cut="small-area")
    own = set(PLACES[3:6])
    assert answer.area.name == "Crater 2"
    assert answer.count.value == counted(list(WHOLE.months()), "Shoplifting", own)
    assert answer.rate
    assert answer.rate.denominator
    assert answer.rate.denominator.value == 1_003 + 1_004 + 1_005
    assert {row.count.breakdown.get("crime type") for row in answer.breakdown.rows} == {"Shoplifting"}
    assert answer.places
    assert {place.code for place in answer.places.listed} == own


def test_a_single_small_area_has_no_map_and_says_why(store: Store, explorer_home: Path):
    answer = ask(store, explorer_home, "shoplifting", part="small-area.x01000001")
    assert answer.places is None
    assert "nothing to map" in answer.places_note


def test_a_missing_month_is_left_out_said_and_never_zero(store: Store, explorer_home: Path):
    answer = ask(store, explorer_home, "crimes", period=Period.rolling_12(Month(2018, 4)))
    assert str(MISSING) not in answer.count.trace.filter["Month"]
    assert dict(answer.trend.points)[MISSING] is None
    assert any(MISSING.written in words for words in answer.missing)
    assert answer.rate
    assert answer.rate.value is None


def test_where_the_year_before_has_a_gap_only_the_same_months_are_compared(store: Store, explorer_home: Path):
    answer = ask(store, explorer_home, "crimes", period=Period.span(Month(2018, 6), Month(2018, 9)))
    assert answer.count.comparator is None
    assert answer.change
    assert answer.change.comparator
    assert answer.change.value
    assert answer.count.value
    assert answer.change.value < answer.count.value
    assert "incomplete" in answer.basis
    assert answer.change.verdict
    rows = ask(store, explorer_home, "crimes", period=Period.span(Month(2018, 6), Month(2018, 9)), cut="ward").breakdown
    assert rows.partly
    assert sum(row.change.value or 0 for row in rows.rows) == answer.change.value
    assert not ask(store, explorer_home, "crimes", cut="ward").breakdown.partly


def test_nothing_is_compared_where_the_year_before_is_not_held(store: Store, explorer_home: Path):
    answer = ask(store, explorer_home, "crimes", period=Period.span(Month(2017, 6), Month(2017, 8)))
    assert answer.change is None
    assert answer.count.comparator is None
    assert answer.count.verdict is None
    assert not answer.breakdown.compared


def test_limits_begin_anew_where_they_are_asked_to(store: Store, explorer_home: Path):
    one = ask(store, explorer_home, "crimes").trend
    two = ask(store, explorer_home, "crimes", limits=(Month(2018, 10),)).trend
    assert (len(one.stretches), len(two.stretches)) == (1, 2)
    assert (two.stretches[0].last, two.stretches[1].first, two.stretches[1].last) == (Month(2018, 9), Month(2018, 10), LAST)
    held = [figure.value for month, figure in two.points if figure and month >= Month(2018, 10)]
    assert two.stretches[1].mean == pytest.approx(sum(held) / 13)
    with pytest.raises(ValueError, match="limits need 12 months at least, and March 2019 to October 2019 holds 8"):
        ask(store, explorer_home, "crimes", limits=(Month(2019, 3),))
    with pytest.raises(ValueError, match="cannot begin anew in March 2031"):
        ask(store, explorer_home, "crimes", limits=(Month(2031, 3),))


def test_no_period_held_is_refused_in_words(store: Store, explorer_home: Path):
    with pytest.raises(ValueError, match="no street crime files are held for January 2031"):
        ground_of(store, explorer_home, Period.month(2031, 1))


@pytest.mark.parametrize(("subject", "each"), [("ksi-casualties", 2), ("road-casualties", 3), ("road-collisions", 1)])
def test_roads_are_counted_by_casualty_or_collision_with_their_hours(store: Store, subject: str, each: int):
    period = Period.rolling_12(Month(2019, 12))
    answer = answer_roads(store, Question(subject, AUTHORITY, "", period, "month"), NOW)
    assert answer.count.value == 12 * each
    assert answer.count.comparator
    assert answer.count.comparator.value == 12 * each
    assert answer.count.verdict
    assert answer.count.verdict.word is VerdictWord.NO_CLEAR_CHANGE
    assert answer.hours
    assert answer.hours.grid.sum() == 12 * each == answer.hours.used.value
    # the helper's collision of month m is at m:30 on day m + 1 of the month
    expected = np.zeros((7, 24))
    for month in range(1, 13):
        expected[datetime(2019, month, month + 1).weekday(), month] += each
    assert (answer.hours.grid == expected).all()
    assert [row.count.value for row in answer.breakdown.rows] == [each] * 12


def test_severities_add_up_and_a_year_not_held_is_refused(store: Store):
    period = Period.rolling_12(Month(2019, 12))
    answer = answer_roads(store, Question("road-casualties", AUTHORITY, "", period, "severity"), NOW)
    assert Counter({row.name: row.count.value for row in answer.breakdown.rows}) == {"Killed": 12, "Seriously injured": 12, "Slightly injured": 12}
    with pytest.raises(ValueError, match="load the STATS19 files"):
        answer_roads(store, Question("road-casualties", AUTHORITY, "", Period.calendar_years(2010), "month"), NOW)


@pytest.mark.real_data
def test_west_yorkshire_2024_by_its_five_authorities(real_data: Path, tmp_path: Path):
    store = Store.open(tmp_path)
    assert not load([real_data / "stats19"], store=store, now=NOW).refused
    answers = [
        answer_roads(store, Question("ksi-casualties", f"E080000{n}", "", Period.rolling_12(Month(2024, 12)), "severity"), NOW) for n in range(32, 37)
    ]
    found: Counter[str] = Counter()
    for answer in answers:
        assert answer.hours
        assert answer.hours.grid.sum() + answer.hours.left_out == answer.count.value
        found.update({row.name: int(row.count.value or 0) for row in answer.breakdown.rows})
    assert found == {"Killed": 40, "Seriously injured": 1278}
