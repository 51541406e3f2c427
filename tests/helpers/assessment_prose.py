"""What a document says in running text, with its figures taken out, for tests that look for numbers and words of its own."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator

from wardmoot.core.figures import Figure, FigureText, Span
from wardmoot.reports.document import Bullets, Callout, Document, Paragraph

_MONTH = "|".join(month_name[1:])
_ALLOWED = (
    rf"(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{4}})?",  # dates
    r"\b(?:19|20)\d\d(?:/\d\d)?\b",  # years
    r"\b[A-Z]+\d\w*\b",  # codes of areas and tables, page sizes
    r"\bNote \d+ of\b",  # notes quoted from a published table
    r"\bper 1,000 population\b",  # what a published rate is per, as its source says it
    r"\(fewer than \d\)",  # a rule's own limit
)


def running_text(document: Document) -> Iterator[tuple[Span, ...]]:
    """The paragraphs, bullets and boxed remarks, in order."""
    for block in document.blocks:
        match block:
            case Paragraph(spans=spans) | Callout(spans=spans):
                yield spans
            case Bullets(items=items):
                yield from items


def own_numbers(document: Document, names: Iterable[str] = ()) -> list[str]:
    """The pieces of running text with a number that is no figure, no date, no period, no code and no part of one of the names."""
    found = []
    for spans in running_text(document):
        for span in spans:
            if isinstance(span, str):
                text = span
                for pattern in (*(re.escape(name) for name in names if name in text), *_ALLOWED):
                    text = re.sub(pattern, " ", text)
                if re.search(r"\d", text):
                    found.append(text)
    return found


def figures_in_text(document: Document) -> list[Figure]:
    """The figures of the running text."""
    return [span.figure for spans in running_text(document) for span in spans if isinstance(span, FigureText)]
