"""Invented extracts about adults and what they need: sex work, treatment, hospital admissions, and numbers estimated elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wardmoot.core.calendar import Period
from wardmoot.demo.extracts.draw import OFFICE_WEEK, SWINDON, WILTSHIRE, Draw, key
from wardmoot.demo.extracts.table import Extract, Row
from wardmoot.demo.geography import Geography
from wardmoot.demo.places import Authority

ON_STREET = {SWINDON: 33, WILTSHIRE: 16}
WITHOUT_NEED = 2
"""The plan's 49 people, of whom 47 (96%) have at least one of four needs: their needs overlap and must not be added up."""

REGISTER_HEADINGS = (
    "Client ID", "LA code", "Date first seen", "Date last seen", "On-street", "Substance misuse", "Homeless", "Self-harm/suicide",
    "Learning difficulties",
)  # fmt: skip
NEEDS = (("Yes", "Yes", "No", "No"), ("Yes", "No", "No", "No"), ("Yes", "Yes", "Yes", "No"), ("No", "Yes", "No", "No"),
         ("Yes", "No", "Yes", "Unknown"), ("No", "No", "Unknown", "Yes"), ("Unknown", "Yes", "Unknown", "Unknown"))  # fmt: skip
NO_NEED = (("No", "No", "No", "No"), ("Unknown", "No", "Unknown", "Unknown"))


def sex_work_register(geography: Geography, seed: int) -> Extract:
    """The outreach register as it stood in summer 2018: those known in 2017/18, and others who must not count."""
    draw = Draw(geography, seed, 20)
    start, end = date(2017, 4, 1), date(2018, 3, 31)
    places = draw.exactly({authority.code: many for authority, many in ON_STREET.items()})
    rows: list[Row] = []
    for n, place in enumerate(places):
        needs = NO_NEED[n] if n < WITHOUT_NEED else NEEDS[draw.chance.one_below(len(NEEDS))]
        first = draw.days(date(2015, 1, 1), end, 1)[0]
        last = draw.days(max(first, start), date(2018, 6, 30), 1)[0]
        rows.append((key("W", n), place, str(first), str(last), "Yes", *needs))
    rows += [
        (key("W", 200 + n), SWINDON.code, "2015-02-11", str(day), "Yes", *NEEDS[n % 7])
        for n, day in enumerate(draw.days(date(2016, 4, 1), date(2017, 3, 31), 14))
    ]
    rows += [
        (key("W", 300 + n), WILTSHIRE.code, str(day), str(day + timedelta(20)), "Yes", *NEEDS[n % 7])
        for n, day in enumerate(draw.days(date(2018, 4, 1), date(2018, 6, 1), 4))
    ]
    rows += [(key("W", 400 + n), WILTSHIRE.code, "2016-05-05", str(day), "No", *NEEDS[n % 7]) for n, day in enumerate(draw.days(start, end, 12))]
    swindon = next(row for row in rows if row[1] == SWINDON.code)
    rows.append((swindon[0], WILTSHIRE.code, *swindon[2:4], "No", *swindon[5:]))  # seen off the street in the county too: one person
    return Extract("sex-work-register", "outreach", "sex-work-register-synthetic.xlsx", REGISTER_HEADINGS, tuple(sorted(rows)))


ADULTS_2014_TO_2016 = 3000
YOUNG_2017 = 163
"""Different people in treatment: adults at some time of April 2014 to March 2016, young people in 2017/18."""

TREATMENT_HEADINGS = (
    "Journey ID",
    "Client ID",
    "Adult or young people",
    "Age at start",
    "Start date",
    "Discharge date",
    "Authority of residence",
    "Drug group",
    "Exit reason",
)
SUBSTANCES = {"Opiate": 38, "Alcohol": 37, "Non-opiate and alcohol": 14, "Non-opiate": 11}
YOUNG_SUBSTANCES = {"Non-opiate": 68, "Non-opiate and alcohol": 19, "Alcohol": 12, "Opiate": 1}


@dataclass(frozen=True, slots=True)
class _Journey:
    """A treatment: the client, when, where."""

    client: str
    start: date
    end: date | None
    service: str = "Adult"
    authority: Authority = WILTSHIRE


def _adults(draw: Draw) -> Iterator[_Journey]:
    """The adults of the two years, some before them and some after; a seventh of the first are treated twice."""
    start, end = date(2014, 4, 1), date(2016, 3, 31)
    for n in range(ADULTS_2014_TO_2016):
        client = key("T", n)
        if n % 3 == 0:  # in treatment since before the first day
            began = draw.days(date(2012, 1, 1), start - timedelta(1), 1)[0]
            yield _Journey(client, began, start + timedelta(draw.chance.one_below(900)) if n % 6 else None)
            continue
        began = draw.days(start, end, 1, OFFICE_WEEK)[0] if n > 3 else end
        left = began + timedelta(20 + draw.chance.one_below(400))
        yield _Journey(client, began, left)
        if n % 7 == 0:
            yield _Journey(client, left + timedelta(15), left + timedelta(120))
    yield from (
        _Journey(key("T", 5000 + n), day - timedelta(150), day) for n, day in enumerate(draw.days(date(2013, 4, 1), start - timedelta(1), 140))
    )
    yield _Journey(key("T", 5500), date(2013, 9, 2), start - timedelta(1))
    yield _Journey(key("T", 5501), end + timedelta(1), None)
    later = draw.days(end + timedelta(1), date(2018, 6, 30), 1400, OFFICE_WEEK)
    yield from (_Journey(key("T", 6000 + n), day, day + timedelta(60 + n % 300) if n % 4 else None) for n, day in enumerate(later))
    yield from (_Journey(key("T", 8000 + n), day, None, authority=SWINDON) for n, day in enumerate(draw.days(start, end, 90)))


