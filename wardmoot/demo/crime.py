"""Invented street-level crime in data.police.uk's own format, month by month.

Nothing here is or resembles a real record: numbers, places, streets and IDs come from chance alone (`demo.chance`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from wardmoot.core.calendar.periods import Month
from wardmoot.demo import shapes
from wardmoot.demo.chance import Chance, Integers
from wardmoot.demo.geography import Geography, SmallArea
from wardmoot.demo.places import AUTHORITIES, FORCE, MADE_PLACES, OUTSIDE_LSOAS, street_names
from wardmoot.demo.shapes import CrimeShape, Spread

HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a street-level file, as text; `place` is its longitude, latitude, location, LSOA code and LSOA name."""

    crime_id: str
    month: str
    place: tuple[str, str, str, str, str]
    crime_type: str
    outcome: str

    def line(self) -> str:
        longitude, latitude, location, code, name = self.place
        location = f'"{location}"' if "," in location else location
        return f"{self.crime_id},{self.month},{FORCE},{FORCE},{longitude},{latitude},{location},{code},{name},{self.crime_type},{self.outcome},"


NOWHERE = ("", "", "No Location", "", "")


def months() -> Iterator[Month]:
    """Every month of the demonstration, in order."""
    month = shapes.FIRST_MONTH
    while month <= shapes.LAST_MONTH:
        yield month
        month = month.shift(1)


def file_name(month: Month) -> str:
    """Where a month's file stands in a download: a folder for the month, then the force's own file.

    >>> file_name(Month(2019, 7))
    '2019-07/2019-07-wiltshire-synthetic-street.csv'
    """
    return f"{month}/{month}-wiltshire-synthetic-street.csv"


