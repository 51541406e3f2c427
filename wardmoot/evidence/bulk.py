"""Many large files of one source at once: cut into spans, each distinct text judged once, all written together.

The rules and the types are the layout's own, so that a file staged here gives the same rows as one staged by itself. Whatever is
not plainly right (a quote out of place, an empty line, one row against the rules) is left to the careful way, which says what is wrong.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from wardmoot.evidence.counting import count_lines
from wardmoot.evidence.delimited import LayOut, Layout, from_rows, literal
from wardmoot.evidence.engine import connect
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.headers import POLICE_FILE, Header
from wardmoot.evidence.intake import HEAD, Candidate
from wardmoot.evidence.parquet import Column, Counting, Numbers, Texts, plain, write_parquet
from wardmoot.evidence.recognise import names_of, recognise
from wardmoot.evidence.scan import SAMPLE
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.staged import Staged
from wardmoot.evidence.synthetic import CODE_PREFIX, StoreKind, is_synthetic_name, kind_of

if TYPE_CHECKING:
    from wardmoot.evidence.spans import Cut

WORTHWHILE = 8 * 2**20
WORKERS = min(4, os.cpu_count() or 1)
# What is in memory at once stays the same however many work.
SET_BYTES = 128 * 2**20 // max(WORKERS, 2)
SET_FILES = 64
_SWITCH = 5e-5

LayOuts = Mapping[SourceKey, LayOut]


@dataclass(frozen=True, slots=True)
class _Paper:
    """A file that is read and recognised; `rows` is the second reader's number."""

    text: bytes
    sha256: str
    layout: Layout
    rows: int


@dataclass(frozen=True, slots=True)
class _Set:
    """The papers of one set, cut, with a table of the distinct texts of each span in `connection`."""

    papers: list[_Paper]
    cut: Cut
    spans: list[tuple[str, ...]]
    connection: duckdb.DuckDBPyConnection
    folder: Path


def sets_of(files: Iterable[tuple[int, Candidate]]) -> list[list[tuple[int, Candidate]]]:
    """The files, each with its number, that are worth staging together, in sets: the months of a force side by side, because its
    places come again. None when there is too little to do for the compiled reader to be worth starting.
    """
    found = [(number, file) for number, file in files if not file.fault and file.size <= SET_BYTES and POLICE_FILE.search(file.base)]
    if sum(file.size for _, file in found) < WORTHWHILE:
        return []
    found.sort(key=lambda item: item[1].base.lower()[len("yyyy-mm") :])
    sets: list[list[tuple[int, Candidate]]] = [[]]
    for item in found:
        if len(sets[-1]) == SET_FILES or sum(file.size for _, file in sets[-1]) + item[1].size > SET_BYTES:
            sets.append([])
        sets[-1].append(item)
    return [one for one in sets if one]


def stage_sets(
    sets: Sequence[Sequence[tuple[int, Candidate]]], lay_outs: LayOuts, folder: Path, tell: Callable[[str, int], None]
) -> Iterator[tuple[int, Staged]]:
    """The files that could be staged in bulk, with their numbers; a file that is not given is to be staged by itself.

    `tell` is called after each set with the name of its last file and its bytes that were staged, always in the calling thread.
    """
    pool, interval = ThreadPoolExecutor(max_workers=WORKERS), sys.getswitchinterval()
    # Each thread needs the interpreter for moments only, and would wait 5 ms for each: with that two threads take as long as one.
    sys.setswitchinterval(_SWITCH)
    try:
        waiting: list[Future[list[Staged | None]]] = []
        for number, files in enumerate(sets):
            place = folder / f"set-{number}"
            waiting.append(pool.submit(stage_set, [file for _, file in files], lay_outs, place))
        for files, future in zip(sets, waiting, strict=True):
            staged = [(number, one) for (number, _), one in zip(files, future.result(), strict=True) if one is not None]
            tell(files[-1][1].name, sum(one.size for _, one in staged))
            yield from staged
    finally:
        pool.shutdown(cancel_futures=True)
        sys.setswitchinterval(interval)


