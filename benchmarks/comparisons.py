"""What is compared with what, in one run: our function and each peer's, by module (see `measuring.py`), and what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer's function in the same module; ours must be `ratio` times as fast (under 1: may be that much slower; 0: nothing was promised)."""

    name: str
    function: str
    ratio: float = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is measured. `runs` are fresh processes of each side, taken in turn, of which the median counts.

    `limit` (seconds) and `memory` (megabytes) are what ours must stay under, where that was promised.
    `agree` is how far the sides' `check` numbers may differ, as a share; None where they measure different things.
    """

    part: str
    what: str
    module: str
    ours: str
    peers: tuple[Peer, ...] = ()
    runs: int = 5
    limit: float | None = None
    memory: int | None = None
    agree: float | None = 1e-9


_PANDAS_BEFORE_3 = "pandas with texts as objects (as before version 3)"

COMPARISONS = (
    Comparison(
        "files",
        "national year (6,000,114 rows, 516 files, 1.38 GB) from CSV to the store",
        "store",
        "ours_files",
        (
            Peer(_PANDAS_BEFORE_3, "pandas_files_of_objects", 3.5),
            Peer("pandas 3", "pandas_files", 3.5),
            Peer("DuckDB given the schema", "duckdb_files", 1 / 1.2),
        ),
        runs=3,
        memory=800,
    ),
    Comparison("files", "of which the count cube", "store", "ours_cube", runs=3),
    Comparison(
        "files",
        "month x small area x type counts of the national year, from the store",
        "store",
        "ours_counts",
        (
            Peer(f"{_PANDAS_BEFORE_3}, from Parquet", "pandas_counts_of_objects", 40),
            Peer("pandas 3, from Parquet", "pandas_counts", 40),
            Peer("DuckDB, from Parquet", "duckdb_counts", 5),
        ),
        runs=3,
    ),
    Comparison(
        "spatial",
        "Gi* of 34,753 zones, weights made from pairs",
        "spatial",
        "ours_gi_star_of_pairs",
        (Peer("esda + libpysal", "esda_gi_star", 1000),),
    ),
    Comparison(
        "spatial",
        "the same beside esda as it comes (rows standardised; its z-scores are then wrong)",
        "spatial",
        "ours_gi_star_of_pairs",
        (Peer("esda + libpysal, as they come", "esda_gi_star_by_default", 1000),),
        runs=3,
        agree=None,
    ),
    Comparison("spatial", "Gi* of 34,753 zones, sparse weights kept", "spatial", "ours_gi_star"),
    Comparison(
        "spatial",
        "999 conditional permutations of Gi*, compiled kernels cached",
        "spatial",
        "ours_permutations",
        (Peer("esda, warm", "esda_permutations", 15),),
        runs=3,
        agree=0.05,
    ),
    Comparison(
        "spatial",
        "local Moran of 34,753 zones",
        "spatial",
        "ours_local_moran",
        (Peer("esda + libpysal (weights ready)", "esda_local_moran"),),
        runs=3,
        agree=1e-6,
    ),
    Comparison(
        "spatial",
        "Knox, 10,000 events x 999",
        "spatial",
        "ours_knox_10000",
        (Peer("pointpats, with 9 permutations", "pointpats_knox_10000"),),
        runs=3,
        limit=0.5,
    ),
    Comparison("spatial", "Knox, 100,000 events x 999", "spatial", "ours_knox_100000", runs=3, limit=5, memory=600),
    Comparison(
        "spatial",
        "density of 100,000 points, 132,000 cells",
        "spatial",
        "ours_density",
        (Peer("scikit-learn, atol 1e-14", "sklearn_density", 100), Peer("the sum itself", "exact_density")),
        runs=3,
        agree=0.005,
    ),
    Comparison(
        "charts",
        "XmR of 10,000 series x 60 months, limits and four rules",
        "charts_xmr",
        "ours",
        (Peer("pandas, vectorised", "pandas_transform", 70),),
        agree=1e-6,
    ),
    Comparison(
        "documents",
        "PDF/UA of a report of 60 charts and 3,885 traced figures",
        "documents",
        "ours_pdf",
        (Peer("WeasyPrint, from its web page", "weasyprint_pdf", 10),),
        runs=1,
    ),
    Comparison("documents", "60 control charts drawn anew, SVG and PNG", "documents", "ours_charts", runs=3),
    Comparison("documents", "the same 60 charts from the cache", "documents", "ours_charts_kept", runs=3, limit=1),
    Comparison("preview", "preview of 250,000 rows of 15 columns, CSV", "bench_preview", "csv", runs=3),
    Comparison("preview", "preview of 250,000 rows of 15 columns, .xlsx", "bench_preview", "xlsx", runs=1),
    Comparison("preview", "preview of 250,000 rows of 15 columns, .ods", "bench_preview", "ods", runs=1),
)
