"""The counts behind a document's figures, each once however often and in whatever form it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from wardmoot.core.figures import Denominator, DisclosureClass, Figure, FigureText, Form, Unit
from wardmoot.core.stats.disclosure_control import protect
from wardmoot.reports.audience import Audience
from wardmoot.reports.blocks import Cell, Table
from wardmoot.reports.disclosure.extents import Extent, compared_extent, extent_of
from wardmoot.reports.disclosure.policy import Rule, rule_for
from wardmoot.reports.disclosure.sums import Counts, Grid
from wardmoot.reports.document import Block, Document, Drawing, KeyFigures, figures_in

_NO_PEOPLE = ("place", "place_in_order", "resident")
"""Counting units that are of no person and no event: how many small areas there are tells of nobody."""
_COUNTED = (Form.VALUE, Form.WITH_UNIT, Form.WITH_COMPARATOR)


@dataclass(frozen=True, slots=True)
class Behind:
    """The counts behind a figure, by number: its own, that in brackets, and those its shares are of. None where there is none."""

    figure: Figure
    rule: Rule
    own: int | None
    compared: int | None
    base: int | None
    compared_base: int | None


@dataclass(slots=True)
class Ledger:
    """All figures of a document with the counts behind them. `small` are the counts to be hidden for themselves."""

    audience: Audience
    counts: Counts = field(default_factory=Counts)
    behind: dict[str, Behind] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    extents: dict[int, Extent] = field(default_factory=dict)
    small: set[int] = field(default_factory=set)
    rounded: set[int] = field(default_factory=set)

    def add(self, figure: Figure) -> None:
        """Note the counts behind a figure. Raises ValueError where another figure has its id."""
        if figure.id in self.behind:
            if figure is not self.behind[figure.id].figure and figure != self.behind[figure.id].figure:
                raise ValueError(f"two different figures are called “{figure.id}” in documents that are given together: give each its own id")
            return
        rule, other = rule_for(self.audience, figure.disclosure), figure.comparator
        own = self._count(rule, extent_of(figure), _count_of(figure.value, figure.numerator, figure.denominator, figure))
        beside = compared_extent(figure)
        compared = None
        if other is not None and beside is not None:
            compared = self._count(rule, beside, _count_of(other.value, other.numerator, other.denominator, figure))
        base = self._base(figure, rule, figure.denominator)
        compared_base = self._base(figure, rule, other.denominator if other else None)
        self.behind[figure.id] = Behind(figure, rule, own, compared, base, compared_base)

    def _count(self, rule: Rule, extent: Extent, value: float | None) -> int | None:
        if value is None:
            return None
        number = self.counts.of(extent, value)
        self.extents[number] = extent
        self.kinds[number] = extent.universe
        before = self.rules.get(number, rule)
        self.rules[number] = rule if (not rule.given, rule.threshold) > (not before.given, before.threshold) else before
        if not rule.given or 0 < value < rule.threshold:
            self.small.add(number)
        return number

    def _base(self, figure: Figure, rule: Rule, base: Denominator | None) -> int | None:
        """What a share is of, where that is a count too: with the share it gives away the part, and with other parts a total."""
        if base is None or figure.unit is not Unit.PER_CENT or not float(base.value).is_integer():
            return None
        universe = extent_of(figure).universe
        found = next((number for number, kind in self.kinds.items() if kind == universe and self.counts.values[number] == base.value), None)
        return self._count(rule, Extent(universe, (("share of", frozenset({base.label})),)), base.value) if found is None else found

    def printed(self) -> set[int]:
        """Every count that some figure would print."""
        return {number for one in self.behind.values() for number in (one.own, one.compared, one.base, one.compared_base) if number is not None}


def ledger_of(documents: Sequence[Document], audience: Audience, rounded: Iterable[str] = ()) -> Ledger:
    """The counts of documents that are given together. Counts of the tables called `rounded` are given rounded, not as they are.

    Raises ValueError where one figure id means two figures.
    """
    made = Ledger(audience)
    figures = [figure for document in documents for figure in every_figure(document)]
    for figure in sorted(figures, key=lambda one: one.unit is Unit.PER_CENT):  # totals first, so that shares find what they are of
        made.add(figure)
    for table in (table for document in documents for table in every_table(document)):
        if table.id in set(rounded):
            behind = [made.behind[cell.figure.id] for row in table.rows for cell in row if isinstance(cell, FigureText)]
            made.rounded |= {number for one in behind for number in (one.own, one.compared) if number is not None}
    for number in made.rounded:
        if is_rounded_away(made.counts.values[number], made.rules[number]):
            made.small.add(number)
    return made


def is_rounded_away(value: float, rule: Rule) -> bool:
    """Whether a count is hidden in a rounded table: small, or rounded under the threshold."""
    return bool(protect([[int(value), int(value)]], threshold=rule.threshold, round_to=rule.round_to)[0][0] == "[c]")


def every_figure(document: Document) -> Iterator[Figure]:
    """Every figure that a document holds, those of the small charts of cards too."""
    for block in document.blocks:
        yield from figures_in(block)
        for drawing in card_charts(block):
            yield from figures_in(drawing)


def card_charts(block: Block) -> Iterator[Drawing]:
    """The small charts of a block of cards."""
    if isinstance(block, KeyFigures):
        yield from (card.chart for card in block.cards if card.chart is not None)


def every_table(document: Document) -> Iterator[Table]:
    """Every table, those of drawings and of the charts of cards too."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield block
        for drawing in (*([block] if isinstance(block, Drawing) else []), *card_charts(block)):
            yield drawing.table


