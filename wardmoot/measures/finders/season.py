"""Season: do some months of the year run high every year?"""

from __future__ import annotations

import math
from calendar import month_name
from collections.abc import Iterator
from dataclasses import replace

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Comparator, Figure, Unit, Verdict, VerdictWord
from wardmoot.core.findings import Candidate, Finder, Finding
from wardmoot.core.findings.sameness import HIGHEST_MONTHS
from wardmoot.core.findings.sentences import season_claim
from wardmoot.core.stats.regression import TooFew
from wardmoot.core.stats.season import Season, seasonality
from wardmoot.measures.finders.material import Material, Subject
from wardmoot.measures.finders.runs import Run, caveats_of, finding_id, interval_of, latest_run

NAMED = 5
"""So many months that cannot be told from another are named; of more it is said that they are many."""


def candidates(material: Material) -> Iterator[Candidate]:
    """One test for each subject with enough months in a row up to the last month counted."""
    for subject in material.subjects:
        run = latest_run(material, subject)
        if run is None:
            continue
        try:
            found = seasonality(run.values, first_month=run.months[0].month, days=run.days)
        except TooFew:
            continue
        yield Candidate(Finder.SEASON.value, found.p, lambda p, s=subject, r=run, f=found: _finding(material, s, r, f, p))  # type: ignore[misc]


def _finding(material: Material, subject: Subject, run: Run, found: Season, adjusted: float) -> Finding:
    id = finding_id(Finder.SEASON, subject.key, material.area)
    high, low = (int(month) + 1 for month in (found.index.argmax(), found.index.argmin()))
    word = VerdictWord.SEASONAL if found.clear else VerdictWord.NO_CLEAR_DIFFERENCE
    verdict = Verdict(word, found.test, found.statistic, found.p, overdispersion=found.dispersion)
    whole = subject.figure(f"{id}.all", f"{subject.words}, all months", run.months, run.period)
    peak, trough = (_index(subject, run, found, month, f"{id}.{end}", verdict) for month, end in ((high, "peak"), (low, "trough")))
    latest = next(month for month in reversed(run.months) if month.month == high)
    base = subject.figure(f"{id}.base", f"{subject.words}, {latest.written}", (latest,), Period.month(latest.year, latest.month))
    return Finding(
        id=id,
        finder=Finder.SEASON,
        subject=subject.key,
        subject_words=subject.words,
        area=material.area,
        period=run.period,
        claim=season_claim(subject.words, (month_name[high], peak), (month_name[low], trough)),
        figures=(peak, trough, whole, base),
        base=base,
        p=found.p,
        adjusted_p=adjusted,
        effect=math.log(found.index[high - 1]),
        effect_interval=(math.log(found.lower[high - 1]), math.log(found.upper[high - 1])),
        polarity=subject.polarity,
        caveats=caveats_of(subject, *_alike(found)),
    )


def _index(subject: Subject, run: Run, found: Season, month: int, id: str, verdict: Verdict) -> Figure:
    """The index of a month of the year: a day of it against the average day."""
    months: tuple[Month, ...] = run.months
    whole = subject.figure(id, f"{subject.words}, index of {month_name[month]}", months, run.period)
    at = month - 1
    interval = interval_of((found.lower[at], found.upper[at]), found.test)
    own = replace(verdict, ratio=float(found.index[at]), interval=interval)
    average = Comparator(1.0, run.period, whole.area, "the average day of the year")
    return replace(
        whole,
        value=float(found.index[at]),
        numerator=None,
        unit=Unit.SCORE,
        comparator=average,
        verdict=own,
        interval=interval,
        places=2,
        breakdown={**whole.breakdown, HIGHEST_MONTHS: ", ".join(month_name[one] for one in found.peak_months)},
    )


def _alike(found: Season) -> tuple[str, ...]:
    """The months that cannot be told from the one named, for either end."""
    said = []
    for months, name, end in ((found.peak_months, found.peak, "high"), (found.trough_months, found.trough, "low")):
        others = [month_name[month] for month in months if month != name]
        if len(others) > NAMED:
            said.append(f"Many months may be as {end} as {month_name[name or 0]}.")
        elif others:
            listed = " and ".join(filter(None, (", ".join(others[:-1]), *others[-1:])))
            said.append(f"{listed} may be as {end} as {month_name[name or 0]}.")
    return (*said, "The season is taken to be the same every year.")
