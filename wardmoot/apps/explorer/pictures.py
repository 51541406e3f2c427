"""A chart or map as a file of its own: what it shows written above it, where it comes from below."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from lxml import etree

from wardmoot.reports.fonts import CHART_FONTS
from wardmoot.reports.palette import INK, MUTED, WHITE
from wardmoot.reports.svg import svg_size
from wardmoot.reports.wording import clean

NAMESPACE = "http://www.w3.org/2000/svg"
MARGIN, LINE, LETTER = 16.0, 18.0, 6.6
"""Pixels: round the whole, from line to line, and of a letter of the small text."""


def captioned(svg: str, *, title: str, above: Sequence[str], below: Sequence[str]) -> str:
    """The picture with a title, lines above and lines below it, all inside one SVG."""
    width, height = svg_size(svg)
    inner = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    heads, tails = _wrapped([title, *above], width), _wrapped(below, width)
    top = MARGIN + LINE * len(heads) + 8
    whole = (width + 2 * MARGIN, top + height + 12 + LINE * len(tails) + MARGIN)
    size = {"width": f"{whole[0]:.0f}", "height": f"{whole[1]:.0f}", "viewBox": f"0 0 {whole[0]:.0f} {whole[1]:.0f}", "font-family": CHART_FONTS}
    made = etree.Element(f"{{{NAMESPACE}}}svg", size, nsmap={None: NAMESPACE})
    made.append(etree.Element(f"{{{NAMESPACE}}}rect", width="100%", height="100%", fill=WHITE))
    bold = len(_wrapped([title], width))
    for number, words in enumerate(heads):
        made.append(_text(words, MARGIN + LINE * (number + 0.7), bold=number < bold))
    inner.set("x", f"{MARGIN:g}")
    inner.set("y", f"{top:g}")
    made.append(inner)
    for number, words in enumerate(tails):
        made.append(_text(words, top + height + 12 + LINE * (number + 0.7), bold=False))
    return str(etree.tostring(made, encoding="unicode"))


def _wrapped(lines: Sequence[str], width: float) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(clean(line), max(40, int(width / LETTER)))]


def _text(words: str, y: float, *, bold: bool) -> etree._Element:
    made = etree.Element(f"{{{NAMESPACE}}}text", {"x": f"{MARGIN:g}", "y": f"{y:.1f}", "font-size": "15" if bold else "13"})
    made.set("fill", INK if bold else MUTED)
    if bold:
        made.set("font-weight", "700")
    made.text = words
    return made
