"""Moving an assessment from step to step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.flow import NEXT, progress_of
from wardmoot.apps.assessment.models import OPEN_STEPS, Assessment, Step, Version
from wardmoot.apps.assessment.queries import versions_of
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.plan.actions import Refused

SAME_PERSON = "You locked this version yourself. Somebody else who chairs the strategy group must approve it and publish its summary."


def go_on(*, by: User, assessment: Assessment, seen: str, reason: str, now: datetime) -> None:
    """To the next step of the work. With something open still, the reason says why that is no hindrance."""
    step = Step(seen)
    if step not in NEXT or step is Step.SCORING:
        raise Refused("From here it goes on by locking it as final or by the chair's decision.")
    if progress_of(assessment).lacking(step) and not reason.strip():
        raise Refused(f"{step.label} still needs something. Do it first, or enter why you go on without it.")
    take(by=by, assessment=assessment, before=step, after=NEXT[step], reason=reason, now=now)


def go_back(*, by: User, assessment: Assessment, to: str, seen: str, reason: str, now: datetime) -> None:
    """Back to an earlier step of the work; from the approval on, only the chair returns it."""
    before = Step(seen)
    if before not in OPEN_STEPS and not by.has_role(Role.CHAIR):
        raise Refused("It is locked. Only the chair of the strategy group can return it.")
    if before is Step.SUPERSEDED:
        raise Refused("A later assessment has taken its place, so it is not opened again.")
    after = next((step for step in OPEN_STEPS if step == to), None)
    if after is None or (before in OPEN_STEPS and OPEN_STEPS.index(after) >= OPEN_STEPS.index(before)):
        raise Refused("Choose an earlier step to go back to.")
    if not reason.strip():
        raise Refused("Enter why it goes back, for those who must now work on it.")
    take(by=by, assessment=assessment, before=before, after=after, reason=reason, now=now)


@transaction.atomic
def approve(*, by: User, assessment: Assessment, now: datetime, number: int | None = None) -> Version:
    """`number` is the version the person read; None where nobody can have read an older one."""
    version = versions_of(assessment).first()
    if version is None or assessment.step != Step.APPROVAL:
        raise Refused("There is no locked version that waits for approval.")
    if number is not None and version.number != number:
        raise Refused(f"It was locked anew meanwhile, as version {version.number}. Read that version, then approve it.")
    if version.by == by:
        raise Refused(SAME_PERSON)
    take(by=by, assessment=assessment, before=Step.APPROVAL, after=Step.APPROVED, reason="", now=now)
    earlier = Assessment.objects.filter(
        area_code=assessment.area_code, step__in=(Step.APPROVED, Step.PUBLISHED), last_month__lt=assessment.last_month
    )
    for one in earlier:
        take(by=by, assessment=one, before=Step(one.step), after=Step.SUPERSEDED, reason="", now=now)
    return version
