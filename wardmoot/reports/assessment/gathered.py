"""What a strategic assessment takes: finished figures, in the order the report tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, Figure, Marking, Span
from wardmoot.core.findings import Finding
from wardmoot.reports.assessment.series import Series
from wardmoot.reports.assessment.supplied import Changes, LastPlan, TopicPage
from wardmoot.reports.document import Block, MapLabel

NOT_FIRM = "the direction does not stand when all categories are tested together, so it may be chance"
Rings = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What is compared with what. `same_months_only` says that the year before is incomplete.

    `current` and `previous` are None where no month has its counterpart: then nothing is compared.
    """

    current: Period | None
    previous: Period | None
    same_months_only: bool
    words: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What the assessment covers, and what it lacks.

    `period` is what was asked for; `counted` the months of it that are held, of which every count speaks. `forces` are names.
    """

    area: Area
    period: Period
    counted: Period
    cut_off: date
    made_at: datetime
    marking: Marking
    partnership: str
    records: Figure
    basis: Basis
    forces: tuple[str, ...]
    files: int
    missing: tuple[str, ...]
    edge: str
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One category: how many, per 1,000 residents, what share of crimes, and against the time before.

    `rate` and `change` are always figures: without a population, or without months to compare, they have no value.
    `share` is None for anti-social behaviour, which is no part of the crimes. `firm` is False where the direction that the
    test gives would not stand once all categories are tested together.
    """

    name: str
    says: str
    count: Figure
    rate: Figure
    change: Figure
    share: Figure | None = None
    firm: bool = True


@dataclass(frozen=True, slots=True)
class LocalArea:
    """A community area (or ward): crimes and anti-social behaviour incidents, each with its share of the whole."""

    name: str
    crimes: Figure
    crimes_share: Figure
    asb: Figure
    asb_share: Figure


@dataclass(frozen=True, slots=True)
class Place:
    """A small area, named so that people know it. `cluster` marks a cluster of high counts of what `count` counts."""

    code: str
    name: str
    count: Figure
    share: Figure
    rate: Figure
    z: Figure
    cluster: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a small area: polygons of rings of (longitude, latitude)."""

    code: str
    name: str
    polygons: tuple[Rings, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The small areas for one count: the whole list (busiest first), and what was found about clusters, in words and (`clusters`) with figures.

    `shapes` holds the outlines of the area's own places by code; a place without an outline is listed, not drawn.
    """

    kind: str
    slug: str
    listed: tuple[Place, ...]
    shapes: Mapping[str, Shape]
    labels: tuple[MapLabel, ...]
    clusters_note: str
    rate_note: str
    clusters: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much lies in how few places."""

    kind: str
    share_of_top_ten: Figure
    places_for_half: Figure
    places: Figure


@dataclass(frozen=True, slots=True)
class Quality:
    """One line of the data-quality statement: what was looked for, how much was found, what it means for the reader."""

    check: str
    found: Figure
    means: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the assessment tells. `findings` are ranked; `topics` what is held of each topic of the template, by section;
    `comparators` the blocks that set the area beside others; `changes` last year's assessment beside this one, where it is known.
    """

    scope: Scope
    crimes: Line
    asb: Line
    offences: tuple[Line, ...]
    series: tuple[Series, ...]
    local_areas: tuple[LocalArea, ...]
    local_areas_note: str
    crime_places: Places
    asb_places: Places
    concentration: tuple[Concentration, ...]
    quality: tuple[Quality, ...]
    quality_notes: tuple[str, ...]
    attributions: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    topics: Mapping[str, tuple[TopicPage, ...]] = field(default_factory=dict)
    comparators: tuple[Block, ...] = ()
    plan: LastPlan | None = None
    changes: Changes | None = None
