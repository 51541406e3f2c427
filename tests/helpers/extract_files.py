"""Files as partners send them: valid rows made from a declaration, written as CSV, .xlsx or .ods, and spoilt on purpose."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from wardmoot.catalogue.dataset import Category, ColumnType, Dataset, DatasetColumn
from wardmoot.core.figures import COUNTING_UNITS, DisclosureClass

PLACES = frozenset({"Salisbury", "Melksham", "Trowbridge"})
FIRST = date(2017, 4, 13)
FORMATS = ("csv", "xlsx", "ods")
T = ColumnType


@dataclass(frozen=True)
class Formula:
    """A cell with a formula and the value it last gave."""

    text: str = "1+1"
    value: str = "2"


EPISODES = Dataset(
    key="test-episodes",
    title="Test episodes",
    description="Invented, for tests.",
    version="1",
    columns=(
        DatasetColumn("episode_ref", "Episode reference", T.RECORD_KEY, "the supplier's reference", aliases=("Episode ID",), scheme="test episode"),
        DatasetColumn("person", "Person reference", T.PERSON_KEY, "the supplier's reference", aliases=("Nominal",), scheme="test person"),
        DatasetColumn("began", "Began", T.DATE, "a date, for example 2018-03-31", aliases=("Start date",), earliest="2010-01-01"),
        DatasetColumn("seen_at", "Seen at", T.DATETIME, "a date and time", required=False),
        DatasetColumn("authority", "Authority code", T.AREA, "a code", aliases=("Area code",)),
        DatasetColumn("town", "Town", T.PLACE, "a town", required=False),
        DatasetColumn("risk", "Risk", T.CODE, "high, medium or low", codes={"high": ("High", "H"), "medium": ("Medium",), "low": ("Low",)}),
        DatasetColumn("repeat", "Repeat", T.YES_NO, "yes, no or not recorded", required=False),
        DatasetColumn("age", "Age", T.WHOLE, "a whole number", minimum=0, maximum=120),
        DatasetColumn("visits", "Visits", T.WHOLE, "a number, or <5", required=False, codes={"suppressed": ("<5", "*")}, maximum=5000),
        DatasetColumn("hours", "Hours", T.DECIMAL, "a number", required=False),
    ),
    counting_unit=COUNTING_UNITS["episode"],
    category=Category.SPECIAL_CATEGORY,
    owner="police",
    disclosure=DisclosureClass("B"),
    persons=True,
    refresh="monthly",
    lag_days=20,
    retention_days=100,
    unique=("episode_ref",),
    date_column="began",
    area_column="authority",
)
HEADINGS = tuple(c.label for c in EPISODES.columns)


def good_cell(column: DatasetColumn, number: int) -> str:
    """A cell that the column takes; cells of different numbers differ where the column can tell rows apart."""
    day = FIRST + timedelta(days=number)
    match column.type:
        case T.PERSON_KEY:
            return f"P{number:05d}"
        case T.RECORD_KEY:
            return f"R{number:06d}"
        case T.DATE:
            return day.isoformat()
        case T.DATETIME:
            return f"{day.isoformat()} 14:3{number % 10}"
        case T.MONTH:
            return f"{2010 + number // 12}-{number % 12 + 1:02d}"
        case T.QUARTER:
            return f"{2008 + number // 4}/{(2009 + number // 4) % 100:02d} Q{number % 4 + 1}"
        case T.FISCAL_YEAR:
            return f"20{10 + number % 5}/{11 + number % 5}"
        case T.WHOLE | T.DECIMAL:
            low = max(column.minimum or 0, 0)
            return str(int(low + number % max(1, min((column.maximum if column.maximum is not None else 9) - low, 9))))
        case T.AREA:
            return "E06000054" if "E06000054" in column.expected else f"E0103{number % 1000:04d}"
        case T.PLACE:
            return sorted(PLACES)[number % 3]
        case T.YES_NO:
            return ("Yes", "No")[number % 2]
    return next(iter([*next(iter(column.codes.values())), next(iter(column.codes))]))


def good_row(dataset: Dataset, number: int) -> list[str]:
    """A row that is read whole."""
    return [good_cell(c, number) for c in dataset.columns]


def table_of(dataset: Dataset, rows: int) -> list[list[Any]]:
    """Headings and good rows."""
    return [[c.label for c in dataset.columns], *(good_row(dataset, i) for i in range(rows))]


def write(path: Path, table: Sequence[Sequence[Any]], **options: Any) -> Path:
    """Write the table in the format that the path's ending names."""
    {".csv": write_csv, ".xlsx": write_xlsx, ".ods": write_ods}[path.suffix](path, table, **options)
    return path


def write_csv(path: Path, table: Sequence[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ",", **_: Any) -> None:
    width = max(len(row) for row in table)
    out = io.StringIO()
    rows = ([_text(c) for c in row] + [""] * (width - len(row)) for row in table)
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))


