"""The populations that are held, each with its release."""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.core.figures import Denominator
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query, newest_by
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store


@dataclass(frozen=True, slots=True)
class Population:
    """Residents of an area at a mid-year: `as_of` is for example `mid-2023`, `release` the publication it is taken from."""

    value: int
    label: str
    release: str
    as_of: str
    batch: Batch

    @property
    def denominator(self) -> Denominator:
        """The population as what a figure's rate is per."""
        return Denominator(self.value, self.label, self.release, self.as_of)


@dataclass(frozen=True, slots=True)
class LsoaPopulation:
    """Residents of LSOAs of one vintage at a mid-year, by code."""

    values: dict[str, int]
    vintage: int
    label: str
    release: str
    as_of: str
    batch: Batch


def population_years(store: Store, authority: str) -> tuple[int, ...]:
    """The mid-years for which the authority's population is held, in order."""
    rows = _rows(store, authority)
    return tuple(sorted({year for year, _, _ in rows}))


def latest_population_year(store: Store, authority: str, *, not_after: int | None = None) -> int | None:
    """The last mid-year held for the authority (not after a year, where given); None when there is none."""
    return max((y for y in population_years(store, authority) if not_after is None or y <= not_after), default=None)


def population_authority(store: Store, authority: str, year: int) -> Population | None:
    """The authority's residents at the middle of `year`, from the newest release held; None when it is not held."""
    batches = {b.id: b for b in store.batches(source=SourceKey.POPULATION_AUTHORITY)}
    found = [(batches[batch].detail["last_year"], batch, value) for at, value, batch in _rows(store, authority) if at == year]
    if not found:
        return None
    _, batch, value = max(found)
    return Population(value, "residents", batches[batch].detail["release"], f"mid-{year}", batches[batch])


def populations_by_year(store: Store) -> dict[str, dict[int, int]]:
    """Residents of every area that is held, by code and mid-year, from the newest release that has them; empty when none is held."""
    held = {b.id: b for b in store.batches(source=SourceKey.POPULATION_AUTHORITY)}
    if not held:
        return {}
    rows = rows_of(store, {"populations": list(held.values())}, Query("SELECT code, year, population, batch FROM populations"))
    found: dict[str, dict[int, int]] = {}
    for code, year, people, _ in sorted(rows, key=lambda row: (held[row[3]].detail["last_year"], row[3])):
        found.setdefault(code, {})[year] = people
    return found


def _rows(store: Store, authority: str) -> list[tuple[int, int, int]]:
    held = store.batches(source=SourceKey.POPULATION_AUTHORITY)
    if not held:
        return []
    return rows_of(store, {"populations": held}, Query("SELECT year, population, batch FROM populations WHERE code = $code", {"code": authority}))


def population_lsoa(store: Store, vintage: int) -> LsoaPopulation | None:
    """Residents by LSOA of the vintage, of the latest mid-year held; None when no population of that vintage is held.

    There is a source for 2011 only: a rate on LSOA 2021 must not use it, because the areas differ.
    """
    held = store.batches(source=SourceKey.POPULATION_LSOA_2011) if vintage == 2011 else ()
    if not held:
        return None
    latest = max(held, key=lambda b: (b.period, b.id))
    of_year = [b for b in held if b.period == latest.period]
    rows = rows_of(store, {"populations": of_year}, newest_by(("lsoa_code",), ("lsoa_code", "population"), "populations"))
    return LsoaPopulation(dict(rows), 2011, "residents", latest.detail["release"], latest.period, latest)
