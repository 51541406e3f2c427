"""Reading the published tables of recorded crime that are held: what the national statistics say of a force or a partnership."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wardmoot.catalogue.published_offences import ALL_CRIME
from wardmoot.core.calendar import Month, Period
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.ons_headings import PublishedUnit, year_ending
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

_COLUMNS = "sheet, line, area_code, area_name, area_kind, offence, unit, heading, first_month, last_month, value, mark, notes, batch"


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """One published number as it stands in its table. `value` is None where a mark such as [x] stands, and `mark` says which.

    `notes` are the numbers of the footnotes of its area, its heading and its table's title (`note_words` has their words);
    `sheet` and `line` are where it stands in the workbook.
    """

    area_code: str
    area_name: str
    area_kind: str
    offence: str
    unit: PublishedUnit
    heading: str
    first: Month | None
    last: Month | None
    value: float | None
    mark: str
    notes: tuple[str, ...]
    sheet: str
    line: int
    batch: Batch

    @property
    def release(self) -> str:
        """The publication it is taken from."""
        return str(self.batch.detail["release"])


def published_values(
    store: Store,
    *,
    area: str | None = None,
    offence: str | None = None,
    unit: PublishedUnit | None = None,
    period: Period | None = None,
    sheet: str | None = None,
) -> tuple[PublishedValue, ...]:
    """The published numbers that match all that is given, by release, sheet and line; several where several tables print one.

    `area` is the code of a nation, region, police force area or partnership; `sheet` for example "Table C4".
    Raises ValueError for a period with no days.
    """
    held = {b.id: b for b in store.batches(source=SourceKey.RECORDED_CRIME_TABLES)}
    if not held:
        return ()
    given = {"area_code": area, "offence": offence, "unit": None if unit is None else unit.value, "sheet": sheet} | _months(period)
    wanted = {column: text for column, text in given.items() if text is not None}
    where = "".join(f" AND {column} = ${column}" for column in wanted)
    query = Query(f"SELECT {_COLUMNS} FROM published WHERE kind = 'value'{where} ORDER BY batch, sheet, line, heading", wanted)
    return tuple(_value(row, held) for row in rows_of(store, {"published": list(held.values())}, query))


def _months(period: Period | None) -> dict[str, str | None]:
    if period is None:
        return {}
    months = list(period.months())
    return {"first_month": str(months[0]), "last_month": str(months[-1])}


def _value(row: tuple[Any, ...], held: Mapping[int, Batch]) -> PublishedValue:
    sheet, line, code, name, kind, offence, unit, heading, first, last, value, mark, notes, batch = row
    months = (Month.parse(first) if first else None, Month.parse(last) if last else None)
    return PublishedValue(
        code, name, kind, offence, PublishedUnit(unit), heading, *months, value, mark, tuple(notes.split()), sheet, line, held[batch]
    )


def published_crime(store: Store, csp_or_force: str, offence: str = ALL_CRIME, period: Period | None = None) -> PublishedValue | None:
    """The published number of offences of a partnership or police force area: of the period, or of the latest year held.

    From the newest release that prints it (a later release revises an earlier year); None where no release held does.

    >>> import tempfile, pathlib
    >>> published_crime(Store.open(pathlib.Path(tempfile.mkdtemp())), "E22000361") is None
    True
    """
    found = published_values(store, area=csp_or_force, offence=offence, unit=PublishedUnit.OFFENCES, period=period)
    return max(found, key=_newest, default=None)


def _newest(value: PublishedValue) -> tuple[Month, Month, int]:
    """Newer first by the year the number is for, then by the release it stands in, then by when that was loaded."""
    never = Month(1900, 1)
    span = year_ending(value.batch.period)
    return value.last or never, span[1] if span else never, value.batch.id


_NOTE_LINE = re.compile(r"(\d+)(?:\.0)? \| ([^|]+)")


def note_words(store: Store, value: PublishedValue) -> tuple[tuple[str, str], ...]:
    """The footnotes of a published number in the workbook's own words, as (number, words), in the order of `value.notes`.

    The notes of the tables P and C stand on two sheets, and those of P in a part for each group of tables. The words are empty where the
    workbook does not have the note; a number that a part prints twice gives both.
    """
    sheets = published_notes(store, value.batch.id)
    ending = "CSP" if value.sheet.startswith("Table C") else "PFA"
    lines = next((lines for name, lines in sheets.items() if name.startswith("Notes") and name.endswith(ending)), ())
    found: dict[str, list[str]] = {}
    for line in filter(None, map(_NOTE_LINE.match, _part(lines, value.sheet.removeprefix("Table ")))):
        found.setdefault(line[1], []).append(line[2].strip())
    return tuple((number, words) for number in value.notes for words in found.get(number, [""]))


def _part(lines: tuple[str, ...], table: str) -> tuple[str, ...]:
    """The lines under the heading that names the table, as far as the next heading; all where no heading names tables."""
    headings = [n for n, line in enumerate(lines) if line.startswith("Notes for table")]
    starts = [n for n in headings if table in re.findall(r"[PC]\d+", lines[n])]
    if not starts:
        return () if headings else lines
    return lines[starts[0] : min((n for n in headings if n > starts[0]), default=len(lines))]


def published_notes(store: Store, batch: int) -> dict[str, tuple[str, ...]]:
    """The words of a workbook that are no numbers (titles, what its marks mean, footnotes), a tuple of lines for each sheet."""
    held = [b for b in store.batches(source=SourceKey.RECORDED_CRIME_TABLES) if b.id == batch]
    if not held:
        return {}
    rows = rows_of(store, {"published": held}, Query("SELECT sheet, text FROM published WHERE kind <> 'value' ORDER BY sheet, line"))
    found: dict[str, tuple[str, ...]] = {}
    for sheet, text in rows:
        found[sheet] = (*found.get(sheet, ()), text)
    return found