def grids_of(document: Document, ledger: Ledger) -> Iterator[Grid]:
    """The tables as counts: columns of values, and columns of what stands in brackets."""
    for table in every_table(document):
        headings = tuple(str(row[0]) if isinstance(row[0], str) else "" for row in table.rows)
        for form in (_COUNTED, (Form.COMPARATOR,)):
            rows = tuple(tuple(_number(ledger, cell, form) for cell in row) for row in table.rows)
            if any(number is not None for row in rows for number in row):
                yield Grid(headings, rows)
        brackets = tuple(tuple(_number(ledger, cell, (Form.WITH_COMPARATOR,), compared=True) for cell in row) for row in table.rows)
        if any(number is not None for row in brackets for number in row):
            yield Grid(headings, brackets)


def drawn_grids(document: Document, ledger: Ledger) -> Iterator[Grid]:
    """What drawings and paragraphs print, each as one column: its parts may add up to a total that stands elsewhere."""
    for block in document.blocks:
        if isinstance(block, Drawing):
            behind = [ledger.behind[figure.id] for figure in figures_in(block)]
            numbers = list(dict.fromkeys(one.own for one in behind if one.own is not None and one.figure.unit is Unit.COUNT))
            yield Grid(("",) * len(numbers), tuple((number,) for number in numbers))


def _number(ledger: Ledger, cell: Cell, forms: Sequence[Form], *, compared: bool = False) -> int | None:
    if not isinstance(cell, FigureText) or cell.form not in forms or cell.figure.unit is not Unit.COUNT:
        return None
    one = ledger.behind[cell.figure.id]
    return one.compared if compared or cell.form is Form.COMPARATOR else one.own


def _count_of(value: float | None, numerator: float | None, base: Denominator | None, figure: Figure) -> float | None:
    """The whole count that a number gives away; None where it gives away none."""
    if value is None or figure.counting_unit.key in _NO_PEOPLE:
        return None
    if figure.unit is Unit.COUNT:
        found: float | None = value
    elif figure.unit not in (Unit.RATE, Unit.PER_CENT):
        return None
    elif numerator is not None:
        found = numerator
    else:
        found = None if base is None else value * base.value / (100 if figure.unit is Unit.PER_CENT else figure.multiplier)
    if found is None or not np.isfinite(found) or found < 0 or abs(found - round(found)) > 1e-6:
        return None
    return float(round(found))


def is_open(figure: Figure) -> bool:
    """Whether a figure is of open data."""
    return figure.disclosure is DisclosureClass.OPEN
