"""What the store holds that an assessment may use: the small areas of one vintage, the forces, the months."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmoot import evidence
from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import Area, AreaKind, Denominator, SourceFile, write_number
from wardmoot.evidence import Batch, Boundary, SourceKey, Store, StoreKind, source_files
from wardmoot.measures.unmatched import check_period, comparable_months, unmatched

BOUNDARIES = {2011: SourceKey.BOUNDARY_LSOA_2011, 2021: SourceKey.BOUNDARY_LSOA_2021}
KINDS = {2011: AreaKind.LSOA_2011, 2021: AreaKind.LSOA_2021}
COVERED = 0.9
"""An authority takes part in the search for clusters when this share of its small areas has a record at all."""


@dataclass(frozen=True, slots=True)
class Held:
    """One area's ground. `months` are those for which the area's main force is held, in codes of `vintage`.

    `every` holds the small areas of all authorities whose records are held too; `uncovered` names the others.
    `forces` are those with a record in `every` whose files are held for each of the months, `force_names` their names.
    `left_out` says what was held and could not be used. `boundary_files` say which small areas are the area's own,
    `searched_files` which are in `every`.
    """

    area: Area
    vintage: int
    own: tuple[Boundary, ...]
    every: tuple[Boundary, ...]
    wards: tuple[Boundary, ...]
    forces: tuple[str, ...]
    force_names: tuple[str, ...]
    months: tuple[Month, ...]
    boundary_files: tuple[SourceFile, ...]
    searched_files: tuple[SourceFile, ...]
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    left_out: tuple[str, ...]


def look_up(store: Store, code: str, period: Period, window: Sequence[Month]) -> Held:
    """What may be used for `code` over the months of `window`.

    The main force is the one with most records in the area; a month is held when its file is. Raises ValueError, saying
    what to load, where the area's boundaries or the period's files are not held.
    """
    if not re.fullmatch(r"[EWX]\d{8}", code):
        raise ValueError(f"{code!r} is not an area code: give a local authority's, for example E06000054")
    held = evidence.months_held(store)
    wanted = [m for m in period.months() if any(m in months for months in held.values())]
    if not wanted:
        raise ValueError(f"no street crime files are held for {period.label}: load them with `wardmoot evidence load`")
    vintage = _vintage(store, code, wanted)
    every = evidence.boundaries(store, BOUNDARIES[vintage])
    own = tuple(b for b in every if b.authority == code)
    main = _main_force(store, own, wanted)
    if main is None:
        raise ValueError(f"no record of {period.label} lies in {code}: load the street crime files of the force that covers it")
    months, left_out = _months_of_vintage(store, code, vintage, [m for m in window if m in held[main]])
    found = unmatched(store, own, months, main)
    left_out += check_period(found, code, vintage, period, [m for m in wanted if m in months])
    months, uncounted = comparable_months(found, months)
    forces, partly = _forces(store, every, own, months, [m for m in wanted if m in months], held, main)
    covered = _covered(store, every, forces, wanted)
    names = evidence.authority_names(store)
    authorities = sorted({b.authority for b in every})
    searched = tuple(b for b in every if b.authority in covered)
    return Held(
        area=Area(code, names.get(code) or _named_by(own) or code, AreaKind.AUTHORITY),
        vintage=vintage,
        own=own,
        every=searched,
        wards=tuple(evidence.wards(store, code)),
        forces=forces,
        force_names=tuple(force_names(store)[force] for force in forces),
        months=months,
        boundary_files=_files(store, own),
        searched_files=_files(store, searched),
        covered=tuple(_authority_name(a, names, every) for a in authorities if a in covered),
        uncovered=tuple(_authority_name(a, names, every) for a in authorities if a not in covered),
        left_out=(*left_out, *uncounted, *partly),
    )


def _named_by(small_areas: Sequence[Boundary]) -> str:
    """The one name that the small areas bear ("Wiltshire" of "Wiltshire 047F"); nothing where they bear several."""
    found = {b.name.rpartition(" ")[0] for b in small_areas}
    return found.pop() if len(found) == 1 else ""


def _authority_name(code: str, names: Mapping[str, str], every: Sequence[Boundary]) -> str:
    return names.get(code) or _named_by([b for b in every if b.authority == code]) or code


def force_names(store: Store) -> dict[str, str]:
    """Each force's short name, to its name as the rows give it."""
    return {b.coverage: str(b.detail.get("force", b.coverage)) for b in evidence.crime_batches(store)}


