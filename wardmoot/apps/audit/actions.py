from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wardmoot.apps.accounts.models import User
from wardmoot.apps.audit.models import AuditEvent


def record(
    verb: str,
    *,
    by: Any = None,
    about: models.Model | None = None,
    object_type: str = "",
    object_id: str = "",
    outcome: str = AuditEvent.Outcome.DONE,
    request: HttpRequest | None = None,
    details: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEvent:
    """Write one record, inside the transaction of what it tells of: if either fails, neither happened.

    `about` gives the object's type and public id; `details` must hold no names, addresses or free text.
    """
    actor = by if isinstance(by, User) else None
    if about is not None:
        object_type, object_id = str(about._meta.verbose_name), str(getattr(about, "public_id", about.pk))
    return AuditEvent.objects.create(
        at=now or timezone.now(),
        actor=actor,
        roles=", ".join(sorted(actor.roles)) if actor else "",
        verb=verb,
        object_type=object_type,
        # what a refused address names may be of any length, and hold what no database takes
        object_id=object_id.replace("\0", "")[:80],
        outcome=outcome,
        network=network_of(request),
        details=details or {},
    )


def network_of(request: HttpRequest | None) -> str:
    """A keyed short hash of where a request came from: two records can be seen to come from one place, which place is not kept."""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    return salted_hmac("wardmoot.audit.network", address).hexdigest()[:12] if address else ""
