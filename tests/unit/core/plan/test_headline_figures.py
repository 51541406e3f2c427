"""Headlines become figures without gaining or losing anything."""

from datetime import UTC, datetime

import pytest

from wardmoot.catalogue import load_plan
from wardmoot.catalogue.plans import shipped_plan
from wardmoot.core.figures import figure_to_json
from wardmoot.core.plan import headline_figure
from wardmoot.core.plan.headline_figures import decimal_places


@pytest.fixture(scope="module")
def plan():
    return load_plan(shipped_plan("wiltshire-2019-2022"))


def test_the_places_are_those_the_value_was_typed_with():
    assert [decimal_places(value) for value in (96, 28.7, 46.0, None)] == [0, 1, 1, 0]
    assert decimal_places(46, 38.55) == 2


def test_the_trace_names_the_document_the_place_and_the_day_it_was_entered(plan):
    trace = headline_figure(plan, plan.headline("F01")).trace
    assert trace.stated.place == "headlines under “Protect people from serious harm”"
    assert trace.computed_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert trace.parameters == {"headline": "F01"}
    assert "Nothing was computed" in trace.method


def test_every_open_question_of_a_line_is_a_caveat_of_its_figure(plan):
    for headline in plan.headlines:
        caveats = headline_figure(plan, headline).caveats
        assert set(headline.caveats) | set(headline.ambiguities) <= set(caveats)
        assert any("assumed" in caveat for caveat in caveats) or not (headline.period_assumed or headline.area_assumed)


def test_a_percentage_with_a_base_keeps_numerator_and_base(plan):
    made = figure_to_json(headline_figure(plan, plan.headline("F29")))
    assert (made["value"], made["numerator"], made["denominator"]["value"], made["multiplier"]) == (26.3, 20, 76, 100)


def test_an_unknown_key_says_what_there_is(plan):
    with pytest.raises(KeyError, match="no priority 'P9'; it has: P1, P2, P3, P4"):
        plan.priority("P9")
