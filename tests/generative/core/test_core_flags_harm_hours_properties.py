"""Association, harm, day by hour and inequality: what holds for every input, and made-up truths that are found again."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wardmoot.core.stats.aoristic import aoristic
from wardmoot.core.stats.association import FlagCounts, Together, associate, compare_flags
from wardmoot.core.stats.harm import HarmWeights, weigh, weighted_sum_limits
from wardmoot.core.stats.inequality import inequality_by_deprivation

cells = st.integers(0, 300)
counts = st.builds(FlagCounts, cells, cells, cells, cells, cells)


@settings(max_examples=60)
@given(counts, st.sampled_from([0.9, 0.95, 0.99]))
def test_the_test_and_the_limits_of_an_odds_ratio_agree(flags: FlagCounts, confidence: float) -> None:
    found = associate(flags, confidence=confidence)
    assume(not math.isnan(found.lower))
    # at the very edge the two may differ by rounding
    assume(abs(found.p - (1 - confidence)) > 1e-9)
    assert (found.p < 1 - confidence) == (found.lower > 1 or found.upper < 1)
    assert found.lower <= found.odds_ratio <= found.upper
    assert found.p <= 1


@settings(max_examples=60)
@given(counts)
def test_turning_the_flags_round_turns_the_answer_round(flags: FlagCounts) -> None:
    found = associate(flags)
    swapped = associate(FlagCounts(flags.both, flags.second, flags.first, flags.neither, flags.not_recorded))
    reversed_ = associate(FlagCounts(flags.first, flags.both, flags.neither, flags.second, flags.not_recorded))
    assert swapped.p == pytest.approx(found.p, rel=1e-6)
    assert swapped.verdict is found.verdict
    assert swapped.lower == pytest.approx(found.lower, rel=1e-6, nan_ok=True)
    assert reversed_.upper == pytest.approx(1 / found.lower if found.lower else math.inf, rel=1e-6, nan_ok=True)
    turned = {Together.MORE: Together.LESS, Together.LESS: Together.MORE}
    assert reversed_.verdict is turned.get(found.verdict, found.verdict)


def test_the_limits_of_an_odds_ratio_cover_the_true_one() -> None:
    rng = np.random.default_rng(1)
    hits, alarms, runs = 0, 0, 300
    for _ in range(runs):
        first = int(rng.binomial(60, 0.5))  # shares 0.5 and 0.25: an odds ratio of 3
        second = int(rng.binomial(90, 0.25))
        found = associate(FlagCounts(first, second, 60 - first, 90 - second))
        hits += found.lower <= 3 <= found.upper
        same = int(rng.binomial(60, 0.3)), int(rng.binomial(90, 0.3))
        alarms += associate(FlagCounts(same[0], same[1], 60 - same[0], 90 - same[1])).verdict in (Together.MORE, Together.LESS)
    assert hits / runs > 0.945
    assert alarms / runs < 0.05


def test_the_paired_test_seldom_cries_wolf_and_sees_a_true_difference() -> None:
    rng = np.random.default_rng(2)
    even = [compare_flags(FlagCounts(10, *(int(n) for n in rng.multinomial(40, [0.5, 0.5])), 50)).first_higher for _ in range(2000)]
    assert np.mean([found is not None for found in even]) < 0.05
    uneven = [compare_flags(FlagCounts(10, *(int(n) for n in rng.multinomial(60, [0.75, 0.25])), 50)).first_higher for _ in range(300)]
    assert np.mean([found is True for found in uneven]) > 0.95


codes = st.dictionaries(st.sampled_from([f"{number}A" for number in range(9)]), st.integers(0, 500), max_size=8)
weights = st.dictionaries(st.sampled_from([f"{number}A" for number in range(9)]), st.just(0.0) | st.floats(1e-6, 8000), max_size=9)


@given(codes, weights)
def test_no_offence_is_lost_or_counted_twice(offences: dict[str, int], given_weights: dict[str, float]) -> None:
    score = weigh(offences, HarmWeights("n", "v", "s", "2020-01-01", "days", given_weights, {}))
    assert score.matched + sum(score.unmatched.values()) == sum(offences.values())
    assert set(score.unmatched) | set(score.by_offence) == set(offences)
    assert not set(score.unmatched) & set(given_weights)
    if score.matched:
        assert score.value == pytest.approx(sum(count * given_weights.get(code, 0) for code, count in offences.items()))
        assert score.lower <= score.value <= score.upper


def test_harm_limits_cover_the_true_harm_however_uneven() -> None:
    rng = np.random.default_rng(3)
    means, days = np.array([0.4, 3, 40, 900]), np.array([8000.0, 1500, 60, 3])
    offences = rng.poisson(means, (4000, 4)).astype(float)
    found = [weighted_sum_limits(row, days, confidence=0.95) for row in offences]
    truth = float(means @ days)
    assert np.mean([lower <= truth <= upper for lower, upper in found]) > 0.95
    # the usual approximation would not do
    assert np.mean(np.abs(offences @ days - truth) <= 1.96 * np.sqrt(offences @ days**2)) < 0.8


moments = st.datetimes(datetime(2015, 1, 1), datetime(2024, 12, 31))
events = st.lists(st.tuples(st.none() | moments, st.none() | st.integers(-300, 3000)), max_size=40)


@given(events, st.sampled_from([timedelta(hours=1), timedelta(hours=24), timedelta(days=7)]))
def test_every_event_is_in_the_grid_once_or_said_to_be_unknown(rows: list[tuple], longest: timedelta) -> None:
    starts = [start for start, _ in rows]
    ends = [None if start is None or minutes is None else start + timedelta(minutes=minutes) for start, minutes in rows]
    found = aoristic(starts, ends, longest=longest)
    assert found.grid.sum() == pytest.approx(found.used, abs=1e-6)
    assert found.used + found.not_known == len(rows)
    assert (found.grid >= 0).all()
    assert found.missing == sum(start is None or end is None for start, end in zip(starts, ends, strict=True))
    together = sum((aoristic([s], [e], longest=longest).grid for s, e in zip(starts, ends, strict=True)), start=np.zeros((7, 24)))
    np.testing.assert_allclose(found.grid, together, atol=1e-9)


def test_a_nightly_peak_is_recovered_from_uncertain_times() -> None:
    rng = np.random.default_rng(4)
    nights = rng.integers(0, 3600, 20_000)
    happened = np.datetime64("2010-01-01T02:30", "m") + nights * 1440 + rng.normal(0, 45, 20_000).astype(int)
    starts = happened - rng.integers(0, 240, 20_000)
    ends = happened + rng.integers(0, 240, 20_000)
    found = aoristic(starts, ends)
    by_hour = found.grid.sum(axis=0)
    assert found.used == 20_000
    assert by_hour[2] == by_hour.max()
    assert by_hour[1:4].sum() > 0.5 * found.used
    assert by_hour[9:20].sum() < 0.01 * found.used
    # where the thief came in, not where the owner came home
    assert abs(by_hour[:8] @ (np.arange(8) + 0.5) / by_hour[:8].sum() - 3) < 0.5


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(100, 90_000)), min_size=2, max_size=10), st.floats(0.01, 100))
def test_inequality_scales_and_turns(groups: list[tuple[int, int]], factor: float) -> None:
    events, people = zip(*groups, strict=True)
    found = inequality_by_deprivation(events, people, per=1000)
    scaled = inequality_by_deprivation(events, people, per=1000 * factor)
    assert scaled.slope == pytest.approx(found.slope * factor, rel=1e-6, abs=1e-9)
    assert scaled.relative == pytest.approx(found.relative, rel=1e-6, nan_ok=True)
    turned = inequality_by_deprivation(events[::-1], people[::-1], per=1000)
    assert turned.slope == pytest.approx(-found.slope, rel=1e-6, abs=1e-6)
    assert found.slope_limits[0] <= found.slope <= found.slope_limits[1]
    assert found.slope == pytest.approx(found.most - found.least, rel=1e-6, abs=1e-6)


def test_inequality_limits_cover_the_true_slope_and_ratio() -> None:
    rng = np.random.default_rng(5)
    people = rng.integers(8000, 12_000, 10)
    ranks = np.cumsum(people / people.sum()) - people / people.sum() / 2
    mean = people * (30 - 20 * ranks) / 1000  # from 30 to 10 per 1,000: slope 20, ratio 3
    found = [inequality_by_deprivation(row, people, per=1000) for row in rng.poisson(mean, (2000, 10))]
    assert np.mean([one.slope_limits[0] <= 20 <= one.slope_limits[1] for one in found]) == pytest.approx(0.95, abs=0.015)
    assert np.mean([one.relative_limits[0] <= 3 <= one.relative_limits[1] for one in found]) == pytest.approx(0.95, abs=0.015)
    assert np.mean([one.off_the_line < 0.05 for one in found]) == pytest.approx(0.05, abs=0.015)
