"""The pages a reader turns: what begins a page, what stays together, what is named in the contents."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pikepdf
import pytest
from lxml import etree
from reports_opened import ods_sheets, pdf_pages
from reports_sample import ATTRIBUTION, monthly_chart, offences_table, sample_document

from wardmoot.reports.document import Document, Heading, Paragraph, Table
from wardmoot.reports.html import render_html
from wardmoot.reports.numbering import labels_of
from wardmoot.reports.pdf import render_pdf
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.spreadsheet import render_ods, sheet_name, tables_of
from wardmoot.reports.word import render_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def by_month(name: str) -> Table:
    """A short table, as stands below a control chart."""
    table = offences_table()
    return replace(table, id=f"{name}-table", title=f"Numbers of {name}", rows=table.rows[:10], source="data.police.uk")


@pytest.fixture(scope="module")
def document() -> Document:
    charts = [replace(monthly_chart(f"series-{n}"), table=by_month(f"series-{n}")) for n in range(4)]
    blocks = (
        Heading(1, "What it covers", "covers"),
        Paragraph(("All of it.",)),
        Heading(1, "Summary", "summary", new_page=True),
        Paragraph(("In short.",)),
        Heading(1, "Headlines", "headlines", new_page=True),
        offences_table(),
        *(block for n, chart in enumerate(charts) for block in (Heading(2, f"Series {n}", f"series-heading-{n}"), chart)),
    )
    return replace(sample_document(), blocks=blocks)


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery()


@pytest.fixture(scope="module")
def pdf(document: Document, gallery: Gallery) -> bytes:
    return render_pdf(document, gallery=gallery)


@pytest.fixture(scope="module")
def pages(pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return pdf_pages(pdf, tmp_path_factory.mktemp("pages"))


def body(page: str) -> list[str]:
    """The lines of a page below its marking."""
    return [line for line in page.splitlines() if line.strip()][1:]


def test_a_heading_can_begin_a_page_and_the_page_is_its_own(pages: list[str]) -> None:
    summary = [page for page in pages if body(page)[0] == "Summary"]
    assert len(summary) == 1
    assert "In short." in summary[0]
    assert "Headlines" not in body(summary[0])
    assert any(body(page)[0] == "Headlines" for page in pages)


def test_no_page_begins_with_a_source_or_a_note(pages: list[str]) -> None:
    assert not [body(page)[0] for page in pages if body(page)[0].startswith(("Source:", "[x] means", "[z] means", "Rates use"))]


def test_a_chart_and_its_table_stand_on_one_page_with_their_heading(pages: list[str]) -> None:
    for number in range(4):
        page = next(page for page in pages[1:] if f"\nSeries {number}\n" in page)
        assert f"Numbers of series-{number}" in page


def test_the_contents_name_two_levels_and_no_method_and_bookmarks_name_all(document: Document, pdf: bytes, pages: list[str]) -> None:
    listed = pages[0]
    assert "Series 3" in listed
    assert "How do we know?" in listed
    assert "Measure " not in listed
    with pikepdf.open(io.BytesIO(pdf)) as held, held.open_outline() as outline:
        titles = [item.title for top in outline.root for item in (top, *top.children)]
    assert [title for title in titles if title.startswith("Measure ")]
    assert {block.text for block in document.blocks if isinstance(block, Heading)} <= set(titles)


def test_words_that_lead_to_a_table_stand_on_its_page(gallery: Gallery, tmp_path: Path) -> None:
    filling = tuple(Paragraph((f"Line {n} of what stands before.",)) for n in range(27))
    for lines in range(20, 27):
        blocks = (*filling[:lines], Heading(1, "Leading", "leading"), Paragraph(("Words that lead to it.",)), by_month("kept"))
        pages = pdf_pages(render_pdf(replace(sample_document(), blocks=blocks), gallery=gallery), tmp_path)
        page = next(page for page in pages if "Words that lead to it." in page)
        assert "Numbers of kept" in page
        assert "\nLeading\n" in page


def test_word_pages_break_where_the_document_says_and_tables_stay_with_their_notes(document: Document, gallery: Gallery) -> None:
    content = render_docx(document, gallery=gallery)
    held = docx.Document(io.BytesIO(content))
    heads = {p.text: p for p in held.paragraphs if p.style.name.startswith("Heading")}
    assert heads["Summary"].paragraph_format.page_break_before
    assert not heads["What it covers"].paragraph_format.page_break_before
    first = held.tables[0]
    assert all(row.find(f".//{W}keepNext") is not None for row in first._tbl.tr_lst[1:])
    named = [p.text for p in held.paragraphs if p.style.name.startswith("TOC")]
    assert "Summary" in named
    assert not [text for text in named if text.startswith("Measure ")]
    assert {p.style.name for p in held.paragraphs if p.text.startswith("Measure ")} == {"Annex title"}
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        settings = etree.fromstring(files.read("word/settings.xml"))
    assert settings.find(f"{W}themeFontLang").get(f"{W}val") == "en-GB"


def test_every_sheet_of_a_table_names_its_source_and_bears_the_attribution(document: Document) -> None:
    sheets = ods_sheets(render_ods(document))
    labels = labels_of(document.blocks)
    for table in tables_of(document):
        rows = sheets[sheet_name(table, labels)]
        assert any(row[0].startswith("Source: ") for row in rows)
        assert any(ATTRIBUTION in row[0] for row in rows)


def test_the_page_offers_to_skip_to_its_content(document: Document, gallery: Gallery) -> None:
    page = render_html(document, gallery=gallery)
    skip = re.search(r'<body[^>]*>\s*<a class="wm-skip" href="#([^"]+)">', page)
    assert skip
    assert page.count(f'id="{skip.group(1)}"') == 1


def test_contents_of_many_long_headings_stay_on_their_page(gallery: Gallery, tmp_path: Path) -> None:
    words = "A heading that is long enough to take two lines of the contents"
    blocks = tuple(Heading(1, f"{words}, number {n}", f"h-{n}") for n in range(24))
    pages = pdf_pages(render_pdf(replace(sample_document(), blocks=blocks), gallery=gallery), tmp_path)
    assert all(f"number {n}" in " ".join(pages[0].split()) for n in range(24))
