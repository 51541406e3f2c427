"""Does a heading, a cell or a column look like it tells who somebody is? Where in doubt the answer is yes: the file is refused, not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from wardmoot.evidence.extracts.cells import Raw, is_blank, text_of
from wardmoot.evidence.extracts.dates import day_in
from wardmoot.evidence.extracts.identity_words import GIVEN_NAMES, KIND_HEADINGS, PLACE_HEADINGS, STREET_WORDS, SURNAMES
from wardmoot.evidence.extracts.wording import words_of

NAMES, ADDRESSES, BIRTHS, FREE_TEXT = "names", "addresses", "dates of birth", "free text"
NHS, INSURANCE, PHONES, MAIL, POSTCODES = "NHS numbers", "National Insurance numbers", "telephone numbers", "e-mail addresses", "full postcodes"

_WORDS_OF = {
    NAMES: {"forename", "forenames", "surname", "surnames", "firstname", "lastname", "fullname", "nickname", "alias", "maiden", "familyname"},
    ADDRESSES: {"address", "addresses", "addr", "streetname", "housenumber", "uprn"},
    BIRTHS: {"dob", "birth", "birthdate", "birthday", "born"},
    FREE_TEXT: {"narrative", "comments", "comment", "notes", "note", "remarks", "freetext", "circumstances", "synopsis", "mo"},
    NHS: {"nhs", "nhsno", "nhsnumber"},
    INSURANCE: {"nino", "ni"},
    PHONES: {"phone", "telephone", "mobile", "tel"},
    MAIL: {"email", "mail"},
    POSTCODES: {"postcode", "postcodes", "pcode", "postalcode"},
}
_PARTS_OF_NAMES = {"first", "last", "full", "middle", "maiden", "family", "given", "known", "preferred"}
_PEOPLE = {"victim", "suspect", "offender", "client", "person", "child", "patient", "officer", "worker", "carer", "parent", "subject", "nominal"}
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]*(?:['’-][A-ZÀ-Þ]?[a-zà-ÿ]+)*"
_NAME = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|MR|MRS|MS|MISS|DR)\.? )?(?:{_CAPITAL} (?:[A-Z]\.? )?{_CAPITAL}(?: {_CAPITAL})?|{_CAPITAL}, ?{_CAPITAL})"
)
_SHOUTED = re.compile(r"[A-Z'’-]{2,}(?:, ?| )[A-Z'’-]{2,}(?: [A-Z'’-]{2,})?|[A-Z'’-]{2,},? [A-Z][a-z]+(?: [A-Z][a-z]+)?")
_ADDRESS = re.compile(rf"(?:(?:flat|unit|apartment) ?\d+\w?,? *)?\d{{1,4}}[a-z]?,? +(?:[\w'’.-]+ +){{1,4}}(?:{STREET_WORDS})\b.*", re.I)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-BD-HJLNP-UW-Z]{2}\b", re.I)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.I)
_INSURANCE = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:\d ?){6}[A-D]", re.I)
_PHONE = re.compile(r"(?:\+44 ?|0044 ?|\(?0)[1237](?:[ ()-]*\d){8,9}")
_LONG, _MANY_WORDS = 80, 7


def heading_tells(heading: str) -> str:
    """What a heading says its column holds, when that tells who somebody is; "" otherwise.

    >>> heading_tells("Victim DOB"), heading_tells("Surname"), heading_tells("Ward name"), heading_tells("Offence description")
    ('dates of birth', 'names', '', '')
    """
    words = words_of(heading)
    for what, telling in _WORDS_OF.items():
        if telling & {*words, "".join(words)}:
            return what
    if {"post", "code"} <= set(words):
        return POSTCODES
    if "insurance" in words:
        return INSURANCE
    if "name" in words or "names" in words:
        others = set(words) - {"name", "names"}
        return "" if others & PLACE_HEADINGS and not others & (_PEOPLE | _PARTS_OF_NAMES) else NAMES
    return FREE_TEXT if {"free", "text"} <= set(words) or words in (["description"], ["summary"], ["details"]) else ""


def cell_tells(text: str) -> str:
    """What a cell holds, when its shape tells who somebody is; "" otherwise.

    >>> cell_tells("Jane Example"), cell_tells("12 High Street"), cell_tells("SP1 2AB"), cell_tells("943 476 5919"), cell_tells("Burglary")
    ('names', 'addresses', 'full postcodes', 'NHS numbers', '')
    """
    text = text.strip()
    if not text or len(text) < 3:
        return ""
    if any(c.isdigit() for c in text):
        return _digits_tell(text)
    if "@" in text and _MAIL.search(text):
        return MAIL
    if _is_free(text):
        return FREE_TEXT
    words = words_of(text)
    if GIVEN_NAMES & set(words) or (SURNAMES & set(words)):
        return NAMES
    return NAMES if _NAME.fullmatch(text) or _SHOUTED.fullmatch(text) else ""


def _digits_tell(text: str) -> str:
    if "@" in text and _MAIL.search(text):
        return MAIL
    if _POSTCODE.search(text):
        return POSTCODES if len(text) <= 9 else ADDRESSES
    if is_nhs_number(text):
        return NHS
    if _INSURANCE.fullmatch(text):
        return INSURANCE
    if _PHONE.fullmatch(text):
        return PHONES
    if _ADDRESS.fullmatch(text):
        return ADDRESSES
    if GIVEN_NAMES & set(words_of(text)):
        return NAMES
    return FREE_TEXT if _is_free(text) else ""


def _is_free(text: str) -> bool:
    return "\n" in text or len(text) > _LONG or len(text.split()) >= _MANY_WORDS


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry the NHS number's check digit (modulus 11). Source: NHS Data Dictionary, NHS NUMBER.

    >>> is_nhs_number("943 476 5919"), is_nhs_number("9434765918")
    (True, False)
    """
    digits = re.sub(r"[ -]", "", text)
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()) or digits == digits[0] * 10:
        return False
    check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return (0 if check == 11 else check) == int(digits[9])


