"""From a file on an analyst's disk to an assessment read on screen, in a browser, with scripts and without."""

from __future__ import annotations

import re
from datetime import date

import pytest
from data_pages_files import MONTHS, boundary_bytes, street_bytes, street_name
from playwright.sync_api import expect

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.jobs import worker
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.jobs.worker import run_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(settings, tmp_path, db, monkeypatch):
    # the tests' database is in memory: a heartbeat from a second connection would meet its locks
    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)
    settings.HOME = tmp_path / "home"
    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    return settings.HOME


def chosen_files():
    files = [{"name": "moonshire.geojson", "mimeType": "application/geo+json", "buffer": boundary_bytes()}]
    for month in MONTHS:
        if month != "2019-08":
            data = street_bytes(month, bad=int(month == "2019-07"))
            files.append({"name": street_name(month), "mimeType": "text/csv", "buffer": data})
    return [*files, {"name": "error.csv", "mimeType": "text/csv", "buffer": b"<html>Not found</html>"}]


def work(page):
    """Do the waiting job while no page asks after it (the tests' threads share one database connection), and come back."""
    page.wait_for_url("**/jobs/**")
    here = page.url
    page.goto("about:blank")
    assert run_one()
    job = Job.objects.latest("pk")
    assert job.state == Job.State.DONE, job.error
    page.goto(here)


def load_files(page):
    page.goto("/data/")
    page.get_by_role("button", name="Load the first files").click()
    page.get_by_label("Files").set_input_files(chosen_files())
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("heading", name="Load 6 data files")).to_be_visible()


def ask_for_assessment(page):
    page.goto("/assessments/make/")
    page.get_by_label("How many months").fill("2")
    for unwanted in ("PDF", "Word", "Spreadsheet"):
        page.get_by_role("checkbox", name=re.compile(unwanted)).uncheck()
    page.get_by_role("button", name="Make the assessment").click()


def test_a_file_from_the_disk_to_its_page(page, home, browse_as, check_page):
    browse_as(Role.ANALYST)
    page.goto("/data/")
    check_page(page, "data-empty")
    page.goto("/data/load/")
    check_page(page, "load")
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.locator("[aria-labelledby], .govuk-error-summary").get_by_role("link", name="Choose at least one file")).to_be_visible()
    check_page(page, "load-error")
    load_files(page)
    expect(page.locator("[data-stage]")).to_contain_text("Waiting")
    check_page(page, "load-waiting")
    work(page)
    page.get_by_role("button", name="See what became of each file").click()
    expect(page.get_by_text("5 files loaded; 1 file refused.")).to_be_visible()
    check_page(page, "load-result")
    page.get_by_role("link", name=street_name("2019-07")).click()
    expect(page.get_by_role("cell", name="=not a number")).to_be_visible()
    check_page(page, "data-file")
    page.goto("/data/")
    expect(page.get_by_text("not held: August 2019")).to_be_visible()
    check_page(page, "data")
    page.get_by_role("link", name="Rows not loaded", exact=False).last.click()
    expect(page).to_have_url(re.compile("sort=not_loaded"))
    page.goto("/data/quality/")
    check_page(page, "quality")


def test_an_assessment_made_read_and_walked_about_in(page, home, browse_as, check_page):
    browse_as(Role.ANALYST)
    load_files(page)
    work(page)
    page.goto("/assessments/make/")
    check_page(page, "make")
    ask_for_assessment(page)
    work(page)
    page.get_by_role("button", name="See the assessment").click()
    check_page(page, "assessment")
    page.get_by_role("button", name="Read it").click()
    check_page(page, "read")
    page.locator("a.wm-figure").first.click()
    expect(page.get_by_role("heading", name="Where it comes from")).to_be_visible()
    check_page(page, "figure")
    page.go_back()
    page.get_by_role("link", name="Open this map to move about in it").first.click()
    expect(page.locator("[data-map][data-ready=yes]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-map-still]")).to_be_hidden()
    check_page(page, "map")
    place = page.get_by_label("Place", exact=True)
    place.focus()
    page.keyboard.press("ArrowDown")
    said = page.locator("[data-map-said]")
    expect(said).to_contain_text("crimes, September 2019 to October 2019")
    expect(page.locator(".maplibregl-popup-content")).to_contain_text("crimes, September 2019")
    check_page(page, "map-place")
    page.get_by_role("listitem").get_by_role("button").nth(1).click()
    expect(said).to_contain_text("Moonshire")
    place.select_option("")
    expect(page.locator(".maplibregl-popup-content")).to_have_count(0)
    page.locator(".maplibregl-canvas").click(position={"x": 300, "y": 250})
    expect(page.locator(".maplibregl-popup-content")).to_contain_text("crimes, September 2019")
    page.goto("/assessments/")
    check_page(page, "assessments")
    with page.expect_download() as download:
        page.goto(f"/assessments/{Assessment.objects.get().public_id}/")
        page.get_by_role("link", name="Web page (.html)").click()
    assert "DEMONSTRATION-NOT-REAL" in download.value.suggested_filename


def test_all_of_it_without_scripts(browser, live_server, home, sign_in, settings):
    client = sign_in(Role.ANALYST)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])
    page = context.new_page()
    load_files(page)
    work(page)
    expect(page.get_by_text("Finished on")).to_be_visible()
    ask_for_assessment(page)
    work(page)
    page.get_by_role("button", name="See the assessment").click()
    page.get_by_role("link", name=re.compile("^Most crimes")).click()
    expect(page.locator("[data-map-still] svg")).to_be_visible()
    expect(page.locator("[data-map-live]")).to_be_hidden()
    expect(page.locator("[data-map-side]")).to_be_hidden()
    expect(page.get_by_role("table", name=re.compile("ten small areas"))).to_be_visible()
    context.close()
