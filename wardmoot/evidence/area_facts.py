"""What the ONS workbook of populations says of its authorities beside their number of residents: how old they are, and how large the area is.

Source: ONS, mid-year population estimates of England and Wales, tables MYE2 (persons by single year of age) and MYE5 (population density).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import python_calamine

from wardmoot.evidence.delimited import literal
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.staged import Desk, Staged
from wardmoot.evidence.store import Store

AGES = 91
"""Single years of age from 0; the last is 90 and over."""

_AGES = ["Code", "Name", "Geography", "All ages"]
_AREA = ["Code", "Name", "Geography", "Area (sq km)"]
_MID_YEAR = re.compile(r"mid-(\d{4})\b(?! to)", re.I)


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An authority at a mid-year: residents, residents of each single year of age (empty where not held) and square kilometres (None: not held)."""

    code: str
    name: str
    year: int
    residents: int
    ages: tuple[int, ...]
    area_sq_km: float | None
    batch: Batch


def area_facts(store: Store) -> dict[str, AreaFacts]:
    """What is held of each authority, by code, of the latest mid-year for which any file tells its ages or its size; empty when none does."""
    held = {b.id: b for b in store.batches(source=SourceKey.POPULATION_AUTHORITY) if "facts" in b.detail}
    if not held:
        return {}
    columns = "code, name, year, population, ages, area_sq_km, batch"
    query = Query(f"SELECT {columns} FROM populations WHERE ages IS NOT NULL OR area_sq_km IS NOT NULL ORDER BY year, batch")
    rows = rows_of(store, {"populations": list(held.values())}, query)
    return {code: AreaFacts(code, name, year, people, tuple(ages or ()), area, held[batch]) for code, name, year, people, ages, area, batch in rows}


def with_facts(staged: Staged, book: python_calamine.CalamineWorkbook, desk: Desk) -> Staged:
    """The staged populations with the ages and the size of each area, where the workbook has the tables for a year that is held.

    Ages are kept only where they add up to the residents of the same year; what is not kept is said, never guessed.
    """
    ages, ages_year = _table(book, _AGES)
    areas, areas_year = _table(book, _AREA)
    year = ages_year or areas_year
    if year is None:
        return staged
    people = _people(desk, staged.parquet, year)
    kept = {code: _whole(cells, people.get(code)) for code, cells in ages.items()}
    sizes = {code: _size(cells) for code, cells in areas.items()}
    _write(desk, staged.parquet, year, {code: found for code, found in kept.items() if found}, {c: size for c, size in sizes.items() if size})
    faults = [code for code, found in kept.items() if not found and code in people]
    detail = {**staged.detail, "facts": year} | ({"said": _said(faults, ages_year)} if faults else {})
    return replace(staged, detail=detail)


def _table(book: python_calamine.CalamineWorkbook, first: Sequence[str]) -> tuple[dict[str, list[Any]], int | None]:
    """The rows of the table of all persons whose header begins so, by code, and the mid-year it is of: that of its title."""
    for name in book.sheet_names:
        if re.search(r"\b(fe)?males\b", name, re.I):
            continue
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for number, row in enumerate(rows[:30]):
            if [str(cell).strip() for cell in row[: len(first)]] == list(first):
                years = [int(year) for above in rows[:number] for year in _MID_YEAR.findall(str(above[0]))] + _years(row)
                found = {str(cells[0]).strip(): list(cells[len(first) - 1 :]) for cells in rows[number + 1 :] if str(cells[0]).strip()}
                return found, max(years, default=None)
    return {}, None


def _years(header: Sequence[Any]) -> list[int]:
    """The mid-years that a header names."""
    return [int(year) for cell in header for year in _MID_YEAR.findall(str(cell))]


def _people(desk: Desk, parquet: Path, year: int) -> dict[str, int]:
    query = f"SELECT code, population FROM read_parquet({literal(str(parquet))}) WHERE year = {year}"
    return dict(desk.connection.execute(query).fetchall())


def _whole(cells: Sequence[Any], people: int | None) -> list[int]:
    """The ages of a row, where all are whole numbers that add up to the residents; else nothing."""
    numbers = [int(cell) for cell in cells[1 : AGES + 1] if _is_number(cell) and cell >= 0 and cell == int(cell)]
    return numbers if len(numbers) == AGES and sum(numbers) == people else []


def _is_number(cell: Any) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell)


def _size(cells: Sequence[Any]) -> float | None:
    size = cells[0]
    return float(size) if _is_number(size) and size > 0 else None


def _said(faults: Sequence[str], year: int | None) -> str:
    named = ", ".join(sorted(faults)[:5]) + (f" and {len(faults) - 5} more" if len(faults) > 5 else "")
    return f"the ages of {named} are not kept: they are not whole numbers that add up to the residents of mid-{year}"


def _write(desk: Desk, parquet: Path, year: int, ages: Mapping[str, list[int]], sizes: Mapping[str, float]) -> None:
    """Put the facts beside the rows of the year, in the columns that wait for them."""
    codes = sorted({*ages, *sizes})
    table = {
        "of_code": np.array(codes, dtype=object),
        "of_ages": np.array([",".join(map(str, ages.get(code, ()))) for code in codes], dtype=object),
        "of_size": np.array([sizes.get(code, np.nan) for code in codes], dtype=np.float64),
    }
    desk.connection.register("facts", table)
    listed = "CASE WHEN of_ages <> '' THEN CAST(string_split(of_ages, ',') AS BIGINT[]) END AS ages"
    sized = "CASE WHEN NOT isnan(of_size) THEN of_size END AS area_sq_km"
    source = literal(str(parquet))
    joined = f"FROM read_parquet({source}) LEFT JOIN facts ON code = of_code AND year = {year} ORDER BY line, year DESC"
    other = parquet.with_name("with-facts.parquet")
    select = f"SELECT * EXCLUDE (ages, area_sq_km, of_code, of_ages, of_size), {listed}, {sized} {joined}"
    desk.connection.execute(f"COPY ({select}) TO {literal(str(other))} (FORMAT parquet, COMPRESSION zstd)")
    desk.connection.unregister("facts")
    other.replace(parquet)
