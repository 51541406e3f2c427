"""One document in every format: the same figures, the marking, the attribution, and nothing read as code."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import docx
import pikepdf
import pytest
from lxml import etree
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook
from reports_opened import ods_sheets, pdf_pages
from reports_sample import (
    ATTRIBUTION,
    CLOSING,
    FORMULA,
    LONG,
    MARKUP,
    POLICE_CAR,
    QUOTES,
    WELSH,
    empty_table,
    offences_table,
    sample_document,
)

from wardmoot.core.figures import Marking
from wardmoot.reports.csv_table import table_to_csv
from wardmoot.reports.document import DEMONSTRATION, Document, FigureText, Paragraph, figures_of
from wardmoot.reports.families import gathered
from wardmoot.reports.figures_file import render_json
from wardmoot.reports.html import render_html, render_html_body, trace_anchor
from wardmoot.reports.numbering import labels_of
from wardmoot.reports.pdf import CharacterMissing, render_pdf
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.render import render
from wardmoot.reports.spreadsheet import render_ods, sheet_name, table_to_ods, tables_of
from wardmoot.reports.traces import annex_of
from wardmoot.reports.word import render_docx
from wardmoot.reports.wording import cell_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def joined(text: str) -> str:
    """Without white space and break marks, so that line ends do not matter."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return Gallery()


@pytest.fixture(scope="module")
def page(document: Document, gallery: Gallery) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_html(document, gallery=gallery))


@pytest.fixture(scope="module")
def pdf(document: Document, gallery: Gallery) -> bytes:
    return render_pdf(document, gallery=gallery)


@pytest.fixture(scope="module")
def word(document: Document, gallery: Gallery) -> bytes:
    return render_docx(document, gallery=gallery)


@pytest.fixture(scope="module")
def ods(document: Document) -> bytes:
    return render_ods(document)


def word_parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        names = [name for name in held.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
        return {name: "".join(node.text or "" for node in etree.fromstring(held.read(name)).iter(f"{W}t")) for name in names}


@pytest.fixture(scope="module")
def texts(page, pdf: bytes, word: bytes, ods: bytes, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    def text(form: str) -> str:
        if form == "html":
            return joined(page.text_content())
        if form == "pdf":
            return joined("".join(pdf_pages(pdf, tmp_path_factory.mktemp("pdf"))))
        if form == "docx":
            return joined("".join(word_parts(word).values()))
        return joined("".join(cell for rows in ods_sheets(ods).values() for row in rows for cell in row))

    return text


def printed(document: Document) -> list[str]:
    """The text of every figure and cell that the document's tables, sentences and annex print."""
    words = [figure.written for figure in figures_of(document)]
    for table in tables_of(document):
        words += [cell_text(cell) for row in table.rows for cell in row if isinstance(cell, FigureText)]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            words += [span.text for span in block.spans if isinstance(span, FigureText)]
    return words


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "ods"])
def test_every_figure_marking_and_attribution_is_in_every_format(document: Document, texts, form: str) -> None:
    text = texts(form)
    for words in [
        *printed(document),
        Marking.OFFICIAL_SENSITIVE.value,
        DEMONSTRATION,
        ATTRIBUTION,
        "31 December 2025",
        document.title,
        WELSH,
        QUOTES,
    ]:
        assert joined(words) in text, words
    for file in figures_of(document)[0].trace.files:
        assert file.sha256 in text


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "ods"])
def test_awkward_text_is_text_in_every_format(texts, form: str) -> None:
    text = texts(form)
    assert joined(MARKUP.replace("`", "")) in text.replace("`", "")
    assert joined(CLOSING) in text
    assert joined(LONG) in text
    assert joined(FORMULA) in text


