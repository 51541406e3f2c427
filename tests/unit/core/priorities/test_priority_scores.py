"""Scores, ranks, how firm they are, where scorers differ."""

from __future__ import annotations

import pytest
from priority_exercise import FULL, LOW, MODEL, POSITION, WORKED

from wardmoot.catalogue.priority_models import parse_priority_model, priority_models
from wardmoot.core.priorities import (
    Agreement,
    RankRange,
    disagreement,
    disagreements,
    intelligence_requirements,
    rank_issues,
    score,
    stability,
    weight_sets,
)


def test_the_worked_example():
    found = score(MODEL, FULL)
    assert (found.impact, found.likelihood, found.risk) == (26, 7, 182)


def test_the_four_by_four_alternative():
    simple = parse_priority_model(priority_models()["four-by-four 1"].encode(), "four-by-four-1.toml")
    assert score(simple, {"impact": 3, "likelihood": 4}).risk == 12
    assert simple.risk_range == (1, 16)
    assert score(simple, {"impact": 3, "likelihood": 4}).position is None


def test_the_ranges_are_those_of_the_scales():
    assert MODEL.risk_range == (0, 432)
    assert [MODEL.range_of(section) for section in MODEL.sections] == [(0, 48), (2, 9), (3, 12)]


@pytest.mark.parametrize("letter", ["", "A", "B", "C", "D"])
def test_confidence_is_never_part_of_the_risk(letter):
    assert score(MODEL, FULL, confidence=letter).order == score(MODEL, FULL).order


@pytest.mark.parametrize("place", range(3))
def test_organisational_position_is_never_part_of_the_risk(place):
    key = list(POSITION)[place]
    for value in MODEL.axis(key).values:
        assert score(MODEL, FULL | {key: value}).order == score(MODEL, FULL).order
    assert score(MODEL, FULL | {key: 4}).position == score(MODEL, FULL | {key: 1}).position + 3


def test_every_fault_of_the_values_is_named():
    values = {key: value for key, value in FULL.items() if key != "volume"} | {"physical": 3, "speed": 1}
    with pytest.raises(ValueError, match=r"Physical harm.*3 is not on the scale.*Volume.*not scored yet.*speed: the model has no such axis"):
        score(MODEL, values)
    with pytest.raises(ValueError, match="'E' is not a confidence"):
        score(MODEL, FULL, confidence="E")


def test_low_confidence_is_an_intelligence_requirement():
    assert intelligence_requirements(MODEL, {"a": "A", "b": "B", "c": "C", "d": "D", "e": ""}) == ("c", "d")


def test_equal_risk_is_ranked_by_impact_and_equals_share_a_rank():
    twelve_by_two = LOW | {"physical": 8, "community": 4}
    eight_by_three = LOW | {"physical": 8, "volume": 2}
    assert score(MODEL, twelve_by_two).risk == score(MODEL, eight_by_three).risk == 24
    ranks = rank_issues(MODEL, {"b": eight_by_three, "a": twelve_by_two, "c": FULL, "d": FULL})
    assert ranks == {"c": 1, "d": 1, "a": 3, "b": 4}


def test_an_issue_far_ahead_stays_ahead():
    firm = stability(MODEL, {"far": FULL, "low": LOW}, seed=1)
    assert firm["far"].together == firm["far"].weights == RankRange(1, 1)
    assert firm["low"].together.written == "2"


def test_close_issues_change_places():
    firm = stability(MODEL, {"a": FULL, "b": FULL | {"expectation": 2}}, seed=1)
    assert firm["b"].alone == RankRange(1, 2)
    assert firm["a"].together == RankRange(1, 2)


def test_the_weights_tried_are_the_same_for_the_same_seed():
    first, again, other = (list(weight_sets(MODEL, seed, 50)) for seed in (1, 1, 2))
    assert first == again != other
    assert all(50 <= weight <= 200 for weights in first for weight in weights.values())
    assert set(first[0]) == set(WORKED)


def test_scorers_one_step_apart_are_near_and_nobody_is_named():
    found = disagreement(MODEL.axis("physical"), {"police": 4, "health": 8})
    assert (found.agreement, found.differing, found.middle) == (Agreement.NEAR, (), 6.0)


def test_two_scorers_far_apart_are_both_named():
    assert disagreement(MODEL.axis("physical"), {"police": 0, "health": 8}).differing == ("police", "health")


def test_one_score_is_no_agreement():
    assert disagreement(MODEL.axis("volume"), {"police": 2}).agreement is Agreement.ONE_SCORE
    assert disagreement(MODEL.axis("volume"), {}).agreement is Agreement.NO_SCORE
    assert len(disagreements(MODEL, {"police": FULL})) == len(MODEL.axes)
