"""Further offences of a cohort of young offenders, each followed for so many months from a first offence.

A local tracked cohort: the day of the offence decides, and there is no further time to wait for a conviction, as the
national measure of proven reoffending has. The two are not comparable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.calendar import add_months
from wardmoot.measures.tables import Days, Selection, Tables
from wardmoot.measures.tallies import Tallier, Tally, share_tally, taken, tally_of

COHORT, OFFENCES = "youth-offending-cohort", "youth-reoffences"


@dataclass(frozen=True, slots=True)
class Followed:
    """The cohort as a tally of its people, and how many further offences each of them committed; shape (people,)."""

    people: Tally
    further: NDArray[np.int64]


def _followed(tables: Tables, selection: Selection, months: int) -> Followed:
    """Further offences within so many months after each person's index day, which itself does not count; the last day does."""
    rows, mask, chosen = taken(tables, COHORT, selection, {}, "person", "index_date")
    offences = tables.rows(OFFENCES, ("person", "offence_date"))
    people, index = rows.columns["person"][mask], rows.days("index_date")[mask]
    position = {person: n for n, person in enumerate(people)}
    who = np.array([position.get(person, -1) for person in offences.columns["person"]], dtype=np.int64)
    theirs, days = who[who >= 0], offences.days("offence_date")[who >= 0]
    within = (days > index[theirs]) & (days <= _last_days(index, months)[theirs])
    found = tally_of(rows, selection, len(people), mask, {**chosen, "further offences": {"after": "index_date", "months": months}}, "person")
    files = (*found.files, *offences.files)
    return Followed(replace(found, files=files), np.bincount(theirs[within], minlength=len(people)))


def _last_days(index: Days, months: int) -> Days:
    return np.array([add_months(day, months) for day in index.tolist()], dtype="datetime64[D]")


def _counting(count: Callable[[NDArray[np.int64]], int]) -> Callable[[int], Tallier]:
    """A count over the further offences of each person, as a way to count that takes the months of following."""

    def of_months(months: int) -> Tallier:
        def tally(tables: Tables, selection: Selection) -> Tally:
            found = _followed(tables, selection, months)
            if found.people.value is None:
                return found.people
            value = float(count(found.further))
            return replace(found.people, value=value, numerator=value, rows=int(found.further.sum()))

        return tally

    return of_months


def share_who_reoffend(months: int) -> Tallier:
    """Of the cohort, those with at least one further offence, in per cent with Wilson's interval (the binary rate)."""

    def tally(tables: Tables, selection: Selection) -> Tally:
        found = _followed(tables, selection, months)
        again = float((found.further > 0).sum())
        part = found.people if found.people.value is None else replace(found.people, value=again, numerator=again)
        return share_tally(part, np.ones(len(found.further)))

    return tally


def fewest_for_half(further: NDArray[np.int64]) -> tuple[int, int]:
    """The fewest people whose further offences are at least half of all, and how many those are; (0, 0) where there are none.

    >>> fewest_for_half(np.array([5, 1, 1, 1, 0]))
    (1, 5)
    """
    most = np.cumsum(np.sort(further)[::-1])
    if not most.size or not most[-1]:
        return 0, 0
    people = int(np.argmax(2 * most >= most[-1])) + 1
    return people, int(most[people - 1])


people_who_reoffend = _counting(lambda further: int((further > 0).sum()))
further_offences = _counting(lambda further: int(further.sum()))
offenders_of_half = _counting(lambda further: fewest_for_half(further)[0])
offences_of_half = _counting(lambda further: fewest_for_half(further)[1])
