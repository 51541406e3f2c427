"""Level: is the area's rate higher or lower than that of similar areas, of the force, of the country?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from wardmoot.core.figures import Comparator, Figure, Unit, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.sentences import is_small, level_claim, small_level_claim
from wardmoot.core.stats.dispersion import Dispersion, estimate_dispersion
from wardmoot.core.stats.group_level import GroupLevel, against_group
from wardmoot.measures.finders.material import Level, Material
from wardmoot.measures.finders.runs import NEUTRAL, finding_id, interval_of, latest_run

LARGEST_P = 0.05
RECORDED = "Rates of recorded crime also differ by how much is reported and recorded."


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each comparison whose rates are held."""
    for level in material.levels:
        found = judged(level, _dispersion(material, level.subject))
        if found is not None:
            yield Candidate(Finder.LEVEL.value, found.p, lambda p, v=level, f=found: _finding(v, f, p))  # type: ignore[misc]


def judged(level: Level, dispersion: Dispersion | None = None) -> GroupLevel | None:
    """The area's rate against the group's; None where a number is missing."""
    own, centre = level.own, level.centre
    if own.numerator is None or own.denominator is None or not centre.value or not own.multiplier:
        return None
    rates = [figure.value for _, figure in level.others if figure.value]
    return against_group(
        own.numerator,
        own.denominator.value,
        centre.value / centre.multiplier,
        others=np.array(rates) if len(rates) >= 3 else None,
        centre_count=centre.numerator or None,
        dispersion=dispersion,
    )


def _dispersion(material: Material, key: str) -> Dispersion | None:
    """How much more the months of the same subject vary than chance, where they are held."""
    subject = next((s for s in material.subjects if s.key == key), None)
    run = latest_run(material, subject) if subject else None
    return estimate_dispersion(run.values, run.days) if run is not None and len(run.months) > 1 else None


def verdict_on(level: Level, found: GroupLevel) -> Verdict:
    """What the test says of the area's rate."""
    word = VerdictWord.NO_CLEAR_DIFFERENCE
    if found.p < LARGEST_P:
        word = VerdictWord.HIGHER_THAN if found.ratio > 1 else VerdictWord.LOWER_THAN
    return Verdict(word, found.test, p=found.p, ratio=found.ratio, interval=interval_of((found.lower, found.upper), found.test))


def _finding(level: Level, found: GroupLevel, adjusted: float) -> Finding:
    own, centre = level.own, level.centre
    id = finding_id(Finder.LEVEL, level.subject, own.area, level.reference.lower().replace(" ", "-"))
    beside = Comparator(centre.value, centre.period, centre.area, level.reference, centre.numerator, centre.denominator, centre.trace)
    figure = replace(own, id=f"{id}.own", comparator=beside, verdict=verdict_on(level, found))
    ends, count = _ends(level, id), own.numerator or 0.0
    claim = level_claim(level.subject_words, figure, level.reference, ends)
    if is_small(count):
        figure = _counted(level, figure)
        claim = small_level_claim(level.subject_words, figure, level.reference)
    return Finding(
        id=id,
        finder=Finder.LEVEL,
        subject=level.subject,
        subject_words=level.subject_words,
        area=own.area,
        period=own.period,
        claim=claim,
        figures=(figure, *ends),
        base=figure,
        p=found.p,
        adjusted_p=adjusted,
        effect=math.log(max(found.ratio, found.lower, 1e-9)) if count else math.log(found.upper) / 2 if found.upper < 1 else 0.0,
        effect_interval=(math.log(found.lower) if found.lower > 0 else -math.inf, math.log(found.upper)),
        polarity=level.polarity,
        caveats=_caveats(level, count),
    )


def _counted(level: Level, rate: Figure) -> Figure:
    """The count behind a rate, beside the count that the reference's rate would give."""
    centre, people = level.centre, rate.denominator
    expected = (centre.value or 0) / centre.multiplier * people.value if people else None
    beside = Comparator(expected, centre.period, centre.area, f"what the rate of {level.reference} would give", trace=centre.trace)
    plain = replace(rate, value=rate.numerator, unit=Unit.COUNT, denominator=None, multiplier=1, interval=None, places=0)
    return replace(plain, label=f"{rate.label}, number", comparator=beside)


def _ends(level: Level, id: str) -> tuple[Figure, ...]:
    """The lowest and the highest rate of the group, the area itself among them, where there is a group."""
    rates = sorted(
        (figure for figure in (level.own, *(figure for _, figure in level.others)) if figure.value is not None),
        key=lambda figure: (figure.value or 0.0, figure.id),
    )
    if len(rates) < 3:
        return ()
    return replace(rates[0], id=f"{id}.least"), replace(rates[-1], id=f"{id}.most")


def _caveats(level: Level, count: float) -> tuple[str, ...]:
    neutral = NEUTRAL if level.polarity.value == "neutral" else ""
    small = "The base is small: under thirty were counted, so no rate is told." if is_small(count) else ""
    other = f"The two rates are of different periods: {level.own.period.label} and {level.centre.period.label}."
    periods = other if level.own.period != level.centre.period else ""
    return tuple(dict.fromkeys(filter(None, (*level.own.caveats, neutral, small, periods, RECORDED))))
