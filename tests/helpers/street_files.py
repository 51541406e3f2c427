"""Small files in data.police.uk's form, for the tests of loading: every cell is invented, the form is real."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path

HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)


def row(number: int, *, month: str = "2025-01", force: str = "Wiltshire Police", code: str = "E01032022", **cells: str) -> str:
    """One good row, unless a cell is given another text."""
    good = {
        "crime_id": hashlib.sha256(str(number).encode()).hexdigest(),
        "month": month,
        "reported_by": force,
        "falls_within": force,
        "longitude": f"-1.79{number % 10:04d}",
        "latitude": "51.070001",
        "location": f"On or near Street {number % 7}",
        "lsoa_code": code,
        "lsoa_name": "Wiltshire 058C",
        "crime_type": "Burglary",
        "last_outcome": "Under investigation",
        "context": "",
    }
    return ",".join((good | cells).values())


def street(rows: list[str] | int = 300, *, end: str = "\n", **kwargs: str) -> bytes:
    """A whole file, of good rows where a number is given."""
    lines = [row(i, **kwargs) for i in range(rows)] if isinstance(rows, int) else rows
    return (end.join([HEADER, *lines]) + end).encode()


def put(folder: Path, data: bytes, name: str = "2025-01-wiltshire-street.csv") -> Path:
    """Write the file and give its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(folder: Path, members: dict[str, bytes], name: str = "data.zip", method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of the members."""
    path = folder / name
    with zipfile.ZipFile(path, "w", method) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def tree(folder: Path) -> dict[str, str]:
    """Every file below the folder with the hash of its bytes."""
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}
