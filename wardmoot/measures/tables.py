"""The rows of partner datasets as measures count them: what is read, which rows a count takes, and which days are held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.dataset import ColumnType, Dataset
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import Month
from wardmoot.core.figures import SourceFile
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope, read

Mask = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Condition = str | Sequence[str] | Mapping[str, Any]
"""What a cell must be: a value, one of several, or {"below": 18}, {"at least": 12}; see `meets`."""
Where = Mapping[str, Condition]
"""Conditions by column, all of which a row must meet; the key "any of" holds conditions of which one is enough."""

ANY_OF = "any of"
_MONTHS_IN = {ColumnType.MONTH: 1, ColumnType.QUARTER: 3, ColumnType.FISCAL_YEAR: 12}


@dataclass(frozen=True, slots=True)
class Selection:
    """What to count: in which authorities, from which day to which (both included), with which further conditions."""

    authorities: tuple[str, ...]
    start: date
    end: date
    where: Where = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one dataset, column by column; dates are days (NaT where empty), text "" and numbers nan where empty."""

    dataset: Dataset
    columns: Mapping[str, NDArray[Any]]
    files: tuple[SourceFile, ...]
    size: int

    def days(self, name: str) -> Days:
        """The days of a column of dates."""
        return np.asarray(self.columns[name]).astype("datetime64[D]")

    def in_area(self, authorities: Sequence[str]) -> Mask:
        """The rows of the authorities; all of them where the dataset has no area."""
        column = self.dataset.area_column
        return np.isin(self.columns[column], list(authorities)) if column else np.ones(self.size, dtype=bool)

    def in_period(self, start: date, end: date) -> Mask:
        """The rows whose day lies from `start` to `end`; a row about a quarter or a year only where all of it does."""
        column = self.dataset.column(self.dataset.date_column)
        first = self.days(column.name)
        last = last_days(first, column.type) if column.type in _MONTHS_IN else first
        return (first >= np.datetime64(start)) & (last <= np.datetime64(end))

    def is_cut(self, start: date, end: date) -> bool:
        """Whether a time begins or ends within a quarter or year about which a row speaks as a whole."""
        months = _MONTHS_IN.get(self.dataset.column(self.dataset.date_column).type, 1)
        after = date.fromordinal(end.toordinal() + 1)
        return months > 1 and any(day.day != 1 or (day.month - 4) % months for day in (start, after))

    def that(self, where: Where) -> Mask:
        """The rows that meet every condition."""
        found = np.ones(self.size, dtype=bool)
        for name, condition in where.items():
            if name == ANY_OF:
                found &= np.logical_or.reduce([self.that({one: wanted}) for one, wanted in condition.items()])  # type: ignore[union-attr]
            else:
                found &= meets(self.columns[name], condition)
        return found


def meets(values: NDArray[Any], condition: Condition) -> Mask:
    """Which cells are as the condition wants them. An empty cell meets no condition.

    >>> meets(np.array([17.0, 18.0, np.nan]), {"below": 18}).tolist()
    [True, False, False]
    """
    if isinstance(condition, str):
        return np.asarray(values == condition, dtype=bool)
    if not isinstance(condition, Mapping):
        return np.isin(values, list(condition))
    found = np.ones(len(values), dtype=bool)
    for word, limit in condition.items():
        if word not in ("below", "at least"):
            raise ValueError(f"{word!r} is not a condition: use below or at least")
        found &= values < limit if word == "below" else values >= limit
    return found


def last_days(firsts: Days, kind: ColumnType) -> Days:
    """The last day of the months, quarters or fiscal years that begin on these days.

    >>> last_days(np.array(["2018-01-01"], dtype="datetime64[D]"), ColumnType.QUARTER).tolist()
    [datetime.date(2018, 3, 31)]
    """
    found: Days = (firsts.astype("datetime64[M]") + _MONTHS_IN[kind]).astype("datetime64[D]") - 1
    return found


class Tables:
    """The datasets of one store as one reader may see them; each is read once for each set of columns, or, where all of a plan
    is to be counted (`whole`), once with all its columns. `also` are columns read besides.

    Raises ScopeError, when rows about people are asked for, where `scope` does not allow it.
    """

    def __init__(self, store: Store, scope: Scope | None, also: Mapping[str, Sequence[str]] | None = None, *, whole: bool = False) -> None:
        self._also = also or {}
        self._whole = whole
        self._store = store.snapshot()
        self._scope = scope
        self._read: dict[tuple[str, frozenset[str]], Rows] = {}

    def rows(self, key: str, columns: Sequence[str]) -> Rows:
        """The rows of a dataset with these columns, its day and its area.

        Raises LookupError, saying what to load, where nothing of the dataset is held.
        """
        dataset = datasets()[key]
        every = tuple(column.name for column in dataset.columns) if self._whole else columns
        wanted = frozenset(filter(None, (*every, *self._also.get(key, ()), dataset.date_column, dataset.area_column)))
        if (key, wanted) not in self._read:
            self._read[key, wanted] = self._rows(dataset, wanted)
        return self._read[key, wanted]

    def _rows(self, dataset: Dataset, wanted: frozenset[str]) -> Rows:
        found = read(self._store, dataset.key, columns=tuple(sorted(wanted)), scope=self._scope)
        if not found.files:
            raise LookupError(f"no data file of “{dataset.title}” is held: load one with `wardmoot extract load FILE --dataset {dataset.key}`")
        columns = {name: _plain(values, dataset.column(name).type) for name, values in found.columns.items()}
        return Rows(dataset, columns, found.files, found.rows)


def _plain(values: NDArray[Any], kind: ColumnType) -> NDArray[Any]:
    """A column as it was read, with one way of being empty for each kind."""
    hidden = np.ma.getmaskarray(values)
    whole = np.ma.getdata(values)
    if kind in (ColumnType.WHOLE, ColumnType.DECIMAL):
        numbers = np.array([np.nan if value is None else value for value in whole], dtype=float) if whole.dtype == object else whole.astype(float)
        numbers[hidden] = np.nan
        return numbers
    if kind in (ColumnType.DATE, ColumnType.DATETIME, *_MONTHS_IN):
        moments = whole.astype("datetime64[s]")
        moments[hidden] = np.datetime64("NaT")
        return moments
    texts = np.array(["" if value is None else str(value) for value in whole], dtype=str) if whole.dtype == object else whole.astype(str)
    texts[hidden] = ""
    return texts


def held_days(rows: Rows) -> tuple[tuple[date, date], ...]:
    """The spans of days that the data files held say they cover, in order, those that touch joined."""
    found: list[tuple[date, date]] = []
    for start, end in sorted(_span(file.period) for file in rows.files):
        if found and (start - found[-1][1]).days <= 1:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def _span(period: str) -> tuple[date, date]:
    first, _, last = period.partition(" to ")
    return Month.parse(first).first_day, Month.parse(last or first).last_day
