"""What an audience will not see, told beforehand to those who decide on publishing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wardmoot.core.figures import FigureText, Span, write_number
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure.ledger import every_figure
from wardmoot.reports.disclosure.tables import protected_spans
from wardmoot.reports.disclosure.view import View
from wardmoot.reports.disclosure.viewing import Earlier, refuse, view_of
from wardmoot.reports.document import Bullets, Callout, Document, Drawing, Paragraph, Picture, Table


@dataclass(frozen=True, slots=True)
class Hidden:
    """What an audience will not see, for those who decide on publishing.

    `small` counts are hidden for themselves, `others` so that those cannot be worked out; `numbers` is how many figures are hidden,
    `withheld` how many are not given at all, `sentences` how many are left out. `tables` has the title of each table with hidden
    numbers, and how many of how many. `pictures` name what a person has to look at: nobody can tell what is in a picture.
    `given_away` is how many counts earlier editions give away, whatever is hidden now.
    """

    audience: Audience
    small: int = 0
    others: int = 0
    numbers: int = 0
    withheld: int = 0
    sentences: int = 0
    tables: tuple[tuple[str, int, int], ...] = ()
    pictures: tuple[str, ...] = ()
    given_away: int = 0

    @property
    def words(self) -> str:
        """The whole in one sentence."""
        return (
            f"{write_number(self.numbers)} figures are hidden from the audience “{self.audience.value}” and {write_number(self.withheld)} withheld: "
            f"{write_number(self.small)} counts are small, {write_number(self.others)} more are hidden so that those cannot be worked out."
        )


def what_is_hidden(
    document: Document,
    audience: Audience,
    *,
    together: Sequence[Document] = (),
    earlier: Earlier | Iterable[Earlier] | None = None,
    rounded: Sequence[str] = (),
) -> Hidden:
    """What `for_audience` would hide of this document, `together` with others or alone: by the same decisions. Raises ValueError as it does."""
    if audience is Audience.INTERNAL:
        refuse(document, audience)
        return Hidden(audience)
    return hidden_in(document, view_of((document, *together), audience, earlier=earlier, rounded=rounded))


def hidden_in(document: Document, view: View) -> Hidden:
    """What is hidden of a document in a view of it."""
    decided, figures = view.decided, {figure.id: figure for figure in every_figure(document)}.values()
    withheld = sum(view.figure(figure) is None for figure in figures)
    return Hidden(
        audience=decided.ledger.audience,
        small=len(decided.small),
        others=len(decided.others),
        numbers=sum(view.is_hidden(figure) for figure in figures) - withheld,
        withheld=withheld,
        sentences=sum(protected_spans(spans, view) is None for spans in _sentences(document)),
        tables=tuple(_tables(document, view)),
        pictures=tuple(block.title for block in document.blocks if isinstance(block, Picture)),
        given_away=len(decided.given_away),
    )


def _sentences(document: Document) -> Iterable[tuple[Span, ...]]:
    for block in document.blocks:
        match block:
            case Paragraph(spans=spans) | Callout(spans=spans):
                yield spans
            case Bullets(items=items):
                yield from items


def _tables(document: Document, view: View) -> Iterable[tuple[str, int, int]]:
    for block in document.blocks:
        table = block.table if isinstance(block, Drawing) else block
        if isinstance(table, Table):
            held = [cell.figure for row in table.rows for cell in row if isinstance(cell, FigureText)]
            hidden = sum(view.is_hidden(figure) for figure in held)
            if hidden:
                yield table.title, hidden, len(held)
