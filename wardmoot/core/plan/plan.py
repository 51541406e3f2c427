"""Plan: vision, priorities, aims, outcomes and headlines, and who delivers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from wardmoot.core.figures import Area
from wardmoot.core.plan.delivery import DocumentStatus, GovernanceChart, Group, Link, Matrix, PlanDocument, Theme
from wardmoot.core.plan.framework import Identity, Obligation, OfficeHolder, Outcome, Priority, Statement
from wardmoot.core.plan.headlines import Headline

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A partnership's plan as data. `obligations` are the statutory ones; `functions` what else the plan says it does.

    Sections keep the order of the document's own tables; look-ups raise KeyError for a key the plan does not have.
    """

    identity: Identity
    vision: str
    areas: Mapping[str, Area]
    office_holders: tuple[OfficeHolder, ...]
    priorities: tuple[Priority, ...]
    obligations: tuple[Obligation, ...]
    functions: tuple[Obligation, ...]
    themes: tuple[Theme, ...]
    groups: tuple[Group, ...]
    links: tuple[Link, ...]
    documents: tuple[PlanDocument, ...]
    headlines: tuple[Headline, ...]
    statements: tuple[Statement, ...]
    matrix: Matrix
    governance_chart: GovernanceChart

    @property
    def outcomes(self) -> tuple[tuple[Priority, Outcome], ...]:
        """Every outcome with the priority it belongs to, in the order of the table."""
        return tuple((priority, outcome) for priority in self.priorities_in_table for outcome in priority.outcomes)

    @property
    def priorities_in_table(self) -> tuple[Priority, ...]:
        """The priorities in the order of the outcomes framework table."""
        return tuple(sorted(self.priorities, key=lambda priority: priority.order_in_table))

    @property
    def priorities_in_headlines(self) -> tuple[Priority, ...]:
        """The priorities in the order of the headlines page."""
        return tuple(sorted(self.priorities, key=lambda priority: priority.order_in_headlines))

    def priority(self, key: str) -> Priority:
        """The priority with that key."""
        return _named(key, {item.key: item for item in self.priorities}, "priority")

    def theme(self, key: str) -> Theme:
        """The theme with that key."""
        return _named(key, {item.key: item for item in self.themes}, "theme")

    def group(self, key: str) -> Group:
        """The group with that key."""
        return _named(key, {item.key: item for item in self.groups}, "group")

    def headline(self, key: str) -> Headline:
        """The headline with that id."""
        return _named(key, {item.id: item for item in self.headlines}, "headline")

    def headlines_of(self, priority: str) -> tuple[Headline, ...]:
        """The headlines printed under a priority; a priority may have none."""
        return tuple(item for item in self.headlines if item.priority == priority)

    def statements_of(self, priority: str) -> tuple[Statement, ...]:
        """The statements printed under a priority."""
        return tuple(item for item in self.statements if item.priority == priority)

    def groups_of(self, theme: str) -> tuple[Group, ...]:
        """The groups that serve a theme."""
        return tuple(self.group(link.group) for link in self.links if link.theme == theme)

    def themes_of(self, group: str) -> tuple[Theme, ...]:
        """The themes a group serves."""
        return tuple(self.theme(link.theme) for link in self.links if link.group == group)

    def documents_of(self, theme: str) -> tuple[PlanDocument, ...]:
        """The plan documents named for a theme; none is a gap."""
        return tuple(item for item in self.documents if item.theme == theme)

    def document_status(self, theme: str) -> DocumentStatus:
        """The status of a theme's first document, NONE where no document is named."""
        return next((item.status for item in self.documents_of(theme)), DocumentStatus.NONE)


def _named(key: str, items: Mapping[str, T], kind: str) -> T:
    if key not in items:
        raise KeyError(f"the plan has no {kind} {key!r}; it has: {', '.join(items)}")
    return items[key]
