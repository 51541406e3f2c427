"""What each audience gets of a document, rule by rule."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from small_counts import AREA, FILE, MADE, WORLD, small_document

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    CountingUnit,
    Denominator,
    DisclosureClass,
    Figure,
    FigureText,
    Form,
    Marking,
    Shorthand,
    Trace,
    Unit,
    figure_to_json,
)
from wardmoot.core.findings import Finder, Finding
from wardmoot.reports.audience import Audience
from wardmoot.reports.charts import control_chart_spec
from wardmoot.reports.disclosure import for_audience, protected_findings, read_edition, rule_for, together_for_audience, what_is_hidden
from wardmoot.reports.document import Block, Column, Document, Heading, KeyFigures, Map, Paragraph, RegionState, Table, figures_of
from wardmoot.reports.series import series_of

YEAR = [str(month) for month in Period.calendar_years(2025).months()]


def count(id: str, value: float, chosen: Mapping[str, Any], **about: Any) -> Figure:
    rows = None if about.get("unit") else int(value)
    return Figure(
        **{
            "id": id,
            "label": id,
            "measure": "crimes",
            "value": value,
            "numerator": value,
            "unit": Unit.COUNT,
            "counting_unit": COUNTING_UNITS["crime"],
            "area": AREA,
            "period": Period.calendar_years(2025),
            "trace": Trace("crimes", "1", "Rows are counted.", MADE, {}, chosen, (FILE,), rows),
            **about,
        }
    )


def document(*blocks: Block | Figure, **about: Any) -> Document:
    told = tuple(Paragraph((f"{block.id}: ", FigureText(block), ".")) if isinstance(block, Figure) else block for block in blocks)
    settings = {
        "subtitle": "",
        "partnership": "Ashmere",
        "marking": Marking.OFFICIAL,
        "cut_off": date(2025, 12, 31),
        "made_at": MADE,
        "attributions": (),
    }
    return Document(**{"title": "Document", "blocks": (Heading(1, "Start", "start"), *told), **settings, **about})


def shown(found: Document) -> dict[str, str]:
    return {figure.id: figure.written for figure in figures_of(found)}


def table(figures: Sequence[tuple[str, Figure]], **about: Any) -> Table:
    columns = (Column("name", "Name"), Column("n", "Crimes", numeric=True))
    return Table("counts", "Counts", "", columns, tuple((name, FigureText(figure)) for name, figure in figures), "", **about)


def test_parts_of_a_total_that_stand_in_sentences_are_hidden_together():
    whole = count("whole", 20, {"Month": YEAR, "Kind": ["a", "b"]})
    parts = [count("a", 3, {"Month": YEAR, "Kind": ["a"]}), count("b", 17, {"Month": YEAR, "Kind": ["b"]})]
    found = for_audience(document(whole, *parts), Audience.PUBLIC)
    assert shown(found) == {"whole": "20"}


def test_a_year_and_months_that_overlap_it_give_no_month_away():
    """Eleven months in one number and twelve in another: the month between them is hidden, though no one prints it."""
    year, most = count("year", 60, {"Month": YEAR}), count("most", 58, {"Month": YEAR[:-1]})
    assert len(shown(for_audience(document(year, most), Audience.PUBLIC))) == 1
    most = count("most", 50, {"Month": YEAR[:-1]})
    assert shown(for_audience(document(year, most), Audience.PUBLIC)) == {"year": "60", "most": "50"}


def test_the_order_of_a_table_does_not_tell_a_hidden_count():
    """12 stands between 13 and 11, hidden for the sake of 2: in order of size it would be known."""
    rows = [("m", 13), ("k", 12), ("z", 2)]
    figures = [(name, count(name, n, {"Kind": [name]})) for name, n in rows]
    all_, rest = count("all", 14, {"Kind": ["k", "z"]}), ("b", count("b", 11, {"Kind": ["b"]}))
    found = for_audience(document(all_, table([*figures[:2], rest, figures[2]])), Audience.PUBLIC)
    made = next(block for block in found.blocks if isinstance(block, Table))
    assert [(row[0], row[1].text) for row in made.rows] == [("b", "11"), ("k", "[c]"), ("m", "13"), ("z", "[c]")]
    assert any("alphabetical" in note for note in made.notes)


def test_what_an_earlier_edition_hid_a_later_one_does_not_give_away():
    earlier = for_audience(small_document(), Audience.PUBLIC)
    places = {"Month": YEAR, "Kind": list(WORLD.kinds)}
    weston = count("weston", 22, {**places, "Place": ["Weston"]})
    later = document(weston)
    assert shown(for_audience(later, Audience.PUBLIC)) == {"weston": "22"}
    for before in (earlier, {"figures": [figure_to_json(figure) for figure in figures_of(earlier)]}):
        assert shown(for_audience(later, Audience.PUBLIC, earlier=before)) == {}
    assert what_is_hidden(later, Audience.PUBLIC, earlier=[earlier]).others == 1


def test_what_an_earlier_edition_printed_cannot_be_hidden_and_is_said():
    three = count("three", 3, {"Kind": ["a"]})
    assert what_is_hidden(document(count("b", 9, {"Kind": ["b"]})), Audience.PUBLIC, earlier=document(three)).given_away == 0
    whole = document(count("whole", 20, {"Kind": ["a", "b"]}), count("b", 17, {"Kind": ["b"]}))
    both = document(three, count("c", 30, {"Kind": ["c"]}))
    assert what_is_hidden(both, Audience.PUBLIC, earlier=whole).given_away == 1


def test_a_revised_count_is_not_taken_for_the_old_one():
    first = for_audience(document(count("whole", 20, {"Kind": ["a", "b"]}), count("b", 12, {"Kind": ["b"]})), Audience.PUBLIC)
    second = document(count("whole", 31, {"Kind": ["a", "b"]}), count("b", 18, {"Kind": ["b"]}), count("a", 13, {"Kind": ["a"]}))
    assert shown(for_audience(second, Audience.PUBLIC, earlier=first)) == {"whole": "31", "b": "18", "a": "13"}


def test_a_share_is_hidden_with_its_part_its_whole_or_on_few():
    part, base = count("part", 12, {"Kind": ["a"]}), Denominator(18, "crimes", "own")
    share = count("share", 12 / 18 * 100, {"Kind": ["a"]}, unit=Unit.PER_CENT, numerator=12, denominator=base)
    assert shown(for_audience(document(part, share), Audience.PUBLIC)) == {"part": "12"}
    few = replace(share, value=17 / 18 * 100, numerator=17, denominator=Denominator(18, "crimes", "own"))
    assert shown(for_audience(document(few), Audience.PUBLIC)) == {}
    many = replace(share, value=12 / 180 * 100, denominator=Denominator(180, "crimes", "own"))
    assert shown(for_audience(document(part, many), Audience.PUBLIC)) == {"part": "12", "share": "6.7%"}


def test_a_share_without_its_count_is_judged_by_the_rows_it_rests_on():
    share = count("share", 62.5, {"Kind": ["a"]}, unit=Unit.PER_CENT, numerator=None)
    few, many = (replace(share, trace=replace(share.trace, row_count=rows)) for rows in (8, 800))
    assert shown(for_audience(document(few), Audience.PUBLIC)) == {}
    assert shown(for_audience(document(many), Audience.PUBLIC)) == {"share": "62.5%"}
    sensitive = replace(many, disclosure=DisclosureClass.SENSITIVE)
    assert shown(for_audience(document(sensitive), Audience.PUBLIC)) == {}


@pytest.mark.parametrize(("audience", "sees"), [(Audience.INTERNAL, {"n": "3"}), (Audience.PARTNERSHIP, {}), (Audience.PUBLIC, {})])
def test_who_sees_a_small_sensitive_count(audience: Audience, sees: dict[str, str]):
    assert shown(for_audience(document(count("n", 3, {}, disclosure=DisclosureClass.SENSITIVE)), audience)) == sees


@pytest.mark.parametrize("audience", [Audience.PARTNERSHIP, Audience.PUBLIC])
def test_what_is_closed_is_not_there_at_all(audience: Audience):
    closed = count("closed", 40, {"Kind": ["x"]}, disclosure=DisclosureClass.CLOSED)
    open_ = count("open", 50, {"Kind": ["y"]})
    given = document(closed, table([("Secret", closed), ("Known", open_)]), count("all", 90, {"Kind": ["x", "y"]}))
    found = for_audience(given, audience)
    assert "closed" not in shown(found)
    assert [row[0] for block in found.blocks if isinstance(block, Table) for row in block.rows] == ["Known"]
    told = {id: text for id, text in shown(found).items() if text != "[c]"}
    assert len(told) == 1, "with both of them the closed count would be known"
    assert what_is_hidden(given, audience).withheld == 1


def test_the_partnership_sees_open_counts_as_they_are_and_no_marking_is_lost():
    found = for_audience(small_document(), Audience.PARTNERSHIP)
    assert shown(found) == shown(small_document())
    assert found.marking is Marking.OFFICIAL_SENSITIVE
    assert for_audience(document(count("n", 3, {}, marking=Marking.OFFICIAL_SENSITIVE)), Audience.INTERNAL).marking is Marking.OFFICIAL_SENSITIVE


def test_a_demonstration_is_never_public():
    with pytest.raises(ValueError, match=r"demonstration.*cannot be published"):
        for_audience(small_document(demonstration=True), Audience.PUBLIC)
    with pytest.raises(ValueError, match="demonstration"):
        what_is_hidden(small_document(demonstration=True), Audience.PUBLIC)
    assert for_audience(small_document(demonstration=True), Audience.PARTNERSHIP).demonstration


def test_a_block_that_is_not_known_is_refused():
    @dataclass(frozen=True)
    class Poster:
        words: str = "3 robberies"

    with pytest.raises(ValueError, match="block of kind Poster"):
        for_audience(document(Poster()), Audience.PUBLIC)  # type: ignore[arg-type]


def test_the_chart_has_gaps_and_no_limits_and_the_map_hatching():
    found = for_audience(small_document(), Audience.PUBLIC)
    chart = next(block for block in found.blocks if getattr(block, "id", "") == "months")
    assert [point.month for point in chart.points if point.value is None] == [Month(2025, 5), Month(2025, 8)]
    assert {point.text for point in chart.points if point.value is None} == {"[c]"}
    assert (chart.mean, chart.lower, chart.upper) == (None, None, None)
    drawn = next(block for block in found.blocks if isinstance(block, Map))
    assert {r.name: r.words for r in drawn.regions if r.state is RegionState.HIDDEN} == {
        "Southend": "Southend: hidden to protect people",
        "Weston": "Weston: hidden to protect people",
    }
    assert all(region.band is None for region in drawn.regions if region.state is RegionState.HIDDEN)
    spark = next(card.chart for block in found.blocks if isinstance(block, KeyFigures) for card in block.cards if card.chart)
    assert spark.mean is None
    assert [point.value for point in spark.points] == [point.value for point in chart.points]


def test_a_place_as_large_as_a_hidden_one_keeps_its_number_on_the_map():
    # Taken out, it would tell that a hidden count is as large.
    found = for_audience(small_document(replace(WORLD, places={"Northgate": 38, "Southend": 4, "Eastly": 22, "Weston": 22})), Audience.PUBLIC)
    drawn = next(block for block in found.blocks if isinstance(block, Map))
    told = {r.name: r.words for r in drawn.regions if r.state is RegionState.SHOWN}
    assert len(told) == 2
    assert "[c]" not in "".join(told.values())
    assert "22 crimes" in "".join(told.values())


def test_a_rank_is_no_count_of_people():
    places = CountingUnit("place_in_order", "place in the order", "places in the order")
    rank = count("rank", 3, {"Kind": ["a"]}, numerator=None, counting_unit=places)
    found = for_audience(document(replace(rank, trace=replace(rank.trace, row_count=15))), Audience.PUBLIC)
    assert shown(found) == {"rank": "3"}


def test_a_month_without_its_figure_is_not_drawn():
    given = small_document()
    chart = next(block for block in given.blocks if getattr(block, "id", "") == "months")
    bare = replace(chart, id="bare", table=replace(chart.table, id="bare-table", rows=()))
    found = for_audience(document(bare), Audience.PUBLIC)
    assert {point.value for block in found.blocks for point in getattr(block, "points", ())} == {None}


def test_numbers_typed_beside_what_they_count_are_taken_out():
    two = count("n", 2, {"Kind": ["Robbery"]}, breakdown={"kind": "Robbery"})
    words = Paragraph(("Two robberies, 2 armed robberies and 2 meetings in 2 of 12 months; 22 crimes.",))
    found = for_audience(document(two, words), Audience.PUBLIC)
    text = next(block.spans[0] for block in found.blocks if isinstance(block, Paragraph) and "meetings" in block.spans[0])
    assert text == "[c] robberies, [c] armed robberies and 2 meetings in 2 of 12 months; 22 crimes."


def test_a_rounded_table_rounds_its_counts_wherever_they_stand():
    figures = [("a", count("a", 17, {"Kind": ["a"]})), ("b", count("b", 43, {"Kind": ["b"]})), ("c", count("c", 4, {"Kind": ["c"]}))]
    rate = count("rate", 0.9, {"Kind": ["a"]}, unit=Unit.RATE, numerator=17, denominator=Denominator(19_000, "residents", "x"), multiplier=1000)
    given = document(Paragraph(("There were ", FigureText(figures[0][1]), ".")), table(figures), rate)
    found = for_audience(given, Audience.PUBLIC, rounded=("counts",))
    assert {id: text for id, text in shown(found).items() if text != "[c]"} == {"a": "15", "b": "45"}


def test_hidden_numbers_have_marks_and_neither_zeros_nor_not_available():
    found = {figure.id: figure for figure in figures_of(for_audience(small_document(), Audience.PUBLIC))}
    robbery = found["kind.robbery.2025"]
    assert (robbery.value, robbery.missing, robbery.written_with_comparator) == (None, Shorthand.CONFIDENTIAL, "[c] ([c])")
    assert {FigureText(robbery, form).text for form in (Form.CHANGE, Form.COMPARATOR, Form.RATIO, Form.VERDICT, Form.TEST)} == {"[c]"}
    assert found["kind.drugs.2025"].written_with_comparator == "23 ([c])"


def finding(figure: Figure, id: str) -> Finding:
    claim = (f"{id}: ", FigureText(figure), ".")
    return Finding(id=id, finder=Finder.LEVEL, subject=id, subject_words=id, area=AREA, period=figure.period, claim=claim, figures=(figure,), p=0.01)


def test_findings_go_only_with_numbers_that_the_document_shows():
    given = small_document()
    figures = {figure.id: figure for figure in figures_of(given)}
    found = [finding(figures[id], id) for id in ("total.2025", "kind.robbery.2025", "kind.burglary.2025", "kind.drugs.2025")]
    found.append(finding(count("not printed", 900, {}), "elsewhere"))
    public = for_audience(given, Audience.PUBLIC)
    kept = protected_findings(found, public, Audience.PUBLIC)
    assert [one.id for one in kept] == ["total.2025", "kind.burglary.2025"]
    assert [one.p for one in kept] == [None, 0.01], "hidden months went into the first one's test"
    assert protected_findings(found, given, Audience.INTERNAL) == tuple(found)


def test_what_is_hidden_is_said_before_it_is_published():
    found = what_is_hidden(small_document(), Audience.PUBLIC)
    assert (found.small, found.others) == (6, 2)
    assert ("Crimes by place", 2, 4) in found.tables
    assert found.words.startswith("10 figures are hidden from the audience “public”")
    assert what_is_hidden(small_document(), Audience.INTERNAL).numbers == 0


def test_what_was_protected_once_stays_as_it_is():
    once = for_audience(small_document(), Audience.PUBLIC)
    assert shown(for_audience(once, Audience.PUBLIC)) == shown(once)


@pytest.mark.parametrize("text", ["nothing", "[]", "{}"])
def test_an_earlier_edition_that_cannot_be_read_is_refused(text: str):
    with pytest.raises(ValueError, match=r"figures\.json"):
        read_edition(text)


def test_there_is_a_rule_for_every_audience_and_class():
    assert all(rule_for(audience, disclosure).width >= 5 for audience in Audience for disclosure in DisclosureClass)


def test_a_hidden_month_is_drawn_as_hidden_and_a_missing_one_as_missing():
    chart = next(block for block in for_audience(small_document(), Audience.PUBLIC).blocks if getattr(block, "id", "") == "months")
    points = tuple(replace(point, value=None, text="[x]") if point.month == Month(2025, 6) else point for point in chart.points)
    series = series_of(replace(chart, points=points))
    assert series.gaps == ((4, 4), (5, 5), (7, 7))
    assert series.hidden == {4, 7}
    assert '"w": "hidden"' in json.dumps(control_chart_spec(chart))


def test_a_number_that_is_no_figure_is_not_given_where_numbers_stand():
    naked = Table("naked", "Rows", "", (Column("name", "Name"), Column("rows", "Rows", numeric=True)), (("Street 7", "11"), ("None", None)), "")
    said = Table("said", "Said", "", (Column("about", "About"), Column("now", "Said now")), (("Robbery", "3 robberies"), ("Drugs", "no finding")), "")
    found = for_audience(document(naked, said), Audience.PUBLIC)
    rows = [row for block in found.blocks if isinstance(block, Table) for row in block.rows]
    assert rows == [("Street 7", "[c]"), ("None", None), ("Robbery", "[c]"), ("Drugs", "no finding")]


def test_documents_given_together_hide_a_count_in_all_of_them_or_in_none():
    whole = document(count("whole", 20, {"Kind": ["a", "b"]}), count("a", 3, {"Kind": ["a"]}), count("c", 50, {"Kind": ["c"]}))
    summary = document(count("b", 17, {"Kind": ["b"]}), count("c", 50, {"Kind": ["c"]}))
    apart = [shown(for_audience(one, Audience.PUBLIC)) for one in (whole, summary)]
    assert apart == [{"whole": "20", "c": "50"}, {"b": "17", "c": "50"}]
    assert [shown(one) for one in together_for_audience((whole, summary), Audience.PUBLIC)] == [{"whole": "20", "c": "50"}, {"c": "50"}]
    assert what_is_hidden(summary, Audience.PUBLIC, together=(whole,)).numbers == 1
    with pytest.raises(ValueError, match="two different figures are called “b”"):
        together_for_audience((summary, document(count("b", 18, {"Kind": ["b"]}))), Audience.PUBLIC)
