"""Small areas: counts with names, clusters of high counts, community areas, and how concentrated the counts are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.crime_types import CrimeType
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Denominator, Figure, Polarity, SourceFile, Trace, Unit
from wardmoot.core.stats.concentration import places_for_share, share_of_top
from wardmoot.core.stats.false_discovery import false_discovery
from wardmoot.core.stats.hotspots import gi_star, two_sided_p, weights_from_pairs
from wardmoot.evidence import Boundary
from wardmoot.measures.places import neighbours
from wardmoot.measures.recorded_crime import Cube, Slice, rate_figure, share_figure
from wardmoot.reports.assessment import Concentration, LocalArea, Place

TOP = 10
FALSE_DISCOVERY = 0.05
CLUSTER_METHOD = (
    "Gi* compares the count of a place and its neighbours (queen contiguity: those that share an edge or a corner) with all small areas loaded; "
    "a cluster of high counts is a high Gi* that passes a false-discovery rate of five in a hundred over all of them."
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The small areas of one assessment: those of the area, and all loaded ones that clusters are sought over.

    `own` are codes; `names` gives what people call each of them; `populations` those of the same vintage, taken from
    `population_files`; `boundary_files` are those of `every`.
    """

    kind: AreaKind
    own: tuple[str, ...]
    every: tuple[Boundary, ...]
    names: Mapping[str, str]
    populations: Mapping[str, Denominator]
    boundary_files: tuple[SourceFile, ...] = ()
    population_files: tuple[SourceFile, ...] = ()


def clusters(cube: Cube, ground: Ground, types: Sequence[CrimeType], months: Sequence[Month]) -> tuple[dict[str, float], frozenset[str]]:
    """Gi* of the counts over all loaded small areas, and those that are clusters of high counts.

    Neighbours share an edge or a corner (queen contiguity) and each place counts itself. A cluster has a high Gi* whose
    two-sided p passes the false-discovery rate of 5% over all places. Source: Ord and Getis (1995); Benjamini and
    Hochberg (1995).
    """
    codes = tuple(b.code for b in ground.every)
    if len(codes) < 3:
        return {}, frozenset()
    counts: NDArray[np.int64] = cube.by_place(Slice(tuple(types), tuple(months), codes))
    z = np.asarray(gi_star(counts, weights_from_pairs(len(codes), neighbours(ground.every))))
    known = np.isfinite(z)
    found = np.zeros(len(codes), dtype=bool)
    if known.any():
        found[known] = false_discovery(two_sided_p(z[known]), rate=FALSE_DISCOVERY)
    high = frozenset(code for code, hit, score in zip(codes, found, z) if hit and score > 0)
    return {code: float(score) for code, score in zip(codes, z) if np.isfinite(score)}, high


def listed_places(cube: Cube, ground: Ground, slug: str, types: Sequence[CrimeType], months: Sequence[Month], period: Period) -> tuple[Place, ...]:
    """Every small area of the area with its count, share, rate and cluster, busiest first (ties by code)."""
    scores, high = clusters(cube, ground, types, months)
    whole = cube.figure(f"{slug}.whole", "whole", Slice(tuple(types), tuple(months), ground.own), period)
    searched = cluster_trace(cube, ground, Slice(tuple(types), tuple(months), tuple(b.code for b in ground.every)))
    places = (
        _place(cube, ground, slug, code, Slice(tuple(types), tuple(months), (code,)), period, whole, scores, high, searched) for code in ground.own
    )
    return tuple(sorted(places, key=lambda p: (-(p.count.value or 0), p.code)))


def cluster_trace(cube: Cube, ground: Ground, searched: Slice) -> Trace:
    """The trace of Gi*: every row of every place searched, and the boundaries that say which places are neighbours."""
    trace = cube.trace(searched) if searched.lsoas else cube.trace(replace(searched, lsoas=ground.own))
    small_areas = [f"{f.name} ({f.sha256})" for f in ground.boundary_files]
    parameters = {**trace.parameters, "small areas from": small_areas, "weights": "queen contiguity and the place itself"}
    return replace(trace, measure="cluster of high counts (Gi*)", method=CLUSTER_METHOD, parameters=parameters)


