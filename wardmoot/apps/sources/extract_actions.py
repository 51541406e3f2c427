from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.audit.actions import record
from wardmoot.apps.jobs import actions as jobs
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources import extract_queries, extract_shelf, extract_spool
from wardmoot.apps.sources.arriving import ArrivingFile
from wardmoot.apps.sources.models import Draft, RememberedColumns, Undoing
from wardmoot.apps.sources.queries import moment_here
from wardmoot.catalogue.dataset import Dataset
from wardmoot.evidence import BatchReport
from wardmoot.evidence.extracts import Mend, Undone
from wardmoot.evidence.extracts import undo as undo_import

READ, IMPORT = "read-extract", "import-extract"
KEPT = timedelta(days=7)
State = Draft.State


class Refused(ValueError):
    """What was asked no longer fits the draft; the text says why and what to do."""


CHANGED = "The file or its matching was changed meanwhile, by you or by somebody of your agency. Look at it again before you go on."


def receive(*, by: User, draft: UUID, dataset: Dataset, agency: Agency, file: ArrivingFile, now: datetime) -> Draft:
    """Keep the file privately and ask a worker to read it. The same form sent twice gives the same draft."""
    sent = draft.hex
    try:
        with transaction.atomic():
            made = Draft.objects.create(
                public_id=draft,
                dataset=dataset.key,
                agency=agency,
                started_by=by,
                received_at=moment_here(now),
                expires_at=now + KEPT,
                sent=sent,
                headings=extract_queries.remembered(agency, dataset.key),
            )
            extract_spool.keep(file, draft, sent)
            _ask_to_read(made, by=by)
            record("receive extract", by=by, about=made, details={"dataset": dataset.key, "bytes": file.size})
    except IntegrityError:
        if earlier := extract_queries.drafts_of(by).filter(public_id=draft).first():
            return earlier
        raise Refused("This form cannot be used again. Open the page anew and send the file from there.") from None
    except BaseException:
        extract_spool.discard(draft)
        raise
    return made


@transaction.atomic
def send_again(*, by: User, draft: Draft, sent: UUID, file: ArrivingFile, now: datetime) -> None:
    """Read a mended file in place of the one before; what was matched is looked for in it by the headings."""
    if draft.sent == sent.hex:
        return
    fresh = {
        "sent": sent.hex,
        "received_at": moment_here(now),
        "expires_at": now + KEPT,
        "headings": headings_matched(draft.found) or draft.headings,
        "columns": {name: "" for name, place in (draft.columns or {}).items() if not place} or None,
        "hows": {},
        "sheet": "",
    }
    old = draft.workbook
    _read_anew(draft, by=by, **fresh)
    extract_spool.keep(file, draft.public_id, sent.hex)
    transaction.on_commit(lambda: _discard(draft, workbook=old, but=sent.hex))
    record("receive mended extract", by=by, about=draft, details={"dataset": draft.dataset, "bytes": file.size})


@transaction.atomic
def match(*, by: User, draft: Draft, columns: Mapping[str, str] | None, hows: Mapping[str, str], sheet: str) -> None:
    """Read the same file again with the columns matched by hand, or another of its sheets."""
    old = draft.workbook
    _read_anew(draft, by=by, columns=dict(columns) if columns is not None else None, hows=dict(hows), sheet=sheet)
    transaction.on_commit(lambda: extract_shelf.discard(old))
    record("match columns of extract", by=by, about=draft, details={"dataset": draft.dataset})


def _read_anew(draft: Draft, *, by: User, **values: Any) -> None:
    """Only while nobody has confirmed, cancelled or changed it meanwhile."""
    fresh = {"state": State.READING, "reading": draft.reading + 1, "found": {}, "workbook": "", **values}
    free = Draft.objects.filter(pk=draft.pk, reading=draft.reading, state__in=(State.READING, State.CHECKED, State.REFUSED))
    if not free.update(**fresh):
        raise Refused(CHANGED)
    draft.refresh_from_db()
    _ask_to_read(draft, by=by)


def _ask_to_read(draft: Draft, *, by: User) -> None:
    title = f"Read {extract_queries.dataset_of(draft).title.lower()} from {draft.agency.name}"
    draft.job = jobs.enqueue(READ, by=by, title=title[:200], parameters={"draft": str(draft.public_id), "reading": draft.reading})
    draft.save(update_fields=["job"])


def headings_matched(found: Mapping[str, Any]) -> dict[str, str]:
    """The headings to look for another time: those that cannot be mistaken for another of the same file."""
    shown = [heading["shown"] for heading in found.get("headings", ())]
    return {m["column"]: m["heading"]["shown"] for m in found.get("matches", ()) if m["heading"]["shown"] and shown.count(m["heading"]["shown"]) == 1}


@transaction.atomic
def note_found(*, by: User | None, draft: Draft, found: dict[str, Any], workbook: str) -> bool:
    """Write down what a reading found; whether it was still wanted. A file that no matching can mend is deleted at once."""
    lost = bool(found["refused"]) and found["mend"] == Mend.ANOTHER_FILE
    values = {"state": State.REFUSED if lost else State.CHECKED, "found": found, "workbook": workbook}
    if not Draft.objects.filter(pk=draft.pk, reading=draft.reading, state=State.READING).update(**values):
        return False
    counts = {name: found[name] for name in ("rows_in", "rows_ok", "rows_bad")}
    record("check extract", by=by, about=draft, outcome="refused" if found["refused"] else "done", details=counts)
    if lost:
        transaction.on_commit(lambda: extract_spool.discard(draft.public_id))
    return True


