"""The view of a document for an audience that may already have earlier editions of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wardmoot.core.figures import Figure, Marking, figure_from_json
from wardmoot.reports.audience import Audience
from wardmoot.reports.checks import check_document
from wardmoot.reports.disclosure.deciding import Decided, decide
from wardmoot.reports.disclosure.ledger import every_figure
from wardmoot.reports.disclosure.policy import rule_for
from wardmoot.reports.disclosure.view import View
from wardmoot.reports.disclosure.words import words_without
from wardmoot.reports.document import Document, figures_of

Earlier = Document | Mapping[str, Any]
"""An edition that an audience already has: its document as it was given, or the content of its figures.json."""
_MARKINGS = (Marking.NONE, Marking.OFFICIAL, Marking.OFFICIAL_SENSITIVE)


def view_of(documents: Sequence[Document], audience: Audience, *, earlier: Earlier | Iterable[Earlier] | None, rounded: Sequence[str]) -> View:
    """The decisions for an audience on documents that are given together. Raises ValueError as `for_audience` does."""
    for document in documents:
        refuse(document, audience)
    decided = decide(documents, audience, earlier=_figures_before(earlier), rounded=rounded)
    figures = (figure for document in documents for figure in every_figure(document))
    kept = [figure.marking for figure in figures if rule_for(audience, figure.disclosure).given]
    marking = Marking.NONE if audience is Audience.PUBLIC else highest((*(document.marking for document in documents), *kept))
    return View(decided, words_without(_hidden_counts(decided), marking))


def refuse(document: Document, audience: Audience) -> None:
    """Raises ValueError, saying why, for a document that this audience can never have or that cannot be drawn."""
    check_document(document)
    if audience is Audience.PUBLIC and document.demonstration:
        raise ValueError("this is a demonstration, made of invented data: it cannot be published. Make the document from a home with real data")


def highest(markings: Iterable[Marking]) -> Marking:
    """The highest of the markings."""
    return max(markings, key=_MARKINGS.index)


def _figures_before(earlier: Earlier | Iterable[Earlier] | None) -> tuple[Figure, ...]:
    if earlier is None:
        return ()
    if isinstance(earlier, Document):
        return figures_of(earlier)
    if isinstance(earlier, Mapping):
        if "figures" not in earlier:
            raise ValueError("the earlier edition has no figures: give the content of its figures.json")
        return tuple(figure_from_json(plain) for plain in earlier["figures"])
    return tuple(figure for one in earlier for figure in _figures_before(one))


def _hidden_counts(decided: Decided) -> Iterable[tuple[Figure, float]]:
    for one in decided.ledger.behind.values():
        for number in (one.own, one.compared):
            if number is not None and decided.is_hidden(number):
                yield one.figure, decided.ledger.counts.values[number]


def read_edition(text: str) -> Mapping[str, Any]:
    """The content of an earlier edition's figures.json. Raises ValueError for what is none."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as fault:
        raise ValueError(f"the earlier edition's figures.json cannot be read: {fault}. Give the file as it was published") from None
    if not isinstance(found, dict) or "figures" not in found:
        raise ValueError("the earlier edition's figures.json has no figures: give the file as it was published")
    return found
