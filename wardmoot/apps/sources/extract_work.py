"""What the worker does with partners' files: read them, import what was confirmed, and delete what is kept no longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.utils import timezone

from wardmoot.apps.audit.actions import record
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources import arriving, extract_actions, extract_queries, extract_shelf, extract_spool
from wardmoot.apps.sources.models import Draft
from wardmoot.apps.sources.queries import moment_here
from wardmoot.apps.sources.work import sentence
from wardmoot.evidence import BatchReport, BatchStatus, Progress, SourceKey, Store, StoreBusy, StoreError
from wardmoot.evidence.extracts import Preview, commit, error_workbook, preview, sweep_shelf
from wardmoot.evidence.extracts import sweep as sweep_superseded
from wardmoot.evidence.extracts.difference import coverage_of
from wardmoot.evidence.faults import FileFault, LoadCancelled, StorageFault

Tell = Callable[[str, int, int], None]
PATIENCE = 600.0
LOOK_AGAIN = 2.0
ASK_AGAIN = 1.0
WORKBOOK_STAGES = {"reading": "Preparing the error workbook", "writing": "Writing the error workbook"}
STAGES = {"reading": "Reading the rows", "committing": "Putting the rows in place"}
GONE = "The file that was sent is no longer here: it is kept for seven days and then deleted. Cancel this draft and send the file again."
Answer = TypeVar("Answer")


def read(job: Job, progress: Tell) -> dict[str, Any]:
    """Read a file and keep nothing of it. A reading that was cut off begins again; one nobody wants any more ends."""
    draft = Draft.objects.select_related("agency", "started_by").get(public_id=job.parameters["draft"])
    seen = {"href": extract_actions.address(draft), "words": "See what was found"}
    if draft.state != Draft.State.READING or draft.reading != job.parameters["reading"]:
        return seen
    try:
        found, workbook = _in_words(lambda: _read(draft, progress))
    except LoadCancelled:
        return seen
    if not extract_actions.note_found(by=job.started_by, draft=draft, found=kept_form(found), workbook=workbook):
        extract_shelf.discard(workbook)
    return seen


def kept_form(found: Any) -> Any:
    """What was found as the records keep it; not every database takes a NUL, which a heading may hold."""
    if is_dataclass(found) and not isinstance(found, type):
        found = asdict(found)
    if isinstance(found, dict):
        return {name: kept_form(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [kept_form(value) for value in found]
    return found.replace("\0", "") if isinstance(found, str) else found


def _read(draft: Draft, tell: Tell) -> tuple[Preview, str]:
    store, now = extract_queries.store_to_write(), timezone.now()
    found = preview(
        _file_of(draft),
        extract_queries.dataset_of(draft),
        agency=draft.agency.name,
        columns=draft.columns,
        remembered=draft.headings,
        sheet=draft.sheet,
        store=store,
        now=moment_here(now),
        progress=lambda p: tell(*_said(p)),
        cancel=_Cancelled(draft),
    )
    if found.refused or not found.rows_bad:
        return found, ""
    return found, _write_workbook(draft, found, store, now, tell)


def _write_workbook(draft: Draft, found: Preview, store: Store, now: datetime, tell: Tell) -> str:
    """The day printed on it is the partnership's own; the day it is deleted is a real one."""
    place = extract_shelf.new_place(store, expires=draft.expires_at)
    try:
        error_workbook(
            _file_of(draft),
            extract_queries.dataset_of(draft),
            columns_of(kept_form(found)),
            place,
            agency=draft.agency.name,
            now=moment_here(now),
            expires=extract_queries.shown_here(draft.expires_at, now=now),
            sheet=str(found.sheet + 1),
            store=store,
            progress=lambda p: tell(WORKBOOK_STAGES[p.stage], p.done, p.total),
            cancel=_Cancelled(draft),
        )
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return place.name


def _file_of(draft: Draft) -> Path:
    place = extract_spool.place_of(draft.public_id, draft.sent)
    if not place.is_file():
        raise ValueError(GONE)
    return place


def _in_words(work: Callable[[], Answer]) -> Answer:
    """What the person can do something about becomes the job's own words."""
    try:
        return work()
    except (FileFault, StorageFault, StoreError) as fault:
        raise ValueError(sentence(str(fault))) from None


def _said(progress: Progress) -> tuple[str, int, int]:
    return STAGES.get(progress.stage, progress.stage.capitalize()), progress.done, progress.total


