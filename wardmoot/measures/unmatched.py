"""Records of an area that its boundaries cannot place, because their codes are those of another census."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wardmoot import evidence
from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import write_number
from wardmoot.evidence import Boundary, Store

TOLERATED = 0.01
"""Where more than this share of an area's records has no boundary, its counts would be too low to give."""
COMMON = 0.05
"""A name that fewer of an area's small areas than this bear is another authority's, kept when a boundary moved."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Records by month: `placed` in the area's boundaries, `lost` named for the area and in no boundary held of any area.

    `example` is the code and name of a lost place with most records.
    """

    placed: Mapping[Month, int]
    lost: Mapping[Month, int]
    example: str

    def among(self, months: Iterable[Month]) -> tuple[int, int]:
        """Records lost, and lost and placed together, over the months."""
        chosen = list(months)
        lost = sum(self.lost.get(m, 0) for m in chosen)
        return lost, lost + sum(self.placed.get(m, 0) for m in chosen)

    def too_many(self, months: Iterable[Month]) -> bool:
        """Whether so many are lost that nothing may be counted."""
        lost, every = self.among(months)
        return lost > TOLERATED * every


def unmatched(store: Store, own: Sequence[Boundary], months: Sequence[Month], force: str) -> Unmatched:
    """The records of the force over the months that bear the area's name and lie in none of its small areas.

    A small area is named after its authority ("Wiltshire 047F"), so a record of a code that only another census has shows itself
    by its name.
    """
    counts = evidence.counts_by(store, columns=("month", "lsoa_code", "lsoa_name"), months=months, forces=(force,)).as_dict()
    rows = [(Month.parse(month), code, name, n) for (month, code, name), n in counts.items() if code is not None]
    codes = {b.code for b in own}
    names = _area_names((code, name) for _, code, name, _ in rows if code in codes)
    placed, lost, places = Counter[Month](), Counter[Month](), Counter[str]()
    elsewhere: set[str] | None = None
    for month, code, name, n in rows:
        if code in codes:
            placed[month] += n
        elif _area_name(name) in names:
            elsewhere = _codes_of_others(store, own) if elsewhere is None else elsewhere
            if code not in elsewhere:
                lost[month] += n
                places[f"{code} ({name})"] += n
    return Unmatched(placed, lost, places.most_common(1)[0][0] if places else "")


def _area_name(name: str | None) -> str:
    """`Wiltshire` of `Wiltshire 047F`."""
    return (name or "").rpartition(" ")[0]


def _area_names(places: Iterable[tuple[str, str | None]]) -> set[str]:
    """The authority names that the area's small areas bear; more than one where authorities were merged."""
    bearers = Counter(_area_name(name) for _, name in {code: (code, name) for code, name in places}.values())
    return {name for name, n in bearers.items() if name and n >= COMMON * bearers.total()}


def _codes_of_others(store: Store, own: Sequence[Boundary]) -> set[str]:
    """Codes that a list held gives to another authority."""
    mine = {b.authority for b in own}
    return {code for vintage in (2011, 2021) for code, (_, place) in evidence.lsoas(store, vintage).items() if place not in mine}


def check_period(found: Unmatched, code: str, vintage: int, period: Period, months: Sequence[Month]) -> tuple[str, ...]:
    """Words for a few lost records of the period. Raises ValueError, saying what to load, where they are too many."""
    lost, every = found.among(months)
    if found.too_many(months):
        raise ValueError(
            f"{write_number(lost)} of {write_number(every)} records of {period.label} in {code} have codes that its LSOA {vintage} boundaries "
            f"do not have, for example {found.example}: the files are coded to another census. "
            f"Load its LSOA {2011 if vintage == 2021 else 2021} boundaries with `wardmoot evidence load`"
        )
    if not lost:
        return ()
    verb = "has a code" if lost == 1 else "have codes"
    return (
        f"{write_number(lost)} of {write_number(every)} records {verb} that no boundary held has, for example {found.example}: in no count here.",
    )


def comparable_months(found: Unmatched, months: Sequence[Month]) -> tuple[tuple[Month, ...], tuple[str, ...]]:
    """The months that the boundaries can place, and words for the others."""
    kept = tuple(m for m in months if not found.too_many([m]))
    other = [m for m in months if m not in kept]
    return kept, (f"Held but coded to the small areas of another census, so not used: {written_months(other)}.",) if other else ()
