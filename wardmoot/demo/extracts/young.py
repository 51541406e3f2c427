"""Invented extracts about young people and knives: the school survey, the youth offending cohort, knife crime, and cuckooed addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wardmoot.core.calendar import Period, add_months
from wardmoot.demo.extracts.draw import LATE, OFFICE_WEEK, SWINDON, WEEKEND, WILTSHIRE, Draw, key, stamp
from wardmoot.demo.extracts.table import Extract, Row
from wardmoot.demo.geography import Geography
from wardmoot.demo.places import Authority

WEIGHTS_OF_DRINKERS = {"0.8": 200, "1": 970, "1.25": 540}
WEIGHTS_OF_OTHERS = {"0.8": 2300, "1": 4030, "1.25": 1460}
NOT_ANSWERED, NEIGHBOURS = 212, 95
"""Weights of the 9,500 who answered: they add up to 9,500, and those of the 1,710 who drink more than occasionally to 1,805 (19%)."""

SURVEY_HEADINGS = (
    "Response ID",
    "Survey year",
    "LA code",
    "School year",
    "Gender",
    "How often do you drink alcohol?",
    "Weighting",
)
OFTEN = {"Monthly": 61, "Weekly": 34, "Most days": 5}
SELDOM = {"Never": 44, "Once or twice": 30, "Only on special occasions": 26}


def school_survey(geography: Geography, seed: int) -> Extract:
    """The survey of school students, 2017/18."""
    draw = Draw(geography, seed, 30)
    answers: list[tuple[str, str, str]] = []
    for weights, words in ((WEIGHTS_OF_DRINKERS, OFTEN), (WEIGHTS_OF_OTHERS, SELDOM)):
        many = sum(weights.values())
        answers += [(WILTSHIRE.code, answer, weight) for answer, weight in zip(draw.among(words, many), draw.exactly(weights))]
    answers += [(WILTSHIRE.code, "No answer", "1")] * NOT_ANSWERED
    answers += [(SWINDON.code, answer, "1") for answer in draw.among({"Weekly": 1, "Never": 2}, NEIGHBOURS)]
    many = len(answers)
    years, sexes = draw.among({"Y6": 20, "Y8": 32, "Y10": 34, "Y12": 14}, many), draw.among({"F": 50, "M": 48, "X": 2}, many)
    rows = tuple(
        (key("S", n + 1), "2017/18", place, years[n], sexes[n], answer, weight) for n, (place, answer, weight) in enumerate(draw.shuffled(answers))
    )
    return Extract("school-survey", "council", "school-survey-synthetic.csv", SURVEY_HEADINGS, rows)


FURTHER = (15, 13, 11, 9, 7, 6, 5, 4, 4, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1)
"""Further offences of each of the 20 who offended again: 93, of which four young people committed 48."""
TRACKED = 76
COHORT_HEADINGS = ("Young person ID", "First offence date", "Age at index", "Gender", "LA code", "Index offence", "Disposal")
OFFENCE_HEADINGS = ("Offence ID", "Young person ID", "Date of offence", "Conviction date", "Offence type")
KINDS = {
    "Violence": 31,
    "Theft": 18,
    "Criminal damage": 15,
    "Drug offence": 12,
    "Public order": 11,
    "Vehicle crime": 5,
    "Burglary": 4,
    "Robbery": 2,
    "Other": 2,
}


@dataclass(frozen=True, slots=True)
class _Young:
    """A young person: the day followed from, and how many further offences fall within the twelve months."""

    number: int
    index: date
    further: int = 0
    authority: Authority = WILTSHIRE


def _cohort(draw: Draw) -> list[_Young]:
    """The 76 of 2016/17, a few of the years beside, and the neighbour's."""
    further = draw.shuffled([*FURTHER, *([0] * (TRACKED - len(FURTHER)))])
    found = [_Young(n, day, further[n]) for n, day in enumerate(draw.within(Period.fiscal_year(2016), TRACKED))]
    found += [_Young(200 + n, day, n % 3) for n, day in enumerate(draw.days(date(2017, 4, 1), date(2017, 6, 30), 9))]
    found += [_Young(300 + n, day, n % 4) for n, day in enumerate(draw.days(date(2016, 1, 4), date(2016, 3, 31), 8))]
    return found + [_Young(400 + n, day, n % 5, SWINDON) for n, day in enumerate(draw.days(date(2016, 4, 1), date(2017, 3, 31), 21))]


