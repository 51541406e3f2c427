"""From a scanned CSV to Parquet: DuckDB types the cells, and each column's own check rejects the rows that fail it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wardmoot.evidence.counting import count_lines
from wardmoot.evidence.faults import FileFault, Reject, shortened
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate, Reading
from wardmoot.evidence.scan import MAX_REJECTS, Scan, scan
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.staged import Desk, Staged, coverage_of, judge_counts, judge_rejects
from wardmoot.evidence.synthetic import StoreKind, is_synthetic_name, kind_of

CHUNK_OUT = 1 << 20
WIDE = 20
AREA_CODE = r"([EWSX]01\d{6}|N\d{8}|95[A-Z]{2}\d{2}[A-Z]\d)"


@dataclass(frozen=True, slots=True)
class Check:
    """One column's rule: `holds` is an SQL condition on the columns (all text, empty for nothing); `column` its name in the file."""

    column: str
    cell: str
    holds: str
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How one CSV source is read. `columns` name its cells in order; `keep` are the SQL expressions that are stored, with their names.

    `area` is the stored column whose codes say what the file covers (unless `coverage` says it), `codes` the stored
    columns whose codes must all be real or all be synthetic. `unique` is a column that must not repeat (or several, with commas,
    that together must not). `years` is the stored column of years that says the period, unless `period` does.

    A layout that large files come in may say how its rows are cut (see `bulk`): `digest` is a first column that holds 64 hex digits or
    nothing, kept as four numbers; `spans` are the widths of groups of adjacent columns after it. No check or stored expression may
    need columns of two spans, and `coverage` and `period` must be given.
    """

    source: SourceKey
    columns: tuple[str, ...]
    checks: tuple[Check, ...]
    keep: tuple[str, ...]
    period: str
    codes: tuple[str, ...]
    coverage: str = ""
    area: str = ""
    names: tuple[str, ...] = ()
    unique: str = ""
    years: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    spans: tuple[int, ...] = ()


LayOut = Callable[[Header, list[str], Candidate, list[list[str]]], Layout]


def literal(text: str) -> str:
    """Text as an SQL literal.

    >>> literal("O'Neil")
    "'O''Neil'"
    """
    return "'" + text.replace("'", "''") + "'"


def matches(column: str, pattern: str) -> str:
    """The SQL condition that the whole of a column's text has the pattern."""
    return f"regexp_full_match({column}, {literal(pattern)})"


def stage_csv(candidate: Candidate, header: Header, names: list[str], lay_out: LayOut, desk: Desk) -> Staged:
    """Scan, check and write one CSV. Raises FileFault for a fault of the file."""
    rows = desk.folder / "rows.csv"
    reading = Reading(candidate, desk.tick)
    with rows.open("wb", CHUNK_OUT) as out:
        found = scan(reading, file=candidate.base, width=len(names), out=out)
    layout = lay_out(header, names, candidate, found.sample)
    with candidate.open() as file:
        counted = count_lines(file)
    return stage_rows(rows, found, layout, desk, file=candidate.base, sha256=reading.sha256, size=reading.size, counted=counted)


def stage_rows(rows: Path, found: Scan, layout: Layout, desk: Desk, *, file: str, sha256: str, size: int, counted: int) -> Staged:
    """Check and write rows that were scanned; `counted` is the second reader's number of rows."""
    parquet = desk.folder / "rows.parquet"
    with _one_thread(desk, wide=len(layout.columns) > WIDE):
        rejects = tuple(sorted(found.rejects + _check(desk, rows, layout, file, found), key=lambda r: r.line))
        judge_counts(_write(desk, layout, parquet), len(rejects), counted)
    rows.unlink()
    kind, coverage = _covered(desk, parquet, layout)
    period = layout.period or _years(desk, parquet, layout.years)
    return Staged(layout.source, coverage, period, kind, sha256, size, counted, rejects, parquet, layout.detail)


@contextmanager
def _one_thread(desk: Desk, *, wide: bool) -> Iterator[None]:
    """Work on wide rows with one thread: several keep their rows in order by holding many of them, more than the memory a load may use."""
    threads = desk.connection.execute("SELECT current_setting('threads')").fetchall()[0][0]
    try:
        desk.connection.execute(f"SET threads = {1 if wide else threads}")
        yield
    finally:
        desk.connection.execute(f"SET threads = {threads}")


def from_rows(rows: Path, names: Sequence[str]) -> str:
    """A file of numbered lines as a relation of text columns and the number, `line`; nothing is left to be guessed."""
    columns = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in names)
    texts = ", ".join(f"coalesce({c}, '') AS {c}" for c in names)
    reader = (
        f"read_csv({literal(str(rows))}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"', strict_mode=true, "
        f"columns={{'line': 'BIGINT', {columns}}})"
    )
    return f"(SELECT line, {texts} FROM {reader})"


