"""`wardmoot demo`: the demonstration partnership."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wardmoot.cli.records import prepare_records, ready_home

if TYPE_CHECKING:
    from wardmoot.demo.partnership import Credential

SETTINGS = "wardmoot.web.settings"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    words = "Build the demonstration partnership from invented data in an empty home. Prints what its users sign in with, once."
    parser = commands.add_parser("demo", help="build the demonstration partnership", description=words)
    parser.add_argument("--if-empty", action="store_true", help="do nothing where the home is already in use")
    parser.add_argument("--code", metavar="ROLE", help="print the sign-in code of the moment for a demonstration user, for example analyst")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build it, or give a code."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    home = ready_home()
    import django

    django.setup()
    prepare_records()
    from wardmoot.demo import partnership

    if arguments.code:
        print(partnership.present_code(arguments.code, now=datetime.now(UTC)))
        return 0
    if arguments.if_empty and not partnership.is_empty(home) and not partnership.is_unfinished():
        if partnership.is_demonstration():
            print("The demonstration is there already. `wardmoot demo` gives its users new passwords and prints them.", file=sys.stderr)
        return 0
    print(f"Building the demonstration in {home}", file=sys.stderr)
    credentials = partnership.build_demonstration(home, progress=lambda stage: print(stage, file=sys.stderr))
    _tell(credentials)
    return 0


def _tell(credentials: tuple[Credential, ...]) -> None:
    print("\nDEMONSTRATION - NOT REAL. Sign in with any of these; they are shown this once.\n")
    print(f"{'Role':<30} {'E-mail':<46} {'Password':<18} Set-up key for an authenticator")
    for c in credentials:
        print(f"{c.role:<30} {c.email:<46} {c.password:<18} {c.setup_key}")
    print("\nNo authenticator at hand? `wardmoot demo --code analyst` prints the code of the moment for that role.\n")
