"""What is counted from the data held stands beside what the plan prints, for those who may see it."""

from __future__ import annotations

import shutil

import pytest

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.plan import counted
from wardmoot.demo import DEMONSTRATION_DATE
from wardmoot.evidence import Store

pytestmark = pytest.mark.django_db
SEEN = "Counted from the data held"


@pytest.fixture
def home(settings, partners_home):
    settings.HOME = partners_home
    set_partnership(by=None, name="Wiltshire Community Safety Partnership", demonstration_on=DEMONSTRATION_DATE)
    return partners_home


def _page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_an_analyst_sees_the_counted_number_beside_the_printed_one(home, sign_in):
    page = _page(sign_in(Role.ANALYST), "/plan/figures/F07/")
    assert SEEN in page
    assert "<strong>407 (513)</strong> children. The same as the plan prints." in page
    assert "OFFICIAL-SENSITIVE" in page
    assert "/plan/figures/F07/counted/" in page


def test_the_counted_number_can_be_followed_to_its_rows(home, sign_in):
    page = _page(sign_in(Role.ANALYST), "/plan/figures/F07/counted/")
    assert "The plan prints 407 (513)" in page
    assert "lower than before" in page.lower()
    assert "from 2017-04-01 to 2018-03-31" in page
    assert "below 18" in page
    assert "missing-episodes Wiltshire Police (synthetic)" in page
    assert "1,170" in page
    assert AuditEvent.objects.filter(verb="view counted figure of the plan").exists()


def test_an_or_of_needs_is_told_in_words(home, sign_in):
    page = _page(sign_in(Role.PARTNERSHIP_MANAGER), "/plan/figures/F06/counted/")
    assert "drugs_or_alcohol is yes, or homelessness is yes" in page


def test_a_priority_page_shows_it_on_each_card(home, sign_in):
    page = _page(sign_in(Role.ANALYST), "/plan/priorities/P2/")
    assert page.count(SEEN) == 12
    assert page.count("The same as the plan prints.") == 12
    assert page.count("Read from a source, not counted.") == 2


def test_parts_and_companions_are_counted_too(home, sign_in):
    client = sign_in(Role.ANALYST)
    assert "<strong>33</strong>" in _page(client, "/plan/figures/F05.part1/")
    assert "<strong>48</strong>" in _page(client, "/plan/figures/F31.also1/")


def test_a_line_without_a_number_says_so(home, sign_in):
    page = _page(sign_in(Role.ANALYST), "/plan/figures/F27/")
    assert "<strong>41</strong> addresses. The plan prints no number to set it beside." in page
    assert "The plan prints no number" in _page(sign_in(Role.ANALYST), "/plan/figures/F27/counted/")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.PARTNERSHIP_MANAGER)])
def test_nobody_else_sees_counts_of_rows_about_people(home, sign_in, role):
    client = sign_in(role)
    page = _page(client, "/plan/figures/F07/")
    assert SEEN not in page
    assert "OFFICIAL-SENSITIVE" not in page
    assert SEEN not in _page(client, "/plan/priorities/P2/")
    assert client.get("/plan/figures/F07/counted/").status_code == 403


def test_an_unknown_figure_is_not_found(home, sign_in):
    for key in ("F99", "F07.part9", "F15"):
        assert sign_in(Role.ANALYST).get(f"/plan/figures/{key}/counted/").status_code == 404


def test_what_is_not_held_says_what_to_load_and_is_no_zero(home, sign_in, settings, tmp_path):
    client = sign_in(Role.ANALYST)
    assert "<strong>21 (30)</strong>" in _page(client, "/plan/figures/F16/")
    other = tmp_path / "other"
    shutil.copytree(home / "plan", other / "plan")
    settings.HOME = other
    assert "Nothing could be counted: no data file of “Prevent referrals” is held" in _page(client, "/plan/figures/F16/")
    assert "Nothing could be counted: no file of road" in _page(client, "/plan/figures/F19/")
    assert client.get("/plan/figures/F19/counted/").status_code == 404
    assert Store.open(other).kind is None


def test_no_more_is_kept_than_it_should(home, sign_in, monkeypatch):
    monkeypatch.setattr(counted, "MOST_KEPT", 1)
    client = sign_in(Role.ANALYST)
    for key in ("F16", "F17", "F18"):
        _page(client, f"/plan/figures/{key}/")
    assert len(counted._kept) == 1
