"""Lists that people write line by line: recommendations, intelligence gaps, and what the strategy group thinks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.entries import enter, standing
from wardmoot.apps.assessment.models import Assessment, Entry

Kind = Entry.Kind


@dataclass(frozen=True, slots=True)
class PointList:
    """One of the lists: where it stands in the template, its words, and the fields of a line beside its text."""

    kind: Entry.Kind
    slug: str
    section: str
    title: str
    one: str
    hint: str
    source: bool = False


LISTS = {
    one.slug: one
    for one in (
        PointList(
            Kind.GROUP,
            "group-views",
            "group",
            "The strategy group's views",
            "view",
            "What the group thinks should be a priority, and why.",
            source=True,
        ),
        PointList(
            Kind.RECOMMENDATION, "recommendations", "recommendations", "Recommendations", "recommendation", "Who should do what. One thing in each."
        ),
        PointList(
            Kind.INTELLIGENCE,
            "intelligence",
            "intelligence",
            "Intelligence gaps",
            "intelligence gap",
            "What is not known, and who could find it out.",
        ),
    )
}


def points(assessment: Assessment, kind: Entry.Kind) -> tuple[Entry, ...]:
    """The lines that stand, in the order in which they were first written. One that was taken off has no content."""
    return tuple(entry for entry in standing(assessment, kind).values() if entry.content)


def write_point(
    *, by: User | None, assessment: Assessment, kind: Entry.Kind, content: Mapping[str, str], now: datetime, place: str = "", seen: int = 0
) -> Entry:
    """A new line, or with its `place` another wording of one; without content it is taken off."""
    return enter(by=by, assessment=assessment, kind=kind, place=place or str(uuid4()), content=content, seen=seen, now=now)
