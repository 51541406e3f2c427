"""One pass over the rows of a partner's file: every row is kept or rejected with a reason, and nothing is changed in silence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wardmoot.catalogue.dataset import ColumnType, Dataset, DatasetColumn
from wardmoot.evidence.extracts.cells import Odd, Raw, Row, is_blank, text_of
from wardmoot.evidence.extracts.dates import Order, day_in
from wardmoot.evidence.extracts.identity import BIRTHS, ColumnWatch, cell_tells, look_like_births
from wardmoot.evidence.extracts.masking import shape, shown
from wardmoot.evidence.extracts.matching import Heading
from wardmoot.evidence.extracts.tallies import Tally
from wardmoot.evidence.extracts.values import Reader, Reading, Rules, has_code, reader_of
from wardmoot.evidence.extracts.wording import plain_heading
from wardmoot.evidence.faults import Reject
from wardmoot.evidence.synthetic import is_synthetic_code

_CACHE = 8_192
_DAYS = 2_000
_FOOTER = re.compile(
    r"(?:(?:grand |sub-? ?|overall )?totals?\b|sum\b|source\b|notes?\b|\*|prepared by|produced (?:by|on)|page \d|end of|official\b|generated|printed|"
    r"extracted|data (?:as|correct) at|©|copyright|created (?:by|on)|report(?:ed)? (?:run|by|date))",
    re.I,
)
_TOTAL = re.compile(r"(?:grand |sub-? ?|overall )?totals?\b", re.I)
_NATION = re.compile(r"K|.92")
TOTAL = "looks like a total or a note, not a row"
HEADINGS_AGAIN = "repeats the headings"
TOO_MANY, TOO_FEW = "has cells beyond the last heading", "has fewer cells than there are headings, so its values may be in the wrong columns"
REPEATED = "repeats an earlier row"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be read: its dataset, the line and number of its headings, which column takes which place, what else stands there."""

    dataset: Dataset
    header_line: int
    header: tuple[str, ...]
    places: Mapping[str, int]
    undeclared: tuple[Heading, ...]
    is_text: bool
    today: date
    known_places: Mapping[str, str]
    pseudonym_of: Callable[[str], Callable[[str], str]]

    @property
    def columns(self) -> tuple[DatasetColumn, ...]:
        """The columns of the dataset that the file has."""
        return tuple(c for c in self.dataset.columns if c.name in self.places)

    def rules(self, column: DatasetColumn, order: Order) -> Rules:
        """The rules the column's cells are read by."""
        scheme = column.scheme or f"{self.dataset.key} {column.name}"
        return Rules(self.today, self.known_places, order, self.pseudonym_of(scheme))


@dataclass(slots=True)
class Outcome:
    """What a pass found. `orders` is what each column showed of the order of day and month; `months` are those with a row kept, in
    months since the year 0."""

    kept: int = 0
    rejected: int = 0
    blank: int = 0
    errors: Tally = field(default_factory=Tally)
    adjustments: Tally = field(default_factory=Tally)
    rejects: list[Reject] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    months: set[int] = field(default_factory=set)
    areas: set[bool] = field(default_factory=set)
    looks: dict[str, str] = field(default_factory=dict)


class _Lane:
    """A column on its way through the rows: where its cells stand, how they are read, and the readings of the cells seen lately."""

    __slots__ = ("_cache", "_read", "column", "days", "has_code", "is_plain", "name", "place")

    def __init__(self, column: DatasetColumn, place: int, read: Reader) -> None:
        self.column, self.name, self.place = column, column.name, place
        self.has_code = has_code(column)
        self.is_plain = column.type not in (ColumnType.DATE, ColumnType.DATETIME)
        self.days: list[date] = []
        self._read = read
        self._cache: dict[Any, Reading] | None = None if column.type.is_key else {}

    def read_cell(self, raw: Raw) -> Reading:
        """The cell's reading; of keys none is remembered."""
        if self._cache is None:
            return self._read(raw)
        reading = self._cache.get(raw)
        if reading is None:
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            reading = self._cache[raw] = self._read(raw)
        return reading


