"""Headlines as key figure cards: the number in the plan's own form, and all that a reader needs beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from wardmoot.apps.plan.words import unit_words, verdict_title, why_that_verdict
from wardmoot.core.figures import AsPublished, Figure, Unit, write_number, write_value
from wardmoot.core.plan import Gap, GapKind, Headline, Plan, Theme, companion_figures, gaps, headline_figure, part_figures

SMALL = 50
"""Below this, chance alone moves a yearly count by more than a quarter either way (1.96 times the root of 50 is 14)."""

NOT_ON_CARD = {GapKind.HEADLINE_WITHOUT_OWNER}
"""Said in the card's own line on who answers."""


@dataclass(frozen=True, slots=True)
class Life:
    """A rate as it was published or as it is now, with the population it rests on."""

    title: str
    value: str
    base: str
    note: str


@dataclass(frozen=True, slots=True)
class Other:
    """A further number of the same line."""

    id: str
    label: str
    written: str
    unit: str
    area: str


@dataclass(frozen=True, slots=True)
class Card:
    """One headline, ready to show. `number` is empty where the plan gives none."""

    figure: Figure
    words: str
    number: str
    unit: str
    printed: str
    area: str
    period: str
    brackets: str
    verdict: str
    why: str
    small: str
    lives: tuple[Life, ...]
    parts: tuple[Other, ...]
    companions: tuple[Other, ...]
    notes: tuple[str, ...]
    gaps: tuple[str, ...]
    owner: Theme | None


def card_of(plan: Plan, headline: Headline, found: tuple[Gap, ...] | None = None) -> Card:
    figure = headline_figure(plan, headline)
    own = [gap for gap in (gaps(plan) if found is None else found) if (gap.section, gap.key) == ("headlines", headline.id)]
    said = tuple(gap.text for gap in own if gap.kind not in NOT_ON_CARD)
    return Card(
        figure=figure,
        words=headline.label,
        number=number_of(figure),
        unit="" if headline.is_qualitative else unit_words(figure),
        printed=headline.seed_text,
        area=figure.area.name,
        period=figure.period.label,
        brackets=brackets(figure, assumed=any(gap.kind is GapKind.COMPARATOR_PERIOD_ASSUMED for gap in own)),
        verdict=verdict_title(figure),
        why=why_that_verdict(figure),
        small=small_numbers(headline),
        lives=tuple(lives(figure)),
        parts=tuple(_other(part) for part in part_figures(plan, headline)),
        companions=tuple(_other(part) for part in companion_figures(plan, headline)),
        notes=headline.caveats + headline.ambiguities,
        gaps=said,
        owner=plan.theme(headline.owner) if headline.owner else None,
    )


def cards_of(plan: Plan, priority: str) -> tuple[Card, ...]:
    found = gaps(plan)
    return tuple(card_of(plan, headline, found) for headline in plan.headlines_of(priority))


def number_of(figure: Figure) -> str:
    """`3,205 (3,312)`; the printed text where its unit is unknown; nothing where the plan gives no number."""
    if figure.unit is Unit.STATEMENT:
        return ""
    if figure.value is None:
        return figure.published_text or figure.written
    return figure.written_with_comparator


def brackets(figure: Figure, *, assumed: bool) -> str:
    """What the number in brackets is: whose, where it is not the same area, and when."""
    beside = figure.comparator
    if beside is None:
        return ""
    where = f"{beside.area.name}, " if beside.area != figure.area else ""
    written = write_value(beside.value, figure.unit, places=figure.places)
    return f"{written}: {where}{beside.period.label}" + (" (its period is assumed)" if assumed else "")


def small_numbers(headline: Headline) -> str:
    counts = sorted({value for value in _counts(headline) if value < SMALL})
    if not counts:
        return ""
    listed = ", ".join(write_number(value) for value in counts)
    return f"Small numbers ({listed}): a few more or fewer change this a lot, by chance alone."


def _counts(headline: Headline) -> Iterator[float]:
    """Every count of the line: its own, those it is compared with, its parts, and what a percentage rests on."""
    if headline.unit is Unit.COUNT and headline.value is not None:
        yield headline.value
        yield from (beside.value for beside in (headline.comparator, headline.benchmark) if beside)
    yield from (other.value for other in headline.parts + headline.companions if other.unit is Unit.COUNT)
    if headline.base:
        yield headline.base.value
        yield headline.base.numerator if headline.base.numerator is not None else math.inf


def lives(figure: Figure) -> Iterator[Life]:
    for title, life in (("As first published", figure.as_published), ("As revised", figure.as_revised)):
        if life:
            yield Life(title, write_value(life.value, figure.unit, places=figure.places), base_words(life), life.note)


def base_words(life: AsPublished) -> str:
    base = life.denominator
    if base is None:
        return "population not stated"
    when = f", {base.as_of}" if base.as_of else ""
    return f"on {write_number(base.value)} {base.label} ({base.release}{when})"


def _other(figure: Figure) -> Other:
    return Other(figure.id, figure.label, figure.written, unit_words(figure), figure.area.name)


def any_figure(plan: Plan, key: str) -> tuple[Headline, Figure]:
    """A figure of the plan by its id, `F05` or `F05.part1`, with the headline it belongs to. Raises KeyError."""
    headline = plan.headline(key.partition(".")[0])
    figures = (headline_figure(plan, headline), *part_figures(plan, headline), *companion_figures(plan, headline))
    return headline, {figure.id: figure for figure in figures}[key]
