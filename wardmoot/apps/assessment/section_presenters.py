"""The sections of an assessment as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from markupsafe import Markup, escape

from wardmoot.apps.assessment.entries import standing
from wardmoot.apps.assessment.models import Assessment, Comment, Entry, PictureAdded
from wardmoot.apps.assessment.standing import Judged, in_section, judged, with_standing
from wardmoot.apps.sources.presenters import tag
from wardmoot.catalogue.assessment_template import Section, SectionKind, assessment_template
from wardmoot.core.figures import Figure, FigureText, Span
from wardmoot.govuk.writing import count_of
from wardmoot.reports.assessment.editing import Standing

STANDING_TAGS = {Standing.ACCEPTED: ("Accepted", "green"), Standing.REJECTED: ("Rejected", "grey"), Standing.UNDECIDED: ("To decide", "yellow")}


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the overview."""

    section: Section
    href: str
    said: str
    tag: Markup


def section_lines(assessment: Assessment) -> list[SectionLine]:
    found = judged(assessment)
    written = {key for key, entry in standing(assessment, Entry.Kind.TEXT).items() if entry.content["text"].strip()}
    remarks = dict(Comment.objects.filter(assessment=assessment, resolved_at=None).values_list("section").annotate(Count("pk")))
    shown = dict(PictureAdded.objects.filter(assessment=assessment, removed_at=None).values_list("section").annotate(Count("pk")))
    return [
        _line(assessment, section, in_section(found, section.key), section.key in written, shown.get(section.key, 0), remarks.get(section.key, 0))
        for section in assessment_template().sections
        if section.kind is not SectionKind.ANNEX
    ]


def _line(assessment: Assessment, section: Section, found: Sequence[Judged], written: bool, pictures: int, remarks: int) -> SectionLine:
    undecided = len(with_standing(found, Standing.UNDECIDED))
    said = [
        count_of(len(found), "finding") if found else "",
        "text written" if written else "",
        count_of(pictures, "picture") if pictures else "",
        f"{count_of(remarks, 'comment')} open" if remarks else "",
    ]
    state = tag(f"{undecided} to decide", "yellow") if undecided else tag("In hand", "green") if found or written else tag("Nothing yet", "grey")
    href = reverse("assessment_section", args=[assessment.public_id, section.key])
    return SectionLine(section, href, ", ".join(filter(None, said)) or "no finding, no text", state)


def claim(spans: Sequence[Span], public_id: UUID) -> Markup:
    """A sentence with each of its figures leading to how we know it."""
    return Markup("").join(_linked(span.figure, span.text, public_id) if isinstance(span, FigureText) else escape(span) for span in spans)


def _linked(figure: Figure, text: str, public_id: UUID) -> Markup:
    address = reverse("assessment_figure", args=[public_id, figure.id])
    return Markup('<a class="govuk-link wm-figure-link" href="{}" title="How do we know? {}">{}</a>').format(address, figure.label, text)


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding in its section: its words with their figures, its base, what was decided, and where to decide it."""

    one: Judged
    claim: Markup
    tag: Markup
    base: str
    certainty: str
    first: bool = False
    last: bool = False

    @property
    def id(self) -> str:
        return self.one.finding.id


def cards_of(found: Sequence[Judged], public_id: UUID) -> list[FindingCard]:
    accepted = [one.finding.id for one in with_standing(found, Standing.ACCEPTED)]
    return [card_of(one, public_id, accepted) for one in found]


def card_of(one: Judged, public_id: UUID, accepted: Sequence[str] = ()) -> FindingCard:
    finding = one.finding
    words, colour = ("Decide again", "orange") if one.changed else STANDING_TAGS[one.standing]
    base = f"Base: {finding.base.written} {finding.base.written_unit}." if finding.base else ""
    test = next((f.verdict.test for f in finding.figures if f.verdict and f.verdict.test), "")
    certainty = f"Test: {test}." if finding.p is not None and test else "Nothing was tested: this is a description." if finding.p is None else ""
    here = finding.id
    ends = (accepted[:1] == [here], accepted[-1:] == [here])
    return FindingCard(one, claim(finding.claim, public_id), tag(words, colour), base, certainty, *ends)


def differences(before: str, after: str) -> Markup:
    """Two texts as one, with what was taken out and what was put in marked as such."""
    old, new = before.split(" "), after.split(" ")
    made = Markup("")
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            made += Markup("{} ").format(" ".join(new[c:d]))
            continue
        made += Markup("<del>{}</del> ").format(" ".join(old[a:b])) if b > a else ""
        made += Markup("<ins>{}</ins> ").format(" ".join(new[c:d])) if d > c else ""
    return made
