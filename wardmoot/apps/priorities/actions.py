"""Running an exercise: its longlist, who scores, its states. Scoring is in `scoring`, the meeting and the decision in `deciding`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.models import Exercise, Issue, Scorer, State, StateChange, Submission

WITHDRAWABLE = (State.LONGLIST, State.SCORING, State.MODERATION)


def in_state(exercise: Exercise, *states: State) -> Exercise:
    """The exercise as it is now, held until the transaction ends. Raises Refused where it has moved on."""
    held = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if held.state not in states:
        raise Refused(
            f"The exercise is now at “{held.get_state_display()}”, so this can no longer be done. Open the exercise again to see where it is."
        )
    return held


@transaction.atomic
def begin(*, by: User | None, assessment: Assessment, title: str, model_text: str, now: datetime) -> Exercise:
    made = Exercise.objects.create(assessment=assessment, title=title, model_text=model_text, by=by, at=now)
    StateChange.objects.create(exercise=made, to=State.LONGLIST, by=by, at=now)
    record("begin priority exercise", by=by, about=made, details={"model": made.model.key, "version": made.model.version}, now=now)
    return made


@transaction.atomic
def add_issue(
    *, by: User | None, exercise: Exercise, title: str, problem: str, origin: Issue.Origin, findings: Iterable[str], now: datetime, theme: str = ""
) -> Issue:
    held = in_state(exercise, State.LONGLIST)
    if queries.issues(held).filter(title__iexact=title).exists():
        raise Refused(f"“{title}” is already on the longlist. Give this issue another title, or change the one that is there.")
    made = Issue.objects.create(exercise=held, title=title, problem=problem, origin=origin, theme=theme, findings=list(findings), by=by, at=now)
    record("add issue", by=by, about=made, details={"origin": str(origin)}, now=now)
    return made


@transaction.atomic
def change_issue(*, by: User, issue: Issue, title: str, problem: str, findings: Iterable[str], seen: int, now: datetime) -> Issue:
    """`seen` is the revision the person had before them."""
    in_state(issue.exercise, State.LONGLIST)
    if queries.issues(issue.exercise).filter(title__iexact=title).exclude(pk=issue.pk).exists():
        raise Refused(f"“{title}” is already on the longlist. Give this issue another title.")
    standing = Issue.objects.filter(pk=issue.pk, revision=seen, withdrawn_at=None)
    if not standing.update(title=title, problem=problem, findings=list(findings), by=by, at=now, revision=F("revision") + 1):
        raise ChangedMeanwhile(Issue.objects.get(pk=issue.pk))
    record("change issue", by=by, about=issue, now=now)
    return Issue.objects.get(pk=issue.pk)


@transaction.atomic
def withdraw_issue(*, by: User, issue: Issue, reason: str, now: datetime) -> None:
    in_state(issue.exercise, *WITHDRAWABLE)
    standing = Issue.objects.filter(pk=issue.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason):
        raise Refused("This issue was withdrawn already.")
    record("withdraw issue", by=by, about=issue, now=now)


@transaction.atomic
def invite(*, by: User | None, exercise: Exercise, people: Iterable[User], now: datetime) -> int:
    """How many were asked to score who were not before."""
    held = in_state(exercise, State.LONGLIST, State.SCORING)
    asked = set(queries.scorers(held).values_list("user", flat=True))
    new = [person for person in people if person.pk not in asked]
    for person in new:
        if person.agency is None:
            raise Refused("A scorer scores for an agency. Give the person an agency first, on the page of people.")
        made = Scorer.objects.create(exercise=held, user=person, agency=person.agency, invited_by=by, invited_at=now)
        record("ask to score", by=by, about=made, now=now)
    return len(new)


@transaction.atomic
def take_off(*, by: User, scorer: Scorer, now: datetime) -> None:
    """Only before scoring begins: from then on a scorer's record is kept, submitted or not."""
    in_state(scorer.exercise, State.LONGLIST)
    record("take scorer off", by=by, about=scorer, now=now)
    scorer.delete()


@transaction.atomic
def open_scoring(*, by: User | None, exercise: Exercise, reason: str, now: datetime) -> None:
    held = in_state(exercise, State.LONGLIST)
    if not queries.issues(held).exists():
        raise Refused("There is nothing to score yet. Add issues to the longlist first.")
    if not queries.scorers(held).exists():
        raise Refused("Nobody is asked to score yet. Ask people of at least three agencies first.")
    if queries.agencies_of(held) < queries.AGENCIES_EXPECTED and not reason:
        raise Refused("Fewer than three agencies are asked to score. Ask more, or say why fewer will do.")
    _move(held, State.SCORING, by, reason, now)


@transaction.atomic
def close_round(*, by: User | None, exercise: Exercise, reason: str, now: datetime) -> None:
    """From now on scores are seen, so it never opens again."""
    held = in_state(exercise, State.SCORING)
    done = queries.scorers(held).exclude(submitted_at=None)
    if not done.exists():
        raise Refused("Nobody has submitted scores, so there is nothing to moderate. Wait, or ask the scorers to submit.")
    missing = queries.scorers(held).filter(submitted_at=None).exists()
    few = done.values("agency").distinct().count() < queries.AGENCIES_EXPECTED
    if (missing or few) and not reason:
        raise Refused("Not everybody, or fewer than three agencies, submitted. Wait for them, or say why the round is closed now.")
    _move(held, State.MODERATION, by, reason, now)


def _move(exercise: Exercise, to: State, by: User | None, reason: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            StateChange.objects.create(exercise=exercise, to=to, reason=reason, by=by, at=now)
    except IntegrityError:
        raise Refused("Somebody else did this at the same moment. Open the exercise again to see where it is.") from None
    exercise.state = to
    exercise.save(update_fields=["state", "record", "record_sha256"])
    record("move priority exercise", by=by, about=exercise, details={"to": str(to)}, now=now)


def lock(exercise: Exercise, by: User | None, reason: str, now: datetime) -> None:
    """The last move; `deciding` has put the record of the decision in place."""
    _move(exercise, State.DECIDED, by, reason, now)


def last_submission(scorer: Scorer) -> int:
    """The number of a scorer's last submission, 0 before the first."""
    return Submission.objects.filter(scorer=scorer).count()
