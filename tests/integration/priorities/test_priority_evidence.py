"""Issues and their evidence: what is suggested, what the card shows, what is kept of the day of the decision."""

from __future__ import annotations

import pytest
from findings_sample import figure, finding
from priority_exercise import FULL, NOW, SCORER_ROLES, begun, hand_in, made_assessment, open_for, rationales

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import shelf
from wardmoot.apps.priorities import actions, deciding, queries
from wardmoot.apps.priorities.models import Decision, Exercise, Issue
from wardmoot.apps.priorities.record import locked_evidence, seal
from wardmoot.catalogue.plans import install_plan, shipped_plan
from wardmoot.core.figures import DisclosureClass, FigureText

pytestmark = pytest.mark.django_db
BURGLARY = "change.burglary.E06999999"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def gather(assessment, value=150):
    place = shelf.folder(assessment.public_id)
    place.mkdir(parents=True, exist_ok=True)
    shelf.write_findings(place, [finding(BURGLARY, value=value, caveats=("The base is small.",))])


def with_evidence():
    exercise = begun(titles=())
    gather(exercise.assessment)
    actions.add_issue(by=None, exercise=exercise, title="Burglary", problem="", origin=Issue.Origin.FINDING, findings=[BURGLARY], now=NOW)
    return exercise


def test_the_card_shows_claim_base_caveats_and_leads_to_the_figures(sign_in):
    exercise = with_evidence()
    issue = queries.issues(exercise).get()
    page = sign_in(Role.BOARD_MEMBER).get(f"/priorities/{exercise.public_id}/issues/{issue.public_id}/").content.decode()
    assert "150 crimes, higher than before" in page
    assert "Rests on 150 crimes" in page
    assert "The base is small." in page
    assert f"/assessments/{exercise.assessment.public_id}/figures/{BURGLARY}.count/" in page


def test_figures_that_not_every_partner_may_see_stay_with_those_who_make_the_assessment(sign_in):
    exercise = with_evidence()
    assessment = exercise.assessment
    shut = figure("marac.cases", 7, disclosure=DisclosureClass.SENSITIVE)
    place = shelf.folder(assessment.public_id)
    shelf.write_findings(place, [finding(BURGLARY, claim=("There were ", FigureText(shut), "."), figures=(shut,), base=shut)])
    assessment.for_partners = False
    assessment.save()
    issue = queries.issues(exercise).get()
    address = f"/priorities/{exercise.public_id}/issues/{issue.public_id}/"
    page = sign_in(Role.BOARD_MEMBER).get(address).content.decode()
    assert "There were 7" not in page
    assert "1 finding more rests on figures that not every member agency may see" in page
    assert "There were 7" in sign_in(Role.ANALYST).get(address).content.decode()
    by_api = f"/api/v1/exercises/{exercise.public_id}"
    found = {role: sign_in(role).get(by_api).json()["issues"][0]["findings"] for role in (Role.BOARD_MEMBER, Role.CHAIR)}
    assert found == {Role.BOARD_MEMBER: [], Role.CHAIR: [BURGLARY]}


def test_a_finding_that_is_gone_is_said(sign_in):
    exercise = with_evidence()
    shelf.write_findings(shelf.folder(exercise.assessment.public_id), [])
    issue = queries.issues(exercise).get()
    page = sign_in(Role.BOARD_MEMBER).get(f"/priorities/{exercise.public_id}/issues/{issue.public_id}/").content.decode()
    assert f"The assessment no longer finds this: {BURGLARY}" in page


