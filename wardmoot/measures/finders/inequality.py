"""Inequality: does the rate rise or fall along small areas from the most deprived to the least?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.crime_types import CrimeType
from wardmoot.core.figures import Comparator, Denominator, Figure, Interval, Polarity, Unit, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.place_sentences import gradient_claim, small_gradient_claim
from wardmoot.core.findings.sentences import is_small
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER
from wardmoot.core.stats.place_tests import Gradient, gradient
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import caveats_of, finding_id
from wardmoot.measures.finders.spread import Places, number_of_places

TEST = "log-linear line through the rates of tenths of deprivation (relative index of inequality), widened by how much places of one tenth differ"
FIFTHS = {
    1: "the most deprived fifth",
    2: "the second most deprived fifth",
    3: "the middle fifth",
    4: "the second least deprived fifth",
    5: "the least deprived fifth",
}
FEWEST = 5
"""An end of the scale is told with so many small areas or more; fewer are told with the next fifth."""
PER_RESIDENTS, PER_PLACES = 1000.0, 1.0
NO_CAUSE = "A difference by deprivation does not say why: where crimes happen is not where those who commit or suffer them live."
NO_POPULATION = (
    "Residents of these small areas are not held, so counts are given for every small area, whatever its residents: most have one to three thousand."
)
MISSING_MONTHS = "Months of the period are not held, so no rate per resident is given, but counts for every small area."
WITHOUT = "Small areas that have no decile of deprivation, mostly because their boundaries have changed since it was made, are left out."


@dataclass(frozen=True, slots=True)
class Scale:
    """The own small areas with a decile: codes, deciles and sizes; how many have none."""

    codes: tuple[str, ...]
    deciles: NDArray[np.int64]
    sizes: NDArray[np.float64]
    without: int
    known: bool

    def end(self, *, most: bool) -> tuple[list[int], tuple[int, ...]]:
        """The places at one end of the scale, and the fifths of England they lie in."""
        chosen: list[int] = []
        fifths: list[int] = []
        for fifth in sorted(FIFTHS, reverse=not most):
            inside = [i for i, decile in enumerate(self.deciles) if (decile + 1) // 2 == fifth]
            if inside:
                chosen, fifths = chosen + inside, [*fifths, fifth]
            if len(chosen) >= FEWEST:
                break
        return chosen, tuple(sorted(fifths))


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject with thirty or more counted in small areas whose decile is known."""
    places = Places.of(material)
    scale = _scale(places) if places is not None else None
    if places is None or scale is None:
        return
    for subject, types in places.subjects():
        counts = places.counts(types, material.counted, scale.codes)
        if counts.sum() < SMALL_BASE_UNDER:
            continue
        found = gradient(counts, scale.sizes, scale.deciles)
        if math.isfinite(found.ratio):
            p = found.p if _ends_agree(scale, counts, found) else 1.0  # no sentence says what its own two numbers contradict
            yield Candidate(Finder.INEQUALITY.value, p, partial(_finding, places, scale, subject, types, found))


def _scale(places: Places) -> Scale | None:
    """None where fewer than two fifths, or too few small areas, have a decile."""
    ground = places.ground
    codes = tuple(code for code in ground.own if code in ground.deciles)
    known = places.whole and bool(codes) and all(code in ground.populations for code in codes)
    sizes = np.array([ground.populations[code].value if known else 1.0 for code in codes])
    scale = Scale(codes, np.array([ground.deciles[code] for code in codes], dtype=np.int64), sizes, len(ground.own) - len(codes), known)
    if len(codes) < 4 * FEWEST or set(scale.end(most=True)[1]) & set(scale.end(most=False)[1]):
        return None
    return scale


def _ends_agree(scale: Scale, counts: NDArray[np.int64], found: Gradient) -> bool:
    """Whether the two ends lie as the line through all tenths says."""
    most, least = (scale.end(most=most)[0] for most in (True, False))
    high, low = (counts[at].sum() / scale.sizes[at].sum() for at in (most, least))
    return bool(high > low) if found.ratio > 1 else bool(high < low)


