"""From a cell to the value a column keeps, saying what was read otherwise than it stands, and why what could not be read could not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from wardmoot.catalogue.dataset import ColumnType, DatasetColumn
from wardmoot.evidence.extracts import dates
from wardmoot.evidence.extracts.cells import Odd, Raw, text_of
from wardmoot.evidence.extracts.dates import Order, read_day, split_time
from wardmoot.evidence.extracts.keys import key_fault

EMPTY = "empty"
NOT_RECORDED = "not recorded"
SPACES = "spaces at the ends taken off"
FIRST_DAY = date(2000, 1, 1)
LARGEST = 9_999_999
"""The most a number may be where the declaration says nothing: longer ones are telephone, NHS or case numbers that got into the column."""
_NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_AREA = re.compile(r"[EWNSKX]\d{8}")
_YES_NO: Mapping[str, tuple[str, ...]] = {
    "yes": ("yes", "y", "true", "1"),
    "no": ("no", "n", "false", "0"),
    NOT_RECORDED: (NOT_RECORDED, "not known", "unknown"),
}
STORED = {
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
    ColumnType.MONTH: "DATE",
    ColumnType.QUARTER: "DATE",
    ColumnType.FISCAL_YEAR: "DATE",
    ColumnType.WHOLE: "BIGINT",
    ColumnType.DECIMAL: "DOUBLE",
}
"""How each type is stored; the others as text. A month, a quarter and a fiscal year are stored as their first day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell was read as. `note` says what was read otherwise than it stands; `fault` why nothing was read; `code` is a declared
    spelling in place of a number; `shows` what a date tells of the column's order of day and month."""

    value: Any = None
    note: str = ""
    fault: str = ""
    code: str | None = None
    shows: Order = Order.UNKNOWN


Reader = Callable[[Raw], Reading]


@dataclass(frozen=True, slots=True)
class Rules:
    """What reading depends on besides the declaration: today, the places known, the order of day and month, and the pseudonyms of keys."""

    today: date
    places: Mapping[str, str]
    order: Order
    pseudonym: Callable[[str], str]


def reader_of(column: DatasetColumn, rules: Rules) -> Reader:
    """The function that reads the column's cells.

    >>> age = DatasetColumn("age", "Age", ColumnType.WHOLE, "a whole number", codes={"suppressed": ("<5",)}, maximum=120)
    >>> read = reader_of(age, Rules(date(2020, 1, 1), {}, Order.UNKNOWN, str))
    >>> read("1,234").fault, read(" 17").note, read("<5").code, read("n/a").fault
    ('above 120, the most this column takes', 'spaces at the ends taken off', 'suppressed', 'not a number')
    """
    inner = _INNER[column.type](column, rules)
    spellings = _spellings(column.codes)

    def read(raw: Raw) -> Reading:
        if isinstance(raw, Odd):
            return Reading(fault=raw.kind.value)
        spaced = isinstance(raw, str) and raw != raw.strip()
        if spaced:
            raw = raw.strip() or None  # type: ignore[union-attr]
        reading = _coded(raw, spellings) or (inner(raw) if raw is not None else _nothing(column))
        if spaced and not reading.fault and raw is not None:
            return Reading(reading.value, f"{SPACES}; {reading.note}" if reading.note else SPACES, "", reading.code, reading.shows)
        return reading

    return read


def has_code(column: DatasetColumn) -> bool:
    """Whether the column has declared spellings that stand in the place of a number or a date, kept in a column beside it."""
    return bool(column.codes) and (column.type in STORED)


