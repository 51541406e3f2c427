"""Boundaries, lookups and populations: recognised by their own names, checked, and answered from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from street_files import NOW, put, row, street

from wardmoot.core.calendar import Month
from wardmoot.evidence import (
    SourceKey,
    Store,
    StoreKind,
    authority_names,
    boundaries,
    commonest_locations,
    csp_of_authority,
    latest_population_year,
    load,
    lsoa_vintage_of,
    lsoas_of_authority,
    population_authority,
    population_lsoa,
    population_years,
    quality,
    wards,
)

LATER = datetime(2026, 4, 7, tzinfo=UTC)
LOOKUP = ",Region code,Region name,Local authority code,Local authority name,MSOA Code,MSOA Name,LSOA Code,LSOA Name,Police_force\n"


def square(west: float, south: float = 51.0, size: float = 0.01) -> list[list[list[float]]]:
    return [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]


def feature(code: str, *, field: str = "LSOA21CD", authority: str = "E06000054", coordinates: object = None, kind: str = "Polygon") -> dict:
    properties = {field: code, field[:-2] + "NM": f"Name of {code}", "LADCD_ACTIVE": authority, "FID": 1}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates or square(-2.0)}}


def shapes(*features: dict, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}).encode()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def load_one(store: Store, tmp_path: Path, data: bytes, name: str, now: datetime = NOW):
    return load([put(tmp_path, data, name)], store=store, now=now).batches[0]


@pytest.mark.parametrize(
    ("field", "source", "period"),
    [("LSOA11CD", "boundary-lsoa-2011", "2011"), ("LSOA21CD", "boundary-lsoa-2021", "2021"), ("WD24CD", "boundary-ward", "2024")],
)
def test_boundaries_are_known_by_their_property_names(store: Store, tmp_path: Path, field: str, source: str, period: str):
    code = "E05000001" if field.startswith("WD") else "E01000001"
    batch = load_one(store, tmp_path, shapes(feature(code, field=field)), "anything.json")
    assert (batch.status, batch.source, batch.period, batch.rows_kept) == ("loaded", source, period, 1)
    (found,) = boundaries(store, SourceKey(source), "E06000054")
    assert (found.code, found.name, found.geometry.area) == (code, f"Name of {code}", pytest.approx(0.0001))
    assert boundaries(store, SourceKey(source), "E06000030") == []


BOW_TIE = [[[-2.0, 51.0], [-1.9, 51.1], [-1.9, 51.0], [-2.0, 51.1], [-2.0, 51.0]]]
TOUCHING = [[[-2.0, 51.0], [-1.9, 51.0], [-1.9, 51.1], [-1.95, 51.0], [-2.0, 51.1], [-2.0, 51.0]]]


@pytest.mark.parametrize(
    ("bad", "column", "words"),
    [
        (feature("E0100001"), "LSOA21CD", "form of an area code"),
        (feature("E01000001", authority=""), "LADCD_ACTIVE", "authority's code"),
        (feature("E01000001", coordinates=BOW_TIE), "geometry", "crosses itself"),
        (feature("E01000001", coordinates=square(400000.0, 200000.0)), "geometry", "outside the United Kingdom"),
        (feature("E01000001", coordinates=square(51.0, -2.0)), "geometry", "outside the United Kingdom"),
        (feature("E01000001", coordinates=[-2.0, 51.0], kind="Point"), "geometry", "Polygon"),
        (feature("E01000001", coordinates=[["x"]]), "geometry", "cannot be read"),
        (feature("E01000100"), "LSOA21CD", "twice"),
    ],
)
def test_a_bad_shape_is_one_reject(store: Store, tmp_path: Path, bad: dict, column: str, words: str):
    good = [feature(f"E01000{i}") for i in range(100, 300)]
    batch = load_one(store, tmp_path, shapes(*good, bad), "lsoa.geojson")
    assert (batch.status, batch.rows_in, batch.rows_kept) == ("loaded", 201, 200)
    (reject,) = store.rejects(store.batches()[0].id)
    assert (reject.line, reject.column) == (201, column)
    assert words in reject.reason


def test_a_ring_that_touches_itself_is_mended_and_said(store: Store, tmp_path: Path):
    batch = load_one(store, tmp_path, shapes(feature("E01000001", coordinates=TOUCHING)), "lsoa.geojson")
    assert (batch.status, batch.rows_kept) == ("loaded", 1)
    assert boundaries(store, SourceKey.BOUNDARY_LSOA_2021)[0].geometry.is_valid
    assert quality(store).mended == ("E01000001",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (shapes(feature("E01000001"), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}), "27700"),
        (shapes(), "no features"),
        (shapes({"type": "Feature", "properties": {"name": "x"}, "geometry": None}), "not a file Wardmoot knows yet"),
        (b'{"type": "Topology"}', "not a GeoJSON FeatureCollection"),
        (b"[1, 2]", "not a GeoJSON FeatureCollection"),
        (b"[" * 100_000, "nested too deeply"),
        (shapes(feature("E01000001"), feature("X01000001", authority="X06000001")), "mixes real and synthetic"),
    ],
)
def test_a_geojson_that_cannot_be_used_is_refused(store: Store, tmp_path: Path, data: bytes, words: str):
    batch = load_one(store, tmp_path, data, "lsoa.geojson")
    assert batch.status == "refused"
    assert words in batch.reason
    assert store.batches() == ()


def test_the_newest_wards_of_an_authority_count(store: Store, tmp_path: Path):
    load_one(store, tmp_path, shapes(feature("E05000009", field="WD25CD")), "new.geojson")
    load_one(
        store, tmp_path, shapes(feature("E05000001", field="WD21CD"), feature("E05000002", field="WD21CD", authority="E06000030")), "old.geojson"
    )
    assert [w.code for w in wards(store, "E06000054")] == ["E05000009"]
    assert [w.code for w in wards(store, "E06000030")] == ["E05000002"]


def test_lsoas_come_from_boundaries_and_for_2011_from_the_lookup(store: Store, tmp_path: Path):
    rows = "1,E12000009,SOUTH WEST,E06000054,Wiltshire UA,E02000001,M,E01000001,Wiltshire 001A,Wiltshire\n"
    assert load_one(store, tmp_path, (LOOKUP + rows).encode(), "l.csv").status == "loaded"
    assert lsoas_of_authority(store, "E06000054", 2011) == {"E01000001": "Wiltshire 001A"}
    assert lsoas_of_authority(store, "E06000054", 2021) == {}
    load_one(store, tmp_path, shapes(feature("E01000001"), feature("E01034534")), "n.geojson")
    assert set(lsoas_of_authority(store, "E06000054", 2021)) == {"E01000001", "E01034534"}
    with pytest.raises(ValueError, match="2011 or 2021"):
        lsoas_of_authority(store, "E06000054", 2001)


def test_the_vintage_is_tested_not_guessed(store: Store, tmp_path: Path):
    load_one(store, tmp_path, shapes(feature("E01000001", field="LSOA11CD"), feature("E01000002", field="LSOA11CD")), "o.geojson")
    load_one(store, tmp_path, shapes(feature("E01000001"), feature("E01000003")), "n.geojson")
    for month, codes in (("2018-03", ["E01000001", "E01000002"]), ("2025-01", ["E01000001", "E01000003", "E01099999"]), ("2019-01", ["E01000001"])):
        load_one(store, tmp_path, street([row(i, month=month, code=c) for i, c in enumerate(codes)]), f"{month}-wiltshire-street.csv")
    assert [lsoa_vintage_of(store, [Month.parse(m)]).vintage for m in ("2018-03", "2025-01", "2019-01")] == [2011, 2021, None]
    mixed = lsoa_vintage_of(store)
    assert (mixed.only_2011, mixed.only_2021, mixed.both, mixed.elsewhere, mixed.vintage) == (1, 1, 1, 1, None)
    (force,) = quality(store).forces
    assert (force.rows_with_unknown_code, force.rows_outside, force.rows_with_lsoa) == (1, 1, 6)


def test_an_authority_may_lie_in_several_partnerships(store: Store, tmp_path: Path):
    rows = "LAD23CD,LAD23NM,CSP23CD,CSP23NM,PFA23CD,PFA23NM,ObjectId\n"
    rows += "E06000058,Bournemouth Poole,E22000063,Bournemouth,E23000039,Dorset,1\nE06000058,Bournemouth Poole,E22000067,Poole,E23000039,Dorset,2\n"
    batch = load_one(store, tmp_path, b"\xef\xbb\xbf" + rows.encode(), "csp.csv")
    assert (batch.source, batch.period, batch.rows_kept) == ("lookup-authority-csp-force", "2023", 2)
    assert [p.name for p in csp_of_authority(store, "E06000058")] == ["Bournemouth", "Poole"]
    assert csp_of_authority(store, "E06000054") == ()
    assert authority_names(store) == {"E06000058": "Bournemouth Poole"}
    mixed_years = rows.replace("CSP23CD", "CSP22CD")
    assert "column 3 is “CSP22CD” and should be “CSP23CD”" in load_one(store, tmp_path, mixed_years.encode(), "csp2.csv").reason


def test_a_best_fit_that_stands_for_itself_is_no_bridge(store: Store, tmp_path: Path):
    rows = "LSOACD,latitude,longitude,lsoa11cd\nE01034534,51.3,-2.2,E01034534\nE01000002,51.3,-2.2,E01000001\n"
    assert load_one(store, tmp_path, rows.encode(), "fit.csv").rows_kept == 2
    import duckdb

    held = duckdb.sql(f"SELECT lsoa_code, lsoa_2011 FROM '{store.parquet(store.batches()[0])}' ORDER BY 1").fetchall()
    assert held == [("E01000002", "E01000001"), ("E01034534", None)]


def test_lsoa_population_with_commas_a_byte_order_mark_and_a_grand_total(store: Store, tmp_path: Path):
    lines = [f'E01{i:06d},"1,{i:03d}"' for i in range(1, 301)]
    data = ("\ufefflsoa,pop\n" + "\n".join([*lines, "Grand Total,999999"]) + "\n").encode()
    assert "does not say which year" in load_one(store, tmp_path, data, "population.csv").reason
    batch = load_one(store, tmp_path, data, "lsoa-2011-mid-2019.csv")
    assert (batch.status, batch.period, batch.rows_in, batch.rows_rejected) == ("loaded", "mid-2019", 301, 1)
    held = population_lsoa(store, 2011)
    assert (held.values["E01000007"], held.as_of, len(held.values)) == (1007, "mid-2019", 300)
    assert population_lsoa(store, 2021) is None


def test_authority_population_as_csv_and_the_newest_release_counts(store: Store, tmp_path: Path):
    old = b'Code,Name,Geography,Mid-2022,Mid-2021\nE06000054,Wiltshire,Unitary Authority,"515,885",511609\n'
    new = b"Code,Name,Geography,Mid-2023,Mid-2022\nE06000054,Wiltshire,Unitary Authority,517979,515900\n"
    for name, data in (("new.csv", new), ("old.csv", old)):
        assert load_one(store, tmp_path, data, name).status == "loaded"
    assert population_years(store, "E06000054") == (2021, 2022, 2023)
    assert [population_authority(store, "E06000054", y).value for y in (2021, 2022, 2023)] == [511609, 515900, 517979]
    assert population_authority(store, "E06000054", 2024) is None
    assert latest_population_year(store, "E06000054", not_after=2022) == 2022
    assert latest_population_year(store, "E06000030") is None
    assert population_authority(store, "E06000054", 2023).denominator.as_of == "mid-2023"


def test_synthetic_areas_belong_in_a_demonstration(tmp_path: Path):
    data = shapes(feature("X01000001", authority="X06000001"))
    assert load_one(Store.open(tmp_path / "real"), tmp_path, data, "a.geojson").status == "refused"
    demo = Store.open(tmp_path / "demo", kind=StoreKind.DEMONSTRATION)
    assert load_one(demo, tmp_path, data, "a.geojson").status == "loaded"
    population = b"Code,Name,Geography,Mid-2019\nX06000001,Moonshire,Unitary Authority,500000\n"
    assert load_one(demo, tmp_path, population, "p.csv").status == "loaded"
    assert load_one(demo, tmp_path, population.replace(b"X06000001", b"E06000054"), "q.csv").status == "refused"


def test_a_place_is_named_by_its_streets_before_its_kinds_of_place(store: Store, tmp_path: Path):
    places = ["Supermarket"] * 9 + ["High Street"] * 2 + ["Fore Street"] * 3 + [""] * 20
    rows = [row(i, location=f"On or near {place}") for i, place in enumerate(places)]
    load_one(store, tmp_path, street(rows), "2025-01-wiltshire-street.csv")
    named = commonest_locations(store, ["E01032022", "E01000009"], [Month(2025, 1)])
    assert named == {"E01032022": [("Fore Street", 3), ("High Street", 2), ("Supermarket", 9)], "E01000009": []}
