"""A partner's extract from upload to undo, through the pages and the worker."""

from __future__ import annotations

import csv
import io
import stat
import zipfile
from uuid import uuid4

import pytest
from extract_pages_files import HEADINGS, KEY, POLICE, SPOILED, csv_bytes, extract_bytes, extract_table

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources import extract_spool
from wardmoot.apps.sources.models import Draft, RememberedColumns, Undoing
from wardmoot.evidence import SourceKey, Store

pytestmark = pytest.mark.django_db(transaction=True)


def address(draft):
    return f"/data/extracts/drafts/{draft.public_id}/"


def text_of(answer):
    return answer.content.decode()


def spooled():
    return [place for place in extract_spool.spool().rglob("*") if place.is_file()]


def batches(home, current_only=True):
    return Store.open(home).batches(current_only=current_only, source=SourceKey.EXTRACT)


def test_a_good_file_from_the_first_page_to_the_import(home, enter, police, send, work):
    client = enter(Role.ANALYST)
    assert "Moonshire Police" in text_of(client.get(f"/data/extracts/begin/?dataset={KEY}"))
    answer = client.post("/data/extracts/begin/", {"dataset": KEY, "agency": str(police.public_id)})
    assert answer.url == f"/data/extracts/send/{KEY}/{police.public_id}/"
    assert "What this dataset expects" in text_of(client.get(answer.url))
    draft = send(client, name="Jane Example born 1987.csv")
    [file] = spooled()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700
    assert home / "evidence" not in file.parents
    page = text_of(client.get(address(draft)))
    assert "You can leave this page" in page
    assert "Extract received 12 December 2019" in page
    assert not batches(home)
    work()
    assert "40 rows in the file: 40 good, 0 bad" in text_of(client.get(address(draft)))
    assert "Every row is good." in text_of(client.get(f"{address(draft)}rows/"))
    assert "Import 40 rows" in text_of(client.get(f"{address(draft)}confirm/"))
    assert not batches(home)
    assert client.post(f"{address(draft)}confirm/", {"reading": "1"}).url == address(draft)
    work()
    [batch] = batches(home)
    assert (batch.rows_in, batch.rows_kept, batch.rows_rejected) == (40, 40, 0)
    assert client.get(address(draft)).url == f"/data/extracts/imports/{batch.id}/"
    page = text_of(client.get(f"/data/extracts/imports/{batch.id}/"))
    assert "40 rows in the file = 40 imported + 0 not loaded" in page
    assert batch.sha256 in page
    assert client.person.name in page
    assert spooled() == []
    verbs = set(AuditEvent.objects.filter(actor=client.person).values_list("verb", flat=True))
    assert {"receive extract", "check extract", "confirm extract", "import extract"} <= verbs


def sheet_of(workbook):
    return zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml").decode()


