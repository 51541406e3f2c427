"""Everything people added to an assessment, as the document takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.delivery import parts_of
from wardmoot.apps.assessment.engagement import views_heard
from wardmoot.apps.assessment.entries import paragraphs_of, standing
from wardmoot.apps.assessment.models import Assessment, Entry
from wardmoot.apps.assessment.points import points
from wardmoot.apps.assessment.standing import decisions_for_print
from wardmoot.apps.plan.queries import current_plan
from wardmoot.core.calendar import written_day
from wardmoot.core.findings import Finding
from wardmoot.reports.assessment.editing import Delivered, Editing, ProposedPriority, View, Words
from wardmoot.reports.document import Picture, ScorePlot

NO_EXERCISE = "No scoring of priorities has been held for this assessment."
WRITERS = (Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.CHAIR)


@dataclass(frozen=True, slots=True)
class Priorities:
    """What the scoring brings: the issues in rank order, a note on them, the plot, and the intelligence gaps of weak scores."""

    proposed: tuple[ProposedPriority, ...] = ()
    note: str = NO_EXERCISE
    plot: ScorePlot | None = None
    intelligence: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        return any(one.decision for one in self.proposed)


def priorities_of(assessment: Assessment) -> Priorities:
    """What the app named in `settings.ASSESSMENT_PRIORITIES` says; it lies above this one, which must not import it."""
    if not settings.ASSESSMENT_PRIORITIES:
        return Priorities()
    ask: Callable[[Assessment], tuple[tuple[ProposedPriority, ...], str, ScorePlot | None, tuple[str, ...]]]
    ask = import_string(settings.ASSESSMENT_PRIORITIES)
    return Priorities(*ask(assessment))


def priority_pages(assessment: Assessment) -> tuple[str, str]:
    """The addresses of the scoring of its priorities and of the control strategy that follows; empty where no app here has them."""
    if not settings.ASSESSMENT_PRIORITY_PAGES:
        return "", ""
    ask: Callable[[Assessment], tuple[str, str]] = import_string(settings.ASSESSMENT_PRIORITY_PAGES)
    return ask(assessment)


def editing_of(assessment: Assessment, *, now: datetime, version: str = "", found: Sequence[Finding] | None = None) -> Editing:
    """`found` are findings gathered anew: a decision is printed only where it was made on those very words and numbers."""
    scored = priorities_of(assessment)
    return Editing(
        decisions=decisions_for_print(assessment, found),
        words=_words(assessment),
        pictures=_pictures(assessment),
        priorities=scored.proposed,
        priorities_note=scored.note,
        priority_plot=scored.plot,
        residents=views_heard(assessment, now),
        group=_group_views(assessment),
        delivered=tuple(Delivered(p.title, p.state, " ".join(paragraphs_of(p.text))) for p in parts_of(current_plan(), assessment) if p.entry),
        intelligence=(*_lines(assessment, Entry.Kind.INTELLIGENCE), *scored.intelligence),
        recommendations=_lines(assessment, Entry.Kind.RECOMMENDATION),
        version=version or f"Draft of {written_day(timezone.localtime(now).date())}",
    )


def writer(user: User | None) -> str:
    """Who wrote something, as it is printed: the role and the agency, never the name."""
    if user is None:
        return "Set-up"
    role = next((role.label for role in WRITERS if role in user.roles), user.role_words)
    return ", ".join(filter(None, (role, user.agency.name if user.agency else "")))


def _words(assessment: Assessment) -> dict[str, tuple[Words, ...]]:
    entries = standing(assessment, Entry.Kind.TEXT)
    made = {key: Words(paragraphs_of(e.content["text"]), writer(e.by), timezone.localtime(e.at).date()) for key, e in entries.items()}
    return {key: (words,) for key, words in made.items() if words.paragraphs}


def _pictures(assessment: Assessment) -> dict[str, tuple[Picture, ...]]:
    found: dict[str, list[Picture]] = defaultdict(list)
    for one in assessment.pictures.filter(removed_at=None):
        found[one.section].append(Picture(f"picture-{one.public_id}", one.title, one.alt, bytes(one.content), one.source))
    return {key: tuple(pictures) for key, pictures in found.items()}


def _group_views(assessment: Assessment) -> tuple[View, ...]:
    return tuple(View(e.content["text"], e.content.get("source", ""), timezone.localtime(e.at).date()) for e in points(assessment, Entry.Kind.GROUP))


def _lines(assessment: Assessment, kind: Entry.Kind) -> tuple[str, ...]:
    return tuple(" ".join(entry.content["text"].split()) for entry in points(assessment, kind))
