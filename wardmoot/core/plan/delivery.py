"""The delivery side of a plan: themes, the groups that serve them, their documents, and the two missing graphics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentStatus(StrEnum):
    """How far a supporting document has come. NONE is the status of a theme for which no document is named."""

    EXISTS = "exists"
    TO_BE_DEVELOPED = "to_be_developed"
    UNDER_REVIEW = "under_review"
    IN_DEVELOPMENT = "in_development"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Theme:
    """A thematic workstream."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A delivery group. One group may serve several themes; `full_name` spells out an abbreviation."""

    key: str
    name: str
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One group serves one theme."""

    theme: str
    group: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A strategy or delivery plan under a theme. `year` is given with TO_BE_DEVELOPED only; `owner` is None where none is named."""

    key: str
    theme: str
    title: str
    status: DocumentStatus
    year: int | None = None
    owner: str | None = None
    note: str = ""

    @property
    def written_status(self) -> str:
        """The status in words: `to be developed in 2019`."""
        words = self.status.value.replace("_", " ")
        return f"{words} in {self.year}" if self.year is not None else words


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What a partnership enters where a theme meets a priority."""

    theme: str
    priority: str
    text: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Themes by priorities. Only cells that someone has filled are kept: the rest are empty, not zero."""

    title: str
    absent_from_source: bool
    note: str
    cells: tuple[MatrixCell, ...] = ()

    def text(self, theme: str, priority: str) -> str | None:
        """What stands where the theme meets the priority, or None where nothing does."""
        return next((cell.text for cell in self.cells if (cell.theme, cell.priority) == (theme, priority)), None)


@dataclass(frozen=True, slots=True)
class GovernanceEdge:
    """`lower` reports to `upper`; each is `partnership`, a theme or a group."""

    upper: str
    lower: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class GovernanceChart:
    """Who reports to whom, as the partnership enters it."""

    title: str
    absent_from_source: bool
    note: str
    edges: tuple[GovernanceEdge, ...] = ()


PARTNERSHIP_NODE = "partnership"
"""The name by which a governance chart's edge calls the partnership board itself."""
