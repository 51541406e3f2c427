"""The invented crime has the shapes it is meant to have, and nothing it must not."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import accumulate

import pytest
from shapely import Point, Polygon

from wardmoot.catalogue.crime_types import crime_types
from wardmoot.core.calendar.periods import Month
from wardmoot.core.stats.comparison import Change, compare_counts
from wardmoot.core.stats.dispersion import estimate_dispersion
from wardmoot.demo import DEMONSTRATION_SEED, crime, shapes
from wardmoot.demo.lattice import outline
from wardmoot.demo.places import FORCE, WILTSHIRE


@pytest.fixture(scope="module")
def home_areas(geography):
    return {area.code for area in geography.within(WILTSHIRE)}


@pytest.fixture(scope="module")
def all_areas(geography):
    return {area.code for area in geography.small_areas}


def _share(by_month, name):
    total = sum(map(len, by_month.values()))
    return sum(r.crime_type == name for records in by_month.values() for r in records) / total


def _half(records, codes):
    """The share of areas that hold half of the records."""
    counts = Counter(r.place[3] for r in records if r.place[3] in codes)
    running = list(accumulate(sorted(counts.values(), reverse=True)))
    return next(n for n, so_far in enumerate(running, start=1) if 2 * so_far >= running[-1]) / len(codes)


def test_months_run_from_april_2016_to_october_2019():
    months = list(crime.months())
    assert (str(months[0]), str(months[-1]), len(months)) == ("2016-04", "2019-10", 43)


def test_each_month_has_three_to_four_thousand_rows(by_month):
    assert all(3000 <= len(records) <= 4200 for records in by_month.values())


def test_shares_of_violence_and_of_anti_social_behaviour(by_month):
    assert 0.36 <= _share(by_month, "Violence and sexual offences") <= 0.40
    assert 0.175 <= _share(by_month, shapes.ASB) <= 0.205


def test_every_crime_type_of_the_catalogue_comes_every_month(by_month):
    names = set(crime_types())
    assert {shape.name for shape in shapes.SHAPES} == names
    assert all({r.crime_type for r in records} == names for records in by_month.values())


def test_anti_social_behaviour_peaks_in_summer(by_month):
    daily = {month: sum(r.crime_type == shapes.ASB for r in records) / month.days for month, records in by_month.items()}
    for year in (2016, 2017, 2018):
        summer = [daily[Month(year, m)] for m in (6, 7, 8)]
        winter = [daily[Month(year, 12)], daily[Month(year + 1, 1)], daily[Month(year + 1, 2)]]
        assert min(summer) > max(winter)


def test_three_to_eleven_robberies_a_month_in_the_county(by_month, home_areas):
    robberies = [sum(r.crime_type == shapes.ROBBERY and r.place[3] in home_areas for r in records) for records in by_month.values()]
    assert min(robberies) >= 3
    assert max(robberies) <= 11
    assert max(robberies) - min(robberies) >= 5


def test_half_of_records_lie_in_about_22_per_cent_of_areas(by_month, home_areas, all_areas):
    everything = [r for records in by_month.values() for r in records]
    last_year = [r for month, records in by_month.items() if month >= Month(2018, 11) for r in records]
    for records in (everything, last_year):
        for codes in (home_areas, all_areas):
            assert 0.20 <= _half(records, codes) <= 0.24


def test_the_busiest_places_are_town_centres(by_month, geography, home_areas):
    counts = Counter(r.place[3] for records in by_month.values() for r in records if r.place[3] in home_areas)
    urban = {area.code for area in geography.small_areas if area.is_urban}
    assert {code for code, _ in counts.most_common(50)} <= urban
    centres = {a.code for a in geography.small_areas if (a.town.column, a.town.row) in a.cells and a.town.small_areas > 20}
    assert len(centres & {code for code, _ in counts.most_common(30)}) >= 3


def test_a_long_month_has_more_than_a_short_one(by_month):
    for year in (2017, 2018, 2019):
        assert len(by_month[Month(year, 3)]) > len(by_month[Month(year, 2)])


def test_ids_are_absent_for_anti_social_behaviour_and_a_few_repeat(by_month):
    records = [r for each in by_month.values() for r in each]
    assert all((r.crime_id == "") == (r.crime_type == shapes.ASB) for r in records)
    ids = Counter(r.crime_id for r in records if r.crime_id)
    assert all(re.fullmatch("[0-9a-f]{64}", i) for i in ids)
    assert 0.0005 < sum(n > 1 for n in ids.values()) / len(ids) < 0.01


def test_rows_share_points_and_some_id_less_rows_are_alike(by_month):
    july = by_month[Month(2018, 7)]
    assert len({r.place[:2] for r in july}) < 0.75 * len(july)
    alike = Counter(r for r in july if not r.crime_id)
    assert max(alike.values()) > 1


def test_a_few_rows_have_no_place_and_a_few_lie_beyond_the_county(by_month, all_areas):
    records = [r for each in by_month.values() for r in each]
    nowhere = [r for r in records if r.place == crime.NOWHERE]
    beyond = [r for r in records if r.place[3] and r.place[3] not in all_areas]
    assert 0.001 < len(nowhere) / len(records) < 0.004
    assert 0.001 < len(beyond) / len(records) < 0.006


def test_points_lie_in_the_small_area_they_name(scene, geography):
    area_of = {a.code: Polygon([geography.lattice.corner(*c) for c in outline(a.cells)[0]]) for a in geography.small_areas}
    for longitude, latitude, _, code, _ in scene.points:
        assert area_of[code].contains(Point(round(float(longitude) * 1e6), round(float(latitude) * 1e6)))


def test_newest_records_are_more_often_still_open(by_month):
    def still_open(month):
        crimes = [r for r in by_month[month] if r.outcome]
        return sum(r.outcome == shapes.OPEN for r in crimes) / len(crimes)

    assert still_open(Month(2019, 10)) > 5 * still_open(Month(2019, 3))


def test_first_delivery_is_part_of_the_month_and_the_rest_comes_later(by_month):
    whole = by_month[shapes.REVISED_MONTH]
    first = crime.first_delivery(whole, DEMONSTRATION_SEED)
    left = Counter((r.crime_id, r.place, r.crime_type) for r in whole)
    left.subtract((r.crime_id, r.place, r.crime_type) for r in first)
    assert min(left.values()) == 0
    assert 0.78 < len(first) / len(whole) < 0.86


def test_four_rows_are_spoiled_and_no_more(by_month):
    whole = by_month[shapes.FAULTY_MONTH]
    spoiled = crime.with_faults(whole)
    changed = [new for old, new in zip(whole, spoiled) if old != new]
    assert len(spoiled) == len(whole)
    assert len(changed) == 4
    assert changed[0].place[0] == "unknown"
    assert re.fullmatch(r"54\.l0\d+", changed[1].place[1])
    assert changed[2].month == "2018-13"
    assert changed[3].crime_type not in crime_types()


def test_a_file_is_in_the_form_of_the_source(by_month):
    for month, end in ((Month(2016, 5), "\r\n"), (Month(2018, 5), "\n")):
        text = crime.csv_bytes(by_month[month], month).decode("utf-8")
        assert text.startswith(crime.HEADER + end)
        assert text.endswith("," + end)
        assert ("\r" in text) == (end == "\r\n")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == len(by_month[month])
        assert {(r["Month"], r["Reported by"], r["Falls within"], r["Context"]) for r in rows} == {(str(month), FORCE, FORCE, "")}
        assert all(re.fullmatch(r"\d\.\d{6}|", r["Longitude"]) for r in rows)


def test_a_location_with_a_comma_is_quoted(by_month):
    record = next(r for records in by_month.values() for r in records if "," in r.place[2])
    (row,) = csv.reader([record.line()])
    assert row[6] == record.place[2]
    assert len(row) == 12


def test_newest_year_has_a_rise_a_fall_and_mostly_no_clear_change(by_month, home_areas):
    now = [Month(2019, 10).shift(-back) for back in range(11, -1, -1)]
    verdicts = {}
    for shape in shapes.SHAPES:
        years = [[sum(r.crime_type == shape.name and r.place[3] in home_areas for r in by_month[m.shift(-12 * ago)]) for m in now] for ago in (0, 1)]
        days = [[m.shift(-12 * ago).days for m in now] for ago in (0, 1)]
        spread = estimate_dispersion(years, days)
        found = compare_counts(sum(years[0]), sum(years[1]), days=sum(days[0]), days_before=sum(days[1]), dispersion=spread)
        verdicts[shape.name] = found.verdict
    assert verdicts["Shoplifting"] is Change.HIGHER
    assert verdicts["Burglary"] is Change.LOWER
    assert sum(verdict is Change.NO_CLEAR_CHANGE for verdict in verdicts.values()) >= 9
