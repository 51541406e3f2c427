"""Things placed by two scores, as Vega-Lite specifications. Labels never overprint: what has no room stands at the right, led to by a line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wardmoot.reports import vega
from wardmoot.reports.axes import ticks_between
from wardmoot.reports.document import ScorePlot
from wardmoot.reports.palette import DARK_BLUE, DARK_GREY, INK, RULE, WHITE
from wardmoot.reports.vega import TEXT, Spec, above, layer, number_axis, quantitative
from wardmoot.reports.wording import clean

WIDTH, HEIGHT = 430, 320
LETTER, LINE, CLEAR, APART, COLUMN = 6.8, 16.0, 9.0, 34.0, 22.0
"""Width of a letter, height of a line, room about a point and beside that of others, and where the labels at the right begin, in pixels."""
LETTERS = 34
FINE = 10
"""A scale of no more steps than this has a tick at each whole score."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of all things at one place: the point, and the top left of the words, in pixels.

    `led` where a line leads there; `wish` is the height at which that line would meet the fewest other points.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    left: float = 0
    top: float = 0
    led: bool = False
    wish: float = 0

    @property
    def width(self) -> float:
        return LETTER * max(map(len, self.lines))

    @property
    def height(self) -> float:
        return LINE * len(self.lines)

    @property
    def box(self) -> Box:
        return self.left, self.top, self.left + self.width, self.top + self.height


def score_plot_spec(plot: ScorePlot) -> Spec:
    """Each place a dot with the names of what lies there. A thing without both scores is not drawn: the table has it.

    Raises ValueError where nothing has both scores, or a score lies outside its range.
    """
    groups = _groups(plot)
    labels, height = _settled(plot, groups)
    x = quantitative("x", **_scale(plot.x_range), axis=_axis(plot.x_range, title=clean(plot.x_title), titlePadding=6))
    y = quantitative("y", **_scale(plot.y_range), axis=_axis(plot.y_range, **above(plot.y_title)))
    dots = [{"x": at[0], "y": at[1]} for at in groups]
    mark = {"type": "point", "shape": "circle", "filled": True, "color": DARK_BLUE, "opacity": 1, "size": 110}
    return vega.chart(WIDTH, round(height), [layer(dots, mark, x=x, y=y), *_drawn(labels)])


def _groups(plot: ScorePlot) -> dict[tuple[float, float], tuple[str, ...]]:
    """The lines at each place, in the order given."""
    found: dict[tuple[float, float], list[str]] = {}
    for point in plot.points:
        if point.x.value is None or point.y.value is None:
            continue
        for value, (least, greatest) in ((point.x.value, plot.x_range), (point.y.value, plot.y_range)):
            if not least <= value <= greatest:
                raise ValueError(f"plot “{plot.id}”: “{point.label}” has a score of {value:g}, outside the scale of {least:g} to {greatest:g}")
        found.setdefault((point.x.value, point.y.value), []).append(clean(point.label))
    if not found:
        raise ValueError(f"plot “{plot.id}” has nothing with both scores: leave it out and say so in words")
    return {at: tuple(_lines(names)) for at, names in found.items()}


def _lines(names: Sequence[str]) -> Iterator[str]:
    """The names, each on lines of its own; several have a mark before each."""
    for name in names:
        yield from textwrap.wrap(f"• {name}" if len(names) > 1 else name, LETTERS) or [""]


def _edges(scale: tuple[float, float]) -> tuple[float, float]:
    room = 0.06 * (scale[1] - scale[0]) or 0.5
    return scale[0] - room, scale[1] + room


def _scale(scale: tuple[float, float]) -> Spec:
    return {"scale": {"domain": list(_edges(scale)), "nice": False, "zero": False}}


def _axis(scale: tuple[float, float], **more: object) -> Spec:
    least, greatest = scale
    whole = float(least).is_integer() and greatest - least <= FINE
    steps = [least + step for step in range(int(greatest - least) + 1)] if whole else [t for t in ticks_between(*scale) if least <= t <= greatest]
    return number_axis(steps, gridColor=RULE, gridDash=[1, 3], **more)


