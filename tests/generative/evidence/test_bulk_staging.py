"""Files staged in bulk are the same, cell for cell, as files staged one by one; and what is not clean is never staged in bulk."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from street_files import HEADER, row, street

from wardmoot.evidence import LoadReport, Store, bulk, load, rows_matching

NOW = datetime(2026, 3, 6, tzinfo=UTC)
NAMES = ("2025-01-wiltshire-street.csv", "2025-02-wiltshire-street.csv", "2025-01-kent-street.csv")
FORCES = {"wiltshire": "Wiltshire Police", "kent": "Kent Police"}
NOWHERE = {"longitude": "", "latitude": "", "location": "No Location", "lsoa_code": "", "lsoa_name": ""}
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "crime_id": st.just(""),
        "longitude": st.sampled_from(["-1.5", "-1.500000", "0.123456789012", "2.5"]),
        "location": st.sampled_from(['"On or near A, B"', '"On or near ""C"""', "On or near Caffè", "On or near ", '"On or near A, B"']),
        "last_outcome": st.sampled_from(["", "Local resolution", '"Local resolution"']),
        "context": st.sampled_from(["", "words", '"more, words"']),
    },
)
PLACES = st.one_of(CELLS, st.just(NOWHERE))
SPOILS = st.sampled_from([b'"', b"\0", b"\n", b"\r", b",", b"\xff", b"x", b"\n\n", b'","', b" "])


def content(name: str, cells: list[dict[str, str]], end: str) -> bytes:
    month, force = name[:7], FORCES[name[8:-11]]
    return street([row(i, **{"month": month, "force": force, **one}) for i, one in enumerate(cells)], end=end)


def loaded(folder: Path, home: str, *, at_once: bool) -> tuple[LoadReport, list[dict[str, object]], set[str]]:
    """The report, every row kept, and the files that were staged in bulk."""
    store, taken = Store.open(folder / home), set()
    real = bulk.stage_set

    def spied(files, *rest):
        staged = real(files, *rest)
        taken.update(file.base for file, one in zip(files, staged, strict=True) if one is not None)
        return staged

    with mock.patch.object(bulk, "WORTHWHILE", 0 if at_once else 1 << 60), mock.patch.object(bulk, "stage_set", spied):
        report = load([folder / "in"], store=store, now=NOW)
    return report, list(rows_matching(store, {})), taken


def both(files: dict[str, bytes]) -> set[str]:
    """Load the files in both ways, compare everything, and say which were staged in bulk."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "in").mkdir()
        for name, data in files.items():
            (folder / "in" / name).write_bytes(data)
        report, rows, taken = loaded(folder, "bulk", at_once=True)
        alone, careful, none = loaded(folder, "alone", at_once=False)
    assert report == alone
    assert rows == careful
    assert not none
    for batch in report.batches:
        assert batch.rows_in == batch.rows_kept + batch.rows_rejected
        assert batch.file.rpartition("/")[2] not in taken or (batch.rows_rejected, batch.status) == (0, "loaded")
    return taken


@settings(max_examples=6, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=30), st.lists(PLACES, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_clean_files_are_staged_in_bulk_and_alike(first, second, end, last):
    files = {name: content(name, cells, end) for name, cells in zip(NAMES, (first, second, first), strict=True)}
    assert both({name: data if last else data.rstrip() for name, data in files.items()}) == set(NAMES)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_spoilt_file_is_never_staged_in_bulk_unless_it_is_still_a_clean_one(data):
    clean = content(NAMES[0], [{}] * 120, "\n")
    bad = bytearray(clean)
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(bad) - 1))
        bad[place : place + data.draw(st.integers(0, 2))] = data.draw(SPOILS)
    assert NAMES[1] in both({NAMES[0]: bytes(bad), NAMES[1]: content(NAMES[1], [{}] * 8, "\n")})


def test_each_fault_of_a_row_sends_the_whole_file_the_careful_way():
    faults = [{"month": "2025-02"}, {"crime_id": "f" * 63 + "g"}, {"crime_id": "F" * 64}, {"reported_by": "Kent Police"}, {"longitude": "191.0"}]
    faults += [{"latitude": ""}, {"location": "High Street"}, {"lsoa_code": "E0103202"}, {"lsoa_name": ""}, {"crime_type": "Treason"}]
    faults += [{"last_outcome": "Burglary"}, {"context": "a,b"}, {"context": 'a"b'}]
    months = [f"2024-{number:02d}-wiltshire-street.csv" for number in range(1, 13)] + [NAMES[0]]
    files = {name: content(name, [{}] * 120 + [fault], "\n") for name, fault in zip(months, faults, strict=True)}
    assert both(files) == set()


def test_empty_lines_headers_alone_and_mixed_codes_are_left_to_the_careful_way():
    blank = content(NAMES[0], [{}] * 3, "\n").replace(b"\n", b"\n\n", 2)
    mixed = content(NAMES[2], [{"lsoa_code": "X01000001", "lsoa_name": "Melksham 001"}, {}], "\n")
    assert both({NAMES[0]: blank, NAMES[1]: HEADER.encode(), NAMES[2]: mixed}) == set()


def test_a_short_last_row_after_a_long_one_is_read_within_the_file():
    long = content(NAMES[0], [{"context": "x" * 60_000}, {}], "\n")
    assert both({NAMES[0]: long, NAMES[1]: content(NAMES[1], [{"context": "y" * 70_000}, {}], "\n")}) == {NAMES[0]}