def youth_cohort(geography: Geography, seed: int) -> Extract:
    """The young people who are followed."""
    draw = Draw(geography, seed, 31)
    people = _cohort(draw)
    kinds, disposals = (
        draw.among(KINDS, len(people)),
        draw.among({"Youth caution": 44, "YCC": 22, "Referral order": 29, "YRO": 4, "DTO": 1}, len(people)),
    )
    ages, sexes = draw.among({17: 34, 16: 29, 15: 20, 14: 11, 13: 4, 12: 2}, len(people)), draw.among({"M": 79, "F": 21}, len(people))
    rows = tuple(
        (key("F", one.number), str(one.index), ages[n], sexes[n], one.authority.code, kinds[n], disposals[n]) for n, one in enumerate(people)
    )
    return Extract("youth-offending-cohort", "youth", "youth-offending-cohort-synthetic.ods", COHORT_HEADINGS, rows)


def _offence_days(draw: Draw, one: _Young) -> Iterator[date]:
    """The days of further offences within the twelve months, the last day among them; and, of many, days that must not count."""
    last = add_months(one.index, 12)
    if one.further:
        yield from draw.days(one.index + timedelta(1), last, one.further - 1)
        yield last if one.further > 8 else draw.days(one.index + timedelta(1), last, 1)[0]
    if one.number % 6 == 0:
        yield one.index  # on the day itself: the first offence, not a further one
    if one.number % 7 == 0:
        yield last + timedelta(1)  # a day too late
    if one.number % 9 == 0:
        yield one.index - timedelta(60)  # before


def youth_offences(geography: Geography, seed: int) -> Extract:
    """What they did before, on and after the day they are followed from; and offences of someone who is not followed."""
    people = _cohort(Draw(geography, seed, 31))
    draw = Draw(geography, seed, 32)
    days = [(one.number, day) for one in people for day in _offence_days(draw, one)]
    days += [(900, day) for day in draw.days(date(2016, 9, 1), date(2017, 2, 1), 6)]
    kinds, waits = draw.among(KINDS, len(days)), draw.below(200, len(days))
    rows = tuple(
        (key("D", n + 1), key("F", who), str(day), str(day + timedelta(20 + waits[n])), kinds[n])
        for n, (who, day) in enumerate(sorted(days, key=lambda pair: (pair[1], pair[0])))
    )
    return Extract("youth-reoffences", "youth", "youth-reoffences-synthetic.csv", OFFENCE_HEADINGS, rows)


KNIFE_HEADINGS = (
    "Crime number", "Date reported", "From", "To", "LA code", "LSOA code", "Offence type", "Knife flag", "Age of youngest involved", "MH flag",
    "Drug flag", "Alcohol", "DA flag",
)  # fmt: skip
SELECTED = {
    "Assault with injury": 44,
    "Robbery": 21,
    "Threats to kill": 18,
    "Assault with intent to cause serious harm": 9,
    "Rape": 2,
    "Sexual assault": 1,
    "Attempted murder": 1,
}
YOUNG_FLAGS = {("Yes", "Yes"): 6, ("Yes", "No"): 12, ("Yes", "Unknown"): 3, ("No", "Yes"): 5, ("No", "No"): 15, ("Unknown", "Unknown"): 9}
"""Mental-health and drugs flags of the 50 knife crimes that involve someone under 18 in 2017/18: 21 and 11 of them."""
OLDER_FLAGS = {("Yes", "Yes"): 9, ("Yes", "No"): 14, ("No", "Yes"): 18, ("No", "No"): 43, ("Unknown", "Unknown"): 16}


@dataclass(frozen=True, slots=True)
class _Knives:
    """Knife crimes of an authority and time: young, older (or of unknown age); and rows that are not knife crimes."""

    authority: Authority
    period: Period
    young: int
    older: int
    possession: int
    not_flagged: int = 4


KNIVES = (
    _Knives(WILTSHIRE, Period.fiscal_year(2016), 27, 168, 44),
    _Knives(SWINDON, Period.fiscal_year(2016), 19, 117, 38),
    _Knives(WILTSHIRE, Period.fiscal_year(2017), 29, 182, 51),
    _Knives(SWINDON, Period.fiscal_year(2017), 21, 125, 46),
    _Knives(WILTSHIRE, Period.month(2018, 4), 3, 14, 5),
    _Knives(SWINDON, Period.month(2018, 4), 2, 9, 3),
)
"""357 in the force area in 2017/18, of which 50 involve someone under 18."""


