"""STATS19: columns of any year, what is counted and what is said, and the measure of people killed or seriously injured."""

from __future__ import annotations

from pathlib import Path

import pytest
from road_files import CASUALTY, COLLISION, OLD_CASUALTY, OLD_COLLISION, casualty, collision, index, table, year_of_roads
from street_files import NOW, street

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, AreaKind, Denominator
from wardmoot.evidence import BatchStatus, Store, StoreKind, load
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.queries import Query
from wardmoot.evidence.roads import casualties_by, collisions_by, road_ground, severities_by
from wardmoot.evidence.sources import SourceKey
from wardmoot.measures.road_safety import ksi_casualties, ksi_casualties_adjusted, ksi_rate, ksi_rate_adjusted

WILTSHIRE = Area("E06000054", "Wiltshire", AreaKind.AUTHORITY)
YEAR = Period.calendar_years(2014)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def put(store: Store, *paths: Path):
    return load(paths, store=store, now=NOW).batches


def test_casualties_are_counted_and_not_collisions(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path, severities=(1, 2, 2, 3)))
    assert casualties_by(store, columns=("severity",)).as_dict() == {1: 12, 2: 24, 3: 12}
    assert collisions_by(store).total == 12
    assert ksi_casualties(store, WILTSHIRE, YEAR, NOW).value == 36


def test_recorded_and_adjusted_severity_are_two_measures(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path, severities=(1, 2, 3)))
    recorded, adjusted = ksi_casualties(store, WILTSHIRE, YEAR, NOW), ksi_casualties_adjusted(store, WILTSHIRE, YEAR, NOW)
    assert (recorded.value, adjusted.value) == (24, 12 + 12 * 1.0 + 12 * 0.25)
    assert recorded.measure != adjusted.measure


def test_without_an_adjustment_in_the_file_there_is_no_adjusted_figure(store: Store, tmp_path: Path):
    collisions, casualties = year_of_roads(tmp_path, severities=(2,))
    casualties.write_text(casualties.read_text().replace(",1.0,0.0", ",-1,-1", 1))
    put(store, collisions, casualties)
    adjusted = ksi_casualties_adjusted(store, WILTSHIRE, YEAR, NOW)
    assert adjusted.value is None
    assert adjusted.caveats == ("Without a severity adjustment in the files held: 1 casualty.",)
    assert ksi_casualties(store, WILTSHIRE, YEAR, NOW).value == 12


def test_columns_of_2005_load_beside_those_of_2024(store: Store, tmp_path: Path):
    old_collision = f"{index(1, year=2005)},-1.79,51.07,54,2,1,1,03/05/2005,3,17:42,634,E06000054,4,30,3,E01032022"
    old = table(tmp_path, "Accidents0515.csv", OLD_COLLISION, [old_collision])
    people = table(tmp_path, "Casualties0515.csv", OLD_CASUALTY, [f"{index(1, year=2005)},1,1,3,1,6,2"])
    reports = put(store, old, people, *year_of_roads(tmp_path, year=2024))
    assert [b.status for b in reports] == [BatchStatus.LOADED] * 4
    assert [b.period for b in reports] == ["2005", "2005", "2024", "2024"]
    assert severities_by(store, columns=("year",))[(2005,)].serious == 1
    query = Query("SELECT DISTINCT year, junction_detail_historic, junction_detail FROM c ORDER BY year")
    coded = rows_of(store, {"c": store.batches(source=SourceKey.ROAD_COLLISIONS)}, query)
    assert coded == [(2005, 3, None), (2024, None, 13)], "a code of the old coding must not be read as one of the new"


def test_minus_one_is_missing_and_never_counted_as_a_value(store: Store, tmp_path: Path):
    rows = [collision(n, time="-1" if n == 1 else "08:15", speed="-1" if n == 1 else "30") for n in (1, 2)]
    put(store, table(tmp_path, "collisions.csv", COLLISION, rows))
    assert collisions_by(store, columns=("hour",)).as_dict() == {8: 1, None: 1}
    assert collisions_by(store, columns=("speed_limit",)).as_dict() == {30: 1, None: 1}
    assert collisions_by(store, where={"speed_limit": [None]}).total == 1


def test_a_heading_that_is_not_known_is_said_and_not_kept(store: Store, tmp_path: Path):
    rows = [f"{collision(n)},x" for n in range(1, 5)]
    (report,) = put(store, table(tmp_path, "collisions.csv", f"{COLLISION},weather_station", rows))
    assert report.status is BatchStatus.LOADED
    assert "weather_station" in report.reason
    assert "weather_station" not in _columns(store)


