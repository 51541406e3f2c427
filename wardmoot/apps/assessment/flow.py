"""Where an assessment stands and what each step still needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.assessment.delivery import parts_of
from wardmoot.apps.assessment.editing import Priorities, priorities_of, priority_pages
from wardmoot.apps.assessment.engagement import in_the_time_of, meeting_in_the_last_year
from wardmoot.apps.assessment.entries import standing
from wardmoot.apps.assessment.models import OPEN_STEPS, Assessment, Entry, Step, Version
from wardmoot.apps.assessment.points import points
from wardmoot.apps.assessment.queries import live_summary, seal_of, versions_of
from wardmoot.apps.assessment.standing import Judged, judged, with_standing
from wardmoot.apps.plan.queries import current_plan
from wardmoot.apps.sources.queries import held, moment_here
from wardmoot.catalogue.assessment_template import AssessmentTemplate, assessment_template
from wardmoot.core.calendar import Month
from wardmoot.govuk.writing import count_of
from wardmoot.reports.assessment.editing import Standing

NEXT = {Step.SCOPING: Step.DATA, Step.DATA: Step.ANALYSIS, Step.ANALYSIS: Step.SCORING, Step.SCORING: Step.APPROVAL}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a step asks for. `advice` is what to know where it is met or cannot be; an `advisory` one holds nobody up."""

    words: str
    met: bool
    address: str = ""
    advice: str = ""
    advisory: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """One of the items that the regulations ask for, and whether anything is there for it."""

    number: int
    words: str
    covered: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything that the needs are worked out from, read once."""

    assessment: Assessment
    found: tuple[Judged, ...]
    texts: frozenset[str]
    contents: tuple[Content, ...]
    priorities: Priorities
    version: Version | None
    stale: bool

    @property
    def undecided(self) -> int:
        return len(with_standing(self.found, Standing.UNDECIDED))

    def needs(self, step: Step) -> tuple[Need, ...]:
        """What a step needs, met or not."""
        by_step = {
            Step.SCOPING: _scoping,
            Step.DATA: _data,
            Step.ANALYSIS: _analysis,
            Step.SCORING: _scoring,
            Step.APPROVAL: _approval,
            Step.APPROVED: _publishing,
        }
        return by_step[step](self) if step in by_step else ()

    def lacking(self, step: Step) -> tuple[Need, ...]:
        """What holds a step up."""
        return tuple(need for need in self.needs(step) if not need.met and not need.advisory)


def progress_of(assessment: Assessment) -> Progress:
    found = judged(assessment)
    texts = frozenset(key for key, entry in standing(assessment, Entry.Kind.TEXT).items() if entry.content["text"].strip())
    scored = priorities_of(assessment)
    contents = contents_of(assessment, assessment_template(), found, texts, scored)
    stale = assessment.is_open and assessment.is_made and assessment.data_seal != seal_of(held())
    return Progress(assessment, found, texts, contents, scored, versions_of(assessment).first(), stale)


def contents_of(
    assessment: Assessment, template: AssessmentTemplate, found: Sequence[Judged], texts: frozenset[str], scored: Priorities
) -> tuple[Content, ...]:
    """Which of the required items are covered: by an accepted finding, a text, or what was entered in the item's own section."""
    filled = {one.section for one in with_standing(found, Standing.ACCEPTED)} | texts
    filled |= {"delivery"} if any(part.entry for part in parts_of(current_plan(), assessment)) else set()
    filled |= {"residents"} if in_the_time_of(assessment, _now()).exists() else set()
    filled |= {"group"} if points(assessment, Entry.Kind.GROUP) else set()
    filled |= {"priorities"} if scored.decided else set()
    covered = {number for section in template.sections if section.key in filled for number in section.content_items}
    return tuple(Content(item.number, item.words, item.number in covered) for item in template.content_items)


def _now() -> datetime:
    return moment_here(timezone.now())


def _address(progress: Progress, name: str) -> str:
    return reverse(name, args=[progress.assessment.public_id])


def _scoping(progress: Progress) -> tuple[Need, ...]:
    one = progress.assessment
    last = Month.parse(one.last_month)
    words = f"Area and period chosen: {one.area_name}, {last.shift(1 - one.months).written} to {last.written}"
    return (Need(words, met=True),)


def _data(progress: Progress) -> tuple[Need, ...]:
    one = progress.assessment
    gathered = Need("Figures and findings gathered", met=one.is_made, address=_address(progress, "gather_assessment"))
    if not one.is_made:
        return (gathered,)
    fresh = Need(
        "Gathered from the data files held now",
        met=not progress.stale,
        address=_address(progress, "gather_assessment"),
        advice="Data files have been loaded or withdrawn since. Gather again." if progress.stale else "",
    )
    lost = Need("What is missing is known", met=True, advice=" ".join(one.missing) or "Nothing that the period needs is missing.")
    return gathered, fresh, lost


def _analysis(progress: Progress) -> tuple[Need, ...]:
    sections = _address(progress, "assessment_sections")
    total, left = len(progress.found), progress.undecided
    decided = f"{count_of(total, 'finding')}: all decided" if not left else f"Findings decided: {total - left} of {total}"
    changed = sum(one.changed for one in progress.found)
    again = f"{count_of(changed, 'finding')} changed since it was decided and must be decided again." if changed == 1 else ""
    again = again or (f"{count_of(changed, 'finding')} changed since they were decided and must be decided again." if changed else "")
    items = tuple(Need(f"{item.number}. {item.words}", met=item.covered, address=sections) for item in progress.contents if item.number != 6)
    return (Need(decided, met=progress.assessment.is_made and not left, address=sections, advice=again), *items)


def _scoring(progress: Progress) -> tuple[Need, ...]:
    item = next((one for one in progress.contents if one.number == 6), None)
    group = Need(f"6. {item.words}", met=item.covered, address=_address(progress, "assessment_sections")) if item else None
    done = progress.priorities.decided
    scored, _ = priority_pages(progress.assessment)
    decided = Need("Priorities scored and decided", met=done, address=scored, advice="" if done else progress.priorities.note)
    return tuple(filter(None, (decided, group)))


def _approval(progress: Progress) -> tuple[Need, ...]:
    one = progress.assessment
    locked = Need("Final, locked" if progress.version else "Locked as final", met=progress.version is not None and one.step not in OPEN_STEPS)
    approved = Need("Approved by the chair of the strategy group", met=one.step in (Step.APPROVED, Step.PUBLISHED, Step.SUPERSEDED))
    return locked, approved


def _publishing(progress: Progress) -> tuple[Need, ...]:
    live = live_summary()
    ours = live is not None and live.edition.version.assessment_id == progress.assessment.pk
    meeting = meeting_in_the_last_year(_now().date())
    heard = Need(
        "A public meeting with senior people within the last year",
        met=meeting is not None,
        address=reverse("engagement"),
        advice="" if meeting else "Regulation 12 asks for one a year. It holds the assessment up in nothing.",
        advisory=True,
    )
    return Need("Summary published, if the group decides so", met=ours, advisory=True), heard
