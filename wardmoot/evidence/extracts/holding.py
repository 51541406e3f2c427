"""Commit an import, undo one whole, and delete what the retention rule no longer lets be kept."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from wardmoot.catalogue.dataset import Dataset
from wardmoot.core.calendar import written_day
from wardmoot.evidence.delimited import literal
from wardmoot.evidence.engine import connect
from wardmoot.evidence.extracts.checking import Plan
from wardmoot.evidence.extracts.chunks import LINE, Chunks, all_fields, fields_of, padded
from wardmoot.evidence.extracts.difference import Comparison, coverage_of, held_of, period_of, replaced_by, replacing
from wardmoot.evidence.extracts.examining import Asked, Examined, examine
from wardmoot.evidence.extracts.keys import fingerprint, home_key, pseudonyms
from wardmoot.evidence.extracts.places import places_for
from wardmoot.evidence.extracts.preview import agency_name, known_columns, neutral_name
from wardmoot.evidence.extracts.privacy import without_cells
from wardmoot.evidence.faults import FileFault, Reject, StorageFault, StoreError, storage_fault
from wardmoot.evidence.loading import BatchReport, BatchStatus, Progress
from wardmoot.evidence.manifest import Batch, Ending
from wardmoot.evidence.sources import SOURCES, SourceKey
from wardmoot.evidence.store import Store
from wardmoot.evidence.synthetic import StoreKind, refusal


@without_cells
def commit(
    path: Path,
    dataset: Dataset,
    *,
    agency: str,
    columns: Mapping[str, str] | None,
    store: Store,
    now: datetime,
    leave_out_bad_rows: bool,
    remembered: Mapping[str, str] | None = None,
    sheet: str = "",
    known_places: frozenset[str] = frozenset(),
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> BatchReport:
    """Keep the good rows of the file, depersonalised, in one step or not at all; and delete what retention no longer lets be kept.

    The arguments are those of `preview`; the columns those it gives back. Bad rows refuse the file unless `leave_out_bad_rows`.
    The report's `file` is the neutral name the file is kept under. Raises StoreBusy when another process is writing, LoadCancelled
    where `cancel` says so, StoreError when the home's key is damaged or another one than the rows held were hashed with.
    """
    name = agency_name(agency)
    try:
        with store.writing(now) as staging:
            _delete_overdue(store, now)
            key = home_key(store.folder.parent)
            _refuse_other_key(store, key)
            places = places_for(dataset, known_places, store)
            asked = Asked(
                dataset, name, now, known_columns(dataset, columns), remembered, sheet, places, lambda s: pseudonyms(key, s), progress, cancel
            )
            return _commit(Path(path), asked, store, staging, key, leave_out_bad_rows)
    except (StorageFault, OSError, duckdb.Error, sqlite3.Error) as error:
        fault = error if isinstance(error, StorageFault) else storage_fault(error)
        if fault is None:
            raise
        return BatchReport(SourceKey.EXTRACT, f"{dataset.key} {name}", "", "", 0, 0, 0, BatchStatus.REFUSED, str(fault))


def _refuse_other_key(store: Store, key: bytes) -> None:
    """Stop where rows are held that were hashed with another key: their people could no longer be told to be the same."""
    marks = {b.detail["key"] for b in store.batches(source=SourceKey.EXTRACT)}
    if marks - {fingerprint(key)}:
        raise StoreError("the extracts held were hashed with another key than this home's: restore the folder keys of the home from a backup")


class _Rows:
    """Keeps the good rows in a table that spills to a private folder; only what is depersonalised ever gets there."""

    def __init__(self, dataset: Dataset, scratch: Path) -> None:
        scratch.mkdir(mode=0o700)
        self.connection = connect(scratch)
        self._dataset = dataset
        self._chunks: Chunks | None = None

    def begin(self, plan: Plan) -> None:
        columns = ", ".join(f"{f.quoted} {f.kind}" for f in all_fields(self._dataset))
        self.connection.execute(f"CREATE OR REPLACE TABLE kept ({columns}, {LINE} BIGINT)")
        fields = fields_of(plan.columns)
        self._chunks = Chunks(self.connection, fields, f"INSERT INTO kept SELECT {padded(self._dataset, fields)}, {LINE} FROM chunk")

    def add(self, line: int, values: list[Any]) -> None:
        assert self._chunks is not None
        self._chunks.add(line, values)

    def finish(self) -> None:
        assert self._chunks is not None
        self._chunks.flush()

    def compare(self, plan: Plan, store: Store) -> Comparison:
        """The marks of the rows kept, ready to be compared with those held."""
        comparison = Comparison(self.connection, self._dataset, fields_of(plan.columns), store)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE coming AS SELECT {comparison.marks} FROM kept")
        return comparison

    def write(self, parquet: Path) -> None:
        """Write the rows in the order of the file."""
        self.connection.execute(f"COPY (SELECT * FROM kept ORDER BY {LINE}) TO {literal(str(parquet))} (FORMAT parquet, COMPRESSION zstd)")


def _commit(path: Path, asked: Asked, store: Store, staging: Path, key: bytes, leave_out: bool) -> BatchReport:
    folder = staging / f"{asked.now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    folder.mkdir(mode=0o700)
    keep = _Rows(asked.dataset, staging / "scratch")
    with keep.connection:
        found = examine(path, asked, keep, keep_rejects=True)
        try:
            return _decide(asked, found, keep, store, folder, key, leave_out)
        except FileFault as fault:
            found.refused = str(fault)
            return _report(asked, found, BatchStatus.REFUSED, found.refused)


def _decide(asked: Asked, found: Examined, keep: _Rows, store: Store, folder: Path, key: bytes, leave_out: bool) -> BatchReport:
    """Refused, unchanged, a revision or loaded."""
    _refuse_unfit(asked, found, store, leave_out)
    held = held_of(store, asked.dataset.key, asked.agency)
    same = next((b for b in held if b.sha256 == found.sha256 and b.detail["reading"] == _reading(found) and b.rows_kept == found.outcome.kept), None)
    if same:
        return _report(asked, found, BatchStatus.UNCHANGED, period=same.period)
    assert found.plan is not None
    period = period_of(asked.dataset, found.outcome.first_day, found.outcome.last_day)
    _refuse_superseded(asked, found, store, period, held)
    replaced = replacing(keep.compare(found.plan, store), asked.dataset, period, held)
    parquet = folder / "0000-extract.parquet"
    keep.write(parquet)
    os.chmod(parquet, 0o600)
    batch = _batch(asked, found, period, f"batches/{folder.name}/{parquet.name}", replaced, key)
    rejects = [Reject(batch.file, r.line, r.column, r.value, r.reason) for r in found.outcome.rejects]
    store.commit(folder, found.kind, [(batch, rejects)], supersede=[b.id for b in replaced])
    return _report(asked, found, BatchStatus.REVISION if replaced else BatchStatus.LOADED, _replaced_words(replaced), period=period)


def _refuse_unfit(asked: Asked, found: Examined, store: Store, leave_out: bool) -> None:
    if found.refused:
        raise FileFault(found.refused)
    if store.kind is not None and store.kind is not found.kind:
        raise FileFault(refusal(store.kind, found.kind))
    bad, kept = found.outcome.rejected, found.outcome.kept
    if bad and not leave_out:
        raise FileFault(f"{bad:,} of {found.rows_in:,} rows are bad: correct them and send the file again, or import it with the bad rows left out")
    if not kept:
        raise FileFault(f"none of the {found.rows_in:,} rows could be read: see the errors, and have the file corrected")
    if asked.dataset.date_column and found.outcome.first_day is None:
        raise FileFault("no row has a date, so it cannot be told what months the file covers: have the dates filled in")


def _refuse_superseded(asked: Asked, found: Examined, store: Store, period: str, held: Sequence[Batch]) -> None:
    """Refuse the bytes of an import that a newer one has taken the place of, as long as that newer one counts."""
    every = (b for b in store.batches(current_only=False, source=SourceKey.EXTRACT) if not b.is_current and b.ending is not Ending.WITHDRAWN)
    key = (SourceKey.EXTRACT, coverage_of(asked.dataset, asked.agency), period)
    old = next((b for b in every if b.sha256 == found.sha256 and b.key == key and b.detail["reading"] == _reading(found)), None)
    current = next((b for b in held if b.period == period), None)
    if old and current:
        raise FileFault(
            f"this file was imported on {written_day(old.loaded_at.date())} and superseded on {written_day(current.loaded_at.date())}: "
            "the newer import stays. If the older one is right after all, undo the newer one"
        )


def _replaced_words(replaced: Sequence[Batch]) -> str:
    if not replaced:
        return ""
    listed = ", ".join(f"number {b.id} of {written_day(b.loaded_at.date())} ({b.period})" for b in replaced)
    return f"it takes the place of the import {listed}"


def _reading(found: Examined) -> str:
    """A mark of how a file was read: the same bytes read otherwise are another import."""
    assert found.plan is not None
    places = sorted(found.plan.places.items())
    return hashlib.sha256(repr((found.plan.dataset.version, found.sheet, found.plan.header_line, places)).encode()).hexdigest()[:16]


def _batch(asked: Asked, found: Examined, period: str, path: str, replaced: Sequence[Batch], key: bytes) -> Batch:
    source, out = SOURCES[SourceKey.EXTRACT], found.outcome
    synthetic = found.kind is StoreKind.DEMONSTRATION
    return Batch(
        id=0,
        source=SourceKey.EXTRACT,
        coverage=coverage_of(asked.dataset, asked.agency),
        period=period,
        file=neutral_name(asked, found),
        sha256=found.sha256,
        size=found.size,
        rows_in=found.rows_in,
        rows_kept=out.kept,
        rows_rejected=out.rejected,
        loaded_at=asked.now,
        attribution=source.attribution_for(found.kind, asked.now.year) if synthetic else f"Depersonalised extract supplied by {asked.agency}.",
        licence="",
        path=path,
        detail={
            "dataset": asked.dataset.key,
            "title": asked.dataset.title,
            "version": asked.dataset.version,
            "agency": asked.agency,
            "persons": asked.dataset.persons,
            "retention_days": asked.dataset.retention_days,
            "columns": [m.column for m in found.matching.matches],
            "reading": _reading(found),
            "key": fingerprint(key),
            "replaces": [b.id for b in replaced],
            "first_day": out.first_day.isoformat() if out.first_day else "",
            "last_day": out.last_day.isoformat() if out.last_day else "",
            "adjusted": [[column, what, n] for (column, what), n in sorted(out.adjustments.counts.items())],
        },
    )


def _report(asked: Asked, found: Examined, status: BatchStatus, reason: str = "", *, period: str = "") -> BatchReport:
    kept = 0 if status is BatchStatus.REFUSED else found.outcome.kept
    rejects = () if status is BatchStatus.REFUSED else tuple(found.outcome.rejects)
    name = neutral_name(asked, found)
    return BatchReport(
        *(SourceKey.EXTRACT.value, name, found.sha256, period, found.rows_in, kept, found.rows_in - kept, status),
        reason=reason,
        rejects=tuple(Reject(name, r.line, r.column, r.value, r.reason) for r in rejects),
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """An import that was withdrawn, and those that count again in its place. `lost` counts those whose rows retention has deleted."""

    batch: Batch
    restored: tuple[Batch, ...] = field(default=())
    lost: int = 0


@without_cells
def undo(store: Store, batch_id: int, *, now: datetime) -> Undone:
    """Withdraw an import whole: its rows are deleted, what it took the place of counts again, and the manifest keeps that it was.

    Raises StoreError when there is no such import, when it does not count now, and when a later import has rows of the months that
    would count again.
    """
    with store.writing(now):
        every = {b.id: b for b in store.batches(current_only=False, source=SourceKey.EXTRACT)}
        batch = every.get(batch_id)
        if batch is None:
            raise StoreError(f"there is no import with the number {batch_id}: list them to see their numbers")
        if not batch.is_current:
            newer = next((b.id for b in every.values() if b.is_current and batch_id in b.detail["replaces"]), None)
            hint = f": undo import {newer}, which took its place, first" if newer else ""
            raise StoreError(f"import {batch_id} {f'was {batch.ending.value}' if batch.ending else 'does not count now'}{hint}")
        before = [every[i] for i in batch.detail["replaces"] if i in every]
        restored = tuple(b for b in before if not b.ending)
        _refuse_twice(batch, restored, every.values())
        store.end([batch], Ending.WITHDRAWN, now, restore=restored)
        return Undone(batch, restored, len(before) - len(restored))


def _refuse_twice(batch: Batch, restored: Sequence[Batch], every: Iterable[Batch]) -> None:
    """Stop where rows could count twice: a later import was set beside the one to be withdrawn, never beside those it replaced."""
    later = [b for b in every if b.is_current and b.id > batch.id and b.coverage == batch.coverage]
    for old in restored:
        for beside in (b for several in replaced_by(old.period, later) for b in several):
            raise StoreError(
                f"import {old.id} ({old.period}) would count again beside the later import {beside.id} ({beside.period}), and rows of the same "
                f"months could count twice: undo import {beside.id} first"
            )


@without_cells
def sweep(store: Store, *, now: datetime) -> tuple[Batch, ...]:
    """Delete the superseded imports that are older than their dataset's retention; gives back those whose rows were deleted now."""
    with store.writing(now):
        return _delete_overdue(store, now)


def _delete_overdue(store: Store, now: datetime) -> tuple[Batch, ...]:
    overdue = tuple(b for b in store.batches(current_only=False, source=SourceKey.EXTRACT) if _is_overdue(b, now))
    store.end(overdue, Ending.RETENTION, now)
    return overdue


def _is_overdue(batch: Batch, now: datetime) -> bool:
    return batch.ending is None and batch.superseded_at is not None and now > batch.superseded_at + timedelta(days=batch.detail["retention_days"])
