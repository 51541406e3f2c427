from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.presenters import period_words
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.drawing import dot_plot
from wardmoot.apps.priorities.models import Decision, Exercise, Issue, Scorer, State, StateChange
from wardmoot.apps.sources.presenters import select, summary, tag
from wardmoot.core.findings import Finding
from wardmoot.core.priorities import Agreement, Disagreement, ScoringModel, Section
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import count_of, day

COLOURS = {State.LONGLIST: "blue", State.SCORING: "yellow", State.MODERATION: "purple", State.DECIDED: "green"}
DECISION_COLOURS = {"priority": "red", "watch": "yellow", "business as usual": "grey"}
ORIGINS = {Issue.Origin.THEME: "Theme", Issue.Origin.FINDING: "Finding", Issue.Origin.FREE: "Entered"}
UNDECIDED = "undecided"


def state_tag(exercise: Exercise) -> Markup:
    return tag(exercise.get_state_display(), COLOURS[State(exercise.state)])


def link(address: str, words: str, hidden: str = "") -> Markup:
    more = Markup('<span class="govuk-visually-hidden"> {}</span>').format(hidden) if hidden else ""
    return Markup('<a class="govuk-link" href="{}">{}{}</a>').format(address, words, more)


EXERCISE_COLUMNS = (
    Column("title", "Exercise", lambda one: link(reverse("priority_exercise", args=[one.public_id]), one.title), order="title"),
    Column("area", "Assessment", lambda one: f"{one.assessment.area_name}, {period_words(one.assessment)}", order="assessment__area_name"),
    Column("state", "State", state_tag, order="state"),
    Column("at", "Begun", lambda one: day(one.at), order="at"),
)


def state_filter(chosen: str) -> list[dict[str, Any]]:
    return [select("state", "State", chosen, [("", "Any state"), *State.choices])]


def facts(exercise: Exercise) -> list[dict[str, Any]]:
    words = f"{exercise.assessment.area_name}, {period_words(exercise.assessment)}"
    pairs: list[tuple[str, Any]] = [
        ("State", state_tag(exercise)),
        ("Assessment", link(reverse("assessment", args=[exercise.assessment.public_id]), words)),
        ("Scored with", f"{exercise.model.title}, version {exercise.model.version}"),
        ("Begun", f"{day(exercise.at)}{', by ' + exercise.by.name if exercise.by else ''}"),
    ]
    pairs += [(change.get_to_display(), change_words(change)) for change in queries.changes(exercise)]
    if exercise.record_sha256:
        pairs.append(("Seal of the record (SHA-256)", Markup('<code class="wm-break">{}</code>').format(exercise.record_sha256)))
    return summary(pairs)


def change_words(change: StateChange) -> str:
    who = f", by {change.by.name}" if change.by else ""
    return f"{day(change.at)}{who}{': ' + change.reason if change.reason else ''}"


def issue_link(issue: Issue) -> Markup:
    return link(reverse("priority_issue", args=[issue.exercise.public_id, issue.public_id]), issue.title)


def issue_columns() -> tuple[Column, ...]:
    return (
        Column("title", "Issue", issue_link, order="title"),
        Column("origin", "From", lambda issue: ORIGINS[Issue.Origin(issue.origin)], order="origin"),
        Column("evidence", "Evidence", lambda issue: count_of(len(issue.findings), "finding") if issue.findings else "No finding chosen"),
        Column("at", "Last changed", lambda issue: day(issue.at), order="at"),
    )


def origin_filter(chosen: str) -> list[dict[str, Any]]:
    return [select("origin", "From", chosen, [("", "Anywhere"), *((str(value), words) for value, words in ORIGINS.items())])]


def scorer_rows(found: Iterable[Scorer], take_off: bool) -> list[dict[str, Any]]:
    """Who scores and whether they have submitted: nothing else of it is for others."""
    return [
        {
            "agency": one.agency.name,
            "name": one.user.name,
            "state": tag("Submitted", "green") if one.submitted_at else tag("Not yet", "grey"),
            "remove": reverse("priority_take_off", args=[one.exercise.public_id, one.public_id]) if take_off else "",
        }
        for one in found
    ]


def evidence_card(exercise: Exercise, evidence: queries.Evidence, user: User) -> dict[str, Any]:
    """What stands on an issue's card for a person: each finding with its figures, its base and what to mind."""
    shown = queries.evidence_for(evidence, exercise.assessment, user)
    # of a decided exercise the assessment may hold other figures by now
    linked = queries.sees_draft(exercise.assessment, user) and exercise.state != State.DECIDED
    found = [_finding(exercise.assessment.public_id, one) for one in shown.findings]
    return {"findings": found, "gone": shown.gone, "withheld": shown.withheld, "linked": linked}


def _finding(public_id: Any, finding: Finding) -> dict[str, Any]:
    figures = [
        {
            "label": one.label,
            "value": one.written_with_comparator,
            "unit": one.written_unit,
            "period": one.period.label,
            "says": one.verdict.word.value if one.verdict else "not tested",
            "href": reverse("assessment_figure", args=[public_id, one.id]),
        }
        for one in finding.figures
    ]
    base = f"{finding.base.written} {finding.base.written_unit}" if finding.base else ""
    return {
        "words": finding.words,
        "area": finding.area.name,
        "figures": figures,
        "base": base,
        "caveats": finding.caveats,
        "supplier": finding.supplier,
    }


