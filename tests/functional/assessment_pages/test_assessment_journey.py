"""From a new assessment to a published summary, driven by the analyst, a scorer from another agency and the chair, in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from living_assessment import load_two_years
from playwright.sync_api import Page, expect
from priority_exercise import FULL, LOW, MODEL, hand_in

from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import version_work
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.jobs import worker
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.jobs.worker import run_one
from wardmoot.apps.priorities.models import Exercise, Scorer
from wardmoot.catalogue.plans import install_plan, shipped_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EXERCISE, ISSUE = "Priorities for the next plan", "Domestic abuse"


@pytest.fixture
def home(settings: Any, tmp_path: Path, db: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    # the tests' database is in memory: a heartbeat from a second connection would meet its locks
    monkeypatch.setattr(worker, "HEARTBEAT_EVERY", 3600.0)
    for locking in (version_work.lock_now, version_work.edition_now):
        monkeypatch.setitem(locking.__kwdefaults__, "formats", ("html",))
    settings.HOME = tmp_path / "home"
    load_two_years(settings.HOME, tmp_path / "given")
    install_plan(shipped_plan("wiltshire-2019-2022"), settings.HOME)
    return settings.HOME


@pytest.fixture
def people(person: Any) -> dict[str, User]:
    """Those who take part, each of an agency of their own."""
    roles = {"analyst": Role.ANALYST, "scorer": Role.AGENCY_REPRESENTATIVE, "third": Role.BOARD_MEMBER, "chair": Role.CHAIR}
    made = {key: person(role, name=f"{key.capitalize()} Example") for key, role in roles.items()}
    for key, one in made.items():
        one.agency = Agency.objects.create(name=f"Agency of the {key}")
        one.save()
    return made


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


def give_scores(page: Page, values: dict[str, int]) -> None:
    for key, value in values.items():
        page.locator(f'form input[name="axis-{key}"][value="{value}"]').check()
    page.locator('form input[name="confidence"][value="B"]').check()


def gather(page: Page, check_page: Any) -> str:
    """The analyst asks for a new assessment, from twelve months of the data held; its address."""
    page.goto("/assessments/make/")
    check_page(page, "make")
    for words in ("PDF", "Word", "Spreadsheet"):
        page.get_by_label(words).uncheck()
    press(page, "Make the assessment")
    work(page)
    press(page, "See the assessment")
    check_page(page, "assessment")
    page.get_by_role("button", name="Steps").click()
    check_page(page, "steps")
    press(page, "Go on to analysis")
    return f"/assessments/{Assessment.objects.get().public_id}/"


def judge(page: Page, at: str, check_page: Any) -> None:
    """The analyst accepts a finding that its test supports, rejects one, remarks, and writes a text."""
    page.goto(f"{at}sections/")
    check_page(page, "sections")
    page.goto(f"{at}sections/change/")
    expect(page.get_by_text("per day that is higher than before").first).to_be_visible()
    press(page, re.compile("^Accept these"))
    expect(page.get_by_role("heading", name="Accepted, in the order they are printed")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Move down")).first.click()
    page.goto(f"{at}sections/theme-serious-violence/")
    page.get_by_role("link", name=re.compile("^Reject or comment")).last.click()
    check_page(page, "finding")
    page.get_by_label("Reject", exact=False).first.check()
    press(page, "Save the decision")
    expect(page.get_by_role("alert")).to_contain_text("Enter why the finding is rejected")
    page.get_by_label("Reason").fill("Supplied by nobody for years.")
    press(page, "Save the decision")
    page.get_by_label("Comment").fill("Who could ask for it?")
    press(page, "Add the comment")
    check_page(page, "section")
    page.goto(f"{at}sections/why/text/")
    page.get_by_label("Text").fill("Nobody knows yet.\n\nIt is being asked.")
    check_page(page, "text")
    press(page, "Save")
    page.goto("/engagement/add/")
    check_page(page, "engagement-add")
    page.goto(f"{at}steps/")
    press(page, "Go on to scoring")
    expect(page.get_by_role("alert")).to_contain_text("still needs something")
    page.get_by_label("Why you go on with something open").fill("A trial of the tool.")
    press(page, "Go on to scoring")


def invite(page: Page, people: dict[str, User], check_page: Any) -> str:
    """The analyst follows the step to the scoring, begins it and asks three agencies; its address."""
    page.get_by_role("link", name="Priorities scored and decided").click()
    press(page, "Begin the first exercise")
    page.get_by_label("Title").fill(EXERCISE)
    check_page(page, "journey-begin")
    press(page, "Begin")
    page.get_by_label(ISSUE).check()
    check_page(page, "journey-suggestions")
    press(page, "Add to the longlist")
    press(page, "Ask people to score")
    for key in ("analyst", "scorer", "third"):
        page.get_by_label(people[key].name).check()
    check_page(page, "journey-ask")
    press(page, "Ask them")
    press(page, "Open scoring")
    check_page(page, "journey-open")
    press(page, "Open scoring")
    at = f"/priorities/{Exercise.objects.get().public_id}/"
    assert page.goto(f"{at}results/").status == 404, "the round is blind"
    return at


def score(page: Page, check_page: Any) -> None:
    """The scorer finds the exercise on their home page, scores apart from the others, and submits."""
    page.goto("/home/")
    check_page(page, "home-scorer")
    page.get_by_role("link", name=EXERCISE).click()
    check_page(page, "journey-own-scores")
    page.get_by_role("link", name=ISSUE).click()
    give_scores(page, FULL)
    check_page(page, "journey-score")
    press(page, "Save for yourself")
    press(page, "Submit your scores")
    expect(page.get_by_text("Your scores are submitted and locked.")).to_be_visible()


def agree(page: Page, exercise: str, check_page: Any) -> None:
    """The analyst closes the round and writes down what the meeting agreed."""
    page.goto(exercise)
    check_page(page, "journey-scoring")
    press(page, "Close the round")
    check_page(page, "journey-close")
    press(page, "Close the round")
    page.get_by_role("link", name=ISSUE).first.click()
    expect(page.get_by_role("heading", name="Where agencies differ")).to_be_visible()
    check_page(page, "journey-differences")
    press(page, "Agree a score")
    give_scores(page, FULL)
    for key in (*(f"axis-{axis.key}" for axis in MODEL.axes), "confidence"):
        page.locator(f'textarea[name="why-{key}"]').fill("The meeting weighed it.")
    check_page(page, "journey-agree")
    press(page, "Save what was agreed")


def decide(page: Page, exercise: str, check_page: Any) -> None:
    """The chair decides and locks the decisions; what follows is the control strategy."""
    page.goto(exercise)
    page.get_by_role("link", name=ISSUE).first.click()
    press(page, "Decide")
    page.get_by_label("Priority", exact=True).check()
    page.get_by_label("Why").fill("It harms most.")
    check_page(page, "journey-decide")
    press(page, "Save the decision")
    check_page(page, "journey-results")
    page.goto(f"{exercise}lock/")
    check_page(page, "journey-lock")
    press(page, "Lock the decisions")
    check_page(page, "journey-decided")
    page.get_by_role("link", name="the control strategy").click()
    check_page(page, "journey-control-strategy")


def lock(page: Page, at: str, check_page: Any) -> None:
    """The analyst locks the assessment with what was decided, and makes the public edition."""
    page.goto(f"{at}steps/")
    page.get_by_label("Why you go on with something open").fill("A trial of the tool.")
    press(page, "Lock as final")
    work(page)
    press(page, "See the locked version")
    check_page(page, "version")
    page.get_by_role("link", name="Read the internal edition").click()
    expect(page.get_by_text("It harms most.").first).to_be_visible()
    page.go_back()
    press(page, "Make the public edition")
    work(page)
    press(page, "See the version")


def publish(page: Page, at: str, check_page: Any) -> None:
    """The chair approves the version and publishes its summary."""
    page.goto(f"{at}steps/")
    check_page(page, "steps-chair")
    press(page, "Approve version 1")
    expect(page.get_by_role("link", name="the control strategy")).to_be_visible()
    page.goto(f"{at}versions/1/")
    press(page, "Publish the summary")
    expect(page.get_by_text("The summary is published. Anybody can read it.")).to_be_visible()
    check_page(page, "version-published")


def test_from_a_new_assessment_to_a_published_summary(page: Page, home: Path, people: dict[str, User], browse_as: Any, check_page: Any) -> None:
    browse_as(user=people["analyst"])
    at = gather(page, check_page)
    judge(page, at, check_page)
    exercise = invite(page, people, check_page)
    browse_as(user=people["scorer"])
    score(page, check_page)
    for key, values in (("analyst", FULL | {"physical": 1}), ("third", LOW)):
        hand_in(Scorer.objects.get(user=people[key]), values)
    browse_as(user=people["analyst"])
    agree(page, exercise, check_page)
    browse_as(user=people["chair"])
    decide(page, exercise, check_page)
    browse_as(user=people["analyst"])
    lock(page, at, check_page)
    browse_as(user=people["chair"])
    publish(page, at, check_page)
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Strategic assessment: summary for")).click()
    check_page(page, "public-summary")
    assert Assessment.objects.get().step == "published"
