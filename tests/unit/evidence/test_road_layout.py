"""The SQL that checks a STATS19 table: a national file of several years must fit in the memory a load may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from wardmoot.catalogue.road_casualties import RoadForm, road_tables
from wardmoot.evidence.delimited import _fault_number, from_rows
from wardmoot.evidence.engine import connect
from wardmoot.evidence.headers import HEADERS, ROAD_TABLE
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.stats19 import _among, lay_out_road

GOOD = {
    RoadForm.INDEX: "2024131449060",
    RoadForm.YEAR: "2024",
    RoadForm.DATE: "21/05/2024",
    RoadForm.TIME: "15:30",
    RoadForm.LATITUDE: "53.70214",
    RoadForm.LONGITUDE: "-1.78346",
    RoadForm.LSOA: "E01010949",
    RoadForm.AUTHORITY: "E08000033",
    RoadForm.SHARE: "0.0321",
    RoadForm.UNKEPT: "anything",
}


@pytest.mark.parametrize("source", list(ROAD_TABLE))
def test_every_column_is_checked_within_a_small_memory(source: SourceKey, tmp_path: Path):
    table = road_tables()[ROAD_TABLE[source]]
    names = [column.name for column in table.columns]
    header = next(h for h in HEADERS if h.source is source)
    layout = lay_out_road(header, names, Candidate("x.csv", 0), [])
    cells = [str(c.codes[0]) if c.codes else GOOD.get(c.form, str(c.bounds[0])) for c in table.columns]
    rows = tmp_path / "rows.csv"
    rows.write_text("".join(f"{line},{','.join(cells)}\n" for line in range(2, 3002)))
    relation = from_rows(rows, layout.columns)
    connection = connect(tmp_path)
    connection.execute("SET threads = 1")
    connection.execute("SET memory_limit = '120MB'")
    faults = connection.execute(
        f"SELECT fault, count(*) FROM (SELECT {_fault_number(layout, relation)} AS fault FROM {relation}) GROUP BY 1 ORDER BY 1"
    )
    assert faults.fetchall() == [(0, 1), (len(layout.checks) + 1, 2999)], "one row is good, and those after it repeat it"


@pytest.mark.parametrize(("cell", "holds"), [("1", True), ("10", True), ("", False), ("0", False), ("1|10", False), ("|", False), ("01", False)])
def test_among_is_the_whole_cell(cell: str, holds: bool):
    query = f"SELECT {_among('cell', ['1', '10', '-1'])} FROM (SELECT $cell AS cell)"
    assert connect().execute(query, {"cell": cell}).fetchone() == (holds,)


def test_missing_is_empty_minus_one_or_null():
    query = f"SELECT {_among('cell', ['', '-1'])} FROM (SELECT unnest(['', '-1', '1']) AS cell)"
    assert connect().execute(query).fetchall() == [(True,), (True,), (False,)]
