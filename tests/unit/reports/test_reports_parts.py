"""The small rules of the renderers: wording, axes, series, guards, checks, traces, shapes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import shapely

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import (
    COUNTING_UNITS,
    Area,
    AreaKind,
    Comparator,
    Figure,
    Marking,
    SourceFile,
    StatedSource,
    Trace,
    Unit,
    Verdict,
    VerdictWord,
)
from wardmoot.reports.axes import lookup, month_ticks, tick_words, ticks
from wardmoot.reports.bars import bar_chart_spec
from wardmoot.reports.charts import control_chart_spec
from wardmoot.reports.checks import check_document
from wardmoot.reports.document import (
    BarChart,
    Column,
    ControlChart,
    Document,
    FigureText,
    Form,
    Heading,
    KeyFigure,
    Map,
    Paragraph,
    Point,
    Region,
    RegionState,
    Table,
)
from wardmoot.reports.geometry import plane_of, shapes_of, simplified
from wardmoot.reports.guard import guarded
from wardmoot.reports.maps import map_geojson, map_svg
from wardmoot.reports.palette import sequential
from wardmoot.reports.series import series_of, spread
from wardmoot.reports.sparks import spark_svg
from wardmoot.reports.svg import standalone, svg_of_spec
from wardmoot.reports.traces import annex_of, filter_words
from wardmoot.reports.widths import column_widths
from wardmoot.reports.wording import card_words, clean, shorthand_notes

NOW = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
AREA = Area("X1", "Ashmere", AreaKind.AUTHORITY)
JANUARY = Month(2025, 1)
NO_TABLE = Table("numbers", "Numbers", "", (Column("a", "A"),), (), "")


def file(number: int) -> SourceFile:
    return SourceFile("police", f"{number}.csv", f"{number:064x}", NOW, 10, "2025-01")


def count(name: str, value: float | None, *, files: tuple[int, ...] = (1,), before: float | None = None, verdict: Verdict | None = None) -> Figure:
    trace = Trace("crimes", "1", "Rows are counted.", NOW, files=tuple(file(number) for number in files), row_count=3)
    comparator = None if before is None else Comparator(before, Period.calendar_years(2024), AREA)
    return Figure(
        id=name,
        label=name,
        measure="crimes",
        value=value,
        unit=Unit.COUNT,
        counting_unit=COUNTING_UNITS["crime"],
        area=AREA,
        period=Period.calendar_years(2025),
        trace=trace,
        comparator=comparator,
        verdict=verdict,
    )


def chart(values: list[float | None], *, flagged: tuple[int, ...] = (), mean: float | None = None, first: Month = JANUARY) -> ControlChart:
    points = tuple(
        Point(first.shift(index), value, "[x]" if value is None else f"n{value:g}", ("high",) if index in flagged else ())
        for index, value in enumerate(values)
    )
    return ControlChart("c", "T", "S", "what it shows", "Crimes", points, mean, None, None, NO_TABLE, "")


def document(*blocks: object, title: str = "T") -> Document:
    return Document(title, "", "Ashmere", Marking.OFFICIAL, date(2025, 12, 31), NOW, blocks, ())


def square(x: float, y: float, size: float = 0.1) -> tuple:
    return (((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)),)


def a_map(*regions: Region) -> Map:
    return Map("m", "T", "S", "what it shows", regions, ("few", "many"), (), NO_TABLE, "")


@pytest.mark.parametrize(
    ("largest", "smallest", "expected"),
    [(37, 0, (0, 10, 20, 30, 40)), (0, 0, (0, 1)), (0.62, 0, (0, 0.2, 0.4, 0.6, 0.8)), (9, -9, (-10, -5, 0, 5, 10)), (1208, 0, (0, 500, 1000, 1500))],
)
def test_ticks_are_round_and_cover_the_values(largest: float, smallest: float, expected: tuple[float, ...]) -> None:
    assert ticks(largest, smallest) == expected


def test_axis_words_come_from_the_figures_and_are_looked_up_not_formatted() -> None:
    assert tick_words((0.0, 500.0, 1000.0)) == ("0", "500", "1,000")
    assert tick_words((0.0, 0.2, 0.4)) == ("0.0", "0.2", "0.4")
    assert lookup((0.0, 500.0), ("0", "500")) == '["0", "500"][indexof([0.0, 500.0], datum.value)]'


def test_months_are_labelled_with_the_year_where_it_begins() -> None:
    places, words = month_ticks(Month(2024, 11), 14)
    assert places == (2, 5, 8, 11)
    assert words == (["Jan", "2025"], ["Apr", ""], ["Jul", ""], ["Oct", ""])
    assert len(month_ticks(Month(2025, 1), 12)[0]) == 12


def test_a_series_has_a_gap_where_a_month_is_empty_or_absent() -> None:
    points = tuple(point for point in chart([1, 2, None, None, 5, 6]).points if point.month != Month(2025, 5))
    series = series_of(replace(chart([1]), points=points))
    assert [row["i"] for row in series.rows] == [0, 1, 5]
    assert series.gaps == ((2, 4),)
    assert series.rows[1]["run"] != series.rows[2]["run"]


def test_a_month_named_twice_is_refused() -> None:
    twice = replace(chart([1, 2]), points=chart([1]).points * 2)
    with pytest.raises(ValueError, match="names a month twice"):
        series_of(twice)
    with pytest.raises(ValueError, match="has no months"):
        series_of(replace(chart([1]), points=()))


def test_labels_that_would_overlap_are_moved_apart() -> None:
    moved = spread([10, 12, 13, 90], 15)
    assert all(later - sooner >= 14.9 for sooner, later in pairwise(moved))


def test_the_control_chart_draws_limits_only_when_given_and_flags_by_shape_and_word() -> None:
    plain = str(control_chart_spec(chart([1, 2, 3])))
    assert "limit" not in plain
    assert "mean" not in plain
    assert "diamond" not in plain
    full = str(control_chart_spec(replace(chart([1, 2, 30], flagged=(2,), mean=2), upper=9.0, lower=-4.0)))
    assert "upper limit 9.0" in full
    assert "mean 2.0" in full
    assert "lower limit" not in full
    assert "diamond" in full
    assert "unusual month" in full
    assert "n30" in full


def test_the_control_chart_starts_at_zero() -> None:
    spec = control_chart_spec(chart([900, 950]))
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0


def test_the_bar_chart_prints_each_figures_own_text() -> None:
    bars = (("First & <b>", count("a", 1234)), ("Second", count("b", None)))
    block = BarChart("b", "T", "S", "alt", "Crimes", bars, NO_TABLE, "")
    rows = bar_chart_spec(block)["layer"][0]["data"]["values"]
    assert [row["w"] for row in rows] == ["1,234", "[x]"]
    drawn = svg_of_spec(bar_chart_spec(block), name="b", title="T", alt="alt")
    assert "1,234" in drawn
    assert "First &amp; &lt;b&gt;" in drawn
    with pytest.raises(ValueError, match="has no bars"):
        bar_chart_spec(replace(block, bars=()))


def test_a_drawn_picture_has_no_style_and_names_its_parts_for_itself() -> None:
    part = '<g style="fill:red; stroke: #111" clip-path="url(#k)" aria-label="3.14159"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><defs><clipPath id="k"><rect/></clipPath></defs>{part}</svg>'
    made = standalone(drawn, name="A chart", title="T & t", alt="<words>")
    assert "style=" not in made
    assert 'fill="red"' in made
    assert 'stroke="#111"' in made
    assert 'id="a-chart-k"' in made
    assert 'clip-path="url(#a-chart-k)"' in made
    assert "3.14159" not in made
    assert "<title" in made
    assert "&lt;words&gt;" in made


def test_the_small_chart_breaks_its_line_at_a_gap_and_marks_an_unusual_month() -> None:
    drawn = spark_svg(chart([5, 6, None, 7, 9], flagged=(4,), mean=6))
    assert drawn.count('stroke-width="2"') == 2
    assert drawn.count("l5.0 5.0l-5.0 5.0l-5.0 -5.0z") == 1
    assert "stroke-dasharray" in drawn


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@cmd", "\tx", "\r=x", "  =1", "＝1"])
def test_text_that_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Burglary", "3-4 a day", "'quoted", "", "[x]"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_control_characters_and_half_characters_are_left_out() -> None:
    assert clean("a\x00b\x1b\ud800c\td\ne\x85\uffff") == "abc\td\ne"


def test_the_shorthand_that_is_used_is_explained() -> None:
    table = Table("t", "T", "", (Column("a", "A"), Column("b", "B")), ((FigureText(count("a", None)), None),), "")
    assert shorthand_notes(table) == ("[x] means not available.", "[z] means not applicable.")


def test_a_card_says_what_the_brackets_are_and_only_the_tests_word() -> None:
    words = card_words(KeyFigure("Crimes", count("a", 9, before=3)))
    assert (words.number.text, words.brackets, words.verdict) == ("9 (3)", "In brackets: January 2024 to December 2024", "not tested")
    said = card_words(KeyFigure("Crimes", count("a", 9, before=3, verdict=Verdict(VerdictWord.TOO_FEW, note="small"))))
    assert said.verdict == "too few to say (small)"
    assert card_words(KeyFigure("Crimes", count("b", 9))).verdict == ""


def test_the_annex_numbers_each_file_once_and_writes_runs() -> None:
    figures = [count("a", 1, files=(1, 2, 3)), count("b", 2, files=(1, 2, 3, 5)), count("c", 3, files=(5,))]
    annex = annex_of(document(Paragraph(tuple(FigureText(figure) for figure in figures))))
    assert [entry.name for entry in annex.files] == ["1.csv", "2.csv", "3.csv", "5.csv"]
    assert [row.source for row in annex.methods[0].rows] == ["data files 1 to 3", "data files 1 to 4", "data file 4"]
    assert annex.numbers == {"a": 1, "b": 2, "c": 3}


def test_the_annex_tells_of_the_number_in_brackets_and_of_a_stated_source() -> None:
    stated = Trace("headline", "1", "As printed.", NOW, stated=StatedSource("The plan", "page 4", "9 (3)"))
    figure = replace(count("a", 9), trace=stated, comparator=Comparator(3, Period.calendar_years(2024), AREA, trace=count("x", 1, files=(7,)).trace))
    row = annex_of(document(Paragraph((FigureText(figure, Form.WITH_COMPARATOR),)))).methods[0].rows[0]
    assert row.source == "The plan, page 4: “9 (3)”. In brackets: data file 1"
    assert row.rows == "[z] (3)"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "all rows"),
        ({"type": "Burglary"}, "type: Burglary"),
        ({"month": ["2025-01", "2025-02", "2025-03"]}, "month: 2025-01 to 2025-03"),
        ({"month": ["2025-01", "2025-03", "2025-04"]}, "month: 2025-01 or 2025-03 or 2025-04"),
        ({"lsoa": [f"E{number}" for number in range(285)]}, "lsoa: 285 values"),
        ({"lsoa": []}, "lsoa: nothing"),
    ],
)
def test_a_filter_in_words(chosen: dict, words: str) -> None:
    assert filter_words(chosen) == words


def test_faults_of_a_document_are_all_named_at_once() -> None:
    faulty = document(
        Heading(2, "Too deep", "a"),
        Heading(1, "One", "b"),
        Heading(1, "Other", "b"),
        replace(chart([1]), alt=" "),
        Paragraph((FigureText(count("same", 1)), FigureText(count("same", 2)))),
        a_map(),
    )
    with pytest.raises(ValueError) as raised:
        check_document(faulty)
    said = str(raised.value)
    for words in (
        "“Too deep” is of level 2 after level 0",
        "two blocks are called “b”",
        "“c” has no text alternative",
        "called “same”",
        "has no regions",
    ):
        assert words in said


def test_a_sound_document_passes() -> None:
    figure = count("same", 1)
    check_document(document(Heading(1, "One", "a"), Heading(2, "Two", "b"), Paragraph((FigureText(figure), FigureText(replace(figure))))))


def test_columns_fit_the_page_and_keep_numbers_whole() -> None:
    table = Table("t", "T", "", (Column("a", "Words"), Column("b", "Number", numeric=True)), (("word " * 60, "1,234,567"),), "")
    wide = column_widths(table, 300, letter=5, padding=10)
    assert sum(wide) == pytest.approx(min(300, sum(wide)))
    assert wide[1] >= 9 * 5
    narrow = Table("t", "T", "", (Column("a", "A"), Column("b", "B")), (("x", "y"),), "")
    assert sum(column_widths(narrow, 300, letter=5, padding=10)) < 100


def test_neighbours_keep_one_border_when_simplified() -> None:
    jagged = [(0.1 + (0.002 if index % 2 else 0), index * 0.01) for index in range(11)]
    left = (((0, 0), *jagged, (0, 0.1), (0, 0)),)
    right = (((0.2, 0), (0.2, 0.1), *reversed(jagged), (0.2, 0)),)
    regions = [Region("L", "Left", ((left[0],),), RegionState.SHOWN, band=0), Region("R", "Right", ((right[0],),), RegionState.SHOWN, band=1)]
    made = simplified(shapes_of(regions), 0.01)
    assert shapely.get_num_coordinates(made).sum() < shapely.get_num_coordinates(shapes_of(regions)).sum()
    assert shapely.area(shapely.intersection(made[0], made[1])) == pytest.approx(0, abs=1e-12)
    assert shapely.length(shapely.intersection(made[0], made[1])) > 0.09


def test_a_place_that_would_vanish_stays_on_the_map() -> None:
    regions = [
        Region("A", "Big", (square(0, 0, 1),), RegionState.SHOWN, band=0),
        Region("B", "Tiny", (square(5, 5, 0.0001),), RegionState.SHOWN, band=0),
    ]
    assert not shapely.is_empty(simplified(shapes_of(regions), 0.5)).any()


def test_the_plane_gives_places_back() -> None:
    plane = plane_of(shapes_of([Region("A", "A", (square(-2, 51),), RegionState.SHOWN)]))
    there = plane.to_km(shapely.get_coordinates(shapely.Point(-1.9, 51.07)))
    assert plane.to_degrees(there)[0] == pytest.approx((-1.9, 51.07))
    assert there[0][1] == pytest.approx((51.07 - 51.05) * 111.32)


def test_the_map_hatches_what_is_not_shown_and_says_so_in_words() -> None:
    shown = Region("A", "Ashmere <1>", (square(-2, 51),), RegionState.SHOWN, count("a", 7), 0, cluster=True, words="Ashmere: 7 crimes")
    none = Region("B", "B", (square(-1.9, 51),), RegionState.NO_DATA)
    hidden = Region("C", "C", (square(-1.8, 51),), RegionState.HIDDEN)
    drawn = map_svg(a_map(shown, none, hidden))
    for words in (
        "no data",
        "hidden to protect people",
        "cluster of high counts",
        "few",
        "many",
        " km",
        "url(#m-no-data)",
        "url(#m-hidden)",
        "Ashmere: 7 crimes",
    ):
        assert words in drawn
    alone = map_svg(a_map(replace(shown, cluster=False)))
    assert "hidden to protect people" not in alone
    assert "cluster" not in alone
    features = map_geojson(a_map(shown, none, hidden))["features"]
    assert [feature["properties"]["text"] for feature in features] == ["7", "no data", "hidden to protect people"]
    assert [feature["properties"]["band"] for feature in features] == [0, None, None]
    assert all(-2.01 < x < -1.69 and 50.99 < y < 51.11 for x, y in features[0]["geometry"]["coordinates"][0][0])


def test_a_region_that_cannot_be_drawn_is_named() -> None:
    broken = Region("E01", "Somewhere", ((((0, 0), (1, 1), (0, 0)),),), RegionState.SHOWN, band=0)
    with pytest.raises(ValueError, match=r"region E01 \(Somewhere\) has a ring that is no outline"):
        map_svg(a_map(broken))
    unbanded = Region("E02", "Else", (square(0, 0),), RegionState.SHOWN, band=2)
    with pytest.raises(ValueError, match=r"region E02 \(Else\) is shown but has no band"):
        map_svg(a_map(unbanded))


def test_the_scale_darkens_step_by_step() -> None:
    lights = [sum(int(colour[start : start + 2], 16) for start in (1, 3, 5)) for colour in sequential(6)]
    assert lights == sorted(lights, reverse=True)
    assert len(set(lights)) == 6
