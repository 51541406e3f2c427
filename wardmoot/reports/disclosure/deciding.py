"""Which counts are hidden: one decision for a count, wherever and in whatever form it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from wardmoot.core.figures import Figure, Shorthand, Unit
from wardmoot.core.stats.disclosure_control import may_publish_share
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure.extents import Extent, compared_extent, extent_of
from wardmoot.reports.disclosure.ledger import Behind, Ledger, drawn_grids, grids_of, ledger_of
from wardmoot.reports.disclosure.policy import LEAST_WIDTH, Rule, rule_for
from wardmoot.reports.disclosure.puzzle import Puzzle, Wanted
from wardmoot.reports.disclosure.sums import Counts, Equation, sums_of_extents, sums_of_grid
from wardmoot.reports.document import Document

EARLIER = " | earlier edition"
_PLACES = ("place", "place_in_order")
"""Counting units of which one is no person and no event: how many small areas, and which rank."""


@dataclass(slots=True)
class Decided:
    """What is hidden from an audience. `small` for themselves, `others` with them, `given_away` by earlier editions whatever is done."""

    ledger: Ledger
    small: frozenset[int]
    others: frozenset[int]
    given_away: frozenset[int] = frozenset()
    _parts: dict[Extent, bool] = field(default_factory=dict)

    def is_hidden(self, number: int | None) -> bool:
        """Whether a count is hidden; no count is not."""
        return number in self.small or number in self.others

    def has_hidden_parts(self, extent: Extent | None) -> bool:
        """Whether some hidden count is a part of what this counts: then numbers made from all the parts can give it away."""
        if extent is None:
            return False
        if extent not in self._parts:
            hidden = (self.ledger.extents.get(number) for number in self.small | self.others)
            self._parts[extent] = any(part is not None and part.within(extent) for part in hidden)
        return self._parts[extent]

    def value_shown(self, one: Behind) -> bool:
        """Whether the figure's own number may be printed."""
        figure, rule = one.figure, one.rule
        if figure.value is None:
            return True
        if not rule.given or self.is_hidden(one.own) or self.is_hidden(one.base):
            return False
        if one.own is None:
            return self._without_count(figure, rule)
        if figure.unit is Unit.COUNT:
            return True
        base = figure.denominator.value if figure.denominator else None
        return one.own not in self.ledger.rounded and self._share_allowed(figure, rule, self.ledger.counts.values[one.own], base)

    def comparator_shown(self, one: Behind) -> bool:
        """Whether the number in brackets may be printed."""
        other, rule = one.figure.comparator, one.rule
        if other is None or other.value is None:
            return True
        if not rule.given or self.is_hidden(one.compared) or self.is_hidden(one.compared_base):
            return False
        if one.compared is None:
            return rule.files or other.area != one.figure.area
        if one.figure.unit is Unit.COUNT:
            return True
        base = other.denominator.value if other.denominator else None
        return one.compared not in self.ledger.rounded and self._share_allowed(one.figure, rule, self.ledger.counts.values[one.compared], base)

    def _share_allowed(self, figure: Figure, rule: Rule, part: float, base: float | None) -> bool:
        if rule.threshold == 1 and rule.least_base == 0:
            return True
        if base is None:
            return False
        if figure.unit is Unit.RATE or part > base:
            return base >= rule.least_base
        if not rule.zeros and part in (0, base):
            return False
        whole = int(base) if float(base).is_integer() else None
        return whole is not None and may_publish_share(int(part), whole, threshold=rule.threshold, least_base=rule.least_base).allowed

    def _without_count(self, figure: Figure, rule: Rule) -> bool:
        """A number with no count behind it: by what it rests on, and never where it could give away a hidden part."""
        rows = figure.trace.row_count
        if not rule.files or (figure.unit is Unit.COUNT and 0 < (figure.value or 0) < rule.threshold and figure.counting_unit.key not in _PLACES):
            return figure.counting_unit.key == "resident"
        if rows is not None and rows < rule.least_base and figure.counting_unit.key not in _PLACES:
            return False
        if not self.has_hidden_parts(extent_of(figure)):
            return True
        if figure.unit is Unit.PER_CENT and rows is not None:
            return rows * 0.5 * 10.0 ** -(1 if figure.places is None else figure.places) / 100 >= rule.width
        return figure.unit is Unit.COUNT and figure.counting_unit.key in _PLACES

    def tells_of_parts(self, figure: Figure) -> bool:
        """Whether the numbers of the figure's test were made from months or places of which some are hidden."""
        return self.has_hidden_parts(extent_of(figure)) or self.has_hidden_parts(compared_extent(figure))


def decide(documents: Sequence[Document], audience: Audience, *, earlier: Sequence[Figure] = (), rounded: Sequence[str] = ()) -> Decided:
    """Decide what of documents that are given together is hidden from an audience, given the figures of the `earlier` editions it already has.

    Raises ValueError where a count that must be hidden can be worked out and hiding more does not help.
    """
    ledger = ledger_of(documents, audience, rounded)
    if not ledger.small and not any(_is_hidden(figure) for figure in earlier) and all(rule.threshold == 1 for rule in ledger.rules.values()):
        return Decided(ledger, frozenset(), frozenset())
    try:
        puzzle, size = _solved(documents, ledger, earlier, mixed=True)
    except _Contradiction:
        puzzle, size = _solved(documents, ledger, earlier, mixed=False)
    printed = sorted(ledger.printed())
    others = frozenset(number for number in printed if not puzzle.shown[number]) - ledger.small
    return Decided(ledger, frozenset(ledger.small), others, frozenset(number for number in puzzle.lost if number < size))


