"""How wide the columns of a table on paper are."""

from __future__ import annotations

from collections.abc import Sequence

from wardmoot.reports.document import Table
from wardmoot.reports.wording import cell_text

LONGEST_LINE, LONGEST_WORD, SHORTEST = 50, 16, 5
_SAMPLE = 200
"""Only so many rows are measured: the width of a column is a matter of looks."""
_TYPICAL = 0.93
"""A column is as wide as all but its few longest cells need."""


def column_widths(table: Table, room: float, *, letter: float, padding: float) -> tuple[float, ...]:
    """Widths in the unit of `room`, of which they never take more; `letter` is the width of a letter, `padding` of a cell's edges.

    A table that fits with every cell on one line has that width; one that fits without its few longest cells, the width of the
    others. Otherwise each column keeps room for its longest word,
    numbers whole, and the wordy columns share the rest.
    """
    texts = [[cell_text(row[index]) for row in table.rows[:_SAMPLE]] for index in range(len(table.columns))]
    whole = [padding + letter * max(SHORTEST, _heading(column.heading), *map(len, cells)) for column, cells in zip(table.columns, texts)]
    if sum(whole) <= room:
        return tuple(whole)
    natural = [padding + letter * _longest_line(column.heading, cells) for column, cells in zip(table.columns, texts)]
    if sum(natural) <= room:
        return tuple(natural)
    least = [padding + letter * _longest_word([column.heading, *cells], whole=column.numeric) for column, cells in zip(table.columns, texts)]
    if sum(least) >= room:
        return tuple(width * room / sum(least) for width in least)
    wanted = [max(0.0, wide - narrow) for wide, narrow in zip(natural, least)]
    share = (room - sum(least)) / (sum(wanted) or 1)
    return tuple(narrow + want * share for narrow, want in zip(least, wanted))


def _longest_line(heading: str, cells: Sequence[str]) -> float:
    lengths = sorted(len(text) for text in cells)
    longest = lengths[round(_TYPICAL * (len(lengths) - 1))] if lengths else 0
    return max(SHORTEST, _heading(heading), min(longest, LONGEST_LINE))


def _longest_word(texts: Sequence[str], *, whole: bool) -> float:
    heading, *cells = texts
    longest = max((len(word) for text in cells for word in ([text] if whole else text.split())), default=0)
    return max(SHORTEST, _heading_word(heading), min(longest, LONGEST_WORD))


def _heading(heading: str) -> float:
    """The letters in a line of a heading that takes up to three lines."""
    return max(_heading_word(heading), len(heading) / 2.5)


def _heading_word(heading: str) -> float:
    return 1.12 * max((len(word) for word in heading.split()), default=0)
