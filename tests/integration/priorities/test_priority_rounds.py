"""An exercise from the longlist to the locked decision."""

from __future__ import annotations

import json

import pytest
from priority_exercise import FULL, LOW, NOW, SCORER_ROLES, ask, begun, fill, hand_in, open_for, rationales

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.plan.models import Immutable
from wardmoot.apps.priorities import actions, deciding, queries, scoring
from wardmoot.apps.priorities.assessing import BLIND, NONE_YET, priorities_for
from wardmoot.apps.priorities.models import Agreed, Decision, Draft, Issue, Submission
from wardmoot.apps.priorities.record import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def scorers(person):
    return [person(role) for role in SCORER_ROLES]


@pytest.fixture
def closed(person, scorers):
    """An exercise whose round is closed; all three scored the same but for one axis."""
    exercise = begun()
    for place, scorer in enumerate(open_for(exercise, scorers)):
        hand_in(scorer, FULL | {"physical": (8, 8, 1)[place]}, note=f"note {place}")
    actions.close_round(by=None, exercise=exercise, reason="", now=NOW)
    exercise.refresh_from_db()
    return exercise


def agree_all(exercise, by=None):
    for issue, values, letter in zip(queries.issues(exercise), (FULL, LOW), "BD", strict=True):
        deciding.agree(by=by, issue=issue, values=values, rationales=rationales(), confidence=letter, seen=0, now=NOW)


def test_from_closed_round_to_locked_record(closed, person):
    chair = person(Role.CHAIR)
    agree_all(closed, chair)
    burglary, cuckooing = queries.issues(closed)
    deciding.decide(by=chair, issue=burglary, choice=Decision.Choice.PRIORITY, reason="It harms most.", seen=0, now=NOW)
    with pytest.raises(Refused, match="Cuckooing"):
        deciding.lock_decisions(by=chair, exercise=closed, now=NOW)
    deciding.decide(by=chair, issue=cuckooing, choice=Decision.Choice.WATCH, reason="Little is known.", seen=0, now=NOW)
    locked = deciding.lock_decisions(by=chair, exercise=closed, now=NOW)
    held = json.loads(locked.record)
    assert seal(locked.record) == locked.record_sha256
    assert [(one["title"], one["score"]["risk"], one["rank"], one["decision"]["choice"]) for one in held["issues"]] == [
        ("Burglary", 182, 1, "priority"),
        ("Cuckooing", 0, 2, "watch"),
    ]
    assert len(held["scores"]) == 3
    for change in (
        lambda: deciding.decide(by=chair, issue=burglary, choice=Decision.Choice.WATCH, reason="No", seen=1, now=NOW),
        lambda: actions.withdraw_issue(by=chair, issue=burglary, reason="No", now=NOW),
        lambda: deciding.lock_decisions(by=chair, exercise=closed, now=NOW),
        lambda: deciding.agree(by=chair, issue=burglary, values=LOW, rationales=rationales(), confidence="A", seen=1, now=NOW),
    ):
        with pytest.raises(Refused, match="Decided, locked"):
            change()


def test_a_score_agreed_anew_must_be_decided_anew(closed, person):
    chair = person(Role.CHAIR)
    agree_all(closed)
    for issue in queries.issues(closed):
        deciding.decide(by=chair, issue=issue, choice=Decision.Choice.WATCH, reason="For now.", seen=0, now=NOW)
    burglary = queries.issues(closed).get(title="Burglary")
    deciding.agree(by=None, issue=burglary, values=LOW, rationales=rationales(), confidence="A", seen=1, now=NOW)
    with pytest.raises(Refused, match="Burglary"):
        deciding.lock_decisions(by=chair, exercise=closed, now=NOW)


def test_each_axis_needs_its_rationale(closed):
    issue = queries.issues(closed)[0]
    with pytest.raises(Refused, match="Volume or frequency now: say why"):
        deciding.agree(by=None, issue=issue, values=FULL, rationales=rationales() | {"volume": " "}, confidence="B", seen=0, now=NOW)
    assert not Agreed.objects.exists()


