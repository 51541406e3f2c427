"""Who may explore, and what.

Counts of open data are read by every role that works on crime and harm, as they read them in an assessment. Rows about
people are the work of the analyst and the partnership manager: no other role sees a count of them here, whatever the
address says or whoever shared it.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.actions import record
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.exploring import Subject

readers = who.roles(*(role for role in Role if role is not Role.ADMINISTRATOR))
readers_of_sensitive = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER)


def may_see(user: User, subject: Subject) -> bool:
    return not subject.is_sensitive or readers_of_sensitive.admits(user)


def refuse_unless_seen(request: HttpRequest, user: User, subject: Subject) -> None:
    """Refuse, and write the refusal down, where the person's roles do not reach the subject."""
    if may_see(user, subject):
        return
    record("explore data", by=user, object_type="measure", object_id=subject.key, outcome=AuditEvent.Outcome.REFUSED, request=request)
    raise PermissionDenied(f"this measure is for: {readers_of_sensitive.words}")


def scope_for(user: User, subject: Subject) -> Scope | None:
    """On whose authority rows about people are read: this person's, for this measure's datasets alone; none where their roles do not reach."""
    if not subject.is_sensitive or not may_see(user, subject):
        return None
    return Scope(str(user.public_id), f"explore {subject.key}", frozenset(subject.datasets))
