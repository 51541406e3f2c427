"""Trend: does the count rise or fall over the years? Over at least 24 months without a gap."""

from __future__ import annotations

import math
from collections.abc import Iterator

from wardmoot.core.figures import Comparator, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.sentences import trend_claim
from wardmoot.core.stats.trend import Direction, Trend, log_linear_trend
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import Run, caveats_of, finding_id, interval_of, latest_run, per_cent_figure

WORDS = {
    Direction.RISING: VerdictWord.RISING,
    Direction.FALLING: VerdictWord.FALLING,
    Direction.NO_CLEAR_TREND: VerdictWord.NO_CLEAR_TREND,
    Direction.TOO_FEW: VerdictWord.TOO_FEW,
}
STEADY = "A trend sums up the months held: it does not say that the change was steady, nor that it will go on."


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject with enough months in a row up to the last month counted."""
    for subject in material.subjects:
        run = latest_run(material, subject)
        if run is None:
            continue
        found = log_linear_trend(run.values, days=run.days)
        if found.direction is not Direction.TOO_FEW:
            yield Candidate(Finder.TREND.value, found.p, lambda p, s=subject, r=run, f=found: _finding(material, s, r, f, p))  # type: ignore[misc]


def _finding(material: Material, subject: Subject, run: Run, found: Trend, adjusted: float) -> Finding:
    id = finding_id(Finder.TREND, subject.key, material.area)
    base = subject.figure(f"{id}.all", f"{subject.words}, all months of the trend", run.months, run.period)
    ratio = [1 + per_cent / 100 for per_cent in (found.change, found.lower, found.upper)]
    verdict = Verdict(
        WORDS[found.direction], found.test, found.statistic, found.p, ratio[0], interval_of(ratio[1:], found.test), found.dispersion, STEADY
    )
    level = Comparator(0.0, run.period, material.area, "no change over the years")
    yearly = per_cent_figure(base, f"{id}.yearly", f"{subject.words}, change a year", found.change, verdict, (found.lower, found.upper), level)
    return Finding(
        id=id,
        finder=Finder.TREND,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=run.period,
        claim=trend_claim(subject.words, yearly, base),
        figures=(yearly, base),
        base=base,
        p=found.p,
        adjusted_p=adjusted,
        effect=math.log(ratio[0]),
        effect_interval=(math.log(ratio[1]), math.log(ratio[2])),
        polarity=subject.polarity,
        caveats=caveats_of(subject, STEADY),
    )
