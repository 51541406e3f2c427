"""Sending in data files: what is kept, what is refused, who may, and what is left behind."""

from __future__ import annotations

import io
import threading
import zipfile
from uuid import uuid4

import pytest
from data_pages_files import FORCE, street_bytes, street_name
from django.utils import timezone

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources import arriving
from wardmoot.apps.sources.models import Load
from wardmoot.evidence import Store
from wardmoot.evidence.lock import writer_lock

pytestmark = pytest.mark.django_db(transaction=True)


def files_bytes(month="2019-10", **more):
    return {street_name(month): street_bytes(month, **more)}


def left_behind(home):
    return [path for path in (home / "incoming").rglob("*") if path.is_file()]


def text_of(response):
    return response.content.decode()


def test_a_good_file_is_loaded_and_shown_and_nothing_is_left_behind(home, sign_in, send, work):
    client = sign_in(Role.ANALYST)
    answer = send(client, files_bytes(bad=1))
    load = Load.objects.get()
    assert answer.url == f"/jobs/{load.job.public_id}/"
    work()
    load.refresh_from_db()
    assert load.job.state == Job.State.DONE, load.job.error
    assert [(r["status"], r["rows_in"], r["rows_kept"], r["rows_rejected"]) for r in load.reports] == [("loaded", 120, 119, 1)]
    assert left_behind(home) == []
    result = text_of(client.get(load.job.result["href"]))
    assert "1 file loaded" in result
    number = Store.open(home).batches()[0].id
    assert f"/data/files/{number}/" in result
    page = text_of(client.get(f"/data/files/{number}/"))
    assert "120 rows in the file = 119 loaded + 1 not loaded" in page
    assert "=not a number" in page
    assert AuditEvent.objects.filter(verb="load data files", actor=client.person).exists()


def test_each_file_of_several_has_its_own_fate(home, sign_in, send, work):
    client = sign_in(Role.PARTNERSHIP_MANAGER)
    send(client, files_bytes("2019-10") | files_bytes("2019-09") | {"error.csv": b"<html>Not found</html>", "empty.csv": b""})
    work()
    first = Load.objects.latest("pk")
    assert sorted(report["status"] for report in first.reports) == ["loaded", "loaded", "refused", "refused"]
    assert all(report["reason"] for report in first.refused)
    page = text_of(client.get(f"/data/loads/{first.public_id}/"))
    assert "2 files were refused" in page
    assert "Download it again" in page
    send(client, files_bytes("2019-10") | files_bytes("2019-09", rows=121))
    work()
    assert sorted(report["status"] for report in Load.objects.latest("pk").reports) == ["revision", "unchanged"]


def test_a_zip_and_a_traversing_zip(home, sign_in, send, work):
    client = sign_in(Role.ANALYST)
    held = {}
    for name, member in (("good.zip", "2019-10/2019-10-moonshire-synthetic-street.csv"), ("bad.zip", "../../escaped.csv")):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(member, next(iter(files_bytes().values())))
        held[name] = data.getvalue()
    send(client, held)
    work()
    statuses = {report["file"].split("/")[0]: report["status"] for report in Load.objects.get().reports}
    assert statuses == {"good.zip": "loaded", "bad.zip": "refused"}
    assert not list(home.parent.rglob("escaped.csv"))


@pytest.mark.parametrize(
    "name",
    [
        "../../../tmp/outside.csv",
        "..\\..\\outside.csv",
        "/etc/cron.d/outside.csv",
        "=cmd|' /C calc'!A0.csv",
        "a\x00b.csv",
        "x" * 400 + ".csv",
        ".hidden.csv",
    ],
)
def test_a_name_is_never_a_path(home, sign_in, work, name):
    boundary = "xxBOUNDARYxx"
    token = uuid4()
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="load"\r\n\r\n{token}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="data_files"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        ).encode()
        + next(iter(files_bytes().values()))
        + f"\r\n--{boundary}--\r\n".encode()
    )
    client = sign_in(Role.ANALYST)
    answer = client.post("/data/load/", body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 302, text_of(answer)[:2000]
    kept = left_behind(home)
    assert len(kept) == 1
    assert kept[0].parent.parent == arriving.folder_of(token)
    assert len(kept[0].name) <= arriving.LONGEST_NAME
    assert kept[0].name[0] not in ".=+-@"
    work()
    assert Load.objects.get().reports[0]["status"] == "loaded"
    assert {path.name for path in home.parent.iterdir()} <= {"home"}


def test_two_files_of_one_name_do_not_meet(home, sign_in, work, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in(Role.ANALYST)
    twice = [
        SimpleUploadedFile(street_name("2019-10"), street_bytes("2019-10")),
        SimpleUploadedFile(street_name("2019-10"), street_bytes("2019-10", rows=130)),
    ]
    client.post("/data/load/", {"load": str(uuid4()), "data_files": twice})
    work()
    assert [report["status"] for report in Load.objects.get().reports] == ["loaded", "refused"]


def test_too_much_is_refused_in_words_and_not_kept(home, sign_in, send, settings):
    settings.UPLOAD_MAX_BYTES = 4096
    client = sign_in(Role.ANALYST)
    answer = send(client, files_bytes())
    assert answer.status_code == 200
    assert "at most 4 KB can be sent at once" in text_of(answer)
    assert "Error: " in text_of(answer)
    assert not Load.objects.exists()
    assert left_behind(home) == []


def test_too_many_files_and_none(home, sign_in, send, settings):
    settings.UPLOAD_MAX_FILES = 2
    client = sign_in(Role.ANALYST)
    assert "You chose 3 files" in text_of(send(client, {f"{n}.csv": b"x" for n in range(3)}))
    assert "Choose at least one file" in text_of(client.post("/data/load/", {"load": str(uuid4())}))
    assert not Load.objects.exists()
    assert left_behind(home) == []


def test_a_full_disk_is_said(home, sign_in, send, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arriving, "NamedTemporaryFile", full)
    assert "disk is full" in text_of(send(sign_in(Role.ANALYST), files_bytes()))
    assert not Load.objects.exists()


def test_the_same_form_sent_twice_is_one_load(home, sign_in, send, work):
    client, token = sign_in(Role.ANALYST), str(uuid4())
    first, second = send(client, files_bytes(), load=token), send(client, files_bytes(), load=token)
    assert first.url == second.url
    assert (Load.objects.count(), Job.objects.count()) == (1, 1)
    work()
    assert [report["status"] for report in Load.objects.get().reports] == ["loaded"]
    assert left_behind(home) == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.PARTNERSHIP_MANAGER)])