def test_bad_rows_are_counted_shown_mended_and_never_left_out_unasked(home, enter, send, send_mended, work):
    client = enter(Role.ANALYST)
    draft = send(client, extract_bytes(cells=SPOILED))
    work()
    page = text_of(client.get(f"{address(draft)}rows/"))
    assert "40 rows in the file = 36 good + 4 bad" in page
    assert "Age when the episode began" in page
    assert "Line 2: &lt;5" in page
    assert "Spaces at the ends taken off" in page
    # confirming without the tick imports nothing, and says the number
    answer = client.post(f"{address(draft)}confirm/", {"reading": "1"})
    assert answer.status_code == 200
    assert "Tick the box to leave out the 4 bad rows" in text_of(answer)
    work()
    assert not batches(home)
    book = client.get(f"{address(draft)}errors.xlsx")
    content = b"".join(book.streaming_content)
    assert sheet_of(content).count("<row>") == 6
    assert "Delete by 19 December 2019" in sheet_of(content)
    assert "OFFICIAL-SENSITIVE-DEMONSTRATION-NOT-REAL" in book.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="download error workbook", actor=client.person).exists()
    half = {place: text for place, text in SPOILED.items() if place[0] in (0, 11)}
    send_mended(client, draft, extract_bytes(cells=half))
    work()
    draft.refresh_from_db()
    assert (draft.reading, draft.state, draft.found["rows_bad"]) == (2, "checked", 1)
    assert len(spooled()) == 1
    # what was seen before is not what would be imported now
    client.post(f"{address(draft)}confirm/", {"reading": "1", "leave_out": "on"})
    draft.refresh_from_db()
    assert draft.state == "checked"
    client.post(f"{address(draft)}confirm/", {"reading": "2", "leave_out": "on"})
    work()
    [batch] = batches(home)
    assert (batch.rows_in, batch.rows_kept, batch.rows_rejected) == (40, 39, 1)
    assert not list((home / "error-workbooks").iterdir())
    assert "See the rows not loaded" in text_of(client.get(f"/data/extracts/imports/{batch.id}/"))
    assert f"/data/extracts/imports/{batch.id}/" in text_of(client.get(f"/data/files/{batch.id}/"))


def odd_headings(table):
    """The table with a heading nobody has heard of for the risk, and a column that the dataset has not."""
    table[0][HEADINGS.index("Risk")] = "Grading used here"
    table[0].append("Shift")
    for number, row in enumerate(table[1:]):
        row.append("AB"[number % 2])
    return table


def test_columns_are_matched_by_hand_and_remembered_for_the_agency(home, enter, send, work, police):
    client = enter(Role.ANALYST)
    data = csv_bytes(odd_headings(extract_table()))
    draft = send(client, data)
    work()
    draft.refresh_from_db()
    page = text_of(client.get(f"{address(draft)}columns/"))
    assert "Guessed from what is in the cells" in page
    # a word that could be somebody's name is shown by its shape
    assert "J: xxxxx" in page
    assert "Shift" not in page
    letters = {m["column"]: m["heading"]["letter"] for m in draft.found["matches"]}
    draft_heading = next(m["heading"]["shown"] for m in draft.found["matches"] if m["column"] == "risk")
    assert letters["risk"] == "H"
    chosen = {f"column_{c['column']}": "" for c in draft.found["unmatched"]} | {f"column_{name}": letter for name, letter in letters.items()}
    # two columns cannot share a heading; a needed one must have one
    wrong = client.post(f"{address(draft)}columns/", {"reading": "1", **chosen, "column_risk": "G", "column_age": ""})
    assert "Column G is chosen for “Status” too" in text_of(wrong)
    assert "Choose the heading for “Age when the episode began”" in text_of(wrong)
    answer = client.post(f"{address(draft)}columns/", {"reading": "1", **chosen, "column_looked_after": ""})
    assert answer.url == address(draft)
    work()
    draft.refresh_from_db()
    assert "looked_after" not in {m["column"] for m in draft.found["matches"]}
    assert "Guessed from what is in the cells" in text_of(client.get(f"{address(draft)}columns/"))
    client.post(f"{address(draft)}confirm/", {"reading": "2"})
    work()
    assert len(batches(home)) == 1
    assert "looked_after" not in batches(home)[0].detail["columns"]
    assert RememberedColumns.objects.get(agency=police, dataset=KEY).columns["risk"] == draft_heading
    again = send(client, csv_bytes(odd_headings(extract_table(month=11))))
    work()
    again.refresh_from_db()
    assert {m["column"]: m["how"] for m in again.found["matches"]}["risk"] == "remembered"


