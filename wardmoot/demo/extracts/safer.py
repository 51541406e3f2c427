"""Invented extracts about safer communities: offences, Prevent, anti-social behaviour and the community survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wardmoot.core.calendar import Period
from wardmoot.demo.extracts.draw import EVENING, OFFICE_WEEK, SUMMER, SWINDON, WEEKEND, WILTSHIRE, Draw, key, stamp
from wardmoot.demo.extracts.table import Extract, Row
from wardmoot.demo.geography import Geography
from wardmoot.demo.places import Authority

VIOLENCE, SEXUAL = "Violence against the person", "Sexual offences"
GROUPS: Mapping[str, Mapping[str, int]] = {
    VIOLENCE: {"105A": 38, "8N": 27, "8L": 16, "8Q": 3, "3B": 4, "8R": 5, "5D": 2, "104": 3, "11A": 1, "5E": 1},
    SEXUAL: {"20A": 34, "19C": 22, "17A": 6, "22B": 9, "19D": 8, "88A": 5, "88E": 10, "20B": 6},
    "Theft offences": {"46": 30, "49": 20, "45": 10, "44": 6, "28E": 12},
    "Public order offences": {"9A": 30, "66": 6},
    "Robbery": {"34B": 1},
}
"""Home Office offence codes of each group, with weights. The theft, public order and robbery rows must not count as violence."""

OFFENCES = {
    2011: {VIOLENCE: 3190, SEXUAL: 381, "Theft offences": 120, "Public order offences": 60, "Robbery": 9},
    2015: {VIOLENCE: 6084, SEXUAL: 808, "Theft offences": 120, "Public order offences": 60, "Robbery": 11},
}
"""The county's offences by group: 6,892 of violence and sexual offences in 2015/16. Those of 2011/12 are invented."""

OFFENCE_HEADINGS = ("Crime number", "Date recorded", "LA code", "LSOA code", "HO code", "HO group")


