"""Charts and maps as an audience may have them: a hidden month is a gap, a hidden place is hatched, and nothing is drawn from either."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure, FigureText
from wardmoot.reports.blocks import Table
from wardmoot.reports.disclosure.tables import MARK, is_ordered, protected_table
from wardmoot.reports.disclosure.view import View
from wardmoot.reports.document import BarChart, ControlChart, Drawing, Funnel, Map, PlotPoint, Point, Region, RegionState, ScorePlot

Drawn = TypeVar("Drawn", ControlChart, BarChart, Map, Funnel, ScorePlot)
IN_TABLE = "The numbers that are shown are in the table."


def protected_drawing(block: Drawing, view: View) -> Drawing:
    """A drawing with its table, title, text alternative and points. Raises ValueError for a kind it does not know."""
    match block:
        case ControlChart():
            return protected_chart(block, view)
        case BarChart():
            return _worded(_bar_chart(block, view), view)
        case Map():
            return _worded(_map(block, view), view)
        case Funnel():
            return _worded(_funnel(block, view), view)
        case ScorePlot():
            return _worded(_score_plot(block, view), view)
    raise ValueError(f"nothing says how to protect a drawing of kind {type(block).__name__}: it is not given to this audience")


def protected_chart(chart: ControlChart, view: View) -> ControlChart:
    """The small chart of a card."""
    return _worded(_control_chart(chart, view), view)


def _worded(made: Drawn, view: View) -> Drawn:
    words = {name: view.words(getattr(made, name)) for name in ("title", "subtitle", "alt", "filters")}
    return replace(made, **words)  # type: ignore[arg-type]


def _control_chart(chart: ControlChart, view: View) -> ControlChart:
    """Without its limits where a month is hidden: with them the month could be worked out."""
    figures = _by_month(chart.table)
    points = tuple(_point(point, figures.get(point.month), view) for point in chart.points)
    table = protected_table(chart.table, view)
    hidden = sum(new.value is None and old.value is not None for old, new in zip(chart.points, points))
    if points == chart.points:
        return replace(chart, table=table)
    first, last = points[0].month, points[-1].month
    alt = f"Line of {chart.y_title.lower()}, {first.written} to {last.written}. Months hidden to protect people: {hidden}. {IN_TABLE}"
    bare = tuple(replace(point, flags=()) for point in points)
    title = chart.table.title
    return replace(chart, title=title, alt=alt, points=bare, mean=None, lower=None, upper=None, earlier=(), table=table)


def _by_month(table: Table) -> dict[Month, Figure]:
    """The figure of each single month in a chart's table."""
    found: dict[Month, Figure] = {}
    for cell in (cell for row in table.rows for cell in row if isinstance(cell, FigureText)):
        months = [] if cell.figure.period.is_open else list(cell.figure.period.months())
        if len(months) == 1:
            found.setdefault(months[0], cell.figure)
    return found


def _point(point: Point, figure: Figure | None, view: View) -> Point:
    """A point is as its figure; one without a figure is not shown, because nothing can be said of it."""
    if point.value is None:
        return point
    made = None if figure is None or figure.value != point.value else view.figure(figure)
    if made is None or made.value is None:
        return Point(point.month, None, MARK)
    return point if made.value == point.value else Point(point.month, made.value, made.written)


def _bar_chart(chart: BarChart, view: View) -> BarChart:
    bars = tuple((view.words(label), made) for label, figure in chart.bars if (made := view.figure(figure)) is not None)
    table = protected_table(chart.table, view)
    hidden = sum(view.is_hidden(figure) for _, figure in chart.bars)
    if not hidden:
        return replace(chart, bars=bars, table=table)
    if is_ordered([figure.value for _, figure in chart.bars if figure.value is not None]):
        bars = tuple(sorted(bars, key=lambda bar: bar[0].lower()))
    alt = f"Bars: {chart.x_title}. Hidden to protect people: {hidden} of {len(chart.bars)}. {IN_TABLE}"
    return replace(chart, title=chart.table.title, alt=alt, bars=bars, table=table)


def _map(chart: Map, view: View) -> Map:
    regions = tuple(_region(region, view) for region in chart.regions)
    hidden = sum(new.state is RegionState.HIDDEN and old.state is RegionState.SHOWN for old, new in zip(chart.regions, regions))
    table = protected_table(chart.table, view)
    if not hidden:
        return replace(chart, regions=regions, table=table)
    busiest = max((region.figure for region in chart.regions if region.figure), key=lambda one: one.value or 0, default=None)
    title = chart.subtitle if busiest is None or view.is_hidden(busiest) else chart.title
    alt = f"Map of {len(regions)} areas shaded by count. Hatched because they are hidden to protect people: {hidden}. {IN_TABLE}"
    return replace(chart, title=title, alt=alt, regions=regions, table=table)


def _region(region: Region, view: View) -> Region:
    if region.figure is None:
        return replace(region, words=view.words(region.words))
    figure = view.figure(region.figure)
    if not view.is_hidden(region.figure):
        same = figure is not None and figure.value == region.figure.value
        words = region.words if same or figure is None else f"{region.name}: {figure.written} {figure.written_unit}"
        return replace(region, figure=figure, words=_told(words, figure, view))
    words = f"{region.name}: {RegionState.HIDDEN.value}"
    return replace(region, figure=figure, state=RegionState.HIDDEN, band=None, words=words)


def _told(words: str, figure: Figure | None, view: View) -> str:
    """The words of a region that is shown, its own count left standing: taken out, it would tell that a hidden count is as large."""
    own = "" if figure is None else f"{figure.written} {figure.written_unit}"
    before, found, after = words.partition(f": {own}") if own else (words, "", "")
    return f"{view.words(before)}{found}{view.words(after)}"


def _funnel(chart: Funnel, view: View) -> Funnel:
    """Only the areas that are shown: where a hidden one stood would tell its rate."""
    points = tuple(
        replace(point, figure=made) for point in chart.points if (made := view.figure(point.figure)) is not None and made.value is not None
    )
    table = protected_table(chart.table, view)
    hidden = len(chart.points) - len(points)
    if not hidden:
        return replace(chart, points=points, table=table)
    alt = f"Funnel plot of {len(points)} areas. Left out, because hidden to protect people: {hidden}. {IN_TABLE}"
    return replace(chart, title=chart.table.title, alt=alt, points=points, table=table)


def _score_plot(chart: ScorePlot, view: View) -> ScorePlot:
    points = tuple(_placed(point, view) for point in chart.points if not (view.is_hidden(point.x) or view.is_hidden(point.y)))
    return replace(chart, points=points, table=protected_table(chart.table, view))


def _placed(point: PlotPoint, view: View) -> PlotPoint:
    x, y = view.figure(point.x), view.figure(point.y)
    if x is None or y is None:
        raise ValueError(f"“{point.label}” is withheld from this audience and cannot be placed")
    return replace(point, label=view.words(point.label), x=x, y=y)
