"""What an import would change of what is held: which imports it takes the place of, and row by row what is new, changed or gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from wardmoot.catalogue.dataset import ColumnType, Dataset
from wardmoot.core.calendar import Month, add_months, written_day
from wardmoot.evidence.delimited import literal
from wardmoot.evidence.extracts.chunks import Field, all_fields, marks
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

UNDATED = "undated"
_SPANS = {ColumnType.QUARTER: 3, ColumnType.FISCAL_YEAR: 12}
_LEAST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of the file beside the rows held that it would take the place of. `of` are the numbers of those imports."""

    added: int
    changed: int
    removed: int
    same: int
    of: tuple[int, ...]


def coverage_of(dataset: Dataset, agency: str) -> str:
    """What an import covers, as the manifest names it."""
    return f"{dataset.key} · {agency}"


def period_of(dataset: Dataset, first: date | None, last: date | None) -> str:
    """The months a file covers, `2018-04 to 2019-03`, from the first and last day of its date column; `undated` where it has none."""
    if not dataset.date_column or first is None or last is None:
        return UNDATED
    span = _SPANS.get(dataset.column(dataset.date_column).type)
    if span:
        last = add_months(last, span) - timedelta(days=1)
    start, end = Month.containing(first), Month.containing(last)
    return str(start) if start == end else f"{start} to {end}"


def held_of(store: Store, dataset_key: str, agency: str | None = None) -> tuple[Batch, ...]:
    """The imports of a dataset that count now, of one agency or of all."""
    held = (b for b in store.batches(source=SourceKey.EXTRACT) if b.detail["dataset"] == dataset_key)
    return tuple(b for b in held if agency in (None, b.detail["agency"]))


def _months(period: str) -> tuple[str, str]:
    first, _, last = period.partition(" to ")
    return first, last or first


def replaced_by(period: str, held: Iterable[Batch]) -> tuple[tuple[Batch, ...], tuple[Batch, ...]]:
    """The imports that one of that period would take the place of, and those it overlaps only in part."""
    if period == UNDATED:
        return tuple(b for b in held if b.period == UNDATED), ()
    first, last = _months(period)
    dated = [(b, *_months(b.period)) for b in held if b.period != UNDATED]
    inside = tuple(b for b, start, end in dated if first <= start and end <= last)
    partly = tuple(b for b, start, end in dated if b not in inside and start <= last and first <= end)
    return inside, partly


class Comparison:
    """The marks of the rows of a file, gathered in `connection` as the table `coming`, against those of imports held."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, fields: Sequence[Field], store: Store) -> None:
        self._connection, self._dataset, self._store = connection, dataset, store
        self._unique = list(dataset.unique) if set(dataset.unique) <= {f.name for f in fields} else []
        self.marks = marks(all_fields(dataset), self._unique)

    def difference(self, batches: Sequence[Batch]) -> Difference:
        """Count what is added, changed, removed and the same. Rows that nothing names are compared whole, as often as they stand."""
        self._hold(batches)
        if self._unique:
            counts = self._one(
                "count(*) FILTER (h.name IS NULL), count(*) FILTER (h.whole <> c.whole), count(*) FILTER (c.name IS NULL), "
                "count(*) FILTER (h.whole = c.whole) FROM coming c FULL JOIN held h ON c.name = h.name"
            )
        else:
            both = "(SELECT whole, count(*) AS n FROM {0} GROUP BY whole)"
            added, removed, same = self._one(
                "coalesce(sum(greatest(c - h, 0)), 0), coalesce(sum(greatest(h - c, 0)), 0), coalesce(sum(least(c, h)), 0) FROM "
                "(SELECT coalesce(one.n, 0) AS c, coalesce(other.n, 0) AS h "
                f"FROM {both.format('coming')} one FULL JOIN {both.format('held')} other ON one.whole = other.whole)"
            )
            counts = (added, 0, removed, same)
        added, changed, removed, same = (int(n) for n in counts)
        return Difference(added, changed, removed, same, tuple(b.id for b in batches))

    def shared(self, batch: Batch) -> int:
        """How many rows of an import held are named in the file too."""
        self._hold([batch])
        return int(self._one("count(*) FROM held WHERE name IN (SELECT name FROM coming)")[0])

    def _hold(self, batches: Sequence[Batch]) -> None:
        files = ", ".join(literal(str(self._store.parquet(b))) for b in batches)
        fields = all_fields(self._dataset)
        there = {row[0] for row in self._connection.execute(f"DESCRIBE SELECT * FROM read_parquet([{files}], union_by_name=true)").fetchall()}
        columns = ", ".join(f"{f.quoted}" if f.name in there else f"CAST(NULL AS {f.kind}) AS {f.quoted}" for f in fields)
        select = f"SELECT {self.marks} FROM (SELECT {columns} FROM read_parquet([{files}], union_by_name=true))"
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE held AS {select}")

    def _one(self, query: str) -> tuple[int, ...]:
        row = self._connection.execute(f"SELECT {query}").fetchone()
        assert row is not None
        return row


def replacing(comparison: Comparison, dataset: Dataset, period: str, held: Sequence[Batch]) -> tuple[Batch, ...]:
    """The imports that one of the period takes the place of.

    Raises FileFault where rows would count twice, or where rows of other months would fall out because of one odd date.
    """
    inside, partly = replaced_by(period, held)
    for batch in partly:
        if not dataset.unique or comparison.shared(batch):
            raise FileFault(
                f"its months ({period}) overlap those of the import of {written_day(batch.loaded_at.date())} ({batch.period}) only in part, "
                "so rows would count twice: send the whole of both, or only the months not held, or undo that import first"
            )
    for batch in inside:
        if batch.period != period and comparison.shared(batch) < _LEAST_SHARED * batch.rows_kept:
            raise FileFault(
                f"its months ({period}) take in those of the import of {written_day(batch.loaded_at.date())} ({batch.period}) "
                "and it has few of the same rows, which would no longer count: see that the first and last dates are right, or undo that import first"
            )
    return inside
