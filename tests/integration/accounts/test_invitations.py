"""A link works once, within seven days, for one person; every other link gets the same answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wardmoot.apps.accounts import actions, queries
from wardmoot.apps.accounts.models import Invitation, User
from wardmoot.apps.accounts.roles import Role

pytestmark = pytest.mark.django_db
GOOD = "seven quiet herons"


@pytest.fixture
def invited():
    return actions.invite(by=None, email="Sam@Example.org", name="Sam Sample", agency=None, roles=[Role.ANALYST], now=timezone.now())


def test_the_link_lets_its_person_choose_a_password(client, invited) -> None:
    user, token = invited
    assert not user.has_usable_password()
    answer = client.post(f"/invitation/{token}/", {"password": GOOD})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    user.refresh_from_db()
    assert user.check_password(GOOD)
    assert user.email == "sam@example.org"


def test_the_link_itself_is_not_kept(invited) -> None:
    _, token = invited
    assert token not in str(Invitation.objects.values().get())


def test_used_expired_withdrawn_and_invented_links_are_alike(client, invited) -> None:
    user, used = invited
    client.post(f"/invitation/{used}/", {"password": GOOD})
    expired = actions.issue_link(by=None, user=user, now=timezone.now() - actions.INVITATION_LASTS)
    withdrawn = actions.issue_link(by=None, user=user, now=timezone.now())
    actions.issue_link(by=None, user=user, now=timezone.now())
    answers = [Client().get(f"/invitation/{token}/") for token in (used, expired, withdrawn, "invented")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.content for answer in answers}) == 1
    for token in (used, expired, withdrawn, "invented"):
        assert client.post(f"/invitation/{token}/", {"password": "another good password"}).status_code == 410
    user.refresh_from_db()
    assert user.check_password(GOOD)


def test_a_link_expires_to_the_second(invited) -> None:
    user, _ = invited
    made = datetime(2026, 5, 1, 12, tzinfo=UTC)
    token = actions.issue_link(by=None, user=user, now=made)
    assert queries.usable_invitation(token, now=made + timedelta(days=7) - timedelta(seconds=1))
    assert queries.usable_invitation(token, now=made + timedelta(days=7)) is None


def test_two_who_use_a_link_at_once_do_not_both_get_through(invited) -> None:
    _, token = invited
    now = timezone.now()
    actions.accept_invitation(token=token, password=GOOD, now=now)
    with pytest.raises(actions.Refused, match="used"):
        actions.accept_invitation(token=token, password="another good password", now=now)


def test_stopping_access_stops_the_link(client, invited) -> None:
    user, token = invited
    actions.stop_access(by=None, user=user, now=timezone.now())
    assert client.get(f"/invitation/{token}/").status_code == 410


@pytest.mark.parametrize("weak", ["short", "password1234", "sam@example.org"])
def test_weak_passwords_are_refused(client, invited, weak) -> None:
    user, token = invited
    answer = client.post(f"/invitation/{token}/", {"password": weak})
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_new_link_serves_a_forgotten_password_and_ends_sessions(sign_in) -> None:
    client = sign_in(Role.ANALYST)
    token = actions.issue_link(by=None, user=client.person, now=timezone.now())
    assert client.get("/home/").status_code == 200
    Client().post(f"/invitation/{token}/", {"password": GOOD})
    assert client.get("/home/").status_code == 302


def test_the_same_person_is_not_invited_twice(invited) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.invite(by=None, email="SAM@example.org", name="Other", agency=None, roles=[], now=timezone.now())
    assert User.objects.count() == 1
