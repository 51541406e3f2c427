"""What the people finders look at, from the store: events by person, flags by row, offences by code. Rows about persons need a scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.dataset import Category
from wardmoot.core.calendar import Period
from wardmoot.core.figures import COUNTING_UNITS, Area, CountingUnit, DisclosureClass, Figure, Marking, Trace, Unit
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope, ScopeError
from wardmoot.measures.finders.material import Coded, CountMaker, Flags, People
from wardmoot.measures.tables import Mask, Rows, Selection, Tables, Where
from wardmoot.measures.tallies import is_held, taken

VERSION = "1"
METHOD = "Rows of the dataset that meet the filter are counted; people are told apart by a keyed hash of their reference, never by name."


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key in a dataset by which people or addresses are told apart; `repeats` where those counted are victims or the like."""

    subject: str
    words: str
    dataset: str
    key: str
    thing: str
    event: str
    where: Where = field(default_factory=dict)
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class Flag:
    """A column that says yes or no: which of its values mean yes, and which mean that it is not recorded (as an empty cell does)."""

    words: str
    column: str
    yes: tuple[str, ...] = ("yes",)
    unknown: tuple[str, ...] = ("", "not recorded")


@dataclass(frozen=True, slots=True)
class Flagged:
    """The flags of one dataset that may be found together."""

    subject: str
    words: str
    dataset: str
    flags: tuple[Flag, ...]
    where: Where = field(default_factory=dict)


_ABUSE: Where = {"domestic_abuse": "yes"}
_CHILD: Where = {"status": "missing", "age": {"below": 18}}
KEYED = (
    Keyed("domestic-abuse-victims", "victims of domestic abuse", "domestic-abuse-incidents", "victim", "person", "incident", _ABUSE),
    Keyed(
        "domestic-abuse-suspects", "suspects of domestic abuse", "domestic-abuse-incidents", "suspect", "person", "incident", _ABUSE, repeats=False
    ),
    Keyed("missing-children", "children reported missing", "missing-episodes", "person", "child", "episode", _CHILD),
    Keyed("asbrac-victims", "victims referred to the ASBRAC", "asbrac-referrals", "victim", "person", "referral"),
    Keyed("alcohol-patients", "patients admitted for alcohol", "alcohol-admissions", "patient", "person", "admission"),
    Keyed("cuckooed-addresses", "cuckooed addresses", "cuckooing-addresses", "place", "address", "record"),
)
"""The keys whose repeats are looked for."""

FLAGGED = (
    Flagged(
        "knife-crimes",
        "knife crimes",
        "knife-crimes",
        (Flag("mental health", "mental_health"), Flag("drugs", "drugs"), Flag("alcohol", "alcohol"), Flag("domestic abuse", "domestic_abuse")),
        {"knife": "yes"},
    ),
    Flagged(
        "domestic-abuse-incidents",
        "domestic abuse incidents",
        "domestic-abuse-incidents",
        (
            Flag("children present", "children_present"),
            Flag("recorded as a crime", "recorded_as", ("crime",)),
            Flag("high risk", "risk", ("high",)),
            Flag("by an ex-partner", "relationship", ("ex-partner",)),
        ),
        _ABUSE,
    ),
    Flagged(
        "sex-work-register",
        "people on the register of sex work",
        "sex-work-register",
        (
            Flag("drugs or alcohol", "drugs_or_alcohol"),
            Flag("homelessness", "homelessness"),
            Flag("self-harm or suicide", "self_harm_or_suicide"),
            Flag("learning difficulty", "learning_difficulty"),
        ),
    ),
    Flagged(
        "cuckooing-addresses",
        "cuckooed addresses",
        "cuckooing-addresses",
        (Flag("vulnerable occupier", "vulnerable_occupier"), Flag("link to county lines", "county_lines"), Flag("closure order", "closure_order")),
    ),
)
"""The flags whose association is tested. An offence and the code it is filed under are no two flags."""


def people_of(store: Store, scope: Scope | None, area: Area, period: Period, now: datetime, *, authorities: Sequence[str] = ()) -> tuple[People, ...]:
    """Events by person, of every dataset that is held for the whole period and that `scope` allows."""
    reader = _Reader(store, scope, area, period, now, tuple(authorities) or (area.code,))
    return tuple(found for keyed in KEYED if (found := _people(reader, keyed)) is not None)


def flags_of(store: Store, scope: Scope | None, area: Area, period: Period, now: datetime, *, authorities: Sequence[str] = ()) -> tuple[Flags, ...]:
    """Flags by row, of every dataset that is held for the whole period and that `scope` allows."""
    reader = _Reader(store, scope, area, period, now, tuple(authorities) or (area.code,))
    return tuple(found for flagged in FLAGGED if (found := _flags(reader, flagged)) is not None)


