"""A figure as an audience may have it: value, test, trace and all, so that no format can print more."""

from __future__ import annotations

import re
from dataclasses import replace

from wardmoot.core.figures import Comparator, DisclosureClass, Figure, Marking, Shorthand, StatedSource, Trace, Unit, round_half_away
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure.deciding import Decided, rounded
from wardmoot.reports.disclosure.ledger import Behind
from wardmoot.reports.disclosure.policy import Rule

_NUMBER = re.compile(r"\d")
WITHHELD = "data of a partner agency"


def protected_figure(figure: Figure, decided: Decided) -> Figure | None:
    """A figure as the audience may have it; None where it may not have it at all.

    Hidden numbers are None with the mark [c]; nothing made from them is left, neither in the test nor in the trace.
    """
    one = decided.ledger.behind[figure.id]
    if not one.rule.given:
        return None
    made = replace(figure, marking=Marking.NONE) if decided.ledger.audience is Audience.PUBLIC else figure
    shown, compared = decided.value_shown(one), decided.comparator_shown(one)
    if one.rule.threshold == 1 and shown and compared:
        return _tested(made, decided)
    made = _tested(made, decided) if shown and compared else replace(made, verdict=None)
    made = _in_round_numbers(made, one, decided)
    made = _revisions(replace(made, comparator=_comparator(made, one, compared)), one.rule)
    made = _told(made, one, decided, shown)
    if not shown:
        return _hidden(made)
    made = made if compared else replace(made, missing=Shorthand.CONFIDENTIAL)
    return _as_written(made) if one.own is None else made


def _tested(figure: Figure, decided: Decided) -> Figure:
    """The test without the numbers that hidden months or places went into."""
    if figure.verdict is None or not decided.tells_of_parts(figure):
        return figure
    return replace(figure, verdict=replace(figure.verdict, statistic=None, p=None, interval=None, overdispersion=None, note=""))


def _in_round_numbers(figure: Figure, one: Behind, decided: Decided) -> Figure:
    if not {one.own, one.compared} & decided.ledger.rounded:
        return figure
    other = figure.comparator
    if figure.unit is not Unit.COUNT or figure.value is None:
        return replace(figure, verdict=None, interval=None)
    value = rounded(figure.value, one.rule)
    brackets = replace(other, value=rounded(other.value, one.rule), numerator=None) if other and other.value is not None else other
    return replace(figure, value=value, numerator=value, comparator=brackets, verdict=None, interval=None)


def _comparator(figure: Figure, one: Behind, shown: bool) -> Comparator | None:
    other = figure.comparator
    if other is None:
        return None
    trace = None if other.trace is None else _trace(other.trace, one.rule, other.numerator if shown else None, hidden=not shown)
    made = replace(other, trace=trace)
    return made if shown else replace(made, value=None, numerator=None, denominator=None, note="", missing=Shorthand.CONFIDENTIAL)


def _revisions(figure: Figure, rule: Rule) -> Figure:
    """Another life of the number stays only where neither it nor the difference from this one is small."""
    kept = []
    for life in (figure.as_published, figure.as_revised):
        away = None if life is None or figure.value is None else abs(life.value - figure.value)
        kept.append(life if life and away is not None and rule.files and life.value >= rule.threshold and not 0 < away < rule.width else None)
    return replace(figure, as_published=kept[0], as_revised=kept[1])


def _told(figure: Figure, one: Behind, decided: Decided, shown: bool) -> Figure:
    """Trace and caveats without the counts in them."""
    count = decided.ledger.counts.values[one.own] if shown and one.own is not None and one.own not in decided.ledger.rounded else None
    caveats = figure.caveats if figure.disclosure is DisclosureClass.OPEN else tuple(c for c in figure.caveats if not _NUMBER.search(c))
    return replace(figure, trace=_trace(figure.trace, one.rule, count, hidden=not shown), caveats=caveats)


def _trace(trace: Trace, rule: Rule, count: float | None, *, hidden: bool) -> Trace:
    """How the figure was made: the rows counted only where they are the count that is printed, the files where the audience may know them."""
    made = replace(trace, row_count=trace.row_count if trace.row_count == count else None)
    if hidden:
        made = replace(made, parameters={}, stated=_unsaid(trace.stated))
    if rule.files or not trace.files:
        return made
    sources = ", ".join(dict.fromkeys(file.source for file in trace.files))
    return replace(made, parameters={}, files=(), stated=StatedSource(WITHHELD, sources, "not published"))


def _unsaid(stated: StatedSource | None) -> StatedSource | None:
    return stated and replace(stated, printed=Shorthand.CONFIDENTIAL.value)


def _hidden(figure: Figure) -> Figure:
    return replace(
        figure,
        value=None,
        numerator=None,
        denominator=None,
        interval=None,
        verdict=None,
        as_published=None,
        as_revised=None,
        missing=Shorthand.CONFIDENTIAL,
        published_text="",
    )


def _as_written(figure: Figure) -> Figure:
    """A number with no more decimals than are written: all those that a spreadsheet keeps would tell more."""
    if figure.value is None:
        return figure
    places = figure.places if figure.places is not None else int(figure.unit is not Unit.COUNT)
    return replace(figure, value=float(round_half_away(figure.value, places)), numerator=None, denominator=None, interval=None)
