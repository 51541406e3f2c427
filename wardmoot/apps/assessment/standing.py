"""The findings of an assessment with what the analyst decided of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.entries import claim_seal, enter, standing
from wardmoot.apps.assessment.models import Assessment, Entry
from wardmoot.apps.assessment.queries import findings_of
from wardmoot.apps.plan.actions import Refused
from wardmoot.catalogue.assessment_template import section_of
from wardmoot.core.findings import Finding
from wardmoot.reports.assessment.editing import Decision, Standing


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and the decision on it. `changed` says that its words or numbers are not those that were decided on: it is asked again."""

    finding: Finding
    section: str
    entry: Entry | None = None
    changed: bool = False

    @property
    def decided(self) -> Standing:
        """What was decided, whether or not it still holds."""
        return Standing(self.entry.content["standing"]) if self.entry else Standing.UNDECIDED

    @property
    def standing(self) -> Standing:
        """What holds now."""
        return Standing.UNDECIDED if self.changed else self.decided

    @property
    def reason(self) -> str:
        return str(self.entry.content.get("reason", "")) if self.entry else ""

    @property
    def comment(self) -> str:
        return str(self.entry.content.get("comment", "")) if self.entry else ""

    @property
    def words_then(self) -> str:
        """The words that were decided on."""
        return str(self.entry.content["about"]["words"]) if self.entry else ""


def judged(assessment: Assessment, found: Sequence[Finding] | None = None) -> tuple[Judged, ...]:
    """Every finding of the assessment: section by section the accepted ones in the order the analyst gave them, then the others as ranked.

    `found` are findings that are being gathered anew, in the place of those that were gathered last.
    """
    decisions = standing(assessment, Entry.Kind.DECISION)
    order = {key: entry.content["findings"] for key, entry in standing(assessment, Entry.Kind.ORDER).items()}
    ranked = findings_of(assessment) if found is None else found
    return tuple(sorted((_judge(finding, decisions) for finding in ranked), key=lambda one: _rank(one, order)))


def _judge(finding: Finding, decisions: Mapping[str, Entry]) -> Judged:
    entry = decisions.get(finding.id)
    changed = entry is not None and entry.content["standing"] != Standing.UNDECIDED and entry.content["about"] != claim_seal(finding)
    return Judged(finding, section_of(finding), entry, changed)


def _rank(one: Judged, order: Mapping[str, Sequence[str]]) -> int:
    # the sort is stable: what nobody placed stays as ranked, behind what somebody did
    placed = order.get(one.section, ())
    return placed.index(one.finding.id) if one.finding.id in placed else len(placed)


def in_section(found: Sequence[Judged], key: str) -> tuple[Judged, ...]:
    return tuple(one for one in found if one.section == key)


def with_standing(found: Sequence[Judged], wanted: Standing) -> tuple[Judged, ...]:
    return tuple(one for one in found if one.standing is wanted)


def decisions_for_print(assessment: Assessment, found: Sequence[Finding] | None = None) -> dict[str, Decision]:
    """The decisions as the document takes them. One whose finding changed since is printed as not reviewed."""
    made: dict[str, Decision] = {}
    places: dict[str, int] = {}
    for one in judged(assessment, found):
        place = None
        if one.standing is Standing.ACCEPTED:
            place = places[one.section] = places.get(one.section, 0) + 1
        if one.entry:
            made[one.finding.id] = Decision(one.standing, reason=one.reason, place=place, comment=one.comment)
    return made


def decide(
    *, by: User | None, assessment: Assessment, finding: Finding, standing: Standing, reason: str, comment: str, seen: int, now: datetime
) -> Entry:
    if standing is Standing.REJECTED and not reason.strip():
        raise Refused("Enter why the finding is rejected: it will not be printed, and the reason is kept.")
    content = {"standing": standing.value, "reason": reason.strip(), "comment": comment.strip(), "about": claim_seal(finding)}
    return enter(by=by, assessment=assessment, kind=Entry.Kind.DECISION, place=finding.id, content=content, seen=seen, now=now)


def move(*, by: User, assessment: Assessment, finding_id: str, up: bool, now: datetime) -> bool:
    """Move an accepted finding one place among the accepted of its section; False where it is at the end already."""
    found = judged(assessment)
    section = next((one.section for one in found if one.finding.id == finding_id), "")
    accepted = [one.finding.id for one in with_standing(in_section(found, section), Standing.ACCEPTED)]
    if finding_id not in accepted:
        raise Refused("Only accepted findings have an order. Accept this one first.")
    here = accepted.index(finding_id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(accepted):
        return False
    accepted[here], accepted[there] = accepted[there], accepted[here]
    enter(by=by, assessment=assessment, kind=Entry.Kind.ORDER, place=section, content={"findings": accepted}, seen=None, now=now)
    return True