def _forces(
    store: Store,
    every: Sequence[Boundary],
    own: Sequence[Boundary],
    months: Sequence[Month],
    wanted: Sequence[Month],
    held: Mapping[str, Sequence[Month]],
    main: str,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The forces to count, and words for those with records in the area that are not held for every month and so are left out."""
    codes = {b.code for b in own}
    counts = evidence.counts_by(store, columns=("force", "lsoa_code"), months=months, lsoa_codes=[b.code for b in every]).as_dict()
    inside = evidence.counts_by(store, columns=("force",), months=wanted, lsoa_codes=sorted(codes)).as_dict()
    present = {force for force, _ in counts}
    whole = tuple(force for force, theirs in held.items() if force == main or (force in present and set(months) <= set(theirs)))
    partly = {force: n for force, n in inside.items() if force not in whole}
    names = force_names(store)
    if not partly:
        alone = len(whole) == 1 and store.kind is not StoreKind.DEMONSTRATION
        return whole, (
            f"Only files of {names[main]} are used: what other forces, such as British Transport Police, recorded here is not counted.",
        ) * alone
    listed = ", ".join(f"{names[force]} ({write_number(n)})" for force, n in sorted(partly.items()))
    return whole, (f"Files of other forces are not held for every month counted, so their records in the area in the period are left out: {listed}.",)


def _vintage(store: Store, code: str, months: Sequence[Month]) -> int:
    """The vintage the files are coded to; where that cannot be told, the one whose boundaries are held."""
    held = [vintage for vintage in BOUNDARIES if evidence.boundaries(store, BOUNDARIES[vintage], code)]
    if not held:
        raise ValueError(f"no small-area boundaries are held for {code}: load its LSOA boundary files (GeoJSON) with `wardmoot evidence load`")
    fit = evidence.lsoa_vintage_of(store, months, authority=code)
    if fit.only_2011 and fit.only_2021:
        raise ValueError("the period's files use small areas of two censuses (LSOA 2011 and 2021): choose months that share one")
    if fit.vintage not in (None, *held):
        raise ValueError(
            f"the period's files are coded to LSOA {fit.vintage} and no LSOA {fit.vintage} boundaries of {code} are held: "
            "load them (GeoJSON) with `wardmoot evidence load`"
        )
    return fit.vintage or held[0]


def _main_force(store: Store, own: Sequence[Boundary], months: Sequence[Month]) -> str | None:
    found = evidence.counts_by(store, columns=("force",), months=months, lsoa_codes=[b.code for b in own]).as_dict()
    return max(found, key=lambda force: (found[force], force)) if found else None


def _months_of_vintage(store: Store, code: str, vintage: int, months: Sequence[Month]) -> tuple[tuple[Month, ...], tuple[str, ...]]:
    """The months whose codes fit the vintage, and words for those that do not."""
    mine, other = (set(evidence.lsoas_of_authority(store, code, v)) for v in (vintage, 2011 if vintage == 2021 else 2021))
    foreign = evidence.counts_by(store, columns=("month",), months=months, lsoa_codes=sorted(other - mine)).as_dict() if other - mine else {}
    kept = tuple(m for m in months if str(m) not in {str(found) for found in foreign})
    lost = [m for m in months if m not in kept]
    return kept, (f"Held but coded to the small areas of another census, so not used: {written_months(lost)}.",) if lost else ()


def _covered(store: Store, every: Sequence[Boundary], forces: Sequence[str], months: Sequence[Month]) -> set[str]:
    found = evidence.counts_by(store, columns=("lsoa_code",), months=months, lsoa_codes=[b.code for b in every], forces=forces).as_dict()
    shares: dict[str, list[bool]] = {}
    for boundary in every:
        shares.setdefault(boundary.authority, []).append(boundary.code in found)
    return {authority for authority, hits in shares.items() if sum(hits) >= COVERED * len(hits)}


def _files(store: Store, boundaries: Sequence[Boundary]) -> tuple[SourceFile, ...]:
    wanted = {b.batch for b in boundaries}
    batches: list[Batch] = [b for b in store.batches() if b.id in wanted]
    return source_files(batches)


def population_of(store: Store, code: str, period: Period) -> tuple[Denominator | None, tuple[SourceFile, ...]]:
    """The last mid-year population not after the period, with its file; the earliest held where all are later."""
    last = period.end.year if period.end else None
    year = evidence.latest_population_year(store, code, not_after=last)
    year = year if year is not None else min(evidence.population_years(store, code), default=None)
    found = evidence.population_authority(store, code, year) if year is not None else None
    return (found.denominator, source_files([found.batch])) if found else (None, ())


def small_populations(store: Store, vintage: int) -> tuple[dict[str, Denominator], tuple[SourceFile, ...], str]:
    """Populations of small areas of this vintage by code, their files, and the words about them for the reader."""
    found = evidence.population_lsoa(store, vintage)
    if found is None:
        return {}, (), f"[x]: No rate of small areas is given, because no population of LSOA {vintage} small areas is held."
    made = {code: Denominator(n, found.label, found.release, found.as_of) for code, n in found.values.items()}
    return made, source_files([found.batch]), f"Population used: {found.release}."
