"""What a hostile or broken request gets, and what leaves by a file or a log."""

from __future__ import annotations

import csv
import io
import logging
import sys
from datetime import date

import pytest

from wardmoot.apps.accounts.actions import add_agency, set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.actions import record
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.web.server_log import ServerLog

pytestmark = pytest.mark.django_db
EXPORTS = {"/people/export.csv": "people", "/audit/export.csv": "audit-log"}


@pytest.mark.parametrize("address", EXPORTS)
def test_a_file_of_a_demonstration_says_so_in_its_name_and_its_first_line(sign_in, address) -> None:
    admin = sign_in(Role.ADMINISTRATOR)
    real = admin.get(address)
    assert (real["Content-Disposition"], b"DEMONSTRATION" in real.content) == (f'attachment; filename="{EXPORTS[address]}-OFFICIAL.csv"', False)
    set_partnership(by=None, name="Moonshire", demonstration_on=date(2019, 12, 12))
    made = admin.get(address)
    assert "DEMONSTRATION-NOT-REAL" in made["Content-Disposition"]
    first = next(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert "DEMONSTRATION - NOT REAL" in first[0]


@pytest.mark.parametrize("query", ["since=0001-01-01&until=9999-12-31", "until=9999-12-31", "since=9999-12-31", "verb=%00", "sort=__class__&page=-1"])
def test_no_filter_of_the_audit_log_is_a_fault(sign_in, query) -> None:
    ig_lead = sign_in(Role.IG_LEAD)
    assert ig_lead.get(f"/audit/?{query}").status_code == 200
    assert ig_lead.get(f"/audit/export.csv?{query}").status_code == 200


def test_a_nul_in_a_filter_finds_what_it_would_without(sign_in) -> None:
    record("view people", by=None)
    page = sign_in(Role.IG_LEAD).get("/audit/export.csv?verb=view%00+people").content.decode()
    assert "what: view people" in page


def test_a_refusal_is_recorded_whatever_the_address_names(sign_in) -> None:
    analyst = sign_in(Role.ANALYST)
    assert analyst.get(f"/plan/groups/%00{'x' * 500}/reports-to/").status_code == 403
    refused = AuditEvent.objects.get(outcome="refused", actor=analyst.person)
    assert refused.object_id == "x" * 80


def test_an_address_that_only_takes_a_form_says_so(sign_in) -> None:
    answer = sign_in(Role.PARTNERSHIP_MANAGER).get("/plan/withdraw/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert b"Go back to the page with the form" in answer.content
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_too_long_a_form_says_so(sign_in, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = sign_in(Role.ADMINISTRATOR).post("/agencies/", {"name": "x" * 200})
    assert answer.status_code == 413
    assert b"longer than a form may be" in answer.content


def test_what_people_enter_is_shown_as_they_typed_it(sign_in, person) -> None:
    hostile = "<script>alert(1)</script>"
    agency = add_agency(by=None, name=hostile)
    person(Role.ANALYST, name=f"={hostile}")
    admin = sign_in(Role.ADMINISTRATOR)
    for address in ("/people/", f"/people/?agency={agency.public_id}", "/agencies/", "/people/invite/"):
        text = admin.get(address).content.decode()
        assert "alert(1)" in text
        assert hostile not in text
    assert f"'={hostile}" in admin.get("/people/export.csv").content.decode()


@pytest.mark.parametrize("broken", ["wardmoot.web.gate.record", "wardmoot.apps.audit.views.queries.events"])
def test_a_fault_in_a_page_or_round_it_is_logged_without_what_was_typed(sign_in, monkeypatch, capfd, broken) -> None:
    client = sign_in(Role.IG_LEAD)
    client.raise_request_exception = False

    def fail(*_: object, **__: object) -> None:
        words = "database or disk is full: jane@example.org"
        raise OSError(words)

    monkeypatch.setattr(broken, fail)
    answer = client.get("/audit/?verb=jane%40example.org")
    assert answer.status_code == 500
    assert b"Something went wrong on our side" in answer.content
    logged = capfd.readouterr().err
    assert "OSError on the page audit" in logged
    assert "in fail" in logged
    assert "jane@" not in logged


def test_somebody_without_recovery_codes_is_led_to_making_them(sign_in) -> None:
    analyst = sign_in(Role.ANALYST)
    assert b"/account/recovery-codes/new/" in analyst.get("/account/").content
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(analyst.person)
    page = analyst.get("/account/").content
    assert b'/account/recovery-codes/"' in page
    assert b"/account/recovery-codes/new/" not in page


def test_the_first_administrators_way_in_is_told_until_somebody_is_in(client, person) -> None:
    assert b"wardmoot invite EMAIL" in client.get("/sign-in/").content
    person(Role.ADMINISTRATOR)
    assert b"wardmoot invite EMAIL" not in client.get("/sign-in/").content


def test_the_servers_own_log_repeats_nothing_of_a_request(caplog) -> None:
    log = ServerLog.__new__(ServerLog)
    log.error_log = logging.getLogger("wardmoot.test.server")
    typed = "jane@example.org"
    try:
        raise ValueError(typed)
    except ValueError:
        log.exception("Error handling request %s %s", "GET", "/people/?email=jane@example.org")
    assert "ValueError in the web server" in caplog.text
    assert "jane" not in caplog.text
    assert "in test_the_servers_own_log" in caplog.text


def test_the_server_asks_for_that_log_and_no_warnings(monkeypatch) -> None:
    from wardmoot.cli import serve

    seen = {}

    class Stands:
        def __init__(self):
            self.cfg = type("Cfg", (), {"set": staticmethod(seen.__setitem__)})
            self.load_config()

        def run(self):
            return None

    monkeypatch.setitem(sys.modules, "gunicorn.app.base", type("Module", (), {"BaseApplication": Stands}))
    serve._pages(8999)
    assert seen["logger_class"] == "wardmoot.web.server_log.ServerLog"
    assert (seen["loglevel"], seen["accesslog"], seen["bind"]) == ("error", None, "127.0.0.1:8999")
