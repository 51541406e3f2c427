"""How the three tables of STATS19 are read, in the columns of any year.

Source: Department for Transport, road safety open dataset data guide: -1 is missing; a collision's index is its year,
the police force's two digits and the force's own reference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from wardmoot.catalogue.road_casualties import RoadColumn, RoadForm, RoadTable, road_forces, road_tables
from wardmoot.evidence.delimited import AREA_CODE, Check, Layout, literal, matches
from wardmoot.evidence.headers import ROAD_TABLE, Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.recognise import check_no_identity

_MISSING = ("", "-1", "-1.0", "NULL", "Null", "null")
_YEAR = "CAST(regexp_extract(collision_index, '^X?([0-9]{4})', 1) AS SMALLINT)"
_FORCE = "regexp_extract(collision_index, '^X?[0-9]{4}([0-9]{2})', 1)"
_AUTHORITY = r"[EWSNX]\d{8}|EHEATHROW"
_DEGREES = r"-?\d{1,2}(\.\d{1,12})?"
_STORED_TYPE = {
    RoadForm.LATITUDE: "DOUBLE",
    RoadForm.LONGITUDE: "DOUBLE",
    RoadForm.SHARE: "DOUBLE",
    RoadForm.LSOA: "VARCHAR",
    RoadForm.AUTHORITY: "VARCHAR",
    RoadForm.CODE: "SMALLINT",
    RoadForm.NUMBER: "INTEGER",
}


def lay_out_road(header: Header, names: list[str], _candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """The layout of a STATS19 table by its own headings, in any order. A heading that is not known is not kept, and is said.

    Raises FileFault when such a heading looks like identity.
    """
    table = road_tables()[ROAD_TABLE[header.source]]
    columns = table.read(names)
    unknown = [name for name, column in zip(names, columns, strict=True) if column is None]
    check_no_identity(unknown)
    cells = tuple(column.name if column else f"unknown_{place}" for place, column in enumerate(columns))
    present = {column.name: name for name, column in zip(names, columns, strict=True) if column}
    return Layout(
        source=header.source,
        columns=cells,
        checks=tuple(check for column in table.columns if column.name in present for check in _checks(column, present[column.name])),
        keep=_kept(table, present.keys()),
        period="",
        years="year",
        codes=("collision_index", *(c.name for c in table.columns if c.form in (RoadForm.LSOA, RoadForm.AUTHORITY))),
        area="police_force",
        unique=", ".join(table.unique),
        detail={"said": f"columns that are not known were not kept: {', '.join(unknown)}"} if unknown else {},
    )


def _checks(column: RoadColumn, heading: str) -> tuple[Check, ...]:
    """The rule of a column, where it has one: a cell is of its form, or missing where the column need not be filled."""
    rule = _RULES.get(column.form)
    if rule is None:
        return ()
    holds, reason = rule(column)
    if not column.filled:
        holds = f"{_among(column.name, _MISSING)} OR ({holds})"
        reason += ", or -1 for missing"
    return (Check(heading, column.name, holds, reason),)


def _among(cell: str, values: Iterable[str]) -> str:
    """The SQL condition that a cell is one of the values. IN and lists take a vector for each value, of forty columns more than a load's memory."""
    listed = literal(f"|{'|'.join(values)}|")
    return f"(strpos({listed}, '|' || {cell} || '|') > 0 AND strpos({cell}, '|') = 0)"


def _code(column: RoadColumn) -> tuple[str, str]:
    return _among(column.name, map(str, column.codes)), "not one of the codes of this column"


def _number(column: RoadColumn) -> tuple[str, str]:
    low, high = column.bounds
    inside = f"TRY_CAST({column.name} AS INTEGER) BETWEEN {low} AND {high}"
    return f"{matches(column.name, '[0-9]{1,7}')} AND {inside}", f"not a whole number from {low:,} to {high:,}"


def _index(column: RoadColumn) -> tuple[str, str]:
    shape = matches(column.name, "X?(19|20)[0-9]{4}[0-9A-Za-z]{1,9}")
    real = f"starts_with({column.name}, 'X') = ({_FORCE} = '00')"
    return (
        f"{shape} AND {_among(_FORCE, road_forces())} AND {real}",
        "not a collision's index: its year, the two digits of a police force, and a reference",
    )


def _degrees(low: float, high: float, word: str) -> Callable[[RoadColumn], tuple[str, str]]:
    def rule(column: RoadColumn) -> tuple[str, str]:
        inside = f"TRY_CAST({column.name} AS DOUBLE) BETWEEN {low} AND {high}"
        return f"{matches(column.name, _DEGREES)} AND {inside}", f"not a {word} in the United Kingdom"

    return rule


def _share(column: RoadColumn) -> tuple[str, str]:
    pattern = matches(column.name, r"[01](\.[0-9]{1,20})?|[0-9](\.[0-9]{1,20})?[eE]-[0-9]{1,3}")
    return f"{pattern} AND TRY_CAST({column.name} AS DOUBLE) BETWEEN 0 AND 1", "not a probability from 0 to 1"


_RULES: dict[RoadForm, Callable[[RoadColumn], tuple[str, str]]] = {
    RoadForm.INDEX: _index,
    RoadForm.YEAR: lambda c: (f"TRY_CAST({c.name} AS SMALLINT) = {_YEAR}", "not the year that the collision's index begins with"),
    RoadForm.DATE: lambda c: (
        f"try_strptime({c.name}, '%d/%m/%Y') IS NOT NULL AND year(try_strptime({c.name}, '%d/%m/%Y')) = {_YEAR}",
        "not a date (as 21/05/2024) in the year that the collision's index begins with",
    ),
    RoadForm.TIME: lambda c: (matches(c.name, "([01]?[0-9]|2[0-3]):[0-5][0-9]"), "not a time of day (as 15:30)"),
    RoadForm.LATITUDE: _degrees(49.0, 61.5, "latitude"),
    RoadForm.LONGITUDE: _degrees(-9.5, 2.5, "longitude"),
    RoadForm.LSOA: lambda c: (matches(c.name, AREA_CODE), "not the form of an LSOA code (for example E01032022)"),
    RoadForm.AUTHORITY: lambda c: (matches(c.name, _AUTHORITY), "not the form of an authority's code (for example E06000054)"),
    RoadForm.SHARE: _share,
    RoadForm.CODE: _code,
    RoadForm.NUMBER: _number,
}


def _kept(table: RoadTable, present: Collection[str]) -> tuple[str, ...]:
    """What is stored: every column the table has in any year, empty where the file has none, so that files of all years fit together."""
    force = " ".join(f"WHEN {literal(code)} THEN {literal(slug)}" for code, slug in road_forces().items())
    kept = ["collision_index", f"{_YEAR} AS year", f"CASE {_FORCE} {force} END AS police_force"]
    for column in table.columns:
        held = f"CASE WHEN {_among(column.name, _MISSING)} THEN NULL ELSE {column.name} END" if column.name in present else "NULL"
        if column.form is RoadForm.DATE:
            kept.append(f"CAST(strptime({column.name}, '%d/%m/%Y') AS DATE) AS {column.name}")
        elif column.form is RoadForm.TIME:
            kept += [f"CAST(split_part({held}, ':', {part}) AS SMALLINT) AS {name}" for part, name in ((1, "hour"), (2, "minute"))]
        elif column.form in _STORED_TYPE:
            kept.append(f"CAST({held} AS {_STORED_TYPE[column.form]}) AS {column.name}")
    return tuple(kept)
