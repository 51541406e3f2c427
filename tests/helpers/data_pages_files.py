"""Small invented data files for the tests of the data and assessment pages: twelve square small areas, a force, months of crime."""

from __future__ import annotations

import json
from datetime import UTC, datetime

FORCE = "Moonshire Police (synthetic)"
HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
AUTHORITY = "X06000001"
NOW = datetime(2019, 12, 12, 9, 30, tzinfo=UTC)


def street_row(number: int, month: str, **cells: str) -> str:
    place = number % 12
    good = {
        "id": f"{number:064x}",
        "month": month,
        "by": FORCE,
        "within": FORCE,
        "longitude": f"{-2 + 0.05 + 0.1 * (place % 3):.6f}",
        "latitude": f"{51 + 0.05 + 0.1 * (place // 3):.6f}",
        "location": f"On or near Street {number % 7}",
        "lsoa": f"X010000{place + 1:02d}",
        "name": f"Moonshire {place + 1:03d}A",
        "type": ("Burglary", "Shoplifting", "Anti-social behaviour")[number // 12 % 3],
        "outcome": "",
        "context": "",
    }
    return ",".join((good | cells).values())


def street_bytes(month: str, rows: int = 120, bad: int = 0) -> bytes:
    lines = [street_row(number, month) for number in range(rows)]
    for number in range(bad):
        lines[number] = street_row(number, month, longitude="=not a number")
    return ("\n".join([HEADER, *lines]) + "\n").encode()


def boundary_bytes(year: str = "11") -> bytes:
    features = []
    for place in range(12):
        west, south = -2 + 0.1 * (place % 3), 51 + 0.1 * (place // 3)
        ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
        properties = {f"LSOA{year}CD": f"X010000{place + 1:02d}", f"LSOA{year}NM": f"Moonshire {place + 1:03d}A", "LADCD_ACTIVE": AUTHORITY}
        features.append({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def street_name(month: str) -> str:
    return f"{month}-moonshire-synthetic-street.csv"


MONTHS = ("2019-06", "2019-07", "2019-08", "2019-09", "2019-10")
