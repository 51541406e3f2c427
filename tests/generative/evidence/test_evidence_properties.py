"""Whatever is done to a file, no row is lost in silence and the load never fails otherwise than by saying so."""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmoot.evidence import Store, counts_by, load

NOW = datetime(2026, 3, 6, tzinfo=UTC)
HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
GOOD = ",2025-01,Wiltshire Police,Wiltshire Police,-1.79,51.07,On or near High Street,E01032022,Wiltshire 058C,Burglary,Under investigation,"
CELLS = GOOD.split(",")
BROKEN = st.tuples(
    st.sampled_from([0, 1, 4, 5, 7, 9]),
    st.text(alphabet=st.characters(exclude_characters='\r\n\0",', codec="utf-8"), min_size=1, max_size=12),
)
PERIOD = "2025-01"


def spoilt(place: int, text: str) -> str:
    return ",".join(text if i == place else cell for i, cell in enumerate(CELLS))


def load_bytes(data: bytes, name: str = "2025-01-wiltshire-street.csv"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        store = Store.open(Path(folder) / "home")
        (batch,) = load([path], store=store, now=NOW).batches
        held = counts_by(store).total
        lines = [r.line for b in store.batches() for r in store.rejects(b.id)]
    assert batch.rows_in == batch.rows_kept + batch.rows_rejected
    assert held == batch.rows_kept
    assert (batch.status == "refused") == bool(batch.reason)
    return batch, lines


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(min_value=0, max_value=299), BROKEN, max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_each_bad_row_is_one_reject_at_its_own_line(bad: dict[int, tuple[int, str]], end: str, last: bool):
    rows = [spoilt(*bad[i]) if i in bad else GOOD for i in range(300)]
    still_good = {i for i in bad if rows[i] == GOOD}
    batch, lines = load_bytes((end.join([HEADER, *rows]) + (end if last else "")).encode())
    wrong = sorted(i + 2 for i in bad if i not in still_good and not _harmless(*bad[i]))
    if len(wrong) > 3:
        assert batch.status == "refused"
    else:
        assert (batch.status, batch.rows_in, lines) == ("loaded", 300, wrong)


def _harmless(place: int, text: str) -> bool:
    """Another good cell: a coordinate in the country, or a real code, drawn by chance."""
    if place in (4, 5):
        low, high = ((-9.5, 2.5), (49, 61.5))[place - 4]
        return bool(re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]{1,12})?", text)) and low <= float(text) <= high
    return bool(re.fullmatch(r"N\d{8}", text, re.ASCII)) if place == 7 else False


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_to_the_bytes_is_told(data: st.DataObject):
    good = bytearray(("\n".join([HEADER, *[GOOD] * 120]) + "\n").encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(good) - 1))
        kind = data.draw(st.sampled_from(["put", "cut", "add"]))
        piece = data.draw(st.sampled_from([b'"', b"\0", b"\n", b"\r", b",", b"\xff", b"x", b"\n\n"]))
        good[place : place + (kind != "add")] = b"" if kind == "cut" else piece
    load_bytes(bytes(good))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.zip", "x.geojson", "x.xlsx", "2025-01-kent-street.csv"]))
def test_no_bytes_at_all_can_do_more_than_be_refused(data: bytes, name: str):
    batch, _ = load_bytes(data, name)
    assert batch.status == "refused"
