"""The shapes of the invented crime: how many of each type, when, where, and what came of them.

Proportions are set to look like a shire county's; no row is or resembles a real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.core.calendar.periods import Month

FIRST_MONTH, LAST_MONTH = Month(2016, 4), Month(2019, 10)

REVISED_MONTH = Month(2019, 7)
"""Delivered incomplete at first, and again in full later."""

FAULTY_MONTH = Month(2018, 8)
"""A few of its rows hold faults, which the loader must name and leave out."""


class Season(StrEnum):
    """How counts of a type swing through the year."""

    LEVEL = "level"
    SUMMER = "summer"
    WINTER = "winter"
    STRONG_SUMMER = "strong summer"


SEASONS: dict[Season, tuple[int, ...]] = {
    Season.LEVEL: (99, 99, 100, 100, 101, 101, 101, 101, 100, 100, 99, 99),
    Season.SUMMER: (94, 95, 97, 100, 103, 105, 107, 105, 101, 100, 97, 96),
    Season.WINTER: (109, 106, 103, 98, 95, 93, 92, 93, 97, 102, 105, 107),
    Season.STRONG_SUMMER: (82, 84, 93, 101, 109, 114, 121, 118, 105, 99, 90, 84),
}
"""Per cent of an ordinary month, January to December."""


class Spread(StrEnum):
    """How much a type gathers in the places that have most."""

    EVEN = "even"
    USUAL = "usual"
    CENTRES = "centres"


@dataclass(frozen=True, slots=True)
class CrimeShape:
    """One crime type: its ordinary month over both authorities in April 2016, its trend a year in per cent, and its forms."""

    name: str
    monthly: int
    trend: int
    season: Season
    spread: Spread
    outcomes: str


SHAPES = (
    CrimeShape("Violence and sexual offences", 1252, 5, Season.SUMMER, Spread.USUAL, "violence"),
    CrimeShape("Anti-social behaviour", 688, 0, Season.STRONG_SUMMER, Spread.USUAL, "none"),
    CrimeShape("Criminal damage and arson", 318, 0, Season.LEVEL, Spread.USUAL, "property"),
    CrimeShape("Shoplifting", 228, 7, Season.LEVEL, Spread.CENTRES, "shoplifting"),
    CrimeShape("Public order", 220, 0, Season.SUMMER, Spread.USUAL, "violence"),
    CrimeShape("Other theft", 221, 0, Season.LEVEL, Spread.USUAL, "property"),
    CrimeShape("Vehicle crime", 152, 0, Season.LEVEL, Spread.EVEN, "property"),
    CrimeShape("Burglary", 176, -5, Season.WINTER, Spread.EVEN, "property"),
    CrimeShape("Drugs", 72, 6, Season.LEVEL, Spread.CENTRES, "drugs"),
    CrimeShape("Other crime", 60, 0, Season.LEVEL, Spread.USUAL, "violence"),
    CrimeShape("Bicycle theft", 36, 0, Season.STRONG_SUMMER, Spread.CENTRES, "property"),
    CrimeShape("Possession of weapons", 22, 0, Season.LEVEL, Spread.CENTRES, "drugs"),
    CrimeShape("Theft from the person", 18, 0, Season.LEVEL, Spread.CENTRES, "property"),
    CrimeShape("Robbery", 0, 0, Season.LEVEL, Spread.CENTRES, "property"),
)
"""All fourteen types of data.police.uk. Robbery is drawn from its own table, `ROBBERIES`."""

ASB = "Anti-social behaviour"
ROBBERY = "Robbery"
SHOPLIFTING = "Shoplifting"

SHARE_OF_FIRST = 61
"""Per cent of records that fall in the partnership's own authority; the rest fall in its neighbour."""

ROBBERIES = ((3, 4, 5, 6, 7, 8, 9, 10, 11), (2, 3, 4, 5, 6, 7, 8))
"""Robberies a month in each authority, from fewest to most."""
ROBBERY_WEIGHTS = ((2, 5, 9, 12, 14, 12, 9, 5, 2), (2, 5, 9, 11, 9, 5, 2))

