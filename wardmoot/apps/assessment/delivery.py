"""How far the last plan was carried out: its parts, and the states a part can be in, in words."""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.apps.assessment.entries import standing
from wardmoot.apps.assessment.models import Assessment, Entry
from wardmoot.core.plan import Plan

STATES = {
    "done": "Done",
    "mostly": "Mostly done",
    "in-part": "Done in part",
    "not-begun": "Not begun",
    "stopped": "Stopped or changed",
    "not-known": "Not known",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A theme or an outcome of the plan, and what was entered of it."""

    key: str
    kind: str
    title: str
    entry: Entry | None = None

    @property
    def state(self) -> str:
        return STATES.get(self.entry.content["state"], "") if self.entry else ""

    @property
    def text(self) -> str:
        return str(self.entry.content["text"]) if self.entry else ""


def parts_of(plan: Plan | None, assessment: Assessment) -> tuple[Part, ...]:
    """The themes, then the outcomes, each with what was entered. Nothing where no plan is loaded."""
    if plan is None:
        return ()
    entries = standing(assessment, Entry.Kind.DELIVERY)
    named = [(f"theme-{theme.key}", "Theme", theme.name) for theme in plan.themes]
    named += [(f"outcome-{one.id}", "Outcome", f"{one.id} {one.text}") for priority in plan.priorities_in_table for one in priority.outcomes]
    return tuple(Part(key, kind, title, entries.get(key)) for key, kind, title in named)
