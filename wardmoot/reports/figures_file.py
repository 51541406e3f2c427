"""`figures.json`: every figure of a document with its trace written out, for people who compute."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wardmoot.core.figures import figure_to_json
from wardmoot.reports.checks import check_document
from wardmoot.reports.document import Document, figures_of


def render_json(document: Document, *, extra: Mapping[str, Any] | None = None) -> str:
    """The figures in reading order, each with its trace, and what the document says of itself.

    `extra` adds entries at the top level. Raises ValueError for an entry that is taken, or a document that cannot be drawn.
    """
    check_document(document)
    said: dict[str, Any] = {
        "title": document.title,
        "subtitle": document.subtitle,
        "partnership": document.partnership,
        "marking": document.marking.value,
        "demonstration": document.demonstration,
        "cut_off": document.cut_off.isoformat(),
        "made_at": document.made_at.isoformat(),
        "attributions": list(document.attributions),
    }
    taken = {*said, "figures"} & set(extra or {})
    if taken:
        raise ValueError(f"figures.json already has {', '.join(sorted(taken))}: give the extra entry another name")
    head = "".join(f"{_json(name)}: {_json(value)},\n" for name, value in {**said, **(extra or {})}.items())
    figures = ",\n".join(_json(figure_to_json(figure)) for figure in figures_of(document))
    return f'{{\n{head}"figures": [\n{figures}\n]\n}}\n'


def _json(value: Any) -> str:
    """One line: an indented file is several times slower to write, and a figure a line can still be compared."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
