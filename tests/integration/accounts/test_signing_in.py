"""Password, second step, lock-out, time-out, and what a stranger learns: nothing."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from wardmoot.apps.accounts import actions
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.web import session_clock

pytestmark = pytest.mark.django_db


def verbs(**about) -> list[tuple[str, str]]:
    return list(AuditEvent.objects.filter(**about).order_by("pk").values_list("verb", "outcome"))


def test_password_and_code_open_home(client, person, try_password, code_of) -> None:
    user = person(Role.ANALYST)
    answer = try_password(user)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    assert client.get("/home/").status_code == 302, "a password alone opened a page"
    answer = client.post("/sign-in/code/", {"code": code_of(user)})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert client.get("/home/").status_code == 200
    assert verbs(object_id=str(user.public_id)) == [("sign in", "done")]


def test_a_code_with_a_space_is_taken(client, person, try_password, code_of) -> None:
    user = person(Role.ANALYST)
    try_password(user)
    code = code_of(user)
    assert client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/home/"


def test_a_wrong_code_opens_nothing_and_is_recorded(client, person, try_password) -> None:
    user = person(Role.ANALYST)
    try_password(user)
    answer = client.post("/sign-in/code/", {"code": "000000"})
    assert answer.status_code == 200
    assert b"The code is not right" in answer.content
    assert client.get("/home/").status_code == 302
    assert ("second factor", "failed") in verbs(object_id=str(user.public_id))


def test_guessing_codes_is_stopped(client, person, try_password, code_of) -> None:
    user = person(Role.ANALYST)
    try_password(user)
    for guess in range(12):
        client.post("/sign-in/code/", {"code": f"{guess:06d}"})
    answer = client.post("/sign-in/code/", {"code": code_of(user)})
    assert answer.status_code in (200, 429)
    assert client.get("/home/").status_code == 302, "the right code was still taken after many wrong ones"


def test_without_a_second_factor_every_page_leads_to_setting_one_up(client, person, try_password) -> None:
    user = person(*Role, second_factor=False)
    assert try_password(user)["Location"] == "/home/"
    for address in ("/home/", "/people/", "/audit/", "/account/", "/account/password/"):
        assert client.get(address)["Location"] == "/account/second-step/"
    assert client.get("/account/second-step/").status_code == 200


def test_a_second_factor_secret_is_not_kept_in_the_clear(person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    user = person(second_factor=False)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get(user=user).data)


def page_words(answer) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


def test_a_stranger_a_wrong_password_and_a_stopped_account_look_alike(person) -> None:
    known, stopped = person(name="Kim Known"), person(name="Sol Stopped")
    actions.stop_access(by=None, user=stopped, now=session_clock.timezone.now())
    answers = [
        Client().post("/sign-in/", {"login": email, "password": "not the password"}) for email in ("nobody@example.org", known.email, stopped.email)
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({page_words(answer) for answer in answers}) == 1
    assert "The email address or the password is not right" in page_words(answers[0])


def test_a_stopped_account_cannot_enter_with_the_right_password(client, person, try_password) -> None:
    user = person(Role.ANALYST)
    actions.stop_access(by=None, user=user, now=session_clock.timezone.now())
    try_password(user)
    assert "_auth_user_id" not in client.session


def test_lock_out(client, person, try_password, settings) -> None:
    user = person(Role.ANALYST)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = try_password(user, "not the password")
    assert answer.status_code == 429
    assert b"Sign-in is locked for a while" in answer.content
    assert b"15 minutes" in answer.content
    assert try_password(user).status_code == 429, "the right password opened a locked account"
    elsewhere = Client(REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="another")
    assert elsewhere.post("/sign-in/", {"login": user.email.upper(), "password": "correct horse battery"}).status_code == 429
    assert ("lock-out", "refused") in verbs(object_id=str(user.public_id))


def test_a_lock_out_is_the_same_for_an_address_that_nobody_has(try_password, settings) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = try_password("nobody@example.org", "not the password")
    assert answer.status_code == 429


def test_a_lock_out_of_one_does_not_lock_another(person, try_password, settings) -> None:
    locked, other = person(), person()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_password(locked, "not the password")
    assert try_password(other).status_code == 302


def test_a_lock_out_ends(person, try_password, settings) -> None:
    from axes.models import AccessAttempt

    user = person()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_password(user, "not the password")
    AccessAttempt.objects.update(attempt_time=session_clock.timezone.now() - settings.AXES_COOLOFF_TIME * 1.01)
    assert try_password(user).status_code == 302


def test_lock_out_tables_name_nobody(person, try_password) -> None:
    from axes.models import AccessAttempt

    user = person(email="findme@example.org")
    try_password(user, "not the password")
    kept = AccessAttempt.objects.values().get()
    assert "findme" not in str(kept)
    assert "not the password" not in str(kept)
    assert "127.0.0.1" not in str(kept)


def test_the_audit_log_holds_no_address_and_no_password(person, try_password) -> None:
    user = person(email="findme@example.org", name="Find Me")
    try_password(user, "not the password")
    try_password("stranger@example.org", "not the password")
    kept = str(list(AuditEvent.objects.values()))
    for secret in ("findme", "Find Me", "stranger", "not the password", "127.0.0.1"):
        assert secret not in kept


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"])
def test_nobody_is_sent_elsewhere_after_signing_in(client, person, try_password, code_of, target) -> None:
    user = person(Role.ANALYST)
    try_password(user, next=target)
    answer = client.post("/sign-in/code/", {"code": code_of(user)})
    assert answer["Location"] == "/home/"


def test_an_own_address_is_returned_to(client, person, try_password, code_of) -> None:
    user = person(Role.ANALYST)
    try_password(user, next="/account/")
    assert client.post("/sign-in/code/", {"code": code_of(user)})["Location"] == "/account/"


def test_forms_need_their_token(person) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", {"login": person().email, "password": "correct horse battery"})
    assert answer.status_code == 403
    assert b"The form was not accepted" in answer.content


def test_signing_out_needs_a_post(sign_in) -> None:
    client = sign_in(Role.ANALYST)
    assert b"Do you want to sign out?" in client.get("/sign-out/").content
    assert client.get("/home/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/home/").status_code == 302
    assert ("sign out", "done") in verbs(actor=client.person)


class Clock:
    def __init__(self, monkeypatch) -> None:
        self.seconds = 1_800_000_000.0
        monkeypatch.setattr(session_clock, "now_in_seconds", lambda: self.seconds)


def test_an_idle_session_ends(sign_in, monkeypatch, settings) -> None:
    clock, client = Clock(monkeypatch), sign_in(Role.ANALYST)
    for _ in range(3):
        assert client.get("/home/").status_code == 200
        clock.seconds += settings.SESSION_IDLE_SECONDS - 70
    assert client.get("/home/").status_code == 200, "activity did not keep the session"
    clock.seconds += settings.SESSION_IDLE_SECONDS + 1
    answer = client.get("/home/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/home/")
    assert b"You were signed out" in client.get(answer["Location"]).content
    assert ("sign out", "done") in verbs(actor=client.person)


def test_what_a_page_polls_does_not_keep_a_session(sign_in, monkeypatch, settings) -> None:
    clock, client = Clock(monkeypatch), sign_in(Role.ANALYST)
    client.get("/home/")
    polled = "/jobs/6f1f1c9e-7c1d-4a52-9a3e-0d9f6a6f7a11/state.json"
    for _ in range(4):
        clock.seconds += settings.SESSION_IDLE_SECONDS / 3
        answer = client.get(polled, headers={"accept": "application/json"})
    assert answer.status_code == 401


def test_staying_signed_in_counts_as_activity(sign_in, monkeypatch, settings) -> None:
    clock, client = Clock(monkeypatch), sign_in(Role.ANALYST)
    client.get("/home/")
    clock.seconds += settings.SESSION_IDLE_SECONDS - 30
    assert client.post("/account/stay/").status_code == 204
    clock.seconds += settings.SESSION_IDLE_SECONDS - 30
    assert client.get("/home/").status_code == 200


def test_a_session_ends_after_its_day_however_busy(sign_in, monkeypatch, settings) -> None:
    clock, client = Clock(monkeypatch), sign_in(Role.ANALYST)
    began = clock.seconds
    while clock.seconds - began <= settings.SESSION_COOKIE_AGE:
        assert client.get("/home/").status_code == 200
        clock.seconds += settings.SESSION_IDLE_SECONDS - 70
    assert client.get("/home/").status_code == 302


def test_stopping_access_ends_sessions_at_once(sign_in) -> None:
    client = sign_in(Role.ANALYST)
    assert client.get("/home/").status_code == 200
    actions.stop_access(by=None, user=client.person, now=session_clock.timezone.now())
    assert client.get("/home/").status_code == 302


def test_resetting_the_second_factor_ends_sessions_and_asks_for_a_new_one(sign_in, client, try_password) -> None:
    signed_in = sign_in(Role.ANALYST)
    actions.reset_second_factor(by=None, user=signed_in.person)
    assert signed_in.get("/home/")["Location"].startswith("/sign-in/")
    try_password(signed_in.person)
    assert client.get("/home/")["Location"] == "/account/second-step/"


def test_changing_the_password_keeps_this_session_and_ends_the_others(sign_in, password) -> None:
    here = sign_in(Role.ANALYST)
    there = sign_in(user=here.person)
    assert there.get("/home/").status_code == 200
    answer = here.post("/account/password/", {"old": "wrong", "password": "seven quiet herons"})
    assert b"This is not the password you have now" in answer.content
    assert here.post("/account/password/", {"old": password, "password": "seven quiet herons"}).status_code == 302
    assert here.get("/home/").status_code == 200
    assert there.get("/home/").status_code == 302


def test_pages_of_a_person_are_not_kept_by_the_browser(sign_in) -> None:
    assert sign_in(Role.ANALYST).get("/home/")["Cache-Control"] == "no-store"


def test_safety_headers(client) -> None:
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_an_unknown_host_is_refused(client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"This request cannot be read" in answer.content