def test_a_column_left_out_by_hand_is_in_neither_the_rows_nor_the_error_workbook(home, enter, send, work):
    client = enter(Role.ANALYST)
    draft = send(client, extract_bytes(cells=SPOILED))
    work()
    draft.refresh_from_db()
    letters = {f"column_{m['column']}": m["heading"]["letter"] for m in draft.found["matches"]} | {"column_risk": ""}
    client.post(f"{address(draft)}columns/", {"reading": "1", **letters})
    work()
    draft.refresh_from_db()
    assert draft.found["rows_bad"] == 3
    sheet = sheet_of(b"".join(client.get(f"{address(draft)}errors.xlsx").streaming_content))
    assert sheet.count("<row>") == 5
    assert "Risk" not in sheet


def test_a_needed_heading_that_is_missing_is_matched_by_hand(home, enter, send, work):
    client = enter(Role.ANALYST)
    table = extract_table()
    table[0][HEADINGS.index("Age when the episode began")] = "Years"
    draft = send(client, csv_bytes(table))
    work()
    draft.refresh_from_db()
    assert (draft.state, draft.found["mend"]) == ("checked", "columns")
    page = text_of(client.get(address(draft)))
    assert "No heading was found for “Age when the episode began”" in page
    assert client.get(f"{address(draft)}rows/").status_code == 302
    assert client.get(f"{address(draft)}confirm/").status_code == 302
    letters = {m["column"]: m["heading"]["letter"] for m in draft.found["matches"]} | {"age": "C"}
    client.post(f"{address(draft)}columns/", {"reading": "1", **{f"column_{n}": letter for n, letter in letters.items()}})
    work()
    draft.refresh_from_db()
    assert (draft.found["refused"], draft.found["rows_ok"]) == ("", 40)


def test_a_refused_file_is_deleted_and_the_reason_said(home, enter, send, send_mended, work):
    client = enter(Role.ANALYST)
    table = extract_table()
    table[0].append("Surname")
    for row in table[1:]:
        row.append("Quillfeather")
    draft = send(client, csv_bytes(table))
    work()
    page = text_of(client.get(address(draft)))
    assert "The file was refused" in page
    assert "looks like names" in page
    assert "Take that column out" in page
    assert spooled() == []
    assert client.get(f"{address(draft)}columns/").status_code == 302
    send_mended(client, draft, extract_bytes())
    work()
    draft.refresh_from_db()
    assert (draft.state, draft.found["rows_ok"]) == ("checked", 40)


def test_reimport_shows_the_difference_and_undo_brings_the_old_one_back(home, enter, imported, send, work):
    client = enter(Role.ANALYST)
    imported(client)
    changed = extract_table(44)[:1] + extract_table(44)[3:]
    changed[1][HEADINGS.index("Risk")] = "High" if changed[1][HEADINGS.index("Risk")] != "High" else "Low"
    draft = send(client, csv_bytes(changed))
    work()
    draft.refresh_from_db()
    difference = draft.found["difference"]
    assert (difference["added"], difference["changed"], difference["removed"], difference["same"]) == (4, 1, 2, 37)
    assert "4 new, 1 changed, 2 no longer there, 37 the same" in text_of(client.get(f"{address(draft)}confirm/"))
    client.post(f"{address(draft)}confirm/", {"reading": "1"})
    work()
    assert [b.rows_kept for b in batches(home)] == [42]
    first, second = (b.id for b in batches(home, current_only=False))
    lead = enter(Role.IG_LEAD)
    undo = f"/data/extracts/imports/{second}/undo/"
    assert f"Import {first} of 12 December 2019: 40 rows" in text_of(lead.get(undo))
    assert "Choose why it is undone" in text_of(lead.post(undo, {}))
    assert [b.rows_kept for b in batches(home)] == [42]
    assert lead.post(undo, {"reason": "faulty figures"}).status_code == 302
    assert [b.id for b in batches(home)] == [first]
    page = text_of(lead.get(f"/data/extracts/imports/{second}/"))
    assert "Undone by" in page
    assert "Its figures are wrong" in page
    event = AuditEvent.objects.get(verb="undo import")
    assert (event.actor, event.object_id, event.details) == (lead.person, str(second), {"reason": "faulty figures"})
    # a second time there is nothing to undo
    lead.post(undo, {"reason": "faulty figures"})
    assert Undoing.objects.count() == 1
    listed = text_of(lead.get("/data/extracts/"))
    assert "Undone" in listed
    assert POLICE in listed


