"""Control: what stands when all tests are judged together, beside a slow reference; the order kept; no work for what falls."""

from __future__ import annotations

import math

import numpy as np
import pytest
from findings_sample import finding

from wardmoot.core.findings import Candidate, Finding, stand
from wardmoot.core.stats.false_discovery import adjusted_in_families, false_discovery


def candidate(family: str, p: float, name: str = "") -> Candidate:
    def make(adjusted: float) -> Finding:
        return finding(name or f"{family}.{p}", p=p, adjusted_p=adjusted)

    return Candidate(family, p, make)


def step_by_step(p: np.ndarray, families: list[str], rate: float) -> list[bool]:
    """Benjamini and Bogomolov word for word: Simes' p of each family, the families that stand, then their tests at R / M."""
    names = list(dict.fromkeys(families))
    own = [np.flatnonzero([family == name for family in families]) for name in names]
    simes = [float((np.sort(p[places]) * places.size / np.arange(1, places.size + 1)).min()) for places in own]
    shown = false_discovery(simes, rate=rate)
    stands = np.zeros(p.size, dtype=bool)
    for places, is_shown in zip(own, shown, strict=True):
        if is_shown:
            stands[places] = false_discovery(p[places], rate=rate * shown.sum() / len(names))
    return stands.tolist()


def test_two_levels_agree_with_the_procedure_as_published() -> None:
    rng = np.random.default_rng(4)
    some = 0
    for _ in range(300):
        families = [str(name) for name in rng.integers(0, 4, rng.integers(1, 14))]
        p, rate = rng.random(len(families)) ** 3, float(rng.choice([0.01, 0.05, 0.2]))
        expected = step_by_step(p, families, rate)
        assert (adjusted_in_families(p, families) <= rate).tolist() == expected
        some += any(expected)
    assert some > 100


def test_one_family_is_benjamini_and_hochberg() -> None:
    p = [0.001, 0.02, 0.03, 0.9]
    assert adjusted_in_families(p, ["a"] * 4).tolist() == pytest.approx([0.004, 0.04, 0.04, 0.9])


def test_a_family_without_anything_costs_the_others_little() -> None:
    alone = stand([candidate("change", 0.01), candidate("change", 0.02)])
    beside = stand([candidate("change", 0.01), candidate("change", 0.02), *(candidate("places", 0.5 + i / 1000) for i in range(200))])
    assert len(alone) == len(beside) == 2
    assert [f.adjusted_p for f in beside] == pytest.approx([0.04, 0.04])


def test_what_could_not_be_tested_counts_nowhere_and_what_falls_is_not_made() -> None:
    def never(adjusted: float) -> Finding:
        raise AssertionError(f"made, with {adjusted}")

    found = stand([Candidate("a", math.nan, never), candidate("a", 0.04, "kept"), Candidate("b", 0.9, never)], rate=0.1)
    assert [(f.id, f.adjusted_p) for f in found] == [("kept", pytest.approx(0.08))]


def test_the_order_given_is_kept() -> None:
    assert [f.id for f in stand([candidate("a", 0.01, "z"), candidate("b", 0.001, "a"), candidate("a", 0.002, "m")])] == ["z", "a", "m"]


@pytest.mark.parametrize("rate", [0, 1, 5])
def test_a_rate_is_a_proportion(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        stand([candidate("a", 0.01)], rate=rate)


def test_each_test_has_a_family() -> None:
    with pytest.raises(ValueError, match="family of each of the 2 tests"):
        adjusted_in_families([0.1, 0.2], ["a"])


def test_with_nothing_to_find_the_chance_of_any_finding_is_within_the_rate() -> None:
    rng = np.random.default_rng(11)
    families = [f"family {i % 6}" for i in range(60)]
    worlds = sum(bool((adjusted_in_families(rng.random(60), families) <= 0.05).any()) for _ in range(2000))
    assert worlds <= 2000 * 0.05 + 3 * math.sqrt(2000 * 0.05 * 0.95)
    assert worlds > 2000 * 0.02  # and the bound is used: the test is not idle
