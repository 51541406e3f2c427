"""Places: do the busiest few small areas hold more than where people live, and chance, would give them?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from wardmoot.catalogue.crime_types import CrimeType
from wardmoot.core.figures import Comparator, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.place_sentences import concentration_claim
from wardmoot.core.stats.by_chance import ByChance, top_by_chance
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER
from wardmoot.core.stats.concentration import places_for_share
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import caveats_of, finding_id
from wardmoot.measures.finders.spread import Counts, Places, number_of_places

TOP = 10
TEST = "share of the ten busiest small areas against draws by chance (Besag and Clifford)"
FEWEST, MOST = 1000.0, 3000.0
"""Residents that a small area (LSOA) of England or Wales is built to hold. Source: ONS, Census 2021 geographies (2022)."""
BY_RESIDENTS = "if every resident had the same risk"
BY_BOUNDS = "even if sizes were as uneven as small areas are built to be"
SAME_RISK = "Chance means here that every resident has the same risk; a town centre has visitors too."
NO_POPULATION = (
    "Residents of these small areas are not held. Chance means here that every resident has the same risk, in small areas as uneven in size as they "
    "are built to be (one to three thousand residents); a town centre has visitors too."
)


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject with thirty or more counted in twenty or more small areas."""
    places = Places.of(material)
    if places is None or len(places.ground.own) < 2 * TOP:
        return
    known = all(code in places.ground.populations for code in places.ground.own)
    if not known and not all(code[:3] in ("E01", "W01") for code in places.ground.own):
        return
    for subject, types in places.subjects():
        counts = places.counts(types, material.counted, places.ground.own)
        if counts.sum() >= SMALL_BASE_UNDER:
            found = _by_residents(places, counts) if known else _by_bounds(counts, material.seed)
            yield Candidate(
                Finder.PLACES.value,
                found.p,
                lambda p, a=(subject, types, counts, found): _finding(places, *a, p, known=known),  # type: ignore[misc]
            )


def _by_residents(places: Places, counts: Counts) -> ByChance:
    residents = [places.ground.populations[code].value for code in places.ground.own]
    return top_by_chance(counts, residents, TOP, seed=places.material.seed)


def _by_bounds(counts: Counts, seed: int) -> ByChance:
    """Chance where some places are as large as they may be and the others as small: as many large ones as serve chance best."""
    numbers = sorted({min(TOP * times, counts.size // 2) for times in (1, 2, 4, 8)})
    sizes = [np.where(np.arange(counts.size) < large, MOST, FEWEST) for large in numbers]
    tried = [top_by_chance(counts, each, TOP, seed=seed, most=20).chance for each in sizes]
    return top_by_chance(counts, sizes[int(np.argmax(tried))], TOP, seed=seed)


def _finding(
    places: Places, subject: Subject, types: Sequence[CrimeType], counts: Counts, found: ByChance, adjusted: float, *, known: bool
) -> Finding:
    material, ground = places.material, places.ground
    id = finding_id(Finder.PLACES, subject.key, material.area)
    busiest = [ground.own[i] for i in np.argsort(-counts, kind="stable")[:TOP]]
    whole = places.figure(f"{id}.whole", f"{subject.words}, all small areas", types, material.counted, ground.own, places.period)
    count = places.figure(f"{id}.busiest", f"{subject.words}, the ten busiest small areas", types, material.counted, busiest, places.period)
    by = BY_RESIDENTS if known else BY_BOUNDS
    chance = Comparator(found.chance, count.period, count.area, f"expected {by}", found.chance, trace=count.trace)
    ratio = found.seen / found.chance
    verdict = Verdict(VerdictWord.MORE_CONCENTRATED, TEST, found.seen, found.p, ratio, note=f"{found.draws} draws")
    drawn = replace(count.trace, parameters={**count.trace.parameters, "draws": found.draws, "seed": material.seed})
    top = replace(count, comparator=chance, verdict=verdict, trace=drawn)
    half = number_of_places(whole, "half", "Small areas that hold half", float(places_for_share(counts, 0.5)))
    number = number_of_places(whole, "places", "Small areas", float(counts.size))
    return Finding(
        id=id,
        finder=Finder.PLACES,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=places.period,
        claim=concentration_claim(subject.words, top, whole, half, number),
        figures=(top, whole, half, number),
        base=top,
        p=verdict.p,
        adjusted_p=adjusted,
        effect=math.log(ratio),
        polarity=subject.polarity,
        caveats=caveats_of(subject, SAME_RISK if known else NO_POPULATION),
    )
