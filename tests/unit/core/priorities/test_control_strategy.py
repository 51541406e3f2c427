"""The control strategy: where a theme has neither an item nor a reason, and what is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmoot.core.priorities.control_strategy import SOON, FourP, Item, ItemStatus, Reason, ReviewState, control_grid, gaps

DAY = date(2019, 12, 12)


def item(theme: str = "roads", p: FourP = FourP.PREVENT, status: ItemStatus = ItemStatus.PLANNED, review_on: date = DAY, action: str = "Act") -> Item:
    return Item(theme=theme, p=p, problem="", action=action, owner="Police", review_on=review_on, status=status)


@pytest.mark.parametrize(
    ("days", "status", "state"),
    [
        (-1, ItemStatus.UNDER_WAY, ReviewState.OVERDUE),
        (0, ItemStatus.PLANNED, ReviewState.DUE_SOON),
        (SOON.days, ItemStatus.PLANNED, ReviewState.DUE_SOON),
        (SOON.days + 1, ItemStatus.PLANNED, ReviewState.LATER),
        (-400, ItemStatus.DONE, ReviewState.CLOSED),
        (-400, ItemStatus.WITHDRAWN, ReviewState.CLOSED),
    ],
)
def test_the_review_of_an_open_item_is_never_silent(days: int, status: ItemStatus, state: ReviewState) -> None:
    assert item(status=status, review_on=DAY + timedelta(days=days)).review(DAY) is state


def test_a_withdrawn_item_leaves_a_gap_and_a_done_one_does_not() -> None:
    grid = control_grid(["roads"], [item(status=ItemStatus.WITHDRAWN), item(p=FourP.PURSUE, status=ItemStatus.DONE)], [])
    assert [cell.p for cell in gaps(grid)] == [FourP.PREVENT, FourP.PROTECT, FourP.PREPARE]


def test_items_stand_by_review_date() -> None:
    (row,) = control_grid(["roads"], [item(review_on=DAY, action="later"), item(review_on=DAY - timedelta(days=3), action="sooner")], [])
    assert [one.action for one in row[0].items] == ["sooner", "later"]


places = st.tuples(st.sampled_from(["roads", "drugs", "gone"]), st.sampled_from(list(FourP)))


@given(st.lists(places, max_size=12), st.lists(places, max_size=12))
def test_a_place_is_a_gap_exactly_when_nothing_names_it(held: list[tuple[str, FourP]], said: list[tuple[str, FourP]]) -> None:
    themes = ["roads", "drugs"]
    found = {(cell.theme, cell.p) for cell in gaps(control_grid(themes, [item(t, p) for t, p in held], [Reason(t, p, "why") for t, p in said]))}
    assert found == {(t, p) for t in themes for p in FourP} - set(held) - set(said)