class Check:
    """The pass. `keep(line, values)` takes each good row: the values of the plan's columns, then the codes that stand beside some."""

    def __init__(self, plan: Plan, orders: Mapping[str, Order], keep: Callable[[int, list[Any]], None], *, keep_rejects: bool) -> None:
        self.plan, self._keep, self._keep_rejects = plan, keep, keep_rejects
        self.outcome = Outcome(orders=dict.fromkeys((c.name for c in plan.columns), Order.UNKNOWN))
        self.lanes = tuple(_Lane(c, plan.places[c.name], reader_of(c, plan.rules(c, orders.get(c.name, Order.UNKNOWN)))) for c in plan.columns)
        self._areas = [i for i, c in enumerate(plan.columns) if c.type is ColumnType.AREA]
        self._dated = next((i for i, c in enumerate(plan.columns) if c.name == plan.dataset.date_column), None)
        names = [c.name for c in plan.columns]
        self._unique = [names.index(n) for n in plan.dataset.unique if n in names]
        self._seen: dict[int, int] = {}
        self._plain_header = [plain_heading(h) for h in plan.header]
        self._watches = [(h.place, ColumnWatch(plan.header[h.place] if h.place < len(plan.header) else "")) for h in plan.undeclared]
        self._telling: dict[str, Counter[str]] = {}
        self._first_heading = plan.header[0].casefold()
        self._spelled = frozenset(plan.known_places.values())

    def run(self, rows: Iterable[Row]) -> Outcome:
        """Check every row below the headings."""
        first = self.plan.header_line
        last = first
        for line, cells in rows:
            if line > first:
                self.outcome.blank += 0 if self.plan.is_text else line - last - 1  # a sheet leaves its empty rows out
                self.row(line, cells)
                last = line
        self._judge_columns()
        return self.outcome

    def row(self, line: int, cells: list[Raw]) -> None:
        """Check one row."""
        while len(cells) > len(self.plan.header) and is_blank(cells[-1]):
            cells.pop()
        if not cells or (is_blank(cells[0]) and all(is_blank(c) for c in cells)):
            self.outcome.blank += 1
            return
        for place, watch in self._watches:
            if place < len(cells):
                watch.look(cells[place])
        if fault := self._row_fault(cells):
            self.reject(line, [("", fault, "")])
            return
        values, codes, faults = self._read(line, cells)
        if not faults and (earlier := self._repeats(line, values)):
            faults = [(" + ".join(self.plan.dataset.unique), REPEATED, f"the same as line {earlier:,}")]
        if faults:
            self.reject(line, faults)
            return
        self.outcome.kept += 1
        self._note_row(values)
        self._keep(line, values + codes)

    def _row_fault(self, cells: Sequence[Raw]) -> str:
        """The fault of the row as a whole, seen before its cells are read."""
        header = self.plan.header
        first = next(text_of(c) for c in cells if not is_blank(c)).strip()
        if _FOOTER.match(first) or len(cells) - cells.count(None) < 0.5 * len(header):
            filled = sum(not is_blank(c) for c in cells)
            words = len(first.split())
            if _TOTAL.match(first) or (filled < 0.5 * len(header) and (_FOOTER.match(first) or (filled == 1 and len(header) >= 3 and words > 1))):
                return TOTAL
        if len(cells) > len(header):
            return TOO_MANY
        if self.plan.is_text and len(cells) < len(header):
            return TOO_FEW
        if first.casefold() == self._first_heading and [plain_heading(text_of(c)) for c in cells] == self._plain_header:
            return HEADINGS_AGAIN
        return ""

    def _read(self, line: int, cells: Sequence[Raw]) -> tuple[list[Any], list[Any], list[tuple[str, str, str]]]:
        values: list[Any] = []
        codes: list[Any] = []
        faults: list[tuple[str, str, str]] = []
        width = len(cells)
        for lane in self.lanes:
            raw = cells[lane.place] if lane.place < width else None
            reading = lane.read_cell(raw)
            if not lane.is_plain:
                self._look(lane, raw, reading)
            if reading.fault:
                faults.append((lane.name, reading.fault, self._shown(raw, lane.column)))
            elif reading.note:
                for note in reading.note.split("; "):
                    self.outcome.adjustments.add(lane.name, note, line, self._read_shown(raw, lane.column))
            if lane.has_code:
                codes.append(reading.code)
                values.append(None if reading.code is not None else reading.value)
            else:
                values.append(reading.value)
        return values, codes, faults

    def _look(self, lane: _Lane, raw: Raw, reading: Reading) -> None:
        """Take note of what a date tells of its column."""
        if reading.shows is not Order.UNKNOWN:
            self.outcome.orders[lane.name] = self.outcome.orders[lane.name].seen(reading.shows)
        if len(lane.days) < _DAYS:
            day = reading.value if reading.value is not None else raw if isinstance(raw, date) else day_in(text_of(raw))
            if isinstance(day, date):
                lane.days.append(day.date() if isinstance(day, datetime) else day)

    def _shown(self, raw: Raw, column: DatasetColumn) -> str:
        """How a bad cell may be shown, after counting what it looks like."""
        if not isinstance(raw, Odd) and not is_blank(raw) and (what := cell_tells(text_of(raw))) and (not column.type.is_key or read_as_name(what)):
            self._telling.setdefault(column.name, Counter())[what] += 1
        return shown(raw, column, self._spelled, self.plan.today)

    def _read_shown(self, raw: Raw, column: DatasetColumn) -> str:
        """How a cell that was read may be shown: not a key, and of a date its shape."""
        if column.type.is_key:
            return "(a key, not shown)"
        return shape(text_of(raw)) if column.type in (ColumnType.DATE, ColumnType.DATETIME) else text_of(raw)

    def _repeats(self, line: int, values: Sequence[Any]) -> int:
        """The line of an earlier row with the same key; 0 where there is none."""
        if not self._unique:
            return 0
        mark = hash(tuple(values[i] for i in self._unique))
        earlier = self._seen.setdefault(mark, line)
        return 0 if earlier == line else earlier

    def _note_row(self, values: Sequence[Any]) -> None:
        for place in self._areas:
            if values[place] is not None and not _NATION.match(values[place]):
                self.outcome.areas.add(is_synthetic_code(values[place]))
        day = values[self._dated] if self._dated is not None else None
        if day is not None:
            day = day.date() if isinstance(day, datetime) else day
            out = self.outcome
            out.months.add(12 * day.year + day.month - 1)
            out.first_day = day if out.first_day is None or day < out.first_day else out.first_day
            out.last_day = day if out.last_day is None or day > out.last_day else out.last_day

    def reject(self, line: int, faults: Sequence[tuple[str, str, str]]) -> None:
        """Count a bad row; each fault is the column, the reason and the cell as far as it may be shown."""
        self.outcome.rejected += 1
        for column, reason, value in faults:
            self.outcome.errors.add(column, reason, line, value)
        if self._keep_rejects:
            column, reason, value = faults[0]
            more = f" (and {len(faults) - 1} more in this row)" if len(faults) > 1 else ""
            self.outcome.rejects.append(Reject("", line, column, value, reason + more))

    def _judge_columns(self) -> None:
        """Say which columns look like they tell who somebody is: by letter for one that is not kept, by name for one that is."""
        out, rows = self.outcome, self.outcome.kept + self.outcome.rejected
        for heading, (_, watch) in zip(self.plan.undeclared, self._watches, strict=True):
            if what := watch.verdict(self.plan.today):
                out.looks[f"column {heading.letter}"] = what
        for name, counts in self._telling.items():
            what, count = counts.most_common(1)[0]
            if count >= 2 and count >= 0.1 * rows:
                out.looks[name] = what
        for lane in self.lanes:
            if self.plan.dataset.persons and _are_births(lane.days, rows, self.plan.today):
                out.looks[lane.name] = BIRTHS


def read_as_name(what: str) -> bool:
    """Whether what a cell looks like may not even be hashed: a number that identifies may, because its hash does not."""
    return what not in ("NHS numbers", "National Insurance numbers", "telephone numbers")


def _are_births(days: Sequence[date], rows: int, today: date) -> bool:
    """Stricter than for a column that is not kept, because a partner may rightly send the rows of years ago."""
    middle = sorted(days)[len(days) // 2] if days else today
    return len(days) >= 5 and (today - middle).days > 10 * 365 and look_like_births(list(days), min(rows, _DAYS), today)
