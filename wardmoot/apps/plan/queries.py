from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.plan.models import Entry, MatrixCell, Publication, ReportingLine
from wardmoot.catalogue.faults import PlanFaults
from wardmoot.catalogue.plan_file import parse_plan
from wardmoot.catalogue.plans import installed_plan, plan_path
from wardmoot.core.plan import PARTNERSHIP_NODE, Plan

GROUP = "group:"
log = logging.getLogger(__name__)


def current_plan() -> Plan | None:
    """The plan of this home; None before one is loaded. Raises PlanFaults where its file was broken by hand."""
    return installed_plan(settings.HOME)


def plan_key(plan: Plan) -> str:
    """What entries beside a plan are kept under: a corrected title keeps them, the next plan begins without them."""
    return f"{plan.identity.short_name or plan.identity.partnership} {plan.identity.first_year}-{plan.identity.last_year}"[:120]


def matrix_cells(plan: Plan) -> dict[tuple[str, str], MatrixCell]:
    """The cell that stands for each theme and priority."""
    found = MatrixCell.objects.filter(plan=plan_key(plan)).select_related("by").order_by("revision")
    return {(cell.theme, cell.priority): cell for cell in found}


def matrix_history(plan: Plan, theme: str, priority: str) -> list[MatrixCell]:
    found = MatrixCell.objects.filter(plan=plan_key(plan), theme=theme, priority=priority)
    return list(found.select_related("by").order_by("-revision"))


def reporting_lines(plan: Plan) -> dict[str, ReportingLine]:
    """The line that stands for each group."""
    found = ReportingLine.objects.filter(plan=plan_key(plan)).select_related("by").order_by("revision")
    return {line.group: line for line in found}


def reporting_history(plan: Plan, group: str) -> list[ReportingLine]:
    return list(ReportingLine.objects.filter(plan=plan_key(plan), group=group).select_related("by").order_by("-revision"))


def revision_of(entry: Entry | None) -> int:
    return entry.revision if entry else 0


def uppers(plan: Plan, lines: Mapping[str, ReportingLine]) -> dict[str, str]:
    """Whom each group reports to, in the form of `ReportingLine`: as entered here, otherwise as the plan file has it."""
    groups = {group.key for group in plan.groups}
    stated = {edge.lower: edge.upper for edge in plan.governance_chart.edges if edge.lower in groups}
    held = {
        lower: upper if upper == PARTNERSHIP_NODE else GROUP + upper
        for lower, upper in stated.items()
        if upper == PARTNERSHIP_NODE or upper in groups
    }
    entered = {line.group: line.reports_to for line in lines.values() if line.group in groups}
    return {lower: upper for lower, upper in (held | entered).items() if upper == PARTNERSHIP_NODE or upper.removeprefix(GROUP) in groups}


@dataclass(frozen=True, slots=True)
class PlanSource:
    """The plan file as it stands, for publishing exactly what was read."""

    content: str
    digest: str
    plan: Plan


def plan_source() -> PlanSource | None:
    path = plan_path(settings.HOME)
    if not path.is_file():
        return None
    content = path.read_bytes()
    return PlanSource(content.decode("utf-8-sig"), hashlib.sha256(content).hexdigest(), parse_plan(content, path.name))


def live_publication() -> Publication | None:
    return Publication.objects.filter(kind=Publication.Kind.PLAN_SUMMARY, withdrawn_at=None).select_related("published_by").first()


def public_plan() -> tuple[Publication, Plan] | None:
    """What anybody may read. A demonstration has nothing public, whatever its records say."""
    if partnership().demonstration_on:
        return None
    found = live_publication()
    try:
        return (found, _published(found.pk, found.content)) if found else None
    except PlanFaults:
        # published under rules that have changed since: showing nothing is safe, and the manager's page says so
        log.error("publication %s of the plan can no longer be read: nothing of it is shown", found and found.pk)
        return None


@lru_cache(maxsize=4)
def _published(publication: int, content: str) -> Plan:
    return parse_plan(content.encode(), f"publication {publication}")