def _spellings(codes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Each spelling, without capitals and double spaces, to its code."""
    return {_plain(spelling): code for code, spelled in codes.items() for spelling in (code, *spelled)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _coded(raw: Raw, spellings: Mapping[str, str]) -> Reading | None:
    if not spellings:
        return None
    code = spellings.get(_plain(text_of(raw)))
    return None if code is None else Reading(code, code=code)


def _nothing(column: DatasetColumn) -> Reading:
    if column.type is ColumnType.YES_NO:
        return Reading(NOT_RECORDED, "an empty cell read as not recorded")
    return Reading(fault=EMPTY) if column.required else Reading()


def _key(column: DatasetColumn, rules: Rules) -> Reader:
    def read(raw: Raw) -> Reading:
        text = text_of(raw)
        fault = "looks like dates, where a number or reference was expected" if isinstance(raw, (date, time)) else key_fault(text)
        return Reading(fault=fault) if fault else Reading(rules.pseudonym(text))

    return read


def _code(column: DatasetColumn, rules: Rules) -> Reader:
    return lambda raw: Reading(fault="not one of the codes")


def _yes_no(column: DatasetColumn, rules: Rules) -> Reader:
    spellings = {} if column.codes else _spellings(_YES_NO)
    return lambda raw: Reading(spellings[_plain(text_of(raw))]) if _plain(text_of(raw)) in spellings else Reading(fault="neither yes nor no")


def _area(column: DatasetColumn, rules: Rules) -> Reader:
    def read(raw: Raw) -> Reading:
        text = text_of(raw)
        if _AREA.fullmatch(text):
            return Reading(text)
        return Reading(text.upper(), "small letters made capitals") if _AREA.fullmatch(text.upper()) else Reading(fault="not an area code")

    return read


def _place(column: DatasetColumn, rules: Rules) -> Reader:
    why = "not one of the places known here" if rules.places else "no list of places is held: load the boundaries of wards, or name the places"

    def read(raw: Raw) -> Reading:
        name = rules.places.get(_plain(text_of(raw)))
        return Reading(name) if name else Reading(fault=why)

    return read


def _whole(column: DatasetColumn, rules: Rules) -> Reader:
    inner = _decimal(column, rules)

    def read(raw: Raw) -> Reading:
        reading = inner(raw)
        if reading.fault:
            return reading
        if reading.value != int(reading.value):
            return Reading(fault="not a whole number")
        return Reading(int(reading.value), reading.note)

    return read


def _decimal(column: DatasetColumn, rules: Rules) -> Reader:
    least = -LARGEST if column.minimum is None else column.minimum
    most = LARGEST if column.maximum is None else column.maximum

    def read(raw: Raw) -> Reading:
        note, number = "", raw
        if isinstance(raw, str):
            if not _NUMBER.fullmatch(raw) or len(raw) > 20:
                return Reading(fault="not a number")
            note = "thousands marked with commas" if "," in raw else ""
            number = float(raw.replace(",", ""))
        if not isinstance(number, (int, float)):
            return Reading(fault="a date, where a number was expected")
        if number < least:
            return Reading(fault=f"below {least:,.10g}, the least this column takes")
        if number > most:
            return Reading(fault=f"above {most:,.10g}, the most this column takes")
        return Reading(float(number), note)

    return read


def _earliest(column: DatasetColumn) -> date:
    return date.fromisoformat(column.earliest) if column.earliest else FIRST_DAY


def _bounded(day: date, first: date, today: date) -> str:
    """The fault of a day that this column cannot have; "" when it can."""
    if day < first:
        return f"before {first.isoformat()}, the earliest this column takes"
    return "after today" if day > today else ""


def _date(column: DatasetColumn, rules: Rules) -> Reader:
    first = _earliest(column)

    def read(raw: Raw) -> Reading:
        found, moment, fault = _day_of(raw, rules.order)
        fault = fault or found.fault or _bounded(found.day or first, first, rules.today)
        if fault:
            return Reading(fault=fault, shows=found.shows)
        styles = [found.style and f"dates written {found.style}", "the time of day left out" if moment and moment != time() else ""]
        return Reading(found.day, "; ".join(filter(None, styles)), shows=found.shows)

    return read


def _datetime(column: DatasetColumn, rules: Rules) -> Reader:
    first = _earliest(column)

    def read(raw: Raw) -> Reading:
        found, moment, fault = _day_of(raw, rules.order)
        fault = fault or found.fault or _bounded(found.day or first, first, rules.today)
        if fault or found.day is None:
            return Reading(fault=fault, shows=found.shows)
        if moment is None:
            return Reading(fault="a date without its time of day", shows=found.shows)
        return Reading(datetime.combine(found.day, moment), found.style and f"dates written {found.style}", shows=found.shows)

    return read


def _day_of(raw: Raw, order: Order) -> tuple[dates.Day, time | None, str]:
    """The day and the time of a cell, whatever it holds."""
    if isinstance(raw, datetime):
        return dates.Day(raw.date()), raw.time(), ""
    if isinstance(raw, date):
        return dates.Day(raw), None, ""
    if isinstance(raw, time):
        return dates.Day(None, fault="a time of day without its date"), None, ""
    if not isinstance(raw, str):
        return dates.Day(None, fault="a number, not a date: give the cells a date format"), None, ""
    text, moment, fault = split_time(raw)
    return read_day(text, order), moment, fault


def _span(read_text: Callable[[str], dates.Day], starts: tuple[int, ...], what: str) -> Callable[[DatasetColumn, Rules], Reader]:
    """A reader of months, quarters or years, which also takes the date of a first day that a spreadsheet made of them."""

    def made(column: DatasetColumn, rules: Rules) -> Reader:
        first = _earliest(column)

        def read(raw: Raw) -> Reading:
            if isinstance(raw, date):
                if raw.day != 1 or raw.month not in starts:
                    return Reading(fault=f"a day, where {what} was expected")
                found = dates.Day(raw.date() if isinstance(raw, datetime) else raw, "as the date of their first day")
            else:
                found = read_text(text_of(raw))
            fault = found.fault or _bounded(found.day or first, first, rules.today)
            return Reading(fault=fault) if fault else Reading(found.day, found.style and f"written {found.style}")

        return read

    return made


_INNER: Mapping[ColumnType, Callable[[DatasetColumn, Rules], Reader]] = {
    ColumnType.PERSON_KEY: _key,
    ColumnType.RECORD_KEY: _key,
    ColumnType.DATE: _date,
    ColumnType.DATETIME: _datetime,
    ColumnType.MONTH: _span(dates.read_month, tuple(range(1, 13)), "a month"),
    ColumnType.QUARTER: _span(dates.read_quarter, (1, 4, 7, 10), "a quarter"),
    ColumnType.FISCAL_YEAR: _span(dates.read_fiscal_year, (4,), "a fiscal year"),
    ColumnType.WHOLE: _whole,
    ColumnType.DECIMAL: _decimal,
    ColumnType.YES_NO: _yes_no,
    ColumnType.CODE: _code,
    ColumnType.AREA: _area,
    ColumnType.PLACE: _place,
}
