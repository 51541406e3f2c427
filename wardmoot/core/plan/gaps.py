"""What a plan does not say: each gap typed, so that a page can show it instead of hiding it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wardmoot.core.calendar import PeriodKind
from wardmoot.core.figures import AreaKind, Unit
from wardmoot.core.plan.headlines import Headline
from wardmoot.core.plan.plan import Plan


class GapKind(StrEnum):
    """What is missing."""

    PRIORITY_WITHOUT_INDICATOR = "priority without indicator"
    PRIORITY_WITHOUT_OWNER = "priority without owner"
    OUTCOME_WITHOUT_INDICATOR = "outcome without indicator"
    THEME_WITHOUT_PLAN = "theme without plan"
    THEME_WITHOUT_GROUP = "theme without group"
    DOCUMENT_WITHOUT_OWNER = "document without owner"
    HEADLINE_WITHOUT_OWNER = "headline without owner"
    HEADLINE_WITHOUT_NUMBER = "headline without number"
    UNIT_NOT_STATED = "unit not stated"
    AREA_NOT_STATED = "area not stated"
    PERIOD_AMBIGUOUS = "period ambiguous as published"
    PERIOD_NOT_STATED = "period not stated"
    PERIOD_ASSUMED = "period assumed"
    COMPARATOR_PERIOD_ASSUMED = "comparator period assumed"
    GRAPHIC_ABSENT = "graphic absent from the source"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing the plan leaves open. `section` and `key` name the item as in the exported plan."""

    kind: GapKind
    section: str
    key: str
    text: str


def _priority_gaps(plan: Plan) -> Iterator[Gap]:
    for priority in plan.priorities_in_table:
        if all(headline.is_qualitative for headline in plan.headlines_of(priority.key)):
            yield Gap(GapKind.PRIORITY_WITHOUT_INDICATOR, "priorities", priority.key, f"No indicator: {priority.name} has no headline with a number.")
        if priority.owner is None:
            yield Gap(GapKind.PRIORITY_WITHOUT_OWNER, "priorities", priority.key, f"No owner is named for {priority.name}.")
    for _, outcome in plan.outcomes:
        if not outcome.indicators:
            yield Gap(GapKind.OUTCOME_WITHOUT_INDICATOR, "outcomes", outcome.id, f"No indicator shows whether outcome {outcome.id} is reached.")


def _delivery_gaps(plan: Plan) -> Iterator[Gap]:
    for theme in plan.themes:
        if not plan.documents_of(theme.key):
            yield Gap(GapKind.THEME_WITHOUT_PLAN, "themes", theme.key, f"No plan is named for {theme.name}.")
        if not plan.groups_of(theme.key):
            yield Gap(GapKind.THEME_WITHOUT_GROUP, "themes", theme.key, f"No group serves {theme.name}.")
    for document in plan.documents:
        if document.owner is None:
            yield Gap(GapKind.DOCUMENT_WITHOUT_OWNER, "documents", document.key, f"No owner is named for {document.title}.")
    if plan.matrix.absent_from_source:
        yield Gap(GapKind.GRAPHIC_ABSENT, "matrix", "matrix", f"{plan.matrix.title}: graphic absent from the source.")
    if plan.governance_chart.absent_from_source:
        yield Gap(GapKind.GRAPHIC_ABSENT, "governance_chart", "governance_chart", f"{plan.governance_chart.title}: graphic absent from the source.")


def _period_gaps(headline: Headline) -> Iterator[Gap]:
    period = headline.period
    if period.kind is PeriodKind.AMBIGUOUS:
        yield _of(GapKind.PERIOD_AMBIGUOUS, headline, f"The period is printed as “{period.published}”, which has more than one reading.")
    if period.kind is PeriodKind.NOT_STATED and not headline.is_qualitative:
        yield _of(GapKind.PERIOD_NOT_STATED, headline, "The document does not say what period this covers.")
    if headline.period_assumed:
        yield _of(GapKind.PERIOD_ASSUMED, headline, f"The line gives no period: {period.label} is assumed.")
    beside = headline.comparator or headline.benchmark
    if beside and beside.assumed:
        yield _of(GapKind.COMPARATOR_PERIOD_ASSUMED, headline, f"The comparator's period is assumed: {beside.period.label}.")


def _headline_gaps(plan: Plan, headline: Headline) -> Iterator[Gap]:
    if headline.owner is None:
        yield _of(GapKind.HEADLINE_WITHOUT_OWNER, headline, f"No owner: no theme answers for “{headline.label}”.")
    if headline.is_qualitative:
        yield _of(GapKind.HEADLINE_WITHOUT_NUMBER, headline, "The document states this without a number.")
    if headline.unit is Unit.NOT_STATED:
        yield _of(GapKind.UNIT_NOT_STATED, headline, f"“{headline.reported_text}” is printed without a unit, so nothing is computed from it.")
    if headline.area_assumed or plan.areas[headline.area].kind is AreaKind.UNSTATED:
        yield _of(GapKind.AREA_NOT_STATED, headline, f"The document does not say which area this covers: shown as {plan.areas[headline.area].name}.")
    yield from _period_gaps(headline)


def _of(kind: GapKind, headline: Headline, text: str) -> Gap:
    return Gap(kind, "headlines", headline.id, text)


def gaps(plan: Plan) -> tuple[Gap, ...]:
    """Everything the plan leaves open, in the order of the plan: priorities, outcomes, delivery, headlines.

    Source: the questions a strategic assessment asks of a plan (SI 2007/1830, regulations 10 and 11: priorities,
    steps, how success is measured, by whom).
    """
    headlines = (gap for headline in plan.headlines for gap in _headline_gaps(plan, headline))
    return (*_priority_gaps(plan), *_delivery_gaps(plan), *headlines)
