"""The control strategy: for each theme, what is done under each of the four Ps, by whom, and what is not known.

Source of the form: the serious and organised crime strategy's four Ps, which the Wiltshire plan follows for that theme; the
rule that each theme has an item in each P or a recorded reason is a local default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=28)
"""A review this near is due soon. A local default."""


class FourP(StrEnum):
    """The four Ps, in the order in which they are read."""

    PREVENT = "prevent"
    PURSUE = "pursue"
    PROTECT = "protect"
    PREPARE = "prepare"

    @property
    def heading(self) -> str:
        """The word as a heading.

        >>> FourP.PURSUE.heading
        'Pursue'
        """
        return self.value.capitalize()

    @property
    def meaning(self) -> str:
        """What it means for serious and organised crime and most other themes."""
        return _MEANINGS[self]

    @property
    def meaning_in_contest(self) -> str:
        """What it means in CONTEST, the strategy against terrorism."""
        return _IN_CONTEST[self]


_MEANINGS: Mapping[FourP, str] = {
    FourP.PREVENT: "stop people engaging in it",
    FourP.PURSUE: "prosecute and disrupt offenders",
    FourP.PROTECT: "protect people, places and systems better",
    FourP.PREPARE: "reduce the impact where it happens",
}
_IN_CONTEST: Mapping[FourP, str] = {
    FourP.PREVENT: "stop people becoming or supporting terrorists",
    FourP.PURSUE: "stop terrorist attacks",
    FourP.PROTECT: "strengthen protection",
    FourP.PREPARE: "mitigate the impact",
}


class ItemStatus(StrEnum):
    """How far an item has come."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def counts(self) -> bool:
        """Whether the theme still has something under this P because of it."""
        return self is not ItemStatus.WITHDRAWN

    @property
    def is_open(self) -> bool:
        """Whether it is still to be reviewed."""
        return self in (ItemStatus.PLANNED, ItemStatus.UNDER_WAY)


class ReviewState(StrEnum):
    """Where an item stands against its review date."""

    OVERDUE = "overdue"
    DUE_SOON = "due soon"
    LATER = "running"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is done. Keys are those of the plan; `group` and `document` are empty where none is named.

    `owner` is an agency. `measure` says in words how it is known to work; `gap` what is not known (an intelligence gap).
    """

    theme: str
    p: FourP
    problem: str
    action: str
    owner: str
    review_on: date
    status: ItemStatus
    group: str = ""
    document: str = ""
    measure: str = ""
    gap: str = ""
    resources: str = ""

    def review(self, today: date) -> ReviewState:
        """The state of its review. A review due today is due soon, not overdue.

        >>> item = Item(theme="t", p=FourP.PURSUE, problem="", action="Map", owner="Police", review_on=date(2019, 12, 12), status=ItemStatus.PLANNED)
        >>> item.review(date(2019, 12, 12)).value, item.review(date(2019, 12, 13)).value
        ('due soon', 'overdue')
        """
        if not self.status.is_open:
            return ReviewState.CLOSED
        if self.review_on < today:
            return ReviewState.OVERDUE
        return ReviewState.DUE_SOON if self.review_on - today <= SOON else ReviewState.LATER


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a theme has nothing under one of the Ps."""

    theme: str
    p: FourP
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a theme meets a P: its items, or the reason for having none, or neither, which is a gap."""

    theme: str
    p: FourP
    items: tuple[Item, ...]
    reason: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether there is neither an item nor a reason."""
        return not self.reason and not any(item.status.counts for item in self.items)


def control_grid(themes: Sequence[str], items: Iterable[Item], reasons: Iterable[Reason]) -> tuple[tuple[Cell, ...], ...]:
    """A row for each theme, in their order, of four cells in the order of the Ps.

    Items come by review date; withdrawn ones are left out. Items and reasons of a theme that is not listed are left out, as
    those of an earlier plan are.

    >>> [[cell.is_gap for cell in row] for row in control_grid(["drugs"], [], [Reason("drugs", FourP.PREPARE, "Led by health")])]
    [[True, True, True, False]]
    """
    placed: dict[tuple[str, FourP], list[Item]] = {}
    for item in items:
        if item.status.counts:
            placed.setdefault((item.theme, item.p), []).append(item)
    said = {(reason.theme, reason.p): reason.words for reason in reasons}
    return tuple(
        tuple(
            Cell(theme, p, tuple(sorted(placed.get((theme, p), ()), key=lambda i: (i.review_on, i.action))), said.get((theme, p), "")) for p in FourP
        )
        for theme in themes
    )


def gaps(grid: Iterable[Sequence[Cell]]) -> tuple[Cell, ...]:
    """The cells with neither an item nor a reason.

    >>> len(gaps(control_grid(["drugs", "roads"], [], [])))
    8
    """
    return tuple(cell for row in grid for cell in row if cell.is_gap)
