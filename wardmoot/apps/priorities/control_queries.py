from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wardmoot.apps.plan.queries import plan_key
from wardmoot.apps.priorities.control_models import ControlItem, NoItemReason
from wardmoot.core.plan import Plan
from wardmoot.core.priorities.control_strategy import Cell, FourP, Item, ItemStatus, Reason, control_grid


def items(plan: Plan) -> list[ControlItem]:
    """Each item as it stands."""
    found = ControlItem.objects.filter(plan=plan_key(plan)).select_related("by").order_by("revision")
    return list({entry.item: entry for entry in found}.values())


def history(plan: Plan, item: UUID) -> list[ControlItem]:
    """Every save of one item, the newest first."""
    return list(ControlItem.objects.filter(plan=plan_key(plan), item=item).select_related("by").order_by("-revision"))


def reasons(plan: Plan) -> dict[tuple[str, str], NoItemReason]:
    found = NoItemReason.objects.filter(plan=plan_key(plan)).select_related("by").order_by("revision")
    return {(entry.theme, entry.p): entry for entry in found}


def as_item(entry: ControlItem) -> Item:
    return Item(
        theme=entry.theme,
        p=FourP(entry.p),
        problem=entry.problem,
        action=entry.action,
        owner=entry.owner,
        review_on=entry.review_on,
        status=ItemStatus(entry.status),
        group=entry.group,
        document=entry.document,
        measure=entry.measure,
        gap=entry.gap,
        resources=entry.resources,
    )


def grid(plan: Plan, themes: Sequence[str] = ()) -> tuple[tuple[Cell, ...], ...]:
    """The strategy as it stands, a row for each theme of the plan or for those named."""
    keys = list(themes) or [theme.key for theme in plan.themes]
    said = [Reason(theme, FourP(p), entry.words) for (theme, p), entry in reasons(plan).items() if entry.words]
    return control_grid(keys, [as_item(entry) for entry in items(plan)], said)


def intelligence_gaps(plan: Plan) -> tuple[str, ...]:
    """What the strategy's items say is not known, once each."""
    return tuple(dict.fromkeys(entry.gap for entry in items(plan) if entry.gap and ItemStatus(entry.status).is_open))
