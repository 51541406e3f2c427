"""The demonstration's priority exercises: one whose round is closed and half agreed, and one still being scored. All of it invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.queries import findings_of
from wardmoot.apps.plan.queries import current_plan
from wardmoot.apps.priorities import actions, deciding, queries, scoring
from wardmoot.apps.priorities.models import Decision, Exercise, Issue, Scorer
from wardmoot.catalogue.assessment_template import section_of
from wardmoot.catalogue.priority_models import priority_models
from wardmoot.core.priorities import ScoringModel
from wardmoot.demo.people import USERS

RUNS, CHAIR = "partnership_manager", "chair"
SCORERS = ("analyst", "panel_coordinator", "agency_representative", "board_member")
AXES = (
    "physical",
    "psychological",
    "financial",
    "community",
    "environment",
    "expectation",
    "volume",
    "trajectory",
    "capacity",
    "capability",
    "economic",
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An invented issue: its plan theme (or its own title), the values in the order of AXES, and what the meeting made of it.

    `moved` says, for a scorer, by how many steps their values on an axis differ from the meeting's. `agreed` is false where the
    meeting has not come to it; `choice` is empty where the chair has not decided.
    """

    theme: str
    values: tuple[int, ...]
    confidence: str
    moved: tuple[tuple[int, str, int], ...] = ()
    title: str = ""
    problem: str = ""
    agreed: bool = True
    choice: str = ""
    reason: str = ""


ISSUES = (
    MadeUp(
        "domestic-abuse",
        (8, 8, 2, 4, 0, 4, 4, 3, 3, 2, 3),
        "A",
        ((3, "community", -2), (1, "volume", 1)),
        choice="priority",
        reason="It harms most, and referrals need people that no agency has yet.",
    ),
    MadeUp(
        "exploitation",
        (8, 8, 4, 2, 0, 4, 2, 3, 3, 3, 3),
        "C",
        ((0, "volume", 2), (2, "physical", -1)),
        choice="priority",
        reason="Severe harm to children; what is known of it must grow.",
    ),
    MadeUp(
        "anti-social-behaviour",
        (1, 2, 1, 4, 4, 8, 5, 2, 2, 1, 2),
        "A",
        ((3, "expectation", -2), (0, "psychological", 1)),
        choice="watch",
        reason="Residents ask for it most; the panel's work goes on.",
    ),
    MadeUp(
        "road-safety",
        (8, 4, 4, 2, 2, 4, 3, 2, 2, 1, 3),
        "B",
        ((1, "trajectory", -1),),
        choice="business as usual",
        reason="The casualty partnership leads and is resourced.",
    ),
    MadeUp("serious-and-organised-crime", (4, 4, 4, 4, 1, 4, 3, 3, 3, 3, 4), "C", ((2, "financial", -2), (3, "capacity", -2))),
    MadeUp("serious-violence", (8, 4, 2, 4, 1, 4, 2, 3, 2, 2, 3), "B", ((0, "physical", -1), (3, "volume", 2))),
    MadeUp("drugs-and-alcohol", (4, 4, 4, 4, 2, 4, 4, 2, 2, 2, 3), "B", ((2, "environment", 2),), agreed=False),
    MadeUp("radicalisation", (8, 4, 1, 4, 0, 2, 1, 2, 1, 2, 2), "D", ((1, "physical", -2), (2, "trajectory", 1)), agreed=False),
    MadeUp(
        "",
        (1, 2, 4, 1, 2, 2, 3, 2, 2, 2, 2),
        "B",
        ((3, "financial", -2),),
        title="Theft of farm machinery",
        problem="Invented for the demonstration: machines taken from farms at night, recorded under several crime types, so never counted by itself.",
        agreed=False,
    ),
)
EMERGING = (
    ("Electric scooters on footways", "Invented for the demonstration: residents of two towns raised it at a public meeting."),
    ("Romance fraud against older people", "Invented for the demonstration: banks tell of it, few victims report it."),
    ("Catalytic converter theft", "Invented for the demonstration: a handful of reports since the summer."),
)


@transaction.atomic
def score_demonstration(assessment: Assessment, *, now: datetime) -> None:
    """Both exercises; what is there already stays as it is."""
    if Exercise.objects.filter(assessment=assessment).exists():
        return
    people = {user.role: User.objects.get(email=user.email) for user in USERS}
    _closed(assessment, people, now)
    _open(assessment, people, now)


def _begun(assessment: Assessment, people: dict[str, User], title: str, model: str, now: datetime) -> Exercise:
    return actions.begin(by=people[RUNS], assessment=assessment, title=title, model_text=priority_models()[model], now=now)


