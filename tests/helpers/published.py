"""Everything that a file gives away, read back from it as a stranger would: tables, words, drawings, properties."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from docx import Document as open_docx
from lxml import etree, html

Rows = list[list[str]]
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def rows_of(form: str, file: Path) -> list[Rows]:
    """Every table of a file, as rows of words. The PDF has lines: each, from each of its wide gaps on, may be a row."""
    if form == "html":
        page = html.fromstring(file.read_bytes())
        return [
            [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in table.xpath(".//tr")]
            for table in page.xpath("//table")
        ]
    if form == "docx":
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in open_docx(str(file)).tables]
    if form == "ods":
        with zipfile.ZipFile(file) as book:
            root = etree.fromstring(book.read("content.xml"))
        return [[[_held(cell) for cell in row] for row in sheet.iter(f"{TABLE}table-row")] for sheet in root.iter(f"{TABLE}table")]
    if form == "pdf":
        lines = [re.split(r"\s{2,}", line.strip()) for line in _pdf_text(file).splitlines() if line.strip()]
        return [[line[start:] for line in lines for start in range(len(line))]]
    raise ValueError(form)


def all_words(form: str, file: Path) -> str:
    """All the text there is: attributes, drawn text, properties and hidden parts too."""
    if form == "json":
        return file.read_text("utf-8")
    if form == "html":
        page = html.fromstring(file.read_bytes())
        return "\n".join([*page.itertext(), *(value for element in page.iter() for value in map(str, element.attrib.values()))])
    if form == "pdf":
        return _pdf_text(file) + subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout + _alternatives(file)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as parts:
        return "\n".join(_xml_words(parts.read(name)) for name in parts.namelist() if name.endswith((".xml", ".rels")))


def figures_of_json(file: Path) -> dict[str, dict[str, Any]]:
    return {figure["id"]: figure for figure in json.loads(file.read_text("utf-8"))["figures"]}


def can_read_pdf() -> bool:
    return bool(shutil.which("pdftotext") and shutil.which("pdfinfo"))


def _pdf_text(file: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout


def _alternatives(file: Path) -> str:
    """The text alternatives of the PDF's pictures, which stand in its structure."""
    import pikepdf

    with pikepdf.open(file) as book:
        return "\n".join(str(item["/Alt"]) for item in book.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item)


def _xml_words(content: bytes) -> str:
    root = etree.fromstring(content)
    return "\n".join([*root.itertext(), *(str(value) for element in root.iter(etree.Element) for value in element.attrib.values())])


def _held(cell: Any) -> str:
    """The number that a cell of a spreadsheet holds, which may say more than it shows; else its words."""
    value = cell.get(f"{OFFICE}value")
    if value is None:
        return "".join(cell.itertext())
    return f"{float(value) * (100 if cell.get(f'{OFFICE}value-type') == 'percentage' else 1):.10f}".rstrip("0").rstrip(".")
