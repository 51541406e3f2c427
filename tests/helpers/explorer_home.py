"""A small invented home for the explorer: a force's months with one missing, wards, populations, community areas, two years of roads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from data_pages_files import AUTHORITY, NOW, boundary_bytes, street_bytes, street_name
from road_files import year_of_roads

from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import Month
from wardmoot.demo.workbook import workbook_bytes
from wardmoot.evidence import BatchStatus, Store, StoreKind, load
from wardmoot.evidence.extracts import commit

LAST = Month(2019, 10)
MISSING = Month(2017, 8)
MONTHS = [month for month in (LAST.shift(-i) for i in range(29, -1, -1)) if month != MISSING]
POLICE, COUNCIL = "Moonshire Police (synthetic)", "Moonshire Council (synthetic)"
CATEGORIES = ("personal", "nuisance", "environmental")
PLACES = [f"X010000{place + 1:02d}" for place in range(12)]


def make_home(home: Path, given: Path) -> Path:
    """Load everything, and write the table of community areas."""
    paths = [_write(given, name, data) for name, data in _files().items()]
    for year in (2018, 2019):
        paths += year_of_roads(given / "roads", year=year, force="00", authority=AUTHORITY)
    report = load(paths, store=Store.open(home, kind=StoreKind.DEMONSTRATION), now=NOW)
    assert not report.refused, [(batch.file, batch.reason) for batch in report.refused]
    _write(home / "areas", "moonshire.toml", _communities().encode())
    for key, agency, text in (("missing-episodes", POLICE, _episodes()), ("asb-incidents", COUNCIL, _incidents())):
        path = _write(given, f"{key}.csv", text.encode())
        store = Store.open(home, kind=StoreKind.DEMONSTRATION)
        kept = commit(path, datasets()[key], agency=agency, columns=None, store=store, now=NOW, leave_out_bad_rows=False)
        assert kept.status is BatchStatus.LOADED, kept.reason
    return home


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode of being missing. Number n of a month lies on day n + 1 at n:15."""

    month: Month
    number: int

    @property
    def person(self) -> str:
        return f"SYN-{(self.month.month * 3 + self.number * 7) % 17:03d}"

    @property
    def age(self) -> int:
        return 30 if self.number % 5 == 4 else 12 + self.number % 5

    @property
    def status(self) -> str:
        return "absent" if self.number % 6 == 5 else "missing"

    @property
    def risk(self) -> str:
        return ("low", "low", "medium", "high")[self.number % 4]

    @property
    def counts(self) -> bool:
        """Whether it is an episode in which a child was missing."""
        return self.age < 18 and self.status == "missing"


EPISODE_MONTHS = [LAST.shift(-i) for i in range(27, -1, -1)]
EPISODES = [Episode(month, number) for month in EPISODE_MONTHS for number in range(11 + 4 * (month.month % 4))]


def _episodes() -> str:
    rows = ["Episode reference,Missing person reference,Age when the episode began,Reported at,Local authority code,Status,Risk"]
    for place, one in enumerate(EPISODES):
        when = f"{one.month}-{one.number + 1:02d} {one.number % 24:02d}:15"
        rows.append(f"SYN-E{place:05d},{one.person},{one.age},{when},{AUTHORITY},{one.status},{one.risk}")
    return "\n".join(rows) + "\n"


INCIDENT_MONTHS = [LAST.shift(-i) for i in range(23, -1, -1)]
INCIDENTS = 6
"""A month: half of them lie between 22:00 and 2:00 of the next day, half are at noon; one has no end."""


def _incidents() -> str:
    rows = ["Incident reference,Happened from,Happened to,Reported on,Local authority code,Category,Reported to"]
    for place, (month, number) in enumerate((month, number) for month in INCIDENT_MONTHS for number in range(INCIDENTS)):
        day = f"{month}-{number + 1:02d}"
        after = f"{month}-{number + 2:02d}"
        ends = (f"{day} 22:00", f"{after} 02:00") if number % 2 else (f"{day} 12:00", "" if number == 4 else f"{day} 12:00")
        rows.append(f"SYN-A{place:05d},{ends[0]},{ends[1]},{day},{AUTHORITY},{CATEGORIES[number % 3]},council")
    return "\n".join(rows) + "\n"


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
        own = {
            "WD19CD": f"X0500000{row + 1}",
            "WD19NM": f"Crater {row + 1}",
            "WD19NMW": " ",
            "LAD19CD": AUTHORITY,
            "LAD19NM": "Moonshire (synthetic)",
        }
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
