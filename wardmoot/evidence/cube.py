"""Counts of crime rows by file, small area and crime type, kept beside the files of a load so that most questions need no rows.

A cube only repeats what the rows say, and SQL over the rows gives the same answer: where a cube is not there, or a question is about
something else than its columns, SQL answers.
"""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np

from wardmoot.evidence.delimited import literal
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.store import Store

CUBE = "counts.npz"
COLUMNS = ("month", "force", "batch", "lsoa_code", "crime_type")
_HELD_IN_MEMORY = 32
_DENSE = 1 << 24
_AT_ONCE = 32
_KINDS = 256


@dataclass(frozen=True, slots=True)
class Cube:
    """The counts of one load, an entry at each place of `of_file`, `area`, `kind` and `n`: rows of that file, area and crime type.

    `files` are the names of the Parquet files; `areas` and `kinds` are sorted, and an `area` of len(areas) stands for none.
    """

    files: tuple[str, ...]
    areas: np.ndarray
    kinds: np.ndarray
    of_file: np.ndarray
    area: np.ndarray
    kind: np.ndarray
    n: np.ndarray


def build_cube(connection: duckdb.DuckDBPyConnection, files: Sequence[Path], place: Path) -> None:
    """Count the rows of the Parquet files (of crimes, all in one folder) into the file `place`."""
    rows = f"read_parquet([{', '.join(literal(str(file)) for file in files)}])"
    words = {column: _numbered(connection, column, rows) for column in ("lsoa_code", "crime_type")}
    none = len(words["lsoa_code"])
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        starts = range(0, len(files), _AT_ONCE)
        entries = list(pool.map(lambda first: _counted(connection.cursor(), files[first : first + _AT_ONCE], first, none), starts))
    of_file, area, kind, n = (np.concatenate(column) for column in zip(*entries, strict=True))
    np.savez(
        place,
        files=np.array([file.name for file in files]),
        areas=np.array(words["lsoa_code"], dtype=np.str_),
        kinds=np.array(words["crime_type"], dtype=np.str_),
        of_file=_small(of_file),
        area=_small(area),
        kind=_small(kind),
        n=_small(n),
    )


