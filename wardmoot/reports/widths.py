"""How wide the columns of a table on paper are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wardmoot.reports.document import Table
from wardmoot.reports.wording import cell_text

LONGEST_LINE, LONGEST_WORD, SHORTEST = 50, 16, 5
_WORD = re.compile(r"\S+")
_SAMPLE = 200
"""Only so many rows are measured: the width of a column is a matter of looks."""
_TYPICAL = 0.93
"""A column is as wide as all but its few longest cells need."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """How many letters each column holds: all on one line, all but its few longest, and its longest word (numbers whole)."""

    whole: tuple[float, ...]
    natural: tuple[float, ...]
    least: tuple[float, ...]


def _letters(table: Table) -> _Letters:
    whole, natural, least = [], [], []
    for index, column in enumerate(table.columns):
        texts = [cell_text(row[index]) for row in table.rows[:_SAMPLE]]
        whole.append(max(SHORTEST, _heading(column.heading), *map(len, texts), 0))
        natural.append(_longest_line(column.heading, texts))
        least.append(_longest_word([column.heading, *texts], whole=column.numeric))
    return _Letters(tuple(whole), tuple(natural), tuple(least))


def column_widths(table: Table, room: float, *, letter: float, padding: float) -> tuple[float, ...]:
    """Widths in the unit of `room`, of which they never take more; `letter` is the width of a letter, `padding` of a cell's edges.

    A table that fits with every cell on one line has that width; one that fits without its few longest cells, the width of the
    others. Otherwise each column keeps room for its longest word,
    numbers whole, and the wordy columns share the rest.
    """
    return _widths(_letters(table), room, letter=letter, padding=padding)


def _widths(letters: _Letters, room: float, *, letter: float, padding: float) -> tuple[float, ...]:
    whole, natural, least = ([padding + letter * count for count in counts] for counts in (letters.whole, letters.natural, letters.least))
    if sum(whole) <= room:
        return tuple(whole)
    if sum(natural) <= room:
        return tuple(natural)
    if sum(least) >= room:
        return tuple(width * room / sum(least) for width in least)
    wanted = [max(0.0, wide - narrow) for wide, narrow in zip(natural, least)]
    share = (room - sum(least)) / (sum(wanted) or 1)
    return tuple(narrow + want * share for narrow, want in zip(least, wanted))


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table fits on paper: the size of its letters and its column widths in points, and whether the page is turned."""

    size: float
    widths: tuple[float, ...]
    turned: bool = False


def fit_table(table: Table, rooms: tuple[float, float], sizes: Sequence[float], *, letter: float, padding: float) -> Fit:
    """The largest of `sizes` at which no word is broken, upright before turned; `rooms` are the points across for either.

    `letter` is the width of a letter for each point of size. A table that fits nowhere is turned and has its words broken.
    """
    letters = _letters(table)
    for turned, room in enumerate(rooms):
        for size in sizes:
            if padding * len(table.columns) + letter * size * sum(letters.least) <= room:
                return Fit(size, _widths(letters, room, letter=letter * size, padding=padding), bool(turned))
    return Fit(sizes[-1], _widths(letters, rooms[1], letter=letter * sizes[-1], padding=padding), turned=True)


def breakable(text: str, letters: float) -> str:
    """`text` with room to break inside every word of more than `letters` letters; capitals count for a quarter more.

    >>> breakable("abcdefghij kl", 4).split("\u200b")
    ['abcd', 'efgh', 'ij kl']
    """

    def broken(word: re.Match[str]) -> str:
        found = word.group()
        most = max(3, int(letters / (1.25 if found.upper() == found and found.lower() != found else 1)))
        return found if len(found) <= most else "\u200b".join(found[start : start + most] for start in range(0, len(found), most))

    return _WORD.sub(broken, text)


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
