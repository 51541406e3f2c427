"""The order in which the assessment is told: the template's sections, each with its tables, findings, words and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from wardmoot.catalogue.assessment_template import AssessmentTemplate, Section, SectionKind, assessment_template
from wardmoot.core.figures import Marking
from wardmoot.core.findings import check_claims
from wardmoot.reports.assessment.annexes import changed_blocks, evidence_table
from wardmoot.reports.assessment.coverage import coverage_blocks
from wardmoot.reports.assessment.editing import Editing
from wardmoot.reports.assessment.gathered import Gathered
from wardmoot.reports.assessment.offences import change_blocks, headline_blocks, offence_blocks, series_blocks
from wardmoot.reports.assessment.opening import key_figure_blocks, scope_blocks
from wardmoot.reports.assessment.people_said import delivery_blocks, heard_blocks, intelligence_blocks, recommendation_blocks, why_blocks
from wardmoot.reports.assessment.places import concentration_blocks, every_place_blocks, local_area_blocks, place_blocks
from wardmoot.reports.assessment.priorities import priority_blocks
from wardmoot.reports.assessment.quality import quality_blocks
from wardmoot.reports.assessment.said import coverage_line, finding_blocks, pointer_blocks, to_be_written, word_blocks
from wardmoot.reports.assessment.topics import topic_blocks
from wardmoot.reports.assessment.view import View
from wardmoot.reports.document import Block, Document, Heading, figures_in

ON_NEW_PAGES = frozenset(("priorities", "headlines", "months", "comparators", "places", "people", "why"))
_STRONGEST = (Marking.NONE, Marking.OFFICIAL, Marking.OFFICIAL_SENSITIVE)
Builder = Callable[[View], Iterable[Block]]


def _headlines(view: View) -> Iterator[Block]:
    yield from key_figure_blocks(view.gathered)
    yield from headline_blocks(view.gathered)


def _places(view: View) -> Iterator[Block]:
    yield from place_blocks(view.gathered)
    yield from concentration_blocks(view.gathered)


BUILDERS: dict[str, Builder] = {
    "scope": lambda view: (*scope_blocks(view.gathered), *coverage_blocks(view)),
    "priorities": priority_blocks,
    "headlines": _headlines,
    "offences": lambda view: offence_blocks(view.gathered),
    "change": lambda view: change_blocks(view.gathered),
    "months": lambda view: series_blocks(view.gathered),
    "comparators": lambda view: view.gathered.comparators,
    "community-areas": lambda view: local_area_blocks(view.gathered),
    "places": _places,
    "why": why_blocks,
    "delivery": delivery_blocks,
    "residents": lambda view: heard_blocks(view.editing.residents, "heard-residents", "What residents say should be priorities"),
    "group": lambda view: heard_blocks(view.editing.group, "heard-group", "What the strategy group says should be priorities"),
    "recommendations": recommendation_blocks,
    "intelligence": intelligence_blocks,
    "data-quality": lambda view: quality_blocks(view.gathered),
    "annex-changed": lambda view: changed_blocks(view.gathered.changes),
    "annex-places": lambda view: every_place_blocks(view.gathered),
}
"""What stands in a section besides its findings and words, by the section's key; a section without one has its topics."""


def assessment_document(gathered: Gathered, editing: Editing | None = None, *, template: AssessmentTemplate | None = None) -> Document:
    """The assessment of one area and period, ready for any renderer, in the order of the template (by default the shipped one).

    `editing` is what people added. Raises ValueError, naming them, where a finding's claim says more than its tests support.
    """
    view = View(gathered, editing or Editing(), template or assessment_template())
    check_claims(view.told)
    blocks = tuple(block for section in view.template.sections for block in section_blocks(view, section))
    document = framed(view, f"Strategic assessment: {gathered.scope.area.name}", blocks)
    evidence = [block for block in document.blocks if isinstance(block, Heading) and block.anchor == "section-annex-evidence"]
    return replace(document, blocks=(*document.blocks, evidence_table(document))) if evidence else document


def framed(view: View, title: str, blocks: tuple[Block, ...]) -> Document:
    """Blocks as a document of the assessment; its marking is the strictest of what it prints."""
    scope = view.gathered.scope
    markings = {scope.marking, *(figure.marking for block in blocks for figure in figures_in(block))}
    version = f". {view.editing.version}" if view.editing.version else ""
    return Document(
        title=title,
        subtitle=f"Crime and anti-social behaviour, {scope.period.label}{version}",
        partnership=scope.partnership,
        marking=max(markings, key=_STRONGEST.index),
        cut_off=scope.cut_off,
        made_at=scope.made_at,
        blocks=blocks,
        attributions=view.gathered.attributions,
        demonstration=scope.demonstration,
    )


def section_blocks(view: View, section: Section) -> Iterator[Block]:
    """A section: heading, what it covers, its tables, its topics, its findings, and what people wrote."""
    annex = section.kind is SectionKind.ANNEX
    yield Heading(1, section.title, f"section-{section.key}", new_page=annex or section.key in ON_NEW_PAGES or _is_first_theme(view, section))
    yield from coverage_line(view, section)
    build = BUILDERS.get(section.key)
    own = tuple(build(view)) if build else ()
    yield from own
    yield from topic_blocks(view, section)
    yield from finding_blocks(view, section)
    yield from pointer_blocks(view, section)
    yield from to_be_written(view, section, own, view.gathered.topics.get(section.key, ()))
    yield from word_blocks(view, section)


def _is_first_theme(view: View, section: Section) -> bool:
    return section is next((one for one in view.template.sections if one.kind is SectionKind.THEME), None)
