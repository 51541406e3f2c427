"""What must not happen: identity left behind, strangers let in, two imports of one draft, files kept for ever."""

from __future__ import annotations

import contextlib
import os
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from extract_files import write_xlsx
from extract_pages_files import HEADINGS, KEY, SPOILED, csv_bytes, extract_bytes, extract_table

from wardmoot.apps.accounts.actions import add_agency, set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources import arriving, extract_actions, extract_spool, extract_work
from wardmoot.apps.sources.models import Draft
from wardmoot.evidence import SourceKey, Store
from wardmoot.evidence.lock import writer_lock

pytestmark = pytest.mark.django_db(transaction=True)
NAME, STREET, BORN, NHS = "Zebedee Quillfeather", "14 Larkspur Gardens", "17/08/1987", "943 476 5919"


def address(draft):
    return f"/data/extracts/drafts/{draft.public_id}/"


def text_of(answer):
    return answer.content.decode()


def spooled():
    return [place for place in extract_spool.spool().rglob("*") if place.is_file()]


def batches(home, current_only=True):
    return Store.open(home).batches(current_only=current_only, source=SourceKey.EXTRACT)


def found_anywhere(home: Path) -> list[str]:
    """Where any of the planted words stands: in a file of the home, inside its Parquet files, in any table of the records."""
    from django.db import connection

    words = [text.encode() for text in (NAME, "Quillfeather", STREET, "Larkspur", BORN, NHS, NHS.replace(" ", ""), "1987-08-17")]
    places = [str(path) for path in home.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in words)]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            places += [table for row in cursor.fetchall() if any(word in repr(row).encode() for word in words)]
    import duckdb

    for parquet in home.rglob("*.parquet"):
        rows = duckdb.sql(f"SELECT * FROM read_parquet('{parquet}')").fetchall()
        places += [str(parquet) for row in rows if any(word in repr(row).encode() for word in words)]
    return places


def test_planted_identity_is_found_nowhere_afterwards(home, enter, send, send_mended, work, caplog):
    client = enter(Role.ANALYST)
    refused = extract_table()
    refused[0] += ["Full name", "Address", "Date of birth", "NHS number"]
    for row in refused[1:]:
        row += [NAME, STREET, BORN, NHS]
    first = send(client, csv_bytes(refused), name=f"{NAME}.csv")
    # in single cells, where only a row is bad: as a reference, a status, an age, a date
    planted = {(1, HEADINGS[0]): NAME, (2, "Status"): f"{NAME}, {STREET}", (3, HEADINGS[2]): NHS, (4, "Reported at"): BORN, (5, "Risk"): STREET}
    second = send(client, extract_bytes(60, cells=planted), name=f"{NAME}.csv")
    work()
    second.refresh_from_db()
    assert second.found["rows_bad"] == 5
    pages = [text_of(client.get(f"{address(one)}{page}")) for one in (first, second) for page in ("", "columns/", "rows/", "confirm/")]
    pages += [text_of(client.get("/data/extracts/")), text_of(client.get("/jobs/"))]
    assert not any("Quillfeather" in page or "Larkspur" in page or BORN in page or NHS in page for page in pages)
    client.post(f"{address(second)}confirm/", {"reading": "1", "leave_out": "on"})
    client.post(f"{address(first)}cancel/")
    work()
    [batch] = batches(home)
    assert (batch.rows_kept, batch.rows_rejected) == (55, 5)
    assert found_anywhere(home) == []
    assert "Quillfeather" not in caplog.text


def test_the_search_for_planted_words_does_find_them(home, enter, send):
    send(enter(Role.ANALYST), extract_bytes(cells={(1, "Status"): NAME}))
    assert len(found_anywhere(home)) == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.PARTNERSHIP_MANAGER)])
def test_other_roles_import_nothing(home, enter, police, role):
    client = enter(role)
    form = {"token": str(uuid4()), "extract": SimpleUploadedFile("x.csv", extract_bytes())}
    assert client.post(f"/data/extracts/send/{KEY}/{police.public_id}/", form).status_code == 403
    assert not Draft.objects.exists()
    assert spooled() == []
    assert client.get("/data/extracts/").status_code == (200 if role == Role.IG_LEAD else 403)


