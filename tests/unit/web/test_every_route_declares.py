"""Walks the URL map: every address says who may enter, and what it says holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve
from django.urls.converters import get_converters
from django.urls.resolvers import RoutePattern

from wardmoot.apps.accounts.access import declaration

SAMPLES = {"uuid": "6f1f1c9e-7c1d-4a52-9a3e-0d9f6a6f7a11", "int": "1", "slug": "sample", "str": "sample", "path": "sample/file"}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, here)
        else:
            yield here, entry


ROUTES = sorted(routes(get_resolver()), key=lambda found: found[0])


def sample_address(route: str, entry: URLPattern) -> str:
    names = {converter: name for name, converter in get_converters().items()}
    for variable, converter in entry.pattern.converters.items():
        kind = next((name for known, name in names.items() if isinstance(converter, type(known))), "str")
        for spelled in (f"<{kind}:{variable}>", f"<{variable}>"):
            route = route.replace(spelled, SAMPLES[kind])
    return "/" + route


def test_the_map_is_not_empty() -> None:
    names = {entry.name for _, entry in ROUTES}
    assert {"front", "home", "account_login", "mfa_authenticate", "openid_connect_callback", "audit"} <= names
    assert {"assessment_accept_rest", "assessment_publish", "priority_results", "control_strategy"} <= names


def test_every_sample_address_is_one_that_its_route_takes() -> None:
    """Else a walk would be told "not found" and prove nothing."""
    for route, entry in ROUTES:
        if not isinstance(entry.pattern, RoutePattern):
            continue
        found = resolve(sample_address(route, entry))
        assert found.func is entry.callback, f"{sample_address(route, entry)} goes to {found.view_name}, not to {entry.name}"


@pytest.mark.parametrize(("route", "entry"), ROUTES, ids=[route or "(front)" for route, _ in ROUTES])
def test_declares_who_may_enter(route: str, entry: URLPattern) -> None:
    assert declaration(entry.callback) is not None, f"{route} declares no access rule: put @access(...) outermost on its view"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("route", "entry"),
    [(route, entry) for route, entry in ROUTES if declaration(entry.callback).rule.signed_in],
    ids=[route for route, entry in ROUTES if declaration(entry.callback).rule.signed_in],
)
def test_a_signed_out_person_is_sent_to_sign_in(route: str, entry: URLPattern, client: Client) -> None:
    for method in (client.get, client.post):
        answer = method(sample_address(route, entry))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")
        assert answer.content == b""


RESTRICTED = [(route, entry) for route, entry in ROUTES if declaration(entry.callback).rule.any_of]


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "entry"), RESTRICTED, ids=[route for route, _ in RESTRICTED])
def test_every_other_role_is_refused(route: str, entry: URLPattern, sign_in) -> None:
    from wardmoot.apps.accounts.roles import Role

    others = set(Role) - declaration(entry.callback).rule.any_of
    client = sign_in(*others)
    for method in (client.get, client.post):
        answer = method(sample_address(route, entry))
        assert answer.status_code == 403
        assert b"You cannot open this page" in answer.content


def undeclared(request):
    raise AssertionError("an undeclared view must never run")


@pytest.mark.django_db
def test_an_undeclared_view_is_refused_to_everybody(client: Client, sign_in, settings, monkeypatch) -> None:
    from wardmoot.apps.accounts.roles import Role
    from wardmoot.web import urls

    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("undeclared/", undeclared)])
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        assert client.get("/undeclared/").status_code == 403
        assert sign_in(*Role).get("/undeclared/").status_code == 403
    finally:
        monkeypatch.undo()
        clear_url_caches()
