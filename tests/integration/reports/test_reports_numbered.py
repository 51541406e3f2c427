"""Numbered captions, pictures, wide tables and documents of one page, in the files a reader opens."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.enum.section import WD_ORIENT
from lxml import etree
from lxml import html as lxml_html
from reports_opened import ods_sheets, pdf_pages
from reports_sample import LONG, areas_funnel, figure, offences_table, ranked_chart, risk_plot, sample_document

from wardmoot.reports.document import Column, Document, FigureText, Heading, PageLayout, Paragraph, Table, figures_of
from wardmoot.reports.figures_file import render_json
from wardmoot.reports.html import render_html, render_html_body
from wardmoot.reports.numbering import labels_of
from wardmoot.reports.pdf import fitted_part, render_pdf
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.render import render
from wardmoot.reports.spreadsheet import render_ods
from wardmoot.reports.word import render_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery()


@pytest.fixture(scope="module")
def word(document: Document, gallery: Gallery) -> bytes:
    return render_docx(document, gallery=gallery)


@pytest.fixture(scope="module")
def pdf(document: Document, gallery: Gallery, tmp_path_factory: pytest.TempPathFactory) -> str:
    pages = pdf_pages(render_pdf(document, gallery=gallery), tmp_path_factory.mktemp("numbered"))
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def word_xml(content: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return etree.fromstring(held.read("word/document.xml"))


def test_every_figure_and_table_has_the_same_number_in_every_format(document: Document, gallery: Gallery, word: bytes, pdf: str) -> None:
    page = " ".join(lxml_html.fromstring(render_html(document, gallery=gallery)).text_content().split())
    text = " ".join("".join(word_xml(word).itertext()).split())
    sheets = ods_sheets(render_ods(document))
    cells = {cell for rows in sheets.values() for row in rows for cell in row}
    for name, label in labels_of(document.blocks).items():
        block = next(block for block in document.blocks if name in (getattr(block, "id", ""), getattr(getattr(block, "table", None), "id", "")))
        title = (block.table if label.behind else block).title
        start = f"{label.text}. {title}"[:40]
        assert start in page
        assert start in pdf
        assert start in text
        assert any(cell.startswith(start) for cell in cells)


def test_captions_in_word_are_counted_by_word(document: Document, word: bytes) -> None:
    root = word_xml(word)
    counted: dict[str, list[str]] = {"Figure": [], "Table": []}
    for field in root.iter(f"{W}fldSimple"):
        kind, *rest = field.get(f"{W}instr").split()
        if kind == "SEQ":
            assert field.getparent().find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption"
            counted[rest[0]].append("".join(field.itertext()))
        else:
            assert kind == "REF"
            assert root.xpath(f"//w:bookmarkStart[@w:name='{rest[0]}']", namespaces={"w": W[1:-1]})
    assert {kind: len(found) for kind, found in counted.items()} == {"Figure": 9, "Table": 4}
    assert all(found == [str(number + 1) for number in range(len(found))] for found in counted.values())


def test_pictures_are_in_page_pdf_and_word_with_their_words(document: Document, gallery: Gallery, word: bytes, pdf: str) -> None:
    page = lxml_html.fromstring(render_html(document, gallery=gallery))
    shown = page.xpath("//figure[contains(@class,'wm-added')]//img")
    assert [image.get("src")[:15] for image in shown] == ["data:image/png;", "data:image/jpeg"]
    assert all(image.get("alt") == "A plan of a car park with two cameras." for image in shown)
    body = render_html_body(document, gallery=gallery, picture_url=lambda picture: f"/pictures/{picture.id}")
    assert 'src="/pictures/added-png"' in body
    assert "data:image" not in body
    held = docx.Document(io.BytesIO(word))
    assert sum(shape._inline.docPr.get("descr") == "A plan of a car park with two cameras." for shape in held.inline_shapes) == 2
    with pikepdf.open(io.BytesIO(render_pdf(document, gallery=gallery))) as opened:
        images = [image for page in opened.pages for image in page.get_images()]
    assert len(images) >= 2
    assert "Source: Ashmere council" in pdf
    rows = ods_sheets(render_ods(document))["Text"]
    assert any("A plan of a car park" in cell for row in rows for cell in row)


def test_every_figure_of_the_new_drawings_is_in_the_figures_file() -> None:
    blocks = (ranked_chart(), areas_funnel(), risk_plot())
    held = json.loads(render_json(replace(sample_document(), blocks=blocks)))
    ids = {kept["id"] for kept in held["figures"]}
    drawn = [f.id for _, f in blocks[0].bars] + [p.figure.id for p in blocks[1].points] + [f.id for p in blocks[2].points for f in (p.x, p.y)]
    assert set(drawn) <= ids


def test_the_sheet_of_a_chart_says_its_filter_and_cut_off(document: Document) -> None:
    rows = next(rows for name, rows in ods_sheets(render_ods(document)).items() if name.startswith("Figure 5"))
    above = [row[0] for row in rows[:9]]
    assert "Filter: recorded crimes except fraud; year to December 2025." in above
    assert "Data to 31 December 2025." in above


def wide_table(columns: int = 15) -> Table:
    heads = tuple(Column(f"c{n}", f"Priority measure {n}", numeric=n > 2) for n in range(columns))
    rows = tuple(
        tuple(LONG if n == 1 and row == 1 else f"{row + 1},000,{n:03d}" if n > 2 else f"Theme {row}" for n in range(columns)) for row in range(4)
    )
    return Table("wide", "A table too wide for a page", "Ashmere", heads, rows, "data.police.uk")


def test_a_wide_table_stands_on_a_turned_page_with_what_leads_to_it_and_nothing_leaves_the_page(document: Document, gallery: Gallery) -> None:
    blocks = (Paragraph(("Before.",)), Heading(1, "Wide", "wide-heading"), Paragraph(("It is wide.",)), wide_table(), Paragraph(("After.",)))
    made = replace(document, blocks=blocks)
    content = render_pdf(made, gallery=gallery)
    with pikepdf.open(io.BytesIO(content)) as opened:
        turned = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in opened.pages]
    assert turned[:3] == [False, True, False]
    sections = docx.Document(io.BytesIO(render_docx(made, gallery=gallery))).sections
    assert [section.orientation for section in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert all("OFFICIAL-SENSITIVE" in section.header.paragraphs[0].text for section in sections)


def test_no_letter_of_a_table_lies_outside_its_page(document: Document, gallery: Gallery, tmp_path: Path) -> None:
    import shutil
    import subprocess

    from tests.conftest import missing

    tool = shutil.which("pdftotext") or missing("pdftotext was not found: install it (Debian: apt-get install poppler-utils)")
    made = replace(document, blocks=(replace(wide_table(26), id="wider"), wide_table(), offences_table()))
    place = tmp_path / "wide.pdf"
    place.write_bytes(render_pdf(made, gallery=gallery))
    root = etree.HTML(subprocess.run([str(tool), "-bbox", str(place), "-"], capture_output=True, check=True).stdout)
    words = [(float(page.get("width")), word) for page in root.iter("page") for word in page.iter("word")]
    assert len(words) > 500
    assert not [word.text for width, word in words if float(word.get("xmin")) < 30 or float(word.get("xmax")) > width - 30]


def one_page(rows: int) -> Document:
    heads = tuple(Column(key.lower(), key) for key in ("Theme", "Prevent", "Pursue", "Protect", "Prepare"))
    item = "Work with schools and youth clubs; the group lead reviews it every quarter."
    table = Table("strategy", "Items by theme", "", heads, tuple((f"Theme {n}", item, item, item, item) for n in range(rows)), "The partnership")
    blocks = (Paragraph(("There were ", FigureText(figure("total", 517, before=503)), " crimes.")), table)
    return replace(sample_document(), title="Control strategy", blocks=blocks, layout=PageLayout.ONE_PAGE)


def test_a_document_of_one_page_is_one_turned_page_in_the_largest_type_that_fits(tmp_path: Path) -> None:
    parts = []
    for rows in (3, 12, 18):
        document = one_page(rows)
        content = render_pdf(document)
        pages = pdf_pages(content, tmp_path)
        assert len(pages) == 1
        assert all(f"Theme {row}" in " ".join(pages[0].split()) for row in range(rows))
        assert "Data to 31 December 2025" in pages[0]
        with pikepdf.open(io.BytesIO(content)) as opened:
            box = opened.pages[0].mediabox
            with opened.open_metadata() as meta:
                assert meta["pdfuaid:part"] == "1"
        assert float(box[2]) > float(box[3])
        parts.append(fitted_part(document))
    assert parts == sorted(parts, reverse=True)
    assert parts[0] == 1
    assert 0.6 <= parts[-1] < 1
    held = docx.Document(io.BytesIO(render_docx(one_page(12))))
    assert held.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert [figure.id for figure in figures_of(one_page(3))] == ["total"]


def test_what_does_not_fit_on_one_page_is_refused_and_says_what_to_do() -> None:
    for draw in (render_pdf, render_docx):
        with pytest.raises(ValueError, match="does not fit on one page, even in small type: shorten it"):
            draw(one_page(60))


def test_a_report_made_again_draws_nothing_new(document: Document, tmp_path: Path) -> None:
    small = replace(document, blocks=(Heading(1, "Areas", "areas"), ranked_chart(), risk_plot()))
    made = [render(small, ["html", "docx"], tmp_path / f"out{n}", stem="a", cache=tmp_path / "charts") for n in range(2)]
    kept = sorted((tmp_path / "charts").iterdir())
    assert sorted(place.suffix for place in kept) == [".png", ".png", ".svg", ".svg"]
    assert made[0]["html"].read_bytes() == made[1]["html"].read_bytes()
