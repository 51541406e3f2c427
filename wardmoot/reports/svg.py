"""SVG that stands alone in a page under a strict content security policy, and as a picture in PDF and Word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import vl_convert
from lxml import etree

from wardmoot.reports.fonts import fonts_folder
from wardmoot.reports.picture_words import NAMESPACE, add_foot
from wardmoot.reports.wording import clean, slug

VEGA_LITE = "6.4"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SPOKEN = ("aria-label", "aria-roledescription", "aria-hidden", "role", "class", "pointer-events")


@cache
def _register_fonts() -> None:
    folder = fonts_folder()
    if folder:
        vl_convert.register_font_directory(str(folder))


@lru_cache(maxsize=256)
def _vega_svg(spec: str) -> str:
    _register_fonts()
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])


def svg_of_spec(spec: dict[str, Any], *, name: str, title: str, alt: str, foot: Sequence[str] = ()) -> str:
    """The SVG of a Vega-Lite specification, drawn without a network and kept by content.

    `name` makes the identifiers inside the SVG its own; `title` and `alt` are what a screen reader says.
    Raises ValueError, naming the chart, when the specification cannot be drawn.
    """
    try:
        drawn = _vega_svg(json.dumps(spec, sort_keys=True))
    except Exception as fault:
        raise ValueError(f"the chart “{name}” could not be drawn: {fault}") from fault
    return standalone(drawn, name=name, title=title, alt=alt, foot=foot)


def standalone(svg: str, *, name: str, title: str, alt: str, foot: Sequence[str] = ()) -> str:
    """`svg` as one picture with a title, a text alternative, and the lines of `foot` below it.

    Identifiers are prefixed with `name`, so that several pictures share a page; style attributes become presentation
    attributes, which a policy without inline styles allows; what the parts would say aloud is left out.
    """
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    prefix = f"{slug(name)}-"
    for element in root.iter(etree.Element):
        _settle(element, prefix)
    add_foot(root, foot)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}title {prefix}desc")
    for position, (tag, text) in enumerate((("title", title), ("desc", alt))):
        spoken = etree.Element(f"{NAMESPACE}{tag}", id=f"{prefix}{tag}")
        spoken.text = clean(text)
        root.insert(position, spoken)
    return str(etree.tostring(root, encoding="unicode"))


def _settle(element: etree._Element, prefix: str) -> None:
    attributes = element.attrib
    for name in _SPOKEN:
        attributes.pop(name, None)
    for declaration in attributes.pop("style", "").split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            attributes[name.strip()] = value.strip()
    for name, value in attributes.items():
        if name == "id":
            attributes[name] = prefix + value
        elif "url(#" in value:
            attributes[name] = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
        elif name.endswith("href") and value.startswith("#"):
            attributes[name] = f"#{prefix}{value[1:]}"


@lru_cache(maxsize=256)
def png_of_svg(svg: str, scale: float = 2) -> bytes:
    """The SVG as PNG, `scale` times its size in pixels: 2 is sharp in print."""
    _register_fonts()
    return vl_convert.svg_to_png(svg, scale=scale)


def svg_size(svg: str) -> tuple[float, float]:
    """Width and height of an SVG in pixels, as its root states them."""
    head = svg[: svg.index(">")]
    sizes = [re.search(rf'\b{side}="([0-9.]+)"', head) for side in ("width", "height")]
    width, height = (float(found.group(1)) if found else 0.0 for found in sizes)
    return width, height
