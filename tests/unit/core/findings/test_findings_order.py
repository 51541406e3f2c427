"""Ranking and sameness: size and certainty before p, the same story told once, wholes that are their part left out."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from findings_sample import figure, finding, with_verdict

from wardmoot.core.figures import COUNTING_UNITS, VerdictWord
from wardmoot.core.findings import Finder, Finding, cautious_effect, once, ranked, weight
from wardmoot.core.findings.sameness import HIGHEST_MONTHS


def test_the_cautious_effect_is_the_end_nearer_to_none() -> None:
    assert cautious_effect(finding(effect=0.4, effect_interval=(0.1, 0.7))) == 0.1
    assert cautious_effect(finding(effect=-0.4, effect_interval=(-0.7, -0.3))) == 0.3
    assert cautious_effect(finding(effect=-0.4, effect_interval=(-math.inf, -0.3))) == 0.3
    assert cautious_effect(finding(effect=0.4, effect_interval=(-0.1, 0.9))) == 0


def test_without_an_interval_its_width_follows_from_p() -> None:
    # p 0.05 is 1.96 standard errors from none, p 0.0001 is 3.89.
    assert cautious_effect(finding(effect=0.4, effect_interval=None, p=0.05)) == pytest.approx(0, abs=1e-9)
    assert cautious_effect(finding(effect=-0.4, effect_interval=None, p=0.0001)) == pytest.approx(0.4 * (1 - 1.95996 / 3.89059), rel=1e-4)
    assert cautious_effect(finding(effect=0.4, effect_interval=None, p=0.0)) == 0.4


def test_neither_a_trebling_of_three_nor_one_per_cent_of_many_leads() -> None:
    few = finding("few", value=9, effect=math.log(3), effect_interval=(0.05, 2.2))
    slight = finding("slight", value=20_000, effect=0.011, effect_interval=(0.001, 0.02), p=1e-9)
    much = finding("much", value=900, effect=0.4, effect_interval=(0.3, 0.5), p=1e-5)
    assert [f.id for f in ranked([few, slight, much])] == ["much", "few", "slight"]
    assert weight(much) == pytest.approx(0.3 * 30)


def test_p_alone_does_not_rank_and_ties_go_by_id() -> None:
    surer = finding("b", effect=0.2, effect_interval=(0.1, 0.3), p=1e-12)
    other = finding("a", effect=0.2, effect_interval=(0.1, 0.3), p=0.01)
    assert [f.id for f in ranked([surer, other])] == ["a", "b"]


def test_what_was_not_tested_comes_last() -> None:
    missing = finding("a", finder=Finder.MISSING, p=None, adjusted_p=None, claim=("Not assessed.",), effect=None, effect_interval=None)
    assert [f.id for f in ranked([missing, finding("b")])] == ["b", "a"]


def test_step_trend_and_change_of_one_subject_are_one_story() -> None:
    step = finding("step.x", finder=Finder.STEP, p=1e-6)
    trend = finding("trend.x", finder=Finder.TREND, p=1e-4, caveats=("Of the trend.",))
    change = finding("change.x", finder=Finder.CHANGE, p=1e-3)
    (kept,) = once([change, trend, step])
    assert kept.id == "step.x"
    assert {f.id for f in kept.figures} == {"step.x.count", "trend.x.count", "change.x.count"}
    assert kept.caveats[0] == ("The same months also show a trend over all months and a difference from the time before.")
    assert "Of the trend." in kept.caveats


def test_levels_against_several_are_one_story() -> None:
    def level(reference: str, p: float, effect: float = 0.4) -> Finding:
        made = with_verdict(f"level.x.{reference}.own", 150, VerdictWord.HIGHER_THAN)
        assert made.comparator is not None
        own = replace(made, comparator=replace(made.comparator, label=reference))
        more = {"effect": effect, "figures": (own,), "base": own, "claim": ("It is told.",)}
        return finding(f"level.x.{reference}", finder=Finder.LEVEL, p=p, effect_interval=None, **more)  # type: ignore[arg-type]

    ends = (with_verdict("least", 1, VerdictWord.NOT_TESTED), with_verdict("most", 2, VerdictWord.NOT_TESTED))
    beside_group = level("similar areas", 1e-3)
    (fuller,) = once([level("England", 1e-9), replace(beside_group, figures=(*beside_group.figures, *ends))])
    assert fuller.id == "level.x.similar areas"
    kept, apart = once([level("England", 1e-4), level("similar areas", 1e-6), level("Swindon", 0.01, -0.2)])
    assert (kept.id, apart.id) == ("level.x.similar areas", "level.x.Swindon")
    assert kept.caveats == ("The same holds against England.",)


def test_other_directions_subjects_and_areas_are_other_stories() -> None:
    up = finding("a", effect=0.4)
    down = finding("b", effect=-0.4, effect_interval=(-0.7, -0.1), finder=Finder.TREND)
    other = finding("c", subject="robbery", finder=Finder.STEP)
    elsewhere = replace(finding("d", finder=Finder.TREND), area=replace(up.area, code="E06000001"))
    assert [f.id for f in once([up, down, other, elsewhere])] == ["a", "b", "c", "d"]


def test_one_id_is_told_once() -> None:
    assert [f.p for f in once([finding("a", p=0.001, effect=None), finding("a", p=0.002, effect=None)])] == [0.001]


def test_a_whole_that_consists_of_its_part_is_left_out() -> None:
    whole = finding("change.crimes", subject="crimes", value=150)
    part = finding("change.burglary", subject="burglary", value=150)
    assert [f.id for f in once([whole, part])] == ["change.burglary"]
    more = finding("change.crimes", subject="crimes", value=151)
    assert len(once([more, part])) == 2


def season(subject: str, months: str, unit: str = "crime") -> Finding:
    count = with_verdict(f"{subject}.peak", 150, VerdictWord.SEASONAL)
    peak = replace(count, breakdown={HIGHEST_MONTHS: months}, counting_unit=COUNTING_UNITS[unit])
    base = figure(f"{subject}.base", len(subject))
    return finding(f"season.{subject}", finder=Finder.SEASON, subject=subject, figures=(peak, base), base=base, claim=("It differs.",))


def test_a_category_no_more_concentrated_than_all_crimes_is_named_there() -> None:
    def places(subject: str, effect: float) -> Finding:
        return finding(f"places.{subject}", finder=Finder.PLACES, subject=subject, effect=effect, value=len(subject))

    found = once([places("crimes", 0.5), places("burglary", 0.4), places("robbery", 0.9), places("drugs", -0.1)])
    assert [f.subject for f in found] == ["crimes", "robbery", "drugs"]
    assert found[0].caveats == ("The same holds of burglary.",)


def test_a_category_with_the_season_of_all_crimes_is_named_there() -> None:
    found = once(
        [
            season("crimes", "June, July"),
            season("burglary", "July, August"),
            season("robbery", "June"),
            season("drugs", "January"),
            season("asb", "July", "asb_incident"),
        ]
    )
    assert [f.subject for f in found] == ["crimes", "drugs", "asb"]
    assert found[0].caveats[-1] == "The same holds of burglary and robbery."
