"""The demonstration's invented geography: two authorities, their wards and small areas, and who lives there.

Small areas are smaller where a town is and larger in the country, as real ones are, and tile the plane exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

from wardmoot.demo.chance import Chance
from wardmoot.demo.lattice import COLUMNS, ROWS, Cell, Lattice, components, distance2, grow, partition
from wardmoot.demo.places import AUTHORITIES, LOCALITIES, Authority, Town

CELLS_IN_TOWN = 3
CELLS_IN_COUNTRY = 29
AREAS_IN_WARD = 5
AREAS_IN_MSOA = 5
SMALLEST_COUNTRY = 12
"""A piece of country of fewer cells than this joins the town it lies beside."""


@dataclass(frozen=True, slots=True)
class Ward:
    """An invented ward: its code, name, authority, community area and cells."""

    code: str
    name: str
    authority: Authority
    community: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SmallArea:
    """An invented small area in the form of an LSOA of 2011. `heat` orders areas by how much crime they are given."""

    code: str
    name: str
    msoa_code: str
    msoa_name: str
    ward: Ward
    town: Town
    is_urban: bool
    cells: tuple[Cell, ...]
    population: int
    heat: int


@dataclass(frozen=True, slots=True)
class Geography:
    """Everything invented about place, in order of code."""

    lattice: Lattice
    wards: tuple[Ward, ...]
    small_areas: tuple[SmallArea, ...]

    def within(self, authority: Authority) -> tuple[SmallArea, ...]:
        """The small areas of one authority."""
        return tuple(area for area in self.small_areas if area.ward.authority is authority)

    def population(self, authority: Authority) -> int:
        """How many people live in an authority at mid-2019."""
        return sum(area.population for area in self.within(authority))


@dataclass(frozen=True, slots=True)
class _Part:
    """A ward before it has a code: its cells and those of its small areas."""

    authority: Authority
    town: Town
    name: str
    is_urban: bool
    areas: tuple[tuple[Cell, ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(sorted(cell for area in self.areas for cell in area))


def _ground(authority: Authority) -> set[Cell]:
    """The cells of an authority: a town without country of its own is taken out of the county round it."""
    inside = {(c, r) for c in range(COLUMNS) for r in range(ROWS) if any(disc.holds(c, r) for disc in authority.discs)}
    for other in AUTHORITIES:
        if other is not authority and not other.has_country:
            inside -= _ground(other)
    return inside


def _direction(cells: tuple[Cell, ...], town: Town) -> str:
    """Which way a set of cells lies from its town's centre, in words."""
    east = sum(c for c, _ in cells) - town.column * len(cells)
    north = sum(r for _, r in cells) - town.row * len(cells)
    words = []
    if 2 * abs(north) > abs(east):
        words.append("North" if north > 0 else "South")
    if 2 * abs(east) > abs(north):
        words.append("East" if east > 0 else "West")
    return " ".join(words) or "Central"


def _town_wards(authority: Authority, town: Town, cells: list[Cell]) -> list[_Part]:
    """The wards of a town: one Central where there are enough, the others named by direction."""
    pieces = partition(cells, max(1, town.small_areas // AREAS_IN_WARD))
    parts, used = [], set()
    for piece in pieces:
        areas = partition(piece, max(1, (len(piece) * town.small_areas + len(cells) // 2) // len(cells)))
        central = len(pieces) > 2 and (town.column, town.row) in piece
        direction = "Central" if central else _direction(tuple(piece), town)
        name = town.name if len(pieces) == 1 else f"{town.name} {direction}"
        if name in used:
            name = next(f"{town.name} {word}" for word in LOCALITIES if f"{town.name} {word}" not in used)
        used.add(name)
        parts.append(_Part(authority, town, name, True, tuple(tuple(sorted(area)) for area in areas)))
    return parts


def _country_wards(authority: Authority, town: Town, pieces: list[list[Cell]]) -> list[_Part]:
    """The wards of the country round a town: one, or two where there is much of it."""
    areas = [tuple(sorted(area)) for piece in pieces for area in partition(piece, max(1, len(piece) // CELLS_IN_COUNTRY))]
    if not areas:
        return []
    if len(areas) < AREAS_IN_WARD:
        return [_Part(authority, town, f"{town.name} Rural", False, tuple(areas))]
    areas.sort(key=lambda area: (sum(c for c, _ in area) / len(area), area))
    half = len(areas) // 2
    return [
        _Part(authority, town, f"{town.name} Rural West", False, tuple(areas[:half])),
        _Part(authority, town, f"{town.name} Rural East", False, tuple(areas[half:])),
    ]


def _parts(authority: Authority, chance: Chance) -> list[_Part]:
    """The wards-to-be of an authority, town by town."""
    parts: list[_Part] = []
    grown = grow(_ground(authority), [(town.column, town.row) for town in authority.towns], chance)
    for town, cells in zip(authority.towns, grown):
        built_up = town.small_areas * CELLS_IN_TOWN if authority.has_country else len(cells)
        pieces = components(cells[built_up:])
        joined = [cell for piece in pieces if len(piece) < SMALLEST_COUNTRY for cell in piece]
        parts += _town_wards(authority, town, cells[:built_up] + joined)
        parts += _country_wards(authority, town, [piece for piece in pieces if len(piece) >= SMALLEST_COUNTRY])
    return parts


def _heat(part: _Part, cells: tuple[Cell, ...], luck: int) -> int:
    """How much crime an area draws: most at a town's centre, more in a larger town, least in the country."""
    near = min(distance2(cell, (part.town.column, part.town.row)) for cell in cells)
    if not part.is_urban:
        return luck * 2
    size = min(part.town.small_areas, 30)
    centre = 2500 + 150 * size if near == 0 else 600 + 100 * size if near <= 4 else 0
    return 1500 + centre + max(0, 900 - 220 * isqrt(near)) + luck * 3


def _small_areas(ward: Ward, part: _Part, overall: int, within: int, chance: Chance) -> list[SmallArea]:
    """The small areas of a ward, given how many came before it in all and within its authority."""
    people, luck = chance.below(800, len(part.areas)) + 1300, chance.below(1000, len(part.areas))
    areas = []
    for n, cells in enumerate(part.areas):
        msoa, letter = divmod(within + n, AREAS_IN_MSOA)
        msoa_name = f"{ward.authority.name} {msoa + 1:03d}"
        msoa_code = f"X02{AUTHORITIES.index(ward.authority) + 1}{msoa + 1:05d}"
        code, name = f"X01{overall + n + 1:06d}", f"{msoa_name}{'ABCDE'[letter]}"
        heat = _heat(part, cells, int(luck[n]))
        areas.append(SmallArea(code, name, msoa_code, msoa_name, ward, part.town, part.is_urban, cells, int(people[n]), heat))
    return areas


def make_geography(seed: int) -> Geography:
    """The invented geography of a seed: the same seed gives the same geography on every machine.

    >>> make_geography(1).wards[0].code
    'X05000001'
    """
    chance = Chance(seed, 1)
    lattice = Lattice(chance)
    wards: list[Ward] = []
    areas: list[SmallArea] = []
    for authority in AUTHORITIES:
        before = len(areas)
        for part in _parts(authority, chance):
            ward = Ward(f"X05{len(wards) + 1:06d}", part.name, authority, part.town.community or part.town.name, part.cells)
            areas += _small_areas(ward, part, len(areas), len(areas) - before, chance)
            wards.append(ward)
    return Geography(lattice, tuple(wards), tuple(areas))
