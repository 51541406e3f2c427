"""The plan: vision, priorities, aims, outcomes, headlines and delivery, and what it leaves open."""

from wardmoot.core.plan.brackets import Bracketed, read_bracketed
from wardmoot.core.plan.checks import Misfit, plan_misfits, unknown
from wardmoot.core.plan.delivery import (
    PARTNERSHIP_NODE,
    DocumentStatus,
    GovernanceChart,
    GovernanceEdge,
    Group,
    Link,
    Matrix,
    MatrixCell,
    PlanDocument,
    Theme,
)
from wardmoot.core.plan.framework import Identity, Obligation, OfficeHolder, Outcome, Priority, Statement
from wardmoot.core.plan.gaps import Gap, GapKind, gaps
from wardmoot.core.plan.headline_checks import measure_links
from wardmoot.core.plan.headline_figures import companion_figures, headline_figure, part_figures
from wardmoot.core.plan.headlines import Base, Headline, MeasureLink, StatedComparator, StatedPart, StatedRate
from wardmoot.core.plan.period_text import read_period
from wardmoot.core.plan.plan import Plan

__all__ = [
    "PARTNERSHIP_NODE",
    "Base",
    "Bracketed",
    "DocumentStatus",
    "Gap",
    "GapKind",
    "GovernanceChart",
    "GovernanceEdge",
    "Group",
    "Headline",
    "Identity",
    "Link",
    "Matrix",
    "MatrixCell",
    "MeasureLink",
    "Misfit",
    "Obligation",
    "OfficeHolder",
    "Outcome",
    "Plan",
    "PlanDocument",
    "Priority",
    "StatedComparator",
    "StatedPart",
    "StatedRate",
    "Statement",
    "Theme",
    "companion_figures",
    "gaps",
    "headline_figure",
    "measure_links",
    "part_figures",
    "plan_misfits",
    "read_bracketed",
    "read_period",
    "unknown",
]
