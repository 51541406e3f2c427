"""The readers of partners' files, the recognition of headings, dates and identity, and the examples in the docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from extract_files import EPISODES, ODS_HEAD, ODS_TAIL, PLACES, table_of, write, write_csv, write_xlsx

import wardmoot.evidence.extracts
from wardmoot.evidence.extracts import Preview, preview
from wardmoot.evidence.extracts.cells import Odd, Oddity, SheetFacts
from wardmoot.evidence.extracts.files import open_file
from wardmoot.evidence.extracts.masking import shown
from wardmoot.evidence.faults import FileFault, LoadCancelled

NOW = datetime(2026, 3, 6, tzinfo=UTC)
MODULES = [m.name for m in pkgutil.iter_modules(wardmoot.evidence.extracts.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings(name: str):
    assert doctest.testmod(importlib.import_module(f"wardmoot.evidence.extracts.{name}")).failed == 0


def look(path: Path, **options: Any) -> Preview:
    found = preview(path, EPISODES, **{"agency": "Police", "now": NOW, "known_places": PLACES} | options)
    assert found.rows_in == found.rows_ok + found.rows_bad
    return found


def rows_of(path: Path, sheet: int = 0) -> list[Any]:
    return [cells for _, cells in open_file(path, []).rows(sheet, SheetFacts())]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_and_the_separator_of_a_csv_are_recognised_and_said(encoding: str, separator: str, tmp_path: Path):
    table = table_of(EPISODES, 4)
    for row in table:
        row.append("é, £; \t|")
    table[0][-1] = "Coût"
    path = tmp_path / "a.csv"
    write_csv(path, table, encoding=encoding, separator=separator)
    found = look(path)
    assert (found.refused, found.rows_ok) == ("", 4)
    said = {"utf-8": "UTF-8,", "utf-8-sig": "byte-order mark", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[encoding]
    assert said in found.format
    assert bool(found.notes) == (encoding in ("utf-16", "cp1252"))


def test_cells_with_line_breaks_keep_their_lines_and_both_readers_agree(tmp_path: Path):
    table = table_of(EPISODES, 3)
    table[2][6] = "High\nand low"
    path = tmp_path / "a.csv"
    write_csv(path, table)
    found = look(path)
    assert [(e.column, e.samples[0].line) for e in found.errors] == [("risk", 3)]
    assert (found.rows_in, found.rows_ok) == (3, 2)


@pytest.mark.parametrize("text", ['Episode reference,Began\nR1,"2019-01-01\nR2,2019-01-02\n', 'Episode reference,Began\nR1,"a"b\n'])
def test_a_quotation_mark_left_open_refuses_the_file_and_says_where(text: str, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert "line 2 or one soon after it has a quotation mark" in look(path).refused


def test_cells_of_a_workbook_are_what_they_are(tmp_path: Path):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="2">'
        '<x:c r="A2" t="inlineStr"><x:is><x:r><x:t>Wil</x:t></x:r><x:r><x:t>ts</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c>'
        '<x:c r="C2" s="1"><x:v>43558</x:v></x:c><x:c r="D2" s="2"><x:v>43558.607638888891</x:v></x:c><x:c r="E2" s="3"><x:v>0.25</x:v></x:c>'
        '<x:c r="F2" t="e"><x:v>#N/A</x:v></x:c><x:c r="G2" t="b"><x:v>1</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v>x</x:v></x:c>'
        '<x:c r="I2"><x:v>3</x:v></x:c><x:c r="J2" t="d"><x:v>2019-04-03</x:v></x:c><x:c r="K2"/></x:row></x:sheetData></x:worksheet>'
    )
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [["x"]], raw={"xl/worksheets/s1.xml": sheet})
    day, moment = date(2019, 4, 3), datetime(2019, 4, 3, 14, 35)
    odd = [Odd(Oddity.PERCENTAGE), Odd(Oddity.ERROR), "TRUE", Odd(Oddity.FORMULA)]
    assert rows_of(path) == [["Wilts", None, day, moment, *odd, 3, day]]


def test_cells_of_an_ods_are_what_they_are(tmp_path: Path):
    rows = (
        '<table:table table:name="One"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row><table:table-row>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation><text:p>a<text:s text:c="2"/>b'
        '<text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="percentage" office:value="0.2"><text:p>20%</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2019-04-03T14:35:00"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>#REF!</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float" office:value="1"/>'
        "</table:table-row></table:table>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", ODS_HEAD + rows + ODS_TAIL)
    file = open_file(path, [])
    found = list(file.rows(0, SheetFacts()))
    moment = datetime(2019, 4, 3, 14, 35)
    assert found[0] == (3, ["a  bc\nd", None, None, Odd(Oddity.PERCENTAGE), 7, 7, moment, Odd(Oddity.ERROR)])
    assert [line for line, _ in found] == [3, 4, 5, 6]
    assert [file.count(0, header) for header in (0, 3, 5, 6)] == [4, 3, 1, 0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Excel workbook (.xls)"),
        (b"a\0b", "NUL"),
        (b"<html><table>", "a web page"),
        (b"PK\x03\x04 cut off", "cut short"),
    ],
)
def test_what_is_not_a_table_is_refused_with_what_to_send(data: bytes, words: str, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert words in look(path).refused


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/workbook.bin": ""}, ".xlsb"),
        ({"word/document.xml": ""}, "a Word document"),
        ({"readme.txt": "x"}, "the file is a zip"),
        ({"content.xml": "<x/>", "META-INF/manifest.xml": "<m><encryption-data/></m>"}, "protected with a password"),
        ({"content.xml": ODS_HEAD + "<table:table><cut"}, "no sheet"),
        ({"content.xml": "0" * 20_000_000}, "zip bomb"),
    ],
)
def test_other_zips_are_refused_by_what_they_are(parts: dict[str, str], words: str, tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert words in look(path).refused


def test_an_entity_bomb_is_refused_unexpanded(tmp_path: Path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb += '<worksheet><sheetData><row r="1"><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [["x"]], raw={"xl/worksheets/s1.xml": bomb})
    assert "document type declaration" in look(path).refused


def test_a_workbook_cut_short_is_refused(tmp_path: Path):
    path = write(tmp_path / "a.xlsx", table_of(EPISODES, 400))
    whole = path.read_bytes()
    for size in (len(whole) - 10, len(whole) // 2):
        path.write_bytes(whole[:size])
        assert "cut short" in look(path).refused


def test_the_only_sheet_with_known_headings_is_read_and_it_is_said(tmp_path: Path):
    for ending in ("xlsx", "ods"):
        path = write(tmp_path / f"a.{ending}", table_of(EPISODES, 3), sheets={"Notes": [["Guidance", "Notes"]]}, hidden=[3])
        found = look(path)
        assert (found.sheet, found.rows_ok, found.sheets) == (1, 3, ("Notes", "Extract"))
        assert any("only sheet 2" in note for note in found.notes)
        assert [(a.what, a.samples[0].line) for a in found.adjustments] == [("rows hidden in the sheet, read like the others", 3)]


def test_several_fitting_sheets_ask_for_a_choice_by_number(tmp_path: Path):
    path = write(tmp_path / "a.xlsx", table_of(EPISODES, 3), sheets={"Zebulon Quill": table_of(EPISODES, 2)})
    found = look(path)
    assert "choose one of the sheets 1 (xxxxxxx xxxxx), 2 (" in found.refused
    assert [look(path, sheet=n).rows_ok for n in ("1", "2")] == [2, 3]
    assert "no such sheet" in look(path, sheet="7").refused


def test_titles_above_are_passed_over_and_repeated_headings_rejected(tmp_path: Path):
    table = table_of(EPISODES, 2)
    path = write(tmp_path / "a.csv", [["Missing, by month"], [], *table, table[0]])
    found = look(path)
    assert (found.header_line, found.rows_ok, found.rows_bad) == (3, 2, 1)
    assert found.errors[0].reason == "repeats the headings"
    assert "1 rows above" in found.notes[0]


def test_the_same_heading_twice_is_refused(tmp_path: Path):
    table = [[*row, row[1]] for row in table_of(EPISODES, 2)]
    assert "columns B and L have the same heading" in look(write(tmp_path / "a.csv", table)).refused


@pytest.mark.parametrize(
    ("cells", "good"),
    [
        (["13/04/2019", "03/04/2019"], 2),
        (["04/13/2019", "03/04/2019"], 2),
        (["03/04/2019", "05/05/2019"], 1),
        (["13/04/2019", "04/13/2019", "03/04/2019"], 2),
    ],
)
def test_a_date_that_reads_two_ways_is_read_only_where_its_column_tells(cells: list[str], good: int, tmp_path: Path):
    table = table_of(EPISODES, len(cells))
    for row, cell in zip(table[1:], cells, strict=True):
        row[2] = cell
    found = look(write(tmp_path / "a.csv", table))
    assert found.rows_ok == good
    assert any("day first and others with the month first" in n for n in found.notes) == (len(cells) == 3)


def test_evidence_that_comes_late_in_a_file_is_heeded(tmp_path: Path):
    table = table_of(EPISODES, 700)
    for row in table[1:]:
        row[2] = "03/04/2019"
    table[-1][2] = "04/13/2019"
    found = look(write(tmp_path / "a.csv", table))
    assert (found.rows_ok, found.period) == (700, "2019-03 to 2019-04")


def test_columns_are_matched_by_alias_by_contents_as_remembered_and_by_hand(tmp_path: Path):
    table = table_of(EPISODES, 5)
    table[0][0], table[0][4], table[0][6], table[0][8] = "Episode ID", "Q1", "Zz", "A9"
    path = write(tmp_path / "a.csv", table)
    found = look(path)
    assert "“Age”" in found.refused
    found = look(path, remembered={"age": "A9"})
    how = {m.column: str(m.how) for m in found.matches}
    assert (how["episode_ref"], how["authority"], how["risk"], how["age"]) == ("alias", "contents", "contents", "remembered")
    assert [m.column for m in found.guessed] == ["authority", "risk"]
    assert (found.refused, found.rows_ok) == ("", 5)
    by_hand = look(path, columns={"age": "column I", "visits": ""})
    assert {m.column: str(m.how) for m in by_hand.matches}["age"] == "by hand"
    assert "visits" in {u.column for u in by_hand.unmatched}
    assert "is named for" in look(path, columns={"age": "column I", "visits": "column I"}).refused
    assert look(path, columns=by_hand.columns).rows_ok == 5


def test_a_suppressed_count_is_neither_zero_nor_lost(tmp_path: Path):
    table = table_of(EPISODES, 3)
    table[1][9], table[2][8] = "<5", "<5"
    found = look(write(tmp_path / "a.csv", table))
    assert [(e.column, e.reason) for e in found.errors] == [("age", "not a number")]
    assert found.rows_ok == 2


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        ("risk", "Hihg", "Hihg"),
        ("risk", "Zebulon Quill", "xxxxxxx xxxxx"),
        ("age", "<5", "<5"),
        ("age", "07700900123", "99999999999"),
        ("began", "31/02/2026", "31/02/2026"),
        ("began", "31/02/1987", "99/99/9999"),
        ("began", "Zebulon", "xxxxxxx"),
        ("began", "31 Mrch 2026", "99 xxxx 9999"),
        ("began", "31 Marsh 2026", "99 xxxxx 9999"),
        ("began", "31-Feb-2026", "31-Feb-2026"),
        ("seen_at", "12-Smythe-2026 10:15", "99-xxxxxx-9999 99:99"),
        ("risk", "Nigh", "xxxx"),
        ("risk", "Meduim", "Meduim"),
        ("town", "Salisburry", "Salisburry"),
        ("person", "Zebulon", "(a key, not shown)"),
        ("authority", "E0600005", "E0600005"),
        ("authority", "SN12 6QZ", "xx99 9xx"),
    ],
)
def test_a_bad_cell_is_shown_only_where_it_is_nearly_right(column: str, cell: str, text: str):
    assert shown(cell, EPISODES.column(column), PLACES, NOW.date()) == text


def test_a_reading_can_be_stopped_and_tells_how_far_it_is(tmp_path: Path):
    path = write(tmp_path / "a.csv", table_of(EPISODES, 1500))
    told: list[int] = []
    look(path, progress=lambda p: told.append(100 * p.done // p.total))
    assert told == sorted(told)
    assert told[-1] >= 99
    with pytest.raises(LoadCancelled):
        look(path, cancel=lambda: True)


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path):
    assert str(tmp_path) not in look(tmp_path / "none.csv").refused
    assert "cannot be read" in look(tmp_path / "none.csv").refused


def test_rows_are_a_stream(tmp_path: Path):
    for ending in ("csv", "xlsx", "ods"):
        ticks: list[int] = []
        rows = open_file(write(tmp_path / f"a.{ending}", table_of(EPISODES, 2500)), []).rows(0, SheetFacts(), ticks.append)
        next(rows)
        assert sum(ticks) < 270_000
        assert sum(1 for _ in rows) == 2500


@pytest.mark.parametrize("agency", ["", " ", "a/b", "x" * 81, "a\nb\x00"])
def test_an_agency_needs_a_plain_name(agency: str, tmp_path: Path):
    with pytest.raises(ValueError, match="agency's name"):
        look(write(tmp_path / "a.csv", table_of(EPISODES, 1)), agency=agency)


def test_an_unforeseen_error_tells_nothing_of_the_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from wardmoot.evidence import StoreError
    from wardmoot.evidence.extracts import examining

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Zebulon Quill, 12/03/1987")

    monkeypatch.setattr(examining, "match_columns", fail)
    with pytest.raises(StoreError) as caught:
        look(write(tmp_path / "a.csv", table_of(EPISODES, 1)))
    assert "Zebulon" not in str(caught.value)
    assert "RuntimeError in test_extract_reading.py" in str(caught.value)
    assert caught.value.__context__ is None


def test_a_damaged_part_refuses(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [["x"]], raw={"xl/worksheets/s1.xml": "<worksheet><sheetData><row r='1'><c><v>1</v></c></sheetData>"})
    with pytest.raises(FileFault, match="damaged inside"):
        rows_of(path)


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:q="urn:q">'
    '<cols><col min="1" max="1" hidden="1"/></cols><sheetData>'
)
PIECES = (
    '<row r="{0}"><c r="A{0}" s="1"><v>43558</v></c><c r="C{0}" t="inlineStr"><is><t>a b</t></is></c></row>',
    '<row r="{0}" spans="1:3" q:d="0.25" hidden="1"><c r="B{0}" t="s"><v>0</v></c><c r="C{0}"/></row>',
    '<row r="{0}"/>',
    '\n<row r="{0}">\n<c r="A{0}"><f>1+1</f><v>2</v></c></row>',
    '<row r="{0}"><c t="inlineStr" r="A{0}"><is><t>Q&amp;A</t></is></c><c t="str"><v>&#233;</v></c></row>',
    '<row r="{0}"><c r="A{0}" t="inlineStr"><is><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r></is></c></row>',
    '<row><c t="e"><v>#REF!</v></c><c><v>1.5</v></c><c t="b"><v>0</v></c></row>',
    '<row r="{0}"><!-- a note --><c r="A{0}"><v>7</v></c></row>',
)


def test_the_pattern_and_the_parser_read_the_same_of_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from wardmoot.evidence.extracts import xlsx_sheet

    for first in range(len(PIECES)):
        rows = "".join(PIECES[(first + i) % len(PIECES)].format(i + 1) for i in range(2 * len(PIECES)))
        path = tmp_path / f"{first}.xlsx"
        tail = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
        write_xlsx(path, [["shared"]], raw={"xl/worksheets/s1.xml": SHEET + rows + tail})
        both = []
        for opening in (xlsx_sheet._OPENING, xlsx_sheet.re.compile(rb"never")):
            with monkeypatch.context() as patched:
                patched.setattr(xlsx_sheet, "_OPENING", opening)
                facts = SheetFacts()
                both.append((list(open_file(path, []).rows(0, facts)), facts))
        assert both[0] == both[1]
        assert (both[0][1].merged, both[0][1].hidden_columns, len(both[0][1].hidden_rows)) == ([(1, 1, 1, 2)], True, 2)
        assert open_file(path, []).count(0, 0) == len(both[0][0])
