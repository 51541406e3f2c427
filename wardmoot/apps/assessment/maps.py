"""A map of an assessment as files: its picture, its shapes, and what stands beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from wardmoot.reports.document import Document, Map
from wardmoot.reports.map_page import map_shapes, map_words
from wardmoot.reports.maps import map_svg


def maps_of(document: Document) -> list[Map]:
    return [block for block in document.blocks if isinstance(block, Map)]


def write_map(room: Path, block: Map, *, attributions: Sequence[str], shield: str = "") -> None:
    (room / f"{block.id}.svg").write_text(map_svg(block), "utf-8")
    (room / f"{block.id}.geojson").write_text(json.dumps(map_shapes(block) | {"marking": shield}, ensure_ascii=False), "utf-8")
    (room / f"{block.id}.json").write_text(json.dumps(map_words(block) | {"attributions": list(attributions)}, ensure_ascii=False), "utf-8")


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
