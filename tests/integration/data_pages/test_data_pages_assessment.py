"""Making, reading and taking away an assessment."""

from __future__ import annotations

import hashlib
import json
import re
from uuid import uuid4

import pytest
from data_pages_files import AUTHORITY, street_bytes, street_name
from django.utils import timezone

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import shelf
from wardmoot.apps.assessment.maps import with_map_links
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs.models import Job

pytestmark = pytest.mark.django_db
READERS = [role for role in Role if role is not Role.ADMINISTRATOR]


def text_of(response):
    assert response.status_code == 200, response
    return response.content.decode()


@pytest.fixture
def ask(stored):
    def asked(client, **changed):
        given = {"assessment": str(uuid4()), "area": AUTHORITY, "to": "2019-10", "months": "2", "formats": ["html"]} | changed
        return client.post("/assessments/make/", given)

    return asked


@pytest.fixture
def made(ask, sign_in, work):
    ask(sign_in(Role.ANALYST))
    work()
    found = Assessment.objects.get()
    assert found.job.state == Job.State.DONE, found.job.error
    return found


def test_it_is_made_and_says_what_it_is(made, sign_in):
    page = text_of(sign_in(Role.BOARD_MEMBER).get(f"/assessments/{made.public_id}/"))
    assert made.is_made
    assert made.demonstration
    assert (made.cut_off.isoformat(), timezone.localtime(made.made_at).date().isoformat()) == ("2019-10-31", "2019-12-12")
    assert sorted(made.files) == ["html", "json"]
    assert "DEMONSTRATION - NOT REAL" in page
    assert all(about["sha256"] in page for about in made.files.values())
    assert "Formats not made yet" not in page, "a board member cannot make formats"
    listed = text_of(sign_in(Role.BOARD_MEMBER).get("/assessments/?state=made"))
    assert f"/assessments/{made.public_id}/" in listed
    assert "Make an assessment" not in listed


def test_every_figure_on_screen_leads_to_how_we_know_it(made, sign_in):
    client = sign_in(Role.AGENCY_REPRESENTATIVE)
    page = text_of(client.get(f"/assessments/{made.public_id}/read/"))
    addresses = set(re.findall(rf'href="(/assessments/{made.public_id}/figures/[^"]+)"', page))
    figures = json.loads((shelf.folder(made.public_id) / "files" / "figures.json").read_text())["figures"]
    assert len(addresses) == len(figures)
    for address in sorted(addresses)[::7]:
        assert "Where it comes from" in text_of(client.get(address))
    assert client.get(f"/assessments/{made.public_id}/figures/nothing/").status_code == 404
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page), "the strict policy would refuse it"
    assert "unsafe-inline" not in client.get(f"/assessments/{made.public_id}/read/")["Content-Security-Policy"]


def test_a_figure_page_names_its_number_and_its_rows(made, sign_in):
    client = sign_in(Role.ANALYST)
    # two months of 120 rows: 80 crimes and 40 incidents each, less the row not loaded in none of them
    page = text_of(client.get(f"/assessments/{made.public_id}/figures/place.crimes.X01000001/"))
    rows = [line for month in ("2019-09", "2019-10") for line in street_bytes(month).decode().splitlines()[1:]]
    count = sum("X01000001" in row and "Anti-social behaviour" not in row for row in rows)
    assert f'wm-figure-number">{count}<' in page
    assert street_name("2019-10") in page


def test_downloads_are_whole_marked_and_written_down(made, sign_in):
    client = sign_in(Role.IG_LEAD)
    for form, about in made.files.items():
        answer = client.get(f"/assessments/{made.public_id}/files/{form}/")
        content = b"".join(answer.streaming_content)
        assert hashlib.sha256(content).hexdigest() == about["sha256"]
        mark = "" if "DEMONSTRATION-NOT-REAL" in about["name"] else "DEMONSTRATION-NOT-REAL-"
        assert answer["Content-Disposition"] == f'attachment; filename="{mark}{about["name"]}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert "DEMONSTRATION-NOT-REAL" in made.files["html"]["name"]
    assert AuditEvent.objects.filter(verb="download assessment", actor=client.person, object_id=str(made.public_id)).count() == 2
    for nothing in ("pdf", "figures.jsonl", "..", "body"):
        assert client.get(f"/assessments/{made.public_id}/files/{nothing}/").status_code == 404


def test_formats_made_later_hold_the_same_figures(made, sign_in, work):
    client = sign_in(Role.PARTNERSHIP_MANAGER)
    before = dict(made.files)
    client.post(f"/assessments/{made.public_id}/formats/", {"formats": ["ods"]})
    work()
    made.refresh_from_db()
    assert Job.objects.latest("pk").state == Job.State.DONE, Job.objects.latest("pk").error
    assert sorted(made.files) == ["html", "json", "ods"]
    assert {form: made.files[form] for form in before} == before
    assert (shelf.folder(made.public_id) / "files" / made.files["ods"]["name"]).is_file()
    assert not list((shelf.folder(made.public_id) / "files").glob(".*"))


def test_formats_of_changed_data_are_refused(made, sign_in, send, work):
    client = sign_in(Role.ANALYST)
    send(client, {street_name("2019-10"): street_bytes("2019-10", rows=140)})
    work()
    client.post(f"/assessments/{made.public_id}/formats/", {"formats": ["ods"]})
    work()
    job = Job.objects.latest("pk")
    assert job.state == Job.State.FAILED
    assert "make a new assessment" in job.error
    made.refresh_from_db()
    assert sorted(made.files) == ["html", "json"]


