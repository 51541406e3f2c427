"""Ways to count: rows, different people, people counted so often, a stock on a day, a share. Each gives a tally with its filter."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from wardmoot.core.figures import Interval, SourceFile
from wardmoot.core.stats.rates import wilson_interval
from wardmoot.measures.tables import ANY_OF, Days, Mask, Rows, Selection, Tables, Where, held_days, meets


@dataclass(frozen=True, slots=True)
class Tally:
    """What a count found. `value` is None where the time asked for is not held.

    `filter` says which of the rows were taken, `counted_by` the column whose different values were counted.
    `days` are the days of the things counted, one each, by which a change is tested; None where it is not. `picked` are the
    rows read and which of them were taken.
    """

    value: float | None
    numerator: float | None
    rows: int
    filter: Mapping[str, Any]
    files: tuple[SourceFile, ...]
    denominator: float | None = None
    interval: Interval | None = None
    counted_by: str = ""
    days: Days | None = None
    caveats: tuple[str, ...] = ()
    also: Mapping[str, float] = field(default_factory=dict)
    picked: tuple[Rows, Mask] | None = field(default=None, repr=False, compare=False)


Tallier = Callable[[Tables, Selection], Tally]
"""A way to count, ready for a selection."""


def _columns(where: Where) -> tuple[str, ...]:
    inner = where.get(ANY_OF, {})
    return (*(name for name in where if name != ANY_OF), *(inner if isinstance(inner, Mapping) else ()))


def taken(tables: Tables, dataset: str, selection: Selection, where: Where, *columns: str) -> tuple[Rows, Mask, dict[str, Any]]:
    """The rows of a dataset, which of them the selection and `where` take, and that as a filter anyone can apply."""
    rows = tables.rows(dataset, (*_columns(where), *_columns(selection.where), *columns))
    mask = rows.in_area(selection.authorities) & rows.in_period(selection.start, selection.end) & rows.that(where) & rows.that(selection.where)
    return rows, mask, filter_of(rows, selection, where)


def filter_of(rows: Rows, selection: Selection, where: Where, days: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The filter in a form that a machine reads: by default the day of a row lies within the selection."""
    within = {rows.dataset.date_column: {"from": str(selection.start), "to": str(selection.end)}}
    area = {rows.dataset.area_column: list(selection.authorities)} if rows.dataset.area_column else {}
    return {**area, **(within if days is None else days), **where, **selection.where}


def is_held(rows: Rows, selection: Selection) -> bool:
    """Whether one run of days that the files cover holds the whole selection."""
    return any(start <= selection.start and selection.end <= end for start, end in held_days(rows))


def count_rows(dataset: str, where: Where) -> Tallier:
    """Count rows; each is one thing."""

    def tally(tables: Tables, selection: Selection) -> Tally:
        rows, mask, chosen = taken(tables, dataset, selection, where)
        return tally_of(rows, selection, int(mask.sum()), mask, chosen, days=rows.days(rows.dataset.date_column)[mask])

    return tally


def count_different(dataset: str, key: str, where: Where, *, at_least: int = 1) -> Tallier:
    """Count different values of a key, those that stand on at least so many rows."""

    def tally(tables: Tables, selection: Selection) -> Tally:
        rows, mask, chosen = taken(tables, dataset, selection, where, key)
        _, many = np.unique(rows.columns[key][mask], return_counts=True)
        enough = many >= at_least
        days = None if at_least > 1 else _first_days(rows, mask, key)
        extra = {"rows for one": {"at least": at_least}} if at_least > 1 else {}
        return tally_of(rows, selection, int(enough.sum()), mask, {**chosen, **extra}, key, days)

    return tally


def _first_days(rows: Rows, mask: Mask, key: str) -> Days:
    """The first day of each different key among the rows."""
    days, keys = rows.days(rows.dataset.date_column)[mask], rows.columns[key][mask]
    order = np.argsort(days, kind="stable")
    _, first = np.unique(keys[order], return_index=True)
    return days[order][first]


def count_open(dataset: str, key: str, opened: str, closed: str, where: Where) -> Tallier:
    """Count different keys that were open at the end of the selection's last day: a stock."""

    def tally(tables: Tables, selection: Selection) -> Tally:
        day = Selection(selection.authorities, selection.end, selection.end, selection.where)
        return _during(tables, dataset, key, (opened, closed), where, day, after=True)

    return tally


def count_during(dataset: str, key: str, started: str, ended: str, where: Where) -> Tallier:
    """Count different keys that were there at some time of the selection: started by its end, and not ended before it."""

    def tally(tables: Tables, selection: Selection) -> Tally:
        return _during(tables, dataset, key, (started, ended), where, selection)

    return tally


def _during(
    tables: Tables,
    dataset: str,
    key: str,
    span: tuple[str, str],
    where: Where,
    selection: Selection,
    *,
    after: bool = False,
    also: tuple[str, ...] = (),
) -> Tally:
    rows = tables.rows(dataset, (*_columns(where), *_columns(selection.where), key, *span, *also))
    start, end = (rows.days(name) for name in span)
    first = np.datetime64(selection.start)
    there = (start <= np.datetime64(selection.end)) & (np.isnat(end) | (end > first if after else end >= first))
    mask = rows.in_area(selection.authorities) & there & rows.that(where) & rows.that(selection.where)
    chosen = filter_of(
        rows, selection, where, {span[0]: {"to": str(selection.end)}, span[1]: {"empty or after" if after else "empty or from": str(selection.start)}}
    )
    return tally_of(rows, selection, len(np.unique(rows.columns[key][mask])), mask, chosen, key)