def _finding(places: Places, scale: Scale, subject: Subject, types: Sequence[CrimeType], found: Gradient, adjusted: float) -> Finding:
    material = places.material
    id = finding_id(Finder.INEQUALITY, subject.key, material.area)
    (most, most_fifths), (least, least_fifths) = scale.end(most=True), scale.end(most=False)
    high, low = (_rate(places, scale, f"{id}.{end}", subject, types, at) for end, at in (("most-deprived", most), ("least-deprived", least)))
    word = VerdictWord.HIGHER_THAN if found.ratio > 1 else VerdictWord.LOWER_THAN
    limits = Interval(found.lower, found.upper, 0.95, TEST)
    note = "the ratio is that of the two ends of the line through all tenths (the relative index of inequality)"
    verdict = Verdict(word, TEST, None, found.p, found.ratio, limits, found.dispersion, note)
    compared = Comparator(low.value, low.period, low.area, _words(least_fifths), low.numerator, low.denominator, low.trace)
    rate = replace(high, comparator=compared, verdict=verdict)
    ends, behind = (_fifths(most_fifths), _fifths(least_fifths)), tuple[Figure, ...]()
    claim = gradient_claim(subject.words, rate, _words(most_fifths), f"those of {ends[1]}")
    if is_small(high.numerator, low.numerator):
        counts = _count(places, scale, high, subject, types, most), _count(places, scale, low, subject, types, least)
        numbers = number_of_places(counts[0], "places", "Small areas", len(most)), number_of_places(counts[1], "places", "Small areas", len(least))
        claim, behind = small_gradient_claim(subject.words, rate, counts, numbers, ends), (*counts, *numbers)
    without = number_of_places(replace(high, id=id), "without", "Small areas without a decile", float(scale.without)) if scale.without else None
    return Finding(
        id=id,
        finder=Finder.INEQUALITY,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=places.period,
        claim=claim,
        figures=(rate, low, *behind, *((without,) if without else ())),
        base=_base(places, scale, id, subject, types),
        p=found.p,
        adjusted_p=adjusted,
        effect=math.log(found.ratio),
        effect_interval=(math.log(found.lower), math.log(found.upper)),
        polarity=subject.polarity,
        caveats=caveats_of(subject, NO_CAUSE, WITHOUT if scale.without else "", _why_no_rate(places, scale)),
    )


def _why_no_rate(places: Places, scale: Scale) -> str:
    if scale.known:
        return ""
    return NO_POPULATION if places.whole else MISSING_MONTHS


def _words(fifths: Sequence[int]) -> str:
    """`the small areas of the most deprived fifth of England`."""
    return f"the small areas of {_fifths(fifths)} of England"


def _fifths(fifths: Sequence[int]) -> str:
    return " and ".join(FIFTHS[fifth] for fifth in fifths)


def _base(places: Places, scale: Scale, id: str, subject: Subject, types: Sequence[CrimeType]) -> Figure:
    return places.figure(f"{id}.whole", f"{subject.words}, small areas with a decile", types, places.material.counted, scale.codes, places.period)


def _count(places: Places, scale: Scale, rate: Figure, subject: Subject, types: Sequence[CrimeType], at: Sequence[int]) -> Figure:
    """The count behind the rate of one end."""
    codes = [scale.codes[i] for i in at]
    return places.figure(f"{rate.id}.count", f"{subject.words} by deprivation, number", types, places.material.counted, codes, places.period)


def _rate(places: Places, scale: Scale, id: str, subject: Subject, types: Sequence[CrimeType], at: Sequence[int]) -> Figure:
    """The rate of some of the small areas: per 1,000 residents or, where those are not held, for every small area."""
    ground, codes = places.ground, [scale.codes[i] for i in at]
    count = places.figure(id, f"{subject.words} by deprivation", types, places.material.counted, codes, places.period)
    size = float(scale.sizes[list(at)].sum())
    whole = Denominator(size, "small areas", "Boundaries of small areas")
    if scale.known:
        whole = replace(ground.populations[codes[0]], value=size)
    per = PER_RESIDENTS if scale.known else PER_PLACES
    files = (*count.trace.files, *ground.deprivation_files)
    return replace(
        count,
        measure=f"{count.measure} rate",
        value=(count.numerator or 0) / size * per,
        unit=Unit.RATE,
        denominator=whole,
        multiplier=per,
        places=1,
        polarity=Polarity.NEUTRAL,
        trace=replace(count.trace, files=files),
    )
