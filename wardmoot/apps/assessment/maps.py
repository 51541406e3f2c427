"""A map of an assessment as files: its picture, its shapes, and what stands beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup
from shapely import union_all
from shapely.geometry import mapping, shape

from wardmoot.reports.document import Cell, Document, FigureText, Map, RegionState
from wardmoot.reports.maps import map_geojson, map_svg
from wardmoot.reports.palette import sequential
from wardmoot.reports.wording import cell_text, notes_of


def maps_of(document: Document) -> list[Map]:
    return [block for block in document.blocks if isinstance(block, Map)]


def write_map(room: Path, block: Map, *, attributions: Sequence[str], shield: str = "") -> None:
    (room / f"{block.id}.svg").write_text(map_svg(block), "utf-8")
    (room / f"{block.id}.geojson").write_text(json.dumps(_geojson(block) | {"marking": shield}, ensure_ascii=False), "utf-8")
    (room / f"{block.id}.json").write_text(json.dumps(_beside(block) | {"attributions": list(attributions)}, ensure_ascii=False), "utf-8")


def _geojson(block: Map) -> dict[str, Any]:
    """The shapes, and as a last feature without a code the outline of the clusters, so that no border within one is drawn."""
    made = map_geojson(block)
    high = [shape(feature["geometry"]) for feature in made["features"] if feature["properties"]["cluster"]]
    if high:
        made["features"].append({"type": "Feature", "geometry": mapping(union_all(high)), "properties": {"outline": True}})
    return made


def with_map_links(body: str, addresses: Mapping[str, str]) -> str:
    """The document's HTML with a link under each of its maps to the page where it can be moved about in.

    Raises ValueError where a map is not in the HTML, which would leave its page without a way in.
    """
    for identity, address in addresses.items():
        head, found, rest = body.partition(f'<div class="wm-scroll wm-drawing" id="{identity}"')
        picture, end, tail = rest.partition("</figure>")
        if not found or not end:
            raise ValueError(f"the map {identity} is not in the document's HTML")
        link = Markup('<p class="wm-how"><a href="{}">Open this map to move about in it</a></p>').format(address)
        body = f"{head}{found}{picture}{link}{end}{tail}"
    return body


def _beside(block: Map) -> dict[str, Any]:
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
