"""A partner's extract as the demonstration writes it: a table, and its bytes as CSV, Excel or OpenDocument."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from wardmoot.demo.workbook import Value, workbook_bytes

Row = tuple[Value, ...]
SUPPLIERS = {
    "police": "Wiltshire Police (synthetic)",
    "council": "Wiltshire Council (synthetic)",
    "treatment": "Turning Tide Treatment (synthetic)",
    "outreach": "Lantern Outreach (synthetic)",
    "hospital": "Downs Hospitals (synthetic)",
    "youth": "Wiltshire Youth Offending Team (synthetic)",
}
"""Who supplies an extract: every name says that it is invented."""

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class Extract:
    """One file of a partner: its dataset, who supplies it, its ending, its headings as that partner writes them, and its rows."""

    dataset: str
    supplier: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def agency(self) -> str:
        """The supplier's name, which says that it is invented."""
        return SUPPLIERS[self.supplier]

    def content(self) -> bytes:
        """The file's bytes, the same on every machine.

        >>> Extract("d", "police", "a.csv", ("A", "B"), ((1, "x"),)).content()
        b'A,B\\r\\n1,x\\r\\n'
        """
        ending = self.name.rpartition(".")[2]
        return _WRITERS[ending]((self.headings, *self.rows))


def _csv_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _xlsx_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    return workbook_bytes({"Extract": rows})


def _ods_cell(value: Value) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>' if value else "<table:table-cell/>"
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def _ods_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    """An OpenDocument spreadsheet of one sheet: stored uncompressed and with a fixed date."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(f' xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="Extract">{body}</table:table>'
    content = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {
        "mimetype": _MIMETYPE,
        "content.xml": f'{_PROLOGUE}<office:document-content{spaces} office:version="1.2">{content}</office:document-content>',
        "META-INF/manifest.xml": _PROLOGUE + manifest,
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, text.encode())
    return whole.getvalue()


_WRITERS = {"csv": _csv_bytes, "xlsx": _xlsx_bytes, "ods": _ods_bytes}