def _repeats(layout: Layout, source: str) -> str:
    """The lines that repeat an earlier one's unique columns. Only those columns are sorted: a window over wide rows takes much memory."""
    numbered = f"SELECT line, row_number() OVER (PARTITION BY {layout.unique} ORDER BY line) AS time FROM {source}"
    return f"SELECT line FROM ({numbered}) AS numbered WHERE time > 1"


def _fault_number(layout: Layout, source: str) -> str:
    cases = " ".join(f"WHEN ({check.holds}) IS NOT TRUE THEN {number}" for number, check in enumerate(layout.checks, 1))
    repeats = f"WHEN line IN ({_repeats(layout, source)}) THEN {len(layout.checks) + 1}" if layout.unique else ""
    return f"CASE {cases} {repeats} ELSE 0 END"


def _check(desk: Desk, rows: Path, layout: Layout, file: str, found: Scan) -> list[Reject]:
    """Judge every row once, into the table `checked` (which spills to disk when large), and give the rows that fail.

    Raises FileFault when they, with those the scan rejected, are more than 1%.
    """
    source = from_rows(rows, layout.columns)
    desk.connection.execute(f"CREATE OR REPLACE TEMP TABLE checked AS SELECT *, {_fault_number(layout, source)} AS fault FROM {source}")
    total = found.kept + found.rejected
    limit = min(total // 100 + 1, MAX_REJECTS)
    query = f"SELECT line, fault, {', '.join(layout.columns)} FROM checked WHERE fault > 0 ORDER BY line LIMIT {limit}"
    bad = [_reject(row, layout, file) for row in desk.connection.execute(query).fetchall()]
    first = min(found.rejects + bad, key=lambda r: r.line, default=None)
    if len(bad) == limit:
        counted = desk.connection.execute("SELECT count(*) FROM checked WHERE fault > 0").fetchone()
        judge_rejects(found.rejected + (counted[0] if counted else 0), total, first)
        raise FileFault(f"more than {MAX_REJECTS:,} rows are bad: get the file from its publisher again", countable=True)
    judge_rejects(found.rejected + len(bad), total, first)
    return bad


def _reject(row: tuple[Any, ...], layout: Layout, file: str) -> Reject:
    line, fault, *cells = row
    if fault > len(layout.checks):
        parts = [cells[layout.columns.index(name)] for name in layout.unique.split(", ")]
        return Reject(file, line, layout.unique, shortened(", ".join(parts)), "the code is there twice in the file; the first row is kept")
    check = layout.checks[fault - 1]
    return Reject(file, line, check.column, shortened(cells[layout.columns.index(check.cell)]), check.reason)


def _write(desk: Desk, layout: Layout, parquet: Path) -> int:
    """Write the good rows, in the order of the file because DuckDB keeps it; the number of source rows in the Parquet file as read back from it."""
    select = f"SELECT {', '.join(layout.keep)}, line FROM checked WHERE fault = 0"
    desk.connection.execute(f"COPY ({select}) TO {literal(str(parquet))} (FORMAT parquet, COMPRESSION zstd)")
    desk.connection.execute("DROP TABLE checked")
    counted = desk.connection.execute(f"SELECT count(DISTINCT line) FROM read_parquet({literal(str(parquet))})").fetchone()
    return counted[0] if counted else 0


def _years(desk: Desk, parquet: Path, column: str) -> str:
    """The period of a file by its rows: one year, or the first to the last."""
    query = f"SELECT min({column}), max({column}) FROM read_parquet({literal(str(parquet))})"
    first, last = desk.connection.execute(query).fetchall()[0]
    return str(first) if first == last else f"{first} to {last}"


def _covered(desk: Desk, parquet: Path, layout: Layout) -> tuple[StoreKind, str]:
    """Whether the file is real or synthetic, and the areas it covers. Raises FileFault when it mixes the two."""
    invented = [is_synthetic_name(name) for name in layout.names]
    source = f"read_parquet({literal(str(parquet))})"
    for column in layout.codes:
        query = f"SELECT DISTINCT starts_with({column}, 'X') FROM {source} WHERE {column} IS NOT NULL"
        invented += [row[0] for row in desk.connection.execute(query).fetchall()]
    kind = kind_of(invented)
    if kind is None:
        raise FileFault(
            "the file mixes real and synthetic rows (codes that begin with X beside codes that do not): it cannot be loaded", countable=True
        )
    if layout.coverage:
        return kind, layout.coverage
    areas = desk.connection.execute(f"SELECT DISTINCT {layout.area} FROM {source}").fetchall()
    return kind, coverage_of({row[0] for row in areas})
