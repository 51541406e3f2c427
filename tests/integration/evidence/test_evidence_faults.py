"""Every fault of a file refuses it and leaves the store as it was; every fault of a row rejects that row alone."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from street_files import HEADER, NOW, put, row, street, tree, zipped

from wardmoot.evidence import BatchStatus, Store, counts_by, load, rows_matching

GOOD = [row(i) for i in range(300)]
COLUMNS = HEADER.split(",")


def with_columns(names: list[str], lines: list[str] = GOOD) -> bytes:
    return ("\n".join([",".join(names), *lines]) + "\n").encode()


def without_column(place: int) -> bytes:
    lines = [",".join(cell for i, cell in enumerate(line.split(",")) if i != place) for line in [HEADER, *GOOD]]
    return ("\n".join(lines) + "\n").encode()


def swapped_header() -> bytes:
    names = COLUMNS.copy()
    names[4], names[5] = names[5], names[4]
    return with_columns(names)


def with_line(line: int, text: str) -> bytes:
    """The good file with one physical line (counted from 1, the header being 1) replaced."""
    lines = [HEADER, *GOOD]
    lines[line - 1] = text
    return ("\n".join(lines) + "\n").encode()


def stray_quotes(*lines: int) -> bytes:
    rows = [HEADER, *[row(i) for i in range(500)]]
    for line in lines:
        rows[line - 1] = rows[line - 1].replace("On or near", 'On or "near')
    return ("\n".join(rows) + "\n").encode()


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


SHIFTED = [",".join(["", *line.split(",")[:-1]]) for line in GOOD]
REFUSED = {
    "a column missing": (without_column(9), "without “Crime type”"),
    "a column renamed": (with_columns(["Crime type " if n == "Crime type" else n for n in COLUMNS]), "with “Crime type ”"),
    "two columns swapped": (swapped_header(), "column 5 is “Latitude” and should be “Longitude”"),
    "a column more": (with_columns([*COLUMNS, "Victim name"], [line + ",x" for line in GOOD]), "keeps no names"),
    "all rows shifted at equal width": (with_columns(COLUMNS, SHIFTED), "the columns have slipped"),
    "rows shifted within": (
        with_columns(COLUMNS, [",".join([*(c := line.split(","))[:6], "", *c[6:11]]) for line in GOOD]),
        "300 of 300 rows are bad",
    ),
    "the month of the name is not that of the rows": (street(300, month="2025-02"), "name says 2025-01 and its rows say 2025-02"),
    "the force of the name is not that of the rows": (street(300, force="Kent Police"), "reported by Kent Police"),
    "nobody's force": (street(300, force="Gotham Police"), "Gotham Police"),
    "empty": (b"", "empty (0 bytes)"),
    "header only": (HEADER.encode() + b"\r\n", "no rows"),
    "an HTML error page": (b"<!DOCTYPE html>\n<html><title>503</title></html>\n", "web page"),
    "a spreadsheet": (workbook(), "spreadsheet where a CSV belongs"),
    "an old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook"),
    "UTF-16": (street().decode().encode("utf-16"), "UTF-16"),
    "Latin-1": (street().replace(b"Street 3", b"Caf\xe9 Row"), "line 5 is not UTF-8"),
    "a NUL": (street().replace(b"Street 3", b"Str\0eet 3"), "line 5 holds a NUL"),
    "a NUL far in": (street(9000)[:-30] + b"\0" + street(9000)[-30:], "NUL byte"),
    "an unclosed quote": (with_line(100, GOOD[98].replace("On or near", '"On or near')), "line 100 has a quote"),
    "two stray quotes 300 rows apart": (stray_quotes(60, 360), "line 60 has a quote"),
    "a lone carriage return": (street(300, end="\r"), "carriage return"),
    "a line end inside a quoted cell": (with_line(50, row(1, location='"On or near\nHere"')), "line 50 has a quote"),
    "a line over 64 KB": (with_line(100, row(1, location="On or near " + "x" * 70_000)), "line 100 is longer"),
    "more than 1% bad rows": (with_columns(COLUMNS, [*GOOD[:296], *[row(i, crime_type="Mischief") for i in range(4)]]), "4 of 300 rows are bad"),
    "another table under the name": (b"name,shoe size\nA,9\n", "without “Crime ID”"),
    "half a GeoJSON": (b'{"type": "FeatureCollection", "features": [', "not whole JSON"),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that holds another month already, so that "unchanged" means something."""
    opened = Store.open(tmp_path / "home")
    earlier = put(tmp_path, street(50, month="2024-12"), "2024-12-wiltshire-street.csv")
    assert load([earlier], store=opened, now=NOW).batches[0].status == "loaded"
    return opened


