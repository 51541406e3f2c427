"""What an assessment prints of its priority exercise: the issues in rank order, the plot, what must still be found out."""

from __future__ import annotations

from django.urls import reverse

from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.models import Exercise, State
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Figure, FigureText, RecordQuery, Trace, Unit
from wardmoot.core.priorities import ScoringModel, Section
from wardmoot.reports.assessment.editing import ProposedPriority
from wardmoot.reports.document import Cell, Column, PlotPoint, ScorePlot, Table

PARTS = ("impact", "likelihood", "risk")
SOURCE = "The partnership's own scoring of issues; a judgement, not a count."
NONE_YET = "No priority exercise has been begun for this assessment."
BLIND = "Issues are being scored by agencies apart from each other. Nothing is shown until the scoring is closed."
Result = tuple[tuple[ProposedPriority, ...], str, ScorePlot | None, tuple[str, ...]]


def priorities_for(assessment: Assessment) -> Result:
    """The issues proposed or decided, a note on how they came about, the plot, and the intelligence requirements."""
    exercise = queries.latest_of(assessment)
    if exercise is None:
        return (), NONE_YET, None, ()
    if not exercise.round_is_closed:
        return (), BLIND, None, ()
    rows = queries.ranked(exercise)
    proposed = tuple(_proposed(exercise, row) for row in rows)
    return proposed, _note(exercise), score_plot(exercise, rows) if rows else None, requirements(rows)


def pages_for(assessment: Assessment) -> tuple[str, str]:
    """Where its priorities are scored (where to begin, before any exercise is), and the control strategy that follows from them."""
    exercise = queries.latest_of(assessment)
    scored = reverse("priority_exercise", args=[exercise.public_id]) if exercise else reverse("priorities")
    return scored, reverse("control_strategy")


def _proposed(exercise: Exercise, row: queries.Ranked) -> ProposedPriority:
    level = row.score.confidence
    held = row.stability.single
    return ProposedPriority(
        title=row.issue.title,
        reason=row.decision.reason if row.decision else row.issue.problem,
        scores=tuple(figures_of(exercise, row)[part] for part in PARTS),
        decision=row.decision.choice if row.decision else "",
        confidence=f"{level.letter}, {level.words[:1].lower()}{level.words[1:]}" if level else "",
        ranks=(held.best, held.worst),
    )


def requirements(rows: list[queries.Ranked]) -> tuple[str, ...]:
    """A sentence for each issue whose evidence is too weak to rest on."""
    weak = [(row.issue.title, row.score.confidence) for row in rows if row.score.confidence and row.score.confidence.low]
    return tuple(
        f"{title}: the evidence is {level.words.lower()} (confidence {level.letter}). Find out more before it is scored again."
        for title, level in weak
    )


def _note(exercise: Exercise) -> str:
    model = exercise.model
    state = "Decided by the strategy group's chair" if exercise.state == State.DECIDED else "Proposed: not decided yet"
    waiting = len(queries.not_agreed(exercise))
    left = f" No score is agreed yet for {waiting} of the issues." if waiting else ""
    scored = f"Scored with “{model.title}”, version {model.version}. {model.status}"
    return f"{state}. {scored} Each agency scored by itself before a meeting agreed the scores.{left}"


def figures_of(exercise: Exercise, row: queries.Ranked) -> dict[str, Figure]:
    """Impact, likelihood and risk of an issue as figures, traced to the agreed score."""
    values = {"impact": row.score.impact, "likelihood": row.score.likelihood, "risk": row.score.risk}
    return {part: _figure(exercise, row, part, value) for part, value in values.items()}


def _figure(exercise: Exercise, row: queries.Ranked, part: str, value: int) -> Figure:
    assessment = exercise.assessment
    last = Month.parse(assessment.last_month)
    model = exercise.model
    trace = Trace(
        measure=f"priority-{part}",
        version=f"{model.key} {model.version}",
        method=" ".join(model.formula),
        computed_at=row.agreed.at,
        parameters={"values": row.agreed.values, "model": f"{model.key} {model.version}"},
        query=RecordQuery(f"agreed score {row.agreed.revision} of issue {row.issue.public_id}", row.agreed.at),
    )
    return Figure(
        id=f"priorities.{row.issue.public_id}.{part}",
        label=f"{row.issue.title}: {part}",
        measure=f"priority-{part}",
        value=value,
        unit=Unit.SCORE,
        counting_unit=COUNTING_UNITS["point"],
        area=Area(assessment.area_code, assessment.area_name, AreaKind.AUTHORITY),
        period=Period.span(last.shift(1 - assessment.months), last),
        trace=trace,
        places=0,
        breakdown={"issue": row.issue.title},
    )


def score_plot(exercise: Exercise, rows: list[queries.Ranked]) -> ScorePlot:
    """Impact by likelihood, each issue by its name."""
    model = exercise.model
    figures = [figures_of(exercise, row) for row in rows]
    top = rows[0].issue.title if [row.rank for row in rows].count(1) == 1 else ""
    return ScorePlot(
        id="priority-plot",
        title=f"{top} stands first of the {len(rows)} issues scored" if top and len(rows) > 1 else "Issues by impact and likelihood",
        subtitle=f"Agreed scores, {model.title}, version {model.version}",
        alt=_alt(rows),
        x_title="Likelihood",
        y_title="Impact",
        x_range=_floats(model.range_of(Section.LIKELIHOOD)),
        y_range=_floats(model.range_of(Section.IMPACT)),
        points=tuple(PlotPoint(row.issue.title, found["likelihood"], found["impact"]) for row, found in zip(rows, figures, strict=True)),
        table=_table(model, rows, figures),
        source=SOURCE,
    )


def _floats(pair: tuple[int, int]) -> tuple[float, float]:
    return float(pair[0]), float(pair[1])


def _alt(rows: list[queries.Ranked]) -> str:
    said = "; ".join(f"{row.issue.title}, impact {row.score.impact}, likelihood {row.score.likelihood}" for row in rows)
    return f"A plot of issues by likelihood, left to right, and impact, bottom to top: {said}."


def _table(model: ScoringModel, rows: list[queries.Ranked], figures: list[dict[str, Figure]]) -> Table:
    columns = (
        Column("issue", "Issue"),
        *(Column(part, part.capitalize(), numeric=True) for part in PARTS),
        Column("rank", "Rank", numeric=True),
        Column("ranks", "Ranks it takes if any one score moves one step"),
        Column("confidence", "Confidence"),
    )
    body: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.issue.title,
            *(FigureText(found[part]) for part in PARTS),
            str(row.rank),
            row.stability.single.written,
            row.score.confidence.letter if row.score.confidence else "[x]",
        )
        for row, found in zip(rows, figures, strict=True)
    )
    letters = "; ".join(f"{level.letter} {level.words.lower()}" for level in model.confidence)
    notes = (*model.formula, f"Confidence stands beside the score and is no part of it: {letters}.", model.status)
    return Table("priority-scores", "Issues by rank", f"Agreed scores, {model.title}, version {model.version}", columns, body, SOURCE, notes)
