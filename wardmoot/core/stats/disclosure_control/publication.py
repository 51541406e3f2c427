"""What else must not be published as it stands: a table that tells of everybody, a percentage of few, an average of few."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wardmoot.core.stats.disclosure_control import tables
from wardmoot.core.stats.disclosure_control.tables import HIDDEN, Cell, Table

OPEN_BASE = 20
"""The least denominator of a published percentage or rate of open data."""

SENSITIVE_BASE = 50
"""The same for sensitive data, such as domestic abuse, exploitation and health."""

LEAST_CONTRIBUTORS = 10
"""The fewest people or events of a published average or median."""


class Telling(StrEnum):
    """What a row or column gives away of everybody in it."""

    EVERYBODY = "everybody"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class GroupDisclosure:
    """A cell (counted from 0) that tells of everybody in its row or column. `along` is "row" or "column"."""

    row: int
    column: int
    along: str
    telling: Telling
    says: str


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a number may be published, and why not."""

    allowed: bool
    reason: str = ""


def group_disclosures(table: Table) -> tuple[GroupDisclosure, ...]:
    """Where a published table tells of everybody in a group: all of a row or column are in one cell, or none are.

    `table` is one with totals in the last row and column, as `protect` takes and gives. Small counts are not at issue
    here: a row of 40 people all in one cell says something of each of the 40. Whether that harms is a person's decision,
    so `protect` does not hide for it. "none" is reported only beside shown totals over 0.

    Source: Hundepool and others (2012), section 1.2 (group attribute disclosure); Analysis Function guidance on
    intruder testing and disclosure.

    >>> [one.says for one in group_disclosures([[40, 0, 40], [10, 20, 30], [50, 20, 70]])][0]
    'row 1: all 40 are in column 1'
    """
    values = tables.as_two_way(tables.read(table))
    found = []
    for along, lines in (("row", values), ("column", values.T)):
        other = "column" if along == "row" else "row"
        for i, line in enumerate(lines[:-1]):
            total = line[-1]
            for j, value in enumerate(line[:-1]) if total > 0 else ():
                telling = Telling.EVERYBODY if value == total else Telling.NOBODY if value == 0 else None
                if telling:
                    row, column = (i, j) if along == "row" else (j, i)
                    word = f"all {total:g} are" if telling is Telling.EVERYBODY else f"none of {total:g} is"
                    found.append(GroupDisclosure(row, column, along, telling, f"{along} {i + 1}: {word} in {other} {j + 1}"))
    return tuple(found)


def _count(value: Cell, name: str) -> float:
    try:
        return float(tables.read([[value]])[0, 0])
    except ValueError:
        raise ValueError(f"{name}: {value!r} is not a count; give a whole number from 0 up, or {HIDDEN!r} where hidden") from None


def may_publish_share(numerator: Cell, denominator: Cell, *, threshold: int, least_base: int) -> Permission:
    """Whether a percentage or rate of `numerator` in `denominator` may be published.

    Not on a base under `least_base` (`OPEN_BASE` 20, `SENSITIVE_BASE` 50), and not where the numerator, or the rest of
    the denominator, is hidden or from 1 to `threshold` - 1: with its base, a percentage gives both away. For a rate by
    population give the population as the denominator.

    Raises ValueError for what is neither a whole count nor "[c]", and for a numerator over its denominator.

    >>> may_publish_share(6, 18, threshold=5, least_base=OPEN_BASE).reason
    'the base is 18, under 20'
    """
    rules = tables.release(threshold, None)
    part, base = _count(numerator, "numerator"), _count(denominator, "denominator")
    if part > base:
        raise ValueError(f"numerator: {numerator} is more than its denominator, {denominator}")
    if np.isnan(part) or np.isnan(base):
        return Permission(False, f"the {'numerator' if np.isnan(part) else 'base'} is hidden, {HIDDEN}")
    if base < least_base:
        return Permission(False, f"the base is {base:g}, under {least_base}")
    for value, name in ((part, "numerator"), (base - part, "rest of the base")):
        if 0 < value < rules.threshold:
            return Permission(False, f"the {name} is from 1 to {rules.threshold - 1}")
    return Permission(True)


def may_publish_average(contributors: int) -> Permission:
    """Whether an average or a median of so many may be published: at least 10. A least or greatest value is one person's, and never may.

    >>> may_publish_average(9)
    Permission(allowed=False, reason='9 contribute, under 10')
    """
    count = _count(contributors, "contributors")
    if np.isnan(count):
        return Permission(False, f"the number that contribute is hidden, {HIDDEN}")
    return Permission(True) if count >= LEAST_CONTRIBUTORS else Permission(False, f"{count:g} contribute, under {LEAST_CONTRIBUTORS}")