def _small(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype(np.min_scalar_type(int(numbers.max())))


def _counted(connection: duckdb.DuckDBPyConnection, files: Sequence[Path], first: int, none: int) -> tuple[np.ndarray, ...]:
    """The entries of some files, of which the first has the number `first`; an empty area has the number `none`."""
    rows = connection.execute(
        "SELECT file_index, enum_code(lsoa_code::lsoa_codes) AS area, enum_code(crime_type::crime_types) AS kind "
        f"FROM read_parquet([{', '.join(literal(str(file)) for file in files)}])"
    ).fetchnumpy()
    # a mask is there only where a cell is empty, and the type DuckDB chose may be too small for one more number
    area = np.ma.filled(np.ma.asarray(rows["area"]).astype(np.int64), none)
    found, n = np.unique((rows["file_index"].astype(np.int64) * (none + 1) + area) * _KINDS + rows["kind"], return_counts=True)
    of_file_and_area, kind = np.divmod(found, _KINDS)
    of_file, area = np.divmod(of_file_and_area, none + 1)
    return of_file + first, area, kind, n


def _numbered(connection: duckdb.DuckDBPyConnection, column: str, rows: str) -> list[str]:
    """The distinct words of a column in order, made an ENUM so that DuckDB numbers them."""
    words = [word for (word,) in connection.execute(f"SELECT DISTINCT {column} FROM {rows} WHERE {column} IS NOT NULL ORDER BY ALL").fetchall()]
    connection.execute(f"DROP TYPE IF EXISTS {column}s")
    connection.execute(f"CREATE TYPE {column}s AS ENUM (SELECT unnest($words))", {"words": words})
    return words


@lru_cache(maxsize=_HELD_IN_MEMORY)
def _read(place: Path) -> Cube:
    """A cube from its file, which never changes."""
    with np.load(place, allow_pickle=False) as held:
        files = tuple(held["files"].tolist())
        return Cube(files, held["areas"].astype(object), held["kinds"].astype(object), *(held[name] for name in ("of_file", "area", "kind", "n")))


def counted_by_cube(
    store: Store, batches: Sequence[Batch], columns: Sequence[str], conditions: Mapping[str, Collection[str | None]]
) -> tuple[Mapping[str, np.ndarray], np.ndarray] | None:
    """The groups of the batches' rows by the columns, in the order of SQL (an empty cell last), and the rows of each; None when cubes cannot say."""
    places: dict[Path, list[int]] = defaultdict(list)
    for index, batch in enumerate(batches):
        places[store.parquet(batch).parent / CUBE].append(index)
    if not (set(columns) | set(conditions)) <= set(COLUMNS) or not all(place.exists() for place in places):
        return None
    cubes = [(_read(place), numbers) for place, numbers in places.items()]
    words = {"lsoa_code": _merged([cube.areas for cube, _ in cubes]), "crime_type": _merged([cube.kinds for cube, _ in cubes])}
    entries = [_entries(cube, numbers, batches, words, conditions) for cube, numbers in cubes]
    number, area, kind, n = (column[0] if len(column) == 1 else np.concatenate(column) for column in zip(*entries, strict=True))
    codes = {"lsoa_code": (area, _with_none(words["lsoa_code"])), "crime_type": (kind, words["crime_type"])}
    for column, values in (("month", [b.period for b in batches]), ("force", [b.coverage for b in batches]), ("batch", [b.id for b in batches])):
        if column in columns:
            found, place_of = np.unique(np.array(values), return_inverse=True)
            codes[column] = (place_of.astype(np.int32).take(number), found.astype(object) if column != "batch" else found)
    return _grouped([codes[c] for c in columns], columns, n)


def _merged(lists: list[np.ndarray]) -> np.ndarray:
    """The sorted words of several sorted lists."""
    return lists[0] if len(lists) == 1 else np.array(sorted(set().union(*(words.tolist() for words in lists))), dtype=object)


def _with_none(words: np.ndarray) -> np.ndarray:
    return np.append(words, np.array([None], dtype=object))


def _entries(
    cube: Cube, numbers: list[int], batches: Sequence[Batch], words: Mapping[str, np.ndarray], conditions: Mapping[str, Collection[str | None]]
) -> tuple[np.ndarray, ...]:
    """A cube's entries that are asked for: number of the batch, area, crime type (numbered over all cubes) and count."""
    batch_of = np.full(len(cube.files), -1, dtype=np.int32)
    at = {name: place for place, name in enumerate(cube.files)}
    for batch in numbers:
        batch_of[at[Path(batches[batch].path).name]] = batch
    area_of, kind_of = _renumbered(cube.areas, words["lsoa_code"]), _renumbered(cube.kinds, words["crime_type"])
    number = batch_of.take(cube.of_file)
    area = cube.area if area_of is None else area_of.take(cube.area)
    kind = cube.kind if kind_of is None else kind_of.take(cube.kind)
    wanted: np.ndarray = number >= 0
    for column, codes, known in (("lsoa_code", area, _with_none(words["lsoa_code"])), ("crime_type", kind, words["crime_type"])):
        if column in conditions:
            asked = set(conditions[column])
            wanted &= np.array([word in asked for word in known.tolist()], dtype=np.bool_)[codes]
    return (number, area, kind, cube.n) if wanted.all() else (number[wanted], area[wanted], kind[wanted], cube.n[wanted])


def _renumbered(own: np.ndarray, every: np.ndarray) -> np.ndarray | None:
    """The place in `every` of each word of `own`, and after them of none; None where it is the same place."""
    if own is every:
        return None
    at = {word: place for place, word in enumerate(every.tolist())}
    return np.array([*(at[word] for word in own.tolist()), len(every)], dtype=np.int32)


class _Keys(Mapping[str, np.ndarray]):
    """The words of each group, spelt out for a column when they are asked for: millions of groups share a few thousand words."""

    def __init__(self, places: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
        self._places = places
        self._spelt: dict[str, np.ndarray] = {}

    def __getitem__(self, column: str) -> np.ndarray:
        if column not in self._spelt:
            places, words = self._places[column]
            self._spelt[column] = words.take(places)
        return self._spelt[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _grouped(codes: list[tuple[np.ndarray, np.ndarray]], columns: Sequence[str], n: np.ndarray) -> tuple[Mapping[str, np.ndarray], np.ndarray]:
    """Entries with the same words added together, in the order of the words."""
    if not columns:
        return _Keys({}), np.array([n.sum(dtype=np.int64)])
    cells = math.prod(len(words) for _, words in codes)
    key = np.zeros(len(n), dtype=np.uint32 if cells < 1 << 32 else np.uint64)
    for places, words in codes:
        np.multiply(key, key.dtype.type(len(words)), out=key)
        np.add(key, places, out=key, casting="unsafe")
    found, totals = _added(key, n, cells)
    spelt: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for column, (_, words) in reversed(list(zip(columns, codes, strict=True))):
        above = found // found.dtype.type(len(words))
        spelt[column] = (found - above * found.dtype.type(len(words)), words)
        found = above
    return _Keys({column: spelt[column] for column in columns}), totals


def _added(key: np.ndarray, n: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct keys in order, and the sum of `n` of each: by adding into a table where that is small, by sorting otherwise."""
    if cells <= _DENSE:
        table = np.bincount(key, weights=n, minlength=cells)  # exact: counts are far below 2**53
        found = np.flatnonzero(table > 0)
        return found.astype(key.dtype), table.take(found).astype(np.int64)
    found, place = np.unique(key, return_inverse=True)
    return found, np.bincount(place, weights=n).astype(np.int64)
