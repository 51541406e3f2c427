"""The pages that belong to no app: the front, home, errors, and what the law asks every site to say."""

from __future__ import annotations

import logging
import sys
import traceback

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.roles import DUTIES
from wardmoot.web.navigation import entries
from wardmoot.web.panels import panels

log = logging.getLogger(__name__)


@access(who.anyone)
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "web/front.html", {"marking": "", "panels": panels(request, "FRONT_PANELS")})


@access(who.signed_in)
def home(request: HttpRequest) -> HttpResponse:
    links = [entry for entry in entries(user_of(request), request.path) if not entry["current"]]
    duties = sorted((role.label, DUTIES[role]) for role in user_of(request).roles)
    return render(request, "web/home.html", {"links": links, "duties": duties, "panels": panels(request, "HOME_PANELS")})


@access(who.anyone)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html", {"marking": ""})


@access(who.anyone)
def cookies(request: HttpRequest) -> HttpResponse:
    return render(
        request, "web/cookies.html", {"marking": "", "session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}
    )


def _error(request: HttpRequest, status: int, title: str, words: str, next_step: str) -> HttpResponse:
    return render(request, "web/error.html", {"title": title, "words": words, "next_step": next_step, "marking": ""}, status=status)


@access(who.anyone)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _error(
            request, 413, "This is too much at once", "What you sent is longer than a form may be. Nothing was saved.", "Go back and send less."
        )
    return _error(
        request, 400, "This request cannot be read", "What your browser sent is damaged or incomplete.", "Go back, reload the page and try again."
    )


def not_that_way(request: HttpRequest, bare: HttpResponse) -> HttpResponse:
    """The page for an address that only answers a form, in the place of the framework's empty answer."""
    made = _error(request, 405, "This address only takes a form", "Nothing was changed.", "Go back to the page with the form and send it from there.")
    made.headers["Allow"] = bare.headers["Allow"]
    return made


@access(who.anyone)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "Your roles do not include it." if request.user.is_authenticated else "You are not signed in."
    return _error(
        request, 403, "You cannot open this page", words, "If your work needs it, ask your partnership's administrator to change your roles."
    )


@access(who.anyone)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "The address is mistyped, or what was here has been moved or withdrawn."
    return _error(request, 404, "Page not found", words, "Check the address, or begin again from the start page.")


@access(who.anyone)
def server_error(request: HttpRequest) -> HttpResponse:
    _log_fault(request)
    title, next_step = "Something went wrong on our side", "Try again. If it happens again, tell your administrator when it happened."
    try:
        return _error(request, 500, title, "What you sent was not saved.", next_step)
    except Exception:
        # what broke the page may break its furniture too, for example a database that is away
        return HttpResponse(f"{title}. What you sent was not saved. {next_step}", status=500, content_type="text/plain; charset=utf-8")


def _log_fault(request: HttpRequest) -> None:
    """Log where it went wrong, in a view or before or after it, without the message, which may hold what somebody typed, and without the address."""
    kind, _, trace = sys.exc_info()
    route = request.resolver_match.view_name if request.resolver_match else "?"
    log.error("%s on the page %s\n%s", kind.__name__ if kind else "A fault", route, "".join(traceback.format_tb(trace)))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = "This form was open too long, came from another site, or your browser refused the cookie that protects it."
    return _error(request, 403, "The form was not accepted", words, "Go back, reload the page and send it again.")
