"""What a picture says of itself in its own pixels, so that a copy of it alone still tells: filter, cut-off, marking."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from lxml import etree

from wardmoot.core.calendar.periods import written_day
from wardmoot.reports.document import Document, Drawing
from wardmoot.reports.fonts import CHART_FONTS
from wardmoot.reports.palette import INK, MUTED, WHITE
from wardmoot.reports.wording import clean, shield

NAMESPACE = "{http://www.w3.org/2000/svg}"
SIZE, LINE, LETTER, EDGE = 12, 16, 6.1, 6
"""Size of the letters, height of a line, width of a letter, and the room left at the sides, in pixels."""


def standing_words(document: Document) -> tuple[str, ...]:
    """What every picture of the document says: the cut-off, and the marking where there is one."""
    return tuple(filter(None, (f"Data to {written_day(document.cut_off)}.", shield(document))))


def foot_lines(block: Drawing, standing: Sequence[str]) -> tuple[str, ...]:
    """The filter of the drawing, then what every picture of its document says."""
    filters = clean(block.filters).strip()
    return ((f"Filter: {filters}{'' if filters.endswith('.') else '.'}",) if filters else ()) + tuple(standing)


def spoken(block: Drawing, standing: Sequence[str]) -> str:
    """The text alternative with the words at the foot of the picture, which a screen reader would not meet otherwise."""
    return " ".join((clean(block.alt), *foot_lines(block, standing)))


def add_foot(root: etree._Element, lines: Sequence[str]) -> None:
    """Write the lines below the picture, which grows by as much; a marking, in capitals, stands on lines of its own and is bold."""
    if not lines:
        return
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    room = max(12, int((width - 2 * EDGE) / LETTER))
    plain = " ".join(line for line in lines if not line.isupper())
    wrapped = [(part, False) for part in textwrap.wrap(clean(plain), room)]
    wrapped += [(part, True) for line in lines if line.isupper() for part in textwrap.wrap(clean(line), room)]
    grown = height + LINE * len(wrapped) + EDGE
    root.set("height", f"{grown:g}")
    root.set("viewBox", f"0 0 {width:g} {grown:g}")
    etree.SubElement(root, f"{NAMESPACE}rect", x="0", y=f"{height:g}", width=f"{width:g}", height=f"{grown - height:g}", fill=WHITE)
    for number, (words, bold) in enumerate(wrapped):
        made = etree.SubElement(root, f"{NAMESPACE}text", x=str(EDGE), y=f"{height + LINE * number + SIZE:g}", fill=INK if bold else MUTED)
        made.set("font-size", str(SIZE))
        made.set("font-family", CHART_FONTS)
        if bold:
            made.set("font-weight", "700")
        made.text = words
