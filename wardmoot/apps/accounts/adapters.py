"""How allauth is bent to this house: nobody signs up, secrets are encrypted, an outside account enters only if it was invited."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from wardmoot.apps.accounts import journal
from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import partnership

SAID = {
    "account/messages/password_changed.txt": "Your password has been changed.",
    "mfa/messages/totp_activated.txt": "The second step is set up.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes and try again.",
        "incorrect_password": "The password is not right.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # somebody who has just signed in has just shown who they are
        request = context.request
        records = get_authentication_records(request, request.user)
        recent = bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        # allauth would also greet by e-mail address; only what tells the person something is kept
        if message_template in SAID:
            messages.success(request, SAID[message_template])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Codes change every 30 seconds: wait for the next one and type that.",
        "rate_limited": "There were too many attempts. Wait five minutes and try again.",
    }

    def get_totp_issuer(self) -> str:
        return partnership().name

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def _cipher(self) -> Fernet:
        # a key apart from SECRET_KEY, so that changing the one does not lose everybody's second factor
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(str(settings.SECOND_FACTOR_KEY).encode()).digest()))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in the accounts that were invited: known already, or with a verified address that an invitation was for."""
        if sociallogin.is_existing:
            if sociallogin.user.is_active:
                return
            raise self._refused(request, sociallogin.user)
        invited = self._invited(sociallogin)
        if invited is None:
            raise self._refused(request, None)
        sociallogin.connect(request, invited)

    def _invited(self, sociallogin: Any) -> User | None:
        verified = [address.email.lower() for address in sociallogin.email_addresses if _is_verified(address) or settings.SINGLE_SIGN_ON_TRUSTS_EMAIL]
        return User.objects.filter(email__in=verified, is_active=True).first() if verified else None

    def _refused(self, request: HttpRequest, user: User | None) -> ImmediateHttpResponse:
        journal.record("single sign-on", about=user, outcome="refused", request=request)
        return ImmediateHttpResponse(render(request, "accounts/not_invited.html", {"marking": ""}, status=403))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        journal.record("single sign-on", outcome="failed", request=request)


def _is_verified(address: Any) -> bool:
    # the claim comes from outside: some providers send the text "false", which Python would take for true
    return address.verified is True or str(address.verified).lower() == "true"
