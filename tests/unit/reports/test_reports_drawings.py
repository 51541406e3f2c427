"""Funnels, score plots, bars with intervals, pictures, and the numbers of tables and figures."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from reports_sample import added_picture, areas_funnel, drawn_pixels, figure, ranked_chart, risk_plot, sample_document, towns_chart

from wardmoot.core.figures import Unit
from wardmoot.reports.axes import ticks_between
from wardmoot.reports.bars import bar_chart_spec
from wardmoot.reports.checks import check_document
from wardmoot.reports.document import Column, Document, Funnel, PlotPoint, ScorePlot, Table
from wardmoot.reports.funnels import HEIGHT, funnel_spec
from wardmoot.reports.layout import layout_of
from wardmoot.reports.numbering import captioned, labels_of
from wardmoot.reports.picture_cache import PictureCache, key_of
from wardmoot.reports.picture_words import foot_lines, spoken, standing_words
from wardmoot.reports.pictures import Gallery, picture_svg
from wardmoot.reports.pixels import Pixels, pixels_of
from wardmoot.reports.score_plots import COLUMN, WIDTH, Label, _groups, _settled, score_plot_spec
from wardmoot.reports.widths import breakable, fit_table


def test_the_own_bar_is_dark_and_bold_and_intervals_are_drawn_and_named() -> None:
    spec = bar_chart_spec(ranked_chart())
    rows = spec["layer"][0]["data"]["values"]
    assert [row["colour"] for row in rows].count(rows[1]["colour"]) == 1
    assert "[1]" in str(spec["layer"][0]["encoding"]["y"]["axis"]["labelFontWeight"])
    assert spec["layer"][0]["encoding"]["x"]["axis"]["title"].endswith("(thin line: 95% interval)")
    ranged = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "tick"]
    assert all(len(values) == 3 for values in ranged)
    assert all(row["end"] >= row["high"] for row in rows if row["ranged"])
    plain = bar_chart_spec(towns_chart())
    assert "interval" not in plain["layer"][0]["encoding"]["x"]["axis"]["title"]
    assert len({row["colour"] for row in plain["layer"][0]["data"]["values"]}) == 1


def texts(spec: dict) -> list[str]:
    return [row["w"] for layer in spec["layer"] if layer["mark"]["type"] == "text" for row in layer["data"]["values"]]


def test_a_funnel_has_its_limits_named_and_its_own_area_marked() -> None:
    spec = funnel_spec(areas_funnel())
    words = texts(spec)
    assert words.count("99.8% limit") == words.count("95% limit") == 2
    assert {"all together", "Ashmere"} <= set(words)
    diamonds = [layer for layer in spec["layer"] if layer["mark"].get("shape") == "diamond"]
    assert [len(layer["data"]["values"]) for layer in diamonds] == [1]
    low, high = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert all(low <= row["y"] <= high for layer in spec["layer"] for row in layer["data"]["values"] if "y" in row and "w" not in row)
    assert all(0 <= layer["encoding"]["y"]["value"] <= HEIGHT + 20 for layer in spec["layer"] if "value" in layer["encoding"]["y"])


def test_an_area_without_a_rate_is_not_drawn_and_a_funnel_of_none_is_refused() -> None:
    funnel = areas_funnel(3)
    gone = replace(funnel.points[0], label="Nowhere", figure=figure("funnel:gone", None, unit=Unit.RATE))
    assert "Nowhere" not in texts(funnel_spec(replace(funnel, points=(*funnel.points, gone))))
    with pytest.raises(ValueError, match="has no area with a rate"):
        funnel_spec(replace(funnel, points=(gone,)))
    broken = replace(funnel.limits[0], upper=funnel.limits[0].upper[:-1])
    with pytest.raises(ValueError, match="as many lower and upper limits as sizes"):
        funnel_spec(replace(funnel, limits=(broken,)))


@given(st.integers(1, 40), st.integers(1, 5))
def test_labels_of_a_score_plot_never_overprint_and_none_is_lost(count: int, places: int) -> None:
    points = []
    for index in range(count):
        scores = [figure(f"s:{index}:{axis}", 1 + (index * step) % places, unit=Unit.SCORE) for axis, step in (("x", 1), ("y", 3))]
        points.append(PlotPoint(f"An issue with a name of its own, number {index}", scores[0], scores[1]))
    plot: ScorePlot = replace(risk_plot(1), points=tuple(points), x_range=(1, 5), y_range=(1, 5))
    labels, height = _settled(plot, _groups(plot))
    assert not [1 for a, b in combinations(labels, 2) if overlap(a, b)]
    assert all(label.top >= 0 and label.top + label.height <= height + 0.01 for label in labels)
    assert all(label.left == WIDTH + COLUMN if label.led else label.left + label.width <= WIDTH for label in labels)
    said = " ".join(line for label in labels for line in label.lines)
    assert all(f"number {index}" in said for index in range(count))


def overlap(a: Label, b: Label) -> bool:
    return a.left < b.left + b.width and b.left < a.left + a.width and a.top < b.top + b.height - 0.01 and b.top < a.top + a.height - 0.01


def test_a_score_outside_its_scale_is_named() -> None:
    plot = risk_plot(2)
    with pytest.raises(ValueError, match=r"has a score of 1, outside the scale of 2 to 3"):
        score_plot_spec(replace(plot, x_range=(2, 3)))
    empty = replace(plot.points[0], x=figure("none", None, unit=Unit.SCORE))
    with pytest.raises(ValueError, match="nothing with both scores"):
        score_plot_spec(replace(plot, points=(empty,)))


def test_ticks_need_not_begin_at_zero() -> None:
    assert ticks_between(62, 118)[0] == 60
    assert ticks_between(5, 118)[0] == 0
    assert ticks_between(3, 3) == ticks_between(3, 3)


def test_a_picture_says_its_filter_cut_off_and_marking_in_itself() -> None:
    chart, standing = ranked_chart(), standing_words(sample_document())
    root = etree.fromstring(picture_svg(chart, standing).encode())
    drawn = ["".join(node.itertext()) for node in root.iter("{*}text")]
    for words in ("Filter: recorded crimes except fraud; year to December 2025. Data to", "OFFICIAL-SENSITIVE | DEMONSTRATION - NOT REAL"):
        assert any(words in line for line in drawn)
    assert "Data to 31 December 2025." in root.findtext("{*}desc")
    height, box = float(root.get("height")), root.get("viewBox").split()
    assert float(box[3]) == height
    assert all(float(node.get("y", 0)) < height for node in root.iter("{*}text") if node.get("font-size") == "12" and "transform" not in node.attrib)
    assert foot_lines(towns_chart(), ()) == ()
    assert spoken(towns_chart(), ()) == towns_chart().alt


def test_figures_and_tables_are_numbered_in_reading_order_and_a_figures_table_bears_its_number() -> None:
    document = sample_document()
    labels = labels_of(document.blocks, ("annex",))
    assert [labels[name].text for name in ("offences", "none", "monthly", "short", "towns", "added-jpeg")] == [
        *("Table 1", "Table 2", "Figure 1", "Figure 2", "Figure 3", "Figure 9")
    ]
    assert labels["towns-numbers"].text == "Figure 3 in numbers"
    assert labels["annex"].text == "Table 3"
    assert captioned(labels, "none", "No rows") == "Table 2. No rows"
    assert captioned(labels, "unknown", "A title") == "A title"
    paper = layout_of(document).labels
    assert {name: paper[name] for name in labels if name != "annex"} == {name: label for name, label in labels.items() if name != "annex"}


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_picture_is_measured_from_its_first_bytes(kind: str) -> None:
    assert pixels_of(drawn_pixels(kind)) == Pixels(kind, 120, 80)
    for broken in (drawn_pixels(kind)[:15], b"", b"GIF89a", b"\xff\xd8\xff\xe0\x00", drawn_pixels(kind)[:3] + b"\x00" * 40):
        with pytest.raises(ValueError, match="no PNG or JPEG"):
            pixels_of(broken)


def test_a_picture_that_is_none_is_named_before_anything_is_drawn() -> None:
    document: Document = replace(sample_document(), blocks=(replace(added_picture(), content=b"<svg/>"),))
    with pytest.raises(ValueError, match=r"picture “added-png”: it is no PNG or JPEG"):
        check_document(document)


def test_a_table_is_set_smaller_then_turned_and_only_then_are_words_broken() -> None:
    def table(columns: int, word: str) -> Table:
        return Table("t", "T", "", tuple(Column(f"c{n}", word) for n in range(columns)), (tuple(word for _ in range(columns)),), "")

    def fitted(columns: int, word: str = "neighbourhood") -> tuple[float, bool]:
        fit = fit_table(table(columns, word), (480, 730), (9, 7), letter=0.51, padding=11)
        assert sum(fit.widths) <= (730 if fit.turned else 480) + 1e-6
        return fit.size, fit.turned

    assert [fitted(columns) for columns in (4, 7, 9, 30)] == [(9, False), (7, False), (9, True), (7, True)]
    assert breakable("neighbourhood policing", 7) == "neighbo\u200burhood policin\u200bg"
    assert breakable("ABCDEFGH", 5) == "ABCD\u200bEFGH"


def test_a_picture_is_kept_by_what_is_in_it(tmp_path: Path) -> None:
    chart = ranked_chart()
    first = Gallery(tmp_path).svg(chart)
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == 1
    assert Gallery(tmp_path).svg(ranked_chart()) == first
    assert sorted(tmp_path.iterdir()) == kept
    Gallery(tmp_path).svg(replace(chart, filters="something else"))
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"broken", b"0" * 64 + b"<svg>other</svg>"])
def test_a_broken_file_of_the_cache_is_drawn_again(tmp_path: Path, content: bytes) -> None:
    chart = ranked_chart()
    first = Gallery(tmp_path).svg(chart)
    (place,) = tmp_path.iterdir()
    place.write_bytes(content)
    assert Gallery(tmp_path).svg(chart) == first
    assert place.read_bytes().endswith(first.encode())


def test_the_cache_keeps_the_last_used_and_costs_nothing_where_it_cannot_write(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "charts", most_files=3, most_bytes=1000)
    for number in range(5):
        cache.put(f"k{number}", b"x" * 10)
        os.utime(tmp_path / "charts" / f"k{number}", (number, number))
    cache.get("k0")
    cache.prune()
    assert sorted(place.name for place in (tmp_path / "charts").iterdir()) == ["k0", "k3", "k4"]
    (tmp_path / "file").write_text("no folder")
    nowhere = PictureCache(tmp_path / "file")
    nowhere.put("k", b"x")
    assert nowhere.get("k") is None
    assert key_of("a", "bc") != key_of("ab", "c")


def test_the_funnel_of_many_areas_keeps_every_area(tmp_path: Path) -> None:
    funnel: Funnel = areas_funnel(15)
    dots = [row for layer in funnel_spec(funnel)["layer"] if layer["mark"]["type"] == "point" for row in layer["data"]["values"]]
    assert len(dots) == 15 + 1