def test_disagreement_is_shown_with_who_differs(closed, scorers):
    found = queries.scored_issue(queries.issues(closed)[0], scorers[0])
    first = found.differences[0]
    assert (first.agreement.value, first.differing, first.middle) == ("two or more steps apart", ("Agency 3",), 8.0)
    assert {one.agreement.value for one in found.differences[1:]} == {"all agree"}


def test_two_people_saving_at_once_lose_nothing(closed, person):
    issue = queries.issues(closed)[0]
    deciding.agree(by=None, issue=issue, values=FULL, rationales=rationales(), confidence="B", seen=0, now=NOW)
    with pytest.raises(ChangedMeanwhile) as raised:
        deciding.agree(by=None, issue=issue, values=LOW, rationales=rationales(), confidence="A", seen=0, now=NOW)
    assert raised.value.latest.values == FULL
    assert Agreed.objects.count() == 1


def test_an_issue_saved_twice_keeps_the_first(person):
    analyst = person(Role.ANALYST)
    issue = queries.issues(begun(analyst))[0]
    actions.change_issue(by=analyst, issue=issue, title="Burglary of homes", problem="", findings=[], seen=1, now=NOW)
    with pytest.raises(ChangedMeanwhile) as raised:
        actions.change_issue(by=analyst, issue=issue, title="Shed burglary", problem="", findings=[], seen=1, now=NOW)
    assert raised.value.latest.title == "Burglary of homes"


def test_what_was_handed_in_is_kept_and_never_changes(scorers):
    exercise = begun()
    scorer = open_for(exercise, scorers)[0]
    hand_in(scorer)
    with pytest.raises(Refused, match="locked"):
        fill(scorer, LOW)
    scoring.reopen(by=scorer.user, scorer=scorer, reason="I read the evidence again.", now=NOW)
    for draft in Draft.objects.filter(scorer=scorer):
        scoring.save_draft(by=scorer.user, scorer=scorer, issue=draft.issue, values=LOW, confidence="C", note="", seen=draft.revision)
    scoring.submit(by=scorer.user, scorer=scorer, now=NOW)
    first, second = Submission.objects.order_by("number")
    assert next(iter(first.scores.values()))["values"] == FULL
    assert next(iter(second.scores.values()))["values"] == LOW
    with pytest.raises(Immutable):
        first.save()
    with pytest.raises(Immutable):
        Submission.objects.update(number=9)


def test_only_full_scores_are_submitted_and_only_own_ones(scorers):
    exercise = begun()
    mine, other, _ = open_for(exercise, scorers)
    fill(mine, {key: value for key, value in FULL.items() if key != "volume"})
    with pytest.raises(Refused, match="Burglary, Cuckooing"):
        scoring.submit(by=mine.user, scorer=mine, now=NOW)
    with pytest.raises(Refused, match="Only the scorer themselves"):
        scoring.submit(by=mine.user, scorer=other, now=NOW)
    with pytest.raises(Refused, match=r"3 is not on the scale.*no such axis"):
        scoring.save_draft(
            by=mine.user, scorer=mine, issue=queries.issues(exercise)[0], values={"physical": 3, "x": 1}, confidence="", note="", seen=1
        )


def test_scores_taken_back_do_not_count_when_the_round_closes(scorers, person):
    exercise = begun()
    found = open_for(exercise, scorers)
    for scorer in found:
        hand_in(scorer)
    scoring.reopen(by=found[0].user, scorer=found[0], reason="Again", now=NOW)
    with pytest.raises(Refused, match="Not everybody"):
        actions.close_round(by=None, exercise=exercise, reason="", now=NOW)
    actions.close_round(by=None, exercise=exercise, reason="The meeting is today.", now=NOW)
    exercise.refresh_from_db()
    assert len(queries.submissions(exercise, person(Role.ANALYST))) == 2


