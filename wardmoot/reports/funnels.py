"""Funnel plots as Vega-Lite specifications: areas by size and rate, and the limits within which areas of that size differ by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wardmoot.core.figures import write_number
from wardmoot.reports import vega
from wardmoot.reports.axes import ticks, ticks_between
from wardmoot.reports.document import Funnel, FunnelLimits, FunnelPoint
from wardmoot.reports.labels import Ground, place_labels
from wardmoot.reports.palette import DARK_BLUE, DARK_GREY, DARK_PINK, INK, WHITE
from wardmoot.reports.series import spread
from wardmoot.reports.vega import TEXT, Spec, above, layer, number_axis, quantitative
from wardmoot.reports.wording import clean

WIDTH, HEIGHT = 560, 320
DASHES = ([6, 4], [1, 0], [2, 3])
"""The lines of the limits, from the narrowest to the widest, so that they differ without colour."""

Reach = tuple[tuple[float, ...], tuple[float, ...]]


def funnel_spec(funnel: Funnel) -> Spec:
    """Each area a dot by its size and rate, the own area a diamond; limits as curves with their confidence at their end.

    Names stand beside the areas farthest from what is usual, and beside others where there is room; the table has all.
    An area without a rate is not drawn. Raises ValueError where no area has one, or limits do not match their sizes.

    Source: Spiegelhalter, D. J. (2005) Funnel plots for comparing institutional performance, Statistics in Medicine 24.
    """
    points = [point for point in funnel.points if point.figure.value is not None]
    _check(funnel, points)
    reach = _reach(funnel, points)
    (x0, *_, x1), (y0, *_, y1) = reach
    axis = {"domain": True, "domainColor": DARK_GREY, "grid": False, "title": clean(funnel.x_title), "titlePadding": 6}
    x = quantitative("x", scale={"domain": [x0, x1], "nice": False, "zero": False}, axis=number_axis(reach[0], **axis))
    y = quantitative("y", scale={"domain": [y0, y1], "nice": False, "zero": False}, axis=number_axis(reach[1], **above(funnel.y_title)))
    base = layer([{"x": x0, "y": y0}], {"type": "point", "opacity": 0}, x=x, y=y)
    return vega.chart(WIDTH, HEIGHT, [base, *_curves(funnel, reach), *_dots(points), *_names(funnel, points, reach)])


def _check(funnel: Funnel, points: Sequence[FunnelPoint]) -> None:
    if not points:
        raise ValueError(f"funnel “{funnel.id}” has no area with a rate: leave it out and say so in words")
    for limits in funnel.limits:
        if not len(limits.sizes) == len(limits.lower) == len(limits.upper) or not limits.sizes:
            raise ValueError(f"funnel “{funnel.id}”, limits of {limits.confidence}: give as many lower and upper limits as sizes, at least one")


def _reach(funnel: Funnel, points: Sequence[FunnelPoint]) -> Reach:
    """The ticks of both axes: all areas lie within, and the limits for areas of about their sizes."""
    sizes = [point.size for point in points]
    rates = [point.figure.value or 0.0 for point in points]
    inner = [edge for limits in funnel.limits for edges in (limits.lower, limits.upper) for edge in np.interp([min(sizes)], limits.sizes, edges)]
    heights = [*rates, *inner, funnel.centre]
    room = 0.04 * (max(heights) - min(heights))
    return ticks(1.04 * max(sizes), most=6), ticks_between(max(0.0, min(heights) - room), max(heights) + room, most=6)


def _curves(funnel: Funnel, reach: Reach) -> list[Spec]:
    """The centre and the limits, cut off where the chart ends, with words at the right."""
    words, layers = [("all together", funnel.centre)], [_line([(reach[0][0], funnel.centre), (reach[0][-1], funnel.centre)], [8, 3], INK)]
    for number, limits in enumerate(sorted(funnel.limits, key=lambda limits: limits.confidence)):
        for edges in (limits.lower, limits.upper):
            layers += [_line(run, DASHES[number % len(DASHES)], DARK_GREY) for run in _runs(limits, edges, reach)]
            share = limits.confidence * 100
            words.append((f"{write_number(share, 0 if share % 1 < 1e-9 else 1)}% limit", float(np.interp(reach[0][-1], limits.sizes, edges))))
    return [*layers, *_ends(words, reach)]


def _line(run: Sequence[tuple[float, float]], dash: Sequence[int], colour: str) -> Spec:
    mark = {"type": "line", "color": colour, "strokeDash": list(dash), "strokeWidth": 1.2}
    rows = [{"x": x, "y": y, "o": order} for order, (x, y) in enumerate(run)]
    return layer(rows, mark, x=quantitative("x"), y=quantitative("y"), order={"field": "o"})


def _runs(limits: FunnelLimits, edges: Sequence[float], reach: Reach) -> list[list[tuple[float, float]]]:
    """The parts of a limit that lie on the chart, drawn at two hundred places."""
    (left, *_, right), (low, *_, high) = reach
    across = np.linspace(max(left, min(limits.sizes)), right, 200)
    heights = np.interp(across, limits.sizes, edges)
    inside = (heights >= low) & (heights <= high)
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y, shown in zip(across.tolist(), heights.tolist(), inside.tolist()):
        if shown:
            runs[-1].append((x, y))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _ends(words: Sequence[tuple[str, float]], reach: Reach) -> list[Spec]:
    low, high = reach[1][0], reach[1][-1]
    shown = sorted((HEIGHT * (1 - (value - low) / (high - low)), text) for text, value in words if low <= value <= high)
    heights = spread([height for height, _ in shown], TEXT + 2)
    mark = {"type": "text", "align": "left", "baseline": "middle", "color": DARK_GREY, "clip": False}
    return [layer([{"w": text}], mark, x={"value": WIDTH + 8}, y={"value": height}, text={"field": "w"}) for (_, text), height in zip(shown, heights)]


def _dots(points: Sequence[FunnelPoint]) -> list[Spec]:
    layers = []
    for own, shape, colour, size in ((False, "circle", DARK_BLUE, 48), (True, "diamond", DARK_PINK, 150)):
        rows = [{"x": point.size, "y": point.figure.value} for point in points if point.own is own]
        mark = {"type": "point", "shape": shape, "filled": True, "color": colour, "opacity": 1, "size": size, "stroke": WHITE, "strokeWidth": 0.8}
        layers += [layer(rows, mark, x=quantitative("x"), y=quantitative("y"))] if rows else []
    return layers


def _names(funnel: Funnel, points: Sequence[FunnelPoint], reach: Reach) -> list[Spec]:
    """The own area first, then from the farthest outside its limits inwards, each where it hides nothing."""
    (x0, *_, x1), (y0, *_, y1) = reach

    def spot(point: FunnelPoint) -> tuple[float, float]:
        return WIDTH * (point.size - x0) / (x1 - x0), HEIGHT * (1 - ((point.figure.value or 0) - y0) / (y1 - y0))

    ordered = sorted(points, key=lambda point: (not point.own, -_far(point, funnel)))
    dots = [[spot(point), spot(point)] for point in points]
    placed = place_labels([(clean(point.label), spot(point)) for point in ordered], Ground(WIDTH, HEIGHT, dots, ()))
    own = {clean(point.label) for point in points if point.own}
    back = [(x0 + (x1 - x0) * label.x / WIDTH, y1 - (y1 - y0) * label.y / HEIGHT, label.text) for label in placed]
    rows = [{"x": x, "y": y, "w": text, "weight": text in own} for x, y, text in back]
    layers = []
    for bold in (False, True):
        named = [row for row in rows if row["weight"] is bold]
        mark = {"type": "text", "baseline": "middle", "color": INK, "fontWeight": 700 if bold else 400, "clip": False}
        for more in ({"stroke": WHITE, "strokeWidth": 3, "strokeJoin": "round"}, {}):
            layers += [layer(named, {**mark, **more}, x=quantitative("x"), y=quantitative("y"), text={"field": "w"})] if named else []
    return layers


def _far(point: FunnelPoint, funnel: Funnel) -> float:
    """How far from the centre, in half-widths of the widest limits at the area's size."""
    if not funnel.limits:
        return abs((point.figure.value or 0) - funnel.centre)
    widest = max(funnel.limits, key=lambda limits: limits.confidence)
    upper = float(np.interp(point.size, widest.sizes, widest.upper))
    lower = float(np.interp(point.size, widest.sizes, widest.lower))
    return abs((point.figure.value or 0) - funnel.centre) / max(upper - lower, 1e-12)
