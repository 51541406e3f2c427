"""Which of everything that was tested stands, so that chance does not fill an assessment with findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wardmoot.core.findings.finding import Finding


@dataclass(frozen=True, slots=True)
class Candidate:
    """One test that was made, whether or not anything came of it.

    `family` groups tests that answer one question (one finder and subject: all the small areas of one map). `p` is the
    two-sided p-value. `make` gives the finding from its adjusted p; it is called only for tests that stand.
    """

    family: str
    p: float
    make: Callable[[float], Finding]


def stand(candidates: Sequence[Candidate], *, rate: float = 0.05) -> tuple[Finding, ...]:
    """The findings of the candidates that stand when all of them are judged together."""
    raise NotImplementedError
