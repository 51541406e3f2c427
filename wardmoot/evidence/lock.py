"""One writer at a time: a lock the operating system lets go of by itself when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from wardmoot.evidence.faults import StoreBusy

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        # The locked byte lies beyond the text, because Windows stops others from reading a locked byte.
        file.seek(4096)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

    def _release(file: IO[str]) -> None:
        file.seek(4096)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def writer_lock(path: Path, *, since: str) -> Iterator[None]:
    """Hold the lock file at `path`. Raises StoreBusy, naming the holder, when another process has it.

    The file is emptied on release, so that a load that changes nothing leaves the store's bytes as they were.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            _take(file)
        except OSError:
            file.seek(0)
            holder = file.read(200).strip() or "another process"
            raise StoreBusy(f"the data store is being written by {holder}: wait until that load has ended, then load again") from None
        try:
            file.truncate(0)
            file.write(f"process {os.getpid()} since {since}")
            file.flush()
            yield
        finally:
            file.truncate(0)
            _release(file)
