"""Finding the row of headings, below whatever titles stand above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wardmoot.catalogue.dataset import ColumnType, Dataset
from wardmoot.evidence.extracts.cells import Raw, Row, is_blank, text_of
from wardmoot.evidence.extracts.wording import plain_heading
from wardmoot.evidence.faults import FileFault

LOOKED_AT = 40
_LOOKS_LIKE_DATA = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headings: its line, and the text of each cell, in place ("" where there is none). `above` counts the rows over it."""

    line: int
    cells: tuple[str, ...]
    above: int


def known_headings(dataset: Dataset) -> frozenset[str]:
    """Every heading the declaration gives its columns, plain."""
    return frozenset(plain_heading(h) for c in dataset.columns for h in (c.name, c.label, *c.aliases))


def merit(cells: Sequence[Raw], known: Collection[str]) -> int:
    """How many cells of a row are headings the declaration knows."""
    return len({plain_heading(cell) for cell in cells if isinstance(cell, str)} & set(known))


def needs_digits(dataset: Dataset) -> bool:
    """Whether every good row has a digit in it somewhere: a date, a number, a key or an area code that may not be empty."""
    return any(c.required and c.type not in (ColumnType.CODE, ColumnType.YES_NO, ColumnType.PLACE) and not c.codes for c in dataset.columns)


def find_header(rows: Sequence[Row], known: Collection[str], *, digits: bool) -> Header:
    """The row of headings among the first rows of a table.

    It is the row with most known headings; where none is known, the first with as many texts as the widest row. `digits` says that
    every good row has a digit, so that one without, straight below the headings, is a second row of them.
    Raises FileFault when there is none, or when there are two rows of headings.
    """
    filled = [(line, cells) for line, cells in rows if any(not is_blank(c) for c in cells)]
    if not filled:
        raise FileFault("the table is empty: export it again, and see that it has rows")
    best = max(range(len(filled)), key=lambda i: (merit(filled[i][1], known), -i))
    if merit(filled[best][1], known) == 0:
        best = _first_wide(filled)
    line, cells = filled[best]
    _refuse_second(filled, best, known, digits)
    return Header(line, tuple("" if is_blank(c) else text_of(c).strip() for c in cells), best)


def _first_wide(filled: Sequence[Row]) -> int:
    """The first row that is as wide as most and all text."""
    widths = Counter(sum(not is_blank(c) for c in cells) for _, cells in filled)
    usual = max(widths, key=lambda w: (widths[w], w))
    for place, (_, cells) in enumerate(filled):
        texts = [c for c in cells if not is_blank(c)]
        if len(texts) >= usual and all(isinstance(c, str) for c in texts):
            return place
    raise FileFault("no row of headings was found in the first rows: put one row of headings straight above the first row")


def _refuse_second(filled: Sequence[Row], best: int, known: Collection[str], digits: bool) -> None:
    """Refuse a table whose headings stand in two rows: words without a digit over or under the headings, in two cells or more."""
    line, cells = filled[best]
    for place, other in ((best - 1, filled[best - 1] if best else None), (best + 1, filled[best + 1] if best + 1 < len(filled) else None)):
        if other is None or abs(other[0] - line) > 1:
            continue
        if _is_header_too(other[1], cells, known, is_under=place > best, digits=digits):
            first, last = sorted((line, other[0]))
            raise FileFault(
                f"lines {first} and {last} both look like headings: keep one row of headings, with a name in every cell, and send it again"
            )


def _is_header_too(cells: Sequence[Raw], header: Sequence[Raw], known: Collection[str], *, is_under: bool, digits: bool) -> bool:
    texts = [text_of(c) for c in cells if not is_blank(c)]
    if len(texts) < 2 or not all(isinstance(c, str) for c in cells if not is_blank(c)) or any(_LOOKS_LIKE_DATA.search(t) for t in texts):
        return False
    if merit(cells, known) >= 2:
        return [plain_heading(text_of(c)) for c in cells] != [plain_heading(text_of(c)) for c in header]
    return not is_under or (digits and len(texts) >= 0.6 * sum(not is_blank(c) for c in header))


def refuse_duplicates(header: Header, shown: Sequence[str]) -> None:
    """Raise FileFault where two columns have the same heading; `shown` is how each may be shown."""
    plain = [plain_heading(h) for h in header.cells]
    for text, times in Counter(p for p in plain if p).items():
        if times > 1:
            places = [i for i, p in enumerate(plain) if p == text]
            letters = " and ".join(letter(i) for i in places)
            raise FileFault(f"columns {letters} have the same heading, “{shown[places[0]]}”: give each its own, or take out the one not meant")


def refuse_merged(merged: Sequence[tuple[int, int, int, int]], header: int, width: int) -> None:
    """Raise FileFault where cells of the headings or below them are merged."""
    for first_row, first_column, last_row, last_column in merged:
        if last_row < header or first_column > width:
            continue
        where = f"{letter(first_column - 1)}{first_row}:{letter(last_column - 1)}{last_row}"
        if first_row <= header:
            raise FileFault(
                f"the headings have merged cells ({where}): unmerge them, keep one row of headings with a name in every cell, and send it again"
            )
        raise FileFault(
            f"the table has merged cells ({where}), so it cannot be told which row a value is of: unmerge them, fill each cell, and send it again"
        )


def letter(place: int) -> str:
    """A column's letter by its place from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
