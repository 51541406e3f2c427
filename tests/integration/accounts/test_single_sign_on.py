"""Single sign-on against a pretended provider: only who was invited gets in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.utils import timezone

from wardmoot.apps.accounts import actions
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.web.environment import single_sign_on

pytestmark = pytest.mark.django_db
ISSUER = "https://login.example"
CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}


class Answer:
    status_code = 200
    headers = {"content-type": "application/json"}
    text = content = "{}"

    def __init__(self, body: dict) -> None:
        self.body = body

    def json(self) -> dict:
        return self.body

    def raise_for_status(self) -> None:
        pass


class Provider:
    """Answers as the organisation's sign-in would, for whoever `claims` says."""

    def __init__(self) -> None:
        self.claims: dict = {}

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def get(self, address: str, **_: object) -> Answer:
        return Answer(self.claims if address.endswith("/userinfo") else CONFIGURATION)

    def request(self, method: str, address: str, **_: object) -> Answer:
        return Answer({"access_token": "opaque", "token_type": "Bearer"})


@pytest.fixture
def provider(settings, monkeypatch) -> Provider:
    environ = {"WARDMOOT_OIDC_ISSUER": ISSUER, "WARDMOOT_OIDC_CLIENT_ID": "wardmoot", "WARDMOOT_OIDC_CLIENT_SECRET": "secret"}
    settings.SINGLE_SIGN_ON = single_sign_on(environ)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.SINGLE_SIGN_ON}}
    made = Provider()
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: made)
    return made


@pytest.fixture
def enter(client, provider):
    """Goes the whole way: our form, the provider's page, back with a code."""

    def go(**claims):
        provider.claims = claims
        leaving = client.post("/single-sign-on/sso/")
        assert leaving.status_code == 302
        assert leaving["Location"].startswith(f"{ISSUER}/authorize?")
        asked = parse_qs(urlsplit(leaving["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        return client.get("/single-sign-on/sso/answer/", {"code": "code", "state": asked["state"][0]})

    return go


@pytest.fixture
def invited():
    user, _ = actions.invite(by=None, email="sam@example.org", name="Sam Sample", agency=None, roles=[Role.ANALYST], now=timezone.now())
    return user


def test_the_sign_in_page_offers_it(client, provider) -> None:
    assert b"Sign in with your organisation" in client.get("/sign-in/").content


def test_an_invited_person_gets_in_without_a_second_factor_of_ours(client, enter, invited) -> None:
    assert enter(sub="1", email="Sam@Example.org", email_verified=True)["Location"] == "/home/"
    assert client.get("/home/").status_code == 200
    assert AuditEvent.objects.filter(verb="sign in", actor=invited).exists()


def test_the_account_is_known_again_by_its_identifier(client, enter, invited) -> None:
    enter(sub="1", email="sam@example.org", email_verified=True)
    client.post("/sign-out/")
    assert enter(sub="1", email="new-name@example.org", email_verified=True)["Location"] == "/home/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org", "email_verified": True},
        {"email": "sam@example.org", "email_verified": False},
        {"email": "sam@example.org", "email_verified": "false"},
        {"email": "sam@example.org"},
        {"email_verified": True},
    ],
    ids=["stranger", "unverified", "unverified as text", "nothing said of the address", "no address"],
)
def test_nobody_else_gets_in(client, enter, invited, claims) -> None:
    answer = enter(sub="9", **claims)
    assert answer.status_code == 403
    assert b"You have no account here" in answer.content
    assert client.get("/home/").status_code == 302
    assert type(invited).objects.count() == 1, "an account was made for a stranger"
    assert AuditEvent.objects.filter(verb="single sign-on", outcome="refused").count() == 1


def test_a_stopped_person_does_not_get_in(client, enter, invited) -> None:
    enter(sub="1", email="sam@example.org", email_verified=True)
    actions.stop_access(by=None, user=invited, now=timezone.now())
    client.post("/sign-out/")
    assert enter(sub="1", email="sam@example.org", email_verified=True).status_code == 403
    assert client.get("/home/").status_code == 302


def test_an_invented_answer_is_refused(client, provider, invited) -> None:
    provider.claims = {"sub": "1", "email": "sam@example.org", "email_verified": True}
    answer = client.get("/single-sign-on/sso/answer/", {"code": "code", "state": "invented"})
    assert (
        b"You were not signed in" in client.get(answer["Location"]).content
        if answer.status_code == 302
        else b"You were not signed in" in answer.content
    )
    assert client.get("/home/").status_code == 302


def test_without_settings_there_is_none(client) -> None:
    assert client.post("/single-sign-on/sso/").status_code == 404
    assert b"your organisation&#39;s account" not in client.get("/sign-in/").content


def test_signing_in_by_password_after_leaving_single_sign_on_half_way_still_needs_a_second_factor(client, provider, person, password) -> None:
    user = person(Role.ANALYST, second_factor=False)
    client.post("/single-sign-on/sso/")
    client.post("/sign-in/", {"login": user.email, "password": password})
    assert client.get("/home/")["Location"] == "/account/second-step/"
