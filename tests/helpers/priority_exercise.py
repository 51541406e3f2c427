"""A small priority exercise: an assessment, issues, scorers of several agencies, and values that make a known risk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.priorities import actions, queries, scoring
from wardmoot.apps.priorities.models import Exercise, Issue, Scorer
from wardmoot.catalogue.priority_models import parse_priority_model, priority_models

NOW = datetime(2019, 12, 12, 9, 0, tzinfo=UTC)
MODEL_TEXT = priority_models()["thematic 1"]
MODEL = parse_priority_model(MODEL_TEXT.encode(), "thematic-1.toml")
WORKED = {"physical": 8, "psychological": 8, "financial": 2, "community": 4, "environment": 0, "expectation": 4, "volume": 4, "trajectory": 3}
POSITION = {"capacity": 2, "capability": 2, "economic": 3}
FULL = WORKED | POSITION
LOW = {axis.key: axis.values[0] for axis in MODEL.axes}
SECRET = "only the scorer may read this sentence"


def made_assessment() -> Assessment:
    return Assessment.objects.create(
        area_code="X06000001",
        area_name="Moonshire",
        last_month="2019-10",
        months=12,
        asked_at=NOW,
        made_at=NOW,
        title="Strategic assessment",
        period="November 2018 to October 2019",
        marking="OFFICIAL",
        cut_off=date(2019, 10, 31),
    )


def begun(by: User | None = None, titles: tuple[str, ...] = ("Burglary", "Cuckooing")) -> Exercise:
    exercise = actions.begin(by=by, assessment=made_assessment(), title="Priorities for 2020", model_text=MODEL_TEXT, now=NOW)
    for title in titles:
        actions.add_issue(by=by, exercise=exercise, title=title, problem="", origin=Issue.Origin.FREE, findings=[], now=NOW)
    return exercise


def ask(exercise: Exercise, people: list[User]) -> list[Scorer]:
    for number, person in enumerate(people):
        if person.agency is None:
            person.agency = Agency.objects.get_or_create(name=f"Agency {number + 1}")[0]
            person.save(update_fields=["agency"])
    actions.invite(by=None, exercise=exercise, people=people, now=NOW)
    return [Scorer.objects.get(exercise=exercise, user=person) for person in people]


def open_for(exercise: Exercise, people: list[User]) -> list[Scorer]:
    found = ask(exercise, people)
    actions.open_scoring(by=None, exercise=exercise, reason="", now=NOW)
    return found


def fill(scorer: Scorer, values: dict[str, int] = FULL, *, confidence: str = "B", note: str = "") -> None:
    for issue in queries.issues(scorer.exercise):
        scoring.save_draft(by=scorer.user, scorer=scorer, issue=issue, values=values, confidence=confidence, note=note, seen=0)


def hand_in(scorer: Scorer, values: dict[str, int] = FULL, **more: Any) -> None:
    fill(scorer, values, **more)
    scoring.submit(by=scorer.user, scorer=scorer, now=NOW)


def rationales() -> dict[str, str]:
    return {axis.key: f"The meeting weighed {axis.key}." for axis in MODEL.axes} | {"confidence": "Two agencies hold data."}


SCORER_ROLES = (Role.AGENCY_REPRESENTATIVE, Role.BOARD_MEMBER, Role.PANEL_COORDINATOR)