class Scene:
    """Where records can fall: the shared map points of every small area, and how likely each is."""

    def __init__(self, geography: Geography, seed: int) -> None:
        self._chance = Chance(seed, 2)
        self.points: list[tuple[str, str, str, str, str]] = []
        weights: list[tuple[int, int]] = []
        starts = []
        for area in geography.small_areas:
            starts.append(len(self.points))
            for place, usual, retail in self._points(geography, area):
                self.points.append(place)
                weights.append((usual, retail))
        self._starts = np.array([*starts, len(self.points)])
        self._edges = np.concatenate([np.zeros((1, 2), dtype=np.int64), np.cumsum(np.array(weights, dtype=np.int64), axis=0)])
        self._within = [np.array([n for n, a in enumerate(geography.small_areas) if a.ward.authority is authority]) for authority in AUTHORITIES]
        self._weights = {spread: [self._area_weights(geography, members, spread) for members in self._within] for spread in Spread}
        self.outside = [self._outside_point(n, code, name) for n, (code, name) in enumerate(OUTSIDE_LSOAS)]

    def _points(self, geography: Geography, area: SmallArea) -> list[tuple[tuple[str, str, str, str, str], int, int]]:
        """An area's map points, each with its weight for all records and for shoplifting."""
        many = 9 + self._chance.one_below(14)
        made = self._made_places(area)
        streets = street_names(self._chance, many - len(made))
        names = [(name, usual, retail * 20) for name, usual, retail in made]
        names += [(street, 2 + weight, 1) for street, weight in zip(streets, self._chance.below(6, len(streets)).tolist())]
        cells, spots = self._chance.below(len(area.cells), many).tolist(), self._chance.below(101, 2 * many).tolist()
        found = []
        for n, (name, usual, retail) in enumerate(names):
            x, y = geography.lattice.inside(area.cells[cells[n]], spots[2 * n], spots[2 * n + 1])
            found.append(((_degrees(x), _degrees(y), f"On or near {name}", area.code, area.name), usual, retail))
        return found

    def _made_places(self, area: SmallArea) -> list[tuple[str, int, int]]:
        """The shops, car parks and the like of an area: several in a busy one, few elsewhere, none in most of the country."""
        many = 7 if area.heat > 6000 else 3 if area.heat > 4000 else int(self._chance.one_below(3) == 0)
        chosen: list[tuple[str, int, int]] = []
        for n in self._chance.pick(np.array([usual for _, usual, _ in MADE_PLACES]), 3 * many).tolist():
            if MADE_PLACES[n] not in chosen and len(chosen) < many:
                chosen.append(MADE_PLACES[n])
        return chosen

    def _outside_point(self, n: int, code: str, name: str) -> tuple[str, str, str, str, str]:
        street = street_names(self._chance, 1)[0]
        return _degrees(1_950_000 + 9_000 * n), _degrees(54_250_000 + 3_000 * n), f"On or near {street}", code, name

    @staticmethod
    def _area_weights(geography: Geography, members: Integers, spread: Spread) -> Integers:
        """How likely each area of an authority is: falling with its place in the order of heat, as real crime does."""
        order = sorted(members.tolist(), key=lambda n: (-geography.small_areas[n].heat, n))
        place = {n: 100 * rank // len(order) + shapes.CONCENTRATION for rank, n in enumerate(order)}
        usual = np.array([1_000_000 // place[n] for n in members.tolist()], dtype=np.int64)
        if spread is Spread.USUAL:
            return usual
        return np.sqrt(usual * 40_000).astype(np.int64) if spread is Spread.EVEN else usual * usual // 20_000

    def falls(self, chance: Chance, authority: int, shape: CrimeShape, many: int) -> list[int]:
        """The points at which `many` records of a type fall in one authority."""
        areas = self._within[authority][chance.pick(self._weights[shape.spread][authority], many)]
        edges = self._edges[:, int(shape.name == shapes.SHOPLIFTING)]
        first, last = edges[self._starts[areas]], edges[self._starts[areas + 1]]
        found: list[int] = (np.searchsorted(edges, first + chance.below(last - first, many), side="right") - 1).tolist()
        return found


def _degrees(microdegrees: int) -> str:
    """Whole microdegrees as the file writes degrees, exactly.

    >>> _degrees(54_000_010)
    '54.000010'
    """
    return f"{microdegrees // 1_000_000}.{microdegrees % 1_000_000:06d}"


def _expected(shape: CrimeShape, month: Month) -> float:
    """The ordinary count of a type in a month over both authorities: its trend, its season and the month's length."""
    elapsed = (month.year - shapes.FIRST_MONTH.year) * 12 + month.month - shapes.FIRST_MONTH.month
    trend = 1 + shape.trend * elapsed / 1200
    season = shapes.SEASONS[shape.season][month.month - 1] / 100
    unusual = shapes.UNUSUAL.get((shape.name, month), 100) / 100
    since, level = shapes.STEPS.get(shape.name, (month, 100))
    step = level / 100 if month >= since else 1.0
    return shape.monthly * trend * step * season * unusual * month.days * 12 / 365.25


def _how_many(chance: Chance, shape: CrimeShape, month: Month) -> tuple[int, int]:
    """How many records of a type fall in each authority in a month."""
    if shape.name == shapes.ROBBERY:
        first, second = (table[int(chance.pick(np.array(weights), 1)[0])] for table, weights in zip(shapes.ROBBERIES, shapes.ROBBERY_WEIGHTS))
        return first, second
    ordinary = _expected(shape, month)
    share = shapes.SHARE_OF_FIRST / 100
    return chance.count(ordinary * share, shapes.DISPERSION), chance.count(ordinary * (1 - share), shapes.DISPERSION)


def _outcomes(chance: Chance, shape: CrimeShape, month: Month, many: int) -> list[str]:
    """What came of each record: the newest are more often still open."""
    table = shapes.OUTCOMES[shape.outcomes]
    chosen = [table[n][0] for n in chance.pick(np.array([weight for _, weight in table]), many).tolist()]
    if shape.name == shapes.ASB or month.shift(shapes.OPEN_FOR_MONTHS) <= shapes.LAST_MONTH:
        return chosen
    return [shapes.OPEN if luck < shapes.PER_CENT_STILL_OPEN else outcome for luck, outcome in zip(chance.below(100, many).tolist(), chosen)]


def _displaced(places: list[tuple[str, str, str, str, str]], scene: Scene, chance: Chance) -> list[tuple[str, str, str, str, str]]:
    """The same places with a few taken away and a few beyond the county."""
    luck, outside = chance.below(1000, len(places)).tolist(), chance.below(len(scene.outside), len(places)).tolist()
    gone, beyond = shapes.PER_THOUSAND_WITHOUT_PLACE, shapes.PER_THOUSAND_WITHOUT_PLACE + shapes.PER_THOUSAND_OUTSIDE
    return [NOWHERE if n < gone else scene.outside[o] if n < beyond else place for place, n, o in zip(places, luck, outside)]


def _identified(records: list[Record], seed: int, chance: Chance) -> list[Record]:
    """The records with their IDs: none for anti-social behaviour, and a few that repeat the one before, as real IDs do."""
    luck = chance.below(1000, len(records)).tolist()
    found, last = [], ""
    for n, record in enumerate(records):
        if record.crime_type == shapes.ASB:
            found.append(record)
            continue
        if not last or luck[n] >= shapes.PER_THOUSAND_REPEATED_ID:
            last = hashlib.sha256(f"demonstration {seed} {record.month} {n}".encode()).hexdigest()
        found.append(replace(record, crime_id=last))
    return found


def _of_type(scene: Scene, shape: CrimeShape, month: Month, chance: Chance) -> list[Record]:
    """A month's records of one type, without their IDs."""
    counts = _how_many(chance, shape, month)
    places = [scene.points[n] for authority, many in enumerate(counts) for n in scene.falls(chance, authority, shape, many)]
    if shape.name != shapes.ROBBERY:
        places = _displaced(places, scene, chance)
    outcomes = _outcomes(chance, shape, month, len(places))
    return [Record("", str(month), place, shape.name, outcome) for place, outcome in zip(places, outcomes)]


def make_month(scene: Scene, month: Month, seed: int) -> list[Record]:
    """Every record of a month, in order of small area and crime type as the source orders them.

    Each type has a stream of chance of its own, so that a change to one leaves the others as they were.
    """
    records: list[Record] = []
    for n, shape in enumerate(shapes.SHAPES):
        records += _of_type(scene, shape, month, Chance(seed, 3, month.year, month.month, n))
    records.sort(key=lambda r: (r.place[3], r.crime_type))
    return _identified(records, seed, Chance(seed, 5, month.year, month.month))


def first_delivery(records: list[Record], seed: int) -> list[Record]:
    """The revised month as it first came: part of its rows, and more of them still under investigation."""
    chance = Chance(seed, 4)
    kept = [r for r, luck in zip(records, chance.below(100, len(records)).tolist()) if luck < shapes.PER_CENT_AT_FIRST]
    still_open = chance.below(100, len(kept)).tolist()
    return [replace(r, outcome=shapes.OPEN) if r.outcome and luck < shapes.PER_CENT_STILL_OPEN else r for r, luck in zip(kept, still_open)]


def with_faults(records: list[Record]) -> list[Record]:
    """The records with four spoiled as hands and programs spoil them: two coordinates, a month and a crime type."""
    spoiled = list(records)
    at = [len(records) * share // 10 for share in (2, 4, 6, 8)]
    first, second, third, fourth = (records[n] for n in at)
    spoiled[at[0]] = replace(first, place=("unknown", *first.place[1:]))
    spoiled[at[1]] = replace(second, place=(second.place[0], "54.l0" + second.place[1][5:], *second.place[2:]))
    spoiled[at[2]] = replace(third, month=f"{third.month[:4]}-13")
    spoiled[at[3]] = replace(fourth, crime_type="Nuisance")
    return spoiled


def csv_bytes(records: list[Record], month: Month) -> bytes:
    """A month's file. Both kinds of line end are met in real files, so the first year's files have the other one."""
    end = "\r\n" if month.year == shapes.FIRST_MONTH.year else "\n"
    return (end.join([HEADER, *(record.line() for record in records)]) + end).encode()
