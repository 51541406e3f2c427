"""Maps drawn directly as SVG, and as GeoJSON for a map that answers to a click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import shapely

from wardmoot.reports.document import Map, Region, RegionState
from wardmoot.reports.fonts import CHART_FONTS
from wardmoot.reports.geometry import Plane, plane_of, rings_of, shapes_of, simplified
from wardmoot.reports.insets import draw_insets, frames, insets_of
from wardmoot.reports.map_furniture import defs, fill_of, legend, scale_bar, towns
from wardmoot.reports.palette import INK, RULE, WHITE
from wardmoot.reports.svg import standalone
from wardmoot.reports.wording import clean

MAP_WIDTH, MOST_HEIGHT, MARGIN, LEGEND_WIDTH = 540.0, 600.0, 12.0, 210.0
SCALE_ROOM = 40.0
"""What the scale bar takes, with the room above it."""
DETAIL = 0.45
"""Detail finer than this many pixels is left out of a drawn map."""
FINE_KM = 0.02
"""Detail finer than twenty metres is left out of a map that can be enlarged."""


@dataclass(frozen=True, slots=True)
class View:
    """From kilometres on the plane to pixels on the page, north up."""

    plane: Plane
    scale: float
    west: float
    north: float
    width: float
    height: float

    def pixels(self, km: np.ndarray) -> np.ndarray:
        return (km - (self.west, self.north)) * (self.scale, -self.scale) + MARGIN


def map_svg(block: Map, *, alt: str = "", foot: Sequence[str] = ()) -> str:
    """The map as one picture with the lines of `foot` below it.

    Bands of one colour scale, hatching where nothing is shown, clusters outlined, towns named.
    Raises ValueError, naming the region, for an outline that cannot be drawn.
    """
    view, shapes = _view(block)
    bodies = "".join(_region(block, region, view, shape) for region, shape in zip(block.regions, shapes))
    places = [(label.text, *view.pixels(view.plane.to_km(np.array([label.longitude, label.latitude]))).tolist()) for label in block.labels]
    flat = shapely.transform(shapes, view.pixels)
    high = [shape for region, shape in zip(block.regions, flat) if region.cluster]
    width, beside = view.width + LEGEND_WIDTH, view.width + 8
    keyed, bottom = legend(block, beside, MARGIN)
    enlarged = insets_of(high, places, view.scale, view.height - bottom - SCALE_ROOM)
    painted = [(fill_of(region, len(block.bands)), shape) for region, shape in zip(block.regions, flat)]
    drawn, bottom = draw_insets(enlarged, beside, bottom + 12, painted, high)
    height = max(view.height, bottom + SCALE_ROOM)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:.0f}" viewBox="0 0 {width:g} {height:.0f}"',
        f' font-family="{escape(CHART_FONTS)}" font-size="13" fill="{INK}">',
        defs(),
        f'<rect width="{width:g}" height="{height:.0f}" fill="{WHITE}"/>',
        f'<g stroke="{WHITE}" stroke-width="0.5" stroke-linejoin="round">{bodies}</g>',
        _clusters(view, shapes[[region.cluster for region in block.regions]]),
        frames(enlarged),
        towns(places, view.width, view.height),
        keyed,
        drawn,
        scale_bar(view.scale, beside, height - 16),
        "</svg>",
    ]
    return standalone("".join(parts), name=block.id, title=block.title, alt=alt or block.alt, foot=foot)


def _view(block: Map) -> tuple[View, np.ndarray]:
    degrees = shapes_of(block.regions)
    plane = plane_of(degrees)
    shapes = shapely.transform(degrees, plane.to_km)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = min((MAP_WIDTH - 2 * MARGIN) / max(east - west, 1e-6), (MOST_HEIGHT - 2 * MARGIN) / max(north - south, 1e-6))
    width, height = (east - west) * scale + 2 * MARGIN, (north - south) * scale + 2 * MARGIN
    return View(plane, scale, west, north, width, height), simplified(shapes, DETAIL / scale)


def _path(view: View, shape: shapely.Geometry) -> str:
    rings = (view.pixels(ring) for polygon in rings_of(shape) for ring in polygon)
    return "".join(f"M{'L'.join(_places(ring))}Z" for ring in rings)


def _places(ring: np.ndarray) -> Iterator[str]:
    before = ""
    for x, y in ring[:-1].tolist():
        place = f"{x:.1f} {y:.1f}"
        if place != before:
            yield place
        before = place


def _region(block: Map, region: Region, view: View, shape: shapely.Geometry) -> str:
    words = f"<title>{escape(clean(region.words or region.name), quote=False)}</title>"
    edge = "" if region.state is RegionState.SHOWN else f' stroke="{RULE}"'
    return f'<path fill="{fill_of(region, len(block.bands))}"{edge} d="{_path(view, shape)}">{words}</path>'


def _clusters(view: View, chosen: np.ndarray) -> str:
    """The outline of all clusters together, once in white and once in ink, so that it shows on light and dark ground."""
    if not len(chosen):
        return ""
    outline = _path(view, shapely.union_all(chosen))
    halo = f'<path d="{outline}" stroke="{WHITE}" stroke-width="5"/>'
    return f'<g fill="none" stroke-linejoin="round">{halo}<path d="{outline}" stroke="{INK}" stroke-width="2.6"/></g>'


def map_geojson(block: Map) -> dict[str, Any]:
    """The regions as a GeoJSON FeatureCollection in longitude and latitude, simplified to about twenty metres.

    Each feature has `code`, `name`, `text` (the figure as printed, or the state in words), `band` (or null), `state`,
    `cluster` and `words`. Source: RFC 7946.
    """
    degrees = shapes_of(block.regions)
    plane = plane_of(degrees)
    shapes = simplified(shapely.transform(degrees, plane.to_km), FINE_KM)
    features = [_feature(region, plane, shape) for region, shape in zip(block.regions, shapes)]
    return {"type": "FeatureCollection", "features": features}


def _feature(region: Region, plane: Plane, shape: shapely.Geometry) -> dict[str, Any]:
    coordinates = [[np.round(plane.to_degrees(ring), 5).tolist() for ring in polygon] for polygon in rings_of(shape)]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
        "properties": {
            "code": region.code,
            "name": clean(region.name),
            "text": region_text(region),
            "band": region.band if region.state is RegionState.SHOWN else None,
            "state": region.state.value,
            "cluster": region.cluster,
            "words": clean(region.words),
        },
    }


def region_text(region: Region) -> str:
    """The region's figure as printed where it is shown, otherwise why it is not."""
    shown = region.state is RegionState.SHOWN and region.figure is not None
    return region.figure.written if shown and region.figure else region.state.value
