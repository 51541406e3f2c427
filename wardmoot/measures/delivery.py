"""How far the last plan was carried out, as far as data can tell: its documents, what it leaves open, its numbers counted again."""

from __future__ import annotations

from datetime import datetime

from wardmoot.core.plan import DocumentStatus, Plan, gaps
from wardmoot.evidence import Store, StoreKind
from wardmoot.measures.plan_figures import counted_headlines
from wardmoot.measures.themes import SCOPE
from wardmoot.reports.assessment.supplied import LastPlan, PlanLine


def last_plan(plan: Plan, store: Store, now: datetime) -> LastPlan:
    """The plan beside the data held. In a demonstration the plan's own numbers, which are real, are left out."""
    invented = store.kind is StoreKind.DEMONSTRATION
    lines = tuple(
        PlanLine(one.published.label, None if invented else one.published, one.counted, one.why_not)
        for _, pairs in counted_headlines(plan, store, now=now, scope=SCOPE)
        for one in pairs
    )
    named = {theme.key: theme.name for theme in plan.themes}
    documents = tuple((named[one.theme], one) for one in plan.documents if one.status is not DocumentStatus.NONE)
    with_one = {one.theme for one in plan.documents if one.status is not DocumentStatus.NONE}
    without = tuple(theme.name for theme in plan.themes if theme.key not in with_one)
    return LastPlan(plan.identity.title, documents, without, gaps(plan), lines)