def test_fewer_than_three_agencies_needs_a_reason(person):
    exercise = begun()
    ask(exercise, [person(Role.BOARD_MEMBER)])
    with pytest.raises(Refused, match="Fewer than three agencies"):
        actions.open_scoring(by=None, exercise=exercise, reason="", now=NOW)
    actions.open_scoring(by=None, exercise=exercise, reason="Only one is left in the area.", now=NOW)
    exercise.refresh_from_db()
    assert exercise.state == "scoring"


def test_the_round_never_opens_again(closed):
    with pytest.raises(Refused):
        actions.open_scoring(by=None, exercise=closed, reason="Again", now=NOW)
    with pytest.raises(Refused):
        actions.add_issue(by=None, exercise=closed, title="Late", problem="", origin=Issue.Origin.FREE, findings=[], now=NOW)


def test_a_withdrawn_issue_keeps_its_reason_and_leaves_the_ranks(closed):
    agree_all(closed)
    actions.withdraw_issue(by=None, issue=queries.issues(closed).get(title="Cuckooing"), reason="Counted in drugs.", now=NOW)
    assert [row.issue.title for row in queries.ranked(closed)] == ["Burglary"]
    assert queries.withdrawn(closed).get().withdrawn_reason == "Counted in drugs."


def test_what_an_assessment_prints(closed):
    agree_all(closed)
    proposed, note, plot, gaps = priorities_for(closed.assessment)
    assert [(one.title, [figure.value for figure in one.scores], one.ranks) for one in proposed] == [
        ("Burglary", [26, 7, 182], (1, 1)),
        ("Cuckooing", [0, 2, 0], (2, 2)),
    ]
    assert "no claim of conformity" in note
    assert note.startswith("Proposed: not decided yet")
    assert plot.x_range == (2.0, 9.0)
    assert [point.label for point in plot.points] == ["Burglary", "Cuckooing"]
    assert gaps == ("Cuckooing: the evidence is anecdotal (confidence D). Find out more before it is scored again.",)


def test_before_the_round_closes_an_assessment_prints_no_score(scorers):
    exercise = begun()
    for scorer in open_for(exercise, scorers):
        hand_in(scorer)
    assert priorities_for(exercise.assessment) == ((), BLIND, None, ())
    other = Assessment.objects.create(area_code="X06000002", area_name="Elsewhere", last_month="2019-10", months=12, asked_at=NOW)
    assert priorities_for(other) == ((), NONE_YET, None, ())


def test_a_draft_leaves_no_trace_in_the_audit_log(scorers):
    exercise = begun()
    scorer = open_for(exercise, scorers)[0]
    before = AuditEvent.objects.count()
    fill(scorer)
    assert AuditEvent.objects.count() == before
    scoring.submit(by=scorer.user, scorer=scorer, now=NOW)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.details) == ("submit scores", {})


def test_results_sort_filter_and_are_exported_as_shown(closed, sign_in):
    agree_all(closed)
    client, address = sign_in(Role.BOARD_MEMBER), f"/priorities/{closed.public_id}/results"
    page = client.get(f"{address}/?confidence=D").content.decode()
    assert "1 row" in page
    lines = client.get(f"{address}.csv?sort=-rank").content.decode("utf-8-sig").splitlines()
    assert lines[3].startswith("Rank,Issue,Risk,Impact,Likelihood,Position,Confidence,Decision,Any one score moves one step")
    assert [line.split(",")[:7] for line in lines[4:]] == [["2", "Cuckooing", "0", "0", "2", "3", "D"], ["1", "Burglary", "182", "26", "7", "7", "B"]]
    filtered = client.get(f"{address}.csv?confidence=D").content.decode("utf-8-sig").splitlines()
    assert (filtered[1], len(filtered)) == ("Filter: confidence: D", 5)
