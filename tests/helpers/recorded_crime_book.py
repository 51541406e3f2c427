"""A small .xlsx in the form of the ONS tables of recorded crime, for tests: every number is invented, the form is real."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Sheets = Mapping[str, Sequence[Sequence[object]]]
C_PLACES = (
    *("Police Force Area code", "Police Force Area\nname", "Community Safety\n Partnership code", "Community Safety Partnership name"),
    *("Local Authority code", "Local Authority name"),
)
WILTSHIRE = ("E23000038", "Wiltshire ", "E22000361", "Wiltshire[note 9]", "E06000054", "Wiltshire")
UNASSIGNED = ("E23000038", "Wiltshire", "", "Unassigned Wiltshire", "", "")
FORCE = ("E23000038", "Wiltshire", "", "", "", "")


def tables(*, year: int = 2024, wiltshire: object = 2000, people: object = 50_000, rate: object = 40.01) -> dict[str, list[list[object]]]:
    """Cover, notes, and tables C2, C4 and P8 of a release."""
    ending = f"year ending December {year}"
    return {
        "Cover_sheet": [[f"Police force area data tables - {ending}"], ["Published by the ONS"]],
        "Notes - CSP": [["Notes"], ["Note number", "Note text"], [9, "Rates are not shown for a small place."]],
        "Table C1": [
            ["Table C1: List of combined Local Authorities"],
            ["Police Force Area name", "Community Safety Partnership name", "Local Authority code", "Local Authority name"],
            ["Devon and Cornwall", "North Devon", "E07000043", "North Devon"],
            ["", "", "E07000046", "Torridge"],
        ],
        "Table C2": [
            [f"Table C2: Number of police recorded crimes by Community Safety Partnership area, {ending} [note 1]"],
            [*C_PLACES, "Total recorded crime\n (excluding fraud)", "Other theft offences"],
            [*FORCE, 2100, 300],
            [*WILTSHIRE, wiltshire, 290],
            [*UNASSIGNED, -5, "[x]"],
        ],
        "Table C4 ": [
            [f"Table C4: Recorded crime rate per 1,000 population/households, {ending}"],
            [*C_PLACES, "Population figures (mid-2022) - rounded to 100", "Total recorded crime\n (excluding fraud)"],
            [*WILTSHIRE, people, rate],
            [*UNASSIGNED, "[x]", "[x]"],
        ],
        "Table P8": [
            [f"Table P8: Number of firearm offences by police force area, {ending}"],
            ["Area code", "Area name", f"Jan {year - 1} to\n Dec {year - 1}", f"Jan {year} to Dec {year}", "compared with previous year % change"],
            ["E23000038", "Wiltshire", 36, 30, "[u]"],
            ["", "British Transport Police", 4, 5, "[u]"],
        ],
    }


def book(path: Path, sheets: Sheets) -> Path:
    """Write an .xlsx of inline strings and numbers."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _links([("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]),
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
        + "</sheets></workbook>",
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheets[name]) for n, name in enumerate(names, 1)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def _links(targets: Sequence[tuple[str, str]]) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(f'<Relationship Id="r{n}" Type="{kind}/{what}" Target="{target}"/>' for n, (what, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _sheet(rows: Sequence[Sequence[object]]) -> str:
    made = "".join(f'<row r="{n}">{"".join(_cell(n, c, cell) for c, cell in enumerate(row))}</row>' for n, row in enumerate(rows, 1))
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{made}</sheetData></worksheet>'


def _cell(row: int, column: int, value: object) -> str:
    place = f"{chr(65 + column)}{row}"
    if value == "":
        return f'<c r="{place}"/>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
