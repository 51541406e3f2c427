"""A preview: what a partner's file holds and what would be kept of it, before anything is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wardmoot.catalogue.dataset import Dataset
from wardmoot.core.calendar import Month
from wardmoot.evidence.engine import connect
from wardmoot.evidence.extracts.cells import SheetFacts
from wardmoot.evidence.extracts.checking import Plan
from wardmoot.evidence.extracts.chunks import Chunks, fields_of, padded
from wardmoot.evidence.extracts.difference import Comparison, Difference, coverage_of, held_of, period_of, replacing
from wardmoot.evidence.extracts.examining import Asked, Examined, examine
from wardmoot.evidence.extracts.keys import held_key, pseudonyms
from wardmoot.evidence.extracts.matching import Heading, How, Match, Unmatched
from wardmoot.evidence.extracts.mending import Mend
from wardmoot.evidence.extracts.places import places_for
from wardmoot.evidence.extracts.privacy import ArgumentFault, without_cells
from wardmoot.evidence.extracts.tallies import SAMPLES, Adjustment, ErrorCount, Sample
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.loading import Progress
from wardmoot.evidence.store import Store
from wardmoot.evidence.synthetic import StoreKind, refusal

_AGENCY_LENGTH = 80
_LONG_GAP = 12


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds. Nothing in it tells who somebody is: headings, sheet names and bad cells are shown only as far as they may be.

    `rows_in` is counted by a second reader and is `rows_ok + rows_bad`; blank rows are counted apart. `columns` is what to give to
    `commit`. `refused` says why the file cannot be imported as it is, or is empty; `mend` what a person can do about it.
    """

    dataset: str
    agency: str
    file: str
    sha256: str
    format: str
    kind: StoreKind
    sheets: tuple[str, ...]
    sheet: int
    header_line: int
    headings: tuple[Heading, ...]
    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    undeclared: tuple[Heading, ...]
    rows_in: int
    rows_ok: int
    rows_bad: int
    rows_blank: int
    errors: tuple[ErrorCount, ...]
    adjustments: tuple[Adjustment, ...]
    notes: tuple[str, ...]
    period: str
    coverage: str
    difference: Difference | None
    refused: str
    mend: Mend = Mend.ANOTHER_FILE

    @property
    def columns(self) -> dict[str, str]:
        """Each matched column with its place in the file, as `commit` and a later preview take it."""
        return {m.column: f"column {m.heading.letter}" for m in self.matches}

    @property
    def guessed(self) -> tuple[Match, ...]:
        """The matches a person should look at: those made from the contents."""
        return tuple(m for m in self.matches if m.how is How.CONTENTS)


