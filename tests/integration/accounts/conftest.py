from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Rate limits are counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def code_of() -> Callable[..., str]:
    """The code that a person's authenticator app shows now."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(user) -> str:
        kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
        return format_hotp_value(hotp_value(get_adapter().decrypt(kept), next(iter(yield_hotp_counters_from_time()))))

    return code


@pytest.fixture
def try_password(client, password) -> Callable[..., object]:
    def attempt(user, typed: str = password, **more):
        email = user if isinstance(user, str) else user.email
        return client.post("/sign-in/", {"login": email, "password": typed, **more})

    return attempt
