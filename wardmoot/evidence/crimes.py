"""Counting and listing the crime rows that are held."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wardmoot.core.calendar import Month
from wardmoot.core.figures import SourceFile
from wardmoot.evidence.cube import counted_by_cube
from wardmoot.evidence.engine import arrays_of, tables
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import COLUMNS, Query, count_by, select_rows
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store, source_files

_LIKE_A_KIND_OF_PLACE = re.compile(
    r"(Supermarket|Parking Area|Shopping Area|Petrol Station|Sports/Recreation Area|Nightclub|Pedestrian Subway|Park/Open Space|Hospital"
    r"|Further/Higher Educational Building|Police Station|Theatre/Concert Hall|Bus/Coach Station|Prison|Conference/Exhibition Centre"
    r"|Airport/Airfield|Race Track|Theme/Adventure Park|Motorway Service Area|Rest Area|Ferry Terminal|Railway Station|Piazza)?$",
    re.I,
)
_FETCH = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows counted by some columns. `keys[c]` and `n` are arrays of one length, a group at each place; an empty cell is None.

    `batches` are the data files that were read, whether or not a row of theirs was counted.
    """

    columns: tuple[str, ...]
    keys: Mapping[str, np.ndarray]
    n: np.ndarray
    batches: tuple[Batch, ...]

    @property
    def total(self) -> int:
        """All rows counted."""
        return int(self.n.sum())

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The files that were read, as a figure's trace names them."""
        return source_files(self.batches)

    def as_dict(self) -> dict[Any, int]:
        """The count of each group: by the value alone where there is one column, by the tuple of values otherwise."""
        keys = zip(*(self.keys[c] for c in self.columns), strict=True) if self.columns else [()]
        return {(k[0] if len(self.columns) == 1 else k): int(n) for k, n in zip(keys, self.n, strict=True)}


def crime_batches(store: Store, months: Iterable[Month] | None = None, forces: Sequence[str] | None = None) -> tuple[Batch, ...]:
    """The crime files that count now, of those months and forces (short names such as `wiltshire`), all when not given."""
    wanted = None if months is None else {str(m) for m in months}
    held = store.batches(source=SourceKey.POLICE_STREET)
    return tuple(b for b in held if (wanted is None or b.period in wanted) and (forces is None or b.coverage in forces))


def months_held(store: Store) -> dict[str, tuple[Month, ...]]:
    """The months for which each force's file is held, in order. A month that is not here is missing, which is not zero."""
    held = defaultdict(list)
    for batch in crime_batches(store):
        held[batch.coverage].append(Month.parse(batch.period))
    return {force: tuple(sorted(months)) for force, months in sorted(held.items())}


def counts_by(
    store: Store,
    *,
    columns: Sequence[str] = (),
    months: Iterable[Month] | None = None,
    lsoa_codes: Iterable[str] | None = None,
    forces: Sequence[str] | None = None,
    crime_types: Iterable[str] | None = None,
) -> Counts:
    """Crime rows counted by columns such as `crime_type`, `month`, `lsoa_code`; with no columns, one count of all.

    `months` names each month (`Period.months()` gives them); `lsoa_codes` counts by place, whatever force reported the row.
    Groups with no rows are absent: whether that means none or not held, `months_held` says.
    Raises ValueError for a column that crime rows do not have.
    """
    batches = crime_batches(store, months, forces)
    conditions = _conditions(lsoa_codes, crime_types)
    query = count_by(columns, conditions)
    if not batches:
        return Counts(tuple(columns), {c: np.array([], dtype=object) for c in columns}, np.zeros(0 if columns else 1, dtype=np.int64), ())
    counted = counted_by_cube(store, batches, columns, conditions)
    if counted is not None:
        return Counts(tuple(columns), *counted, batches)
    arrays = arrays_of(store, {"crimes": batches}, query)
    return Counts(tuple(columns), {c: arrays[c] for c in columns}, arrays["n"].astype(np.int64), batches)


def _conditions(lsoa_codes: Iterable[str] | None, crime_types: Iterable[str] | None) -> dict[str, Sequence[str | None]]:
    given = {"lsoa_code": lsoa_codes, "crime_type": crime_types}
    return {column: list(values) for column, values in given.items() if values is not None}


def commonest_locations(
    store: Store,
    lsoa_codes: Iterable[str],
    months: Iterable[Month] | None = None,
    *,
    top: int = 3,
    crime_types: Iterable[str] | None = None,
) -> dict[str, list[tuple[str, int]]]:
    """For each LSOA the locations with most rows, without "On or near", so that people know the place.

    Named streets come before kinds of place ("Supermarket", "Parking Area"), each by count and then by name; a location
    with no name is left out. An LSOA with no rows has an empty list.
    """
    codes = list(lsoa_codes)
    counted = counts_by(store, columns=("lsoa_code", "location"), months=months, lsoa_codes=codes, crime_types=crime_types)
    found: dict[str, list[tuple[bool, int, str]]] = {code: [] for code in codes}
    for (code, location), n in counted.as_dict().items():
        name = location.removeprefix("On or near").strip()
        if name and name != "No Location":
            found[code].append((is_kind_of_place(name), -n, name))
    return {code: [(name, -n) for _, n, name in sorted(places)[:top]] for code, places in found.items()}


def is_kind_of_place(location: str) -> bool:
    """Whether a location is data.police.uk's word for a kind of place and not the name of one.

    >>> is_kind_of_place("Supermarket"), is_kind_of_place("High Street")
    (True, False)
    """
    return bool(_LIKE_A_KIND_OF_PLACE.fullmatch(location))


def rows_matching(
    store: Store,
    conditions: Mapping[str, Sequence[str | None]],
    *,
    months: Iterable[Month] | None = None,
    forces: Sequence[str] | None = None,
    columns: Sequence[str] = COLUMNS,
) -> Iterator[dict[str, Any]]:
    """The crime rows whose columns have one of the values given for them, a dictionary each, in the order of the files.

    `batch` is the id of the row's data file and `line` the physical line in it. Raises ValueError for an unknown column.
    """
    query = select_rows(columns, conditions)
    batches = crime_batches(store, months, forces)
    return _stream(store, batches, query, columns) if batches else iter(())


def _stream(store: Store, batches: tuple[Batch, ...], query: Query, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    with tables(store, {"crimes": batches}) as connection:
        result = connection.execute(query.sql, query.parameters)
        while rows := result.fetchmany(_FETCH):
            yield from (dict(zip(columns, row, strict=True)) for row in rows)
