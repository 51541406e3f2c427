"""A deterministic synthetic national year of street-level crime, for measuring: no real person, place or event.

    python benchmarks/national_year.py FOLDER [--small]

Twelve months of 43 invented forces (516 files), 6,000,114 rows, 35,672 small areas, 1.5% of rows with no location and 15.5%
anti-social behaviour with no crime ID and no outcome. `--small` makes a fiftieth of the rows in the same number of files.
The files are kept for the next run; `TOTALS` holds what they must add up to, so that every machine measures the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

SEED = 20_260_306
MONTHS = tuple(f"2024-{m:02d}" for m in range(1, 13))
FORCES = tuple(f"{a}{b}" for a, b in product(("Al", "Bre", "Cor", "Dun", "El", "Fen", "Gar", "Hol"), ("by", "den", "ham", "low", "mere", "ton")))[:43]
ROWS, AREAS, POINTS_AN_AREA = 6_000_114, 35_672, 22
ASB, NO_PLACE = 0.155, 0.015
TYPES = (
    ("Violence and sexual offences", 0.40),
    ("Criminal damage and arson", 0.09),
    ("Other theft", 0.08),
    ("Vehicle crime", 0.07),
    ("Shoplifting", 0.09),
    ("Public order", 0.09),
    ("Burglary", 0.05),
    ("Drugs", 0.04),
    ("Theft from the person", 0.03),
    ("Other crime", 0.02),
    ("Robbery", 0.016),
    ("Bicycle theft", 0.014),
    ("Possession of weapons", 0.01),
)
OUTCOMES = (
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Under investigation",
    "Awaiting court outcome",
    "Local resolution",
    "Status update unavailable",
)
HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"
NOWHERE = ",,No Location,,"
STREETS = ("Street", "Road", "Close", "Avenue", "Lane", "Drive", "Way", "Crescent")
# What the files of each size must add up to: rows, bytes, and a digest of every file's name and bytes.
TOTALS = {
    "full": {"rows": 6_000_114, "size": 1_381_336_490, "digest": "61c2cb55fa25ce44468f15bd4aaf8fc06dfd9c3641e40998167c25772ee0bbab"},
    "small": {"rows": 120_002, "size": 27_698_461, "digest": "68388c62fb733a7ed287b951eb2c98c286655fab1f5ebe4b0aa08f4f522dbbee"},
}


@dataclass(frozen=True, slots=True)
class Year:
    """Where the files are, and what they add up to."""

    folder: Path
    rows: int
    size: int
    digest: str

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.csv"))


def national_year(root: Path | None = None, *, small: bool = False) -> Year:
    """The year below `root` (WARDMOOT_BENCH_DATA, or the temporary folder), made if it is not there. Exits when its totals are wrong."""
    root = root or Path(os.environ.get("WARDMOOT_BENCH_DATA") or Path(tempfile.gettempdir()) / "wardmoot-bench")
    name = "small" if small else "full"
    folder = root / f"national-year-{name}"
    totals = root / f"national-year-{name}.json"
    if not totals.is_file() or not _is_whole(folder, json.loads(totals.read_text())):
        folder.mkdir(parents=True, exist_ok=True)
        totals.write_text(json.dumps(make(folder, ROWS // 50 if small else ROWS)))
    found = json.loads(totals.read_text())
    if found != TOTALS[name]:
        sys.exit(f"{folder} holds another year than this benchmark's ({found}, should be {TOTALS[name]}): delete the folder and run again")
    return Year(folder, **found)


def _is_whole(folder: Path, totals: dict[str, int | str]) -> bool:
    sizes = [file.stat().st_size for file in folder.glob("*/*.csv")]
    return len(sizes) == len(MONTHS) * len(FORCES) and sum(sizes) == totals["size"]


def make(folder: Path, rows: int) -> dict[str, int | str]:
    """Write the files; gives their totals."""
    rng = np.random.default_rng(SEED)
    share = 1 / np.arange(2, len(FORCES) + 2) ** 0.7
    areas = _divided(AREAS, share)
    each = _divided(rows, np.outer(np.ones(len(MONTHS)), share).ravel()).reshape(len(MONTHS), len(FORCES))
    first = np.concatenate([[0], np.cumsum(areas)])
    digest, size = hashlib.sha256(), 0
    for number, force in enumerate(FORCES):
        places = _places(rng, force, int(first[number]), int(areas[number]))
        for month, counts in zip(MONTHS, each, strict=True):
            text = _file(rng, month, f"{force} Police (synthetic)", places, int(counts[number])).encode()
            path = folder / month / f"{month}-{force.lower()}-synthetic-street.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text)
            size += len(text)
            digest.update(path.name.encode() + hashlib.sha256(text).digest())
    return {"rows": int(each.sum()), "size": size, "digest": digest.hexdigest()}


def _divided(total: int, share: np.ndarray) -> np.ndarray:
    """A whole number in whole parts by share, adding up exactly."""
    edges = np.rint(np.concatenate([[0], np.cumsum(share)]) / share.sum() * total).astype(np.int64)
    return np.diff(edges)


def _places(rng: np.random.Generator, force: str, first: int, areas: int) -> list[str]:
    """The snapped points of a force, each with its location and small area as they stand in a row; the busiest areas first."""
    west, south = rng.uniform(-4.5, 0.5), rng.uniform(50.5, 54.5)
    east, north = rng.random(areas * POINTS_AN_AREA), rng.random(areas * POINTS_AN_AREA)
    street = rng.integers(0, 900, areas * POINTS_AN_AREA)
    found = []
    for area, point in product(rng.permutation(areas).tolist(), range(POINTS_AN_AREA)):
        place = area * POINTS_AN_AREA + point
        name = f"{force} {area // 5 + 1:03d}{'ABCDE'[area % 5]}"
        where = f"On or near {force} {STREETS[street[place] % 8]} {street[place] // 8}"
        found.append(f"{west + east[place] * 0.9:.6f},{south + north[place] * 0.6:.6f},{where},X01{first + area + 1:06d},{name}")
    return found


def _file(rng: np.random.Generator, month: str, force: str, places: list[str], rows: int) -> str:
    """One force's month. Half of the rows are in some 22% of its areas."""
    asb, nowhere = rng.random(rows) < ASB, rng.random(rows) < NO_PLACE
    point = np.where(nowhere, len(places), (len(places) * rng.random(rows) ** 2.2).astype(np.int64))
    shares = np.cumsum([share for _, share in TYPES])
    kind = np.searchsorted(shares, rng.random(rows) * shares[-1], side="right").clip(max=len(TYPES) - 1)
    tail = np.where(asb, len(TYPES) * len(OUTCOMES), kind * len(OUTCOMES) + (len(OUTCOMES) * rng.random(rows) ** 2).astype(np.int64))
    tails = [f",{name},{outcome},\n" for (name, _), outcome in product(TYPES, OUTCOMES)] + [",Anti-social behaviour,,\n"]
    digits = rng.bytes(32 * rows).hex()
    ids = ["" if no else digits[64 * i : 64 * i + 64] for i, no in enumerate(asb.tolist())]
    head = f",{month},{force},{force},"
    where = [*places, NOWHERE]
    return HEADER + "".join([f"{i}{head}{where[p]}{tails[t]}" for i, p, t in zip(ids, point.tolist(), tail.tolist(), strict=True)])


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    year = national_year(Path(sys.argv[1]), small="--small" in sys.argv)
    print(json.dumps({"folder": str(year.folder), "rows": year.rows, "size": year.size, "digest": year.digest}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
