"""What may be shown and kept of a cell that could not be read: itself where it is nearly what was expected, otherwise its shape."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date
from difflib import SequenceMatcher

from wardmoot.catalogue.dataset import ColumnType, DatasetColumn
from wardmoot.evidence.extracts.cells import Odd, Raw, text_of
from wardmoot.evidence.extracts.dates import day_in
from wardmoot.evidence.extracts.identity import cell_tells
from wardmoot.evidence.extracts.identity_words import HEADING_WORDS

NEAR = 0.82
"""One letter of six wrong is near, one of five is not: a short surname can be one letter from a code (Dale and male)."""
_LONGEST = 40
_FILLERS = frozenset(
    "n/a na #n/a - -- ? * . x nil none null nan unknown tbc tba missing blank not_known nk n/k not applicable <5 <3 <10 yes no true false".split()  # noqa: SIM905
) | {"not known", "not recorded", "not applicable", "to follow", "see above", "as above"}
_NUMBER = re.compile(r"[<>~≈£€]?\s?[-+(]?(?:\d{1,4}|\d{1,3}(?:,\d{1,3}){1,2})(?:\.\d{1,2})?\)?\s?%?")
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in month_name[1:]) + "|sept)"
_DAY_LIKE = re.compile(rf"\d{{1,2}}[-/. ](?:\d{{1,2}}|{_MONTH})[-/. ](\d{{4}})|(\d{{4}})[-/.]\d{{1,2}}[-/.]\d{{1,2}}", re.I)
_PERIODS = re.compile(rf"(?:fy ?)?(?:19|20)\d{{2}}(?: ?[-/] ?\d{{2,4}})?(?: ?q[1-5])?|q[1-5] ?(?:19|20)\d{{2}}|{_MONTH}[ -](?:19|20)?\d{{2}}", re.I)
_NUMBERS = (ColumnType.WHOLE, ColumnType.DECIMAL)
_DAYS = (ColumnType.DATE, ColumnType.DATETIME)
_SPANS = (ColumnType.MONTH, ColumnType.QUARTER, ColumnType.FISCAL_YEAR)
_RECENT = 2


def shape(text: str) -> str:
    """A text with every letter an x and every digit a 9.

    >>> shape("Jane Example 12/03/1987")
    'xxxx xxxxxxx 99/99/9999'
    """
    plain = "".join("9" if c.isdigit() else "x" if c.isalpha() else " " if c.isspace() else c if c in "-/.,:()" else "·" for c in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def shown(raw: Raw, column: DatasetColumn, places: frozenset[str], now: date) -> str:
    """What may be shown of a bad cell. Of a key nothing is ever shown.

    >>> from datetime import date as day
    >>> age = DatasetColumn("age", "Age", ColumnType.WHOLE, "a whole number of years")
    >>> shown("<5", age, frozenset(), day(2020, 1, 1)), shown("Jane Example", age, frozenset(), day(2020, 1, 1))
    ('<5', 'xxxx xxxxxxx')
    """
    if isinstance(raw, Odd):
        return f"({raw.kind.value.partition(':')[0]})"
    text = text_of(raw).strip()
    if column.type.is_key:
        return "(a key, not shown)" if text else ""
    if len(text) <= _LONGEST and (text.casefold() in _FILLERS or _is_near(text, column, places, now)):
        return text
    return shape(text)


def _is_near(text: str, column: DatasetColumn, places: frozenset[str], now: date) -> bool:
    """Whether a bad cell is so like what the column takes that it can hardly be anything else."""
    if cell_tells(text):
        return False
    if column.type in _NUMBERS:
        return bool(_NUMBER.fullmatch(text))
    if column.type in _DAYS:
        return _is_recent(text, now)
    if column.type in _SPANS:
        return bool(_PERIODS.fullmatch(text)) and day_in(text) is None
    if column.type is ColumnType.AREA:
        return bool(re.fullmatch(r"[EWNSX]\d{2}[0-9O]{4,8}", text, re.I))
    spellings = {*column.codes, *(s for given in column.codes.values() for s in given), *places}
    return any(near(text, spelling) >= NEAR or sorted(text.casefold()) == sorted(spelling.casefold()) for spelling in spellings if spelling)


def _is_recent(text: str, now: date) -> bool:
    """Whether a text is like a date of this year, the next or the last two: a date of further back could be a birth and is not shown."""
    found = _DAY_LIKE.fullmatch(text.partition(" ")[0] if ":" in text else text)
    return bool(found) and now.year - _RECENT <= int(found[1] or found[2]) <= now.year + 1 if found else False


def near(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, capitals aside.

    >>> near("Medium", "Meduim") > NEAR > near("Medium", "Jane")
    True
    """
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def heading_shown(heading: str, known: frozenset[str]) -> str:
    """A heading with each word that is neither one of the declaration's nor a usual word of headings written as its shape.

    >>> heading_shown("Jane Example's start date", frozenset())
    'xxxx xxxxxxx·x start date'
    """

    def word(found: re.Match[str]) -> str:
        text = found[0].casefold()
        likely = text in known or text in HEADING_WORDS or any(len(text) > 3 and near(text, k) >= 0.8 for k in known)
        return found[0] if likely else shape(found[0])

    masked = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d{3,}", lambda m: shape(m[0]) if m[0].isdigit() else word(m), heading.strip())
    return masked if len(masked) <= 2 * _LONGEST else masked[: 2 * _LONGEST - 1] + "…"
