"""The moderation meeting and the chair's decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.actions import in_state, lock
from wardmoot.apps.priorities.models import Agreed, Decision, Exercise, Issue, State
from wardmoot.apps.priorities.record import record_of, seal
from wardmoot.core.priorities import check_values

CONFIDENCE = "confidence"
"""The key of the rationale for the confidence, beside those of the axes."""


def agreed_now(issue: Issue) -> Agreed | None:
    return Agreed.objects.filter(issue=issue).select_related("by").order_by("-revision").first()


def decided_now(issue: Issue) -> Decision | None:
    return Decision.objects.filter(issue=issue).select_related("by").order_by("-revision").first()


@transaction.atomic
def agree(
    *, by: User | None, issue: Issue, values: Mapping[str, int], rationales: Mapping[str, str], confidence: str, seen: int, now: datetime
) -> Agreed:
    """`seen` is the revision the person had before them, 0 before the first."""
    held = in_state(issue.exercise, State.MODERATION)
    _refuse_withdrawn(issue)
    model = held.model
    faults = list(check_values(model, values))
    faults += [f"{axis.title}: say why" for axis in model.axes if not rationales.get(axis.key, "").strip()]
    if not rationales.get(CONFIDENCE, "").strip():
        faults.append("Confidence: say why")
    if faults:
        raise Refused("; ".join(faults))
    model.level(confidence)
    latest = agreed_now(issue)
    if (latest.revision if latest else 0) != seen:
        raise ChangedMeanwhile(latest)
    kept = {"values": dict(values), "rationales": dict(rationales), "confidence": confidence}
    try:
        with transaction.atomic():
            made: Agreed = Agreed.objects.create(issue=issue, revision=seen + 1, by=by, at=now, **kept)
    except IntegrityError:
        raise ChangedMeanwhile(agreed_now(issue)) from None
    record("agree score", by=by, about=issue, now=now)
    return made


def _refuse_withdrawn(issue: Issue) -> None:
    if not Issue.objects.filter(pk=issue.pk, withdrawn_at=None).exists():
        raise Refused("This issue was withdrawn, so it is no longer scored or decided.")


@transaction.atomic
def decide(*, by: User | None, issue: Issue, choice: Decision.Choice, reason: str, seen: int, now: datetime) -> Decision:
    """`seen` is the revision the person had before them, 0 before the first."""
    in_state(issue.exercise, State.MODERATION)
    _refuse_withdrawn(issue)
    agreed, latest = agreed_now(issue), decided_now(issue)
    if agreed is None:
        raise Refused("No score is agreed for this issue yet. Agree one first: the decision rests on it.")
    if (latest.revision if latest else 0) != seen:
        raise ChangedMeanwhile(latest)
    try:
        with transaction.atomic():
            made: Decision = Decision.objects.create(
                issue=issue, revision=seen + 1, choice=choice, reason=reason, agreed_revision=agreed.revision, by=by, at=now
            )
    except IntegrityError:
        raise ChangedMeanwhile(decided_now(issue)) from None
    record("decide issue", by=by, about=issue, details={"choice": str(choice)}, now=now)
    return made


def still_open(exercise: Exercise) -> tuple[list[Issue], list[Issue]]:
    """The issues without an agreed score, and those not decided since their score was agreed."""
    agreed, decided = queries.agreed_scores(exercise), queries.decisions(exercise)
    late = [one.issue for key, one in agreed.items() if key not in decided or decided[key].agreed_revision != one.revision]
    return queries.not_agreed(exercise), late


@transaction.atomic
def lock_decisions(*, by: User, exercise: Exercise, now: datetime) -> Exercise:
    """Keep what was decided with the evidence of this day, for good."""
    held = in_state(exercise, State.MODERATION)
    unscored, undecided = still_open(held)
    if unscored or undecided:
        titles = ", ".join(issue.title for issue in (*unscored, *undecided))
        raise Refused(f"Not agreed or not decided yet: {titles}. Agree and decide each, or withdraw it with a reason.")
    if not queries.issues(held).exists():
        raise Refused("Every issue was withdrawn, so there is nothing to decide.")
    held.record = record_of(held, by=by.role_words, now=now)
    held.record_sha256 = seal(held.record)
    held.state = State.DECIDED
    lock(held, by, "", now)
    return held
