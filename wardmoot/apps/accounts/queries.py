from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from wardmoot.apps.accounts.models import Agency, Invitation, Partnership, User
from wardmoot.apps.accounts.roles import Role

# how Django marks an account without a password, which has not been entered by single sign-on either
NEVER_ENTERED: dict[str, Any] = {"password__startswith": "!", "last_login": None}
UNNAMED = "Community safety partnership"


def partnership() -> Partnership:
    """The partnership as recorded; before anything is recorded, one without a name of its own."""
    return Partnership.objects.first() or Partnership(name=UNNAMED)


def today(*, now: datetime) -> date:
    """The date by which deadlines are judged: the demonstration's own, else that of `now`."""
    return partnership().demonstration_on or timezone.localdate(now)


def nobody_has_an_account() -> bool:
    return not User.objects.exists()


def display_name(user: User) -> str:
    return user.name


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def has_recovery_codes(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists())


NOBODY = UUID(int=0)


def uuid_or_nobody(text: str) -> UUID:
    """A public id from an address; one that is no id becomes the id that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def people(*, role: str = "", state: str = "", agency: str = "") -> QuerySet[User]:
    """Everybody with an account, for those who look after accounts."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    found = User.objects.select_related("agency").prefetch_related("role_grants").annotate(second_factor=Exists(factor))
    if agency:
        found = found.filter(agency__public_id=uuid_or_nobody(agency))
    if role in Role.values:
        found = found.filter(role_grants__role=role)
    if state == "active":
        found = found.filter(is_active=True).exclude(**NEVER_ENTERED)
    elif state == "invited":
        found = found.filter(is_active=True, **NEVER_ENTERED)
    elif state == "stopped":
        found = found.filter(is_active=False)
    return found


def agencies() -> QuerySet[Agency]:
    return Agency.objects.order_by("name")


def agencies_with_counts() -> QuerySet[Agency]:
    return Agency.objects.annotate(people_count=Count("people"))


def usable_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The invitation that a link names while it can be used; a used, old, withdrawn or invented link all give None."""
    found = (
        Invitation.objects.select_related("user").filter(token_hash=hash_token(token), used_at=None, withdrawn_at=None, expires_at__gt=now).first()
    )
    return found if found and found.user.is_active else None


def hash_token(token: str) -> str:
    # the token is 256 random bits, so a plain hash cannot be searched back
    return hashlib.sha256(token.encode()).hexdigest()


def other_active_administrators(user: User) -> bool:
    return User.objects.filter(is_active=True, role_grants__role=Role.ADMINISTRATOR).exclude(pk=user.pk).exists()
