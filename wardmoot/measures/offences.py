"""The lines and the months of an assessment: counts, rates, shares, change and control charts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Denominator, Figure, SourceFile
from wardmoot.core.stats.control_charts import PRECEDENCE, consecutive_to_last, xmr
from wardmoot.measures.change import change_figure, compared_months, judged_together, period_of
from wardmoot.measures.recorded_crime import Cube, Slice, asb_only, crimes_only, rate_figure, share_figure
from wardmoot.reports.assessment import Basis, Line, Series

ENOUGH_MONTHS = 24
TOO_FEW_MONTHS = (
    "Fewer than two years of months in a row are held: too few months to separate season from change, "
    "so no limits are drawn and no month is called unusual."
)
HOW_TO_READ = (
    "Months outside the limits, or in a run that chance seldom makes, are marked unusual; the rules are those of NHS England's Making Data Count."
)


class Lines:
    """Makes the lines of one area and period; each category is counted once and shared.

    `counted` is the period that counts speak of: the months of `period` that are held.
    """

    def __init__(
        self, cube: Cube, period: Period, basis: Basis, population: Denominator | None, population_files: tuple[SourceFile, ...] = ()
    ) -> None:
        self.cube, self.period, self.basis = cube, period, basis
        self.population, self.population_files = population, population_files
        self.months = tuple(m for m in period.months() if m in cube.months)
        self.counted = period if len(self.months) == len(list(period.months())) else period_of(self.months)
        self.now, self.before = compared_months(basis, cube.months, period)

    def line(self, slug: str, label: str, types: Sequence[CrimeType], *, breakdown: str = "", whole: Figure | None = None, says: str = "") -> Line:
        """One line; `whole` is what its share is of."""
        what = Slice(tuple(types), self.months)
        cut = {"crime type": breakdown} if breakdown else {}
        count = self.cube.figure(f"recorded.{slug}", label, what, self.counted, breakdown=cut)
        change = change_figure(self.cube, count, Slice(what.types, self.now), Slice(what.types, self.before), self.basis)
        share = share_figure(count, whole, "crimes") if whole else None
        return Line(label, says, count, rate_figure(count, self.population, self.population_files), change, share)

    def all(self) -> tuple[Line, Line, tuple[Line, ...]]:
        """All crime, anti-social behaviour, and each crime category."""
        crimes = self.line("crimes", "All crimes", crimes_only())
        (asb,) = (self.line("asb", t.name, [t], breakdown=t.name, says=t.says) for t in asb_only())
        each = tuple(self.line(t.slug, t.name, [t], breakdown=t.name, whole=crimes.count, says=t.says) for t in crimes_only())
        asb, *offences = judged_together((asb, *each))
        return crimes, asb, tuple(offences)


def series_of(cube: Cube, window: Sequence[Month]) -> tuple[Series, ...]:
    """A control chart for all crimes, for anti-social behaviour and for each crime category, over the months of `window`."""
    kinds: list[tuple[str, str, tuple[CrimeType, ...]]] = [("All crimes", "all-crimes", crimes_only())]
    kinds += [(t.name, t.slug, (t,)) for t in (*asb_only(), *crimes_only())]
    return tuple(_series(cube, window, name, slug, types) for name, slug, types in kinds)


def _series(cube: Cube, window: Sequence[Month], name: str, slug: str, types: tuple[CrimeType, ...]) -> Series:
    cut = {"crime type": name} if name in crime_types() else {}
    held = set(cube.months)

    def figure(month: Month) -> Figure:
        what = Slice(types, (month,))
        return cube.figure(f"month.{slug}.{month}", f"{name}, {month.written}", what, Period.month(month.year, month.month), breakdown=cut)

    points = tuple((month, figure(month) if month in held else None) for month in window)
    values = np.array([np.nan if f is None or f.value is None else f.value for _, f in points])
    return charted(name, slug, Slice(types, ()).counting_unit.plural, points, values)


def charted(name: str, slug: str, counting: str, points: tuple[tuple[Month, Figure | None], ...], values: NDArray[np.float64]) -> Series:
    """The months as a control chart, `values` beside `points` with nan for a month not held; no limits where too few are held in a row."""
    if consecutive_to_last(values) < ENOUGH_MONTHS:
        return Series(name, slug, counting, points, None, None, None, {}, TOO_FEW_MONTHS)
    chart = xmr(values)
    flags = {month: tuple(r.value for r in PRECEDENCE if r in rules) for (month, _), rules in zip(points, chart.rules) if rules}
    return Series(name, slug, counting, points, chart.mean, max(0.0, chart.lower), chart.upper, flags, HOW_TO_READ)