def stage_set(files: Sequence[Candidate], lay_outs: LayOuts, folder: Path) -> list[Staged | None]:
    """The files of one set, staged below `folder`; None for each that is to be staged by itself."""
    from wardmoot.evidence.spans import cut

    opened = [_open(file, lay_outs) for file in files]
    papers = [paper for paper in opened if paper is not None]
    if not papers:
        return [None] * len(files)
    folder.mkdir()
    layout = papers[0].layout
    found = cut([paper.text for paper in papers], widths=layout.spans, digest=bool(layout.digest), most=sum(paper.rows for paper in papers))
    with connect(folder, threads=1) as connection:
        work = _Set(papers, found, _columns(layout), connection, folder)
        for span in range(len(work.spans)):
            _tabulate(work, span)
        staged = iter(_stage(work))
    return [next(staged) if paper is not None else None for paper in opened]


def _open(file: Candidate, lay_outs: LayOuts) -> _Paper | None:
    """The file read whole, with its layout; None when anything is the matter with it."""
    try:
        with file.open() as stream:
            text = stream.read()
        header = recognise(text[:HEAD], file)
        if not isinstance(header, Header) or header.source not in lay_outs:
            return None
        names = names_of(text[:HEAD])
        lines = [line.removesuffix(b"\r\n").removesuffix(b"\n").decode("utf-8") for line in islice(io.BytesIO(text), 1, SAMPLE + 1)]
        layout = lay_outs[header.source](header, names, file, [row for row in csv.reader(lines, strict=True) if len(row) == len(names)])
    except (FileFault, UnicodeDecodeError, csv.Error):
        return None
    return _Paper(text, hashlib.sha256(text).hexdigest(), layout, count_lines(io.BytesIO(text))) if layout.spans else None


def _columns(layout: Layout) -> list[tuple[str, ...]]:
    """The columns of each span."""
    start, found = int(bool(layout.digest)), []
    for width in layout.spans:
        found.append(layout.columns[start : start + width])
        start += width
    return found


def _tabulate(work: _Set, span: int) -> None:
    """A table of the distinct texts of a span, read as the careful way reads them; `line` is the text's number."""
    path = work.folder / "texts.csv"
    path.write_bytes(work.cut.listed[span])
    work.connection.execute(f"CREATE TEMP TABLE span_{span} AS SELECT * FROM {from_rows(path, work.spans[span])}")
    path.unlink()


def _stage(work: _Set) -> list[Staged | None]:
    """Judge each file, write those that are sound, and read back how many rows were written."""
    judged = {span: _judged(work, span) for span in range(len(work.spans))}
    kinds = [_kind(work, file, judged) for file in range(len(work.papers))]
    written = _write(work, [kind is not None for kind in kinds])
    return [_staged(paper, kind, *written.get(file, (Path(), -1))) for file, (paper, kind) in enumerate(zip(work.papers, kinds, strict=True))]


def _staged(paper: _Paper, kind: StoreKind | None, parquet: Path, written: int) -> Staged | None:
    layout = paper.layout
    if kind is None or written != paper.rows:
        return None
    return Staged(layout.source, layout.coverage, layout.period, kind, paper.sha256, len(paper.text), paper.rows, (), parquet, layout.detail)


def _broken(layout: Layout, columns: tuple[str, ...]) -> str:
    """The SQL condition that a text of these columns is against a rule."""
    return " OR ".join(f"({check.holds}) IS NOT TRUE" for check in layout.checks if check.cell in columns) or "false"


def _of_kind(column: str, invented: bool) -> str:
    """The SQL condition that a code is invented, or that it is real."""
    prefix = f"starts_with({column}, {literal(CODE_PREFIX)})"
    return prefix if invented else f"{column} <> '' AND NOT {prefix}"


def _judged(work: _Set, span: int) -> dict[str, np.ndarray]:
    """For each condition that some file of the set asks about, of which of the span's texts it holds."""
    columns = work.spans[span]
    asked = {_broken(paper.layout, columns) for paper in work.papers}
    asked |= {_of_kind(code, invented) for code in work.papers[0].layout.codes if code in columns for invented in (True, False)}
    conditions = sorted(asked)
    chosen = ", ".join(f"({condition}) AS condition_{place}" for place, condition in enumerate(conditions))
    found = work.connection.execute(f"SELECT {chosen} FROM span_{span} ORDER BY line").fetchnumpy()
    return {condition: np.asarray(found[f"condition_{place}"], dtype=np.bool_) for place, condition in enumerate(conditions)}


