"""What partners supplied for the topics of the template, what was done under the last plan, and what was said last year."""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.core.figures import Figure, Span
from wardmoot.core.plan import Gap, PlanDocument
from wardmoot.reports.assessment.series import Series


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One number of a topic. `older`: no data is held for the period assessed, so the latest time held stands here."""

    label: str
    figure: Figure
    older: bool = False


@dataclass(frozen=True, slots=True)
class TopicPage:
    """What is held of a topic of the template. Without a line the topic is not assessed: `why_not` says why, `supplier` who could supply it."""

    key: str
    words: str
    supplier: str
    lines: tuple[TopicLine, ...] = ()
    series: tuple[Series, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A number of the plan: as the plan prints it (None in a demonstration, whose figures are invented), and counted again."""

    label: str
    published: Figure | None
    counted: Figure | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class LastPlan:
    """The plan in force: the state of its documents by theme, what it leaves open, and its numbers counted again."""

    title: str
    documents: tuple[tuple[str, PlanDocument], ...]
    without_document: tuple[str, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding beside the same of the last assessment. `then` or `now` is empty where it was not made; `why` names what differs."""

    subject: str
    then: tuple[Span, ...]
    now: tuple[Span, ...]
    why: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of both assessments whose value or verdict differs; `then` is last year's, under an id of its own."""

    label: str
    then: Figure | None
    now: Figure | None
    why: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Two assessments side by side. `words` says which two, and what was compared."""

    words: str
    findings: tuple[FindingChange, ...]
    figures: tuple[FigureChange, ...]
