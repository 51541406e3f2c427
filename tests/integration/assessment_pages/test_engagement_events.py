"""Occasions on which residents were asked: two people changing one lose nothing, and the list is taken away as it is shown."""

from __future__ import annotations

import csv
import html
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.engagement import Heard, save_event
from wardmoot.apps.assessment.models import EngagementEvent
from wardmoot.apps.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
NOW = datetime(2019, 12, 12, 9, 0, tzinfo=UTC)
GIVEN = {
    "on_day": "18",
    "on_month": "6",
    "on_year": "2019",
    "kind": "drop-in",
    "place": "Market place",
    "audience": "Passers-by",
    "people": "41",
    "issue_1": "Speeding",
    "people_1": "18",
}


def words(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:400])
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def an_event(by: Any, place: str = "Town hall", on: date = date(2019, 6, 18), heard: str = "Speeding") -> EngagementEvent:
    given = {"on": on, "kind": "public-meeting", "place": place, "audience": "Residents", "people": 64, "seniors": True}
    return save_event(by=by, given=given, heard=[Heard(heard, 18, "Near the schools.")], now=NOW)


def test_of_two_who_change_one_event_the_second_sees_both(sign_in: Any) -> None:
    ada, bo = sign_in(Role.ANALYST, name="Ada"), sign_in(Role.PARTNERSHIP_MANAGER, name="Bo Manager")
    event = an_event(ada.person)
    at = f"/engagement/{event.public_id}/change/"
    assert bo.post(at, GIVEN | {"place": "From Bo", "seen": "1"}).status_code == 302
    conflict = ada.post(at, GIVEN | {"place": "From Ada", "issue_1": "Burglary of sheds", "seen": "1"})
    page = words(conflict, 409)
    assert "Bo Manager" in page
    assert "From Bo" in page
    assert 'value="From Ada"' in conflict.content.decode()
    assert 'value="Burglary of sheds"' in conflict.content.decode()
    event.refresh_from_db()
    assert (event.place, event.revision, [view.issue for view in event.views.all()]) == ("From Bo", 2, ["Speeding"])
    seen = re.search(r'name="seen" value="(\d+)"', conflict.content.decode())
    assert seen
    assert ada.post(at, GIVEN | {"place": "From both", "seen": seen[1]}).status_code == 302
    event.refresh_from_db()
    assert (event.place, event.revision) == ("From both", 3)
    assert AuditEvent.objects.filter(verb="write engagement event").count() == 3
    assert ada.post(f"/engagement/{event.public_id}/remove/").status_code == 302
    assert ada.post(at, GIVEN | {"seen": "3"}).status_code == 404


def test_the_list_is_taken_away_as_it_is_shown(sign_in: Any) -> None:
    client = sign_in(Role.BOARD_MEMBER)
    an_event(client.person, place="=1+1", on=date(2018, 6, 18))
    an_event(client.person, heard="Burglary, of sheds")
    lines = list(csv.reader(client.get("/engagement/export/?year=2019").content.decode("utf-8-sig").splitlines()))
    said = "\n".join(",".join(line) for line in lines)
    assert "Engagement events | OFFICIAL" in said
    assert "year: 2019" in said
    assert "Burglary, of sheds" in said
    assert "1+1" not in said
    whole = client.get("/engagement/export/")
    assert whole["Content-Disposition"] == 'attachment; filename="engagement-events-OFFICIAL.csv"'
    cells = [cell for line in csv.reader(whole.content.decode("utf-8-sig").splitlines()) for cell in line]
    assert any("1+1" in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells), "a spreadsheet would count it"
    assert AuditEvent.objects.filter(verb="export engagement events").count() == 2


def test_a_demonstration_says_so_in_the_list(sign_in: Any) -> None:
    set_partnership(by=None, name="Moonshire", demonstration_on=date(2019, 12, 12))
    answer = sign_in(Role.ANALYST).get("/engagement/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="DEMONSTRATION-NOT-REAL-engagement-events-OFFICIAL.csv"'
    assert "DEMONSTRATION - NOT REAL" in answer.content.decode("utf-8-sig")
