"""A plain Excel workbook of text and numbers, written by hand with nothing but the standard library.

The parts are stored uncompressed and with a fixed date, so the same tables give the same bytes everywhere.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Value = str | int | float
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def column_letters(position: int) -> str:
    """The letters of a column, from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _cell(value: Value, reference: str) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def _sheet(rows: Iterable[Sequence[Value]]) -> str:
    lines = []
    for n, row in enumerate(rows, start=1):
        lines.append(f'<row r="{n}">' + "".join(_cell(value, f"{column_letters(c)}{n}") for c, value in enumerate(row)) + "</row>")
    return f'{_PROLOGUE}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _parts(sheets: Mapping[str, Iterable[Sequence[Value]]]) -> dict[str, str]:
    numbers = range(1, len(sheets) + 1)
    override = '<Override PartName="/xl/{}" ContentType="{}.{}+xml"/>'
    types = override.format("workbook.xml", _TYPES, "sheet.main") + "".join(
        override.format(f"worksheets/sheet{n}.xml", _TYPES, "worksheet") for n in numbers
    )
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    named = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, sheets))
    related = "".join(f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    root = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": f'{_PROLOGUE}<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>',
        "_rels/.rels": f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>',
        "xl/workbook.xml": f'{_PROLOGUE}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": _sheet(rows) for n, rows in zip(numbers, sheets.values())},
    }


def workbook_bytes(sheets: Mapping[str, Iterable[Sequence[Value]]]) -> bytes:
    """An .xlsx file with these sheets, in order: each a name and its rows.

    >>> workbook_bytes({"One": [["a", 1]]})[:2]
    b'PK'
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _parts(sheets).items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, text.encode())
    return whole.getvalue()
