"""Reading a partner's file from its first byte to its last row, for a preview, an import or an error workbook alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from wardmoot.catalogue.dataset import Dataset
from wardmoot.evidence.extracts.cells import Raw, Row, SheetFacts, is_blank
from wardmoot.evidence.extracts.checking import Check, Outcome, Plan
from wardmoot.evidence.extracts.dates import Order
from wardmoot.evidence.extracts.files import PartnerFile, open_file
from wardmoot.evidence.extracts.headings import (
    LOOKED_AT,
    Header,
    find_header,
    known_headings,
    merit,
    needs_digits,
    refuse_duplicates,
    refuse_merged,
)
from wardmoot.evidence.extracts.identity import heading_tells
from wardmoot.evidence.extracts.masking import heading_shown
from wardmoot.evidence.extracts.matching import Heading, How, Matching, headings_of, match_columns
from wardmoot.evidence.extracts.mending import Mend, MendableFault, mend_of
from wardmoot.evidence.extracts.text_table import TextTable
from wardmoot.evidence.extracts.wording import words_of
from wardmoot.evidence.faults import FileFault, LoadCancelled
from wardmoot.evidence.loading import Progress
from wardmoot.evidence.staged import judge_counts
from wardmoot.evidence.synthetic import StoreKind, is_synthetic_name

_SAMPLE = 500
_HASHABLE = {"names", "addresses", "dates of birth", "free text", "e-mail addresses", "full postcodes"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller asks of a reading."""

    dataset: Dataset
    agency: str
    now: datetime
    columns: Mapping[str, str] | None = None
    remembered: Mapping[str, str] | None = None
    sheet: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    pseudonym_of: Callable[[str], Callable[[str], str]] = lambda scheme: str
    progress: Callable[[Progress], None] | None = None
    cancel: Callable[[], bool] | None = None

    @property
    def today(self) -> date:
        """The day of reading, after which no row can lie."""
        return self.now.date()


class Keep(Protocol):
    """Takes the good rows. `begin` is called before each pass, because a pass may be done again."""

    def begin(self, plan: Plan) -> None: ...

    def add(self, line: int, values: list[Any]) -> None: ...

    def finish(self) -> None: ...


@dataclass(slots=True)
class Examined:
    """What was found, as far as the reading came; `refused` says why it went no further, `mend` what to do about it."""

    sha256: str = ""
    size: int = 0
    format: str = ""
    sheets: tuple[str, ...] = ()
    sheet: int = 0
    header: Header | None = None
    headings: tuple[Heading, ...] = ()
    matching: Matching = field(default_factory=lambda: Matching((), (), ()))
    plan: Plan | None = None
    outcome: Outcome = field(default_factory=Outcome)
    facts: SheetFacts = field(default_factory=SheetFacts)
    kind: StoreKind = StoreKind.REAL
    rows_in: int = 0
    refused: str = ""
    mend: Mend = Mend.ANOTHER_FILE


def examine(path: Path, asked: Asked, keep: Keep, *, keep_rejects: bool = False) -> Examined:
    """Read the file. A fault of the file ends in `refused`; LoadCancelled is raised where the person stopped it."""
    found = Examined()
    try:
        _examine(path, asked, keep, found, keep_rejects)
    except FileFault as fault:
        found.refused, found.mend = str(fault), mend_of(fault)
    return found


def _examine(path: Path, asked: Asked, keep: Keep, found: Examined, keep_rejects: bool) -> None:
    known = known_headings(asked.dataset)
    file = open_file(path, known)
    found.sha256, found.size, found.format = file.sha256, file.size, file.words
    found.sheets = tuple(_sheet_shown(name, asked.dataset) for name in file.names)
    found.sheet = _chosen_sheet(file, asked, known, found.sheets)
    sample = list(islice(file.rows(found.sheet, SheetFacts()), LOOKED_AT + _SAMPLE))
    found.header = header = find_header(sample[:LOOKED_AT], known, digits=needs_digits(asked.dataset))
    found.rows_in = file.count(found.sheet, header.line)
    _match(asked, found, [cells for line, cells in sample if line > header.line])
    found.plan = plan = _plan(asked, found, isinstance(file.inside, TextTable))
    _pass_until_settled(file, asked, keep, found, plan, _sampled_orders(plan, sample), keep_rejects)
    refuse_merged(found.facts.merged, header.line, len(header.cells))
    judge_counts(found.outcome.kept, found.outcome.rejected, found.rows_in)
    _refuse_identity(asked.dataset, found.outcome.looks)
    found.kind = _kind(asked.agency, found.outcome.areas)
    if not found.rows_in:
        raise FileFault("the table has headings and no rows: export it again, and see that it has rows")


def _sheet_shown(name: str, dataset: Dataset) -> str:
    """A sheet's name as far as it may be shown: what is not a usual word is written as its shape."""
    return heading_shown(name, frozenset(words_of(dataset.title)))


def _chosen_sheet(file: PartnerFile, asked: Asked, known: frozenset[str], shown: Sequence[str]) -> int:
    """The sheet asked for by name or number, or the only one with known headings."""
    names = file.names
    if asked.sheet:
        wanted = next((i for i, name in enumerate(names) if asked.sheet in (name, str(i + 1), shown[i])), None)
        if wanted is None:
            raise FileFault(f"the workbook has no such sheet: name one by its number, 1 to {len(names)}")
        return wanted
    if len(names) == 1:
        return 0
    fits = [max((merit(cells, known) for _, cells in islice(file.rows(i, SheetFacts()), LOOKED_AT)), default=0) for i in range(len(names))]
    likely = [i for i, fit in enumerate(fits) if fit >= max(2, 0.5 * max(fits))]
    if len(likely) == 1:
        return likely[0]
    listed = ", ".join(f"{i + 1} ({name})" for i, name in enumerate(shown))
    what = "several sheets have headings of this dataset" if likely else "none of the sheets has headings of this dataset"
    raise MendableFault(f"{what}: choose one of the sheets {listed}", Mend.SHEET)


