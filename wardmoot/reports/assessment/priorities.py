"""One page of proposed priorities: as the group scored and decided them, or else what the evidence puts forward."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.figures import FigureText
from wardmoot.reports.assessment.editing import ProposedPriority
from wardmoot.reports.assessment.put_forward import concern_blocks, name_of, put_forward
from wardmoot.reports.assessment.view import View
from wardmoot.reports.assessment.wording import listed, mid_sentence
from wardmoot.reports.document import Block, Callout, CalloutKind, Cell, Column, Paragraph, Table

MOST, IN_FULL = 6, 3
"""How many are named, and how many of them with their reasons: the section is one page."""
NOT_DECIDED = "Put forward by the evidence, not decided"
NOT_DECIDED_WORDS = (
    "The strategy group has not decided on priorities yet. An issue stands here where a test found more of it than before or "
    "than elsewhere, clusters of high counts, a difference by deprivation, or repeats; the greatest and most certain effects come first, totals "
    "last. None of it is a priority until people have weighed harm, likelihood and what can be done."
)
CAVEATS_LATER = "What must be read with each of these stands in its own section."
NO_FINDINGS = "Nothing that was tested speaks against the area when all tests are judged together, so the evidence alone puts nothing forward."


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
    found = put_forward(view, MOST)
    if not found:
        yield Paragraph((NO_FINDINGS,))
        return
    for one in found[:IN_FULL]:
        yield from concern_blocks(view, one)
    if others := [mid_sentence(name_of(one)) for one in found[IN_FULL:]]:
        yield Paragraph((f"Next in the same order, with their reasons in their own sections: {listed(others)}.",))
    yield Paragraph((CAVEATS_LATER,))


def _table(view: View) -> Table:
    proposed = view.editing.priorities
    scored = max((one.scores for one in proposed), key=len)
    stable = any(one.ranks for one in proposed)
    columns = [Column("issue", "Issue"), Column("reason", "Why")]
    # the label names the issue too, which is the row's and not the column's
    parts = [figure.label.rpartition(": ")[2] for figure in scored]
    columns += [Column(f"score-{index}", f"{part[:1].upper()}{part[1:]}", numeric=True) for index, part in enumerate(parts)]
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
