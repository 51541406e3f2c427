"""The data pages: the list and its filters, exports, one file, quality, and who sees them."""

from __future__ import annotations

import io

import pytest
from data_pages_files import street_bytes, street_name
from odf import teletype
from odf.opendocument import load as load_ods
from odf.table import TableCell

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.evidence import SourceKey, Store

pytestmark = pytest.mark.django_db
READERS = (Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.IG_LEAD)


def text_of(response):
    assert response.status_code == 200, response
    return response.content.decode()


def file_number(home, month):
    return next(batch.id for batch in Store.open(home).batches() if batch.period == month)


def test_the_list_shows_what_is_held_and_gaps_as_gaps(stored, sign_in):
    page = text_of(sign_in(Role.ANALYST).get("/data/"))
    assert "4 months held, June 2019 to October 2019; not held: August 2019." in page
    assert page.count(">gap<") == 1
    assert "5 rows" in page
    assert "Synthetic data made for demonstration" in page


def test_filters_narrow_and_their_export_says_so(stored, sign_in):
    client = sign_in(Role.IG_LEAD)
    asked = f"source={SourceKey.POLICE_STREET.value}&period=2019-07"
    page = text_of(client.get(f"/data/?{asked}"))
    assert street_name("2019-07") in page
    assert street_name("2019-09") not in page
    export = client.get(f"/data/files.csv?{asked}")
    text = export.content.decode("utf-8-sig")
    assert "Filter: source: Street-level crime of data.police.uk; status: in use; period: July 2019" in text
    assert (text.count(street_name("2019-07")), text.count(street_name("2019-06"))) == (1, 0)
    assert "DEMONSTRATION-NOT-REAL" in export["Content-Disposition"]
    assert "DEMONSTRATION - NOT REAL" in text
    assert AuditEvent.objects.filter(verb="export data files", actor=client.person).exists()


def test_the_spreadsheet_holds_the_same(stored, sign_in):
    answer = sign_in(Role.ANALYST).get("/data/files.ods")
    cells = [teletype.extractText(cell) for cell in load_ods(io.BytesIO(answer.content)).getElementsByType(TableCell)]
    assert street_name("2019-06") in cells
    assert any("Filter: status: in use" in cell for cell in cells)
    assert any("DEMONSTRATION - NOT REAL" in cell for cell in cells)


@pytest.mark.parametrize(
    ("sort", "first"),
    [("rows", "moonshire.geojson"), ("-period", "2019-10"), ("period", "moonshire.geojson"), ("-file", "moonshire"), ("nonsense", "20")],
)
def test_the_list_sorts_by_what_is_asked(stored, sign_in, sort, first):
    export = sign_in(Role.ANALYST).get(f"/data/files.csv?sort={sort}").content.decode("utf-8-sig")
    assert first in export.splitlines()[4]


@pytest.mark.parametrize("address", ["/data/?page=99999&sort=rows;drop", "/data/?source=nothing&period=x&state=y", "/data/?page=-1"])
def test_a_strange_address_still_answers(stored, sign_in, address):
    text_of(sign_in(Role.ANALYST).get(address))


def test_a_data_file_says_what_was_not_loaded_and_why(stored, sign_in):
    client = sign_in(Role.ANALYST)
    number = file_number(stored, "2019-07")
    page = text_of(client.get(f"/data/files/{number}/"))
    assert "120 rows in the file = 119 loaded + 1 not loaded" in page
    assert Store.open(stored).batches()[0].sha256 != ""
    export = client.get(f"/data/files/{number}/rows-not-loaded.csv").content.decode("utf-8-sig")
    line = export.splitlines()[4]
    assert line.startswith("2,Longitude,'=not a number,"), "a formula is made harmless"
    assert AuditEvent.objects.filter(verb="export rows not loaded").exists()


def test_versions_of_a_file_are_shown(stored, sign_in, send, work):
    client = sign_in(Role.ANALYST)
    old = file_number(stored, "2019-10")
    send(client, {street_name("2019-10"): street_bytes("2019-10", rows=131)})
    work()
    new = file_number(stored, "2019-10")
    assert new != old
    page = text_of(client.get(f"/data/files/{old}/"))
    assert "Superseded" in page
    assert f'href="/data/files/{new}/"' in page
    superseded = client.get("/data/files.csv?state=superseded").content.decode("utf-8-sig")
    assert superseded.count("street.csv") == 1


@pytest.mark.parametrize(
    "address",
    ["/data/files/999999/", "/data/files/999999/rows-not-loaded.csv", "/data/files.exe", "/data/loads/6e7a0a5c-0000-4000-8000-000000000000/"],
)
def test_what_is_not_there_is_not_found(stored, sign_in, address):
    assert sign_in(Role.ANALYST).get(address).status_code == 404


def test_quality_says_what_was_found_out_of_what(stored, sign_in):
    page = text_of(sign_in(Role.IG_LEAD).get("/data/quality/"))
    assert "479 rows of street crime" in page
    assert "0.2% of 480 rows in the files" in page
    assert "not held: August 2019" in page


def test_empty_pages_say_how_to_begin(home, sign_in):
    analyst, lead = sign_in(Role.ANALYST), sign_in(Role.IG_LEAD)
    assert "Load the first files" in text_of(analyst.get("/data/"))
    assert "Your analyst or partnership manager can load them" in text_of(lead.get("/data/"))
    assert "nothing to check" in text_of(analyst.get("/data/quality/"))


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
@pytest.mark.parametrize(
    "address", ["/data/", "/data/quality/", "/data/files.csv", "/data/files/1/", "/data/files/1/rows-not-loaded.csv", "/data/load/"]
)
def test_other_roles_see_nothing(stored, sign_in, role, address):
    answer = sign_in(role).get(address)
    assert answer.status_code == 403
    assert b"moonshire" not in answer.content.lower().replace(b"moonshire community safety partnership", b"")