def test_another_agency_does_not_see_the_draft(home, enter, send, work, police, council):
    draft = send(enter(Role.ANALYST), extract_bytes(cells=SPOILED))
    work()
    stranger, colleague = enter(Role.ANALYST, agency=council), enter(Role.PARTNERSHIP_MANAGER)
    for page in ("", "state.json", "columns/", "rows/", "errors.xlsx", "again/", "confirm/", "cancel/"):
        assert stranger.get(f"{address(draft)}{page}").status_code == 404, page
        with contextlib.closing(colleague.get(f"{address(draft)}{page}")) as answer:
            assert answer.status_code == 200, page
    for page in ("columns/", "again/", "confirm/", "cancel/", "resume/"):
        assert stranger.post(f"{address(draft)}{page}", {"reading": "1"}).status_code == 404, page
    assert str(draft.public_id) not in text_of(stranger.get("/data/extracts/"))
    assert str(draft.public_id) in text_of(colleague.get("/data/extracts/"))
    # nor does guessing its number in a form of one's own
    form = {"token": str(draft.public_id), "extract": SimpleUploadedFile("x.csv", extract_bytes())}
    assert "cannot be used again" in text_of(stranger.post(f"/data/extracts/send/{KEY}/{police.public_id}/", form))
    draft.refresh_from_db()
    assert draft.state == "checked"


def test_people_without_an_agency_see_only_their_own(home, enter, send):
    draft = send(enter(Role.ANALYST, agency=None))
    assert enter(Role.ANALYST, agency=None).get(address(draft)).status_code == 404


def test_of_two_who_confirm_at_once_one_wins_and_the_other_is_told(home, enter, send, work):
    one, other = enter(Role.ANALYST), enter(Role.PARTNERSHIP_MANAGER)
    draft = send(one)
    work()
    assert one.post(f"{address(draft)}confirm/", {"reading": "1"}).status_code == 302
    said = text_of(other.post(f"{address(draft)}confirm/", {"reading": "1"}, follow=True))
    assert "Somebody else of your agency confirmed this import before you" in said
    assert "can no longer be cancelled" in text_of(other.post(f"{address(draft)}cancel/", follow=True))
    work()
    assert "before you" in text_of(other.post(f"{address(draft)}confirm/", {"reading": "1"}, follow=True))
    draft.refresh_from_db()
    assert draft.confirmed_by == one.person
    assert len(batches(home, current_only=False)) == 1


def test_what_cannot_be_imported_cannot_be_confirmed(home, enter, send, work):
    client = enter(Role.ANALYST)
    draft = send(client, extract_bytes().replace(b"Age when the episode began", b"Years"))
    work()
    draft.refresh_from_db()
    assert (draft.state, draft.found["mend"]) == ("checked", "columns")
    said = text_of(client.post(f"{address(draft)}confirm/", {"reading": "1", "leave_out": "on"}, follow=True))
    assert "The columns could not all be matched" in said
    with pytest.raises(extract_actions.Refused, match="nothing in this file to import yet"):
        extract_actions.confirm(by=client.person, draft=draft, reading=1, leave_out=True, now=timezone.now())
    assert not Job.objects.filter(kind="import-extract").exists()
    assert len(spooled()) == 1


def test_a_matching_made_on_an_old_page_is_not_taken(home, enter, send, send_mended, work):
    client = enter(Role.ANALYST)
    draft = send(client)
    work()
    send_mended(client, draft, extract_bytes(41))
    work()
    draft.refresh_from_db()
    letters = {f"column_{m['column']}": m["heading"]["letter"] for m in draft.found["matches"]} | {"column_risk": ""}
    said = text_of(client.post(f"{address(draft)}columns/", {"reading": "1", **letters}, follow=True))
    assert "was changed meanwhile" in said
    draft.refresh_from_db()
    assert (draft.reading, draft.state) == (2, "checked")


