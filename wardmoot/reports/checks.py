"""A document is checked before it is drawn, so that a fault is named once and not once for each format."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.figures import Figure
from wardmoot.reports.document import Document, Drawing, Heading, Map, Picture, figures_in
from wardmoot.reports.pixels import pixels_of


def check_document(document: Document) -> None:
    """Raise ValueError naming every fault that would make a file inaccessible or leave a figure without its own trace.

    Headings start at level 1 and go down one at a time; anchors and ids are unique; every picture has a text
    alternative; every map has regions; a picture is a PNG or JPEG; one figure id means one figure.
    """
    faults = [*_heading_faults(document), *_identity_faults(document), *_picture_faults(document), *_figure_faults(document)]
    if not document.title.strip():
        faults.insert(0, "the title is empty")
    if faults:
        raise ValueError(f"the document “{document.title}” cannot be drawn: " + "; ".join(faults))


def _heading_faults(document: Document) -> Iterator[str]:
    level = 0
    for heading in (block for block in document.blocks if isinstance(block, Heading)):
        if not 1 <= heading.level <= 3 or heading.level > level + 1:
            yield f"heading “{heading.text}” is of level {heading.level} after level {level}: go down one level at a time, from 1 to 3"
        level = heading.level


def _identity_faults(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for block in document.blocks:
        name = block.anchor if isinstance(block, Heading) else getattr(block, "id", None)
        if name is None:
            continue
        if name in seen:
            yield f"two blocks are called “{name}”: give each its own id"
        seen.add(name)


def _picture_faults(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Drawing | Picture) and not block.alt.strip():
            yield f"“{block.id}” has no text alternative: say in `alt` what it shows"
        if isinstance(block, Map) and not block.regions:
            yield f"map “{block.id}” has no regions: give the areas it shows"
        if isinstance(block, Picture):
            yield from _content_fault(block)


def _content_fault(picture: Picture) -> Iterator[str]:
    try:
        pixels_of(picture.content)
    except ValueError as fault:
        yield f"picture “{picture.id}”: {fault}"


def _figure_faults(document: Document) -> Iterator[str]:
    known: dict[str, Figure] = {}
    for block in document.blocks:
        for figure in figures_in(block):
            other = known.setdefault(figure.id, figure)
            if other is not figure and other != figure:
                yield f"two different figures are called “{figure.id}” (“{other.label}” and “{figure.label}”): give each its own id"
