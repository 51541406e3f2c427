"""A partnership manager and an analyst at work on the plan, and the plan on paper."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.plan import actions, queries
from wardmoot.apps.plan.models import MatrixCell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home_with_plan")]


def test_the_plan_can_be_walked_down_and_up_again(page: Page, browse_as: Any) -> None:
    browse_as(Role.ANALYST)
    page.goto("/home/")
    page.get_by_role("link", name="Increasing community resilience").click()
    page.get_by_role("link", name="Protect People from Serious Harm").first.click()
    expect(page.locator("#outcome-o2-1")).to_contain_text("No indicator shows whether it is reached")
    page.get_by_role("link", name="How do we know? Domestic abuse incidents reported to the police").click()
    expect(page.get_by_text("3,205 (3,312) domestic abuse incidents reported to the police")).to_be_visible()
    page.get_by_role("link", name="Domestic Abuse", exact=True).click()
    page.get_by_role("link", name="MARAC", exact=True).click()
    page.get_by_role("link", name="Wiltshire Domestic Abuse and Sexual Violence Strategy").click()
    expect(page).to_have_url(re.compile(r"/plan/themes/domestic-abuse/#domestic-abuse-strategy$"))
    page.get_by_role("link", name="Protect People from Serious Harm").click()
    page.get_by_role("link", name="Increasing community resilience").click()
    expect(page).to_have_url(re.compile(r"/plan/$"))


def test_a_manager_fills_in_a_cell_of_the_matrix_without_scripts(browser: Browser, live_server: Any, context: Any, browse_as: Any) -> None:
    browse_as(Role.PARTNERSHIP_MANAGER, name="Morgan Manager")
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto("/plan/matrix/")
    page.get_by_role("link", name="Change Domestic Abuse, Protect People from Serious Harm").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the theme does for the priority")
    page.get_by_label("Leads").check()
    page.get_by_label("Which group does it").select_option(label="MARAC")
    page.get_by_role("button", name="Save").click()
    cell = page.get_by_role("row", name="Domestic Abuse").get_by_role("cell").nth(1)
    expect(cell).to_contain_text("Leads")
    expect(cell).to_contain_text("MARAC")
    expect(cell).to_contain_text("Morgan Manager")
    plain.close()


def test_of_two_managers_the_second_is_told_and_loses_nothing(browser: Browser, live_server: Any, page: Page, browse_as: Any, sign_in: Any) -> None:
    browse_as(Role.PARTNERSHIP_MANAGER, name="Second Manager")
    page.goto("/plan/matrix/serious-violence/P4/")
    first = sign_in(Role.PARTNERSHIP_MANAGER, name="First Manager")
    answer = first.post("/plan/matrix/serious-violence/P4/", {"part": "contributes", "group": "", "seen": "0"})
    assert answer.status_code == 302
    page.get_by_label("Leads").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else saved this while you had it open")
    expect(page.locator(".govuk-inset-text")).to_contain_text("Saved by First Manager")
    expect(page.get_by_label("Leads")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/plan/matrix/$"))
    assert list(MatrixCell.objects.order_by("revision").values_list("part", flat=True)) == ["contributes", "lead"]


def test_a_published_plan_is_accessible_to_everybody(page: Page, person: Any, check_page: Any) -> None:
    source = queries.plan_source()
    assert source is not None
    actions.publish_plan(by=person(Role.PARTNERSHIP_MANAGER), digest=source.digest, now=datetime(2020, 1, 6, tzinfo=UTC))
    page.goto("/")
    check_page(page, "front-published")
    page.get_by_role("link", name=source.plan.identity.title).click()
    expect(page.get_by_role("cell", name="[c]")).not_to_have_count(0)
    check_page(page, "public-plan")


def test_the_plan_on_a_page_prints_on_one_landscape_sheet(page: Page, browse_as: Any) -> None:
    browse_as(Role.BOARD_MEMBER)
    page.goto("/plan/")
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True, path=None))) as paper:
        assert len(paper.pages) == 1
        left, bottom, right, top = (float(edge) for edge in paper.pages[0].mediabox)
    assert (round(right - left), round(top - bottom)) == (842, 595)