def test_other_roles_send_nothing(home, sign_in, send, role):
    answer = send(sign_in(role), files_bytes())
    assert answer.status_code == 403
    assert not Load.objects.exists()
    assert left_behind(home) == []


def test_a_signed_out_person_cannot_fill_the_disk(home, client, send, monkeypatch):
    made = []
    monkeypatch.setattr(arriving, "ArrivingFile", lambda *args: made.append(args))
    assert send(client, files_bytes()).status_code == 302
    # a page that takes no files keeps none, whoever sends them
    client.post("/sign-in/", {"file": io.BytesIO(b"x" * 1000)})
    assert made == []


def test_real_files_are_refused_by_a_demonstration(home, sign_in, send, work):
    data = next(iter(files_bytes().values())).replace(FORCE.encode(), b"Wiltshire Police").replace(b"X0100", b"E0100")
    send(sign_in(Role.ANALYST), {"2019-10-wiltshire-street.csv": data})
    work()
    [report] = Load.objects.get().reports
    assert report["status"] == "refused"
    assert "real" in report["reason"]
    assert "synthetic" in report["reason"]


def test_synthetic_files_are_refused_by_a_real_home(home, sign_in, send, work):
    from wardmoot.apps.accounts.actions import set_partnership

    set_partnership(by=None, name="Moonshire Community Safety Partnership")
    send(sign_in(Role.ANALYST), files_bytes())
    work()
    assert Load.objects.get().reports[0]["status"] == "refused"
    assert Store.open(home).batches() == ()


def test_an_interrupted_load_is_resumed_from_the_files_kept(home, sign_in, send, work):
    client = sign_in(Role.ANALYST)
    send(client, files_bytes())
    load = Load.objects.get()
    # the worker died: its heart has been silent for an hour
    Job.objects.filter(pk=load.job.pk).update(state=Job.State.RUNNING, attempts=1, heartbeat_at=timezone.now() - timezone.timedelta(hours=1))
    page = text_of(client.get(f"/jobs/{load.job.public_id}/"))
    assert "Resume" in page
    client.post(f"/jobs/{load.job.public_id}/resume/")
    work()
    load.refresh_from_db()
    assert load.job.state == Job.State.DONE, load.job.error
    assert load.reports[0]["status"] == "loaded"


def test_files_swept_away_are_missed_in_words(home, sign_in, send, work):
    client = sign_in(Role.ANALYST)
    send(client, files_bytes())
    arriving.discard(Load.objects.get().public_id)
    work()
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "send them again" in job.error


def test_what_was_never_loaded_is_swept_after_a_day(home, sign_in, send):
    send(sign_in(Role.ANALYST), files_bytes())
    arriving.sweep(now=timezone.now())
    assert len(left_behind(home)) == 1
    arriving.sweep(now=timezone.now() + arriving.LEFT_BEHIND * 2)
    assert left_behind(home) == []


def test_a_second_writer_waits_and_then_loads(home, sign_in, send, work, monkeypatch):
    from wardmoot.apps.sources import work as loading

    monkeypatch.setattr(loading, "LOOK_AGAIN", 0.05)
    send(sign_in(Role.ANALYST), files_bytes())
    store = Store.open(home)
    store.folder.mkdir(parents=True)
    free, said = threading.Event(), []
    original = loading.time.sleep

    def sleep(seconds):
        said.append(Job.objects.get().stage)
        free.set()
        original(seconds)

    monkeypatch.setattr(loading.time, "sleep", sleep)

    def hold():
        with writer_lock(store.folder / "writer.lock", since="before"):
            free.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    original(0.1)
    work()
    other.join()
    assert said[0] == "Waiting for another load to end"
    assert Load.objects.get().reports[0]["status"] == "loaded"


def test_a_writer_that_never_ends_is_said(home, sign_in, send, work, monkeypatch):
    from wardmoot.apps.sources import work as loading

    monkeypatch.setattr(loading, "PATIENCE", -1)
    send(sign_in(Role.ANALYST), files_bytes())
    store = Store.open(home)
    store.folder.mkdir(parents=True)
    with writer_lock(store.folder / "writer.lock", since="before"):
        work()
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "wait until that load has ended" in job.error
    assert len(left_behind(home)) == 1
