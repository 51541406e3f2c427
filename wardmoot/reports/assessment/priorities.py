"""One page of proposed priorities: as the group scored and decided them, or else what the evidence puts forward."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.figures import FigureText
from wardmoot.core.findings import Finder, Finding
from wardmoot.reports.assessment.editing import ProposedPriority
from wardmoot.reports.assessment.view import View
from wardmoot.reports.document import Block, Bullets, Callout, CalloutKind, Cell, Column, Paragraph, Table

MOST, OF_ONE_FINDER = 8, 2
NOT_DECIDED = "Put forward by the evidence, not decided"
NOT_DECIDED_WORDS = (
    "The strategy group has not decided on priorities yet. These are the findings with the greatest and most certain effects; a finding is "
    "not a priority until people have weighed harm, likelihood and what can be done."
)
CAVEATS_LATER = "What must be read with each of these stands in its own section."
NO_FINDINGS = "No difference or change that was tested stands when all tests are judged together, so the evidence alone puts nothing forward."


def priority_blocks(view: View) -> Iterator[Block]:
    """The priorities with their reasons, then the plot of scores."""
    if view.editing.priorities:
        yield _table(view)
        if view.editing.priorities_note:
            yield Paragraph((view.editing.priorities_note,))
        if view.editing.priority_plot:
            yield view.editing.priority_plot
        return
    yield Callout(CalloutKind.NOTE, NOT_DECIDED, (NOT_DECIDED_WORDS,))
    found = strongest(view)
    if not found:
        yield Paragraph((NO_FINDINGS,))
        return
    yield Bullets(tuple(finding.claim for finding in found))
    yield Paragraph((CAVEATS_LATER,))


def strongest(view: View, most: int = MOST) -> tuple[Finding, ...]:
    """The findings that a test supports and nobody rejected, the weightiest first, no more than two of one finder: a page of many kinds."""
    kept: dict[Finder, int] = {}
    found = []
    for finding in view.told:
        kept[finding.finder] = kept.get(finding.finder, 0) + 1
        if finding.adjusted_p is not None and kept[finding.finder] <= OF_ONE_FINDER:
            found.append(finding)
    return tuple(found[:most])


def _table(view: View) -> Table:
    proposed = view.editing.priorities
    scored = max((one.scores for one in proposed), key=len)
    stable = any(one.ranks for one in proposed)
    columns = [Column("issue", "Issue"), Column("reason", "Why")]
    columns += [Column(f"score-{index}", figure.label, numeric=True) for index, figure in enumerate(scored)]
    columns += [Column("confidence", "Confidence in the evidence")]
    columns += [Column("ranks", "Best and worst rank")] if stable else []
    columns += [Column("decision", "Decision")]
    return Table(
        id="priorities",
        title=f"Proposed priorities for {view.gathered.scope.area.name}",
        subtitle="In rank order",
        columns=tuple(columns),
        rows=tuple(_row(one, len(scored), stable) for one in proposed),
        source="Scores of the partnership's agencies; see the priority matrix",
        notes=("Best and worst rank: those an issue takes when every score moves one step. Confidence is never part of a score.",) if stable else (),
    )


def _row(one: ProposedPriority, scores: int, stable: bool) -> tuple[Cell, ...]:
    figures: tuple[Cell, ...] = tuple(FigureText(figure) for figure in one.scores)
    ranks: tuple[Cell, ...] = (f"{one.ranks[0]} to {one.ranks[1]}" if one.ranks else None,) if stable else ()
    return (one.title, one.reason, *figures, *(None,) * (scores - len(figures)), one.confidence or None, *ranks, one.decision or "not decided")
