"""What every test shares: where real data, vectors, the browser and PostgreSQL are found, and what happens without them."""

from __future__ import annotations

import atexit
import fcntl
import os
import pickle
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import pytest_socket
from hypothesis import settings

# Before Django is set up: the tests have a home of their own, thrown away afterwards, and never touch the user's.
TEST_HOME = tempfile.mkdtemp(prefix="wardmoot-test-home-")
atexit.register(shutil.rmtree, TEST_HOME, ignore_errors=True)
os.environ["WARDMOOT_HOME"] = TEST_HOME
os.environ.pop("PORT", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "wardmoot.web.settings"

# How long one example takes says nothing on a machine that does other work.
settings.register_profile("wardmoot", deadline=None)
settings.load_profile("wardmoot")

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def missing(reason: str) -> None:
    """Skip the test, saying what is missing; in CI a missing tool is a failure, so that nothing goes untested there."""
    if IN_CI:
        pytest.fail(f"in CI this must be present: {reason}")
    pytest.skip(reason)


@pytest.fixture(name="missing")
def report_missing() -> Any:
    """`missing(reason)`, for tests that look for something themselves."""
    return missing


def _folder(variable: str, what: str) -> Path:
    place = os.environ.get(variable, "")
    if not place or not Path(place).is_dir():
        missing(f"{what} not found: set {variable} to their folder")
    return Path(place).resolve()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data."""
    return _folder("WARDMOOT_TEST_DATA", "the real open data files were")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of worked examples for the statistics."""
    return _folder("WARDMOOT_TEST_VECTORS", "the worked examples were")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    found = os.environ.get("WARDMOOT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        missing("Chromium was not found: install it (Debian: apt-get install chromium) or set WARDMOOT_CHROMIUM to its path")
    return str(found)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the records database, by whatever fixture, so that script/test can run it again on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("records")


def pytest_configure(config: pytest.Config) -> None:
    """Load the settings now that the home is set; pytest-django then sets Django up."""
    import django.conf

    assert str(django.conf.settings.HOME) == TEST_HOME
    # parallel workers inherit the environment: with the name in it they would load the settings before they have a home
    os.environ.pop("DJANGO_SETTINGS_MODULE")
    # the real hashing of passwords is slow on purpose
    django.conf.settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test reaches the network; those that drive a browser reach this machine itself."""
    if item.get_closest_marker("browser"):
        pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A home with the plan and all of the demonstration's data, and the loader's reports. To read only: copy it to change it.

    One of the parallel workers builds it, the others wait for it.
    """
    from wardmoot.catalogue.plans import install_plan, shipped_plan
    from wardmoot.demo import MORNING
    from wardmoot.demo.build import load_demonstration

    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    home, reports = shared / "demonstration", shared / "demonstration.reports"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not reports.exists():
            made = load_demonstration(home, now=MORNING)
            install_plan(shipped_plan("wiltshire-2019-2022"), home)
            reports.write_bytes(pickle.dumps(made))
    return home, pickle.loads(reports.read_bytes())


@pytest.fixture(scope="session")
def partners_home(demonstration: tuple[Path, Any]) -> Path:
    """The demonstration's home, for what is counted from partners' extracts. To read only."""
    return demonstration[0]


@pytest.fixture
def person(db: Any) -> Any:
    """`person(Role.ANALYST, ...)`: someone with an account, a password, a second factor and these roles."""
    from wardmoot.apps.accounts.models import User

    def make(*roles: Any, name: str = "Alex Example", email: str = "", second_factor: bool = True) -> User:
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        address = email or f"person{User.objects.count() + 1}@example.org"
        user = User.objects.create_user(email=address, name=name, roles=roles, password="correct horse battery")
        if second_factor:
            TOTP.activate(user, generate_totp_secret())
        return user

    return make


@pytest.fixture
def sign_in(person: Any) -> Any:
    """`client = sign_in(Role.ANALYST)`: a Django test client of someone signed in; the person is `client.person`."""
    from django.test import Client

    def make(*roles: Any, user: Any = None, **about: Any) -> Client:
        client = Client()
        client.person = user or person(*roles, **about)  # type: ignore[attr-defined]
        client.force_login(client.person, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def home_with_plan(settings: Any, tmp_path: Path) -> Path:
    """A home in which the Wiltshire plan is loaded."""
    from wardmoot.catalogue.plans import install_plan, shipped_plan

    settings.HOME = tmp_path
    install_plan(shipped_plan("wiltshire-2019-2022"), tmp_path)
    return tmp_path
