"""The count cube gives what SQL over the rows gives, and stands aside where it cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from street_files import NOW, put, row, street

from wardmoot.core.calendar import Month
from wardmoot.evidence import Counts, Store, counts_by, crimes, load
from wardmoot.evidence.cube import COLUMNS, CUBE

LATER = datetime(2026, 4, 7, tzinfo=UTC)
NOWHERE = {"longitude": "", "latitude": "", "location": "No Location", "lsoa_code": "", "lsoa_name": ""}
TYPES = ("Burglary", "Drugs", "Anti-social behaviour", "Robbery")
ASKED = (
    {},
    {"lsoa_codes": ["E01032023", "E01032025"]},
    {"lsoa_codes": ["E01032023", None]},
    {"lsoa_codes": []},
    {"crime_types": ["Drugs", "Robbery"]},
    {"crime_types": ["Drugs"], "lsoa_codes": ["E01032024"]},
    {"months": [Month(2025, 2)]},
    {"forces": ["kent"], "crime_types": ["Burglary", "no such type"]},
)


def content(month: str, force: str, seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(120):
        cells = {"crime_type": TYPES[rng.integers(4)], "code": f"E0103202{2 + rng.integers(5)}"} | (NOWHERE if rng.random() < 0.1 else {})
        rows.append(row(number, **{"month": month, "force": force, **cells}))
    return street(rows)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three loads: two forces and months, another month, and a revision that takes the place of a file of the first."""
    folder = tmp_path_factory.mktemp("cube")
    store = Store.open(folder / "home")
    for number, (name, force) in enumerate((("wiltshire", "Wiltshire Police"), ("kent", "Kent Police"))):
        put(folder / "first", content("2025-01", force, number), f"2025-01-{name}-street.csv")
    put(folder / "second", content("2025-02", "Kent Police", 2), "2025-02-kent-street.csv")
    put(folder / "third", content("2025-01", "Kent Police", 3), "2025-01-kent-street.csv")
    for load_of in ("first", "second", "third"):
        assert not load([folder / load_of], store=store, now=LATER if load_of == "third" else NOW).refused
    return store


def by_sql(monkeypatch: pytest.MonkeyPatch, store: Store, **asked: object) -> Counts:
    with monkeypatch.context() as patch:
        patch.setattr(crimes, "counted_by_cube", lambda *_: None)
        return counts_by(store, **asked)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_it_is_what_sql_counts(store: Store, monkeypatch: pytest.MonkeyPatch, asked: dict[str, object]):
    for columns in (*combinations(COLUMNS, 1), *list(combinations(COLUMNS, 2))[::2], (), ("crime_type", "month", "lsoa_code"), COLUMNS):
        counted, oracle = counts_by(store, columns=columns, **asked), by_sql(monkeypatch, store, columns=columns, **asked)
        assert list(counted.as_dict().items()) == list(oracle.as_dict().items()), columns
        assert (counted.batches, counted.n.dtype, counted.total) == (oracle.batches, oracle.n.dtype, oracle.total)


def test_rows_with_no_small_area_are_counted_under_none_where_pandas_would_drop_them(store: Store):
    counted = counts_by(store, columns=("month", "lsoa_code", "crime_type"))
    assert counted.total == 360 == sum(b.rows_kept for b in store.batches())
    assert sum(n for (_, code, _), n in counted.as_dict().items() if code is None) > 0


def test_other_columns_and_a_missing_cube_are_left_to_sql(store: Store, monkeypatch: pytest.MonkeyPatch):
    assert counts_by(store, columns=("location",)).total == 360
    expected = counts_by(store, columns=("crime_type",)).as_dict()
    cubes = list((store.folder / "batches").glob(f"*/{CUBE}"))
    assert len(cubes) == 3
    hidden = cubes[0].rename(cubes[0].with_suffix(".hidden"))
    try:
        assert counts_by(store, columns=("crime_type",)).as_dict() == expected
    finally:
        hidden.rename(cubes[0])


def test_a_question_of_the_cubes_columns_reads_no_rows(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crimes, "arrays_of", lambda *_: pytest.fail("rows were read"))
    assert counts_by(store, columns=("month", "lsoa_code", "crime_type")).total == 360
    assert counts_by(store, columns=("force",), lsoa_codes=[None]).total > 0


def test_a_key_space_too_large_for_a_table_is_sorted(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    expected = counts_by(store, columns=("month", "lsoa_code", "crime_type")).as_dict()
    monkeypatch.setattr("wardmoot.evidence.cube._DENSE", 1)
    assert counts_by(store, columns=("month", "lsoa_code", "crime_type")).as_dict() == expected
