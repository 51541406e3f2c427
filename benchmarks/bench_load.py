"""How long the Wiltshire files take to load: the first time, and again when nothing has changed."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from wardmoot.evidence import Store, load

RUNS = 5
ARCHIVE = Path("police-uk") / "wiltshire-22-months.zip"


def run() -> list[tuple[str, float]]:
    """Medians of five, in seconds, each with what was timed; empty when the real data files are not there."""
    archive = Path(os.environ.get("WARDMOOT_TEST_DATA", "")) / ARCHIVE
    if not archive.is_file():
        return []
    first, again = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as home:
            store = Store.open(Path(home))
            first.append(_timed(lambda store=store: load([archive], store=store, now=datetime.now(UTC))))
            again.append(_timed(lambda store=store: load([archive], store=store, now=datetime.now(UTC))))
    return [
        ("load 22 months of Wiltshire (96,275 rows), in process", statistics.median(first)),
        ("the same load again, nothing changed, in process", statistics.median(again)),
    ]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for what, seconds in run():
        print(f"{what}: {seconds:.2f}")
