"""Which heading of the file is which column of the dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wardmoot.catalogue.dataset import ColumnType, Dataset, DatasetColumn
from wardmoot.evidence.extracts.cells import Raw, is_blank
from wardmoot.evidence.extracts.dates import Order
from wardmoot.evidence.extracts.headings import letter
from wardmoot.evidence.extracts.identity import ColumnWatch
from wardmoot.evidence.extracts.masking import heading_shown, near
from wardmoot.evidence.extracts.mending import Mend, MendableFault
from wardmoot.evidence.extracts.values import Rules, reader_of
from wardmoot.evidence.extracts.wording import plain_heading, words_of

_SHARE = 0.9
_NEAR = 0.7
_LEAST = 3
_TELLING = (ColumnType.CODE, ColumnType.AREA, ColumnType.DATE, ColumnType.DATETIME, ColumnType.MONTH, ColumnType.QUARTER, ColumnType.FISCAL_YEAR)


class How(StrEnum):
    """How a column was matched with a heading."""

    BY_HAND = "by hand"
    REMEMBERED = "remembered"
    SAME_NAME = "same name"
    ALIAS = "alias"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file: the letter of its column, and its text as far as it may be shown."""

    place: int
    letter: str
    shown: str


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the dataset and the heading whose cells it takes."""

    column: str
    heading: Heading
    how: How


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A column of the dataset for which no heading was found; `suggestion` is the heading that is nearly right, if any."""

    column: str
    label: str
    required: bool
    suggestion: Heading | None


@dataclass(frozen=True, slots=True)
class Matching:
    """The matches, the columns without one, and the headings that no column takes: those are not kept."""

    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    undeclared: tuple[Heading, ...]


def headings_of(cells: Sequence[str], dataset: Dataset, width: int) -> tuple[Heading, ...]:
    """The headings in order; a column with cells and no heading has an empty one."""
    known = frozenset(word for c in dataset.columns for h in (c.name, c.label, *c.aliases) for word in words_of(h))
    names = {plain_heading(h) for c in dataset.columns for h in (c.name, c.label, *c.aliases)}
    padded = [*cells, *[""] * (width - len(cells))]
    return tuple(Heading(i, letter(i), text if plain_heading(text) in names else heading_shown(text, known)) for i, text in enumerate(padded))


def match_columns(
    dataset: Dataset,
    headings: Sequence[Heading],
    texts: Sequence[str],
    sample: Sequence[Sequence[Raw]],
    *,
    by_hand: Mapping[str, str] | None,
    remembered: Mapping[str, str] | None,
    today: date,
    places: Mapping[str, str],
) -> Matching:
    """Match by hand, by what is remembered, by name, by alias and at last by contents; `texts` are the headings as they stand.

    A column named by hand with "" stays unmatched. Raises MendableFault where a heading named by hand is not there or is given twice.
    """
    plain = [plain_heading(t) for t in texts]
    taken: dict[str, tuple[int, How]] = {}
    free = {h.place for h in headings}
    hand = dict(by_hand or {})

    def take(column: DatasetColumn, place: int | None, how: How) -> None:
        if place is not None and place in free and column.name not in taken:
            taken[column.name] = (place, how)
            free.discard(place)

    for name, wanted in hand.items():
        take(dataset.column(name), _asked(wanted, name, plain, headings, free) if wanted else None, How.BY_HAND)
    open_columns = [c for c in dataset.columns if c.name not in hand]
    for column in open_columns:
        wanted = (remembered or {}).get(column.name, "")
        take(column, _place_of(wanted, plain, headings) if wanted else None, How.REMEMBERED)
    for column in open_columns:
        take(column, _first(plain, (column.name, column.label)), How.SAME_NAME)
    for column in open_columns:
        take(column, _first(plain, column.aliases), How.ALIAS)
    suggestions = {c.name: _nearest(c, headings, texts, free) for c in open_columns if c.name not in taken}
    _by_contents([c for c in open_columns if c.name not in taken and suggestions[c.name] is None], texts, sample, free, take, today, places)
    return _matching(dataset, headings, taken, free, suggestions)