def _kind(work: _Set, file: int, judged: dict[int, dict[str, np.ndarray]]) -> StoreKind | None:
    """Whether the file is real or synthetic; None when it is not cut, a row is against the rules, or it mixes the two."""
    layout, rows = work.papers[file].layout, work.cut.rows[file]
    if rows is None:
        return None
    invented = [is_synthetic_name(name) for name in layout.names]
    for span, columns in enumerate(work.spans):
        used = work.cut.numbers[span, rows]
        if judged[span][_broken(layout, columns)][used].any():
            return None
        codes = [code for code in layout.codes if code in columns]
        invented += [is_it for code in codes for is_it in (True, False) if judged[span][_of_kind(code, is_it)][used].any()]
    return kind_of(invented)


def _write(work: _Set, sound: list[bool]) -> dict[int, tuple[Path, int]]:
    """Write the sound files, one Parquet file each; where each is and the rows that are read back from it."""
    if not any(sound):
        return {}
    columns = _stored(work)
    paths = {file: work.folder / f"{file}.parquet" for file, is_sound in enumerate(sound) if is_sound}
    for file, path in paths.items():
        rows = work.cut.rows[file]
        assert rows is not None
        write_parquet(path, [column(rows) for column in columns] + [Counting("line", 2)], rows.stop - rows.start)
    query = f"SELECT filename, count(line) FROM read_parquet({literal(f'{work.folder}/*.parquet')}, filename=true) GROUP BY filename"
    counted = {Path(name).name: rows for name, rows in work.connection.execute(query).fetchall()}
    return {file: (path, counted.get(path.name, -1)) for file, path in paths.items()}


def _stored(work: _Set) -> list[Callable[[slice], Column]]:
    """The stored columns in the order of the layout; each gives its cells of some rows."""
    layout, parts = work.papers[0].layout, 0
    names = {expression: expression.rpartition(" ")[2] for expression in layout.keep}
    made: dict[str, Callable[[slice], Column]] = {}
    for span, columns in enumerate(work.spans):
        of_span = [expression for expression in layout.keep if any(re.search(rf"\b{c}\b", expression) for c in columns)]
        made.update(_made(work, span, {names[expression]: expression for expression in of_span}))
    for name in names.values():
        if name not in made:
            made[name] = partial(_digest, work.cut, name, parts)
            parts += 1
    return [made[name] for name in names.values()]


def _digest(cut: Cut, name: str, part: int, rows: slice) -> Column:
    return Numbers(name, cut.digests[rows, part], cut.identified[rows])


def _made(work: _Set, span: int, expressions: dict[str, str]) -> dict[str, Callable[[slice], Column]]:
    """The columns that are made from the texts of a span, once for each distinct text."""
    run, numbers = work.connection.execute, work.cut.numbers[span]
    run(f"CREATE OR REPLACE TEMP TABLE typed AS SELECT line, {', '.join(map(_trying, expressions.values()))} FROM span_{span}")
    words = {name: _enumerated(work, name) for name, kind, *_ in run("DESCRIBE typed").fetchall() if kind == "VARCHAR"}
    chosen = [f"coalesce(enum_code({name}::words_of_{name})::INTEGER, -1) AS {name}" if name in words else name for name in expressions]
    cells = {name: np.ma.asarray(column) for name, column in run(f"SELECT {', '.join(chosen)} FROM typed ORDER BY line").fetchnumpy().items()}
    return {name: partial(_cells, name, column.data, ~np.ma.getmaskarray(column), words.get(name), numbers) for name, column in cells.items()}


def _trying(expression: str) -> str:
    """The expression that gives nothing for a text against the rules: the file that holds such a text is not written from here.

    >>> _trying("CAST(strptime(date, '%d/%m/%Y') AS DATE) AS date")
    "TRY_CAST(try_strptime(date, '%d/%m/%Y') AS DATE) AS date"
    """
    return re.sub(r"\b(CAST|strptime)\(", lambda found: "TRY_CAST(" if found[1] == "CAST" else "try_strptime(", expression)


def _cells(name: str, values: np.ndarray, present: np.ndarray, words: list[bytes] | None, numbers: np.ndarray, rows: slice) -> Column:
    places = numbers[rows]
    return Numbers(name, values[places], present[places]) if words is None else Texts(name, words, values[places])


def _enumerated(work: _Set, name: str) -> list[bytes]:
    """The distinct words of a column of `typed`, made an ENUM so that DuckDB numbers them."""
    work.connection.execute(f"CREATE TYPE words_of_{name} AS ENUM (SELECT DISTINCT {name} FROM typed WHERE {name} IS NOT NULL)")
    return plain(word for (word,) in work.connection.execute(f"SELECT unnest(enum_range(NULL::words_of_{name}))").fetchall())
