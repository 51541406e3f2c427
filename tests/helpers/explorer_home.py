"""A small invented home for the explorer: a force's months with one missing, wards, populations, community areas, two years of roads."""

from __future__ import annotations

import json
from pathlib import Path

from data_pages_files import AUTHORITY, NOW, boundary_bytes, street_bytes, street_name
from road_files import year_of_roads

from wardmoot.core.calendar import Month
from wardmoot.demo.workbook import workbook_bytes
from wardmoot.evidence import Store, StoreKind, load

LAST = Month(2019, 10)
MISSING = Month(2017, 8)
MONTHS = [month for month in (LAST.shift(-i) for i in range(29, -1, -1)) if month != MISSING]
PLACES = [f"X010000{place + 1:02d}" for place in range(12)]


def make_home(home: Path, given: Path) -> Path:
    """Load everything, and write the table of community areas."""
    paths = [_write(given, name, data) for name, data in _files().items()]
    for year in (2018, 2019):
        paths += year_of_roads(given / "roads", year=year, force="00", authority=AUTHORITY)
    report = load(paths, store=Store.open(home, kind=StoreKind.DEMONSTRATION), now=NOW)
    assert not report.refused, [(batch.file, batch.reason) for batch in report.refused]
    _write(home / "areas", "moonshire.toml", _communities().encode())
    return home


def _write(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def _files() -> dict[str, bytes]:
    files = {"moonshire.geojson": boundary_bytes(), "wards.geojson": _wards()}
    files["lsoa-2011-mid-2019-synthetic.csv"] = ("lsoa,pop\n" + "".join(f'{code},"1,{n:03d}"\n' for n, code in enumerate(PLACES))).encode()
    files["lad-mid-year-2011-2019-synthetic.xlsx"] = _populations()
    files |= {street_name(str(month)): street_bytes(str(month), rows=120 + 7 * (month.month % 5)) for month in MONTHS}
    return files


def _wards() -> bytes:
    """Four wards of three small areas each, one for each row of the squares."""
    features = []
    for row in range(4):
        south = 51 + 0.1 * row
        ring = [[-2, south], [-1.7, south], [-1.7, south + 0.1], [-2, south + 0.1], [-2, south]]
        own = {"WD19CD": f"X0500000{row + 1}", "WD19NM": f"Crater {row + 1}", "WD19NMW": " ", "LAD19CD": AUTHORITY, "LAD19NM": "Moonshire (synthetic)"}
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": own | {"LADCD_ACTIVE": AUTHORITY}, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _populations() -> bytes:
    years = range(2019, 2010, -1)
    title = "MYE4: Population estimates: Summary for England and Wales, mid-2011 to mid-2019 (synthetic)"
    rows = [(title,), ("It is synthetic: DEMONSTRATION - NOT REAL.",), *[("",)] * 5, ("Code", "Name", "Geography", *(f"Mid-{y}" for y in years))]
    rows.append((AUTHORITY, "Moonshire (synthetic)", "Unitary Authority", *(12_066 for _ in years)))
    return workbook_bytes({"Cover sheet": [("Mid-Year Population Estimates (synthetic), June 2019",)], "MYE4": rows})


def _communities() -> str:
    head = f'authority = "{AUTHORITY}"\nauthority_name = "Moonshire (synthetic)"\nward_year = 2019\n'
    areas = (("Old Moon", (1, 2)), ("New Moon", (3, 4)))
    return head + "".join(
        f'\n[[areas]]\nname = "{name}"\n[areas.members]\n' + "".join(f'X0500000{n} = "Crater {n}"\n' for n in wards) for name, wards in areas
    )