def add_up(dataset: str, column: str, where: Where) -> Tallier:
    """Add up a column of counts. Where a count of the selection is empty or hidden there is no total."""

    def tally(tables: Tables, selection: Selection) -> Tally:
        rows, mask, chosen = taken(tables, dataset, selection, where, column)
        total = float(rows.columns[column][mask].sum())
        days = (
            np.repeat(rows.days(rows.dataset.date_column)[mask], rows.columns[column][mask].astype(int))
            if math.isfinite(total) and total.is_integer()
            else None
        )
        found = tally_of(rows, selection, total, mask, chosen, days=days)
        hidden = f"A count in the column “{rows.dataset.column(column).label}” is hidden or empty."
        return found if math.isfinite(total) else unknown(found, hidden)

    return tally


def share_of_rows(dataset: str, part: Where, whole: Where, *, weight: str = "", flag: str = "") -> Tallier:
    """The rows of `whole` that also meet `part`, in per cent, with Wilson's interval; weighted where a weight column is given.

    A weighted share has the interval of the effective number of rows (Kish 1965): the weights' sum squared over the sum of
    their squares. `flag` names a yes-or-no column: a caveat then tells on how many rows it is recorded at all.
    """

    def tally(tables: Tables, selection: Selection) -> Tally:
        extra = (*_columns(part), *filter(None, (weight, flag)))
        rows, mask, chosen = taken(tables, dataset, selection, whole, *extra)
        weights = rows.columns[weight][mask] if weight else np.ones(int(mask.sum()))
        inside = rows.that(part)[mask]
        found = share_tally(tally_of(rows, selection, float(weights[inside].sum()), mask, {**chosen, "part": dict(part)}), weights)
        return _with_recorded(found, rows, mask, flag) if flag else found

    return tally


def _with_recorded(found: Tally, rows: Rows, mask: Mask, flag: str) -> Tally:
    recorded = int(meets(rows.columns[flag][mask], ("yes", "no")).sum())
    label, every = rows.dataset.column(flag).label, int(mask.sum())
    words = f"“{label}” is recorded, as yes or as no, for {recorded:,} of the {every:,}; the others count as without it."
    return replace(found, caveats=(*found.caveats, words), also={**found.also, "flag recorded on": recorded})


def share_during(dataset: str, key: str, span: tuple[str, str], part: Where, whole: Where) -> Tallier:
    """Of the different keys that were there at some time of the selection, those that meet `part`, in per cent.

    Counted by key, so nobody counts twice: several conditions are an OR for one person, never added up.
    """

    def tally(tables: Tables, selection: Selection) -> Tally:
        everyone = _during(tables, dataset, key, span, whole, selection, also=_columns(part))
        some = _during(tables, dataset, key, span, {**whole, **part}, selection)
        counted = replace(some, rows=everyone.rows, filter={**everyone.filter, "part": dict(part)})
        return share_tally(counted, np.ones(int(everyone.value or 0)))

    return tally


def tally_of(rows: Rows, selection: Selection, count: float, mask: Mask, chosen: dict[str, Any], key: str = "", days: Days | None = None) -> Tally:
    """A count, or none where the time is not held."""
    found = Tally(count, count, int(mask.sum()), chosen, rows.files, counted_by=key, days=days, caveats=rows.dataset.caveats, picked=(rows, mask))
    if rows.is_cut(selection.start, selection.end):
        return unknown(found, f"“{rows.dataset.title}” is known only for each {rows.dataset.column(rows.dataset.date_column).type.value} as a whole.")
    if is_held(rows, selection):
        return found
    spans = " and ".join(f"{start} to {end}" for start, end in held_days(rows)) or "no days"
    return unknown(found, f"Not held for the whole of this time, so nothing is counted: “{rows.dataset.title}” covers {spans}.")


def unknown(found: Tally, why: str) -> Tally:
    """The tally without its number, and why: it is never zero."""
    return replace(found, value=None, numerator=None, days=None, caveats=(*found.caveats, why))


def share_tally(part: Tally, weights: np.ndarray[Any, Any]) -> Tally:
    """A count of the part as a share of the weights' sum."""
    whole = float(weights.sum())
    if part.value is None or part.numerator is None or not whole:
        return part if part.value is None else unknown(part, "There is nothing to take a share of.")
    share = min(1.0, part.numerator / whole)
    effective = whole**2 / float((weights**2).sum())
    lower, upper = wilson_interval(share * effective, effective)
    weighted = not np.allclose(weights, 1)
    method = "Wilson, on the effective number of rows (Kish)" if weighted else "Wilson"
    interval = Interval(float(lower) * 100, float(upper) * 100, 0.95, method)
    also = {"effective number": effective} if weighted else {}
    return replace(part, value=share * 100, denominator=whole, interval=interval, days=None, also=also)
