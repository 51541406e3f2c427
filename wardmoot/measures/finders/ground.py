"""The ground of the place finders, from the store: small areas with their names, residents, deciles of deprivation and neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from wardmoot import evidence
from wardmoot.core.calendar import Month
from wardmoot.evidence import Boundary, Store, source_files
from wardmoot.measures.finders.material import Ground
from wardmoot.measures.ground import Held, small_populations
from wardmoot.measures.places import busiest_wards, neighbours, place_name, wards_of


def ground_of(store: Store, held: Held, months: Sequence[Month], names: Mapping[str, str] | None = None) -> Ground:
    """The ground of an area. `names` are what its small areas are called, by default as `names_of` has it.

    Residents are those of the files' own vintage. Deciles of deprivation are of the small areas of 2011: one of 2021 has a decile only
    where its code is the same, because codes are kept only where nothing changed; the others are left out, never guessed.
    """
    own = tuple(boundary.code for boundary in held.own)
    searched = {boundary.code for boundary in held.every}
    every = (*held.every, *(boundary for boundary in held.own if boundary.code not in searched))
    populations, population_files, _ = small_populations(store, held.vintage)
    wanted = {boundary.code for boundary in every}
    index = evidence.deprivation(store)
    once = neighbours(every)
    return Ground(
        own=own,
        every=tuple(boundary.code for boundary in every),
        names=names if names is not None else names_of(store, held, months),
        populations={code: whole for code, whole in populations.items() if code in wanted and whole.value > 0},
        deciles={code: index.deciles[code] for code in own if code in index.deciles} if index else {},
        pairs=np.concatenate((once, once[:, ::-1])),
        population_files=population_files,
        deprivation_files=source_files([index.batch]) if index else (),
        boundary_files=held.searched_files or held.boundary_files,
    )


def names_of(store: Store, held: Held, months: Sequence[Month]) -> dict[str, str]:
    """What people call each small area: the ward most of its records lie in, and its commonest streets."""
    own: Sequence[Boundary] = held.own
    codes = tuple(boundary.code for boundary in own)
    streets = evidence.commonest_locations(store, codes, months, top=2)
    points = evidence.counts_by(store, columns=("lsoa_code", "longitude", "latitude"), months=months, lsoa_codes=codes).as_dict()
    called = {**wards_of(own, held.wards), **busiest_wards(points, held.wards)}
    return {b.code: place_name(b.name, called.get(b.code), [name for name, _ in streets[b.code]]) for b in own}
