"""What the worker does with files that were sent in."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from wardmoot import evidence
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources import actions, arriving, queries
from wardmoot.apps.sources.models import Load
from wardmoot.evidence import LoadReport, Progress, Store, StoreBusy, StoreError

Tell = Callable[[str, int, int], None]
PATIENCE = 600.0
LOOK_AGAIN = 2.0


def load_files(job: Job, progress: Tell) -> dict[str, Any]:
    """Load what was sent in. A load that was interrupted left nothing behind, so it begins again from the files kept."""
    load = Load.objects.select_related("sent_by").get(public_id=job.parameters["load"])
    paths = arriving.kept(load.public_id)
    if not paths:
        raise ValueError("The files that were sent are no longer here (they are kept for a day). Choose them and send them again.")
    report = _load_when_free(paths, progress)
    actions.write_down(load=load, report=report)
    arriving.discard(load.public_id)
    return {"href": actions.address(load), "words": "See what became of each file"}


def _load_when_free(paths: list[Path], tell: Tell) -> LoadReport:
    try:
        store = Store.open(Path(settings.HOME), kind=queries.kind_wanted())
    except StoreError as error:
        raise ValueError(sentence(str(error))) from None
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return evidence.load(paths, store=store, now=queries.moment_here(timezone.now()), progress=lambda progress: tell(*_said(progress)))
        except StoreBusy as error:
            if time.monotonic() > until:
                raise ValueError(sentence(str(error))) from None
            tell("Waiting for another load to end", 0, 0)
            time.sleep(LOOK_AGAIN)


def _said(progress: Progress) -> tuple[str, int, int]:
    if progress.stage == "committing":
        return "Putting the files in place", progress.total, progress.total
    return f"Reading {progress.file}", progress.done, progress.total


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