_SHARES = {NHS: 0.5, PHONES: 0.2, NAMES: 0.2, FREE_TEXT: 0.2}
_ALWAYS, _SHARE = 2_000, 0.05
_EVERY = 20
_DISTINCT = 400


@dataclass(slots=True)
class ColumnWatch:
    """Watches the cells of a column that is not kept: the first 2,000 of them and every twentieth after."""

    heading: str
    seen: int = 0
    looked: int = 0
    tells: dict[str, int] = field(default_factory=dict)
    texts: set[int] = field(default_factory=set)
    repeats: int = 0
    named: int = 0
    days: list[date] = field(default_factory=list)

    def look(self, raw: Raw) -> None:
        """Take in one cell."""
        if is_blank(raw):
            return
        self.seen += 1
        if self.seen > _ALWAYS and self.seen % _EVERY:
            return
        self.looked += 1
        if isinstance(raw, (date, datetime)):
            self._day(raw)
            return
        text = text_of(raw)
        self._count(text)
        if (day := day_in(text)) is not None:
            self._day(day)
        elif what := cell_tells(text):
            self.tells[what] = self.tells.get(what, 0) + 1
            self.named += what == NAMES and bool(GIVEN_NAMES & set(words_of(text)))

    def _count(self, text: str) -> None:
        mark = hash(text)
        if mark in self.texts:
            self.repeats += 1
        elif len(self.texts) < _DISTINCT:
            self.texts.add(mark)

    def _day(self, day: date) -> None:
        if len(self.days) < _ALWAYS:
            self.days.append(day.date() if isinstance(day, datetime) else day)

    @property
    def few_values(self) -> bool:
        """Whether its cells repeat, as those of places and kinds do and those of people and narratives do not."""
        return self.repeats >= 0.5 * self.looked

    def verdict(self, now: date) -> str:
        """What the column looks like, or "" where nothing in it tells who somebody is."""
        if what := heading_tells(self.heading):
            return what
        if self.named >= _SHARES[NAMES] * max(self.looked, 1):
            return NAMES
        words = set(words_of(self.heading))
        of_kinds = bool(words & (PLACE_HEADINGS | KIND_HEADINGS)) and not words & _PEOPLE
        for what, count in self.tells.items():
            if count >= _SHARES.get(what, _SHARE) * self.looked and not (of_kinds and self.few_values and what in (FREE_TEXT, NAMES)):
                return what
        return BIRTHS if look_like_births(self.days, self.looked, now) else ""


def look_like_births(days: list[date], cells: int, now: date) -> bool:
    """Whether most cells are days that spread over years and lie years back, as dates of birth do and those of a return do not.

    >>> look_like_births([date(1950 + i, 3, 4) for i in range(50)], 50, date(2020, 1, 1))
    True
    >>> look_like_births([date(2019, 1 + i % 12, 4) for i in range(50)], 50, date(2020, 1, 1))
    False
    """
    if len(days) < 0.5 * cells or not days:
        return False
    ordered = sorted(days)
    middle = ordered[len(ordered) // 2]
    low, high = ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]
    return (now - middle).days > 5 * 365 and (len(days) < 5 or (high - low).days > 5 * 365)