def test_the_same_file_again_changes_nothing_and_says_so(home, enter, imported, work):
    client = enter(Role.ANALYST)
    imported(client)
    draft = imported(client)
    assert draft.unchanged
    assert len(batches(home, current_only=False)) == 1
    assert "nothing was changed" in text_of(client.get(address(draft), follow=True))


def test_the_list_filters_pages_and_exports_what_it_shows(home, enter, imported, police):
    client = enter(Role.ANALYST)
    imported(client)
    imported(client, extract_bytes(month=11))
    page = text_of(client.get("/data/extracts/?sort=-rows&state=in-use"))
    assert page.count("/data/extracts/imports/") == 2
    rows = text_of(client.get(f"/data/extracts/imports.csv?dataset={KEY}&state=in-use"))
    lines = list(csv.reader(io.StringIO(rows.removeprefix("\ufeff"))))
    assert "DEMONSTRATION" in lines[0][0]
    assert "status: in use" in lines[1][0]
    assert len(lines) == 6
    assert client.get("/data/extracts/imports.ods").status_code == 200
    assert client.get("/data/extracts/imports.pdf").status_code == 404
    assert len(list(csv.reader(io.StringIO(text_of(client.get("/data/extracts/imports.csv?state=undone")))))) == 4


def test_the_template_has_the_headings_alone_and_reads_as_an_empty_table(home, enter, send, work):
    client = enter(Role.ANALYST)
    page = text_of(client.get(f"/data/extracts/datasets/{KEY}/"))
    for words in ("special category", "not held yet", "Usually supplied by", "Monthly, due 20 days", "2,557 days"):
        assert words in page
    for form in ("csv", "ods"):
        blank = client.get(f"/data/extracts/datasets/{KEY}/template.{form}")
        assert "attachment" in blank.headers["Content-Disposition"]
        draft = send(client, blank.content, name=f"template.{form}")
        work()
        draft.refresh_from_db()
        assert draft.found["refused"].startswith("the table has headings and no rows"), draft.found["refused"]


def test_a_form_sent_twice_makes_one_draft_and_one_import(home, enter, send, send_mended, work):
    client, token = enter(Role.ANALYST), str(uuid4())
    draft = send(client, token=token)
    assert send(client, token=token) == draft
    assert Job.objects.count() == 1
    work()
    mended = str(uuid4())
    send_mended(client, draft, extract_bytes(41), token=mended)
    send_mended(client, draft, extract_bytes(41), token=mended)
    assert Job.objects.count() == 2
    work()
    for _ in range(2):
        assert client.post(f"{address(draft)}confirm/", {"reading": "2"}, follow=True).status_code == 200
    work()
    client.post(f"{address(draft)}confirm/", {"reading": "2"})
    work()
    assert Job.objects.filter(kind="import-extract").count() == 1
    assert len(batches(home, current_only=False)) == 1


def test_cancelling_deletes_the_file_and_what_was_found(home, enter, send, work):
    client = enter(Role.PARTNERSHIP_MANAGER)
    draft = send(client, extract_bytes(cells=SPOILED))
    work()
    assert list((home / "error-workbooks").iterdir())
    assert "Cancel this draft?" in text_of(client.get(f"{address(draft)}cancel/"))
    client.post(f"{address(draft)}cancel/")
    draft.refresh_from_db()
    assert (draft.state, draft.found, draft.workbook) == (Draft.State.CANCELLED, {}, "")
    assert spooled() == []
    assert not list((home / "error-workbooks").iterdir())
    assert "was cancelled" in text_of(client.get(address(draft)))
    client.post(f"{address(draft)}confirm/", {"reading": "1"})
    work()
    assert not batches(home)
