"""The headlines of a plan, counted again from the data held and set beside what the plan prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wardmoot import evidence
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, Comparator, Figure, Interval, Verdict, VerdictWord, write_value
from wardmoot.core.plan import Headline, MeasureLink, Plan, StatedPart, companion_figures, headline_figure, part_figures
from wardmoot.evidence import Store, StoreKind
from wardmoot.evidence.extracts import Scope
from wardmoot.evidence.synthetic import NAME_ENDING
from wardmoot.measures.register import Request, compute
from wardmoot.measures.tables import Tables

OUTSIDE = "The 95% interval ({}) leaves out the comparison, which is taken as it was published."
INSIDE = "The 95% interval ({}) holds the comparison, which is taken as it was published."


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the plan as `published`, and as `counted` from the data held; None where it could not be, and `why_not`."""

    published: Figure
    counted: Figure | None
    why_not: str = ""

    @property
    def agrees(self) -> bool | None:
        """Whether the two are the same as written, comparator and all; None where one of them gives no number."""
        if self.counted is None or self.counted.value is None or self.published.value is None:
            return None
        shown = replace(self.counted, places=self.published.places)
        if self.published.comparator is None:
            return shown.written == self.published.written
        return shown.written_with_comparator == self.published.written_with_comparator


@dataclass(frozen=True, slots=True)
class Reader:
    """What a plan's numbers are counted from: the plan, the data held, as of when, what may be read, and the codes of areas."""

    plan: Plan
    store: Store
    now: datetime
    tables: Tables
    invented: Mapping[str, str]

    def code(self, area: Area) -> str:
        """The code under which the data knows an area: in a demonstration that of the invented authority of the same name.

        An invented nation has the real one's code with X for its first letter.
        """
        if self.store.kind is not StoreKind.DEMONSTRATION:
            return area.code
        return self.invented.get(f"{area.name} {NAME_ENDING}", f"X{area.code[1:]}")

    def request(self, area: Area, period: Period, codes: tuple[str, ...], **more: Any) -> Request:
        """A request for an area that is made up of these codes."""
        return Request(self.store, area, period, self.now, authorities=codes, tables=self.tables, **more)


def reader_for(plan: Plan, store: Store, *, now: datetime, scope: Scope | None) -> Reader:
    """A reader of the data as it is held now; each dataset is read once, when it is first needed."""
    held = store.snapshot()
    invented = {name: code for code, name in evidence.authority_names(held).items()} if held.kind is StoreKind.DEMONSTRATION else {}
    return Reader(plan, held, now, Tables(held, scope, whole=True), invented)


def counted_headlines(plan: Plan, store: Store, *, now: datetime, scope: Scope | None) -> Iterator[tuple[Headline, tuple[Counted, ...]]]:
    """Every headline of a plan that names a measure, with the line's own number first and then its further numbers."""
    reader = reader_for(plan, store, now=now, scope=scope)
    for headline in plan.headlines:
        if found := counted_headline(reader, headline):
            yield headline, found


def counted_headline(reader: Reader, headline: Headline) -> tuple[Counted, ...]:
    """The numbers of one headline that name a measure: published, and counted from the data held.

    What is not held or may not be read is said in `why_not`, never raised: a plan is read before every file is there.
    """
    pairs: list[tuple[Headline | StatedPart, Figure]] = [(headline, headline_figure(reader.plan, headline))]
    pairs += zip(headline.parts, part_figures(reader.plan, headline))
    pairs += zip(headline.companions, companion_figures(reader.plan, headline))
    return tuple(_counted(reader, headline, stated, figure) for stated, figure in pairs if stated.measure is not None)


def _counted(reader: Reader, headline: Headline, stated: Headline | StatedPart, published: Figure) -> Counted:
    link = stated.measure
    assert link is not None
    try:
        figure = compute(link.name, _request(reader, headline, stated, link))
    except (LookupError, ValueError) as error:
        return Counted(published, None, str(error.args[0] if error.args else error))
    if stated is headline and headline.benchmark and link.benchmark and figure.value is not None:
        figure = _beside(reader, headline, link, figure)
    notes = (link.note,) if link.note else ()
    return Counted(published, replace(figure, id=f"{published.id}.counted", label=published.label, caveats=(*notes, *figure.caveats)))


def _request(reader: Reader, headline: Headline, stated: Headline | StatedPart, link: MeasureLink) -> Request:
    area = reader.plan.areas[stated.area or headline.area]
    members = [reader.plan.areas[key] for key in link.areas] or [area]
    comparator = _comparator_period(stated) if link.period is None else None
    codes = tuple(reader.code(one) for one in members)
    return reader.request(area, link.period or headline.period, codes, comparator=comparator, parameters=link.parameters)


def _comparator_period(stated: Headline | StatedPart) -> Period | None:
    """The period in brackets, where the plan gives one with days."""
    beside = stated.comparator if isinstance(stated, Headline) else None
    return beside.period if beside and beside.area is None and not beside.period.is_open else None


def _beside(reader: Reader, headline: Headline, link: MeasureLink, figure: Figure) -> Figure:
    """The figure with the published number of another area as its comparator, and what its interval says of the two."""
    stated = headline.benchmark
    assert stated is not None
    area = reader.plan.areas[stated.area or headline.area]
    found = compute(link.benchmark, reader.request(area, stated.period, (reader.code(area),)))
    comparator = Comparator(found.value, found.period, area, stated.label or area.name, trace=found.trace, note="; ".join(found.caveats[-1:]))
    return replace(figure, comparator=comparator, verdict=_against(figure, figure.interval, found.value))


def _against(figure: Figure, interval: Interval | None, other: float | None) -> Verdict:
    """Whether the interval of a rate leaves out a number that is taken as known. Source: OHID, Fingertips method of comparing with a benchmark."""
    if interval is None or other is None or interval.lower is None or interval.upper is None:
        return Verdict(VerdictWord.NOT_TESTED, note="One of the two, or the interval, is not known.")
    limits = f"{write_value(interval.lower, figure.unit)} to {write_value(interval.upper, figure.unit)}"
    word = (
        VerdictWord.HIGHER_THAN if interval.lower > other else VerdictWord.LOWER_THAN if interval.upper < other else VerdictWord.NO_CLEAR_DIFFERENCE
    )
    note = (INSIDE if word is VerdictWord.NO_CLEAR_DIFFERENCE else OUTSIDE).format(limits)
    return Verdict(word, f"95% interval ({interval.method})", note=note)
