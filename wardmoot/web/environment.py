"""What the settings read from the environment and from the home folder. Reading writes nothing; a key is made when it is first used."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazystr

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def key(home: Path, name: str) -> str:
    """A secret of this home, made on first use, readable by its owner only.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key(Path(folder), "example") == key(Path(folder), "example")
    True
    """
    file = home / "keys" / name
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = file.with_name(f".{name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writing:
            writing.write(secrets.token_urlsafe(48))
        try:
            os.link(whole, file)  # two processes may start at once: the first name stands, both then read it
        except FileExistsError:
            pass
        finally:
            whole.unlink()
    return file.read_text(encoding="ascii").strip()


def lazy_key(home: Path, name: str, given: str | None) -> Any:
    """The secret as text that is read (or made) only when something needs it, so that importing the settings writes nothing."""
    return given or lazystr(_Later(home, name))


class _Later:
    """Text that is found when it is asked for."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.name = home, name

    def __str__(self) -> str:
        return key(self.home, self.name)


def database(environ: Mapping[str, str], home: Path) -> dict[str, Any]:
    """PostgreSQL (or whatever DATABASE_URL names), else SQLite in the home.

    Raises:
        ImproperlyConfigured: DATABASE_URL cannot be read.
    """
    address = environ.get("DATABASE_URL", "")
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "records.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        # the address holds a password: the message must not repeat it
        raise ImproperlyConfigured("DATABASE_URL cannot be read: write it as postgresql://USER:PASSWORD@HOST:PORT/NAME") from None
    if parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"] = SQLITE_OPTIONS
    return parsed


def whole_number(environ: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    """A whole number from the environment.

    Raises:
        ImproperlyConfigured: it is not a whole number, or too small.

    >>> whole_number({"MINUTES": "5"}, "MINUTES", 30), whole_number({}, "MINUTES", 30)
    (5, 30)
    """
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise ImproperlyConfigured(f"{name} is {text!r}: it must be a whole number, at least {least}")
    return int(text)


def listed(environ: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated list from the environment.

    >>> listed({"HOSTS": "a.example, b.example"}, "HOSTS")
    ['a.example', 'b.example']
    """
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def single_sign_on(environ: Mapping[str, str]) -> list[dict[str, Any]]:
    """The one OpenID Connect provider that the environment names, or none.

    Raises:
        ImproperlyConfigured: it is half named.
    """
    names = ("WARDMOOT_OIDC_ISSUER", "WARDMOOT_OIDC_CLIENT_ID", "WARDMOOT_OIDC_CLIENT_SECRET")
    given = [environ.get(name, "").strip() for name in names]
    if not any(given):
        return []
    absent = [name for name, value in zip(names, given, strict=True) if not value]
    if absent:
        raise ImproperlyConfigured(f"single sign-on is half set up: set {' and '.join(absent)} too, or none of {', '.join(names)}")
    issuer, client, secret = given
    if not issuer.startswith("https://") and "//127.0.0.1" not in issuer and "//localhost" not in issuer:
        raise ImproperlyConfigured("WARDMOOT_OIDC_ISSUER must begin with https://")
    name = environ.get("WARDMOOT_OIDC_NAME", "").strip() or "your organisation's account"
    settings = {"server_url": issuer, "fetch_userinfo": True, "oauth_pkce_enabled": True}
    return [{"provider_id": "sso", "name": name, "client_id": client, "secret": secret, "settings": settings}]


def origins(providers: list[dict[str, Any]]) -> list[str]:
    """Where the providers' own sign-in pages are: scheme, host and port.

    >>> origins([{"settings": {"server_url": "https://login.example/tenant/v2.0"}}])
    ['https://login.example']
    """
    addresses = [urlsplit(provider["settings"]["server_url"]) for provider in providers]
    return [f"{address.scheme}://{address.netloc}" for address in addresses]
