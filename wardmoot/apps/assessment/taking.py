"""One move of an assessment from a step to another, recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.models import Assessment, Step, StepTaken
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import Refused


@transaction.atomic
def take(*, by: User | None, assessment: Assessment, before: Step, after: Step, reason: str, now: datetime) -> None:
    """Record one move. `before` is the step the person saw: of two who move it at once the second is told."""
    if not Assessment.objects.filter(pk=assessment.pk, step=before).update(step=after):
        raise Refused("Somebody else moved this assessment to another step meanwhile. Look where it stands now, then decide again.")
    assessment.step = after
    StepTaken.objects.create(assessment=assessment, before=before, after=after, reason=reason.strip(), by=by, at=now)
    record(f"move assessment to {after.value}", by=by, about=assessment, details={"before": before.value}, now=now)