def test_figures_file_has_a_trace_for_each_figure(document: Document) -> None:
    held = json.loads(render_json(document, extra={"area": "X06000001"}))
    assert [figure["id"] for figure in held["figures"]] == [figure.id for figure in figures_of(document)]
    assert all(figure["trace"]["files"] and figure["trace"]["filter"] for figure in held["figures"])
    assert (held["marking"], held["demonstration"], held["cut_off"], held["area"]) == ("OFFICIAL-SENSITIVE", True, "2025-12-31", "X06000001")
    with pytest.raises(ValueError, match="already has title"):
        render_json(document, extra={"title": "other"})


def test_the_page_is_semantic_and_every_figure_leads_to_its_trace(document: Document, page) -> None:
    anchors = {element.get("id") for element in page.iter() if element.get("id")}
    assert {trace_anchor(figure) for figure in figures_of(document)} <= anchors
    links = [link.get("href") for link in page.xpath("//a[contains(@class,'wm-figure')]")]
    assert len(links) > 100
    assert {unquote(link[1:]) for link in links} <= anchors
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for table in page.iter("table"):
        assert table.find("caption") is not None
        assert all(cell.get("scope") == "col" for cell in table.iterfind("thead/tr/th"))
        assert all(row.find("th") is None or row.find("th").get("scope") == "row" for row in table.iterfind("tbody/tr"))
    for picture in page.xpath("//*[local-name()='svg']"):
        named = picture.get("aria-labelledby").split()
        assert picture.get("role") == "img"
        assert all(page.xpath(f"//*[@id='{name}']")[0].text.strip() for name in named)


def test_the_page_body_runs_nothing_and_needs_no_inline_style(document: Document, gallery: Gallery) -> None:
    body = render_html_body(document, gallery=gallery, trace_url=lambda figure: f"/figures/{figure.id}")
    tree = lxml_html.fromstring(body)
    assert tree.tag == "article"
    assert not tree.xpath("//*[@style] | //script | //style | //*[local-name()='style']")
    assert not [name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib if name.startswith("on")]
    assert tree.xpath("//a[@class='wm-figure']")[0].get("href") == "/figures/total"
    assert "how-do-we-know" not in body


def test_the_pdf_is_tagged_and_says_its_language_and_title(document: Document, pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as held:
        root = held.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang).lower() == "en-gb"
        assert str(held.docinfo["/Title"]) == document.title
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/Outlines" in root
        tags = list(walk(root.StructTreeRoot.K))
        kinds = [str(tag.S) for tag in tags if "/S" in tag]
        assert {"/H1", "/H2", "/TH", "/TD", "/TR", "/Figure", "/Caption", "/L", "/Link", "/TOC"} <= set(kinds)
        heads = sum(len(table.columns) for table in tables_of(document) if table.id[:3] != "key")
        assert kinds.count("/TH") >= heads
        pictures = [tag for tag in tags if "/S" in tag and str(tag.S) == "/Figure"]
        assert len(pictures) == 10
        assert all(str(tag.Alt).strip() for tag in pictures)
        with held.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"


def walk(node):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from walk(child)
    elif isinstance(node, pikepdf.Dictionary) and ("/S" in node or "/K" in node):
        yield node
        if "/K" in node:
            yield from walk(node.K)


def test_every_pdf_page_bears_marking_cut_off_attribution_and_number(pdf: bytes, tmp_path: Path) -> None:
    pages = pdf_pages(pdf, tmp_path)
    assert len(pages) > 5
    for number, text in enumerate(pages, 1):
        marking = "OFFICIAL-SENSITIVE | DEMONSTRATION - NOT REAL"
        assert text.lstrip().startswith(marking)
        assert marking in text[text.index("Data to 31 December 2025") :]
        assert text.count(marking) >= 2
        assert "Data to 31 December 2025" in text
        assert f"Page {number} of {len(pages)}" in text
        assert joined(ATTRIBUTION[:40]) in joined(text)


def test_a_repeated_header_row_stands_on_each_page_of_a_long_table(document: Document, pdf: bytes, tmp_path: Path) -> None:
    row = offences_table().rows[0]
    long_table = replace(offences_table(), rows=tuple((f"Row number {n}", *row[1:]) for n in range(150)))
    pages = [text for text in pdf_pages(render_pdf(replace(document, blocks=(long_table,))), tmp_path) if "Row number" in text]
    assert len(pages) > 2
    assert all(offences_table().columns[0].heading in text for text in pages)


