"""Concentration: published Gini values, the plan's own shares, refusals."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from wardmoot.core.stats.concentration import generalised_gini, gini, lorenz, places_for_share, share_of_top


@pytest.mark.vectors
def test_gini_values_are_those_published(vectors: Path) -> None:
    published = json.loads((vectors / "concentration" / "gini.json").read_text())
    mexico, example = published["mexico_pcgdp1940"], published["ineq_example"]
    assert gini(mexico["x"]) == pytest.approx(mexico["gini_published"], rel=1e-12)
    assert gini(example["x"]) == pytest.approx(example["gini_documented_R_ineq_DescTools"], abs=5e-8)
    assert len(published["sparse_counts"]) == 5
    for case in published["sparse_counts"]:
        counts = case["x"]
        assert gini(counts) == pytest.approx(case["gini_biased"], abs=1e-12)
        assert gini(counts, unbiased=True) == pytest.approx(case["gini_unbiased"], abs=1e-12)
        assert generalised_gini(counts) == pytest.approx(case["generalized_biased"], abs=1e-12)
        assert generalised_gini(counts, unbiased=True) == pytest.approx(case["generalized_unbiased"], abs=1e-12)


def test_the_plans_reoffenders() -> None:
    # 48 of 93 reoffences by 4 offenders of a cohort of 76; the other 16 reoffenders shared 45.
    reoffences = [12] * 4 + [3] * 13 + [2] * 3 + [0] * 56
    assert sum(reoffences) == 93
    assert round(100 * share_of_top(reoffences, 4), 1) == 51.6
    assert places_for_share(reoffences, 0.5) == 4


def test_gini_is_half_the_mean_difference_over_the_mean() -> None:
    counts = np.array([5, 3, 1, 1, 0, 7, 2])
    difference = np.abs(counts[:, None] - counts[None, :]).mean()
    assert gini(counts) == pytest.approx(difference / (2 * counts.mean()))


def test_a_fraction_of_places_is_rounded_up_to_whole_places() -> None:
    counts = list(range(1, 21))
    assert share_of_top(counts, 0.05) == pytest.approx(20 / 210)
    assert share_of_top(counts, 0.06) == pytest.approx(39 / 210)
    assert share_of_top(counts, 0.001) == share_of_top(counts, 1)
    assert share_of_top(counts, 1.0) == pytest.approx(1)
    # 0.07 * 100 is 7.000000000000001 in floating point, and still seven places.
    assert share_of_top([1] * 100, 0.07) == pytest.approx(0.07)


def test_half_of_all_is_reached_exactly() -> None:
    assert places_for_share([1] * 10, 0.3) == 3
    assert places_for_share([1] * 10, 0.1 + 0.2) == 3
    assert places_for_share([1] * 10, 0.31) == 4
    assert places_for_share([2, 0, 0], 1) == 1


def test_no_events_have_no_shares() -> None:
    assert math.isnan(share_of_top([0, 0], 1))
    assert math.isnan(gini([0, 0]))
    assert math.isnan(generalised_gini([0, 0]))
    assert np.isnan(lorenz([0, 0]).events).all()
    with pytest.raises(ValueError, match="there are no events"):
        places_for_share([0, 0], 0.5)


def test_unbiased_forms_need_two() -> None:
    assert math.isnan(gini([5], unbiased=True))
    assert math.isnan(generalised_gini([1, 0, 0], unbiased=True))
    assert gini([5, 0], unbiased=True) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: share_of_top([1, 2], 3), "top is 3, but there are 2 places"),
        (lambda: share_of_top([1, 2], 0), "top is 0, but"),
        (lambda: share_of_top([1, 2], 0.0), "a whole number of places, or a fraction"),
        (lambda: share_of_top([1, 2], 2.0), "a whole number of places, or a fraction"),
        (lambda: share_of_top([1, 2], True), "a whole number of places, or a fraction"),
        (lambda: share_of_top([], 1), "at least one place"),
        (lambda: share_of_top([1, math.nan], 1), "counts: a value is missing"),
        (lambda: gini([1, -1]), "counts: -1 is negative"),
        (lambda: lorenz([[1, 2]]), "one count for each place"),
        (lambda: places_for_share([1], 0), "share is 0"),
        (lambda: places_for_share([1], 1.1), "share is 1.1"),
    ],
)
def test_bad_counts_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
