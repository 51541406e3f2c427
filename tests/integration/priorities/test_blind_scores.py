"""Nobody sees another's scores before the round is closed: not by a page, a file, the API, the audit log or a guessed address."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from priority_exercise import FULL, LOW, MODEL, NOW, SCORER_ROLES, SECRET, begun, fill, hand_in, open_for, rationales

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.priorities import actions, deciding, queries, scoring
from wardmoot.apps.priorities.models import Draft, Submission

pytestmark = pytest.mark.django_db
WATCHERS = [*Role]
# a value that stands nowhere else on a page: as a volume it makes totals that no other scorer's values make
ODD = FULL | {"physical": 8, "psychological": 4, "financial": 1, "volume": 5}


@pytest.fixture
def scoring_now(person):
    """An exercise at scoring: the first scorer has submitted, the second is at it, the third has not begun."""
    exercise = begun()
    found = open_for(exercise, [person(role) for role in SCORER_ROLES])
    hand_in(found[0], ODD, note=SECRET)
    fill(found[1], LOW, note=f"{SECRET} too")
    exercise.refresh_from_db()
    return exercise, found


def addresses(exercise, scorers):
    """Every address of the app and the API, with the ids that there are."""
    issue = queries.issues(exercise).first()
    values = {"public_id": exercise.public_id, "issue": issue.public_id, "scorer": scorers[0].public_id}

    def walk(resolver, prefix=""):
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, route)
            elif isinstance(entry, URLPattern) and route.startswith(("priorities/", "api/v1/", "home/", "audit/")):
                yield route, entry

    for route, entry in walk(get_resolver()):
        for name in entry.pattern.converters:
            for kind in ("uuid", "str", "slug", "path", "int"):
                route = route.replace(f"<{kind}:{name}>", str(values.get(name, "1")))
        yield "/" + route


def tells_of_scores(address):
    return any(part in address for part in ("/score", "/results", "/record", "/agree", "/decide", "own-scores"))


def seen_by(client, exercise, scorers, only=lambda address: True):
    for address in filter(only, addresses(exercise, scorers)):
        answer = client.get(address)
        yield address, answer.status_code, b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("role", WATCHERS)
def test_no_address_tells_any_role_a_score(scoring_now, sign_in, role):
    exercise, scorers = scoring_now
    found = list(seen_by(sign_in(role), exercise, scorers, tells_of_scores))
    assert len(found) > 10
    for address, _, content in found:
        assert SECRET.encode() not in content, address
    shut = {address: status for address, status, _ in found if "/results" in address or "/record" in address or "/agree" in address}
    assert shut
    assert set(shut.values()) <= {403, 404}


def test_no_address_tells_another_scorer(scoring_now, sign_in):
    exercise, scorers = scoring_now
    for watcher in (scorers[1], scorers[2]):
        others = [one for one in (SECRET, f"{SECRET} too") if not (watcher is scorers[1] and one.endswith("too"))]
        for address, _, content in seen_by(sign_in(user=watcher.user), exercise, scorers):
            # what they wrote themselves they do see
            rest = content.replace(f"{SECRET} too".encode(), b"") if watcher is scorers[1] else content
            for sentence in others:
                assert sentence.encode() not in rest, address


def test_who_holds_every_role_sees_no_more(scoring_now, sign_in):
    exercise, scorers = scoring_now
    found = list(seen_by(sign_in(*Role), exercise, scorers))
    assert len(found) > 25
    for address, _, content in found:
        assert SECRET.encode() not in content, address


def test_scores_make_no_difference_to_what_others_are_shown(scoring_now, sign_in):
    """Page for page the same whether the others scored high or low, or have only drafts: nothing of it leaks into anything."""
    exercise, scorers = scoring_now
    client = sign_in(Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.CHAIR)
    watched = [f"/priorities/{exercise.public_id}/", f"/api/v1/exercises/{exercise.public_id}", f"/priorities/{exercise.public_id}/issues.csv"]
    watched.append(f"/priorities/{exercise.public_id}/issues/{queries.issues(exercise).first().public_id}/")

    def shown():
        return [without_token(client.get(address).content) for address in watched]

    before = shown()
    for draft in Draft.objects.filter(scorer=scorers[1]):
        scoring.save_draft(by=scorers[1].user, scorer=scorers[1], issue=draft.issue, values=FULL, confidence="A", note="changed", seen=draft.revision)
    fill(scorers[2], ODD)
    assert shown() == before


def without_token(content):
    import re

    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)


def test_the_queries_give_nobody_another_persons_scores(scoring_now, person):
    exercise, scorers = scoring_now
    watcher = person(*Role)
    issue = queries.issues(exercise).first()
    assert queries.submissions(exercise, watcher) == []
    assert queries.scored_issue(issue, watcher) is None
    assert [list(queries.own_drafts(one, watcher)) for one in scorers] == [[], [], []]
    assert queries.agreed_scores(exercise) == {}
    assert queries.ranked(exercise) == []


def test_a_scorer_who_submitted_waits_for_the_round_too(scoring_now):
    exercise, scorers = scoring_now
    assert queries.submissions(exercise, scorers[0].user) == []


def test_the_audit_log_holds_no_score(scoring_now):
    text = json.dumps(list(AuditEvent.objects.values()), cls=DjangoJSONEncoder)
    assert SECRET not in text
    assert not any(axis.key in text for axis in MODEL.axes)


def test_drafts_stay_with_their_scorer_after_the_round(scoring_now, sign_in):
    exercise, scorers = scoring_now
    actions.close_round(by=None, exercise=exercise, reason="The meeting is today.", now=NOW)
    client = sign_in(Role.ANALYST, Role.CHAIR)
    issue = queries.issues(exercise).first()
    deciding.agree(by=None, issue=issue, values=FULL, rationales=rationales(), confidence="B", seen=0, now=NOW)
    pages = {address: content for address, _, content in seen_by(client, exercise, scorers)}
    assert any(SECRET.encode() in content for content in pages.values())
    assert not any(f"{SECRET} too".encode() in content for content in pages.values())


def test_who_reads_but_does_not_score_sees_what_was_agreed_and_not_who_scored_what(scoring_now, sign_in):
    exercise, scorers = scoring_now
    actions.close_round(by=None, exercise=exercise, reason="The meeting is today.", now=NOW)
    issue = queries.issues(exercise).first()
    deciding.agree(by=None, issue=issue, values=FULL, rationales=rationales(), confidence="B", seen=0, now=NOW)
    client = sign_in(Role.IG_LEAD)
    assert b"182" in client.get(f"/priorities/{exercise.public_id}/results/").content
    for address, _, content in seen_by(client, exercise, scorers, lambda address: "/issues/" in address or tells_of_scores(address)):
        assert SECRET.encode() not in content, address


def test_another_scorers_pages_are_not_there(scoring_now, sign_in):
    exercise, _ = scoring_now
    stranger = sign_in(Role.AGENCY_REPRESENTATIVE)
    for address in (f"/priorities/{exercise.public_id}/score/", f"/api/v1/exercises/{exercise.public_id}/own-scores"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/priorities/{exercise.public_id}/score/submit/").status_code == 404
    assert Submission.objects.count() == 1


def test_own_scores_by_the_api(scoring_now, sign_in):
    exercise, scorers = scoring_now
    client = sign_in(user=scorers[2].user)
    base = f"/api/v1/exercises/{exercise.public_id}/own-scores"
    body = client.get(base).json()
    assert (body["submitted"], [one["values"] for one in body["scores"]]) == (False, [{}, {}])
    for one in body["scores"]:
        sent = {"values": FULL, "confidence": "B", "note": "", "revision": 0}
        answer = client.put(f"{base}/{one['issue']}", sent, content_type="application/json")
        assert answer.status_code == 200
        assert answer.json()["revision"] == 1
        assert client.put(f"{base}/{one['issue']}", sent, content_type="application/json").status_code == 409
    assert client.post(f"{base}/submit").json()["submitted"] is True
    assert client.put(f"{base}/{body['scores'][0]['issue']}", sent | {"revision": 1}, content_type="application/json").status_code == 409


def test_the_api_keeps_the_protection_against_forged_requests(scoring_now, sign_in):
    exercise, scorers = scoring_now
    signed_in = sign_in(user=scorers[1].user)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    assert client.post(f"/api/v1/exercises/{exercise.public_id}/own-scores/submit").status_code == 403
    assert Submission.objects.filter(scorer=scorers[1]).count() == 0
