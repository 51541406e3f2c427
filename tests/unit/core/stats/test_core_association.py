"""Association of flags: published and independently computed odds ratios, the third state, words, refusals."""

from __future__ import annotations

import math

import pytest
from scipy.stats import binomtest
from scipy.stats.contingency import odds_ratio, relative_risk

from wardmoot.core.stats.association import FlagCounts, Together, associate, compare_flags, count_flags
from wardmoot.core.stats.rates import wilson_interval

CASES = [(21, 60, 29, 190), (10, 2, 3, 15), (1, 9, 11, 3), (0, 8, 9, 12), (6, 0, 4, 20), (300, 200, 250, 900), (5, 5, 5, 5)]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_exact_limits_are_those_of_an_independent_program(case: tuple[int, int, int, int], confidence: float) -> None:
    both, first, second, neither = case
    found = associate(FlagCounts(*case), confidence=confidence)
    theirs = odds_ratio([[both, first], [second, neither]], kind="conditional").confidence_interval(confidence)
    assert found.lower == pytest.approx(theirs.low, rel=1e-6, abs=1e-9)
    assert found.upper == pytest.approx(theirs.high, rel=1e-6)


def test_the_lady_tasting_tea() -> None:
    # Fisher (1935), The Design of Experiments: 3 of 4 cups right, and the chance of so many or more is 17/70
    found = associate(FlagCounts(3, 1, 1, 3))
    assert found.p == pytest.approx(2 * 17 / 70)
    # with 4 cups of each, the chance of 0 to 4 right is as 1, 16 w, 36 w^2, 16 w^3, w^4 at odds ratio w
    ways = [1, 16, 36, 16, 1]
    for limit, right in ((found.lower, (3, 4)), (found.upper, (0, 1, 2, 3))):
        chances = [way * limit**cups for cups, way in enumerate(ways)]
        assert sum(chances[cups] for cups in right) / sum(chances) == pytest.approx(0.025)
    assert found.odds_ratio == 9
    assert found.verdict is Together.TOO_FEW
    assert found.small_base


def test_shares_and_their_ratio() -> None:
    # the plan's 42%: of 50 knife crimes with an under-18 involved, 21 with a mental health flag
    found = associate(FlagCounts(21, 60, 29, 190, not_recorded=57))
    assert found.with_second == 0.42
    assert found.with_second_limits == pytest.approx(wilson_interval(21, 50))
    assert found.without_second == 60 / 250
    assert found.relative == pytest.approx(1.75)
    theirs = relative_risk(21, 50, 60, 250).confidence_interval(0.95)
    assert found.relative_limits == pytest.approx((theirs.low, theirs.high))
    assert found.recorded_share == pytest.approx(300 / 357)
    assert found.verdict is Together.MORE
    assert not found.small_base


def test_not_recorded_is_neither_yes_nor_no() -> None:
    counts = count_flags([True, True, False, False, None, True], [True, False, True, False, True, None])
    assert counts == FlagCounts(1, 1, 1, 1, 2)
    assert counts.recorded == 4
    assert associate(FlagCounts(0, 0, 0, 0, 9)).recorded_share == 0


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ((21, 60, 29, 190), Together.MORE),
        ((60, 21, 190, 29), Together.LESS),
        ((20, 80, 22, 90), Together.NO_CLEAR),
        ((4, 0, 0, 90), Together.TOO_FEW),
    ],
)
def test_verdicts(case: tuple[int, int, int, int], verdict: Together) -> None:
    assert associate(FlagCounts(*case)).verdict is verdict


def test_no_word_speaks_of_causes() -> None:
    assert not any(word in verdict.value for verdict in Together for word in ("cause", "effect", "because", "lead", "due", "risk"))


def test_empty_rows_and_columns_say_nothing() -> None:
    nobody = associate(FlagCounts(0, 0, 12, 30))
    assert (nobody.p, nobody.verdict) == (1.0, Together.TOO_FEW)
    assert nobody.with_second == 0
    assert all(math.isnan(value) for value in (nobody.odds_ratio, nobody.lower, nobody.upper, nobody.relative))
    nothing = associate(FlagCounts(0, 0, 0, 0))
    assert math.isnan(nothing.with_second)
    assert math.isnan(nothing.recorded_share)
    certain = associate(FlagCounts(8, 0, 0, 9))
    assert certain.odds_ratio == certain.upper == math.inf
    assert certain.lower > 1
    never = associate(FlagCounts(0, 9, 8, 0))
    assert (never.odds_ratio, never.lower) == (0, 0)
    assert never.upper < 1


@pytest.mark.parametrize(("first", "second"), [(24, 8), (8, 24), (10, 10), (1, 0), (0, 5), (0, 0), (9, 12)])
def test_two_flags_of_the_same_records_are_compared_in_pairs(first: int, second: int) -> None:
    found = compare_flags(FlagCounts(6, first, second, 40))
    assert found.p == pytest.approx(binomtest(first, first + second).pvalue if first + second else 1)
    assert (found.first, found.second) == pytest.approx(((6 + first) / found.recorded, (6 + second) / found.recorded))
    assert found.first_higher is (None if found.p >= 0.05 else first > second)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: count_flags([True], [True, False]), "1 and 2 values"),
        (lambda: count_flags([1], [True]), r"record 0 has \(1, True\)"),
        (lambda: count_flags(["Y"], [True]), "give True, False, or None"),
        (lambda: associate(FlagCounts(-1, 2, 3, 4)), "both: -1 is negative"),
        (lambda: associate(FlagCounts(1, 2.5, 3, 4)), "first: 2.5 is not a whole number"),
        (lambda: associate(FlagCounts(1, 2, 3, 4), confidence=95), "confidence is 95"),
        (lambda: compare_flags(FlagCounts(1, 2, 3, 4), confidence=0), "confidence is 0"),
    ],
)
def test_bad_flags_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
