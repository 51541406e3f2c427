"""False discoveries: the published example, SciPy's adjusted p-values, what holds under dependence, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.stats.false_discovery import Dependence, adjusted_p_values, false_discovery

# Benjamini and Hochberg (1995), section 4.1: fifteen hypotheses on a treatment after a heart attack.
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_benjamini_and_hochbergs_own_example() -> None:
    # They reject four at a rate of 0.05; Bonferroni's method would reject three.
    assert false_discovery(PUBLISHED, rate=0.05).tolist() == [True] * 4 + [False] * 11
    assert sum(p <= 0.05 / 15 for p in PUBLISHED) == 3


def test_under_any_dependence_the_example_keeps_three() -> None:
    # The line is 1 + 1/2 + ... + 1/15 = 3.318 times lower: 0.0019 <= 3 / 15 * 0.05 / 3.318, 0.0095 > 4 / 15 * 0.05 / 3.318.
    assert false_discovery(PUBLISHED, dependence=Dependence.ANY).tolist() == [True] * 3 + [False] * 12


@pytest.mark.parametrize(("dependence", "method"), [(Dependence.POSITIVE, "bh"), (Dependence.ANY, "by")])
def test_both_methods_agree_with_scipys_adjusted_p_values(dependence: Dependence, method: str) -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        p = rng.random(40) ** rng.integers(1, 5)
        adjusted = stats.false_discovery_control(p, method=method)
        np.testing.assert_allclose(adjusted_p_values(p, dependence=dependence), adjusted)
        np.testing.assert_array_equal(false_discovery(p, rate=0.1, dependence=dependence), adjusted <= 0.1)


def test_missing_p_values_are_no_tests() -> None:
    assert false_discovery([0.04, math.nan, math.nan]).tolist() == [True, False, False]
    assert false_discovery([math.nan]).tolist() == [False]
    assert false_discovery([]).tolist() == []
    assert adjusted_p_values([]).tolist() == []
    np.testing.assert_array_equal(adjusted_p_values([0.04, math.nan]), [0.04, math.nan])


def test_a_table_keeps_its_shape() -> None:
    table = np.array([[0.001, 0.5], [0.02, math.nan]])
    assert false_discovery(table).tolist() == [[True, False], [True, False]]
    np.testing.assert_allclose(adjusted_p_values(table), [[0.003, 0.5], [0.03, math.nan]])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: false_discovery([1.2]), "between 0 and 1"),
        (lambda: adjusted_p_values([-0.1]), "between 0 and 1"),
        (lambda: false_discovery([0.2], rate=5), "rate is 5"),
        (lambda: false_discovery(["p"]), "p_values: expected numbers"),
    ],
)
def test_what_is_no_p_value_is_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
