"""The demonstration's priority exercises show every screen alive."""

from __future__ import annotations

import pytest
from priority_exercise import NOW, made_assessment

from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.priorities import queries
from wardmoot.apps.priorities.models import Exercise, State
from wardmoot.demo.people import USERS
from wardmoot.demo.scoring import score_demonstration

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    for user in USERS:
        agency = Agency.objects.get_or_create(name=user.agency)[0]
        User.objects.create_user(email=user.email, name=user.name, agency=agency, roles=[Role(user.role)])
    made = made_assessment()
    score_demonstration(made, now=NOW)
    return made


def test_one_round_is_closed_and_half_agreed(assessment):
    exercise = queries.latest_of(assessment)
    rows = queries.ranked(exercise)
    assert exercise.state == State.MODERATION
    assert queries.agencies_of(exercise) == 4
    assert (len(rows), len(queries.not_agreed(exercise))) == (6, 3)
    assert {row.decision.choice if row.decision else "" for row in rows} == {"priority", "watch", "business as usual", ""}
    chair = User.objects.get(role_grants__role=Role.CHAIR)
    apart = [one.agreement.value for issue in queries.issues(exercise) for one in queries.scored_issue(issue, chair).differences]
    assert {"all agree", "one step apart", "two or more steps apart"} == set(apart)


def test_one_is_still_blind(assessment):
    exercise = Exercise.objects.get(state=State.SCORING)
    assert [bool(one.submitted_at) for one in queries.scorers(exercise)].count(True) == 1
    assert queries.submissions(exercise, User.objects.get(role_grants__role=Role.CHAIR)) == []


def test_a_second_time_adds_nothing(assessment):
    score_demonstration(assessment, now=NOW)
    assert Exercise.objects.count() == 2
