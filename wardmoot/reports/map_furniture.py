"""What stands on and beside a map: hatching, the legend in words, town names, the scale bar."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

from wardmoot.core.figures import write_number
from wardmoot.reports.document import Map, Region, RegionState
from wardmoot.reports.palette import DARK_GREY, INK, RULE, WHITE, sequential
from wardmoot.reports.wording import clean

NO_DATA, HIDDEN = "no-data", "hidden"
LINE = 17.0
SWATCH = 20.0
SCALE_LENGTHS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)

Town = tuple[str, float, float]
Box = tuple[float, float, float, float]


def defs() -> str:
    """The hatchings: slanting lines for “no data”, dots for “hidden to protect people”."""
    ground = f'<rect width="8" height="8" fill="{WHITE}"/>'
    lines = f'<path d="M-2 10L10 -2M-2 2L2 -2M6 10L10 6" stroke="{DARK_GREY}" stroke-width="1.1"/>'
    dots = f'<circle cx="2" cy="2" r="1.3" fill="{DARK_GREY}"/><circle cx="6" cy="6" r="1.3" fill="{DARK_GREY}"/>'
    pattern = '<pattern id="{}" width="8" height="8" patternUnits="userSpaceOnUse">{}{}</pattern>'
    return f"<defs>{pattern.format(NO_DATA, ground, lines)}{pattern.format(HIDDEN, ground, dots)}</defs>"


def fill_of(region: Region, bands: int) -> str:
    """The fill of a region. Raises ValueError where a shown region has no band of the legend."""
    if region.state is RegionState.NO_DATA:
        return f"url(#{NO_DATA})"
    if region.state is RegionState.HIDDEN:
        return f"url(#{HIDDEN})"
    if region.band is None or not 0 <= region.band < bands:
        raise ValueError(f"region {region.code} ({region.name}) is shown but has no band of the legend: give band 0 to {bands - 1}")
    return sequential(bands)[region.band]


def legend(block: Map, x: float, y: float) -> tuple[str, float]:
    """The legend in words, and where it ends; only what the map has is explained."""
    states = {region.state for region in block.regions}
    entries = [(f'fill="{colour}"', words) for colour, words in zip(sequential(len(block.bands)), block.bands)]
    entries += [
        (f'fill="url(#{key})"', state.value) for state, key in ((RegionState.NO_DATA, NO_DATA), (RegionState.HIDDEN, HIDDEN)) if state in states
    ]
    if any(region.cluster for region in block.regions):
        entries.append((f'fill="{WHITE}" stroke-width="2.6"', "cluster of high counts"))
    parts = []
    for paint, words in entries:
        lines = textwrap.wrap(clean(words), 26) or [""]
        stroke = INK if "stroke-width" in paint else RULE
        parts.append(f'<rect x="{x:g}" y="{y:g}" width="{SWATCH:g}" height="{SWATCH:g}" stroke="{stroke}" {paint}/>')
        parts += [_text(line, x + SWATCH + 8, y + 15 + LINE * index) for index, line in enumerate(lines)]
        y += max(SWATCH + 7, LINE * len(lines) + 9)
    return "".join(parts), y


def _text(words: str, x: float, y: float, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(words, quote=False)}</text>'


def scale_bar(pixels_per_km: float, x: float, y: float) -> str:
    """A bar of a round length near 100 pixels."""
    length = min(SCALE_LENGTHS, key=lambda km: abs(km * pixels_per_km - 90))
    width = length * pixels_per_km
    words = f"{write_number(length, 0 if length >= 1 else 1)} km"
    bar = f'<path d="M{x:.1f} {y - 5:.1f}v5h{width:.1f}v-5" fill="none" stroke="{INK}" stroke-width="1.4"/>'
    return bar + _text(words, x + width + 8, y)


def towns(places: Sequence[Town], width: float, height: float) -> str:
    """Town names beside a dot, each with a white halo, on the side where they meet no other name if there is one."""
    taken: list[Box] = [(x - 4, y - 4, x + 4, y + 4) for _, x, y in places]
    parts = []
    for name, x, y in places:
        words = clean(name)
        room = 7.2 * len(words)
        sides = [(x + 7, y + 4.5), (x - 7 - room, y + 4.5), (x - room / 2, y - 8), (x - room / 2, y + 18)]
        left, base = min(sides, key=lambda side: _crowding((side[0], side[1] - 12, side[0] + room, side[1] + 3), taken, width, height))
        taken.append((left, base - 12, left + room, base + 3))
        halo = f' font-weight="600" stroke="{WHITE}" stroke-width="3.4" stroke-linejoin="round" paint-order="stroke"'
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}" stroke="{WHITE}" stroke-width="1.2"/>{_text(words, left, base, halo)}')
    return "".join(parts)


def _crowding(box: Box, taken: Sequence[Box], width: float, height: float) -> float:
    outside = max(0.0, -box[0]) + max(0.0, box[2] - width) + max(0.0, -box[1]) + max(0.0, box[3] - height)
    shared = sum(_overlap(box, other) for other in taken)
    return outside * 100 + shared


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
