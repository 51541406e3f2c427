"""The small control chart on a key figure card: the run of months without axes, drawn directly as SVG."""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.reports.document import ControlChart
from wardmoot.reports.palette import DARK_BLUE, DARK_GREY, DARK_PINK, PALE
from wardmoot.reports.series import Series, series_of
from wardmoot.reports.svg import standalone

WIDTH, HEIGHT, EDGE = 220.0, 54.0, 7.0
LARGEST, SMALLEST = 5.0, 2.4
"""Half the height of a diamond: smaller where many months stand close together."""


@dataclass(frozen=True, slots=True)
class _Frame:
    step: float
    top: float

    def place(self, index: float, value: float) -> tuple[float, float]:
        return EDGE + index * self.step, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / self.top


def spark_svg(chart: ControlChart, *, name: str = "") -> str:
    """The months of `chart` from zero: the line broken at gaps, the mean where it is given, unusual months as diamonds.

    It carries no number: the card beside it does. Raises ValueError for a chart without months.
    """
    series = series_of(chart)
    frame = _Frame((WIDTH - 2 * EDGE) / max(series.count - 1, 1), max([*series.values, chart.mean or 0, 1e-9]))
    parts = [_gap(frame, first, last) for first, last in series.gaps]
    if chart.mean is not None:
        y = frame.place(0, chart.mean)[1]
        start = frame.place(series.place(chart.earlier[-1].last) + 0.5, 0)[0] if chart.earlier else 0
        parts.append(f'<path d="M{start:g} {y:.1f}H{WIDTH:g}" stroke="{DARK_GREY}" stroke-width="1" stroke-dasharray="3 3"/>')
    parts += [*_runs(series, frame), *_marks(series, frame)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
    drawn = f'{head}<path d="M0 {HEIGHT - 1:g}H{WIDTH:g}" stroke="{DARK_GREY}" stroke-width="1"/>{"".join(parts)}</svg>'
    return standalone(drawn, name=name or f"{chart.id}-spark", title=chart.title, alt=chart.alt)


def _gap(frame: _Frame, first: int, last: int) -> str:
    left, right = frame.place(first - 0.5, 0)[0], frame.place(last + 0.5, 0)[0]
    return f'<rect x="{max(left, 0):.1f}" y="0" width="{min(right, WIDTH) - max(left, 0):.1f}" height="{HEIGHT - 1:g}" fill="{PALE}"/>'


def _runs(series: Series, frame: _Frame) -> list[str]:
    runs: dict[int, list[str]] = {}
    for row in series.rows:
        runs.setdefault(row["run"], []).append("{:.1f} {:.1f}".format(*frame.place(row["i"], row["y"])))
    return [f'<path d="M{"L".join(points)}" fill="none" stroke="{DARK_BLUE}" stroke-width="2"/>' for points in runs.values() if len(points) > 1]


def _marks(series: Series, frame: _Frame) -> list[str]:
    marks, size = [], min(LARGEST, max(SMALLEST, 0.55 * frame.step))
    alone = {row["run"] for row in series.rows} - {a["run"] for a, b in zip(series.rows, series.rows[1:]) if a["run"] == b["run"]}
    for row in series.rows:
        x, y = frame.place(row["i"], row["y"])
        if row["unusual"]:
            marks.append(
                f'<path d="M{x:.1f} {y - size:.1f}l{size:.1f} {size:.1f}l-{size:.1f} {size:.1f}l-{size:.1f} -{size:.1f}z" fill="{DARK_PINK}"/>'
            )
        elif row is series.rows[-1] or row["run"] in alone:
            marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{DARK_BLUE}"/>')
    return marks
