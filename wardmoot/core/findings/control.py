"""Which of everything that was tested stands, so that chance does not fill an assessment with findings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wardmoot.core.findings.finding import Finding
from wardmoot.core.stats.false_discovery import adjusted_in_families

FALSE_FINDINGS = 0.05
"""On average at most this share of the findings of a family is false; with nothing to find, the chance of any finding."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One test that was made, whether or not anything came of it.

    `family` groups tests that answer one question (one finder, or one finder and subject: all the small areas of one map).
    `p` is the two-sided p-value, nan where nothing could be tested. `make` gives the finding from its adjusted p; it is
    called only for tests that stand.
    """

    family: str
    p: float
    make: Callable[[float], Finding]


def stand(candidates: Sequence[Candidate], *, rate: float = FALSE_FINDINGS) -> tuple[Finding, ...]:
    """The findings of the candidates that stand when all of them are judged together, in the order given.

    Give every test that was made, not those that look promising. Families are judged first, then the tests within those
    that stand. Raises ValueError for a rate or a p outside 0 to 1.

    Source: Benjamini and Bogomolov (2014); see `core.stats.false_discovery.adjusted_in_families`.

    >>> stand([])
    ()
    """
    if not 0 < rate < 1:
        raise ValueError(f"rate is {rate}; give a proportion between 0 and 1, for example 0.05")
    tested = [candidate for candidate in candidates if not math.isnan(candidate.p)]
    adjusted = adjusted_in_families([c.p for c in tested], [c.family for c in tested])
    return tuple(candidate.make(float(p)) for candidate, p in zip(tested, adjusted, strict=True) if p <= rate)
