"""What the sections are written from: the evidence, what people added, and the template that says where each thing stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from wardmoot.catalogue.assessment_template import AssessmentTemplate, Section
from wardmoot.core.findings import Finder, Finding
from wardmoot.reports.assessment.editing import Decision, Editing, Standing
from wardmoot.reports.assessment.gathered import Gathered

UNDECIDED = Decision(Standing.UNDECIDED)


@dataclass(frozen=True)
class View:
    """An assessment about to be told."""

    gathered: Gathered
    editing: Editing
    template: AssessmentTemplate

    def decision(self, finding: Finding) -> Decision:
        """What was decided of a finding."""
        return self.editing.decisions.get(finding.id, UNDECIDED)

    @cached_property
    def told(self) -> tuple[Finding, ...]:
        """The findings that are printed: all but those rejected, in the order they were ranked."""
        return tuple(f for f in self.gathered.findings if self.decision(f).standing is not Standing.REJECTED)

    @cached_property
    def _by_section(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.told:
            found.setdefault(self.template.section_of(finding), []).append(finding)
        return found

    def findings(self, section: Section, standing: Standing) -> tuple[Finding, ...]:
        """The findings of a section that stand so: the accepted in the analyst's order, then as ranked.

        What was not supplied is told with the topics of a section, not among its findings.
        """
        topics = {topic.key for topic in section.topics}
        found = [f for f in self._by_section.get(section.key, []) if not (f.finder is Finder.MISSING and f.subject in topics)]
        mine = [f for f in found if self.decision(f).standing is standing]
        last = len(mine)
        places = {f.id: self.decision(f).place for f in mine}
        return tuple(sorted(mine, key=lambda f: last if places[f.id] is None else places[f.id]))  # type: ignore[arg-type, return-value]
