"""Times the plan's pages in one process, as `run.py` asks: for each page its route and the seconds of each request."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django

REQUESTS = 40
PAGES = ("/home/", "/plan/", "/plan/priorities/P2/", "/plan/outcomes/", "/plan/delivery/", "/plan/governance/", "/plan/figures/F01/")


def main() -> int:
    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from wardmoot.apps.accounts import actions
    from wardmoot.apps.accounts.models import User
    from wardmoot.apps.accounts.roles import Role
    from wardmoot.catalogue.plans import install_plan, shipped_plan

    call_command("migrate", verbosity=0, interactive=False)
    plan = install_plan(shipped_plan("wiltshire-2019-2022"), Path(settings.HOME))
    actions.set_partnership(by=None, name=plan.identity.partnership)
    person = User.objects.create_user(email="bench@example.invalid", name="Bench", roles=[Role.PARTNERSHIP_MANAGER])
    TOTP.activate(person, generate_totp_secret())
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in PAGES:
        times = []
        for number in range(REQUESTS + 2):
            start = time.perf_counter()
            response = client.get(page)
            if response.status_code != 200:
                sys.exit(f"{page} answered {response.status_code}")
            if number >= 2:
                times.append(time.perf_counter() - start)
        print(page, *times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
