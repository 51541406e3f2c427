"""Writing a small spreadsheet as a stream: one sheet of texts, some cells marked, no formulas possible."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from xml.sax.saxutils import escape, quoteattr

PLAIN, BAD, HEADING = 0, 1, 2
SHEET = "Rows not read"
_STAMP = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_XLSX_PARTS = {
    "[Content_Types].xml": (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Rows not read" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_DECLARATION}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Arial"/></font><font><b/><sz val="11"/>'
        '<name val="Arial"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill><fill><patternFill patternType="solid"><fgColor rgb="FFF6D7D2"/></patternFill></fill></fills><borders count="2"><border/><border>'
        '<left style="medium"/><right style="medium"/><top style="medium"/><bottom style="medium"/></border></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49"/><xf numFmtId="49" fontId="1" fillId="2" borderId="1" '
        'applyFont="1" applyFill="1" applyBorder="1"/><xf numFmtId="49" fontId="1" applyFont="1"/></cellXfs></styleSheet>'
    ),
}
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_ODF}manifest:1.0" manifest:version="1.3"><manifest:file-entry '
    f'manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ODS_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_ODF}office:1.0" xmlns:table="{_ODF}table:1.0" '
    f'xmlns:text="{_ODF}text:1.0" xmlns:style="{_ODF}style:1.0" xmlns:fo="{_ODF}xsl-fo-compatible:1.0" office:version="1.3"><office:automatic-styles>'
    '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#f6d7d2" fo:border="0.06cm solid #000000"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="ce2" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
    f'<table:table table:name="{SHEET}">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and how it looks: PLAIN, BAD (bold, framed and tinted, so not by colour alone) or HEADING."""

    text: str
    style: int


def _safe(text: str) -> str:
    """A text that no program takes for a formula, without what XML cannot hold.

    >>> _safe("=1+1"), _safe("<5")
    ("'=1+1", '&lt;5')
    """
    plain = _NOT_XML.sub("\ufffd", text)
    return escape(f"'{plain}" if plain.lstrip(" ").startswith(_TRIGGERS) else plain)


def write_xlsx(out: IO[bytes], rows: Iterable[Sequence[Cell]], *, head: int) -> int:
    """Write the rows as a workbook, the first `head` of them frozen; gives back their number."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _XLSX_PARTS.items():
            archive.writestr(_part(name), text)
        opening = (
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="{head}" topLeftCell="A{head + 1}" '
            'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            '<cols><col min="1" max="100" width="24" customWidth="1"/></cols><sheetData>'
        )
        return _stream(archive, "xl/worksheets/sheet1.xml", opening, _xlsx_rows(rows), "</sheetData></worksheet>")


def _xlsx_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    for row in rows:
        cells = (f'<c t="inlineStr" s="{c.style}"><is><t xml:space="preserve">{_safe(c.text)}</t></is></c>' for c in row)
        yield f"<row>{''.join(cells)}</row>"


def write_ods(out: IO[bytes], rows: Iterable[Sequence[Cell]], *, head: int, name: str = SHEET) -> int:
    """Write the rows as an OpenDocument spreadsheet whose sheet has the name; gives back their number.

    `head` is for the same signature: nothing is frozen.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _STAMP), _ODS_TYPE, compress_type=zipfile.ZIP_STORED)
        archive.writestr(_part("META-INF/manifest.xml"), _ODS_MANIFEST)
        return _stream(archive, "content.xml", _ODS_HEAD.replace(f'"{SHEET}"', quoteattr(name)), _ods_rows(rows), _ODS_TAIL)


def _ods_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    for row in rows:
        cells = []
        for c in row:
            style = f' table:style-name="ce{c.style}"' if c.style else ""
            cells.append(f'<table:table-cell{style} office:value-type="string"><text:p>{_safe(c.text)}</text:p></table:table-cell>')
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"


def _part(name: str) -> zipfile.ZipInfo:
    """A part of fixed date, so that the same rows give the same bytes."""
    part = zipfile.ZipInfo(name, _STAMP)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _stream(archive: zipfile.ZipFile, name: str, opening: str, rows: Iterable[str], ending: str) -> int:
    count = 0
    with archive.open(_part(name), "w", force_zip64=True) as part:
        part.write(opening.encode())
        for row in rows:
            part.write(row.encode())
            count += 1
        part.write(ending.encode())
    return count
