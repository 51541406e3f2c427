"""What an administrator does on the pages of people, and what is written down of it."""

from __future__ import annotations

import csv
import io

import pytest

from wardmoot.apps.accounts import actions
from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent, Immutable

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(sign_in):
    return sign_in(Role.ADMINISTRATOR, name="Ada Admin")


@pytest.fixture
def council() -> Agency:
    return actions.add_agency(by=None, name="Exampleshire Council")


def test_inviting_shows_the_link_once(admin, council, client) -> None:
    form = {"name": "Sam Sample", "email": "sam@example.org", "agency": str(council.public_id), "roles": ["analyst", "board_member"]}
    answer = admin.post("/people/invite/", form)
    text = answer.content.decode()
    link = text.split('<p class="wm-secret">')[1].split("</p>")[0]
    assert client.get(link).status_code == 200
    user = User.objects.get(email="sam@example.org")
    assert user.roles == {Role.ANALYST, Role.BOARD_MEMBER}
    assert link.split("/")[-2] not in admin.get(f"/people/{user.public_id}/").content.decode()
    written = AuditEvent.objects.get(verb="invite")
    assert (written.actor, written.object_id, written.details) == (admin.person, str(user.public_id), {"roles": ["analyst", "board_member"]})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter the person&#39;s name"),
        ({"email": ""}, "Enter an email address"),
        ({"email": "nonsense"}, "in the form name@example.org"),
        ({"email": "TAKEN@example.org"}, "has an account already"),
        ({"agency": ""}, "Choose the agency"),
        ({"agency": "nonsense"}, "Choose an agency from the list"),
        ({"roles": []}, "Choose at least one role"),
    ],
)
def test_a_faulty_invitation_says_what_to_do_and_makes_nothing(admin, council, person, change, words) -> None:
    person(email="taken@example.org")
    before = User.objects.count()
    form = {"name": "Sam", "email": "sam@example.org", "agency": str(council.public_id), "roles": ["analyst"]} | change
    answer = admin.post("/people/invite/", form)
    text = answer.content.decode()
    assert "There is a problem" in text
    assert "<title>Error: " in text
    assert text.count(words) == 2, "the fault stands in the summary and at the field"
    assert User.objects.count() == before


def test_roles_given_and_taken_are_written_down(admin, person) -> None:
    user = person(Role.ANALYST)
    admin.post(f"/people/{user.public_id}/roles/", {"roles": ["ig_lead"]})
    assert User.objects.get(pk=user.pk).roles == {Role.IG_LEAD}
    assert AuditEvent.objects.get(verb="change roles").details == {"given": ["ig_lead"], "taken": ["analyst"]}


def test_the_only_administrator_cannot_be_lost(admin, person) -> None:
    own = admin.person.public_id
    answer = admin.post(f"/people/{own}/roles/", {"roles": ["analyst"]})
    assert b"the only administrator" in answer.content
    answer = admin.post(f"/people/{own}/stop/")
    assert (answer.status_code, b"the only administrator" in answer.content) == (409, True)
    assert User.objects.get(pk=admin.person.pk).has_role(Role.ADMINISTRATOR)
    person(Role.ADMINISTRATOR)
    assert admin.post(f"/people/{own}/roles/", {"roles": ["analyst"]}).status_code == 302


def test_a_stopped_administrator_does_not_count(admin, person) -> None:
    other = person(Role.ADMINISTRATOR)
    admin.post(f"/people/{other.public_id}/stop/")
    assert b"the only administrator" in admin.post(f"/people/{admin.person.public_id}/stop/").content


@pytest.mark.parametrize(
    ("step", "verb"), [("stop", "stop access"), ("reset-second-factor", "reset second factor"), ("new-link", "issue sign-in link")]
)
def test_steps_ask_first_and_are_written_down(admin, person, step, verb) -> None:
    user = person(Role.ANALYST)
    assert admin.get(f"/people/{user.public_id}/{step}/").status_code == 200
    assert not AuditEvent.objects.filter(verb=verb).exists(), "asking did it already"
    admin.post(f"/people/{user.public_id}/{step}/")
    assert AuditEvent.objects.filter(verb=verb, actor=admin.person, object_id=str(user.public_id)).count() == 1


def test_restoring(admin, person) -> None:
    user = person(Role.ANALYST)
    assert admin.post(f"/people/{user.public_id}/restore/").status_code == 409
    admin.post(f"/people/{user.public_id}/stop/")
    admin.post(f"/people/{user.public_id}/restore/")
    assert User.objects.get(pk=user.pk).is_active


def test_unknown_people_and_steps_are_not_found(admin, person) -> None:
    nobody = "6f1f1c9e-7c1d-4a52-9a3e-0d9f6a6f7a11"
    assert admin.get(f"/people/{nobody}/").status_code == 404
    assert admin.get(f"/people/{person().public_id}/delete/").status_code == 404


