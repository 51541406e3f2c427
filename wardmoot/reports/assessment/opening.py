"""What the assessment covers and what it lacks, then the whole on one page."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import Figure, VerdictWord
from wardmoot.reports.assessment.gathered import NOT_FIRM, Gathered, Line, Place
from wardmoot.reports.assessment.offences import control_chart
from wardmoot.reports.assessment.wording import listed, mid_sentence
from wardmoot.reports.document import (
    Block,
    Bullets,
    Callout,
    CalloutKind,
    ControlChart,
    FigureText,
    Form,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Span,
)

SMALL_AREAS = (
    "Small areas are lower layer super output areas (LSOAs), into which the census divides the country: each is home to between one and three "
    "thousand people."
)


def scope_blocks(gathered: Gathered) -> Iterator[Block]:
    """Area, period, cut-off, sources, and what is missing. The marking stands on every page."""
    scope = gathered.scope
    yield Paragraph((f"Area: {scope.area.name} ({scope.area.code}), counted by place: what happened there, whichever force recorded it.",))
    yield Paragraph((f"Period: {scope.period.label}. Data to {written_day(scope.cut_off)}.",))
    yield from missing_blocks(gathered)
    yield Paragraph(
        (
            "Anti-social behaviour (ASB) incidents are not crimes, and the two are counted apart throughout. Together, ",
            FigureText(scope.records, Form.WITH_UNIT),
            f" fall in the area in {scope.counted.label}, from the monthly data files of {listed(scope.forces) or 'no force'}.",
        )
    )
    yield Paragraph((SMALL_AREAS,))
    yield Paragraph((scope.basis.words,))


def missing_blocks(gathered: Gathered) -> Iterator[Block]:
    """What is missing comes before the first number, and stands in the summary too."""
    missing = gathered.scope.missing
    if missing:
        alone = len(missing) == 1
        yield Callout(CalloutKind.WARNING, "What is missing", missing if alone else ("These gaps limit what can be said.",))
        if not alone:
            yield Bullets(tuple((item,) for item in missing))


def key_figure_blocks(gathered: Gathered) -> Iterator[Block]:
    """The counts and rates as cards, what is compared with what, and what moved by test."""
    yield headline_cards(gathered)
    basis = gathered.scope.basis
    if basis.current is None or basis.previous is None:
        yield Paragraph((basis.words,))
    else:
        yield Paragraph(
            (f"{basis.current.label} against {basis.previous.label}, counted per day. A direction is given only where a test supports it.",)
        )
    if items := tuple(change_items(gathered)):
        yield Bullets(items)


def headline_cards(gathered: Gathered) -> KeyFigures:
    """Crimes and incidents, each as a count and as a rate."""
    return KeyFigures(
        (
            KeyFigure("Crimes recorded", _headline(gathered, gathered.crimes), _chart(gathered, gathered.crimes)),
            KeyFigure("Crimes for every 1,000 residents", gathered.crimes.rate),
            KeyFigure("Anti-social behaviour incidents", _headline(gathered, gathered.asb), _chart(gathered, gathered.asb)),
            KeyFigure("Incidents for every 1,000 residents", gathered.asb.rate),
        )
    )


def _headline(gathered: Gathered, line: Line) -> Figure:
    """The count with the year before in brackets where the whole period is compared, otherwise the count alone."""
    compared = gathered.scope.basis.current
    whole = compared is not None and list(compared.months()) == list(gathered.scope.period.months())
    return line.change if whole else line.count


def _chart(gathered: Gathered, line: Line) -> ControlChart | None:
    return next((control_chart(gathered, series) for series in gathered.series if series.name == line.name), None)


def change_items(gathered: Gathered) -> Iterator[tuple[Span, ...]]:
    """What moved by test, what may be chance, and what did not move."""
    basis, lines = gathered.scope.basis, [gathered.crimes, *gathered.offences, gathered.asb]
    if basis.current is None or basis.previous is None:
        return
    for word, opening in ((VerdictWord.HIGHER, "Higher than before: "), (VerdictWord.LOWER, "Lower than before: ")):
        found = [line for line in lines if line.firm and line.change.verdict and line.change.verdict.word is word]
        yield (opening, *_named(found)) if found else (f"{opening}none.",)
    doubtful = [line for line in lines if not line.firm]
    if doubtful:
        yield (f"{NOT_FIRM[:1].upper()}{NOT_FIRM[1:]}: ", *_named(doubtful, told=True))
    others = [
        mid_sentence(line.name)
        for line in lines
        if not line.change.verdict or line.change.verdict.word not in (VerdictWord.HIGHER, VerdictWord.LOWER)
    ]
    if others:
        yield (f"No clear change, or too few to say: {listed(others)}.",)


def _named(lines: list[Line], *, told: bool = False) -> Iterator[Span]:
    """The lines with their numbers; `told` adds what each one's test says."""
    for number, line in enumerate(lines):
        yield f"{'; ' if number else ''}{mid_sentence(line.name)} "
        yield FigureText(line.change, Form.WITH_COMPARATOR)
        if told:
            yield " "
            yield FigureText(line.change, Form.VERDICT)
    yield "."


def place_items(gathered: Gathered) -> Iterator[tuple[Span, ...]]:
    """The busiest small areas, and how few hold half."""
    for places in (gathered.crime_places, gathered.asb_places):
        if places.listed:
            first: Place = places.listed[0]
            yield (f"The small area with most {places.kind} is {first.name}: ", FigureText(first.count, Form.WITH_UNIT), ".")
    for item in gathered.concentration:
        yield (f"Half of all {item.kind} lie in ", FigureText(item.places_for_half), " of ", FigureText(item.places, Form.WITH_UNIT), ".")
