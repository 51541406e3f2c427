"""Ends a session that was left alone, and every session after a working day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from wardmoot.apps.accounts.access import declaration

BEGAN, SEEN = "session_began", "session_seen"
# writing at most once a minute keeps a page that only reads from writing to the database
WRITE_EVERY = 60


def now_in_seconds() -> float:
    return timezone.now().timestamp()


class SessionClock:
    """Middleware: signs out after `SESSION_IDLE_SECONDS` without activity and after `SESSION_COOKIE_AGE` in any case."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        now, session = now_in_seconds(), request.session
        seen, began = session.get(SEEN, now), session.get(BEGAN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            return self._end(request)
        declared = declaration(view)
        if BEGAN not in session:
            session[BEGAN] = now
        if (declared is None or declared.counts_as_activity) and (
            SEEN not in session or now - seen >= min(WRITE_EVERY, settings.SESSION_IDLE_SECONDS / 4)
        ):
            session[SEEN] = now
        return None

    def _end(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": "signed out"}, status=401)
        messages.info(request, "You were signed out because the page was left alone or the day was over. Sign in to go on.")
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/home/")
