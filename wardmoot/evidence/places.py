"""Areas: their shapes, names and the areas they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query, newest_by
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

BOUNDARIES = (SourceKey.BOUNDARY_LSOA_2011, SourceKey.BOUNDARY_LSOA_2021, SourceKey.BOUNDARY_WARD)
LSOA_BOUNDARY = {2011: SourceKey.BOUNDARY_LSOA_2011, 2021: SourceKey.BOUNDARY_LSOA_2021}


@dataclass(frozen=True, slots=True)
class Boundary:
    """An area's shape in longitude and latitude (CRS84), with the authority it lies in and the id of its data file."""

    code: str
    name: str
    authority: str
    geometry: BaseGeometry
    batch: int


@dataclass(frozen=True, slots=True)
class Partnership:
    """A community safety partnership and the police force area it lies in."""

    code: str
    name: str
    force_area_code: str
    force_area: str


def boundaries(store: Store, kind: SourceKey, authority: str | None = None) -> list[Boundary]:
    """The shapes of a kind, all that are loaded or those of one authority, by code.

    Where several files hold an authority, its shapes come from the file of the latest year, and among those from the one loaded last.
    Raises ValueError when `kind` is not a boundary.
    """
    rows = _areas(store, kind, ("code", "name", "authority_code", "batch", "geometry"))
    return [Boundary(code, name, place, shapely.from_wkb(bytes(wkb)), batch) for code, name, place, batch, wkb in rows if authority in (None, place)]


def _areas(store: Store, kind: SourceKey, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Rows of the boundary files that count for each authority; `columns` begin with code, name, authority_code, batch."""
    if kind not in BOUNDARIES:
        raise ValueError(f"{kind} is not a boundary: choose one of {', '.join(BOUNDARIES)}")
    held = store.batches(source=kind)
    if not held:
        return []
    counts = {place: batch.id for batch in sorted(held, key=lambda b: (b.period, b.id)) for place in batch.detail["authorities"]}
    rows = rows_of(store, {"areas": held}, Query(f"SELECT {', '.join(columns)} FROM areas ORDER BY code"))
    return [row for row in rows if counts[row[2]] == row[3]]


def wards(store: Store, authority: str) -> list[Boundary]:
    """The wards of an authority, of the latest year loaded."""
    return boundaries(store, SourceKey.BOUNDARY_WARD, authority)


def lsoas_of_authority(store: Store, authority: str, vintage: int) -> dict[str, str]:
    """The LSOAs of an authority, code to name, of the vintage (2011 or 2021); empty when that is not held.

    From the boundaries (their LADCD_ACTIVE), and for 2011 otherwise from the lookup. Raises ValueError for another vintage.
    """
    return {code: name for code, (name, place) in lsoas(store, vintage).items() if place == authority}


def lsoas(store: Store, vintage: int) -> dict[str, tuple[str, str]]:
    """Every LSOA of the vintage that is held: code to its name and its authority's code. Raises ValueError for another vintage than 2011 or 2021."""
    if vintage not in LSOA_BOUNDARY:
        raise ValueError(f"{vintage} is not an LSOA vintage: choose 2011 or 2021")
    found: dict[str, tuple[str, str]] = {}
    lookup = store.batches(source=SourceKey.LOOKUP_LSOA_2011)
    if vintage == 2011 and lookup:
        query = newest_by(("lsoa_code",), ("lsoa_code", "lsoa_name", "authority_code"), "lookup")
        found = {code: (name, place) for code, name, place in rows_of(store, {"lookup": lookup}, query)}
    rows = _areas(store, LSOA_BOUNDARY[vintage], ("code", "name", "authority_code", "batch"))
    return found | {code: (name, place) for code, name, place, _ in rows}


def lsoa_sources(store: Store, vintage: int) -> tuple[Batch, ...]:
    """The data files from which `lsoas` of the vintage are known."""
    lookup = store.batches(source=SourceKey.LOOKUP_LSOA_2011) if vintage == 2011 else ()
    return (*lookup, *store.batches(source=LSOA_BOUNDARY[vintage]))


def authority_names(store: Store) -> dict[str, str]:
    """The authorities that are named in any file held, code to name: from the populations, the partnerships or the 2011 lookup."""
    tables: tuple[tuple[SourceKey, str, str], ...] = (
        (SourceKey.LOOKUP_LSOA_2011, "authority_code", "authority"),
        (SourceKey.POPULATION_AUTHORITY, "code", "name"),
        (SourceKey.LOOKUP_CSP, "authority_code", "authority"),
    )
    found: dict[str, str] = {}
    for source, code, name in tables:
        held = store.batches(source=source)
        if held:
            found |= dict(rows_of(store, {"named": held}, newest_by((code,), (code, name), "named")))
    return found


def authorities_of_partnerships(store: Store) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every partnership of the newest year of the lookup that is held: its code to its name and the codes of its authorities, in order.

    An authority that lies in several partnerships stands with each of them.
    """
    held = store.batches(source=SourceKey.LOOKUP_CSP)
    if not held:
        return {}
    latest = max(b.period for b in held)
    query = newest_by(("authority_code",), ("csp_code", "csp", "authority_code"), "lookup")
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for code, name, authority in rows_of(store, {"lookup": [b for b in held if b.period == latest]}, query):
        found[code] = (name, (*found.get(code, (name, ()))[1], authority))
    return found


def csp_of_authority(store: Store, authority: str) -> tuple[Partnership, ...]:
    """The partnerships an authority lies in, by code; several for a few authorities, none when the lookup does not name it.

    From the newest year of the lookup that is held.
    """
    held = store.batches(source=SourceKey.LOOKUP_CSP)
    if not held:
        return ()
    latest = max(b.period for b in held)
    columns: Sequence[str] = ("csp_code", "csp", "force_area_code", "force_area", "authority_code")
    rows = rows_of(store, {"lookup": [b for b in held if b.period == latest]}, newest_by(("authority_code",), columns, "lookup"))
    return tuple(Partnership(*row[:4]) for row in rows if row[4] == authority)
