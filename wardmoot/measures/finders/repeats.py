"""Repeats: do events fall again and again on few of the people (or addresses) who have any?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from wardmoot.core.figures import Comparator, DisclosureClass, Figure, Marking, Span, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.people_sentences import busiest_claim, heavy_claim, repeats_claim
from wardmoot.core.stats.by_chance import Repeats, repeats_by_chance
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER
from wardmoot.measures.finders.material import Material, People
from wardmoot.measures.finders.runs import finding_id

TEST = "pairs of events on one person against draws with as many people and events (zero-truncated Poisson)"
BY_CHANCE = "expected if each were as likely to be next"
FEW = 10
"""Numbers about fewer people than this could point at one of them: they are never published."""
UNKNOWN = "Those with no event are not in the rows, so chance is judged among those who have any."
FEW_PEOPLE = "Some of these figures are about so few that they could point at somebody: they are for those who may see the rows, and never published."


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each set of people whose repeats count, such as victims."""
    yield from tested(material, Finder.REPEATS, repeats=True)


def tested(material: Material, finder: Finder, *, repeats: bool) -> Iterator[Candidate]:
    """One test for each set of ten or more people with thirty or more events."""
    for people in material.people:
        if people.repeats is repeats and people.counts.size >= FEW and people.counts.sum() >= SMALL_BASE_UNDER:
            found = repeats_by_chance(people.counts, seed=material.seed)
            p = found.p if found.seen > found.chance else 1.0
            yield Candidate(finder.value, p, partial(_finding, material, finder, people, found, p))


def _finding(material: Material, finder: Finder, people: People, found: Repeats, p: float, adjusted: float) -> Finding:
    id = finding_id(finder, people.subject, material.area)
    events = int(people.counts.sum())
    count = _counted(people, f"{id}.busiest-events", "those with most", found.seen, found.busiest)
    ratio = found.seen / found.chance
    verdict = Verdict(VerdictWord.MORE_CONCENTRATED, TEST, None, p, ratio, note=f"{found.draws} draws")
    compared = Comparator(found.chance, count.period, count.area, BY_CHANCE, found.chance, trace=count.trace)
    drawn = replace(count.trace, parameters={**count.trace.parameters, "draws": found.draws, "seed": material.seed})
    busiest_events = replace(count, comparator=compared, verdict=verdict, trace=drawn)
    everyone = people.figure(f"{id}.people", f"{people.subject_words}: {people.thing.plural}", people.counts.size, people.thing)
    whole = people.figure(f"{id}.events", f"{people.subject_words}: {people.event.plural}", events, people.event)
    busiest = _closed_if_few(people.figure(f"{id}.busiest", "Those with most", found.busiest, people.thing), found.busiest)
    parts = (_again(people, id), _heavy(people, id, found))
    return Finding(
        id=id,
        finder=finder,
        subject=people.subject,
        subject_words=people.subject_words,
        area=material.area,
        period=whole.period,
        claim=(*busiest_claim(people.subject_words, everyone, busiest, busiest_events, whole), *(span for claim, _ in parts for span in claim)),
        figures=(busiest_events, everyone, busiest, whole, *(figure for _, figures in parts for figure in figures)),
        base=whole,
        p=p,
        adjusted_p=adjusted,
        effect=math.log(ratio),
        polarity=people.polarity,
        caveats=tuple(dict.fromkeys((*whole.caveats, UNKNOWN, *((FEW_PEOPLE,) if found.heavy and found.heavy < FEW else ())))),
    )


Part = tuple[tuple[Span, ...], tuple[Figure, ...]]


def _again(people: People, id: str) -> Part:
    """Those with two or more."""
    several = people.counts[people.counts >= 2]
    again = _counted_people(people, f"{id}.two-or-more", "Those with two or more", several.size)
    events = _counted(people, f"{id}.two-or-more-events", "those with two or more", int(several.sum()), several.size)
    return repeats_claim(again, events), (again, events)


def _heavy(people: People, id: str, found: Repeats) -> Part:
    """Those with so many that chance would give them to nobody; nothing where there are none."""
    if not found.heavy:
        return (), ()
    heavy = _counted_people(people, f"{id}.many", "Those with many", found.heavy)
    threshold = _closed_if_few(people.figure(f"{id}.threshold", "More than chance gives anybody", found.threshold, people.event), found.heavy)
    events = _counted(people, f"{id}.many-events", "those with many", found.heavy_events, found.heavy)
    return heavy_claim(heavy, threshold, events), (heavy, threshold, events)


def _counted_people(people: People, id: str, label: str, number: int) -> Figure:
    return _closed_if_few(people.figure(id, label, number, people.thing), number)


def _counted(people: People, id: str, of: str, events: int, contributors: int) -> Figure:
    label = f"{people.subject_words}: {people.event.plural} of {of}"
    return _closed_if_few(people.figure(id, label, events, people.event), contributors)


def _closed_if_few(figure: Figure, contributors: int) -> Figure:
    """A figure about few people is never published; one about any people is at least sensitive."""
    least = DisclosureClass.CLOSED if contributors < FEW else DisclosureClass.SENSITIVE
    kept = figure.disclosure if figure.disclosure.value > least.value else least
    return replace(figure, disclosure=kept, marking=Marking.OFFICIAL_SENSITIVE)
