"""Remarks on a section, among those who work on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.models import Assessment, Comment
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import Refused


@transaction.atomic
def add(*, by: User, assessment: Assessment, section: str, text: str, now: datetime) -> Comment:
    made = Comment.objects.create(assessment=assessment, section=section, text=text, by=by, at=now)
    record("comment on assessment", by=by, about=assessment, details={"section": section}, now=now)
    return made


@transaction.atomic
def resolve(*, by: User, comment: Comment, now: datetime) -> None:
    if comment.by != by and not by.has_role(Role.ANALYST, Role.PARTNERSHIP_MANAGER):
        raise Refused("Only who wrote a comment, or those who make the assessment, can resolve it.")
    if Comment.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_by=by, resolved_at=now):
        record("resolve comment", by=by, about=comment.assessment, details={"section": comment.section}, now=now)
