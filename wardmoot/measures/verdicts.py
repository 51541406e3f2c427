"""What a test says of a count of partners' rows against the one before."""

from __future__ import annotations

import numpy as np

from wardmoot.core.calendar import Period, PeriodKind
from wardmoot.core.figures import Verdict, VerdictWord
from wardmoot.core.stats.comparison import compare_counts
from wardmoot.core.stats.dispersion import estimate_dispersion, same_month_dispersion
from wardmoot.measures.change import verdict_of
from wardmoot.measures.tables import Days
from wardmoot.measures.tallies import Tally

STOCK = "A stock on two days: the same people may be in both, so no change is tested."
NO_DAYS = "Nothing is counted by month here from which a test could take how much the count varies."
NOT_BOTH = "One of the two is not known, so nothing is tested."


def verdict_on(now: Tally, before: Tally, period: Period, earlier: Period) -> Verdict:
    """The verdict on a tally against the one before, per day, with the over-dispersion of their months."""
    if now.value is None or before.value is None:
        return Verdict(VerdictWord.NOT_TESTED, note=NOT_BOTH)
    if now.denominator is not None:
        return Verdict(VerdictWord.NOT_TESTED, note="A share: see the interval of each.")
    if period.kind is PeriodKind.SNAPSHOT:
        return Verdict(VerdictWord.NOT_TESTED, note=STOCK)
    if now.days is None or before.days is None:
        return Verdict(VerdictWord.NOT_TESTED, note=NO_DAYS)
    counts, then = _by_month(now.days, period), _by_month(before.days, earlier)
    lengths, lengths_then = ([month.days for month in span.months()] for span in (period, earlier))
    if len(counts) == len(then) >= 6:
        spread = same_month_dispersion(counts, then, lengths, lengths_then)
    else:
        spread = estimate_dispersion([then, counts], [[float(n) for n in lengths_then], [float(n) for n in lengths]])
    return verdict_of(compare_counts(now.value, before.value, days=period.days, days_before=earlier.days, dispersion=spread))


def _by_month(days: Days, period: Period) -> list[float]:
    months = [np.datetime64(str(month), "M") for month in period.months()]
    which = days.astype("datetime64[M]")
    return [float((which == month).sum()) for month in months]
