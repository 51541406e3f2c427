"""The invented users: one for each role, nobody real, no address that could receive mail."""

from wardmoot.demo.people import AGENCIES, USERS
from wardmoot.demo.places import SYNTHETIC

OFFICE_HOLDERS = ("Tracy", "Daszkiewicz", "Minty")


def test_one_user_for_each_role_of_the_product():
    roles = [user.role for user in USERS]
    assert len(set(roles)) == len(roles) == 9
    assert {"partnership_manager", "analyst", "panel_coordinator", "agency_representative", "review_lead", "board_member", "chair"} <= set(roles)


def test_names_say_that_they_are_invented_and_are_nobodys_in_the_plan():
    names = [user.name for user in USERS] + [agency.name for agency in AGENCIES]
    assert all(name.endswith(SYNTHETIC) for name in names)
    assert not any(known in name for known in OFFICE_HOLDERS for name in names)


def test_addresses_cannot_receive_mail_and_are_never_shared():
    assert all(user.email.endswith(".invalid") for user in USERS)
    assert len({user.email for user in USERS}) == len(USERS)


def test_every_user_works_for_an_agency_of_the_partnership():
    keys = {agency.key for agency in AGENCIES}
    assert {user.agency for user in USERS} <= keys
    assert {"police", "fire", "probation", "health", "council"} <= keys
