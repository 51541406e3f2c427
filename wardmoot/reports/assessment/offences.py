"""Headlines, the offence table, change against the time before, and the months."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Iterable, Iterator

from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import Figure, Verdict, write_number
from wardmoot.reports.assessment.gathered import Gathered, Line
from wardmoot.reports.assessment.series import Series
from wardmoot.reports.assessment.sources import source_from
from wardmoot.reports.assessment.wording import listed, mid_sentence
from wardmoot.reports.document import Block, Callout, CalloutKind, Cell, Column, ControlChart, FigureText, Form, Heading, Paragraph, Point, Table

MANY_TESTS = (
    "Each category is tested at 5%, so of so many tests some point to a change by chance. Where a direction does not stand once all "
    "categories are tested together (a false-discovery rate of 5%), that is said."
)


def headline_blocks(gathered: Gathered) -> Iterator[Block]:
    """Crimes in one table, anti-social behaviour in another: a reader cannot add them by mistake."""
    for line, slug, things in ((gathered.crimes, "crimes", "Crimes"), (gathered.asb, "asb", "Anti-social behaviour incidents")):
        yield Table(
            id=f"headline-{slug}",
            title=f"{things} in {gathered.scope.area.name}",
            subtitle=gathered.scope.counted.label,
            columns=(
                Column("measure", "What is counted"),
                Column("count", "Count", numeric=True),
                Column("rate", "Per 1,000 residents", numeric=True),
                Column("interval", "95% interval of the rate", numeric=True),
                Column("compared", "Months compared (the same months before)", numeric=True),
                Column("verdict", "What the test says"),
            ),
            rows=((line.name, FigureText(line.count), *_rate_cells(line), FigureText(line.change, Form.WITH_COMPARATOR), *_verdict(line)),),
            source=source_from((line.count, line.rate)),
            notes=(_population_note(gathered), gathered.scope.basis.words),
        )


def offence_blocks(gathered: Gathered) -> Iterator[Block]:
    """Count, rate with interval, and share of crimes, largest first."""
    lines = sorted(gathered.offences, key=lambda line: -(line.count.value or 0))
    yield Table(
        id="offences",
        title=f"Crimes in {gathered.scope.area.name} by type",
        subtitle=gathered.scope.counted.label,
        columns=(
            Column("type", "Crime type"),
            Column("count", "Crimes", numeric=True),
            Column("rate", "Per 1,000 residents", numeric=True),
            Column("interval", "95% interval of the rate", numeric=True),
            Column("share", "Share of crimes", numeric=True),
        ),
        rows=tuple((line.name, FigureText(line.count), *_rate_cells(line), FigureText(line.share) if line.share else None) for line in lines),
        source=source_from(figure for line in lines for figure in (line.count, line.rate)),
        notes=(
            _population_note(gathered),
            "Anti-social behaviour incidents are not crimes and are not in this table.",
            *(f"{line.name}: {line.says}" for line in lines if line.says),
        ),
    )


def change_blocks(gathered: Gathered) -> Iterator[Block]:
    """First what is compared with what, then each category with its test."""
    basis = gathered.scope.basis
    if basis.same_months_only or basis.current is None:
        yield Callout(CalloutKind.WARNING, "Not the whole year" if basis.current else "Nothing to compare with", (basis.words,))
    else:
        yield Paragraph((basis.words,))
    if basis.current is None or basis.previous is None:
        return
    yield _change_table(gathered, gathered.offences, "change-crimes", "Crimes")
    yield _change_table(gathered, (gathered.asb,), "change-asb", "Anti-social behaviour incidents")


def _change_table(gathered: Gathered, lines: tuple[Line, ...], id: str, things: str) -> Table:
    basis = gathered.scope.basis
    assert basis.current
    assert basis.previous
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
            Column("verdict", "What the test says"),
        ),
        rows=tuple(
            (
                line.name,
                FigureText(line.change),
                FigureText(line.change, Form.COMPARATOR),
                FigureText(line.change, Form.CHANGE),
                FigureText(line.change, Form.RATIO),
                *_verdict(line),
            )
            for line in lines
        ),
        source=source_from(line.change for line in lines),
        notes=tuple(_test_notes(lines)),
    )


def _test_notes(lines: tuple[Line, ...]) -> Iterator[str]:
    """What the test allows for, in one sentence for all categories, and one for each other note."""
    told = [(mid_sentence(line.name), line.change.verdict) for line in lines if line.change.verdict]
    times = [f"{name} {write_number(verdict.overdispersion, 1)}" for name, verdict in told if verdict.overdispersion and verdict.overdispersion > 1]
    vary = f" They vary this many times as much as by chance: {listed(times)}." if times else ""
    yield f"Counts are compared per day, allowing for months that vary more than chance alone would make them.{vary}"
    if len(lines) > 1:
        yield MANY_TESTS
    yield from _by_note((name, _other_notes(verdict)) for name, verdict in told)
    yield from _by_note((name, [f"tested by the {verdict.test}"]) for name, verdict in told if verdict.test)


def _by_note(told: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    """Each note once, with all the categories it is about."""
    found: dict[str, list[str]] = {}
    for name, notes in told:
        for note in notes:
            found.setdefault(note, []).append(name)
    yield from (f"{listed(names)[:1].upper()}{listed(names)[1:]}: {note}." for note, names in found.items())


def _other_notes(verdict: Verdict) -> list[str]:
    return [note for note in verdict.note.split("; ") if note and "chance alone" not in note]


def series_blocks(gathered: Gathered) -> Iterator[Block]:
    """A control chart for each category, gaps drawn as gaps."""
    notes = sorted({series.note for series in gathered.series if series.note})
    if notes:
        yield Callout(CalloutKind.NOTE, "How to read the charts", (" ".join(notes),))
    for series in gathered.series:
        yield Heading(2, series.name, f"months-{series.slug}")
        yield control_chart(gathered, series)


def control_chart(gathered: Gathered, series: Series, *, source: str = "", period: Period | None = None) -> ControlChart:
    """The months of one category or measure, with the same numbers as a table; `period` is the one assessed unless given."""
    first, last = series.points[0][0], series.points[-1][0]
    span = f"{first.written} to {last.written}"
    gaps = written_months([month for month, figure in series.points if figure is None])
    message = _message(series, period or gathered.scope.period)
    held = f"No data is held for {gaps}." if gaps else "No month is missing."
    source = source or source_from(figure for _, figure in series.points if figure)
    alt = f"Line of {series.counting} by month, {span}. {_limits_words(series)}{held} The numbers are in the table."
    return ControlChart(
        id=f"chart-{series.slug}",
        title=f"{series.name}: {message}",
        subtitle=_subtitle(gathered, series, span),
        alt=alt,
        y_title=f"{series.counting.capitalize()} a month",
        points=tuple(
            Point(month, figure.value if figure else None, figure.written if figure else "[x]", series.flags.get(month, ()))
            for month, figure in series.points
        ),
        mean=series.mean,
        lower=series.lower,
        upper=series.upper,
        table=_months_table(gathered, series, span, source),
        source=source,
        filters=f"{series.name}; {gathered.scope.area.name}; {span}",
    )


def _limits_words(series: Series) -> str:
    if series.mean is None or series.upper is None:
        return ""
    low = f"{write_number(series.lower, 1)} to " if series.lower else "up to "
    return f"The mean is {write_number(series.mean, 1)} and the limits are {low}{write_number(series.upper, 1)}. "


def _message(series: Series, period: Period) -> str:
    if series.mean is None:
        return "too few months to separate season from change"
    months = set(period.months())
    count = sum(month in months for month in series.flags)
    return f"{count or 'no'} unusual month{'' if count == 1 else 's'} in {period.label}"


def _months_table(gathered: Gathered, series: Series, span: str, source: str) -> Table:
    held: dict[Month, Figure | None] = dict(series.points)
    years = range(min(held).year, max(held).year + 1)

    def cell(month: Month) -> Cell:
        if month not in held:
            return None
        figure = held[month]
        return FigureText(figure) if figure else "[x]"

    rows = tuple((str(year), *(cell(Month(year, number)) for number in range(1, 13))) for year in years)
    return Table(
        id=f"table-{series.slug}",
        title=f"{series.name} by month",
        subtitle=_subtitle(gathered, series, span),
        columns=(Column("year", "Year"), *(Column(name.lower(), name, numeric=True) for name in month_abbr[1:])),
        rows=rows,
        source=source,
        notes=(*_month_marks(rows), *_unusual(series)),
    )


def _month_marks(rows: tuple[tuple[Cell, ...], ...]) -> Iterator[str]:
    cells = [cell for row in rows for cell in row]
    if "[x]" in cells:
        yield "[x]: no data is held for the month."
    if None in cells:
        yield "[z]: outside the months shown."


def _subtitle(gathered: Gathered, series: Series, span: str) -> str:
    return f"{series.counting.capitalize()} a month, {gathered.scope.area.name}, {span}"


def _unusual(series: Series) -> Iterator[str]:
    rules = dict.fromkeys(words for flagged in series.flags.values() for words in flagged)
    told = [f"{words}, {written_months(sorted(m for m, flagged in series.flags.items() if words in flagged))}" for words in rules]
    if told:
        yield f"Unusual months: {'; '.join(told)}."


def _rate_cells(line: Line) -> tuple[Cell, Cell]:
    return FigureText(line.rate), FigureText(line.rate, Form.INTERVAL)


def _verdict(line: Line) -> tuple[Cell]:
    return (FigureText(line.change, Form.VERDICT),)


def _population_note(gathered: Gathered) -> str:
    rate, months = gathered.crimes.rate, len(list(gathered.scope.period.months()))
    if rate.denominator is None:
        return "[x]: no rate is given; what is missing is said at the beginning."
    over = "" if months == 12 else f" Rates are for the {months} month{'s' if months > 1 else ''} of the period, not for a year."
    return f"Population used: {write_number(rate.denominator.value)} residents, {rate.denominator.as_of} ({rate.denominator.release}).{over}"
