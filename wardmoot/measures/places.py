"""Small areas as people know them: the ward they lie in, their commonest streets, the towns, who their neighbours are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from wardmoot.evidence import Boundary
from wardmoot.reports.assessment import Shape
from wardmoot.reports.document import MapLabel


@dataclass(frozen=True, slots=True)
class Ward:
    """The ward that holds most of a small area."""

    code: str
    name: str


def wards_of(small_areas: Sequence[Boundary], wards: Sequence[Boundary]) -> dict[str, Ward]:
    """For each small area the ward that covers most of it; a small area outside every ward held is left out.

    A small area is never split: where a ward boundary runs through one, the whole counts to the larger part.
    """
    if not wards:
        return {}
    tree = shapely.STRtree([w.geometry for w in wards])
    area_index, ward_index = tree.query([a.geometry for a in small_areas], predicate="intersects")
    overlap = shapely.area(shapely.intersection([small_areas[i].geometry for i in area_index], [wards[i].geometry for i in ward_index]))
    best: dict[str, tuple[float, Ward]] = {}
    for a, w, size in zip(area_index, ward_index, overlap):
        code = small_areas[a].code
        if size > 0 and size > best.get(code, (0.0, None))[0]:
            best[code] = (float(size), Ward(wards[w].code, wards[w].name))
    return {code: ward for code, (_, ward) in best.items()}


def busiest_wards(points: Mapping[tuple[str, float, float], int], wards: Sequence[Boundary]) -> dict[str, Ward]:
    """For each small area the ward in which most of its records lie: what to call the place, where area alone would mislead.

    `points` counts records by (small area, longitude, latitude). Records without a point count nowhere.
    """
    known = [(code, x, y, n) for (code, x, y), n in points.items() if x is not None and y is not None]
    if not wards or not known:
        return {}
    point, ward = shapely.STRtree([w.geometry for w in wards]).query(shapely.points([(x, y) for _, x, y, _ in known]), predicate="intersects")
    totals: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for p, w in zip(point, ward):
        totals[known[p][0]][int(w)] += known[p][3]
    most = {code: max(by_ward, key=lambda w: (by_ward[w], -w)) for code, by_ward in totals.items()}
    return {code: Ward(wards[w].code, wards[w].name) for code, w in most.items()}


def place_name(boundary_name: str, ward: Ward | None, locations: Sequence[str]) -> str:
    """`Trowbridge Central: Castle Street, Market Street`; the official name where nothing better is known.

    >>> place_name("Wiltshire 032A", Ward("E05013471", "Trowbridge Central"), ["Castle Street"])
    'Trowbridge Central: Castle Street'
    """
    streets = ", ".join(locations)
    place = ward.name if ward else boundary_name
    return f"{place}: {streets}" if streets else place


def neighbours(boundaries: Sequence[Boundary]) -> NDArray[np.int64]:
    """Pairs of indices that share an edge or a corner (queen contiguity), each pair once; shape (pairs, 2)."""
    geometries = [b.geometry for b in boundaries]
    first, second = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    keep = first < second
    return np.column_stack([first[keep], second[keep]]).astype(np.int64)


def shape_of(boundary: Boundary) -> Shape:
    """The outline as plain longitude and latitude, for a document."""
    parts = getattr(boundary.geometry, "geoms", [boundary.geometry])
    polygons = tuple(tuple(tuple((float(x), float(y)) for x, y in ring.coords) for ring in (part.exterior, *part.interiors)) for part in parts)
    return Shape(boundary.code, boundary.name, polygons)


def town_labels(wards: Sequence[Boundary]) -> tuple[MapLabel, ...]:
    """A label for each town: the words that two or more ward names begin with, at the middle of its smallest wards.

    Wards of one town begin with its name ("Trowbridge Central", "Trowbridge Park"); country wards seldom do.
    """
    towns: dict[str, list[Boundary]] = defaultdict(list)
    for ward in wards:
        towns[ward.name.split()[0].rstrip(",")].append(ward)
    return tuple(_label(_common_words([w.name for w in group]), group) for _, group in sorted(towns.items()) if len(group) > 1)


def _common_words(names: Sequence[str]) -> str:
    together = zip(*(name.split() for name in names))
    common: list[str] = []
    for words in together:
        if len(set(words)) > 1:
            break
        common.append(words[0])
    return " ".join(common).rstrip(",")


def _label(name: str, group: Sequence[Boundary]) -> MapLabel:
    smallest = sorted(group, key=lambda w: w.geometry.area)[: max(1, len(group) // 2)]
    middle = shapely.centroid(shapely.union_all([w.geometry for w in smallest]))
    return MapLabel(name, float(middle.x), float(middle.y))


def members(assigned: Mapping[str, Ward], groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Small areas of each group, where a group lists ward codes or small-area codes."""
    of_ward = {member: group for group, listed in groups.items() for member in listed}
    found: dict[str, list[str]] = {group: [] for group in groups}
    for code, ward in assigned.items():
        group = of_ward.get(code) or of_ward.get(ward.code)
        if group:
            found[group].append(code)
    return found
