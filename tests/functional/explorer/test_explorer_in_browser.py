"""An analyst explores, takes a file, saves and shares what they saw; with scripts and without."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from data_pages_files import AUTHORITY
from explorer_home import make_home
from playwright.sync_api import expect

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def explored(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("explored"), tmp_path_factory.mktemp("given"))


@pytest.fixture
def home(settings, explored, db):
    settings.HOME = explored
    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    return explored


def show(page, **chosen):
    for label, words in chosen.items():
        page.get_by_label(label.replace("_", " "), exact=True).select_option(label=words)
    page.get_by_role("button", name="Show").click()
    page.wait_for_load_state()


def printed_rows(page):
    table = page.locator("table", has=page.get_by_role("columnheader", name="Share of all")).last
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in table.locator("tbody tr").all()]


def taken(page, link):
    with page.expect_download() as waiting:
        link.click()
    return waiting.value


def test_from_a_question_to_a_shared_view(page, home, browse_as, check_page):
    browse_as(Role.ANALYST)
    page.goto("/explore/")
    expect(page.get_by_role("heading", name="All crimes, Moonshire (synthetic)")).to_be_visible()
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    check_page(page, "explore")

    show(page, Measure="Burglary", Rows_of_the_table="Month")
    page.get_by_label("Rows of the table").select_option(label="Ward")
    show(page, Period="The months I choose below", From="March 2019", To="October 2019", Map_shows="Rates per 1,000 residents")
    asked = f"/explore/?measure=burglary&area={AUTHORITY}&period=months&since=2019-03&to=2019-10&by=ward&shade=rate"
    assert page.url.endswith(asked)
    expect(page.get_by_role("heading", name="Burglary, Moonshire (synthetic)")).to_be_visible()
    check_page(page, "explore-wards")

    page.get_by_role("link", name="Ward").click()
    assert "sort=name" in page.url
    rows = printed_rows(page)
    assert [row[0] for row in rows] == ["Crater 1", "Crater 2", "Crater 3", "Crater 4"]
    file = taken(page, page.get_by_role("link", name="The whole table, in this order as .csv"))
    assert file.suggested_filename == f"burglary-{AUTHORITY}-2019-03-to-2019-10-table-DEMONSTRATION-NOT-REAL.csv"
    held = list(csv.reader(Path(file.path()).read_text("utf-8-sig").splitlines()))
    assert held[1:5] == rows

    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name").fill("Burglary by ward")
    page.get_by_label("Everybody who can use the explorer").check()
    check_page(page, "explore-save")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The view is saved.")).to_be_visible()
    check_page(page, "explore-views")
    page.get_by_role("link", name="Burglary by ward").first.click()
    assert page.url.endswith(asked)


def test_the_map_can_be_moved_about_in(page, home, browse_as, check_page):
    browse_as(Role.BOARD_MEMBER)
    page.goto("/explore/")
    page.get_by_role("link", name="Open this map to move about in it").click()
    expect(page.locator("[data-ready=yes]")).to_be_visible(timeout=20_000)
    page.get_by_label("Place", exact=True).select_option(index=3)
    expect(page.locator("[data-map-said]")).to_contain_text("crimes")
    check_page(page, "explore-map")


def test_days_and_hours_and_sensitive_counts(page, home, browse_as, check_page):
    browse_as(Role.ANALYST)
    page.goto(f"/explore/?measure=partner.missing-episodes-of-children&area={AUTHORITY}&by=risk")
    expect(page.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
    expect(page.locator("#hours svg")).to_be_visible()
    check_page(page, "explore-hours")
    page.goto(f"/explore/files/trend/svg/?measure=partner.missing-episodes-of-children&area={AUTHORITY}")
    expect(page.get_by_role("heading", name="This cannot leave the page")).to_be_visible()
    check_page(page, "explore-withheld")


def test_a_bad_address_leads_back_to_its_field(page, home, browse_as, check_page):
    browse_as(Role.ANALYST)
    page.goto("/explore/?measure=crimes&by=shoes&period=months&since=2019-05&to=2019-01")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page, "explore-error")
    page.get_by_role("link", name=re.compile("The period ends")).click()
    expect(page.get_by_label("To", exact=True)).to_be_focused()


def test_deleting_asks_first(page, home, browse_as, check_page):
    browse_as(Role.ANALYST)
    page.goto("/explore/views/save/?measure=crimes")
    page.get_by_label("Name").fill("All crimes")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Delete All crimes").click()
    check_page(page, "explore-delete")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The view is deleted.")).to_be_visible()
    expect(page.get_by_text("Nobody has saved one that you can open")).to_be_visible()


def test_it_works_without_scripts(browser, live_server, home, sign_in):
    from django.conf import settings

    cookie = sign_in(Role.ANALYST).cookies[settings.SESSION_COOKIE_NAME]
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])
    page = plain.new_page()
    page.goto("/explore/")
    show(page, Measure="Road casualties", Period="The months I choose below", From="January 2019", To="December 2019")
    show(page, Rows_of_the_table="Severity")
    expect(page.get_by_role("heading", name="Road casualties, Moonshire (synthetic)")).to_be_visible()
    assert sorted(row[0] for row in printed_rows(page)) == ["Killed", "Seriously injured", "Slightly injured"]
    expect(page.locator("#trend svg")).to_be_visible()
    page.goto("/explore/map/")
    expect(page.locator("[data-map-still] svg")).to_be_visible()
    plain.close()
