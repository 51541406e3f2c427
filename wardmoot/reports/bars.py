"""Horizontal bars as Vega-Lite specifications, with the intervals of their figures and the report's own area marked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from wardmoot.core.figures import Figure, write_number
from wardmoot.reports import vega
from wardmoot.reports.axes import lookup, plain_axis, ticks
from wardmoot.reports.document import BarChart
from wardmoot.reports.palette import COMPARED, DARK_BLUE, INK, MUTED, TEAL, WHITE
from wardmoot.reports.vega import TEXT, Spec, layer, quantitative
from wardmoot.reports.wording import clean

BAR_WIDTH, BAR_HEIGHT = 400, 26
LONGEST = 34
"""Letters in a line of the name of a bar."""


def bar_chart_spec(chart: BarChart) -> Spec:
    """Horizontal bars from zero in the order given, each with its figure's own text at its end.

    A figure without a number has no bar, only its shorthand. Figures with an interval have it drawn over the bar, and the
    axis says so. `chart.own` is dark and its name bold, the others grey. Raises ValueError for a chart without bars.
    """
    if not chart.bars:
        raise ValueError(f"bar chart “{chart.id}” has no bars")
    names = [textwrap.wrap(clean(name), LONGEST) or [""] for name, _ in chart.bars]
    step = max(BAR_HEIGHT, 4 + max(map(len, names)) * (TEXT + 3))
    rows = [_row(index, chart, name, figure) for index, (name, figure) in enumerate(chart.bars)]
    reach = ticks(max(row["end"] for row in rows), min(row["start"] for row in rows))
    largest = max(row["end"] for row in rows)
    y = {"field": "i", "type": "ordinal", "sort": list(range(len(rows))), "axis": _names_axis(chart, names)}
    scale = {"domain": [reach[0], max(largest, reach[-1])], "nice": False}
    x = quantitative("v", scale=scale, axis=_axis(_x_title(chart)))
    colour = {"field": "colour", "type": "nominal", "scale": None}
    bars = layer(rows, {"type": "bar", "height": {"band": 0.72}}, x=x, y=y, color=colour)
    zero = layer([{"v": 0}], {"type": "rule", "color": MUTED}, x=quantitative("v"))
    ends = {"type": "text", "align": "left", "dx": 6, "color": INK, "fontWeight": 600, "clip": False}
    words = layer(rows, ends, x=quantitative("end"), y=y, text={"field": "w"})
    return vega.chart(BAR_WIDTH, {"step": step}, [bars, zero, *_intervals(rows, y), words])


def _row(index: int, chart: BarChart, name: str, figure: Figure) -> Spec:
    value, interval = figure.value or 0, figure.interval
    low = interval.lower if interval and interval.lower is not None else value
    high = interval.upper if interval and interval.upper is not None else value
    colour = DARK_BLUE if not chart.own or name == chart.own else COMPARED
    ranged = bool(interval) and figure.value is not None
    return {
        "i": index,
        "v": value,
        "w": figure.written,
        "colour": colour,
        "low": low,
        "high": high,
        "ranged": ranged,
        "start": min(low, value, 0) if ranged else min(value, 0),
        "end": max(high, value, 0) if ranged else max(value, 0),
    }


def _intervals(rows: Sequence[Spec], y: Spec) -> Iterator[Spec]:
    """Each interval as a line with a tick at either end, on a white line that lifts it from its bar."""
    ranged = [row for row in rows if row["ranged"]]
    if not ranged:
        return
    for width, colour in ((4.5, WHITE), (1.5, INK)):
        line = {"type": "rule", "color": colour, "strokeWidth": width, "strokeCap": "butt"}
        yield layer(ranged, line, x=quantitative("low"), x2={"field": "high"}, y=y)
    tick: Spec = {"type": "tick", "color": INK, "thickness": 1.5, "size": 9}
    for end in ("low", "high"):
        yield layer(ranged, tick, x=quantitative(end), y=y)


def _x_title(chart: BarChart) -> str:
    levels = {figure.interval.confidence for _, figure in chart.bars if figure.interval and figure.value is not None}
    if not levels:
        return chart.x_title
    shares = " or ".join(f"{write_number(level * 100, 0 if level * 100 % 1 < 1e-9 else 1)}%" for level in sorted(levels))
    return f"{chart.x_title} (thin line: {shares} interval)"


def _names_axis(chart: BarChart, names: Sequence[Sequence[str]]) -> Spec:
    order = list(range(len(names)))
    own = [index for index, (name, _) in enumerate(chart.bars) if name == chart.own]
    weight: Any = {"condition": {"test": f"indexof({own}, datum.value) >= 0", "value": "bold"}, "value": "normal"} if own else "normal"
    return plain_axis(labelExpr=lookup(order, names), labelLimit=0, labelColor=INK, labelOverlap=False, labelFontWeight=weight)


def _axis(title: str) -> Spec:
    return {
        "values": [],
        "domain": False,
        "grid": False,
        "title": clean(title),
        "titleAlign": "left",
        "titleAnchor": "start",
        "titlePadding": 4,
        "titleColor": TEAL,
    }
