"""Figures: what each must carry, how it is written, and its JSON."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from wardmoot.core.calendar import Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Denominator,
    Figure,
    Interval,
    SourceFile,
    StatedSource,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
    figure_to_json,
)

WILTSHIRE = Area("E06000054", "Wiltshire", AreaKind.AUTHORITY)
LOADED = datetime(2019, 12, 12, 9, 30, tzinfo=UTC)
FILE = SourceFile("police.uk", "2018-03-wiltshire-street.csv", "ab" * 32, LOADED, 4321, "2018-03")
TRACE = Trace("crime.count", "1", "Rows of the street files are counted.", LOADED, {"area": "E06000054"}, {"month": ["2018-03"]}, (FILE,), 517)


def figure(**changes: object) -> Figure:
    given = {
        "id": "marac.cases",
        "label": "High-risk cases heard",
        "measure": "marac.cases",
        "value": 517.0,
        "unit": Unit.COUNT,
        "counting_unit": COUNTING_UNITS["case_heard"],
        "area": WILTSHIRE,
        "period": Period.fiscal_year(2017),
        "trace": TRACE,
        "comparator": Comparator(503.0, Period.fiscal_year(2016), WILTSHIRE),
    }
    return Figure(**{**given, **changes})  # type: ignore[arg-type]


def test_the_plans_own_form() -> None:
    found = figure()
    assert found.written == "517"
    assert found.written_with_comparator == "517 (503)"
    assert found.written_unit == "cases heard"
    assert found.change == 14
    assert figure(value=1.0).written_unit == "case heard"


def test_without_a_comparator_nothing_stands_in_brackets() -> None:
    assert figure(comparator=None).written_with_comparator == "517"
    assert figure(comparator=None).change is None


def test_no_data_is_never_zero() -> None:
    empty = figure(value=None, comparator=Comparator(None, Period.fiscal_year(2016), WILTSHIRE))
    assert empty.written_with_comparator == "[x] ([x])"
    assert empty.change is None
    assert figure(value=0.0).written == "0"
    assert figure_to_json(empty)["value"] is None
    assert figure_to_json(empty)["comparator"]["value"] is None


def test_a_rate_says_what_it_is_per() -> None:
    with pytest.raises(ValueError, match="a rate says what it is per"):
        figure(unit=Unit.RATE, value=48.7)
    crimes = COUNTING_UNITS["crime"]
    households = Denominator(200_000, "households", "Census 2021")
    assert figure(unit=Unit.RATE, value=48.74, multiplier=1000, counting_unit=crimes).written_unit == "crimes per 1,000 residents"
    assert (
        figure(unit=Unit.RATE, value=5.5, multiplier=1000, counting_unit=crimes, denominator=households).written_unit == "crimes per 1,000 households"
    )
    assert figure(unit=Unit.PER_CENT, value=63.4, counting_unit=crimes).written_unit == "% of crimes"


def test_a_verdict_needs_what_it_compares_with() -> None:
    with pytest.raises(ValueError, match="a verdict needs the comparator"):
        figure(comparator=None, verdict=Verdict(VerdictWord.HIGHER, "exact conditional binomial test"))


def test_a_trace_names_a_source() -> None:
    with pytest.raises(ValueError, match="names no source"):
        Trace("crime.count", "1", "Rows are counted.", LOADED)
    assert Trace("plan", "1", "As printed.", LOADED, stated=StatedSource("The plan", "page 9", "517 (503)")).stated


def test_a_figure_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        figure().value = 3  # type: ignore[misc]
    assert replace(figure(), value=518.0).written == "518"


def test_an_interval_is_written_with_the_places_of_its_unit() -> None:
    assert Interval(47.94, 49.46, 0.95, "Byar's").write(Unit.RATE) == "47.9 to 49.5"
    assert Interval(None, 3.67, 0.95, "Byar's").write(Unit.RATE) == "[x] to 3.7"


def test_json_holds_the_figure_and_its_whole_trace() -> None:
    limits = Interval(0.9, 1.2, 0.95, "Clopper-Pearson")
    verdict = Verdict(VerdictWord.NO_CLEAR_CHANGE, "exact conditional binomial test", p=0.68, interval=limits, overdispersion=1.0)
    plain = json.loads(json.dumps(figure_to_json(figure(verdict=verdict, numerator=517.0)), allow_nan=False))
    assert plain["value"] == 517
    assert isinstance(plain["value"], int)
    assert isinstance(plain["numerator"], int)
    assert isinstance(plain["comparator"]["value"], int)
    assert plain["test"]["name"] == "exact conditional binomial test"
    assert plain["test"]["verdict"] == "no clear change"
    assert plain["test"]["p"] == 0.68
    assert plain["test"]["interval"] == {"lower": 0.9, "upper": 1.2, "confidence": 0.95, "method": "Clopper-Pearson"}
    assert plain["trace"]["files"][0]["sha256"] == "ab" * 32
    assert plain["trace"]["files"][0]["loaded_at"] == "2019-12-12T09:30:00+00:00"
    assert plain["trace"]["filter"] == {"month": ["2018-03"]}
    assert plain["period"] == {
        "kind": "fiscal year",
        "start": "2017-04-01",
        "end": "2018-03-31",
        "label": Period.fiscal_year(2017).label,
        "published": "",
    }
    assert plain["text"] == {"value": "517", "with_comparator": "517 (503)", "unit": "cases heard", "period": Period.fiscal_year(2017).label}
    assert plain["counting_unit"]["key"] == "case_heard"
    assert figure_to_json(figure())["test"] is None


def test_json_never_holds_nan() -> None:
    trace = replace(TRACE, parameters={"limit": math.inf, "months": {3, 1, 2}, "on": date(2018, 3, 6)})
    verdict = Verdict(VerdictWord.TOO_FEW, "test", math.nan, math.nan, interval=Interval(math.nan, math.inf, 0.95, "x"))
    plain = figure_to_json(figure(value=math.nan, verdict=verdict, trace=trace))
    json.dumps(plain, allow_nan=False)
    assert plain["value"] is None
    assert plain["test"]["interval"]["upper"] is None
    assert plain["trace"]["parameters"] == {"limit": None, "months": [1, 2, 3], "on": "2018-03-06"}


def test_numbers_of_numpy_become_plain() -> None:
    trace = replace(TRACE, parameters={"count": np.int64(7), "share": np.float32(0.5), "missing": np.float64("nan"), "yes": True})
    plain = figure_to_json(figure(value=np.float64(517), trace=trace))
    assert json.loads(json.dumps(plain, allow_nan=False))["trace"]["parameters"] == {"count": 7, "share": 0.5, "missing": None, "yes": True}
    assert type(plain["trace"]["parameters"]["count"]) is int
