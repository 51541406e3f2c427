"""The two readers, the headers, the forces and the queries, each alone; and the examples in the docstrings."""

from __future__ import annotations

import doctest
import importlib
import io
import pkgutil

import pytest

import wardmoot.evidence
from wardmoot.evidence.counting import count_features, count_lines
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.forces import FORCE_SLUGS, force_slug
from wardmoot.evidence.headers import HEADERS, POLICE_COLUMNS, RoadHeader, header_meant
from wardmoot.evidence.queries import count_by, where
from wardmoot.evidence.scan import LINE_CAP, scan
from wardmoot.evidence.synthetic import StoreKind, kind_of

MODULES = [m.name for m in pkgutil.iter_modules(wardmoot.evidence.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings(name: str):
    assert doctest.testmod(importlib.import_module(f"wardmoot.evidence.{name}")).failed == 0


def read(data: bytes, *, chunk: int = 1 << 20, width: int = 2):
    out = io.BytesIO()
    found = scan((data[i : i + chunk] for i in range(0, len(data), chunk)), file="x.csv", width=width, out=out)
    return found, out.getvalue()


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 1000])
def test_the_first_reader_does_not_mind_where_chunks_end(chunk: int):
    data = 'a,b\r\n1,2\r\n\r\n"x,y",4\r\n5\r\n6,é'.encode()
    found, out = read(data, chunk=chunk)
    assert out.decode() == '2,1,2\n4,"x,y",4\n6,6,é\n'
    assert [(r.line, r.value) for r in found.rejects] == [(5, "1 cells")]
    assert (found.kept, found.rejected) == (3, 1)
    assert count_lines(io.BytesIO(data)) == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2\n3,\0\n", "line 3 holds a NUL"),
        (b"a,b\n1,\xe9\n", "line 2 is not UTF-8"),
        (b"a,b\n1,2\r3,4\n", "line 2 has a carriage return"),
        (b'a,b\n1,2\n"3,4\n', "line 3 has a quote"),
        (b"a,b\n1," + b"x" * LINE_CAP + b"\n", "line 2 is longer"),
        (b"a,b\n1,2\n" + b"x" * (LINE_CAP + 1), "line 3 is longer"),
        (b"a,b\n\n\n", "no rows"),
    ],
)
@pytest.mark.parametrize("chunk", [5, 1 << 20])
def test_the_first_reader_names_the_line_of_a_fault(data: bytes, words: str, chunk: int):
    with pytest.raises(FileFault, match=words):
        read(data, chunk=chunk)


def test_a_line_end_split_between_chunks_is_one_line_end():
    class Slow(io.BytesIO):
        def read(self, _size: int = -1) -> bytes:
            return super().read(1)

    assert count_lines(Slow(b"a,b\r\n1,2\r\n\r\n\n3,4")) == 2


def test_features_are_counted_in_any_spacing():
    assert count_features(io.BytesIO(b'{"type":"FeatureCollection","features":[{"type" : "Feature"},{"type":"Feature","properties":{}}]}')) == 2


def test_every_header_knows_itself_and_only_itself():
    for header in HEADERS:
        names = [c.replace("yy", "23") for c in header.columns] + (["Mid-2023"] if header.repeated else [])
        assert [h for h in HEADERS if h.matches(names)] == [header]
        assert not header.matches(names[:-1])
        assert header.matches([*names, "Other"]) is isinstance(header, RoadHeader)
        assert not header.matches([*names, names[0]])


def test_a_header_is_meant_for_what_it_is_nearest_to():
    assert header_meant(list(POLICE_COLUMNS[2:]), "x.csv") is HEADERS[0]
    assert header_meant(["name", "shoe size"], "x.csv") is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Metropolitan Police Service", "metropolitan"),
        ("Police Service of Northern Ireland", "northern-ireland"),
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("City of London Police", "city-of-london"),
        ("Dyfed-Powys Police", "dyfed-powys"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("Greater Manchester Police", "greater-manchester"),
    ],
)
def test_a_forces_short_name(name: str, slug: str):
    assert force_slug(name) == slug
    assert slug in FORCE_SLUGS


def test_there_are_45_forces():
    assert len(FORCE_SLUGS) == 45


def test_kinds_do_not_mix():
    assert kind_of([]) is StoreKind.REAL
    assert kind_of([True, False]) is None


def test_values_never_become_sql():
    query = where({"location": ["x'; DROP TABLE crimes --", None]})
    assert "DROP" not in query.sql
    assert query.sql == "WHERE (list_contains($location, location) OR location IS NULL)"
    assert query.parameters == {"location": ["x'; DROP TABLE crimes --"]}
    with pytest.raises(ValueError, match="no column"):
        count_by(["month; DROP TABLE crimes"], {})
