"""The demonstration's control strategy and its matrix of themes and priorities, half filled in. All of it invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from wardmoot.apps.plan.actions import set_matrix_cell
from wardmoot.apps.plan.models import MatrixCell
from wardmoot.apps.plan.queries import current_plan, matrix_cells
from wardmoot.apps.priorities.control_actions import give_reason, save_item
from wardmoot.apps.priorities.control_queries import items
from wardmoot.core.plan import Plan
from wardmoot.core.priorities.control_strategy import FourP, ItemStatus
from wardmoot.demo.assessing import user
from wardmoot.demo.people import AGENCIES


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """An invented item; `owner` is the key of an agency of the demonstration."""

    theme: str
    p: FourP
    action: str
    owner: str
    review_on: date
    status: ItemStatus = ItemStatus.UNDER_WAY
    problem: str = ""
    group: str = ""
    document: str = ""
    headline: str = ""
    measure: str = ""
    gap: str = ""
    resources: str = ""


ITEMS = (
    MadeUp(
        theme="domestic-abuse",
        p=FourP.PREVENT,
        problem="Young people meet abuse in their first relationships.",
        action="Lessons on healthy relationships in every secondary school",
        owner="council",
        group="domestic-abuse-subgroup",
        document="domestic-abuse-strategy",
        measure="Schools that gave the lessons, of all secondary schools",
        review_on=date(2020, 3, 31),
        resources="A coordinator for two days a week",
    ),
    MadeUp(
        theme="domestic-abuse",
        p=FourP.PURSUE,
        problem="A few perpetrators harm one partner after another.",
        action="Work with repeat perpetrators named by MARAC",
        owner="police",
        group="marac",
        headline="F03",
        gap="How many perpetrators come back with another victim is not recorded.",
        review_on=date(2019, 11, 29),
    ),
    MadeUp(
        theme="domestic-abuse",
        p=FourP.PROTECT,
        action="Safer locks and alarms in the homes of high-risk victims",
        owner="housing",
        group="marac",
        measure="Homes made safer within ten working days of the meeting",
        review_on=date(2019, 12, 20),
    ),
    MadeUp(
        theme="domestic-abuse",
        p=FourP.PREPARE,
        action="An independent adviser in each hospital",
        owner="hospital",
        measure="Referrals from hospitals",
        status=ItemStatus.PLANNED,
        review_on=date(2020, 4, 30),
    ),
    MadeUp(
        theme="exploitation",
        p=FourP.PREVENT,
        action="Return interviews with every child who went missing",
        owner="council",
        group="child-exploitation-and-missing",
        document="child-exploitation-strategy",
        headline="F07",
        review_on=date(2020, 2, 28),
    ),
    MadeUp(
        theme="exploitation",
        p=FourP.PURSUE,
        action="Visits to hotels and taxi firms named in intelligence",
        owner="police",
        group="child-exploitation-and-missing",
        measure="Visits made, of those asked for",
        gap="Which lines run into the county's towns, and who is made to carry for them.",
        review_on=date(2020, 1, 31),
    ),
    MadeUp(
        theme="anti-social-behaviour",
        p=FourP.PROTECT,
        problem="Evenings in two parks from May on.",
        action="Lighting and a regular walk through the parks",
        owner="council",
        group="asbrac",
        measure="Incidents in the two parks, May to August, beside the year before",
        gap="Who is involved in the summer's incidents is not recorded.",
        review_on=date(2020, 5, 29),
        status=ItemStatus.PLANNED,
    ),
    MadeUp(
        theme="anti-social-behaviour",
        p=FourP.PURSUE,
        action="Early help before the third referral to ASBRAC",
        owner="housing",
        group="asbrac",
        headline="F17",
        review_on=date(2019, 10, 31),
    ),
    MadeUp(
        theme="serious-and-organised-crime",
        p=FourP.PURSUE,
        action="A joint plan for each mapped group",
        owner="police",
        document="serious-and-organised-crime-plan",
        measure="Groups with a plan, of all mapped groups",
        review_on=date(2020, 6, 30),
    ),
    MadeUp(
        theme="road-safety",
        p=FourP.PREVENT,
        action="Speed watch beside two schools on the A361",
        owner="fire",
        group="road-safety-subgroup",
        document="road-safety-strategy",
        headline="F19",
        status=ItemStatus.DONE,
        review_on=date(2019, 9, 30),
    ),
)
REASONS = (
    ("road-safety", FourP.PURSUE, "Enforcement is set by the force's own roads policing plan; the partnership adds nothing to it."),
    ("radicalisation", FourP.PURSUE, "Pursue is the counter terrorism police's alone."),
    ("radicalisation", FourP.PREPARE, "The resilience forum's plan covers it."),
    ("exploitation", FourP.PREPARE, "The safeguarding partners' arrangements cover it."),
)
CELLS = (
    ("domestic-abuse", "P2", MatrixCell.Part.LEAD, "domestic-abuse-subgroup", "domestic-abuse-strategy"),
    ("domestic-abuse", "P1", MatrixCell.Part.CONTRIBUTES, "", ""),
    ("exploitation", "P2", MatrixCell.Part.LEAD, "child-exploitation-and-missing", "child-exploitation-strategy"),
    ("exploitation", "P4", MatrixCell.Part.CONTRIBUTES, "modern-slavery", ""),
    ("drugs-and-alcohol", "P1", MatrixCell.Part.CONTRIBUTES, "drugs-and-alcohol-subgroup", "drugs-and-alcohol-strategy"),
    ("anti-social-behaviour", "P3", MatrixCell.Part.LEAD, "asbrac", ""),
    ("road-safety", "P3", MatrixCell.Part.CONTRIBUTES, "road-safety-subgroup", "road-safety-strategy"),
    ("serious-and-organised-crime", "P4", MatrixCell.Part.LEAD, "", "serious-and-organised-crime-plan"),
    ("road-safety", "P4", MatrixCell.Part.NONE, "", ""),
)


@transaction.atomic
def set_strategy(now: datetime) -> None:
    """Items and reasons for some of the places, and some cells of the matrix. Where any item is entered, everything stays as it is."""
    plan = current_plan()
    if plan is None or items(plan):
        return
    manager, names = user("partnership_manager"), {agency.key: agency.name for agency in AGENCIES}
    for one in ITEMS:
        values = {name: getattr(one, name) for name in one.__slots__} | {"p": one.p.value, "status": one.status.value, "owner": names[one.owner]}
        save_item(by=manager, plan=plan, item=uuid5(NAMESPACE_URL, f"{one.theme} {one.action}"), values=values, seen=0, now=now)
    for theme, p, words in REASONS:
        give_reason(by=manager, plan=plan, theme=theme, p=p, words=words, seen=0, now=now)
    _set_cells(plan, now)


def _set_cells(plan: Plan, now: datetime) -> None:
    held = matrix_cells(plan)
    for theme, priority, part, group, document in CELLS:
        if (theme, priority) not in held:
            set_matrix_cell(
                by=user("partnership_manager"), plan=plan, theme=theme, priority=priority, part=part, group=group, document=document, seen=0, now=now
            )
