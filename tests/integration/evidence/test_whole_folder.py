"""The whole folder of real open data loads, and each trap that its README names is proved to be survived.

A trap that another test proves is named beside that test in docs/reference/data-sources.md; the rest are here.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import shapely

from wardmoot.core.calendar import Month, Period
from wardmoot.evidence import ASB, Store, boundaries, counts_by, lsoas, lsoas_of_authority, months_held, population_lsoa, quality, rows_matching
from wardmoot.evidence.bridging import BridgeKind, bridge
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.published import published_crime
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey

pytestmark = pytest.mark.real_data
YEAR = tuple(Period.calendar_years(2025).months())
DOCS = Path(__file__).parents[3] / "docs" / "reference" / "data-sources.md"


@pytest.fixture(scope="module")
def store(whole_folder) -> Store:
    return whole_folder.store.snapshot()


def test_every_file_loads_and_the_command_succeeds(whole_folder, real_data: Path):
    assert whole_folder.exit_status == 0
    assert Counter(b["status"] for b in whole_folder.batches) == {"loaded": 80, "unchanged": 1}
    given = {p.relative_to(real_data).as_posix() for p in real_data.rglob("*") if p.is_file() and p.name != "README.md"}
    read = {b["file"].partition("/")[2] for b in whole_folder.batches}
    assert given == {re.sub(r"(\.zip)/.*", r"\1", name) for name in read}


def test_rows_in_are_rows_kept_and_rows_rejected(whole_folder):
    assert all(b["rows_in"] == b["rows_kept"] + b["rows_rejected"] for b in whole_folder.batches)
    street = [b for b in whole_folder.batches if b["source"] == "police-street"]
    assert sum(b["rows_in"] for b in street) == 96_275 + 365_762
    assert sum(b["rows_rejected"] for b in street) == 0


def test_a_crime_id_is_no_key_and_alike_rows_are_all_kept(store: Store):
    found = {f.force: f for f in quality(store).forces}
    assert found["wiltshire"].repeated_ids > 0
    assert found["wiltshire"].identical_rows_without_id > 0
    assert found["btp"].rows_with_id == 0
    without = counts_by(store, columns=("crime_type",), forces=["wiltshire"]).as_dict()
    assert found["wiltshire"].rows_without_id >= without[ASB]
    assert found["wiltshire"].rows == 96_275


def test_a_file_twice_is_the_only_duplicate(whole_folder):
    (same,) = [b for b in whole_folder.batches if b["status"] == "unchanged"]
    assert same["file"].endswith("2018-03-wiltshire-street.csv")


def test_the_vintage_of_codes_changes_between_the_years(store: Store):
    old, new = set(lsoas_of_authority(store, "E06000054", 2011)), set(lsoas_of_authority(store, "E06000054", 2021))
    by_month = counts_by(store, columns=("month", "lsoa_code"), forces=["wiltshire"]).as_dict()
    early = {code for month, code in by_month if month < "2020"}
    late = {code for month, code in by_month if month > "2020"}
    assert early & (old - new)
    assert not early & (new - old)
    assert late & (new - old)
    assert not late & (old - new)


def test_wiltshire_by_force_by_place_and_by_partnership_are_three_counts(store: Store):
    by_force = counts_by(store, months=YEAR, forces=["wiltshire"]).total
    inside, swindon = (counts_by(store, months=YEAR, lsoa_codes=lsoas_of_authority(store, code, 2021)).total for code in ("E06000054", "E06000030"))
    assert (by_force, inside, swindon) == (52_005, 31_361, 20_410)
    partnership = published_crime(store, "E22000361")
    assert partnership is not None
    assert partnership.value == 24_125


def test_rows_without_a_place_are_kept_and_counted(store: Store):
    found = counts_by(store, columns=("lsoa_code",), months=[Month(2018, 3)]).as_dict()
    assert found[None] > 5_000
    assert sum(found.values()) == 365_762


def test_points_are_shared_and_disagree_with_the_stated_area(store: Store):
    shapes = {b.code: b.geometry for b in boundaries(store, SourceKey.BOUNDARY_LSOA_2021)}
    rows = list(rows_matching(store, {"lsoa_code": list(shapes)}, months=YEAR[:3], columns=("longitude", "latitude", "lsoa_code")))
    inside = shapely.contains_xy([shapes[r["lsoa_code"]] for r in rows], [r["longitude"] for r in rows], [r["latitude"] for r in rows])
    assert 0.01 < 1 - inside.mean() < 0.06
    points = Counter((r["longitude"], r["latitude"]) for r in rows)
    assert max(points.values()) > 50, "many incidents share one snapped point"
    assert len(points) < len(rows) / 2


def test_both_line_ends_quoted_places_and_an_empty_context(real_data: Path, store: Store):
    ends, quoted, contexts = set(), 0, set()
    with zipfile.ZipFile(real_data / "police-uk" / "2018-03-all-forces.zip") as whole:
        for name in (n for n in whole.namelist() if n.endswith(".csv")):
            header, *lines = whole.read(name).decode().splitlines(keepends=True)
            ends.add(header[len(header.rstrip()) :])
            rows = csv.reader(line for line in lines if '"' in line)
            quoted += sum("," in row[6] for row in rows)
            contexts |= {line.rstrip().rpartition(",")[2] for line in lines}
    with zipfile.ZipFile(real_data / "police-uk" / "wiltshire-22-months.zip") as whole:
        ends |= {"\r\n" if b"\r\n" in whole.read(name) else "\n" for name in whole.namelist() if name.endswith(".csv")}
    assert ends == {"\r\n", "\n"}
    assert contexts == {""}
    places = counts_by(store, columns=("location",), months=[Month(2018, 3)]).as_dict()
    assert sum(n for place, n in places.items() if "," in place) == quoted > 0


def test_a_force_that_is_missing_is_not_zero(store: Store):
    held = months_held(store)
    assert len(held) == 41
    assert not {"metropolitan", "greater-manchester"} & held.keys()
    assert Month(2018, 3) in held["btp"]


def test_months_are_not_contiguous_and_the_gaps_are_named(store: Store):
    (wiltshire,) = [f for f in quality(store).forces if f.force == "wiltshire"]
    assert len(wiltshire.months) == 22
    assert Month(2018, 4) in wiltshire.months_missing
    assert Month(2024, 12) in wiltshire.months_missing


def test_small_areas_of_2021_are_in_the_boundaries_only(store: Store):
    centre = {"E01034533", "E01034534"}
    assert centre <= lsoas_of_authority(store, "E06000054", 2021).keys()
    assert not centre & lsoas(store, 2011).keys()
    people = population_lsoa(store, 2011)
    assert people is not None
    assert not centre & people.values.keys()
    assert population_lsoa(store, 2021) is None
    busiest = counts_by(store, columns=("lsoa_code",), months=YEAR).as_dict()
    assert centre <= {code for code, _ in Counter(busiest).most_common(40)}


def test_boundaries_are_longitude_then_latitude(store: Store):
    west, south, east, north = boundaries(store, SourceKey.BOUNDARY_LSOA_2021, "E06000054")[0].geometry.bounds
    assert -3 < west < east < -1
    assert 50 < south < north < 52


def test_the_best_fit_lookup_is_no_bridge(store: Store):
    held = {"fits": store.batches(source=SourceKey.LOOKUP_BEST_FIT)}
    assert rows_of(store, held, Query("SELECT count(*), count(lsoa_2011) FROM fits")) == [(48_424, 0)], "every code stands for itself"
    made = bridge(store)
    assert made.kinds[2021]["E01034533"] is BridgeKind.SPLIT


def test_the_welsh_rank_of_0_is_no_rank(store: Store):
    held = {"deprivation": store.batches(source=SourceKey.DEPRIVATION_LSOA_2011)}
    found = rows_of(store, held, Query("SELECT lsoa_code[1], count(*), count(rank), min(rank), max(decile) FROM deprivation GROUP BY 1 ORDER BY 1"))
    assert found == [("E", 32_844, 32_844, 1, 10), ("W", 1_909, 0, None, None)]


def test_the_docs_name_a_test_for_each_trap(real_data: Path):
    """Every trap in the data's README has a row in the docs, and every test named there is in the suite."""
    traps = re.findall(r"^- ", real_data.joinpath("README.md").read_text("utf-8"), re.M)
    section = DOCS.read_text("utf-8").partition("## Traps")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!Trap|-)(.+?) \| (.+?) \|$", section, re.M)
    assert len(rows) >= len(traps)
    tests = {name for path in Path(__file__).parents[2].rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)}
    named = {name for _, cell in rows for name in re.findall(r"`(test_\w+)`", cell)}
    assert named
    assert named <= tests
    assert all("`test_" in cell for _, cell in rows)
