"""The demonstration's invented places: codes that cannot be real, and where its towns lie on an invented plane.

Only the towns' names are the plan's. Their positions, sizes and shapes are made up, the whole lies in the open
North Sea, and every code begins with X, which no official code does.
"""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.demo.chance import Chance

SYNTHETIC = "(synthetic)"
"""The words that end the name of every invented force, authority and agency."""

FORCE = f"Wiltshire Police {SYNTHETIC}"
FORCE_SHORT = f"Wiltshire {SYNTHETIC}"
FORCE_CODE = "X23000001"
REGION_CODE, REGION_NAME = "X12000001", "SYNTHETIC REGION"


@dataclass(frozen=True, slots=True)
class Disc:
    """A round piece of the plane, in lattice cells."""

    column: int
    row: int
    radius: int

    def holds(self, column: int, row: int) -> bool:
        return (column - self.column) ** 2 + (row - self.row) ** 2 <= self.radius**2


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its centre's cell and about how many small areas it is divided into.

    `community` is the community area round it, where that does not carry the town's own name.
    """

    name: str
    column: int
    row: int
    small_areas: int
    community: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An invented local authority: the union of `discs`, less what an earlier authority has taken."""

    code: str
    name: str
    csp_code: str
    discs: tuple[Disc, ...]
    towns: tuple[Town, ...]
    has_country: bool


SWINDON = Authority(
    "X06000002",
    f"Swindon {SYNTHETIC}",
    "X22000002",
    (Disc(66, 30, 10),),
    (Town("Swindon", 66, 30, 130),),
    has_country=False,
)
WILTSHIRE = Authority(
    "X06000001",
    f"Wiltshire {SYNTHETIC}",
    "X22000001",
    (Disc(33, 40, 26), Disc(52, 46, 19), Disc(20, 24, 15), Disc(44, 20, 16), Disc(56, 58, 12)),
    (
        Town("Amesbury", 28, 38, 10),
        Town("Bradford on Avon", 54, 15, 8),
        Town("Calne", 54, 44, 12),
        Town("Chippenham", 40, 40, 26),
        Town("Corsham", 17, 17, 9),
        Town("Devizes", 14, 38, 12),
        Town("Malmesbury", 28, 14, 5),
        Town("Marlborough", 46, 53, 6),
        Town("Melksham", 58, 60, 14),
        Town("Pewsey", 38, 30, 4),
        Town("Royal Wootton Bassett", 48, 30, 9, "Royal Wootton Bassett and Cricklade"),
        Town("Salisbury", 22, 52, 28),
        Town("Downton", 12, 27, 4, "Southern Wiltshire"),
        Town("Mere", 22, 28, 3, "South West Wiltshire"),
        Town("Tidworth", 63, 47, 8),
        Town("Trowbridge", 44, 15, 22),
        Town("Warminster", 33, 22, 11),
        Town("Westbury", 36, 57, 10),
    ),
    has_country=True,
)
AUTHORITIES = (WILTSHIRE, SWINDON)
"""The partnership's own authority first; with its neighbour it makes "pan-county"."""

OUTSIDE_CODE, OUTSIDE_NAME = "X06000003", f"Beyond the county {SYNTHETIC}"
OUTSIDE_LSOAS = tuple((f"X01009{n:03d}", f"{OUTSIDE_NAME} 001{letter}") for n, letter in enumerate("ABCDEF", start=1))
"""Small areas of a third authority, for which no boundary is held: a force's file has rows beyond its own area."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LOCALITIES = _words(
    """
    Millfield Northcote Kingsmead Orchard Bridgend Highfield Brookside Limetree Longmeadow Fairview Sandpiper Oakridge Elmcroft
    Westlea Hillcrest Fieldgate Stonebow Riverbank Meadowcroft Ashdene
    """
)
"""Second words for wards that would otherwise share a compass direction."""

MADE_PLACES = (
    ("Supermarket", 9, 30),
    ("Shopping Area", 7, 24),
    ("Parking Area", 9, 6),
    ("Petrol Station", 4, 8),
    ("Nightclub", 5, 1),
    ("Hospital", 3, 1),
    ("Park/Open Space", 3, 1),
    ("Sports/Recreation Area", 3, 1),
    ("Bus/Coach Station", 2, 1),
    ("Further/Higher Educational Building", 2, 1),
)
"""Kinds of place named in a location instead of a street, with weights: all records, shoplifting."""

_STREET_FIRST = _words(
    """
    Alder Ash Barley Beacon Bramble Candle Cedar Chalk Clover Cobbler Cooper Copper Crane Cygnet Dove Drover Elder Fallow Fern Finch Flint
    Foxglove Furze Garland Glover Gorse Harebell Harrow Hazel Heron Hollow Hop Hornbeam Juniper Kestrel Lavender Linnet Lynch Maltster Maple
    Marl Medlar Merlin Millstone Mulberry Nettle Oat Osier Otter Partridge Pear Plover Quince Rook Rowan Rush Saddler Saffron Sedge Sheaf
    Skylark Sorrel Spindle Tanner Teasel Thatcher Thistle Turnpike Vetch Walnut Weaver Wheat Whin Willow Withy Wren Yarrow Yew
    """
)
_STREET_LAST = _words("Street Road Lane Close Avenue Way Crescent Drive Gardens Court Place Rise Row Terrace Walk Mead")


def street_names(chance: Chance, many: int) -> list[str]:
    """`many` invented street names; a few hold a comma, as some real locations do."""
    firsts, lasts, odd = chance.below(len(_STREET_FIRST), many), chance.below(len(_STREET_LAST), many), chance.below(400, many)
    return [f"{_STREET_FIRST[f]} {_STREET_LAST[s]}" + (", Rear Of" if o == 0 else "") for f, s, o in zip(firsts, lasts, odd)]
