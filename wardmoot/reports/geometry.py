"""The shapes of a map: brought to kilometres on a local plane and simplified so that neighbours keep one border."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from wardmoot.reports.document import Region

KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Plane:
    """A local equirectangular projection: kilometres east and north of (longitude, latitude)."""

    longitude: float
    latitude: float

    @property
    def shrink(self) -> float:
        return math.cos(math.radians(self.latitude))

    def to_km(self, places: np.ndarray) -> np.ndarray:
        """Kilometres, from an array of (longitude, latitude) rows."""
        return (places - (self.longitude, self.latitude)) * (KM_PER_DEGREE * self.shrink, KM_PER_DEGREE)

    def to_degrees(self, places: np.ndarray) -> np.ndarray:
        """Longitude and latitude again, from an array of kilometres."""
        return places / (KM_PER_DEGREE * self.shrink, KM_PER_DEGREE) + (self.longitude, self.latitude)


def shapes_of(regions: Sequence[Region]) -> np.ndarray:
    """One shapely geometry for each region, in longitude and latitude.

    Raises ValueError, naming the region, where a ring has fewer than four points or a place is not on the earth.
    """
    return np.array([_shape(region) for region in regions], dtype=object)


def _shape(region: Region) -> shapely.MultiPolygon:
    for ring in (ring for polygon in region.polygons for ring in polygon):
        if len(ring) < 4 or not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
            where = f"region {region.code} ({region.name})"
            raise ValueError(f"{where} has a ring that is no outline: it needs at least four points, each a longitude and a latitude in degrees")
    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in region.polygons if polygon])


def plane_of(shapes: np.ndarray) -> Plane:
    """The plane through the middle of the shapes. Raises ValueError when no shape has an area."""
    west, south, east, north = shapely.total_bounds(shapes)
    if not all(map(math.isfinite, (west, south, east, north))):
        raise ValueError("the regions have no outlines to draw: load their boundaries")
    return Plane((west + east) / 2, (south + north) / 2)


def simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """The shapes without detail below about `tolerance` (in their own unit); neighbours keep one shared border.

    A shape that would vanish is kept as it was, so that no place is lost from the map.
    """
    slimmer = shapely.coverage_simplify(shapes, tolerance, simplify_boundary=True)
    lost = shapely.is_empty(slimmer) & ~shapely.is_empty(shapes)
    return np.where(lost, shapes, slimmer)


def rings_of(shape: shapely.Geometry) -> list[list[np.ndarray]]:
    """The polygons of a shape, each a list of rings of coordinates, the outside first and anticlockwise."""
    polygons = [shapely.geometry.polygon.orient(part) for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [[np.asarray(ring.coords) for ring in (polygon.exterior, *polygon.interiors)] for polygon in polygons]
