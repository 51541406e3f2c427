"""What a check of a file found: errors and adjustments counted by column, each with a few samples."""

from __future__ import annotations

from dataclasses import dataclass, field

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a thing was found: its line, and the cell as far as it may be shown."""

    line: int
    shown: str


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Cells (or rows, where `column` is "") that could not be read, for one reason. `expected` says what the column takes."""

    column: str
    reason: str
    expected: str
    count: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Cells that were read otherwise than they stand, and how. Nothing else is ever changed."""

    column: str
    what: str
    count: int
    samples: tuple[Sample, ...]


@dataclass(slots=True)
class Tally:
    """Counts of things by column and reason, with the first few of each."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)

    def add(self, column: str, reason: str, line: int, shown: str) -> None:
        """Count one."""
        key = column, reason
        self.counts[key] = self.counts.get(key, 0) + 1
        held = self.samples.setdefault(key, [])
        if len(held) < SAMPLES:
            held.append(Sample(line, shown))
