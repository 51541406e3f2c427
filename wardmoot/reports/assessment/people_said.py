"""What people add and say: why, delivery of the last plan, residents, the strategy group, recommendations, intelligence gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import FigureText, Form, VerdictWord
from wardmoot.reports.assessment.editing import View as Heard
from wardmoot.reports.assessment.sources import source_from, source_of
from wardmoot.reports.assessment.supplied import LastPlan, PlanLine
from wardmoot.reports.assessment.view import View
from wardmoot.reports.assessment.wording import capital, listed
from wardmoot.reports.document import Block, Bullets, Callout, CalloutKind, Cell, Column, Heading, Paragraph, Table

NO_PLAN = "No plan is loaded, so nothing can be said of how far it was carried out. Load one with the command wardmoot plan load FILE."
NO_CAUSE = "The tests say that something differs, never why. The table holds what the tests say; the reasons are the analyst's."


def why_blocks(view: View) -> Iterator[Block]:
    """The changes to be explained, beside which the analyst's reasons stand."""
    gathered = view.gathered
    lines = [line for line in (gathered.crimes, *gathered.offences, gathered.asb) if line.firm and line.change.verdict]
    moved = [line for line in lines if line.change.verdict and line.change.verdict.word in (VerdictWord.HIGHER, VerdictWord.LOWER)]
    yield Paragraph((NO_CAUSE,))
    if not moved:
        yield Paragraph(("No category of crime or anti-social behaviour has a change that stands when all are tested together.",))
        return
    yield Table(
        id="to-be-explained",
        title="The changes to be explained",
        subtitle=moved[0].change.period.label,
        columns=(
            Column("what", "What is counted"),
            Column("now", "Count", numeric=True),
            Column("before", "The same months before", numeric=True),
            Column("verdict", "What the test says"),
        ),
        rows=tuple(
            (line.name, FigureText(line.change), FigureText(line.change, Form.COMPARATOR), FigureText(line.change, Form.VERDICT)) for line in moved
        ),
        source=source_of(gathered),
    )


def delivery_blocks(view: View) -> Iterator[Block]:
    """What was done of each part, the documents and their state, the plan's numbers counted again, what it leaves open."""
    done = view.editing.delivered
    if done:
        yield Table(
            id="delivered",
            title="How far the plan was carried out",
            subtitle="As the partnership reports it",
            columns=(Column("part", "Part of the plan"), Column("state", "State"), Column("words", "What was done")),
            rows=tuple((one.part, one.state, one.words or None) for one in done),
            source="The partnership's own record",
        )
    plan = view.gathered.plan
    if plan is None:
        yield Callout(CalloutKind.NOTE, "No plan loaded", (NO_PLAN,))
        return
    yield from _plan_blocks(plan)


def _plan_blocks(plan: LastPlan) -> Iterator[Block]:
    yield Table(
        id="plan-documents",
        title="The plan's strategies and delivery plans",
        subtitle=plan.title,
        columns=(Column("theme", "Theme"), Column("title", "Document"), Column("state", "State when the plan was written")),
        rows=tuple((theme, one.title, one.written_status) for theme, one in plan.documents),
        source=plan.title,
        notes=(f"No document is named for {listed(plan.without_document)}.",) if plan.without_document else (),
    )
    if counted := [line for line in plan.lines if line.counted is not None and line.counted.value is not None]:
        yield _counted_table(plan, counted)
    if missing := [line.label for line in plan.lines if line.counted is None or line.counted.value is None]:
        yield Paragraph((f"Not counted again, because the data is not held: {'; '.join(dict.fromkeys(missing))}.",))
    if plan.gaps:
        yield Heading(2, "What the plan leaves open", "plan-gaps", listed=False)
        yield Bullets(tuple((text,) for text in dict.fromkeys(gap.text for gap in plan.gaps if gap.section != "headlines")))


def _counted_table(plan: LastPlan, lines: Sequence[PlanLine]) -> Table:
    printed = any(line.published is not None for line in lines)
    columns = [Column("what", "Headline of the plan")]
    columns += [Column("published", "As the plan prints it", numeric=True)] if printed else []
    columns += [Column("counted", "Counted from the data held", numeric=True), Column("period", "Period")]

    def row(line: PlanLine) -> tuple[Cell, ...]:
        assert line.counted is not None
        published = (FigureText(line.published, Form.WITH_COMPARATOR) if line.published else None,) if printed else ()
        return (line.label, *published, FigureText(line.counted, Form.WITH_COMPARATOR), line.counted.period.label)

    figures = [line.counted for line in lines if line.counted is not None]
    note = "In brackets: the time before, where the plan gives one. The plan's numbers are of the years before it began."
    return Table(
        "plan-counted", "The plan's headlines, counted again", plan.title, tuple(columns), tuple(map(row, lines)), source_from(figures), (note,)
    )


def heard_blocks(heard: Sequence[Heard], id: str, title: str) -> Iterator[Block]:
    """What was heard, where, when and from how many."""
    if not heard:
        return
    yield Table(
        id=id,
        title=title,
        subtitle="As it was heard",
        columns=(
            Column("issue", "Issue"),
            Column("source", "Where it was heard"),
            Column("on", "When"),
            Column("people", "People who said so", numeric=True),
            Column("words", "In what words"),
        ),
        rows=tuple(
            (one.issue, one.source, written_day(one.on) if one.on else None, FigureText(one.people) if one.people else None, one.words or None)
            for one in heard
        ),
        source="The partnership's own record",
    )


def recommendation_blocks(view: View) -> Iterator[Block]:
    """The recommendations."""
    if view.editing.recommendations:
        yield Bullets(tuple((text,) for text in view.editing.recommendations))


def intelligence_blocks(view: View) -> Iterator[Block]:
    """What must be found out: what people listed, and the topics that nothing is held of."""
    if view.editing.intelligence:
        yield Bullets(tuple((text,) for text in view.editing.intelligence))
    missing = [page for pages in view.gathered.topics.values() for page in pages if not page.lines]
    if missing:
        yield Heading(2, "Topics without data", "intelligence-topics", listed=False)
        yield Bullets(tuple((f"{capital(page.words)}: to be asked of {page.supplier}.",) for page in missing))
