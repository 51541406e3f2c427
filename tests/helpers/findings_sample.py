"""Figures and findings made of plain numbers, for the tests of what stands, in what order, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Figure,
    FigureText,
    Form,
    Interval,
    SourceFile,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
)
from wardmoot.core.findings import Finder, Finding

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
AREA = Area("E06999999", "Anyshire", AreaKind.AUTHORITY)
YEAR = Period.rolling_12(Month(2025, 12))
TRACE = Trace("made up", "1", "Made up.", NOW, files=(SourceFile("made-up", "made-up.csv", "0" * 64, NOW, 1, "2025"),))


def figure(id: str, value: float | None, **more: object) -> Figure:
    """A count of crimes in the year."""
    given = {"label": id, "unit": Unit.COUNT, "counting_unit": COUNTING_UNITS["crime"], "area": AREA, "period": YEAR, "trace": TRACE}
    return Figure(id=id, measure="made up", value=value, numerator=value, **{**given, **more})  # type: ignore[arg-type]


def with_verdict(id: str, value: float, word: VerdictWord, p: float = 0.001, before: float = 100) -> Figure:
    """A count beside that of the time before, with the verdict of a test."""
    earlier = Period.rolling_12(Month(2024, 12))
    verdict = Verdict(word, "a test", 3.0, p, value / before, Interval(0.5, 2.0, 0.95, "a test"))
    return figure(id, value, comparator=Comparator(before, earlier, AREA, earlier.label, before), verdict=verdict)


def finding(
    id: str = "change.burglary.E06999999",
    *,
    finder: Finder = Finder.CHANGE,
    subject: str = "burglary",
    value: float = 150,
    word: VerdictWord = VerdictWord.HIGHER,
    p: float | None = 0.001,
    adjusted_p: float | None = 0.01,
    claim: tuple[object, ...] = (),
    **more: object,
) -> Finding:
    """A finding about one count; its claim prints the count and its verdict unless another is given."""
    count = with_verdict(f"{id}.count", value, word)
    given: dict[str, object] = {"effect": 0.4, "effect_interval": (0.1, 0.7), "base": count, "figures": (count,), "area": AREA, "period": YEAR}
    said = claim or (f"{subject}: there were ", FigureText(count, Form.WITH_UNIT), ", ", FigureText(count, Form.VERDICT), ".")
    return Finding(
        id=id,
        finder=finder,
        subject=subject,
        subject_words=subject,
        claim=said,
        p=p,
        adjusted_p=adjusted_p,
        **{**given, **more},  # type: ignore[arg-type]
    )
