"""The control strategy on one page: what each theme does for each priority, and under each of the four Ps."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from wardmoot.core.figures import Marking
from wardmoot.reports.document import Block, Column, Document, PageLayout, Paragraph, Table
from wardmoot.reports.pdf import render_pdf

MISSING = "GAP: no item and no reason"
OURS = (
    "The plan’s own matrix is absent from its text. What stands here was entered by the partnership in this system: "
    "an empty cell has not been entered, which is not the same as no part."
)


@dataclass(frozen=True, slots=True)
class Strategy:
    """The finished words of a control strategy.

    `matrix` has a row for each theme: its name, then a text for each of `priorities`. `grid` likewise for each of `ps`, a text
    for each item (or the reason for having none); an empty tuple is a gap. `summary` says how much is missing.
    """

    partnership: str
    plan: str
    on: date
    priorities: tuple[str, ...]
    matrix: tuple[tuple[str, tuple[str, ...]], ...]
    ps: tuple[str, ...]
    grid: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    summary: str
    ours: bool = True


def control_strategy_document(strategy: Strategy, *, made_at: datetime, demonstration: bool = False) -> Document:
    """The control strategy as a document of one landscape page.

    Source of the form: National Intelligence Model (control strategy); the four Ps of the serious and organised crime strategy.
    """
    blocks: tuple[Block, ...] = (
        Paragraph((strategy.summary,)),
        _matrix(strategy),
        _grid(strategy),
    )
    return Document(
        title=f"Control strategy: {strategy.partnership}",
        subtitle=strategy.plan,
        partnership=strategy.partnership,
        marking=Marking.OFFICIAL,
        cut_off=strategy.on,
        made_at=made_at,
        blocks=blocks,
        attributions=(),
        demonstration=demonstration,
        layout=PageLayout.ONE_PAGE,
    )


def control_strategy_pdf(strategy: Strategy, *, made_at: datetime, demonstration: bool = False) -> bytes:
    """The control strategy as a PDF of one page: where all of it does not fit, each cell names its first items and how many more there are.

    Where even one item a cell does not fit, it takes several pages rather than lose any.
    """
    for most in (None, 2, 1):
        document = control_strategy_document(shortened(strategy, most), made_at=made_at, demonstration=demonstration)
        with suppress(ValueError):  # it does not fit
            return render_pdf(document)
    whole = control_strategy_document(strategy, made_at=made_at, demonstration=demonstration)
    return render_pdf(replace(whole, layout=PageLayout.PAGES))


def shortened(strategy: Strategy, most: int | None) -> Strategy:
    """The strategy with at most so many items in a cell, and words for the others.

    >>> from datetime import date
    >>> small = Strategy("P", "Plan", date(2019, 12, 12), (), (), ("Prevent",), (("Roads", (("a", "b", "c"),)),), "")
    >>> shortened(small, 2).grid
    (('Roads', (('a', 'b', 'and 1 more: see the list of items'),)),)
    """
    if most is None:
        return strategy
    return replace(strategy, grid=tuple((theme, tuple(_first(cell, most) for cell in cells)) for theme, cells in strategy.grid))


def _first(cell: tuple[str, ...], most: int) -> tuple[str, ...]:
    return cell if len(cell) <= most else (*cell[:most], f"and {len(cell) - most} more: see the list of items")


def _matrix(strategy: Strategy) -> Table:
    columns = (Column("theme", "Theme"), *(Column(f"p{n}", name) for n, name in enumerate(strategy.priorities, 1)))
    rows = tuple((theme, *(words or "Not entered" for words in cells)) for theme, cells in strategy.matrix)
    notes = (OURS,) if strategy.ours else ()
    return Table("themes-by-priorities", "Themes by priorities", "Who leads and who contributes", columns, rows, _source(strategy), notes)


def _grid(strategy: Strategy) -> Table:
    columns = (Column("theme", "Theme"), *(Column(name.lower(), name) for name in strategy.ps))
    rows = tuple((theme, *(_items(cell) for cell in cells)) for theme, cells in strategy.grid)
    return Table("four-ps", "What is done, under each of the four Ps", "Action, owner, review date", columns, rows, _source(strategy))


def _items(words: Sequence[str]) -> str:
    if not words:
        return MISSING
    return words[0] if len(words) == 1 else " ".join(f"({number}) {text}" for number, text in enumerate(words, 1))


def _source(strategy: Strategy) -> str:
    return f"{strategy.partnership}, entered in its own records"
