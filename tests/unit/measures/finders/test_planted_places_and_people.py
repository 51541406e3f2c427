"""What was planted in a world is found by the place and people finders, and little else is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from worlds import AREA, Planted, count_maker, doubled_places, world

from wardmoot.core.figures import COUNTING_UNITS, DisclosureClass, Marking, Polarity, Unit, VerdictWord
from wardmoot.core.findings import Candidate, Finding, check_claims, stand
from wardmoot.core.stats.harm import HarmWeights
from wardmoot.measures.finders import association, find, harm, hot_spots, inequality, people, places, repeats
from wardmoot.measures.finders.material import Coded, Material

WEIGHTS = HarmWeights("Example", "1", "invented", "2020-01-01", "days", {"34A": 365, "34B": 300, "45": 2, "9A": 5}, {})


def of(finder: Callable[[Material], Iterator[Candidate]], material: Material) -> dict[str, Finding]:
    """What one finder says by itself, by id."""
    return {finding.id: finding for finding in stand(list(finder(material)))}


def told(finding: Finding) -> set[str]:
    """The small areas a finding tells of."""
    return {figure.breakdown["LSOA"] for figure in finding.figures if "LSOA" in figure.breakdown}


@pytest.fixture(scope="module")
def doubled() -> list[Finding]:
    """The clusters of burglary in ten worlds with a doubled rate in five small areas (about 32 burglaries a place and year elsewhere)."""
    worlds = [world(seed, Planted(doubled=5), scale=2) for seed in range(10)]
    return [of(hot_spots.candidates, material)[f"hot-spots.burglary.{AREA.code}"] for material in worlds]


def test_a_doubled_rate_in_five_places_is_found_there(doubled: list[Finding]) -> None:
    planted = set(doubled_places(5))
    assert sum(len(told(finding) & planted) for finding in doubled) >= 45
    assert sum(len(told(finding) - planted) for finding in doubled) <= 8


def test_a_cluster_says_where_how_many_and_since_when(doubled: list[Finding]) -> None:
    finding = doubled[0]
    count = finding.figures[0]
    assert count.verdict is not None
    assert count.verdict.word is VerdictWord.HIGHER_THAN
    assert count.comparator is not None
    assert count.verdict.ratio == pytest.approx(count.value / count.comparator.value)
    assert finding.words.startswith("Burglary: 5 small areas lie in clusters of high counts from January 2025 to December 2025: Place ")
    assert "if every resident had the same risk" in finding.words
    assert "All of them were in such a cluster from January 2024 to December 2024 too." in finding.words
    assert count.trace.filter["LSOA code"] == [code for code in count.trace.filter["LSOA code"] if code in told(finding)]


def test_four_months_are_never_set_beside_twelve() -> None:
    """With a time before of which four months are held, what persists is judged on those four months of both."""
    material = world(0, Planted(doubled=5), scale=6, held=[*range(24, 28), *range(36, 48)])
    finding = of(hot_spots.candidates, material)[f"hot-spots.burglary.{AREA.code}"]
    assert finding.period.label == "January 2025 to December 2025"
    assert "Set side by side on the same months alone (January 2025 to April 2025 and January 2024 to April 2024), " in finding.words
    both = next(figure for figure in finding.figures if figure.id.endswith("before-too"))
    assert both.period.label == "January 2024 to April 2024"
    alone = of(hot_spots.candidates, replace(material, counted=material.now))[f"hot-spots.burglary.{AREA.code}"]
    assert both.value <= next(figure.value for figure in alone.figures if figure.id.endswith("before-too"))


def test_a_place_of_this_year_in_eight_further_months_alone_is_not_called_lasting() -> None:
    """Places that are a cluster in May to December 2025 only: the four months of both years hold none of them."""
    held = [*range(24, 28), *range(36, 48)]
    material = world(0, Planted(doubled=5, doubled_from=40), scale=12, held=held)
    finding = of(hot_spots.candidates, material)[f"hot-spots.burglary.{AREA.code}"]
    assert ", none of them can be shown to be in such a cluster in both." in finding.words


def test_streets_of_a_place_stand_in_brackets() -> None:
    material = world(0, Planted(doubled=5), scale=2)
    assert material.ground is not None
    names = dict.fromkeys(material.ground.names, "Lower Upton: High Street, Down Lane, The Rise")
    made = of(hot_spots.candidates, replace(material, ground=replace(material.ground, names=names)))[f"hot-spots.burglary.{AREA.code}"]
    assert "Lower Upton (High Street, Down Lane and The Rise)" in made.words
    check_claims([made])


def test_a_cluster_of_this_year_alone_is_new() -> None:
    found = of(hot_spots.candidates, world(1, Planted(doubled=5, doubled_from=36), scale=6))
    new = found[f"hot-spots.burglary.{AREA.code}.new"]
    assert new.figures[0].verdict is not None
    assert new.figures[0].verdict.word is VerdictWord.HIGHER
    assert told(new) <= set(doubled_places(5))
    assert "per day that is higher than before" in new.words


def test_a_cluster_that_ended_is_gone() -> None:
    material = world(1, Planted(doubled=5, doubled_from=36), scale=6)
    turned = replace(material, now=material.before, before=material.now, counted=material.before)
    gone = of(hot_spots.candidates, turned)[f"hot-spots.burglary.{AREA.code}.gone"]
    assert gone.figures[0].verdict is not None
    assert gone.figures[0].verdict.word is VerdictWord.LOWER
    assert gone.effect is not None
    assert gone.effect < 0
    assert "no longer in a cluster of high counts" in gone.words


def test_a_steady_cluster_is_neither_new_nor_gone(doubled: list[Finding]) -> None:
    found = of(hot_spots.candidates, world(0, Planted(doubled=5), scale=2))
    assert not [id for id in found if id.endswith((".new", ".gone"))]


def test_without_residents_clusters_are_of_counts_and_say_so() -> None:
    material = world(3, Planted(doubled=9), scale=6, populations=False)
    assert material.cube is not None
    counts = material.cube.counts.copy()
    for code in doubled_places(9):
        counts[material.cube.lsoas.index(code)] *= 3
    found = of(hot_spots.candidates, replace(material, cube=replace(material.cube, counts=counts)))
    finding = found[f"hot-spots.crimes.{AREA.code}"]
    assert told(finding) >= set(doubled_places(1))
    assert "if every small area were alike" in finding.words
    assert hot_spots.NO_POPULATION in finding.caveats


def test_a_gradient_of_deprivation_is_found_with_its_ratio() -> None:
    material = world(2, Planted(gradient=3.0), scale=2)
    finding = of(inequality.candidates, material)[f"inequality.crimes.{AREA.code}"]
    assert finding.effect is not None
    assert finding.effect_interval is not None
    assert finding.effect_interval[0] < math.log(3.0 ** (10 / 9)) < finding.effect_interval[1]
    assert finding.figures[0].verdict is not None
    assert finding.figures[0].verdict.word is VerdictWord.HIGHER_THAN
    assert "crimes per 1,000 residents" in finding.words
    assert inequality.NO_CAUSE in finding.caveats


def test_a_gradient_the_other_way_is_lower() -> None:
    finding = of(inequality.candidates, world(2, Planted(gradient=1 / 3), scale=2))[f"inequality.crimes.{AREA.code}"]
    assert finding.figures[0].verdict is not None
    assert finding.figures[0].verdict.word is VerdictWord.LOWER_THAN


def test_places_without_a_decile_are_left_out_and_counted() -> None:
    material = world(2, Planted(gradient=4.0), scale=3, populations=False)
    assert material.ground is not None
    kept = dict(list(material.ground.deciles.items())[:-1])
    finding = of(inequality.candidates, replace(material, ground=replace(material.ground, deciles=kept)))[f"inequality.crimes.{AREA.code}"]
    assert "decile" not in finding.words
    assert inequality.WITHOUT in finding.caveats
    assert [figure.value for figure in finding.figures if figure.id.endswith(".without")] == [1.0]
    assert " crimes for every small area from January 2025" in finding.words
    assert " in those of the least deprived fifth (" in finding.words
    assert inequality.NO_POPULATION in finding.caveats
    rate, low = finding.figures[:2]
    assert rate.value == pytest.approx(rate.numerator / rate.denominator.value)
    assert low.written_unit == "crimes for each of the small areas"


def test_ends_of_few_are_told_as_counts() -> None:
    material = world(2, Planted(gradient=30.0), scale=0.5)
    finding = of(inequality.candidates, material)[f"inequality.robbery.{AREA.code}"]
    rate, low = finding.figures[:2]
    assert min(rate.numerator, low.numerator) < 30
    assert f" small areas of the most deprived fifth of England and {low.numerator:g} in the " in finding.words
    assert finding.words.endswith("Set against the number of residents, that of the most deprived is higher than that of the least deprived.")
    assert " per 1,000" not in finding.words
    check_claims([finding])


def test_a_rate_per_resident_is_not_given_where_months_are_missing() -> None:
    material = world(2, Planted(gradient=4.0), scale=3, held=[*range(24, 30), *range(36, 42)])
    finding = of(inequality.candidates, material)[f"inequality.crimes.{AREA.code}"]
    assert "residents" not in finding.words
    assert inequality.MISSING_MONTHS in finding.caveats


def test_concentration_in_few_places_is_found() -> None:
    material = world(1, Planted(gradient=6.0), scale=2)
    finding = of(places.candidates, material)[f"places.crimes.{AREA.code}"]
    top, whole = finding.figures[:2]
    assert top.verdict is not None
    assert top.verdict.word is VerdictWord.MORE_CONCENTRATED
    assert top.comparator is not None
    assert top.comparator.value < top.value < whole.value
    assert len(top.trace.filter["LSOA code"]) == 10
    assert f"more concentrated than chance, which would put about {top.written_comparator} there. Half of them lie in " in finding.words
    assert places.SAME_RISK in finding.caveats


def test_a_tenfold_repeat_victim_is_reported_without_identity() -> None:
    finding = of(repeats.candidates, world(1, Planted(repeat=10)))[f"repeats.domestic-abuse-victims.{AREA.code}"]
    assert finding.figures[0].verdict is not None
    assert finding.figures[0].verdict.word is VerdictWord.MORE_CONCENTRATED
    assert "1 person has " in finding.words
    few = {figure.id.rpartition(".")[2]: figure.disclosure for figure in finding.figures}
    assert few["many"] is few["many-events"] is few["threshold"] is DisclosureClass.CLOSED
    assert few["people"] is few["events"] is DisclosureClass.SENSITIVE
    assert all(figure.marking is Marking.OFFICIAL_SENSITIVE for figure in finding.figures)
    assert repeats.FEW_PEOPLE in finding.caveats


def test_people_who_are_no_victims_are_told_by_the_people_finder() -> None:
    material = world(1, Planted(repeat=12))
    suspects = replace(material, people=(replace(material.people[0], subject="suspects", repeats=False),))
    assert not list(repeats.candidates(suspects))
    assert list(of(people.candidates, suspects)) == [f"people.suspects.{AREA.code}"]


def test_two_flags_that_go_together_are_found_and_what_is_not_recorded_is_said() -> None:
    found = of(association.candidates, world(1, Planted(together=6.0)))
    finding = found[f"association.knife-crimes.{AREA.code}.alcohol.drugs"]
    assert "The two are found together more often than chance." in finding.words
    assert "Both are recorded, as yes or as no, for " in finding.words
    assert not any(figure.unit is Unit.PER_CENT for figure in finding.figures)
    both, second = finding.figures[:2]
    assert both.value < second.value


def test_flags_that_keep_apart_are_told_apart() -> None:
    finding = of(association.candidates, world(4, Planted(together=0.1)))[f"association.knife-crimes.{AREA.code}.alcohol.drugs"]
    assert finding.figures[0].verdict is not None
    assert finding.figures[0].verdict.word is VerdictWord.APART


def coded(material: Material) -> Material:
    groups = {"robbery": {"34A": 10, "34B": 90}, "theft offences": {"45": 3000}, "public order": {"9A": 60}, "unweighed": {"99": 500}}
    made = Coded("recorded-offences", "recorded offences", COUNTING_UNITS["offence"], groups, count_maker("recorded-offences", material.period))
    return replace(material, coded=(made,))


def test_where_the_order_by_harm_is_not_that_by_count() -> None:
    material = replace(coded(world(1)), harm=WEIGHTS)
    found = of(harm.candidates, material)
    assert list(found) == [f"harm.recorded-offences.{AREA.code}.robbery.theft-offences"]
    (finding,) = found.values()
    assert finding.words == (
        "Robbery: there were 100 offences from January 2025 to December 2025, lower than the 3,000 of theft offences; "
        "but their harm is 30,650 days, higher than the 6,000 days of theft offences."
    )
    assert "Weights: Example, version 1." in finding.caveats


def test_harm_is_not_assessed_without_weights() -> None:
    material = coded(world(1))
    assert not list(harm.candidates(material))
    (said,) = harm.not_assessed(material)
    assert said.words == "Harm of offences: not assessed, because no table of weights is loaded."
    assert said.p is None


def test_a_finder_without_material_finds_nothing() -> None:
    bare = replace(world(1), cube=None, ground=None, people=(), flags=(), levels=(), subjects=())
    assert find(bare) == ()


def test_few_people_or_few_events_are_not_tested() -> None:
    material = world(1)
    few = replace(material.people[0], counts=np.array([40, 1, 1, 1], dtype=np.int64))
    little = replace(material.people[0], counts=np.ones(12, dtype=np.int64))
    assert not list(repeats.candidates(replace(material, people=(few, little))))


def test_neutral_subjects_say_what_neutral_means() -> None:
    material = world(2, Planted(gradient=4.0), scale=3)
    neutral = [f for f in stand(list(inequality.candidates(material))) if f.polarity is Polarity.NEUTRAL]
    assert neutral
    assert all(any("neither good nor bad" in caveat for caveat in finding.caveats) for finding in neutral)
