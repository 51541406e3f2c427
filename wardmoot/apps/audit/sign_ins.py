"""Sign-ins as audit records. These are the framework's own announcements: no other part of Wardmoot uses signals."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from wardmoot.apps.accounts.models import User
from wardmoot.apps.audit.actions import record
from wardmoot.apps.audit.models import AuditEvent


@receiver(user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    record("sign in", by=user, about=user, request=request)


@receiver(user_logged_out)
def signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user:
        record("sign out", by=user, about=user, request=request)


@receiver(user_login_failed)
def sign_in_failed(sender: Any, request: HttpRequest | None = None, credentials: dict[str, Any] | None = None, **_: Any) -> None:
    # who was tried is kept only where it is somebody: an unknown address may be a password typed into the wrong box
    email = str((credentials or {}).get("email") or (credentials or {}).get("username") or "").lower()
    tried = User.objects.filter(email=email).first() if email else None
    record("sign in", about=tried, outcome=AuditEvent.Outcome.FAILED, request=request, details={"known": tried is not None})


@receiver(user_locked_out)
def locked_out(sender: Any, request: HttpRequest | None = None, **_: Any) -> None:
    email = str(request.POST.get("login", "")).strip().lower() if request else ""
    tried = User.objects.filter(email=email).first() if email else None
    record("lock-out", about=tried, outcome=AuditEvent.Outcome.REFUSED, request=request)


@receiver(authentication_failed)
def second_factor_failed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    record("second factor", about=user, outcome=AuditEvent.Outcome.FAILED, request=request)


@receiver(authenticator_added)
def second_factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    record("set up second factor", by=user, about=user, request=request, details={"kind": str(authenticator.type)})


@receiver(authenticator_removed)
def second_factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    record("remove second factor", by=user, about=user, request=request, details={"kind": str(authenticator.type)})


@receiver(authenticator_reset)
def codes_renewed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    record("new recovery codes", by=user, about=user, request=request)