def _columns(store: Store) -> list[str]:
    held = {"c": store.batches(source=SourceKey.ROAD_COLLISIONS)}
    return [row[0] for row in rows_of(store, held, Query("SELECT column_name FROM (DESCRIBE c)"))]


@pytest.mark.parametrize("heading", ["driver_name", "date_of_birth", "home_postcode"])
def test_a_heading_that_looks_like_identity_refuses_the_file(store: Store, tmp_path: Path, heading: str):
    (report,) = put(store, table(tmp_path, "collisions.csv", f"{COLLISION},{heading}", [f"{collision(1)},x"]))
    assert report.status is BatchStatus.REFUSED
    assert heading in report.reason
    assert "no names" in report.reason


def test_a_header_without_a_needed_column_says_which(store: Store, tmp_path: Path):
    (report,) = put(store, table(tmp_path, "c.csv", CASUALTY.replace("casualty_severity", "severty", 1), [casualty(1)]))
    assert report.status is BatchStatus.REFUSED
    assert "casualty_severity" in report.reason


def test_a_column_under_two_names_is_refused(store: Store, tmp_path: Path):
    (report,) = put(store, table(tmp_path, "c.csv", f"{COLLISION},accident_severity", [f"{collision(1)},1"]))
    assert report.status is BatchStatus.REFUSED
    assert "accident_severity" in report.reason


BAD_CELLS = (
    ({"severity": "4"}, "collision_severity"),
    ({"severity": "-1"}, "collision_severity"),
    ({"date": "31/02/2014"}, "date"),
    ({"date": "01/05/2015"}, "date"),
    ({"time": "25:10"}, "time"),
    ({"latitude": "15.2"}, "latitude"),
    ({"authority": "Wiltshire"}, "local_authority_ons_district"),
    ({"junction": "10"}, "junction_detail"),
    ({"index": "2014880000001"}, "collision_index"),
    ({"index": "2014000000001"}, "collision_index"),
    ({"index": "2015540000001"}, "collision_year"),
    ({"index": "X2014540000001"}, "collision_index"),
)


def test_a_cell_that_is_not_of_its_column_rejects_the_row(store: Store, tmp_path: Path):
    good = [collision(n) for n in range(1, 1200)]
    bad = [collision(2000 + n, **cells) for n, (cells, _) in enumerate(BAD_CELLS)]
    (report,) = put(store, table(tmp_path, "collisions.csv", COLLISION, good + bad))
    assert (report.rows_kept, report.rows_rejected) == (len(good), len(bad))
    assert [(r.line, r.column) for r in report.rejects] == [(len(good) + 2 + n, column) for n, (_, column) in enumerate(BAD_CELLS)]


def test_a_casualty_that_is_twice_in_a_file_is_counted_once_and_said(store: Store, tmp_path: Path):
    collisions, casualties = year_of_roads(tmp_path, severities=[3] * 20)
    lines = casualties.read_text().splitlines()
    casualties.write_text("\n".join([*lines, lines[5]]) + "\n")
    _, report = put(store, collisions, casualties)
    assert report.rows_rejected == 1
    assert report.rejects[0].line == len(lines) + 1
    assert "twice" in report.rejects[0].reason


def test_a_month_that_is_not_held_gives_no_figure_and_says_so(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path))
    figure = ksi_casualties(store, WILTSHIRE, Period.calendar_years(2014, 2015), NOW)
    assert figure.value is None
    assert figure.written == "[x]"
    assert any("January 2015 to December 2015" in caveat for caveat in figure.caveats)
    assert road_ground(store, "E06000054", Period.calendar_years(2014, 2015)).months_missing[0] == Month(2015, 1)


def test_an_authority_that_no_file_names_has_no_figure(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path))
    figure = ksi_casualties(store, Area("E06000030", "Swindon", AreaKind.AUTHORITY), YEAR, NOW)
    assert figure.value is None
    assert figure.caveats == ("No collision in Swindon is in the files held.",)


def test_nothing_held_says_what_to_load(store: Store, tmp_path: Path):
    with pytest.raises(ValueError, match="no file of road casualties"):
        ksi_casualties(store, WILTSHIRE, YEAR, NOW)
    put(store, year_of_roads(tmp_path)[1])
    with pytest.raises(ValueError, match="no file of road collisions"):
        ksi_casualties(store, WILTSHIRE, YEAR, NOW)


