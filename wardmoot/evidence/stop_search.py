"""Stop and search (data.police.uk). A row is one search; it says the ethnicity of a person, which is special category data.

The name of a policing operation is free text and is not kept. Source: data.police.uk/about (stop and search).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from wardmoot.core.calendar import Month
from wardmoot.evidence.crimes import Counts
from wardmoot.evidence.delimited import Check, Layout, literal, matches
from wardmoot.evidence.engine import arrays_of
from wardmoot.evidence.faults import FileFault, shortened
from wardmoot.evidence.forces import is_known_force
from wardmoot.evidence.headers import STOP_FILE, Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

_TYPES = ("Person search", "Vehicle search", "Person and Vehicle search")
_GENDERS = ("Male", "Female", "Other")
_AGES = ("under 10", "10-17", "18-24", "25-34", "over 34")
_CELL = {
    "Type": "search_type",
    "Date": "moment",
    "Part of a policing operation": "in_operation",
    "Policing operation": "operation",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Gender": "gender",
    "Age range": "age_range",
    "Self-defined ethnicity": "self_defined_ethnicity",
    "Officer-defined ethnicity": "officer_defined_ethnicity",
    "Legislation": "legislation",
    "Object of search": "object_of_search",
    "Outcome": "outcome",
    "Outcome linked to object of search": "outcome_linked",
    "Removal of more than just outer clothing": "more_than_outer_clothing",
}
_YES_NO = ("in_operation", "outcome_linked", "more_than_outer_clothing")
_WORDS = ("gender", "age_range", "self_defined_ethnicity", "officer_defined_ethnicity", "legislation", "object_of_search", "outcome")
STOP_KEYS = ("search_type", *_YES_NO, *_WORDS, "month", "day_of_week", "hour", "batch", "force")
_MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"


def lay_out_stop_search(header: Header, names: list[str], candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """The layout of one force's month. The rows do not say the force, so the file's name must.

    Raises FileFault when the name does not, or the force is not one that publishes there.
    """
    named = STOP_FILE.search(candidate.base)
    if named is None:
        raise FileFault(
            "the rows of a stop-and-search file do not say the police force: keep the name the site gives it, "
            "for example 2025-01-wiltshire-stop-and-search.csv",
            countable=True,
        )
    month, slug = named[1], named[2].lower()
    _check_name(month, slug)
    return Layout(
        source=header.source,
        columns=tuple(_CELL[name] for name in names),
        checks=tuple(_checks(month)),
        keep=_kept(),
        period=month,
        coverage=slug,
        codes=(),
        names=(slug,),
        detail={"force": slug, "category": "special category"},
    )


def _check_name(month: str, slug: str) -> None:
    try:
        Month.parse(month)
    except ValueError as error:
        raise FileFault(f"the file's name has an impossible month ({error}): keep the name the site gives it", countable=True) from None
    if not is_known_force(slug):
        raise FileFault(f"the file's name says the force {shortened(slug)}, which does not publish on data.police.uk", countable=True)


_UTC = "make_timestamp(epoch_us(TRY_CAST(moment AS TIMESTAMPTZ)))"
"""The moment in UTC, from the moment with its offset that the file gives."""


def _local() -> str:
    """The moment by the clock in Great Britain: summer time from 01:00 UTC on the last Sunday of March to that of October.

    Source: Summer Time Order 2002 (SI 2002/262).
    """
    starts, ends = (
        f"(make_timestamp(year({_UTC}), {month}, 31, 1, 0, 0) - to_days(CAST(isodow(make_date(year({_UTC}), {month}, 31)) % 7 AS INTEGER)))"
        for month in (3, 10)
    )
    return f"({_UTC} + to_hours(CASE WHEN {_UTC} >= {starts} AND {_UTC} < {ends} THEN 1 ELSE 0 END))"


def _checks(month: str) -> list[Check]:
    """One rule a column. A search soon after midnight may stand in either month's file, by UTC or by summer time."""
    heading = {cell: name for name, cell in _CELL.items()}
    near = f"{literal(month)} IN (left(moment, 7), strftime({_local()}, '%Y-%m'))"
    rules = [
        ("search_type", _one_of("search_type", _TYPES), "not a kind of search"),
        ("moment", f"CASE WHEN {matches('moment', _MOMENT)} AND {_UTC} IS NOT NULL THEN {near} END", f"not a moment in {month}"),
        ("gender", f"gender = '' OR {_one_of('gender', _GENDERS)}", "not one of Male, Female, Other"),
        ("age_range", f"age_range = '' OR {_one_of('age_range', _AGES)}", "not one of the age ranges"),
    ]
    rules += [(cell, _one_of(cell, ("", "True", "False", "true", "false")), "neither True nor False nor empty") for cell in _YES_NO]
    rules += [(cell, f"length({cell}) <= 150 AND NOT regexp_matches({cell}, '[[:cntrl:]]')", "longer than 150 characters") for cell in _WORDS[2:]]
    rules += [(cell, _degrees(cell, low, high), f"not a {cell} in the United Kingdom") for cell, low, high in _BOUNDS]
    return [Check(heading[cell], cell, holds, reason) for cell, holds, reason in rules]