def test_figures_of_many_places_share_a_row_on_paper_and_keep_their_links(document: Document) -> None:
    annex = annex_of(document)
    paper = gathered(annex, document)
    assert paper.numbers.keys() == annex.numbers.keys()
    assert sum(len(m.rows) for m in paper.methods) <= sum(len(m.rows) for m in annex.methods)


def test_a_character_without_a_glyph_is_named_with_its_place(gallery: Gallery) -> None:
    lost = "\U0003fffd"
    document = sample_document(extra=lost)
    with pytest.raises(CharacterMissing, match=r"U\+3FFFD.*under “Summary”.*install a font"):
        render_pdf(document, gallery=gallery)
    table = replace(offences_table(), rows=((f"Car {lost}", *offences_table().rows[0][1:]),))
    with pytest.raises(CharacterMissing, match="in row 1 of the table “Violence"):
        render_pdf(replace(document, blocks=(table,)), gallery=gallery)


def test_emoji_is_shown_or_named_in_the_pdf_and_kept_elsewhere(gallery: Gallery) -> None:
    document = sample_document(extra=POLICE_CAR)
    assert POLICE_CAR in render_html(document, gallery=gallery)
    assert any(POLICE_CAR in text for text in word_parts(render_docx(document, gallery=gallery)).values())
    try:
        made = render_pdf(document, gallery=gallery)
    except CharacterMissing as fault:
        made = str(fault).encode()
    assert made.startswith(b"%PDF") or b"police car" in made


def test_the_word_file_has_real_styles_alt_text_and_marks_each_page(document: Document, word: bytes) -> None:
    held = docx.Document(io.BytesIO(word))
    styles = {paragraph.style.name for paragraph in held.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Bullet", "TOC 1"} <= styles
    assert all(table.style.name == "Partnership table" for table in held.tables)
    assert all(table._tbl.tr_lst[0].trPr.find(f"{W}tblHeader") is not None for table in held.tables)
    drawn = [shape._inline.docPr for shape in held.inline_shapes]
    assert len(drawn) == 9
    assert all(properties.get("descr") for properties in drawn)
    parts = word_parts(word)
    for name in ("word/header1.xml", "word/footer1.xml"):
        assert "OFFICIAL-SENSITIVE | DEMONSTRATION - NOT REAL" in parts[name]
    assert ATTRIBUTION in parts["word/footer1.xml"]
    core = held.core_properties
    assert (core.title, core.author, core.language) == (document.title, document.partnership, "en-GB")


def test_the_links_of_the_word_file_all_lead_somewhere(word: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(word)) as held:
        root = etree.fromstring(held.read("word/document.xml"))
    marks = [mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")]
    anchors = [link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")]
    assert len(marks) == len(set(marks))
    assert len(anchors) > 100
    assert set(anchors) <= set(marks)


def test_each_sheet_is_one_table_with_marking_and_source(document: Document, ods: bytes) -> None:
    sheets = ods_sheets(ods)
    names = list(sheets)
    assert names[:4] == ["Cover", "Contents", "Notes", "Text"]
    assert names[-2:] == ["Traces", "Data files"]
    assert [row[0] for row in sheets["Contents"][3:]] == names
    for name, rows in sheets.items():
        assert rows[0][0].strip()
        assert any("OFFICIAL-SENSITIVE | DEMONSTRATION - NOT REAL" in row[0] for row in rows[:6]), name
    tables = list(tables_of(document))
    labels = labels_of(document.blocks)
    for table in tables:
        rows = sheets[sheet_name(table, labels)]
        assert any(row[0].startswith("Source: ") for row in rows)
        head = [column.heading for column in table.columns]
        assert rows.count(head) == 1
        assert len(rows) - rows.index(head) - 1 == max(len(table.rows), 1)
    with zipfile.ZipFile(io.BytesIO(ods)) as held:
        assert b"number-columns-spanned" not in held.read("content.xml")
        styles = held.read("styles.xml").decode()
    assert styles.count("OFFICIAL-SENSITIVE | DEMONSTRATION - NOT REAL") == 2


def test_numbers_are_numbers_and_shorthand_is_text(ods: bytes) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(ods)).get_sheet_by_name("Table 1 Violence and sexual").to_python()
    first = next(row for row in rows if row[0] == "Violence and sexual offences")
    assert first[1] == 11821
    assert first[2] == 48.741
    assert first[3] == 1821
    assert first[4] == pytest.approx(0.263158)
    last = rows[-1]
    assert last[1:5] == ["[x]", "[c]", "[z]", "[z]"]


def test_no_cell_of_the_workbook_is_a_formula(ods: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(ods)) as held:
        root = etree.fromstring(held.read("content.xml"))
    assert not [cell for cell in root.iter(f"{TABLE}table-cell") if cell.get(f"{TABLE}formula")]
    texts = ["".join(cell.itertext()) for cell in root.iter(f"{TABLE}table-cell") if cell.get(f"{OFFICE}value-type") == "string"]
    assert not [text for text in texts if text[:1] in "=+-@\t" and text]
    assert f"'{FORMULA}" in texts


def test_a_single_table_leaves_as_csv_and_ods() -> None:
    table = offences_table()
    lines = table_to_csv(table, kept=("Filter: all", "=1+1")).split("\r\n")
    assert lines[0].startswith("Offence,Crimes,")
    assert '"11,821"' in lines[1]
    assert "+1,821" in lines[1]
    assert any(line.startswith("\"'=HYPERLINK") for line in lines)
    assert any(line.startswith("'+44") for line in lines)
    assert lines[-2] == "'=1+1"
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(table_to_ods(table, marking="OFFICIAL", kept=("Filter: all",)))).get_sheet_by_index(0).to_python()
    )
    assert [row[0] for row in sheet[:5]] == [table.title, table.subtitle, "OFFICIAL", "Source: data.police.uk", "Filter: all"]


