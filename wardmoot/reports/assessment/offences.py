"""Headlines, the offence table, change against the time before, and the months."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.calendar import Month, written_months
from wardmoot.core.figures import Figure, write_number
from wardmoot.reports.assessment.findings import Findings, Line, Series
from wardmoot.reports.document import Block, Callout, CalloutKind, Cell, Column, ControlChart, FigureText, Form, Heading, Paragraph, Point, Table

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def source_of(findings: Findings) -> str:
    """The line printed under every table and chart."""
    return " ".join(findings.attributions)


def headline_blocks(findings: Findings) -> Iterator[Block]:
    """Crimes in one table, anti-social behaviour in another: a reader cannot add them by mistake."""
    yield Heading(1, "Headlines", "section-headlines")
    for line, slug, things in ((findings.crimes, "crimes", "Crimes"), (findings.asb, "asb", "Anti-social behaviour incidents")):
        yield Table(
            id=f"headline-{slug}",
            title=f"{things} in {findings.scope.area.name}",
            subtitle=findings.scope.period.label,
            columns=(
                Column("measure", "What is counted"),
                Column("count", "Count", numeric=True),
                Column("rate", "Per 1,000 residents", numeric=True),
                Column("interval", "95% interval of the rate", numeric=True),
                Column("compared", "Months compared (before)", numeric=True),
                Column("verdict", "What the test says"),
            ),
            rows=((line.name, FigureText(line.count), *_rate_cells(line), FigureText(line.change, Form.WITH_COMPARATOR), *_verdict(line)),),
            source=source_of(findings),
            notes=(_population_note(findings), findings.scope.basis.words),
        )


def offence_blocks(findings: Findings) -> Iterator[Block]:
    """Count, rate with interval, and share of crimes, largest first."""
    yield Heading(1, "Offences", "section-offences")
    lines = sorted(findings.offences, key=lambda line: -(line.count.value or 0))
    yield Table(
        id="offences",
        title=f"Crimes in {findings.scope.area.name} by type",
        subtitle=findings.scope.period.label,
        columns=(
            Column("type", "Crime type"),
            Column("count", "Crimes", numeric=True),
            Column("rate", "Per 1,000 residents", numeric=True),
            Column("interval", "95% interval of the rate", numeric=True),
            Column("share", "Share of crimes", numeric=True),
        ),
        rows=tuple((line.name, FigureText(line.count), *_rate_cells(line), FigureText(line.share) if line.share else None) for line in lines),
        source=source_of(findings),
        notes=(
            _population_note(findings),
            "Anti-social behaviour incidents are not crimes and are not in this table.",
            *(f"{line.name}: {line.says}" for line in lines if line.says),
        ),
    )


def change_blocks(findings: Findings) -> Iterator[Block]:
    """First what is compared with what, then each category with its test."""
    basis = findings.scope.basis
    yield Heading(1, "Change", "section-change")
    if basis.same_months_only or basis.current is None:
        yield Callout(CalloutKind.WARNING, "Not the whole year" if basis.current else "Nothing to compare with", (basis.words,))
    else:
        yield Paragraph((basis.words,))
    if basis.current is None or basis.previous is None:
        return
    yield _change_table(findings, findings.offences, "change-crimes", "Crimes")
    yield _change_table(findings, (findings.asb,), "change-asb", "Anti-social behaviour incidents")


def _change_table(findings: Findings, lines: tuple[Line, ...], id: str, things: str) -> Table:
    basis = findings.scope.basis
    assert basis.current
    assert basis.previous
    notes = [f"{line.name}: {line.change.verdict.note}" for line in lines if line.change.verdict and line.change.verdict.note]
    return Table(
        id=id,
        title=f"{things}: the months compared",
        subtitle=f"{basis.current.label} against {basis.previous.label}",
        columns=(
            Column("type", "What is counted"),
            Column("now", basis.current.short, numeric=True),
            Column("before", basis.previous.short, numeric=True),
            Column("change", "Difference", numeric=True),
            Column("ratio", "Ratio per day, 95% interval", numeric=True),
            Column("test", "Test"),
            Column("verdict", "What the test says"),
        ),
        rows=tuple(
            (
                line.name,
                FigureText(line.change),
                FigureText(line.change, Form.COMPARATOR),
                FigureText(line.change, Form.CHANGE),
                FigureText(line.change, Form.RATIO),
                FigureText(line.change, Form.TEST),
                *_verdict(line),
            )
            for line in lines
        ),
        source=source_of(findings),
        notes=("Counts are compared per day, allowing for months that vary more than chance alone would make them.", *notes),
    )


def series_blocks(findings: Findings) -> Iterator[Block]:
    """A control chart for each category, gaps drawn as gaps."""
    yield Heading(1, "Month by month", "section-months")
    notes = sorted({series.note for series in findings.series if series.note})
    if notes:
        yield Callout(CalloutKind.NOTE, "How to read the charts", (" ".join(notes),))
    for series in findings.series:
        yield Heading(2, series.name, f"months-{series.slug}")
        yield _control_chart(findings, series)


def _control_chart(findings: Findings, series: Series) -> ControlChart:
    first, last = series.points[0][0], series.points[-1][0]
    span = f"{first.written} to {last.written}"
    gaps = [month.written for month, figure in series.points if figure is None]
    message = _message(findings, series)
    alt = f"Line of {series.counting} by month, {span}. {message}. " + (f"No data is held for {', '.join(gaps)}." if gaps else "No month is missing.")
    return ControlChart(
        id=f"chart-{series.slug}",
        title=f"{series.name}: {message}",
        subtitle=f"{series.counting.capitalize()} a month, {findings.scope.area.name}, {span}",
        alt=alt,
        y_title=f"{series.counting.capitalize()} a month",
        points=tuple(
            Point(month, figure.value if figure else None, figure.written if figure else "[x]", series.flags.get(month, ()))
            for month, figure in series.points
        ),
        mean=series.mean,
        lower=series.lower,
        upper=series.upper,
        table=_months_table(findings, series, span),
        source=source_of(findings),
    )


def _message(findings: Findings, series: Series) -> str:
    if series.mean is None:
        return "too few months to separate season from change"
    period = set(findings.scope.period.months())
    count = sum(month in period for month in series.flags)
    return f"{count or 'no'} unusual month{'' if count == 1 else 's'} in the period"


def _months_table(findings: Findings, series: Series, span: str) -> Table:
    held: dict[Month, Figure | None] = dict(series.points)
    years = sorted({month.year for month in held})

    def cell(year: int, number: int) -> Cell:
        month = Month(year, number)
        if month not in held:
            return None
        figure = held[month]
        return FigureText(figure) if figure else "[x]"

    rows = tuple((_MONTHS[number - 1], *(cell(year, number) for year in years)) for number in range(1, 13))
    return Table(
        id=f"table-{series.slug}",
        title=f"{series.name} by month",
        subtitle=f"{series.counting.capitalize()}, {findings.scope.area.name}, {span}",
        columns=(Column("month", "Month"), *(Column(str(year), str(year), numeric=True) for year in years)),
        rows=rows,
        source=source_of(findings),
        notes=("[x]: no data is held for the month; [z]: outside the months shown.", *_unusual(series)),
    )


def _unusual(series: Series) -> Iterator[str]:
    rules = dict.fromkeys(words for flagged in series.flags.values() for words in flagged)
    for words in rules:
        yield f"Unusual, {words}: {written_months(sorted(m for m, flagged in series.flags.items() if words in flagged))}."


def _rate_cells(line: Line) -> tuple[Cell, Cell]:
    return FigureText(line.rate), FigureText(line.rate, Form.INTERVAL)


def _verdict(line: Line) -> tuple[Cell]:
    return (FigureText(line.change, Form.VERDICT),)


def _population_note(findings: Findings) -> str:
    rate, months = findings.crimes.rate, len(list(findings.scope.period.months()))
    if rate.denominator is None:
        return "[x]: no rate is given; what is missing is said at the beginning."
    over = "" if months == 12 else f" Rates are for the {months} month{'s' if months > 1 else ''} of the period, not for a year."
    return f"Population used: {write_number(rate.denominator.value)} residents, {rate.denominator.as_of} ({rate.denominator.release}).{over}"