def test_casualties_whose_collision_is_not_held_are_said(store: Store, tmp_path: Path):
    collisions, casualties = year_of_roads(tmp_path)
    casualties.write_text(casualties.read_text() + casualty(99) + "\n")
    put(store, collisions, casualties)
    figure = ksi_casualties(store, WILTSHIRE, YEAR, NOW)
    assert figure.value == 24
    assert "could not be placed" in figure.caveats[0]
    assert figure.caveats[0].endswith(": 1 casualty.")
    assert casualties_by(store, columns=("authority_code",)).as_dict() == {"E06000054": 36, None: 1}


def _stating(folder: Path, *, held: int) -> list[Path]:
    """A year of 12 collisions that state 240 casualties, of whom the first `held` are in the file of casualties."""
    collisions = [collision(m, month=m, casualties="20") for m in range(1, 13)]
    people = [casualty(n % 12 + 1, who=n, severity=2) for n in range(held)]
    return [table(folder, "c.csv", COLLISION, collisions), table(folder, "p.csv", CASUALTY, people)]


def test_a_file_of_casualties_that_ends_early_gives_no_figure(store: Store, tmp_path: Path):
    put(store, *_stating(tmp_path, held=120))
    figure = ksi_casualties(store, WILTSHIRE, YEAR, NOW)
    assert (figure.value, figure.written) == (None, "[x]")
    assert any("not all held" in caveat and "2014" in caveat for caveat in figure.caveats)
    assert any(caveat.endswith(": 120 casualties.") for caveat in figure.caveats)
    assert road_ground(store, "E06000054", YEAR).years_lacking_casualties == (2014,)


def test_a_few_casualties_that_are_not_held_are_said_beside_the_figure(store: Store, tmp_path: Path):
    put(store, *_stating(tmp_path, held=238))
    figure = ksi_casualties(store, WILTSHIRE, YEAR, NOW)
    assert figure.value == 238
    assert figure.caveats == ("Stated by the collisions, but not held as casualties and in no count: 2 casualties.",)


def test_one_collisions_excess_hides_no_others_lack(store: Store, tmp_path: Path):
    collisions, people = _stating(tmp_path, held=240)
    people.write_text(people.read_text().replace(index(5), index(6), 2), "utf-8")
    put(store, collisions, people)
    ground = road_ground(store, "E06000054", YEAR)
    assert (ground.is_whole, ground.short) == (True, 2)


def test_collisions_without_an_authority_are_said(store: Store, tmp_path: Path):
    collisions, people = year_of_roads(tmp_path)
    collisions.write_text(collisions.read_text().replace("E06000054", "-1", 1), "utf-8")
    put(store, collisions, people)
    figure = ksi_casualties(store, WILTSHIRE, YEAR, NOW)
    assert figure.value == 22
    assert figure.caveats == ("In collisions for which the files give no authority, so that they are in no authority's count: 3 casualties.",)
    elsewhere = ksi_casualties(store, Area("E06000030", "Swindon", AreaKind.AUTHORITY), YEAR, NOW)
    assert len(elsewhere.caveats) == 2, "they may have been in Swindon"


def test_a_year_held_in_two_files_is_counted_once(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path / "one"))
    both = [collision(m, month=m) for m in range(1, 13)] + [collision(m, month=m, force="55", authority="E06000059") for m in range(1, 13)]
    people = [casualty(m, severity=2) for m in range(1, 13)] + [casualty(m, force="55", severity=1) for m in range(1, 13)]
    put(store, table(tmp_path, "two.csv", COLLISION, both), table(tmp_path, "three.csv", CASUALTY, people))
    assert ksi_casualties(store, WILTSHIRE, YEAR, NOW).value == 12, "the file loaded last holds the year whole"
    assert collisions_by(store).total == 24


def test_synthetic_files_are_known_by_their_index_and_never_mix(store: Store, tmp_path: Path):
    real = year_of_roads(tmp_path / "real")
    made = year_of_roads(tmp_path / "made", force="00", authority="X06000001")
    demonstration = Store.open(tmp_path / "demonstration", kind=StoreKind.DEMONSTRATION)
    assert {b.status for b in put(demonstration, *made)} == {BatchStatus.LOADED}
    assert {b.status for b in put(demonstration, *real)} == {BatchStatus.REFUSED}
    assert {b.status for b in put(store, *made)} == {BatchStatus.REFUSED}
    area = Area("X06000001", "Exampleshire", AreaKind.AUTHORITY)
    figure = ksi_casualties(demonstration, area, YEAR, NOW)
    assert figure.value == 24
    assert "Synthetic" in figure.trace.files[0].attribution