def _closed(assessment: Assessment, people: dict[str, User], now: datetime) -> None:
    exercise = _begun(assessment, people, "Priorities for the next plan", "thematic 1", now - timedelta(days=30))
    issues = _longlist(exercise, people[RUNS], now - timedelta(days=29))
    actions.invite(by=people[RUNS], exercise=exercise, people=[people[role] for role in SCORERS], now=now - timedelta(days=28))
    actions.open_scoring(by=people[RUNS], exercise=exercise, reason="", now=now - timedelta(days=27))
    exercise.refresh_from_db()
    for place, role in enumerate(SCORERS):
        scorer = Scorer.objects.get(exercise=exercise, user=people[role])
        for made_up, issue in issues:
            values, note = _as_scored(exercise.model, made_up, place), "Seen by our front line." if place == 2 else ""
            scoring.save_draft(by=people[role], scorer=scorer, issue=issue, values=values, confidence=made_up.confidence, note=note, seen=0)
        scoring.submit(by=people[role], scorer=scorer, now=now - timedelta(days=20 - place))
    actions.close_round(by=people[RUNS], exercise=exercise, reason="", now=now - timedelta(days=14))
    for made_up, issue in issues:
        _moderate(made_up, Issue.objects.get(pk=issue.pk), people, now - timedelta(days=7))


def _longlist(exercise: Exercise, by: User, now: datetime) -> list[tuple[MadeUp, Issue]]:
    plan, found = current_plan(), findings_of(exercise.assessment)
    names = {theme.key: theme.name for theme in plan.themes} if plan else {}
    made = []
    for one in ISSUES:
        evidence = [finding.id for finding in found if one.theme and section_of(finding) == f"theme-{one.theme}"]
        issue = actions.add_issue(
            by=by,
            exercise=exercise,
            title=one.title or names.get(one.theme, one.theme.replace("-", " ").capitalize()),
            problem=one.problem,
            origin=Issue.Origin.THEME if one.theme else Issue.Origin.FREE,
            theme=one.theme,
            findings=evidence,
            now=now,
        )
        made.append((one, issue))
    return made


def _as_scored(model: ScoringModel, made_up: MadeUp, place: int) -> dict[str, int]:
    values = dict(zip(AXES, made_up.values, strict=True))
    for scorer, key, steps in made_up.moved:
        if scorer == place:
            values[key] = model.axis(key).moved(values[key], steps)
    return values


def _moderate(made_up: MadeUp, issue: Issue, people: dict[str, User], now: datetime) -> None:
    if not made_up.agreed:
        return
    differed = {key for _, key, _ in made_up.moved}
    why = {key: "Agencies differed; agreed after hearing each." if key in differed else "All agencies gave this or the next step." for key in AXES}
    why[deciding.CONFIDENCE] = "Judged by what each agency could show."
    values = dict(zip(AXES, made_up.values, strict=True))
    deciding.agree(by=people[RUNS], issue=issue, values=values, rationales=why, confidence=made_up.confidence, seen=0, now=now)
    if made_up.choice:
        deciding.decide(by=people[CHAIR], issue=issue, choice=Decision.Choice(made_up.choice), reason=made_up.reason, seen=0, now=now)


def _open(assessment: Assessment, people: dict[str, User], now: datetime) -> None:
    """Still blind: one agency has submitted, one has begun, the others have not."""
    exercise = _begun(assessment, people, "Emerging issues, quick look", "four-by-four 1", now - timedelta(days=10))
    for title, problem in EMERGING:
        actions.add_issue(by=people[RUNS], exercise=exercise, title=title, problem=problem, origin=Issue.Origin.FREE, findings=[], now=now)
    actions.invite(by=people[RUNS], exercise=exercise, people=[people[role] for role in SCORERS], now=now - timedelta(days=9))
    actions.open_scoring(by=people[RUNS], exercise=exercise, reason="", now=now - timedelta(days=8))
    exercise.refresh_from_db()
    first, second = (Scorer.objects.get(exercise=exercise, user=people[role]) for role in SCORERS[:2])
    for place, issue in enumerate(queries.issues(exercise)):
        values = {"impact": 1 + place, "likelihood": 3 - place}
        scoring.save_draft(by=first.user, scorer=first, issue=issue, values=values, confidence="C", note="", seen=0)
        if not place:
            scoring.save_draft(by=second.user, scorer=second, issue=issue, values={"impact": 2}, confidence="", note="", seen=0)
    scoring.submit(by=first.user, scorer=first, now=now - timedelta(days=3))