def _settled(plot: ScorePlot, groups: dict[tuple[float, float], tuple[str, ...]]) -> tuple[list[Label], float]:
    """Every label in its place, and the height of the plot, which grows until the labels at the right have room."""
    height = float(HEIGHT)
    while True:
        points = [Label(*_pixels(plot, at, height), lines) for at, lines in groups.items()]
        near, far = _near(points, height)
        needed = sum(label.height + LINE / 2 for label in far)
        if needed <= height:
            return [*near, *_stacked([_wishing(label, points) for label in far], height)], height
        height = max(height * 1.25, needed)


def _pixels(plot: ScorePlot, at: tuple[float, float], height: float) -> tuple[float, float]:
    (x0, x1), (y0, y1) = _edges(plot.x_range), _edges(plot.y_range)
    return WIDTH * (at[0] - x0) / (x1 - x0), height * (1 - (at[1] - y0) / (y1 - y0))


def _near(points: Sequence[Label], height: float) -> tuple[list[Label], list[Label]]:
    """The labels that have room beside their point, and those that have none."""
    taken: list[Box] = []
    near, far = [], []
    for point in points:
        around = [_around(other, CLEAR if other is point else APART) for other in points]
        free = [label for label in _choices(point) if _fits(label, [*taken, *around], height)]
        if free:
            near.append(free[0])
            taken.append(free[0].box)
        else:
            far.append(point)
    return near, far


def _around(point: Label, reach: float) -> Box:
    """The room about a point: more at its sides for the words of others, so that nobody takes them for its own."""
    return point.x - reach, point.y - CLEAR, point.x + reach, point.y + CLEAR


def _choices(label: Label) -> Iterator[Label]:
    middle, reach = label.y - label.height / 2, CLEAR + 2
    yield replace(label, left=label.x + reach, top=middle)
    yield replace(label, left=label.x - reach - label.width, top=middle)
    yield replace(label, left=label.x - label.width / 2, top=label.y - reach - label.height)
    yield replace(label, left=label.x - label.width / 2, top=label.y + reach)


def _fits(label: Label, taken: Sequence[Box], height: float) -> bool:
    left, top, right, bottom = label.box
    inside = left >= 0 and top >= 0 and right <= WIDTH and bottom <= height
    return inside and not any(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken)


def _wishing(label: Label, points: Sequence[Label]) -> Label:
    """The label with the height, nearest to its own, at which the line to it passes through no other point."""
    heights = [label.y + LINE * step * side for step in range(8) for side in (1, -1)]
    return replace(label, wish=min(heights, key=lambda wish: (_met(label, wish, points), abs(wish - label.y))))


def _met(label: Label, wish: float, points: Sequence[Label]) -> int:
    """How many other points the line from the label's point to that height at the right passes through."""
    reach = WIDTH + COLUMN - label.x
    others = [p for p in points if p.x > label.x]
    return sum(abs(label.y + (wish - label.y) * (p.x - label.x) / reach - p.y) < 1.5 * CLEAR for p in others)


def _stacked(far: Sequence[Label], height: float) -> list[Label]:
    """The labels at the right, from top to bottom as their points lie, apart from one another and within the height."""
    ordered = sorted(far, key=lambda label: (label.wish, label.x))
    left = sum(label.height + LINE / 2 for label in ordered)
    placed, top = [], 0.0
    for label in ordered:
        top = min(max(top, label.wish - LINE / 2), height - left)
        placed.append(replace(label, left=WIDTH + COLUMN, top=top, led=True))
        top += label.height + LINE / 2
        left -= label.height + LINE / 2
    return placed


def _drawn(labels: Sequence[Label]) -> Iterator[Spec]:
    for label in labels:
        if label.led:
            ends = {"x": {"value": label.x + CLEAR}, "x2": {"value": label.left - 4}, "y": {"value": label.y}, "y2": {"value": label.top + LINE / 2}}
            yield layer([{}], {"type": "rule", "color": DARK_GREY, "strokeWidth": 0.7, "clip": False}, **ends)
    for label in labels:
        mark = {"type": "text", "align": "left", "baseline": "top", "color": INK, "fontSize": TEXT, "lineHeight": LINE, "clip": False}
        place = {"x": {"value": label.left}, "y": {"value": label.top}}
        for more in ({"stroke": WHITE, "strokeWidth": 4, "strokeJoin": "round"}, {}):
            yield layer([{"w": list(label.lines)}], {**mark, **more}, **place, text={"field": "w"})
