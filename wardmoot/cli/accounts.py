"""`wardmoot invite`: the way in for the first administrator, and for one who has lost everything."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from wardmoot.cli.records import prepare_records, ready_home

if TYPE_CHECKING:
    from wardmoot.apps.accounts.models import Agency
    from wardmoot.apps.accounts.roles import Role

SETTINGS = "wardmoot.web.settings"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    words = "Make an account, or a new link for one that exists, and print the link with which its person chooses a password. The link works once."
    parser = commands.add_parser("invite", help="give a person a way in", description=words)
    parser.add_argument("email", metavar="EMAIL", help="the address they sign in with")
    parser.add_argument("--name", help="their full name (needed for a new account)")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="a role, for example administrator; may be given again")
    parser.add_argument("--agency", default="", help="the agency they work for; added where it is not known yet")
    parser.add_argument("--address", default="", metavar="URL", help="where the pages are reached (default http://127.0.0.1:PORT)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Invite and print the link."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    ready_home()
    import django

    django.setup()
    prepare_records()
    token = _token(arguments)
    address = (arguments.address or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}").rstrip("/")
    print(f"{address}/invitation/{token}/")
    return 0


def _token(arguments: argparse.Namespace) -> str:
    from django.utils import timezone

    from wardmoot.apps.accounts import actions
    from wardmoot.apps.accounts.models import User

    user = User.objects.filter(email=arguments.email.strip().lower()).first()
    if user:
        return actions.issue_link(by=None, user=user, now=timezone.now())
    if not arguments.name:
        raise ValueError("there is no account with this address yet: give --name and at least one --role to make one")
    _, token = actions.invite(
        by=None,
        email=_email(arguments.email),
        name=arguments.name,
        agency=_agency(arguments.agency),
        roles=_roles(arguments.role),
        now=timezone.now(),
    )
    return token


def _email(text: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(text.strip())
    except ValidationError:
        raise ValueError(f"{text!r} is not an email address: write it like name@example.org") from None
    return text


def _roles(names: list[str]) -> list[Role]:
    from wardmoot.apps.accounts.roles import Role

    wanted = [name.replace("-", "_").lower() for name in names]
    unknown = [name for name in wanted if name not in Role.values]
    if unknown or not wanted:
        raise ValueError(f"--role {', '.join(unknown) or 'is missing'}: choose from {', '.join(Role.values)}")
    return [Role(name) for name in wanted]


def _agency(name: str) -> Agency | None:
    from wardmoot.apps.accounts import actions
    from wardmoot.apps.accounts.models import Agency

    if not name.strip():
        return None
    return Agency.objects.filter(name__iexact=name.strip()).first() or actions.add_agency(by=None, name=name.strip())
