"""The strategic side of a plan: who made it, what it is for, its priorities, aims and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wardmoot.core.calendar import Period


@dataclass(frozen=True, slots=True)
class Identity:
    """What the plan is and whose. `introduction` and `framing` are told in our own words.

    `transcribed_on` is the day the document was entered as data: every stated figure's trace carries it.
    """

    title: str
    partnership: str
    short_name: str
    first_year: int
    last_year: int
    period: Period
    transcribed_on: date
    also_known_as: tuple[str, ...] = ()
    statutory_name: str = ""
    strapline: tuple[str, ...] = ()
    slogan: str = ""
    framing: tuple[str, ...] = ()
    introduction: tuple[str, ...] = ()
    geography: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """A person the plan names. `historical`: as the document had it, never a user and never a live contact."""

    name: str
    role: str
    post: str
    organisation: str
    historical: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What should be different for people. `indicators` name the measures that show it; none is a gap."""

    id: str
    text: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A headline of the plan that claims something without a number, in our own words."""

    id: str
    priority: str
    label: str


@dataclass(frozen=True, slots=True)
class Priority:
    """A strategic priority with both of the wordings the document has for its name and its aim.

    `name` and `aim` are those of the outcomes framework table; `heading_name` and `headline_aim` those of the
    headlines page. The two pages also differ in order, so both orders are kept. `owner` is None where none is named.
    """

    key: str
    name: str
    heading_name: str
    aim: str
    headline_aim: str
    order_in_table: int
    order_in_headlines: int
    outcomes: tuple[Outcome, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A statutory obligation, or another function, that the plan says the partnership has."""

    key: str
    name: str
    description: str
