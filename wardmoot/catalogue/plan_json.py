"""A plan as plain JSON values, every item of it, with the figures in full."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from wardmoot.core.calendar import Period
from wardmoot.core.figures import COUNTING_UNITS, figure_to_json
from wardmoot.core.plan import (
    Base,
    Headline,
    MeasureLink,
    Plan,
    PlanDocument,
    Priority,
    StatedComparator,
    StatedRate,
    Theme,
    companion_figures,
    gaps,
    headline_figure,
    part_figures,
)


def _period(period: Period) -> dict[str, Any]:
    return {
        "kind": period.kind.value,
        "start": period.start and period.start.isoformat(),
        "end": period.end and period.end.isoformat(),
        "label": period.label,
        "published": period.published,
    }


def _plain(item: Any) -> dict[str, Any]:
    """A small record with its enumerations, dates and lists as JSON has them."""
    return {key: _written(value) for key, value in asdict(item).items()}


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _identity(plan: Plan) -> dict[str, Any]:
    identity = _plain(plan.identity)
    return {**identity, "period": _period(plan.identity.period)}


def _priority(plan: Plan, priority: Priority) -> dict[str, Any]:
    return {
        **_plain(priority),
        "outcomes": [outcome.id for outcome in priority.outcomes],
        "headlines": [headline.id for headline in plan.headlines_of(priority.key)],
        "statements": [statement.id for statement in plan.statements_of(priority.key)],
    }


def _theme(plan: Plan, theme: Theme) -> dict[str, Any]:
    return {
        **_plain(theme),
        "groups": [group.key for group in plan.groups_of(theme.key)],
        "documents": [document.key for document in plan.documents_of(theme.key)],
        "plan_status": plan.document_status(theme.key).value,
    }


def _document(document: PlanDocument) -> dict[str, Any]:
    return {**_plain(document), "written_status": document.written_status}


def _comparator(plan: Plan, headline: Headline, stated: StatedComparator | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    area = stated.area or headline.area
    return {**_plain(stated), "area": area, "area_name": plan.areas[area].name, "period": _period(stated.period)}


def _record(item: Base | StatedRate | None) -> dict[str, Any] | None:
    return None if item is None else _plain(item)


def _link(link: MeasureLink | None) -> dict[str, Any] | None:
    return None if link is None else {**_plain(link), "period": link.period and _period(link.period)}


def _headline(plan: Plan, headline: Headline) -> dict[str, Any]:
    return {
        "id": headline.id,
        "priority": headline.priority,
        "label": headline.label,
        "seed_text": headline.seed_text,
        "qualitative": headline.is_qualitative,
        "value": headline.value,
        "reported_text": headline.reported_text,
        "comparator": _comparator(plan, headline, headline.comparator),
        "benchmark": _comparator(plan, headline, headline.benchmark),
        "period": _period(headline.period),
        "period_assumed": headline.period_assumed,
        "unit": headline.unit.value,
        "multiplier": headline.multiplier,
        "counting_unit": headline.counting_unit,
        "counting_unit_name": COUNTING_UNITS[headline.counting_unit].plural,
        "area": headline.area,
        "area_name": plan.areas[headline.area].name,
        "area_assumed": headline.area_assumed,
        "external_estimate": headline.external_estimate,
        "polarity": headline.polarity.value,
        "disclosure": headline.disclosure.value,
        "owner": headline.owner,
        "base": _record(headline.base),
        "as_published": _record(headline.as_published),
        "as_revised": _record(headline.as_revised),
        "measure": _link(headline.measure),
        "ambiguity": list(headline.ambiguities),
        "caveats": list(headline.caveats),
        "figure": figure_to_json(headline_figure(plan, headline)),
        "parts": [figure_to_json(figure) for figure in part_figures(plan, headline)],
        "companions": [figure_to_json(figure) for figure in companion_figures(plan, headline)],
    }


def _matrix(plan: Plan) -> dict[str, Any]:
    rows = [
        {"theme": theme.key, "cells": {priority.key: plan.matrix.text(theme.key, priority.key) for priority in plan.priorities_in_table}}
        for theme in plan.themes
    ]
    return {
        "title": plan.matrix.title,
        "absent_from_source": plan.matrix.absent_from_source,
        "note": plan.matrix.note,
        "columns": [priority.key for priority in plan.priorities_in_table],
        "rows": rows,
    }


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Every item of a plan as JSON values, under keys that stay the same from release to release.

    `outcomes` is a flat list, each with its priority; an empty cell of the matrix is null. Each headline carries its
    Figure in full under `figure`, its shares under `parts` and the further numbers of its line under `companions`.
    """
    return {
        "identity": _identity(plan),
        "office_holders": [_plain(holder) for holder in plan.office_holders],
        "vision": plan.vision,
        "areas": [{"key": key, **_plain(area)} for key, area in plan.areas.items()],
        "priorities": [_priority(plan, priority) for priority in plan.priorities_in_table],
        "outcomes": [{**_plain(outcome), "priority": priority.key} for priority, outcome in plan.outcomes],
        "obligations": [_plain(item) for item in plan.obligations],
        "functions": [_plain(item) for item in plan.functions],
        "themes": [_theme(plan, theme) for theme in plan.themes],
        "groups": [{**_plain(group), "themes": [theme.key for theme in plan.themes_of(group.key)]} for group in plan.groups],
        "links": [_plain(link) for link in plan.links],
        "documents": [_document(document) for document in plan.documents],
        "headlines": [_headline(plan, headline) for headline in plan.headlines],
        "statements": [_plain(statement) for statement in plan.statements],
        "matrix": _matrix(plan),
        "governance_chart": _plain(plan.governance_chart),
        "gaps": [_plain(gap) for gap in gaps(plan)],
    }
