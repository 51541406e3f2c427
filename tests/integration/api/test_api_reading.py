"""The API: what it lists, what it refuses, and what it says of itself."""

from __future__ import annotations

import json

import pytest
from priority_exercise import FULL, NOW, SCORER_ROLES, begun, hand_in, open_for, rationales

from wardmoot.api.door import declared_paths
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import shelf
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.priorities import actions, deciding, queries

pytestmark = pytest.mark.django_db


def test_it_describes_itself(sign_in):
    found = sign_in(Role.ANALYST).get("/api/v1/openapi.json").json()
    assert sorted(found["paths"])[0] == "/api/v1/assessments"
    assert set(found["paths"]["/api/v1/exercises/{public_id}/own-scores/{issue}"]) == {"put"}
    assert {"get"} == set(found["paths"]["/api/v1/exercises"])


def test_assessments_and_their_figures(sign_in, settings, tmp_path):
    settings.HOME = tmp_path
    assessment = begun().assessment
    files = shelf.folder(assessment.public_id) / shelf.FILES
    files.mkdir(parents=True)
    (files / "figures.json").write_text('{"figures": []}')
    assessment.files = {"json": {"name": "figures.json", "size": 15, "sha256": ""}}
    assessment.save()
    client = sign_in(Role.BOARD_MEMBER)
    (listed,) = client.get("/api/v1/assessments").json()
    assert (listed["area_name"], listed["has_figures"]) == ("Moonshire", True)
    assert client.get(f"/api/v1/assessments/{assessment.public_id}").json() == listed
    answer = client.get(f"/api/v1/assessments/{assessment.public_id}/figures")
    assert json.loads(b"".join(answer)) == {"figures": []}
    assert AuditEvent.objects.filter(verb="download figures by API", actor=client.person).exists()


def test_results_come_when_the_round_is_closed(sign_in, person):
    exercise = begun()
    for scorer in open_for(exercise, [person(role) for role in SCORER_ROLES]):
        hand_in(scorer)
    client = sign_in(Role.BOARD_MEMBER)
    address = f"/api/v1/exercises/{exercise.public_id}"
    assert client.get(f"{address}/results").status_code == 404
    assert client.get(address).json()["scorers"] == [{"agency": f"Agency {place}", "submitted": True} for place in (1, 2, 3)]
    actions.close_round(by=None, exercise=exercise, reason="", now=NOW)
    deciding.agree(by=None, issue=queries.issues(exercise)[0], values=FULL, rationales=rationales(), confidence="B", seen=0, now=NOW)
    body = client.get(f"{address}/results").json()
    assert [(one["title"], one["risk"], one["rank"], one["confidence"]) for one in body["results"]] == [("Burglary", 182, 1, "B")]
    assert [one["title"] for one in body["not_agreed"]] == ["Cuckooing"]


def test_what_cannot_be_read_is_said_without_repeating_it(sign_in, person):
    exercise = begun()
    scorer = open_for(exercise, [person(role) for role in SCORER_ROLES])[0]
    client = sign_in(user=scorer.user)
    issue = queries.issues(exercise)[0]
    address = f"/api/v1/exercises/{exercise.public_id}/own-scores/{issue.public_id}"
    answer = client.put(address, {"values": {"physical": "xyzzy"}, "revision": 0}, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["where"].endswith("values.physical")
    assert "xyzzy" not in answer.content.decode()
    refused = client.put(address, {"values": {"physical": 3}, "revision": 0}, content_type="application/json")
    assert (refused.status_code, "3 is not on the scale" in refused.json()["detail"]) == (409, True)
    nul = client.put(address, {"values": {}, "note": "a\0b", "revision": 0}, content_type="application/json")
    assert (nul.status_code, nul.json()["faults"][0]["where"]) == (422, "body.given.note")
    assert client.put(address, {"values": {}, "note": "Two\nlines", "revision": 0}, content_type="application/json").status_code == 200
    assert client.delete(address).status_code == 405


def test_an_administrator_has_no_business_here(sign_in):
    assert sign_in(Role.ADMINISTRATOR).get("/api/v1/assessments").status_code == 403


def test_an_operation_without_a_declaration_keeps_the_door_shut():
    from django.core.exceptions import ImproperlyConfigured
    from ninja import NinjaAPI

    bare = NinjaAPI(docs_url=None, openapi_url=None, urls_namespace="bare")

    @bare.get("/nothing")
    def nothing(request):
        return {}

    with pytest.raises(ImproperlyConfigured, match="nothing at /nothing declares no access rule"):
        declared_paths(bare, "api/v1")
