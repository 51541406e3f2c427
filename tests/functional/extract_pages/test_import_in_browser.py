"""A partner's extract in a browser, from choosing the dataset to undoing the import, with scripts and without."""

from __future__ import annotations

from datetime import date

import pytest
from extract_pages_files import COUNCIL, HEADINGS, POLICE, SPOILED, csv_bytes, extract_bytes, extract_table
from playwright.sync_api import expect

from wardmoot.apps.accounts.actions import add_agency, set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.jobs import worker
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.jobs.worker import run_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def home(settings, tmp_path, db, monkeypatch):
    # the tests' database is in memory: a heartbeat from a second connection would meet its locks
    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)
    settings.HOME = tmp_path / "home"
    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    for name in (POLICE, COUNCIL):
        add_agency(by=None, name=name)
    return settings.HOME


def work(page):
    """Do the waiting job while no page asks after it (the tests' threads share one database connection), and come back."""
    page.wait_for_url("**/drafts/**")
    here = page.url
    page.goto("about:blank")
    assert run_one()
    job = Job.objects.latest("pk")
    assert job.state == Job.State.DONE, job.error
    page.goto(here)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def choose_file(page, data, name="extract.csv", label="File"):
    page.get_by_label(label, exact=True).set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def begin(page):
    page.goto("/data/extracts/")
    press(page, "Import a partner's extract")
    page.get_by_label("Which agency supplied it?").select_option(label=POLICE)
    page.get_by_label("Missing episodes").check()
    press(page, "Continue")


def spoiled():
    table = extract_table(60, cells=SPOILED)
    table[0][HEADINGS.index("Risk")] = "Grading used here"
    table[0].append("Team")
    for number, row in enumerate(table[1:]):
        row.append("AB"[number % 2])
    return csv_bytes(table)


def test_from_the_first_page_to_the_undoing(page, browse_as, check_page):
    browse_as(Role.ANALYST)
    page.goto("/data/extracts/")
    check_page(page, "extracts-empty")
    page.get_by_role("link", name="Missing episodes").click()
    check_page(page, "extract-dataset")
    page.goto("/data/extracts/begin/")
    press(page, "Continue")
    expect(page.get_by_role("link", name="Choose what the file holds")).to_be_visible()
    check_page(page, "extract-begin")
    begin(page)
    press(page, "Send")
    expect(page.get_by_role("link", name="Choose the file to send")).to_be_visible()
    check_page(page, "extract-send")
    choose_file(page, spoiled(), "Jane Example.csv")
    press(page, "Send")
    expect(page.locator("[data-stage]")).to_contain_text("Waiting")
    expect(page.get_by_text("Jane Example")).to_have_count(0)
    check_page(page, "extract-waiting")
    work(page)
    expect(page.get_by_text("60 rows in the file: 56 good, 4 bad")).to_be_visible()
    check_page(page, "extract-draft")
    press(page, "Continue")
    expect(page.get_by_text("Guessed from what is in the cells, so look at it: Risk.")).to_be_visible()
    check_page(page, "extract-columns")
    page.get_by_label("Looked after by a council (optional)").select_option("")
    page.get_by_label("Return confirmed at (optional)").select_option("D")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Column D is chosen for “Reported at” too")
    page.get_by_label("Return confirmed at (optional)").select_option("E")
    press(page, "Continue")
    work(page)
    page.get_by_role("link", name="Check the rows").click()
    expect(page.get_by_text("60 rows in the file = 56 good + 4 bad.")).to_be_visible()
    check_page(page, "extract-rows")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the error workbook (.xlsx)").click()
    assert download.value.suggested_filename == "rows-not-read-OFFICIAL-SENSITIVE-DEMONSTRATION-NOT-REAL.xlsx"
    press(page, "Continue")
    press(page, "Import 56 rows")
    expect(page.get_by_role("link", name="Tick the box to leave out the 4 bad rows")).to_be_visible()
    check_page(page, "extract-confirm-error")
    page.get_by_label("Leave out the 4 bad rows").check()
    press(page, "Import 56 rows")
    work(page)
    expect(page.get_by_text("60 rows in the file = 56 imported + 4 not loaded.")).to_be_visible()
    check_page(page, "extract-import")
    page.goto("/data/extracts/")
    check_page(page, "extracts")
    page.get_by_role("link", name="Missing episodes").first.click()
    press(page, "Undo this import")
    check_page(page, "extract-undo")
    page.get_by_label("It was the wrong file").check()
    press(page, "Undo this import")
    expect(page.get_by_text("Import 1 was undone")).to_be_visible()
    expect(page.get_by_text("Undone by")).to_be_visible()


def test_a_refused_file_and_a_reimport(page, browse_as, check_page):
    browse_as(Role.PARTNERSHIP_MANAGER)
    begin(page)
    table = extract_table()
    table[0].append("Surname")
    for row in table[1:]:
        row.append("Quillfeather")
    choose_file(page, csv_bytes(table))
    press(page, "Send")
    work(page)
    expect(page.get_by_text("The file was refused")).to_be_visible()
    check_page(page, "extract-refused")
    choose_file(page, extract_bytes(), label="Mended file")
    press(page, "Send the mended file")
    work(page)
    page.get_by_role("link", name="Check your answers and import").click()
    press(page, "Import 40 rows")
    work(page)
    begin(page)
    choose_file(page, extract_bytes(43, cells={(1, "Risk"): "Low"}))
    press(page, "Send")
    work(page)
    page.get_by_role("link", name="Check the rows").click()
    expect(page.get_by_role("row", name="New rows 3")).to_be_visible()
    check_page(page, "extract-difference")
    press(page, "Continue")
    check_page(page, "extract-confirm")
    page.goto("/data/extracts/")
    check_page(page, "extracts-draft")
    page.get_by_role("table", name="Files waiting").get_by_role("link").click()
    page.get_by_role("link", name="Cancel this draft").click()
    press(page, "Cancel the draft and delete the file")
    expect(page.get_by_text("The draft was cancelled")).to_be_visible()


def test_all_of_it_without_scripts(browser, live_server, sign_in, settings):
    client = sign_in(Role.ANALYST)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])
    page = context.new_page()
    begin(page)
    choose_file(page, extract_bytes())
    press(page, "Send")
    work(page)
    press(page, "Continue")
    press(page, "Continue")
    press(page, "Continue")
    press(page, "Import 40 rows")
    work(page)
    expect(page.get_by_text("40 rows in the file = 40 imported + 0 not loaded.")).to_be_visible()
    context.close()
