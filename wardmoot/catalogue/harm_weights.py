"""Tables of harm weights: how many days (or other unit) each offence counts for. None comes with the product; a partnership loads its own."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wardmoot.catalogue.faults import CatalogueFaults, Fault
from wardmoot.catalogue.faults import Path as Place
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.catalogue.toml_text import LARGEST_FILE, FileKind, decoded, first_of_each, in_order, toml_of
from wardmoot.core.stats.harm import STREET_CATEGORIES, HarmWeights

COLUMNS = ("code", "label", "weight")
"""The columns of a file of weights, in any order; `label` may be left out."""

Row = tuple[str, str, float]


class WeightFaults(CatalogueFaults):
    """A table of weights that cannot be used."""


TOML = FileKind("table of weights", 'a table of weights begins with name = "...", see docs/reference/statistics/harm.md', "two levels", WeightFaults)
CSV = FileKind("file of weights", "its first line is: code,label,weight", "one level", WeightFaults)


def load_harm_weights(path: str | Path) -> HarmWeights:
    """The weights in a TOML file, whose rows may stand in a CSV file beside it.

    The TOML names the table (`name`, `version`, `source`, `published`, `unit`) and has either `[[weights]]` with `code`,
    `label` and `weight`, or `file`, the name of a CSV file in the same folder. Raises WeightFaults, whose `faults` name
    the line and field of everything that is wrong, and OSError where a file cannot be read.
    """
    place = Path(path)
    text = decoded(_content(place), place.name, TOML)
    data = toml_of(text, place.name, TOML)
    found, index = Found(), LineIndex(text)
    head, rows, file = read_table(data, (), found, _read)
    misfits = [] if found.faults or file else list(_misfits(rows))
    if faults := in_order(first_of_each([*found.faults, *misfits]), index, found.not_kept):
        raise WeightFaults(place.name, faults)
    if file:
        rows = _rows_of_file(place.parent / file)
    return HarmWeights(**head, weights={code: weight for code, _, weight in rows}, labels={code: label for code, label, _ in rows})


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _read(root: Table) -> tuple[dict[str, Any], tuple[Row, ...], str]:
    day = root.day("published")
    head = {key: root.text(key) for key in ("name", "version", "source", "unit")} | {"published": day.isoformat() if day else ""}
    file = root.text("file", required=False)
    rows = root.tables("weights", _row)
    if file and (Path(file).name != file or file in (".", "..")):
        root.fault("file", f"{file!r} is not a file name; put the file beside this one and give its name alone")
    if bool(file) == ("weights" in root):
        root.fault("file", "give either [[weights]] here, or file with the name of a CSV file beside this one")
    return head, rows, file


def _row(table: Table) -> Row:
    return table.text("code").strip(), table.text("label", required=False), table.number("weight") or 0.0


def _misfits(rows: tuple[Row, ...]) -> Iterator[tuple[Place, str]]:
    if not rows:
        yield ("weights",), "there are no weights; give at least one [[weights]]"
    seen: set[str] = set()
    for index, row in enumerate(rows):
        for field, message in _faults_of(row, seen):
            yield ("weights", index, field), message


def _faults_of(row: Row, seen: set[str]) -> Iterator[tuple[str, str]]:
    code, _, weight = row
    if code.upper() in seen:
        yield "code", f"{code!r} is in this table twice; give each code once"
    seen.add(code.upper())
    if code.lower() in STREET_CATEGORIES:
        yield "code", f"{code!r} is a category of the open street files, too wide for a weight; give weights by offence code"
    if not (math.isfinite(weight) and weight >= 0):
        yield "weight", f"{weight:g} is not a weight; give a number from 0 up"


def _rows_of_file(path: Path) -> tuple[Row, ...]:
    """The rows of a CSV file of weights, with every fault at once."""
    try:
        text = decoded(_content(path), path.name, CSV)
    except FileNotFoundError:
        raise CSV.fault(path.name, "is not there; put it in the folder of the TOML file that names it") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    try:
        if set(reader.fieldnames or ()) - {"label"} != {"code", "weight"} or len(reader.fieldnames or ()) > len(COLUMNS):
            raise CSV.fault(path.name, f"the columns are {', '.join(map(repr, reader.fieldnames or ()))}; give code, label and weight", 1)
        for cells in reader:
            row, wrong = _row_of_cells(cells)
            rows.append(row)
            faults += [Fault(message, reader.line_num, field) for field, message in wrong or _faults_of(row, seen)]
    except csv.Error as error:
        raise CSV.fault(path.name, f"is not CSV: {error}; check the quotes from this line on", reader.line_num + 1) from None
    if not rows:
        raise CSV.fault(path.name, f"has no rows under its heading; {CSV.begins}")
    if faults:
        raise WeightFaults(path.name, tuple(faults))
    return tuple(rows)


def _row_of_cells(cells: dict[str, Any]) -> tuple[Row, list[tuple[str, str]]]:
    wrong = []
    if None in cells or None in cells.values():
        wrong.append(("", "has more or fewer cells than the heading; put quotes round a label with a comma"))
    code, text = (cells.get("code") or "").strip(), (cells.get("weight") or "").strip()
    if not code and not wrong:
        wrong.append(("code", "is empty; give the offence code"))
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
        if not wrong:
            wrong.append(("weight", f"{text!r} is not a number; give digits, with a point for decimals"))
    return (code, (cells.get("label") or "").strip(), weight), wrong