def test_real_and_synthetic_rows_in_one_file_refuse_it(store: Store, tmp_path: Path):
    mixed = table(tmp_path, "mixed.csv", COLLISION, [collision(1), collision(2, force="00", authority="X06000001")])
    (report,) = put(store, mixed)
    assert report.status is BatchStatus.REFUSED
    assert "mixes real and synthetic" in report.reason


def test_the_rate_is_the_yearly_average_over_the_middle_years_population(store: Store, tmp_path: Path):
    """669 of the seed in three years over 483,143 residents: 46.2 per 100,000, interval 42.7 to 49.8."""
    per_month = {2013: (19, 5), 2014: (18, 7), 2015: (18, 5)}
    for year, (each, more) in per_month.items():
        rows = [collision(m, year=year, month=m) for m in range(1, 13)]
        people = [casualty(m, year=year, who=n, severity=2) for m in range(1, 13) for n in range(each)]
        people += [casualty(1, year=year, who=100 + n, severity=1) for n in range(more - (8 if year == 2015 else 0))]
        put(store, table(tmp_path, f"a{year}.csv", COLLISION, rows), table(tmp_path, f"b{year}.csv", CASUALTY, people))
    period = Period.calendar_years(2013, 2015)
    count = ksi_casualties(store, WILTSHIRE, period, NOW)
    assert count.value == (19 + 18 + 18) * 12 + 5 + 7
    people = Denominator(483_143 * count.value / 669, "residents", "made for the example", "mid-2014")
    rate = ksi_rate(store, WILTSHIRE, period, NOW, population=people)
    assert rate.written == "46.2"
    assert rate.written_unit == "casualties per 100,000 residents a year"
    assert rate.value == pytest.approx(rate.numerator / rate.denominator.value * rate.multiplier)
    assert rate.interval.write(rate.unit) == "42.7 to 49.8"
    assert ksi_rate_adjusted(store, WILTSHIRE, period, NOW, population=people).interval is None
    with pytest.raises(ValueError, match="whole calendar years"):
        ksi_rate(store, WILTSHIRE, Period.fiscal_year(2013), NOW, population=people)


def test_the_trace_lets_anyone_count_again(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path))
    trace = ksi_casualties(store, WILTSHIRE, YEAR, NOW).trace
    assert trace.row_count == 24
    assert {f.source for f in trace.files} == {"road-collisions", "road-casualties"}
    assert trace.filter["casualty_severity"] == [1, 2]
    assert len(trace.filter["month of date"]) == 12


def test_an_unknown_column_is_named_with_those_there_are(store: Store, tmp_path: Path):
    put(store, *year_of_roads(tmp_path))
    with pytest.raises(ValueError, match=r"no column .shoe_size.*casualty_class"):
        casualties_by(store, columns=("shoe_size",))


def test_street_files_still_load_beside_them(store: Store, tmp_path: Path):
    path = tmp_path / "2025-01-wiltshire-street.csv"
    path.write_bytes(street(20))
    assert put(store, path, *year_of_roads(tmp_path))[0].status is BatchStatus.LOADED


@pytest.mark.real_data
def test_west_yorkshire_2024(whole_folder):
    reports = [b for b in whole_folder.batches if "stats19" in b["file"]]
    assert [(b["rows_in"], b["rows_kept"]) for b in reports] == [(4060, 4060), (5240, 5240), (7355, 7355)]
    store = whole_folder.store.snapshot()
    whole = severities_by(store)[()]
    assert (whole.killed, whole.serious, whole.slight, whole.killed_or_serious) == (40, 1278, 3922, 1318)
    assert whole.adjusted_killed_or_serious == 1318
    by_authority = severities_by(store, columns=("authority_code",))
    assert len(by_authority) == 5
    assert sum(s.killed_or_serious for s in by_authority.values()) == 1318
    leeds = ksi_casualties(store, Area("E08000035", "Leeds", AreaKind.AUTHORITY), Period.calendar_years(2024), NOW)
    assert leeds.value == 459
    assert leeds.caveats == ()
    assert sum(collisions_by(store, columns=("day_of_week", "hour")).as_dict().values()) == 4060
