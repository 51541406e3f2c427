"""The summary of an assessment, four pages at most: key figures, priorities, what changed, where, what is missing, how to read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wardmoot.catalogue.assessment_template import AssessmentTemplate, assessment_template
from wardmoot.core.findings import check_claims
from wardmoot.reports.assessment.document import framed
from wardmoot.reports.assessment.editing import Editing
from wardmoot.reports.assessment.gathered import Gathered
from wardmoot.reports.assessment.opening import change_items, headline_cards, missing_blocks, place_items
from wardmoot.reports.assessment.places import top_table
from wardmoot.reports.assessment.priorities import NOT_DECIDED
from wardmoot.reports.assessment.put_forward import in_short, put_forward
from wardmoot.reports.assessment.view import View
from wardmoot.reports.document import Block, Bullets, Document, Heading, PageLayout, Paragraph

PRIORITIES, FINDINGS, TOP_PLACES = 6, 6, 5
HOW_TO_READ = (
    "Crimes and anti-social behaviour incidents are counted apart, because incidents are not crimes.",
    "A direction is named only where a test supports it, which allows for months that vary more than chance alone and for how many were tested.",
    "A busy place is not a dangerous place: counts are greatest where people go.",
    "Police records are not all the crime there is. They depend on what is reported and on how it is recorded.",
    "The whole assessment has every number with its source, filter, rows and date.",
)


def summary_document(gathered: Gathered, editing: Editing | None = None, *, template: AssessmentTemplate | None = None) -> Document:
    """The summary, ready for any renderer; it prints nothing that the whole assessment does not.

    Raises ValueError where a finding's claim says more than its tests support.
    """
    view = View(gathered, editing or Editing(), template or assessment_template())
    check_claims(view.told)
    document = framed(view, f"Summary of the strategic assessment: {gathered.scope.area.name}", tuple(_blocks(view)))
    return replace(document, layout=PageLayout.BRIEF)


def _blocks(view: View) -> Iterator[Block]:
    gathered = view.gathered
    yield Heading(1, "Key figures", "summary-figures")
    yield headline_cards(gathered)
    yield from _priorities(view)
    yield Heading(1, "What changed", "summary-change")
    yield Paragraph((gathered.scope.basis.words,))
    if items := tuple(change_items(gathered)):
        yield Bullets(items)
    yield Heading(1, "Where", "summary-where")
    yield Bullets(tuple(place_items(gathered)))
    if gathered.crime_places.listed:
        top = gathered.crime_places.listed[:TOP_PLACES]
        yield replace(top_table(gathered, gathered.crime_places, top, brief=True), id="summary-places")
    yield Heading(1, "What is missing", "summary-missing")
    yield from missing_blocks(gathered)
    yield from _not_assessed(view)
    yield Heading(1, "How to read this", "summary-reading")
    yield Bullets(tuple((text,) for text in HOW_TO_READ))


def _priorities(view: View) -> Iterator[Block]:
    yield Heading(1, "Priorities", "summary-priorities")
    proposed = view.editing.priorities
    if proposed:
        yield Bullets(
            tuple((f"{one.title}: {one.reason}" + (f" Decision: {one.decision}." if one.decision else ""),) for one in proposed[:PRIORITIES])
        )
        return
    found = put_forward(view, FINDINGS)
    yield Paragraph((f"{NOT_DECIDED}." if found else "The strategy group has not decided on priorities yet.",))
    if found:
        yield Bullets(tuple(in_short(view, one) for one in found))


def _not_assessed(view: View) -> Iterator[Block]:
    missing = [page.words for pages in view.gathered.topics.values() for page in pages if not page.lines]
    if missing:
        yield Paragraph((f"Not assessed, because the data was not supplied: {'; '.join(missing)}.",))
