"""Enlargements beside a map: a town whose streets are too small to be seen on a map of the county."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely

from wardmoot.reports.geometry import rings_of
from wardmoot.reports.palette import INK, RULE, WHITE
from wardmoot.reports.wording import clean

LARGEST, SMALLEST, GAP = 150.0, 100.0, 34.0
"""The side of an enlargement at most and at least, and the room between two, in pixels."""
NEAR_KM, ROOM_KM = 4.0, 0.9
"""Clusters nearer to one another than this share an enlargement, which shows this much around them."""
LEAST_GAIN = 2.0
"""Without at least so much enlargement the map itself shows the cluster well enough."""

Painted = tuple[str, shapely.Geometry]
"""The fill of a place, and its outline in pixels of the map."""


@dataclass(frozen=True, slots=True)
class Inset:
    """A square of the map in pixels of the map, the name of the town nearest to its middle, and the side it is drawn with."""

    name: str
    left: float
    top: float
    side: float
    drawn: float

    @property
    def gain(self) -> float:
        """How many times larger it is drawn than on the map."""
        return self.drawn / self.side


def insets_of(clusters: Sequence[shapely.Geometry], towns: Sequence[tuple[str, float, float]], scale: float, room: float) -> list[Inset]:
    """The enlargements for clusters given in pixels of the map, `scale` of them to a kilometre, the largest first.

    No more are made than stand one below another in `room` pixels, and always one where a cluster is too small to see.
    """
    if not len(clusters):
        return []
    near = shapely.union_all(shapely.buffer(np.asarray(clusters), NEAR_KM * scale / 2))
    groups = sorted(shapely.get_parts(near), key=lambda part: (-part.area, *part.bounds))
    most = max(1, min(len(groups), int(room / (SMALLEST + GAP))))
    drawn = max(SMALLEST, min(LARGEST, room / most - GAP))
    made = [_inset([c for c in clusters if group.intersects(c)], towns, scale, drawn) for group in groups]
    return [inset for inset in made if inset.gain >= LEAST_GAIN][:most]


def _inset(members: Sequence[shapely.Geometry], towns: Sequence[tuple[str, float, float]], scale: float, drawn: float) -> Inset:
    left, top, right, bottom = shapely.total_bounds(np.asarray(members))
    side = max(right - left, bottom - top) + 2 * ROOM_KM * scale
    x, y = (left + right) / 2, (top + bottom) / 2
    name = min(towns, key=lambda town: (town[1] - x) ** 2 + (town[2] - y) ** 2)[0] if towns else ""
    return Inset(name, x - side / 2, y - side / 2, side, drawn)


def frames(insets: Sequence[Inset]) -> str:
    """On the map, a thin square around what is enlarged."""
    square = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="none" stroke="{}" stroke-width="1"/>'
    return "".join(square.format(inset.left, inset.top, inset.side, inset.side, INK) for inset in insets)


def draw_insets(insets: Sequence[Inset], x: float, y: float, places: Sequence[Painted], high: Sequence[shapely.Geometry]) -> tuple[str, float]:
    """The enlargements one below another from (`x`, `y`), and where they end: `places` and the outline of clusters, as on the map."""
    parts: list[str] = []
    outline = shapely.boundary(shapely.union_all(np.asarray(high))) if insets else shapely.Point()
    for inset in insets:
        parts.extend(_drawn(inset, x, y, places, outline))
        y += inset.drawn + GAP
    return "".join(parts), y


def _drawn(inset: Inset, x: float, y: float, places: Sequence[Painted], outline: shapely.Geometry) -> Iterator[str]:
    name = f"{clean(inset.name)}, enlarged" if inset.name else "Enlarged"
    thin, top = 1 / inset.gain, y + 20
    box = (inset.left, inset.top, inset.left + inset.side, inset.top + inset.side)
    yield f'<text x="{x:.1f}" y="{y + 13:.1f}" font-weight="600">{escape(name, quote=False)}</text>'
    placed = f"translate({x:.1f} {top:.1f}) scale({inset.gain:.4f}) translate({-inset.left:.2f} {-inset.top:.2f})"
    yield f'<g transform="{placed}" stroke-linejoin="round">'
    yield f'<g stroke="{WHITE}" stroke-width="{0.6 * thin:.3f}">'
    yield from (f'<path fill="{paint}" d="{_rings(part)}"/>' for paint, shape in places if not (part := shapely.clip_by_rect(shape, *box)).is_empty)
    around = _lines(shapely.clip_by_rect(outline, *box))
    yield f'</g><g fill="none"><path d="{around}" stroke="{WHITE}" stroke-width="{5.5 * thin:.3f}"/>'
    yield f'<path d="{around}" stroke="{INK}" stroke-width="{2.8 * thin:.3f}"/></g></g>'
    yield f'<rect x="{x:.1f}" y="{top:.1f}" width="{inset.drawn:.1f}" height="{inset.drawn:.1f}" fill="none" stroke="{RULE}"/>'


def _rings(shape: shapely.Geometry) -> str:
    return "".join(f"M{_points(ring)}Z" for polygon in rings_of(shape) for ring in polygon)


def _lines(shape: shapely.Geometry) -> str:
    merged = shapely.line_merge(shape)
    return "".join(f"M{_points(np.asarray(line.coords))}" for line in shapely.get_parts(merged) if line.geom_type == "LineString")


def _points(places: np.ndarray) -> str:
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in places.tolist())