class _Contradiction(ValueError):
    """The earlier edition's counts do not fit this one's."""


def _is_hidden(figure: Figure) -> bool:
    return figure.value is None and figure.missing is Shorthand.CONFIDENTIAL


def _solved(documents: Sequence[Document], ledger: Ledger, earlier: Sequence[Figure], *, mixed: bool) -> tuple[Puzzle, int]:
    counts = Counts(list(ledger.counts.values), dict(ledger.counts.extents))
    size = len(counts.values)
    before = _Before(ledger, counts, mixed)
    for figure in earlier:
        before.add(figure)
    equations = before.links + sums_of_extents(counts)
    for document in documents:
        for grid in (*grids_of(document, ledger), *drawn_grids(document, ledger)):
            equations += sums_of_grid(counts, grid, ledger.extents)
    shown = {number: _limits(ledger, number) for number in ledger.printed() - ledger.small}
    shown |= {number: (counts.values[number],) * 2 for number in before.known}
    widths, threshold = _widths(ledger, counts), max((rule.threshold for rule in ledger.rules.values()), default=1)
    try:
        puzzle = Puzzle(counts.values, _distinct(equations), shown, before.known, widths)
    except ValueError as fault:
        if earlier and mixed:
            raise _Contradiction(str(fault)) from None
        raise
    wanted = [Wanted(number, int(widths[number])) for number in sorted((ledger.small | before.hidden) - before.known)]
    unprinted = (number for number in range(len(counts.values)) if number not in ledger.kinds and number not in before.all)
    wanted += [Wanted(number, max(LEAST_WIDTH, threshold), below=threshold) for number in unprinted]
    puzzle.protect(wanted)
    return puzzle, size


def _widths(ledger: Ledger, counts: Counts) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    least = max((rule.width for rule in ledger.rules.values()), default=LEAST_WIDTH)
    return np.array([ledger.rules[number].width if number in ledger.rules else least for number in range(len(counts.values))], dtype=float)


def _limits(ledger: Ledger, number: int) -> tuple[float, float]:
    """What a reader knows of a count that is printed: itself or, where it is rounded, what it may have been."""
    value, rule = ledger.counts.values[number], ledger.rules[number]
    if number not in ledger.rounded:
        return value, value
    printed = rounded(value, rule)
    return (max(printed - rule.round_to // 2, rule.threshold), printed + (rule.round_to - 1) // 2) if printed else (0.0, 0.0)


def rounded(value: float, rule: Rule) -> float:
    """A count to the nearest multiple of the rule's base, halves up."""
    return float(np.floor((2 * value + rule.round_to) / (2 * rule.round_to)) * rule.round_to)


def _distinct(equations: Sequence[Equation]) -> list[Equation]:
    return list({frozenset(one.items()): one for one in equations if any(one.values())}.values())


class _Before:
    """The counts of earlier editions: `known` are those they printed, `hidden` those they hid."""

    def __init__(self, ledger: Ledger, counts: Counts, mixed: bool) -> None:
        self.known: set[int] = set()
        self.hidden: set[int] = set()
        self.all: set[int] = set()
        self.links: list[Equation] = []
        self._ledger, self._counts, self._mixed = ledger, counts, mixed
        self._now: dict[Extent, list[int]] = {}
        for (extent, _), number in ledger.counts.extents.items():
            self._now.setdefault(extent, []).append(number)

    def add(self, figure: Figure) -> None:
        """Note what an earlier figure printed or hid."""
        made = Ledger(self._ledger.audience)
        if rule_for(made.audience, figure.disclosure).given:
            made.add(figure)
        one = made.behind.get(figure.id)
        if one is None:
            return
        beside, other = compared_extent(figure), figure.comparator
        self._note(extent_of(figure), one.own, made.counts, _is_hidden(figure))
        if beside is not None and other is not None:
            self._note(beside, one.compared, made.counts, other.value is None and other.missing is Shorthand.CONFIDENTIAL)

    def _note(self, extent: Extent, number: int | None, own: Counts, hidden: bool) -> None:
        if number is None and not hidden:
            return
        value = np.nan if number is None else own.values[number]
        then = self._counts.of(Extent(extent.universe + EARLIER, extent.sides, extent.measure), -1.0 if number is None else value)
        self._counts.values[then] = value
        if then in self.all:
            return
        self.all.add(then)
        (self.hidden if number is None else self.known).add(then)
        now = [one for one in self._now.get(extent, []) if number is None or self._counts.values[one] == value]
        if not self._now.get(extent) and self._mixed:
            now = [self._counts.of(extent, -1.0 if number is None else value)]
            self._counts.values[now[0]] = value
            self.all.add(now[0])
        self.links += [{then: 1, one: -1} for one in now if number is not None or self._mixed]
