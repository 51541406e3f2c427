"""The invented geography as the very files official publishers issue: boundaries, lookups, populations and deprivation.

The property names, headers, byte-order marks and thousands commas are those of the real files, so that the
demonstration passes through the same recognition and checks.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import uuid
from collections.abc import Iterable, Sequence

from wardmoot.demo.geography import Geography, SmallArea, Ward
from wardmoot.demo.lattice import SOUTH, WEST, Cell, Lattice, Point, components, distance2, outline
from wardmoot.demo.places import (
    AUTHORITIES,
    FORCE_CODE,
    FORCE_SHORT,
    OUTSIDE_CODE,
    OUTSIDE_LSOAS,
    OUTSIDE_NAME,
    REGION_CODE,
    REGION_NAME,
    Authority,
)
from wardmoot.demo.workbook import Value, workbook_bytes

_BOM = "\ufeff"
_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
POPULATION_YEARS = range(2019, 2010, -1)
ENGLAND = 32_844
"""So many small areas a rank of deprivation counts."""
_GROWTH = {year: 10_000 - 62 * (2019 - year) for year in POPULATION_YEARS}
"""The population of each year for 10,000 people of 2019."""


def _point_in(cells: Sequence[Cell], lattice: Lattice) -> Point:
    """A point that is certainly inside: the middle of the cell nearest to the centre of them all."""
    many = len(cells)
    column, row = sum(c for c, _ in cells) // many, sum(r for _, r in cells) // many
    return lattice.inside(min(cells, key=lambda cell: (distance2(cell, (column, row)), cell)), 50, 50)


def _geometry(cells: Iterable[Cell], lattice: Lattice) -> dict[str, object]:
    """Cells as a GeoJSON polygon, or several where they do not hang together. Rings are closed, the outer anticlockwise."""
    pieces = []
    for piece in components(cells):
        rings = []
        for corners in outline(piece):
            points = [lattice.corner(*corner) for corner in corners]
            rings.append([[x / 1_000_000, y / 1_000_000] for x, y in [*points, points[0]]])
        pieces.append(rings)
    return {"type": "Polygon", "coordinates": pieces[0]} if len(pieces) == 1 else {"type": "MultiPolygon", "coordinates": pieces}


def _feature(number: int, own: dict[str, object], code: str, authority: Authority, cells: Sequence[Cell], lattice: Lattice) -> dict[str, object]:
    x, y = _point_in(cells, lattice)
    properties = {
        "FID": number,
        **own,
        "BNG_E": 500_000 + (x - WEST) * 6 // 100,
        "BNG_N": 400_000 + (y - SOUTH) * 11 // 100,
        "LONG": x / 1_000_000,
        "LAT": y / 1_000_000,
        "GlobalID": str(uuid.UUID(hashlib.sha256(code.encode()).hexdigest()[:32])),
        "LADCD_ACTIVE": authority.code,
        "UTLACD": authority.code,
        "CAUTHCD": None,
        "RGNCD": REGION_CODE,
    }
    return {"type": "Feature", "properties": properties, "geometry": _geometry(cells, lattice)}


def _collection(authority: Authority, features: list[dict[str, object]]) -> bytes:
    """A GeoJSON file with one feature a line, as the real ones have."""
    lines = ",\n".join(json.dumps(feature, separators=(", ", ": ")) for feature in features)
    head = f'"type": "FeatureCollection",\n"name": "{authority.code}",\n"crs": {json.dumps(_CRS)},\n"features": [\n'
    return f"{{\n{head}{lines}\n]\n}}\n".encode()


def lsoa_boundaries(geography: Geography, authority: Authority) -> bytes:
    """The small areas of an authority, as an LSOA 2011 boundary file."""

    def feature(number: int, area: SmallArea) -> dict[str, object]:
        own: dict[str, object] = {"LSOA11CD": area.code, "LSOA11NM": area.name, "LSOA11NMW": area.name}
        return _feature(number, own, area.code, authority, area.cells, geography.lattice)

    return _collection(authority, [feature(n, area) for n, area in enumerate(geography.within(authority), start=1)])


def ward_boundaries(geography: Geography, authority: Authority) -> bytes:
    """The wards of an authority, as a ward boundary file of 2019."""

    def feature(number: int, ward: Ward) -> dict[str, object]:
        own: dict[str, object] = {"WD19CD": ward.code, "WD19NM": ward.name, "WD19NMW": " ", "LAD19CD": authority.code, "LAD19NM": authority.name}
        return _feature(number, own, ward.code, authority, ward.cells, geography.lattice)

    return _collection(authority, [feature(n, ward) for n, ward in enumerate((w for w in geography.wards if w.authority is authority), start=1)])


def _csv(rows: Iterable[Sequence[object]], *, bom: bool = False) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return ((_BOM if bom else "") + text.getvalue()).encode()


def lsoa_lookup(geography: Geography) -> bytes:
    """Small area to MSOA, authority and force: the first column counts rows and has no name, as in the real file."""
    rows: list[Sequence[object]] = [
        (
            "",
            "Region code",
            "Region name",
            "Local authority code",
            "Local authority name",
            "MSOA Code",
            "MSOA Name",
            "LSOA Code",
            "LSOA Name",
            "Police_force",
        )
    ]
    for area in geography.small_areas:
        own = area.ward.authority
        rows.append((len(rows), REGION_CODE, REGION_NAME, own.code, own.name, area.msoa_code, area.msoa_name, area.code, area.name, FORCE_SHORT))
    for code, name in OUTSIDE_LSOAS:
        rows.append((len(rows), REGION_CODE, REGION_NAME, OUTSIDE_CODE, OUTSIDE_NAME, "X02900001", f"{OUTSIDE_NAME} 001", code, name, OUTSIDE_NAME))
    return _csv(rows)


def partnership_lookup() -> bytes:
    """Authority to community safety partnership to police force area."""
    rows: list[Sequence[object]] = [("LAD23CD", "LAD23NM", "CSP23CD", "CSP23NM", "PFA23CD", "PFA23NM", "ObjectId")]
    rows += [(own.code, own.name, own.csp_code, own.name, FORCE_CODE, FORCE_SHORT, n) for n, own in enumerate(AUTHORITIES, start=1)]
    return _csv(rows, bom=True)


def lsoa_populations(geography: Geography) -> bytes:
    """People in each small area at mid-2019, with thousands commas in quotes."""
    return _csv([("lsoa", "pop"), *((area.code, f"{area.population:,}") for area in geography.small_areas)], bom=True)


def lsoa_deprivation(geography: Geography) -> bytes:
    """Rank and decile of deprivation of each small area: those given more crime tend to be more deprived, and few lie at the deprived end."""
    areas = geography.small_areas
    hottest = {area.code: place / len(areas) for place, area in enumerate(sorted(areas, key=lambda area: (-area.heat, area.code)))}

    def score(area: SmallArea) -> float:
        drawn = int.from_bytes(hashlib.sha256(f"deprivation {area.code}".encode()).digest()[:4], "big") / 2**32
        return 0.25 * hottest[area.code] + 0.75 * drawn

    rows: list[Sequence[object]] = [("FID", "lsoa11cd", "lsoa11nm", "IMDRank", "IMDDecil", "Shape__Area", "Shape__Length")]
    for number, area in enumerate(sorted(areas, key=score), start=1):
        part = (number - 0.5) / len(areas)
        rank = max(1, round(ENGLAND * part * (3 - part) / 2))
        rows.append((number, area.code, area.name, rank, math.ceil(rank * 10 / ENGLAND), len(area.cells), len(area.cells)))
    return _csv(rows, bom=True)


def authority_populations(geography: Geography) -> bytes:
    """The workbook of authority populations, mid-2011 to mid-2019, laid out as the national one is."""
    note = "This worksheet contains one table. It is synthetic: DEMONSTRATION - NOT REAL."
    title = "MYE4: Population estimates: Summary for England and Wales, mid-2011 to mid-2019 (synthetic)"
    head: list[Sequence[Value]] = [(title,), (note,), *[("",)] * 5, ("Code", "Name", "Geography", *(f"Mid-{year}" for year in POPULATION_YEARS))]
    people = {own: geography.population(own) for own in AUTHORITIES}
    rows: list[Sequence[Value]] = [
        (own.code, own.name, "Unitary Authority", *(people[own] * _GROWTH[year] // 10_000 for year in POPULATION_YEARS)) for own in AUTHORITIES
    ]
    cover: list[Sequence[Value]] = [("Mid-Year Population Estimates (synthetic), June 2019",), (note,)]
    return workbook_bytes({"Cover sheet": cover, "MYE4": [*head, *rows]})
