from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from wardmoot.apps.accounts import journal, queries
from wardmoot.apps.accounts.models import Agency, Invitation, Partnership, RoleGrant, User, new_stamp
from wardmoot.apps.accounts.roles import Role

INVITATION_LASTS = timedelta(days=7)


class Refused(ValueError):
    """What was asked is not allowed now; the text tells the person why and what to do."""


@transaction.atomic
def set_partnership(*, by: User | None, name: str, demonstration_on: date | None = None) -> Partnership:
    partnership, _ = Partnership.objects.update_or_create(only=True, defaults={"name": name, "demonstration_on": demonstration_on})
    journal.record("name partnership", by=by, about=partnership)
    return partnership


@transaction.atomic
def add_agency(*, by: User | None, name: str, short_name: str = "") -> Agency:
    agency = Agency.objects.create(name=name, short_name=short_name)
    journal.record("add agency", by=by, about=agency)
    return agency


@transaction.atomic
def invite(*, by: User | None, email: str, name: str, agency: Agency | None, roles: Iterable[Role], now: datetime) -> tuple[User, str]:
    """A new account without a password, and the token of the link that lets its person choose one."""
    roles = list(roles)
    user = User.objects.create_user(email=email, name=name, agency=agency, roles=roles)
    journal.record("invite", by=by, about=user, details={"roles": sorted(roles)})
    return user, _new_link(user, now=now)


@transaction.atomic
def issue_link(*, by: User | None, user: User, now: datetime) -> str:
    """A new link to choose a password with, for a lost invitation or a forgotten password. The password they have works until then."""
    if not user.is_active:
        raise Refused("This person's access is stopped. Restore it first.")
    journal.record("issue sign-in link", by=by, about=user)
    return _new_link(user, now=now)


def _new_link(user: User, *, now: datetime) -> str:
    user.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(user=user, token_hash=queries.hash_token(token), created_at=now, expires_at=now + INVITATION_LASTS)
    return token


@transaction.atomic
def accept_invitation(*, token: str, password: str, now: datetime, request: Any = None) -> User:
    found = queries.usable_invitation(token, now=now)
    # the row is claimed by a conditional update, so that of two who use the link at once only one gets through
    if found is None or not Invitation.objects.filter(pk=found.pk, used_at=None, withdrawn_at=None).update(used_at=now):
        raise Refused("This link has been used, has expired or was withdrawn. Ask your administrator for a new one.")
    user = found.user
    _set_password(user, password)
    journal.record("accept invitation", by=user, about=user, request=request)
    return user


def _set_password(user: User, password: str) -> None:
    user.set_password(password)
    user.session_stamp = new_stamp()
    user.save(update_fields=["password", "session_stamp"])


@transaction.atomic
def change_password(*, by: User, password: str, request: Any = None) -> None:
    _set_password(by, password)
    journal.record("change password", by=by, about=by, request=request)


@transaction.atomic
def change_roles(*, by: User | None, user: User, roles: Iterable[Role]) -> None:
    wanted, held = set(roles), set(user.roles)
    if Role.ADMINISTRATOR in held - wanted and not queries.other_active_administrators(user):
        raise Refused("This is the only administrator. Give another person the role first.")
    user.role_grants.exclude(role__in=wanted).delete()
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role) for role in sorted(wanted - held)])
    user.__dict__.pop("roles", None)
    journal.record("change roles", by=by, about=user, details={"given": sorted(wanted - held), "taken": sorted(held - wanted)})


@transaction.atomic
def stop_access(*, by: User | None, user: User, now: datetime) -> None:
    if Role.ADMINISTRATOR in user.roles and not queries.other_active_administrators(user):
        raise Refused("This is the only administrator. Give another person the role first.")
    user.is_active = False
    user.session_stamp = new_stamp()
    user.save(update_fields=["is_active", "session_stamp"])
    user.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    journal.record("stop access", by=by, about=user)


@transaction.atomic
def restore_access(*, by: User | None, user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal.record("restore access", by=by, about=user)


@transaction.atomic
def reset_second_factor(*, by: User | None, user: User) -> None:
    """Forget the person's authenticator and recovery codes and end their sessions; they set up a new one when they next sign in."""
    Authenticator.objects.filter(user=user).delete()
    user.session_stamp = new_stamp()
    user.save(update_fields=["session_stamp"])
    journal.record("reset second factor", by=by, about=user)
