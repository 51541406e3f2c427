"""Headlines as figures: what the document states, with the document as its source."""

from __future__ import annotations

from datetime import UTC, datetime, time

from wardmoot.core.figures import (
    COUNTING_UNITS,
    AsPublished,
    Comparator,
    Denominator,
    Figure,
    Shorthand,
    StatedSource,
    Trace,
    Verdict,
    VerdictWord,
)
from wardmoot.core.plan.headlines import Headline, StatedComparator, StatedPart, StatedRate
from wardmoot.core.plan.plan import Plan

MEASURE = "plan.stated"
"""The measure of a figure that was read from a document and not counted here."""

_NOT_TESTED = "The document gives two totals and not the monthly counts that a test of change needs."
_NOT_TESTED_AREA = "The document gives two numbers and not the counts and populations that a test of difference needs."
_ESTIMATE = "An estimate from a survey or model made elsewhere, not a local count."
_PERIOD_ASSUMED = "The line itself gives no period: this one is assumed from the lines around it."
_AREA_ASSUMED = "The line itself gives no area: this one is assumed from the plan as a whole."


def decimal_places(*values: float | None) -> int:
    """How many decimal places the values were written with: none for a whole number, `46.0` keeps one.

    >>> decimal_places(38.5, 46)
    1
    """
    fractions = [repr(value).partition(".")[2] for value in values if isinstance(value, float)]
    return max((len(fraction) for fraction in fractions), default=0)


def _trace(plan: Plan, headline: Headline) -> Trace:
    place = headline.place or f"headlines under “{plan.priority(headline.priority).heading_name}”"
    return Trace(
        measure=MEASURE,
        version="1",
        method=f"Taken as printed from {plan.identity.title} ({place}). Nothing was computed.",
        computed_at=datetime.combine(plan.identity.transcribed_on, time(), UTC),
        parameters={"headline": headline.id},
        stated=StatedSource(document=plan.identity.title, place=place, printed=headline.seed_text, entered_by="plan file"),
    )


def _comparator(plan: Plan, headline: Headline, stated: StatedComparator | None, trace: Trace) -> Comparator | None:
    if stated is None:
        return None
    assumed = "Its period is assumed: the document does not give it." if stated.assumed else ""
    return Comparator(
        value=stated.value,
        period=stated.period,
        area=plan.areas[stated.area or headline.area],
        label=stated.label,
        trace=trace,
        note=" ".join(note for note in (stated.note, assumed) if note),
    )


def _verdict(headline: Headline) -> Verdict | None:
    if headline.comparator is None and headline.benchmark is None:
        return None
    return Verdict(VerdictWord.NOT_TESTED, note=_NOT_TESTED if headline.comparator else _NOT_TESTED_AREA)


def _life(rate: StatedRate | None) -> AsPublished | None:
    if rate is None:
        return None
    return AsPublished(rate.value, Denominator(rate.denominator, rate.label, rate.release, rate.as_of), rate.note)


def _caveats(headline: Headline) -> tuple[str, ...]:
    said = ((headline.external_estimate, _ESTIMATE), (headline.period_assumed, _PERIOD_ASSUMED), (headline.area_assumed, _AREA_ASSUMED))
    return headline.caveats + headline.ambiguities + tuple(text for holds, text in said if holds)


def _denominator(plan: Plan, headline: Headline) -> Denominator | None:
    if headline.base is None:
        return None
    return Denominator(headline.base.value, headline.base.label, plan.identity.title)


def headline_figure(plan: Plan, headline: Headline) -> Figure:
    """A headline as a Figure, with the number and comparator as printed and the document as its source.

    A qualitative line has no value and a `published_text`; so has a number whose unit the source leaves open
    (unit NOT_STATED), from which nothing can then be computed. A benchmark is a comparator with its own area.
    Raises KeyError when the headline names an area or counting unit that does not exist, which a plan that
    has passed `plan_faults` does not.
    """
    trace = _trace(plan, headline)
    beside = headline.comparator or headline.benchmark
    return Figure(
        id=headline.id,
        label=headline.label,
        measure=MEASURE,
        value=headline.value,
        unit=headline.unit,
        counting_unit=COUNTING_UNITS[headline.counting_unit],
        area=plan.areas[headline.area],
        period=headline.period,
        trace=trace,
        polarity=headline.polarity,
        numerator=headline.base.numerator if headline.base else None,
        denominator=_denominator(plan, headline),
        multiplier=100 if headline.base else headline.multiplier,
        comparator=_comparator(plan, headline, beside, trace),
        verdict=_verdict(headline),
        as_published=_life(headline.as_published),
        as_revised=_life(headline.as_revised),
        disclosure=headline.disclosure,
        caveats=_caveats(headline),
        places=decimal_places(headline.value, beside.value if beside else None),
        missing=Shorthand.NOT_APPLICABLE if headline.is_qualitative else Shorthand.NOT_AVAILABLE,
        published_text=headline.reported_text or headline.seed_text,
    )


def _part_figure(plan: Plan, headline: Headline, part: StatedPart, key: str) -> Figure:
    return Figure(
        id=key,
        label=part.label,
        measure=MEASURE,
        value=part.value,
        unit=part.unit,
        counting_unit=COUNTING_UNITS[part.counting_unit],
        area=plan.areas[part.area or headline.area],
        period=headline.period,
        trace=_trace(plan, headline),
        polarity=headline.polarity,
        breakdown={"part of": headline.id},
        disclosure=headline.disclosure,
        caveats=_caveats(headline),
        places=decimal_places(part.value),
        published_text=headline.seed_text,
    )


def part_figures(plan: Plan, headline: Headline) -> tuple[Figure, ...]:
    """The shares that add up to a headline's value, each a Figure with its own area; ids are `F05.part1` and so on."""
    return tuple(_part_figure(plan, headline, part, f"{headline.id}.part{number}") for number, part in enumerate(headline.parts, 1))


def companion_figures(plan: Plan, headline: Headline) -> tuple[Figure, ...]:
    """The other numbers of the same line, each a Figure; ids are `F21.also1` and so on. They do not add up to anything."""
    return tuple(_part_figure(plan, headline, part, f"{headline.id}.also{number}") for number, part in enumerate(headline.companions, 1))
