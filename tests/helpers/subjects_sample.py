"""Subjects made of plain numbers, and the material of them, for the tests of the time finders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from findings_sample import AREA, figure

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Figure, Polarity
from wardmoot.measures.change import basis_for, compared_months
from wardmoot.measures.finders.material import Material, Subject

DECEMBER = Month(2025, 12)


def subject(
    values: Sequence[float],
    *,
    key: str = "burglary",
    unit: str = "crime",
    polarity: Polarity = Polarity.LOWER_IS_BETTER,
    last: Month = DECEMBER,
    whole: str = "",
) -> Subject:
    """A subject of these months, the last one given, nan where a month is not held; its figures add up the months asked for."""
    months = tuple(last.shift(i + 1 - len(values)) for i in range(len(values)))
    held = dict(zip(months, values, strict=True))

    def make(id: str, label: str, chosen: Sequence[Month], period: Period) -> Figure:
        counted = float(np.sum([held[month] for month in chosen]))
        return figure(id, counted, label=label, period=period, counting_unit=COUNTING_UNITS[unit], polarity=polarity)

    return Subject(key, key.replace("-", " "), COUNTING_UNITS[unit], polarity, months, np.array(values, dtype=float), make, whole)


def material(*subjects: Subject, months: int = 12, **more: object) -> Material:
    """The material of these subjects for the `months` months that end with December 2025."""
    period = Period.rolling_12(DECEMBER) if months == 12 else Period.span(DECEMBER.shift(1 - months), DECEMBER)
    held = sorted({m for s in subjects for m, v in zip(s.months, s.values, strict=True) if np.isfinite(v)})
    basis = basis_for(period, held)
    now, before = compared_months(basis, held, period)
    counted = tuple(month for month in period.months() if month in held)
    given = {"area": AREA, "period": period, "basis": basis, "counted": counted, "now": now, "before": before, "population": None}
    return Material(subjects=subjects, **{**given, **more})  # type: ignore[arg-type]
