"""Missing episodes as an invented police force would send them, good or spoiled, for the tests of the import pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

KEY = "missing-episodes"
POLICE = "Moonshire Police (synthetic)"
COUNCIL = "Moonshire Council (synthetic)"
HEADINGS = (
    "Episode reference",
    "Missing person reference",
    "Age when the episode began",
    "Reported at",
    "Return confirmed at",
    "Local authority code",
    "Status",
    "Risk",
    "Looked after by a council",
)


def episode(number: int, month: int = 10) -> list[str]:
    day = 1 + number % 28
    return [
        f"MIS{month:02d}{number:05d}",
        f"P{number % 9:05d}",
        str(11 + number % 7),
        f"{day:02d}/{month:02d}/2019 21:{number % 60:02d}",
        f"{day:02d}/{month:02d}/2019 23:{number % 60:02d}",
        "X06000001",
        ("Missing", "Absent")[number % 2],
        ("Low", "Medium", "High")[number % 3],
        ("Yes", "No")[number % 2],
    ]


def extract_table(rows: int = 40, *, month: int = 10, cells: Mapping[tuple[int, str], str] | None = None) -> list[list[str]]:
    """Headings and rows; `cells` replaces cells by number of row (from 0) and heading."""
    table = [list(HEADINGS), *(episode(number, month) for number in range(rows))]
    for (row, heading), text in (cells or {}).items():
        table[row + 1][HEADINGS.index(heading)] = text
    return table


def csv_bytes(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def extract_bytes(rows: int = 40, **more: object) -> bytes:
    return csv_bytes(extract_table(rows, **more))  # type: ignore[arg-type]


SPOILED = {
    (0, "Age when the episode began"): "<5",
    (3, "Age when the episode began"): "N/A",
    (7, "Reported at"): "31/02/2019 10:00",
    (9, "Risk"): "Meduim",
    (11, "Risk"): " High ",
}
"""Four bad rows of three columns, and a cell with spaces that is read all the same."""
