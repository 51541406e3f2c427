"""The control strategy on screen and as files: entered, changed by two people at once, listed, printed on one page."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.utils.timezone import localtime

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.priorities.control_models import ControlItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home_with_plan")]
ADD = "/control-strategy/items/add/"


@pytest.fixture
def police() -> Agency:
    return Agency.objects.create(name="Police")


def given(**changes: Any) -> dict[str, Any]:
    asked = {"theme": "road-safety", "p": "prevent", "problem": "", "action": "Teach young drivers", "owner": "Police", "group": "", "document": ""}
    asked |= {"headline": "", "measure": "Casualties aged 17 to 24", "gap": "Who attends", "resources": "", "status": "planned", "seen": "0"}
    asked |= {"review_on_day": "31", "review_on_month": "3", "review_on_year": "2027", "item": str(uuid4())}
    return asked | changes


def test_without_items_each_theme_has_four_gaps(sign_in: Any) -> None:
    shown = sign_in(Role.BOARD_MEMBER).get("/control-strategy/").content.decode()
    assert "32 places with neither an item nor a reason" in shown
    assert "Add an item" not in shown


def test_an_item_fills_its_place_and_is_audited_without_its_words(sign_in: Any, police: Agency) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER, name="Morgan Manager")
    saved = manager.post(ADD, given(), follow=True).content.decode()
    assert "Teach young drivers" in saved
    assert "Morgan Manager" in saved
    board = sign_in(Role.BOARD_MEMBER)
    assert "31 places" in board.get("/control-strategy/").content.decode()
    event = AuditEvent.objects.get(verb="change control strategy")
    assert event.details == {"theme": "road-safety", "p": "prevent", "status": "planned", "review_on": "2027-03-31"}


def test_in_a_demonstration_an_item_is_of_the_demonstrations_day(sign_in: Any, police: Agency) -> None:
    set_partnership(by=None, name="Moonshire", demonstration_on=date(2019, 12, 12))
    sign_in(Role.PARTNERSHIP_MANAGER).post(ADD, given())
    assert localtime(ControlItem.objects.get().at).date() == date(2019, 12, 12)


def test_a_reason_stands_in_for_an_item_and_can_be_taken_back(sign_in: Any) -> None:
    analyst = sign_in(Role.ANALYST)
    page = "/control-strategy/radicalisation/pursue/reason/"
    analyst.post(page, {"words": "Counter-terrorism policing leads", "seen": "0"})
    assert "No item: Counter-terrorism policing leads" in analyst.get("/control-strategy/").content.decode()
    analyst.post(page, {"words": "", "seen": "1"})
    assert "32 places" in analyst.get("/control-strategy/").content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"action": ""}, "Enter what is done"),
        ({"action": "x" * 301}, "Use 300 characters or fewer"),
        ({"theme": "gardening"}, "Select a valid choice"),
        ({"owner": "Nobody"}, "Select a valid choice"),
        ({"review_on_day": "31", "review_on_month": "2"}, "The date must be a real date"),
        ({"measure": ""}, "Say how it is known to work"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(sign_in: Any, police: Agency, changes: dict[str, str], says: str) -> None:
    answer = sign_in(Role.PARTNERSHIP_MANAGER).post(ADD, given(**changes))
    assert says in answer.content.decode()
    assert not ControlItem.objects.exists()


def test_of_two_people_the_second_sees_what_the_first_saved(sign_in: Any, police: Agency) -> None:
    first, second = sign_in(Role.PARTNERSHIP_MANAGER, name="First Manager"), sign_in(Role.ANALYST, name="Second Analyst")
    item = str(uuid4())
    first.post(ADD, given(item=item))
    change = f"/control-strategy/items/{item}/change/"
    first.post(change, given(item=item, seen="1", action="Teach old drivers"))
    late = second.post(change, given(item=item, seen="1", action="Teach all drivers"))
    words = late.content.decode()
    assert late.status_code == 409
    assert "Saved by First Manager" in words
    assert "Teach old drivers" in words
    assert "Teach all drivers" in words
    second.post(change, given(item=item, seen="2", action="Teach all drivers"))
    assert [entry.action for entry in ControlItem.objects.order_by("revision")] == ["Teach young drivers", "Teach old drivers", "Teach all drivers"]


def test_the_address_says_which_item_is_changed_not_the_form(sign_in: Any, police: Agency) -> None:
    manager, one, other = sign_in(Role.PARTNERSHIP_MANAGER), str(uuid4()), str(uuid4())
    manager.post(ADD, given(item=one))
    manager.post(ADD, given(item=other, action="Mend roads"))
    manager.post(f"/control-strategy/items/{one}/change/", given(item=other, seen="1", action="Mine"))
    assert {str(entry.item) for entry in ControlItem.objects.filter(action="Mine")} == {one}


def test_the_list_filters_sorts_and_exports_what_it_shows(sign_in: Any, police: Agency) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    for theme, action in (("road-safety", "=1+1"), ("domestic-abuse", "Refuge places")):
        manager.post(ADD, given(theme=theme, action=action))
    shown = manager.get("/control-strategy/items/?theme=domestic-abuse&sort=-action").content.decode()
    assert "Refuge places" in shown
    assert "=1+1" not in shown
    kept = manager.get("/control-strategy/items.csv?theme=road-safety").content.decode()
    assert "theme: Road Safety" in kept
    assert "'=1+1" in kept
    assert "Refuge" not in kept


def test_it_prints_as_one_page_and_every_format_says_what_it_is(sign_in: Any, police: Agency) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    for theme in ("road-safety", "domestic-abuse", "exploitation", "serious-violence", "drugs-and-alcohol"):
        for p in ("prevent", "pursue", "protect", "prepare"):
            manager.post(ADD, given(theme=theme, p=p, action=f"What {theme} does to {p} harm, in some words that take a line or two"))
    pdf = manager.get("/control-strategy/page.pdf")
    assert "OFFICIAL" in pdf["Content-Disposition"]
    assert len(pikepdf.open(io.BytesIO(pdf.content)).pages) == 1
    for form, part in (("docx", "word/document.xml"), ("ods", "content.xml")):
        made = manager.get(f"/control-strategy/page.{form}").content
        assert "GAP: no item and no reason" in zipfile.ZipFile(io.BytesIO(made)).read(part).decode()
    assert manager.get("/control-strategy/page.exe").status_code == 404


def test_those_who_do_not_enter_it_cannot(sign_in: Any, police: Agency) -> None:
    for role in (Role.BOARD_MEMBER, Role.AGENCY_REPRESENTATIVE, Role.ADMINISTRATOR):
        assert sign_in(role).post(ADD, given()).status_code == 403
    assert not ControlItem.objects.exists()
