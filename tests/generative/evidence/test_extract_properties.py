"""Whatever stands in the cells, no row is lost in silence, the two readers agree, and every format tells the same."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from extract_files import EPISODES, PLACES, table_of, write
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wardmoot.catalogue.dataset import ColumnType, DatasetColumn
from wardmoot.evidence.extracts import preview
from wardmoot.evidence.extracts.cells import SheetFacts, is_blank
from wardmoot.evidence.extracts.dates import Order, read_day
from wardmoot.evidence.extracts.files import open_file
from wardmoot.evidence.extracts.keys import pseudonyms
from wardmoot.evidence.extracts.masking import shape, shown
from wardmoot.evidence.extracts.values import Rules, reader_of

NOW = datetime(2026, 3, 6, tzinfo=UTC)
WIDTH = len(EPISODES.columns)
CELL = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters='"\ufffe\uffff\u2028\u2029\x85'), max_size=12),
    st.sampled_from(["N/A", "<5", "1,234", " ", "\u00a0", "31/02/2019", "13/04/2019", "03/04/2019", "Yes", "Total", "Salisbury ", "E06000054"]),
    st.integers(-1000, 1000).map(str),
)
SMALL_CELL = st.one_of(st.none(), st.just(" "), st.just("x"), st.integers(0, 9))
ROWS = st.lists(st.tuples(st.integers(0, WIDTH - 1), CELL), max_size=25)


def spoilt(changes: list[tuple[int, Any]]) -> list[list[Any]]:
    table: list[list[Any]] = table_of(EPISODES, 30)
    for number, (place, cell) in enumerate(changes, 2):
        table[number][place] = cell
    return table


@settings(max_examples=40)
@given(ROWS)
@example([(0, "=1")])
@example([(0, None), (0, "Total"), (3, " ")])
def test_rows_in_are_kept_and_rejected_alike_in_every_format(changes: list[tuple[int, Any]]):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("csv", "xlsx", "ods"):
            path = write(Path(folder) / f"a.{ending}", spoilt(changes))
            found[ending] = preview(path, EPISODES, agency="Police", now=NOW, known_places=PLACES)
    for one in found.values():
        assert one.rows_in == one.rows_ok + one.rows_bad == 30
    assert "two readers disagree" not in "".join(one.refused for one in found.values())
    formulas = any(str(cell or "").startswith("=") for _, cell in changes)
    if not formulas:
        assert found["xlsx"].errors == found["ods"].errors == found["csv"].errors
        assert found["xlsx"].refused == found["ods"].refused == found["csv"].refused


@settings(max_examples=30)
@given(st.lists(st.lists(SMALL_CELL, min_size=1, max_size=5), min_size=1, max_size=12), st.integers(0, 5))
def test_the_two_readers_count_the_same_rows(rows: list[list[Any]], header: int):
    table = [["a", "b"], *rows, ["end"]]
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("csv", "xlsx", "ods"):
            file = open_file(write(Path(folder) / f"a.{ending}", table), [])
            filled = [line for line, cells in file.rows(0, SheetFacts()) if line > header and not all(is_blank(c) for c in cells)]
            assert file.count(0, header) == len(filled)


@given(st.dates(date(2000, 1, 1), date(2026, 3, 6)), st.sampled_from(list(Order)))
def test_a_day_is_read_as_itself_or_not_at_all(day: date, order: Order):
    for style in ("%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%Y/%m/%d", "%Y%m%d"):
        assert read_day(day.strftime(style), order).day == day
    for style, right in (("%d/%m/%Y", Order.DAY_FIRST), ("%m/%d/%Y", Order.MONTH_FIRST)):
        assert read_day(day.strftime(style), right).day == day
        assert read_day(day.strftime(style), Order.UNKNOWN).day in (day, None)
        assert read_day(day.strftime(style), Order.MIXED).day in (day, None)


LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ '-", min_size=1, max_size=40)


@given(LETTERS)
def test_a_shape_keeps_no_letter(text: str):
    assert set(shape(text)) <= set("x '-·…")


@given(st.text(max_size=60), st.sampled_from(EPISODES.columns))
def test_what_is_shown_of_a_bad_cell_is_near_or_a_shape(text: str, column: DatasetColumn):
    result = shown(text, column, PLACES, NOW.date())
    assert len(result) <= 40
    if column.type.is_key:
        assert result in ("", "(a key, not shown)")


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_pseudonyms_are_the_same_only_for_the_same_number(one: str, other: str):
    of = pseudonyms(bytes(range(32)), "scheme")
    same = "".join(one.split()).upper() == "".join(other.split()).upper()
    assert (of(one) == of(other)) == same
    assert of(one) != pseudonyms(bytes(range(32)), "another")(one)


@given(st.integers(-(10**12), 10**12), st.booleans())
def test_a_number_is_read_exactly_within_its_bounds(number: int, commas: bool):
    column = DatasetColumn("n", "N", ColumnType.WHOLE, "a number", minimum=-5000, maximum=50_000)
    reading = reader_of(column, Rules(NOW.date(), {}, Order.UNKNOWN, str))(f"{number:,}" if commas else str(number))
    if -5000 <= number <= 50_000:
        assert (reading.value, reading.fault) == (number, "")
        assert bool(reading.note) == (commas and abs(number) >= 1000)
    else:
        assert reading.fault
        assert reading.value is None
