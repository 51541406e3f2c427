"""The ONS workbook of police recorded crime by force and partnership (tables P and C), kept whole as one row a cell.

Nothing is dropped: titles, notes and lists of areas are kept as rows of text, and a mark such as [x] stands beside an empty value,
never for 0. Source: ONS, Crime in England and Wales: police force area data tables.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import python_calamine

from wardmoot.evidence.counting import count_book_rows
from wardmoot.evidence.delimited import literal
from wardmoot.evidence.faults import FileFault, Reject, shortened
from wardmoot.evidence.ons_headings import Heading, notes_of, plain, read_heading, year_ending
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.staged import Desk, Staged, judge_counts, judge_rejects
from wardmoot.evidence.synthetic import is_synthetic_code, kind_of

TABLE = re.compile(r"Table ([PC]\d+) *$")
TABLES = (*(f"P{n}" for n in range(1, 10)), *(f"C{n}" for n in range(1, 6)))
_MARK = re.compile(r"\[[a-z]{1,3}\d?\]|\.\.|:", re.I)
_CODE = re.compile(r"[EWKX]\d{8}")
_PLACES = (
    ("force_code", r"police force area code"),
    ("force_name", r"police force area name"),
    ("area_code", r"area codes?|community safety partnership code"),
    ("area_name", r"area name|community safety partnership name"),
    ("authority_code", r"local authority code"),
    ("authority_name", r"local authority name"),
)


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One cell of a table with all that its place says, or (`kind` "text") a row of words. `line` is the sheet's own row number."""

    sheet: str
    line: int
    kind: str
    title: str = ""
    area_code: str = ""
    area_name: str = ""
    area_kind: str = ""
    force_code: str = ""
    force_name: str = ""
    authority_code: str = ""
    authority_name: str = ""
    heading: str = ""
    offence: str = ""
    unit: str = ""
    first_month: str = ""
    last_month: str = ""
    value: float | None = None
    mark: str = ""
    notes: str = ""
    text: str = ""


class _BadCell(Exception):
    """A cell of a table is neither a number, nor a known mark, nor empty."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


def is_recorded_crime(book: python_calamine.CalamineWorkbook) -> bool:
    """Whether the workbook has the tables of recorded crime, by force or by partnership."""
    tables = {found[1] for name in book.sheet_names if (found := TABLE.fullmatch(name))}
    return bool(tables & {"P1", "C2"})


def stage_recorded_crime(book: python_calamine.CalamineWorkbook, data: bytes, name: str, sha256: str, desk: Desk) -> Staged:
    """Stage every sheet. Raises FileFault where the release is not said, or more than 1% of the rows are bad."""
    rows: list[PublishedRow] = []
    rejects: list[Reject] = []
    unnamed: list[str] = []
    for sheet in book.sheet_names:
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        read, bad = _read_sheet(sheet.strip(), cells, name)
        rows += read
        rejects += bad
        if not TABLE.fullmatch(sheet) and any(_places(row) for row in cells[:30]):
            unnamed.append(sheet)
    kept = len({(row.sheet, row.line) for row in rows})
    judge_rejects(len(rejects), kept + len(rejects), rejects[0] if rejects else None)
    judge_counts(kept, len(rejects), count_book_rows(io.BytesIO(data)))
    period, release = _release(rows)
    invented = kind_of(is_synthetic_code(row.area_code or row.force_code) for row in rows if row.area_code or row.force_code)
    if invented is None:
        raise FileFault("the workbook mixes real and synthetic areas (codes that begin with X beside codes that do not): it cannot be loaded")
    parquet = desk.folder / "rows.parquet"
    _write(desk, rows, str(parquet))
    source, rows_in, detail = SourceKey.RECORDED_CRIME_TABLES, kept + len(rejects), {"release": release} | _said(book.sheet_names, unnamed)
    return Staged(source, "England and Wales", period, invented, sha256, len(data), rows_in, tuple(rejects), parquet, detail)


def _said(sheets: Sequence[str], unnamed: Sequence[str]) -> dict[str, str]:
    """Which tables are not there, and which sheets have areas but not a table's name: no table is lost without a word."""
    held = {found[1] for name in sheets if (found := TABLE.fullmatch(name))}
    absent = [f"Table {key}" for key in TABLES if key not in held]
    said = [f"not in the workbook: {', '.join(absent)}"] if absent else []
    said += [f"kept as words, because the sheet's name is not a table's (as “Table C4”): {', '.join(unnamed)}"] if unnamed else []
    return {"said": "; ".join(said)} if said else {}


def _release(rows: list[PublishedRow]) -> tuple[str, str]:
    """The release's period, as `year ending December 2024`, and its title; both from the first sheet."""
    title = next((row.text for row in rows if row.kind == "text"), "")
    span = year_ending(title)
    if span is None:
        raise FileFault(f"the first sheet does not say which year ending the tables are for (it begins “{shortened(title)}”): get the workbook anew")
    return f"year ending {span[1].written}", f"{title} (ONS)"


def _read_sheet(sheet: str, cells: list[list[Any]], file: str) -> tuple[list[PublishedRow], list[Reject]]:
    numbered = [(line, row) for line, row in enumerate(cells, 1) if any(cell != "" for cell in row)]
    header = next((line for line, row in numbered[:30] if TABLE.fullmatch(sheet) and _places(row)), None)
    words = [(line, row) for line, row in numbered if header is None or line <= header]
    rows = [PublishedRow(sheet, line, "text", text=_joined(row), notes=" ".join(notes_of(_joined(row)))) for line, row in words]
    if header is None:
        return rows, []
    title = " ".join(row.text for row in rows[:2] if row.line < header)
    table = _Table(sheet, title, cells[header - 1])
    rejects = []
    for line, row in numbered[len(words) :]:
        try:
            rows += table.read(line, row)
        except _BadCell as bad:
            rejects.append(Reject(file, line, f"{sheet}, {bad.column}", shortened(bad.value), bad.reason))
    return rows, rejects


