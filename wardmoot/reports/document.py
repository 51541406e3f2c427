"""The document: blocks of finished values that every renderer draws, so that a report is written once.

A block holds text, figures and geometry; never a query. A renderer lays blocks out and changes no number:
the text of a figure comes from `FigureText.text` in every format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wardmoot.core.calendar import Month
from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import Figure, Marking, Shorthand, Unit, write_number, write_value


class Form(StrEnum):
    """Which part of a figure is written."""

    VALUE = "value"
    WITH_COMPARATOR = "value (comparator)"
    WITH_UNIT = "value and unit"
    COMPARATOR = "comparator"
    CHANGE = "change"
    INTERVAL = "interval"
    VERDICT = "verdict"
    RATIO = "ratio and its interval"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure where it is printed; `form` says which part. Renderers link it to its trace."""

    figure: Figure
    form: Form = Form.VALUE

    @property
    def text(self) -> str:
        """The words to print."""
        f = self.figure
        if self.form is Form.WITH_COMPARATOR:
            return f.written_with_comparator
        if self.form is Form.WITH_UNIT:
            return f"{f.written} {f.written_unit}"
        if self.form is Form.COMPARATOR:
            return write_value(f.comparator.value if f.comparator else None, f.unit, places=f.places)
        if self.form is Form.CHANGE:
            change = f.change
            places = f.places if f.places is not None else int(f.unit is not Unit.COUNT)
            return f.missing.value if change is None else f"{'+' if change > 0 else ''}{write_number(change, places)}"
        if self.form is Form.INTERVAL:
            return f.interval.write(f.unit, f.places) if f.interval else f.missing.value
        if self.form in (Form.VERDICT, Form.RATIO, Form.TEST):
            return self._tested()
        return f.written

    def _tested(self) -> str:
        verdict = self.figure.verdict
        if verdict is None:
            return "not tested"
        if self.form is Form.VERDICT:
            return verdict.word.value
        if self.form is Form.TEST:
            return verdict.test or "none"
        if verdict.ratio is None:
            return Shorthand.NOT_AVAILABLE.value
        interval = f" ({verdict.interval.write(Unit.SCORE, 2)})" if verdict.interval else ""
        return f"{write_number(verdict.ratio, 2)}{interval}"

    @property
    def number(self) -> float | None:
        """The number behind the text, unrounded, for formats that hold numbers; None for words and missing values."""
        f = self.figure
        if self.form in (Form.VALUE, Form.WITH_UNIT, Form.WITH_COMPARATOR):
            return f.value
        if self.form is Form.COMPARATOR:
            return f.comparator.value if f.comparator else None
        return f.change if self.form is Form.CHANGE else None


Span = str | FigureText
Cell = str | FigureText | None
"""A table cell. None is a cell that does not apply and is written as shorthand [z]."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3 (the title of the document is its own, above level 1).

    `new_page` begins a page on paper; `listed` puts a heading of level 1 or 2 in the contents.
    """

    level: int
    text: str
    anchor: str
    new_page: bool = False
    listed: bool = True

    @property
    def in_contents(self) -> bool:
        """Whether the contents name it."""
        return self.listed and self.level <= 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[tuple[Span, ...], ...]


class CalloutKind(StrEnum):
    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Callout:
    """A boxed remark that must not be missed."""

    kind: CalloutKind
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A card: what it counts in plain words, the figure, and (optionally) its small control chart."""

    words: str
    figure: Figure
    chart: ControlChart | None = None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    cards: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`numeric` columns are aligned right; `heading` carries the unit where every cell shares it."""

    key: str
    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a real header row; the first column heads each row. `source` is the attribution printed under it."""

    id: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}, row {number}: {len(row)} cells for {len(self.columns)} columns")


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


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from zero, in the order given; each figure brings its own text."""

    id: str
    title: str
    subtitle: str
    alt: str
    x_title: str
    bars: tuple[tuple[str, Figure], ...]
    table: Table
    source: str


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


Block = Heading | Paragraph | Bullets | Callout | KeyFigures | Table | ControlChart | BarChart | Map


@dataclass(frozen=True, slots=True)
class Document:
    """A report, ready to be drawn. The marking, the cut-off and the attributions go on every page and sheet.

    `demonstration` makes every page and sheet say DEMONSTRATION - NOT REAL. `cut_off` is the last day of data.
    """

    title: str
    subtitle: str
    partnership: str
    marking: Marking
    cut_off: date
    made_at: datetime
    blocks: tuple[Block, ...]
    attributions: tuple[str, ...]
    demonstration: bool = False
    language: str = "en-GB"

    @property
    def footer(self) -> str:
        """What every page says of itself."""
        return f"{self.partnership}: {self.title}. Data to {written_day(self.cut_off)}."


DEMONSTRATION = "DEMONSTRATION - NOT REAL"


def figures_of(document: Document) -> tuple[Figure, ...]:
    """Every figure the document prints, each once, in the order a reader meets them."""
    found: dict[str, Figure] = {}

    def keep(*items: object) -> None:
        for item in items:
            figure = item.figure if isinstance(item, (FigureText, KeyFigure, Region)) else item
            if isinstance(figure, Figure):
                found.setdefault(figure.id, figure)

    for block in document.blocks:
        match block:
            case Paragraph(spans=spans) | Callout(spans=spans):
                keep(*spans)
            case Bullets(items=items):
                for item in items:
                    keep(*item)
            case KeyFigures(cards=cards):
                keep(*cards)
            case Table(rows=rows):
                for row in rows:
                    keep(*row)
            case ControlChart(table=table):
                for row in table.rows:
                    keep(*row)
            case BarChart(bars=bars, table=table):
                keep(*(figure for _, figure in bars))
                for row in table.rows:
                    keep(*row)
            case Map(regions=regions, table=table):
                keep(*regions)
                for row in table.rows:
                    keep(*row)
    return tuple(found.values())


def printed_tables(document: Document) -> Iterator[Table]:
    """Every table of the document, those behind its charts and maps too."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, ControlChart | BarChart | Map):
            yield block.table
