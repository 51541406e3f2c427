"""Load: stage every file, check it, and commit all the good ones at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

import duckdb

from wardmoot.evidence.area_groups import lay_out_area_groups
from wardmoot.evidence.bulk import sets_of, stage_sets
from wardmoot.evidence.counting import count_lines
from wardmoot.evidence.cube import CUBE, build_cube
from wardmoot.evidence.delimited import stage_csv
from wardmoot.evidence.deprivation import lay_out_deprivation
from wardmoot.evidence.engine import connect
from wardmoot.evidence.faults import FileFault, LoadCancelled, Reject, StorageFault, storage_fault
from wardmoot.evidence.geojson import stage_boundaries
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate, Reading, candidates, head_of
from wardmoot.evidence.lookups import (
    lay_out_authority_population,
    lay_out_best_fit,
    lay_out_csp,
    lay_out_lsoa_2011,
    lay_out_lsoa_population,
)
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.offence_codes import lay_out_offence_codes
from wardmoot.evidence.outcomes import lay_out_outcomes
from wardmoot.evidence.police import lay_out_police
from wardmoot.evidence.postcodes import lay_out_postcodes
from wardmoot.evidence.recognise import JSON, names_of, recognise
from wardmoot.evidence.sources import SOURCES, SourceKey
from wardmoot.evidence.staged import Desk, Staged
from wardmoot.evidence.stats19 import lay_out_road
from wardmoot.evidence.stop_search import lay_out_stop_search
from wardmoot.evidence.store import Store
from wardmoot.evidence.synthetic import StoreKind, refusal
from wardmoot.evidence.workbook import stage_workbook

REPORTED_BYTES = 256 * 2**20
_LAY_OUT = {
    SourceKey.POLICE_STREET: lay_out_police,
    SourceKey.LOOKUP_LSOA_2011: lay_out_lsoa_2011,
    SourceKey.LOOKUP_CSP: lay_out_csp,
    SourceKey.LOOKUP_BEST_FIT: lay_out_best_fit,
    SourceKey.POPULATION_AUTHORITY: lay_out_authority_population,
    SourceKey.POPULATION_LSOA_2011: lay_out_lsoa_population,
    SourceKey.POLICE_OUTCOMES: lay_out_outcomes,
    SourceKey.STOP_AND_SEARCH: lay_out_stop_search,
    SourceKey.DEPRIVATION_LSOA_2011: lay_out_deprivation,
    SourceKey.LOOKUP_POSTCODE: lay_out_postcodes,
    SourceKey.LOOKUP_OFFENCE_CODE: lay_out_offence_codes,
    SourceKey.AREA_GROUPS: lay_out_area_groups,
    SourceKey.ROAD_COLLISIONS: lay_out_road,
    SourceKey.ROAD_CASUALTIES: lay_out_road,
    SourceKey.ROAD_VEHICLES: lay_out_road,
}


class BatchStatus(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REVISION = "revision"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of one file. Rows in = rows kept + rows rejected, always; of a refused file no row is kept."""

    source: str
    file: str
    sha256: str
    period: str
    rows_in: int
    rows_kept: int
    rows_rejected: int
    status: BatchStatus
    reason: str = ""
    rejects: tuple[Reject, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of every file of a load, in the order they were read."""

    batches: tuple[BatchReport, ...]

    @property
    def refused(self) -> tuple[BatchReport, ...]:
        """The files that were refused."""
        return tuple(b for b in self.batches if b.status is BatchStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: bytes read of the bytes there are, in the file being read."""

    stage: str
    done: int
    total: int
    file: str


@dataclass(slots=True)
class _Load:
    """A load under way."""

    store: Store
    now: datetime
    folder: Path
    scratch: Path
    connection: duckdb.DuckDBPyConnection
    progress: Callable[[Progress], None] | None
    cancel: Callable[[], bool] | None
    kind: StoreKind
    held: tuple[Batch, ...]
    total: int = 0
    done: int = 0
    reports: list[BatchReport] = field(default_factory=list)
    entries: dict[tuple[str, str, str], tuple[Batch, Sequence[Reject]]] = field(default_factory=dict)

    @property
    def current(self) -> tuple[Batch, ...]:
        """The batches that counted when the load began: nobody else can add to them meanwhile."""
        return tuple(b for b in self.held if b.is_current)

    def tell(self, stage: str, file: str, more: int = 0) -> None:
        """Say how far it is; raises LoadCancelled when the person has stopped it."""
        self.done += more
        if self.cancel and self.cancel():
            raise LoadCancelled("the load was stopped: nothing of it was kept")
        if self.progress:
            self.progress(Progress(stage, min(self.done, self.total), self.total, file))


def load(
    paths: Iterable[Path],
    *,
    store: Store,
    now: datetime,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> LoadReport:
    """Load files, folders and zips into the store; every good file is committed in one step at the end, or none.

    `now` (with its time zone) is recorded as the time of loading. `progress` is told often; `cancel` is asked often.
    Raises StoreBusy when another process is loading, LoadCancelled when `cancel` says so. A fault of a file refuses that file
    and the others load; a full disk refuses them all and leaves the store as it was.
    """
    found = list(candidates(Path(p) for p in paths))
    try:
        return _load_into(store, found, now, progress, cancel)
    except StorageFault as fault:
        return _all_refused(found, fault)


def _load_into(
    store: Store, found: list[Candidate], now: datetime, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None
) -> LoadReport:
    """The load, as the one writer. Raises StorageFault where the home cannot be written at all."""
    with store.writing(now) as staging:
        scratch = staging / "scratch"
        folder = staging / f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
        try:
            scratch.mkdir()
            folder.mkdir()
            connection = connect(scratch)
        except (OSError, duckdb.Error) as error:
            return _all_refused(found, error)
        with connection:
            held, total = store.batches(current_only=False), sum(c.size for c in found)
            work = _Load(store, now, folder, scratch, connection, progress, cancel, store.kind or StoreKind.REAL, held, total)
            return _run(work, found)


def _run(work: _Load, found: list[Candidate]) -> LoadReport:
    """Examine the files in turn, and commit the good ones. Any other fault than a file's stops the whole load."""
    try:
        staged = _staged_in_bulk(work, found)
        for number, candidate in enumerate(found):
            examined = staged.pop(number, None) or _examine(work, number, candidate)
            work.reports.append(examined if isinstance(examined, BatchReport) else _decide(work, candidate, examined))
        work.tell("committing", "")
        crimes = [work.folder / Path(batch.path).name for batch, _ in work.entries.values() if batch.source is SourceKey.POLICE_STREET]
        if crimes:
            build_cube(work.connection, crimes, work.folder / CUBE)
        if work.entries:
            work.store.commit(work.folder, work.kind, list(work.entries.values()))
    except LoadCancelled:
        raise
    except Exception as error:
        return _all_refused(found, error)
    return LoadReport(tuple(work.reports))


def _staged_in_bulk(work: _Load, found: list[Candidate]) -> dict[int, Staged]:
    """The large files that could be staged together, by their number; the others are examined one by one."""
    new = [(number, candidate) for number, candidate in enumerate(found) if not _alike(work, candidate)]
    sets = sets_of(new)
    return dict(stage_sets(sets, _LAY_OUT, work.scratch, lambda file, size: work.tell("reading", file, size))) if sets else {}


def _alike(work: _Load, candidate: Candidate) -> list[Batch]:
    """What counts now under the same name with as many bytes."""
    return [b for b in work.current if b.size == candidate.size and b.file.rpartition("/")[2] == candidate.base]


def _all_refused(found: list[Candidate], error: Exception) -> LoadReport:
    """The report of a load that the store's own disk stopped. Raises the error again when it is anything else."""
    fault = error if isinstance(error, StorageFault) else storage_fault(error)
    if fault is None:
        raise error
    return LoadReport(tuple(_refused(c, str(fault)) for c in found))


def _refused(candidate: Candidate, reason: str, *, source: str = "", sha256: str = "", period: str = "", rows: int = 0) -> BatchReport:
    return BatchReport(source, candidate.name, sha256, period, rows, 0, rows, BatchStatus.REFUSED, reason)


def _examine(work: _Load, number: int, candidate: Candidate) -> Staged | BatchReport:
    """Recognise and stage one file; the report of its refusal when it has a fault."""
    source = ""
    try:
        if candidate.fault:
            raise FileFault(candidate.fault)
        work.tell("reading", candidate.name)
        same = _held_already(work, candidate)
        if same:
            return same
        head = head_of(candidate)
        layout = recognise(head, candidate)
        source = layout.source.value if isinstance(layout, Header) else ""
        scratch = work.scratch / str(number)
        scratch.mkdir()
        return _stage(candidate, layout, head, Desk(scratch, work.connection, lambda n: work.tell("reading", candidate.name, n)))
    except FileFault as fault:
        sha256, rows = _seen(candidate)
        return _refused(candidate, str(fault), source=source, sha256=sha256, rows=rows if fault.countable else 0)
    finally:
        (work.scratch / str(number) / "rows.csv").unlink(missing_ok=True)


def _held_already(work: _Load, candidate: Candidate) -> BatchReport | None:
    """The report of a file that counts now under the same name with the same bytes, found without checking its rows again."""
    alike = _alike(work, candidate)
    if not alike:
        return None
    reading = Reading(candidate, lambda _: None)
    for _ in reading:
        pass
    same = next((b for b in alike if b.sha256 == reading.sha256), None)
    if same is None:
        return None
    work.tell("reading", candidate.name, candidate.size)
    rows = (same.rows_in, same.rows_kept, same.rows_rejected)
    return BatchReport(same.source.value, candidate.name, same.sha256, same.period, *rows, BatchStatus.UNCHANGED, rejects=work.store.rejects(same.id))


def _seen(candidate: Candidate) -> tuple[str, int]:
    """The SHA-256 and the lines of a refused file, for its report; nothing where it cannot be read or is very large."""
    if candidate.size > REPORTED_BYTES:
        return "", 0
    reading = Reading(candidate, lambda _: None)
    try:
        for _ in reading:
            pass
        with candidate.open() as file:
            return reading.sha256, count_lines(file)
    except FileFault:
        return "", 0


def _stage(candidate: Candidate, layout: Header | str, head: bytes, desk: Desk) -> Staged:
    if isinstance(layout, Header):
        return stage_csv(candidate, layout, names_of(head), _LAY_OUT[layout.source], desk)
    return stage_boundaries(candidate, desk) if layout == JSON else stage_workbook(candidate, desk)


def _decide(work: _Load, candidate: Candidate, staged: Staged) -> BatchReport:
    """Loaded, unchanged, a revision, or refused: by the key and the bytes."""
    key = (staged.source.value, staged.coverage, staged.period)
    if staged.kind is not work.kind:
        return _refusal(candidate, staged, refusal(work.kind, staged.kind))
    if key in work.entries:
        twin = work.entries[key][0]
        if twin.sha256 == staged.sha256:
            return _report(candidate, staged, BatchStatus.UNCHANGED, f"the same bytes are twice in this load, first as {twin.file}")
        reason = f"it is twice in this load with other contents, first as {twin.file}: load only the one that is right"
        return _refusal(candidate, staged, reason)
    earlier = [b for b in work.held if b.key == key]
    current = next((b for b in earlier if b.is_current), None)
    if current and current.sha256 == staged.sha256:
        return _report(candidate, staged, BatchStatus.UNCHANGED)
    old = next((b for b in earlier if b.sha256 == staged.sha256), None)
    if old and current:
        return _refusal(candidate, staged, _superseded(old, current))
    place = work.folder / f"{len(work.entries):04d}-{staged.source.value}.parquet"
    os.replace(staged.parquet, place)
    work.entries[key] = (_batch(work, candidate, staged, place), staged.rejects)
    return _report(candidate, staged, BatchStatus.REVISION if current else BatchStatus.LOADED)


def _superseded(old: Batch, current: Batch) -> str:
    return (
        f"these bytes were loaded on {old.loaded_at:%d %B %Y} and superseded on {current.loaded_at:%d %B %Y} by {current.file}: "
        "the newer file stays. If the older one is right after all, ask the publisher for a corrected file"
    )


def _batch(work: _Load, candidate: Candidate, staged: Staged, place: Path) -> Batch:
    source = SOURCES[staged.source]
    synthetic = staged.kind is StoreKind.DEMONSTRATION
    return Batch(
        id=0,
        source=staged.source,
        coverage=staged.coverage,
        period=staged.period,
        file=candidate.name,
        sha256=staged.sha256,
        size=staged.size,
        rows_in=staged.rows_in,
        rows_kept=staged.rows_kept,
        rows_rejected=len(staged.rejects),
        loaded_at=work.now,
        attribution=source.attribution_for(staged.kind, work.now.year),
        licence="" if synthetic else source.licence,
        path=f"batches/{work.folder.name}/{place.name}",
        detail=staged.detail,
    )


def _report(candidate: Candidate, staged: Staged, status: BatchStatus, reason: str = "") -> BatchReport:
    return BatchReport(
        *(staged.source.value, candidate.name, staged.sha256, staged.period, staged.rows_in, staged.rows_kept, len(staged.rejects)),
        status=status,
        reason=reason or str(staged.detail.get("said", "")),
        rejects=staged.rejects,
    )


def _refusal(candidate: Candidate, staged: Staged, reason: str) -> BatchReport:
    return _refused(candidate, reason, source=staged.source.value, sha256=staged.sha256, period=staged.period, rows=staged.rows_in)
