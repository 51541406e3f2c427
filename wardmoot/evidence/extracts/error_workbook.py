"""The error workbook: the rows that could not be read, bad cells marked, with the reasons beside them. It holds no identity and expires."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from wardmoot.catalogue.dataset import Dataset
from wardmoot.core.calendar import written_day
from wardmoot.evidence.extracts.cells import Raw, is_blank, text_of
from wardmoot.evidence.extracts.checking import Check, Plan
from wardmoot.evidence.extracts.examining import Asked, Examined, Meter, examine
from wardmoot.evidence.extracts.files import open_file
from wardmoot.evidence.extracts.headings import known_headings
from wardmoot.evidence.extracts.keys import pseudonyms
from wardmoot.evidence.extracts.places import places_for
from wardmoot.evidence.extracts.preview import Preview, agency_name, known_columns
from wardmoot.evidence.extracts.privacy import ArgumentFault, without_cells
from wardmoot.evidence.extracts.sheet_writing import BAD, HEADING, PLAIN, Cell, write_ods, write_xlsx
from wardmoot.evidence.extracts.values import Reading
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.loading import Progress
from wardmoot.evidence.store import Store

SHELF = "error-workbooks"
_NAME = re.compile(r"errors-[0-9a-f]{8}-until-(\d{8}T\d{6})\.(?:xlsx|ods)")
_KEY = "(a key, not shown)"


@without_cells
def error_workbook(
    path: Path,
    dataset: Dataset,
    columns: Preview | Mapping[str, str],
    out: Path,
    *,
    agency: str,
    now: datetime,
    expires: datetime,
    sheet: str = "",
    known_places: frozenset[str] = frozenset(),
    store: Store | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> int:
    """Write the bad rows of the file to `out` (.xlsx or .ods, by its ending) and give back their number.

    A row has its line in the partner's file, its cells in the declared columns, and the reasons. Of a bad cell its text stands only
    where it is nearly what was expected, otherwise its shape; of a key nothing. `expires` is printed on the first line; a workbook on
    the shelf (`shelved`) is deleted after it by `sweep_shelf`. The file is read twice: `progress` tells first "reading", then "writing".
    Raises FileFault where the file itself is refused, LoadCancelled where `cancel` says so.
    """
    if out.suffix not in (".xlsx", ".ods"):
        raise ArgumentFault("an error workbook is an .xlsx or an .ods: give its name one of these endings")
    sheet = str(columns.sheet + 1) if isinstance(columns, Preview) and not sheet else sheet
    matched = columns.columns if isinstance(columns, Preview) else columns
    throwaway = secrets.token_bytes(32)
    places = places_for(dataset, known_places, store)
    named, hashed = known_columns(dataset, matched), lambda s: pseudonyms(throwaway, s)
    asked = Asked(dataset, agency_name(agency), now, named, None, sheet, places, hashed, progress, cancel)
    found = examine(Path(path), asked, _Nothing())
    if found.plan is None:
        raise FileFault(found.refused)
    rows = _rows(Path(path), asked, found, expires)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        return (write_xlsx if out.suffix == ".xlsx" else write_ods)(file, rows, head=2) - 2


class _Nothing:
    """Keeps nothing."""

    def begin(self, plan: Plan) -> None: ...

    def add(self, line: int, values: list[object]) -> None: ...

    def finish(self) -> None: ...


class _Collector(Check):
    """A pass that holds the bad rows it has just met, for writing."""

    def __init__(self, plan: Plan, found: Examined) -> None:
        super().__init__(plan, found.outcome.orders, lambda line, values: None, keep_rejects=False)
        self.bad: list[list[Cell]] = []
        self._cells: list[Raw] = []

    def row(self, line: int, cells: list[Raw]) -> None:
        self._cells = cells
        super().row(line, cells)

    def reject(self, line: int, faults: Sequence[tuple[str, str, str]]) -> None:
        super().reject(line, faults)
        self.bad.append([Cell(str(line), PLAIN), *self._written({f[0]: f for f in faults}), Cell(self._reasons(faults), PLAIN)])

    def _written(self, faults: Mapping[str, tuple[str, str, str]]) -> list[Cell]:
        if "" in faults:
            return [Cell("", PLAIN) for _ in self.lanes]
        written = []
        for lane in self.lanes:
            raw = self._cells[lane.place] if lane.place < len(self._cells) else None
            if lane.name in faults:
                written.append(Cell(faults[lane.name][2] or "(empty)", BAD))
            else:
                written.append(Cell(_KEY if lane.column.type.is_key and not is_blank(raw) else self._good(lane.read_cell(raw), raw), PLAIN))
        return written

    def _good(self, reading: Reading, raw: Raw) -> str:
        """A good cell: what it was read as."""
        return reading.code or text_of(raw if reading.value is None else reading.value)

    def _reasons(self, faults: Sequence[tuple[str, str, str]]) -> str:
        labels = {c.name: c for c in self.plan.columns}
        written = [
            f"{labels[c].label}: {why}. Expected: {labels[c].expected}" if c in labels else f"{why} {value}".strip() for c, why, value in faults
        ]
        return "; ".join(written)


def _rows(path: Path, asked: Asked, found: Examined, expires: datetime) -> Iterator[list[Cell]]:
    """The rows of the workbook, read and written a few at a time."""
    assert found.plan is not None
    plan = found.plan
    yield [Cell(_heading(asked, expires), HEADING)]
    yield [Cell(text, HEADING) for text in ("Line in your file", *(c.label for c in plan.columns), "What is wrong, and what was expected")]
    collector = _Collector(plan, found)
    file = open_file(path, known_headings(asked.dataset))
    for line, cells in file.rows(found.sheet, found.facts, Meter(asked, file.work(found.sheet), "writing")):
        if line > plan.header_line:
            collector.row(line, cells)
            yield from collector.bad
            collector.bad.clear()


def _heading(asked: Asked, expires: datetime) -> str:
    return (
        f"Rows not read: {asked.dataset.title}, {asked.agency}, {written_day(asked.today)}. OFFICIAL-SENSITIVE. "
        f"Delete by {written_day(expires.date())}. "
        "Correct these lines in your own file and send that; marked cells are shown by their shape (x a letter, 9 a digit)."
    )


def shelved(store: Store, *, expires: datetime, ending: str = ".xlsx") -> Path:
    """A new place for an error workbook under the home, from which `sweep_shelf` deletes it after `expires`."""
    shelf = store.folder.parent / SHELF
    shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
    return shelf / f"errors-{secrets.token_hex(4)}-until-{expires:%Y%m%dT%H%M%S}{ending}"


def sweep_shelf(store: Store, *, now: datetime) -> int:
    """Delete the error workbooks whose time is over; gives back their number."""
    shelf, count = store.folder.parent / SHELF, 0
    for file in sorted(shelf.glob("*")) if shelf.is_dir() else ():
        named = _NAME.fullmatch(file.name)
        if named is None or named[1] <= f"{now:%Y%m%dT%H%M%S}":
            file.unlink(missing_ok=True)
            count += 1
    return count


def expiry_of(file: Path) -> date | None:
    """The day a workbook on the shelf is deleted after."""
    named = _NAME.fullmatch(file.name)
    return datetime.strptime(named[1], "%Y%m%dT%H%M%S").date() if named else None  # noqa: DTZ007
