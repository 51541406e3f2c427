"""`wardmoot invite` gives the first administrator a way in."""

from __future__ import annotations

import argparse

import pytest

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.cli import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite():
    parser = argparse.ArgumentParser()
    accounts.add_parser(parser.add_subparsers())

    def run(*words: str) -> int:
        parsed = parser.parse_args(["invite", *words])
        return parsed.run(parsed)

    return run


def test_a_first_administrator_gets_in(invite, capsys, client) -> None:
    assert invite("Ada@Example.org", "--name", "Ada Admin", "--role", "administrator", "--agency", "Exampleshire Council") == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("http://127.0.0.1:8000/invitation/")
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    user = User.objects.get()
    assert (user.email, user.roles, user.agency.name) == ("ada@example.org", {Role.ADMINISTRATOR}, "Exampleshire Council")


def test_a_second_call_makes_a_new_link_for_the_same_account(invite, capsys, client) -> None:
    invite("ada@example.org", "--name", "Ada Admin", "--role", "administrator")
    first = capsys.readouterr().out.strip()
    invite("ADA@example.org", "--address", "https://safety.example/")
    second = capsys.readouterr().out.strip()
    assert second.startswith("https://safety.example/invitation/")
    assert client.get(first.removeprefix("http://127.0.0.1:8000")).status_code == 410
    assert client.get(second.removeprefix("https://safety.example")).status_code == 200
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["ada@example.org"], "give --name"),
        (["ada@example.org", "--name", "Ada"], "--role is missing: choose from"),
        (["ada@example.org", "--name", "Ada", "--role", "king"], "--role king: choose from"),
        (["nonsense", "--name", "Ada", "--role", "analyst"], "'nonsense' is not an email address"),
    ],
)
def test_faults_say_what_to_do(invite, words, complaint) -> None:
    with pytest.raises(ValueError, match=complaint):
        invite(*words)
    assert not User.objects.exists()
