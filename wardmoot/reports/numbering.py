"""The numbers of tables and figures: one count of each in reading order, the same in every format.

Charts, maps and pictures are figures. The table that holds a figure's numbers bears the figure's number, not one of its
own, because it stands beside it on a page and at the end on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardmoot.reports.document import Block, Drawing, Picture, Table
from wardmoot.reports.wording import clean

FIGURE, TABLE = "Figure", "Table"


@dataclass(frozen=True, slots=True)
class Label:
    """`Figure 3`, or `Table 7`; `behind` says that it is the table of a figure."""

    kind: str
    number: int
    behind: bool = False

    @property
    def text(self) -> str:
        """
        >>> Label("Figure", 3, behind=True).text
        'Figure 3 in numbers'
        """
        return f"{self.kind} {self.number}{' in numbers' if self.behind else ''}"

    def caption(self, title: str) -> str:
        """
        >>> Label("Table", 7).caption("Crimes by type")
        'Table 7. Crimes by type'
        """
        return f"{self.text}. {clean(title)}"


Labels = Mapping[str, Label]
"""The label of each table, chart, map and picture, by block id."""


def labels_of(blocks: Iterable[Block], annexed: Iterable[str] = ()) -> Labels:
    """The labels of the blocks in the order given, a figure's table by the table's id; `annexed` are the ids of tables that follow."""
    found: dict[str, Label] = {}
    figures = tables = 0
    for block in blocks:
        if isinstance(block, Drawing | Picture):
            figures += 1
            found[block.id] = Label(FIGURE, figures)
            if isinstance(block, Drawing):
                found[block.table.id] = Label(FIGURE, figures, behind=True)
        elif isinstance(block, Table):
            tables += 1
            found[block.id] = Label(TABLE, tables)
    return found | {name: Label(TABLE, number) for number, name in enumerate(annexed, tables + 1)}


def captioned(labels: Labels, name: str, title: str) -> str:
    """The title with its label before it, where the block has one."""
    label = labels.get(name)
    return label.caption(title) if label else clean(title)
