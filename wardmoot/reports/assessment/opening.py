"""What the assessment covers and what it lacks, then the whole on one page."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import VerdictWord
from wardmoot.reports.assessment.findings import Findings, Line, Place
from wardmoot.reports.document import Block, Bullets, Callout, CalloutKind, FigureText, Form, Heading, KeyFigure, KeyFigures, Paragraph, Span


def scope_blocks(findings: Findings) -> Iterator[Block]:
    """Area, period, cut-off, marking, sources, and what is missing."""
    scope = findings.scope
    yield Heading(1, "What this assessment covers", "section-scope")
    yield Paragraph((f"Area: {scope.area.name} ({scope.area.code}), counted by place: what happened there, whichever force recorded it.",))
    yield Paragraph((f"Period: {scope.period.label}. Data to {written_day(scope.cut_off)}. Marking: {scope.marking.value or 'none'}.",))
    yield Paragraph(
        (
            FigureText(scope.records, Form.WITH_UNIT),
            f" fall in the area in the period, from {scope.files} data files of {_listed(scope.forces) or 'no force'}.",
            " Anti-social behaviour incidents are not crimes: they are counted apart throughout.",
        )
    )
    yield Callout(CalloutKind.NOTE, "What is compared", (scope.basis.words,))
    if scope.missing:
        yield Callout(CalloutKind.WARNING, "What is missing", ("These gaps limit what can be said.",))
        yield Bullets(tuple((item,) for item in scope.missing))
    yield Paragraph((scope.edge,))


def summary_blocks(findings: Findings) -> Iterator[Block]:
    """One page: the counts, what moved by test, where, and how few places hold how much."""
    yield Heading(1, "Summary", "section-summary")
    yield KeyFigures(
        (
            KeyFigure("Crimes recorded", findings.crimes.count),
            KeyFigure("Crimes for every 1,000 residents", findings.crimes.rate),
            KeyFigure("Anti-social behaviour incidents", findings.asb.count),
            KeyFigure("Incidents for every 1,000 residents", findings.asb.rate),
        )
    )
    yield Bullets((*_change_items(findings), *_place_items(findings)))


def _change_items(findings: Findings) -> Iterator[tuple[Span, ...]]:
    basis, lines = findings.scope.basis, (*findings.offences, findings.asb)
    if basis.current is None or basis.previous is None:
        yield (basis.words,)
        return
    yield (f"{basis.current.label} against {basis.previous.label}, both counted per day; a direction is given only where a test supports it:",)
    for word, opening in ((VerdictWord.HIGHER, "Higher than before: "), (VerdictWord.LOWER, "Lower than before: ")):
        found = [line for line in lines if line.change.verdict and line.change.verdict.word is word]
        yield (opening, *_named(found)) if found else (f"{opening}none.",)
    others = [line.name for line in lines if not line.change.verdict or line.change.verdict.word not in (VerdictWord.HIGHER, VerdictWord.LOWER)]
    if others:
        yield (f"No clear change, or too few to say: {_listed(others)}.",)


def _named(lines: list[Line]) -> Iterator[Span]:
    for number, line in enumerate(lines):
        yield f"{'; ' if number else ''}{line.name} "
        yield FigureText(line.change, Form.WITH_COMPARATOR)
    yield "."


def _place_items(findings: Findings) -> Iterator[tuple[Span, ...]]:
    for places in (findings.crime_places, findings.asb_places):
        if places.listed:
            first: Place = places.listed[0]
            yield (f"The small area with most {places.kind} is {first.name}, with ", FigureText(first.count, Form.WITH_UNIT), ".")
    for item in findings.concentration:
        yield (f"Half of all {item.kind} lie in ", FigureText(item.places_for_half), " of ", FigureText(item.places, Form.WITH_UNIT), ".")


def _listed(items: tuple[str, ...] | list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
