"""What every section holds besides its tables: the findings, the analyst's words and pictures, and which required content it covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wardmoot.catalogue.assessment_template import Section, SectionKind
from wardmoot.catalogue.crime_types import crime_types
from wardmoot.core.calendar.periods import written_day
from wardmoot.core.findings import Finding
from wardmoot.reports.assessment.editing import Standing
from wardmoot.reports.assessment.put_forward import issue_of
from wardmoot.reports.assessment.view import View
from wardmoot.reports.assessment.wording import capital, listed
from wardmoot.reports.document import Block, Bullets, Callout, CalloutKind, Heading, Paragraph

STILL = "Still to be written"
NOT_REVIEWED = "findings not reviewed by an analyst yet"


def coverage_line(view: View, section: Section) -> Iterator[Block]:
    """Which of the required content the section covers."""
    shorts = [item.short for item in view.template.content_items if item.number in section.content_items]
    if shorts and section.kind is not SectionKind.ANNEX:
        yield Paragraph((f"Required content covered here: {listed(shorts)}.",))


def finding_blocks(view: View, section: Section) -> Iterator[Block]:
    """The findings accepted, then those not reviewed, then what must be read with them."""
    accepted, waiting = (view.findings(section, standing) for standing in (Standing.ACCEPTED, Standing.UNDECIDED))
    for found, state, name in ((accepted, "findings", "findings"), (waiting, NOT_REVIEWED, "waiting")):
        if found:
            yield Heading(2, f"{section.title}: {state}", f"{name}-{section.key}", listed=False)
            yield Bullets(tuple(finding.claim for finding in found))
    yield from _caveat_blocks(section, (*accepted, *waiting))


def _caveat_blocks(section: Section, findings: Iterable[Finding]) -> Iterator[Block]:
    """The caveats of findings, each once; one that holds of a single finding among others names it."""
    told: dict[str, list[Finding]] = {}
    for finding in findings:
        for caveat in finding.caveats:
            told.setdefault(caveat, []).append(finding)
    caveats = [_named(caveat, of) for caveat, of in told.items()]
    if caveats:
        yield Heading(3, "To be read with these findings", f"caveats-{section.key}", listed=False)
        yield Bullets(tuple((caveat,) for caveat in caveats))


def _named(caveat: str, of: Sequence[Finding]) -> str:
    name = capital(of[0].subject_words)
    return caveat if len(of) > 1 or caveat.startswith(name) else f"{name}: {caveat}"


def pointer_blocks(view: View, section: Section) -> Iterator[Block]:
    """Where the findings about the section's crime types stand: each is told once, in the section of its question."""
    kinds = {name: kind.slug for kind in crime_types().values() for name in (kind.name, kind.slug)}
    mine = {kinds[name] for topic in section.topics for name in topic.crime_types if name in kinds}
    mine |= {"asb"} if "anti-social-behaviour" in mine else set()
    keys = {view.template.section_of(finding) for finding in view.told if issue_of(finding) in mine}
    titles = [one.title for one in view.template.sections if one.key in keys - {section.key}]
    if titles:
        yield Paragraph((f"Findings on police records of this theme stand under: {'; '.join(titles)}.",))


def word_blocks(view: View, section: Section) -> Iterator[Block]:
    """The passages that people wrote, each with who wrote it and when, and their pictures."""
    passages = view.editing.words.get(section.key, ())
    pictures = view.editing.pictures.get(section.key, ())
    if passages or pictures:
        yield Heading(2, f"{section.title}: in the analyst's words", f"words-{section.key}", listed=False)
    for passage in passages:
        for text in passage.paragraphs:
            yield Paragraph((text,))
        yield Paragraph((f"Written by {passage.by}, {written_day(passage.on)}.",))
    yield from pictures


def to_be_written(view: View, section: Section, *others: Sequence[object]) -> Iterator[Block]:
    """What the analyst is asked for, where a section that lives by words has none and none of `others` speaks for it."""
    if section.kind is SectionKind.WORDS and not view.editing.words.get(section.key) and not any(others):
        yield Callout(CalloutKind.NOTE, STILL, (section.prompt,))
