"""No cell of a partner's file may leave in an error message, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from wardmoot.evidence.faults import FileFault, LoadCancelled, StorageFault, StoreError, storage_fault

P = ParamSpec("P")
T = TypeVar("T")
_WRITTEN_TO_BE_READ = (FileFault, LoadCancelled, StorageFault, StoreError, MemoryError)


class ArgumentFault(ValueError):
    """What the caller asks for cannot be done; the text holds nothing of a file."""


def without_cells(function: Callable[P, T]) -> Callable[P, T]:
    """Let through errors that are written to be read; of any other tell only its kind and where in Wardmoot it came from.

    The function then raises StorageFault for a full disk and the like, StoreError for everything unforeseen. Neither carries the
    error it stands for along, because a page of a fault or a log would print that one's words and the values around it.
    """

    @wraps(function)
    def guarded(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return function(*arguments, **named)
        except (*_WRITTEN_TO_BE_READ, ArgumentFault):
            raise
        except Exception as error:
            told = storage_fault(error) or StoreError(
                f"the file could not be read, for a reason Wardmoot did not foresee ({type(error).__name__} in {_place(error)}): nothing of it was "
                "kept. Report these words, and never send the file itself"
            )
        raise told

    return guarded


def _place(error: BaseException) -> str:
    """The module and line the error came from."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"{Path(step.tb_frame.f_code.co_filename).name} line {step.tb_lineno}" if step else "an unknown place"
