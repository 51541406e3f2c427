"""The worker has each app delete what it keeps no longer: at its start, and whatever another app's tidying does."""

from __future__ import annotations

import threading

from wardmoot.apps.jobs import worker


def test_one_that_fails_stops_no_other_and_tells_no_cell(settings, monkeypatch, caplog) -> None:
    done = []

    def fail():
        cell = "Quill" + "feather"
        raise ValueError(cell)

    settings.HOUSEKEEPING = ["first", "second"]
    monkeypatch.setattr(worker, "import_string", {"first": fail, "second": lambda: done.append("second")}.__getitem__)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    worker.tidy()
    assert done == ["second"]
    assert "first failed: ValueError" in caplog.text
    assert "Quillfeather" not in caplog.text


def test_it_is_done_at_the_start_and_then_every_hour(settings, monkeypatch) -> None:
    stop, clock, tidied = threading.Event(), iter([0.0, 0.0, 0.0, 10.0, 4000.0, 4000.0, 4001.0, 4002.0]), []
    monkeypatch.setattr(worker.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(worker, "tidy", lambda: tidied.append(True))
    rounds = iter([True, True, True])

    def one():
        if next(rounds, None) is None:
            stop.set()
        return True

    monkeypatch.setattr(worker, "run_one", one)
    worker.run_until(stop)
    assert len(tidied) == 2
