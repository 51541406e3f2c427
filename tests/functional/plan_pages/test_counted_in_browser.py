"""The numbers counted from the data held, in a browser: beside the plan's own, and laid open."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.demo import DEMONSTRATION_DATE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "counted-priority": "/plan/priorities/P2/",
    "counted-beside": "/plan/figures/F07/",
    "counted-figure": "/plan/figures/F06/counted/",
    "counted-rate": "/plan/figures/F20/counted/",
}


@pytest.fixture
def held(settings: Any, partners_home: Any) -> None:
    settings.HOME = partners_home
    set_partnership(by=None, name="Wiltshire Community Safety Partnership", demonstration_on=DEMONSTRATION_DATE)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_accessible_at_both_widths(page: Page, browse_as: Any, check_page: Any, held: None, name: str) -> None:
    browse_as(Role.ANALYST)
    answer = page.goto(PAGES[name])
    assert answer is not None
    assert answer.status == 200
    check_page(page, name)


def test_from_the_printed_number_to_the_rows_and_back(page: Page, browse_as: Any, held: None) -> None:
    browse_as(Role.ANALYST)
    page.goto("/plan/priorities/P2/")
    card = page.locator("#F07")
    expect(card).to_contain_text("Counted from the data held")
    card.get_by_role("link", name="407 (513)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Children under 18 reported missing")
    expect(page.get_by_text("missing-episodes Wiltshire Police (synthetic)").first).to_be_visible()
    page.get_by_role("link", name="how it stands in the plan").click()
    expect(page.get_by_role("heading", name="Counted from the data held")).to_be_visible()
