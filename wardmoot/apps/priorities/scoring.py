"""What a scorer does with their own scores. A draft leaves no trace in the audit log: that there is one is nobody else's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from wardmoot.apps.accounts.models import User
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.actions import in_state, last_submission
from wardmoot.apps.priorities.models import Draft, Issue, Reopening, Scorer, State, Submission
from wardmoot.core.priorities import ScoringModel


def _own(scorer: Scorer, by: User) -> Scorer:
    in_state(scorer.exercise, State.SCORING)
    held = Scorer.objects.select_for_update().get(pk=scorer.pk)
    if held.user_id != by.pk:
        raise Refused("Only the scorer themselves can do this.")
    return held


@transaction.atomic
def save_draft(*, by: User, scorer: Scorer, issue: Issue, values: Mapping[str, int], confidence: str, note: str, seen: int) -> Draft:
    """`values` may leave axes out; `seen` is the revision the person had before them, 0 before the first."""
    held = _own(scorer, by)
    if held.submitted_at:
        raise Refused("You have submitted your scores, so they are locked. To change them, take them back first and say why.")
    if issue.exercise_id != held.exercise_id or not issue.stands:
        raise Refused("This issue is no longer on the longlist. Go back to your scores.")
    check(held.exercise.model, values, confidence)
    given: dict[str, object] = {"values": dict(values), "confidence": confidence, "note": note}
    try:
        with transaction.atomic():
            return _keep(held, issue, given, seen)
    except IntegrityError:
        raise ChangedMeanwhile(Draft.objects.get(scorer=held, issue=issue)) from None


def _keep(scorer: Scorer, issue: Issue, given: dict[str, object], seen: int) -> Draft:
    if not seen:
        return Draft.objects.create(scorer=scorer, issue=issue, **given)
    if not Draft.objects.filter(scorer=scorer, issue=issue, revision=seen).update(**given, revision=F("revision") + 1):
        raise ChangedMeanwhile(Draft.objects.filter(scorer=scorer, issue=issue).first())
    return Draft.objects.get(scorer=scorer, issue=issue)


def check(model: ScoringModel, values: Mapping[str, int], confidence: str) -> None:
    """Raises Refused, naming every value that is not of the model."""
    faults = []
    for key, value in values.items():
        try:
            model.axis(key).position(value)
        except KeyError:
            faults.append(f"{key}: the model has no such axis: use {', '.join(axis.key for axis in model.axes)}")
        except ValueError as error:
            faults.append(str(error))
    try:
        if confidence:
            model.level(confidence)
    except ValueError as error:
        faults.append(str(error))
    if faults:
        raise Refused("; ".join(faults))


@transaction.atomic
def submit(*, by: User, scorer: Scorer, now: datetime) -> Submission:
    held = _own(scorer, by)
    if held.submitted_at:
        raise Refused("You have submitted your scores already.")
    drafts = {draft.issue_id: draft for draft in queries.own_drafts(held, by)}
    if missing := queries.unscored(held.exercise, drafts):
        raise Refused(f"Not scored on every axis yet: {', '.join(issue.title for issue in missing)}. Score them, then submit.")
    scores = {
        str(issue.public_id): {"values": draft.values, "confidence": draft.confidence, "note": draft.note}
        for issue in queries.issues(held.exercise)
        if (draft := drafts.get(issue.pk))
    }
    made: Submission = Submission.objects.create(scorer=held, number=last_submission(held) + 1, scores=scores, at=now)
    held.submitted_at = now
    held.save(update_fields=["submitted_at"])
    record("submit scores", by=by, about=held, now=now)
    return made


@transaction.atomic
def reopen(*, by: User, scorer: Scorer, reason: str, now: datetime) -> None:
    """While the round is blind a scorer may take their own scores back; what they had handed in is kept."""
    held = _own(scorer, by)
    if not held.submitted_at:
        raise Refused("You have not submitted your scores, so you can change them as they are.")
    Reopening.objects.create(scorer=held, number=last_submission(held), reason=reason, at=now)
    held.submitted_at = None
    held.save(update_fields=["submitted_at"])
    record("take scores back", by=by, about=held, now=now)
