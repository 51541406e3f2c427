"""Invented extracts about children: missing episodes and cases of exploitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wardmoot.core.calendar import Period
from wardmoot.demo.extracts.draw import EVENING, SUMMER, SWINDON, WEEKEND, WILTSHIRE, Draw, key, stamp
from wardmoot.demo.extracts.table import Extract, Row
from wardmoot.demo.geography import Geography
from wardmoot.demo.places import Authority

OFTEN = {
    2016: (31, 27, 24, 22, 20, 19, 18, 17, 16, 15, 15, 14, 14, 13, 13, 13, 12, 12, 12, 12),
    2017: (29, 26, 23, 20, 19, 18, 17, 16, 15, 14, 14, 13, 13, 13, 12, 12, 12, 12),
}
"""Episodes of each child who was missing on 12 or more occasions: 20 children in 2016/17, 18 in 2017/18."""

CHILDREN = {2016: 513, 2017: 407}
EPISODES = {2016: 1360, 2017: 1170}
MOST_OF_OTHERS = 11
"""The plan's numbers; no other child reaches 12, and one stands at 11 with absences on top."""

HEADINGS = (
    "Episode ID", "Misper ID", "Age at episode", "Reported missing", "Date returned", "LA code", "LSOA code", "Classification", "Risk level",
    "LAC", "RHI offered", "RHI date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Missing:
    """Episodes of one person in a time: at what age, of which status, where."""

    person: str
    age: int
    many: int
    period: Period
    status: str = "Missing"
    authority: Authority = WILTSHIRE


def _counts(draw: Draw, year: int) -> list[int]:
    """How many episodes each child of a year had: those missing often, then the others, most of them once or twice."""
    often = list(OFTEN[year])
    others = [1] * (CHILDREN[year] - len(often))
    others[0] = MOST_OF_OTHERS
    left = EPISODES[year] - sum(often) - sum(others)
    while left:
        n = 1 + draw.chance.one_below(len(others) - 1) * (1 + draw.chance.one_below(3)) // 3
        if others[n] < MOST_OF_OTHERS - 2:
            others[n] += 1
            left -= 1
    return often + others


def _children(draw: Draw, year: int) -> Iterator[_Missing]:
    """The county's missing children of a year; some of 2017/18 were missing the year before too."""
    period = Period.fiscal_year(year)
    for n, many in enumerate(_counts(draw, year)):
        age = draw.among({17: 22, 16: 25, 15: 22, 14: 14, 13: 8, 12: 5, 10: 2, 8: 1, 5: 1}, 1)[0]
        yield _Missing(key("C", n + (0 if year == 2016 else 380)), age, many, period)


def _traps(draw: Draw) -> Iterator[_Missing]:
    """What must not be counted: adults, absences, the neighbour's children, the months beside the years."""
    for year in (2016, 2017):
        period = Period.fiscal_year(year)
        yield _Missing(key("C", 20 if year == 2016 else 398), 15, 3, period, "Absent")  # the child who stands at 11
        yield _Missing(key("A", 1), 34, 14, period)  # an adult missing often
        yield _Missing(key("C", 9000), 18, 5, period)  # eighteen at the time
        yield from (_Missing(key("A", 10 + n), 19 + n % 60, 1 + n % 2, period) for n in range(170))
        yield from (_Missing(key("C", 5000 + n), 11 + n % 7, 1, period, "Absent") for n in range(60))
        yield from (_Missing(key("C", 5200 + n), 15, 1, period, "AFP") for n in range(25))
        yield from (_Missing(key("C", 6000 + n), 12 + n % 6, 1 + n % 3, period, authority=SWINDON) for n in range(45))
    for month in (Period.month(2016, 3), Period.month(2018, 4)):
        yield from (_Missing(key("C", 380 + n), 15, 1 + n % 3, month) for n in range(50))
        yield from (_Missing(key("A", 100 + n), 40, 1, month) for n in range(10))


def missing_episodes(geography: Geography, seed: int) -> Extract:
    """Missing episodes of adults and children, March 2016 to April 2018."""
    draw = Draw(geography, seed, 3)
    people = [*_children(draw, 2016), *_children(draw, 2017), *_traps(draw)]
    rows = [row for person in people for row in _episodes(draw, person)]
    _to_the_edges(rows, 2016)
    _to_the_edges(rows, 2017)
    rows.sort(key=lambda row: (str(row[2]), str(row[0])))
    numbered = tuple((key("M", n), *row) for n, row in enumerate(rows, start=1))
    return Extract("missing-episodes", "police", "missing-episodes-synthetic.csv", HEADINGS, numbered)


def _episodes(draw: Draw, person: _Missing) -> Iterator[Row]:
    assert person.period.start is not None
    assert person.period.end is not None
    days = draw.days(person.period.start, person.period.end, person.many, WEEKEND, SUMMER)
    hours, minutes, lasted = draw.among(dict(enumerate(EVENING)), person.many), draw.below(60, person.many), draw.below(2200, person.many)
    offered, areas, looked_after = (
        draw.below(100, person.many),
        draw.areas(person.authority, person.many),
        draw.among({"Yes": 28, "No": 66, "Not known": 6}, 1),
    )
    for n, day in enumerate(days):
        start = datetime.combine(day, time(hours[n], minutes[n]))
        end = start + timedelta(minutes=20 + lasted[n])
        is_child = person.age < 18
        risk = (
            "No apparent risk" if person.status == "Absent" else ("High" if lasted[n] % 9 == 0 else "Medium" if is_child or lasted[n] % 2 else "Low")
        )
        interview = stamp(end + timedelta(hours=10 + lasted[n] % 90)) if is_child and offered[n] < 61 else ""
        yield (
            person.person, person.age, stamp(start), stamp(end), person.authority.code, areas[n].code, person.status, risk,
            looked_after[0] if is_child else "No", ("Yes" if offered[n] < 88 else "No") if is_child else "No", interview,
        )  # fmt: skip


def _to_the_edges(rows: list[Row], year: int) -> None:
    """Move two of a year's episodes of missing children to its first and its last minute: the traps of every filter."""
    whole = Period.fiscal_year(year)
    at = [n for n, row in enumerate(rows) if _in(whole, str(row[2])) and row[6] == "Missing" and row[4] == WILTSHIRE.code and int(row[1]) < 18]
    for n, moment, end in ((at[0], f"{whole.start} 00:00", f"{whole.start} 03:20"), (at[-1], f"{whole.end} 23:59", f"{whole.end} 23:59")):
        rows[n] = (*rows[n][:2], moment, end, *rows[n][4:])


def _in(period: Period, moment: str) -> bool:
    return str(period.start) <= moment[:10] <= str(period.end)


CASE_HEADINGS = (
    "Case ID",
    "Child ID",
    "Age at referral",
    "Date opened",
    "Date closed",
    "Responsible authority",
    "CE type",
    "Held by",
    "SERAF category",
    "County lines flag",
)
OPEN_THEN = 39
OPEN_LATER = 58
"""Open to the team for sexual exploitation at the end of March 2017, and a year later."""
STILL_OPEN = 11
"""Of the 39, those still open a year later."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A case: the child, the days, what and who."""

    child: int
    opened: date
    closed: date | None
    kind: str = "CSE"
    team: str = "Emerald Team"
    authority: Authority = WILTSHIRE


def _cases(draw: Draw) -> Iterator[_Case]:
    then, later = date(2017, 3, 31), date(2018, 3, 31)
    kinds = draw.exactly({"CSE": OPEN_THEN + OPEN_LATER - 14, "Both": 14})
    for n, opened in enumerate(draw.days(date(2016, 6, 1), then, OPEN_THEN)):
        closed = None if n < STILL_OPEN else draw.days(then + timedelta(1), later, 1)[0]
        yield _Case(n, opened, closed, kinds.pop())
    for n, opened in enumerate(draw.days(then + timedelta(1), later, OPEN_LATER - STILL_OPEN)):
        closed = None if n % 3 else draw.days(later + timedelta(1), date(2018, 6, 30), 1)[0]
        yield _Case(100 + n, opened, closed, kinds.pop())
    yield _Case(0, date(2018, 1, 9), None)  # a second open case of a child counted already
    yield _Case(300, date(2017, 6, 5), later)  # closed on the very day
    yield _Case(301, later + timedelta(1), None)  # opened the day after
    yield from (_Case(310 + n, day, None, "CCE") for n, day in enumerate(draw.days(date(2017, 5, 1), later, 17)))
    yield from (_Case(340 + n, day, None, team="Locality team") for n, day in enumerate(draw.days(date(2017, 5, 1), later, 9)))
    yield from (_Case(400 + n, day, None, authority=SWINDON) for n, day in enumerate(draw.days(date(2017, 5, 1), later, 31)))
    yield from (_Case(450 + n, day, day + timedelta(100)) for n, day in enumerate(draw.days(date(2016, 4, 1), date(2016, 11, 30), 33)))
    yield from (_Case(500 + n, day, None) for n, day in enumerate(draw.days(date(2018, 4, 2), date(2018, 6, 30), 12)))


def exploitation_cases(geography: Geography, seed: int) -> Extract:
    """Cases of children at risk of exploitation, opened April 2016 to June 2018."""
    draw = Draw(geography, seed, 4)
    cases = sorted(_cases(draw), key=lambda case: (case.opened, case.child))
    rows = tuple(_case(draw, n, case) for n, case in enumerate(cases, start=1))
    return Extract("child-exploitation-cases", "council", "child-exploitation-cases-synthetic.csv", CASE_HEADINGS, rows)


def _case(draw: Draw, number: int, case: _Case) -> Row:
    lines = draw.among({"Yes": 55, "No": 35, "Not known": 10} if case.kind != "CSE" else {"Yes": 7, "No": 81, "Not known": 12}, 1)[0]
    return (
        key("E", number), key("K", case.child), 12 + draw.chance.one_below(6), str(case.opened), str(case.closed or ""), case.authority.code,
        case.kind, case.team, str(draw.among({4: 30, 3: 40, 2: 24, 1: 6}, 1)[0]), lines,
    )  # fmt: skip