def knife_crimes(geography: Geography, seed: int) -> Extract:
    """Crimes with a knife flag, and possession and unflagged rows that must not count, April 2016 to April 2018."""
    draw = Draw(geography, seed, 33)
    flags = draw.exactly(YOUNG_FLAGS)
    rows = [row for batch in KNIVES for row in _knives(draw, batch, flags)]
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((key("X", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("knife-crimes", "police", "knife-crimes-synthetic.csv", KNIFE_HEADINGS, numbered)


def _knives(draw: Draw, batch: _Knives, flags: list[tuple[str, str]]) -> Iterator[Row]:
    """`flags` are those of the young in 2017/18, used up one by one."""
    many = batch.young + batch.older + batch.possession + batch.not_flagged
    what = draw.exactly({"young": batch.young, "older": batch.older, "possession": batch.possession, "not flagged": batch.not_flagged})
    moments, areas, lasts = draw.times(draw.within(batch.period, many, WEEKEND), LATE), draw.areas(batch.authority, many), draw.below(400, many)
    offences, others, alcohol = draw.among(SELECTED, many), draw.among(OLDER_FLAGS, many), draw.among({"Yes": 28, "No": 52, "Unknown": 20}, many)
    for n, moment in enumerate(moments):
        is_young = what[n] == "young" or (what[n] in ("possession", "not flagged") and n % 5 == 0)
        age: str | int = 11 + lasts[n] % 7 if is_young else "" if lasts[n] % 9 == 0 else 18 + lasts[n] % 45
        chosen = flags.pop() if what[n] == "young" and batch.period == Period.fiscal_year(2017) else others[n]
        began = moment - timedelta(minutes=lasts[n])
        yield (
            f"{moment:%Y-%m-%d}", stamp(began), stamp(moment), batch.authority.code, areas[n].code,
            "Possession" if what[n] == "possession" else offences[n], "No" if what[n] == "not flagged" else "Yes", age, *chosen, alcohol[n],
            "Yes" if lasts[n] % 8 == 0 else "No",
        )  # fmt: skip


CUCKOOED: Mapping[int, tuple[int, int]] = {2015: (17, 12), 2016: (24, 15), 2017: (41, 19), 2018: (15, 7)}
"""Addresses identified in each fiscal year (2018: to June), in the county and its neighbour: more each year, as the plan says without a number."""
CUCKOO_HEADINGS = (
    "UPRN",
    "Date identified",
    "Date closed",
    "LA code",
    "LSOA code",
    "Community area",
    "Risk level",
    "Vulnerable occupier",
    "County lines",
    "Closure order",
)


def cuckooed_addresses(geography: Geography, seed: int) -> Extract:
    """The register of cuckooed addresses, April 2015 to June 2018; a few addresses come twice."""
    draw = Draw(geography, seed, 34)
    rows: list[Row] = []
    for year, counts in CUCKOOED.items():
        period = Period.fiscal_year(year) if year < 2018 else Period.quarter(2018, 1)
        for authority, many in zip((WILTSHIRE, SWINDON), counts):
            rows += _addresses(draw, authority, period, many, 1000 * (year - 2015) + 500 * (authority is SWINDON))
    rows.sort(key=lambda row: (str(row[1]), str(row[0])))
    return Extract("cuckooing-addresses", "police", "cuckooing-addresses-synthetic.csv", CUCKOO_HEADINGS, tuple(rows))


def _addresses(draw: Draw, authority: Authority, period: Period, many: int, base: int) -> Iterator[Row]:
    """Addresses identified in a time; every ninth is the first of them again."""
    areas, lasts, flags = draw.areas(authority, many), draw.below(300, many), draw.among({"Yes": 58, "No": 27, "Unknown": 15}, many)
    for n, day in enumerate(draw.within(period, many, OFFICE_WEEK)):
        yield (
            f"9{base + (n if n % 9 else 0):011d}", str(day), str(day + timedelta(lasts[n])) if lasts[n] < 240 else "", authority.code, areas[n].code,
            areas[n].ward.community, ("Low", "Medium", "High")[lasts[n] % 3], "Yes" if n % 8 else "Unknown", flags[n],
            "Yes" if lasts[n] % 7 == 0 else "No",
        )  # fmt: skip
