"""Partners' data in the explorer: counted as the register counts it, seen only by those whose work it is, and safe when it leaves."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_pages_files import AUTHORITY
from explorer_home import EPISODES, INCIDENT_MONTHS, INCIDENTS, LAST
from reports_opened import ods_sheets

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.explorer.models import SavedView
from wardmoot.core.calendar import Period
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope, ScopeError
from wardmoot.measures.exploring import Answer, Question, answer_partner

NOW = datetime(2019, 12, 12, 9, 30, tzinfo=UTC)
YEAR = Period.rolling_12(LAST)
MISSING = "partner.missing-episodes-of-children"
REACHES = Scope("a person", "a test", frozenset({"missing-episodes"}))
SEEN = [one for one in EPISODES if one.counts and one.month in set(YEAR.months())]


def ask(home: Path, measure: str = MISSING, *, cut: str = "month", scope: Scope | None = REACHES, period: Period = YEAR) -> Answer:
    return answer_partner(Store.open(home, read_only=True).snapshot(), Question(measure, AUTHORITY, "", period, cut), scope, NOW)


def test_rows_are_counted_compared_and_divided(explorer_home: Path):
    answer = ask(explorer_home, cut="risk")
    assert answer.count.value == len(SEEN) > 100
    assert answer.count.comparator
    assert answer.count.comparator.value == sum(one.counts and one.month in {m.shift(-12) for m in YEAR.months()} for one in EPISODES)
    assert answer.count.verdict
    assert {row.name: row.count.value for row in answer.breakdown.rows if row.count.value} == {
        risk: sum(one.risk == risk for one in SEEN) for risk in ("low", "medium", "high")
    }
    assert answer.marking.value == "OFFICIAL-SENSITIVE"


def test_its_months_are_charted_with_limits(explorer_home: Path):
    answer = ask(explorer_home)
    assert answer.trend
    assert [row.count.value for row in answer.breakdown.rows] == [sum(one.month == month for one in SEEN) for month in YEAR.months()]
    assert answer.trend.stretches
    assert dict(answer.trend.points)[LAST].value == sum(one.month == LAST for one in SEEN)  # type: ignore[union-attr]


def test_the_hours_are_those_of_the_rows_that_were_counted(explorer_home: Path):
    answer = ask(explorer_home)
    expected = np.zeros((7, 24))
    for one in SEEN:
        expected[date(one.month.year, one.month.month, one.number + 1).weekday(), one.number % 24] += 1
    assert answer.hours
    assert (answer.hours.grid == expected).all()
    assert answer.hours.left_out == 0


def test_what_lies_between_two_times_is_spread_over_them(explorer_home: Path):
    answer = ask(explorer_home, "partner.asb-incidents-reported", scope=None)
    assert answer.hours
    months = len(set(YEAR.months()) & set(INCIDENT_MONTHS))
    assert answer.hours.left_out == months
    assert answer.hours.used.value == months * (INCIDENTS - 1)
    by_hour = answer.hours.grid.sum(axis=0)
    night = months * INCIDENTS // 2 / 4
    assert by_hour[[22, 23, 0, 1]] == pytest.approx([night] * 4, abs=0.3)
    assert by_hour[12] == months * 2
    assert "spread evenly" in answer.hours_note


def test_a_measure_that_does_not_count_rows_has_no_hours_and_says_so(explorer_home: Path):
    answer = ask(explorer_home, "partner.children-missing-often")
    assert answer.hours is None
    assert "does not count rows one by one" in answer.hours_note
    assert answer.trend is None
    assert answer.trend_note


def test_rows_about_people_need_a_scope(explorer_home: Path):
    for scope in (None, Scope("a person", "a test", frozenset({"asb-incidents"})), Scope("", "", frozenset({"missing-episodes"}))):
        with pytest.raises(ScopeError):
            ask(explorer_home, scope=scope)


def test_a_time_that_is_not_held_is_no_zero(explorer_home: Path):
    answer = ask(explorer_home, period=Period.fiscal_year(2020))
    assert answer.count.value is None
    assert any("Not held" in words for words in answer.missing)


# On the pages ---------------------------------------------------------------------------------------------------------------------

VIEW = f"measure={MISSING}&area={AUTHORITY}"
OTHERS = [role for role in Role if role not in (Role.ANALYST, Role.PARTNERSHIP_MANAGER)]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ANALYST, Role.PARTNERSHIP_MANAGER])
def test_it_is_seen_as_it_is_under_its_marking(home: Path, sign_in: Any, role: Role):
    page = sign_in(role).get(f"/explore/?{VIEW}&by=risk").content.decode()
    assert "OFFICIAL-SENSITIVE" in page
    assert f">{len(SEEN)} (" in page
    assert "Episodes in which a child under 18 was missing" in page


@pytest.mark.django_db
def test_no_other_role_reaches_it_in_any_way(home: Path, sign_in: Any):
    owner = sign_in(Role.ANALYST)
    owner.post("/explore/views/save/", {"asks": VIEW, "name": "Missing children", "sharing": "everybody", "role": ""})
    view = SavedView.objects.get()
    client = sign_in(*OTHERS)
    assert MISSING not in client.get("/explore/").content.decode()
    ways = [f"/explore/?{VIEW}", f"/explore/map/?{VIEW}", f"/explore/map/shapes.geojson?{VIEW}", f"/explore/figures/x/?{VIEW}"]
    ways += [f"/explore/files/{part}/csv/?{VIEW}" for part in ("figures", "trend", "table", "hours", "map")]
    ways += [
        f"/explore/views/save/?{VIEW}",
        f"/explore/views/{view.public_id}/",
        f"/explore/?{VIEW}&asked={AUTHORITY}",
        f"/explore/?{VIEW}&by=nonsense",
    ]
    before = AuditEvent.objects.filter(outcome="refused").count()
    for way in ways:
        answer = client.get(way)
        assert answer.status_code == 403, way
        assert str(len(SEEN)) not in answer.content.decode().replace(AUTHORITY, ""), way
    refused = AuditEvent.objects.filter(outcome="refused", actor=client.person)
    assert refused.count() - before == len(ways)
    assert client.post("/explore/views/save/", {"asks": VIEW, "name": "Mine", "sharing": "nobody"}).status_code == 403


def rows_of(content: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return rows[1 : rows.index([])]


def is_safe(shown: str, true: float) -> bool:
    return shown == "[c]" if 0 < true < 10 else shown == "[c]" or abs(int(shown.replace(",", "")) - true) <= 2


@pytest.mark.django_db
def test_its_months_leave_rounded_and_small_ones_hidden(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    content = client.get(f"/explore/files/trend/csv/?{VIEW}").content
    rows = rows_of(content)
    true = {month.written: sum(one.month == month and one.counts for one in EPISODES) for month in {one.month for one in EPISODES}}
    assert {len(row) for row in rows} == {2}
    assert any(row[1] == "[c]" for row in rows)
    assert all(is_safe(row[1], true[row[0]]) for row in rows if row[0] in true)
    said = content.decode("utf-8-sig")
    assert "Counts from 1 to 9 are hidden" in said
    assert "OFFICIAL-SENSITIVE" in said
    sheets = ods_sheets(client.get(f"/explore/files/trend/ods/?{VIEW}").content)
    cells = {row[0]: row[1] for sheet in sheets.values() for row in sheet if len(row) > 1}
    assert all(cells[row[0]] == row[1] for row in rows)


@pytest.mark.django_db
def test_a_table_leaves_with_its_counts_alone(home: Path, sign_in: Any):
    rows = rows_of(sign_in(Role.ANALYST).get(f"/explore/files/table/csv/?{VIEW}&by=risk").content)
    assert {len(row) for row in rows} == {3}
    before = {m.shift(-12) for m in YEAR.months()}
    for name, now, then in rows:
        assert is_safe(now, sum(one.risk == name for one in SEEN)), name
        assert is_safe(then, sum(one.risk == name and one.counts and one.month in before for one in EPISODES)), name
    assert all(cell == "[c]" or int(cell.replace(",", "")) % 5 == 0 for row in rows for cell in row[1:])


@pytest.mark.django_db
def test_the_order_of_a_table_that_leaves_tells_of_no_hidden_count(home: Path, sign_in: Any):
    """On the page the rows can be sorted by count; in the file a hidden count would then lie between those above and below it."""
    client, asked = sign_in(Role.ANALYST), f"/explore/files/table/csv/?{VIEW}&by=risk"
    orders = [[row[0] for row in rows_of(client.get(f"{asked}{sort}").content)] for sort in ("", "&sort=count", "&sort=-name")]
    assert orders == [["none apparent", "low", "medium", "high", "not recorded"]] * 3


@pytest.mark.django_db
def test_a_picture_that_leaves_says_nothing_of_the_exact_mean(home: Path, sign_in: Any, monkeypatch: pytest.MonkeyPatch):
    from wardmoot.apps.explorer import protection

    monkeypatch.setattr(protection, "THRESHOLD", 5)  # so that no month of this home is hidden, and the picture is made
    client = sign_in(Role.ANALYST)
    assert "The mean is" in client.get(f"/explore/?{VIEW}").content.decode()
    answer = client.get(f"/explore/files/trend/svg/?{VIEW}")
    assert answer.status_code == 200
    drawn = answer.content.decode()
    assert "rounded to the nearest 5" in drawn
    assert "mean" not in drawn.lower().replace("[c] means", "")
    assert "limits" not in drawn


@pytest.mark.django_db
def test_a_picture_that_would_show_what_is_hidden_is_not_made(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    for part in ("trend", "hours"):
        answer = client.get(f"/explore/files/{part}/svg/?{VIEW}")
        assert answer.status_code == 403
        assert "take the table instead" in answer.content.decode()
        assert AuditEvent.objects.filter(verb="download from explorer", outcome="refused", details__part=part).exists()


@pytest.mark.django_db
def test_nothing_leaves_where_the_proof_fails(home: Path, sign_in: Any, monkeypatch: pytest.MonkeyPatch):
    from wardmoot.apps.explorer import protection

    def broken(*given: Any, **more: Any) -> Any:
        raise ValueError("the rows do not add up")

    monkeypatch.setattr(protection, "protect", broken)
    client = sign_in(Role.ANALYST)
    for part in ("figures", "trend", "table", "hours"):
        answer = client.get(f"/explore/files/{part}/csv/?{VIEW}")
        assert answer.status_code == 403, part
        assert answer.headers.get("Content-Disposition") is None


@pytest.mark.django_db
def test_open_data_of_partners_is_for_every_reader(home: Path, sign_in: Any):
    client, view = sign_in(Role.BOARD_MEMBER), f"measure=partner.asb-incidents-reported&area={AUTHORITY}&by=category"
    page = client.get(f"/explore/?{view}")
    assert page.status_code == 200
    assert "spread evenly" in page.content.decode()
    assert [row[1] for row in rows_of(client.get(f"/explore/files/table/csv/?{view}").content)] == ["24", "24", "24"]
    assert client.get(f"/explore/files/hours/svg/?{view}").status_code == 200