def refused(store: Store, path: Path) -> str:
    """Load the path; it must be refused, with the store's bytes as they were. The reason."""
    before = tree(store.folder)
    report = load([path], store=store, now=NOW)
    assert [b.status for b in report.batches] == [BatchStatus.REFUSED]
    batch = report.batches[0]
    assert (batch.rows_in, batch.rows_kept) == (batch.rows_rejected, 0)
    assert tree(store.folder) == before
    return batch.reason


@pytest.mark.parametrize("fault", REFUSED)
def test_a_fault_of_the_file_refuses_it(store: Store, tmp_path: Path, fault: str):
    data, words = REFUSED[fault]
    assert words in refused(store, put(tmp_path, data))


@pytest.mark.parametrize("fault", [f for f in REFUSED if f not in ("empty",)])
def test_the_same_inside_a_zip(store: Store, tmp_path: Path, fault: str):
    data, words = REFUSED[fault]
    assert words in refused(store, zipped(tmp_path, {"2025-01/2025-01-wiltshire-street.csv": data}, method=zipfile.ZIP_STORED))


def test_a_file_of_no_known_source_is_refused_with_what_is_known(store: Store, tmp_path: Path):
    reason = refused(store, put(tmp_path, b"name,shoe size\nA,9\n", "shoes.csv"))
    assert reason.startswith("not a file Wardmoot knows yet: its first line begins “name,xxxx xxxx”")
    assert "street-level crime" in reason


@pytest.mark.parametrize(
    "start", ["Zaphira Quennerby,14/02/2009,SN12 6QZ", "Prepared by Zaphira Quennerby", "Quennerby,943 476 5919,z.quennerby@example.org"]
)
def test_a_partner_s_extract_at_the_wrong_door_is_not_quoted(store: Store, tmp_path: Path, start: str):
    reason = refused(store, put(tmp_path, f"{start}\n{start}\n".encode(), "missing.csv")).lower()
    assert reason.startswith("not a file wardmoot knows yet")
    assert not [word for word in ("quennerby", "zaphira", "2009", "sn12", "6qz", "943", "5919") if word in reason]


def test_a_zip_cut_short_is_refused(store: Store, tmp_path: Path):
    whole = zipped(tmp_path, {"2025-01-wiltshire-street.csv": street()}).read_bytes()
    for share in (0.3, 0.9, 0.999):
        assert "cut short" in refused(store, put(tmp_path, whole[: int(len(whole) * share)], "data.zip"))


def test_a_zip_that_is_none_or_is_empty_is_refused(store: Store, tmp_path: Path):
    assert "not a zip" in refused(store, put(tmp_path, b"hello", "data.zip"))
    assert "0 bytes" in refused(store, put(tmp_path, b"", "data.zip"))
    assert "no files" in refused(store, zipped(tmp_path, {}))


@pytest.mark.parametrize(
    "name", ["../2025-01-wiltshire-street.csv", "/etc/2025-01-wiltshire-street.csv", "a/../../b.csv", "..\\..\\b.csv", "C:/b.csv"]
)
def test_a_path_traversal_zip_is_refused_whole(store: Store, tmp_path: Path, name: str):
    path = zipped(tmp_path, {"2025-01-wiltshire-street.csv": street(), name: street()})
    assert "outside its own folder" in refused(store, path)
    assert not list(tmp_path.parent.glob("*street.csv"))


def test_a_zip_bomb_is_refused_unread(store: Store, tmp_path: Path):
    assert "zip bomb" in refused(store, zipped(tmp_path, {"2025-01-wiltshire-street.csv": bytes(60 * 2**20)}))


def test_a_zip_that_lies_about_its_size_is_refused(store: Store, tmp_path: Path):
    path = zipped(tmp_path, {"2025-01-wiltshire-street.csv": street(20_000)})
    data = bytearray(path.read_bytes())
    size = struct.pack("<I", len(street(20_000)))
    while size in data:
        place = data.index(size)
        data[place : place + 4] = struct.pack("<I", 5000)
    path.write_bytes(bytes(data))
    assert "damaged" in refused(store, path) or "counted" in refused(store, path)


def test_an_encrypted_zip_is_refused(store: Store, tmp_path: Path):
    path = zipped(tmp_path, {"2025-01-wiltshire-street.csv": street()})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(bytes(data))
    assert "encrypted" in refused(store, path)


def test_a_zip_in_a_zip_is_refused(store: Store, tmp_path: Path):
    inner = zipped(tmp_path, {"2025-01-wiltshire-street.csv": street()}, "inner.zip").read_bytes()
    assert "zip inside a zip" in refused(store, zipped(tmp_path, {"inner.zip": inner}, method=zipfile.ZIP_STORED))


