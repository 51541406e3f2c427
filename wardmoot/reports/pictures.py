"""The pictures of one document, each drawn once for all formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wardmoot.reports.charts import bar_chart_spec, control_chart_spec
from wardmoot.reports.document import BarChart, ControlChart, Document, KeyFigure, KeyFigures, Map
from wardmoot.reports.maps import map_svg
from wardmoot.reports.sparks import spark_svg
from wardmoot.reports.svg import png_of_svg, svg_of_spec
from wardmoot.reports.wording import slug

Picture = ControlChart | BarChart | Map


def picture_svg(block: Picture) -> str:
    """The chart or map as SVG with its title and text alternative inside. Raises ValueError where it cannot be drawn."""
    if isinstance(block, Map):
        return map_svg(block)
    spec = control_chart_spec(block) if isinstance(block, ControlChart) else bar_chart_spec(block)
    return svg_of_spec(spec, name=block.id, title=block.title, alt=block.alt)


def card_svg(card: KeyFigure) -> str | None:
    """The small chart of a key figure card, where it has one."""
    return spark_svg(card.chart, name=f"card-{slug(card.figure.id)}") if card.chart else None


@dataclass(slots=True)
class Gallery:
    """Pictures kept by the block they belong to, so that five formats draw a map once.

    It holds on to each block it has drawn, so a block's identity names its picture for as long as the gallery lives.
    """

    _svg: dict[int, tuple[object, str | None]] = field(default_factory=dict)
    _png: dict[int, bytes] = field(default_factory=dict)

    def svg(self, block: Picture) -> str:
        """The picture of a chart or map."""
        if id(block) not in self._svg:
            self._svg[id(block)] = (block, picture_svg(block))
        return self._svg[id(block)][1] or ""

    def card(self, card: KeyFigure) -> str | None:
        """The small chart of a card, or None."""
        if id(card) not in self._svg:
            self._svg[id(card)] = (card, card_svg(card))
        return self._svg[id(card)][1]

    def png(self, block: Picture) -> bytes:
        """The picture as PNG at twice its size."""
        if id(block) not in self._png:
            self._png[id(block)] = png_of_svg(self.svg(block))
        return self._png[id(block)]

    def draw_all(self, document: Document, step: Callable[[str], None]) -> None:
        """Draw every picture of the document, calling `step` with the title of each before it is drawn."""
        for block in document.blocks:
            if isinstance(block, ControlChart | BarChart | Map):
                step(block.title)
                self.svg(block)
            elif isinstance(block, KeyFigures):
                for card in block.cards:
                    self.card(card)


def count_pictures(document: Document) -> int:
    """How many charts and maps a document has."""
    return sum(isinstance(block, ControlChart | BarChart | Map) for block in document.blocks)
