"""A document for an audience, from the document of everything: the one place where it is decided what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure.drawings import protected_chart, protected_drawing
from wardmoot.reports.disclosure.ledger import every_figure
from wardmoot.reports.disclosure.summary import Hidden, hidden_in
from wardmoot.reports.disclosure.tables import MARK, protected_spans, protected_table
from wardmoot.reports.disclosure.view import View
from wardmoot.reports.disclosure.viewing import Earlier, highest, refuse, view_of
from wardmoot.reports.disclosure.words import LEFT_OUT
from wardmoot.reports.document import (
    Block,
    Bullets,
    Callout,
    CalloutKind,
    Document,
    Drawing,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Span,
    Table,
)

_TITLE = "Hidden to protect people"


def for_audience(
    document: Document, audience: Audience, *, earlier: Earlier | Iterable[Earlier] | None = None, rounded: Sequence[str] = ()
) -> Document:
    """The document as `audience` may have it: what is hidden is in none of its blocks, so it is in no format.

    Internal: all of it, with the highest marking of its figures. Otherwise counts are hidden by the table of rules, each everywhere
    it is printed, with every rate, share, change, test, trace, chart point, map region, text alternative and sentence that would
    give it away, and as many other counts as it takes until integer linear programmes prove that none of them can be worked out.
    `earlier` are the editions that this audience already has: what they and this one give away together is hidden too.
    `rounded` names tables whose counts are rounded to the nearest 5 instead, wherever else they are printed.

    Raises ValueError for a demonstration that is to be public, for a block of a kind it does not know, for a document that
    cannot be drawn, and where a count that must be hidden can be worked out whatever else is hidden.

    Source: Analysis Function, Statistical disclosure control; Hundepool and others (2012), chapter 4.
    """
    return together_for_audience((document,), audience, earlier=earlier, rounded=rounded)[0]


def together_for_audience(
    documents: Sequence[Document], audience: Audience, *, earlier: Earlier | Iterable[Earlier] | None = None, rounded: Sequence[str] = ()
) -> tuple[Document, ...]:
    """Documents that an audience gets together, such as an assessment and its summary: a count is hidden in all of them or in none.

    As `for_audience` for each; deciding on each alone could show in one what the other hides. Raises ValueError as it does.
    """
    return tuple(document for document, _ in given_together(documents, audience, earlier=earlier, rounded=rounded))


def given_together(
    documents: Sequence[Document], audience: Audience, *, earlier: Earlier | Iterable[Earlier] | None = None, rounded: Sequence[str] = ()
) -> tuple[tuple[Document, Hidden], ...]:
    """As `together_for_audience`, each document with what is hidden of it, by the same decisions. Raises ValueError as it does."""
    if audience is Audience.INTERNAL:
        return tuple((_internal(document), Hidden(audience)) for document in documents)
    view = view_of(documents, audience, earlier=earlier, rounded=rounded)
    return tuple((_protected(document, view), hidden_in(document, view)) for document in documents)


def _internal(document: Document) -> Document:
    refuse(document, Audience.INTERNAL)
    return replace(document, marking=highest((document.marking, *(figure.marking for figure in every_figure(document)))))


def _protected(document: Document, view: View) -> Document:
    blocks = tuple(made for block in document.blocks for made in _block(block, view))
    made = replace(document, title=view.words(document.title), subtitle=view.words(document.subtitle), marking=view.words.marking, blocks=blocks)
    return replace(made, blocks=_with_notice(made, document, view))


def _block(block: Block, view: View) -> Iterable[Block]:
    """What is left of a block. Raises ValueError for a kind it does not know."""
    match block:
        case Heading(text=text):
            yield replace(block, text=view.words(text))
        case Paragraph(spans=spans):
            yield Paragraph(_or_left_out(spans, view))
        case Bullets(items=items):
            made = [protected_spans(item, view) for item in items]
            kept = tuple(item for item in made if item is not None)
            yield Bullets((*kept, *(((LEFT_OUT,),) if len(kept) < len(made) else ())))
        case Callout(spans=spans, title=title):
            yield replace(block, title=view.words(title), spans=_or_left_out(spans, view))
        case KeyFigures(cards=cards):
            shown = tuple(one for card in cards for one in _card(card, view))
            yield from (KeyFigures(shown),) if shown else ()
        case Table():
            yield protected_table(block, view)
        case Picture():
            yield replace(block, title=view.words(block.title), alt=view.words(block.alt))
        case _ if isinstance(block, Drawing):
            yield protected_drawing(block, view)
        case _:
            raise ValueError(f"nothing says how to protect a block of kind {type(block).__name__}: it is not given to this audience")


def _or_left_out(spans: tuple[Span, ...], view: View) -> tuple[Span, ...]:
    made = protected_spans(spans, view)
    return (LEFT_OUT,) if made is None else made


def _card(card: KeyFigure, view: View) -> Iterable[KeyFigure]:
    figure = view.figure(card.figure)
    if figure is not None:
        chart = protected_chart(card.chart, view) if card.chart else None
        yield replace(card, words=view.words(card.words), figure=figure, chart=chart)


def _with_notice(document: Document, before: Document, view: View) -> tuple[Block, ...]:
    """The blocks with, after the first heading, what the marks mean; nothing where nothing is hidden."""
    hidden = hidden_in(before, view)
    if not hidden.numbers and not hidden.withheld:
        return document.blocks
    rules = sorted({rule.threshold for rule in view.decided.ledger.rules.values() if rule.threshold > 1})
    small = " or ".join(f"1 to {threshold - 1}" for threshold in rules)
    said = (
        f"Numbers marked {MARK} are hidden so that nobody can be found in them: counts of {small}, and others from which those could be "
        "worked out. Rates, shares and changes made from a hidden count are hidden with it, and sentences that print one are left out."
    )
    notice = Callout(CalloutKind.NOTE, _TITLE, (said if small else "Figures that are never given outside the partnership's own staff are left out.",))
    place = next((i + 1 for i, block in enumerate(document.blocks) if isinstance(block, Heading)), 0)
    return (*document.blocks[:place], notice, *document.blocks[place:])