@transaction.atomic
def confirm(*, by: User, draft: Draft, reading: int, leave_out: bool, now: datetime) -> None:
    """Ask a worker to import what was seen. Of two people who confirm at once one does; the other is told."""
    if draft.state == State.CHECKED and (draft.found["refused"] or not draft.found["rows_ok"]):
        raise Refused("There is nothing in this file to import yet: match its columns, or send a mended file.")
    values = {"state": State.CONFIRMED, "confirmed_by": by, "confirmed_at": moment_here(now), "leave_out": leave_out}
    if not Draft.objects.filter(pk=draft.pk, reading=reading, state=State.CHECKED).update(**values):
        draft.refresh_from_db()
        if draft.confirmed_by_id == by.pk and draft.reading == reading:
            return
        raise Refused(overtaken(draft))
    draft.refresh_from_db()
    title = f"Import {extract_queries.dataset_of(draft).title.lower()} from {draft.agency.name}"
    draft.job = jobs.enqueue(IMPORT, by=by, title=title[:200], parameters={"draft": str(draft.public_id)})
    draft.save(update_fields=["job"])
    details = {"dataset": draft.dataset, "leave_out": draft.found["rows_bad"] if leave_out else 0}
    record("confirm extract", by=by, about=draft, details=details)


def overtaken(draft: Draft) -> str:
    if draft.confirmed_by and draft.state in (State.CONFIRMED, State.IMPORTED):
        return "Somebody else of your agency confirmed this import before you. Nothing was done twice."
    return CHANGED if draft.is_open else f"This draft was {draft.get_state_display().lower()} meanwhile. Nothing was imported."


@transaction.atomic
def note_imported(*, draft: Draft, report: BatchReport, number: int, unchanged: bool) -> None:
    """Remember the matching, forget what was found, delete the file: the import itself is with the data files."""
    RememberedColumns.objects.update_or_create(
        agency=draft.agency, dataset=draft.dataset, defaults={"columns": headings_matched(draft.found) or draft.headings}
    )
    details = {"dataset": draft.dataset, "import": number, "status": report.status.value}
    counts = {"rows_in": report.rows_in, "rows_kept": report.rows_kept, "rows_rejected": report.rows_rejected}
    record("import extract", by=draft.confirmed_by, about=draft, details=details | counts)
    draft.batch, draft.unchanged = number, unchanged
    _end(draft, State.IMPORTED)


@transaction.atomic
def note_refused(*, draft: Draft, reason: str) -> None:
    """The store would not have it after all, for example because another import came first."""
    draft.found = draft.found | {"refused": reason, "mend": Mend.ANOTHER_FILE.value}
    record("import extract", by=draft.confirmed_by, about=draft, outcome="refused", details={"dataset": draft.dataset})
    draft.state, draft.confirmed_by, draft.confirmed_at = State.REFUSED, None, None
    old, draft.workbook = draft.workbook, ""
    draft.save()
    transaction.on_commit(lambda: _discard(draft, workbook=old))


@transaction.atomic
def cancel(*, by: User, draft: Draft) -> None:
    """Give a draft up and delete its file. One that is being imported can be undone afterwards instead."""
    if draft.state == State.CONFIRMED and not _has_stopped(draft.job):
        raise Refused("It is being imported now, so it can no longer be cancelled. When it is there you can undo it.")
    if not draft.is_open or not Draft.objects.filter(pk=draft.pk, state=draft.state).update(state=State.CANCELLED):
        raise Refused("This draft is no longer open: it was imported, cancelled or it expired meanwhile.")
    record("cancel extract", by=by, about=draft, details={"dataset": draft.dataset})
    _end(draft, State.CANCELLED)


def _has_stopped(job: Job | None) -> bool:
    return job is None or job.state in (Job.State.FAILED, Job.State.INTERRUPTED)


def _end(draft: Draft, state: Draft.State) -> None:
    """Nothing of the file outlives its draft but the counts in the audit log."""
    old = draft.workbook
    draft.state, draft.found, draft.columns, draft.headings, draft.hows, draft.workbook = state, {}, None, {}, {}, ""
    draft.save()
    transaction.on_commit(lambda: _discard(draft, workbook=old))


def _discard(draft: Draft, *, workbook: str, but: str = "") -> None:
    extract_spool.discard(draft.public_id, but=but)
    extract_shelf.discard(workbook)


def expire(*, now: datetime) -> int:
    """End the drafts whose time is over; how many. One that is being imported is left to end."""
    count = 0
    for draft in Draft.objects.filter(state__in=Draft.OPEN, expires_at__lte=now).select_related("job"):
        with transaction.atomic():
            busy = draft.state == State.CONFIRMED and not _has_stopped(draft.job)
            if busy or not Draft.objects.filter(pk=draft.pk, state=draft.state, sent=draft.sent).update(state=State.EXPIRED):
                continue
            record("expire extract", about=draft, details={"dataset": draft.dataset})
            _end(draft, State.EXPIRED)
            count += 1
    return count


@transaction.atomic
def undo(*, by: User, number: int, reason: str, now: datetime) -> Undone:
    """Withdraw an import whole. The record and the withdrawal stand or fall together: the data are touched last.

    Raises StoreError, in words, where the import does not count now or the store is busy.
    """
    here = moment_here(now)
    Undoing.objects.get_or_create(batch=number, defaults={"undone_by": by, "undone_at": here, "reason": reason})
    record("undo import", by=by, object_type="import of an extract", object_id=str(number), details={"reason": reason})
    return undo_import(extract_queries.store_to_write(), number, now=here)


def address(draft: Draft) -> str:
    return reverse("extract_draft", args=[draft.public_id])
