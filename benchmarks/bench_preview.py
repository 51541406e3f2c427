"""A preview of 250,000 rows of 15 columns, in each format: `csv`, `xlsx` and `ods` (see `measuring.py`).

python benchmarks/bench_preview.py xlsx              one format; the file is made first, by another process
python benchmarks/bench_preview.py make FILE ROWS    the file alone
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from measuring import measured, peak_mb, run_one

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

ROWS = int(os.environ.get("WARDMOOT_BENCH_ROWS", "250000"))


def dataset() -> Any:
    """Fifteen columns of every type, three of them as text in the file."""
    from dataclasses import replace

    from extract_files import EPISODES

    again = [EPISODES.column(name) for name in ("risk", "age", "hours", "authority")]
    more = [replace(c, name=f"{c.name}_2", label=f"{c.label} 2") for c in again]
    return replace(EPISODES, columns=(*EPISODES.columns, *(replace(c, aliases=()) for c in more)))


def row(number: int) -> list[Any]:
    """A row whose keys differ and whose days, as a year's do, repeat."""
    from extract_files import FIRST

    day = datetime.combine(FIRST, time()) + timedelta(days=number % 700)
    return [
        *(f"R{number:07d}", f"P{number * 7919 % 60_000:05d}", day.date(), day + timedelta(hours=number % 24, minutes=number % 60)),
        *(f"E0{6000000 + number % 300}", ("Salisbury", "Melksham", "Trowbridge")[number % 3], ("High", "Medium", "Low")[number % 3]),
        *("Yes" if number % 2 else "No", number % 90, number % 40, number % 97 / 4, ("High", "Low")[number % 2], number % 80, number % 13 / 2),
        "E06000054",
    ]


def make(path: Path, rows: int) -> None:
    """The file, always of the same rows."""
    from extract_files import write

    write(path, [[c.label for c in dataset().columns], *(row(i) for i in range(rows))])


def csv() -> dict[str, Any]:
    """A preview of a CSV."""
    return _previewed("csv")


def xlsx() -> dict[str, Any]:
    """A preview of an Excel workbook."""
    return _previewed("xlsx")


def ods() -> dict[str, Any]:
    """A preview of an OpenDocument spreadsheet."""
    return _previewed("ods")


def _previewed(ending: str) -> dict[str, Any]:
    """The preview's time, and the peak of this process alone: the one that makes the file holds it whole."""
    from extract_files import PLACES

    from wardmoot.evidence.extracts import preview

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"extract.{ending}"
        subprocess.run([sys.executable, __file__, "make", str(path), str(ROWS)], check=True)
        told: list[int] = []

        def work() -> Any:
            now = datetime(2026, 3, 6, tzinfo=UTC)
            return preview(path, dataset(), agency="Police", now=now, known_places=PLACES, progress=lambda p: told.append(p.done))

        result = measured(work, check=lambda found: [found.rows_in, found.rows_ok, len(found.refused)])
        return result | {"peak_mb": _own_peak(), "progress_told": len(told)}


def _own_peak() -> int:
    """The most memory of this process since it began to run this program; elsewhere than on Linux what `measuring` says."""
    status = Path("/proc/self/status")
    if not status.exists():
        return peak_mb()
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        run_one(globals())
