"""What the time finders say: sentences of figures, in which every word of direction is a figure's own verdict.

Each claim leads with its topic and a colon, so that it is grammatical whatever is counted. Numbers stand in a sentence as
figures; periods and months as their labels. A base under 30 gets counts and no percentage.
"""

from __future__ import annotations

from collections.abc import Sequence

from wardmoot.core.calendar import Period, PeriodKind
from wardmoot.core.figures import Figure, FigureText, Form, Span, VerdictWord
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER

_UNDECIDED = {
    VerdictWord.NO_CLEAR_CHANGE: "; per day there is no clear change",
    VerdictWord.TOO_FEW: "; that is too few to say whether there is a difference",
    VerdictWord.NOT_TESTED: "; the difference is not tested",
}


def when(period: Period) -> str:
    """`in May 2025`, `from May 2025 to June 2025`: a period where it stands in a sentence.

    >>> when(Period.month(2025, 5))
    'in May 2025'
    """
    if period.is_open or period.kind is PeriodKind.SNAPSHOT:
        return period.label if period.kind is PeriodKind.SNAPSHOT else f"in {period.label}"
    return f"in {period.label}" if len(list(period.months())) == 1 else f"from {period.label}"


def topic(words: str) -> str:
    """`Burglary: `, from words that may begin small."""
    return f"{words[:1].upper()}{words[1:]}: "


def there_were(count: Figure) -> tuple[Span, ...]:
    """`there were 1,312 crimes`, `there was 1 crime`."""
    return ("there was " if count.value == 1 else "there were ", FigureText(count, Form.WITH_UNIT))


def is_small(*counts: float | None) -> bool:
    """Whether any of the counts is too small for a percentage."""
    return any(count is None or count < SMALL_BASE_UNDER for count in counts)


def change_claim(words: str, count: Figure, per_cent: Figure | None, *, same_months_only: bool = False) -> tuple[Span, ...]:
    """A count against that of the time before; `per_cent` is the difference per day, None where a base is small.

    Raises ValueError where `count` has no comparator or no verdict.
    """
    if count.comparator is None or count.verdict is None:
        raise ValueError(f"{count.id}: the sentence needs what the count is compared with, and the verdict")
    against = (topic(words), *there_were(count), f" {when(count.period)}, against ", FigureText(count, Form.COMPARATOR))
    before = f" {when(count.comparator.period)}"
    only = " Only months held for both are compared." if same_months_only else ""
    if count.verdict.word in _UNDECIDED:
        return (*against, f"{before}{_UNDECIDED[count.verdict.word]}.{only}")
    by: tuple[Span, ...] = (" (", FigureText(per_cent), ")") if per_cent is not None else ()
    return (*against, f"{before}; per day that is ", FigureText(count, Form.VERDICT), *by, f".{only}")


def trend_claim(words: str, yearly: Figure, base: Figure) -> tuple[Span, ...]:
    """A rise or fall over the years; `yearly` is the change in per cent a year, `base` the count of all months.

    Under 30 events a year no percentage is given.
    """
    years = len(list(base.period.months())) / 12
    opening = (topic(words), "the number a day was ", FigureText(yearly, Form.VERDICT), f" {when(yearly.period)} ")
    if base.value is None or is_small(base.value / years):
        return (*opening, "(", FigureText(base, Form.WITH_UNIT), " in all).")
    return (*opening, "(", FigureText(yearly), " a year, interval ", FigureText(yearly, Form.INTERVAL), ").")


def step_claim(words: str, after: Figure, per_cent: Figure | None) -> tuple[Span, ...]:
    """A lasting step; `after` is the count from the step on, its comparator that of the months before."""
    if after.comparator is None:
        raise ValueError(f"{after.id}: the sentence needs the count before the step")
    opening = (topic(words), f"{when(after.period)} the number a day is ", FigureText(after, Form.VERDICT), ", as a lasting step")
    if per_cent is not None:
        return (*opening, " (", FigureText(per_cent), " with the season taken out).")
    counts = (FigureText(after, Form.WITH_UNIT), " against ", FigureText(after, Form.COMPARATOR))
    return (*opening, " (", *counts, f" {when(after.comparator.period)}).")


def season_claim(words: str, peak: tuple[str, Figure], trough: tuple[str, Figure]) -> tuple[Span, ...]:
    """Which months run high and low: each a month's name and its index, the first with the verdict of the season."""
    (high, peak_index), (low, trough_index) = peak, trough
    things = peak_index.counting_unit.plural
    return (
        topic(words),
        "the number a day ",
        FigureText(peak_index, Form.VERDICT),
        f". A day in {high} has ",
        FigureText(peak_index),
        f" times as many {things} as the average day of the year, a day in {low} ",
        FigureText(trough_index),
        " times as many.",
    )


def unusual_claim(words: str, month: Figure, expected: Figure) -> tuple[Span, ...]:
    """A month beside what the other months lead one to expect of it."""
    counted = (topic(words), *there_were(month), f" {when(month.period)}, ", FigureText(month, Form.VERDICT))
    return (*counted, ": the other months lead one to expect ", FigureText(expected), ".")


def level_claim(words: str, own: Figure, reference: str, others: Sequence[Figure]) -> tuple[Span, ...]:
    """A rate beside that of a reference (its comparator); `others` are the lowest and the highest of the group."""
    beside: tuple[Span, ...] = ()
    if others:
        beside = (" Rates in the group run from ", FigureText(others[0]), " to ", FigureText(others[-1]), ".")
    opening = (topic(words), f"{own.area.name} had ", FigureText(own, Form.WITH_UNIT), f" {when(own.period)}, ")
    return (*opening, FigureText(own, Form.THAN), f" in {reference} (", FigureText(own, Form.COMPARATOR), ").", *beside)


def small_level_claim(words: str, count: Figure, reference: str) -> tuple[Span, ...]:
    """A small count beside what the rate of a reference would give (its comparator): no rate is told of so few."""
    opening = (topic(words), *there_were(count), f" in {count.area.name} {when(count.period)}, ")
    return (*opening, FigureText(count, Form.THAN), " the ", FigureText(count, Form.COMPARATOR), f" that the rate of {reference} would give.")


def missing_claim(words: str, supplier: str) -> tuple[Span, ...]:
    """What is not assessed, and who could supply it."""
    who = f" {supplier[:1].upper()}{supplier[1:]} could supply it." if supplier else ""
    return (f"{topic(words).rstrip(': ')}. Not assessed: data not supplied.{who}",)


def missing_months_claim(months: str) -> tuple[Span, ...]:
    """The months, in words, for which nothing is held."""
    return (f"Months not held: no data is held for {months}. Counts of the period are without what happened then, which is not known.",)
