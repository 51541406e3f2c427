"""Which of the matters that an assessment must cover this one covers, and which it does not. Source: SI 2007/1830, regulations 5 to 7."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.catalogue.assessment_template import ContentItem
from wardmoot.reports.assessment.view import View
from wardmoot.reports.document import Block, Column, Table

COVERED, NOT_COVERED = "covered", "not covered yet"


def is_covered(view: View, number: int) -> bool:
    """Whether anything in the assessment speaks of the content item of that number."""
    gathered, editing = view.gathered, view.editing
    survey = any(page.lines for page in gathered.topics.get("residents", ()))
    held = {
        1: bool(gathered.offences),
        2: gathered.scope.basis.current is not None or gathered.changes is not None,
        3: bool(editing.words.get("why")),
        4: bool(editing.delivered or editing.words.get("delivery")),
        5: bool(editing.residents or editing.words.get("residents") or survey),
        6: bool(editing.group or editing.words.get("group")),
    }
    return held.get(number, False)


def _where(view: View, item: ContentItem) -> str:
    return "; ".join(section.title for section in view.template.sections if item.number in section.content_items)


def coverage_blocks(view: View) -> Iterator[Block]:
    """The required content as a table."""
    yield Table(
        id="required-content",
        title="What an assessment must cover",
        subtitle="The matters required of a strategic assessment, and where this one speaks of them",
        columns=(Column("item", "What it must cover"), Column("state", "Here"), Column("where", "In these sections")),
        rows=tuple(
            (item.words, COVERED if is_covered(view, item.number) else NOT_COVERED, _where(view, item)) for item in view.template.content_items
        ),
        source="Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007, regulations 5 to 7",
    )
