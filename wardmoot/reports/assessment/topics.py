"""The pages of themes, people and vulnerability: what partners supplied for each topic, and what was not supplied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wardmoot.catalogue.assessment_template import Section
from wardmoot.core.calendar import Period
from wardmoot.core.figures import FigureText, Form
from wardmoot.reports.assessment.gathered import NOT_FIRM
from wardmoot.reports.assessment.offences import control_chart
from wardmoot.reports.assessment.sources import source_from
from wardmoot.reports.assessment.supplied import TopicLine, TopicPage
from wardmoot.reports.assessment.view import View
from wardmoot.reports.assessment.wording import capital
from wardmoot.reports.document import Block, Cell, Column, Heading, Table

NOT_ASSESSED = "Not assessed: data not supplied"
UNSAID = "Nothing is said here of these topics; that they are in no count says nothing of their weight."
OLDER = "Nothing is held of these for the period assessed, so the latest time held stands here: {}."


def topic_blocks(view: View, section: Section) -> Iterator[Block]:
    """The numbers of the section's topics in one table, their months as control charts, then the topics without data."""
    pages = view.gathered.topics.get(section.key, ())
    lines = [line for page in pages for line in page.lines]
    if lines:
        yield _table(view, section, lines)
    for page in pages:
        for series in page.series:
            yield Heading(2, f"{series.name}, month by month", f"months-{series.slug}", listed=False)
            figures = [figure for _, figure in series.points if figure is not None]
            yield control_chart(view.gathered, series, source=source_from(figures), period=_period_of(page, series.slug))
    yield from _not_assessed(section, pages)


def _period_of(page: TopicPage, name: str) -> Period | None:
    return next((line.figure.period for line in page.lines if line.figure.measure == name), None)


def _table(view: View, section: Section, lines: Sequence[TopicLine]) -> Table:
    older = [line.label for line in lines if line.older]
    return Table(
        id=f"topics-{section.key}",
        title=f"{section.title}: what is counted",
        subtitle=f"{view.gathered.scope.area.name}; the time of each number stands in its row",
        columns=(
            Column("what", "What is counted"),
            Column("period", "Period"),
            Column("now", "Number", numeric=True),
            Column("before", "The time before", numeric=True),
            Column("interval", "95% interval", numeric=True),
            Column("verdict", "What the test says"),
        ),
        rows=tuple(_row(line) for line in lines),
        source=source_from([line.figure for line in lines]),
        notes=tuple(_notes(lines, older)),
    )


def _row(line: TopicLine) -> tuple[Cell, ...]:
    figure = line.figure
    compared = figure.comparator is not None
    return (
        f"{line.label} ({figure.written_unit})",
        figure.period.label,
        FigureText(figure),
        FigureText(figure, Form.COMPARATOR) if compared else None,
        FigureText(figure, Form.INTERVAL) if figure.interval else None,
        FigureText(figure, Form.VERDICT) if compared else None,
    )


def _notes(lines: Sequence[TopicLine], older: Sequence[str]) -> Iterator[str]:
    if any(line.figure.comparator is None for line in lines):
        yield "[z]: not compared, because the time before is not held or the number is an estimate made elsewhere."
    if older:
        yield OLDER.format("; ".join(older))
    if any(line.figure.verdict and line.figure.verdict.p is not None for line in lines):
        yield "Each number is tested by itself here; findings are what stands when everything tested is judged together."
    if doubtful := [line.label for line in lines if line.figure.verdict and NOT_FIRM in line.figure.verdict.note]:
        yield f"{'; '.join(doubtful)}: {NOT_FIRM}."
    told: dict[str, list[str]] = {}
    for line in lines:
        for caveat in line.figure.caveats:
            told.setdefault(caveat.removeprefix(f"{line.label}: "), []).append(line.label)
    yield from (f"{'; '.join(dict.fromkeys(labels))}: {caveat}" for caveat, labels in told.items())


def _not_assessed(section: Section, pages: Sequence[TopicPage]) -> Iterator[Block]:
    """The topics without data, with who could supply it."""
    missing = [page for page in pages if not page.lines]
    if missing:
        yield Table(
            id=f"missing-{section.key}",
            title=NOT_ASSESSED,
            subtitle=UNSAID,
            columns=(Column("topic", "Topic"), Column("why", "Why it is not assessed"), Column("supplier", "Who could supply it")),
            rows=tuple((capital(page.words), page.why_not, capital(page.supplier)) for page in missing),
            source="",
        )
