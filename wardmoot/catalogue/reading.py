"""Reading a table of a catalogue file field by field, collecting every fault instead of stopping at the first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from wardmoot.catalogue.faults import Path

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

MOST_FAULTS = 1_000
"""A file with more faults than this is some other kind of file: the rest are told as a number."""

_LARGEST = 10**12
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,59}")


@dataclass
class Found:
    """The faults found so far: for each place, what is wrong there. Beyond `MOST_FAULTS` they are counted, not kept."""

    faults: list[tuple[Path, str]] = field(default_factory=list)
    not_kept: int = 0

    def add(self, path: Path, message: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((path, message))
        else:
            self.not_kept += 1


def _described(value: Any) -> str:
    """What a value is, in words that someone who edits the file knows."""
    names = {bool: "true or false", str: "text", int: "a whole number", float: "a number", list: "a list", dict: "a table", date: "a date"}
    return names.get(type(value), "a date and time")


def _quoted(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:57] + "...")


class Table:
    """One table of the file. Each method reads one key; after a fault it returns a harmless stand-in and reading goes on.

    `close` must be called last: it reports the keys that nothing asked for.
    """

    def __init__(self, data: dict[str, Any], path: Path, found: Found) -> None:
        self.path = path
        self.found = found
        self._data = data
        self._known: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def keys(self) -> tuple[str, ...]:
        """The keys that the file gives, in its order: for a table whose keys are the file's own."""
        return tuple(self._data)

    def fault(self, key: str, message: str) -> None:
        """Report a fault of one key."""
        self.found.add((*self.path, key), message)

    def _get(self, key: str, kinds: tuple[type, ...], wanted: str, required: bool) -> Any:
        self._known.append(key)
        if key not in self._data:
            if required:
                self.fault(key, f"is missing; give {wanted}")
            return None
        value = self._data[key]
        if type(value) not in kinds:
            self.fault(key, f"is {_described(value)}; give {wanted}")
            return None
        return value

    def text(self, key: str, *, required: bool = True) -> str:
        """Text on one line or more; never empty where it is required."""
        value = self._get(key, (str,), "text in quotes", required)
        if value is None:
            return ""
        return self._clean((*self.path, key), value, required)

    def _clean(self, path: Path, value: str, required: bool) -> str:
        if any(unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t" for mark in value):
            self.found.add(path, "holds a control character; type the text again")
        elif required and not value.strip():
            self.found.add(path, "is empty; give text in quotes")
        return value

    def key(self, key: str) -> str:
        """A short name by which other tables, addresses and exports call this one."""
        value = self.text(key)
        if value.strip() and not _KEY.fullmatch(value):
            self.fault(key, f"{_quoted(value)} is not a key; use up to 60 letters a to z, digits, hyphens and full stops, for example road-safety")
        return value

    def optional_text(self, key: str) -> str | None:
        """Text, or None where the key is left out."""
        return self.text(key) if key in self else self.text(key, required=False) or None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is left out."""
        values = self._get(key, (list,), "a list of texts", required=False)
        for position, value in enumerate(values or ()):
            if not isinstance(value, str):
                self.found.add((*self.path, key, position), f"is {_described(value)}; give text in quotes")
        return tuple(
            self._clean((*self.path, key, position), value, required=True) for position, value in enumerate(values or ()) if isinstance(value, str)
        )

    def number(self, key: str, *, required: bool = True) -> float | None:
        """A number as it was typed: `96` stays a whole number, `38.5` keeps its place. None where it is left out or is no number."""
        value = self._get(key, (int, float), "a number", required)
        if value is None:
            return None
        if not abs(value) <= _LARGEST:  # so written, it refuses nan too
            self.fault(key, "is not a number a plan can state; give one below a million million")
            return None
        return value  # type: ignore[no-any-return]

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number within limits; required unless there is a default."""
        value = self._get(key, (int,), f"a whole number from {least} to {most}", required=default is None)
        if value is not None and not least <= value <= most:
            self.fault(key, f"is outside {least} to {most}; give a whole number within")
            value = None
        if value is not None:
            return value  # type: ignore[no-any-return]
        return least if default is None else default

    def optional_whole(self, key: str, *, most: int) -> int | None:
        """A whole number from 0 to `most`, or None where the key is left out."""
        found = self.whole(key, least=0, most=most, default=0)
        return found if key in self else None

    def wholes(self, key: str, *, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers within limits; empty where the key is left out."""
        values = self._get(key, (list,), "a list of whole numbers", required=False) or []
        for position, value in enumerate(values):
            if type(value) is not int or not least <= value <= most:
                self.found.add((*self.path, key, position), f"is not a whole number from {least} to {most}; give one")
        return tuple(value for value in values if type(value) is int and least <= value <= most)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(key, (bool,), "true or false", required=False)
        return default if value is None else value

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date written 2018-03-31."""
        value = self._get(key, (date, datetime), "a date as 2018-03-31, without quotes", required)
        if isinstance(value, datetime):
            self.fault(key, "is a date and time; give a date as 2018-03-31, without quotes")
            return None
        if value is not None and not 1900 <= value.year <= 2100:
            self.fault(key, f"{value} is not a date a plan can state; give a year from 1900 to 2100")
            return None
        return value  # type: ignore[no-any-return]

    def choice(self, key: str, kinds: type[E], *, default: E | None = None) -> E:
        """One of the values of an enumeration."""
        choices = [kind.value for kind in kinds]
        value = self._get(key, (str,), f"one of: {', '.join(choices)}", required=default is None)
        if value is not None and value not in choices:
            self.fault(key, f"{_quoted(value)} is not known here; use one of: {', '.join(choices)}")
            value = None
        return kinds(value) if value is not None else default if default is not None else next(iter(kinds))

    def any_of(self, key: str) -> str | int | tuple[str, ...]:
        """Text (which may be empty), a whole number or a list of texts: what a measure may be asked."""
        value = self._get(key, (str, int, list), "text, a whole number or a list of texts", required=True)
        return self.texts(key) if isinstance(value, list) else "" if value is None else value

    def text_or_table(self, key: str, wanted: str) -> str | dict[str, Any] | None:
        """What may be given shortly as text or in full as a table; None after a fault."""
        return self._get(key, (str, dict), wanted, required=True)  # type: ignore[no-any-return]

    def table(self, key: str, read: Callable[[Table], T]) -> T | None:
        """A table within, read by `read`; None where it is left out."""
        value = self._get(key, (dict,), "a table", required=False)
        return None if value is None else read_table(value, (*self.path, key), self.found, read)

    def tables(self, key: str, read: Callable[[Table], T], *, required: bool = False) -> tuple[T, ...]:
        """A list of tables, each read by `read`; with `required`, at least one."""
        values = self._get(key, (list,), f"at least one [[{key}]]", required) or []
        if required and key in self and not values:
            self.fault(key, f"is empty; give at least one [[{key}]]")
        read_ones: list[T] = []
        for position, value in enumerate(values):
            place = (*self.path, key, position)
            if not isinstance(value, dict):
                self.found.add(place, f"is {_described(value)}; give a table")
                value = {}
            read_ones.append(read_table(value, place, self.found, read))
        return tuple(read_ones)

    def close(self) -> None:
        """Report every key that nothing asked for."""
        for key in self._data:
            if key not in self._known:
                self.fault(key, f"is not known here; the keys of this table are: {', '.join(self._known)}")


def read_table(data: dict[str, Any], path: Path, found: Found, read: Callable[[Table], T]) -> T:
    """What `read` makes of a table, with its unknown keys reported."""
    table = Table(data, path, found)
    value = read(table)
    table.close()
    return value
