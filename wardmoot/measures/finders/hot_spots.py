"""Hot spots: which small areas lie in clusters of high counts now, which did before too, which are new, and which are gone?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.crime_types import CrimeType
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Comparator, Figure, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.control import FALSE_FINDINGS
from wardmoot.core.findings.place_sentences import cluster_claim, turned_claim
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER
from wardmoot.core.stats.false_discovery import adjusted_p_values
from wardmoot.core.stats.place_tests import High, changed_places, high_against_expected, high_for_any_order
from wardmoot.measures.change import period_of
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.places import BY_RESIDENTS
from wardmoot.measures.finders.runs import caveats_of, finding_id
from wardmoot.measures.finders.spread import Counts, Places, number_of_places

EXACT_TEST = "count of a place and its neighbours against residents, exact and widened by how much places differ; 5% of the places named may be false"
ORDER_TEST = "count of a place and its neighbours against random orders of the places; 5% of the places named may be false"
CHANGE_TEST = "cluster of high counts in one time only, and change of the place's own count, exact and widened; both must hold"
ANY_PLACE = "if every small area were alike"
FEWEST = 9
"""Under so many small areas nothing is a cluster."""
NEIGHBOURS = (
    "A place is judged together with its neighbours (those that share an edge or a corner), and only where its own count is high too. "
    "The map marks clusters by Gi*, another test over all places, so it can mark others."
)
NO_POPULATION = "Residents of these small areas are not held, so places are compared by their counts: a place with many residents has more."
TURNED = f"{Finder.HOT_SPOTS.value}.turned"
"""The family of tests for new clusters and those that are gone: what lies where is another question."""
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clusters:
    """One subject's clusters: `now` and `before` of the places searched, and `here` of the months of the period held for both times; of
    the own ones the adjusted p, which stand, and which of them stand in both times (`persist`; None where that is not known)."""

    subject: Subject
    types: tuple[CrimeType, ...]
    now: High
    before: High | None
    here: High | None
    p_now: Values
    stand: NDArray[np.bool_]
    persist: NDArray[np.bool_] | None


def candidates(material: Material) -> Iterator[Candidate]:
    """For each subject: clusters now; and, where the time before is held, new ones and those that are gone."""
    places = Places.of(material)
    if places is None or len(places.searched) < FEWEST or places.ground.pairs is None:
        return
    for subject, types in places.subjects():
        now = _high(places, types, material.counted)
        before = _high(places, types, material.before) if material.before else None
        if now is None:
            continue
        found = _clusters(places, subject, types, now, before)
        yield Candidate(Finder.HOT_SPOTS.value, _least(found.p_now), partial(_finding, places, found))
        yield from _turned(places, found)


def _high(places: Places, types: Sequence[CrimeType], months: Sequence[Month]) -> High | None:
    """None where fewer are counted than there are small areas: too few for a map."""
    counts = places.counts(types, months, places.searched)
    if counts.sum() < max(SMALL_BASE_UNDER, counts.size):
        return None
    if places.sizes is not None:
        return high_against_expected(counts, places.sizes, places.weights)
    return high_for_any_order(counts, places.weights, seed=places.material.seed)


def _clusters(places: Places, subject: Subject, types: tuple[CrimeType, ...], now: High, before: High | None) -> Clusters:
    p_now = adjusted_p_values(now.p[places.own_at])
    here = _same_months(places, types, now) if before is not None else None
    persist = None
    if here is not None and before is not None:
        persist = adjusted_p_values(np.maximum(here.p, before.p)[places.own_at]) <= FALSE_FINDINGS
    return Clusters(subject, types, now, before, here, p_now, p_now <= FALSE_FINDINGS, persist)


def _same_months(places: Places, types: Sequence[CrimeType], now: High) -> High | None:
    """The clusters of the months that are held for the time before too: four months are never set beside twelve."""
    material = places.material
    if material.now == material.counted:
        return now
    return _high(places, types, material.now) if material.now else None


def _least(p: Values) -> float:
    """The p of the map as a whole: the least of the adjusted ones (Simes); nan where no place was tested."""
    return float(np.nanmin(p)) if np.isfinite(p).any() else math.nan


def _by_count(places: Places, found: Clusters, chosen: NDArray[np.bool_], months: Sequence[Month]) -> tuple[str, ...]:
    """The own places chosen, the busiest first."""
    codes = [code for code, hit in zip(places.ground.own, chosen, strict=True) if hit]
    counts: Counts = places.counts(found.types, months, codes) if codes else np.empty(0, np.int64)
    return tuple(codes[i] for i in np.argsort(-counts, kind="stable"))


def _finding(places: Places, found: Clusters, adjusted: float) -> Finding:
    material, subject = places.material, found.subject
    id = finding_id(Finder.HOT_SPOTS, subject.key, material.area)
    codes = _by_count(places, found, found.stand, material.counted)
    by = ANY_PLACE if places.sizes is None else BY_RESIDENTS
    counted = _figure(places, id, f"{subject.words} in clusters of high counts", found.types, material.counted, codes, places.period)
    expected = float(found.now.expected[places.own_at][found.stand].sum())
    ratio = (counted.value or 0) / expected
    test = ORDER_TEST if places.sizes is None else EXACT_TEST
    p = _least(found.p_now)
    factor = found.now.dispersion
    verdict = Verdict(VerdictWord.HIGHER_THAN, test, None, p, ratio, overdispersion=None if math.isnan(factor) else factor)
    compared = Comparator(expected, places.period, counted.area, f"expected {by}", expected, trace=counted.trace)
    count = replace(counted, comparator=compared, verdict=verdict)
    named = places.named(counted, codes)
    also = _also_before(places, found, counted, codes)
    part = period_of(material.now) if also is not None and material.now != material.counted else None
    return _made(
        places,
        found,
        id,
        cluster_claim(subject.words, named, count, by, also, part),
        (count, named.number, named.others, also, *_each(places, found, id, codes, material.counted, places.period)),
        p,
        adjusted,
    )


def _also_before(places: Places, found: Clusters, counted: Figure, codes: Sequence[str]) -> Figure | None:
    """How many of the places are in clusters in the time before too, judged on the same months of both."""
    if found.persist is None:
        return None
    material = places.material
    then = _figure(places, counted.id, counted.label, found.types, material.before, codes, period_of(material.before))
    return number_of_places(then, "before-too", "Small areas in clusters in the time before too", float((found.stand & found.persist).sum()))


def _figure(places: Places, id: str, label: str, types: Sequence[CrimeType], months: Sequence[Month], codes: Sequence[str], period: Period) -> Figure:
    """The count of places in clusters; its trace says over which small areas they were sought, and how."""
    found = places.figure(id, label, types, months, codes, period)
    boundaries = [f"{file.name} ({file.sha256})" for file in places.ground.boundary_files]
    sought = {
        "small areas searched": len(places.searched),
        "neighbours": "queen contiguity",
        "boundaries from": boundaries,
        "seed": places.material.seed,
    }
    return replace(found, trace=replace(found.trace, parameters={**found.trace.parameters, **sought}))


def _each(places: Places, found: Clusters, id: str, codes: Sequence[str], months: Sequence[Month], period: Period) -> tuple[Figure, ...]:
    """The count of each place that is told of."""

    def figure(code: str) -> Figure:
        name = places.ground.names.get(code, code)
        made = places.figure(f"{id}.{code}", f"{found.subject.words} in {name}", found.types, months, (code,), period)
        return replace(made, breakdown={"LSOA": code, "place": name})

    return tuple(figure(code) for code in codes)


def _made(
    places: Places, found: Clusters, id: str, claim: tuple[object, ...], figures: Sequence[Figure | None], p: float, adjusted: float
) -> Finding:
    material, subject = places.material, found.subject
    held = tuple(figure for figure in figures if figure is not None)
    first = held[0]
    assert first.verdict is not None
    ratio = first.verdict.ratio
    return Finding(
        id=id,
        finder=Finder.HOT_SPOTS,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=first.period,
        claim=claim,  # type: ignore[arg-type]
        figures=held,
        base=first,
        p=p,
        adjusted_p=adjusted,
        effect=None if ratio is None else math.log(ratio) if ratio > 0 else -math.inf,
        polarity=subject.polarity,
        caveats=caveats_of(subject, NEIGHBOURS, NO_POPULATION if places.sizes is None else ""),
    )


def _turned(places: Places, found: Clusters) -> Iterator[Candidate]:
    """Clusters that are new, and those that are gone: the place's own change is tested too."""
    material = places.material
    if not material.now:
        return
    here, there = found.here, found.before
    if here is None or there is None:
        return
    own = places.own_at
    now, before = (places.counts(found.types, months, places.ground.own) for months in (material.now, material.before))
    days, days_before = (float(sum(m.days for m in months)) for months in (material.now, material.before))
    rose, fell = changed_places(now, before, days=days, days_before=days_before)
    for new, high, other, moved in ((True, here, there, rose), (False, there, here, fell)):
        # where it cannot be said that the place was no cluster in the other time, it has not turned
        p = np.where(other.p[own] <= FALSE_FINDINGS, 1.0, np.maximum(high.p[own], moved))
        turned = Turned(found, adjusted_p_values(p), high.expected[own], new)
        yield Candidate(TURNED, _least(turned.p), partial(_turned_finding, places, turned))


