"""Season: the published accidental deaths, months by hand, peaks only by a test, refusals with their reason."""

from __future__ import annotations

import math

import numpy as np
import pytest
from published_series import ACCIDENTAL_DEATHS, ACCIDENTAL_SEASON
from scipy import stats

from wardmoot.core.stats.regression import TooFew
from wardmoot.core.stats.season import seasonality

DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def test_the_published_season_is_reproduced() -> None:
    # Theirs is added to the level, ours multiplies it: 1 + deaths / level, but for the change of level in six years.
    found = seasonality(ACCIDENTAL_DEATHS, first_month=1)
    assert found.index == pytest.approx(1 + np.array(ACCIDENTAL_SEASON) / np.mean(ACCIDENTAL_DEATHS), abs=0.013)
    assert (found.peak, found.trough) == (7, 2)
    assert found.peak_months == (7,)
    assert found.clear
    assert found.p < 1e-12


def test_februarys_length_is_no_season() -> None:
    days = np.tile(DAYS, 4)
    assert seasonality(100 * days, first_month=1, days=days).index == pytest.approx(np.ones(12))
    assert seasonality(100 * days, first_month=1).trough == 2


def test_without_a_trend_the_index_is_the_share_of_each_month_by_hand() -> None:
    # Two years, the second the mirror of the first in time, so that the fitted change is 0.
    year = np.array([90, 110, 100, 130, 80, 120, 120, 80, 130, 100, 110, 90], dtype=float)
    found = seasonality(np.concatenate((year, year)), first_month=1)
    assert found.index == pytest.approx(year / stats.gmean(year), rel=1e-9)


def test_the_test_is_f_of_the_two_deviances() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(100, 36)
    found = seasonality(counts, first_month=1)
    assert found.degrees_of_freedom == (11, 36 - 13)
    assert found.p == pytest.approx(stats.f.sf(found.statistic, 11, 23))


def test_the_year_may_begin_with_any_month() -> None:
    july = seasonality(ACCIDENTAL_DEATHS[6:], first_month=7)
    assert july.peak == 7
    assert july.index == pytest.approx(seasonality(ACCIDENTAL_DEATHS, first_month=1).index, abs=0.015)


def test_no_peak_is_named_where_the_test_finds_no_season() -> None:
    found = seasonality(np.random.default_rng(3).poisson(100, 48), first_month=1)
    assert not found.clear
    assert found.peak is None
    assert found.trough is None
    assert found.peak_months == ()
    assert found.trough_months == ()


def test_months_that_cannot_be_told_apart_are_all_named() -> None:
    year = np.array([100, 100, 100, 100, 100, 150, 151, 150, 100, 100, 100, 100])
    assert seasonality(np.tile(year, 3), first_month=1).peak_months == (6, 7, 8)


def test_a_missing_month_is_left_out() -> None:
    counts = np.array(ACCIDENTAL_DEATHS, dtype=float)
    counts[[3, 40]] = math.nan
    found = seasonality(counts, first_month=1)
    assert found.months == 70
    assert found.index == pytest.approx(seasonality(ACCIDENTAL_DEATHS, first_month=1).index, abs=0.015)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ([100] * 23, "23 months are held: under 24"),
        ([math.nan] + [100] * 11 + [math.nan] + [100] * 23, "January is held in 1 year"),
        (([100] * 5 + [2] + [100] * 6) * 2, "June has 4 event"),
        ([0] * 48, "January has 0 event"),
    ],
)
def test_too_little_for_a_season_is_refused_with_the_reason(counts: list[float], says: str) -> None:
    with pytest.raises(TooFew, match=says):
        seasonality(counts, first_month=1)


@pytest.mark.parametrize("first_month", [0, 13])
def test_a_month_that_is_none_is_refused(first_month: int) -> None:
    with pytest.raises(ValueError, match=f"first_month is {first_month}"):
        seasonality([100] * 36, first_month=first_month)
