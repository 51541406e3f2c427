from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.queries import agencies
from wardmoot.apps.sources.models import Draft, RememberedColumns, Undoing
from wardmoot.apps.sources.queries import kind_wanted, moment_here
from wardmoot.catalogue.dataset import Dataset
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import Month, written_day
from wardmoot.evidence import Batch, SourceKey, Store, StoreKind
from wardmoot.evidence.extracts.preview import agency_name
from wardmoot.evidence.manifest import Ending
from wardmoot.evidence.synthetic import is_synthetic_name

COUNTS, SUPERSEDED, WITHDRAWN, DELETED, EVERY = "", "superseded", "undone", "deleted", "all"


def drafts_of(user: User) -> QuerySet[Draft]:
    """The drafts that a person may see: their own, and those begun by people of the same agency."""
    mine = Q(started_by=user)
    if user.agency_id:
        mine |= Q(started_by__agency=user.agency_id)
    return Draft.objects.filter(mine).select_related("agency", "started_by", "confirmed_by", "job")


def open_drafts_of(user: User) -> QuerySet[Draft]:
    return drafts_of(user).filter(state__in=Draft.OPEN)


def dataset_of(draft: Draft) -> Dataset:
    """The draft's dataset. Raises ValueError where its declaration is no longer there."""
    found = datasets().get(draft.dataset)
    if found is None:
        raise ValueError("The declaration of this dataset is no longer there. Cancel this draft, and send the file as another dataset.")
    return found


def agency_or_none(public_id: UUID) -> Agency | None:
    return agencies().filter(public_id=public_id).first()


def kind_fault(agency: Agency) -> str:
    """Why an agency cannot supply this installation; "" where it can. Told before anybody sends a file."""
    synthetic = is_synthetic_name(agency.name)
    if kind_wanted() is StoreKind.DEMONSTRATION and not synthetic:
        return "This is a demonstration and never takes real data: choose an agency whose name ends with (synthetic)"
    if kind_wanted() is StoreKind.REAL and synthetic:
        return "This agency is invented, and synthetic data never mixes with real data: choose a real agency"
    try:
        agency_name(agency.name)
    except ValueError as fault:
        return f"Extracts cannot be kept under this name: {fault}. Have an administrator add the agency under a plain name"
    return ""


def remembered(agency: Agency, dataset: str) -> dict[str, str]:
    held = RememberedColumns.objects.filter(agency=agency, dataset=dataset).first()
    return dict(held.columns) if held else {}


def shown_here(moment: datetime, *, now: datetime) -> datetime:
    """A moment of the real calendar by the partnership's own, which in a demonstration is another."""
    return moment_here(now) + (moment - now)


def received_words(draft: Draft) -> str:
    """What a file is called: never by the name it came with, which may hold somebody's name."""
    at = timezone.localtime(draft.received_at)
    return f"extract received {written_day(at.date())} {at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Import:
    """An import as a list shows it."""

    id: int
    title: str
    agency: str
    period: str
    rows: int
    not_loaded: int
    state: str
    imported_at: datetime
    batch: Batch

    @property
    def words(self) -> str:
        return STATES[self.state]

    @property
    def dataset(self) -> str:
        return str(self.batch.detail["dataset"])


STATES: Mapping[str, str] = {COUNTS: "In use", SUPERSEDED: "Superseded", WITHDRAWN: "Undone", DELETED: "Rows deleted"}


def state_of(batch: Batch) -> str:
    if batch.ending is Ending.WITHDRAWN:
        return WITHDRAWN
    if batch.ending is Ending.RETENTION:
        return DELETED
    return COUNTS if batch.is_current else SUPERSEDED


def imports(store: Store, *, dataset: str = "", agency: str = "", state: str = EVERY) -> list[Import]:
    found = [_import(batch) for batch in store.batches(current_only=False, source=SourceKey.EXTRACT)]
    return [one for one in found if dataset in ("", one.dataset) and agency in ("", one.agency) and state in (EVERY, one.state)]


def import_of(store: Store, number: int) -> Import | None:
    return next((one for one in imports(store) if one.id == number), None)


def _import(batch: Batch) -> Import:
    detail: Mapping[str, Any] = batch.detail
    return Import(
        id=batch.id,
        title=detail["title"],
        agency=detail["agency"],
        period=batch.period,
        rows=batch.rows_kept,
        not_loaded=batch.rows_rejected,
        state=state_of(batch),
        imported_at=batch.loaded_at,
        batch=batch,
    )


def draft_of_import(number: int) -> Draft | None:
    """The draft that an import came from; None where it came by the command line. A repeat that changed nothing is not it."""
    return Draft.objects.filter(batch=number, unchanged=False).select_related("confirmed_by").first()


def undoing_of(number: int) -> Undoing | None:
    return Undoing.objects.filter(batch=number).select_related("undone_by").first()


def store_to_write() -> Store:
    """The store, to write."""
    return Store.open(settings.HOME, kind=kind_wanted())


def held_words(dataset: Dataset, store: Store) -> str:
    """Until when the dataset is held, in words."""
    ends = [b.detail["last_day"] for b in store.batches(source=SourceKey.EXTRACT) if b.detail["dataset"] == dataset.key and b.detail["last_day"]]
    return f"held to {Month.parse(max(ends)[:7]).written}" if ends else "not held yet"