@dataclass(frozen=True, slots=True)
class Turned:
    """Own places that are clusters in one time only: `p` adjusted, and what would be `expected` in the time in which they are."""

    clusters: Clusters
    p: Values
    expected: Values
    new: bool

    @property
    def stand(self) -> NDArray[np.bool_]:
        """Those that are told."""
        return self.p <= FALSE_FINDINGS


def _turned_finding(places: Places, turned: Turned, adjusted: float) -> Finding:
    material, found = places.material, turned.clusters
    id = finding_id(Finder.HOT_SPOTS, found.subject.key, material.area, "new" if turned.new else "gone")
    codes = _by_count(places, found, turned.stand, material.now if turned.new else material.before)
    after, then = (period_of(months) for months in (material.now, material.before))
    label = f"{found.subject.words} in {'new' if turned.new else 'former'} clusters of high counts"
    counted = _figure(places, id, label, found.types, material.now, codes, after)
    earlier = _figure(places, f"{id}.earlier", f"{label}, the time before", found.types, material.before, codes, then)
    word = VerdictWord.HIGHER if turned.new else VerdictWord.LOWER
    verdict = Verdict(word, CHANGE_TEST, None, _least(turned.p), _per_day(material, counted, earlier))
    compared = Comparator(earlier.value, then, earlier.area, then.label, earlier.numerator, trace=earlier.trace)
    count = replace(counted, comparator=compared, verdict=verdict)
    named = places.named(counted, codes)
    claim = turned_claim(found.subject.words, named, count, then, new=turned.new, same_months_only=material.now != material.counted)
    high = _as_cluster(places, turned, counted if turned.new else earlier)
    figures = (count, named.number, named.others, high, *_each(places, found, id, codes, material.now, after))
    return _made(places, found, id, claim, figures, _least(turned.p), adjusted)


def _as_cluster(places: Places, turned: Turned, count: Figure) -> Figure:
    """The count of the places in the time in which they are clusters, against what would be expected."""
    expected = float(turned.expected[turned.stand].sum())
    by = ANY_PLACE if places.sizes is None else BY_RESIDENTS
    test = ORDER_TEST if places.sizes is None else EXACT_TEST
    verdict = Verdict(VerdictWord.HIGHER_THAN, test, None, _least(turned.p), (count.value or 0) / expected)
    compared = Comparator(expected, count.period, count.area, f"expected {by}", expected, trace=count.trace)
    return replace(count, id=f"{count.id}.in-clusters", comparator=compared, verdict=verdict)


def _per_day(material: Material, now: Figure, before: Figure) -> float | None:
    days, earlier = (sum(m.days for m in months) for months in (material.now, material.before))
    return (now.value or 0) / days / (before.value / earlier) if before.value else None
