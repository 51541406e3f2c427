"""A document with every kind of block and awkward text, for the tests of the renderers."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Denominator,
    Figure,
    Interval,
    Marking,
    Polarity,
    Shorthand,
    SourceFile,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
    write_number,
)
from wardmoot.reports.document import (
    BarChart,
    Bullets,
    Callout,
    CalloutKind,
    Column,
    ControlChart,
    Document,
    FigureText,
    Form,
    Funnel,
    FunnelLimits,
    FunnelPoint,
    Heading,
    KeyFigure,
    KeyFigures,
    Map,
    MapLabel,
    Paragraph,
    Picture,
    PlotPoint,
    Point,
    Region,
    RegionState,
    ScorePlot,
    Table,
)

WELSH = "Tŷ Gŵyn yng Nghaerfyrddin"
QUOTES = "“quoted” ‘words’ – and a dash"
MARKUP = '#panic("x") $a$ *b* _c_ @d [e] <f> `g` \\h & "i" //j ~k'
CLOSING = "</table></svg><script>alert(1)</script>]]>"
FORMULA = '=HYPERLINK("http://example.invalid","x")'
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 2
POLICE_CAR = "\U0001f693"

AREA = Area("X06000001", "Ashmere", AreaKind.AUTHORITY)
YEAR = Period.span(Month(2025, 1), Month(2025, 12))
BEFORE = Period.span(Month(2024, 1), Month(2024, 12))
MADE = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0"
FILES = tuple(
    SourceFile(
        "police.uk street crime", f"2025-{month:02d}-ashmere-street.csv", f"{month:064x}", MADE, 2000 + month, f"2025-{month:02d}", ATTRIBUTION
    )
    for month in range(1, 13)
)


def trace_for(kind: str, rows: int | None) -> Trace:
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    return Trace(
        "crimes_by_type",
        "2",
        "Rows of the month files that lie in the area are counted.",
        MADE,
        {"area": "X06000001"},
        {"month": months, "crime_type": kind},
        FILES,
        rows,
    )


def figure(name: str, value: float | None, *, label: str = "", unit: Unit = Unit.COUNT, before: float | None = None, **more: object) -> Figure:
    """A figure with its trace; with `before` it is compared and tested."""
    if before is not None:
        more["comparator"] = Comparator(before, BEFORE, AREA, "the 12 months before")
        more.setdefault("verdict", Verdict(VerdictWord.NO_CLEAR_CHANGE, "quasi-Poisson", p=0.31))
    settings = {"counting_unit": COUNTING_UNITS["crime"], "area": AREA, "period": YEAR, "polarity": Polarity.LOWER_IS_BETTER, **more}
    return Figure(
        id=name,
        label=label or name,
        measure="crimes_by_type",
        value=value,
        unit=unit,
        trace=trace_for(label or name, None if value is None else round(value)),
        **settings,
    )


def rate(name: str, value: float) -> Figure:
    return figure(
        name,
        value,
        unit=Unit.RATE,
        multiplier=1000,
        numerator=25247,
        denominator=Denominator(517979, "residents", "mid-2023"),
        interval=Interval(value - 0.6, value + 0.6, 0.95, "Byar"),
    )


def offences_table() -> Table:
    kinds = ("Violence and sexual offences", "Burglary", "Robbery", WELSH, QUOTES, MARKUP, FORMULA, "+44 and @home", "-dash first", CLOSING)
    rows = []
    for index, kind in enumerate(kinds):
        count = figure(f"offences:{index}", 11821 // (index + 1), label=kind, before=10000 // (index + 1))
        share = figure(f"share:{index}", 26.3158 / (index + 1), label=f"share {index}", unit=Unit.PER_CENT)
        rows.append(
            (
                kind,
                FigureText(count),
                FigureText(rate(f"rate:{index}", 48.741 / (index + 1))),
                FigureText(count, Form.CHANGE),
                FigureText(share),
                FigureText(count, Form.VERDICT),
            )
        )
    rows.append(
        (LONG, FigureText(figure("gone", None)), FigureText(figure("hidden", None, missing=Shorthand.CONFIDENTIAL)), None, None, "not tested")
    )
    columns = (
        Column("kind", "Offence"),
        Column("count", "Crimes", numeric=True),
        Column("rate", "Rate per 1,000 residents", numeric=True),
        Column("change", "Change", numeric=True),
        Column("share", "Share of crimes", numeric=True),
        Column("verdict", "What the test says"),
    )
    notes = ("Rates use the mid-2023 population.", f"Names are as {WELSH} gives them.")
    return Table(
        "offences",
        "Violence and sexual offences were the most recorded crimes",
        "Crimes by type, Ashmere, 2025",
        columns,
        tuple(rows),
        "data.police.uk",
        notes,
    )


def empty_table() -> Table:
    return Table(
        "none", "No rows were found", "An empty table", (Column("place", "Place"), Column("count", "Crimes", numeric=True)), (), "data.police.uk"
    )


def monthly_chart(name: str = "monthly", *, limits: bool = True) -> ControlChart:
    first, points, rows = Month(2023, 9), [], []
    for index in range(28):
        month = first.shift(index)
        value = None if 6 <= index <= 12 else (1480 if index == 17 else 900 + (index * 137) % 260)
        text = "[x]" if value is None else write_number(value)
        points.append(Point(month, value, text, ("above the upper limit",) if index == 17 and limits else ()))
        rows.append((month.written, FigureText(figure(f"{name}:{month}", value, label=month.written)), "unusual" if index == 17 and limits else ""))
    columns = (Column("month", "Month"), Column("count", "Crimes", numeric=True), Column("flag", "Unusual month"))
    table = Table(f"{name}-numbers", "Crimes a month", "Ashmere, September 2023 to December 2025", columns, tuple(rows), "data.police.uk")
    numbers = (1010.4, 640.2, 1380.6) if limits else (None, None, None)
    return ControlChart(
        name,
        "One month of 28 was unusual",
        "Crimes a month, Ashmere, September 2023 to December 2025",
        "A line of crimes a month about a mean of 1,010; February 2025 lies above the upper limit; March to September 2024 have no data.",
        "Crimes a month",
        tuple(points),
        *numbers,
        table,
        "data.police.uk",
    )


def towns_chart() -> BarChart:
    towns = ("Ashmere town", WELSH, QUOTES, LONG[:60], MARKUP, "Not known")
    figures = [figure(f"town:{index}", 1200 // (index + 1) if index < 5 else None, label=town) for index, town in enumerate(towns)]
    columns = (Column("town", "Town"), Column("count", "Crimes", numeric=True))
    table = Table(
        "towns-numbers", "Crimes by town", "Ashmere, 2025", columns, tuple((t, FigureText(f)) for t, f in zip(towns, figures)), "data.police.uk"
    )
    return BarChart(
        "towns",
        "Ashmere town had the most crimes",
        "Crimes, 2025",
        "Bars of crimes by town, Ashmere town the longest.",
        "Crimes",
        tuple(zip(towns, figures)),
        table,
        "data.police.uk",
    )


def square(x: float, y: float, size: float = 0.02) -> tuple[tuple[tuple[float, float], ...], ...]:
    return (((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)),)


def places_map(columns: int = 6, rows: int = 5) -> Map:
    regions, listed = [], []
    for index in range(columns * rows):
        state = {3: RegionState.NO_DATA, 8: RegionState.HIDDEN}.get(index, RegionState.SHOWN)
        shown = state is RegionState.SHOWN
        count = figure(
            f"place:{index}",
            (index * 37) % 199 + 1 if shown else None,
            label=f"Place {index}",
            missing=Shorthand.NOT_AVAILABLE if index == 3 else Shorthand.CONFIDENTIAL,
        )
        where = square(-2 + (index % columns) * 0.02, 51 + (index // columns) * 0.02)
        band = int(count.value // 50) if count.value else None
        regions.append(
            Region(
                f"X010{index:05d}",
                f"Ashmere {index}",
                (where,),
                state,
                count,
                band,
                index in (14, 15, 20),
                f"Ashmere {index}: {count.written} crimes",
            )
        )
        listed.append((f"Ashmere {index}", FigureText(count), "yes" if index in (14, 15, 20) else "no"))
    heads = (Column("place", "Place"), Column("count", "Crimes", numeric=True), Column("cluster", "In a cluster of high counts"))
    table = Table(
        "places-numbers",
        "The ten places listed first",
        "Crimes, 2025",
        heads,
        tuple(listed[:10]),
        "data.police.uk; Office for National Statistics boundaries",
    )
    towns = (MapLabel("Ashmere", -1.95, 51.05), MapLabel(WELSH[:8], -1.948, 51.051), MapLabel("Lowford & Sons", -1.90, 51.09))
    bands = ("1 to 49 crimes", "50 to 99 crimes", "100 to 149 crimes", "150 to 199 crimes")
    return Map(
        "places",
        "High counts cluster in the middle",
        "Crimes by small area, 2025",
        "A grid of places; three in the middle form a cluster.",
        tuple(regions),
        bands,
        towns,
        table,
        table.source,
    )


def ranked_chart() -> BarChart:
    """Areas ranked by rate, with intervals, the own area among them."""
    areas = ("Kingsmarsh", "Ashmere", "Lowford", "Nowhere")
    figures = [rate(f"ranked:{area}", 80.0 - 9 * index) for index, area in enumerate(areas[:3])] + [figure("ranked:Nowhere", None, unit=Unit.RATE)]
    table = _numbers("ranked-numbers", "Crimes for every 1,000 residents", [(area, FigureText(f)) for area, f in zip(areas, figures)])
    return BarChart(
        "ranked",
        "Ashmere lies between two similar areas",
        "Crimes for every 1,000 residents, 2025",
        "Bars with intervals; Ashmere is second of three, and Nowhere has no data.",
        "Crimes for every 1,000 residents",
        tuple(zip(areas, figures)),
        table,
        "Office for National Statistics",
        own="Ashmere",
        filters="recorded crimes except fraud; year to December 2025",
    )


def _numbers(name: str, title: str, rows: list[tuple[str, FigureText]]) -> Table:
    columns = (Column("area", "Area"), Column("value", "Value", numeric=True))
    return Table(name, title, "2025", columns, tuple(rows), "Office for National Statistics")


def areas_funnel(count: int = 15) -> Funnel:
    """Areas by population and rate, the own area outside its limits."""
    points = []
    for index in range(count):
        size = 60_000 + 31_000 * index
        value = 66 + (index * 7) % 5 + (18 if index == 9 else 0)
        points.append(FunnelPoint("Ashmere" if index == 9 else f"Area {index}", size, rate(f"funnel:{index}", value), own=index == 9))
    sizes = tuple(float(20_000 * step) for step in range(1, 30))
    limits = tuple(
        FunnelLimits(confidence, sizes, tuple(68 - width / size**0.5 for size in sizes), tuple(68 + width / size**0.5 for size in sizes))
        for confidence, width in ((0.95, 4100.0), (0.998, 6450.0))
    )
    table = _numbers("funnel-numbers", "Rates of similar areas", [(point.label, FigureText(point.figure)) for point in points])
    return Funnel(
        "funnel",
        "Ashmere lies above the limits of areas of its size",
        "Crimes for every 1,000 residents by number of residents, 2025",
        "Fifteen areas by population and rate, with limits that narrow as areas grow; Ashmere lies above them.",
        "Residents",
        "Crimes for every 1,000 residents",
        tuple(points),
        68.0,
        limits,
        table,
        "Office for National Statistics",
        filters="recorded crimes except fraud; similar areas of the 2023 list",
    )


def risk_plot(count: int = 14) -> ScorePlot:
    """Issues by two scores, several at one place."""
    names = ("Domestic abuse", "Violence in the night-time economy", "County lines and exploitation of children", WELSH, MARKUP[:30])
    points = []
    for index in range(count):
        x, y = 1 + (index * 2) % 4, 1 + (index // 3) % 4
        scores = [figure(f"score:{index}:{axis}", value, unit=Unit.SCORE) for axis, value in (("x", x), ("y", y))]
        points.append(PlotPoint(f"{names[index % 5]} {index}", scores[0], scores[1]))
    table = _numbers("plot-numbers", "Scores", [(point.label, FigureText(point.x)) for point in points])
    return ScorePlot(
        "risk-plot",
        "Four issues score highest on both",
        "Agreed scores, 6 March 2026",
        "Issues by impact and likelihood, each from 1 to 4.",
        "Likelihood",
        "Impact",
        (1, 4),
        (1, 4),
        tuple(points),
        table,
        "Scored by the partnership",
    )


def added_picture(kind: str = "png") -> Picture:
    """A picture that somebody added."""
    return Picture(f"added-{kind}", f"The car park {QUOTES}", "A plan of a car park with two cameras.", drawn_pixels(kind), "Ashmere council")


def drawn_pixels(kind: str = "png") -> bytes:
    """A small picture: stripes in 120 by 80 pixels."""
    from PIL import Image

    held = io.BytesIO()
    stripes = bytes(value for y in range(80) for x in range(120) for value in ((x * 2) % 256, (y * 3) % 256, 120))
    Image.frombytes("RGB", (120, 80), stripes).save(held, kind.upper())
    return held.getvalue()


def key_figures() -> KeyFigures:
    crimes = figure("headline:crimes", 25247, label="Crimes recorded", before=24125)
    asb = figure("headline:asb", 6114, label="Anti-social behaviour incidents", counting_unit=COUNTING_UNITS["asb_incident"])
    few = figure("headline:few", 4, label="Robberies", before=3, verdict=Verdict(VerdictWord.TOO_FEW, note="fewer than ten in either period"))
    return KeyFigures(
        (
            KeyFigure("Crimes recorded in the area", crimes, monthly_chart("spark")),
            KeyFigure("Anti-social behaviour incidents", asb),
            KeyFigure(f"Robbery, {WELSH}", few),
        )
    )


def sample_document(*, demonstration: bool = True, marking: Marking = Marking.OFFICIAL_SENSITIVE, extra: str = "") -> Document:
    """Every kind of block, with text that breaks careless renderers."""
    total = figure("total", 25247, label="Crimes")
    blocks = (
        Heading(1, "Summary", "summary"),
        Paragraph(("There were ", FigureText(total, Form.WITH_UNIT), f" in {WELSH}; {QUOTES}; {MARKUP}{extra}.")),
        key_figures(),
        Callout(CalloutKind.NOTE, "Same months only", ("The months before are incomplete, so only January to April are compared.",)),
        Callout(CalloutKind.WARNING, "Small numbers", ("Robbery: ", FigureText(figure("robbery", 95, before=90), Form.WITH_COMPARATOR), ".")),
        Heading(1, "Offences", "offences-heading"),
        Heading(2, "By type", "by-type"),
        offences_table(),
        empty_table(),
        Bullets((("Burglary: ", FigureText(rate("rate:bullet", 2.17), Form.INTERVAL), " per 1,000."), (CLOSING,), (FORMULA,))),
        Heading(2, "Month by month", "months"),
        monthly_chart(),
        monthly_chart("short", limits=False),
        Heading(1, "Places", "places-heading"),
        towns_chart(),
        places_map(),
        Heading(2, "Beside similar areas", "similar"),
        ranked_chart(),
        areas_funnel(),
        risk_plot(),
        added_picture(),
        added_picture("jpeg"),
        Heading(2, "Control \x00\x07characters\x0b", "control"),
        Paragraph((f"{LONG} and a tab\tand a\nnew line",)),
    )
    return Document(
        f"Strategic assessment of {WELSH}",
        "12 months to December 2025",
        "Ashmere Community Safety Partnership",
        marking,
        date(2025, 12, 31),
        MADE,
        blocks,
        (ATTRIBUTION, "Boundaries: Office for National Statistics"),
        demonstration=demonstration,
    )