AGREEMENT_COLOURS = {
    Agreement.AGREED: "green",
    Agreement.NEAR: "yellow",
    Agreement.APART: "red",
    Agreement.ONE_SCORE: "grey",
    Agreement.NO_SCORE: "grey",
}


def difference_rows(found: queries.IssueScores) -> list[dict[str, Any]]:
    return [_difference(one) for one in found.differences]


def _difference(one: Disagreement) -> dict[str, Any]:
    given = [(name, f"{value} {one.axis.words_of(value)}", name in one.differing) for name, value in one.scores.items()]
    middle = "" if one.middle is None else f"{one.middle:g}"
    spread = "" if one.lowest is None else f"{one.lowest} to {one.highest}"
    colour = AGREEMENT_COLOURS[one.agreement]
    return {
        "title": one.axis.title,
        "given": given,
        "middle": middle,
        "spread": spread,
        "tag": tag(one.agreement.value.capitalize(), colour),
        "dots": dot_plot(one) if one.scores else "",
    }


def decision_tag(row: queries.Ranked) -> Markup:
    if row.decision is None:
        return tag("Not decided", "blue")
    if row.decision.agreed_revision != row.agreed.revision:
        return tag("Decide again: the score changed", "orange")
    return tag(row.decision.get_choice_display(), DECISION_COLOURS[row.decision.choice])


class ResultRow:
    """A row of the results, with what it is ordered by."""

    def __init__(self, row: queries.Ranked) -> None:
        self.row, self.issue, self.score, self.rank = row, row.issue, row.score, row.rank
        self.title, self.risk, self.impact, self.likelihood = row.issue.title, row.score.risk, row.score.impact, row.score.likelihood
        self.position = row.score.position if row.score.position is not None else -1
        self.letter = row.score.confidence.letter if row.score.confidence else "[x]"
        self.choice = row.decision.choice if row.decision else UNDECIDED


def result_columns(model: ScoringModel) -> tuple[Column, ...]:
    """What the page lists; the ranges of the ranks have a table of their own below it."""
    position = (Column("position", "Position", lambda one: one.position, order="position", numeric=True),) if model.of(Section.POSITION) else ()
    return (
        Column("rank", "Rank", lambda one: one.rank, order="rank", numeric=True),
        Column("title", "Issue", lambda one: issue_link(one.issue), order="title"),
        Column("risk", "Risk", lambda one: one.risk, order="risk", numeric=True),
        Column("impact", "Impact", lambda one: one.impact, order="impact", numeric=True),
        Column("likelihood", "Likelihood", lambda one: one.likelihood, order="likelihood", numeric=True),
        *position,
        Column("confidence", "Confidence", lambda one: one.letter, order="letter"),
        Column("decision", "Decision", lambda one: decision_tag(one.row), order="choice"),
    )


def firmness_columns(model: ScoringModel) -> tuple[Column, ...]:
    low, high = (f"{bound / 100:g}" for bound in model.weight_bounds)
    return (
        Column("single", "Any one score moves one step", lambda one: one.row.stability.single.written),
        Column("alone", "All its own scores move one step", lambda one: one.row.stability.alone.written),
        Column("together", "Every score moves one step", lambda one: one.row.stability.together.written),
        Column("weights", f"Weights from {low} to {high}", lambda one: one.row.stability.weights.written),
    )


def firmness_table(model: ScoringModel, rows: Iterable[ResultRow]) -> dict[str, Any]:
    columns = firmness_columns(model)
    heads = [{"text": column.heading, "format": "numeric" if column.numeric else ""} for column in columns]
    body = [
        [{"text": one.title}, *({"text": str(column.text(one)), "format": "numeric" if column.numeric else ""} for column in columns)] for one in rows
    ]
    caption = "Which ranks each issue takes if"
    return {
        "caption": caption,
        "captionClasses": "govuk-table__caption--m",
        "firstCellIsHeader": True,
        "head": [{"text": "Issue"}, *heads],
        "rows": body,
    }


def result_filters(chosen: dict[str, str], model: ScoringModel) -> list[dict[str, Any]]:
    choices = [("", "Any"), *Decision.Choice.choices, (UNDECIDED, "Not decided")]
    letters = [("", "Any"), *((one.letter, f"{one.letter} {one.words}") for one in model.confidence)]
    return [select("decision", "Decision", chosen["decision"], choices), select("confidence", "Confidence", chosen["confidence"], letters)]


def plain(value: Any) -> str:
    """A cell's words without its marks, for a file."""
    return value.striptags() if isinstance(value, Markup) else str(value)


def file_columns(columns: Iterable[Column]) -> list[Column]:
    def of(column: Column) -> Column:
        return replace(column, text=lambda row: plain(column.text(row)))

    return [of(column) for column in columns]
