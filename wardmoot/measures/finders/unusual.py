"""Unusual months: which months of the period lie far from what the other months lead one to expect?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Comparator, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.sentences import unusual_claim
from wardmoot.core.stats.regression import TooFew
from wardmoot.core.stats.unusual import UnusualMonths, unusual_months
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import Run, caveats_of, finding_id, latest_run

HIGHEST_P = 0.05
CONTROLLED = "Many months were tested side by side: only those that stand among all of them are told."


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject and month of the period, judged by the months without a gap up to the last one counted."""
    counted = set(material.counted)
    for subject in material.subjects:
        run = latest_run(material, subject)
        if run is None:
            continue
        try:
            found = unusual_months(run.values, days=run.days)
        except TooFew:
            continue
        for place, month in enumerate(run.months):
            if month in counted:
                make = lambda p, s=subject, r=run, f=found, at=place: _finding(material, s, r, f, at, p)  # noqa: E731
                yield Candidate(Finder.UNUSUAL_MONTHS.value, float(found.p[place]), make)


def _finding(material: Material, subject: Subject, run: Run, found: UnusualMonths, place: int, adjusted: float) -> Finding:
    month, p = run.months[place], float(found.p[place])
    id, period = finding_id(Finder.UNUSUAL_MONTHS, subject.key, material.area, str(month)), Period.month(month.year, month.month)
    clear = VerdictWord.UNUSUALLY_HIGH if found.high[place] else VerdictWord.UNUSUALLY_LOW
    ratio = float(found.ratio[place])
    word = clear if p < HIGHEST_P else VerdictWord.NO_CLEAR_DIFFERENCE
    verdict = Verdict(word, found.test, p=p, ratio=ratio, overdispersion=found.dispersion, note=CONTROLLED)
    others = f"what the other months from {run.period.label} lead one to expect"
    counted = subject.figure(f"{id}.count", f"{subject.words}, {month.written}", (month,), period)
    whole = subject.figure(f"{id}.expected", f"{subject.words}, expected in {month.written}", run.months, run.period)
    expected = replace(whole, value=float(found.expected[place]), numerator=None, places=1, period=period)
    count = replace(counted, comparator=Comparator(expected.value, period, counted.area, others, trace=whole.trace), verdict=verdict)
    return Finding(
        id=id,
        finder=Finder.UNUSUAL_MONTHS,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=period,
        claim=unusual_claim(subject.words, count, expected),
        figures=(count, expected),
        base=count,
        p=p,
        adjusted_p=adjusted,
        effect=math.log(max(ratio, 0.5 / max(float(found.expected[place]), 0.5))),
        polarity=subject.polarity,
        caveats=caveats_of(subject, CONTROLLED),
    )