UNUSUAL = {("Vehicle crime", Month(2019, 2)): 165, ("Criminal damage and arson", Month(2017, 10)): 128}
"""Months made unlike the rest, in per cent, so that a control chart has something to find."""

STEPS = {"Shoplifting": (Month(2018, 11), 113), "Burglary": (Month(2018, 11), 85), "Violence and sexual offences": (Month(2018, 11), 104)}
"""Types that change level from a month on, in per cent, so that the newest twelve months have something to tell from the twelve before."""

DISPERSION = 1.3
"""How many times more than Poisson's the monthly counts vary."""

CONCENTRATION = 11
"""Per cent of a list of areas over which the busiest stand out; smaller is more concentrated."""

PER_THOUSAND_WITHOUT_PLACE = 2
PER_THOUSAND_OUTSIDE = 3
PER_THOUSAND_REPEATED_ID = 2
PER_CENT_AT_FIRST = 82
"""How much of the revised month its first delivery held."""

NO_SUSPECT = "Investigation complete; no suspect identified"
UNABLE = "Unable to prosecute suspect"
OPEN = "Under investigation"
_NO_UPDATE = "Status update unavailable"
_OTHER_BODY = "Action to be taken by another organisation"
_COURT_UNKNOWN = "Court result unavailable"
_LOCAL = "Local resolution"
_AWAITING = "Awaiting court outcome"
_CAUTION = "Offender given a caution"
_NOT_IN_INTEREST = "Further investigation is not in the public interest"
_FORMAL = "Formal action is not in the public interest"
_COMMUNITY = "Offender given community sentence"
_FINED = "Offender fined"
_PRISON = "Offender sent to prison"
_PENALTY = "Offender given penalty notice"
_WARNING = "Offender given a drugs possession warning"
_ANOTHER_CASE = "Suspect charged as part of another case"
_SUSPENDED = "Offender given suspended prison sentence"
_DISCHARGE = "Offender given conditional discharge"
_NOT_GUILTY = "Defendant found not guilty"

OUTCOMES: dict[str, tuple[tuple[str, int], ...]] = {
    "none": (("", 1),),
    "violence": (
        (UNABLE, 520), (NO_SUSPECT, 130), (_NO_UPDATE, 60), (_OTHER_BODY, 50), (_COURT_UNKNOWN, 40), (_LOCAL, 45), (_AWAITING, 30),
        (_CAUTION, 25), (_NOT_IN_INTEREST, 12), (_COMMUNITY, 8), (_FORMAL, 6), (_FINED, 5), (_PRISON, 4), (_NOT_GUILTY, 3), (_SUSPENDED, 2),
        (_DISCHARGE, 2), (OPEN, 20),
    ),
    "property": (
        (NO_SUSPECT, 700), (UNABLE, 130), (_NO_UPDATE, 30), (_COURT_UNKNOWN, 30), (_LOCAL, 20), (_AWAITING, 12), (_CAUTION, 9), (_PRISON, 5),
        (_ANOTHER_CASE, 4), (_COMMUNITY, 4), (_NOT_IN_INTEREST, 6), (_FINED, 2), (OPEN, 15),
    ),
    "shoplifting": (
        (NO_SUSPECT, 480), (_COURT_UNKNOWN, 150), (UNABLE, 120), (_AWAITING, 55), (_LOCAL, 45), (_CAUTION, 20), (_PRISON, 14),
        (_COMMUNITY, 12), (_FINED, 11), (_ANOTHER_CASE, 8), (_PENALTY, 12), (_DISCHARGE, 4), (OPEN, 15),
    ),
    "drugs": (
        (_LOCAL, 220), (_COURT_UNKNOWN, 160), (_CAUTION, 110), (_WARNING, 70), (_AWAITING, 70), (UNABLE, 80), (NO_SUSPECT, 60),
        (_NOT_IN_INTEREST, 45), (_FORMAL, 12), (_FINED, 14), (_PENALTY, 8), (_COMMUNITY, 6), (_PRISON, 4), (OPEN, 30),
    ),
}  # fmt: skip
"""The last outcome of each kind of record, with weights: categories data.police.uk itself uses."""

OPEN_FOR_MONTHS = 4
PER_CENT_STILL_OPEN = 45
"""In the last months before the data end, this much is still under investigation."""
