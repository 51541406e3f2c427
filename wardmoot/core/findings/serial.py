"""Findings as plain JSON values and back, the figures beside them by id or within."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, Figure, FigureText, Form, Polarity, Span, figure_from_json, figure_to_json
from wardmoot.core.figures.parsing import value_built
from wardmoot.core.figures.serial import plain_value
from wardmoot.core.findings.finding import Finder, Finding


def finding_to_json(finding: Finding, *, inline: bool = False) -> dict[str, Any]:
    """The finding as JSON values: `figures` are ids, for a file that lists the figures once, or the figures themselves (`inline`).

    `words` is the claim as a reader sees it, `claim` its pieces: a text, or which part of which figure. An end of the interval
    that is infinite is null.
    """
    beside = (finding.base,) if finding.base and finding.base not in finding.figures else ()
    return {
        "id": finding.id,
        "finder": finding.finder.value,
        "subject": finding.subject,
        "subject_words": finding.subject_words,
        "area": plain_value(finding.area),
        "period": plain_value(finding.period),
        "words": finding.words,
        "claim": [span if isinstance(span, str) else {"figure": span.figure.id, "form": span.form.value} for span in finding.claim],
        "figures": [figure_to_json(figure) if inline else figure.id for figure in (*finding.figures, *beside)],
        "base": finding.base.id if finding.base else None,
        "p": finding.p,
        "adjusted_p": finding.adjusted_p,
        "effect": finding.effect,
        "effect_interval": [end if math.isfinite(end) else None for end in finding.effect_interval] if finding.effect_interval else None,
        "polarity": finding.polarity.value,
        "caveats": list(finding.caveats),
        "supplier": finding.supplier,
    }


def finding_from_json(plain: Mapping[str, Any], figures: Mapping[str, Figure] | None = None) -> Finding:
    """The finding that `finding_to_json` wrote; `figures` by id where they were not written within.

    Raises ValueError, naming the finding and the field, where a field or a figure is missing.

    >>> finding_from_json({})
    Traceback (most recent call last):
    ValueError: a finding has no id: it was not written by finding_to_json, or not whole
    """
    if "id" not in plain:
        raise ValueError("a finding has no id: it was not written by finding_to_json, or not whole")
    try:
        return _built(plain, _figures(plain, figures or {}))
    except KeyError as missing:
        raise ValueError(f"{plain['id']}: {missing.args[0]} is missing: it was not written by finding_to_json, or not whole") from None


def _figures(plain: Mapping[str, Any], figures: Mapping[str, Figure]) -> dict[str, Figure]:
    made = [figures[one] if isinstance(one, str) else figure_from_json(one) for one in plain["figures"]]
    return {figure.id: figure for figure in made}


def _built(plain: Mapping[str, Any], held: Mapping[str, Figure]) -> Finding:
    ends = plain["effect_interval"]
    return Finding(
        id=plain["id"],
        finder=Finder(plain["finder"]),
        subject=plain["subject"],
        subject_words=plain["subject_words"],
        area=value_built(Area, plain["area"], "area"),
        period=value_built(Period, plain["period"], "period"),
        claim=tuple(_span(one, held) for one in plain["claim"]),
        figures=tuple(held.values()),
        base=held[plain["base"]] if plain["base"] else None,
        p=plain["p"],
        adjusted_p=plain["adjusted_p"],
        effect=plain["effect"],
        effect_interval=(-math.inf if ends[0] is None else ends[0], math.inf if ends[1] is None else ends[1]) if ends else None,
        polarity=Polarity(plain["polarity"]),
        caveats=tuple(plain["caveats"]),
        supplier=plain["supplier"],
    )


def _span(plain: str | Mapping[str, Any], held: Mapping[str, Figure]) -> Span:
    return plain if isinstance(plain, str) else FigureText(held[plain["figure"]], Form(plain["form"]))
