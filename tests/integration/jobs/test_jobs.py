"""Long work: queued, done with progress, failed with a reason, interrupted and resumed, taken by one worker only."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs import actions, handlers, worker
from wardmoot.apps.jobs.models import SILENT_FOR, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kinds(settings, monkeypatch):
    """Kinds of job whose handlers are these functions."""
    settings.JOB_HANDLERS = {"count": "count", "refuse": "refuse", "break": "break_down"}
    functions = {"count": count, "refuse": refuse, "break_down": break_down}
    monkeypatch.setattr(handlers, "import_string", functions.__getitem__)
    return functions


def count(job, progress):
    for number in range(job.parameters["to"]):
        progress("Counting", number + 1, job.parameters["to"])
    return {"href": "/home/", "words": "Go home"}


def refuse(job, progress):
    raise ValueError("the file crimes.csv has no column LSOA code: ask for it again")


def break_down(job, progress):
    raise KeyError(job.parameters.get("row", "something private"))


def test_a_job_is_done_with_its_progress_stored(person) -> None:
    job = actions.enqueue("count", by=person(), title="Count to three", parameters={"to": 3})
    assert job.state == "queued"
    assert worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.stage, job.done, job.total) == ("done", "Counting", 3, 3)
    assert job.result["href"] == "/home/"
    assert job.finished_at >= job.started_at
    assert AuditEvent.objects.filter(verb="start job", object_id=str(job.public_id)).count() == 1
    assert not worker.run_one()


def test_an_expected_failure_says_what_is_wrong() -> None:
    job = actions.enqueue("refuse", by=None, title="Load")
    worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "the file crimes.csv has no column LSOA code: ask for it again")


def test_an_unforeseen_failure_shows_nothing_private(caplog) -> None:
    job = actions.enqueue("break", by=None, title="Load", parameters={"row": "a row of a file"})
    worker.run_one()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "a row of a file" not in job.error
    assert "Tell your administrator" in job.error
    # the log tells where, not what: a fault may quote a row
    assert "KeyError" in caplog.text
    assert "in break_down" in caplog.text
    assert "a row of a file" not in caplog.text


def test_an_unknown_kind_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(LookupError, match="JOB_HANDLERS"):
        actions.enqueue("nonsense", by=None, title="Nothing")
    assert not Job.objects.exists()


def test_jobs_are_taken_in_order_and_once() -> None:
    first, second = (actions.enqueue("count", by=None, title=name, parameters={"to": 1}) for name in ("one", "two"))
    now = timezone.now()
    assert actions.claim(now=now) == first
    assert actions.claim(now=now) == second
    assert actions.claim(now=now) is None


def dead_job() -> Job:
    job = actions.enqueue("count", by=None, title="Count", parameters={"to": 2})
    long_ago = timezone.now() - SILENT_FOR * 2
    assert actions.claim(now=long_ago) == job
    return job


def test_a_job_whose_worker_died_is_interrupted_and_resumed() -> None:
    job = dead_job()
    assert actions.interrupt_silent(now=timezone.now()) == 1
    job.refresh_from_db()
    assert job.state == "interrupted"
    actions.resume(by=None, job=job)
    worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_living_job_is_left_alone() -> None:
    job = actions.enqueue("count", by=None, title="Count", parameters={"to": 2})
    now = timezone.now()
    actions.claim(now=now)
    assert actions.interrupt_silent(now=now + SILENT_FOR - timedelta(seconds=1)) == 0
    with pytest.raises(actions.Refused, match="failed or was interrupted"):
        actions.resume(by=None, job=job)


def test_a_worker_thought_dead_writes_nothing_more() -> None:
    job = actions.enqueue("count", by=None, title="Count", parameters={"to": 2})
    held = actions.claim(now=timezone.now() - SILENT_FOR * 2)
    actions.interrupt_silent(now=timezone.now())
    actions.resume(by=None, job=job)
    with pytest.raises(handlers.Stopped):
        worker.StoredProgress(held)("Counting", 1, 2)
    worker.run_one()
    assert not actions.update_held(held, state=Job.State.FAILED, error="late")
    job.refresh_from_db()
    assert job.state == "done"


def test_a_long_step_keeps_its_heartbeat(monkeypatch, kinds) -> None:
    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 0.02)
    beaten = threading.Event()
    real = actions.update_held

    def watch(job, **values):
        if set(values) == {"heartbeat_at"}:
            beaten.set()
        return real(job, **values)

    monkeypatch.setattr(actions, "update_held", watch)
    kinds["count"] = lambda job, progress: {"beaten": beaten.wait(5)}
    job = actions.enqueue("count", by=None, title="Long")
    worker.run_one()
    job.refresh_from_db()
    assert job.result == {"beaten": True}


def test_the_loop_goes_on_after_a_fault_and_stops_when_told(monkeypatch) -> None:
    stop, calls = threading.Event(), []

    def faulty() -> bool:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise OSError("the database is away")

    monkeypatch.setattr(worker, "run_one", faulty)
    monkeypatch.setattr(worker, "LOOK_EVERY", 0)
    worker.run_until(stop)
    assert len(calls) == 3


def test_progress_is_read_by_its_owner_only(sign_in) -> None:
    owner, other, admin = sign_in(Role.ANALYST), sign_in(Role.ANALYST), sign_in(Role.ADMINISTRATOR)
    job = actions.enqueue("count", by=owner.person, title="Count the rows", parameters={"to": 4})
    page, state = f"/jobs/{job.public_id}/", f"/jobs/{job.public_id}/state.json"
    assert b"Waiting for the work before it" in owner.get(page).content
    assert admin.get(page).status_code == 200
    for address in (page, state):
        assert other.get(address).status_code == 404
    assert other.post(f"{page}resume/").status_code == 404
    assert b"Count the rows" not in other.get("/jobs/").content
    held = actions.claim(now=timezone.now())
    actions.update_held(held, stage="Counting", done=1, total=4)
    assert owner.get(state).json() == {"state": "running", "words": "Counting: 1 of 4", "done": 1, "total": 4, "finished": False}


def test_an_interrupted_job_is_resumed_from_its_page(sign_in) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    job = dead_job()
    page = f"/jobs/{job.public_id}/"
    assert b"Resume it to go on" in client.get(page).content
    Job.objects.filter(pk=job.pk).update(stage="")
    assert b"finished. Nothing is half done" in client.get(page).content
    assert client.get(f"{page}resume/").status_code == 405
    client.post(f"{page}resume/")
    job.refresh_from_db()
    assert job.state == "queued"
    worker.run_one()
    text = client.get(page).content.decode()
    assert "Go home" in text
    assert 'href="/home/"' in text
