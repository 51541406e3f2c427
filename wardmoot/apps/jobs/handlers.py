"""What does the work of each kind of job: functions named in `settings.JOB_HANDLERS` by dotted path.

    def load(job, progress):
        for number, file in enumerate(files):
            progress("Loading crime files", number, len(files))
            ...
        return {"href": "/data/", "words": "See the data files"}

A ValueError or OSError is an expected failure: its text is shown to the person who started the job.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from wardmoot.apps.jobs.models import Job


class Stopped(Exception):
    """The job was taken from this worker, for example because it was thought dead and resumed by another."""


class Progress(Protocol):
    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


Handler = Callable[[Job, Progress], dict[str, Any] | None]


def handler(kind: str) -> Handler:
    """
    Raises:
        LookupError: no handler of that kind is named in the settings.
    """
    try:
        path = settings.JOB_HANDLERS[kind]
    except KeyError:
        raise LookupError(f"there is no job of the kind {kind!r}: name its function in JOB_HANDLERS in wardmoot/web/settings.py") from None
    found: Handler = import_string(path)
    return found
