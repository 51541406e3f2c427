"""From files to the store, and counts from it, beside pandas and DuckDB, on the synthetic national year (see `measuring.py`).

Each side's load leaves what it wrote beside the year's files, where its counts find it. WARDMOOT_BENCH_SMALL makes it a fiftieth.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measuring import measured, run_one
from national_year import HEADER, Year, national_year

NOW = datetime(2026, 3, 6, tzinfo=UTC)
GROUPS = ["Month", "LSOA code", "Crime type"]
COLUMNS = HEADER.strip().split(",")


def year() -> Year:
    return national_year(small=bool(os.environ.get("WARDMOOT_BENCH_SMALL")))


def place(name: str, *, fresh: bool = False) -> Path:
    """Where a side writes. Exits when it has not yet."""
    found = year().folder.with_name(f"{year().folder.name}.{name}")
    if fresh:
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir()
    elif not found.is_dir():
        raise SystemExit(f"{found} is not there: run the part `files` first")
    return found


def _store(home: Path) -> Any:
    from wardmoot.evidence import Store, StoreKind

    return Store.open(home, kind=StoreKind.DEMONSTRATION)


def ours_files() -> dict[str, Any]:
    """The whole load: prescan, rules, second reader, SHA-256, Parquet, count cube, commit."""
    from wardmoot.evidence import load, spans  # noqa: F401  (imports are not timed, and this one is late)

    home, folder = place("ours", fresh=True), year().folder
    return measured(lambda: load([folder], store=_store(home), now=NOW), check=lambda report: [sum(b.rows_kept for b in report.batches)])


def pandas_files() -> dict[str, Any]:
    return _pandas_files("pandas")


def pandas_files_of_objects() -> dict[str, Any]:
    """With each text a Python object, as every pandas before version 3 has it."""
    import pandas as pd

    pd.set_option("future.infer_string", False)
    return _pandas_files("pandas-objects")


def _pandas_files(name: str) -> dict[str, Any]:
    import pandas as pd

    files, target = year().files, place(name, fresh=True) / "year.parquet"

    def work() -> int:
        whole = pd.concat([pd.read_csv(file, engine="c") for file in files], ignore_index=True)
        whole.to_parquet(target, compression="zstd")
        return len(whole)

    return measured(work, check=lambda rows: [rows])


def duckdb_files() -> dict[str, Any]:
    import duckdb

    target = place("duckdb", fresh=True) / "year.parquet"
    types = {name: "DOUBLE" if name in ("Longitude", "Latitude") else "VARCHAR" for name in COLUMNS}
    reader = f"read_csv('{year().folder}/*/*.csv', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', columns={types})"
    work = f"COPY (SELECT * FROM {reader}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    return measured(lambda: duckdb.connect().execute(work).fetchone(), check=lambda row: [row[0]])


def ours_counts() -> dict[str, Any]:
    """A new process's first question: the manifest and the cube are read from disk each time."""
    from wardmoot.evidence import counts_by, cube

    home = place("ours")

    def work() -> Any:
        cube._read.cache_clear()
        return counts_by(_store(home), columns=("month", "lsoa_code", "crime_type"))

    return measured(work, runs=5, check=lambda counted: [len(counted.n), counted.total])


def ours_cube() -> dict[str, Any]:
    """The cube alone, built again from the Parquet files as the load builds it."""
    import tempfile

    from wardmoot.evidence.cube import build_cube
    from wardmoot.evidence.engine import connect

    store = _store(place("ours"))
    files = [store.parquet(batch) for batch in store.batches()]
    with tempfile.TemporaryDirectory() as scratch, connect(Path(scratch)) as connection:
        return measured(lambda: build_cube(connection, files, Path(scratch) / "counts.npz"))


def pandas_counts() -> dict[str, Any]:
    """Its `groupby` leaves out rows with no small area unless told not to; here it is told, so that the sides count alike."""
    return _pandas_counts("pandas")


def pandas_counts_of_objects() -> dict[str, Any]:
    """With each text a Python object, as every pandas before version 3 has it."""
    import pandas as pd

    pd.set_option("future.infer_string", False)
    return _pandas_counts("pandas-objects")


def _pandas_counts(name: str) -> dict[str, Any]:
    import pandas as pd

    source = place(name) / "year.parquet"

    def work() -> Any:
        return pd.read_parquet(source, columns=GROUPS).groupby(GROUPS, dropna=False).size()

    return measured(work, check=lambda counted: [len(counted), counted.sum()])


def duckdb_counts() -> dict[str, Any]:
    import duckdb

    source, names = place("duckdb") / "year.parquet", ", ".join(f'"{name}"' for name in GROUPS)

    def work() -> Any:
        connection = duckdb.connect()
        connection.execute(f"CREATE TEMP TABLE counted AS SELECT {names}, count(*) AS n FROM read_parquet('{source}') GROUP BY ALL")
        return connection.execute("SELECT count(*), sum(n) FROM counted").fetchone()

    return measured(work, runs=3, check=lambda row: list(row))


if __name__ == "__main__":
    run_one(globals())
