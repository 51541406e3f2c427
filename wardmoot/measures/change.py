"""What is compared with what, and what the test says of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import Comparator, Figure, Interval, Verdict, VerdictWord
from wardmoot.core.stats.comparison import Change, Comparison, compare_counts
from wardmoot.core.stats.dispersion import Dispersion, estimate_dispersion, same_month_dispersion
from wardmoot.core.stats.false_discovery import false_discovery
from wardmoot.measures.recorded_crime import Cube, Slice
from wardmoot.reports.assessment import Basis, Line
from wardmoot.reports.assessment.gathered import NOT_FIRM

FALSE_DISCOVERY = 0.05

_WORDS = {
    Change.HIGHER: VerdictWord.HIGHER,
    Change.LOWER: VerdictWord.LOWER,
    Change.NO_CLEAR_CHANGE: VerdictWord.NO_CLEAR_CHANGE,
    Change.TOO_FEW: VerdictWord.TOO_FEW,
}


def basis_for(period: Period, held: Sequence[Month]) -> Basis:
    """The months of `period` that can be set against the same months a year (or as many years) before.

    Where the time before is incomplete only the same months are compared, and the words say so; where no month has its
    counterpart, nothing is.
    """
    months, years = list(period.months()), math.ceil(len(list(period.months())) / 12)
    have = set(held)
    compared = [m for m in months if m in have and m.shift(-12 * years) in have]
    if not compared:
        words = f"Nothing is compared: no month of {period.label} is held together with the same month {_years(years)} before."
        return Basis(None, None, True, words)
    before = [m.shift(-12 * years) for m in compared]
    complete = len(compared) == len(months)
    now_words, before_words = written_months(compared), written_months(before)
    if complete:
        words = f"{now_words} is compared with {before_words}. Every month of both is held."
    else:
        words = f"The time before is incomplete, so only the same months are compared: {now_words} with {before_words}."
    return Basis(period_of(compared), period_of(before), not complete, words)


def compared_months(basis: Basis, held: Sequence[Month], period: Period) -> tuple[tuple[Month, ...], tuple[Month, ...]]:
    """The months behind a basis, now and before; both empty where nothing is compared."""
    years = math.ceil(len(list(period.months())) / 12)
    now = tuple(m for m in period.months() if m in held and m.shift(-12 * years) in held) if basis.current else ()
    return now, tuple(m.shift(-12 * years) for m in now)


def _years(years: int) -> str:
    return "a year" if years == 1 else f"{years} years"


def period_of(months: Sequence[Month]) -> Period:
    """The span of the months; where they have gaps, a period with no days, so that nothing is computed from the span."""
    whole = list(Period.span(months[0], months[-1]).months()) == list(months)
    return Period.span(months[0], months[-1]) if whole else Period.listed(written_months(months))


def dispersion_of(cube: Cube, what: Slice, before: Slice) -> Dispersion:
    """How much more the months vary than chance: from same-month pairs where six or more are held, else from neighbours.

    The neighbours are those of every held month of each of the two periods, never across the gap between them.
    """
    if len(what.months) >= 6:
        counts, earlier = cube.by_month(what), cube.by_month(before)
        return same_month_dispersion(counts, earlier, [m.days for m in what.months], [m.days for m in before.months])
    now, then = _run(cube, what), _run(cube, before, until=what.months[0])
    series = [list(cube.by_month(replace(what, months=months))) for months in (then, now)]
    return estimate_dispersion(series, [[float(m.days) for m in months] for months in (then, now)])


def _run(cube: Cube, what: Slice, until: Month | None = None) -> tuple[Month, ...]:
    """The slice's months and the held months that follow them without a gap (those before `until`)."""
    last = what.months[-1]
    while last.shift(1) in cube.months and (until is None or last.shift(1) < until):
        last = last.shift(1)
    return tuple(Period.span(what.months[0], last).months())


def change_figure(cube: Cube, figure: Figure, what: Slice, before: Slice, basis: Basis) -> Figure:
    """`figure` cut to the compared months, with the time before as comparator and the verdict of the test."""
    if basis.current is None or basis.previous is None:
        return replace(figure, id=figure.id + ".change", value=None, numerator=None, comparator=None)
    count, earlier = cube.count(what), cube.count(before)
    found = compare_counts(
        count,
        earlier,
        days=sum(m.days for m in what.months),
        days_before=sum(m.days for m in before.months),
        dispersion=dispersion_of(cube, what, before),
    )
    return replace(
        figure,
        id=figure.id + ".change",
        label=f"{figure.label}, months compared",
        period=basis.current,
        value=count,
        numerator=count,
        trace=cube.trace(what),
        comparator=Comparator(earlier, basis.previous, figure.area, basis.previous.label, earlier, trace=cube.trace(before)),
        verdict=verdict_of(found),
    )


def judged_together(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each told whether its direction still stands once all of them are tested together.

    Each test by itself finds a change where there is none once in twenty; of fourteen, chance alone would often give one.
    A direction is firm when its p passes a false-discovery rate of 5% over the lines. Source: Benjamini and Hochberg (1995).
    """
    tested = [verdict.p if (verdict := line.change.verdict) and verdict.p is not None else math.nan for line in lines]
    stands = false_discovery(tested, rate=FALSE_DISCOVERY)
    return tuple(line if firm else _not_firm(line) for line, firm in zip(lines, stands, strict=True))


def _not_firm(line: Line) -> Line:
    verdict = line.change.verdict
    if verdict is None or verdict.word not in (VerdictWord.HIGHER, VerdictWord.LOWER):
        return line
    note = "; ".join(filter(None, (verdict.note, NOT_FIRM)))
    return replace(line, change=replace(line.change, verdict=replace(verdict, note=note)), firm=False)


def verdict_of(found: Comparison) -> Verdict:
    """A comparison as a figure carries it."""
    notes = []
    if found.small_base:
        notes.append("small base: one of the counts is under 30, so give the counts, not a percentage")
    if np.isfinite(found.dispersion) and found.dispersion > 1:
        notes.append(f"months vary {found.dispersion:.1f} times as much as chance alone")
    return Verdict(
        _WORDS[found.verdict],
        found.test,
        _finite(found.statistic),
        _finite(found.p),
        _finite(found.ratio),
        Interval(_finite(found.lower), _finite(found.upper), 0.95, found.test) if np.isfinite(found.lower) else None,
        _finite(found.dispersion),
        "; ".join(notes),
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
