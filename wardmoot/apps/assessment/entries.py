"""What people wrote and decided: each entry numbered, nothing overwritten, two who save at once told of each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.models import Assessment, Entry
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import TRIES, ChangedMeanwhile, Refused
from wardmoot.core.findings import Finding

CLOSED = "This assessment is locked, so nothing in it can be changed. To change it, have it opened again first: see its steps."
LONGEST_TEXT = 20_000


def standing(assessment: Assessment, kind: Entry.Kind) -> dict[str, Entry]:
    """The entry that stands at each place, in the order in which the places were first written."""
    found = Entry.objects.filter(assessment=assessment, kind=kind).select_related("by__agency").order_by("revision")
    return {entry.place: entry for entry in found}


def latest(assessment: Assessment, kind: Entry.Kind, place: str) -> Entry | None:
    return history(assessment, kind, place).first()


def history(assessment: Assessment, kind: Entry.Kind, place: str) -> QuerySet[Entry]:
    """Everything that stood at a place, newest first."""
    return Entry.objects.filter(assessment=assessment, kind=kind, place=place).select_related("by__agency").order_by("-revision")


def last_revision(assessment: Assessment) -> int:
    return Entry.objects.filter(assessment=assessment).aggregate(last=Max("revision"))["last"] or 0


def revision_of(entry: Entry | None) -> int:
    return entry.revision if entry else 0


def require_open(assessment: Assessment) -> None:
    if not Assessment.objects.select_for_update().get(pk=assessment.pk).is_open:
        raise Refused(CLOSED)


def enter(
    *, by: User | None, assessment: Assessment, kind: Entry.Kind, place: str, content: Mapping[str, Any], seen: int | None, now: datetime
) -> Entry:
    """`seen` is the revision the person had before them, 0 for an empty place; None where nobody can have seen an older one.

    Raises Refused when the assessment is locked, and ChangedMeanwhile when somebody else saved this place after it was opened.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _enter_once(by, assessment, kind, place, content, seen, now)
        except IntegrityError:
            continue
    raise Refused("Many people are saving here at this moment. Wait a little and save again.")


def _enter_once(
    by: User | None, assessment: Assessment, kind: Entry.Kind, place: str, content: Mapping[str, Any], seen: int | None, now: datetime
) -> Entry:
    require_open(assessment)
    held = latest(assessment, kind, place)
    if seen is not None and revision_of(held) != seen:
        raise ChangedMeanwhile(held)
    made = Entry.objects.create(
        assessment=assessment, revision=last_revision(assessment) + 1, kind=kind, place=place, content=dict(content), by=by, at=now
    )
    # what was written stays out of the audit log: it may be anybody's own words
    record(f"write {kind.label.lower()}", by=by, about=assessment, details={"place": place, "revision": made.revision}, now=now)
    return made


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The passages of a plain text, which blank lines part; a line break within one is a space.

    >>> paragraphs_of("One\\n two.\\n\\n\\nThree.")
    ('One two.', 'Three.')
    """
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return tuple(words for part in parts if (words := " ".join(part.split())))


def claim_seal(finding: Finding) -> dict[str, str]:
    """What a decision on a finding was about: its words, and a digest of the numbers and verdicts behind them."""
    behind = [(f.id, f.written_with_comparator, f.verdict.word.value if f.verdict else "") for f in finding.figures]
    return {"words": finding.words, "period": finding.period.label, "figures": hashlib.sha256(json.dumps(behind).encode()).hexdigest()}
