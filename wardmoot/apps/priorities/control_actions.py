from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wardmoot.apps.accounts.models import User
from wardmoot.apps.plan.actions import enter
from wardmoot.apps.priorities.control_models import ControlItem, NoItemReason
from wardmoot.core.plan import Plan
from wardmoot.core.priorities.control_strategy import FourP

FIELDS = ("theme", "p", "problem", "action", "owner", "group", "document", "headline", "measure", "gap", "resources", "review_on", "status")


def save_item(*, by: User, plan: Plan, item: UUID, values: Mapping[str, Any], seen: int, now: datetime) -> ControlItem:
    """`seen` is the revision the person had before them, 0 for a new item."""
    plan.theme(values["theme"])
    kept = {name: values[name] for name in FIELDS}
    details = {name: str(kept[name]) for name in ("theme", "p", "status", "review_on")}
    return enter(ControlItem, "change control strategy", by=by, plan=plan, place={"item": item}, values=kept, seen=seen, now=now, details=details)


def give_reason(*, by: User, plan: Plan, theme: str, p: FourP, words: str, seen: int, now: datetime) -> NoItemReason:
    place = {"theme": plan.theme(theme).key, "p": p.value}
    done = {"reason": "given" if words else "taken back"}
    verb = "give a reason for no item"
    return enter(NoItemReason, verb, by=by, plan=plan, place=place, values={"words": words}, seen=seen, now=now, details=done)
