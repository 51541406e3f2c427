"""Boundaries: GeoJSON files recognised by their own property names."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wardmoot.evidence.counting import count_features
from wardmoot.evidence.delimited import AREA_CODE, literal
from wardmoot.evidence.faults import FileFault, Reject, shortened
from wardmoot.evidence.intake import Candidate, Reading
from wardmoot.evidence.sources import SourceKey, known_sources
from wardmoot.evidence.staged import Desk, Staged, coverage_of, judge_counts, judge_rejects
from wardmoot.evidence.synthetic import is_synthetic_code, kind_of

MAX_BYTES = 512 * 2**20
UNITED_KINGDOM = (-9.5, 49.0, 2.5, 61.5)
_MENDED_AT_MOST = 0.001
_WARD_CODE = r"[EWSNX]\d{8}"
_KINDS = (
    (re.compile(r"LSOA(11)CD"), SourceKey.BOUNDARY_LSOA_2011, AREA_CODE),
    (re.compile(r"LSOA(21)CD"), SourceKey.BOUNDARY_LSOA_2021, AREA_CODE),
    (re.compile(r"WD(\d\d)CD"), SourceKey.BOUNDARY_WARD, _WARD_CODE),
)
_AXES = re.compile(r"(CRS:?84|EPSG:{1,2}4326|WGS ?84)$", re.I)


@dataclass(frozen=True, slots=True)
class _Kind:
    source: SourceKey
    year: str
    code: str
    name: str
    pattern: str


@dataclass(slots=True)
class _Shapes:
    """The good features so far, a list a column."""

    numbers: list[int]
    codes: list[str]
    names: list[str]
    authorities: list[str]
    shapes: list[bytes]
    mended: list[str]


class _Bad(Exception):
    """One feature cannot be used."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, value, reason


def stage_boundaries(candidate: Candidate, desk: Desk) -> Staged:
    """Read a GeoJSON file of boundaries, check every shape and stage it. Raises FileFault for a fault of the file."""
    if candidate.size > MAX_BYTES:
        raise FileFault(f"the file is over {MAX_BYTES // 2**20} MB: get generalised boundaries (for example BGC), which are smaller")
    reading = Reading(candidate, desk.tick)
    data = b"".join(reading)
    document = _parsed(data)
    _check_axes(document)
    features = document["features"]
    kind = _kind_of(features)
    good, rejects = _read(features, kind, candidate.base)
    judge_rejects(len(rejects), len(features), rejects[0] if rejects else None)
    judge_counts(len(good.codes), len(rejects), count_features(io.BytesIO(data)))
    parquet = desk.folder / "rows.parquet"
    _write(desk, good, parquet)
    invented = kind_of(is_synthetic_code(code) for code in good.codes + good.authorities)
    if invented is None:
        raise FileFault("the file mixes real and synthetic areas (codes that begin with X beside codes that do not): it cannot be loaded")
    authorities = sorted(set(good.authorities))
    detail = {"year": int(kind.year), "mended": good.mended, "authorities": authorities}
    coverage = coverage_of(set(authorities))
    return Staged(kind.source, coverage, kind.year, invented, reading.sha256, reading.size, len(features), tuple(rejects), parquet, detail)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileFault("the file is not UTF-8 text: save it as UTF-8 and load it again") from None
    except ValueError as error:
        raise FileFault(f"the file is not whole JSON ({shortened(str(error))}): the download was probably cut short. Download it again") from None
    except RecursionError:
        raise FileFault("the JSON is nested too deeply to be GeoJSON: get the file from its publisher again") from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection" or not isinstance(document.get("features"), list):
        raise FileFault(f"not a file Wardmoot knows yet: it is JSON, but not a GeoJSON FeatureCollection. It knows: {known_sources()}")
    if not document["features"]:
        raise FileFault("the file has no features: the download probably failed. Download it again")
    return document


def _check_axes(document: dict[str, Any]) -> None:
    """GeoJSON is in longitude and latitude; an older file may say otherwise. Source: RFC 7946 section 4."""
    system = document.get("crs")
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name", "") if isinstance(properties, dict) else ""
    if system is not None and not _AXES.search(str(name)):
        raise FileFault(
            f"the coordinates are in {shortened(str(name)) or 'an unnamed system'}: get the file in longitude and latitude (CRS84, WGS 84)"
        )