def coded_of(store: Store, area: Area, period: Period, now: datetime, *, authorities: Sequence[str] = ()) -> tuple[Coded, ...]:
    """Offences by their code, where an extract with offence codes is held for the whole period."""
    reader = _Reader(store, None, area, period, now, tuple(authorities) or (area.code,))
    found = reader.read("recorded-offences", {}, "offence_group", "offence_code")
    if found is None:
        return ()
    groups: dict[str, dict[str, int]] = {}
    names, codes = (found.columns(name) for name in ("offence_group", "offence_code"))
    for (name, code), number in _tallied(names, codes):
        groups.setdefault(name, {})[code] = number
    return (Coded("recorded-offences", "recorded offences", found.rows.dataset.counting_unit, groups, found.maker()),)


def _tallied(names: NDArray[Any], codes: NDArray[Any]) -> Iterator[tuple[tuple[str, str], int]]:
    pairs, numbers = np.unique(np.stack((names, codes)), axis=1, return_counts=True) if len(names) else (np.empty((2, 0)), np.empty(0))
    for name, code, number in zip(*pairs, numbers, strict=True):
        yield (str(name), str(code)), int(number)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Rows that were picked, and all that a figure made of them needs."""

    reader: _Reader
    rows: Rows
    mask: Mask
    filter: Mapping[str, Any]

    def columns(self, name: str) -> NDArray[Any]:
        return np.asarray(self.rows.columns[name][self.mask])

    def maker(self, key: str = "") -> CountMaker:
        """Makes figures of numbers counted in these rows."""
        reader, dataset = self.reader, self.rows.dataset
        counted = {"counted once for each": key} if key else {}
        parameters = {"datasets": [dataset.key], **counted}
        trace = Trace(dataset.title, VERSION, METHOD, reader.now, parameters, self.filter, self.rows.files, int(self.mask.sum()))
        sensitive = dataset.persons or dataset.category is not Category.NEITHER or dataset.disclosure is not DisclosureClass.OPEN

        def make(id: str, label: str, value: float, counting_unit: CountingUnit) -> Figure:
            return Figure(
                id=id,
                label=label,
                measure=dataset.title,
                value=float(value),
                numerator=float(value),
                unit=Unit.COUNT,
                counting_unit=counting_unit,
                area=reader.area,
                period=reader.period,
                trace=trace,
                disclosure=dataset.disclosure,
                marking=Marking.OFFICIAL_SENSITIVE if sensitive else Marking.OFFICIAL,
                caveats=dataset.caveats,
            )

        return make


class _Reader:
    """Reads the rows of one area and period, as one scope may see them."""

    def __init__(self, store: Store, scope: Scope | None, area: Area, period: Period, now: datetime, authorities: tuple[str, ...]) -> None:
        self.tables, self.area, self.period, self.now = Tables(store, scope), area, period, now
        self.authorities = authorities

    def read(self, dataset: str, where: Where, *columns: str) -> _Taken | None:
        """None where nothing is held, the period is not held whole, or the scope does not allow it: then nothing is said."""
        if self.period.start is None or self.period.end is None:
            return None
        selection = Selection(self.authorities, self.period.start, self.period.end)
        try:
            rows, mask, chosen = taken(self.tables, dataset, selection, where, *columns)
        except (LookupError, ScopeError):
            return None
        return _Taken(self, rows, mask, chosen) if is_held(rows, selection) else None


def _people(reader: _Reader, keyed: Keyed) -> People | None:
    found = reader.read(keyed.dataset, keyed.where, keyed.key)
    if found is None:
        return None
    keys = found.columns(keyed.key)
    counts = np.unique(keys[keys != ""], return_counts=True)[1].astype(np.int64)
    if not counts.size:
        return None
    thing, event = COUNTING_UNITS[keyed.thing], COUNTING_UNITS[keyed.event]
    return People(keyed.subject, keyed.words, thing, event, counts, found.maker(keyed.key), repeats=keyed.repeats)


def _flags(reader: _Reader, flagged: Flagged) -> Flags | None:
    found = reader.read(flagged.dataset, flagged.where, *(flag.column for flag in flagged.flags))
    if found is None or not found.mask.any():
        return None
    flags = {flag.words: _answers(found.columns(flag.column), flag) for flag in flagged.flags}
    return Flags(flagged.subject, flagged.words, found.rows.dataset.counting_unit, flags, found.maker())


def _answers(cells: NDArray[Any], flag: Flag) -> list[bool | None]:
    """Yes, no, or None where it is not recorded."""
    return [None if cell in flag.unknown else bool(cell in flag.yes) for cell in cells.tolist()]
