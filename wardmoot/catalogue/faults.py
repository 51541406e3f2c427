"""Faults of a catalogue file: each says where it is, what is wrong and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""A place in a file: ("headlines", 3, "area")."""


def written_path(path: Path) -> str:
    """A place as a person reads it; entries of a list are counted from 0.

    >>> written_path(("headlines", 3, "comparator", "value"))
    'headlines[3].comparator.value'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `line` counts from 1, None where the fault is of the file as a whole; `field` is then empty."""

    message: str
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field) if part)
        return f"{place}: {self.message}" if place else self.message


class CatalogueFaults(ValueError):
    """A catalogue file that cannot be used. `file` is its name, `faults` every fault found, in the order of the file."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        self.file = file
        self.faults = faults
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n".join([f"{file}: {count}", *(f"  {fault}" for fault in faults)]))


class PlanFaults(CatalogueFaults):
    """A plan file that cannot be used."""


class DatasetFaults(CatalogueFaults):
    """A declaration of a dataset that cannot be used."""