def _kind_of(features: list[Any]) -> _Kind:
    properties = features[0].get("properties") if isinstance(features[0], dict) else None
    names = list(properties) if isinstance(properties, dict) else []
    for pattern, source, code_pattern in _KINDS:
        for name in names:
            found = pattern.fullmatch(name)
            if found:
                if "LADCD_ACTIVE" not in names:
                    raise FileFault(f"the features have {name} and no LADCD_ACTIVE, so their authority is not known: get the file with it")
                return _Kind(source, f"20{found[1]}", name, name[:-2] + "NM", code_pattern)
    shown = shortened(", ".join(names)) or "none"
    raise FileFault(f"not a file Wardmoot knows yet: its features have the properties {shown}. It knows: {known_sources()}")


def _read(features: list[Any], kind: _Kind, file: str) -> tuple[_Shapes, list[Reject]]:
    good = _Shapes([], [], [], [], [], [])
    rejects = []
    seen: set[str] = set()
    for number, feature in enumerate(features, 1):
        try:
            _read_one(number, feature, kind, good, seen)
        except _Bad as bad:
            rejects.append(Reject(file, number, bad.field, shortened(bad.value), bad.reason))
    return good, rejects


def _property(feature: Any, name: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get(name) if isinstance(properties, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _read_one(number: int, feature: Any, kind: _Kind, good: _Shapes, seen: set[str]) -> None:
    code, name, authority = (_property(feature, field) for field in (kind.code, kind.name, "LADCD_ACTIVE"))
    if not re.fullmatch(kind.pattern, code):
        raise _Bad(kind.code, code, "not the form of an area code")
    if code in seen:
        raise _Bad(kind.code, code, "the code is there twice in the file; the first shape is kept")
    if not name:
        raise _Bad(kind.name, name, "the area has no name")
    if not re.fullmatch(_WARD_CODE, authority):
        raise _Bad("LADCD_ACTIVE", authority, "not the form of an authority's code (for example E06000054)")
    geometry, mended = _sound(feature.get("geometry"))
    seen.add(code)
    good.numbers.append(number)
    good.codes.append(code)
    good.names.append(name)
    good.authorities.append(authority)
    good.shapes.append(geometry.wkb)
    if mended:
        good.mended.append(code)


def _sound(geometry: Any) -> tuple[BaseGeometry, bool]:
    """The shape, mended where it only touches itself, and whether it was mended."""
    try:
        found = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise _Bad("geometry", "", "the shape cannot be read") from None
    if found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        raise _Bad("geometry", found.geom_type, "an area is a Polygon or a MultiPolygon with points in it")
    west, south, east, north = UNITED_KINGDOM
    box = found.bounds
    if not (west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north):
        raise _Bad("geometry", ", ".join(f"{edge:.4g}" for edge in box), "the shape lies outside the United Kingdom: is it longitude, then latitude?")
    return (found, False) if found.is_valid else (_mended(found), True)


def _mended(geometry: BaseGeometry) -> BaseGeometry:
    """A shape whose ring touches itself, made valid. Publishers' generalised shapes have such points; the area hardly changes."""
    why = shapely.is_valid_reason(geometry)
    mended = shapely.make_valid(geometry)
    if mended.geom_type not in ("Polygon", "MultiPolygon") or abs(mended.area - geometry.area) > _MENDED_AT_MOST * mended.area:
        raise _Bad("geometry", why, "the shape crosses itself and cannot be mended without changing its area")
    return mended


def _write(desk: Desk, good: _Shapes, parquet: Path) -> None:
    table = {
        "code": np.array(good.codes, dtype=object),
        "name": np.array(good.names, dtype=object),
        "authority_code": np.array(good.authorities, dtype=object),
        "geometry": np.array(good.shapes, dtype=object),
        "line": np.array(good.numbers, dtype=np.int64),
    }
    desk.connection.register("shapes", table)
    desk.connection.execute(f"COPY (SELECT * FROM shapes ORDER BY line) TO {literal(str(parquet))} (FORMAT parquet, COMPRESSION zstd)")
    desk.connection.unregister("shapes")