class _Cancelled:
    """Whether nobody wants the reading any more; asked of the database not oftener than every second."""

    def __init__(self, draft: Draft) -> None:
        self._wanted = Draft.objects.filter(pk=draft.pk, reading=draft.reading, state=draft.state)
        self._asked = time.monotonic()

    def __call__(self) -> bool:
        now = time.monotonic()
        if now - self._asked < ASK_AGAIN:
            return False
        self._asked = now
        return not self._wanted.exists()


def import_confirmed(job: Job, progress: Tell) -> dict[str, Any]:
    """Import what was confirmed. One that was cut off after the rows were in place is seen to have been done."""
    draft = Draft.objects.select_related("agency", "confirmed_by").get(public_id=job.parameters["draft"])
    seen = {"href": extract_actions.address(draft), "words": "See what became of it"}
    if draft.state != Draft.State.CONFIRMED:
        return seen
    try:
        report = _in_words(lambda: _commit_when_free(draft, progress))
    except LoadCancelled:
        return seen
    if report.status is BatchStatus.REFUSED:
        _note_refusal(draft, report)
    else:
        number, loaded_at = _number_of(draft, report)
        earlier = draft.confirmed_at is not None and loaded_at < draft.confirmed_at
        unchanged = report.status is BatchStatus.UNCHANGED and earlier
        extract_actions.note_imported(draft=draft, report=report, number=number, unchanged=unchanged)
    return seen


def _note_refusal(draft: Draft, report: BatchReport) -> None:
    # without a digest the fault is the store's, for example a full disk: the file stays, to try again
    if not report.sha256:
        raise ValueError(sentence(report.reason))
    extract_actions.note_refused(draft=draft, reason=report.reason)


def _commit_when_free(draft: Draft, tell: Tell) -> BatchReport:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return _commit(draft, tell)
        except StoreBusy:
            if time.monotonic() > until:
                raise
            tell("Waiting for another load to end", 0, 0)
            time.sleep(LOOK_AGAIN)


def _commit(draft: Draft, tell: Tell) -> BatchReport:
    found = draft.found
    return commit(
        _file_of(draft),
        extract_queries.dataset_of(draft),
        agency=draft.agency.name,
        columns=columns_of(found),
        store=extract_queries.store_to_write(),
        now=moment_here(timezone.now()),
        leave_out_bad_rows=draft.leave_out,
        sheet=str(found["sheet"] + 1),
        progress=lambda p: tell(*_said(p)),
        cancel=_Cancelled(draft),
    )


def columns_of(found: dict[str, Any]) -> dict[str, str]:
    """Exactly the matching that was seen: a column that was left out stays out."""
    left_out = {one["column"]: "" for one in found["unmatched"]}
    return left_out | {m["column"]: f"column {m['heading']['letter']}" for m in found["matches"]}


def _number_of(draft: Draft, report: BatchReport) -> tuple[int, datetime]:
    coverage = coverage_of(extract_queries.dataset_of(draft), draft.agency.name)
    held = extract_queries.store_to_write().batches(current_only=False, source=SourceKey.EXTRACT)
    batch = next(b for b in reversed(held) if b.sha256 == report.sha256 and b.coverage == coverage and b.period == report.period)
    return batch.id, batch.loaded_at


def sweep() -> None:
    """Delete what is kept no longer: drafts and their files, error workbooks, superseded rows. The worker does it at start and every hour."""
    now = timezone.now()
    extract_actions.expire(now=now)
    extract_spool.discard_others(frozenset(Draft.objects.filter(state__in=Draft.OPEN).values_list("public_id", flat=True)), now=now)
    arriving.sweep(now=now)
    store = extract_queries.store_to_write()
    sweep_shelf(store, now=now.astimezone(UTC))
    _sweep_superseded(store, moment_here(now))


def _sweep_superseded(store: Store, now: datetime) -> None:
    waiting = [b for b in store.batches(current_only=False, source=SourceKey.EXTRACT) if not b.is_current and b.ending is None]
    if not waiting:
        return
    try:
        for batch in sweep_superseded(store, now=now):
            record("delete superseded rows", object_type="import of an extract", object_id=str(batch.id), details={"rows": batch.rows_kept})
    except StoreBusy:
        # a load is running: it deletes them itself, or the next round does
        return
