"""Where there is nothing to find, the finders find something in at most one world of twenty; what is planted, they report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from worlds import Planted, world

from wardmoot.core.findings import Finder, Finding, check_claims
from wardmoot.measures.finders import find
from wardmoot.measures.finders.material import Material

WORLDS, RATE = 200, 0.05
SUBJECTS = ("crimes", "robbery")
"""A whole and a rare part of it: so few that 200 worlds are searched in seconds. Of all fifteen the same was measured."""


def few_subjects(made: Material) -> Material:
    return replace(made, subjects=tuple(subject for subject in made.subjects if subject.key in SUBJECTS))


def test_in_nothing_at_all_the_rate_of_false_findings_is_within_its_level() -> None:
    found = [find(few_subjects(world(5000 + seed))) for seed in range(WORLDS)]
    false = [finding.id for each in found for finding in each if finding.p is not None]
    worlds = sum(any(finding.p is not None for finding in each) for each in found)
    # The level itself, without the leave that chance would give it: seeds are fixed, and the rate was measured well under it.
    assert worlds <= WORLDS * RATE, false


def of(found: tuple[Finding, ...], finder: Finder, subject: str) -> list[Finding]:
    return [finding for finding in found if finding.finder is finder and finding.subject == subject]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_step_planted_in_month_30_is_reported_and_dated(seed: int) -> None:
    planted = world(seed, Planted(step_month=30))
    found = find(planted)
    check_claims(found)
    (step,) = of(found, Finder.STEP, "vehicle-crime")
    assert step.period.start is not None
    away = (step.period.start.year - 2024) * 12 + step.period.start.month - 7
    assert abs(away) <= 2
    # One change, told once: the trend and the difference from the year before are in the step.
    assert not of(found, Finder.TREND, "vehicle-crime")
    assert not of(found, Finder.CHANGE, "vehicle-crime")


def test_a_season_is_reported_once_for_all_crimes() -> None:
    found = find(world(4, Planted(season=0.25)))
    check_claims(found)
    assert len(of(found, Finder.SEASON, "crimes")) == 1
    assert len(of(found, Finder.SEASON, "asb")) == 1
    assert len([finding for finding in found if finding.finder is Finder.SEASON]) <= 4
    assert not [finding for finding in found if finding.finder in (Finder.TREND, Finder.STEP, Finder.CHANGE)]
