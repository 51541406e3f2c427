"""No cell of a partner's file may leave in an error message, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wardmoot.evidence.faults import FileFault, LoadCancelled, StorageFault, StoreError, storage_fault


@contextmanager
def without_cells() -> Iterator[None]:
    """Let through what is written to be read; of any other error tell only its kind and where in Wardmoot it came from.

    Raises StorageFault for a full disk and the like, StoreError for everything unforeseen.
    """
    try:
        yield
    except (FileFault, LoadCancelled, StorageFault, StoreError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        told = storage_fault(error) if isinstance(error, Exception) else None
        reason = told or StoreError(
            f"the file could not be read, for a reason Wardmoot did not foresee ({type(error).__name__} in {_place(error)}): nothing of it was "
            "kept. Report these words, and never send the file itself"
        )
    else:
        return
    raise reason


def _place(error: BaseException) -> str:
    """The module and line the error came from."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"{Path(step.tb_frame.f_code.co_filename).name} line {step.tb_lineno}" if step else "an unknown place"
