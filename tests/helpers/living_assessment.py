"""A small assessment in a home that is not a demonstration's. Its rows are invented, under codes such as a real home takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data_pages_files import FORCE, NOW, boundary_bytes, street_bytes, street_name

from wardmoot.core.calendar import Month

AREA, POLICE = "E06000054", "Wiltshire Police"
LAST = Month(2019, 10)
MONTHS = [LAST.shift(-i) for i in range(3, -1, -1)]


def load_months(home: Path, given: Path) -> None:
    """Boundaries and four months."""
    _load(home, given, {month: month_bytes(month) for month in MONTHS})


def load_two_years(home: Path, given: Path) -> None:
    """Boundaries and 24 months, of which the last twelve have nearly twice as much as those before: a change that its test finds."""
    months = {LAST.shift(-i): as_real(street_bytes(str(LAST.shift(-i)), rows=(156 if i < 12 else 84) + i % 3 * 4)) for i in range(24)}
    _load(home, given, months)


def _load(home: Path, given: Path, months: dict[Month, bytes]) -> None:
    from wardmoot.evidence import Store, StoreKind, load

    given.mkdir(parents=True, exist_ok=True)
    files = {"places.geojson": as_real(boundary_bytes())} | {real_name(month): data for month, data in months.items()}
    for name, data in files.items():
        (given / name).write_bytes(data)
    report = load([given / name for name in files], store=Store.open(home, kind=StoreKind.REAL), now=NOW)
    assert not report.refused, [(batch.file, batch.reason) for batch in report.refused]


def month_bytes(month: Month, more: int = 0) -> bytes:
    return as_real(street_bytes(str(month), rows=240 + more))


def as_real(data: bytes) -> bytes:
    for invented, real in ((FORCE, POLICE), ("X06000001", AREA), ("X010000", "E010000"), ("Moonshire", "Wiltshire")):
        data = data.replace(invented.encode(), real.encode())
    return data


def real_name(month: Month) -> str:
    return street_name(str(month)).replace("moonshire-synthetic", "wiltshire")


def make(by: Any, **changed: Any) -> Any:
    """An assessment that is gathered, by the same functions as the worker's."""
    from wardmoot.apps.assessment.actions import begin
    from wardmoot.apps.assessment.work import make_now

    about = {"area": AREA, "area_name": "Wiltshire", "to": LAST, "months": 2, "now": NOW} | changed
    made = begin(by=by, **about)
    make_now(made, formats=(), now=about["now"])
    made.refresh_from_db()
    return made