@without_cells
def preview(
    path: Path,
    dataset: Dataset,
    *,
    agency: str,
    columns: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    sheet: str = "",
    known_places: frozenset[str] = frozenset(),
    store: Store | None = None,
    now: datetime,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Preview:
    """Read the whole file and keep nothing of it.

    `columns` matches columns by hand (heading, or `column F`; "" leaves one out); `remembered` what was matched for this agency before.
    With a `store` the preview says what would change of what is held. Raises LoadCancelled where `cancel` says so, ValueError for an
    agency without a name; every fault of the file is in `refused`.
    """
    asked = Asked(
        dataset,
        agency_name(agency),
        now,
        known_columns(dataset, columns),
        remembered,
        sheet,
        places_for(dataset, known_places, store),
        _pseudonym_of(store),
        progress,
        cancel,
    )
    with _Marks(dataset, store) as keep:
        found = examine(Path(path), asked, keep)
        difference = _difference(asked, found, keep, store)
    return made(asked, found, difference)


def agency_name(agency: str) -> str:
    """The agency's name as it is kept. Raises ValueError when it is empty, too long or not one line of text."""
    plain = " ".join(agency.split())
    if not plain or len(plain) > _AGENCY_LENGTH or not plain.isprintable() or set(plain) & set("/\\:|<>"):
        raise ArgumentFault(f"the agency's name must have 1 to {_AGENCY_LENGTH} characters, none of them / \\ : | < or >")
    return plain


def known_columns(dataset: Dataset, columns: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """The columns matched by hand. Raises ValueError for one that the dataset has not."""
    names = {c.name for c in dataset.columns}
    for name in columns or {}:
        if name not in names:
            raise ArgumentFault(f"{dataset.key} has no column {name!r}: it has {', '.join(sorted(names))}")
    return columns


def _pseudonym_of(store: Store | None) -> Callable[[str], Callable[[str], str]]:
    """The home's pseudonyms where it has a key, otherwise ones made for this preview alone."""
    key = (held_key(store.folder.parent) if store else None) or secrets.token_bytes(32)
    return lambda scheme: pseudonyms(key, scheme)


class _Marks:
    """Keeps of each row only its marks, to compare with what is held: no value stays."""

    def __init__(self, dataset: Dataset, store: Store | None) -> None:
        self.comparison: Comparison | None = None
        self._dataset, self._store = dataset, store
        self._connection = connect() if store is not None and held_of(store, dataset.key) else None
        self._chunks: Chunks | None = None

    def __enter__(self) -> _Marks:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def begin(self, plan: Plan) -> None:
        if self._connection is None or self._store is None:
            return
        fields = fields_of(plan.columns)
        self.comparison = Comparison(self._connection, self._dataset, fields, self._store)
        self._connection.execute("CREATE OR REPLACE TEMP TABLE coming (name UBIGINT, whole UBIGINT)")
        statement = f"INSERT INTO coming SELECT {self.comparison.marks} FROM (SELECT {padded(self._dataset, fields)} FROM chunk)"
        self._chunks = Chunks(self._connection, fields, statement)

    def add(self, line: int, values: list[Any]) -> None:
        if self._chunks:
            self._chunks.add(line, values)

    def finish(self) -> None:
        if self._chunks:
            self._chunks.flush()


def _difference(asked: Asked, found: Examined, keep: _Marks, store: Store | None) -> Difference | None:
    """What the file would change; a fault against what is held refuses it."""
    if found.refused or store is None:
        return None
    if store.kind is not None and store.kind is not found.kind:
        found.refused = refusal(store.kind, found.kind)
        return None
    held = held_of(store, asked.dataset.key, asked.agency)
    if not held or keep.comparison is None:
        return Difference(found.outcome.kept, 0, 0, 0, ())
    try:
        taken = replacing(keep.comparison, asked.dataset, _period(asked, found), held)
    except FileFault as fault:
        found.refused = str(fault)
        return None
    return keep.comparison.difference(taken) if taken else Difference(found.outcome.kept, 0, 0, 0, ())


def _period(asked: Asked, found: Examined) -> str:
    return period_of(asked.dataset, found.outcome.first_day, found.outcome.last_day)


def neutral_name(asked: Asked, found: Examined) -> str:
    """The name a file is known by: its own may hold somebody's name and is not kept."""
    ending = {"C": ".csv", "E": ".xlsx", "O": ".ods"}.get(found.format[:1], "")
    return f"{asked.dataset.key} {asked.agency} {asked.today.isoformat()} {found.sha256[:8] or 'unread'}{ending}"


def made(asked: Asked, found: Examined, difference: Difference | None) -> Preview:
    """The preview of what was found."""
    return Preview(
        dataset=asked.dataset.key,
        agency=asked.agency,
        file=neutral_name(asked, found),
        sha256=found.sha256,
        format=found.format,
        kind=found.kind,
        sheets=found.sheets,
        sheet=found.sheet,
        header_line=found.header.line if found.header else 0,
        headings=found.headings,
        matches=found.matching.matches,
        unmatched=found.matching.unmatched,
        undeclared=found.matching.undeclared,
        rows_in=found.rows_in,
        rows_ok=0 if found.refused else found.outcome.kept,
        rows_bad=found.rows_in if found.refused else found.outcome.rejected,
        rows_blank=found.outcome.blank,
        errors=_errors(asked.dataset, found),
        adjustments=_adjustments(found),
        notes=_notes(found),
        period=_period(asked, found),
        coverage=coverage_of(asked.dataset, asked.agency),
        difference=difference,
        refused=found.refused,
        mend=found.mend,
    )


def _errors(dataset: Dataset, found: Examined) -> tuple[ErrorCount, ...]:
    expected = {c.name: c.expected for c in dataset.columns}
    tally = found.outcome.errors
    counted = [ErrorCount(c, why, expected.get(c, ""), n, tuple(tally.samples[c, why])) for (c, why), n in tally.counts.items()]
    return tuple(sorted(counted, key=lambda e: (-e.count, e.column, e.reason)))


def _adjustments(found: Examined) -> tuple[Adjustment, ...]:
    tally = found.outcome.adjustments
    counted = [Adjustment(c, what, n, tuple(tally.samples[c, what])) for (c, what), n in tally.counts.items()]
    hidden = [row for row in found.facts.hidden_rows if found.header and row > found.header.line]
    if hidden:
        counted.append(Adjustment("", "rows hidden in the sheet, read like the others", len(hidden), tuple(Sample(r, "") for r in hidden[:SAMPLES])))
    return tuple(sorted(counted, key=lambda a: (-a.count, a.column, a.what)))


def _notes(found: Examined) -> tuple[str, ...]:
    """What is to be said of the file as a whole."""
    notes = []
    if "Windows-1252" in found.format or "UTF-16" in found.format:
        notes.append(f"the file is {found.format}: it was read as that")
    if found.header and found.header.above:
        notes.append(f"{found.header.above:,} rows above the headings were passed over: the headings are on line {found.header.line:,}")
    if len(found.sheets) > 1:
        notes.append(f"the workbook has {len(found.sheets):,} sheets: only sheet {found.sheet + 1} was read")
    notes += _facts(found.facts)
    notes += [
        f"{name}: the column has dates with the day first and others with the month first" for name, o in found.outcome.orders.items() if o == "both"
    ]
    notes += _gaps(sorted(found.outcome.months))
    if found.outcome.blank:
        notes.append(f"{found.outcome.blank:,} blank rows are not rows of data and were not counted")
    return tuple(notes)


def _gaps(months: Sequence[int]) -> list[str]:
    """A year and more without a row: one odd date at an end makes a file seem to cover it, and its months would count as none, not as no data."""
    written = [Month(n // 12, n % 12 + 1).written for n in months]
    gaps = [i for i in range(1, len(months)) if months[i] - months[i - 1] > _LONG_GAP]
    return [
        f"no row lies between {written[i - 1]} and {written[i]}, and the import would cover those months as months with none: see that the dates "
        "at its ends are right"
        for i in gaps
    ]


def _facts(facts: SheetFacts) -> list[str]:
    notes = ["the workbook counts its days from 1904: the dates were read by that"] if facts.dates_1904 else []
    return notes + (["the sheet has hidden columns: they were read like the others"] if facts.hidden_columns else [])
