"""Lock-out after wrong passwords: axes counts, by account and without keeping who or from where in the clear."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac


def account_key(email: str) -> str:
    return salted_hmac("wardmoot.accounts.lockout", email.strip().casefold()).hexdigest()


def username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """What axes counts by: a keyed hash of the address typed, so that its tables name nobody."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return account_key(str(given))


def no_address(request: HttpRequest) -> str:
    """Where the request came from is not axes' business: it counts by account."""
    return "0.0.0.0"  # noqa: S104  not a binding


def nobody(*parts: Any) -> str:
    return "someone"


def locked_out(request: HttpRequest, original_response: Any = None, credentials: Any = None) -> HttpResponse:
    return render(request, "accounts/locked_out.html", {"minutes": settings.LOCKOUT_MINUTES, "marking": ""}, status=429)
