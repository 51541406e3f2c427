"""The demonstration passes through the same loader as real files, and never into the same home."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from wardmoot.demo import DEMONSTRATION_DATE
from wardmoot.demo.build import DELIVERIES_FOLDER, load_demonstration
from wardmoot.demo.crime import HEADER, months
from wardmoot.evidence import BatchStatus, LoadCancelled, SourceKey, Store, StoreKind, StoreKindError, load

NOW = datetime(2019, 12, 12, 9, tzinfo=UTC)
CRIME = "police-street"


@pytest.fixture(scope="module")
def built(demonstration, tmp_path_factory):
    """A home of its own with the demonstration in it, and the loader's reports."""
    home = tmp_path_factory.mktemp("built") / "home"
    shutil.copytree(demonstration[0], home)
    return home, demonstration[1]


def _real_file(folder):
    """One row in the form of the source, with a real force and a real place."""
    path = folder / "2019-03-wiltshire-street.csv"
    row = (
        f"{'a' * 64},2019-03,Wiltshire Police,Wiltshire Police,-2.2,51.3,On or near High Street,E01032022,Wiltshire 025E,Robbery,Under investigation,"
    )
    path.write_text(f"{HEADER}\n{row}\n", "utf-8")
    return path


def test_the_date_is_the_plans():
    assert NOW.date() == DEMONSTRATION_DATE


def test_every_file_is_loaded_and_none_refused(built):
    reports = built[1]
    assert [len(report.batches) for report in reports] == [9, 43, 1, 2, 19]
    assert all(batch.rows_in == batch.rows_kept + batch.rows_rejected for report in reports for batch in report.batches)
    assert all(batch.status is BatchStatus.LOADED for report in reports[:2] for batch in report.batches)
    assert all(batch.rows_rejected == 0 for report in reports[3:] for batch in report.batches)
    assert {batch.source for batch in reports[0].batches} == {
        "boundary-lsoa-2011",
        "boundary-ward",
        "deprivation-lsoa-2011",
        "lookup-lsoa-2011-authority",
        "lookup-authority-csp-force",
        "population-lsoa-2011",
        "population-authority",
    }


def test_four_rows_are_left_out_with_line_column_and_value(built):
    rejects = [reject for report in built[1] for batch in report.batches for reject in batch.rejects]
    assert [(r.file, r.column, r.value[:5]) for r in rejects] == [
        ("2018-08-wiltshire-synthetic-street.csv", "Longitude", "unkno"),
        ("2018-08-wiltshire-synthetic-street.csv", "Latitude", "54.l0"),
        ("2018-08-wiltshire-synthetic-street.csv", "Month", "2018-"),
        ("2018-08-wiltshire-synthetic-street.csv", "Crime type", "Nuisa"),
    ]
    assert all(r.line > 1 and r.reason for r in rejects)


def test_july_2019_is_a_revision_and_its_first_file_is_kept(built):
    home, (_, first, revision, *_) = built
    (batch,) = revision.batches
    assert (batch.status, batch.period) == (BatchStatus.REVISION, "2019-07")
    early = next(b for b in first.batches if b.period == "2019-07")
    assert early.rows_kept < batch.rows_kept
    held = [b for b in Store.open(home).batches(current_only=False, source=SourceKey.POLICE_STREET) if b.period == "2019-07"]
    assert [b.is_current for b in held] == [False, True]


def test_the_store_holds_every_month_as_invented_data_of_its_own_days(built):
    store = Store.open(built[0])
    assert store.kind is StoreKind.DEMONSTRATION
    crime = next(s for s in store.status().sources if s.source == CRIME)
    assert crime.periods == tuple(str(month) for month in months())
    assert "Synthetic" in crime.attribution[0]
    assert crime.last_loaded == NOW - timedelta(days=3)


def test_a_second_build_changes_nothing(built):
    home = built[0]
    before = Store.open(home).batches(current_only=False)
    assert load_demonstration(home, now=NOW) == ()
    assert Store.open(home).batches(current_only=False) == before


def test_a_build_that_was_stopped_goes_on_where_it_stopped(tmp_path, built):
    def stop(step):
        if step.stage == "reading" and step.file.endswith("-street.csv"):
            raise LoadCancelled("stopped by the test")

    folders = ("1-areas", "2-crime", "3-crime-revised")
    with pytest.raises(LoadCancelled):
        load_demonstration(tmp_path, now=NOW, progress=stop, only=folders)
    reports = load_demonstration(tmp_path, now=NOW, only=folders)
    assert [len(report.batches) for report in reports] == [43, 1]
    published = {b.sha256 for b in Store.open(built[0]).batches(source=SourceKey.POLICE_STREET)}
    assert {b.sha256 for b in Store.open(tmp_path).batches(source=SourceKey.POLICE_STREET)} == published


def test_a_demonstration_home_refuses_a_real_file(built, tmp_path):
    home = built[0]
    before = Store.open(home).batches(current_only=False)
    (batch,) = load([_real_file(tmp_path)], store=Store.open(home), now=NOW).batches
    assert batch.status is BatchStatus.REFUSED
    assert "real and synthetic never mix" in batch.reason
    assert Store.open(home).batches(current_only=False) == before


def test_a_real_home_refuses_every_file_of_the_demonstration(built, tmp_path):
    real = tmp_path / "real"
    (kept,) = load([_real_file(tmp_path)], store=Store.open(real), now=NOW).batches
    assert kept.status is BatchStatus.LOADED
    deliveries = built[0] / DELIVERIES_FOLDER
    few = [deliveries / "1-areas", deliveries / "2-crime" / "2016-04", deliveries / "3-crime-revised"]
    report = load(few, store=Store.open(real), now=NOW)
    assert len(report.batches) == 11
    assert report.refused == report.batches
    assert all("synthetic" in batch.reason for batch in report.batches)


def test_a_home_with_real_data_is_not_touched(tmp_path):
    load([_real_file(tmp_path)], store=Store.open(tmp_path / "home"), now=NOW)
    with pytest.raises(StoreKindError, match="real"):
        load_demonstration(tmp_path / "home", now=NOW)
    assert not (tmp_path / "home" / DELIVERIES_FOLDER).exists()
