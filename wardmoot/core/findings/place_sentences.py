"""What the place finders say: sentences of figures, in which every word of comparison is a figure's own verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Figure, FigureText, Form, Span
from wardmoot.core.findings.sentences import topic, when

LISTED = 5
"""So many places are named in a sentence; the others are counted."""


@dataclass(frozen=True, slots=True)
class Named:
    """Places in the order they are told: how many there are, their names, and how many are not named (None where all are)."""

    number: Figure
    names: tuple[str, ...]
    others: Figure | None = None


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
    items: list[tuple[Span, ...]] = [(name,) for name in places.names]
    if places.others is not None:
        items.append((FigureText(places.others), " other" if places.others.value == 1 else " others"))
    return _in_a_row(items)


def _lie(number: Figure) -> tuple[Span, ...]:
    return (FigureText(number, Form.WITH_UNIT), " lies" if number.value == 1 else " lie")


def concentration_claim(words: str, top: Figure, whole: Figure, half: Figure, places: Figure, by: str) -> tuple[Span, ...]:
    """How many lie in the busiest places (`top`, its comparator what chance gives); `half` is how few places hold half.

    `by` says what chance alone means: "if every resident had the same risk".
    """
    opening = (topic(words), "the ten busiest small areas hold ", FigureText(top), " of ", FigureText(whole, Form.WITH_UNIT))
    chance = (f" {when(whole.period)}, ", FigureText(top, Form.VERDICT), ": ", FigureText(top, Form.COMPARATOR), f" {by}. Half lie in ")
    return (*opening, *chance, FigureText(half), " of ", FigureText(places, Form.WITH_UNIT), ".")


def cluster_claim(words: str, places: Named, count: Figure, by: str, also_before: Figure | None) -> tuple[Span, ...]:
    """Places in clusters of high counts; `count` is theirs together, its comparator what would be expected.

    `also_before` is how many of them were in clusters in the time before too (its period), None where that is not known.
    """
    opening = (topic(words), *_lie(places.number), f" in clusters of high counts {when(count.period)}: ", *listed(places), ". ")
    things = ("There ", "was " if count.value == 1 else "were ", FigureText(count, Form.WITH_UNIT), " there, ", FigureText(count, Form.VERDICT))
    counted = (*opening, *things, ", which is ", FigureText(count, Form.COMPARATOR), f" {by}.")
    if also_before is None:
        return counted
    if not also_before.value:
        return (*counted, f" None of them can be said to have been in such a cluster {when(also_before.period)}.")
    verb = " of them was" if also_before.value == 1 else " of them were"
    return (*counted, " ", FigureText(also_before), f"{verb} in such a cluster {when(also_before.period)} too.")


def turned_claim(words: str, places: Named, count: Figure, before: Period, *, new: bool) -> tuple[Span, ...]:
    """Places that are in a cluster now and were not before (`new`), or the other way round; `count` has both counts."""
    known = "are in a cluster of high counts that is new" if new else "are no longer in a cluster of high counts"
    known = known.replace("are ", "is ", 1) if places.number.value == 1 else known
    opening = (topic(words), FigureText(places.number, Form.WITH_UNIT), f" {known}: ", *listed(places), ". ")
    counts = ("There ", "was " if count.value == 1 else "were ", FigureText(count, Form.WITH_UNIT), f" there {when(count.period)}, against ")
    return (*opening, *counts, FigureText(count, Form.COMPARATOR), f" {when(before)}; per day that is ", FigureText(count, Form.VERDICT), ".")


def gradient_claim(words: str, rate: Figure, most: str, least: str, without: Figure | None) -> tuple[Span, ...]:
    """Rates of the two ends of deprivation, `rate` that of the `most` deprived with the `least` as comparator."""
    opening = (topic(words), "there were ", FigureText(rate, Form.WITH_UNIT), f" {when(rate.period)} in {most}, ", FigureText(rate, Form.VERDICT))
    found = (*opening, ", ", FigureText(rate, Form.COMPARATOR), f" in {least}.")
    ratio = (" From one end of the scale of deprivation to the other the ratio is ", FigureText(rate, Form.RATIO), ".")
    if without is None:
        return (*found, *ratio)
    left = " has no decile and is left out." if without.value == 1 else " have no decile and are left out."
    return (*found, *ratio, " ", FigureText(without, Form.WITH_UNIT), left)


def harm_claim(graver: str, milder: str, count: Figure, harm: Figure, unit: str) -> tuple[Span, ...]:
    """Two groups of offences whose order by `count` is not that by `harm`; both are of the graver, their comparators the other's."""
    opening = (topic(graver), FigureText(count, Form.WITH_UNIT), f" {when(count.period)}, ", FigureText(count, Form.VERDICT), ", ")
    other = (FigureText(count, Form.COMPARATOR), f" of {milder}; but their harm is ", FigureText(harm), f" {unit}, ")
    return (*opening, *other, FigureText(harm, Form.VERDICT), ", ", FigureText(harm, Form.COMPARATOR), f" {unit}.")
