"""The charts and maps of one document, each drawn once for all formats, and kept for the next time."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wardmoot.reports.bars import bar_chart_spec
from wardmoot.reports.charts import control_chart_spec
from wardmoot.reports.document import BarChart, ControlChart, Document, Drawing, Funnel, KeyFigure, KeyFigures, Map, ScorePlot
from wardmoot.reports.funnels import funnel_spec
from wardmoot.reports.maps import map_svg
from wardmoot.reports.picture_cache import PictureCache, key_of
from wardmoot.reports.picture_words import foot_lines, spoken, standing_words
from wardmoot.reports.score_plots import score_plot_spec
from wardmoot.reports.sparks import spark_svg
from wardmoot.reports.svg import png_of_svg, svg_of_spec
from wardmoot.reports.vega import Spec
from wardmoot.reports.wording import slug

SCALE = 2
"""Pixels of a PNG for a pixel of the picture: sharp in print."""


def spec_of(block: ControlChart | BarChart | Funnel | ScorePlot) -> Spec:
    """The Vega-Lite specification of a chart. Raises ValueError, naming the chart, where it cannot be drawn."""
    match block:
        case ControlChart():
            return control_chart_spec(block)
        case BarChart():
            return bar_chart_spec(block)
        case Funnel():
            return funnel_spec(block)
        case ScorePlot():
            return score_plot_spec(block)


def picture_svg(block: Drawing, standing: Sequence[str] = (), *, cache: PictureCache | None = None) -> str:
    """The chart or map as SVG with its title and text alternative inside, and below it its filter and the `standing` words.

    Raises ValueError where it cannot be drawn.
    """
    foot, alt = foot_lines(block, standing), spoken(block, standing)
    words = json.dumps([block.id, block.title, alt, foot])
    if isinstance(block, Map):
        return _kept(cache, lambda: key_of("map", words, _ground(block)), lambda: map_svg(block, alt=alt, foot=foot))
    spec = spec_of(block)
    return _kept(
        cache,
        lambda: key_of("chart", words, json.dumps(spec, sort_keys=True)),
        lambda: svg_of_spec(spec, name=block.id, title=block.title, alt=alt, foot=foot),
    )


def _kept(cache: PictureCache | None, key: Callable[[], str], draw: Callable[[], str]) -> str:
    if cache is None:
        return draw()
    name = f"{key()}.svg"
    held = cache.get(name)
    if held is None:
        held = draw().encode()
        cache.put(name, held)
    return held.decode()


def _ground(block: Map) -> bytes:
    """All that a map draws, as bytes: its regions with their outlines, its legend and its towns."""
    held = [json.dumps([block.bands, [[label.text, label.longitude, label.latitude] for label in block.labels]]).encode()]
    for region in block.regions:
        held.append(json.dumps([region.code, region.name, region.state, region.band, region.cluster, region.words]).encode())
        for polygon in region.polygons:
            held += [array("d", [number for place in ring for number in place]).tobytes() + b"|" for ring in polygon]
    return b"\n".join(held)


def card_svg(card: KeyFigure) -> str | None:
    """The small chart of a key figure card, where it has one."""
    return spark_svg(card.chart, name=f"card-{slug(card.figure.id)}") if card.chart else None


@dataclass(slots=True)
class Gallery:
    """Pictures kept by the block they belong to, so that five formats draw a map once.

    It holds on to each block it has drawn, so a block's identity names its picture for as long as the gallery lives. `cache`
    is a folder where pictures are kept by content from one document to the next.
    """

    cache: Path | None = None
    _svg: dict[tuple[int, tuple[str, ...]], tuple[object, str | None]] = field(default_factory=dict)
    _png: dict[tuple[int, tuple[str, ...]], bytes] = field(default_factory=dict)
    _kept: PictureCache | None = None

    def __post_init__(self) -> None:
        self._kept = PictureCache(self.cache) if self.cache else None

    def svg(self, block: Drawing, standing: tuple[str, ...] = ()) -> str:
        """The picture of a chart or map, with the `standing` words of its document below it."""
        place = (id(block), standing)
        if place not in self._svg:
            self._svg[place] = (block, picture_svg(block, standing, cache=self._kept))
        return self._svg[place][1] or ""

    def card(self, card: KeyFigure) -> str | None:
        """The small chart of a card, or None."""
        place = (id(card), ())
        if place not in self._svg:
            self._svg[place] = (card, card_svg(card))
        return self._svg[place][1]

    def png(self, block: Drawing, standing: tuple[str, ...] = ()) -> bytes:
        """The picture as PNG at twice its size."""
        place = (id(block), standing)
        if place not in self._png:
            self._png[place] = self._drawn_png(self.svg(block, standing))
        return self._png[place]

    def _drawn_png(self, svg: str) -> bytes:
        if self._kept is None:
            return png_of_svg(svg, SCALE)
        name = f"{key_of('png', str(SCALE), svg)}.png"
        held = self._kept.get(name)
        if held is None:
            held = png_of_svg(svg, SCALE)
            self._kept.put(name, held)
        return held

    def draw_all(self, document: Document, step: Callable[[str], None]) -> None:
        """Draw every picture of the document, calling `step` with the title of each before it is drawn."""
        standing = standing_words(document)
        for block in document.blocks:
            if isinstance(block, Drawing):
                step(block.title)
                self.svg(block, standing)
            elif isinstance(block, KeyFigures):
                for card in block.cards:
                    self.card(card)


def count_pictures(document: Document) -> int:
    """How many charts and maps a document has."""
    return sum(isinstance(block, Drawing) for block in document.blocks)