def _text(cell: Any) -> str:
    if isinstance(cell, Formula):
        return f"={cell.text}"
    return "" if cell is None else cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_xlsx(
    path: Path,
    table: Sequence[Sequence[Any]],
    *,
    merged: Sequence[str] = (),
    dates_1904: bool = False,
    hidden: Sequence[int] = (),
    sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    author: str = "",
    raw: Mapping[str, str] | None = None,
) -> None:
    """A workbook with shared texts; `sheets` are further ones before the table's own, `raw` replaces parts."""
    texts: dict[str, int] = {}
    every = [*(sheets or {}).items(), ("Extract", table)]
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr{" date1904=" + quoteattr("1") if dates_1904 else ""}/><sheets>'
        + "".join(f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>' for i, (name, _) in enumerate(every, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="{_LINKS}/worksheet" Target="worksheets/s{i}.xml"/>' for i in range(1, len(every) + 1))
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="200" formatCode="dd/mm/yyyy hh:mm"/></numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="9"/></cellXfs></styleSheet>',
        "docProps/core.xml": f"<coreProperties><creator>{escape(author)}</creator></coreProperties>",
    }
    for i, (_, rows) in enumerate(every, 1):
        last = i == len(every)
        body = "".join(_xlsx_row(n, row, texts, dates_1904, n in hidden and last) for n, row in enumerate(rows, 1))
        merges = f"<mergeCells>{''.join(f'<mergeCell ref={quoteattr(m)}/>' for m in merged)}</mergeCells>" if merged and last else ""
        parts[f"xl/worksheets/s{i}.xml"] = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{merges}</worksheet>'
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">' + "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in texts) + "</sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | dict(raw or {})).items():
            archive.writestr(name, text)


def _xlsx_row(number: int, row: Sequence[Any], texts: dict[str, int], dates_1904: bool, hidden: bool) -> str:
    cells = []
    for place, cell in enumerate(row):
        reference = f'r="{chr(65 + place // 26 - 1) if place >= 26 else ""}{chr(65 + place % 26)}{number}"'
        if isinstance(cell, Formula):
            cells.append(f"<c {reference}><f>{escape(cell.text)}</f><v>{cell.value}</v></c>")
        elif isinstance(cell, (date, datetime)):
            moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
            serial = (moment - (datetime(1904, 1, 1) if dates_1904 else datetime(1899, 12, 30))) / timedelta(days=1)
            cells.append(f'<c {reference} s="{2 if isinstance(cell, datetime) else 1}"><v>{serial!r}</v></c>')
        elif isinstance(cell, (int, float)):
            cells.append(f"<c {reference}><v>{cell!r}</v></c>")
        elif cell not in (None, ""):
            cells.append(f'<c {reference} t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>')
    return f'<row r="{number}"{" hidden=" + quoteattr("1") if hidden else ""}>{"".join(cells)}</row>'


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODS_HEAD = (
    f'<office:document-content xmlns:office="{_ODF}office:1.0" xmlns:table="{_ODF}table:1.0" xmlns:text="{_ODF}text:1.0">'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def write_ods(
    path: Path,
    table: Sequence[Sequence[Any]],
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    author: str = "",
    **_: Any,
) -> None:
    """An OpenDocument spreadsheet; `merged` names top left and bottom right cells of one row."""
    body = ""
    for name, rows in [*(sheets or {}).items(), ("Extract", table)]:
        last = rows is table
        written = "".join(_ods_row(n, row, merged if last else (), n in hidden and last) for n, row in enumerate(rows, 1))
        body += f'<table:table table:name={quoteattr(name)}>{written}<table:table-row table:number-rows-repeated="1000"/></table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("meta.xml", f"<meta><creator>{escape(author)}</creator></meta>")
        archive.writestr("content.xml", ODS_HEAD + body + ODS_TAIL)


def _ods_row(number: int, row: Sequence[Any], merged: Sequence[str], hidden: bool) -> str:
    cells = []
    spans = {m.partition(":")[0]: m for m in merged}
    for place, cell in enumerate(row):
        reference = f"{chr(65 + place)}{number}"
        span = ' table:number-columns-spanned="2" table:number-rows-spanned="1"' if reference in spans else ""
        cells.append(_ods_cell(cell, span))
    style = ' table:visibility="collapse"' if hidden else ""
    return f"<table:table-row{style}>{''.join(cells)}</table:table-row>"


def _ods_cell(cell: Any, span: str) -> str:
    if cell in (None, ""):
        return f"<table:table-cell{span}/>"
    if isinstance(cell, Formula):
        kind = f'table:formula="of:={escape(cell.text)}" office:value-type="float" office:value="{cell.value}"'
        cell = cell.value
    elif isinstance(cell, (date, datetime)):
        cell = cell.isoformat()
        kind = f'office:value-type="date" office:date-value="{cell}"'
    elif isinstance(cell, (int, float)):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell{span} {kind}><text:p>{_odf_text(str(cell))}</text:p></table:table-cell>"


def _odf_text(text: str) -> str:
    trimmed = text.rstrip(" ")
    return escape(trimmed) + ("" if trimmed == text else f'<text:s text:c="{len(text) - len(trimmed)}"/>')


def write_protected(path: Path) -> Path:
    """The beginning of a workbook with a password: a compound file that holds an encrypted package."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(400))
    return path
