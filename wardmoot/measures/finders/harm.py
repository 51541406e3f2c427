"""Harm: which groups of offences weigh more than others that are more numerous?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations

from scipy.special import ndtr

from wardmoot.core.figures import Comparator, Figure, Interval, Unit, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.place_sentences import harm_claim
from wardmoot.core.stats.comparison import compare_counts
from wardmoot.core.stats.harm import Harm, HarmWeights, weigh
from wardmoot.measures.finders.material import Coded, Material
from wardmoot.measures.finders.runs import finding_id

TEST = "order of two groups by count (exact) and by harm (variance of the weighted sum); both must hold"
SHARE = 0.9
"""A group takes part where so much of its offences has a weight; else its harm is not known."""
WEIGHTED = "Harm is a count of offences, each multiplied by its weight in the table named; another table can give another order."
NO_WEIGHTS = "Harm of offences: not assessed, because no table of weights is loaded."
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Group:
    """A group of offences: how many, and what they weigh, with its standard error."""

    name: str
    count: int
    harm: Harm
    error: float


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each two groups whose order by harm is not that by count; none where no table of weights is loaded."""
    if material.harm is None:
        return
    for coded in material.coded:
        groups = [group for name in coded.groups if (group := _group(coded, name, material.harm)) is not None]
        for graver, milder in permutations(groups, 2):
            if graver.count < milder.count and graver.harm.value > milder.harm.value:
                p = _p(graver, milder)
                yield Candidate(Finder.HARM.value, p, partial(_finding, material, coded, graver, milder, p, material.harm))


def not_assessed(material: Material) -> Iterator[Finding]:
    """What is said where offences with codes are held and no table of weights is loaded."""
    for coded in material.coded if material.harm is None else ():
        yield Finding(
            id=finding_id(Finder.HARM, coded.subject, material.area),
            finder=Finder.HARM,
            subject=coded.subject,
            subject_words=coded.subject_words,
            area=material.area,
            period=material.period,
            claim=(NO_WEIGHTS,),
            figures=(),
        )


def _group(coded: Coded, name: str, table: HarmWeights) -> Group | None:
    counts = coded.groups[name]
    found, number = weigh(counts, table), sum(counts.values())
    if number < FEWEST or not found.matched_share >= SHARE:
        return None
    weights = {code.strip().upper(): weight for code, weight in table.weights.items()}
    variance = sum(weights.get(code.strip().upper(), 0.0) ** 2 * count for code, count in counts.items())
    return Group(name, number, found, math.sqrt(variance))


def _p(graver: Group, milder: Group) -> float:
    """Both differences must hold: the larger of the two p-values."""
    by_count = compare_counts(graver.count, milder.count, days=1, days_before=1).p
    error = math.hypot(graver.error, milder.error)
    by_harm = 2 * float(ndtr(-(graver.harm.value - milder.harm.value) / error)) if error else 1.0
    return max(by_count, by_harm)


def _finding(material: Material, coded: Coded, graver: Group, milder: Group, p: float, table: HarmWeights, adjusted: float) -> Finding:
    id = finding_id(Finder.HARM, coded.subject, material.area, *(group.name.replace(" ", "-") for group in (graver, milder)))
    few, many = (coded.figure(f"{id}.{end}", f"Offences: {g.name}", g.count, coded.counting_unit) for end, g in (("fewer", graver), ("more", milder)))
    light, heavy = (_weighed(figure, group, table) for figure, group in ((many, milder), (few, graver)))
    fewer = _against(few, many, VerdictWord.LOWER_THAN, p)
    harm = _against(heavy, light, VerdictWord.HIGHER_THAN, p)
    return Finding(
        id=id,
        finder=Finder.HARM,
        subject=coded.subject,
        subject_words=coded.subject_words,
        area=material.area,
        period=harm.period,
        claim=harm_claim(graver.name, milder.name, fewer, harm, table.unit),
        figures=(harm, light, fewer, many),
        base=fewer,
        p=p,
        adjusted_p=adjusted,
        effect=math.log(graver.harm.value / milder.harm.value) if milder.harm.value else math.inf,
        caveats=tuple(dict.fromkeys((*few.caveats, WEIGHTED, f"Weights: {table.name}, version {table.version}."))),
    )


def _weighed(count: Figure, group: Group, table: HarmWeights) -> Figure:
    """The harm of a group, as a figure."""
    return replace(
        count,
        id=f"{count.id}.harm",
        label=f"{count.label}, {table.unit} ({table.name}, version {table.version})",
        measure=f"{count.measure}: harm",
        value=group.harm.value,
        numerator=None,
        unit=Unit.SCORE,
        interval=Interval(group.harm.lower, group.harm.upper, 0.95, "variance of the weighted sum (Fay and Feuer)"),
        places=0,
    )


def _against(figure: Figure, other: Figure, word: VerdictWord, p: float) -> Figure:
    ratio = figure.value / other.value if figure.value is not None and other.value else None
    compared = Comparator(other.value, other.period, other.area, other.label, other.numerator, trace=other.trace)
    return replace(figure, comparator=compared, verdict=Verdict(word, TEST, None, p, ratio))
