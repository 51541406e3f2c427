"""“How do we know?” lays any figure open: one from a document, one counted from files, one from case records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from wardmoot.apps.plan.traces import HowWeKnow, how_we_know
from wardmoot.catalogue.plans import load_plan, shipped_plan
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Denominator,
    DisclosureClass,
    Figure,
    Interval,
    RecordQuery,
    SourceFile,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
)
from wardmoot.core.plan import headline_figure

PLAN = load_plan(shipped_plan("wiltshire-2019-2022"))
WILTSHIRE = Area("E06000054", "Wiltshire", AreaKind.AUTHORITY)
NOW = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


def trace_of(year: int, rows: int) -> Trace:
    months = [str(Month(year, month)) for month in range(1, 13)]
    files = tuple(
        SourceFile("police street crime", f"{month}-wiltshire-street.csv", "ab" * 32, NOW, 4_400, month, "Contains OGL data") for month in months[:2]
    )
    places = tuple(f"E0103{number:04d}" for number in range(285))
    chosen = {"month": months, "crime_type": "Burglary", "lsoa": places, "source": "<b>police</b>"}
    return Trace("crime.rate", "2", "Counted.", NOW, {"per": 1000}, chosen, files, rows)


def counted() -> Figure:
    people = Denominator(517_979, "residents", "ONS mid-2023", "mid-2023")
    before = Comparator(2.0, Period.calendar_years(2024), WILTSHIRE, "2024", 1030, people, trace_of(2024, 1030))
    verdict = Verdict(VerdictWord.NO_CLEAR_CHANGE, "ratio of rates", 1.23, 0.218, 1.09, Interval(0.95, 1.25, 0.95, "quasi-Poisson"), 1.7, "Per day.")
    return Figure(
        id="burglary.rate",
        label="Burglary per 1,000 residents",
        measure="crime.rate",
        value=1125 / 517_979 * 1000,
        unit=Unit.RATE,
        counting_unit=COUNTING_UNITS["crime"],
        area=WILTSHIRE,
        period=Period.calendar_years(2025),
        trace=trace_of(2025, 1125),
        breakdown={"crime type": "Burglary"},
        numerator=1125,
        denominator=people,
        multiplier=1000,
        comparator=before,
        verdict=verdict,
        interval=Interval(2.05, 2.3, 0.95, "Byar"),
        provisional=True,
        disclosure=DisclosureClass.OPEN,
    )


def said(how: HowWeKnow) -> dict[str, str]:
    return {row.name: row.value for row in how.facts + how.certainty + how.handling + tuple(row for source in how.sources for row in source.rows)}


def test_a_counted_figure_is_laid_open() -> None:
    rows = said(how_we_know(counted()))
    assert rows["Value"] == "2.2"
    assert rows["Unit"] == "Crimes per 1,000 residents"
    assert rows["Crime type"] == "Burglary"
    assert rows["Divided by"] == "517,979 residents (ONS mid-2023, mid-2023)"
    assert rows["Confidence interval"] == "2.1 to 2.3 (95%, Byar)"
    assert rows["What the test says"] == "No clear change"
    assert (rows["Test"], rows["p"], rows["Statistic"]) == ("ratio of rates", "0.2180", "1.23")
    assert rows["Interval of that ratio"] == "0.95 to 1.25 (quasi-Poisson)"
    assert rows["Variation beyond chance"] == "1.70 times what independent events would show"
    assert rows["Stage"] == "Provisional"
    assert rows["Rows where month is"] == "2024-01 to 2024-12"
    assert rows["Rows where lsoa is"] == "one of 285 values"


def test_both_numbers_have_their_own_source_and_long_filters_are_all_there() -> None:
    own, before = how_we_know(counted()).sources
    assert [source.title for source in (own, before)] == ["The number", "The number in brackets"]
    rows = {row.name: row for row in own.rows}
    assert rows["Rows counted"].value == "1,125"
    assert len(rows["Rows where lsoa is"].listed) == 285
    assert rows["Rows where month is"].listed[0] == "2025-01"
    assert own.attributions == ("Contains OGL data",)


def test_the_template_draws_any_figure_and_escapes_what_it_is_given() -> None:
    page = render_to_string("plan/_trace.html", {"how": how_we_know(counted())})
    assert "2025-01-wiltshire-street.csv" in page
    assert "ab" * 32 in page
    assert "&lt;b&gt;police&lt;/b&gt;" in page
    assert "<b>police</b>" not in page


def test_a_figure_over_case_records_names_its_query() -> None:
    figure = headline_figure(PLAN, PLAN.headline("F03"))
    records = Trace("panels.heard", "1", "Counted.", NOW, query=RecordQuery("cases heard", NOW))
    rows = {row.name: row.value for row in how_we_know(replace(figure, trace=records)).sources[0].rows}
    assert rows["Query"] == "cases heard, as at 5 January 2026 at 10:00am"


@pytest.mark.parametrize("headline", PLAN.headlines, ids=lambda item: item.id)
def test_every_headline_of_the_plan_can_be_laid_open(headline: object) -> None:
    how = how_we_know(headline_figure(PLAN, headline))  # type: ignore[arg-type]
    rows = said(how)
    assert rows["Document"] == PLAN.identity.title
    assert rows["Confidence interval"] == "None: the source prints none."
    assert render_to_string("plan/_trace.html", {"how": how}).count("<dl") == 4


def test_a_number_of_unknown_unit_is_shown_as_printed() -> None:
    how = how_we_know(headline_figure(PLAN, PLAN.headline("F15")))
    assert how.number == "+6.8"
    assert said(how)["Value"] == "+6.8 as printed; nothing is computed from it"
