"""Association: are two flags found together on the same rows more, or less, often than chance gives?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations

from wardmoot.core.figures import Comparator, DisclosureClass, Figure, Interval, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.people_sentences import together_claim
from wardmoot.core.stats.association import Association, Together, associate, count_flags
from wardmoot.measures.finders.material import Flags, Material
from wardmoot.measures.finders.runs import finding_id

BY_CHANCE = "expected if the two had nothing to do with each other"
NO_CAUSE = "That two flags go together says nothing about why."
NOT_RECORDED = "Rows on which one of the flags is not recorded are left out: it is neither yes nor no."
FEW = 10


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each pair of flags of a dataset with five rows or more on every side."""
    for flags in material.flags:
        for pair in combinations(flags.flags, 2):
            found = associate(count_flags(flags.flags[pair[0]], flags.flags[pair[1]]))
            if found.verdict is not Together.TOO_FEW:
                yield Candidate(Finder.ASSOCIATION.value, found.p, partial(_finding, material, flags, pair, found))


def _finding(material: Material, flags: Flags, pair: tuple[str, str], found: Association, adjusted: float) -> Finding:
    id = finding_id(Finder.ASSOCIATION, flags.subject, material.area, *(name.replace(" ", "-") for name in pair))
    counts, unit = found.counts, flags.counting_unit

    def figure(suffix: str, label: str, value: float) -> Figure:
        made = flags.figure(f"{id}.{suffix}", f"{flags.subject_words}: {label}", value, unit)
        return replace(made, disclosure=DisclosureClass.CLOSED) if 0 < value < FEW and made.disclosure is not DisclosureClass.OPEN else made

    one, other = pair
    with_other, without = counts.both + counts.second, counts.first + counts.neither
    chance = (counts.both + counts.first) * with_other / counts.recorded
    word = VerdictWord.TOGETHER if found.odds_ratio > 1 else VerdictWord.APART
    limits = Interval(found.lower, found.upper if math.isfinite(found.upper) else None, 0.95, found.test)
    odds = found.odds_ratio if math.isfinite(found.odds_ratio) else None
    verdict = Verdict(word, found.test, None, found.p, odds, limits, note="the ratio is the odds ratio")
    plain = figure("both", f"with {one} and {other}", counts.both)
    both = replace(plain, comparator=Comparator(chance, plain.period, plain.area, BY_CHANCE, chance, trace=plain.trace), verdict=verdict)
    second = figure("second", f"with {other}", with_other)
    apart = figure("first-alone", f"with {one}, without {other}", counts.first), figure("without", f"without {other}", without)
    recorded = figure("recorded", "with both flags recorded", counts.recorded), figure("all", "all", counts.recorded + counts.not_recorded)
    return Finding(
        id=id,
        finder=Finder.ASSOCIATION,
        subject=flags.subject,
        subject_words=flags.subject_words,
        area=material.area,
        period=both.period,
        claim=together_claim(flags.subject_words, pair, both, second, apart, recorded),
        figures=(both, second, *apart, *recorded),
        base=recorded[0],
        p=found.p,
        adjusted_p=adjusted,
        effect=_log(found.odds_ratio),
        effect_interval=(_log(found.lower), _log(found.upper)),
        caveats=tuple(dict.fromkeys((*plain.caveats, NO_CAUSE, NOT_RECORDED))),
    )


def _log(ratio: float) -> float:
    return math.log(ratio) if 0 < ratio < math.inf else math.inf if ratio > 0 else -math.inf
