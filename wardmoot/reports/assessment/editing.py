"""What people added to an assessment: their decisions on findings, their words and pictures, and the group's priorities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wardmoot.core.figures import Figure
from wardmoot.reports.document import Picture, ScorePlot


class Standing(StrEnum):
    """What the analyst decided of a finding. UNDECIDED findings are printed in a draft and marked as not reviewed."""

    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one finding: `place` orders accepted findings in a section (None: as ranked); a rejection has its reason."""

    standing: Standing
    reason: str = ""
    place: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A passage that a person wrote, in paragraphs, with who wrote it (by role and agency, never by name) and when."""

    paragraphs: tuple[str, ...]
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class ProposedPriority:
    """An issue proposed (or decided) as a priority, in rank order. `scores` are figures: impact, likelihood, risk.

    `decision` is priority, watch or business as usual, or empty before the group decided; `confidence` its letter and words,
    `ranks` the best and the worst rank it takes when scores move.
    """

    title: str
    reason: str
    scores: tuple[Figure, ...] = ()
    decision: str = ""
    confidence: str = ""
    ranks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What residents or the strategy group said should be a priority: the issue, where it was heard, how many said it."""

    issue: str
    source: str
    on: date | None = None
    people: Figure | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How far a part of the last plan was carried out: `state` is in the partnership's own words (done, in part, not done, not known)."""

    part: str
    state: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Editing:
    """Everything people added. Keys of `words` and `pictures` are section keys of the template; of `decisions`, finding ids."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    words: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    priorities: tuple[ProposedPriority, ...] = ()
    priorities_note: str = ""
    priority_plot: ScorePlot | None = None
    residents: tuple[View, ...] = ()
    group: tuple[View, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    intelligence: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    version: str = ""
    """Words for the version: `Draft of 6 March 2026` or `Version 2, final, locked 6 March 2026`."""
