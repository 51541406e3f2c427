"""What the place finders say: sentences of figures, in which every word of comparison is a figure's own verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Figure, FigureText, Form, Span
from wardmoot.core.findings.sentences import there_were, topic, when

LISTED = 5
"""So many places are named in a sentence; the others are counted."""


@dataclass(frozen=True, slots=True)
class Named:
    """Places in the order they are told: how many there are, their names, and how many are not named (None where all are)."""

    number: Figure
    names: tuple[str, ...]
    others: Figure | None = None


def as_told(name: str) -> str:
    """A small area's name in running text, its streets in brackets.

    >>> as_told("Trowbridge Central: Fore Street, Park Road")
    'Trowbridge Central (Fore Street and Park Road)'
    """
    ward, _, streets = name.partition(": ")
    if not streets:
        return name
    *first, last = streets.split(", ")
    return f"{ward} ({' and '.join(filter(None, (', '.join(first), last)))})"


def _in_a_row(items: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """`A, B and C`; a name may hold commas, so the places are parted by semicolons where it does."""
    comma = any(isinstance(span, str) and "," in span for item in items for span in item)
    between, last = ("; ", "; and ") if comma else (", ", " and ")
    found: list[Span] = []
    for index, item in enumerate(items):
        found += [*((last if index == len(items) - 1 else between,) if index else ()), *item]
    return tuple(found)


def listed(places: Named) -> tuple[Span, ...]:
    """The names, and how many others: `A, B and 3 others`."""
    items: list[tuple[Span, ...]] = [(as_told(name),) for name in places.names]
    if places.others is not None:
        items.append((FigureText(places.others), " other" if places.others.value == 1 else " others"))
    return _in_a_row(items)


def concentration_claim(words: str, top: Figure, whole: Figure, half: Figure, places: Figure) -> tuple[Span, ...]:
    """How many lie in the busiest places (`top`, its comparator what chance gives); `half` is how few places hold half."""
    opening = (topic(words), "the ten busiest small areas hold ", FigureText(top), " of ", FigureText(whole, Form.WITH_UNIT))
    chance = (f" {when(whole.period)}, ", FigureText(top, Form.VERDICT), ", which would put about ", FigureText(top, Form.COMPARATOR), " there.")
    return (*opening, *chance, " Half of them lie in ", FigureText(half), " of ", FigureText(places, Form.WITH_UNIT), ".")


def cluster_claim(words: str, places: Named, count: Figure, by: str, both: Figure | None, compared: Period | None = None) -> tuple[Span, ...]:
    """Places in clusters of high counts; `count` is theirs together, its comparator what would be expected.

    `both` is how many of them were in clusters in the time before too (its period), None where that is not known. `compared` is the part
    of the period whose months are held in both times, None where that is the whole: four months are never set beside twelve.
    """
    alone = places.number.value == 1
    lie = " lies in a cluster of high counts " if alone else " lie in clusters of high counts "
    opening = (topic(words), FigureText(places.number, Form.WITH_UNIT), f"{lie}{when(count.period)}: ", *listed(places), ". ")
    things = ("It had " if alone else "Between them they had ", FigureText(count, Form.WITH_UNIT), ", ", FigureText(count, Form.THAN))
    counted = (*opening, *things, " the ", FigureText(count, Form.COMPARATOR), f" expected {by}.")
    if both is None:
        return counted
    if compared is not None:
        months = f" Set side by side on the same months alone ({compared.label} and {both.period.label}), "
        return (*counted, months, *_how_many(both, places.number), " in such a cluster in both.")
    return (*counted, " ", *_how_many(both, places.number, begins=True, past=True), f" in such a cluster {when(both.period)} too.")


def _how_many(some: Figure, every: Figure, *, begins: bool = False, past: bool = False) -> tuple[Span, ...]:
    """`all of them are`, `3 of them are`, `it is`; of none of them it is said that they cannot be shown to be."""
    shown = "can be shown to have been" if past else "can be shown to be"
    if every.value == 1:
        it = "It " if begins else "it "
        return (f"{it}{'was' if past else 'is'}",) if some.value else (f"{it}{shown.replace('can', 'cannot', 1)}",)
    if not some.value:
        return (f"{'None' if begins else 'none'} of them {shown}",)
    if some.value == every.value:
        return (f"{'All' if begins else 'all'} of them {'were' if past else 'are'}",)
    alone = some.value == 1
    verb = ("was" if alone else "were") if past else ("is" if alone else "are")
    return (FigureText(some), f" of them {verb}")


def turned_claim(words: str, places: Named, count: Figure, before: Period, *, new: bool, same_months_only: bool = False) -> tuple[Span, ...]:
    """Places that are in a cluster now and were not before (`new`), or the other way round; `count` has both counts."""
    known = "are in a cluster of high counts that is new" if new else "are no longer in a cluster of high counts"
    known = known.replace("are ", "is ", 1) if places.number.value == 1 else known
    opening = (topic(words), FigureText(places.number, Form.WITH_UNIT), f" {known}: ", *listed(places), ". ")
    counts = ("There ", "was " if count.value == 1 else "were ", FigureText(count, Form.WITH_UNIT), f" there {when(count.period)}, against ")
    only = " Only months held for both are compared." if same_months_only else ""
    against = (FigureText(count, Form.COMPARATOR), f" {when(before)}; per day that is ", FigureText(count, Form.VERDICT), f".{only}")
    return (*opening, *counts, *against)


def gradient_claim(words: str, rate: Figure, most: str, least: str) -> tuple[Span, ...]:
    """Rates of the two ends of deprivation, `rate` that of the `most` deprived with the `least` as comparator.

    Where residents are not held the rate is for each small area, and the sentence says so.
    """
    things = rate.counting_unit.plural
    each: tuple[Span, ...] = (FigureText(rate), f" {things} for every small area") if rate.multiplier == 1 else (FigureText(rate, Form.WITH_UNIT),)
    opening = (topic(words), f"in {most} there were ", *each, f" {when(rate.period)}, ", FigureText(rate, Form.THAN))
    found = (*opening, f" in {least} (", FigureText(rate, Form.COMPARATOR), ").")
    line = (" A line through every tenth of deprivation puts the most deprived end at ", FigureText(rate, Form.RATIO), " times the least deprived.")
    return (*found, *line)


def small_gradient_claim(
    words: str, rate: Figure, counts: tuple[Figure, Figure], places: tuple[Figure, Figure], fifths: tuple[str, str]
) -> tuple[Span, ...]:
    """As `gradient_claim` where an end counts too few for a rate: the counts of both ends and in how many small areas; no ratio."""
    (many, few), (there, here) = counts, places
    opening = (topic(words), *there_were(many), f" {when(rate.period)} in the ", FigureText(there), f" small areas of {fifths[0]} of England and ")
    other = (FigureText(few), " in the ", FigureText(here), f" of {fifths[1]}. ")
    per = "the number of small areas" if rate.multiplier == 1 else "the number of residents"
    ends = (f"Set against {per}, that of the most deprived is ", FigureText(rate, Form.THAN), " that of the least deprived.")
    return (*opening, *other, *ends)


def harm_claim(graver: str, milder: str, count: Figure, harm: Figure, unit: str) -> tuple[Span, ...]:
    """Two groups of offences whose order by `count` is not that by `harm`; both are of the graver, their comparators the other's."""
    opening = (topic(graver), *there_were(count), f" {when(count.period)}, ", FigureText(count, Form.THAN), " the ")
    other = (FigureText(count, Form.COMPARATOR), f" of {milder}; but their harm is ", FigureText(harm), f" {unit}, ")
    return (*opening, *other, FigureText(harm, Form.THAN), " the ", FigureText(harm, Form.COMPARATOR), f" {unit} of {milder}.")
