"""Invented extracts about domestic abuse: the police's incidents and the quarterly returns of the MARACs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wardmoot.core.calendar import Period
from wardmoot.demo.extracts.draw import LATE, SUMMER, SWINDON, WEEKEND, WILTSHIRE, Draw, key, stamp
from wardmoot.demo.extracts.table import Extract, Row
from wardmoot.demo.geography import Geography
from wardmoot.demo.places import Authority


@dataclass(frozen=True, slots=True)
class _Batch:
    """Incidents of one authority and time: flagged with children, without, not recorded; and those not flagged at all."""

    authority: Authority
    period: Period
    with_children: int
    without: int
    not_recorded: int
    not_flagged: int = 0

    @property
    def flagged(self) -> int:
        return self.with_children + self.without + self.not_recorded


INCIDENTS = (
    _Batch(WILTSHIRE, Period.month(2016, 3), 118, 139, 14, 3),
    _Batch(WILTSHIRE, Period.fiscal_year(2016), 1462, 1652, 198, 41),
    _Batch(WILTSHIRE, Period.fiscal_year(2017), 1437, 1577, 191, 38),
    _Batch(WILTSHIRE, Period.month(2018, 4), 115, 131, 13, 4),
    _Batch(SWINDON, Period.fiscal_year(2016), 118, 126, 12),
    _Batch(SWINDON, Period.fiscal_year(2017), 121, 130, 15),
)
"""The plan's year and the one before add up to its figures; the months before and after, and Swindon, must not count."""

HEADINGS = (
    "Incident number", "Date reported", "LA code", "LSOA code", "DA flag", "Crime/non-crime", "C&YP present", "No. of children", "Victim ID",
    "DASH risk",
)  # fmt: skip


def incidents(geography: Geography, seed: int) -> Extract:
    """Domestic abuse incidents, March 2016 to April 2018."""
    draw = Draw(geography, seed, 1)
    rows = [row for batch in INCIDENTS for row in _incidents(draw, batch)]
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((key("I", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("domestic-abuse-incidents", "police", "domestic-abuse-incidents-synthetic.csv", HEADINGS, numbered)


def _incidents(draw: Draw, batch: _Batch) -> Iterator[Row]:
    many = batch.flagged + batch.not_flagged
    days = draw.within(batch.period, many, WEEKEND, SUMMER)
    present = draw.exactly({("Y", "Yes"): batch.with_children, ("Y", "No"): batch.without, ("Y", "Not recorded"): batch.not_recorded,
                            ("N", "No"): batch.not_flagged})  # fmt: skip
    crime = draw.among({"Crime": 52, "Non-crime": 48}, many)
    risk = draw.among({"Standard": 62, "Medium": 27, "High": 9, "Not assessed": 2}, many)
    children, victims, areas = draw.below(3, many), draw.below(4200, many), draw.areas(batch.authority, many)
    for n, moment in enumerate(draw.times(days, LATE)):
        flag, there = present[n]
        yield (
            stamp(moment), batch.authority.code, areas[n].code, flag, crime[n], there, children[n] + 1 if there == "Yes" else 0,
            key("P", victims[n]), risk[n],
        )  # fmt: skip


CASES = {
    2016: ((124, 181), (129, 188), (121, 174), (129, 185)),
    2017: ((131, 176), (126, 171), (128, 173), (132, 179)),
    2018: ((134, 180), (130, 177), (133, 181), (137, 186)),
}
"""Cases heard and children in the home, by quarter: 503 and 728, then 517 and 699, then a further year."""

RETURN_HEADINGS = (
    "MARAC area", "Period", "Number of meetings", "Cases discussed", "Repeat referrals", "C&YP in the home", "Police referrals", "IDVA referrals",
    "CSC referrals", "Health referrals", "Other referrals", "BAME", "LGBT+", "Disability", "Males", "Aged 16-17", "Harming others aged 17 or below",
)  # fmt: skip


def marac_returns(geography: Geography, seed: int) -> Extract:
    """What the MARACs of the county and of its neighbour returned, quarter by quarter."""
    draw = Draw(geography, seed, 2)
    rows = [
        _return(draw, authority, year, quarter, *counts)
        for authority, share in ((WILTSHIRE, 100), (SWINDON, 70))
        for year, quarters in CASES.items()
        for quarter, counts in enumerate((tuple(n * share // 100 for n in pair) for pair in quarters), start=1)
    ]
    return Extract("marac-quarterly-counts", "police", "marac-quarterly-counts-synthetic.xlsx", RETURN_HEADINGS, tuple(rows))


def _return(draw: Draw, authority: Authority, year: int, quarter: int, cases: int, children: int) -> Row:
    repeats = cases * (27 + draw.chance.one_below(6)) // 100
    police = cases * (62 + draw.chance.one_below(6)) // 100
    shares = [cases * share // 100 for share in (12, 6, 7)]
    small: list[str | int] = [cases * share // 100 for share in (8, 2, 6, 5)]
    hidden = [count if isinstance(count, int) and count >= 5 else "<5" for count in small]
    return (
        authority.code, f"{year}/{(year + 1) % 100} Q{quarter}", 6, cases, repeats, children, police, *shares, cases - police - sum(shares), *hidden,
        "<5", "<5",
    )  # fmt: skip
