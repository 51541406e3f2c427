"""The tables of STATS19, police-reported road casualties: their columns under every name they had, and the codes there are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class RoadForm(StrEnum):
    """What the cells of a column look like. UNKEPT is known and not kept."""

    INDEX = "index"
    YEAR = "year"
    DATE = "date"
    TIME = "time"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    LSOA = "lsoa"
    AUTHORITY = "authority"
    SHARE = "share"
    CODE = "code"
    NUMBER = "number"
    UNKEPT = "unkept"


@dataclass(frozen=True, slots=True)
class RoadColumn:
    """One column by its newest name. `was` are earlier names, `codes` the codes of a CODE, `bounds` the least and most of a NUMBER.

    A file without a `needed` column is not the table; a cell of a `filled` column is never missing. `historic` is the coding before 2024.
    """

    name: str
    form: RoadForm
    codes: tuple[int, ...] = ()
    bounds: tuple[int, int] = (0, 0)
    was: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False
    historic: bool = False


@dataclass(frozen=True, slots=True)
class RoadTable:
    """One of the three tables. `unique` are the columns that together name a row."""

    key: str
    title: str
    unique: tuple[str, ...]
    columns: tuple[RoadColumn, ...]

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which a file is not this table."""
        return tuple(c.name for c in self.columns if c.needed)

    def read(self, names: Sequence[str]) -> tuple[RoadColumn | None, ...]:
        """The column that each heading stands for, in their order; None for a heading that is not known.

        A coding was changed in 2024: where the file does not have `junction_detail_historic`, its `junction_detail` is that.

        >>> [c.name for c in road_tables()["collision"].read(["Accident_Index", "junction_detail"]) if c]
        ['collision_index', 'junction_detail_historic']
        """
        plain = [_plain(name) for name in names]
        known = {old: column for column in self.columns for old in column.was} | {c.name: c for c in self.columns}
        for column in self.columns:
            if column.historic and column.name not in plain:
                known[column.name.removesuffix("_historic")] = column
        return tuple(known.get(name) for name in plain)


def _plain(name: str) -> str:
    """A heading in lower case, what is not a letter or digit as one underscore: `Local_Authority_(District)` and the like."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of `1-3 9`."""
    spans = [part.partition("-") for part in text.split()]
    return tuple(n for first, _, last in spans for n in range(int(first), int(last or first) + 1))


def _column(name: str, row: Mapping[str, Any]) -> RoadColumn:
    codes, number = row.get("codes", ""), row.get("number", "")
    form = RoadForm(row.get("form", "code" if codes else "number"))
    low, _, high = number.partition("-")
    bounds = (int(low), int(high)) if number else (0, 0)
    needed = row.get("needed", False)
    filled = needed and not row.get("gaps", False)
    return RoadColumn(name, form, _numbers(codes), bounds, tuple(row.get("was", ())), needed, filled, row.get("historic", False))


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(files("wardmoot.catalogue").joinpath("road_casualties.toml").read_text("utf-8"))


@cache
def road_tables() -> dict[str, RoadTable]:
    """The three tables by key: `collision`, `casualty` and `vehicle`.

    >>> road_tables()["casualty"].needed[:2]
    ('collision_index', 'vehicle_reference')
    """
    found = {}
    for key in ("collision", "casualty", "vehicle"):
        table = _content()[key]
        columns = tuple(_column(name, row) for name, row in table["columns"].items())
        found[key] = RoadTable(key, table["title"], tuple(table["unique"].split(", ")), columns)
    return found


@cache
def road_forces() -> dict[str, str]:
    """The police forces of STATS19: the two digits in a collision's index, to the short name.

    >>> road_forces()["54"]
    'wiltshire'
    """
    return dict(_content()["forces"])
