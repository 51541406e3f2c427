"""What a figure is counted in, where, and which way is good."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    """Whether a rise is good. Data, never guessed from a name.

    Referral counts and offences found by police activity are NEUTRAL: a rise can be better identification.
    """

    HIGHER_IS_BETTER = "higher is better"
    LOWER_IS_BETTER = "lower is better"
    NEUTRAL = "neutral"


class AreaKind(StrEnum):
    """What sort of place an area is."""

    AUTHORITY = "local authority"
    PARTNERSHIP = "community safety partnership"
    FORCE = "police force area"
    PAN_COUNTY = "pan-county"
    COMMUNITY = "community area"
    TOWNS = "towns"
    WARD = "ward"
    LSOA_2011 = "LSOA 2011"
    LSOA_2021 = "LSOA 2021"
    NATION = "nation"
    UNSTATED = "not stated"


@dataclass(frozen=True, slots=True)
class Area:
    """A place a figure is about. `code` is the official code, or empty where there is none.

    `note` says what a reader must know, for example that the source does not state the area.
    """

    code: str
    name: str
    kind: AreaKind
    note: str = ""


class Unit(StrEnum):
    """The kind of number, which decides how it is written."""

    COUNT = "count"
    RATE = "rate"
    PER_CENT = "per cent"
    PER_CENT_CHANGE = "per cent change"
    POINTS = "percentage points"
    SCORE = "score"
    STATEMENT = "statement"
    NOT_STATED = "unit not stated"


@dataclass(frozen=True, slots=True)
class CountingUnit:
    """The one thing a figure counts. Crimes, incidents, victims, cases and episodes are never interchangeable."""

    key: str
    singular: str
    plural: str

    def of(self, count: float) -> str:
        """`crime` for one, `crimes` otherwise."""
        return self.singular if count == 1 else self.plural


def _units(*rows: tuple[str, str, str]) -> dict[str, CountingUnit]:
    return {key: CountingUnit(key, singular, plural) for key, singular, plural in rows}


COUNTING_UNITS: dict[str, CountingUnit] = _units(
    ("crime", "crime", "crimes"),
    ("asb_incident", "anti-social behaviour incident", "anti-social behaviour incidents"),
    ("crime_or_asb", "crime or ASB incident", "crimes and ASB incidents"),
    ("incident", "incident", "incidents"),
    ("offence", "offence", "offences"),
    ("case_heard", "case heard", "cases heard"),
    ("child_in_case", "child in a case", "children in cases"),
    ("child", "child", "children"),
    ("young_person", "young person", "young people"),
    ("episode", "missing episode", "missing episodes"),
    ("person", "person", "people"),
    ("adult", "adult", "adults"),
    ("client", "person in treatment", "people in treatment"),
    ("student", "student", "students"),
    ("offender", "offender", "offenders"),
    ("referral", "referral", "referrals"),
    ("casualty", "casualty", "casualties"),
    ("collision", "collision", "collisions"),
    ("admission", "hospital admission", "hospital admissions"),
    ("address", "address", "addresses"),
    ("record", "record", "records"),
    ("place", "small area", "small areas"),
    ("resident", "resident", "residents"),
    ("respondent", "respondent", "respondents"),
    ("point", "point", "points"),
)
"""Every counting unit the product knows, by key. A figure names exactly one."""