def _matching(
    dataset: Dataset, headings: Sequence[Heading], taken: Mapping[str, tuple[int, How]], free: set[int], suggestions: Mapping[str, Heading | None]
) -> Matching:
    return Matching(
        tuple(Match(c.name, headings[taken[c.name][0]], taken[c.name][1]) for c in dataset.columns if c.name in taken),
        tuple(Unmatched(c.name, c.label, c.required, suggestions.get(c.name)) for c in dataset.columns if c.name not in taken),
        tuple(h for h in headings if h.place in free),
    )


def _first(plain: Sequence[str], names: Sequence[str]) -> int | None:
    return next((plain.index(p) for name in names if (p := plain_heading(name)) and p in plain), None)


def _place_of(wanted: str, plain: Sequence[str], headings: Sequence[Heading]) -> int | None:
    """The place of a heading named by its own text, by how it is shown, or as `column F`."""
    found = _first(plain, (wanted,))
    if found is None:
        found = next((h.place for h in headings if wanted in (h.shown, f"column {h.letter}", h.letter) and wanted), None)
    return found


def _asked(wanted: str, column: str, plain: Sequence[str], headings: Sequence[Heading], free: set[int]) -> int:
    place = _place_of(wanted, plain, headings)
    if place is None:
        raise MendableFault(f"the heading named for {column} is not in the file: name one of its headings, or its column as “column A”", Mend.COLUMNS)
    if place not in free:
        raise MendableFault(f"column {letter(place)} is named for {column} and for another column: a heading can be one column only", Mend.COLUMNS)
    return place


def _nearest(column: DatasetColumn, headings: Sequence[Heading], texts: Sequence[str], free: set[int]) -> Heading | None:
    """The free heading that is nearly one of the column's names, where one is."""
    scored = [
        (max(near(plain_heading(texts[h.place]), plain_heading(name)) for name in (column.name, column.label, *column.aliases)), -h.place)
        for h in headings
        if h.place in free and texts[h.place]
    ]
    best, place = max(scored, default=(0.0, 0))
    return headings[-place] if best >= _NEAR else None


def _by_contents(
    columns: Sequence[DatasetColumn],
    texts: Sequence[str],
    sample: Sequence[Sequence[Raw]],
    free: set[int],
    take: Callable[[DatasetColumn, int | None, How], None],
    today: date,
    places: Mapping[str, str],
) -> None:
    """Match a column and a heading where each fits the other alone: all but a tenth of the cells read as the column's codes, areas or dates."""
    watched = {place: _watched(place, texts, sample, today) for place in sorted(free)}
    fits = {
        column.name: [place for place, harmless in watched.items() if harmless and _share(column, place, sample, today, places) >= _SHARE]
        for column in columns
        if column.type in _TELLING
    }
    for column in columns:
        mine = fits.get(column.name, [])
        if len(mine) == 1 and sum(mine[0] in others for others in fits.values()) == 1:
            take(column, mine[0], How.CONTENTS)


def _watched(place: int, texts: Sequence[str], sample: Sequence[Sequence[Raw]], today: date) -> bool:
    """Whether a column may be guessed from: neither its heading nor its cells tell who somebody is."""
    watch = ColumnWatch(texts[place])
    for cells in sample:
        watch.look(cells[place] if place < len(cells) else None)
    return not watch.verdict(today)


def _share(column: DatasetColumn, place: int, sample: Sequence[Sequence[Raw]], today: date, places: Mapping[str, str]) -> float:
    read = reader_of(column, Rules(today, places, Order.DAY_FIRST, lambda text: text))
    cells = [c[place] for c in sample if place < len(c) and not is_blank(c[place])]
    return sum(not read(c).fault for c in cells) / len(cells) if len(cells) >= _LEAST else 0.0
