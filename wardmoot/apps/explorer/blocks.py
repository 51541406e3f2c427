"""An answer as blocks: cards, chart, tables and map, the same for the screen and for every download."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from wardmoot.apps.explorer.state import RATE
from wardmoot.core.calendar import Month, PeriodKind, written_months
from wardmoot.core.figures import Figure, Unit, write_number
from wardmoot.measures.exploring import Answer, Trend
from wardmoot.measures.offences import TOO_FEW_MONTHS
from wardmoot.reports.assessment import Line, Place, Shape
from wardmoot.reports.assessment.bands import bands_for
from wardmoot.reports.assessment.sources import publisher
from wardmoot.reports.document import (
    Cell,
    Column,
    ControlChart,
    FigureText,
    Form,
    KeyFigure,
    KeyFigures,
    Limits,
    Map,
    Point,
    Region,
    RegionState,
    Table,
)

SAME_MONTHS = "Months compared"
Bands = Sequence[tuple[float, str]]


def source_of(answer: Answer) -> str:
    return "; ".join(dict.fromkeys(publisher(line) for line in answer.attributions))


def subtitle(answer: Answer) -> str:
    return f"{answer.area.name}, {answer.counted.label}"


def figures_of_answer(answer: Answer) -> list[tuple[str, Figure]]:
    """The answer's own figures, each with what it counts in words."""
    found = [(answer.subject.label, answer.count)]
    if answer.change:
        found.append((f"{answer.subject.label}: only the months that can be compared", answer.change))
    if answer.rate and answer.rate.value is not None:
        found.append((f"{answer.subject.label} per {write_number(answer.rate.multiplier)} residents", answer.rate))
    if answer.share:
        found.append((f"{answer.subject.label} as a share of all crimes", answer.share))
    return found


def cards(answer: Answer, trend: ControlChart | None) -> KeyFigures:
    made = (KeyFigure(words, figure, trend if figure is answer.count else None) for words, figure in figures_of_answer(answer))
    return KeyFigures(tuple(made))


def sure_table(answer: Answer) -> Table:
    """The same figures with their intervals and tests."""
    return Table(
        id="figures",
        title="How sure the figures are",
        subtitle=subtitle(answer),
        columns=(
            Column("what", "What is counted"),
            Column("figure", "Figure", numeric=True),
            Column("interval", "95% interval", numeric=True),
            Column("before", "A year before", numeric=True),
            Column("ratio", "Ratio per day, 95% interval", numeric=True),
            Column("verdict", "What the test says"),
            Column("test", "Test"),
        ),
        rows=tuple(_sure_row(words, figure) for words, figure in figures_of_answer(answer)),
        source=source_of(answer),
        notes=(answer.basis, *_test_note(answer), *rate_notes(answer)),
    )


def _sure_row(words: str, figure: Figure) -> tuple[Cell, ...]:
    compared = figure.comparator is not None
    return (
        words,
        FigureText(figure),
        FigureText(figure, Form.INTERVAL) if figure.interval else None,
        FigureText(figure, Form.COMPARATOR) if compared else None,
        FigureText(figure, Form.RATIO) if compared else None,
        FigureText(figure, Form.VERDICT) if compared else None,
        FigureText(figure, Form.TEST) if compared else None,
    )


def _test_note(answer: Answer) -> tuple[str, ...]:
    verdict = (answer.change or answer.count).verdict
    return (f"{verdict.note[:1].upper()}{verdict.note[1:].rstrip('.')}.",) if verdict and verdict.note else ()


def rate_notes(answer: Answer) -> tuple[str, ...]:
    """What a rate is per, and that it is not a year's where the period is not a year."""
    rate = answer.rate
    if rate is None or rate.value is None or rate.denominator is None:
        return ()
    base = rate.denominator
    used = f"Population used: {write_number(base.value)} {base.label}, {base.as_of} ({base.release})."
    months = len(list(answer.period.months()))
    span = "month" if months == 1 else f"{months} months"
    return (used,) if months == 12 else (used, f"Rates are for the {span} of the period, not for a year.")


def trend_chart(answer: Answer) -> ControlChart | None:
    trend = answer.trend
    if trend is None:
        return None
    first, last = trend.points[0][0], trend.points[-1][0]
    span = f"{first.written} to {last.written}"
    now: Limits | None = trend.stretches[-1] if trend.stretches else None
    return ControlChart(
        id="trend",
        title=f"{answer.subject.label}: {_message(answer, trend)}",
        subtitle=f"{_each_month(answer)}, {answer.area.name}, {span}",
        alt=f"Line of {answer.subject.counting_unit.plural} by month, {span}. {_limits_words(now)}{_gap_words(trend)} The numbers are in the table.",
        y_title=_each_month(answer),
        points=tuple(_point(trend, month, figure) for month, figure in trend.points),
        mean=now.mean if now else None,
        lower=now.lower if now else None,
        upper=now.upper if now else None,
        table=_months_table(answer, trend, span),
        source=source_of(answer),
        earlier=trend.stretches[:-1],
    )


