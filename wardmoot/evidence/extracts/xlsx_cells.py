"""What the cells of an .xlsx sheet hold: shared texts, numbers that are dates by their format, oddities."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from wardmoot.evidence.extracts.cells import Odd, Oddity, Raw
from wardmoot.evidence.faults import FileFault

DATE, TIMED, TIME, PERCENT = "date", "date and time", "time", "percent"
EPOCH = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 a sheet's dates have no zone
FORMULA = "formula"
"""The kind of a cell with a formula, which no workbook writes itself."""

Part = tuple[str, str, str, str]
"""A cell as it stands in the XML: the letters of its column ("" for the next one), its style, its kind and its text, each "" where not given."""

_LAST_SERIAL = 2_958_466
_MOST_COLUMNS = 16_384
_COLUMNS: dict[str, int] = {}
_SLOTS = 8192


class SharedTexts:
    """The texts that cells point at, packed into one block of bytes: a quarter of a million of them take little more than their length."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("Q")

    def add(self, text: str) -> None:
        """Append the next text."""
        self._block += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._block))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        start = self._ends[place - 1] if place else 0
        return self._block[start : self._ends[place]].decode("utf-8", "surrogatepass")


class CellReader:
    """Turns the cells of a sheet into what they hold."""

    def __init__(self, texts: SharedTexts, formats: list[str], epoch: datetime) -> None:
        self._texts, self._formats, self._epoch = texts, formats, epoch
        self._recent: dict[str, str] = {}
        self._numbers: dict[tuple[str, str], Raw] = {}

    def row(self, parts: Sequence[Part]) -> list[Raw]:
        """The cells of a row up to the last that holds something."""
        cells: list[Raw] = []
        place = 0
        for letters, style, kind, text in parts:
            place = (_COLUMNS.get(letters) or column_number(letters)) if letters else place + 1
            if not text and kind != FORMULA:
                continue
            if len(cells) < place - 1:
                cells.extend([None] * (place - 1 - len(cells)))
            if kind == "s":
                cells.append(self._recent.get(text) or self._shared(text))
            elif kind in ("", "n"):
                known = self._numbers.get((style, text))
                cells.append(self._number(style, text) if known is None else known)
            else:
                cells.append(_other(kind, text))
        return cells

    def _shared(self, text: str) -> str:
        place = int(text) if text.isdigit() else -1
        if not 0 <= place < len(self._texts):
            raise FileFault("the workbook points at a text it does not hold, so it is damaged: open it, save it anew and send that")
        if len(self._recent) >= _SLOTS:
            self._recent.clear()
        self._recent[text] = self._texts[place]
        return self._recent[text]

    def _number(self, style: str, text: str) -> Raw:
        place = int(style) if style.isdigit() else 0
        kind = self._formats[place] if place < len(self._formats) else ""
        try:
            number = float(text)
        except ValueError:
            raise FileFault("the workbook has a cell of numbers that holds none, so it is damaged: open it, save it anew and send that") from None
        if len(self._numbers) >= _SLOTS:
            self._numbers.clear()
        self._numbers[style, text] = _meant(number, kind, self._epoch)
        return self._numbers[style, text]


def _other(kind: str, text: str) -> Raw:
    if kind == FORMULA:
        return Odd(Oddity.FORMULA)
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "e":
        return Odd(Oddity.ERROR)
    return _iso(text) if kind == "d" else text


def _meant(number: float, kind: str, epoch: datetime) -> Raw:
    """What a number is, by the format it is shown in.

    >>> _meant(43558.0, "date", EPOCH[False]), _meant(12.0, "", EPOCH[False])
    (datetime.date(2019, 4, 3), 12)
    """
    if not kind or (kind != PERCENT and not 0 <= number < _LAST_SERIAL):
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == PERCENT:
        return Odd(Oddity.PERCENTAGE)
    moment = epoch + timedelta(seconds=round(number * 86_400))
    if kind == TIME:
        return moment.time() if number < 1 else Odd(Oddity.DURATION)
    return date(moment.year, moment.month, moment.day) if kind == DATE and number.is_integer() else moment


def _iso(text: str) -> Raw:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def column_number(letters: str) -> int:
    """The column's number from 1. Raises FileFault where no sheet has so many columns.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    known = _COLUMNS.get(letters)
    if known is None:
        known = 0
        for letter in letters:
            known = known * 26 + ord(letter) - 64
        if not 0 < known <= _MOST_COLUMNS:
            raise FileFault("the workbook has a cell outside its sheet, so it is damaged: open it, save it anew and send that")
        _COLUMNS[letters] = known
    return known