def test_a_damaged_member_is_refused_and_the_others_load(store: Store, tmp_path: Path):
    path = zipped(tmp_path, {"2025-01-wiltshire-street.csv": street(), "2025-02-wiltshire-street.csv": street(300, month="2025-02")})
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(bytes(data))
    report = load([path], store=store, now=NOW)
    assert [b.status for b in report.batches] == ["refused", "loaded"]
    assert "download the zip again" in report.batches[0].reason


def test_a_2_gb_line_is_refused_without_reading_it(store: Store, tmp_path: Path):
    path = put(tmp_path, street())
    with path.open("r+b") as file:
        file.seek(0, 2)
        file.write(b"x" * 2_000_000)
        file.truncate(2 * 2**30)  # sparse: the rest of the line takes no disk
    assert "longer than 64 KB" in refused(store, path)


def test_a_missing_file_and_an_empty_folder_are_refused(store: Store, tmp_path: Path):
    (tmp_path / "nothing").mkdir()
    assert "no file or folder called gone.csv" in refused(store, tmp_path / "gone.csv")
    assert "holds no files" in refused(store, tmp_path / "nothing")


REJECTED = {
    "text in a coordinate": ({"longitude": "west"}, "Longitude", "west"),
    "a coordinate outside the United Kingdom": ({"latitude": "-33.9"}, "Latitude", "-33.9"),
    "one coordinate of two": ({"latitude": ""}, "Latitude", ""),
    "not a number at all": ({"longitude": "NaN"}, "Longitude", "NaN"),
    "an impossible month": ({"month": "2025-13"}, "Month", "2025-13"),
    "another month": ({"month": "2025-02"}, "Month", "2025-02"),
    "an unknown crime type": ({"crime_type": "Mischief"}, "Crime type", "Mischief"),
    "a code of the wrong form": ({"lsoa_code": "E0103202"}, "LSOA code", "E0103202"),
    "a crime ID that is not 64 characters": ({"crime_id": "abc"}, "Crime ID", "abc"),
    "another force": ({"reported_by": "Kent Police"}, "Reported by", "Kent Police"),
    "a place of another kind": ({"location": "12 Acacia Avenue"}, "Location", "12 Acacia Avenue"),
    "a cell too few": ({"context": ""}, "(whole row)", "11 cells"),
    "a cell too many": ({"context": ",,"}, "(whole row)", "14 cells"),
    "a quote inside a cell": ({"location": 'On or near "The" Green'}, "(whole row)", ""),
}


@pytest.mark.parametrize("fault", REJECTED)
def test_a_fault_of_a_row_rejects_it_alone(store: Store, tmp_path: Path, fault: str):
    cells, column, value = REJECTED[fault]
    bad = row(7, **cells)
    if value == "11 cells":
        bad = bad.rsplit(",", 1)[0]
    report = load([put(tmp_path, with_line(42, bad))], store=store, now=NOW)
    batch = report.batches[0]
    assert (batch.status, batch.rows_in, batch.rows_kept, batch.rows_rejected) == ("loaded", 300, 299, 1)
    held = store.batches()[-1]
    reject = store.rejects(held.id)[0]
    assert (reject.file, reject.line, reject.column, reject.value) == ("2025-01-wiltshire-street.csv", 42, column, value)
    assert reject.reason
    assert counts_by(store, months=None).total == 50 + 299


def test_line_numbers_are_physical_and_an_empty_line_is_not_a_row(store: Store, tmp_path: Path):
    lines = [HEADER, *GOOD]
    lines[10:10] = ["", ""]
    lines[200] = row(7, crime_type="Mischief")
    for end in ("\n", "\r\n"):
        data = (end.join(lines)).encode()  # and no line end after the last row
        report = load([put(tmp_path, data)], store=store, now=NOW)
        assert (report.batches[0].rows_in, report.batches[0].rows_kept) == (300, 299)
        assert store.rejects(store.batches()[-1].id)[0].line == 201


def test_quoted_cells_with_commas_and_doubled_quotes_load(store: Store, tmp_path: Path):
    quoted = row(1, location='"On or near Bishop\'s ""Old"" Yard, The"')
    report = load([put(tmp_path, with_line(2, quoted))], store=store, now=NOW)
    assert report.batches[0].rows_kept == 300
    found = list(rows_matching(store, {"location": ['On or near Bishop\'s "Old" Yard, The']}))
    assert [r["line"] for r in found] == [2]


def test_identical_rows_are_all_kept(store: Store, tmp_path: Path):
    report = load([put(tmp_path, street([row(1, crime_id="")] * 400))], store=store, now=NOW)
    assert report.batches[0].rows_kept == 400
