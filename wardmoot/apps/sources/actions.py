from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from wardmoot.apps.accounts.models import User
from wardmoot.apps.audit.actions import record
from wardmoot.apps.jobs.actions import enqueue
from wardmoot.apps.sources import arriving
from wardmoot.apps.sources.models import Load
from wardmoot.evidence import LoadReport
from wardmoot.govuk.writing import count_of

KIND = "load-data-files"


def send_in(*, by: User, load: UUID, files: Sequence[arriving.ArrivingFile], now: datetime) -> Load:
    """Keep the files and ask a worker to load them. The same form sent twice gives the same load, the second time doing nothing."""
    try:
        with transaction.atomic():
            made = Load.objects.create(public_id=load, sent_by=by, sent_at=now)
            made.files = arriving.keep(files, load)
            made.job = enqueue(KIND, by=by, title=f"Load {count_of(len(files), 'data file')}", parameters={"load": str(load)})
            made.save()
            record("send in data files", by=by, about=made, details={"files": len(files), "bytes": sum(file["size"] for file in made.files)})
    except IntegrityError:
        if earlier := Load.objects.filter(public_id=load).first():
            return earlier
        raise
    except BaseException:
        arriving.discard(load)
        raise
    return made


@transaction.atomic
def write_down(*, load: Load, report: LoadReport) -> None:
    """What became of each file. The rows not loaded are with the data file itself and not copied here."""
    load.reports = [
        {
            "file": batch.file,
            "source": batch.source,
            "sha256": batch.sha256,
            "period": batch.period,
            "status": batch.status.value,
            "rows_in": batch.rows_in,
            "rows_kept": batch.rows_kept,
            "rows_rejected": batch.rows_rejected,
            "reason": batch.reason,
        }
        for batch in report.batches
    ]
    load.save(update_fields=["reports"])
    counts = {status: sum(one["status"] == status for one in load.reports) for status in ("loaded", "revision", "unchanged", "refused")}
    record("load data files", by=load.sent_by, about=load, details=counts)


def address(load: Load) -> str:
    return reverse("data_load", args=[load.public_id])
