from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from wardmoot.apps.accounts.queries import uuid_or_nobody
from wardmoot.apps.audit.models import AuditEvent

SIGN_IN_VERBS = ("sign in", "sign out", "lock-out", "second factor", "single sign-on", "accept invitation")


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def events(
    *, kind: str = "", verb: str = "", outcome: str = "", person: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[AuditEvent]:
    """What was done, seen and refused, for those who look after information."""
    found = AuditEvent.objects.select_related("actor")
    if kind == "sign-ins":
        found = found.filter(verb__in=SIGN_IN_VERBS)
    elif kind == "views":
        found = found.filter(verb__startswith="view") | found.filter(verb__startswith="export") | found.filter(verb__startswith="download")
    elif kind == "changes":
        found = (
            found.exclude(verb__in=SIGN_IN_VERBS)
            .exclude(verb__startswith="view")
            .exclude(verb__startswith="export")
            .exclude(verb__startswith="download")
        )
    if verb:
        found = found.filter(verb=verb)
    if outcome in AuditEvent.Outcome.values:
        found = found.filter(outcome=outcome)
    if person:
        found = found.filter(actor__public_id=uuid_or_nobody(person)) | found.filter(object_type="user", object_id=person)
    if since:
        found = found.filter(at__gte=start_of(since))
    if until and until < date.max:
        found = found.filter(at__lt=start_of(until + timedelta(days=1)))
    return found


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct())
