"""Control charts and bar charts as Vega-Lite specifications: plain values that a renderer or a browser draws."""

from __future__ import annotations

import textwrap
from typing import Any

from wardmoot.core.figures import write_number
from wardmoot.reports.axes import lookup, month_ticks, plain_axis, tick_words, ticks
from wardmoot.reports.document import BarChart, ControlChart
from wardmoot.reports.fonts import CHART_FONTS
from wardmoot.reports.labels import Ground, place_labels
from wardmoot.reports.palette import DARK_BLUE, DARK_GREY, DARK_PINK, INK, MUTED, PALE, RULE, TEAL
from wardmoot.reports.series import Series, series_of, spread
from wardmoot.reports.wording import clean

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT, BAR_HEIGHT = 620, 180, 26
TEXT = 13
HEADROOM = 1.07
"""Room above the highest month for its number."""
MOST_LABELLED = 8
"""With more unusual months than this, only the highest, the lowest and the last bear their number; the table has them all."""

Spec = dict[str, Any]


def _config() -> Spec:
    text = {"labelFontSize": TEXT, "titleFontSize": TEXT, "labelColor": MUTED, "titleColor": MUTED, "titleFontWeight": "normal"}
    return {
        "font": CHART_FONTS,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {**text, "gridColor": "#e3e6e6"},
        "text": {"fontSize": TEXT},
    }


