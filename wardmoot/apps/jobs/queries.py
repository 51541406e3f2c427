from __future__ import annotations

from django.db.models import QuerySet

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.jobs.models import Job


def visible_to(user: User) -> QuerySet[Job]:
    """A person's own jobs; an administrator's, everybody's, to see what hangs."""
    found = Job.objects.select_related("started_by")
    return found if user.has_role(Role.ADMINISTRATOR) else found.filter(started_by=user)
