"""What all Vega-Lite specifications share: letters, colours, layers of plain values, axes whose words are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wardmoot.reports.axes import lookup, plain_axis, tick_words
from wardmoot.reports.fonts import CHART_FONTS
from wardmoot.reports.palette import MUTED
from wardmoot.reports.wording import clean

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TEXT = 13

Spec = dict[str, Any]


def config() -> Spec:
    """The looks of a chart."""
    text = {"labelFontSize": TEXT, "titleFontSize": TEXT, "labelColor": MUTED, "titleColor": MUTED, "titleFontWeight": "normal"}
    return {
        "font": CHART_FONTS,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {**text, "gridColor": "#e3e6e6"},
        "text": {"fontSize": TEXT},
    }


def chart(width: int, height: int | Spec, layers: Sequence[Spec]) -> Spec:
    """A specification of layers, one upon another."""
    return {"$schema": SCHEMA, "width": width, "height": height, "padding": 4, "layer": list(layers), "config": config()}


def layer(values: Sequence[Spec], mark: Spec, **encoding: Any) -> Spec:
    """One layer with its own values."""
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def quantitative(field: str, **more: Any) -> Spec:
    """A channel that places by a number."""
    return {"field": field, "type": "quantitative", **more}


def above(title: str) -> Spec:
    """An axis title that stands level above its axis."""
    return {
        "title": clean(title),
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "start",
        "titleX": 0,
        "titleY": -14,
        "titleBaseline": "bottom",
    }


def number_axis(values: Sequence[float], **settings: Any) -> Spec:
    """An axis with a tick at each of `values`, in words."""
    return plain_axis(
        values=list(values), labelExpr=lookup(values, tick_words(values)), labelOverlap=False, **{"tickCount": len(values) + 1, **settings}
    )
