"""Day by hour: a table of the week, and the same as a picture shaded by how much fell in each hour."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

import numpy as np

from wardmoot.apps.explorer.blocks import Bands, source_of, subtitle
from wardmoot.core.figures import Figure, write_number
from wardmoot.measures.exploring import Answer, Hours
from wardmoot.reports.document import Cell, Column, FigureText, Table
from wardmoot.reports.fonts import CHART_FONTS
from wardmoot.reports.palette import INK, RULE, WHITE, sequential
from wardmoot.reports.svg import standalone

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENOUGH = 10
"""Events that an hour of the week must hold for the title to name it."""
MOST_BANDS = 5
CELL, LEFT, TOP, LEGEND = 28.0, 92.0, 24.0, 34.0


@dataclass(frozen=True, slots=True)
class HoursChart:
    """The week's hours: the words of a chart, its picture and its table."""

    title: str
    subtitle: str
    alt: str
    svg: str
    table: Table


def hours_chart(answer: Answer, hours: Hours) -> HoursChart:
    title = f"{answer.subject.label}: {_message(hours)}"
    alt = f"Grid of seven days by 24 hours shaded by count. {_message(hours).capitalize()}. The numbers are in the table."
    return HoursChart(title, subtitle(answer), alt, _svg(hours, title, alt), _table(answer, hours))


def _message(hours: Hours) -> str:
    """The busiest hour, where one stands out and holds enough to speak of."""
    if not hours.grid.any():
        return "no hour is known"
    most = hours.grid.max()
    if most < ENOUGH or (hours.grid > most - 0.5).sum() > 1:
        return "by day and hour"
    day, hour = np.unravel_index(int(np.argmax(hours.grid)), hours.grid.shape)
    return f"most on {DAYS[int(day)]}s from {int(hour)}:00 to {int(hour)}:59"


def _cell(hours: Hours, day: int, hour: int) -> Figure:
    value = float(hours.grid[day, hour])
    return _part(hours, f"{DAYS[day]}.{hour}", value, {"day": DAYS[day], "hour": f"{hour}:00 to {hour}:59"})


def _part(hours: Hours, key: str, value: float, cut: dict[str, str]) -> Figure:
    words = f"{hours.used.label}: {', '.join(cut.values())}"
    trace = replace(hours.used.trace, filter={**hours.used.trace.filter, **cut}, row_count=None)
    whole = bool((hours.grid == np.round(hours.grid)).all())
    return replace(
        hours.used, id=f"{hours.used.id}.{key}", label=words, value=value, numerator=value, breakdown=cut, trace=trace, places=None if whole else 1
    )


def _table(answer: Answer, hours: Hours) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{hour}:00 to {hour}:59", *(FigureText(_cell(hours, day, hour)) for day in range(7)), FigureText(_sum(hours, hour))) for hour in range(24)
    )
    left_out = f"{write_number(hours.left_out)} more have no known hour and are in no cell."
    return Table(
        id="hours-table",
        title=f"{answer.subject.label} by day and hour",
        subtitle=subtitle(answer),
        columns=(Column("hour", "Hour"), *(Column(day.lower(), day, numeric=True) for day in DAYS), Column("all", "All days", numeric=True)),
        rows=rows,
        source=source_of(answer),
        notes=tuple(filter(None, (left_out if hours.left_out else "Every one has a known hour.", answer.hours_note, hours.note))),
    )


def _sum(hours: Hours, hour: int) -> Figure:
    return _part(hours, f"all.{hour}", float(hours.grid[:, hour].sum()), {"day": "all days", "hour": f"{hour}:00 to {hour}:59"})


def hour_bands(most: float) -> Bands:
    """At most five bands of equal width, from nothing to the busiest hour.

    >>> [words for _, words in hour_bands(7)]
    ['under 2', '2 to under 4', '4 to under 6', '6 or more']
    """
    step = max(1, math.ceil(most / MOST_BANDS))
    edges = [step * n for n in range(1, MOST_BANDS) if step * n <= most]
    if not edges:
        return ((0.0, "under 1"),)
    between = [f"{low:,} to under {high:,}" for low, high in pairwise(edges)]
    return tuple(zip((0.0, *map(float, edges)), [f"under {edges[0]:,}", *between, f"{edges[-1]:,} or more"]))


def _svg(hours: Hours, title: str, alt: str) -> str:
    bands = hour_bands(float(hours.grid.max()))
    colours = sequential(len(bands))
    width, height = LEFT + 24 * CELL + 8, TOP + 7 * CELL + LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"',
        f' font-family="{escape(CHART_FONTS)}" font-size="13" fill="{INK}"><rect width="{width:g}" height="{height:g}" fill="{WHITE}"/>',
        *(f'<text x="{LEFT + (hour + 0.5) * CELL:g}" y="{TOP - 8:g}" text-anchor="middle">{hour}</text>' for hour in range(24)),
        *(_row(hours, day, bands, colours) for day in range(7)),
        _legend(bands, colours, TOP + 7 * CELL + 10),
        "</svg>",
    ]
    return standalone("".join(parts), name="hours", title=title, alt=alt)


def _row(hours: Hours, day: int, bands: Bands, colours: Sequence[str]) -> str:
    y = TOP + day * CELL
    parts = [f'<text x="{LEFT - 8:g}" y="{y + CELL / 2 + 5:g}" text-anchor="end">{DAYS[day]}</text>']
    for hour in range(24):
        band = bisect_right([low for low, _ in bands], float(hours.grid[day, hour])) - 1
        ink = WHITE if band > (len(bands) - 1) / 2 else INK
        x, words = LEFT + hour * CELL, write_number(float(hours.grid[day, hour]))
        parts.append(f'<rect x="{x:g}" y="{y:g}" width="{CELL:g}" height="{CELL:g}" fill="{colours[band]}" stroke="{WHITE}"/>')
        parts.append(f'<text x="{x + CELL / 2:g}" y="{y + CELL / 2 + 4:g}" text-anchor="middle" font-size="10" fill="{ink}">{words}</text>')
    return "".join(parts)


def _legend(bands: Bands, colours: Sequence[str], y: float) -> str:
    parts, x = [], LEFT
    for (_, words), colour in zip(bands, colours):
        parts.append(f'<rect x="{x:g}" y="{y:g}" width="16" height="16" fill="{colour}" stroke="{RULE}"/>')
        parts.append(f'<text x="{x + 22:g}" y="{y + 13:g}">{escape(words)}</text>')
        x += 38 + 6.6 * len(words)
    return "".join(parts)
