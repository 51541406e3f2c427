"""The grid of months: what is held, and gaps that are gaps."""

from hypothesis import given
from hypothesis import strategies as st

from wardmoot.apps.sources.months import months_of_force
from wardmoot.apps.sources.presenters import gaps_in_words, month_grid_rows
from wardmoot.core.calendar import Month

MONTHS = st.builds(Month, st.integers(2010, 2030), st.integers(1, 12)).map(str)


def test_a_gap_lies_only_between_months_held():
    grid = months_of_force("Moonshire", {"2018-11": 10, "2019-02": 0})
    assert grid.gaps == ("December 2018", "January 2019")
    cells = {cell.month: cell for row in grid.years for cell in row.cells}
    assert cells["February 2019"].rows == 0, "a month with no rows is held: it is nought, not a gap"
    assert not cells["October 2018"].gap
    assert not cells["March 2019"].gap
    assert gaps_in_words(grid) == "2 months held, November 2018 to February 2019; not held: December 2018, January 2019."


def test_one_month_is_not_a_span():
    assert gaps_in_words(months_of_force("Moonshire", {"2018-03": 10})) == "1 month held: March 2018."


def test_a_gap_is_said_in_its_cell_and_the_edges_are_left_empty():
    rows = month_grid_rows(months_of_force("Moonshire", {"2019-01": 1234, "2019-03": 5}))
    assert [cell.get("text") for cell in rows[0][1:4]] == ["1,234", "gap", "5"]
    assert "text" not in rows[0][4]


def test_many_gaps_are_counted_and_not_listed():
    assert gaps_in_words(months_of_force("Moonshire", {"2017-01": 1, "2018-01": 1})).endswith("; 11 months in between not held.")


@given(st.dictionaries(MONTHS, st.integers(0, 10_000), min_size=1, max_size=30))
def test_every_month_from_first_to_last_is_held_or_a_gap(rows):
    grid = months_of_force("Moonshire", rows)
    cells = [cell for row in grid.years for cell in row.cells]
    assert {cell.month: cell.rows for cell in cells if cell.rows is not None} == {Month.parse(text).written: count for text, count in rows.items()}
    first, last = Month.parse(min(rows)), Month.parse(max(rows))
    span = (last.year - first.year) * 12 + last.month - first.month + 1
    assert len(grid.gaps) == span - len(rows)