_BOUNDS = (("latitude", 49.0, 61.5), ("longitude", -9.5, 2.5))


def _one_of(cell: str, values: Sequence[str]) -> str:
    return f"{cell} IN ({', '.join(literal(v) for v in values)})"


def _degrees(cell: str, low: float, high: float) -> str:
    number = matches(cell, r"-?\d{1,2}(\.\d{1,12})?")
    return f"{cell} = '' OR ({number} AND TRY_CAST({cell} AS DOUBLE) BETWEEN {low} AND {high})"


def _kept() -> tuple[str, ...]:
    numbers = tuple(f"CAST(nullif({cell}, '') AS DOUBLE) AS {cell}" for cell, _, _ in _BOUNDS)
    truths = tuple(f"CAST(nullif({cell}, '') AS BOOLEAN) AS {cell}" for cell in _YES_NO)
    words = tuple(f"nullif({cell}, '') AS {cell}" for cell in _WORDS)
    return ("search_type", f"{_local()} AS moment", *truths, *numbers, *words)


def stop_search_batches(store: Store, months: Iterable[Month] | None = None, forces: Sequence[str] | None = None) -> tuple[Batch, ...]:
    """The stop-and-search files that count now, of those months and forces, all when not given."""
    wanted = None if months is None else {str(m) for m in months}
    held = store.batches(source=SourceKey.STOP_AND_SEARCH)
    return tuple(b for b in held if (wanted is None or b.period in wanted) and (forces is None or b.coverage in forces))


def stops_by(store: Store, *, columns: Sequence[str] = (), months: Iterable[Month] | None = None, forces: Sequence[str] | None = None) -> Counts:
    """Searches counted by columns such as `officer_defined_ethnicity`, `object_of_search`, `month`, `day_of_week` (1 Monday), `hour` (local).

    `month` is that of the file. A search with an empty cell is counted under None. The rows have no small area, and a search is not a person.
    Raises ValueError for a column that searches do not have.
    """
    made = {"month": "period", "day_of_week": "isodow(moment)", "hour": "hour(moment)"}
    for column in columns:
        if column not in STOP_KEYS:
            raise ValueError(f"stop and search has no column {column!r}; it has {', '.join(STOP_KEYS)}")
    batches = stop_search_batches(store, months, forces)
    if not batches:
        return Counts(tuple(columns), {c: np.array([], dtype=object) for c in columns}, np.zeros(0 if columns else 1, dtype=np.int64), ())
    periods = " ".join(f"WHEN {b.id} THEN {literal(b.period)}" for b in batches)
    source = f"(SELECT *, CASE batch {periods} END AS period FROM stops) AS stops"
    keys = ", ".join(f"{made.get(c, c)} AS {c}" for c in columns)
    group = "GROUP BY ALL ORDER BY ALL" if columns else ""
    arrays = arrays_of(store, {"stops": batches}, Query(f"SELECT {keys}{', ' if columns else ''}count(*) AS n FROM {source} {group}"))
    return Counts(tuple(columns), {c: arrays[c] for c in columns}, arrays["n"].astype(np.int64), batches)


def held_months(store: Store) -> dict[str, tuple[Month, ...]]:
    """The months for which each force's searches are held. A month that is not here is missing, which is not zero."""
    found: dict[str, set[Month]] = {}
    for batch in stop_search_batches(store):
        found.setdefault(batch.coverage, set()).add(Month.parse(batch.period))
    return {force: tuple(sorted(months)) for force, months in sorted(found.items())}