def _young(draw: Draw) -> Iterator[_Journey]:
    start, end = date(2017, 4, 1), date(2018, 3, 31)
    for n in range(YOUNG_2017):
        began = draw.days(date(2016, 11, 1) if n % 4 == 0 else start, start if n % 4 == 0 else end, 1)[0]
        yield _Journey(key("Y", n), began, max(start, began) + timedelta(draw.chance.one_below(240)) if n % 5 else None, "YP")
    yield from (_Journey(key("Y", n), date(2018, 3, 19), None, "YP") for n in (4, 9, 14, 19))  # treated twice
    yield from (
        _Journey(key("Y", 300 + n), day - timedelta(100), day, "YP") for n, day in enumerate(draw.days(date(2016, 4, 1), date(2017, 3, 31), 81))
    )
    yield from (_Journey(key("Y", 500 + n), day, None, "YP") for n, day in enumerate(draw.days(date(2018, 4, 1), date(2018, 6, 30), 24)))
    yield from (_Journey(key("Y", 600 + n), day, None, "YP", SWINDON) for n, day in enumerate(draw.days(start, end, 22)))


def treatment(geography: Geography, seed: int) -> Extract:
    """Drug and alcohol treatment of adults and of young people, begun January 2012 to June 2018."""
    draw = Draw(geography, seed, 21)
    journeys = sorted((*_adults(draw), *_young(draw)), key=lambda one: (one.start, one.client))
    adults, young = draw.among(SUBSTANCES, len(journeys)), draw.among(YOUNG_SUBSTANCES, len(journeys))
    ages, ways = (
        draw.below(1000, len(journeys)),
        draw.among({"Treatment completed": 47, "Dropped out": 38, "Transferred": 13, "Died": 2}, len(journeys)),
    )
    rows = tuple(
        (
            key("J", n), one.client, one.service, 12 + ages[n] % 6 if one.service == "YP" else 19 + ages[n] % 48, str(one.start), str(one.end or ""),
            one.authority.code, (young if one.service == "YP" else adults)[n], ways[n] if one.end else "In treatment",
        )
        for n, one in enumerate(journeys)
    )  # fmt: skip
    return Extract("substance-treatment", "treatment", "substance-treatment-synthetic.csv", TREATMENT_HEADINGS, rows)


ADMISSION_HEADINGS = (
    "Spell ID",
    "Admission date",
    "Authority of residence",
    "Age group",
    "Gender",
    "Broad AAF",
    "Narrow AAF",
)
FRACTIONS = {("0.10", "0.05"): 30, ("0.20", "0.10"): 28, ("0.35", "0.20"): 16, ("0.60", "0.30"): 9, ("1", "1"): 17}


def admissions(geography: Geography, seed: int) -> Extract:
    """Alcohol-related admissions of January to March 2016, a sample: the plan's rate is not made from them."""
    draw = Draw(geography, seed, 22)
    rows: list[Row] = []
    for authority, many in ((WILTSHIRE, 1240), (SWINDON, 90)):
        days = draw.within(Period.quarter(2015, 4), many)
        fractions, sexes, ages = draw.among(FRACTIONS, many), draw.among({"M": 58, "F": 42}, many), draw.below(15, many)
        rows += [(str(days[n]), authority.code, f"{15 + 5 * ages[n]}-{19 + 5 * ages[n]}", sexes[n], *fractions[n]) for n in range(many)]
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((key("G", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("alcohol-admissions", "hospital", "alcohol-admissions-synthetic.csv", ADMISSION_HEADINGS, numbered)


ENGLAND = "X92000001"
ESTIMATE_HEADINGS = ("Indicator", "Area code", "Reference date", "Number", "Measure unit", "Publisher")
_FIRST, _REVISED = "ONS mid-year population estimates, as first published", "ONS mid-2011 to mid-2023 population estimates, revised"
_PLAN = "The partnership's plan"
ESTIMATES: tuple[Row, ...] = (
    ("Adults with a common mental health disorder", WILTSHIRE.code, "2014-12-31", 67000, "People", "Adult Psychiatric Morbidity Survey"),
    ("Share of people with post-traumatic stress disorder", WILTSHIRE.code, "2014-12-31", 4.4, "Per cent", "Adult Psychiatric Morbidity Survey"),
    ("Share of adults drinking over 14 units a week", WILTSHIRE.code, "2016-12-31", 28.7, "Per cent", "Health Survey for England"),
    ("Adults drinking over 14 units a week", WILTSHIRE.code, "2016-12-31", 110100, "People", "Health Survey for England"),
    ("Alcohol-related admissions per 100,000", WILTSHIRE.code, "2016-03-31", 1779, "Per 100,000", "Local Alcohol Profiles for England"),
    ("Change in alcohol-related admissions per 100,000", WILTSHIRE.code, "2016-03-31", 28, "Per cent change", _PLAN),
    ("Killed or seriously injured per 100,000", ENGLAND, "2015-12-31", 38.5, "Per 100,000", "Public Health Outcomes Framework"),
    ("Mid-year population", WILTSHIRE.code, "2014-06-30", 483143, "People", _FIRST),
    ("Mid-year population", WILTSHIRE.code, "2014-06-30", 484344, "People", _REVISED),
)
"""Numbers that the plan takes from elsewhere, under the synthetic county's code."""


def estimates(geography: Geography, seed: int) -> Extract:
    """The plan's external numbers, as readings with their source."""
    return Extract("modelled-estimates", "council", "modelled-estimates-synthetic.xlsx", ESTIMATE_HEADINGS, ESTIMATES)
