"""The blocks of words and tables that a document is made of. Finished values only: a renderer lays them out and changes no number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.core.figures import FigureText, Span

Cell = str | FigureText | None
"""A table cell. None is a cell that does not apply and is written as shorthand [z]."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3 (the title of the document is its own, above level 1).

    `new_page` begins a page on paper; `listed` puts a heading of level 1 or 2 in the contents.
    """

    level: int
    text: str
    anchor: str
    new_page: bool = False
    listed: bool = True

    @property
    def in_contents(self) -> bool:
        """Whether the contents name it."""
        return self.listed and self.level <= 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[tuple[Span, ...], ...]


class CalloutKind(StrEnum):
    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Callout:
    """A boxed remark that must not be missed."""

    kind: CalloutKind
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`numeric` columns are aligned right; `heading` carries the unit where every cell shares it."""

    key: str
    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a real header row; the first column heads each row. `source` is the attribution printed under it."""

    id: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.id}, row {number}: {len(row)} cells for {len(self.columns)} columns")
