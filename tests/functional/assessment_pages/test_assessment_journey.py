"""From a gathered assessment to a published summary, driven by the analyst and the chair, in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from living_assessment import load_months, make
from playwright.sync_api import Page, expect

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import version_work
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.jobs import worker
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.jobs.worker import run_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(settings: Any, tmp_path: Path, db: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    # the tests' database is in memory: a heartbeat from a second connection would meet its locks
    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)
    for locking in (version_work.lock_now, version_work.edition_now):
        monkeypatch.setitem(locking.__kwdefaults__, "formats", ("html",))
    settings.HOME = tmp_path / "home"
    load_months(settings.HOME, tmp_path / "given")
    return settings.HOME


def work(page: Page) -> None:
    """Do the waiting job while no page asks after it (the tests' threads share one database connection), and come back."""
    page.wait_for_url("**/jobs/**")
    here = page.url
    page.goto("about:blank")
    assert run_one()
    job = Job.objects.latest("pk")
    assert job.state == Job.State.DONE, job.error
    page.goto(here)


def press(page: Page, words: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=words, exact=isinstance(words, str)).click()


def test_from_findings_to_a_published_summary(page: Page, home: Path, browse_as: Any, check_page: Any, person: Any) -> None:
    analyst = browse_as(Role.ANALYST, name="Ada Analyst")
    one = make(analyst)
    at = f"/assessments/{one.public_id}/"
    page.goto(f"{at}steps/")
    check_page(page, "steps")
    press(page, "Go on to analysis")
    page.goto(f"{at}sections/")
    check_page(page, "sections")
    page.get_by_role("link", name="Serious violence").click()
    press(page, re.compile("^Accept these"))
    expect(page.get_by_role("heading", name="Accepted, in the order they are printed")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Move down")).first.click()
    page.get_by_role("link", name=re.compile("^Reject or comment")).last.click()
    check_page(page, "finding")
    press(page, "Save the decision")
    expect(page.get_by_role("alert")).to_contain_text("Enter why the finding is rejected")
    page.get_by_label("Reason").fill("Supplied by nobody for years.")
    press(page, "Save the decision")
    page.get_by_label("Comment").fill("Who could ask for it?")
    press(page, "Add the comment")
    check_page(page, "section")
    page.goto(f"{at}sections/why/text/")
    page.get_by_label("Text").fill("Nobody knows yet.\n\nIt is being asked.")
    press(page, "Save")
    page.goto(f"{at}sections/why/text/")
    check_page(page, "text")
    page.goto("/engagement/add/")
    check_page(page, "engagement-add")
    page.goto(f"{at}steps/")
    press(page, "Go on to scoring")
    expect(page.get_by_role("alert")).to_contain_text("still needs something")
    page.get_by_label("Why you go on with something open").fill("A trial of the tool.")
    press(page, "Go on to scoring")
    page.get_by_label("Why you go on with something open").fill("A trial of the tool.")
    press(page, "Lock as final")
    work(page)
    press(page, "See the locked version")
    check_page(page, "version")
    press(page, "Make the public edition")
    work(page)
    press(page, "See the version")
    browse_as(Role.CHAIR, name="Cass Chair")
    page.goto(f"{at}steps/")
    check_page(page, "steps-chair")
    press(page, "Approve version 1")
    page.goto(f"{at}versions/1/")
    press(page, "Publish the summary")
    expect(page.get_by_text("The summary is published. Anybody can read it.")).to_be_visible()
    check_page(page, "version-published")
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("link", name="Strategic assessment: summary for Wiltshire").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wiltshire")
    check_page(page, "public-summary")
    assert Assessment.objects.get().step == "published"
