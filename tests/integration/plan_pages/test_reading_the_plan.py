"""What the plan's pages say: every figure in the plan's own form, gaps as gaps, and who may read them."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.catalogue.plans import load_plan, plan_path, shipped_plan
from wardmoot.core.plan import gaps, headline_figure
from wardmoot.reports.document import DEMONSTRATION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home_with_plan")]
PLAN = load_plan(shipped_plan("wiltshire-2019-2022"))
READING = [
    "/plan/",
    "/plan/figures/",
    "/plan/figures/F01/",
    "/plan/outcomes/",
    "/plan/delivery/",
    "/plan/themes/road-safety/",
    "/plan/groups/marac/",
    "/plan/governance/",
    "/plan/matrix/",
    "/plan/gaps/",
    "/plan/tables/figures.csv",
    *(f"/plan/priorities/{priority.key}/" for priority in PLAN.priorities),
]
EDITING = ["/plan/matrix/exploitation/P2/", "/plan/groups/marac/reports-to/", "/plan/publish/"]
DIRECTION = re.compile(
    r"\b(rose|fell|risen|fallen|increased|decreased|higher than|lower than|worse|improved since|went up|went down)\b", re.IGNORECASE
)


def text_of(answer: Any) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(words))


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_plan(sign_in: Any, role: Role) -> None:
    client = sign_in(role)
    assert {address: client.get(address).status_code for address in READING} == dict.fromkeys(READING, 200)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTNERSHIP_MANAGER])
def test_only_a_partnership_manager_reaches_the_forms(sign_in: Any, role: Role) -> None:
    client = sign_in(role)
    for address in EDITING:
        assert client.get(address).status_code == 403
        assert client.post(address, {"part": "lead", "seen": "0"}).status_code == 403
    assert client.post("/plan/withdraw/").status_code == 403
    assert ">Change<" not in client.get("/plan/matrix/").content.decode()


def test_somebody_without_a_role_and_somebody_signed_out_read_nothing(sign_in: Any, client: Any) -> None:
    bare = sign_in()
    for address in READING + EDITING:
        assert bare.get(address).status_code == 403
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (302, b"")
    assert PLAN.vision not in text_of(bare.get("/home/"))


@pytest.mark.parametrize("priority", [priority.key for priority in PLAN.priorities])
def test_every_headline_stands_on_the_page_of_its_priority_in_the_plans_own_form(sign_in: Any, priority: str) -> None:
    shown = text_of(sign_in(Role.ANALYST).get(f"/plan/priorities/{priority}/"))
    assert PLAN.priority(priority).aim in shown
    assert PLAN.priority(priority).headline_aim in shown
    for outcome in PLAN.priority(priority).outcomes:
        assert outcome.text in shown
    for headline in PLAN.headlines_of(priority):
        figure = headline_figure(PLAN, headline)
        start = shown.index(headline.label)
        card = shown[start : shown.index("How do we know?", start)]
        assert figure.period.label[1:] in card, headline.id
        assert figure.area.name in card, headline.id
        if headline.is_qualitative:
            assert "No number" in card
            assert headline.seed_text in card
        else:
            assert (figure.written_with_comparator if figure.value is not None else headline.reported_text) in card, headline.id
            assert "Not tested." in card if figure.comparator else "Not compared." in card
        for note in headline.caveats + headline.ambiguities:
            assert note in card, headline.id


def test_the_plans_two_numbers_stand_as_printed(sign_in: Any) -> None:
    shown = text_of(sign_in(Role.BOARD_MEMBER).get("/plan/priorities/P2/"))
    for printed in ("3,205 (3,312)", "517 (503)", "407 (513)", "1,170 (1,360)", "18 (20)", "58 (39)"):
        assert printed in shown
    assert "3,312: April 2016 to March 2017 (2016/17)" in shown


def test_both_lives_of_a_rate_stand_with_their_populations(sign_in: Any) -> None:
    shown = text_of(sign_in(Role.ANALYST).get("/plan/priorities/P3/"))
    assert "As first published 14.3 on 483,143 residents" in shown
    assert "As revised 14.2 on 484,344 residents" in shown
    assert "38.5: England, January 2013 to December 2015 (its period is assumed)" in shown


def test_no_page_of_the_plan_gives_a_direction_without_a_test(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    from_the_file = [text for item in PLAN.headlines for text in (item.seed_text, item.label, *item.caveats, *item.ambiguities)]
    from_the_file += [outcome.text for _, outcome in PLAN.outcomes]
    pages = [address for address in READING if not address.endswith(".csv")] + [f"/plan/figures/{item.id}/" for item in PLAN.headlines]
    for address in pages:
        shown = text_of(client.get(address))
        for text in from_the_file:
            shown = shown.replace(text, "")
        assert not DIRECTION.findall(shown), address


def test_gaps_are_shown_as_gaps(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    resilience = text_of(client.get("/plan/priorities/P1/"))
    assert "Gap No indicator." in resilience
    for statement in PLAN.statements:
        assert f"{statement.id} {statement.label}" in resilience
    assert "Gap No plan is named for Anti-Social Behaviour." in text_of(client.get("/plan/themes/anti-social-behaviour/"))
    assert "Anti-Social Behaviour Licensing tasking group ASBRAC No plan named" in text_of(client.get("/plan/delivery/"))
    assert "Gap No owner: no theme answers for it." in text_of(client.get("/plan/figures/F11/"))
    assert text_of(client.get("/plan/outcomes/")).count("No indicator") >= 9
    for page in ("/plan/matrix/", "/plan/governance/"):
        assert "Graphic absent from the source." in text_of(client.get(page))


def test_the_list_of_gaps_leads_to_each(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    found = gaps(PLAN)
    pages = "".join(client.get(f"/plan/gaps/?page={page}").content.decode() for page in range(1, len(found) // 50 + 2))
    shown = html.unescape(pages)
    rows = re.findall(r'<td class="govuk-table__cell"><a class="govuk-link" href="([^"]+)"', shown)
    assert len(rows) == len(found)
    for address in set(rows):
        assert client.get(address.partition("#")[0]).status_code == 200, address


def test_every_link_of_the_plan_leads_to_a_page_and_to_its_place_there(sign_in: Any) -> None:
    client = sign_in(Role.PARTNERSHIP_MANAGER)
    seen: dict[str, str] = {}
    waiting = ["/plan/", "/home/"]
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith(("/plan/", "/home/")) or ".csv" in address or ".ods" in address:
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        seen[address] = answer.content.decode()
        waiting += [html.unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', seen[address])]
    for page, body in seen.items():
        for address, place in re.findall(r'href="(/plan/[^"#?]*)#([^"]+)"', body):
            assert f'id="{place}"' in seen[address], f"{page} leads to {address}#{place}"
    for item in [f"/plan/figures/{headline.id}/" for headline in PLAN.headlines] + [f"/plan/groups/{group.key}/" for group in PLAN.groups]:
        assert item in seen


@pytest.mark.parametrize(
    "address",
    [
        "priorities/P9",
        "figures/F99",
        "figures/F01.part1",
        "figures/F05.part3",
        "themes/none",
        "groups/none",
        "matrix/exploitation/P9",
        "matrix/none/P1",
        "groups/none/reports-to",
    ],
)
def test_what_the_plan_does_not_have_is_not_found(sign_in: Any, address: str) -> None:
    assert sign_in(Role.PARTNERSHIP_MANAGER).get(f"/plan/{address}/").status_code == 404


def test_every_figure_says_how_we_know(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    for headline in PLAN.headlines:
        shown = text_of(client.get(f"/plan/figures/{headline.id}/"))
        assert f"“{headline.seed_text}”" in shown
        assert f"Measure plan.stated, version 1 Headline {headline.id}" in shown
        assert f"Class {headline.disclosure.value}" in shown
    for part in ("F05.part1", "F05.part2", "F21.also1", "F30.also1", "F31.also1"):
        assert "This number is part of the line" in text_of(client.get(f"/plan/figures/{part}/"))


def test_reading_figures_and_taking_tables_is_written_down(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    client.get("/plan/figures/F09/")
    client.get("/plan/priorities/P2/")
    client.get("/plan/tables/figures.csv")
    events = AuditEvent.objects.filter(actor=client.person, verb__contains="plan").order_by("pk").values_list("verb", "object_id")
    assert list(events) == [("view plan figure", "F09"), ("view plan priority", "P2"), ("download plan table", "figures")]


def test_home_shows_the_plan_at_a_glance(sign_in: Any) -> None:
    shown = text_of(sign_in(Role.BOARD_MEMBER).get("/home/"))
    assert PLAN.vision in shown
    assert "Improved Community Resilience Gap No indicator, 5 statements 2 outcomes, 4 gaps" in shown
    assert "Protect People from Serious Harm 12 headlines with a number 2 outcomes," in shown
    for words in (
        "9 outcomes without an indicator",
        "5 headlines that no theme answers for",
        "1 theme without a plan",
        "2 graphics absent from the source",
    ):
        assert words in shown


def test_office_holders_are_marked_as_history(sign_in: Any) -> None:
    shown = text_of(sign_in(Role.ANALYST).get("/plan/"))
    for holder in PLAN.office_holders:
        assert re.search(rf"{re.escape(holder.name)}, [^<]*?\) historical", shown)


def test_a_demonstration_says_so_on_every_page_with_its_own_date(sign_in: Any) -> None:
    set_partnership(by=None, name="Wiltshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    client = sign_in(Role.PARTNERSHIP_MANAGER)
    for address in [address for address in READING if ".csv" not in address] + EDITING:
        shown = text_of(client.get(address))
        assert f"{DEMONSTRATION}. Today is 12 December 2019 here." in shown, address
    answer = client.get("/plan/tables/delivery.csv")
    assert DEMONSTRATION in answer.content.decode()
    assert 'filename="DEMONSTRATION-NOT-REAL-plan-delivery-OFFICIAL.csv"' in answer["Content-Disposition"]


def test_without_a_plan_each_page_says_how_to_begin(sign_in: Any, home_with_plan: Path) -> None:
    plan_path(home_with_plan).unlink()
    client = sign_in(Role.PARTNERSHIP_MANAGER)
    for address in [*READING, *EDITING]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "wardmoot plan load FILE" in answer.content.decode(), address
    assert "No plan is loaded yet" in text_of(client.get("/home/"))


def test_a_plan_file_broken_by_hand_is_explained_and_home_still_opens(sign_in: Any, home_with_plan: Path) -> None:
    file = plan_path(home_with_plan)
    file.write_text(file.read_text("utf-8").replace('priority = "P4"\nlabel = "Knife', 'priority = "P9"\nlabel = "Knife'), "utf-8")
    client = sign_in(Role.ANALYST)
    answer = client.get("/plan/")
    assert answer.status_code == 503
    assert re.search(r"line \d+, headlines\[31\]\.priority: 'P9' is not a priority", text_of(answer))
    assert "The plan file has a fault" in text_of(client.get("/home/"))


LEAST = """
[plan]
title = "A plan"
partnership = "A partnership"
short_name = "AP"
vision = "Safer"
first_year = 2030
last_year = 2031
period = "2030 to 2031"
transcribed_on = 2029-12-01
[[areas]]
key = "here"
name = "Here"
kind = "towns"
[[priorities]]
key = "P1"
name = "One"
heading_name = "One"
aim = "Aim"
headline_aim = "Aim"
order_in_table = 1
order_in_headlines = 1
"""


def test_the_least_a_plan_can_hold_opens_on_every_page(sign_in: Any, home_with_plan: Path) -> None:
    plan_path(home_with_plan).write_text(LEAST, "utf-8")
    client = sign_in(Role.PARTNERSHIP_MANAGER)
    pages = [f"/plan/{name}" for name in ("", "priorities/P1/", "figures/", "outcomes/", "delivery/", "governance/", "matrix/", "gaps/", "publish/")]
    files = [f"/plan/tables/{name}.{form}" for name in ("figures", "outcomes", "delivery", "gaps") for form in ("csv", "ods")]
    for address in [*pages, *files, "/home/"]:
        assert client.get(address).status_code == 200, address
    assert "The plan states nothing under this priority." in text_of(client.get("/plan/priorities/P1/"))
