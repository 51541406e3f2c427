"""The ONS workbooks. Recorded crime is read by `ons_crime`; of the mid-year population estimates, the sheet that holds persons of all ages
is read here, a column a mid-year, and their ages and the size of their areas by `area_facts`.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import python_calamine

from wardmoot.evidence.archives import open_archive
from wardmoot.evidence.area_facts import with_facts
from wardmoot.evidence.counting import count_sheet_rows
from wardmoot.evidence.delimited import stage_rows
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.headers import HEADERS
from wardmoot.evidence.intake import Candidate, Reading
from wardmoot.evidence.lookups import lay_out_authority_population
from wardmoot.evidence.ons_crime import is_recorded_crime, stage_recorded_crime
from wardmoot.evidence.scan import Scan, scan
from wardmoot.evidence.sources import SourceKey, known_sources
from wardmoot.evidence.staged import Desk, Staged
from wardmoot.evidence.synthetic import NAME_ENDING

MAX_BYTES = 128 * 2**20
_HEADER = next(h for h in HEADERS if h.source is SourceKey.POPULATION_AUTHORITY)
_Table = tuple[str, int, list[list[Any]]]


def stage_workbook(candidate: Candidate, desk: Desk) -> Staged:
    """Stage a workbook of recorded crime or of populations. Raises FileFault when it is neither, or is damaged."""
    reading = Reading(candidate, desk.tick)
    if candidate.size > MAX_BYTES:
        raise FileFault(f"the workbook is over {MAX_BYTES // 2**20} MB: save the table alone as CSV (UTF-8) and load that")
    data = b"".join(reading)
    open_archive(io.BytesIO(data), len(data))[0].close()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if is_recorded_crime(book):
            return stage_recorded_crime(book, data, candidate.base, reading.sha256, desk)
        sheet, first, table = _population_table(book)
        release = _release(book)
    except python_calamine.CalamineError as error:
        raise FileFault(f"the workbook cannot be read ({error}): download it again") from None
    names = [_text(cell) for cell in table[0]]
    rows, found = _write_rows(table, len(names), first, candidate.base, desk.folder)
    layout = lay_out_authority_population(_HEADER, names, candidate, found.sample, release=release)
    counted = count_sheet_rows(io.BytesIO(data), sheet, first + 1)
    staged = stage_rows(rows, found, layout, desk, file=candidate.base, sha256=reading.sha256, size=reading.size, counted=counted)
    return with_facts(staged, book, desk)


def _population_table(book: python_calamine.CalamineWorkbook) -> _Table:
    """The sheet's name, the number of its header row (from 1), and its rows from there on."""
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for number, row in enumerate(rows[:30], 1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if _HEADER.matches(cells):
                return name, number, [r[: len(cells)] for r in rows[number - 1 :]]
    raise FileFault(
        "not a workbook Wardmoot knows yet: no sheet has the columns Code, Name, Geography, Mid-2023, Mid-2022 and so on, and none is Table P1 or C2."
        f" It knows: {known_sources()}"
    )


def _release(book: python_calamine.CalamineWorkbook) -> str:
    """The release as the cover sheet names it, with its date of publication where that is said."""
    cells = [_text(row[0]) for row in book.get_sheet_by_index(0).to_python() if row]
    published = next((found[1] for cell in cells if (found := re.search(r"published at .*?(\d{1,2} [A-Z][a-z]+ \d{4})", cell))), "")
    title = next((cell for cell in cells if cell), "")
    if NAME_ENDING in title:
        return title
    return f"{title} (ONS{', published ' + published if published else ''})"


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _write_rows(table: list[list[Any]], width: int, first: int, file: str, folder: Path) -> tuple[Path, Scan]:
    """Pass the table through the same scan as a CSV; empty lines stand for the rows above it, so that line numbers are the sheet's own."""
    lines = [",".join('"' + _text(cell).replace('"', '""').replace("\n", " ") + '"' for cell in row) if _text(row[0]) else "" for row in table]
    text = "\n".join(["above", *[""] * (first - 1), *lines[1:]]) + "\n"
    rows = folder / "rows.csv"
    with rows.open("wb") as out:
        return rows, scan([text.encode("utf-8")], file=file, width=width, out=out)
