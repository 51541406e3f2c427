"""A report of 60 charts and a thousand traced figures as PDF, beside WeasyPrint given its web page; and its charts alone (see `measuring.py`).

Both sides lay out the same words, tables, charts and annex as PDF/UA-1. WeasyPrint reads the page that the product itself
writes, with the product's own style sheet for print. Charts are drawn before either is timed.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import measured, run_one

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
"""The peers' environment has the product's libraries, not the product."""

CHARTS, MONTHS, PLACES = 60, 60, 285


def ours_pdf() -> dict[str, Any]:
    from wardmoot.reports.pdf import render_pdf

    document, gallery = drawn()
    return measured(lambda: render_pdf(document, gallery=gallery), check=lambda made: check(document, made))


def weasyprint_pdf() -> dict[str, Any]:
    from weasyprint import HTML

    from wardmoot.reports.html import render_html

    document, gallery = drawn()
    page = render_html(document, gallery=gallery)
    return measured(lambda: HTML(string=page).write_pdf(pdf_variant="pdf/ua-1"), check=lambda made: check(document, made))


def ours_charts() -> dict[str, Any]:
    """Drawn anew as SVG and PNG, and put in a cache."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(lambda: _draw(Path(folder)), check=lambda found: found)


def ours_charts_kept() -> dict[str, Any]:
    """Taken from the cache by a process that has drawn nothing."""
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        first = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import documents; documents._draw(documents.Path({folder!r}))"
        subprocess.run([sys.executable, "-c", first], check=True)
        return measured(lambda: _draw(Path(folder)), check=lambda found: found)


def _draw(folder: Path) -> list[float]:
    from wardmoot.reports.document import Drawing
    from wardmoot.reports.pictures import Gallery

    gallery = Gallery(folder)
    drawings = [block for block in a_document().blocks if isinstance(block, Drawing)]
    return [float(len(drawings)), float(sum(len(gallery.svg(block)) > 1000 and len(gallery.png(block)) > 1000 for block in drawings))]


def check(document: Any, made: bytes) -> list[float]:
    """What the sides agree on: the figures of the document, and that a PDF was made."""
    from wardmoot.reports.document import figures_of

    return [float(len(figures_of(document))), float(made.startswith(b"%PDF"))]


def drawn() -> tuple[Any, Any]:
    """The document with its charts drawn."""
    from wardmoot.reports.pictures import Gallery

    document, gallery = a_document(), Gallery()
    gallery.draw_all(document, lambda title: None)
    return document, gallery


def a_document() -> Any:
    """Sixty control charts with their tables by year, and a table of 285 places: the size of a county's assessment."""
    import numpy as np

    from wardmoot.core.figures import Marking
    from wardmoot.reports.document import Document, Heading, Paragraph

    random = np.random.default_rng(4)
    charts = [_chart(number, random.poisson(20 + 9 * number, MONTHS).tolist()) for number in range(CHARTS)]
    blocks: list[Any] = [Heading(1, "Month by month", "months")]
    for number, chart in enumerate(charts):
        blocks += [Heading(2, f"Series {number}", f"series-{number}"), Paragraph((f"The months of series {number} follow.",)), chart]
    blocks += [Heading(1, "Every place", "every-place", new_page=True), _places(random.poisson(90, PLACES).tolist())]
    return Document(
        title="Strategic assessment",
        subtitle="Sixty series of sixty months",
        partnership="Ashmere Community Safety Partnership",
        marking=Marking.OFFICIAL,
        cut_off=date(2025, 12, 31),
        made_at=datetime(2026, 1, 12, 9, 30, tzinfo=UTC),
        blocks=tuple(blocks),
        attributions=("Contains public sector information licensed under the Open Government Licence v3.0",),
    )


def _figure(name: str, value: float, chosen: dict[str, Any]) -> Any:
    from wardmoot.core.calendar import Period
    from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Figure, SourceFile, Trace, Unit

    made = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
    file = SourceFile("police.uk street crime", "2025-12-ashmere-street.csv", "0" * 64, made, 5000, "2025-12", "")
    trace = Trace("crimes_by_month", "1", "Rows of the month files that lie in the area are counted.", made, {}, chosen, (file,), int(value))
    area = Area("X06000001", "Ashmere", AreaKind.AUTHORITY)
    about = {"measure": "crimes_by_month", "unit": Unit.COUNT, "counting_unit": COUNTING_UNITS["crime"], "area": area}
    return Figure(id=name, label=name, value=value, period=Period.calendar_years(2025), trace=trace, **about)


def _chart(number: int, counts: list[int]) -> Any:
    from calendar import month_abbr

    from wardmoot.core.calendar import Month
    from wardmoot.reports.document import Column, ControlChart, FigureText, Point, Table

    first, mean = Month(2021, 1), sum(counts) / len(counts)
    width = 2.66 * sum(abs(a - b) for a, b in pairwise(counts)) / (len(counts) - 1)
    months = [first.shift(index) for index in range(len(counts))]
    flags = [("outside the limits",) if abs(count - mean) > width else () for count in counts]
    points = tuple(Point(month, count, f"{count:,}", flagged) for month, count, flagged in zip(months, counts, flags))
    chosen = {month: {"month": [str(month)], "series": [str(number)]} for month in months}
    held = {month: _figure(f"{number}:{month}", count, chosen[month]) for month, count in zip(months, counts)}
    rows = tuple((str(year), *(FigureText(held[first.shift((year - 2021) * 12 + index)]) for index in range(12))) for year in range(2021, 2026))
    columns = (Column("year", "Year"), *(Column(name, name, numeric=True) for name in month_abbr[1:]))
    table = Table(f"table-{number}", f"Series {number} by month", "Ashmere, 2021 to 2025", columns, rows, "data.police.uk")
    limits = (mean, max(0.0, mean - width), mean + width)
    words = (f"Series {number} month by month", "Crimes a month, Ashmere, 2021 to 2025", "A line of sixty months about its mean.", "Crimes a month")
    return ControlChart(f"chart-{number}", *words, points, *limits, table, "data.police.uk", filters=f"series: {number}; months: 2021-01 to 2025-12")


def _places(counts: list[int]) -> Any:
    from wardmoot.reports.document import Column, FigureText, Table

    rows = tuple((f"Place {index}", FigureText(_figure(f"place:{index}", count, {"place": [str(index)]}))) for index, count in enumerate(counts))
    return Table(
        "places", "Crimes in each place", "2025", (Column("place", "Place"), Column("count", "Crimes", numeric=True)), rows, "data.police.uk"
    )


if __name__ == "__main__":
    run_one(globals())