def _each_month(answer: Answer) -> str:
    """What a point of the chart is."""
    things = answer.subject.counting_unit.plural
    if answer.count.unit is not Unit.COUNT:
        return f"{answer.count.written_unit.capitalize()}, each month"
    if answer.count.period.kind is PeriodKind.SNAPSHOT:
        return f"{things.capitalize()} at the end of each month"
    return f"{things.capitalize()} a month"


def _point(trend: Trend, month: Month, figure: Figure | None) -> Point:
    return Point(month, figure.value if figure else None, figure.written if figure else "[x]", trend.flags.get(month, ()))


def _message(answer: Answer, trend: Trend) -> str:
    if not trend.stretches:
        return "month by month" if trend.note != TOO_FEW_MONTHS else "too few months to separate season from change"
    period = set(answer.period.months())
    count = sum(month in period for month in trend.flags)
    return f"{count or 'no'} unusual month{'' if count == 1 else 's'} in the period"


def _limits_words(limits: Limits | None) -> str:
    if limits is None:
        return ""
    low = f"{write_number(limits.lower, 1)} to " if limits.lower else "up to "
    return f"The mean is {write_number(limits.mean, 1)} and the limits are {low}{write_number(limits.upper, 1)}. "


def _gap_words(trend: Trend) -> str:
    gaps = [month for month, figure in trend.points if figure is None]
    return f"No data is held for {written_months(gaps)}." if gaps else "No month is missing."


def _months_table(answer: Answer, trend: Trend, span: str) -> Table:
    def row(month: Month, figure: Figure | None) -> tuple[Cell, ...]:
        within = next((s for s in trend.stretches if s.first <= month <= s.last), None)
        limits: tuple[Cell, ...] = tuple(write_number(n, 1) for n in (within.mean, within.lower, within.upper)) if within else (None, None, None)
        return (month.written, FigureText(figure) if figure else "[x]", *limits, "; ".join(trend.flags.get(month, ())) or "no")

    return Table(
        id="trend-months",
        title=f"{answer.subject.label} month by month",
        subtitle=f"{answer.area.name}, {span}",
        columns=(
            Column("month", "Month"),
            Column("count", answer.subject.counting_unit.plural.capitalize(), numeric=True),
            Column("mean", "Mean", numeric=True),
            Column("lower", "Lower limit", numeric=True),
            Column("upper", "Upper limit", numeric=True),
            Column("unusual", "Unusual month"),
        ),
        rows=tuple(row(month, figure) for month, figure in trend.points),
        source=source_of(answer),
        notes=(trend.note,),
    )


def breakdown_table(answer: Answer, rows: Sequence[Line]) -> Table:
    """The rows in the order that the reader asked for."""
    found = answer.breakdown
    columns = [Column("name", found.heading), Column("count", answer.subject.counting_unit.plural.capitalize(), numeric=True)]
    if found.partly:
        columns.append(Column("same", SAME_MONTHS, numeric=True))
    if found.compared:
        columns += [
            Column("before", "A year before", numeric=True),
            Column("ratio", "Ratio per day, 95% interval", numeric=True),
            Column("verdict", "What the test says"),
        ]
    if found.shared:
        columns.append(Column("share", "Share of all", numeric=True))
    if found.rated:
        columns += [Column("rate", "Per 1,000 residents", numeric=True), Column("interval", "95% interval of the rate", numeric=True)]
    return Table(
        id="breakdown",
        title=f"{answer.subject.label} by {found.heading.lower()}",
        subtitle=subtitle(answer),
        columns=tuple(columns),
        rows=tuple(_breakdown_row(answer, line) for line in rows),
        source=source_of(answer),
        notes=breakdown_notes(answer),
    )


def breakdown_notes(answer: Answer) -> tuple[str, ...]:
    found = answer.breakdown
    apart = () if found.compared or not found.rows else (f"Not compared row by row. {answer.basis}",)
    same = (f"{SAME_MONTHS}: {answer.basis}",) if found.partly else ()
    return (*apart, *same, *found.notes, *(rate_notes(answer)[1:] if found.rated else ()))


