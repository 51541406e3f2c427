"""The worker: takes jobs one by one, keeps their heartbeat, stores their progress. `wardmoot serve` starts one beside the web server."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from wardmoot.apps.jobs import actions, handlers
from wardmoot.apps.jobs.models import Job

log = logging.getLogger(__name__)
HEARTBEAT_EVERY = 5.0
PROGRESS_EVERY = 0.5
LOOK_EVERY = 1.0
TIDY_EVERY = 3600.0


class StoredProgress:
    """Writes progress to the job, not oftener than is useful."""

    def __init__(self, job: Job) -> None:
        self.job, self.stage, self.written = job, "", 0.0

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if stage == self.stage and done != total and now - self.written < PROGRESS_EVERY:
            return
        self.stage, self.written = stage, now
        if not actions.update_held(self.job, stage=stage[:200], done=done, total=total, heartbeat_at=timezone.now()):
            raise handlers.Stopped


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    """Says every few seconds that the worker lives, however long one step of the work takes."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(HEARTBEAT_EVERY):
                actions.update_held(job, heartbeat_at=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def run_one() -> bool:
    """Run the oldest waiting job, if there is one; whether there was."""
    actions.interrupt_silent(now=timezone.now())
    job = actions.claim(now=timezone.now())
    if job is None:
        return False
    with heartbeat(job):
        values = _outcome(job)
    if values:
        actions.update_held(job, finished_at=timezone.now(), **values)
    return True


def _outcome(job: Job) -> dict[str, Any]:
    try:
        result = handlers.handler(job.kind)(job, StoredProgress(job))
    except handlers.Stopped:
        return {}
    except (ValueError, OSError) as expected:
        return {"state": Job.State.FAILED, "error": str(expected)}
    except Exception as unforeseen:
        _log(unforeseen, f"job {job} failed")
        return {
            "state": Job.State.FAILED,
            "error": "Something went wrong that nobody foresaw. Nothing was half done. Tell your administrator when it happened.",
        }
    return {"state": Job.State.DONE, "result": result or {}}


def _log(fault: Exception, words: str) -> None:
    """Where it went wrong, without the fault's own words: they may quote a row of a data file."""
    log.error("%s: %s\n%s", words, type(fault).__name__, "".join(traceback.format_tb(fault.__traceback__)))


def tidy() -> None:
    """Have each app delete what it keeps no longer. One that fails is tried again the next time and stops no other."""
    for path in settings.HOUSEKEEPING:
        try:
            import_string(path)()
        except Exception as unforeseen:
            _log(unforeseen, f"{path} failed")
            connections.close_all()


def run_until(stop: threading.Event) -> None:
    """Look for jobs until told to stop, tidying at the start and every hour. A database that is away for a while is waited for."""
    tidied = time.monotonic() - TIDY_EVERY
    while not stop.is_set():
        if time.monotonic() - tidied >= TIDY_EVERY:
            tidied = time.monotonic()
            tidy()
        try:
            found = run_one()
        except Exception as unforeseen:
            _log(unforeseen, "the worker could not look for jobs; it tries again")
            connections.close_all()
            found = False
        if not found:
            stop.wait(LOOK_EVERY)
