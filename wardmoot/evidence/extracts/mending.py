"""Which refusals a person can mend without another file: by choosing the sheet, or by matching the columns by hand."""

from __future__ import annotations

from enum import StrEnum

from wardmoot.evidence.faults import FileFault


class Mend(StrEnum):
    """What to do about a file that was refused: send another, match its columns by hand, or choose one of its sheets."""

    ANOTHER_FILE = ""
    COLUMNS = "columns"
    SHEET = "sheet"


class MendableFault(FileFault):
    """A fault that goes away when the same file is read otherwise."""

    def __init__(self, reason: str, mend: Mend) -> None:
        super().__init__(reason)
        self.mend = mend


def mend_of(fault: FileFault) -> Mend:
    """What mends the fault.

    >>> mend_of(MendableFault("choose a sheet", Mend.SHEET)), mend_of(FileFault("the file is a PDF"))
    (<Mend.SHEET: 'sheet'>, <Mend.ANOTHER_FILE: ''>)
    """
    return fault.mend if isinstance(fault, MendableFault) else Mend.ANOTHER_FILE
