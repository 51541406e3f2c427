"""The drawn blocks: charts, maps, pictures and cards. Each drawing has a table beside it that holds the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure
from wardmoot.reports.blocks import Table


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a series. `value` is None for a gap, drawn as a gap; `flags` names the rules that mark it unusual."""

    month: Month
    value: float | None
    text: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean and limits of a stretch of months, both ends included."""

    first: Month
    last: Month
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A run of months. `title` says the message, `subtitle` measure, area, period and unit.

    The limits are None where there are too few months; then nothing is flagged. `table` holds the same numbers. Where limits
    were computed anew from some month, `earlier` holds those of the stretches before, in order, and mean, lower and upper are
    those of the last stretch.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    y_title: str
    points: tuple[Point, ...]
    mean: float | None
    lower: float | None
    upper: float | None
    table: Table
    source: str
    earlier: tuple[Limits, ...] = ()
    filters: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from zero, in the order given; each figure brings its own text and, where it has one, its interval.

    `own` is the label of the bar that the report is about, drawn apart from its comparators. `filters` as for every drawing.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    x_title: str
    bars: tuple[tuple[str, Figure], ...]
    table: Table
    source: str
    own: str = ""
    filters: str = ""


class RegionState(StrEnum):
    SHOWN = "shown"
    NO_DATA = "no data"
    HIDDEN = "hidden to protect people"


@dataclass(frozen=True, slots=True)
class Region:
    """A place on a map: polygons of rings of (longitude, latitude), the first ring of each the outside.

    `band` is the index of its legend band; `cluster` marks a cluster of high counts; `words` is what a reader gets
    on a click or a key press: name, figure, period.
    """

    code: str
    name: str
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    state: RegionState
    figure: Figure | None = None
    band: int | None = None
    cluster: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A town's name at (longitude, latitude)."""

    text: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Map:
    """A map of counts: `bands` are the legend in words, lightest first. `table` lists the same places."""

    id: str
    title: str
    subtitle: str
    alt: str
    regions: tuple[Region, ...]
    bands: tuple[str, ...]
    labels: tuple[MapLabel, ...]
    table: Table
    source: str
    filters: str = ""


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """An area of a funnel: its rate, over the size of what it is a rate of. `own` marks the area the report is about."""

    label: str
    size: float
    figure: Figure
    own: bool = False


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """Limits of one confidence (0.95, 0.998): `lower` and `upper` at each of `sizes`, on the scale of the rate."""

    confidence: float
    sizes: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Areas by size and rate, with the limits within which areas of that size differ by chance. `centre` is the rate of all together."""

    id: str
    title: str
    subtitle: str
    alt: str
    x_title: str
    y_title: str
    points: tuple[FunnelPoint, ...]
    centre: float
    limits: tuple[FunnelLimits, ...]
    table: Table
    source: str
    filters: str = ""


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """A thing placed by two scores. `label` stands beside the point; points at one place share a label list, never overprint."""

    label: str
    x: Figure
    y: Figure


@dataclass(frozen=True, slots=True)
class ScorePlot:
    """Things placed by two scores, for example impact by likelihood: text labels, axes from the least to the greatest score possible."""

    id: str
    title: str
    subtitle: str
    alt: str
    x_title: str
    y_title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    points: tuple[PlotPoint, ...]
    table: Table
    source: str
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a person added: PNG or JPEG bytes, what it shows in words, and where it is from."""

    id: str
    title: str
    alt: str
    content: bytes
    source: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A card: what it counts in plain words, the figure, and (optionally) its small control chart."""

    words: str
    figure: Figure
    chart: ControlChart | None = None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    cards: tuple[KeyFigure, ...]
