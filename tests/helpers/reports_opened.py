"""Made files opened again, for the tests of the renderers."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from lxml import etree

from tests.conftest import missing

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def pdf_pages(content: bytes, folder: Path) -> list[str]:
    tool = shutil.which("pdftotext") or missing("pdftotext was not found: install it (Debian: apt-get install poppler-utils)")
    place = folder / "read.pdf"
    place.write_bytes(content)
    text = subprocess.run([str(tool), str(place), "-"], capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def ods_sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Every cell as text, row by row."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        root = etree.fromstring(held.read("content.xml"))
    return {
        sheet.get(f"{TABLE}name"): [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{TABLE}table-row")]
        for sheet in root.iter(f"{TABLE}table")
    }
