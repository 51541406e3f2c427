"""What the time finders share: the months of a subject that follow one another, and figures derived from counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, Comparator, Figure, Interval, Polarity, Unit, Verdict
from wardmoot.core.findings import Finder
from wardmoot.measures.finders.material import Material, Subject

NEUTRAL = "A higher or lower number is neither good nor bad in itself: what is looked for, found or reported may have changed."


@dataclass(frozen=True, slots=True)
class Run:
    """Months without a gap, with their counts and days."""

    months: tuple[Month, ...]
    values: NDArray[np.float64]

    @property
    def days(self) -> NDArray[np.float64]:
        return np.array(_days(self.months), dtype=float)

    @property
    def period(self) -> Period:
        return Period.span(self.months[0], self.months[-1])


@lru_cache(maxsize=64)
def _days(months: tuple[Month, ...]) -> tuple[int, ...]:
    """The days of each month: every finder asks for those of the same months."""
    return tuple(month.days for month in months)


def last_run(subject: Subject, until: Month) -> Run | None:
    """The months held that end with `until` and have no gap; None where `until` is not held.

    Months before a gap are left out: nothing is said across it.
    """
    if until not in subject.months:
        return None
    last = subject.months.index(until)
    numbers = np.array([month.year * 12 + month.month for month in subject.months[: last + 1]])
    broken = np.flatnonzero(~np.isfinite(subject.values[: last + 1]))
    apart = np.flatnonzero(np.diff(numbers) != 1)
    first = max(int(broken[-1]) + 1 if broken.size else 0, int(apart[-1]) + 1 if apart.size else 0)
    if first > last:
        return None
    return Run(subject.months[first : last + 1], np.asarray(subject.values[first : last + 1], dtype=np.float64))


def latest_run(material: Material, subject: Subject) -> Run | None:
    """The run that ends with the last month counted in the period."""
    return last_run(subject, material.counted[-1]) if material.counted else None


def finding_id(finder: Finder, subject: str, area: Area, *more: str) -> str:
    """The same in every year for the same finder, subject and area."""
    return ".".join((finder.value, subject, area.code or area.name.lower().replace(" ", "-"), *more))


def caveats_of(subject: Subject, *more: str) -> tuple[str, ...]:
    """The subject's own caveats, what neutral means where it is, and more."""
    neutral = (NEUTRAL,) if subject.polarity is Polarity.NEUTRAL else ()
    return tuple(dict.fromkeys((*subject.caveats, *neutral, *filter(None, more))))


def per_cent_figure(count: Figure, id: str, label: str, value: float, verdict: Verdict, limits: Sequence[float], base: Comparator) -> Figure:
    """A relative difference, in per cent, that a test of `count` estimates; `limits` are its 95% interval."""
    return replace(
        count,
        id=id,
        label=label,
        value=value,
        numerator=None,
        unit=Unit.PER_CENT_CHANGE,
        comparator=replace(base, value=0.0, numerator=None, label=f"no difference from {base.label}" if base.label else "no difference"),
        verdict=verdict,
        interval=interval_of(limits, verdict.test),
        places=1,
    )


def interval_of(limits: Sequence[float], method: str) -> Interval:
    """The 95% interval of a ratio."""
    return Interval(float(limits[0]), float(limits[1]), 0.95, method)
