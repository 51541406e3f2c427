"""Every page of the plan in a browser: accessible at both widths, walkable both ways, usable without scripts, one sheet on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from wardmoot.apps.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home_with_plan")]

PAGES = {
    "home": "/home/",
    "on-a-page": "/plan/",
    "priority-without-figures": "/plan/priorities/P1/",
    "priority-2": "/plan/priorities/P2/",
    "priority-3": "/plan/priorities/P3/",
    "priority-4": "/plan/priorities/P4/",
    "figures": "/plan/figures/",
    "figure": "/plan/figures/F01/",
    "figure-rate": "/plan/figures/F20/",
    "figure-unit-not-stated": "/plan/figures/F15/",
    "figure-statement": "/plan/figures/F27/",
    "figure-part": "/plan/figures/F05.part1/",
    "outcomes": "/plan/outcomes/",
    "delivery": "/plan/delivery/",
    "theme": "/plan/themes/domestic-abuse/",
    "theme-without-plan": "/plan/themes/anti-social-behaviour/",
    "group": "/plan/groups/licensing-tasking/",
    "governance": "/plan/governance/",
    "matrix": "/plan/matrix/",
    "matrix-cell": "/plan/matrix/domestic-abuse/P2/",
    "reports-to": "/plan/groups/marac/reports-to/",
    "gaps": "/plan/gaps/",
    "publish": "/plan/publish/",
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_accessible_at_both_widths(page: Page, browse_as: Any, check_page: Any, name: str) -> None:
    browse_as(Role.PARTNERSHIP_MANAGER)
    answer = page.goto(PAGES[name])
    assert answer is not None
    assert answer.status == 200
    check_page(page, name)