def test_the_evidence_of_the_day_is_kept(person, sign_in):
    exercise = with_evidence()
    for scorer in open_for(exercise, [person(role) for role in SCORER_ROLES]):
        hand_in(scorer)
    actions.close_round(by=None, exercise=exercise, reason="", now=NOW)
    issue = queries.issues(exercise).get()
    chair = person(Role.CHAIR)
    deciding.agree(by=chair, issue=issue, values=FULL, rationales=rationales(), confidence="B", seen=0, now=NOW)
    deciding.decide(by=chair, issue=issue, choice=Decision.Choice.PRIORITY, reason="It harms most.", seen=0, now=NOW)
    locked = deciding.lock_decisions(by=chair, exercise=exercise, now=NOW)
    gather(exercise.assessment, value=90)
    kept = locked_evidence(Exercise.objects.get(), str(issue.public_id))
    assert ([one.figures[0].value for one in kept.findings], kept.gone) == ([150], [])
    page = sign_in(Role.BOARD_MEMBER).get(f"/priorities/{exercise.public_id}/issues/{issue.public_id}/").content.decode()
    assert "150 crimes" in page
    assert "Evidence of the day it was decided" in page
    record = sign_in(user=chair).get(f"/priorities/{exercise.public_id}/record.json").content.decode()
    assert seal(record) == locked.record_sha256
    assert sign_in(Role.IG_LEAD).get(f"/priorities/{exercise.public_id}/record.json").status_code == 404


def test_themes_and_findings_are_suggested_once(home, sign_in):
    install_plan(shipped_plan("wiltshire-2019-2022"), home)
    exercise = begun(titles=())
    gather(exercise.assessment)
    client, address = sign_in(Role.ANALYST), f"/priorities/{exercise.public_id}/suggestions/"
    page = client.get(address).content.decode()
    assert page.count('name="themes"') == 8
    assert page.count('name="findings"') == 1
    assert client.post(address, {"themes": ["road-safety"], "findings": [BURGLARY]}).status_code == 302
    assert [(one.origin, one.title, one.findings) for one in queries.issues(exercise)] == [
        ("theme", "Road Safety", []),
        ("finding", "Burglary, Anyshire", [BURGLARY]),
    ]
    page = client.get(address).content.decode()
    assert page.count('name="themes"') == 7
    assert 'name="findings"' not in page
    assert "Choose at least one theme or finding" in client.post(address, {"csrfmiddlewaretoken": "sent by the form"}).content.decode()


def test_the_second_of_two_people_gets_both_texts(sign_in):
    exercise = begun(titles=("Burglary",))
    issue = queries.issues(exercise).get()
    address = f"/priorities/{exercise.public_id}/issues/{issue.public_id}/change/"
    first, second = sign_in(Role.ANALYST), sign_in(Role.PARTNERSHIP_MANAGER)
    assert first.post(address, {"title": "Burglary of homes", "problem": "Theirs.", "seen": 1}).status_code == 302
    answer = second.post(address, {"title": "Burglary of sheds", "problem": "Mine.", "seen": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert second.post(address, {"title": "Burglary of sheds", "problem": "Mine.", "seen": 2}).status_code == 302


def test_the_list_of_issues_as_a_file_says_its_filter(sign_in):
    exercise = begun()
    answer = sign_in(Role.ANALYST).get(f"/priorities/{exercise.public_id}/issues.csv?origin=free&sort=-title").content.decode("utf-8-sig")
    lines = answer.splitlines()
    assert lines[1] == "Filter: from entered"
    assert [line.split(",")[0] for line in lines[4:]] == ["Cuckooing", "Burglary"]


def test_an_exercise_keeps_its_model_when_the_file_changes(home, sign_in):
    made = made_assessment()
    client = sign_in(Role.ANALYST)
    own = home / "priority-models"
    own.mkdir()
    (own / "ours.toml").write_text("key = 3")
    answer = client.get("/priorities/begin/")
    assert answer.status_code == 503
    assert "line 1" in answer.content.decode()
    (own / "ours.toml").unlink()
    sent = {"assessment": str(made.public_id), "title": "Ours", "model": "four-by-four 1"}
    assert client.post("/priorities/begin/", sent).status_code == 302
    assert Exercise.objects.get().model.risk_range == (1, 16)
