from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from wardmoot.govuk.tables import PAGE_SIZE, Column, csv_response, harmless, list_table, pagination_parameters, read_state, table_parameters
from wardmoot.govuk.writing import count_of

COLUMNS = (Column("name", "Name", str, order="name"), Column("size", "Size", len, numeric=True))


def state(query: str = ""):
    return read_state(QueryDict(query), COLUMNS, default="name", filters=("kind",))


@given(st.text(), st.text(), st.text())
def test_no_query_is_a_fault(sort, page, kind) -> None:
    read = read_state({"sort": sort, "page": page, "kind": kind}, COLUMNS, default="name", filters=("kind",))
    assert read.sort == "name"
    assert list_table([], COLUMNS, read, caption="Things").total == 0


@given(st.integers(0, 400), st.integers(-3, 30))
def test_every_row_is_on_exactly_one_page(rows, page) -> None:
    names = [f"row {number:03d}" for number in range(rows)]
    table = list_table(names, COLUMNS, state(f"page={page}"), caption="Things")
    shown = [row for number in range(1, table.pages + 1) for row in list_table(names, COLUMNS, state(f"page={number}"), caption="Things").rows]
    assert shown == names
    assert len(table.rows) <= PAGE_SIZE
    assert 1 <= table.state.page <= table.pages


def test_links_keep_the_filter_and_turn_the_order_round() -> None:
    table = list_table(["b", "a"], COLUMNS, state("kind=x%26y&sort=name&page=1"), caption="Things")
    heading = table_parameters(table)["head"][0]
    assert heading["attributes"] == {"aria-sort": "ascending"}
    assert "?sort=-name&amp;kind=x%26y" in heading["html"]
    assert [row[0]["text"] for row in table_parameters(table)["rows"]] == ["a", "b"]


def test_cells_are_escaped_unless_they_say_that_they_are_html() -> None:
    row = table_parameters(list_table(["<b>"], COLUMNS, state(), caption="Things"))["rows"][0]
    assert row[0] == {"text": "<b>"}
    assert row[1] == {"text": "3", "format": "numeric"}


def test_pages_in_the_middle_are_left_out() -> None:
    table = list_table([f"row {number:04d}" for number in range(PAGE_SIZE * 9)], COLUMNS, state("page=5&kind=k"), caption="Things")
    parameters = pagination_parameters(table)
    assert [item.get("number", "...") for item in parameters["items"]] == [1, "...", 4, 5, 6, "...", 9]
    assert parameters["next"] == {"href": "?sort=name&page=6&kind=k"}
    assert pagination_parameters(list_table(["a"], COLUMNS, state(), caption="Things")) is None


@given(st.text())
def test_no_exported_cell_is_a_formula(text) -> None:
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\n=1+1", "＝1+1", "@SUM(1)"])
def test_what_a_spreadsheet_would_run_is_held_back(text) -> None:
    assert harmless(text) == f"'{text}"


def test_the_first_lines_of_an_export_are_held_back_too() -> None:
    answer = csv_response([], COLUMNS, title="=1+1", described="=HYPERLINK(1).csv: 2 rows", filename="things.csv")
    assert answer.content.decode("utf-8-sig").split("\r\n")[:2] == ["'=1+1", "'=HYPERLINK(1).csv: 2 rows"]


def test_an_export_says_what_it_is() -> None:
    answer = csv_response(["a"], COLUMNS, title="Things (OFFICIAL)", described="Filter: none", filename="things.csv")
    assert answer.content.decode("utf-8-sig").split("\r\n")[:5] == ["Things (OFFICIAL)", "Filter: none", "", "Name,Size", "a,1"]
    assert answer["Content-Disposition"] == 'attachment; filename="things.csv"'


@pytest.mark.parametrize(("number", "words"), [(0, "0 people"), (1, "1 person"), (2500, "2,500 people")])
def test_counts_in_words(number, words) -> None:
    assert count_of(number, "person", "people") == words