def kill_worker(job):
    """The worker died: its heart has been silent for an hour."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1, finished_at=None, heartbeat_at=timezone.now() - timedelta(hours=1))


def test_a_worker_killed_while_reading_or_importing_is_resumed(home, enter, send, work, monkeypatch):
    client = enter(Role.ANALYST)
    draft = send(client)
    kill_worker(draft.job)
    assert "Resume" in text_of(client.get(address(draft)))
    client.post(f"{address(draft)}resume/")
    work()
    draft.refresh_from_db()
    assert draft.state == "checked"
    client.post(f"{address(draft)}confirm/", {"reading": "1"})
    # killed between the rows and the record: the rows are there, the draft does not know
    with monkeypatch.context() as patch:
        patch.setattr(extract_actions, "note_imported", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            work()
    draft.refresh_from_db()
    assert (draft.state, len(batches(home))) == ("confirmed", 1)
    kill_worker(draft.job)
    client.post(f"{address(draft)}resume/")
    work()
    draft.refresh_from_db()
    assert (draft.state, draft.unchanged, len(batches(home, current_only=False))) == ("imported", False, 1)
    assert spooled() == []


def test_a_cancelled_draft_is_not_read(home, enter, send, work):
    client = enter(Role.ANALYST)
    draft = send(client)
    client.post(f"{address(draft)}cancel/")
    work()
    draft.refresh_from_db()
    assert (draft.state, draft.found, draft.job.state) == (Draft.State.CANCELLED, {}, Job.State.DONE)


def test_a_full_disk_is_said_when_sending_and_when_importing(home, enter, send, work, police, monkeypatch):
    client = enter(Role.ANALYST)

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    form = {"token": str(uuid4()), "extract": SimpleUploadedFile("x.csv", extract_bytes())}
    for place, name in ((arriving, "NamedTemporaryFile"), (extract_spool.os, "replace")):
        form["extract"].seek(0)
        with monkeypatch.context() as patch:
            patch.setattr(place, name, full)
            assert "disk is full" in text_of(client.post(f"/data/extracts/send/{KEY}/{police.public_id}/", form))
        assert not Draft.objects.exists()
    draft = send(client)
    work()
    client.post(f"{address(draft)}confirm/", {"reading": "1"})
    with monkeypatch.context() as patch:
        patch.setattr(Store, "commit", full)
        work()
    page = text_of(client.get(address(draft)))
    assert "It could not be finished" in page
    assert "Free some space" in page
    assert len(spooled()) == 1
    client.post(f"{address(draft)}resume/")
    work()
    draft.refresh_from_db()
    assert draft.state == "imported"


def test_an_import_waits_for_another_load_and_says_so(home, enter, send, work, monkeypatch):
    client = enter(Role.ANALYST)
    draft = send(client)
    work()
    client.post(f"{address(draft)}confirm/", {"reading": "1"})
    store, free, said = Store.open(home), threading.Event(), []
    store.folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(extract_work.time, "sleep", lambda _: (said.append(Job.objects.latest("pk").stage), free.set(), held.join(5)))
    taken = threading.Event()

    def hold():
        with writer_lock(store.folder / "writer.lock", since="before"):
            taken.set()
            free.wait(10)

    held = threading.Thread(target=hold)
    held.start()
    taken.wait(5)
    work()
    assert said[0] == "Waiting for another load to end"
    assert len(batches(home)) == 1


def test_what_nobody_confirms_expires_with_everything_of_it(home, enter, send, work):
    client = enter(Role.ANALYST)
    draft = send(client, extract_bytes(cells=SPOILED))
    work()
    extract_work.sweep()
    draft.refresh_from_db()
    assert (draft.state, len(spooled())) == ("checked", 1)
    Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    orphan = extract_spool.place_of(uuid4(), "left")
    orphan.parent.mkdir()
    orphan.write_text("left by a server that died")
    os.utime(orphan.parent, (0, 0))
    extract_work.sweep()
    draft.refresh_from_db()
    assert (draft.state, draft.found) == (Draft.State.EXPIRED, {})
    assert spooled() == []
    assert not list((home / "error-workbooks").iterdir())
    assert AuditEvent.objects.filter(verb="expire extract", actor=None).count() == 1
    assert "expired" in text_of(client.get(address(draft)))
    assert client.get(f"{address(draft)}errors.xlsx").status_code == 404


def test_superseded_rows_are_deleted_when_their_time_is_over_and_the_pages_say_so(home, enter, imported):
    client = enter(Role.ANALYST)
    imported(client)
    imported(client, extract_bytes(41))
    extract_work.sweep()
    assert [b.ending for b in batches(home, current_only=False)] == [None, None]
    from datetime import date

    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2027, 1, 4))
    extract_work.sweep()
    old, new = batches(home, current_only=False)
    assert (old.ending, new.ending) == ("deleted under the retention rule", None)
    page = text_of(client.get("/data/extracts/"))
    assert "40 superseded rows removed on 4 January 2027" in page
    assert "Rows deleted" in text_of(client.get(f"/data/extracts/imports/{old.id}/"))
    assert AuditEvent.objects.get(verb="delete superseded rows").object_id == str(old.id)


def test_real_and_invented_agencies_never_mix(home, enter, police):
    client = enter(Role.ANALYST)
    real = add_agency(by=None, name="Westshire Police")
    assert "never takes real data" in text_of(client.post("/data/extracts/begin/", {"dataset": KEY, "agency": str(real.public_id)}))
    assert client.get(f"/data/extracts/send/{KEY}/{real.public_id}/").status_code == 404
    set_partnership(by=None, name="Westshire Community Safety Partnership")
    assert "never mixes with real data" in text_of(client.post("/data/extracts/begin/", {"dataset": KEY, "agency": str(police.public_id)}))
    odd = add_agency(by=None, name="Police: north")
    assert "under a plain name" in text_of(client.post("/data/extracts/begin/", {"dataset": KEY, "agency": str(odd.public_id)}))


def test_real_rows_are_refused_by_a_demonstration(home, enter, send, work):
    client = enter(Role.ANALYST)
    draft = send(client, extract_bytes().replace(b"X06000001", b"E06000054"))
    work()
    page = text_of(client.get(address(draft)))
    assert "Real and synthetic are mixed" in page
    assert spooled() == []


def test_a_workbook_of_several_sheets_asks_which(home, enter, send, work, tmp_path):
    client = enter(Role.ANALYST)
    table = extract_table()
    write_xlsx(tmp_path / "two.xlsx", table, sheets={"October": extract_table(30)})
    draft = send(client, (tmp_path / "two.xlsx").read_bytes(), name="two.xlsx")
    work()
    draft.refresh_from_db()
    assert draft.found["mend"] == "sheet"
    page = text_of(client.get(f"{address(draft)}columns/"))
    assert "Sheet 1: October" in page
    assert "Choose the sheet to read" in text_of(client.post(f"{address(draft)}columns/", {"reading": "1", "sheet": ""}))
    client.post(f"{address(draft)}columns/", {"reading": "1", "sheet": "1"})
    work()
    draft.refresh_from_db()
    assert draft.found["rows_ok"] == 30
    client.post(f"{address(draft)}columns/", {"reading": "2", "sheet": "2"})
    work()
    draft.refresh_from_db()
    assert draft.found["rows_ok"] == 40
    client.post(f"{address(draft)}confirm/", {"reading": "3"})
    work()
    assert [b.rows_kept for b in batches(home)] == [40]


def test_nothing_and_too_much_are_said(home, enter, police, settings):
    client, page = enter(Role.ANALYST), f"/data/extracts/send/{KEY}/{police.public_id}/"
    assert "Choose the file to send" in text_of(client.post(page, {"token": str(uuid4())}))
    assert "The file is empty" in text_of(client.post(page, {"token": str(uuid4()), "extract": SimpleUploadedFile("x.csv", b"")}))
    settings.UPLOAD_MAX_BYTES = 1024
    answer = text_of(client.post(page, {"token": str(uuid4()), "extract": SimpleUploadedFile("x.csv", extract_bytes())}))
    assert "at most 1 KB can be sent at once" in answer
    assert not Draft.objects.exists()
    assert spooled() == []


def test_addresses_that_name_nothing(home, enter, police):
    client = enter(Role.ANALYST)
    for page in (
        f"/data/extracts/send/no-such-dataset/{police.public_id}/",
        f"/data/extracts/send/{KEY}/{uuid4()}/",
        "/data/extracts/datasets/no-such-dataset/",
        f"/data/extracts/datasets/{KEY}/template.exe",
        f"/data/extracts/drafts/{uuid4()}/",
        "/data/extracts/imports/99/",
        "/data/extracts/imports/99/undo/",
    ):
        assert client.get(page).status_code == 404, page
