"""Control charts as Vega-Lite specifications: plain values that a renderer or a browser draws."""

from __future__ import annotations

from typing import Any

from wardmoot.core.figures import write_number
from wardmoot.reports import vega
from wardmoot.reports.axes import lookup, month_ticks, plain_axis, ticks
from wardmoot.reports.document import ControlChart
from wardmoot.reports.labels import Ground, place_labels
from wardmoot.reports.palette import DARK_BLUE, DARK_GREY, DARK_PINK, INK, MUTED, PALE, RULE
from wardmoot.reports.series import Series, series_of, spread
from wardmoot.reports.vega import TEXT, Spec, above, layer, number_axis, quantitative

WIDTH, HEIGHT = 620, 180
HEADROOM = 1.07
"""Room above the highest month for its number."""
MOST_LABELLED = 8
"""With more unusual months than this, only the highest, the lowest and the last bear their number; the table has them all."""


def _x(field: str = "i", **more: Any) -> Spec:
    return quantitative(field, **more)


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
        "axis": number_axis(values, **above(chart.y_title)),
    }
    base = layer(series.rows, {"type": "point", "opacity": 0}, x=_x(**x), y={"field": "y", "type": "quantitative", **y})
    layers = [base, *_bands(series, values), *_years(series), *_limits(chart, series, values), *_line(series), *_unusual(chart, series, values[-1])]
    return vega.chart(WIDTH, HEIGHT, layers)


def _bands(series: Series, values: tuple[float, ...]) -> list[Spec]:
    if not series.gaps:
        return []
    narrow = 60 * series.count / WIDTH
    gaps = [
        {
            "a": first - 0.5,
            "b": last + 0.5,
            "m": (first + last) / 2,
            "w": "hidden" if first in series.hidden else "no data",
            "turn": 270 if last - first + 1 < narrow else 0,
        }
        for first, last in series.gaps
    ]
    words = {"type": "text", "color": MUTED, "fontStyle": "italic", "baseline": "middle", "angle": {"expr": "datum.turn"}}
    band = layer(gaps, {"type": "rect", "color": PALE}, x=_x("a"), x2={"field": "b"}, y={"datum": values[0]}, y2={"datum": values[-1]})
    return [band, layer(gaps, words, x=_x("m"), y={"value": HEIGHT * 0.84}, text={"field": "w"})]


def _years(series: Series) -> list[Spec]:
    starts = [{"i": index - 0.5} for index in range(1, series.count) if series.first.shift(index).month == 1]
    return [layer(starts, {"type": "rule", "color": RULE, "strokeDash": [1, 3]}, x=_x())] if starts else []


def _limits(chart: ControlChart, series: Series, values: tuple[float, ...]) -> list[Spec]:
    given = [("upper limit", chart.upper), ("mean", chart.mean), ("lower limit", chart.lower)]
    drawn = [(name, value) for name, value in given if value is not None and value >= 0]
    heights = spread([HEIGHT * (1 - value / values[-1]) for _, value in drawn], TEXT + 2)
    layers, across = _earlier(chart, series), _across(series.place(chart.earlier[-1].last) + 1, series.count - 1) if chart.earlier else {}
    for (name, value), height in zip(drawn, heights):
        words = [{"w": f"{name} {write_number(value, 1)}"}]
        layers.append(_limit(name, value, across))
        mark = {"type": "text", "align": "left", "baseline": "middle", "color": DARK_GREY, "clip": False}
        layers.append(layer(words, mark, x={"value": WIDTH + 8}, y={"value": height}, text={"field": "w"}))
    return layers


def _limit(name: str, value: float, across: Spec) -> Spec:
    dash = [1, 0] if name == "mean" else [6, 4]
    return layer([{"y": value}], {"type": "rule", "color": DARK_GREY, "strokeDash": dash}, y={"field": "y", "type": "quantitative"}, **across)


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
        layers += [layer(edge, {"type": "rule", "color": DARK_GREY}, x=_x()), layer(edge, words, x=_x(), y={"value": -2}, text={"field": "w"})]
    return layers


def _line(series: Series) -> list[Spec]:
    y = {"field": "y", "type": "quantitative"}
    line = layer(series.rows, {"type": "line", "color": DARK_BLUE, "strokeWidth": 2}, x=_x(), y=y, detail={"field": "run"})
    ordinary = [row for row in series.rows if not row["unusual"]]
    dots = layer(ordinary, {"type": "point", "shape": "circle", "filled": True, "color": DARK_BLUE, "opacity": 1, "size": 34}, x=_x(), y=y)
    return [line, dots]


def _unusual(chart: ControlChart, series: Series, top: float) -> list[Spec]:
    flagged = [row for row in series.rows if row["unusual"]]
    y = {"field": "y", "type": "quantitative"}
    layers = _numbers(chart, series, flagged, top)
    if flagged:
        diamond = {"type": "point", "shape": "diamond", "filled": True, "color": DARK_PINK, "opacity": 1, "stroke": "#ffffff", "strokeWidth": 1}
        key = {"type": "text", "align": "right", "baseline": "bottom", "color": DARK_PINK, "fontWeight": 600, "clip": False}
        layers.append(layer(flagged, {**diamond, "size": 150}, x=_x(), y=y))
        layers.append(layer([{"w": "unusual month"}], key, x={"value": WIDTH}, y={"value": -8}, text={"field": "w"}))
        layers.append(layer([{}], {**diamond, "size": 110, "clip": False}, x={"value": WIDTH - 106}, y={"value": -15}))
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
    return [layer(back, shown, x=_x(), y={"field": "y", "type": "quantitative"}, text={"field": "text"}) for shown in (halo, mark)]
