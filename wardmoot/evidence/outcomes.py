"""Outcomes of crimes (data.police.uk): what became of a crime in the month the outcome was recorded. A crime may have several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from wardmoot.core.calendar import Month
from wardmoot.evidence.crimes import Counts
from wardmoot.evidence.delimited import Check, Layout, matches
from wardmoot.evidence.engine import arrays_of
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.police import lay_out_police
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

OUTCOME_KEYS = ("crime_id", "month", "reported_by", "falls_within", "location", "lsoa_code", "lsoa_name", "outcome_type", "batch", "force")
_SHARED = 9


def lay_out_outcomes(header: Header, names: list[str], candidate: Candidate, sample: list[list[str]]) -> Layout:
    """As the street files, whose first nine columns these are; the tenth is the outcome. Raises FileFault as `lay_out_police` does."""
    street = lay_out_police(header, names, candidate, sample)
    cells = (*street.columns[:_SHARED], "outcome_type")
    shared = tuple(check for check in street.checks if check.cell in cells)
    outcome = Check("Outcome type", "outcome_type", matches("outcome_type", "[A-Z][A-Za-z;, -]{2,99}"), "not the form of an outcome")
    kept = tuple(sql for sql in street.keep if sql.rpartition(" ")[2] in cells)
    return replace(street, columns=cells, checks=(*shared, outcome), keep=(*kept, "outcome_type"))


def outcome_batches(store: Store, months: Iterable[Month] | None = None, forces: Sequence[str] | None = None) -> tuple[Batch, ...]:
    """The outcome files that count now, of those months (of the outcome) and forces, all when not given."""
    wanted = None if months is None else {str(m) for m in months}
    held = store.batches(source=SourceKey.POLICE_OUTCOMES)
    return tuple(b for b in held if (wanted is None or b.period in wanted) and (forces is None or b.coverage in forces))


def outcomes_by(
    store: Store,
    *,
    columns: Sequence[str] = (),
    months: Iterable[Month] | None = None,
    lsoa_codes: Iterable[str] | None = None,
    forces: Sequence[str] | None = None,
) -> Counts:
    """Outcomes counted by columns such as `outcome_type`, `month` (of the outcome, not of the crime), `lsoa_code`.

    Outcomes are not crimes: a crime with two outcomes is counted twice, and one with none not at all.
    Raises ValueError for a column that outcomes do not have.
    """
    for column in columns:
        if column not in OUTCOME_KEYS:
            raise ValueError(f"outcomes have no column {column!r}; they have {', '.join(OUTCOME_KEYS)}")
    batches = outcome_batches(store, months, forces)
    if not batches:
        return Counts(tuple(columns), {c: np.array([], dtype=object) for c in columns}, np.zeros(0 if columns else 1, dtype=np.int64), ())
    keep = "" if lsoa_codes is None else "WHERE list_contains($lsoa_codes, lsoa_code)"
    names = ", ".join(columns)
    group = f"GROUP BY ALL ORDER BY {names}" if columns else ""
    sql = f"SELECT {names}{', ' if columns else ''}count(*) AS n FROM outcomes {keep} {group}"
    arrays = arrays_of(store, {"outcomes": batches}, Query(sql, {} if lsoa_codes is None else {"lsoa_codes": list(lsoa_codes)}))
    return Counts(tuple(columns), {c: arrays[c] for c in columns}, arrays["n"].astype(np.int64), batches)
