"""Filling in the matrix and the governance chart: kept as history, never lost between two people, never a circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.plan import actions, queries
from wardmoot.apps.plan.models import Immutable, MatrixCell, ReportingLine
from wardmoot.apps.plan.presenters import priorities_of_theme, reporting_tree
from wardmoot.catalogue.plans import load_plan, shipped_plan
from wardmoot.core.plan import PARTNERSHIP_NODE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home_with_plan")]
PLAN = load_plan(shipped_plan("wiltshire-2019-2022"))
NOW = datetime(2019, 12, 12, 9, 30, tzinfo=UTC)
CELL = "/plan/matrix/anti-social-behaviour/P3/"


def enter(by: Any, *, seen: int, part: MatrixCell.Part = MatrixCell.Part.LEAD, theme: str = "anti-social-behaviour", group: str = "") -> MatrixCell:
    return actions.set_matrix_cell(by=by, plan=PLAN, theme=theme, priority="P3", part=part, group=group, seen=seen, now=NOW)


def report(by: Any, group: str, upper: str, *, seen: int = 0) -> ReportingLine:
    return actions.set_reports_to(by=by, plan=PLAN, group=group, reports_to=upper, seen=seen, now=NOW)


def test_a_manager_enters_a_cell_and_everybody_reads_it(sign_in: Any) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER, name="Morgan Manager")
    answer = manager.post(CELL, {"part": "lead", "group": "asbrac", "seen": "0"}, follow=True)
    assert "Saved: Anti-Social Behaviour and Enable Safer Communities." in answer.content.decode()
    shown = sign_in(Role.BOARD_MEMBER).get("/plan/matrix/").content.decode()
    assert "<strong>Leads</strong>" in shown
    assert "Morgan Manager" in shown
    event = AuditEvent.objects.get(verb="change matrix")
    assert (event.actor, event.object_id, event.details) == (
        manager.person,
        "anti-social-behaviour / P3",
        {"part": "lead", "group": "asbrac", "document": ""},
    )


def test_a_cell_links_its_theme_and_priority_both_ways(person: Any) -> None:
    assert priorities_of_theme(PLAN, "road-safety", {}) == (PLAN.priority("P3"),)
    actions.set_matrix_cell(
        by=person(Role.PARTNERSHIP_MANAGER),
        plan=PLAN,
        theme="road-safety",
        priority="P1",
        part=MatrixCell.Part.CONTRIBUTES,
        group="",
        seen=0,
        now=NOW,
    )
    assert priorities_of_theme(PLAN, "road-safety", queries.matrix_cells(PLAN)) == (PLAN.priority("P1"), PLAN.priority("P3"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"part": "", "group": "", "seen": "0"}, "Choose what the theme does for the priority"),
        ({"part": "none", "group": "marac", "seen": "0"}, "where the theme has no part"),
        ({"part": "boss", "group": "", "seen": "0"}, "Select a valid choice"),
        ({"part": "lead", "group": "nobody", "seen": "0"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(sign_in: Any, given: dict[str, str], message: str) -> None:
    answer = sign_in(Role.PARTNERSHIP_MANAGER).post(CELL, given)
    assert message in answer.content.decode()
    assert "<title>Error: Change the priority matrix" in answer.content.decode()
    assert not MatrixCell.objects.exists()


def test_of_two_who_save_the_same_cell_the_second_is_told_and_nothing_is_lost(sign_in: Any) -> None:
    first, second = sign_in(Role.PARTNERSHIP_MANAGER, name="First Manager"), sign_in(Role.PARTNERSHIP_MANAGER, name="Second Manager")
    first.post(CELL, {"part": "lead", "group": "", "seen": "0"})
    answer = second.post(CELL, {"part": "contributes", "group": "asbrac", "seen": "0"})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved this while you had it open" in body
    assert "Saved by First Manager" in body
    assert 'value="contributes" checked' in body
    assert 'name="seen" value="1"' in body
    assert [cell.part for cell in MatrixCell.objects.all()] == ["lead"]
    second.post(CELL, {"part": "contributes", "group": "asbrac", "seen": "1"})
    assert [cell.part for cell in queries.matrix_history(PLAN, "anti-social-behaviour", "P3")] == ["contributes", "lead"]


def test_two_who_save_different_cells_do_not_meet(person: Any) -> None:
    manager = person(Role.PARTNERSHIP_MANAGER)
    enter(manager, seen=0)
    enter(manager, seen=0, theme="road-safety")
    assert set(queries.matrix_cells(PLAN)) == {("anti-social-behaviour", "P3"), ("road-safety", "P3")}
    with pytest.raises(actions.ChangedMeanwhile):
        enter(manager, seen=2)


def test_the_database_gives_a_number_once(person: Any) -> None:
    manager = person(Role.PARTNERSHIP_MANAGER)
    made = enter(manager, seen=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatrixCell.objects.create(plan=made.plan, revision=made.revision, by=manager, at=NOW, theme="x", priority="P1", part="lead")


def test_somebody_who_takes_the_number_first_only_makes_the_other_take_the_next(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = person(Role.PARTNERSHIP_MANAGER)
    recorded, raced = actions.record, []

    def race(*given: Any, **about: Any) -> Any:
        if not raced:
            raced.append(True)
            raise IntegrityError("the number was taken in between")
        return recorded(*given, **about)

    monkeypatch.setattr(actions, "record", race)
    assert enter(manager, seen=0).revision == 1
    assert MatrixCell.objects.count() == AuditEvent.objects.filter(verb="change matrix").count() == 1


def test_a_number_that_is_always_taken_is_given_up_with_a_message(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*given: Any, **about: Any) -> Any:
        raise IntegrityError("taken")

    monkeypatch.setattr(actions, "record", taken)
    with pytest.raises(actions.Refused, match="Wait a little and save again"):
        enter(person(Role.PARTNERSHIP_MANAGER), seen=0)
    assert not MatrixCell.objects.exists()


def test_entries_are_never_changed_or_deleted(person: Any) -> None:
    cell = enter(person(Role.PARTNERSHIP_MANAGER), seen=0)
    for step in (cell.save, cell.delete, MatrixCell.objects.all().delete, lambda: MatrixCell.objects.update(part="none")):
        with pytest.raises(Immutable):
            step()


def test_entries_of_one_plan_do_not_stand_in_the_next(person: Any) -> None:
    enter(person(Role.PARTNERSHIP_MANAGER), seen=0)
    later = replace(PLAN, identity=replace(PLAN.identity, first_year=2022, last_year=2025))
    assert queries.matrix_cells(later) == {}
    retitled = replace(PLAN, identity=replace(PLAN.identity, title="Another title"))
    assert len(queries.matrix_cells(retitled)) == 1


def test_groups_are_placed_and_drawn_as_a_tree(sign_in: Any) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    for group, upper in (("domestic-abuse-subgroup", "partnership"), ("marac", "group:domestic-abuse-subgroup"), ("contest-board", "partnership")):
        answer = manager.post(f"/plan/groups/{group}/reports-to/", {"reports_to": upper, "seen": "0"})
        assert answer.status_code == 302, answer.content.decode()
    tree = reporting_tree(PLAN, queries.reporting_lines(PLAN))
    assert [(node.group.key, [below.group.key for below in node.below]) for node in tree] == [
        ("domestic-abuse-subgroup", ["marac"]),
        ("contest-board", []),
    ]
    shown = manager.get("/plan/groups/domestic-abuse-subgroup/").content.decode()
    assert "Groups that report to it" in shown
    assert "MARAC" in shown


def test_no_group_comes_to_stand_above_itself(sign_in: Any) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    report(manager.person, "marac", "group:domestic-abuse-subgroup")
    report(manager.person, "domestic-abuse-subgroup", "group:wasep")
    answer = manager.post("/plan/groups/wasep/reports-to/", {"reports_to": "group:marac", "seen": "0"})
    assert answer.status_code == 409
    assert "That would make a circle" in answer.content.decode()
    with pytest.raises(actions.Refused, match="circle"):
        report(manager.person, "wasep", "group:wasep")
    assert ReportingLine.objects.count() == 2


def test_a_reporting_line_can_be_taken_back_and_its_history_stays(person: Any) -> None:
    manager = person(Role.PARTNERSHIP_MANAGER)
    first = report(manager, "marac", PARTNERSHIP_NODE)
    report(manager, "marac", "", seen=first.revision)
    assert queries.uppers(PLAN, queries.reporting_lines(PLAN)) == {}
    assert [line.reports_to for line in queries.reporting_history(PLAN, "marac")] == ["", PARTNERSHIP_NODE]


def test_of_two_who_place_the_same_group_the_second_is_told(sign_in: Any) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER, name="First Manager")
    report(manager.person, "marac", PARTNERSHIP_NODE)
    answer = sign_in(Role.PARTNERSHIP_MANAGER).post("/plan/groups/marac/reports-to/", {"reports_to": "group:wasep", "seen": "0"})
    assert answer.status_code == 409
    assert "Saved by First Manager" in answer.content.decode()
    assert 'value="group:wasep" selected' in answer.content.decode()