def _layer(values: list[Spec], mark: Spec, **encoding: Any) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _x(field: str = "i", **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", **more}


def control_chart_spec(chart: ControlChart) -> Spec:
    """A run of months with its mean and limits where the chart gives them, on a scale from zero.

    A month without data breaks the line and lies in a pale band that says so. An unusual month is a diamond with its
    number, an ordinary one a dot; the year boundaries are ruled. Raises ValueError for a chart without months.

    Source: Making Data Count (NHS England) for the form; Analysis Function for colours and labels.
    """
    series = series_of(chart)
    values = ticks(HEADROOM * max([*series.values, chart.upper or 0, chart.mean or 0, *(stretch.upper for stretch in chart.earlier)]), most=5)
    labelled, words = month_ticks(series.first, series.count)
    x: Spec = {
        "scale": {"domain": [-0.5, series.count - 0.5], "nice": False, "zero": False},
        "axis": plain_axis(grid=False, values=labelled, labelExpr=lookup(labelled, words), domain=True, domainColor=RULE, labelOverlap=False),
    }
    y = {
        "scale": {"domain": [values[0], values[-1]], "nice": False},
        "axis": plain_axis(
            values=values, labelExpr=lookup(values, tick_words(values)), labelOverlap=False, tickCount=len(values) + 1, **_above(chart.y_title)
        ),
    }
    base = _layer(series.rows, {"type": "point", "opacity": 0}, x=_x(**x), y={"field": "y", "type": "quantitative", **y})
    layers = [base, *_bands(series, values), *_years(series), *_limits(chart, series, values), *_line(series), *_unusual(chart, series, values[-1])]
    return {"$schema": SCHEMA, "width": WIDTH, "height": HEIGHT, "padding": 4, "layer": layers, "config": _config()}


def _above(title: str) -> Spec:
    return {
        "title": clean(title),
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "start",
        "titleX": 0,
        "titleY": -14,
        "titleBaseline": "bottom",
    }


def _bands(series: Series, values: tuple[float, ...]) -> list[Spec]:
    if not series.gaps:
        return []
    narrow = 60 * series.count / WIDTH
    gaps = [
        {"a": first - 0.5, "b": last + 0.5, "m": (first + last) / 2, "w": "no data", "turn": 270 if last - first + 1 < narrow else 0}
        for first, last in series.gaps
    ]
    words = {"type": "text", "color": MUTED, "fontStyle": "italic", "baseline": "middle", "angle": {"expr": "datum.turn"}}
    band = _layer(gaps, {"type": "rect", "color": PALE}, x=_x("a"), x2={"field": "b"}, y={"datum": values[0]}, y2={"datum": values[-1]})
    return [band, _layer(gaps, words, x=_x("m"), y={"value": HEIGHT * 0.84}, text={"field": "w"})]


def _years(series: Series) -> list[Spec]:
    starts = [{"i": index - 0.5} for index in range(1, series.count) if series.first.shift(index).month == 1]
    return [_layer(starts, {"type": "rule", "color": RULE, "strokeDash": [1, 3]}, x=_x())] if starts else []


def _limits(chart: ControlChart, series: Series, values: tuple[float, ...]) -> list[Spec]:
    given = [("upper limit", chart.upper), ("mean", chart.mean), ("lower limit", chart.lower)]
    drawn = [(name, value) for name, value in given if value is not None and value >= 0]
    heights = spread([HEIGHT * (1 - value / values[-1]) for _, value in drawn], TEXT + 2)
    layers, across = _earlier(chart, series), _across(series.place(chart.earlier[-1].last) + 1, series.count - 1) if chart.earlier else {}
    for (name, value), height in zip(drawn, heights):
        words = [{"w": f"{name} {write_number(value, 1)}"}]
        layers.append(_limit(name, value, across))
        mark = {"type": "text", "align": "left", "baseline": "middle", "color": DARK_GREY, "clip": False}
        layers.append(_layer(words, mark, x={"value": WIDTH + 8}, y={"value": height}, text={"field": "w"}))
    return layers


def _limit(name: str, value: float, across: Spec) -> Spec:
    dash = [1, 0] if name == "mean" else [6, 4]
    return _layer([{"y": value}], {"type": "rule", "color": DARK_GREY, "strokeDash": dash}, y={"field": "y", "type": "quantitative"}, **across)


def _across(first: int, last: int) -> Spec:
    return {"x": {"datum": first - 0.5}, "x2": {"datum": last + 0.5}}


def _earlier(chart: ControlChart, series: Series) -> list[Spec]:
    """The limits of the stretches before the last, and at the end of each a line that says that limits begin anew."""
    layers = []
    for stretch in chart.earlier:
        across = _across(series.place(stretch.first), series.place(stretch.last))
        named = (("upper limit", stretch.upper), ("mean", stretch.mean), ("lower limit", stretch.lower))
        layers += [_limit(name, value, across) for name, value in named]
        edge = [{"i": series.place(stretch.last) + 0.5, "w": "new limits"}]
        words = {"type": "text", "align": "left", "baseline": "bottom", "color": DARK_GREY, "fontStyle": "italic", "dx": 4, "clip": False}
        layers += [_layer(edge, {"type": "rule", "color": DARK_GREY}, x=_x()), _layer(edge, words, x=_x(), y={"value": -2}, text={"field": "w"})]
    return layers


def _line(series: Series) -> list[Spec]:
    y = {"field": "y", "type": "quantitative"}
    line = _layer(series.rows, {"type": "line", "color": DARK_BLUE, "strokeWidth": 2}, x=_x(), y=y, detail={"field": "run"})
    ordinary = [row for row in series.rows if not row["unusual"]]
    dots = _layer(ordinary, {"type": "point", "shape": "circle", "filled": True, "color": DARK_BLUE, "opacity": 1, "size": 34}, x=_x(), y=y)
    return [line, dots]


def _unusual(chart: ControlChart, series: Series, top: float) -> list[Spec]:
    flagged = [row for row in series.rows if row["unusual"]]
    y = {"field": "y", "type": "quantitative"}
    layers = _numbers(chart, series, flagged, top)
    if flagged:
        diamond = {"type": "point", "shape": "diamond", "filled": True, "color": DARK_PINK, "opacity": 1, "stroke": "#ffffff", "strokeWidth": 1}
        key = {"type": "text", "align": "right", "baseline": "bottom", "color": DARK_PINK, "fontWeight": 600, "clip": False}
        layers.append(_layer(flagged, {**diamond, "size": 150}, x=_x(), y=y))
        layers.append(_layer([{"w": "unusual month"}], key, x={"value": WIDTH}, y={"value": -8}, text={"field": "w"}))
        layers.append(_layer([{}], {**diamond, "size": 110, "clip": False}, x={"value": WIDTH - 106}, y={"value": -15}))
    return layers


def _numbers(chart: ControlChart, series: Series, flagged: list[Spec], top: float) -> list[Spec]:
    """The last month's number and those of unusual months, highest and lowest first, each where it hides nothing."""
    high_low = [max(flagged, key=lambda row: row["y"]), min(flagged, key=lambda row: row["y"])] if flagged else []
    rest = flagged if len(flagged) <= MOST_LABELLED else []
    wanted = {row["i"]: row for row in [*high_low, *series.rows[-1:], *rest]}

    def spot(row: Spec) -> tuple[float, float]:
        return WIDTH * (row["i"] + 0.5) / series.count, HEIGHT * (1 - row["y"] / top)

    runs: dict[int, list[tuple[float, float]]] = {}
    for row in series.rows:
        runs.setdefault(row["run"], []).append(spot(row))
    limits = [HEIGHT * (1 - value / top) for value in (chart.upper, chart.mean, chart.lower) if value is not None]
    placed = place_labels([(row["text"], spot(row)) for row in wanted.values()], Ground(WIDTH, HEIGHT, tuple(runs.values()), limits))
    back = [{"i": p.x / WIDTH * series.count - 0.5, "y": top * (1 - p.y / HEIGHT), "text": p.text} for p in placed]
    mark = {"type": "text", "color": INK, "fontWeight": 600, "baseline": "middle", "clip": False}
    halo = {**mark, "stroke": "#ffffff", "strokeWidth": 4, "strokeJoin": "round"}
    return [_layer(back, shown, x=_x(), y={"field": "y", "type": "quantitative"}, text={"field": "text"}) for shown in (halo, mark)]


def bar_chart_spec(chart: BarChart) -> Spec:
    """Horizontal bars from zero in the order given, each with its figure's own text at its end.

    A figure without a number has no bar, only its shorthand. Raises ValueError for a chart without bars.
    """
    if not chart.bars:
        raise ValueError(f"bar chart “{chart.id}” has no bars")
    names = [textwrap.wrap(clean(name), 34) or [""] for name, _ in chart.bars]
    step = max(BAR_HEIGHT, 4 + max(map(len, names)) * (TEXT + 3))
    numbers = [figure.value or 0 for _, figure in chart.bars]
    rows = [{"i": index, "v": value, "w": figure.written} for index, (value, (_, figure)) in enumerate(zip(numbers, chart.bars))]
    order = list(range(len(rows)))
    reach = ticks(max(numbers), min(numbers))
    y = {
        "field": "i",
        "type": "ordinal",
        "sort": order,
        "axis": plain_axis(labelExpr=lookup(order, names), labelLimit=0, labelColor=INK, labelOverlap=False),
    }
    x = {
        "field": "v",
        "type": "quantitative",
        "scale": {"domain": [reach[0], max(numbers[0], reach[-1])], "nice": False},
        "axis": _bar_axis(chart.x_title),
    }
    bars = _layer(rows, {"type": "bar", "color": DARK_BLUE, "height": {"band": 0.72}}, x=x, y=y)
    zero = _layer([{"v": 0}], {"type": "rule", "color": MUTED}, x={"field": "v", "type": "quantitative"})
    ends = {"type": "text", "align": "left", "dx": 6, "color": INK, "fontWeight": 600, "clip": False}
    words = _layer(rows, ends, x={"field": "end", "type": "quantitative"}, y=y, text={"field": "w"})
    words["data"] = {"values": [{**row, "end": max(row["v"], 0)} for row in rows]}
    return {"$schema": SCHEMA, "width": 400, "height": {"step": step}, "padding": 4, "layer": [bars, zero, words], "config": _config()}


def _bar_axis(title: str) -> Spec:
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