def _place(
    cube: Cube,
    ground: Ground,
    slug: str,
    code: str,
    what: Slice,
    period: Period,
    whole: Figure,
    scores: Mapping[str, float],
    high: frozenset[str],
    searched: Trace,
) -> Place:
    area = Area(code, ground.names[code], ground.kind)
    count = cube.figure(f"place.{slug}.{code}", f"{what.counting_unit.plural} in {code}", what, period, breakdown={"LSOA": code}, area=area)
    share = share_figure(count, whole, f"{what.counting_unit.plural} in {cube.area.name}")
    z = replace(
        count,
        id=count.id + ".gi-star",
        label=f"Gi* of {what.counting_unit.plural} in {code}",
        measure="cluster of high counts (Gi*)",
        value=scores.get(code),
        numerator=None,
        unit=Unit.SCORE,
        polarity=Polarity.NEUTRAL,
        places=2,
        trace=searched,
    )
    rate = rate_figure(count, ground.populations.get(code), ground.population_files)
    return Place(code, ground.names[code], count, share, rate, z, code in high)


def local_areas(
    cube: Cube,
    groups: Mapping[str, Sequence[str]],
    kinds: Mapping[str, Sequence[CrimeType]],
    months: Sequence[Month],
    period: Period,
    wholes: Mapping[str, Figure],
) -> tuple[LocalArea, ...]:
    """Crimes and incidents in each group of small areas, most crimes first. Groups without a small area are left out."""

    def counted(name: str, codes: Sequence[str], kind: str) -> tuple[Figure, Figure]:
        area = Area("", name, AreaKind.COMMUNITY)
        slug = name.lower().replace(" ", "-")
        what = Slice(tuple(kinds[kind]), tuple(months), tuple(codes))
        count = cube.figure(
            f"local.{kind}.{slug}", f"{what.counting_unit.plural} in {name}", what, period, breakdown={"community area": name}, area=area
        )
        return count, share_figure(count, wholes[kind], f"{what.counting_unit.plural} in {cube.area.name}")

    made = (LocalArea(name, *counted(name, codes, "crimes"), *counted(name, codes, "asb")) for name, codes in groups.items() if codes)
    return tuple(sorted(made, key=lambda a: (-(a.crimes.value or 0), a.name)))


def concentration_of(kind: str, slug: str, places: Sequence[Place], whole: Figure) -> Concentration:
    """The share in the ten busiest small areas, and how few hold half."""
    counts = np.array([p.count.value or 0 for p in places], dtype=float)
    some = bool(counts.sum())

    def figure(suffix: str, label: str, value: float | None, unit: Unit, unit_counted: str) -> Figure:
        trace: Trace = replace(whole.trace, measure=f"concentration of {kind}", parameters={**whole.trace.parameters, "top": TOP, "half": 0.5})
        return replace(
            whole,
            id=f"concentration.{slug}.{suffix}",
            label=label,
            measure=f"concentration of {kind}",
            value=value,
            numerator=None,
            unit=unit,
            counting_unit=COUNTING_UNITS[unit_counted],
            polarity=Polarity.NEUTRAL,
            trace=trace,
            places=1 if unit is Unit.PER_CENT else 0,
            caveats=(),
        )

    top = share_of_top(counts, min(TOP, len(counts))) * 100 if some else None
    half = places_for_share(counts, 0.5) if some else None
    return Concentration(
        kind,
        figure("top-ten", f"Share of {kind} in the ten busiest small areas", top, Unit.PER_CENT, whole.counting_unit.key),
        figure("half", f"Small areas that hold half of {kind}", half, Unit.COUNT, "place"),
        figure("places", "Small areas", float(len(places)), Unit.COUNT, "place"),
    )
