"""Saved views: kept for oneself, shared with an agency, a role or everybody, and honest when what they show has gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from data_pages_files import AUTHORITY

from wardmoot.apps.accounts.actions import add_agency
from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.explorer.models import SavedView

pytestmark = pytest.mark.django_db

ASKS = f"measure=burglary&area={AUTHORITY}&by=ward"


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def save(client: Any, name: str = "Burglary by ward", **more: str) -> Any:
    return client.post("/explore/views/save/", {"asks": ASKS, "name": name, "sharing": "nobody", "role": "", **more})


@pytest.fixture
def police(home: Path) -> Agency:
    return add_agency(by=None, name="Moonshire Police")


@pytest.fixture
def council(home: Path) -> Agency:
    return add_agency(by=None, name="Moonshire Council")


def in_agency(client: Any, agency: Agency) -> Any:
    client.person.agency = agency
    client.person.save()
    return client


def test_a_view_is_saved_listed_and_opened(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    assert save(client).headers["Location"] == "/explore/views/"
    view = SavedView.objects.get()
    assert (view.asks, view.owner, view.sharing) == (ASKS, client.person, "nobody")
    listed = words(client.get("/explore/views/"))
    assert "Burglary by ward" in listed
    assert "Nobody" in listed
    assert client.get(f"/explore/views/{view.public_id}/").headers["Location"] == f"/explore/?{ASKS}"
    assert AuditEvent.objects.filter(verb="save view", object_id=str(view.public_id)).exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "  "}, "Enter a name"),
        ({"name": "x" * 121}, "longer than 120 characters"),
        ({"sharing": "agency"}, "Choose who can open it from the list"),
        ({"sharing": "role"}, "Choose the role to share it with"),
        ({"sharing": "role", "role": "administrator"}, "Choose a role from the list"),
        ({"sharing": "whom"}, "Choose who can open it from the list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(home: Path, sign_in: Any, given: dict[str, str], says: str):
    answer = save(sign_in(Role.ANALYST), **given)
    assert answer.status_code == 200
    assert says in words(answer)
    assert not SavedView.objects.exists()


def test_one_name_stands_for_one_view_of_a_person(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    save(client)
    assert "You have a saved view of this name already" in words(save(client))
    save(sign_in(Role.ANALYST))
    assert SavedView.objects.count() == 2


def test_a_name_taken_in_another_window_is_said(home: Path, sign_in: Any, monkeypatch: pytest.MonkeyPatch):
    from wardmoot.apps.explorer.forms import ViewForm

    client = sign_in(Role.ANALYST)
    save(client)
    save(client, "Another")
    other = SavedView.objects.get(name="Another")
    # as if the form had looked before the other window saved
    monkeypatch.setattr(ViewForm, "clean_name", lambda form: form.cleaned_data["name"])
    assert "You have a saved view of this name already" in words(save(client))
    answer = client.post(f"/explore/views/{other.public_id}/change/", {"name": "Burglary by ward", "sharing": "nobody", "role": ""})
    assert "You have a saved view of this name already" in words(answer)
    assert SavedView.objects.count() == 2


def test_a_view_of_nothing_is_not_saved(home: Path, sign_in: Any):
    answer = save(sign_in(Role.ANALYST), asks="measure=murders")
    assert answer.status_code == 400
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("sharing", "role", "seen_by"),
    [
        ("nobody", "", set()),
        ("agency", "", {"colleague"}),
        ("role", "board_member", {"board"}),
        ("everybody", "", {"colleague", "board", "other"}),
    ],
)
def test_it_is_shared_with_whom_its_owner_says(home: Path, sign_in: Any, police: Agency, council: Agency, sharing: str, role: str, seen_by: set[str]):
    owner = in_agency(sign_in(Role.ANALYST), police)
    others = {
        "colleague": in_agency(sign_in(Role.AGENCY_REPRESENTATIVE), police),
        "board": sign_in(Role.BOARD_MEMBER),
        "other": in_agency(sign_in(Role.ANALYST), council),
    }
    save(owner, sharing=sharing, role=role)
    view = SavedView.objects.get()
    for name, client in others.items():
        assert (client.get(f"/explore/views/{view.public_id}/").status_code == 302) is (name in seen_by), name
        assert ("Burglary by ward" in words(client.get("/explore/views/"))) is (name in seen_by), name
        for verb in ("change", "delete"):
            assert client.get(f"/explore/views/{view.public_id}/{verb}/").status_code == 404
            assert client.post(f"/explore/views/{view.public_id}/{verb}/", {"name": "Mine now", "sharing": "everybody"}).status_code == 404
    assert SavedView.objects.get().name == "Burglary by ward"


def test_it_is_renamed_shared_and_deleted_by_its_owner(home: Path, sign_in: Any, police: Agency):
    client = in_agency(sign_in(Role.ANALYST), police)
    save(client, sharing="agency")
    view = SavedView.objects.get()
    client.post(f"/explore/views/{view.public_id}/change/", {"name": "Break-ins", "sharing": "role", "role": "board_member"})
    view.refresh_from_db()
    assert (view.name, view.sharing, view.role, view.agency) == ("Break-ins", "role", "board_member", None)
    assert "Everybody with the role Board member" in words(client.get("/explore/views/"))
    assert "It is shared with" in words(client.get(f"/explore/views/{view.public_id}/delete/"))
    assert SavedView.objects.exists()
    client.post(f"/explore/views/{view.public_id}/delete/")
    assert not SavedView.objects.exists()
    assert AuditEvent.objects.filter(verb="delete saved view", object_id=str(view.public_id)).exists()


def test_the_list_is_filtered_and_sorted(home: Path, sign_in: Any):
    client, other = sign_in(Role.ANALYST), sign_in(Role.ANALYST)
    for name in ("Beta", "Alpha"):
        save(client, name)
    save(other, "Gamma", sharing="everybody")
    every = words(client.get("/explore/views/?sort=-name"))
    assert every.index("Gamma") < every.index("Beta") < every.index("Alpha")
    assert "Gamma" not in words(client.get("/explore/views/?whose=mine"))
    shared = words(client.get("/explore/views/?whose=shared"))
    assert "Gamma" in shared
    assert "Alpha" not in shared


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        (f"measure=witchcraft&area={AUTHORITY}", "Its measure is not here any more"),
        ("measure=burglary&area=E06000054", "Its area is not here any more"),
        (f"measure=burglary&area={AUTHORITY}&by=shoes", "cannot be divided in that way"),
    ],
)
def test_a_view_whose_subject_has_gone_says_so(home: Path, sign_in: Any, asks: str, says: str):
    client = sign_in(Role.ANALYST)
    save(client)
    view = SavedView.objects.get()
    SavedView.objects.update(asks=asks)
    page = client.get(f"/explore/views/{view.public_id}/")
    assert page.status_code == 200
    assert says in words(page)
    assert client.get("/explore/views/").status_code == 200


def test_an_empty_list_says_how_to_begin(home: Path, sign_in: Any):
    assert "Save this view" in words(sign_in(Role.ANALYST).get("/explore/views/"))
