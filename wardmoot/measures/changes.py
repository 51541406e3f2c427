"""This assessment beside the last one, finding by finding and headline figure by headline figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure, FigureText, Form, Span, figure_from_json
from wardmoot.core.figures.serial import figure_to_json
from wardmoot.measures.assessment import period_ending
from wardmoot.measures.rebuilding import every_figure, figure_differences, finding_differences
from wardmoot.reports.assessment import Gathered
from wardmoot.reports.assessment.supplied import Changes, FigureChange, FindingChange

BEFORE = "earlier."
"""Figures of the last assessment have this before their id, so that both can be printed in one document."""


def changes_since(then: Mapping[str, Any], gathered: Gathered, findings: Sequence[Mapping[str, Any]]) -> Changes:
    """What differs from the last assessment, given as its figures.json. `findings` are those of this one, as JSON values.

    Raises ValueError where the last one is of another area, or a demonstration and this one is not (or the reverse).
    """
    scope = gathered.scope
    if then["request"]["area"] != scope.area.code:
        raise ValueError(f"the last assessment is of {then['request']['area']}, this one of {scope.area.code}: give one of the same area")
    if bool(then.get("demonstration")) is not scope.demonstration:
        raise ValueError("one of the two assessments is a demonstration and the other is not: they are never compared")
    old = {plain["id"]: figure_from_json(plain) for plain in every_figure(then)}
    new = {figure.id: figure for finding in gathered.findings for figure in finding.figures}
    plain = {"findings": list(findings), "figures": [figure_to_json(figure) for figure in new.values()]}
    claims = [{one["id"]: one["claim"] for one in side} for side in (then["findings"], findings)]
    told = tuple(
        FindingChange(one.what, _spans(claims[0].get(one.id), old, BEFORE), _spans(claims[1].get(one.id), new), one.why)
        for one in finding_differences(then, plain)
    )
    return Changes(_words(then, gathered), told, _figures(then, gathered, old))


def _spans(claim: Sequence[str | Mapping[str, Any]] | None, figures: Mapping[str, Figure], before: str = "") -> tuple[Span, ...]:
    """A claim as it stands in JSON with its figures, under ids of their own."""
    return tuple(one if isinstance(one, str) else FigureText(_named(figures[one["figure"]], before), Form(one["form"])) for one in claim or ())


def _named(figure: Figure, before: str) -> Figure:
    return replace(figure, id=f"{before}{figure.id}") if before else figure


def _figures(then: Mapping[str, Any], gathered: Gathered, old: Mapping[str, Figure]) -> tuple[FigureChange, ...]:
    """The headline figures that differ: counts, rates and what is compared, of all crime, of incidents and of each type."""
    lines = (gathered.crimes, gathered.asb, *gathered.offences)
    new = {figure.id: figure for line in lines for figure in (line.count, line.rate)}
    kept = [figure for figure in then["figures"] if figure["id"] in new]
    found = figure_differences(kept, [figure_to_json(figure) for figure in new.values()])
    return tuple(FigureChange(one.what, _named(old[one.id], BEFORE) if one.id in old else None, new.get(one.id), one.why) for one in found)


def _words(then: Mapping[str, Any], gathered: Gathered) -> str:
    before = period_ending(Month.parse(then["request"]["to"]), then["request"]["months"])
    version = f" ({then['version']})" if then.get("version") else ""
    return (
        f"This assessment, of {gathered.scope.period.label}, beside the last one{version}, of {before.label}. A finding is the same where finder, "
        "subject and area are the same. Periods differ from year to year, so a difference between the two columns is not a change that was tested."
    )
