"""The hand-written workbook opens in a reader that shares no code with it."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from wardmoot.demo.workbook import workbook_bytes


def test_text_numbers_and_awkward_characters_come_back():
    rows = [["a & b <c>", 1, 2.5], ["", 'say "so"', -3]]
    book = CalamineWorkbook.from_filelike(BytesIO(workbook_bytes({"First & last": rows, "Two": [[str(n) for n in range(30)]]})))
    assert book.sheet_names == ["First & last", "Two"]
    assert book.get_sheet_by_name("First & last").to_python() == [["a & b <c>", 1.0, 2.5], ["", 'say "so"', -3.0]]
    assert book.get_sheet_by_name("Two").to_python()[0][27] == "27"


def test_the_same_tables_give_the_same_bytes():
    assert workbook_bytes({"A": [[1]]}) == workbook_bytes({"A": [[1]]})