def _joined(row: list[Any]) -> str:
    return " | ".join(" ".join(str(cell).split()) for cell in row if str(cell).strip())


def _places(header: list[Any]) -> dict[str, int]:
    """Where a header names its areas; nothing where it is not a header."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = next((name for name, pattern in _PLACES if re.fullmatch(pattern, plain(str(cell)), re.I)), None)
        if name:
            found[name] = place
    return found if {"area_code", "authority_code"} & found.keys() else {}


class _Table:
    """One table below its header; a partnership's name is printed on its first row only in the list of combined authorities."""

    def __init__(self, sheet: str, title: str, header: list[Any]) -> None:
        self._sheet, self._title, self._notes = sheet, plain(title), notes_of(title)
        self._places = _places(header)
        taken = set(self._places.values())
        self._headings: list[tuple[int, Heading]] = [
            (place, read_heading(str(cell), title)) for place, cell in enumerate(header) if place not in taken and cell != ""
        ]
        self._named = {plain(str(header[place])): place for place in taken}
        self._above = {"force_name": "", "area_name": ""}
        self._areas: set[tuple[str, ...]] = set()

    def read(self, line: int, row: list[Any]) -> list[PublishedRow]:
        """The cells of one row; a row of words alone where it has no numbers."""
        area = self._area(row)
        notes = " ".join(n for place in self._places.values() for n in notes_of(str(row[place])))
        self._check_no_stray(row)
        made = [self._cell(line, area, notes, heading, row[place]) for place, heading in self._headings if row[place] != ""]
        if made:
            self._check_new(area)
        kind = "member" if not self._headings else "text"
        return made or [PublishedRow(self._sheet, line, kind, title=self._title, text=_joined(row), notes=notes, **area)]

    def _check_new(self, area: dict[str, Any]) -> None:
        if tuple(area.values()) in self._areas:
            raise _BadCell("area", area.get("area_name", ""), "the area is there twice in the table; the first row is kept")
        self._areas.add(tuple(area.values()))

    def _check_no_stray(self, row: list[Any]) -> None:
        known = {*self._places.values(), *(place for place, _ in self._headings)}
        for place, cell in enumerate(row):
            if cell != "" and place not in known:
                raise _BadCell(f"column {place + 1}", str(cell), "a cell stands in a column that has no heading")

    def _area(self, row: list[Any]) -> dict[str, Any]:
        area = {name: plain(str(row[place])) for name, place in self._places.items()}
        for name, text in area.items():
            if name.endswith("_code") and text and not _CODE.fullmatch(text) and text != "Combined Local Authorities":
                raise _BadCell(name.replace("_", " "), text, "not the form of an area code (for example E22000361), or empty")
        if not self._headings:
            self._above = {name: area.get(name) or above for name, above in self._above.items()}
            area |= self._above
        if not area.get("area_name") and not area.get("area_code") and "force_name" in area:
            area |= {"area_code": area["force_code"], "area_name": area["force_name"]}
        return area | {"area_kind": _kind(area.get("area_code", ""), area.get("area_name", ""))}

    def _cell(self, line: int, area: dict[str, Any], notes: str, heading: Heading, cell: Any) -> PublishedRow:
        value, mark = _value(cell, heading.printed)
        return PublishedRow(
            sheet=self._sheet,
            line=line,
            kind="value",
            title=self._title,
            heading=heading.printed,
            offence=heading.offence,
            unit=heading.unit.value,
            first_month=str(heading.first or ""),
            last_month=str(heading.last or ""),
            value=value,
            mark=mark,
            notes=" ".join(sorted({*notes.split(), *heading.notes, *self._notes}, key=int)),
            **area,
        )


def _value(cell: Any, heading: str) -> tuple[float | None, str]:
    """The number, or the mark in its place. A text that is neither is a fault of the row."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell), ""
    text = str(cell).strip()
    if not text or _MARK.fullmatch(text):
        return None, text.lower()
    raise _BadCell(heading, text, "neither a number nor a mark such as [x]")


def _kind(code: str, name: str) -> str:
    """What sort of area a row is for, by its code. Source: ONS, code history database: the first three characters."""
    kinds = {"K04": "nation", "E92": "nation", "W92": "nation", "E12": "region", "E22": "partnership", "W14": "partnership", "X22": "partnership"}
    kinds |= {"E23": "force", "W15": "force", "X23": "force"}
    if name.lower().startswith("unassigned"):
        return "unassigned"
    return kinds.get(code[:3], "force" if name == "British Transport Police" else "other")


def _write(desk: Desk, rows: list[PublishedRow], parquet: str) -> None:
    """One column a field; a value that is not there is NULL."""
    table = {field.name: _array(field.name, [getattr(row, field.name) for row in rows]) for field in fields(PublishedRow)}
    desk.connection.register("published", table)
    select = "SELECT * EXCLUDE (value), CASE WHEN isnan(value) THEN NULL ELSE value END AS value FROM published"
    desk.connection.execute(f"COPY ({select}) TO {literal(parquet)} (FORMAT parquet, COMPRESSION zstd)")
    desk.connection.unregister("published")


def _array(name: str, values: list[Any]) -> np.ndarray:
    if name == "line":
        return np.array(values, dtype=np.int64)
    if name == "value":
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    return np.array(values, dtype=object)