def test_the_list_filters_sorts_and_pages_without_losing_the_filter(admin, person) -> None:
    for number in range(60):
        person(Role.ANALYST if number % 10 else Role.BOARD_MEMBER, name=f"Person {number:02d}", second_factor=False)
    text = admin.get("/people/?role=analyst&sort=-name").content.decode()
    assert "54 rows, page 1 of 2" in text
    assert text.index("Person 59") < text.index("Person 58")
    assert "Person 50" not in text
    assert "?sort=-name&amp;page=2&amp;role=analyst" in text
    last = admin.get("/people/?role=analyst&sort=-name&page=2").content.decode()
    assert "Person 01" in last
    assert 'aria-sort="descending"' in last


@pytest.mark.parametrize("query", ["?page=999", "?page=-1", "?page=x", "?sort=password", "?role=nonsense&state=x&agency=y", "?agency=' OR 1=1"])
def test_a_nonsense_address_is_no_fault(admin, query) -> None:
    assert admin.get(f"/people/{query}").status_code == 200


def test_the_export_holds_what_is_shown_and_says_its_filter(admin, person, council) -> None:
    person(Role.ANALYST, name="=cmd|' /C calc'!A0")
    person(Role.BOARD_MEMBER, name="Bo Board")
    answer = admin.get("/people/export.csv?role=analyst")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == ["Filter: role: Analyst"]
    assert [row[0] for row in rows[4:]] == ["'=cmd|' /C calc'!A0"]
    assert AuditEvent.objects.filter(verb="export people", actor=admin.person).count() == 1


def test_there_is_no_search_by_name(admin, person) -> None:
    person(name="Kim Known")
    assert b'name="q"' not in admin.get("/people/").content


def test_agencies(admin, council) -> None:
    assert admin.post("/agencies/", {"name": "exampleshire council"}).status_code == 200
    assert admin.post("/agencies/", {"name": "  Exampleshire   Police "}).status_code == 302
    assert set(Agency.objects.values_list("name", flat=True)) == {"Exampleshire Council", "Exampleshire Police"}


def test_the_audit_log_is_read_by_the_ig_lead_and_reading_is_written_down(sign_in, admin, person) -> None:
    admin.get("/people/")
    lead = sign_in(Role.IG_LEAD)
    text = lead.get("/audit/?kind=views").content.decode()
    assert "View people" in text
    assert "Sign in" not in text.split("<tbody")[1]
    assert AuditEvent.objects.filter(verb="view audit log", actor=lead.person).count() == 1
    assert "Ada Admin" in lead.get(f"/audit/?person={admin.person.public_id}").content.decode()
    exported = lead.get("/audit/export.csv?verb=view people&outcome=done&since=2020-01-01&until=2099-01-01").content.decode("utf-8-sig")
    assert "Filter: what: view people; outcome: Done; from 1 January 2020; to 1 January 2099" in exported


def test_a_refusal_is_written_down(sign_in) -> None:
    client = sign_in(Role.BOARD_MEMBER)
    assert client.get("/people/").status_code == 403
    assert AuditEvent.objects.filter(verb="view people", outcome="refused", actor=client.person).count() == 1


def test_a_page_whose_view_cannot_be_written_down_is_not_shown(admin, monkeypatch) -> None:
    from wardmoot.web import gate

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(gate, "record", broken)
    admin.raise_request_exception = False
    answer = admin.get("/people/")
    assert answer.status_code == 500
    assert b"Ada Admin" not in answer.content.split(b"<main")[-1]


def test_audit_records_are_never_changed_or_removed(admin) -> None:
    event = AuditEvent.objects.first()
    event.verb = "something else"
    for attempt in (event.save, event.delete, AuditEvent.objects.all().delete, lambda: AuditEvent.objects.update(verb="x")):
        with pytest.raises(Immutable):
            attempt()


def test_an_action_whose_record_fails_did_not_happen(council, monkeypatch) -> None:
    from wardmoot.apps.accounts import journal

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(journal, "record", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.add_agency(by=None, name="Exampleshire Police")
    assert not Agency.objects.filter(name="Exampleshire Police").exists()


def test_no_page_puts_a_person_in_its_title_or_address(admin, person) -> None:
    user = person(name="Kim Known", email="kim@example.org")
    for address in ("/people/", f"/people/{user.public_id}/", f"/people/{user.public_id}/roles/", f"/people/{user.public_id}/stop/", "/account/"):
        text = admin.get(address).content.decode()
        title = text.split("<title>")[1].split("</title>")[0]
        assert "Kim" not in title
        assert "Ada" not in title
        assert not any("kim" in part.split('"')[0].lower() for part in text.split('href="')[1:])
