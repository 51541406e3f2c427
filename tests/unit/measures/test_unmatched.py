"""Records coded to another census than the boundaries are noticed by the name of their small area, not lost in silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from wardmoot.core.calendar import Month, Period
from wardmoot.evidence import Boundary, Counts
from wardmoot.measures import unmatched as module
from wardmoot.measures.unmatched import Unmatched, check_period, comparable_months, unmatched

JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)
OWN = [Boundary(f"E0100000{i}", f"Northshire 00{i}A", "E06000001", shapely.box(i, 0, i + 1, 1), 1) for i in range(1, 5)]


def told(monkeypatch: pytest.MonkeyPatch, rows: dict[tuple[str, str, str], int], others: dict[str, tuple[str, str]] | None = None) -> Unmatched:
    columns = ("month", "lsoa_code", "lsoa_name")
    keys = {c: np.array([row[i] for row in rows], dtype=object) for i, c in enumerate(columns)}
    counts = Counts(columns, keys, np.array(list(rows.values())), ())
    monkeypatch.setattr(module.evidence, "counts_by", lambda *_args, **_named: counts)
    monkeypatch.setattr(module.evidence, "lsoas", lambda _store, _vintage: others or {})
    store: Any = object()
    return unmatched(store, OWN, (JANUARY, FEBRUARY), "northshire")


def placed(month: str, n: int) -> dict[tuple[str, str, str], int]:
    return {(month, b.code, b.name): n for b in OWN}


def test_a_code_of_another_census_shows_itself_by_its_name(monkeypatch: pytest.MonkeyPatch):
    found = told(monkeypatch, placed("2025-01", 10) | placed("2025-02", 10) | {("2025-02", "E01099999", "Northshire 009F"): 7})
    assert found.among([JANUARY]) == (0, 40)
    assert found.among([JANUARY, FEBRUARY]) == (7, 87)
    assert found.example == "E01099999 (Northshire 009F)"


def test_a_neighbour_of_another_name_or_in_a_list_of_another_authority_is_not_lost(monkeypatch: pytest.MonkeyPatch):
    rows = placed("2025-01", 10) | {("2025-01", "E01055555", "Southshire 001A"): 50, ("2025-01", "E01066666", "Northshire 010A"): 50}
    assert told(monkeypatch, rows, {"E01066666": ("Northshire 010A", "E06000002")}).among([JANUARY]) == (0, 40)


def test_too_many_lost_records_stop_the_assessment_and_say_what_to_load(monkeypatch: pytest.MonkeyPatch):
    found = told(monkeypatch, placed("2025-01", 10) | {("2025-01", "E01099999", "Northshire 009F"): 7})
    with pytest.raises(ValueError, match=r"7 of 47 records .* for example E01099999 .*Load its LSOA 2021 boundaries"):
        check_period(found, "E06000001", 2011, Period.month(2025, 1), [JANUARY])


def test_a_mistyped_code_is_said_and_stops_nothing(monkeypatch: pytest.MonkeyPatch):
    found = told(monkeypatch, placed("2025-01", 100) | {("2025-01", "E01099999", "Northshire 009F"): 1})
    assert check_period(found, "E06000001", 2021, Period.month(2025, 1), [JANUARY])[0].startswith(
        "1 of 401 records has a code that no boundary held has"
    )
    assert comparable_months(found, [JANUARY]) == ((JANUARY,), ())


def test_a_month_that_cannot_be_placed_is_not_compared(monkeypatch: pytest.MonkeyPatch):
    found = told(monkeypatch, placed("2025-01", 10) | placed("2025-02", 10) | {("2025-02", "E01099999", "Northshire 009F"): 7})
    kept, words = comparable_months(found, [JANUARY, FEBRUARY])
    assert kept == (JANUARY,)
    assert words == ("Held but coded to the small areas of another census, so not used: February 2025.",)
