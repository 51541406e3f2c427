"""The pages of accounts, audit and jobs in a browser: accessible at both widths, with and without scripts."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from wardmoot.apps.accounts import actions
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.jobs import actions as job_actions
from wardmoot.apps.jobs import handlers, worker
from wardmoot.apps.jobs.models import Job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def partnership(db) -> None:
    actions.set_partnership(by=None, name="Exampleshire Community Safety Partnership")
    actions.add_agency(by=None, name="Exampleshire Council")


def test_an_administrator_invites_and_stops_a_person(page: Page, browse_as, check_page, person) -> None:
    browse_as(Role.ADMINISTRATOR, name="Ada Admin")
    person(Role.ANALYST, name="Kim Known")
    page.goto("/people/")
    check_page(page, "people")
    page.get_by_role("button", name="Invite a person").click()
    page.get_by_role("button", name="Make the invitation").click()
    check_page(page, "invite-errors")
    page.get_by_role("link", name="Enter the person's name").click()
    expect(page.get_by_label("Full name")).to_be_focused()
    page.get_by_label("Full name").fill("Sam Sample")
    page.get_by_label("Email address").fill("sam@example.org")
    page.get_by_label("Agency", exact=True).select_option("Exampleshire Council")
    page.get_by_label("Analyst", exact=True).check()
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("heading", name="Pass this link on to Sam Sample")).to_be_visible()
    check_page(page, "link")
    page.goto("/people/")
    page.get_by_role("link", name="Kim Known").click()
    check_page(page, "person")
    page.get_by_role("link", name="Stop access").click()
    check_page(page, "step")
    page.get_by_role("button", name="Stop access").click()
    expect(page.get_by_text("Access has been stopped")).to_be_visible()


def test_lists_work_with_a_keyboard_and_without_scripts(browser: Browser, live_server, browse_as, context, person) -> None:
    browse_as(Role.ADMINISTRATOR, name="Ada Admin")
    person(Role.ANALYST, name="Kim Known")
    bare = browser.new_context(base_url=live_server.url, java_script_enabled=False, storage_state=context.storage_state())
    page = bare.new_page()
    page.goto("/people/")
    page.get_by_label("Role").select_option("Analyst")
    page.get_by_role("button", name="Apply").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 row")).to_be_visible()
    page.get_by_role("link", name="Agency", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 row")).to_be_visible()
    assert "role=analyst" in page.url
    assert "sort=agency" in page.url
    bare.close()


def test_the_other_pages(page: Page, browse_as, check_page) -> None:
    browse_as(Role.ADMINISTRATOR, Role.IG_LEAD, name="Ada Admin")
    for address, name in [("/agencies/", "agencies"), ("/people/invite/", "invite"), ("/audit/", "audit"), ("/account/password/", "change-password")]:
        page.goto(address)
        check_page(page, name)


def test_public_and_error_pages(page: Page, check_page) -> None:
    for address, name in [("/accessibility/", ""), ("/cookies/", "cookies"), ("/nothing-here/", "not-found"), ("/invitation/invented/", "")]:
        page.goto(address)
        check_page(page, name)


def test_the_lock_out_page(page: Page, check_page, person, settings) -> None:
    user = person()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page.goto("/sign-in/")
        page.get_by_label("Email address").fill(user.email)
        page.get_by_label("Password", exact=True).fill("not the password")
        page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Sign-in is locked for a while")).to_be_visible()
    check_page(page, "locked-out")


def test_a_warning_comes_before_the_session_ends_and_can_be_answered(page: Page, browse_as, check_page, settings) -> None:
    settings.SESSION_IDLE_SECONDS = 8
    browse_as(Role.ANALYST)
    page.goto("/home/")
    dialog = page.get_by_role("dialog", name="You will be signed out soon")
    expect(dialog).to_be_visible(timeout=7000)
    page.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Home", exact=True)).to_be_visible()


def test_a_job_shows_its_progress_and_then_its_result(page: Page, browse_as, check_page, settings, monkeypatch) -> None:
    settings.JOB_HANDLERS = {"count": "count"}
    monkeypatch.setattr(handlers, "import_string", lambda path: lambda job, progress: {"href": "/home/", "words": "See what was counted"})
    user = browse_as(Role.ANALYST)
    job = job_actions.enqueue("count", by=user, title="Load the crime files")
    page.goto(f"/jobs/{job.public_id}/")
    expect(page.get_by_text("Waiting for the work before it to finish")).to_be_visible()
    held = job_actions.claim(now=timezone.now())
    job_actions.update_held(held, stage="Loading crime files", done=3, total=22)
    expect(page.get_by_text("Loading crime files: 3 of 22")).to_be_visible()
    check_page(page, "job-running")
    Job.objects.update(state=Job.State.QUEUED)
    assert worker.run_one()
    expect(page.get_by_role("button", name="See what was counted")).to_be_visible()
    check_page(page, "job-done")
    page.goto("/jobs/")
    check_page(page, "jobs")