def test_an_empty_table_says_so_everywhere(document: Document, texts) -> None:
    assert empty_table() in document.blocks
    for form in ("html", "pdf", "docx", "ods"):
        assert joined("There are no rows in this table.") in texts(form)


def test_files_are_named_written_whole_and_reported(document: Document, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    small = replace(document, blocks=document.blocks[:2])
    made = render(small, ["html", "pdf", "docx", "ods", "json"], tmp_path, stem="assessment", progress=lambda *step: told.append(step))
    assert {form: path.name for form, path in made.items()} == {
        **{form: f"assessment-DEMONSTRATION-NOT-REAL.{form}" for form in ("html", "pdf", "docx", "ods")},
        "json": "figures.json",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in made.values())
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1] == (5, 5, "Done")
    real = render(replace(small, demonstration=False), ["ods"], tmp_path, stem="assessment")
    assert real["ods"].name == "assessment.ods"


def test_a_document_that_cannot_be_drawn_leaves_the_folder_as_it_was(document: Document, tmp_path: Path) -> None:
    broken = replace(document, blocks=(Paragraph(("lost \U0003fffd",)),))
    with pytest.raises(CharacterMissing):
        render(broken, ["html", "pdf"], tmp_path / "out", stem="a")
    assert not (tmp_path / "out").exists()
    with pytest.raises(ValueError, match="is not a format: choose from html, pdf"):
        render(document, ["xlsx"], tmp_path, stem="a")
    with pytest.raises(ValueError, match="is not a plain file name"):
        render(document, ["json"], tmp_path, stem="../a")


def test_an_unmarked_document_is_not_marked(gallery: Gallery) -> None:
    document = sample_document(demonstration=False, marking=Marking.NONE)
    html = render_html_body(document, gallery=gallery)
    assert "wm-marking" not in html
    assert "DEMONSTRATION" not in html
