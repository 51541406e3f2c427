"""The real files: every count that is known from elsewhere, and every trap of the data's README."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from street_files import NOW, tree

from wardmoot.core.calendar import Month, Period
from wardmoot.evidence import (
    ASB,
    CRIME_TYPES,
    SourceKey,
    Store,
    boundaries,
    counts_by,
    csp_of_authority,
    load,
    lsoa_vintage_of,
    lsoas_of_authority,
    months_held,
    population_authority,
    population_lsoa,
    quality,
    wards,
)

pytestmark = pytest.mark.real_data
YEAR = tuple(Period.calendar_years(2025).months())
CRIMES = [t for t in CRIME_TYPES if t != ASB]


@pytest.fixture(scope="module")
def loaded(real_data: Path, tmp_path_factory: pytest.TempPathFactory):
    store = Store.open(tmp_path_factory.mktemp("real"))
    zips = load([real_data / "police-uk" / "wiltshire-22-months.zip"], store=store, now=NOW)
    rest = load([real_data / "boundaries", real_data / "lookups", real_data / "population"], store=store, now=NOW)
    return store, zips, rest


@pytest.fixture(scope="module")
def store(loaded) -> Store:
    return loaded[0]


def test_every_row_of_the_22_months_is_kept(loaded):
    batches = loaded[1].batches
    assert (len(batches), {b.status.value for b in batches}) == (22, {"loaded"})
    assert [sum(getattr(b, f"rows_{n}") for b in batches) for n in ("in", "kept", "rejected")] == [96_275, 96_275, 0]


def test_each_file_beside_the_crimes_loads_with_its_rows(loaded):
    found = {b.file: (b.status.value, b.rows_in, b.rows_rejected) for b in loaded[2].batches}
    assert found["boundaries/lsoa-2021-wiltshire.geojson"] == ("loaded", 307, 0)
    assert found["boundaries/lsoa-2011-swindon.geojson"] == ("loaded", 132, 0)
    assert found["lookups/lad-csp-police-force-area-december-2023.csv"] == ("loaded", 332, 0)
    assert found["lookups/lsoa-2011-msoa-lad-force.csv"] == ("loaded", 32_844, 0)
    assert found["lookups/lsoa-2021-centroids-and-2011-best-fit.csv"] == ("loaded", 48_424, 0)
    assert found["population/lad-mid-year-2011-2023.xlsx"] == ("loaded", 357, 0)
    assert found["population/lsoa-2011-mid-2019.csv"] == ("loaded", 42_620, 1)
    assert found["lookups/offence-code-to-police-uk-category.csv"] == ("loaded", 132, 0)
    assert found["lookups/postcodes-wiltshire-swindon-may-2022.csv"] == ("loaded", 31_615, 0)
    assert {status for status, *_ in found.values()} == {"loaded"}


def test_a_second_load_changes_nothing_and_one_byte_makes_one_revision(real_data: Path, tmp_path: Path):
    archive = real_data / "police-uk" / "wiltshire-22-months.zip"
    with zipfile.ZipFile(archive) as whole:
        names = sorted(n for n in whole.namelist() if n.endswith(".csv"))[-3:]
        data = {n: whole.read(n) for n in names}
    store = Store.open(tmp_path / "home")
    for _ in range(2):
        for name, text in data.items():
            (tmp_path / Path(name).name).write_bytes(text)
        report = load(sorted(tmp_path.glob("*.csv")), store=store, now=NOW)
        if report.batches[0].status == "loaded":
            before = tree(store.folder)
    assert {b.status.value for b in report.batches} == {"unchanged"}
    assert tree(store.folder) == before
    changed = data[names[1]].replace(b",-1.", b",-2.", 1)
    (tmp_path / Path(names[1]).name).write_bytes(changed)
    report = load(sorted(tmp_path.glob("*.csv")), store=store, now=NOW)
    assert [b.status.value for b in report.batches] == ["unchanged", "revision", "unchanged"]


def test_by_place_by_type(store: Store):
    wiltshire = lsoas_of_authority(store, "E06000054", 2021)
    counted = counts_by(store, columns=("crime_type",), months=YEAR, lsoa_codes=wiltshire)
    types = counted.as_dict()
    assert (len(wiltshire), counted.total, types[ASB], counted.total - types[ASB]) == (307, 31_361, 6_114, 25_247)
    assert (types["Violence and sexual offences"], types["Burglary"], types["Robbery"]) == (11_821, 1_125, 95)
    assert counts_by(store, months=YEAR, lsoa_codes=lsoas_of_authority(store, "E06000030", 2021)).total == 20_410
    assert counts_by(store, months=YEAR, forces=["wiltshire"]).total == 52_005
    assert [b.period for b in counted.batches] == [str(m) for m in YEAR]


def test_the_same_months_of_the_year_before(store: Store):
    wiltshire = lsoas_of_authority(store, "E06000054", 2021)
    chosen = {year: [Month(year, m) for m in range(1, 5)] for year in (2024, 2025)}
    counts = {y: counts_by(store, columns=("crime_type",), months=months, lsoa_codes=wiltshire).as_dict() for y, months in chosen.items()}
    assert [counts[y]["Violence and sexual offences"] for y in (2025, 2024)] == [3_651, 3_338]
    assert [counts[y]["Burglary"] for y in (2025, 2024)] == [378, 428]


def test_the_small_areas_with_most(store: Store):
    wiltshire = lsoas_of_authority(store, "E06000054", 2021)
    for types, expected in (
        (CRIMES, [("E01032022", 699), ("E01034534", 656), ("E01031912", 635)]),
        ([ASB], [("E01031912", 226), ("E01034534", 222), ("E01032022", 189)]),
    ):
        counted = counts_by(store, columns=("lsoa_code",), months=YEAR, lsoa_codes=wiltshire, crime_types=types).as_dict()
        assert sorted(counted.items(), key=lambda pair: -pair[1])[:3] == expected
    assert wiltshire["E01034534"] == "Wiltshire 031E"
    assert "E01034534" not in lsoas_of_authority(store, "E06000054", 2011)


def test_the_counts_are_those_of_a_plain_reading_of_the_csv(store: Store, real_data: Path):
    wiltshire = lsoas_of_authority(store, "E06000054", 2021)
    with zipfile.ZipFile(real_data / "police-uk" / "wiltshire-22-months.zip") as archive:
        text = archive.read("2025-06/2025-06-wiltshire-street.csv").decode()
    rows = [r for r in csv.DictReader(io.StringIO(text)) if r["LSOA code"] in wiltshire]
    expected = {(t, c): sum(r["Crime type"] == t and r["LSOA code"] == c for r in rows) for t, c in {(r["Crime type"], r["LSOA code"]) for r in rows}}
    assert counts_by(store, columns=("crime_type", "lsoa_code"), months=[Month(2025, 6)], lsoa_codes=wiltshire).as_dict() == expected


def test_populations(store: Store):
    for year, value in ((2023, 517_979), (2014, 484_344)):
        held = population_authority(store, "E06000054", year)
        assert (held.value, held.as_of, held.label) == (value, f"mid-{year}", "residents")
    assert "June 2023 (ONS, published 15 July 2024)" in held.release
    lsoa = population_lsoa(store, 2011)
    assert (len(lsoa.values), lsoa.values["E01011949"], lsoa.as_of) == (42_619, 1_954, "mid-2019")
    assert population_lsoa(store, 2021) is None


def test_areas(store: Store):
    assert (len(wards(store, "E06000054")), len(wards(store, "E06000030"))) == (98, 20)
    shapes = boundaries(store, SourceKey.BOUNDARY_LSOA_2021)
    assert len(shapes) == 447
    assert all(s.geometry.is_valid for s in shapes)
    assert [csp_of_authority(store, code)[0].code for code in ("E06000054", "E06000030")] == ["E22000361", "E22000350"]


def test_the_vintage_of_each_month(store: Store):
    told = {m: lsoa_vintage_of(store, [m], authority="E06000054").vintage for m in months_held(store)["wiltshire"]}
    assert told == {m: 2011 if m.year < 2020 else 2021 for m in told}


def test_quality_of_the_real_rows(store: Store):
    (force,) = quality(store).forces
    assert (force.rows, force.rows_without_lsoa, force.rows_without_coordinates, force.rows_with_unknown_code) == (96_275, 0, 0, 0)
    assert (len(force.months), force.months_missing[0], len(force.months_missing)) == (22, Month(2018, 4), 72)
    assert (force.repeated_ids, force.identical_rows_without_id) == (132, 8_416)


def test_a_national_month_with_rows_that_have_no_place(real_data: Path, tmp_path: Path):
    store = Store.open(tmp_path)
    report = load([real_data / "police-uk" / "2018-03-all-forces.zip"], store=store, now=NOW)
    assert (len(report.batches), sum(b.rows_kept for b in report.batches), report.refused) == (41, 365_762, ())
    held = counts_by(store, columns=("lsoa_code",)).as_dict()
    assert held[None] == 20_147
    assert sum(held.values()) == 365_762
    forces = {f.force: f for f in quality(store).forces}
    assert (forces["btp"].rows_with_id, forces["northern-ireland"].rows_with_lsoa) == (0, 0)
