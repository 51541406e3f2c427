"""How an answer is drawn: bands of rates, limits that begin anew, pictures that say what they are."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wardmoot.apps.explorer.blocks import rate_bands
from wardmoot.apps.explorer.pictures import captioned
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Figure, SourceFile, Trace, Unit
from wardmoot.measures.exploring.parts import Part, parts_of, population_of_part
from wardmoot.measures.exploring.subjects import Cut
from wardmoot.measures.exploring.trend import trend_of
from wardmoot.measures.places import Ward
from wardmoot.reports.charts import control_chart_spec
from wardmoot.reports.document import ControlChart, Point, Table

NOW = datetime(2019, 12, 12, tzinfo=UTC)
SOURCE = SourceFile("street", "a.csv", "0" * 64, NOW, 1, "2019-01")
FIRST = Month(2017, 1)


def figure(value: float, month: Month) -> Figure:
    return Figure(
        id=str(month),
        label="Crimes",
        measure="recorded crime",
        value=value,
        unit=Unit.COUNT,
        counting_unit=COUNTING_UNITS["crime"],
        area=Area("X06000001", "Moonshire", AreaKind.AUTHORITY),
        period=Period.month(month.year, month.month),
        trace=Trace("recorded crime", "1", "Counted.", NOW, files=(SOURCE,)),
    )


def points(values: list[float | None]) -> list[tuple[Month, Figure | None]]:
    months = [FIRST.shift(n) for n in range(len(values))]
    return [(month, None if value is None else figure(value, month)) for month, value in zip(months, values)]


STEP: list[float | None] = [100 + n % 3 for n in range(15)] + [60 + n % 3 for n in range(15)]


def test_after_a_known_step_new_limits_call_no_month_unusual() -> None:
    one, two = trend_of(points(STEP)), trend_of(points(STEP), [FIRST.shift(15)])
    assert len(one.flags) > 20
    assert not two.flags
    assert [(s.first, s.last) for s in two.stretches] == [(FIRST, FIRST.shift(14)), (FIRST.shift(15), FIRST.shift(29))]
    assert [s.mean for s in two.stretches] == [101, 61]
    assert "anew from April 2018" in two.note


def test_under_two_years_there_are_no_limits_whatever_is_asked() -> None:
    trend = trend_of(points([5.0] * 20), [FIRST.shift(3)])
    assert (trend.stretches, dict(trend.flags)) == ((), {})
    assert "too few months" in trend.note


def test_a_gap_stays_a_gap() -> None:
    trend = trend_of(points([9.0, None, *[9.0, 11.0] * 13]))
    assert trend.points[1][1] is None
    assert trend.stretches[0].mean == pytest.approx((9 + 20 * 13) / 27)


def test_a_stretch_needs_a_year_and_a_month_of_the_chart() -> None:
    with pytest.raises(ValueError, match="limits need 12 months at least, and January 2017 to March 2017 holds 3"):
        trend_of(points(STEP), [FIRST.shift(3)])
    with pytest.raises(ValueError, match="the chart runs from January 2017 to June 2019"):
        trend_of(points(STEP), [Month(2016, 12)])


def test_both_stretches_are_drawn_and_the_place_between_them_named() -> None:
    trend = trend_of(points(STEP), [FIRST.shift(15)])
    before, now = trend.stretches
    drawn = tuple(Point(month, one.value if one else None, one.written if one else "[x]") for month, one in trend.points)
    table = Table("t", "t", "", (), (), "")
    chart = ControlChart("c", "Title", "", "alt", "y", drawn, now.mean, now.lower, now.upper, table, "", earlier=(before,))
    layers = control_chart_spec(chart)["layer"]
    rules = [layer for layer in layers if layer["mark"].get("type") == "rule" and "y" in layer["encoding"]]
    assert [(rule["encoding"]["x"]["datum"], rule["encoding"]["x2"]["datum"]) for rule in rules] == [(-0.5, 14.5)] * 3 + [(14.5, 29.5)] * 3
    words = [value["w"] for layer in layers for value in layer["data"]["values"] if "w" in value]
    assert "new limits" in words
    plain = control_chart_spec(ControlChart("c", "Title", "", "alt", "y", drawn, 80, 70, 90, table, ""))["layer"]
    assert all("x2" not in layer["encoding"] for layer in plain if layer["mark"].get("type") == "rule")


@given(st.lists(st.floats(0, 5000), min_size=1, max_size=60))
def test_every_rate_falls_in_one_band_and_the_words_leave_no_gap(rates: list[float]) -> None:
    bands = rate_bands(rates)
    lows = [low for low, _ in bands]
    assert lows == sorted(set(lows))
    assert lows[0] == 0
    assert all(np.searchsorted(lows, rate, side="right") >= 1 for rate in rates)
    assert all(words for _, words in bands)


def test_a_picture_carries_its_words_in_itself() -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><title>in words</title><rect width="1" height="1"/></svg>'
    made = captioned(drawn, title="Crimes & more", above=["OFFICIAL"], below=["Source: somebody", "x" * 200])
    root = etree.fromstring(made.encode())
    said = " ".join(root.itertext())
    assert all(words in said for words in ("Crimes & more", "OFFICIAL", "Source: somebody", "in words"))
    assert float(root.get("height")) > 100
    longest = max(len(text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert longest * 6 <= float(root.get("width")) + 40


def test_parts_are_named_once_and_hold_their_small_areas() -> None:
    ward_of = {"A1": Ward("W1", "Crater East"), "A2": Ward("W1", "Crater East"), "A3": Ward("W2", "Crater West")}
    found = parts_of(ward_of, {"Old Moon": ["A1", "A3"], "Nobody": []}, {"A1": "One", "A2": "Two", "A3": "Three"}, AreaKind.LSOA_2011)
    assert {key: part.small_areas for key, part in found.items()} == {
        "community.old-moon": ("A1", "A3"),
        "ward.w1": ("A1", "A2"),
        "ward.w2": ("A3",),
        "small-area.a1": ("A1",),
        "small-area.a3": ("A3",),
        "small-area.a2": ("A2",),
    }


def test_a_part_has_residents_only_where_each_small_area_has_them_from_one_release() -> None:
    from wardmoot.core.figures import Denominator

    part = Part("ward.w1", Cut.WARD, Area("W1", "Crater East", AreaKind.WARD), ("A1", "A2"))
    one, two = Denominator(10, "residents", "2019", "mid-2019"), Denominator(5, "residents", "2019", "mid-2019")
    found = population_of_part(part, {"A1": one, "A2": two})
    assert found
    assert found.value == 15
    assert population_of_part(part, {"A1": one}) is None
    assert population_of_part(part, {"A1": one, "A2": Denominator(5, "residents", "2018", "mid-2018")}) is None
