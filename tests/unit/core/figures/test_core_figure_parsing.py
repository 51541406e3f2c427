"""A figure written as JSON and read again says the same in every word."""

import json
from datetime import UTC, datetime

import pytest

from wardmoot.catalogue.plans import load_plan, shipped_plan
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Denominator,
    Figure,
    Interval,
    Polarity,
    SourceFile,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
    figure_from_json,
    figure_to_json,
)

AREA = Area("X06000001", "Moonshire", AreaKind.AUTHORITY)
TRACE = Trace(
    "recorded crime",
    "1",
    "Rows are counted.",
    datetime(2019, 12, 12, 9, tzinfo=UTC),
    parameters={"months": 12},
    filter={"crime_type": ["Burglary"]},
    files=(SourceFile("police-street", "2019-10.csv", "ab" * 32, datetime(2019, 11, 1, tzinfo=UTC), 10, "2019-10", "Source: x"),),
    row_count=7,
)


def whole_figure() -> Figure:
    before = Period.rolling_12(Month(2018, 10))
    return Figure(
        id="rate.burglary",
        label="Burglary",
        measure="rate",
        value=1.25,
        unit=Unit.RATE,
        counting_unit=COUNTING_UNITS["crime"],
        area=AREA,
        period=Period.rolling_12(Month(2019, 10)),
        trace=TRACE,
        polarity=Polarity.LOWER_IS_BETTER,
        breakdown={"crime type": "Burglary"},
        numerator=7,
        denominator=Denominator(5600, "residents", "mid-2019"),
        multiplier=1000,
        comparator=Comparator(1.1, before, AREA, trace=TRACE),
        verdict=Verdict(VerdictWord.NO_CLEAR_CHANGE, "a test", p=0.4, ratio=1.1, interval=Interval(0.8, None, 0.95, "exact")),
        interval=Interval(0.5, 2.6, 0.95, "Byar's"),
        caveats=("small base",),
        places=2,
    )


def test_a_figure_with_everything_comes_back_the_same():
    figure = whole_figure()
    again = figure_from_json(json.loads(json.dumps(figure_to_json(figure))))
    assert again == figure
    assert figure_to_json(again) == figure_to_json(figure)


def test_every_headline_figure_of_the_plan_comes_back_word_for_word():
    from wardmoot.core.plan.headline_figures import headline_figure

    plan = load_plan(shipped_plan("wiltshire-2019-2022"))
    for headline in plan.headlines:
        written = figure_to_json(headline_figure(plan, headline))
        assert figure_to_json(figure_from_json(json.loads(json.dumps(written)))) == written


@pytest.mark.parametrize("lost", ["value", "area", "trace", "unit"])
def test_a_missing_field_is_named(lost):
    plain = figure_to_json(whole_figure())
    del plain[lost]
    with pytest.raises(ValueError, match=lost):
        figure_from_json(plain)


def test_a_field_of_the_wrong_kind_is_named():
    plain = figure_to_json(whole_figure()) | {"area": "Moonshire"}
    with pytest.raises(ValueError, match="area"):
        figure_from_json(plain)
