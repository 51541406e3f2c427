"""Invented road casualties of 2013 to 2015 in the two tables of STATS19 that the department publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from wardmoot.demo.extracts.draw import SWINDON, WILTSHIRE, Draw
from wardmoot.demo.geography import Geography
from wardmoot.demo.places import Authority

COLLISION_HEADER = (
    "collision_index,collision_year,collision_severity,number_of_vehicles,number_of_casualties,date,day_of_week,time,"
    "local_authority_ons_district,local_authority_highway,speed_limit,lsoa_of_accident_location"
)
CASUALTY_HEADER = (
    "collision_index,collision_year,vehicle_reference,casualty_reference,casualty_class,sex_of_casualty,age_of_casualty,casualty_severity,"
    "casualty_type"
)
FORCE = "00"
RUSH = (1, 1, 1, 1, 1, 2, 4, 8, 10, 6, 6, 6, 7, 7, 7, 9, 10, 12, 9, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class _Year:
    """Casualties of one authority and year by severity as recorded: killed, serious, slight."""

    authority: Authority
    year: int
    killed: int
    serious: int
    slight: int


YEARS = (
    _Year(WILTSHIRE, 2013, 22, 205, 410),
    _Year(WILTSHIRE, 2014, 19, 204, 402),
    _Year(WILTSHIRE, 2015, 24, 195, 396),
    _Year(SWINDON, 2013, 5, 44, 120),
    _Year(SWINDON, 2014, 4, 49, 116),
    _Year(SWINDON, 2015, 6, 41, 118),
)
"""669 killed or seriously injured in the county over the three years; the neighbour's must not count."""


@dataclass(frozen=True, slots=True)
class Collision:
    """One collision and the severities of its casualties, worst first."""

    index: str
    moment: datetime
    authority: Authority
    lsoa: str
    severities: tuple[int, ...]


def collisions(geography: Geography, seed: int) -> tuple[Collision, ...]:
    """Every collision of the three years: most have one casualty, some two or three."""
    draw = Draw(geography, seed, 50)
    return tuple(one for year in YEARS for one in _collisions(draw, year))


def _collisions(draw: Draw, of: _Year) -> Iterator[Collision]:
    severities = draw.exactly({1: of.killed, 2: of.serious, 3: of.slight})
    groups: list[tuple[int, ...]] = []
    while severities:
        many = min(len(severities), draw.among({1: 78, 2: 16, 3: 6}, 1)[0])
        groups.append(tuple(sorted(severities.pop() for _ in range(many))))
    days = draw.days(
        date(of.year, 1, 1), date(of.year, 12, 31), len(groups), (10, 10, 10, 10, 12, 10, 9), (9, 9, 9, 9, 10, 11, 11, 11, 10, 10, 11, 10)
    )
    areas = draw.areas(of.authority, len(groups))
    base = 0 if of.authority is WILTSHIRE else 500_000
    for n, moment in enumerate(draw.times(days, RUSH)):
        yield Collision(f"X{of.year}{FORCE}{base + n + 1:07d}", moment, of.authority, areas[n].code, groups[n])


def collision_file(geography: Geography, seed: int) -> bytes:
    """The table of collisions."""
    return _file(COLLISION_HEADER, (_collision_line(one) for one in collisions(geography, seed)))


def _collision_line(one: Collision) -> str:
    day = (one.moment.weekday() + 1) % 7 + 1
    speed = (30, 60, 40, 50, 70)[len(one.index + one.lsoa) * one.moment.minute % 5]
    return (
        f"{one.index},{one.moment.year},{one.severities[0]},{1 + one.moment.minute % 2},{len(one.severities)},{one.moment:%d/%m/%Y},{day},"
        f"{one.moment:%H:%M},{one.authority.code},{one.authority.code},{speed},{one.lsoa}"
    )


def casualty_file(geography: Geography, seed: int) -> bytes:
    """The table of casualties: each a person."""
    draw = Draw(geography, seed, 51)
    return _file(CASUALTY_HEADER, (line for one in collisions(geography, seed) for line in _casualty_lines(draw, one)))


def _casualty_lines(draw: Draw, one: Collision) -> Iterator[str]:
    for who, severity in enumerate(one.severities, start=1):
        kind = draw.among({9: 61, 3: 9, 5: 11, 1: 9, 0: 8, 19: 2}, 1)[0]
        age, sex = 5 + draw.chance.one_below(80), 1 + draw.chance.one_below(2)
        yield f"{one.index},{one.moment.year},1,{who},{3 if kind == 0 else 1 if who == 1 else 2},{sex},{age},{severity},{kind}"


def _file(header: str, lines: Iterator[str]) -> bytes:
    return ("\n".join([header, *lines]) + "\n").encode()
