"""Which census's small areas the crime rows are coded to: tested against the code lists, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wardmoot.core.calendar import Month
from wardmoot.evidence.crimes import counts_by
from wardmoot.evidence.places import lsoas
from wardmoot.evidence.store import Store


@dataclass(frozen=True, slots=True)
class VintageFit:
    """How many distinct codes of the rows are in one vintage's list only or in both, of the authorities for which both lists are held.

    `vintage` is 2011 or 2021 when some codes fit only it and none fit only the other; None when it cannot be told.
    `elsewhere` counts codes outside those authorities, of which nothing is said.
    """

    only_2011: int
    only_2021: int
    both: int
    elsewhere: int
    vintage: int | None


def lsoa_vintage_of(store: Store, months: Iterable[Month] | None = None, *, authority: str | None = None) -> VintageFit:
    """Which LSOA vintage the crime rows of the months are coded to, over the authorities held (or one).

    A vintage can be told only where the lists of both are held and differ.
    """
    lists = {vintage: lsoas(store, vintage) for vintage in (2011, 2021)}
    shared = {place for _, place in lists[2011].values()} & {place for _, place in lists[2021].values()}
    areas = shared if authority is None else shared & {authority}
    old, new = ({code for code, (_, place) in lists[v].items() if place in areas} for v in (2011, 2021))
    seen = {code for code in counts_by(store, columns=("lsoa_code",), months=months).keys["lsoa_code"] if code is not None}
    only_2011, only_2021 = len(seen & (old - new)), len(seen & (new - old))
    told = {(True, False): 2011, (False, True): 2021}.get((only_2011 > 0, only_2021 > 0))
    return VintageFit(only_2011, only_2021, len(seen & old & new), len(seen - old - new), told)
