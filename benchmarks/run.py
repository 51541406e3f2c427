"""Measures what the project promises and prints it: `script/bench [--write] [--once] [PART ...]`.

Parts: files spatial charts documents preview (beside peers), load assess pages setup (ours alone). A comparison with a peer is two functions of
one module, each run in a fresh process that prints JSON: ours in .venv, the peer's in .venv-bench, in turn. `measuring.py` says how such
a module is written; `comparisons.py` lists them with what is to be reached. Each time is the median of the runs (`comparisons.py` says
how many; of the parts that are ours alone five, set-up one). With --write what was measured, the machine and the versions go to
benchmarks/README.md; --once runs each side of a comparison once, to try it. Real data are found through WARDMOOT_TEST_DATA; the
synthetic year is kept in WARDMOOT_BENCH_DATA.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

import bench_load as bench_load_alone
from compare import PEERS, Line, compared
from comparisons import COMPARISONS
from national_year import national_year

ROOT = Path(__file__).resolve().parent.parent
WARDMOOT = [sys.executable, "-c", "import sys; from wardmoot.cli import main; sys.exit(main())"]
RUNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    found: str
    aim: str


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def wardmoot(home: Path, *words: str) -> None:
    """One command in a process of its own, as a person would run it."""
    done = subprocess.run([*WARDMOOT, *words], env={**os.environ, "WARDMOOT_HOME": str(home)}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"wardmoot {' '.join(words)} failed:\n{done.stderr}")


def data() -> Path:
    place = os.environ.get("WARDMOOT_TEST_DATA", "")
    if not Path(place).is_dir() or not place:
        sys.exit("the real open data files were not found: set WARDMOOT_TEST_DATA to their folder")
    return Path(place)


def load_sources(home: Path) -> None:
    wardmoot(
        home,
        "evidence",
        "load",
        str(data() / "boundaries"),
        str(data() / "population"),
        str(data() / "lookups" / "lad-csp-police-force-area-december-2023.csv"),
    )


def bench_load() -> Iterator[Row]:
    data()
    for what, seconds in bench_load_alone.run():
        yield Row(what, f"{seconds:.2f} s", "under 3 s")
    archive = str(data() / "police-uk" / "wiltshire-22-months.zip")
    times = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as home:
            times.append(timed(lambda home=home: wardmoot(Path(home), "evidence", "load", archive)))
    yield Row("load 22 months of Wiltshire (96,275 rows), whole process", f"{median(times):.2f} s", "under 3 s")
    national = str(data() / "police-uk" / "2018-03-all-forces.zip")
    with tempfile.TemporaryDirectory() as home:
        yield Row(
            "load one month of 41 forces (365,762 rows), whole process",
            f"{timed(lambda: wardmoot(Path(home), 'evidence', 'load', national)):.2f} s",
            "",
        )


def bench_assess() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        load_sources(home)
        wardmoot(home, "evidence", "load", str(data() / "police-uk" / "wiltshire-22-months.zip"))
        words = ("assess", "--area", "E06000054", "--to", "2025-12", "--out", f"{folder}/out")
        cold, warm = [], []
        for _ in range(RUNS):
            shutil.rmtree(home / "cache" / "charts", ignore_errors=True)
            cold.append(timed(lambda: wardmoot(home, *words)))
            warm.append(timed(lambda: wardmoot(home, *words)))
        yield Row("assess Wiltshire 2025 in all formats, no chart drawn before, whole process", f"{median(cold):.1f} s", "under 30 s")
        yield Row("the same again without new data, whole process", f"{median(warm):.1f} s", "under 5 s")


def bench_pages() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, str(ROOT / "benchmarks" / "pages.py")],
            env={**os.environ, "WARDMOOT_HOME": home, "DJANGO_SETTINGS_MODULE": "wardmoot.web.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        sys.exit(done.stderr)
    for line in done.stdout.splitlines():
        name, *times = line.split()
        each = sorted(map(float, times))
        yield Row(f"page {name}", f"median {median(each) * 1000:.0f} ms, p95 {quantiles(each, n=20)[-1] * 1000:.0f} ms", "p95 under 200 ms")


def bench_setup() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/project"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), place], check=True)
        caches = {"UV_CACHE_DIR": f"{folder}/uv", "PIP_CACHE_DIR": f"{folder}/pip", "npm_config_cache": f"{folder}/npm"}
        took = timed(lambda: subprocess.run(["script/setup"], cwd=place, env={**os.environ, **caches}, check=True, capture_output=True))
        size = sum(f.lstat().st_size for f in Path(place).rglob("*") if f.is_file() and not f.is_symlink())
        yield Row("script/setup, empty caches", f"{took:.0f} s", "under 180 s")
        yield Row("size of the checkout after it", f"{size / 1e9:.2f} GB", "under 1 GB")


ALONE: dict[str, Callable[[], Iterator[Row]]] = {"load": bench_load, "assess": bench_assess, "pages": bench_pages, "setup": bench_setup}
BESIDE = tuple(dict.fromkeys(comparison.part for comparison in COMPARISONS))
NAMES_OF_PEERS = ("pandas", "pyarrow", "duckdb", "esda", "libpysal", "pointpats", "scikit-learn", "numba", "weasyprint")


def machine() -> str:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.processor()
    )
    ours = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "numpy", "numba", "scipy", "django", "typst", "vl-convert-python", "shapely"))
    asked = f"from importlib.metadata import version; print(', '.join(f'{{n}} {{version(n)}}' for n in {NAMES_OF_PEERS!r}))"
    peers = subprocess.run([PEERS, "-c", asked], capture_output=True, text=True, check=False).stdout.strip()
    return f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}. Ours: {ours}." + (f" Peers: {peers}." if peers else "")


def write(lines: list[Line], rows: list[Row], load: float) -> None:
    """Put the tables on the page, below what a person wrote there."""
    page = ROOT / "benchmarks" / "README.md"
    head = page.read_text("utf-8").split("## Last figures")[0]
    text = f"{head}## Last figures\n\nMachine: {machine()} Mean load of the machine over the last minute when it began: {load:.1f}.\n"
    if lines:
        text += "\n" + table(["What", "Ours", "Peer", "Ratio", "Aim", "Reached", "Peak memory, ours / peer"], [line.cells() for line in lines])
    if rows:
        text += "\n" + table(["What", "Found", "Aim"], [[r.what, r.found, r.aim] for r in rows])
    page.write_text(text, "utf-8")


def table(head: list[str], rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))


def main() -> int:
    asked = [word for word in sys.argv[1:] if not word.startswith("-")] or [*BESIDE, *ALONE]
    unknown = set(asked) - {*BESIDE, *ALONE}
    if unknown:
        sys.exit(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join((*BESIDE, *ALONE))}")
    load, lines, rows = os.getloadavg()[0], [], []
    if "files" in asked:
        national_year(small=bool(os.environ.get("WARDMOOT_BENCH_SMALL")))
    for comparison in (c for c in COMPARISONS if c.part in asked):
        for line in compared(replace(comparison, runs=1) if "--once" in sys.argv else comparison):
            lines.append(line)
            print(" | ".join(cell for cell in line.cells() if cell), flush=True)
    for row in (row for part in asked if part in ALONE for row in ALONE[part]()):
        rows.append(row)
        print(f"{row.what}: {row.found}" + (f"  (aim: {row.aim})" if row.aim else ""), flush=True)
    if "--write" in sys.argv:
        write(lines, rows, load)
    return 0


if __name__ == "__main__":
    sys.exit(main())
