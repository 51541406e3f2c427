"""What a page says of a map that can be moved about in, and what its script draws: the same numbers as in the picture."""

from __future__ import annotations

from typing import Any

from shapely import union_all
from shapely.geometry import mapping, shape

from wardmoot.reports.document import Cell, FigureText, Map, RegionState
from wardmoot.reports.maps import map_geojson
from wardmoot.reports.palette import sequential
from wardmoot.reports.wording import cell_text, notes_of


def map_shapes(block: Map) -> dict[str, Any]:
    """The regions as GeoJSON, and as a last feature without a code the outline of the clusters, so that no border within one is drawn."""
    made = map_geojson(block)
    high = [shape(feature["geometry"]) for feature in made["features"] if feature["properties"]["cluster"]]
    if high:
        made["features"].append({"type": "Feature", "geometry": mapping(union_all(high)), "properties": {"outline": True}})
    return made


def map_words(block: Map) -> dict[str, Any]:
    """What the page of the map says and its script draws with; numbers are text, as printed."""
    states = {region.state for region in block.regions}
    codes = {region.code for region in block.regions}
    return {
        "title": block.title,
        "subtitle": block.subtitle,
        "alt": block.alt,
        "source": block.source,
        "bands": [{"words": words, "colour": colour} for words, colour in zip(block.bands, sequential(len(block.bands)), strict=True)],
        "hatched": [state.value for state in (RegionState.NO_DATA, RegionState.HIDDEN) if state in states],
        "clusters": any(region.cluster for region in block.regions),
        "labels": [{"text": label.text, "at": [label.longitude, label.latitude]} for label in block.labels],
        "places": [{"code": region.code, "name": region.name} for region in sorted(block.regions, key=lambda region: region.name)],
        "table": {
            "title": block.table.title,
            "subtitle": block.table.subtitle,
            "heads": [{"text": column.heading, "numeric": column.numeric} for column in block.table.columns],
            "rows": [{"code": _code(row, codes), "cells": [_cell(cell) for cell in row]} for row in block.table.rows],
            "notes": list(notes_of(block.table)),
        },
    }


def _cell(cell: Cell) -> dict[str, str]:
    words = {"text": cell_text(cell)}
    return words | {"figure": cell.figure.id} if isinstance(cell, FigureText) else words


def _code(row: tuple[Cell, ...], codes: set[str]) -> str:
    """The place a row is about, where the map has it."""
    return next((cell for cell in row if isinstance(cell, str) and cell in codes), "")