def test_the_map_has_its_shapes_and_works_without_scripts(made, sign_in):
    client = sign_in(Role.BOARD_MEMBER)
    for one in made.maps:
        page = text_of(client.get(f"/assessments/{made.public_id}/maps/{one['id']}/"))
        assert "<svg" in page
        assert "The ten small areas" in page
        shapes = client.get(f"/assessments/{made.public_id}/maps/{one['id']}/shapes.geojson")
        features = [feature for feature in json.loads(shapes.content)["features"] if "code" in feature["properties"]]
        assert len(features) == 12
        assert shapes["Content-Type"] == "application/geo+json"
        assert json.loads(shapes.content)["marking"] == "OFFICIAL. DEMONSTRATION - NOT REAL"
    assert client.get(f"/assessments/{made.public_id}/maps/elsewhere/").status_code == 404
    assert client.get(f"/assessments/{made.public_id}/maps/figures-index/shapes.geojson").status_code == 404
    assert AuditEvent.objects.filter(verb="view assessment map shapes").exists()


def test_a_map_that_is_not_in_the_document_is_a_fault():
    with pytest.raises(ValueError, match="map-lost"):
        with_map_links("<figure></figure>", {"map-lost": "/x/"})


def test_the_same_form_sent_twice_is_one_assessment(ask, sign_in):
    client, token = sign_in(Role.ANALYST), str(uuid4())
    first, second = ask(client, assessment=token), ask(client, assessment=token)
    assert first.url == second.url
    assert (Assessment.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"area": ""}, "Choose an area"),
        ({"area": "E06000054"}, "Choose an area from the list"),
        ({"to": "2030-01"}, "Choose a month from the list"),
        ({"months": ""}, "Enter how many months"),
        ({"months": "0"}, "Enter 1 month or more"),
        ({"months": "121"}, "Enter 120 months or fewer"),
        ({"months": "twelve"}, "as a whole number"),
        ({"formats": []}, "Choose at least one format"),
        ({"formats": ["exe"]}, "Choose formats from the list"),
    ],
)
def test_what_is_asked_wrongly_is_said(ask, sign_in, changed, said):
    page = text_of(ask(sign_in(Role.ANALYST), **changed))
    assert page.count(said) >= 2, "in the summary and beside the field"
    assert "<title>Error: " in page
    assert not Assessment.objects.exists()


def test_without_data_it_says_what_is_needed(home, sign_in):
    page = text_of(sign_in(Role.ANALYST).get("/assessments/make/"))
    assert "a file a month, from data.police.uk" in page
    assert "boundaries of your authority" in page
    assert "Make the first assessment" in text_of(sign_in(Role.ANALYST).get("/assessments/"))


def test_one_that_cannot_be_made_leaves_nothing(ask, sign_in, work, monkeypatch):
    from wardmoot.apps.assessment import work as making

    def broken(*_args, **_more):
        raise ValueError("No street crime files are held: load them.")

    monkeypatch.setattr(making, "make_assessment", broken)
    client = sign_in(Role.ANALYST)
    ask(client)
    work()
    asked = Assessment.objects.get()
    assert not asked.is_made
    assert "load them" in text_of(client.get(f"/jobs/{asked.job.public_id}/"))
    assert not list(shelf.folder(asked.public_id).parent.glob("*"))
    assert client.get(f"/assessments/{asked.public_id}/read/").status_code == 404
    assert "It has not been made yet" in text_of(client.get(f"/assessments/{asked.public_id}/"))


def test_an_interrupted_one_is_resumed_and_made_whole(ask, sign_in, work):
    client = sign_in(Role.ANALYST)
    ask(client)
    asked = Assessment.objects.get()
    half = shelf.folder(asked.public_id).with_name(f".making-{asked.public_id}")
    half.mkdir(parents=True)
    (half / "body.html").write_text("half")
    Job.objects.update(state=Job.State.RUNNING, attempts=1, heartbeat_at=timezone.now() - timezone.timedelta(hours=1))
    client.get(f"/jobs/{asked.job.public_id}/")
    client.post(f"/jobs/{asked.job.public_id}/resume/")
    work()
    asked.refresh_from_db()
    assert asked.is_made
    assert not half.exists()


@pytest.mark.parametrize("role", [role for role in READERS if role not in (Role.ANALYST, Role.PARTNERSHIP_MANAGER)])
def test_readers_make_nothing(ask, made, sign_in, role):
    client = sign_in(role)
    assert ask(client).status_code == 403
    assert client.post(f"/assessments/{made.public_id}/formats/", {"formats": ["ods"]}).status_code == 403
    assert Assessment.objects.count() == 1


def test_an_administrator_and_a_stranger_read_nothing(made, sign_in, client):
    pages = ["", "read/", "figures/place.crimes.X01000001/", "maps/map-crimes/", "maps/map-crimes/shapes.geojson", "files/html/"]
    administrator = sign_in(Role.ADMINISTRATOR)
    for page in pages:
        assert administrator.get(f"/assessments/{made.public_id}/{page}").status_code == 403
        answer = client.get(f"/assessments/{made.public_id}/{page}")
        assert (answer.status_code, answer.content) == (302, b"")