def recorded_offences(geography: Geography, seed: int, year: int) -> Extract:
    """Recorded offences of one fiscal year, with some of the neighbour's."""
    draw = Draw(geography, seed, 10 + year - 2011)
    theirs = {group: many // 80 for group, many in OFFENCES[year].items()}
    rows = [row for authority, counts in ((WILTSHIRE, OFFENCES[year]), (SWINDON, theirs)) for row in _offences(draw, authority, counts, year)]
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((key("O", year * 10**2 % 1000 * 1000 + n), *row) for n, row in enumerate(rows, start=1))
    return Extract("recorded-offences", "police", f"recorded-offences-{year}-{(year + 1) % 100}-synthetic.csv", OFFENCE_HEADINGS, numbered)


def _offences(draw: Draw, authority: Authority, counts: Mapping[str, int], year: int) -> Iterator[Row]:
    for group, many in counts.items():
        days, areas, codes = (
            draw.within(Period.fiscal_year(year), many, WEEKEND, SUMMER),
            draw.areas(authority, many),
            draw.among(GROUPS[group], many),
        )
        yield from ((str(days[n]), authority.code, areas[n].code, codes[n], group) for n in range(many))


@dataclass(frozen=True, slots=True)
class _Referrals:
    """Referrals of one authority in a time."""

    authority: Authority
    period: Period
    many: int


PREVENT = (
    _Referrals(WILTSHIRE, Period.quarter(2015, 4), 6),
    _Referrals(WILTSHIRE, Period.fiscal_year(2016), 30),
    _Referrals(WILTSHIRE, Period.fiscal_year(2017), 21),
    _Referrals(WILTSHIRE, Period.quarter(2018, 1), 7),
    _Referrals(SWINDON, Period.fiscal_year(2016), 19),
    _Referrals(SWINDON, Period.fiscal_year(2017), 16),
)
SECTORS = {"School": 36, "Police": 28, "Council": 14, "NHS": 9, "Prison": 4, "Family": 4, "Community": 3, "Other": 2}
PREVENT_HEADINGS = ("Referral ID", "Date received", "LA code", "Referring sector", "Age group", "Discussed at panel", "Adopted")


def prevent_referrals(geography: Geography, seed: int) -> Extract:
    """Prevent referrals, January 2016 to June 2018."""
    draw = Draw(geography, seed, 5)
    rows = []
    for batch in PREVENT:
        sectors, ages = draw.among(SECTORS, batch.many), draw.among({"0-14": 26, "15-20": 32, "21-30": 19, "31+": 23}, batch.many)
        for n, day in enumerate(draw.within(batch.period, batch.many, OFFICE_WEEK)):
            discussed = draw.chance.one_below(4) == 0
            adopted = discussed and draw.chance.one_below(2) == 0
            rows.append((str(day), batch.authority.code, sectors[n], ages[n], "Yes" if discussed else "No", "Yes" if adopted else "No"))
    rows.sort()
    numbered = tuple((key("V", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("prevent-referrals", "police", "prevent-referrals-synthetic.csv", PREVENT_HEADINGS, numbered)


TOWNS_OF_YEAR = {
    2016: {"Salisbury": 17, "Trowbridge": 15, "Melksham": 9, "Chippenham": 10, "Devizes": 6, "Warminster": 5, "Calne": 4, "Westbury": 4,
           "Amesbury": 3},
    2017: {"Salisbury": 21, "Trowbridge": 19, "Melksham": 12, "Chippenham": 9, "Devizes": 5, "Warminster": 4, "Calne": 4, "Westbury": 3, "Corsham": 2,
           "Amesbury": 2, "Tidworth": 1},
}  # fmt: skip
"""ASBRAC referrals of the county by the victim's town: in 2017/18 82, of which 52 from the plan's three towns."""

ASBRAC_HEADINGS = (
    "Referral ID",
    "Date of referral",
    "LA code",
    "Town",
    "Referring agency",
    "ASB category",
    "Household ID",
    "RAM score",
    "Accepted",
    "Date closed",
)


def asbrac_referrals(geography: Geography, seed: int) -> Extract:
    """Referrals to the anti-social behaviour conference, April 2016 to June 2018."""
    draw = Draw(geography, seed, 6)
    rows: list[Row] = []
    beside = ((WILTSHIRE, Period.quarter(2018, 1), {"Salisbury": 5, "Trowbridge": 6, "Chippenham": 4, "Marlborough": 3}),)
    theirs = tuple((SWINDON, Period.fiscal_year(year), {"Swindon": many}) for year, many in ((2016, 37), (2017, 41)))
    for authority, period, towns in (*((WILTSHIRE, Period.fiscal_year(year), towns) for year, towns in TOWNS_OF_YEAR.items()), *beside, *theirs):
        places = draw.exactly(towns)
        rows += [_asbrac(draw, authority, day, town) for day, town in zip(draw.within(period, len(places), OFFICE_WEEK, SUMMER), places)]
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((key("B", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("asbrac-referrals", "council", "asbrac-referrals-synthetic.csv", ASBRAC_HEADINGS, numbered)


def _asbrac(draw: Draw, authority: Authority, day: date, town: str) -> Row:
    by = draw.among({"Police": 46, "ASB team": 24, "Housing association": 21, "Fire and rescue": 2, "NHS": 5, "Charity": 2}, 1)[0]
    kind = draw.among({"Personal": 71, "Nuisance": 27, "Environmental": 2}, 1)[0]
    score, lasts, household = 17 + draw.chance.one_below(18), 40 + draw.chance.one_below(160), draw.chance.one_below(190)
    closed = day + timedelta(lasts)
    return (
        str(day),
        authority.code,
        town,
        by,
        kind,
        key("H", household),
        score,
        "Yes" if score >= 19 else "No",
        str(closed) if closed < date(2018, 7, 1) else "",
    )


ASB_YEARS = {2016: 981, 2017: 942, 2018: 236}
ASB_HEADINGS = (
    "Case number",
    "Occurred from",
    "Occurred to",
    "Date reported",
    "LA code",
    "LSOA code",
    "Community area",
    "ASB category",
    "ASB type",
    "Source",
    "Repeat",
)
BEHAVIOUR = {"Rowdy or inconsiderate behaviour": 31, "Noisy neighbours": 22, "Neighbours": 14, "Nuisance vehicles": 12, "Street drinking": 7,
             "Begging/vagrancy": 4, "Fly-tipping": 4, "Animal problems": 2, "Other": 4}  # fmt: skip


def asb_incidents(geography: Geography, seed: int) -> Extract:
    """Anti-social behaviour reported to the council, the police and landlords, April 2016 to June 2018."""
    draw = Draw(geography, seed, 7)
    rows = [row for year, many in ASB_YEARS.items() for row in _incidents(draw, WILTSHIRE, year, many)]
    rows += [row for year in (2016, 2017) for row in _incidents(draw, SWINDON, year, 60)]
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((key("N", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("asb-incidents", "council", "asb-incidents-synthetic.csv", ASB_HEADINGS, numbered)


def _incidents(draw: Draw, authority: Authority, year: int, many: int) -> Iterator[Row]:
    period = Period.fiscal_year(year) if year < 2018 else Period.quarter(2018, 1)
    kinds, types = draw.among({"Personal": 30, "Nuisance": 62, "Environmental": 8}, many), draw.among(BEHAVIOUR, many)
    agency, areas, lasts = draw.among({"Council": 44, "Police": 31, "Landlord": 25}, many), draw.areas(authority, many), draw.below(600, many)
    for n, start in enumerate(draw.times(draw.within(period, many, WEEKEND, (6, 6, 8, 9, 11, 12, 14, 13, 10, 9, 7, 6)), EVENING)):
        end = stamp(start + timedelta(minutes=lasts[n])) if lasts[n] % 3 else ""
        reported = start.date() + timedelta(lasts[n] % 4)
        yield (
            stamp(start), end, str(reported), authority.code, areas[n].code, areas[n].ward.community, kinds[n], types[n], agency[n],
            "Yes" if lasts[n] % 6 == 0 else "No",
        )  # fmt: skip


SURVEY_HEADINGS = (
    "Response ID",
    "Survey year",
    "Interview date",
    "LA code",
    "Community area",
    "Age group",
    "Gender",
    "Safe during the day",
    "Safe after dark",
    "ASB problem",
    "Survey weight",
)


def community_survey(geography: Geography, seed: int) -> Extract:
    """Two autumns of the community survey, 300 residents each."""
    draw = Draw(geography, seed, 8)
    rows: list[Row] = []
    for year in (2016, 2017):
        days = draw.days(date(year, 9, 5), date(year, 11, 25), 300, OFFICE_WEEK)
        by_day = draw.among({"Very safe": 54, "Fairly safe": 37, "Neither": 5, "A bit unsafe": 3, "Very unsafe": 1}, 300)
        dark = draw.among({"Very safe": 25, "Fairly safe": 41, "Neither": 13, "A bit unsafe": 14, "Very unsafe": 5, "Don't know": 2}, 300)
        problem = draw.among({"Very big problem": 6, "Fairly big problem": 16, "Not a very big problem": 47, "No problem": 27, "Don't know": 4}, 300)
        ages, sexes = draw.among({"16-24": 8, "25-44": 27, "45-64": 36, "65+": 29}, 300), draw.among({"F": 54, "M": 45, "Unknown": 1}, 300)
        weights, towns = draw.among({"0.8": 35, "1": 40, "1.3": 25}, 300), draw.towns(WILTSHIRE, 300)
        rows += [
            (f"{year}/{year + 1 - 2000}", str(days[n]), WILTSHIRE.code, towns[n], ages[n], sexes[n], by_day[n], dark[n], problem[n], weights[n])
            for n in range(300)
        ]
    numbered = tuple((key("R", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("community-survey", "council", "community-survey-synthetic.csv", SURVEY_HEADINGS, numbered)
