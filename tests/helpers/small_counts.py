"""A document full of small counts that hang together: a table with totals, a chart of months, a map, bars, a card and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Denominator,
    DisclosureClass,
    Figure,
    FigureText,
    Form,
    Interval,
    Marking,
    SourceFile,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
)
from wardmoot.reports.document import (
    BarChart,
    Bullets,
    Column,
    ControlChart,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Map,
    Paragraph,
    Point,
    Region,
    RegionState,
    Table,
)

AREA = Area("X06000001", "Ashmere", AreaKind.AUTHORITY)
MADE = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
POPULATION = Denominator(48_000, "residents", "mid-2024")
FILE = SourceFile("street", "ashmere.csv", "a" * 64, MADE, 900, "2025")


@dataclass(frozen=True)
class World:
    """The true counts: by kind now and a year before, by place, and by month (the last three of one year each add up to the kinds)."""

    kinds: Mapping[str, int]
    before: Mapping[str, int]
    places: Mapping[str, int]
    months: Sequence[int]
    year: int = 2025

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


WORLD = World(
    kinds={"Robbery": 3, "Burglary": 17, "Bicycle theft": 41, "Drugs": 23, "Weapons": 2},
    before={"Robbery": 7, "Burglary": 19, "Bicycle theft": 37, "Drugs": 4, "Weapons": 8},
    places={"Northgate": 31, "Southend": 4, "Eastly": 29, "Weston": 22},
    months=[9, 6, 7, 11, 4, 8, 12, 3, 7, 9, 5, 5],
)


def small_document(world: World = WORLD, *, filtered: bool = True, disclosure: DisclosureClass = DisclosureClass.OPEN, **about: Any) -> Document:
    """The document. `filtered` False: the traces do not say what was counted, so that only the tables tell what adds up to what."""
    made = _Maker(world, filtered, disclosure)
    kinds = {kind: made.kind(kind) for kind in world.kinds}
    total = made.figure("total", "crimes", world.total, {}, before=sum(world.before.values()))
    return Document(
        **{
            "title": "Small counts",
            "subtitle": "Crimes by kind",
            "partnership": "Ashmere Community Safety Partnership",
            "marking": Marking.OFFICIAL_SENSITIVE,
            "cut_off": date(world.year, 12, 31),
            "made_at": MADE,
            "blocks": (
                Heading(1, "Crimes", "crimes"),
                Paragraph(
                    (
                        "In all ",
                        FigureText(total, Form.WITH_UNIT),
                        " were recorded. Three robberies were near the station. Marking: OFFICIAL-SENSITIVE.",
                    )
                ),
                Bullets(
                    (("Robbery ", FigureText(kinds["Robbery"], Form.WITH_COMPARATOR), "."), ("All ", FigureText(total, Form.WITH_COMPARATOR), "."))
                ),
                KeyFigures((KeyFigure("Robberies", kinds["Robbery"]), KeyFigure("Crimes", total, made.chart(total)))),
                made.table(kinds, total),
                made.bars(kinds),
                made.chart(total, "months"),
                made.map(),
            ),
            "attributions": ("Source: Ashmere police",),
            **about,
        }
    )


@dataclass(frozen=True)
class _Maker:
    world: World
    filtered: bool
    disclosure: DisclosureClass

    def figure(self, id: str, label: str, value: int, parts: Mapping[str, Any], *, before: int | None = None, period: Period | None = None) -> Figure:
        when = period or Period.calendar_years(self.world.year)
        then = Period.calendar_years(self.world.year - 1)
        compared = None if before is None else Comparator(before, then, AREA, "the year before", before, trace=self.trace(parts, then, before))
        word = VerdictWord.TOO_FEW if value < 30 else VerdictWord.NO_CLEAR_CHANGE
        return Figure(
            id=f"{id}.{self.world.year}",
            label=label,
            measure="crimes",
            value=value,
            numerator=value,
            unit=Unit.COUNT,
            counting_unit=COUNTING_UNITS["crime"],
            area=AREA,
            period=when,
            trace=self.trace(parts, when, value),
            breakdown={name: str(part) for name, part in parts.items()},
            comparator=compared,
            verdict=None
            if before is None
            else Verdict(word, "quasi-Poisson", 1.25, 0.21, value / max(before, 1), overdispersion=1.7 if parts else 3.64),
            disclosure=self.disclosure,
            marking=Marking.OFFICIAL_SENSITIVE,
        )

    def trace(self, parts: Mapping[str, Any], period: Period, rows: int) -> Trace:
        months = [str(month) for month in period.months()]
        sides = {"Month": months, "Kind": list(self.world.kinds), "Place": list(self.world.places)}
        named = {"kind": "Kind", "place": "Place", "month": "Month"}
        chosen = {**sides, **{named[name]: [part] for name, part in parts.items()}} if self.filtered else {}
        return Trace("crimes", "1", "Rows are counted.", MADE, {"least": rows}, chosen, (FILE,), rows)

    def kind(self, kind: str) -> Figure:
        slug = kind.lower().replace(" ", "-")
        return self.figure(f"kind.{slug}", kind, self.world.kinds[kind], {"kind": kind}, before=self.world.before[kind])

    def rate(self, count: Figure) -> Figure:
        value = (count.numerator or 0) / POPULATION.value * 1000
        return self.derived(count, ".rate", value, Unit.RATE, POPULATION, 1000, Interval(value * 0.8, value * 1.25, 0.95, "Byar"))

    def share(self, count: Figure) -> Figure:
        return self.derived(
            count, ".share", (count.numerator or 0) / max(self.world.total, 1) * 100, Unit.PER_CENT, Denominator(self.world.total, "crimes", "own")
        )

    def derived(
        self, count: Figure, suffix: str, value: float, unit: Unit, base: Denominator, per: float = 100, interval: Interval | None = None
    ) -> Figure:
        from dataclasses import replace

        return replace(
            count,
            id=count.id + suffix,
            value=value,
            unit=unit,
            denominator=base,
            multiplier=per,
            interval=interval,
            comparator=None,
            verdict=None,
            places=1,
        )

    def table(self, kinds: Mapping[str, Figure], total: Figure) -> Table:
        rows = [(name, count) for name, count in sorted(kinds.items(), key=lambda one: -(one[1].value or 0))]
        forms = (Form.VALUE, Form.COMPARATOR, Form.CHANGE)
        heads = ("Crimes", "Year before", "Difference", "Per 1,000", "Interval", "Share", "Test")
        return Table(
            f"kinds-{self.world.year}",
            "Crimes by kind",
            "Ashmere",
            (Column("kind", "Kind"), *(Column(f"c{i}", head, numeric=True) for i, head in enumerate(heads))),
            tuple(
                (
                    name,
                    *(FigureText(count, form) for form in forms),
                    FigureText(self.rate(count)),
                    FigureText(self.rate(count), Form.INTERVAL),
                    FigureText(self.share(count)),
                    FigureText(count, Form.VERDICT),
                )
                for name, count in (*rows, ("Total", total))
            ),
            "Ashmere police",
            ("They vary this many times as much as by chance: crimes 3.6.",),
        )

    def bars(self, kinds: Mapping[str, Figure]) -> BarChart:
        ordered = sorted(kinds.items(), key=lambda one: -(one[1].value or 0))
        table = Table(
            "bars-table",
            "Crimes by kind, drawn",
            "",
            (Column("k", "Kind"), Column("n", "Crimes", numeric=True)),
            tuple((k, FigureText(f)) for k, f in ordered),
            "",
        )
        least = min(self.world.kinds.values())
        return BarChart(
            "bars", f"The fewest are {least} crimes", "2025", f"Bars. The shortest is {least} crimes.", "Crimes", tuple(ordered), table, ""
        )

    def chart(self, total: Figure, id: str = "spark") -> ControlChart:
        figures = []
        for index, value in enumerate(self.world.months):
            month = Month(self.world.year, index + 1)
            figures.append(
                (month, self.figure(f"month.{month}", "crimes", value, {"month": str(month)}, period=Period.month(month.year, month.month)))
            )
        rows = tuple((month.written, FigureText(figure)) for month, figure in figures)
        table = Table(
            f"{id}-table",
            "Crimes by month",
            "",
            (Column("m", "Month"), Column("n", "Crimes", numeric=True)),
            rows,
            "",
            ("Unusual months: high, May.",),
        )
        points = tuple(Point(month, figure.value, figure.written, ("high",) if month.month == 5 else ()) for month, figure in figures)
        mean = sum(self.world.months) / 12
        return ControlChart(
            id, "Crimes: 1 unusual month", "2025", f"The mean is {mean:.2f} crimes.", "Crimes a month", points, mean, 0.4, mean * 2.2, table, ""
        )

    def map(self) -> Map:
        figures = {name: self.figure(f"place.{name}", name, value, {"place": name}) for name, value in self.world.places.items()}
        rows = tuple((name, FigureText(figure)) for name, figure in figures.items())
        table = Table("places", "Crimes by place", "", (Column("p", "Place"), Column("n", "Crimes", numeric=True)), rows, "")
        regions = tuple(
            Region(
                f"P{i}",
                name,
                (((((i, 51.0), (i + 1, 51.0), (i + 1, 52.0), (i, 51.0)),)),),
                RegionState.SHOWN,
                figure,
                int((figure.value or 0) > 9),
                words=f"{name}: {figure.written} crimes",
            )
            for i, (name, figure) in enumerate(figures.items())
        )
        return Map("map", "Most are in Northgate", "Crimes in each place", "A map.", regions, ("0 to 9", "10 or more"), (), table, "")
