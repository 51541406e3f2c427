"""The synthetic national year of the benchmarks: the same bytes each time, and every file of it loads."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from street_files import NOW

from wardmoot.evidence import Store, StoreKind, bulk, counts_by, load

PLACE = Path(__file__).resolve().parents[3] / "benchmarks" / "national_year.py"
ROWS = 6_000


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, with two months and a few hundred areas."""
    spec = importlib.util.spec_from_file_location("national_year", PLACE)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "national_year", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "MONTHS", module.MONTHS[:2])
    monkeypatch.setattr(module, "AREAS", 430)
    return module


def test_it_is_the_same_each_time_and_loads_whole(year: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folders = [tmp_path / "in", tmp_path / "again"]
    for folder in folders:
        folder.mkdir()
    totals, again = (year.make(folder, ROWS) for folder in folders)
    assert totals == again
    assert (totals["rows"], totals["size"]) == (ROWS, sum(f.stat().st_size for f in folders[0].glob("*/*.csv")))
    monkeypatch.setattr(bulk, "WORTHWHILE", 0)
    store = Store.open(tmp_path / "home", kind=StoreKind.DEMONSTRATION)
    report = load([folders[0]], store=store, now=NOW)
    assert Counter(b.status.value for b in report.batches) == {"loaded": 2 * len(year.FORCES)}
    counted = counts_by(store, columns=("lsoa_code", "crime_type")).as_dict()
    assert sum(counted.values()) == ROWS
    share = {"no place": sum(n for (code, _), n in counted.items() if code is None), "asb": sum(n for (_, k), n in counted.items() if "Anti" in k)}
    assert share["no place"] / ROWS == pytest.approx(0.015, abs=0.006)
    assert share["asb"] / ROWS == pytest.approx(0.155, abs=0.02)


def test_a_year_that_was_changed_is_not_measured(year: ModuleType, tmp_path: Path):
    with pytest.raises(SystemExit, match="another year than this benchmark's"):
        year.national_year(tmp_path, small=True)