def _breakdown_row(answer: Answer, line: Line) -> tuple[Cell, ...]:
    cells: list[Cell] = [line.name, FigureText(line.count)]
    if answer.breakdown.partly:
        cells.append(FigureText(line.change))
    if answer.breakdown.compared:
        cells += [FigureText(line.change, Form.COMPARATOR), FigureText(line.change, Form.RATIO), verdict_text(line)]
    if answer.breakdown.shared:
        cells.append(FigureText(line.share) if line.share else None)
    if answer.breakdown.rated:
        cells += [FigureText(line.rate), FigureText(line.rate, Form.INTERVAL)]
    return tuple(cells)


def verdict_text(line: Line) -> str:
    """What the test says, and where it would not stand once all rows are tested together."""
    said = FigureText(line.change, Form.VERDICT).text
    return said if line.firm else f"{said} (not firm)"


def map_block(answer: Answer, shade: str) -> Map | None:
    """The small areas by count, or by rate where every one's population is held; the others are hatched."""
    places = answer.places
    if places is None:
        return None
    rated = shade == RATE
    shown = {place.code: place.rate if rated else place.count for place in places.listed}
    bands = rate_bands([f.value for f in shown.values() if f.value is not None]) if rated else bands_for([f.value or 0 for f in shown.values()])
    by_code = {place.code: place for place in places.listed}
    regions = tuple(_region(shape, by_code.get(code), shown.get(code), bands, answer) for code, shape in sorted(places.shapes.items()))
    what = f"{answer.subject.label} per 1,000 residents" if rated else answer.subject.label
    top = max(places.listed, key=lambda place: (shown[place.code].value or 0, place.code), default=None)
    known = any(f.value is not None for f in shown.values())
    return Map(
        id="map",
        title=f"{what}: highest in {top.name}" if top and known else f"{what}: nothing to shade",
        subtitle=f"Each small area of {subtitle(answer)}",
        alt=f"Map of {len(regions)} small areas shaded by {'rate' if rated else 'count'}. The numbers are in the table.",
        regions=regions,
        bands=tuple(words for _, words in bands),
        labels=places.labels,
        table=_places_table(answer),
        source=source_of(answer),
    )


def rate_bands(rates: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """As the bands of counts, in words that leave no gap between one and the next.

    >>> [words for _, words in rate_bands([0.5, 8, 20, 60, 250])]
    ['under 10', '10 to under 20', '20 to under 60', '60 to under 250', '250 or more']
    """
    edges = [low for low, _ in bands_for(rates)]
    if len(edges) < 2:
        return tuple((low, "any rate") for low in edges)
    between = [f"{low:,.0f} to under {high:,.0f}" for low, high in pairwise(edges[1:])]
    return tuple(zip(edges, [f"under {edges[1]:,.0f}", *between, f"{edges[-1]:,.0f} or more"]))


def _region(shape: Shape, place: Place | None, figure: Figure | None, bands: Bands, answer: Answer) -> Region:
    period = answer.counted.label
    if place is None or figure is None or figure.value is None:
        name = place.name if place else shape.name
        return Region(shape.code, name, shape.polygons, RegionState.NO_DATA, words=f"{name}: no data, {period}")
    cluster = "; part of a cluster of high counts" if place.cluster else ""
    words = f"{place.name}: {figure.written} {figure.written_unit}, {period}{cluster}"
    band = bisect_right([low for low, _ in bands], figure.value) - 1
    return Region(shape.code, place.name, shape.polygons, RegionState.SHOWN, figure, band, place.cluster, words)


def _places_table(answer: Answer) -> Table:
    places = answer.places
    listed = places.listed if places else ()
    return Table(
        id="map-places",
        title=f"{answer.subject.label}: every small area, busiest first",
        subtitle=subtitle(answer),
        columns=(
            Column("place", "Small area"),
            Column("code", "Code"),
            Column("count", answer.subject.counting_unit.plural.capitalize(), numeric=True),
            Column("share", "Share of all", numeric=True),
            Column("rate", "Per 1,000 residents", numeric=True),
            Column("cluster", "Cluster of high counts"),
            Column("z", "Gi* z-score", numeric=True),
        ),
        rows=tuple(
            (p.name, p.code, FigureText(p.count), FigureText(p.share), FigureText(p.rate), "yes" if p.cluster else "no", FigureText(p.z))
            for p in listed
        ),
        source=source_of(answer),
        notes=tuple(filter(None, (places.rate_note, *rate_notes(answer)[1:], places.clusters_note))) if places else (),
    )
