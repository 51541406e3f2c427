"""Finders: named rules over the evidence, each of which looks for one thing and says what a test supports."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wardmoot.core.findings import Candidate, Finding, once, ranked, stand
from wardmoot.measures.finders import (
    association,
    change,
    harm,
    hot_spots,
    inequality,
    level,
    missing,
    people,
    places,
    repeats,
    season,
    step,
    trend,
    unusual,
)
from wardmoot.measures.finders.material import Material

TESTS: tuple[Callable[[Material], Iterable[Candidate]], ...] = (
    level.candidates,
    change.candidates,
    trend.candidates,
    step.candidates,
    season.candidates,
    unusual.candidates,
    places.candidates,
    hot_spots.candidates,
    inequality.candidates,
    repeats.candidates,
    people.candidates,
    association.candidates,
    harm.candidates,
)
"""The finders that test something: each gives every test it made. All are judged together."""

DESCRIPTIONS: tuple[Callable[[Material], Iterable[Finding]], ...] = (missing.findings, harm.not_assessed)
"""The finders that test nothing and so say no direction: what is missing, what is recorded."""


def find(material: Material) -> tuple[Finding, ...]:
    """What the evidence says: the findings that stand when all tests are judged together, the weightiest first.

    The same is said once. What was not tested (data not supplied) comes last. With nothing to find at all, the chance
    that any tested finding is made is at most 5%; see `core.findings.control`.
    """
    stood = stand([candidate for finder in TESTS for candidate in finder(material)])
    described = [finding for finder in DESCRIPTIONS for finding in finder(material)]
    return ranked((*once(ranked(stood)), *described))


__all__ = ["find"]
