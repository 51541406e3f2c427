"""The one place where a page's declaration of who may enter is enforced. A view that declares nothing is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wardmoot.apps.accounts.access import Declaration, declaration
from wardmoot.apps.accounts.queries import has_second_factor
from wardmoot.apps.audit.actions import record
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.web.pages import not_that_way

log = logging.getLogger(__name__)


def second_factor_is_settled(request: HttpRequest) -> bool:
    """Whether this session may go on: the organisation's own sign-in vouches for it, or the person has a second factor (which was then asked)."""
    vouched = any(entry.get("method") == "socialaccount" for entry in get_authentication_records(request, request.user))
    return vouched or has_second_factor(request.user)  # type: ignore[arg-type]


class Gate:
    """Middleware: before a view runs, is this person let in; after it, is what was seen written down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response = not_that_way(request, response)
        declared: Declaration | None = getattr(request, "declared", None)
        if declared and declared.audited and response.status_code < 400:
            self._write_down(request, declared)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        declared = declaration(view)
        if declared is None:
            log.error("the route %s declares no access rule: it is refused to everybody", getattr(request.resolver_match, "view_name", "?"))
            raise PermissionDenied("this page declares no access rule")
        rule = declared.rule
        if not rule.signed_in:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/home/")
        if rule.second_factor and not second_factor_is_settled(request):
            return redirect("mfa_activate_totp")
        if not rule.admits(request.user):
            self._write_down(request, declared, outcome=AuditEvent.Outcome.REFUSED)
            raise PermissionDenied(f"this page is for: {rule.words}")
        request.declared = declared  # type: ignore[attr-defined]
        return None

    def _write_down(self, request: HttpRequest, declared: Declaration, outcome: str = AuditEvent.Outcome.DONE) -> None:
        match = request.resolver_match
        route = match.view_name if match else ""
        first, *others = match.kwargs.items() if match and match.kwargs else (("", ""),)
        # which version, edition, section or figure; of a refused address nobody has checked that it names one
        details = {name: str(value) for name, value in others} if outcome == AuditEvent.Outcome.DONE else {}
        verb = declared.audited or f"open {route}"
        record(verb, by=request.user, object_type=route, object_id=str(first[1]), outcome=outcome, request=request, details=details)
