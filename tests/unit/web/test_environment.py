"""What the settings make of the environment and the home."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from wardmoot.web.environment import database, key, lazy_key, single_sign_on, whole_number


def test_a_key_is_made_once_and_is_its_owners_only(tmp_path) -> None:
    made = key(tmp_path, "secret-key")
    assert key(tmp_path, "secret-key") == made
    assert len(made) >= 50
    assert key(tmp_path, "other") != made
    assert stat.S_IMODE(os.stat(tmp_path / "keys" / "secret-key").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "keys").st_mode) == 0o700
    assert sorted(os.listdir(tmp_path / "keys")) == ["other", "secret-key"]


def test_many_who_start_at_once_get_one_key(tmp_path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: key(tmp_path, "secret-key"), range(64)))) == 1


def test_a_key_is_not_made_before_it_is_needed(tmp_path) -> None:
    later = lazy_key(tmp_path, "secret-key", None)
    assert not list(tmp_path.iterdir())
    assert str(later) == key(tmp_path, "secret-key")
    assert lazy_key(tmp_path, "secret-key", "given") == "given"


def test_records_are_in_the_home_unless_named_elsewhere(tmp_path) -> None:
    assert database({}, tmp_path)["NAME"] == tmp_path / "records.sqlite3"
    assert database({"DATABASE_URL": "postgresql://u:p@db.example:5433/records"}, tmp_path)["HOST"] == "db.example"


def test_a_faulty_database_address_does_not_tell_its_password(tmp_path) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database({"DATABASE_URL": "nonsense://u:hunter2@db/x"}, tmp_path)
    assert "hunter2" not in str(refused.value)
    assert "postgresql://" in str(refused.value)


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", "٣"])
def test_a_number_must_be_one(text) -> None:
    with pytest.raises(ImproperlyConfigured, match="WARDMOOT_IDLE_MINUTES is"):
        whole_number({"WARDMOOT_IDLE_MINUTES": text}, "WARDMOOT_IDLE_MINUTES", 30)


def test_single_sign_on_is_whole_or_not_at_all() -> None:
    assert single_sign_on({}) == []
    with pytest.raises(ImproperlyConfigured, match="WARDMOOT_OIDC_CLIENT_SECRET"):
        single_sign_on({"WARDMOOT_OIDC_ISSUER": "https://login.example", "WARDMOOT_OIDC_CLIENT_ID": "x"})
    with pytest.raises(ImproperlyConfigured, match="https"):
        single_sign_on({"WARDMOOT_OIDC_ISSUER": "http://login.example", "WARDMOOT_OIDC_CLIENT_ID": "x", "WARDMOOT_OIDC_CLIENT_SECRET": "y"})
