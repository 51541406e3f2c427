"""Step: did the count go up or down at some month, and stay there? Every month is tried, and the test allows for that."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Comparator, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.sentences import is_small, step_claim
from wardmoot.core.stats.step import Step, lasting_step
from wardmoot.core.stats.trend import Direction
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import Run, caveats_of, finding_id, interval_of, latest_run, per_cent_figure

WORDS = {Direction.RISING: VerdictWord.HIGHER, Direction.FALLING: VerdictWord.LOWER}
DATED = "The month named fits best: the step may have come a month or two before or after it, and a steady change over the years can look alike."


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject with enough months in a row up to the last month counted."""
    for subject in material.subjects:
        run = latest_run(material, subject)
        if run is None:
            continue
        found = lasting_step(run.values, days=run.days)
        if found.place is not None:
            yield Candidate(Finder.STEP.value, found.p, lambda p, s=subject, r=run, f=found: _finding(material, s, r, f, p))  # type: ignore[misc]


def _finding(material: Material, subject: Subject, run: Run, found: Step, adjusted: float) -> Finding:
    assert found.place is not None
    id = finding_id(Finder.STEP, subject.key, material.area)
    earlier, later = run.months[: found.place], run.months[found.place :]
    before_period, after_period = Period.span(earlier[0], earlier[-1]), Period.span(later[0], later[-1])
    before = subject.figure(f"{id}.before", f"{subject.words}, months before the step", earlier, before_period)
    compared = Comparator(before.value, before_period, before.area, before_period.label, before.numerator, trace=before.trace)
    limits = interval_of((found.lower, found.upper), found.test)
    word = WORDS.get(found.direction, VerdictWord.NO_CLEAR_CHANGE)
    verdict = Verdict(word, found.test, found.statistic, found.p, found.ratio, limits, found.dispersion, DATED)
    after = subject.figure(f"{id}.after", f"{subject.words}, months from the step on", later, after_period)
    after = replace(after, comparator=compared, verdict=verdict)
    per_cent = None
    if not is_small(after.value, before.value):
        ends = [100 * (limit - 1) for limit in (found.lower, found.upper)]
        label = f"{subject.words}, difference per day at the step, season taken out"
        per_cent = per_cent_figure(after, f"{id}.difference", label, 100 * (found.ratio - 1), verdict, ends, compared)
    return Finding(
        id=id,
        finder=Finder.STEP,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=after_period,
        claim=step_claim(subject.words, after, per_cent),
        figures=tuple(filter(None, (after, per_cent))),
        base=after,
        p=found.p,
        adjusted_p=adjusted,
        effect=math.log(found.ratio),
        effect_interval=(math.log(found.lower), math.log(found.upper)),
        polarity=subject.polarity,
        caveats=caveats_of(subject, DATED),
    )
