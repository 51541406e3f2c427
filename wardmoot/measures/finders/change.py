"""Change: is the count of the period higher or lower, per day, than that of the same months before?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Comparator
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.sentences import change_claim, is_small
from wardmoot.core.stats.comparison import Change, Comparison, compare_counts
from wardmoot.core.stats.dispersion import Dispersion, estimate_dispersion, same_month_dispersion
from wardmoot.measures.change import period_of, verdict_of
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import caveats_of, finding_id, per_cent_figure

PAIRED_FROM = 6
"""From so many months on the over-dispersion is taken from pairs of the same month, which leaves no season in it."""


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject whose months are all held, now and before. Months of one period are never set against more or fewer."""
    if not material.now:
        return
    for subject in material.subjects:
        found = compared(subject, material.now, material.before)
        if found is not None and found.verdict is not Change.TOO_FEW:
            yield Candidate(Finder.CHANGE.value, found.p, lambda p, s=subject, f=found: _finding(material, s, f, p))  # type: ignore[misc]


def compared(subject: Subject, now: Sequence[Month], before: Sequence[Month]) -> Comparison | None:
    """The subject's count over the months `now` against those `before`; None where a month of either is not held."""
    held = {month: value for month, value in zip(subject.months, subject.values, strict=True) if np.isfinite(value)}
    if not (set(now) <= set(held) and set(before) <= set(held)):
        return None
    counts, earlier = ([held[m] for m in months] for months in (now, before))
    days, days_before = (sum(m.days for m in months) for months in (now, before))
    spread = _dispersion(held, now, before)
    return compare_counts(sum(counts), sum(earlier), days=days, days_before=days_before, dispersion=spread)


def _dispersion(held: dict[Month, float], now: Sequence[Month], before: Sequence[Month]) -> Dispersion:
    """From pairs of the same month where six or more are held, else from neighbours, never across the gap between the periods."""
    if len(now) >= PAIRED_FROM:
        pairs = [([held[m] for m in months], [m.days for m in months]) for months in (now, before)]
        return same_month_dispersion(pairs[0][0], pairs[1][0], pairs[0][1], pairs[1][1])
    runs = [_onwards(held, months, until) for months, until in ((before, now[0]), (now, None))]
    return estimate_dispersion([[held[m] for m in run] for run in runs], [[float(m.days) for m in run] for run in runs])


def _onwards(held: dict[Month, float], months: Sequence[Month], until: Month | None) -> list[Month]:
    """The months and the held months that follow them without a gap, those before `until`."""
    run = list(months)
    while (after := run[-1].shift(1)) in held and (until is None or after < until):
        run.append(after)
    return run


def _finding(material: Material, subject: Subject, found: Comparison, adjusted: float) -> Finding:
    id = finding_id(Finder.CHANGE, subject.key, material.area)
    period, earlier = period_of(material.now), period_of(material.before)
    before = subject.figure(f"{id}.before", f"{subject.words}, the time before", material.before, earlier)
    count = replace(
        subject.figure(f"{id}.now", f"{subject.words}, months compared", material.now, period),
        comparator=Comparator(before.value, earlier, before.area, earlier.label, before.numerator, trace=before.trace),
        verdict=verdict_of(found),
    )
    assert count.comparator is not None
    assert count.verdict is not None
    per_cent = None
    if not is_small(count.value, before.value):
        limits = [100 * (limit - 1) for limit in (found.lower, found.upper)]
        label = f"{subject.words}, difference per day from the time before"
        per_cent = per_cent_figure(count, f"{id}.difference", label, 100 * (found.ratio - 1), count.verdict, limits, count.comparator)
    return Finding(
        id=id,
        finder=Finder.CHANGE,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=period,
        claim=change_claim(subject.words, count, per_cent, same_months_only=material.basis.same_months_only),
        figures=tuple(filter(None, (count, per_cent))),
        base=count,
        p=found.p,
        adjusted_p=adjusted,
        effect=_effect(count.value, before.value, sum(m.days for m in material.now) / sum(m.days for m in material.before)),
        effect_interval=(_log(found.lower, up=False), _log(found.upper, up=True)),
        polarity=subject.polarity,
        caveats=caveats_of(subject, _small(count.value, before.value)),
    )


def _effect(count: float | None, before: float | None, days: float) -> float:
    """The logarithm of the ratio per day; half an event is added to both where one of them is 0."""
    here, there = count or 0.0, before or 0.0
    half = 0.0 if here and there else 0.5
    return math.log((here + half) / (there + half) / days)


def _log(ratio: float, *, up: bool) -> float:
    """The logarithm of a limit; one that is 0 or not calculable is without end."""
    if math.isnan(ratio) or math.isinf(ratio) or ratio <= 0:
        return math.inf if up else -math.inf
    return math.log(ratio)


def _small(*counts: float | None) -> str:
    return "The base is small: one of the counts is under thirty, so no percentage is given." if is_small(*counts) else ""
