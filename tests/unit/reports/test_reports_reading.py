"""What makes a document easy to read: numbers that hide nothing, enlargements, short sources, notes said once."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from lxml import etree
from reports_sample import monthly_chart, places_map, sample_document

from wardmoot.reports.assessment.sources import map_source_of, publisher
from wardmoot.reports.assessment.wording import listed, mid_sentence
from wardmoot.reports.charts import HEIGHT, WIDTH, control_chart_spec
from wardmoot.reports.document import Column, ControlChart, Heading, KeyFigures, Point, Table
from wardmoot.reports.insets import LEAST_GAIN, insets_of
from wardmoot.reports.labels import Ground, Label, place_labels
from wardmoot.reports.layout import MANY_ROWS, layout_of
from wardmoot.reports.maps import map_svg
from wardmoot.reports.numbering import labels_of
from wardmoot.reports.spreadsheet import sheet_name
from wardmoot.reports.widths import column_widths
from wardmoot.reports.wording import attributions_of, foot, key_figures_table, notes_of


def boxes(labels: list[Label]) -> list[shapely.Geometry]:
    return [shapely.box(p.x - 3.8 * len(p.text), p.y - 6.5, p.x + 3.8 * len(p.text), p.y + 6.5) for p in labels]


def test_numbers_beside_months_hide_neither_one_another_nor_the_run() -> None:
    run = [(14.0 * index, 100 - 8 * (index % 3)) for index in range(20)]
    ground = Ground(280, 200, (run,), (60.0,))
    placed = place_labels([(str(1000 + index), spot) for index, spot in enumerate(run)], ground)
    drawn = boxes(placed)
    assert 1 < len(placed) < len(run)
    assert not any(a.intersects(b) for index, a in enumerate(drawn) for b in drawn[:index])
    assert not any(box.intersects(shapely.LineString(run)) for box in drawn)


def test_the_first_number_asked_for_is_the_one_kept() -> None:
    spot = (50.0, 50.0)
    placed = place_labels([(text, spot) for text in ("1,948", "1,894", "1,900", "1,901", "1,902")], Ground(100, 100, ((spot,),), ()))
    assert placed[0].text == "1,948"


def test_a_chart_keeps_its_numbers_inside_and_has_a_tick_for_every_line() -> None:
    chart = monthly_chart()
    crowded = replace(chart, points=tuple(replace(point, flags=("high",)) if point.value else point for point in chart.points))
    for drawn in (chart, crowded):
        spec = control_chart_spec(drawn)
        axis = spec["layer"][0]["encoding"]["y"]["axis"]
        assert axis["tickCount"] > len(axis["values"])
        top = axis["values"][-1]
        labels = [row for layer in spec["layer"] if layer["mark"].get("fontWeight") == 600 for row in layer["data"]["values"] if "i" in row]
        assert labels
        assert all(-0.5 <= row["i"] <= 28 and 0 <= row["y"] <= top * (1 + 15 / HEIGHT) for row in labels)
    assert WIDTH > HEIGHT


def test_two_clusters_far_apart_are_enlarged_apart_and_one_that_is_large_is_not() -> None:
    towns = [("Ashmere", 52.0, 52.0), ("Lowford", 402.0, 402.0)]
    small = [shapely.box(50, 50, 55, 55), shapely.box(400, 400, 406, 406)]
    made = insets_of(small, towns, 2.0, 400.0)
    assert {inset.name for inset in made} == {"Ashmere", "Lowford"}
    assert all(inset.gain >= LEAST_GAIN for inset in made)
    for inset, shape in zip(sorted(made, key=lambda inset: inset.left), small):
        assert shapely.box(inset.left, inset.top, inset.left + inset.side, inset.top + inset.side).contains(shape)
    assert insets_of([shapely.box(0, 0, 300, 300)], towns, 2.0, 400.0) == []
    assert insets_of([], towns, 2.0, 400.0) == []
    assert len(insets_of(small, towns, 2.0, 0.0)) == 1


def test_the_drawn_map_holds_its_enlargement_and_stays_one_picture() -> None:
    block = places_map(columns=40, rows=30)
    one = replace(block, regions=tuple(replace(region, cluster=region.code == "X01000605") for region in block.regions))
    drawn = map_svg(one)
    assert "enlarged" in drawn
    root = etree.fromstring(drawn.encode())
    assert not root.findall(".//{*}svg")
    assert "enlarged" not in map_svg(replace(block, regions=tuple(replace(region, cluster=False) for region in block.regions)))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Contains public sector information from data.police.uk licensed under the Open Government Licence v3.0.", "data.police.uk"),
        ("Source: Office for National Statistics licensed under the OGL. Contains OS data © Crown copyright 2026.", "Office for National Statistics"),
        (
            "Synthetic data made for demonstration: no real person, place or event.",
            "Synthetic data made for demonstration: no real person, place or event.",
        ),
    ],
)
def test_the_short_source_is_the_publisher(words: str, name: str) -> None:
    assert publisher(words) == name


def test_whose_the_outlines_are_stands_beside_a_map() -> None:
    class Told:
        attributions = (
            "Contains public sector information from data.police.uk licensed under the OGL.",
            "Source: the Office licensed under the OGL. Contains OS data © Crown copyright and database right 2026.",
        )

    assert map_source_of(Told()) == "data.police.uk; the Office. Contains OS data © Crown copyright and database right 2026."


def test_the_foot_says_each_attribution_once() -> None:
    longer = "Source: the Office. Contains OS data © Crown copyright 2026."
    document = replace(sample_document(), attributions=("Source: the Office.", longer, longer))
    assert attributions_of(document) == (longer,)
    assert foot(document).count("Source: the Office.") == 1


def test_a_mark_is_explained_once() -> None:
    table = Table("t", "T", "", (Column("a", "A"), Column("b", "B")), (("[x]", None),), "", ("[x]: no data is held for the month.",))
    assert notes_of(table) == ("[x]: no data is held for the month.", "[z] means not applicable.")


def test_a_column_of_the_key_figures_that_no_card_fills_is_left_out() -> None:
    cards = next(block for block in sample_document().blocks if isinstance(block, KeyFigures))
    assert {"comparator", "verdict"} <= {column.key for column in key_figures_table(cards, 1, "").columns}
    alone = KeyFigures(tuple(card for card in cards.cards if card.figure.comparator is None))
    assert {"comparator", "verdict"}.isdisjoint(column.key for column in key_figures_table(alone, 1, "").columns)


def test_the_methods_of_the_annex_stay_out_of_the_contents() -> None:
    headings = [laid.block for laid in layout_of(sample_document()).blocks if isinstance(laid.block, Heading)]
    assert "How do we know?" in [heading.text for heading in headings if heading.in_contents]
    assert not [heading.text for heading in headings if heading.in_contents and heading.text.startswith(("Measure ", "Data files"))]


def test_a_long_table_is_set_small_on_paper() -> None:
    rows = tuple((f"Place {number}",) for number in range(MANY_ROWS + 1))
    table = Table("long", "Long", "", (Column("place", "Place"),), rows, "")
    laid = layout_of(replace(sample_document(), blocks=(table, replace(table, id="short", rows=rows[:5])))).blocks
    assert [block.small for block in laid[:2]] == [True, False]


def test_the_months_fit_their_column() -> None:
    months = ("January", "February", "September", "December")
    table = Table("m", "M", "", (Column("month", "Month"), Column("n", "2025", numeric=True)), tuple((month, "1,234") for month in months), "")
    assert column_widths(table, 480, letter=4, padding=8)[0] >= 8 + 4 * len("September")


def test_sheets_are_named_after_their_tables() -> None:
    table = Table("t", "Most crimes: [x] and Queen's Street in 2025", "", (Column("a", "A"),), (), "")
    name = sheet_name(table, labels_of([table]))
    assert name.startswith("Table 1 Most crimes")
    assert len(name) <= 31
    assert not set(name) & set("[]*?:/\\'")
    assert sheet_name(replace(table, id="key-figures-2"), {}) == "Key figures 2"


def test_lists_and_names_within_a_sentence() -> None:
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert mid_sentence("Anti-social behaviour") == "anti-social behaviour"


def test_a_single_month_can_be_drawn() -> None:
    chart = monthly_chart(limits=False)
    alone: ControlChart = replace(chart, points=(Point(chart.points[0].month, 5.0, "5"),))
    assert control_chart_spec(alone)["layer"]