def _match(asked: Asked, found: Examined, sample: Sequence[Sequence[Raw]]) -> None:
    header = found.header
    assert header is not None
    found.headings = headings_of(header.cells, asked.dataset, len(header.cells))
    refuse_duplicates(header, [h.shown for h in found.headings])
    found.matching = match_columns(
        asked.dataset,
        found.headings,
        header.cells,
        sample,
        by_hand=asked.columns,
        remembered=asked.remembered,
        today=asked.today,
        places=asked.places,
    )
    _refuse_telling_headings(asked.dataset, found)
    missing = [u for u in found.matching.unmatched if u.required]
    if missing:
        names = "; ".join(
            f"“{u.label}”" + (f" (column {u.suggestion.letter}, “{u.suggestion.shown}”, is nearly it)" if u.suggestion else "") for u in missing
        )
        raise MendableFault(
            f"no heading was found for {names}, which the dataset needs: match it with a heading by hand, or ask {asked.agency} to send it",
            Mend.COLUMNS,
        )


def _refuse_telling_headings(dataset: Dataset, found: Examined) -> None:
    """Refuse a column whose heading says it tells who somebody is, kept or not; a declared heading and a number to be hashed may pass."""
    assert found.header is not None
    trusted = {m.heading.place for m in found.matching.matches if m.how in (How.SAME_NAME, How.ALIAS)}
    hashed = {m.heading.place for m in found.matching.matches if dataset.column(m.column).type.is_key}
    for place, text in enumerate(found.header.cells):
        what = heading_tells(text)
        if what and place not in trusted and not (place in hashed and what not in _HASHABLE):
            raise FileFault(_identity_words(f"column {found.headings[place].letter} (“{found.headings[place].shown}”)", what))


def _identity_words(where: str, what: str) -> str:
    return f"{where} looks like {what}: extracts are kept without anything that tells who somebody is. Take that column out and send the file again"


def _refuse_identity(dataset: Dataset, looks: Mapping[str, str]) -> None:
    names = {c.name: c for c in dataset.columns}
    for where, what in looks.items():
        column = names.get(where)
        if column is None:
            raise FileFault(_identity_words(where, what))
        raise MendableFault(
            f"the column matched with “{column.label}” looks like {what}, where {column.expected} was expected: see that the right heading is "
            "matched, or have the column corrected",
            Mend.COLUMNS,
        )


def _plan(asked: Asked, found: Examined, is_text: bool) -> Plan:
    assert found.header is not None
    return Plan(
        dataset=asked.dataset,
        header_line=found.header.line,
        header=found.header.cells,
        places={m.column: m.heading.place for m in found.matching.matches},
        undeclared=found.matching.undeclared,
        is_text=is_text,
        today=asked.today,
        known_places=asked.places,
        pseudonym_of=asked.pseudonym_of,
    )


def _sampled_orders(plan: Plan, sample: Iterable[Row]) -> dict[str, Order]:
    """What the first rows show of the order of day and month, column by column."""
    check = Check(plan, {}, lambda line, values: None, keep_rejects=False)
    return check.run((line, list(cells)) for line, cells in sample).orders


def _pass_until_settled(
    file: PartnerFile, asked: Asked, keep: Keep, found: Examined, plan: Plan, orders: dict[str, Order], keep_rejects: bool
) -> None:
    """Pass over the rows; once more, at most twice, where later rows show another order of day and month than the first ones did."""
    while True:
        found.facts, meter = SheetFacts(), Meter(asked, file.work(found.sheet))
        keep.begin(plan)
        check = Check(plan, orders, keep.add, keep_rejects=keep_rejects)
        found.outcome = check.run(file.rows(found.sheet, found.facts, meter))
        keep.finish()
        if found.outcome.orders == orders:
            return
        orders = {name: found.outcome.orders[name].seen(order) for name, order in orders.items()}


class Meter:
    """Tells the progress and asks whether to go on, each time some of the file has been read."""

    def __init__(self, asked: Asked, total: int, stage: str = "reading") -> None:
        self._asked, self._total, self._stage, self._done = asked, max(total, 1), stage, 0

    def __call__(self, more: int) -> None:
        self._done = min(self._done + more, self._total)
        if self._asked.cancel and self._asked.cancel():
            raise LoadCancelled("the reading was stopped: nothing of the file was kept")
        if self._asked.progress:
            self._asked.progress(Progress(self._stage, self._done, self._total, self._asked.dataset.key))


def _kind(agency: str, areas: set[bool]) -> StoreKind:
    """Real or demonstration, by the agency's name and the area codes. Raises FileFault where they disagree."""
    synthetic = is_synthetic_name(agency)
    if areas and areas != {synthetic}:
        raise FileFault(
            "real and synthetic are mixed: the area codes "
            + ("are of both kinds" if len(areas) > 1 else f"are {'synthetic' if True in areas else 'real'} and the agency is not")
            + ". A synthetic agency's name ends with (synthetic) and all its codes begin with X"
        )
    return StoreKind.DEMONSTRATION if synthetic else StoreKind.REAL


def plain_places(names: Iterable[str]) -> dict[str, str]:
    """Place names by how they are compared: without capitals and double spaces.

    >>> plain_places(["Royal Wootton Bassett"])
    {'royal wootton bassett': 'Royal Wootton Bassett'}
    """
    return {" ".join(name.casefold().split()): name for name in sorted(names) if not is_blank(name)}
