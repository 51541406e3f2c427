"""The journey from the longlist to the locked decision in a browser, each page checked at three widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from priority_exercise import FULL, LOW, MODEL, NOW, SCORER_ROLES, hand_in, made_assessment, rationales

from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.priorities import deciding, queries
from wardmoot.apps.priorities.models import Exercise, Scorer
from wardmoot.catalogue.plans import install_plan, shipped_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    install_plan(shipped_plan("wiltshire-2019-2022"), tmp_path)


@pytest.fixture
def scorers(person):
    found = [person(role, name=f"Scorer {place}") for place, role in enumerate(SCORER_ROLES)]
    for place, one in enumerate(found):
        one.agency = Agency.objects.create(name=f"Agency {place + 1}")
        one.save()
    return found


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def choose_all(page, values, form):
    for key, value in values.items():
        page.locator(f'{form} input[name="axis-{key}"][value="{value}"]').check()
    page.locator(f'{form} input[name="confidence"][value="B"]').check()


def test_from_the_longlist_to_the_locked_decision(page, browse_as, check_page, scorers):
    made_assessment()
    browse_as(Role.ANALYST)
    page.goto("/priorities/")
    check_page(page, "priorities-empty")
    press(page, "Begin the first exercise")
    page.get_by_label("Title").fill("Priorities for 2020")
    check_page(page, "priorities-begin")
    press(page, "Begin")
    page.get_by_label("Domestic abuse").check()
    check_page(page, "priorities-suggestions")
    press(page, "Add to the longlist")
    press(page, "Add an issue of your own")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter the issue in a few words")
    page.get_by_label("Issue", exact=True).fill("Theft of farm machinery")
    check_page(page, "priorities-issue-form")
    press(page, "Save")
    press(page, "Ask people to score")
    for one in scorers:
        page.get_by_label(one.name).check()
    check_page(page, "priorities-ask")
    press(page, "Ask them")
    check_page(page, "priorities-longlist")
    press(page, "Open scoring")
    check_page(page, "priorities-open")
    press(page, "Open scoring")
    exercise = Exercise.objects.get()

    browse_as(user=scorers[0])
    page.goto("/home/")
    page.get_by_role("link", name="Priorities for 2020").click()
    check_page(page, "priorities-own-scores")
    for title in ("Domestic abuse", "Theft of farm machinery"):
        page.get_by_role("link", name=title).click()
        choose_all(page, FULL, "form")
        if title == "Domestic abuse":
            check_page(page, "priorities-score")
        press(page, "Save for yourself")
    press(page, "Submit your scores")
    expect(page.get_by_text("Your scores are submitted and locked.")).to_be_visible()
    assert page.goto(f"/priorities/{exercise.public_id}/results/").status == 404

    for one, values in zip(scorers[1:], (FULL | {"physical": 1}, LOW), strict=True):
        hand_in(Scorer.objects.get(exercise=exercise, user=one), values)
    browse_as(Role.CHAIR, Role.PARTNERSHIP_MANAGER)
    page.goto(f"/priorities/{exercise.public_id}/")
    check_page(page, "priorities-scoring")
    press(page, "Close the round")
    press(page, "Close the round")
    page.get_by_role("link", name="Domestic abuse").first.click()
    expect(page.get_by_role("heading", name="Where agencies differ")).to_be_visible()
    check_page(page, "priorities-differences")
    press(page, "Agree a score")
    choose_all(page, FULL, "form")
    for axis in MODEL.axes[1:]:
        page.locator(f'textarea[name="why-axis-{axis.key}"]').fill("The meeting weighed it.")
    page.locator('textarea[name="why-confidence"]').fill("Two agencies hold data.")
    press(page, "Save what was agreed")
    expect(page.get_by_role("alert")).to_contain_text("Physical harm to individuals: say why")
    check_page(page, "priorities-agree")
    page.locator('textarea[name="why-axis-physical"]').fill("Victims are badly hurt.")
    press(page, "Save what was agreed")
    other = queries.issues(exercise).get(title="Theft of farm machinery")
    deciding.agree(by=None, issue=other, values=LOW, rationales=rationales(), confidence="D", seen=0, now=NOW)
    press(page, "Decide")
    page.get_by_label("Priority", exact=True).check()
    page.get_by_label("Why").fill("It harms most.")
    check_page(page, "priorities-decide")
    press(page, "Save the decision")
    check_page(page, "priorities-results")
    expect(page.get_by_role("cell", name="182")).to_be_visible()
    page.goto(f"/priorities/{exercise.public_id}/issues/{other.public_id}/decide/")
    page.get_by_label("Watch").check()
    page.get_by_label("Why").fill("Little is known.")
    press(page, "Save the decision")
    page.goto(f"/priorities/{exercise.public_id}/lock/")
    press(page, "Lock the decisions")
    expect(page.get_by_text("Record of the decision (JSON)")).to_be_visible()
    check_page(page, "priorities-decided")
    page.goto("/priorities/")
    check_page(page, "priorities-list")
