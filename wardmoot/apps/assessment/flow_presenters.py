"""The steps of an assessment as a task list."""

from __future__ import annotations

from typing import Any

from wardmoot.apps.assessment.flow import Need, Progress
from wardmoot.apps.assessment.models import Step

ORDER = (Step.SCOPING, Step.DATA, Step.ANALYSIS, Step.SCORING, Step.APPROVAL, Step.APPROVED)
TITLES = {Step.APPROVED: "Summary for the public"}


def tasks(progress: Progress) -> list[dict[str, Any]]:
    """A list of tasks for each step: its heading, whether the assessment is there now, and what it needs."""
    here = progress.assessment.step
    made = []
    for number, step in enumerate(ORDER, 1):
        current = step.value == here or (step is Step.APPROVED and here == Step.PUBLISHED)
        items = [_item(need) for need in progress.needs(step)]
        made.append({"number": number, "title": TITLES.get(step, step.label), "current": current, "items": items, "prefix": step.value})
    return made


def _item(need: Need) -> dict[str, Any]:
    status = {"text": "Done"} if need.met else {"tag": {"text": "If wanted" if need.advisory else "To do", "classes": _colour(need)}}
    item: dict[str, Any] = {"title": {"text": need.words}, "status": status}
    if need.advice:
        item["hint"] = {"text": need.advice}
    return item | ({"href": need.address} if need.address else {})


def _colour(need: Need) -> str:
    return "govuk-tag--grey" if need.advisory else "govuk-tag--blue"
