"""Outcomes and stop and search of data.police.uk, in the layouts the site publishes; every row here is invented."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from street_files import NOW, put, street

from wardmoot.catalogue.dataset import Category
from wardmoot.core.calendar import Month
from wardmoot.evidence import SOURCES, BatchStatus, SourceKey, Store, StoreKind, load
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.outcomes import outcome_batches, outcomes_by
from wardmoot.evidence.queries import Query
from wardmoot.evidence.stop_search import held_months, stop_search_batches, stops_by

OUTCOMES = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
STOPS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,"
    "Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
)
STOPS_OTHER_ORDER = STOPS.replace(",Removal of more than just outer clothing", "").replace(
    ",Outcome,", ",Removal of more than just outer clothing,Outcome,"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def outcome(number: int, **cells: str) -> str:
    good = {
        "id": hashlib.sha256(str(number).encode()).hexdigest(),
        "month": "2025-01",
        "reported": "Wiltshire Police",
        "falls": "Wiltshire Police",
        "longitude": "-1.793456",
        "latitude": "51.070001",
        "location": "On or near Street 1",
        "code": "E01032022",
        "name": "Wiltshire 058C",
        "outcome": "Local resolution" if number % 3 else "Suspect charged",
    }
    return ",".join((good | cells).values())


def stop(**cells: str) -> str:
    good = {
        "type": "Person search",
        "at": "2025-01-15T22:40:00+00:00",
        "part": "False",
        "operation": "",
        "latitude": "51.070001",
        "longitude": "-1.793456",
        "gender": "Male",
        "age": "18-24",
        "self": '"White - English/Welsh/Scottish/Northern Irish/British"',
        "officer": "White",
        "law": "Misuse of Drugs Act 1971 (section 23)",
        "object": "Controlled drugs",
        "outcome": "A no further action disposal",
        "linked": "False",
        "removal": "False",
    }
    return ",".join((good | cells).values())


def outcomes_file(folder: Path, rows: list[str], name: str = "2025-01-wiltshire-outcomes.csv") -> Path:
    return put(folder, "\n".join([OUTCOMES, *rows, ""]).encode(), name)


def stops_file(folder: Path, rows: list[str], name: str = "2025-01-wiltshire-stop-and-search.csv", header: str = STOPS) -> Path:
    return put(folder, ("\n".join([header, *rows]) + "\n").encode(), name)


def one(store: Store, path: Path):
    return load([path], store=store, now=NOW).batches[0]


def test_outcomes_are_counted_by_type_month_and_place(store: Store, tmp_path: Path):
    report = one(store, outcomes_file(tmp_path, [outcome(n) for n in range(9)]))
    assert (report.status, report.source, report.period) == (BatchStatus.LOADED, "police-outcomes", "2025-01")
    assert outcomes_by(store, columns=("outcome_type",)).as_dict() == {"Local resolution": 6, "Suspect charged": 3}
    assert outcomes_by(store, months=[Month(2025, 1)], lsoa_codes=["E01032022"]).total == 9
    assert outcomes_by(store, forces=["dorset"]).total == 0
    assert [b.coverage for b in outcome_batches(store)] == ["wiltshire"]


def test_a_crime_with_two_outcomes_keeps_both(store: Store, tmp_path: Path):
    report = one(store, outcomes_file(tmp_path, [outcome(1), outcome(1, outcome="Offender given a caution"), outcome(1)]))
    assert (report.rows_kept, report.rows_rejected) == (3, 0)


def test_street_and_outcomes_of_one_month_stand_beside_one_another(store: Store, tmp_path: Path):
    paths = [put(tmp_path, street(20)), outcomes_file(tmp_path, [outcome(1)]), stops_file(tmp_path, [stop()])]
    assert [b.status for b in load(paths, store=store, now=NOW).batches] == [BatchStatus.LOADED] * 3


BAD_OUTCOMES = (({"outcome": ""}, "Outcome type"), ({"id": "12"}, "Crime ID"), ({"month": "2025-02"}, "Month"), ({"code": "x"}, "LSOA code"))


def test_a_bad_outcome_row_is_rejected_with_its_line(store: Store, tmp_path: Path):
    bad = [outcome(500 + n, **cells) for n, (cells, _) in enumerate(BAD_OUTCOMES)]
    report = one(store, outcomes_file(tmp_path, [outcome(n) for n in range(450)] + bad))
    assert report.rows_kept == 450
    assert [(r.line, r.column) for r in report.rejects] == [(452 + n, column) for n, (_, column) in enumerate(BAD_OUTCOMES)]


def test_an_outcomes_file_whose_name_disagrees_is_refused(store: Store, tmp_path: Path):
    report = one(store, outcomes_file(tmp_path, [outcome(1)], "2025-02-wiltshire-outcomes.csv"))
    assert report.status is BatchStatus.REFUSED
    assert "2025-02" in report.reason


def test_an_outcomes_file_with_a_wrong_header_says_what_differs(store: Store, tmp_path: Path):
    path = put(tmp_path, (OUTCOMES.replace("Outcome type", "Outcome") + "\n" + outcome(1) + "\n").encode(), "2025-01-wiltshire-outcomes.csv")
    report = one(store, path)
    assert report.status is BatchStatus.REFUSED
    assert "Outcome type" in report.reason
    assert "outcomes of crimes" in report.reason


def test_searches_are_counted(store: Store, tmp_path: Path):
    rows = [stop(), stop(officer="Black", object="Stolen goods"), stop(officer="", linked="True", removal="")]
    report = one(store, stops_file(tmp_path, rows))
    assert (report.status, report.rows_kept) == (BatchStatus.LOADED, 3)
    assert stops_by(store, columns=("officer_defined_ethnicity",)).as_dict() == {"White": 1, "Black": 1, None: 1}
    assert stops_by(store, columns=("outcome_linked",)).as_dict() == {False: 2, True: 1}
    assert stops_by(store, columns=("month", "day_of_week", "hour")).as_dict() == {("2025-01", 3, 22): 3}
    assert held_months(store) == {"wiltshire": (Month(2025, 1),)}
    assert [b.detail["category"] for b in stop_search_batches(store)] == ["special category"]


def test_hours_are_local_and_midnight_belongs_to_either_month(store: Store, tmp_path: Path):
    rows = [stop(at="2025-06-30T23:30:00+00:00"), stop(at="2025-07-01T09:00:00+01:00"), stop(at="2025-07-31T23:30:00+00:00")]
    report = one(store, stops_file(tmp_path, rows, "2025-07-wiltshire-stop-and-search.csv"))
    assert report.rows_kept == 3
    assert stops_by(store, columns=("hour",)).as_dict() == {0: 2, 9: 1}
    winter = one(store, stops_file(tmp_path, [stop(at="2025-01-31T23:30:00+00:00")]))
    assert winter.rows_kept == 1
    assert stops_by(store, columns=("hour",), months=[Month(2025, 1)]).as_dict() == {23: 1}


def test_summer_time_changes_at_one_in_the_morning(store: Store, tmp_path: Path):
    moments = {"2025-03-30T00:59:59+00:00": 0, "2025-03-30T01:00:00+00:00": 2, "2024-10-27T00:59:00Z": 1, "2024-10-27T01:00:00Z": 1}
    for month in ("2025-03", "2024-10"):
        rows = [stop(at=moment) for moment in moments if moment.startswith(month)]
        one(store, stops_file(tmp_path, rows, f"{month}-wiltshire-stop-and-search.csv"))
    assert stops_by(store, columns=("month", "hour")).as_dict() == {("2024-10", 1): 2, ("2025-03", 0): 1, ("2025-03", 2): 1}


def test_the_name_of_an_operation_is_not_kept(store: Store, tmp_path: Path):
    one(store, stops_file(tmp_path, [stop(operation="Operation Jane Example")]))
    columns = [row[0] for row in rows_of(store, {"stops": store.batches()}, Query("SELECT column_name FROM (DESCRIBE stops)"))]
    assert "operation" not in columns
    assert b"Jane" not in b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())


def test_the_columns_may_come_in_either_order_the_site_has_used(store: Store, tmp_path: Path):
    row = ",".join((*stop().split(",")[:12], "True", "Arrest", "False"))
    assert one(store, stops_file(tmp_path, [row], header=STOPS_OTHER_ORDER)).rows_kept == 1
    assert stops_by(store, columns=("outcome", "more_than_outer_clothing")).as_dict() == {("Arrest", True): 1}


def test_without_the_sites_name_the_force_is_not_known(store: Store, tmp_path: Path):
    report = one(store, stops_file(tmp_path, [stop()], "stops.csv"))
    assert report.status is BatchStatus.REFUSED
    assert "2025-01-wiltshire-stop-and-search.csv" in report.reason


def test_a_force_that_does_not_publish_is_refused(store: Store, tmp_path: Path):
    report = one(store, stops_file(tmp_path, [stop()], "2025-01-gotham-stop-and-search.csv"))
    assert report.status is BatchStatus.REFUSED
    assert "gotham" in report.reason


BAD_SEARCHES = (
    ({"at": "2025-02-15T10:00:00+00:00"}, "Date"),
    ({"at": "15/01/2025 10:00"}, "Date"),
    ({"type": "Fishing"}, "Type"),
    ({"age": "19"}, "Age range"),
    ({"gender": "M"}, "Gender"),
    ({"latitude": "12"}, "Latitude"),
    ({"linked": "perhaps"}, "Outcome linked to object of search"),
)


def test_a_bad_search_row_is_rejected_with_its_line(store: Store, tmp_path: Path):
    rows = [stop() for _ in range(900)]
    report = one(store, stops_file(tmp_path, rows + [stop(**cells) for cells, _ in BAD_SEARCHES]))
    assert report.rows_kept == 900
    assert [(r.line, r.column) for r in report.rejects] == [(902 + n, column) for n, (_, column) in enumerate(BAD_SEARCHES)]


def test_ethnicity_is_marked_as_special_category():
    assert SOURCES[SourceKey.STOP_AND_SEARCH].category is Category.BOTH
    assert SOURCES[SourceKey.POLICE_STREET].category is Category.NEITHER


def test_invented_files_stay_in_a_demonstration(store: Store, tmp_path: Path):
    invented = stops_file(tmp_path, [stop()], "2025-01-moonshire-synthetic-stop-and-search.csv")
    assert one(store, invented).status is BatchStatus.REFUSED
    demonstration = Store.open(tmp_path / "other", kind=StoreKind.DEMONSTRATION)
    assert one(demonstration, invented).status is BatchStatus.LOADED


def test_a_column_that_is_not_there_is_named(store: Store):
    with pytest.raises(ValueError, match="no column 'suspect'"):
        stops_by(store, columns=("suspect",))
    with pytest.raises(ValueError, match="no column 'suspect'"):
        outcomes_by(store, columns=("suspect",))
